/* The training, and the spectrum where it ends, or critical points that are searched for from where it passes. */
#include "analysis/outliers.h"
#include "analysis/statistics.h"
#include "base/eigen.h"
#include "base/linear.h"
#include "study/hessian_spectrum.h"

#include <math.h>
#include <stdlib.h>

static void allocate(struct arena *arena, double **const *arrays, size_t count, size_t numbers)
{
    for (size_t i = 0; i < count; i++)
        *arrays[i] = ARENA_NEW(arena, double, numbers);
}

/* All eigenvalues, and the trace and norm of the matrix itself. */
static void run_exact(struct arena *arena, struct curvature *curvature, struct spectrum_result *result)
{
    const size_t n = result->group->model->parameters;
    double *matrix = ARENA_NEW(arena, double, n *n), *scratch = ARENA_NEW(arena, double, 3 * n);
    allocate(arena, (double **const[]){&result->values, &result->weights}, 2, n);
    result->count = n;
    curvature_dense(curvature, matrix);
    for (size_t i = 0; i < n; i++) {
        result->trace += matrix[i * n + i];
        result->weights[i] = 1 / (double)n;
    }
    result->frobenius = sqrt(linear_dot(n * n, matrix, matrix));
    symmetric_values(n, matrix, result->values, scratch);
    result->outliers = outliers_above(n, result->values, result->weights, NULL, spectrum_threshold(result), &result->edge);
}

struct ritz_value {
    double value, weight, bound, probe;
};

static int by_value(const void *a, const void *b)
{
    const double x = ((const struct ritz_value *)a)->value, y = ((const struct ritz_value *)b)->value;
    return (x > y) - (x < y);
}

/* One probe: its Ritz values behind those of the others; trace and squared norm as it estimates them. The first one's outliers are looked for. */
static size_t run_probe(struct arena *arena, const struct spectrum_parameters *parameters, struct curvature *curvature, size_t probe,
                        struct ritz_value *nodes, double *trace, double *square, struct spectrum_result *result)
{
    const struct linear_operator matrix = curvature_operator(curvature);
    const struct lanczos_options options = {.steps = (size_t)parameters->lanczos, .seed = (uint64_t)parameters->typed.data.seed, .probe = probe};
    struct lanczos lanczos;
    lanczos_run(arena, &matrix, &options, &lanczos);
    const double rounding = lanczos_rounding(&lanczos);
    for (size_t k = 0; k < lanczos.count; k++) {
        const double share = (double)matrix.n * lanczos.weight[k], value = lanczos.value[k];
        lanczos.residual[k] += rounding;
        nodes[k] = (struct ritz_value){value, lanczos.weight[k] / (double)parameters->probes, lanczos.residual[k], (double)probe + 1};
        *trace += share * value;
        *square += share * value * value;
    }
    if (!probe)
        result->outliers = outliers_above(lanczos.count, lanczos.value, lanczos.weight, lanczos.residual,
                                          saddles_threshold(lanczos.count, lanczos.value), &result->edge);
    return lanczos.count;
}

static void run_lanczos(struct arena *arena, const struct spectrum_parameters *parameters, struct curvature *curvature,
                        struct spectrum_result *result)
{
    const size_t probes = (size_t)parameters->probes;
    struct ritz_value *nodes = ARENA_NEW(arena, struct ritz_value, probes * (size_t)parameters->lanczos);
    double *traces = ARENA_NEW(arena, double, probes), *squares = ARENA_NEW(arena, double, probes), deviation, square;
    struct arena *within = arena_within(arena);
    for (size_t p = 0; p < probes; p++) {
        result->count += run_probe(within, parameters, curvature, p, nodes + result->count, &traces[p], &squares[p], result);
        arena_clear(within);
    }
    qsort(nodes, result->count, sizeof *nodes, by_value);
    allocate(arena, (double **const[]){&result->values, &result->weights, &result->bounds, &result->probe}, 4, result->count);
    for (size_t k = 0; k < result->count; k++) {
        result->values[k] = nodes[k].value;
        result->weights[k] = nodes[k].weight;
        result->bounds[k] = nodes[k].bound;
        result->probe[k] = nodes[k].probe;
    }
    if (parameters->sums) {
        curvature_invariants(curvature, &result->trace, &result->frobenius);
        return;
    }
    mean_deviation(traces, probes, 1, &result->trace, &deviation);
    mean_deviation(squares, probes, 1, &square, &(double){0});
    result->trace_deviation = probes > 1 ? deviation / sqrt((double)probes) : NAN;
    result->frobenius = sqrt(square);
}

double spectrum_threshold(const struct spectrum_result *result)
{
    return saddles_threshold(result->count, result->values);
}

static void count_signs(struct spectrum_result *result)
{
    const double threshold = spectrum_threshold(result);
    for (size_t k = 0; k < result->count; k++) {
        const int sign = result->values[k] < -threshold ? 0 : result->values[k] > threshold ? 2 : 1;
        result->share[sign] += result->weights[k];
        result->signs[sign]++;
    }
}

