/* The trials: minimisers of many empirical risks, their curves, and minibatch descents on them. */
#include "study/risk.h"

#include "analysis/expectation_curve.h"
#include "analysis/statistics.h"
#include "base/random.h"
#include "expression/kernels.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

static double mean_of(const double *numbers, size_t count)
{
    double mean, deviation;
    mean_deviation(numbers, count, 1, &mean, &deviation);
    return mean;
}

/* Sorts the numbers for their quantiles. */
static void quantiles(double *numbers, size_t count, double *low, double *high)
{
    qsort(numbers, count, sizeof *numbers, ascending);
    *low = sorted_quantile(numbers, count, 0.05);
    *high = sorted_quantile(numbers, count, 0.95);
}

/* Two searches that come to the same minimiser may differ by so much: some roundings of the largest x. */
static double told_apart(const double interval[2])
{
    return 64 * DBL_EPSILON * fmax(fabs(interval[0]), fabs(interval[1]));
}

/* One size of sample. */
static void run_size(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result,
                     size_t i)
{
    const size_t n = (size_t)parameters->n.items[i], trials = (size_t)parameters->trials;
    double *argmin = ARENA_NEW(arena, double, trials), *distance = ARENA_NEW(arena, double, trials), *least = ARENA_NEW(arena, double, trials),
           *reached = ARENA_NEW(arena, double, trials), *risk = ARENA_NEW(arena, double, trials);
    struct risk_sweep *sweep = &result->sweep;
    for (size_t trial = 0; trial < trials; trial++) {
        const struct data data = distribution_draw(arena, &parameters->distribution, (uint64_t)parameters->seed, trial, n);
        struct minima minima;
        argmin[trial] = estimator_minimize(means->estimator, &data, parameters->interval, &least[trial], &minima);
        reached[trial] = minima_near(&minima, argmin[trial]);
        distance[trial] = minima_distance(&result->minima, argmin[trial]);
        distance[trial] = distance[trial] <= told_apart(parameters->interval) ? 0 : distance[trial];
        sweep->width[i] += minima_width_at(&minima, argmin[trial]) / (double)trials;
        if (i == 0 && trial == 0)
            result->sample_minima = minima;
    }
    if (i == 0) {
        result->sample_argmin = argmin[0];
        result->sample_least = least[0];
    }
    expectation_values(means->expectation, reached, trials, risk);
    sweep->gap[i] = mean_of(distance, trials);
    sweep->argmin[i] = mean_of(argmin, trials);
    sweep->excess[i] = mean_of(risk, trials) - result->least;
    sweep->generalization[i] = mean_of(risk, trials) - mean_of(least, trials);
    quantiles(argmin, trials, &sweep->low[i], &sweep->high[i]);
    quantiles(distance, trials, &sweep->gap_low[i], &sweep->gap_high[i]);
}

static double log_of(double value)
{
    return kernel_scalar(OPERATION_LOG, value, 0, 0);
}

/* The slope of log gap against log n by least squares, over the sizes from the geometric middle on, where the law holds; over all if
 * those are fewer than three. */
static double fit_exponent(const double *n, const double *gap, size_t count)
{
    double least = INFINITY, most = 0, x = 0, y = 0, products = 0, squares = 0, used = 0;
    size_t larger = 0;
    for (size_t i = 0; i < count; i++) {
        least = fmin(least, n[i]);
        most = fmax(most, n[i]);
    }
    for (size_t i = 0; i < count; i++)
        larger += n[i] * n[i] >= least * most;
    const double from = larger < 3 ? least : sqrt(least * most);
    for (size_t i = 0; i < count; i++)
        if (gap[i] > 0 && n[i] >= from) {
            x += log_of(n[i]);
            y += log_of(gap[i]);
            used++;
        }
    for (size_t i = 0; i < count; i++)
        if (gap[i] > 0 && n[i] >= from) {
            products += (log_of(n[i]) - x / used) * (log_of(gap[i]) - y / used);
            squares += (log_of(n[i]) - x / used) * (log_of(n[i]) - x / used);
        }
    return squares > 0 ? products / squares : NAN;
}

void risk_run_sweep(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result)
{
    struct risk_sweep *sweep = &result->sweep;
    double **const arrays[] = {&sweep->gap,     &sweep->argmin,   &sweep->low,    &sweep->high,          &sweep->width,
                               &sweep->gap_low, &sweep->gap_high, &sweep->excess, &sweep->generalization};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = ARENA_NEW(arena, double, parameters->n.count);
    for (size_t i = 0; i < parameters->n.count; i++)
        run_size(arena, parameters, means, result, i);
    result->exponent = fit_exponent(parameters->n.items, sweep->gap, parameters->n.count);
}

/* A mean over a sample. */
struct sample_mean {
    struct estimator *estimator;
    const struct data *data;
};

static void sample_values(void *untyped, const double *x, size_t count, double *values)
{
    const struct sample_mean *mean = untyped;
    estimator_values(mean->estimator, mean->data, x, count, values);
}

static void risk_values(void *expectation, const double *x, size_t count, double *values)
{
    expectation_values(expectation, x, count, values);
}

/* The curves parted where they jump. */
static void part_risk(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result)
{
    static const double nowhere[1];
    const struct loss *loss = &parameters->loss;
    const bool over_points = parameters->distribution.points.count && !loss->continuous;
    result->risk_line = risk_parted(arena, risk_values, means->expectation, result->x, result->risk, RISK_SAMPLES,
                                    over_points        ? NULL
                                    : loss->jump_count ? loss->jumps
                                                       : nowhere,
                                    loss->jump_count);
}

