/* What a sweep takes, known before it is run, and its answer. */
#include "study/sweep.h"

double sweep_cell_count(const struct sweep_parameters *parameters)
{
    const double samples = (double)parameters->samples;
    return parameters->axis_count == 2 ? samples * samples : samples;
}

double sweep_run_count(const struct sweep_parameters *parameters)
{
    return sweep_cell_count(parameters) * (double)parameters->seeds;
}

/* The rates of distinct settings that are computed before the runs, in numbers; 0: the rate is the same at all steps. */
double sweep_rate_count(const struct sweep_parameters *parameters)
{
    double rooms = 1;
    for (size_t k = 0; k < parameters->axis_count; k++)
        if (sweep_schedules(&parameters->axes[k]))
            rooms *= (double)parameters->axes[k].count;
    return parameters->scheduled ? rooms * (double)(parameters->steps + 1) : 0;
}

double sweep_cost(const struct sweep_parameters *parameters)
{
    enum { SEEN = 4, LOGARITHM = 12, RATE = 60 };
    const struct descent_settings settings = {0};
    const struct descent_options options = {.method = &parameters->method,
                                            .steps = (size_t)parameters->steps,
                                            .noise = parameters->noise,
                                            .batch = parameters->landscape ? 0 : parameters->plan.groups[0].batch,
                                            .by_epoch = true,
                                            .settings = sweep_only_starts(parameters) ? NULL : &settings};
    const double runs = sweep_run_count(parameters),
                 seen = runs * (double)(parameters->steps + 1) * (SEEN + (parameters->measure == SWEEP_RATE ? LOGARITHM : 0));
    const double data = parameters->landscape ? 0 : learning_data_cost(&parameters->plan.sets[0]);
    const double modes = parameters->is_quadratic ? runs * (double)parameters->dimension * (40 + 6 * (double)parameters->dimension) : 0;
    return descent_cost(&parameters->objective, &options, (size_t)runs) + seen + RATE * sweep_rate_count(parameters) + modes + data;
}

double sweep_memory(const struct sweep_parameters *parameters)
{
    const double numbers = (parameters->landscape ? (double)parameters->dimension * 2 : 0) + 12;
    return 8 * (sweep_run_count(parameters) * numbers + sweep_cell_count(parameters) * 12 + sweep_rate_count(parameters));
}

const struct sweep_result *sweep_answer(struct arena *arena, const struct sweep_parameters *asked, struct error *error)
{
    struct sweep_parameters *parameters = ARENA_NEW(arena, struct sweep_parameters, 1);
    *parameters = *asked;
    if (!sweep_make_subject(arena, parameters, error))
        return NULL;
    struct sweep_result *result = ARENA_NEW(arena, struct sweep_result, 1);
    result->columns = parameters->axes[0].count;
    result->rows = parameters->axis_count == 2 ? parameters->axes[1].count : 1;
    result->cells = result->columns * result->rows;
    result->x = parameters->axes[0].positions;
    result->y = parameters->axes[1].positions;
    sweep_run(arena, parameters, result);
    if (parameters->is_quadratic)
        sweep_theory(arena, parameters, result);
    return result;
}
