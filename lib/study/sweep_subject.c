/* What a sweep descends on: a landscape from a start, or the loss of a network on its training examples from random weights. */
#include "study/sweep.h"

#include "study/subject.h"

#include <math.h>
#include <string.h>

enum { MOST_PARAMETERS = 20000 };

static bool resolve_landscape(struct arena *arena, struct sweep_parameters *parameters, struct error *error)
{
    const bool repeated = parameters->dimension > 0;
    const size_t given = parameters->start.count;
    if (!subject_resolve(arena, parameters->f, (size_t)parameters->dimension, given, &parameters->landscape, error))
        return false;
    const size_t n = parameters->landscape->dimension;
    if (n > SWEEP_MOST_DIMENSION) {
        error_set(error, ERROR_TOO_MUCH, "the landscape has %zu coordinates; at most %d are swept over", n, SWEEP_MOST_DIMENSION);
        return error_blame(error, "f", parameters->f);
    }
    if (!subject_takes_start(parameters->landscape, given, repeated, error))
        return false;
    parameters->dimension = (long)n;
    return transformation_apply(arena, &parameters->transformation, repeated, parameters->landscape, 1, error);
}

static void resolve_start(struct arena *arena, struct sweep_parameters *parameters)
{
    const struct landscape *landscape = parameters->landscape;
    parameters->origin = ARENA_NEW(arena, double, landscape->dimension);
    for (size_t d = 0; d < landscape->dimension; d++)
        parameters->origin[d] = subject_start(landscape, &parameters->start, d);
    if (!parameters->start.count) /* the answer names it */
        parameters->start = (struct coordinates){parameters->origin, landscape->dimension};
}

/* Coordinates may have rates of their own, each, where they are few. */
static void group_coordinates(struct sweep_parameters *parameters)
{
    const size_t n = parameters->landscape->dimension;
    for (size_t d = 0; d < n && n <= SETTINGS_MAX_GROUPS; d++)
        parameters->group_ends[parameters->group_count++] = d + 1;
}

/* So may layers that have parameters; those past the last group are in it. */
static void group_layers(struct sweep_parameters *parameters, const struct model *model)
{
    for (size_t i = 0; i < model->layer_count; i++) {
        const size_t end = i + 1 < model->layer_count ? model->layers[i + 1].first : model->parameters;
        const size_t before = parameters->group_count ? parameters->group_ends[parameters->group_count - 1] : 0;
        if (end > before && parameters->group_count == SETTINGS_MAX_GROUPS)
            parameters->group_ends[SETTINGS_MAX_GROUPS - 1] = end;
        else if (end > before)
            parameters->group_ends[parameters->group_count++] = end;
    }
}

/* What is of networks alone, given beside a landscape, or the other way round. */
static bool check_one_subject(const struct sweep_parameters *parameters, struct error *error)
{
    const struct {
        bool given;
        const char *name;
    } of_networks[] = {{parameters->data.data.count > 0, "data"},
                       {parameters->network.count > 0, "network"},
                       {parameters->loss > 0, "loss"},
                       {parameters->batch > 0, "batch"},
                       {parameters->data.examples != NULL, "examples"},
                       {parameters->data.standardize > 0, "standardize"}},
      of_landscapes[] = {{parameters->start.count > 0, "start"},
                         {parameters->dimension > 0, "dim"},
                         {parameters->noise > 0, "noise"},
                         {parameters->transformation.shift.count > 0, "shift"},
                         {parameters->transformation.rotate.count > 0 || parameters->transformation.rotate.random.callable, "rotate"}};
    if (!parameters->f && !parameters->data.data.count) {
        error_set(error, ERROR_INVALID, "a landscape f is wanted, or data for a network to learn");
        return error_blame(error, "f", "");
    }
    for (size_t i = 0; i < sizeof of_networks / sizeof *of_networks && parameters->f; i++)
        if (of_networks[i].given) {
            error_set(error, ERROR_INVALID, "%s is of networks, and f is no network: leave one of them out", of_networks[i].name);
            return error_blame(error, of_networks[i].name, "");
        }
    for (size_t i = 0; i < sizeof of_landscapes / sizeof *of_landscapes && !parameters->f; i++)
        if (of_landscapes[i].given) {
            error_set(error, ERROR_INVALID, "%s is of landscapes, and a network is trained here: leave it out", of_landscapes[i].name);
            return error_blame(error, of_landscapes[i].name, "");
        }
    return true;
}

