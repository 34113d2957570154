/* Points and data are multiplied out into one stream of pairs, so that ten data use the vectors as well as ten thousand do. */
#include "analysis/empirical.h"

#include <math.h>
#include <string.h>

enum { PAIRS = 4096, GRID = 129, VALLEYS = 3, MOST_STEPS = 60, USUAL_STEPS = 8, OUTPUTS = 3 };

bool loss_resolve(struct arena *arena, const char *text, struct landscape **landscape, struct loss *loss, struct error *error)
{
    static const char *const names[] = {"z"};
    size_t count;
    if (!landscape_resolve(arena, text, 1, 1, names, 1, landscape, &count, error))
        return false;
    if (count > 1)
        return error_set(error, ERROR_INVALID, "one loss is wanted here, not %zu", count);
    if (!landscape_differentiate(*landscape, 2, error))
        return false;
    const node_id outputs[OUTPUTS] = {(*landscape)->value, (*landscape)->gradient[0], (*landscape)->hessian[0]};
    loss->value = program_compile(arena, (*landscape)->graph, outputs, 1, 2);
    loss->slope = program_compile(arena, (*landscape)->graph, outputs, 2, 2);
    loss->curvature = program_compile(arena, (*landscape)->graph, outputs, OUTPUTS, 2);
    return true;
}

struct estimator {
    const struct loss *loss;
    struct workspace *value_space, *curvature_space;
    double *x, *z, *outputs[OUTPUTS]; /* [PAIRS] each */
};

struct estimator *estimator_create(struct arena *arena, const struct loss *loss)
{
    struct estimator *estimator = ARENA_NEW(arena, struct estimator, 1);
    estimator->loss = loss;
    estimator->value_space = workspace_create(arena, loss->value);
    estimator->curvature_space = workspace_create(arena, loss->curvature);
    estimator->x = ARENA_NEW(arena, double, PAIRS);
    estimator->z = ARENA_NEW(arena, double, PAIRS);
    for (size_t k = 0; k < OUTPUTS; k++)
        estimator->outputs[k] = ARENA_NEW(arena, double, PAIRS);
    return estimator;
}

static void evaluate(struct estimator *estimator, size_t pairs, size_t outputs)
{
    const double *const inputs[] = {estimator->x, estimator->z};
    if (outputs == 1)
        program_run(estimator->loss->value, estimator->value_space, inputs, estimator->outputs, pairs);
    else
        program_run(estimator->loss->curvature, estimator->curvature_space, inputs, estimator->outputs, pairs);
}

/* Means of the first `outputs` outputs (1 or 3) at each x into sums[output][point]. */
static void means(struct estimator *estimator, const struct data *data, const double *x, size_t count, size_t outputs, double *const *sums)
{
    const size_t total = count * data->count;
    for (size_t k = 0; k < outputs; k++)
        memset(sums[k], 0, count * sizeof *sums[k]);
    for (size_t first = 0; first < total; first += PAIRS) {
        const size_t pairs = total - first < PAIRS ? total - first : PAIRS;
        size_t point = first / data->count, datum = first % data->count;
        for (size_t i = 0; i < pairs; i++) {
            estimator->x[i] = x[point];
            estimator->z[i] = data->z[datum];
            if (++datum == data->count)
                datum = 0, point++;
        }
        evaluate(estimator, pairs, outputs);
        for (size_t k = 0; k < outputs; k++)
            for (size_t i = 0; i < pairs; i++) {
                const size_t pair = first + i;
                sums[k][pair / data->count] += estimator->outputs[k][i] * (data->weights ? data->weights[pair % data->count] : 1);
            }
    }
    for (size_t k = 0; k < outputs; k++)
        for (size_t i = 0; !data->weights && i < count; i++)
            sums[k][i] /= (double)data->count;
}

void estimator_values(struct estimator *estimator, const struct data *data, const double *x, size_t count, double *values)
{
    means(estimator, data, x, count, 1, &values);
}

/* Newton's method kept inside [low, high] by bisection on the sign of the slope; value and place of the minimum. */
static double polish(struct estimator *estimator, const struct data *data, double low, double high, double x, double *value)
{
    const double width = high - low;
    double slope, curvature, *sums[OUTPUTS] = {value, &slope, &curvature};
    for (int step = 0; step < MOST_STEPS; step++) {
        means(estimator, data, &x, 1, OUTPUTS, sums);
        if (slope == 0 || (slope > 0 && x <= low) || (slope < 0 && x >= high) || !isfinite(slope))
            return x;
        if (slope > 0)
            high = x;
        else
            low = x;
        const double newton = x - slope / curvature, next = curvature > 0 && newton > low && newton < high ? newton : low + (high - low) / 2;
        const double moved = fabs(next - x);
        x = next;
        if (moved <= 1e-13 * width)
            break;
    }
    means(estimator, data, &x, 1, 1, sums);
    return x;
}

size_t estimator_valleys(const double *values, size_t count, size_t *valleys, size_t most)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]) || (i > 0 && values[i - 1] < values[i]) || (i + 1 < count && values[i + 1] < values[i]))
            continue;
        size_t place = found < most ? found++ : most;
        for (; place > 0 && values[valleys[place - 1]] > values[i]; place--)
            if (place < most)
                valleys[place] = valleys[place - 1];
        if (place < most)
            valleys[place] = i;
    }
    return found;
}

double estimator_minimize(struct estimator *estimator, const struct data *data, const double interval[2], double *least)
{
    double x[GRID], values[GRID], best = NAN;
    size_t valleys[VALLEYS];
    for (size_t i = 0; i < GRID; i++)
        x[i] = interval[0] + (interval[1] - interval[0]) * ((double)i / (GRID - 1));
    estimator_values(estimator, data, x, GRID, values);
    const size_t count = estimator_valleys(values, GRID, valleys, VALLEYS);
    *least = NAN;
    for (size_t k = 0; k < count; k++) {
        const size_t i = valleys[k];
        double value;
        const double at = polish(estimator, data, x[i > 0 ? i - 1 : 0], x[i + 1 < GRID ? i + 1 : GRID - 1], x[i], &value);
        if (!(value >= *least)) {
            *least = value;
            best = fabs(at) < 1e-13 * (interval[1] - interval[0]) ? 0 : at; /* where the weights' rounding has moved it from 0 */
        }
    }
    return best;
}

double estimator_slope(struct estimator *estimator, const struct data *data, const size_t *chosen, size_t count, double x)
{
    double sum = 0;
    for (size_t first = 0; first < count; first += PAIRS) {
        const size_t pairs = count - first < PAIRS ? count - first : PAIRS;
        for (size_t i = 0; i < pairs; i++) {
            estimator->x[i] = x;
            estimator->z[i] = data->z[chosen[first + i]];
        }
        evaluate(estimator, pairs, OUTPUTS);
        for (size_t i = 0; i < pairs; i++)
            sum += estimator->outputs[1][i];
    }
    return sum / (double)count;
}

double estimator_minimize_cost(const struct loss *loss)
{
    return (double)GRID * (program_work(loss->value) + 4) + (double)(VALLEYS * USUAL_STEPS) * (program_work(loss->curvature) + 8);
}
