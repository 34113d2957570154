/* The examples that networks of a program are trained on: by the rule of their set, or number for number. */
#include "study/data_script.h"
#include "study/training_script.h"

/* Numbers of a data set that are written into a program: it is to be read. */
enum { MOST_EMBEDDED = 60000 };

bool script_no_training(struct error *error, const char *why)
{
    return error_set(error, ERROR_INVALID, "there is no program of this training, %s; csv and npz have its numbers", why);
}

bool script_examples_by_rule(const struct training_plan *plan)
{
    return plan->typed->data.data.count == 1 && plan->sets[0].kind->python;
}

bool script_can_have_examples(const struct training_plan *plan, struct error *error)
{
    double numbers = 0;
    for (size_t i = 0; i < plan->typed->data.data.count; i++) {
        const struct data_request *set = &plan->sets[i];
        numbers += (double)(set->n + set->test) * (double)(set->inputs + 1);
        const bool alike = plan->losses[i]->classes ? set->classes > 0 : set->classes == plan->sets[0].classes;
        if (plan->losses[i] != plan->losses[0] || !alike || !set->test != !plan->sets[0].test)
            return script_no_training(error, "whose data sets are not alike in targets, loss and tests");
    }
    return script_examples_by_rule(plan) || numbers <= MOST_EMBEDDED ||
           script_no_training(error, "whose examples are too many to be written into one");
}

static void add_embedded(struct buffer *out, const struct examples *part)
{
    buffer_text(out, "    np.loadtxt(\"\"\"\n");
    for (size_t i = 0; i < part->count; i++) {
        for (size_t k = 0; k < part->inputs; k++) {
            buffer_number(out, part->input[i * part->inputs + k]);
            buffer_character(out, ',');
        }
        buffer_number(out, part->target[i]);
        buffer_character(out, '\n');
    }
    buffer_text(out, "\"\"\".split(), delimiter=\",\", ndmin=2),\n");
}

/* EXAMPLES: of each set the training and the test examples, before anything is standardised. */
static bool add_examples(struct script *script, const struct training_plan *plan, struct error *error)
{
    struct buffer *out = &script->functions;
    buffer_text(out, "EXAMPLES = [  # the data sets, for training and for testing: a line an example, the target last\n");
    for (size_t i = 0; i < plan->typed->data.data.count; i++) {
        struct learning_data typed = plan->typed->data;
        struct data_set set;
        typed.data = (struct calls){&plan->typed->data.data.items[i], 1};
        typed.standardize = 1; /* no */
        if (!learning_data_make(out->arena, &typed, &set, error))
            return false;
        buffer_text(out, "    (\n");
        add_embedded(out, &set.train);
        if (set.test.count)
            add_embedded(out, &set.test);
        else
            buffer_format(out, "    np.empty((0, %zu)),\n", set.inputs + 1);
        buffer_text(out, "    ),\n");
    }
    buffer_text(out, "]\n\n\n");
    return true;
}

static void add_prepared(struct script *script, const struct training_plan *plan, const struct data_set *sets)
{
    struct buffer *out = &script->functions;
    const struct loss_kind *loss = plan->losses[0];
    const size_t classes = sets[0].classes;
    bool standardized = false, all = true;
    for (size_t i = 0; i < plan->typed->data.data.count; i++) {
        standardized = standardized || sets[i].standardized;
        all = all && sets[i].standardized;
    }
    buffer_format(out, "def prepared(train, test%s):\n", standardized && !all ? ", standardize" : "");
    buffer_text(out, "    \"\"\"Inputs and targets of both parts, an example a row");
    buffer_text(out, standardized ? ", brought to mean 0 and deviation 1 over the training examples.\"\"\"\n"
                                    "    means, deviations = train.mean(axis=1, keepdims=True), train.std(axis=1, keepdims=True)\n"
                                  : ".\"\"\"\n");
    buffer_text(out, "    parts = []\n    for columns in (train, test):\n");
    if (standardized)
        buffer_format(out, "        standard = np.where(deviations > 1e-13*abs(means), (columns - means)/deviations, 0)%s\n",
                      all ? "" : " if standardize else columns");
    const char *given = standardized ? "standard" : "columns";
    if (loss->classes)
        buffer_format(out, "        parts.append((%s[:-1].T, columns[-1].astype(int)))\n", given);
    else if (classes)
        buffer_format(out, "        parts.append((%s[:-1].T, np.eye(%zu)[columns[-1].astype(int)]))  # 1 at the right output\n", given, classes);
    else
        buffer_format(out, "        parts.append((%s[:-1].T, %s[-1:].T))\n", given, given);
    buffer_text(out, "    return parts\n\n\n");
}

static void add_preparation(struct script *script, const struct training_plan *plan, const struct data_set *sets)
{
    struct buffer *out = &script->compute;
    const size_t count = plan->typed->data.data.count;
    bool some = false, all = true;
    for (size_t i = 0; i < count; i++) {
        some = some || sets[i].standardized;
        all = all && sets[i].standardized;
    }
    if (script_examples_by_rule(plan)) {
        buffer_text(out, "    train, test = prepared(train, test)\n");
    } else if (count > 1 && some && !all) {
        buffer_text(out, "    sets = [prepared(train.T, test.T, standardize) for (train, test), standardize in zip(EXAMPLES, [");
        for (size_t i = 0; i < count; i++)
            buffer_format(out, "%s%s", i ? ", " : "", sets[i].standardized ? "True" : "False");
        buffer_text(out, "])]\n");
    } else if (count > 1) {
        buffer_text(out, "    sets = [prepared(train.T, test.T) for train, test in EXAMPLES]\n");
    } else {
        buffer_text(out, "    train, test = prepared(*(part.T for part in EXAMPLES[0]))\n");
    }
}

bool script_add_examples(struct script *script, const struct training_plan *plan, const struct data_set *sets, struct error *error)
{
    struct buffer *out = &script->functions;
    const bool by_rule = script_examples_by_rule(plan), own_seed = by_rule && plan->sets[0].seed != (uint64_t)plan->typed->data.seed;
    if (own_seed)
        buffer_format(out, "DATA_SEED = %llu\n", (unsigned long long)plan->sets[0].seed);
    buffer_text(out, script->random ? "\n\n" : "");
    if (by_rule)
        script_data_parts(script, &plan->sets[0], own_seed ? "DATA_SEED" : "SEED");
    else if (!add_examples(script, plan, error))
        return false;
    add_prepared(script, plan, sets);
    add_preparation(script, plan, sets);
    return true;
}