static bool resolve_network(struct arena *arena, struct sweep_parameters *parameters, struct error *error)
{
    struct calls *network = &parameters->network;
    if (parameters->data.data.count > 1 || network->count > 1) {
        error_set(error, ERROR_INVALID, "one is wanted here: what varies is swept over x and y");
        return error_blame(error, parameters->data.data.count > 1 ? "data" : "network", "");
    }
    if (!network->count && !call_read_list(arena, "mlp(hidden=16)", "network", network_kind_at, network, error))
        return false;
    double *batch = ARENA_NEW(arena, double, 1);
    *batch = (double)parameters->batch;
    parameters->training = (struct training_typed){.data = parameters->data,
                                                   .network = *network,
                                                   .optimizer = parameters->optimizer,
                                                   .schedule = parameters->schedule,
                                                   .loss = parameters->loss,
                                                   .lr = parameters->lr,
                                                   .batch = {batch, 1},
                                                   .steps = parameters->steps,
                                                   .seeds = parameters->seeds};
    if (!training_plan(arena, &parameters->training, 1, &parameters->plan, error))
        return false;
    const struct training_group *group = &parameters->plan.groups[0];
    if (!method_takes(&group->method, group->model->parameters, (size_t)parameters->samples, error))
        return error_blame(error, "optimizer", group->method.callable->name);
    if (group->model->parameters > MOST_PARAMETERS) {
        error_set(error, ERROR_TOO_MUCH, "the network has %zu parameters; at most %d are swept over", group->model->parameters, MOST_PARAMETERS);
        return error_blame(error, "network", "");
    }
    parameters->examples = (struct examples){.count = group->examples, .inputs = parameters->plan.sets[0].inputs, .targets = 1};
    objective_network(arena, group->model, &parameters->examples, 0, &parameters->objective);
    group_layers(parameters, group->model);
    parameters->subject = arena_format(arena, "%s with %zu parameters on %s", network->items[0].callable->name, group->model->parameters,
                                       parameters->data.data.items[0].callable->name);
    return true;
}

bool sweep_make_subject(struct arena *arena, struct sweep_parameters *parameters, struct error *error)
{
    struct data_set *set = ARENA_NEW(arena, struct data_set, 1);
    if (parameters->landscape)
        return true;
    if (!learning_data_make(arena, &parameters->data, set, error))
        return false;
    const struct model *model = parameters->plan.groups[0].model;
    struct examples *examples = ARENA_NEW(arena, struct examples, 1);
    *examples = training_examples(arena, &parameters->plan, 0, &set->train);
    objective_network(arena, model, examples, 0, &parameters->objective);
    parameters->origin = ARENA_NEW(arena, double, model->parameters *(size_t)parameters->seeds);
    model_initialize(model, (uint64_t)parameters->data.seed, 0, (size_t)parameters->seeds, parameters->origin);
    return true;
}

bool sweep_resolve_subject(struct arena *arena, struct sweep_parameters *parameters, struct error *error)
{
    if (!check_one_subject(parameters, error))
        return false;
    if (!parameters->f)
        return resolve_network(arena, parameters, error);
    if (!resolve_landscape(arena, parameters, error))
        return false;
    if (!objective_for_methods(arena, parameters->landscape, &parameters->optimizer, "optimizer", &parameters->objective, error))
        return error_blame(error, "f", parameters->f);
    resolve_start(arena, parameters);
    group_coordinates(parameters);
    parameters->subject = parameters->landscape->label;
    return true;
}
