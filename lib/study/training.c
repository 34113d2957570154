/* From what was typed to the groups that are trained. */
#include "study/training.h"

#include <math.h>
#include <string.h>

/* The data as if one set had been typed. */
static struct learning_data one_set(const struct training_typed *typed, size_t set)
{
    struct learning_data data = typed->data;
    data.data.items += set;
    data.data.count = 1;
    return data;
}

static bool plan_loss(struct training_plan *plan, size_t set, struct error *error)
{
    const struct training_typed *typed = plan->typed;
    const bool classes = plan->sets[set].classes > 0;
    plan->losses[set] = typed->loss ? loss_kinds[typed->loss - 1] : classes ? &loss_cross_entropy : &loss_squared;
    if (!plan->losses[set]->classes || classes)
        return true;
    error_set(error, ERROR_INVALID, "%s has numbers for targets, no classes: squared is the loss for those",
              typed->data.data.items[set].callable->name);
    strcpy(error->nearest, "squared");
    return error_blame(error, "loss", plan->losses[set]->name);
}

static size_t outputs_of(const struct data_request *size)
{
    return size->classes ? size->classes : 1;
}

static bool plan_sets(struct arena *arena, struct training_plan *plan, struct error *error)
{
    const size_t count = plan->typed->data.data.count;
    plan->sets = ARENA_NEW(arena, struct data_request, count);
    plan->losses = ARENA_NEW(arena, const struct loss_kind *, count);
    for (size_t i = 0; i < count; i++) {
        const struct learning_data data = one_set(plan->typed, i);
        if (!learning_data_check(arena, &data, &plan->sets[i], error) || !plan_loss(plan, i, error))
            return false;
        if (outputs_of(&plan->sets[i]) > plan->sets[i].n) {
            error_set(error, ERROR_INVALID, "%zu classes and %zu training examples: there must be at least as many examples as outputs",
                      outputs_of(&plan->sets[i]), plan->sets[i].n);
            return error_blame(error, "data", data.data.items[0].callable->name);
        }
    }
    return true;
}

static bool plan_model(struct arena *arena, const struct training_plan *plan, struct training_group *group, int order, struct error *error)
{
    const struct data_request *size = &plan->sets[group->set];
    const struct data_kind *kind = data_kind_of(group->data);
    const struct network_task task = {.inputs = size->inputs,
                                      .outputs = outputs_of(size),
                                      .image_rows = kind->image_rows,
                                      .image_columns = kind->image_columns,
                                      .loss = plan->losses[group->set]};
    const struct method *method = method_of(&group->method);
    if (method->squares) {
        error_set(error, ERROR_INVALID, "%s is for formulas that are sums of squares (descent), not for networks", group->method.callable->name);
        return error_blame(error, "optimizer", group->method.callable->name);
    }
    group->model = ARENA_NEW(arena, struct model, 1);
    if (!network_model(arena, group->network, &task, method->curvature ? 2 : order, group->model, error))
        return error_blame(error, "network", group->network->callable->name);
    if (method->curvature && group->model->parameters > TRAINING_MAX_CURVATURE) {
        error_set(error, ERROR_TOO_MUCH, "%s needs the whole Hessian, which is had of networks with up to %d parameters; this one has %zu",
                  group->method.callable->name, TRAINING_MAX_CURVATURE, group->model->parameters);
        return error_blame(error, "optimizer", group->method.callable->name);
    }
    if (group->method.values[METHOD_MAXIMIZE] != 0) {
        error_set(error, ERROR_INVALID, "training lowers a loss, and %s would raise it: leave maximize out", group->method.callable->name);
        return error_blame(error, "optimizer", "maximize=1");
    }
    if (!method_takes(&group->method, group->model->parameters, (size_t)plan->typed->seeds, error))
        return error_blame(error, "optimizer", group->method.callable->name);
    const size_t given = plan->typed->start.count;
    if (!given || given == group->model->parameters)
        return true;
    error_set(error, ERROR_INVALID, "the network has %zu parameters, and start has %zu numbers", group->model->parameters, given);
    return error_blame(error, "start", "");
}

