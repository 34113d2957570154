/* A training as a program: the data by their rule or number for number, the network forward and backward, the minibatches in their order, and the methods by
 * the rules of their rows. */
#include "base/random.h"
#include "study/data_script.h"
#include "study/method_script.h"
#include "study/network_script.h"
#include "study/train.h"

#include <math.h>
#include <string.h>

/* Numbers of a data set, and of a start, that are written into a program: it is to be read. */
enum { MOST_EMBEDDED = 60000 };

/* --- Whether there is one --- */

static bool refuse(struct error *error, const char *why)
{
    return error_set(error, ERROR_INVALID, "there is no program of this training, %s; csv and npz have its numbers", why);
}

/* The set as it comes in a program: by its rule, where it is one alone. */
static bool by_rule(const struct train_parameters *parameters)
{
    return parameters->typed.data.data.count == 1 && parameters->plan.sets[0].kind->python;
}

static bool can_have_data(const struct train_parameters *parameters, struct error *error)
{
    const struct training_plan *plan = &parameters->plan;
    double numbers = 0;
    for (size_t i = 0; i < parameters->typed.data.data.count; i++) {
        const struct data_request *set = &plan->sets[i];
        numbers += (double)(set->n + set->test) * (double)(set->inputs + 1);
        const bool alike = plan->losses[i]->classes ? set->classes > 0 : set->classes == plan->sets[0].classes;
        if (plan->losses[i] != plan->losses[0] || !alike || !set->test != !plan->sets[0].test)
            return refuse(error, "whose data sets are not alike in targets, loss and tests");
    }
    return by_rule(parameters) || numbers <= MOST_EMBEDDED || refuse(error, "whose examples are too many to be written into one");
}

bool train_scripted(const void *untyped, const void *result, struct error *error)
{
    const struct train_parameters *parameters = untyped;
    const struct training_plan *plan = &parameters->plan;
    (void)result;
    for (size_t i = 0; i < plan->group_count; i++) {
        const struct training_group *group = &plan->groups[i];
        if (!script_has_method(&group->method, error) || !script_has_schedule(group->schedule, error))
            return false;
        if (method_of(&group->method)->curvature)
            return refuse(error, "whose optimizer wants the Hessian of the network");
        if (method_of(&group->method)->judge)
            return refuse(error, "whose optimizer searches: rounding decides how many losses it compares");
        for (size_t l = 0; l < group->model->layer_count; l++)
            if (group->model->layers[l].kernel)
                return refuse(error, "whose network has convolutions");
    }
    if (parameters->view == TRAIN_SHARPNESS)
        return refuse(error, "of which the Hessian's eigenvalues are drawn");
    if (parameters->view == TRAIN_MISTAKES)
        return refuse(error, "of which images are drawn");
    return can_have_data(parameters, error);
}

