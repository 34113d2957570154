/* From what was typed to starts, methods with their rates, and an objective. */
#include "study/descent.h"

#include "optimize/rate.h"
#include "study/projected.h"
#include "study/subject.h"

#include <math.h>
#include <string.h>

enum { MOST_NUMBERS = 1500000 };

static bool resolve_landscape(struct arena *arena, struct descent_parameters *parameters, struct error *error)
{
    const size_t given = parameters->start.count ? parameters->start.items[0].count : 0;
    const bool repeated = parameters->dimension > 0;
    if (!subject_resolve(arena, parameters->f, (size_t)parameters->dimension, given, &parameters->landscape, error) ||
        !subject_takes_start(parameters->landscape, given, repeated, error))
        return false;
    parameters->dimension = (long)parameters->landscape->dimension;
    return transformation_apply(arena, &parameters->transformation, repeated, parameters->landscape, 1, error);
}

/* The starts as rows of coordinates, and the domain made wide enough for them. */
static void resolve_starts(struct arena *arena, struct descent_parameters *parameters)
{
    const struct landscape *landscape = parameters->landscape;
    const size_t n = landscape->dimension, count = parameters->start.count ? parameters->start.count : 1;
    parameters->start_count = count;
    parameters->starts = ARENA_NEW(arena, double, n *count);
    parameters->box = arena_allocate(arena, n, sizeof *parameters->box);
    for (size_t d = 0; d < n; d++) {
        memcpy(parameters->box[d], landscape->domain[d], sizeof *parameters->box);
        for (size_t i = 0; i < count; i++) {
            const double x = subject_start(landscape, parameters->start.count ? &parameters->start.items[i] : NULL, d);
            parameters->starts[d * count + i] = x;
            if (x < parameters->box[d][0] || x > parameters->box[d][1]) {
                parameters->box[d][0] = fmin(parameters->box[d][0], -2 * fabs(x));
                parameters->box[d][1] = fmax(parameters->box[d][1], 2 * fabs(x));
            }
        }
    }
}

/* The default start as if it had been given, for the answer to name it. */
static void name_starts(struct arena *arena, struct descent_parameters *parameters)
{
    struct coordinates *point = ARENA_NEW(arena, struct coordinates, 1);
    if (parameters->start.count)
        return;
    *point = (struct coordinates){parameters->starts, (size_t)parameters->dimension};
    parameters->start = (struct points){point, 1};
}

static const char *group_name(struct arena *arena, const struct descent_parameters *parameters, const struct descent_group *group)
{
    struct buffer name = {.arena = arena};
    call_print(&group->method, &name);
    if (parameters->schedule.count > 1) {
        buffer_character(&name, ' ');
        call_print(group->schedule, &name);
    }
    return buffer_string(&name);
}

/* A run for every method, rate that it does not say itself, schedule and start. */
static bool resolve_groups(struct arena *arena, struct descent_parameters *parameters, struct error *error)
{
    const struct calls *methods_given = &parameters->optimizer;
    const size_t rates = parameters->lr.count ? parameters->lr.count : 1, most = methods_given->count * rates * parameters->schedule.count;
    if (most * parameters->start_count > DESCENT_MOST_RUNS) {
        error_set(error, ERROR_TOO_MUCH, "%zu runs are more than the %d that one picture can tell apart", most * parameters->start_count,
                  DESCENT_MOST_RUNS);
        return error_blame(error, "optimizer", "");
    }
    parameters->groups = ARENA_NEW(arena, struct descent_group, most);
    for (size_t m = 0; m < methods_given->count; m++) {
        const struct call *method = &methods_given->items[m];
        for (size_t k = 0; k < (method->given[METHOD_LR] ? 1 : rates); k++)
            for (size_t s = 0; s < parameters->schedule.count; s++) {
                struct descent_group *group = &parameters->groups[parameters->group_count++];
                *group = (struct descent_group){.method = *method, .schedule = &parameters->schedule.items[s]};
                if (!method->given[METHOD_LR] && parameters->lr.count)
                    group->method.values[METHOD_LR] = parameters->lr.items[k];
                /* The rate belongs to the name where it distinguishes runs. */
                group->method.given[METHOD_LR] = method->given[METHOD_LR] || parameters->lr.count > 1;
                group->lr = schedule_base(group->schedule, group->method.values[METHOD_LR]);
                group->name = group_name(arena, parameters, group);
                /* What is called lr=auto is told with the rate that this comes to. */
                group->method.given[METHOD_LR] = group->method.given[METHOD_LR] && !isnan(group->lr);
            }
    }
    return true;
}