static bool run_point(struct arena *arena, const struct spectrum_parameters *parameters, const struct objective *objective,
                      struct spectrum_result *result, struct error *error)
{
    const size_t n = objective->dimension;
    struct training_course course;
    struct curvature *curvature = curvature_create(arena, objective);
    double *gradient = ARENA_NEW(arena, double, n);
    training_run(arena, &parameters->plan, result->group, result->set, &(struct training_recording){0}, &course);
    result->point = course.end;
    curvature_move(curvature, result->point, 1);
    result->loss = curvature_gradient(curvature, gradient);
    result->gradient_norm = sqrt(linear_dot(n, gradient, gradient));
    if (isfinite(result->gradient_norm)) {
        if (parameters->exact)
            run_exact(arena, curvature, result);
        else
            run_lanczos(arena, parameters, curvature, result);
    }
    if (!result->count || !isfinite(result->values[0]) || !isfinite(result->values[result->count - 1])) {
        error_set(error, ERROR_INVALID, "the training overflows: at its end there is no Hessian; a smaller lr keeps it in range");
        return error_blame(error, "lr", "");
    }
    count_signs(result);
    return true;
}

/* Points along training paths with other random starts and batches: of all paths the starts first, the ends last. */
static const double **collect_starts(struct arena *arena, const struct spectrum_parameters *parameters, struct spectrum_result *result)
{
    const double **starts = ARENA_NEW(arena, const double *, SPECTRUM_PATHS *SPECTRUM_STARTS);
    double steps[SPECTRUM_STARTS];
    for (size_t k = 0; k < SPECTRUM_STARTS; k++) /* most of them early: later points lie close together */
        steps[k] = k ? ceil(ldexp((double)result->group->steps, (int)k + 1 - SPECTRUM_STARTS)) : 0;
    for (size_t path = 0; path < SPECTRUM_PATHS; path++) {
        struct training_typed typed = parameters->typed;
        struct training_plan plan = parameters->plan;
        struct training_course course;
        plan.typed = &typed;
        typed.data.seed += (long)path;
        training_run(arena, &plan, result->group, result->set, &(struct training_recording){.snapshots = steps, .snapshot_count = SPECTRUM_STARTS},
                     &course);
        for (size_t k = 0; k < SPECTRUM_STARTS; k++)
            starts[k * SPECTRUM_PATHS + path] = course.snapshots[k];
    }
    return starts;
}

static bool run_critical(struct arena *arena, const struct spectrum_parameters *parameters, const struct objective *objective,
                         struct spectrum_result *result, struct error *error)
{
    const struct saddle_options options = {.wanted = (size_t)parameters->points,
                                           .hessians = (size_t)parameters->points * SPECTRUM_HESSIANS,
                                           .seed = (uint64_t)parameters->typed.data.seed};
    struct saddles *saddles = &result->saddles;
    saddles_find(arena, objective, collect_starts(arena, parameters, result), SPECTRUM_PATHS * SPECTRUM_STARTS, &options, saddles);
    if (!saddles->count) {
        error_set(error, ERROR_INVALID, "no critical point was reached from %zu starts; with decay there are some, at finite weights",
                  saddles->starts);
        return error_blame(error, "decay", "");
    }
    allocate(arena, (double **const[]){&result->losses, &result->index, &result->gradient_norms, &result->zero, &result->positive}, 5,
             saddles->count);
    for (size_t k = 0; k < saddles->count; k++) {
        const struct saddle *saddle = &saddles->items[k];
        result->losses[k] = saddle->value;
        result->index[k] = (double)saddle->negative;
        result->zero[k] = (double)saddle->zero;
        result->positive[k] = (double)saddle->positive;
        result->gradient_norms[k] = saddle->gradient_norm;
        result->degenerate += saddle->zero > 0;
        result->minima += saddle->positive == objective->dimension;
    }
    result->correlation =
        rank_correlation(saddles->count, result->index, result->losses, ARENA_NEW(arena, double, 2 * saddles->count), &result->low, &result->high);
    return true;
}

bool spectrum_run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct spectrum_parameters *parameters = untyped;
    struct spectrum_result *result = ARENA_NEW(arena, struct spectrum_result, 1);
    struct data_set *set = ARENA_NEW(arena, struct data_set, 1);
    struct objective objective;
    result->group = &parameters->plan.groups[0];
    result->set = set;
    if (!learning_data_make(arena, &parameters->typed.data, set, error))
        return false;
    const struct examples train = training_examples(arena, &parameters->plan, 0, &set->train);
    objective_network(arena, result->group->model, &train, parameters->typed.decay, &objective);
    *answer = result;
    return parameters->at == SPECTRUM_CRITICAL ? run_critical(arena, parameters, &objective, result, error)
                                               : run_point(arena, parameters, &objective, result, error);
}