/* How long the group trains, from which examples. */
static bool plan_length(const struct training_plan *plan, struct training_group *group, struct error *error)
{
    const struct training_typed *typed = plan->typed;
    const struct method *method = method_of(&group->method);
    if (group->batch >= group->examples)
        group->batch = 0;
    if (group->batch && (method->judge || method->curvature)) {
        const bool probes = method->probes && !method->values_only;
        error_set(error, ERROR_INVALID, "%s %s: it wants all examples, batch=0", group->method.callable->name,
                  probes ? "takes several gradients a step, which minibatches would take of different examples"
                         : "compares losses from step to step, which minibatches do not tell exactly");
        strcpy(error->nearest, "0");
        return error_blame(error, "batch", "");
    }
    const struct minibatch_options options = {.size = group->batch, .by_epoch = true};
    group->per_epoch = minibatches_per_epoch(&options, group->examples);
    const double steps = typed->steps >= 0 ? (double)typed->steps : (double)typed->epochs * (double)group->per_epoch;
    if (steps > TRAINING_MAX_STEPS) {
        error_set(error, ERROR_TOO_MUCH, "%ld epochs of %zu steps are more than the %d that a run has at most", typed->epochs, group->per_epoch,
                  TRAINING_MAX_STEPS);
        return error_blame(error, "epochs", "");
    }
    group->steps = (size_t)steps;
    return true;
}

static bool same_option(const struct call *a, const struct call *b, size_t option);

static bool same_inner(const struct call *a, const struct call *b)
{
    bool same = a->inner_count == b->inner_count;
    for (size_t i = 0; i < a->inner_count && same; i++) {
        same = a->inner[i].callable == b->inner[i].callable;
        for (size_t option = 0; same && option < a->inner[i].callable->option_count; option++)
            same = same_option(&a->inner[i], &b->inner[i], option);
    }
    return same;
}

static bool same_option(const struct call *a, const struct call *b, size_t option)
{
    const enum call_option_kind kind = a->callable->options[option].kind;
    if (kind == OPTION_LIST)
        return a->item_count == b->item_count && !memcmp(a->items, b->items, a->item_count * sizeof *a->items);
    if (kind == OPTION_TEXT)
        return a->text == b->text || (a->text && b->text && !strcmp(a->text, b->text));
    if (kind == OPTION_CALLS)
        return same_inner(a, b);
    return a->values[option] == b->values[option] || (isnan(a->values[option]) && isnan(b->values[option]));
}

/* A call of a list without the arguments that are the same in all of it. */
static struct call distinct(const struct calls *calls, const struct call *call)
{
    struct call shown = *call;
    bool one_kind = true;
    for (size_t i = 0; i < calls->count; i++)
        one_kind = one_kind && calls->items[i].callable == call->callable;
    for (size_t option = 0; option < call->callable->option_count && one_kind; option++) {
        bool same = true;
        for (size_t i = 0; i < calls->count; i++)
            same = same && same_option(&calls->items[i], call, option);
        shown.given[option] = shown.given[option] && !same;
    }
    return shown;
}

/* What distinguishes a group from the others: each argument of which there are several. */
static const char *name_of(struct arena *arena, const struct training_plan *plan, const struct training_group *group, bool rate_shown)
{
    const struct training_typed *typed = plan->typed;
    struct buffer name = {.arena = arena};
    const struct call data = distinct(&typed->data.data, group->data), network = distinct(&typed->network, group->network);
    const struct {
        bool several;
        const struct call *call;
    } parts[] = {{typed->data.data.count > 1, &data},
                 {typed->network.count > 1, &network},
                 {typed->optimizer.count > 1 || rate_shown, &group->method},
                 {typed->schedule.count > 1, group->schedule}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].several) {
            buffer_text(&name, name.length ? " " : "");
            call_print(parts[i].call, &name);
        }
    if (typed->batch.count > 1 && !group->batch)
        buffer_format(&name, "%sall examples", name.length ? ", " : "");
    else if (typed->batch.count > 1)
        buffer_format(&name, "%sbatch %zu", name.length ? ", " : "", group->batch);
    if (!name.length)
        call_print(&group->method, &name);
    return buffer_string(&name);
}

static bool plan_group(struct arena *arena, struct training_plan *plan, const struct training_group *wanted, bool rate_shown, int order,
                       struct error *error)
{
    struct training_group *group = &plan->groups[plan->group_count++];
    *group = *wanted;
    group->examples = plan->sets[group->set].n;
    group->test_examples = plan->sets[group->set].test;
    group->method.given[METHOD_LR] = group->method.given[METHOD_LR] || rate_shown;
    group->lr = schedule_base(group->schedule, group->method.values[METHOD_LR]);
    if (!plan_length(plan, group, error) || !plan_model(arena, plan, group, order, error))
        return false;
    group->name = name_of(arena, plan, group, rate_shown);
    return true;
}

