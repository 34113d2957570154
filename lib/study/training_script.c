/* A training as a part of a program: the network forward and backward, the minibatches in their order, and the methods by the rules of their rows. */
#include "study/training_script.h"

#include "base/random.h"
#include "study/network_script.h"

static void add_start(struct buffer *out, const struct training_plan *plan)
{
    const struct coordinates *start = &plan->typed->start;
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

/* The method of a group, its gradients clipped to the lesser of its own limit and that of all. */
static struct call *clipped(struct arena *arena, const struct training_plan *plan, const struct call *method)
{
    const double all = plan->typed->clip, own = method->values[METHOD_CLIP];
    struct call *call = ARENA_NEW(arena, struct call, 1);
    *call = *method;
    call->values[METHOD_CLIP] = own > 0 && (all <= 0 || own < all) ? own : all;
    call->given[METHOD_CLIP] = call->values[METHOD_CLIP] > 0;
    return call;
}

bool script_shows_apart(const struct script_needs *needs)
{
    return needs->average || needs->shown;
}

static size_t stride_of(const struct training_group *group)
{
    size_t steps[TRAINING_MAX_ROWS + 2];
    return training_recorded(group, steps) > 1 ? steps[1] : 1;
}

static void add_runs(struct buffer *out, const struct training_plan *plan, const struct script_descent *descent, bool strides)
{
    const bool differ = script_methods_differ(&descent->needs), several = plan->typed->data.data.count > 1;
    buffer_format(
        out,
        "RUNS = [  # name%s, network, examples of a minibatch (0: all), method, its options, learning rate, schedule, its options, steps%s%s%s\n",
        several ? ", number of the data set" : "", strides ? ", every how many are recorded" : "", differ ? ", what the method is given" : "",
        script_shows_apart(&descent->needs) ? ", whether its places are not those of its gradients" : "");
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
        buffer_format(out, ", %zu", group->steps);
        if (strides)
            buffer_format(out, ", %zu", stride_of(group));
        if (differ) {
            buffer_text(out, ", \"");
            script_method_wants(out, method_of(&group->method));
            buffer_text(out, "\"");
        }
        if (script_shows_apart(&descent->needs))
            buffer_text(out, method_shows(&group->method) ? ", True" : ", False");
        buffer_text(out, "),\n");
    }
    buffer_text(out, "]\n\n\n");
}

bool script_can_train(const struct training_plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->group_count; i++) {
        const struct training_group *group = &plan->groups[i];
        if (!script_has_method(&group->method, group->model->parameters, error) || !script_has_schedule(group->schedule, error))
            return false;
        if (method_of(&group->method)->curvature)
            return script_no_training(error, "whose optimizer wants the Hessian of the network");
        for (size_t l = 0; l < group->model->layer_count; l++)
            if (group->model->layers[l].kernel)
                return script_no_training(error, "whose network has convolutions");
    }
    return script_can_have_examples(plan, error);
}

static struct script_descent descent_of(struct arena *arena, const struct training_plan *plan, const struct call *const *calls)
{
    const struct script_needs needs = script_needs(calls, plan->group_count);
    const bool batches = in_batches(plan), apart = script_shows_apart(&needs);
    return (struct script_descent){
        .calls = calls,
        .count = plan->group_count,
        .needs = needs,
        .value = batches ? "objective(x, evaluations)[0]" : "objective(x, None)[0]",
        .gradient = batches ? "objective(x, evaluations)[1]" : "objective(x, None)[1]",
        .numbered = batches,
        .steps = "len(rates) - 1",
        .given = apart ? ", objective, marked, apart" : ", objective, marked",
        .measured = arena_format(arena,
                                 "        value, slopes = objective(x, %s)\n"
                                 "        norm = np.hypot.reduce(slopes, initial=0)\n",
                                 !batches ? "None"
                                 : apart  ? "None if apart else evaluations"
                                          : "evaluations"),
        .kept = "        if rows and len(rows) - 1 not in marked:\n"
                "            rows[-1] = None  # was no step that is told of\n"
                "        rows.append((x, value, norm))\n",
        .before = "rows[-1][0]",
        .lowest = "rows[-1][1]",
        .returned = needs.search ? "rows, evaluations" : NULL,
        .help = needs.search ? "rows of parameters, loss of the minibatch, norm of its gradient; and how many gradients it evaluated."
                             : "rows of parameters, loss of the minibatch, norm of its gradient.",
    };
}

bool script_training(struct script *script, const struct training_plan *plan, const struct data_set *sets, bool strides, struct script_needs *needs,
                     struct error *error)
{
    struct buffer *out = &script->functions;
    struct arena *arena = out->arena;
    const struct call **schedules_used = ARENA_NEW(arena, const struct call *, plan->group_count);
    const struct call **methods_used = ARENA_NEW(arena, const struct call *, plan->group_count);
    for (size_t i = 0; i < plan->group_count; i++) {
        schedules_used[i] = plan->groups[i].schedule;
        methods_used[i] = clipped(arena, plan, &plan->groups[i].method);
    }
    const struct script_descent descent = descent_of(arena, plan, methods_used);
    *needs = descent.needs;
    script->random = script->random || needs->chance || in_batches(plan) || script_examples_by_rule(plan) || !plan->typed->start.count;
    if (script->random)
        buffer_format(out, "SEED = %ld\n", plan->typed->data.seed);
    if (!script_add_examples(script, plan, sets, error) || !script_network(script, plan, error))
        return false;
    add_start(out, plan);
    add_batches(out, plan);
    script_add_methods(script, &descent);
    script_add_schedules(script, schedules_used, plan->group_count);
    script_add_loop(script, &descent);
    add_runs(out, plan, &descent, strides);
    return true;
}

void script_training_loop(struct script *script, const struct training_plan *plan, const struct script_needs *needs, bool strides)
{
    struct buffer *out = &script->compute;
    const bool several = plan->typed->data.data.count > 1;
    buffer_format(out, "    for name%s, network, size, method, options, lr, schedule, settings, steps%s%s%s in RUNS:\n", several ? ", number" : "",
                  strides ? ", stride" : "", script_methods_differ(needs) ? ", wants" : "", script_shows_apart(needs) ? ", apart" : "");
    if (several)
        buffer_text(out, "        train, test = sets[number]\n");
    buffer_text(out, "        per_epoch = -(-len(train[0])//size) if size else 1\n");
    if (plan->typed->schedule_by)
        buffer_text(out, "        epochs = -(-steps//per_epoch)\n"
                         "        rates = learning_rates(schedule, lr, epochs, epochs + 1, **settings)[np.arange(steps + 1)//per_epoch]\n");
    else
        buffer_text(out, "        rates = learning_rates(schedule, lr, steps, steps + 1, **settings)\n");
}

void script_training_run(struct script *script, const struct training_plan *plan, const struct script_needs *needs, const char *kept)
{
    buffer_format(&script->compute,
                  "        for run in range(%zu):\n"
                  "            objective = objective_of(train, network, size, run)\n"
                  "            start = %s\n"
                  "            rows%s = descend(method, start, rates, run, objective, %s%s%s, **options)\n",
                  plan->seeds, plan->typed->start.count ? "START" : "initial_weights(run, network)", needs->search ? ", evaluations" : "", kept,
                  script_shows_apart(needs) ? ", apart" : "", script_methods_differ(needs) ? ", wants" : "");
}