/* lr=auto: each method's rate by its rule. */
static bool resolve_rates(struct arena *arena, struct descent_parameters *parameters, struct error *error)
{
    struct objective objective;
    const struct landscape *landscape = parameters->landscape;
    bool wanted = false;
    for (size_t i = 0; i < parameters->group_count; i++)
        wanted = wanted || isnan(parameters->groups[i].lr);
    if (!wanted)
        return true;
    if (!objective_formula(arena, parameters->descended, false, &objective, error))
        return error_blame(error, "f", parameters->f);
    for (size_t i = 0; i < parameters->group_count; i++) {
        struct descent_group *group = &parameters->groups[i];
        if (!isnan(group->lr))
            continue;
        group->lr = rate_choose(arena, &objective, &group->method, parameters->starts, parameters->start_count, (const double(*)[2])landscape->domain,
                                &group->rule);
        group->method.values[METHOD_LR] = group->lr;
    }
    return true;
}

/* The methods, where lr=auto has been seen to. */
static struct calls settled_methods(struct arena *arena, const struct descent_parameters *parameters)
{
    const size_t count = parameters->optimizer.count;
    struct call *items = ARENA_NEW(arena, struct call, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = parameters->optimizer.items[i];
        if (isnan(items[i].values[METHOD_LR]))
            items[i].given[METHOD_LR] = false;
    }
    return (struct calls){items, count};
}

static bool resolve_problem(struct arena *arena, struct descent_parameters *parameters, struct error *error)
{
    const double n = (double)parameters->dimension;
    const size_t runs = parameters->group_count * parameters->start_count;
    if ((double)runs * (double)(parameters->steps + 1) * (n + 4) > MOST_NUMBERS) {
        error_set(error, ERROR_TOO_MUCH,
                  "%zu run%s of %ld steps in %ld dimensions are more than the %d numbers one answer holds: lower steps, dim or the number of runs",
                  runs, runs == 1 ? "" : "s", parameters->steps, parameters->dimension, MOST_NUMBERS);
        return error_blame(error, "steps", "");
    }
    if (!outcome_cost(parameters->descended, runs, &parameters->judging, error))
        return error_blame(error, "f", parameters->f);
    const struct calls methods_settled = settled_methods(arena, parameters);
    if (!objective_for_methods(arena, parameters->descended, &methods_settled, "optimizer", &parameters->objective, error))
        return error_blame(error, "f", "");
    if (parameters->batch > 0 && !objective_formula_terms(arena, parameters->descended, &parameters->objective, error))
        return error_blame(error, "batch", "");
    if ((size_t)parameters->batch > parameters->objective.terms) {
        error_set(error, ERROR_INVALID, "the loss is a sum of %zu terms: a batch cannot have more", parameters->objective.terms);
        return error_blame(error, "batch", "");
    }
    return true;
}

bool descent_resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct descent_parameters *parameters = untyped;
    if (!resolve_landscape(arena, parameters, error))
        return false;
    resolve_starts(arena, parameters);
    name_starts(arena, parameters);
    if (!projected_resolve(arena, parameters, error))
        return false;
    if (!method_direction(&parameters->optimizer, &parameters->climbs, error))
        return error_blame(error, "optimizer", "maximize");
    parameters->descended = parameters->climbs ? landscape_negate(parameters->landscape) : parameters->landscape;
    return resolve_groups(arena, parameters, error) && resolve_rates(arena, parameters, error) && resolve_problem(arena, parameters, error);
}