/* Entries taken of each list. */
struct choice {
    size_t set, network, method, rate, schedule, batch;
};

/* Which entries make the group numbered `index`: of all combinations, or the lists taken together. */
static struct choice choose(const struct training_typed *typed, size_t index)
{
    struct choice choice;
    struct {
        size_t *entry, count;
    } const lists[] = {{&choice.batch, typed->batch.count},      {&choice.schedule, typed->schedule.count}, {&choice.rate, typed->lr.count},
                       {&choice.method, typed->optimizer.count}, {&choice.network, typed->network.count},   {&choice.set, typed->data.data.count}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const size_t count = lists[i].count ? lists[i].count : 1;
        *lists[i].entry = index % count;
        index = typed->pair ? index : index / count;
    }
    return choice;
}

/* How many groups there are; 0 with an error if lists that go together are not of one length. */
static size_t count_groups(const struct training_typed *typed, struct error *error)
{
    const struct {
        const char *name;
        size_t count;
    } lists[] = {{"data", typed->data.data.count}, {"network", typed->network.count},   {"optimizer", typed->optimizer.count},
                 {"lr", typed->lr.count},          {"schedule", typed->schedule.count}, {"batch", typed->batch.count}};
    size_t all = 1, longest = 1;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const size_t count = lists[i].count ? lists[i].count : 1;
        if (typed->pair && count > 1 && longest > 1 && count != longest) {
            error_set(error, ERROR_INVALID, "with pair=1 lists have one length; this has %zu entries, another %zu", count, longest);
            error_blame(error, lists[i].name, "");
            return 0;
        }
        longest = count > longest ? count : longest;
        all *= count;
    }
    return typed->pair ? longest : all;
}

/* The group numbered `index`; rates of methods that say theirs are passed over once. */
static bool plan_combination(struct arena *arena, struct training_plan *plan, size_t index, int order, struct error *error)
{
    const struct training_typed *typed = plan->typed;
    const size_t rates = typed->lr.count ? typed->lr.count : 1;
    const struct choice choice = choose(typed, index);
    struct training_group wanted = {.data = &typed->data.data.items[choice.set],
                                    .network = &typed->network.items[choice.network],
                                    .method = typed->optimizer.items[choice.method],
                                    .schedule = &typed->schedule.items[choice.schedule],
                                    .set = choice.set,
                                    .batch = (size_t)typed->batch.items[choice.batch]};
    const bool own = wanted.method.given[METHOD_LR];
    if (own && choice.rate > 0 && !typed->pair)
        return true;
    if (!own && typed->lr.count)
        wanted.method.values[METHOD_LR] = typed->lr.items[choice.rate];
    return plan_group(arena, plan, &wanted, !own && rates > 1, order, error);
}

bool training_plan(struct arena *arena, const struct training_typed *typed, int order, struct training_plan *plan, struct error *error)
{
    const size_t combinations = count_groups(typed, error);
    *plan = (struct training_plan){.typed = typed, .seeds = (size_t)typed->seeds};
    if (!combinations)
        return false;
    if (combinations > TRAINING_MAX_GROUPS) {
        error_set(error, ERROR_TOO_MUCH,
                  "%zu combinations of data, networks, optimizers, rates, schedules and batches are more than the %d that one "
                  "picture can tell apart",
                  combinations, TRAINING_MAX_GROUPS);
        return error_blame(error, typed->network.count > 1 ? "network" : "optimizer", "");
    }
    for (size_t i = 0; i < typed->batch.count; i++)
        if (typed->batch.items[i] != (double)(size_t)typed->batch.items[i]) {
            error_set(error, ERROR_INVALID, "a batch is a whole number of examples");
            return error_blame(error, "batch", "");
        }
    plan->groups = ARENA_NEW(arena, struct training_group, combinations);
    if (!plan_sets(arena, plan, error))
        return false;
    for (size_t i = 0; i < combinations; i++)
        if (!plan_combination(arena, plan, i, order, error))
            return false;
    return true;
}