/* --- The data --- */

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
static bool add_examples(struct script *script, const struct train_parameters *parameters, struct error *error)
{
    struct buffer *out = &script->functions;
    buffer_text(out, "EXAMPLES = [  # the data sets, for training and for testing: a line an example, the target last\n");
    for (size_t i = 0; i < parameters->typed.data.data.count; i++) {
        struct learning_data typed = parameters->typed.data;
        struct data_set set;
        typed.data = (struct calls){&parameters->typed.data.data.items[i], 1};
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

static void add_prepared(struct script *script, const struct train_parameters *parameters, const struct train_result *result)
{
    struct buffer *out = &script->functions;
    const struct loss_kind *loss = parameters->plan.losses[0];
    const size_t classes = result->sets[0].classes;
    bool standardized = false, all = true;
    for (size_t i = 0; i < parameters->typed.data.data.count; i++) {
        standardized = standardized || result->sets[i].standardized;
        all = all && result->sets[i].standardized;
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

/* --- What is random --- */

static void add_start(struct buffer *out, const struct train_parameters *parameters)
{
    const struct coordinates *start = &parameters->typed.start;
    if (start->count) {
        buffer_text(out, "START = np.array(");
        script_numbers(out, start->items, start->count);
        buffer_text(out, ", float)\n\n\n");
        return;
    }
    buffer_format(
        out,
        "def initial_weights(run, network):\n"
        "    \"\"\"Normal ones with the deviation of their layer; biases are 0.\"\"\"\n"
        "    layers = zip(network.units, network.units[1:], network.deviations)\n"
        "    deviations = np.concatenate([np.repeat([deviation, 0], [inputs*outputs, outputs*network.bias]) for inputs, outputs, deviation in "
        "layers])\n"
        "    return deviations*normals(SEED, %d << 48 | run, 0, len(deviations))\n\n\n",
        RANDOM_NETWORK);
}

static bool in_batches(const struct training_plan *plan)
{
    for (size_t i = 0; i < plan->group_count; i++)
        if (plan->groups[i].batch)
            return true;
    return false;
}

static void add_batches(struct buffer *out, const struct training_plan *plan)
{
    if (in_batches(plan))
        buffer_format(out,
                      "@functools.lru_cache(maxsize=2)\n"
                      "def order(run, epoch, count):\n"
                      "    \"\"\"The examples in the random order of an epoch (Fisher & Yates).\"\"\"\n"
                      "    numbers = np.arange(count)\n"
                      "    for k, word in enumerate(bits(SEED, %d << 48 | run, epoch*count, count)):\n"
                      "        other = k + (int(word)*(count - k) >> 64)\n"
                      "        numbers[k], numbers[other] = numbers[other], numbers[k]\n"
                      "    return numbers\n\n\n",
                      RANDOM_BATCH);
    buffer_text(out, "def objective_of(examples, network, size, run):\n"
                     "    \"\"\"The loss and its gradient at the parameters w, evaluation by evaluation");
    buffer_text(out, in_batches(plan) ? ": an epoch's go through all examples, so many at a time, and None is of all at once.\"\"\"\n" : ".\"\"\"\n");
    buffer_text(out, "    inputs, targets = examples\n\n    def objective(w, evaluation):\n");
    if (in_batches(plan))
        buffer_text(out, "        if not size or evaluation is None:\n"
                         "            return loss_and_gradient(w, inputs, targets, network)\n"
                         "        epoch, number = divmod(evaluation, -(-len(inputs)//size))\n"
                         "        batch = order(run, epoch, len(inputs))[number*size:][:size]\n"
                         "        return loss_and_gradient(w, inputs[batch], targets[batch], network)\n");
    else
        buffer_text(out, "        return loss_and_gradient(w, inputs, targets, network)\n");
    buffer_text(out, "    return objective\n\n\n");
}

/* --- The runs --- */

/* The method of a group, its gradients clipped to the lesser of its own limit and that of all. */
static struct call *clipped(struct arena *arena, const struct train_parameters *parameters, const struct call *method)
{
    const double all = parameters->typed.clip, own = method->values[METHOD_CLIP];
    struct call *call = ARENA_NEW(arena, struct call, 1);
    *call = *method;
    call->values[METHOD_CLIP] = own > 0 && (all <= 0 || own < all) ? own : all;
    call->given[METHOD_CLIP] = call->values[METHOD_CLIP] > 0;
    return call;
}

static bool shows(const struct script_needs *needs)
{
    return needs->average || needs->shown;
}

static size_t stride_of(const struct training_group *group)
{
    size_t steps[TRAINING_MAX_ROWS + 2];
    return training_recorded(group, steps) > 1 ? steps[1] : 1;
}

static void add_runs(struct buffer *out, const struct train_parameters *parameters, const struct script_descent *descent)
{
    const struct training_plan *plan = &parameters->plan;
    const bool differ = script_methods_differ(&descent->needs), several = parameters->typed.data.data.count > 1;
    buffer_format(
        out,
        "RUNS = [  # name%s, network, examples of a minibatch (0: all), method, its options, learning rate, schedule, its options, steps, every how "
        "many are recorded%s%s\n",
        several ? ", number of the data set" : "", differ ? ", what the method is given" : "",
        shows(&descent->needs) ? ", whether its places are not those of its gradients" : "");
    for (size_t i = 0; i < plan->group_count; i++) {
        const struct training_group *group = &plan->groups[i];
        buffer_text(out, "    (");
        python_string(group->name, out);
        if (several)
            buffer_format(out, ", %zu", group->set);
        buffer_text(out, ", ");
        script_architecture(out, plan, group);
        buffer_format(out, ", %zu,\n     %s, ", group->batch, script_function_name(out->arena, group->method.callable));
        script_options(out, descent->calls[i], METHOD_LR + 1);
        buffer_text(out, ", ");
        python_number(group->lr, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, group->schedule->callable));
        script_options(out, group->schedule, 0);
        buffer_format(out, ", %zu, %zu", group->steps, stride_of(group));
        if (differ) {
            buffer_text(out, ", \"");
            script_method_wants(out, method_of(&group->method));
            buffer_text(out, "\"");
        }
        if (shows(&descent->needs))
            buffer_text(out, method_shows(&group->method) ? ", True" : ", False");
        buffer_text(out, "),\n");
    }
    buffer_text(out, "]\n\n\n");
}

/* --- What is recorded --- */

static void add_recording(struct buffer *out, const struct train_parameters *parameters, bool test)
{
    const struct training_plan *plan = &parameters->plan;
    const struct loss_kind *loss = plan->losses[0];
    const bool classes = plan->sets[0].classes > 0;
    const char *right = loss->classes ? "targets" : "targets.argmax(axis=1)";
    buffer_format(out,
                  "def judged(w, examples, network):\n"
                  "    \"\"\"The loss%s of some examples.\"\"\"\n"
                  "    inputs, targets = examples\n"
                  "    outputs = forward(w, inputs, network)[0]\n"
                  "    return [loss_of(outputs, targets)[0]%s%s%s]\n\n\n",
                  classes ? " and the share of right answers" : "", classes ? ", np.mean(outputs.argmax(axis=1) == " : "", classes ? right : "",
                  classes ? ")" : "");
    buffer_text(out, "def recorded(course, step, train, test, network):\n"
                     "    \"\"\"The numbers of a run after a step: at its end those of the end, and none once it has overflowed.\"\"\"\n"
                     "    rows, overflowed = course\n"
                     "    if step >= len(rows) and overflowed:\n");
    buffer_format(out, "        return [np.nan]*%d\n", (classes ? 2 : 1) * (test ? 2 : 1) + test + 1);
    buffer_text(out, "    w, _, norm = rows[min(step, len(rows) - 1)]\n");
    if (!test)
        buffer_text(out, "    return [*judged(w, train, network), norm]\n\n\n");
    else if (classes)
        buffer_text(out, "    (loss, accuracy), (test_loss, test_accuracy) = judged(w, train, network), judged(w, test, network)\n"
                         "    return [loss, test_loss, accuracy, test_accuracy, test_loss - loss, norm]\n\n\n");
    else
        buffer_text(out, "    [loss], [test_loss] = judged(w, train, network), judged(w, test, network)\n"
                         "    return [loss, test_loss, test_loss - loss, norm]\n\n\n");
    if (plan->seeds > 1)
        buffer_text(out, "def summaries(values):\n"
                         "    \"\"\"The median and the 10 % and 90 % quantiles over the runs; one that overflowed is beyond all others.\"\"\"\n"
                         "    most = 1e300\n"
                         "    quantiles = np.quantile(np.where(np.isfinite(values), values, most), [0.5, 0.1, 0.9], axis=0)\n"
                         "    return np.where(quantiles < 1e290, quantiles, np.nan)\n\n\n");
}

/* Steps besides the recorded ones after which decisions are drawn. */
static void add_drawn_steps(struct buffer *out, const struct train_parameters *parameters)
{
    script_numbers(out, parameters->at.items, parameters->at.count);
}

static void add_compute(struct script *script, const struct train_parameters *parameters, const struct train_result *result,
                        const struct script_descent *descent, bool test)
{
    struct buffer *out = &script->compute;
    const struct training_plan *plan = &parameters->plan;
    const bool several = parameters->typed.data.data.count > 1, classes = plan->sets[0].classes > 0;
    const bool differ = script_methods_differ(&descent->needs), shown = shows(&descent->needs), seeds = plan->seeds > 1;
    bool some = false, all = true;
    for (size_t i = 0; i < parameters->typed.data.data.count; i++) {
        some = some || result->sets[i].standardized;
        all = all && result->sets[i].standardized;
    }
    if (by_rule(parameters))
        buffer_text(out, "    train, test = prepared(train, test)\n");
    else if (several && some && !all) {
        buffer_text(out, "    sets = [prepared(train.T, test.T, standardize) for (train, test), standardize in zip(EXAMPLES, [");
        for (size_t i = 0; i < parameters->typed.data.data.count; i++)
            buffer_format(out, "%s%s", i ? ", " : "", result->sets[i].standardized ? "True" : "False");
        buffer_text(out, "])]\n");
    } else if (several)
        buffer_text(out, "    sets = [prepared(train.T, test.T) for train, test in EXAMPLES]\n");
    else
        buffer_text(out, "    train, test = prepared(*(part.T for part in EXAMPLES[0]))\n");
    buffer_format(out, "    names = [\"train_loss\"%s%s%s, \"gradient_norm\"]\n    answer = []\n", test ? ", \"test_loss\"" : "",
                  classes ? test ? ", \"train_accuracy\", \"test_accuracy\"" : ", \"train_accuracy\"" : "", test ? ", \"gap\"" : "");
    buffer_format(out, "    for name%s, network, size, method, options, lr, schedule, settings, steps, stride%s%s in RUNS:\n",
                  several ? ", number" : "", differ ? ", wants" : "", shown ? ", apart" : "");
    if (several)
        buffer_text(out, "        train, test = sets[number]\n");
    buffer_text(out, "        per_epoch = -(-len(train[0])//size) if size else 1\n");
    if (parameters->typed.schedule_by)
        buffer_text(out, "        epochs = -(-steps//per_epoch)\n"
                         "        rates = learning_rates(schedule, lr, epochs, epochs + 1, **settings)[np.arange(steps + 1)//per_epoch]\n");
    else
        buffer_text(out, "        rates = learning_rates(schedule, lr, steps, steps + 1, **settings)\n");
    buffer_text(out, "        shown = sorted({*range(0, steps, stride), steps})\n");
    const char *kept = "shown";
    if (parameters->at.count) {
        buffer_text(out, "        kept = {*shown, *");
        add_drawn_steps(out, parameters);
        buffer_text(out, "}\n");
        kept = "kept";
    }
    buffer_format(out,
                  "        courses = []\n"
                  "        for run in range(%zu):\n"
                  "            objective = objective_of(train, network, size, run)\n"
                  "            start = %s\n"
                  "            rows = descend(method, start, rates, run, objective, %s%s%s, **options)\n"
                  "            courses.append((rows, len(rows) <= steps))\n",
                  plan->seeds, parameters->typed.start.count ? "START" : "initial_weights(run, network)", kept, shown ? ", apart" : "",
                  differ ? ", wants" : "");
    buffer_text(out, "        last = max(len(rows) for rows, _ in courses) - 1\n"
                     "        shown = [step for step in shown if step < last] + [last]\n"
                     "        table = np.array([[recorded(course, step, train, test, network) for step in shown] for course in courses])\n"
                     "        gradients = np.array([step//per_epoch*len(train[0]) + step%per_epoch*size for step in shown])\n"
                     "        columns = [(\"step\", shown), (\"epoch\", gradients/len(train[0])), (\"gradients\", gradients)]\n");
    if (seeds)
        buffer_text(out, "        for k, column in enumerate(names):\n"
                         "            middle, low, high = summaries(table[:, :, k])\n"
                         "            columns += [(column, middle), (f\"{column}_low\", low), (f\"{column}_high\", high)]\n");
    else
        buffer_text(out, "        columns += zip(names, table[0].T)\n");
    buffer_text(out, "        columns.append((\"lr\", rates[shown]))\n        answer.append((name, columns");
    if (parameters->view == TRAIN_DECISION || parameters->view == TRAIN_BOTH) {
        if (parameters->at.count) {
            buffer_text(out, ", train, network, [courses[0][0][min(int(step), len(courses[0][0]) - 1)][0] for step in ");
            add_drawn_steps(out, parameters);
            buffer_text(out, "]");
        } else
            buffer_text(out, ", train, network, [courses[0][0][-1][0]]");
    }
    buffer_text(out, "))\n    return answer\n");
}

/* --- The figure --- */

static void draw_curves(struct buffer *out, const struct train_parameters *parameters, const struct figure_panel *panel, const char *axes, bool test)
{
    static const char *const columns[][2] = {[TRAIN_LOSS] = {"train_loss", "test_loss"},
                                             [TRAIN_ACCURACY] = {"train_accuracy", "test_accuracy"},
                                             [TRAIN_GAP] = {"gap", NULL},
                                             [TRAIN_BOTH] = {"train_loss", "test_loss"},
                                             [TRAIN_GRADIENT_NORM] = {"gradient_norm", NULL}};
    const char *const *names = columns[parameters->view];
    buffer_format(out,
                  "    for k, (name, columns, *_) in enumerate(answer):\n"
                  "        columns = dict(columns)\n"
                  "        x = columns[\"%s\"]\n"
                  "        %s.plot(x, columns[\"%s\"], color=f\"C{k}\", label=name)\n",
                  panel->x.column, axes, names[0]);
    if (test && names[1])
        buffer_format(out, "        %s.plot(x, columns[\"%s\"], \"--\", color=f\"C{k}\", label=f\"{name}, test\")\n", axes, names[1]);
    if (parameters->plan.seeds > 1)
        buffer_format(out, "        %s.fill_between(x, columns[\"%s_low\"], columns[\"%s_high\"], color=f\"C{k}\", alpha=0.25)\n", axes, names[0],
                      names[0]);
    buffer_format(out, "    %s.legend()\n", axes);
}

static void draw_decisions(struct buffer *out, const struct train_parameters *parameters, bool one)
{
    const struct data_request *set = &parameters->plan.sets[0];
    buffer_format(out,
                  "    panels = iter(%s%s)\n"
                  "    for _, _, (inputs, targets), network, stages in answer:\n"
                  "        low, high = inputs.min(axis=0), inputs.max(axis=0)\n"
                  "        sides = np.linspace(low - 0.08*(high - low), high + 0.08*(high - low), 201).T\n"
                  "        for w in stages:\n"
                  "            panel = next(panels)\n",
                  one ? "[axes]" : "axes", parameters->view == TRAIN_BOTH ? "[1:]" : "");
    if (set->inputs == 1) {
        buffer_text(out, "            panel.plot(sides[0], forward(w, sides.T, network)[0])\n            panel.plot(inputs[:, 0], targets, \".\")\n");
        return;
    }
    buffer_text(out, "            grid = np.stack(np.meshgrid(*sides), axis=-1)\n"
                     "            outputs = forward(w, grid.reshape(-1, 2), network)[0]\n");
    const char *labels = parameters->plan.losses[0]->classes ? "targets" : "targets.argmax(axis=1)";
    if (set->classes)
        buffer_format(
            out,
            "            panel.contourf(*sides, outputs.argmax(axis=1).reshape(grid.shape[:2]), np.arange(%zu) - 0.5, cmap=\"tab10\", alpha=0.3, "
            "vmin=0, vmax=9)\n"
            "            panel.scatter(*inputs.T, c=%s, cmap=\"tab10\", s=9, vmin=0, vmax=9)\n",
            set->classes + 1, labels);
    else
        buffer_text(out, "            panel.contourf(*sides, outputs.reshape(grid.shape[:2]), 20)\n"
                         "            panel.scatter(*inputs.T, c=targets[:, 0], s=9, edgecolors=\"black\")\n");
}

bool train_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct train_parameters *parameters = untyped;
    const struct train_result *result = answer;
    const struct training_plan *plan = &parameters->plan;
    struct buffer *out = &script->functions;
    struct arena *arena = out->arena;
    const bool test = plan->sets[0].test > 0;
    const struct call **schedules_used = ARENA_NEW(arena, const struct call *, plan->group_count);
    const struct call **methods_used = ARENA_NEW(arena, const struct call *, plan->group_count);
    for (size_t i = 0; i < plan->group_count; i++) {
        schedules_used[i] = plan->groups[i].schedule;
        methods_used[i] = clipped(arena, parameters, &plan->groups[i].method);
    }
    const struct script_needs needs = script_needs(methods_used, plan->group_count);
    const char *evaluation = in_batches(plan) ? shows(&needs) ? "None if apart else evaluations" : "evaluations" : "None";
    const struct script_descent descent = {
        .calls = methods_used,
        .count = plan->group_count,
        .needs = needs,
        .value = in_batches(plan) ? "objective(x, evaluations)[0]" : "objective(x, None)[0]",
        .gradient = in_batches(plan) ? "objective(x, evaluations)[1]" : "objective(x, None)[1]",
        .numbered = in_batches(plan),
        .steps = "len(rates) - 1",
        .given = shows(&needs) ? ", objective, marked, apart" : ", objective, marked",
        .measured = arena_format(arena,
                                 "        value, slopes = objective(x, %s)\n"
                                 "        norm = np.hypot.reduce(slopes, initial=0)\n",
                                 evaluation),
        .kept = "        if rows and len(rows) - 1 not in marked:\n"
                "            rows[-1] = None  # was no step that is told of\n"
                "        rows.append((x, value, norm))\n",
        .before = "rows[-1][0]",
        .help = "rows of parameters, loss of the minibatch, norm of its gradient.",
    };
    script->answer = SCRIPT_RUNS;
    script->random = needs.chance || in_batches(plan) || by_rule(parameters) || !parameters->typed.start.count;
    if (script->random)
        buffer_format(out, "SEED = %ld\n", parameters->typed.data.seed);
    const bool own_seed = by_rule(parameters) && plan->sets[0].seed != (uint64_t)parameters->typed.data.seed;
    if (own_seed)
        buffer_format(out, "DATA_SEED = %llu\n", (unsigned long long)plan->sets[0].seed);
    buffer_text(out, script->random ? "\n\n" : "");
    if (by_rule(parameters))
        script_data_parts(script, &plan->sets[0], own_seed ? "DATA_SEED" : "SEED");
    else if (!add_examples(script, parameters, error))
        return false;
    add_prepared(script, parameters, result);
    if (!script_network(script, plan, error))
        return false;
    add_start(out, parameters);
    add_batches(out, plan);
    script_add_methods(script, &descent);
    script_add_schedules(script, schedules_used, plan->group_count);
    script_add_loop(script, &descent);
    add_recording(out, parameters, test);
    add_runs(out, parameters, &descent);
    add_compute(script, parameters, result, &descent, test);
    struct figure figure = {0};
    train_draw(arena, parameters, result, &figure);
    if (parameters->view != TRAIN_DECISION)
        draw_curves(&script->draw, parameters, &figure.panels[0], figure.panel_count > 1 ? "axes[0]" : "axes", test);
    if (parameters->view == TRAIN_DECISION || parameters->view == TRAIN_BOTH)
        draw_decisions(&script->draw, parameters, figure.panel_count == 1);
    return true;
}