void risk_run_curves(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result)
{
    const size_t n = (size_t)parameters->n.items[0], trials = (size_t)parameters->trials;
    result->x = ARENA_NEW(arena, double, RISK_SAMPLES);
    result->risk = ARENA_NEW(arena, double, RISK_SAMPLES);
    for (size_t i = 0; i < RISK_SAMPLES; i++)
        result->x[i] = parameters->interval[0] + (parameters->interval[1] - parameters->interval[0]) * ((double)i / (RISK_SAMPLES - 1));
    expectation_values(means->expectation, result->x, RISK_SAMPLES, result->risk);
    part_risk(arena, parameters, means, result);
    result->shown = trials < RISK_SHOWN_TRIALS ? trials : RISK_SHOWN_TRIALS;
    for (size_t trial = 0; trial < result->shown; trial++) {
        const struct data data = distribution_draw(arena, &parameters->distribution, (uint64_t)parameters->seed, trial, n);
        result->sample[trial] = ARENA_NEW(arena, double, RISK_SAMPLES);
        estimator_values(means->estimator, &data, result->x, RISK_SAMPLES, result->sample[trial]);
        struct sample_mean mean = {means->estimator, &data};
        result->sample_line[trial] = (struct risk_line){RISK_SAMPLES, result->x, result->sample[trial]};
        if (!parameters->loss.continuous)
            result->sample_line[trial] = risk_parted(arena, sample_values, &mean, result->x, result->sample[trial], RISK_SAMPLES, NULL, 0);
    }
}

bool risk_wants_curve(const struct risk_parameters *parameters)
{
    const size_t records = (size_t)parameters->steps / risk_record_every(parameters) + 1;
    return parameters->view == RISK_DESCENT && (size_t)parameters->trials * records > 4 * EXPECTATION_CURVE_MAX_DEGREE &&
           !parameters->distribution.points.count;
}

size_t risk_record_every(const struct risk_parameters *parameters)
{
    return ((size_t)parameters->steps + RISK_MOST_RECORDS - 2) / (RISK_MOST_RECORDS - 1);
}

/* One trial's path, kept inside the interval: x at every record. */
static void descend(const struct risk_parameters *parameters, struct estimator *estimator, const struct data *data, uint64_t trial, size_t *chosen,
                    double *path)
{
    const uint64_t stream = random_stream(RANDOM_BATCH, trial);
    const size_t steps = (size_t)parameters->steps, batch = (size_t)parameters->batch, every = risk_record_every(parameters);
    double x = parameters->start.items[0];
    path[0] = x;
    for (size_t step = 0; step < steps; step++) {
        for (size_t k = 0; k < batch; k++)
            chosen[k] = (size_t)random_below((uint64_t)parameters->seed, stream, step * batch + k, data->count);
        x -= parameters->lr * estimator_slope(estimator, data, chosen, batch, x);
        x = fmin(fmax(x, parameters->interval[0]), parameters->interval[1]);
        if ((step + 1) % every == 0)
            path[(step + 1) / every] = x;
    }
}

/* The risks along one trial's path: by the curve, or by integrals if there is none. False if the curve is not to be trusted. */
static bool risks_along(const struct risk_means *means, struct expectation_curve *curve, const double *path, size_t records, double *values)
{
    if (curve)
        return expectation_curve_values(curve, path, records, values);
    expectation_values(means->expectation, path, records, values);
    return true;
}

/* The mean of both risks over the trials; false if the curve is not to be trusted. */
static bool follow_trials(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means,
                          struct expectation_curve *curve, struct risk_result *result)
{
    const size_t n = (size_t)parameters->n.items[0], trials = (size_t)parameters->trials, records = result->records;
    double *path = ARENA_NEW(arena, double, records), *values = ARENA_NEW(arena, double, records);
    size_t *chosen = ARENA_NEW(arena, size_t, (size_t)parameters->batch);
    result->risk_along = ARENA_NEW(arena, double, records);
    result->empirical_along = ARENA_NEW(arena, double, records);
    for (size_t trial = 0; trial < trials; trial++) {
        const struct data data = distribution_draw(arena, &parameters->distribution, (uint64_t)parameters->seed, trial, n);
        descend(parameters, means->estimator, &data, trial, chosen, path);
        if (!risks_along(means, curve, path, records, values))
            return false;
        for (size_t i = 0; i < records; i++)
            result->risk_along[i] += values[i] / (double)trials;
        estimator_values(means->estimator, &data, path, records, values);
        for (size_t i = 0; i < records; i++)
            result->empirical_along[i] += values[i] / (double)trials;
    }
    return true;
}

void risk_run_descent(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result)
{
    const size_t every = risk_record_every(parameters), records = result->records = (size_t)parameters->steps / every + 1;
    struct expectation_curve *curve = risk_wants_curve(parameters) ? expectation_curve_create(arena, means->expectation, parameters->interval) : NULL;
    if (!follow_trials(arena, parameters, means, curve, result))
        follow_trials(arena, parameters, means, NULL, result);
    result->step = ARENA_NEW(arena, double, records);
    result->gap_along = ARENA_NEW(arena, double, records);
    for (size_t i = 0; i < records; i++) {
        result->step[i] = (double)(i * every);
        result->gap_along[i] = result->risk_along[i] - result->empirical_along[i];
    }
}
