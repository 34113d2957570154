/* What a map of basins takes: most runs end long before their budget does, and how long is known of some only. */
#include "study/basins.h"

#include "base/exact.h"
#include "base/random.h"
#include "base/sort.h"
#include "expression/program.h"

#include <math.h>

enum { SIDE = 8, SAMPLE = SIDE * SIDE, SEARCH_STEPS = 50, FEWEST_STEPS = 100, MOST_STEPS = 1000 };

/* Work of a sample, in elementary operations: it is run while a request is read. */
static const double affordable = 1e6;

/* A place in each cell of a grid, row by row: not at the same place of each, as landscapes have periods. */
static void place_sample(const struct basins_parameters *parameters, double *starts)
{
    double within[2 * SAMPLE];
    random_uniforms(0, random_stream(RANDOM_START, 0), 0, within, 2 * SAMPLE);
    for (size_t i = 0; i < SAMPLE; i++) {
        const double part[2] = {((double)(i % SIDE) + within[2 * i]) / SIDE, ((double)(i / SIDE) + within[2 * i + 1]) / SIDE};
        for (size_t k = 0; k < 2; k++)
            starts[k * SAMPLE + i] = parameters->box[k][0] + part[k] * (parameters->box[k][1] - parameters->box[k][0]);
    }
}

static struct descent_ends ends_of(struct arena *arena)
{
    return (struct descent_ends){.x = ARENA_NEW(arena, double, 2 * SAMPLE),
                                 .gradient_norm = ARENA_NEW(arena, double, SAMPLE),
                                 .steps = ARENA_NEW(arena, size_t, SAMPLE),
                                 .stops = ARENA_NEW(arena, enum descent_stop, SAMPLE)};
}

/* Runs the sample with one rate. */
static struct descent_ends run_sample(struct arena *arena, const struct basins_parameters *parameters, const struct call *method, double rate,
                                      size_t steps, double tolerance)
{
    const struct descent_ends ends = ends_of(arena);
    double starts[2 * SAMPLE], *rates = ARENA_NEW(arena, double, steps + 1);
    place_sample(parameters, starts);
    for (size_t i = 0; i <= steps; i++)
        rates[i] = rate;
    const struct descent_options options = {.method = method, .rates = rates, .steps = steps, .tolerance = tolerance};
    descent_run(arena, &parameters->objective, &options, starts, SAMPLE, &ends, NULL);
    return ends;
}

/* The tolerance of the map, as its sample has it. */
static double sample_tolerance(struct arena *arena, const struct basins_parameters *parameters, const struct call *method)
{
    const struct descent_ends ends = run_sample(arena, parameters, method, 0, 0, -1);
    size_t finite = 0;
    for (size_t i = 0; i < SAMPLE; i++)
        if (isfinite(ends.gradient_norm[i]))
            ends.gradient_norm[finite++] = ends.gradient_norm[i];
    return finite ? BASINS_ARRIVED * sort_ranked(ends.gradient_norm, finite, finite / 2) : 0;
}

/* The minima that L-BFGS finds from the sample, as far as the rate is chosen by them. */
static bool find_minima(struct arena *arena, const struct basins_parameters *parameters, double tolerance, struct critical_points *found)
{
    const char *nearest = NULL;
    struct error error = {0};
    struct program *program;
    const struct call method = call_default(call_find(method_at, "lbfgs", &nearest));
    const struct descent_ends ends = run_sample(arena, parameters, &method, method.values[METHOD_LR], SEARCH_STEPS, tolerance);
    if (!landscape_program(parameters->landscape, 2, &program, &error))
        return false;
    double *outputs[6], *numbers = ARENA_NEW(arena, double, 6 * SAMPLE);
    for (size_t k = 0; k < 6; k++)
        outputs[k] = numbers + k * SAMPLE;
    program_run(program, workspace_create(arena, program), (const double *const[]){ends.x, ends.x + SAMPLE}, outputs, SAMPLE);
    *found = (struct critical_points){.items = ARENA_NEW(arena, struct critical_point, SAMPLE)};
    for (size_t i = 0; i < SAMPLE; i++) {
        const double xx = outputs[3][i], xy = outputs[4][i], yy = outputs[5][i], middle = (xx + yy) / 2, half = exact_hypot((xx - yy) / 2, xy);
        bool inside = middle > half;
        for (size_t k = 0; k < 2; k++)
            inside = inside && ends.x[k * SAMPLE + i] >= parameters->box[k][0] && ends.x[k * SAMPLE + i] <= parameters->box[k][1];
        double *eigenvalues = ARENA_NEW(arena, double, 2);
        eigenvalues[1] = middle + half;
        if (inside && ends.stops[i] == STOP_TOLERANCE)
            found->items[found->count++] = (struct critical_point){.eigenvalues = eigenvalues, .kind = CRITICAL_MINIMUM};
    }
    return true;
}

double basins_expected_steps(struct arena *arena, const struct basins_parameters *parameters)
{
    const struct call *method = &parameters->optimizer.items[0];
    const double budget = (double)parameters->steps;
    const bool by_minima = basins_rate_by_minima(parameters);
    const struct descent_options options = {.method = method, .steps = (size_t)parameters->steps};
    const double step = descent_cost(&parameters->objective, &options, SAMPLE) / (budget + 1),
                 steps = fmin(fmin(budget, MOST_STEPS), affordable / step);
    const double search = by_minima ? SEARCH_STEPS * SAMPLE * graph_work(parameters->landscape->graph) : 0;
    if (steps < fmin(budget, FEWEST_STEPS) || search > affordable)
        return budget;
    struct arena *scratch = arena_within(arena);
    const double tolerance = sample_tolerance(scratch, parameters, method);
    struct critical_points found = {0};
    if (by_minima && !find_minima(scratch, parameters, tolerance, &found))
        return budget;
    const struct descent_ends ends = run_sample(scratch, parameters, method, basins_rate(parameters, &found), (size_t)steps, tolerance);
    double sum = 0;
    for (size_t i = 0; i < SAMPLE; i++)
        sum += ends.stops[i] == STOP_BUDGET ? budget : (double)ends.steps[i];
    arena_clear(scratch);
    return sum / SAMPLE;
}
