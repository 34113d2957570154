/* The search for breaks runs on pairs of neighbours only, and only where their values differ by a good part of the curve's usual range,
 * so an ordinary curve pays nothing for it. */
#include "study/curve.h"

#include "study/sampling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FINE_SAMPLES = 6000, BISECTIONS = 60, MOST_BREAKS = 2000 };

struct tracer {
    const struct program *program;
    struct workspace *workspace;
    size_t output, dimension, axis;
    double *point; /* one point, its coordinate `axis` varying */
    const double **inputs;
    double **outputs, *values;
    double range; /* the middle nine tenths of the values span this much */
    double *x, *y;
    size_t count, breaks;
    double beyond; /* the largest magnitude met beside a break */
};

static double value_at(struct tracer *tracer, double x)
{
    tracer->point[tracer->axis] = x;
    program_run(tracer->program, tracer->workspace, tracer->inputs, tracer->outputs, 1);
    return tracer->values[tracer->output];
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The values between which the middle (1 − 2 · tail) of the finite ones lie; false if there are fewer than three. */
static bool middle(struct arena *arena, const double *values, size_t count, double tail, double limits[2])
{
    double *sorted = ARENA_NEW(arena, double, count);
    size_t finite = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i]))
            sorted[finite++] = values[i];
    if (finite < 3)
        return false;
    qsort(sorted, finite, sizeof *sorted, compare_doubles);
    limits[0] = sorted[(size_t)(tail * (double)(finite - 1))];
    limits[1] = sorted[(size_t)((1 - tail) * (double)(finite - 1))];
    return true;
}

static void append(struct tracer *tracer, double x, double y)
{
    tracer->x[tracer->count] = x;
    tracer->y[tracer->count++] = y;
}

/* Closes in on the largest difference between two neighbours; if it stays, the line is broken there. */
static void break_between(struct tracer *tracer, double left, double left_value, double right, double right_value)
{
    const double before = fabs(right_value - left_value);
    for (int i = 0; i < BISECTIONS; i++) {
        const double centre = left + (right - left) / 2;
        if (!(centre > left && centre < right))
            break;
        const double value = value_at(tracer, centre);
        if (!isfinite(value))
            break;
        if (fabs(value - left_value) > fabs(right_value - value)) {
            right = centre;
            right_value = value;
        } else {
            left = centre;
            left_value = value;
        }
    }
    if (!(fabs(right_value - left_value) > before / 2))
        return;
    append(tracer, left, left_value);
    append(tracer, left + (right - left) / 2, NAN);
    append(tracer, right, right_value);
    tracer->breaks++;
    tracer->beyond = fmax(tracer->beyond, fmax(fabs(left_value), fabs(right_value)));
}

/* The positions to sample: those given, with as many between them as make FINE_SAMPLES. */
static double *positions(struct arena *arena, const double *x, size_t count, bool finer, size_t *total)
{
    const size_t between = finer && count > 1 ? (FINE_SAMPLES + count - 2) / (count - 1) : 1;
    *total = count > 1 ? (count - 1) * between + 1 : count;
    double *fine = ARENA_NEW(arena, double, *total);
    for (size_t i = 0; i < *total; i++) {
        const size_t left = i / between, step = i % between;
        fine[i] = step ? x[left] + (x[left + 1] - x[left]) * ((double)step / (double)between) : x[left];
    }
    return fine;
}

static void trace(struct tracer *tracer, const double *x, const double *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && tracer->breaks < MOST_BREAKS && fabs(y[i] - y[i - 1]) > tracer->range / 100 && isfinite(y[i] - y[i - 1]))
            break_between(tracer, x[i - 1], y[i - 1], x[i], y[i]);
        append(tracer, x[i], y[i]);
    }
}

struct curve curve_trace(struct arena *arena, const struct program *program, size_t output, size_t dimension, const double *at, size_t axis,
                         const double *x, size_t count, bool finer)
{
    const size_t outputs = program_outputs(program);
    struct tracer tracer = {
        .program = program, .workspace = workspace_create(arena, program), .output = output, .dimension = dimension, .axis = axis};
    size_t total;
    const double *fine = positions(arena, x, count, finer, &total);
    double **sampled = ARENA_NEW(arena, double *, outputs);
    for (size_t i = 0; i < outputs; i++)
        sampled[i] = ARENA_NEW(arena, double, total);
    sample_plane(arena, program, dimension, at, (size_t[2]){axis, axis}, fine, total, NULL, 1, sampled);

    tracer.point = ARENA_NEW(arena, double, dimension);
    tracer.inputs = ARENA_NEW(arena, const double *, dimension);
    tracer.outputs = ARENA_NEW(arena, double *, outputs);
    tracer.values = ARENA_NEW(arena, double, outputs);
    for (size_t i = 0; i < dimension; i++) {
        tracer.point[i] = at ? at[i] : 0;
        tracer.inputs[i] = &tracer.point[i];
    }
    for (size_t i = 0; i < outputs; i++)
        tracer.outputs[i] = &tracer.values[i];
    tracer.x = ARENA_NEW(arena, double, total + 3 * MOST_BREAKS);
    tracer.y = ARENA_NEW(arena, double, total + 3 * MOST_BREAKS);
    double limits[2] = {0, 0};
    tracer.range = middle(arena, sampled[output], total, 0.05, limits) ? limits[1] - limits[0] : 0;
    trace(&tracer, fine, sampled[output], total);

    bool infinite = false;
    double largest = 0;
    for (size_t i = 0; i < total; i++) {
        infinite = infinite || isinf(sampled[output][i]);
        largest = isfinite(sampled[output][i]) ? fmax(largest, fabs(sampled[output][i])) : largest;
    }
    if (infinite)
        tracer.beyond = fmax(tracer.beyond, largest);
    struct curve curve = {.count = tracer.count, .x = tracer.x, .y = tracer.y};
    curve.limited = tracer.beyond > 5 * fmax(tracer.range, fmax(fabs(limits[0]), fabs(limits[1])));
    for (int i = 0; i < 2; i++)
        curve.limits[i] = limits[i] + (i ? 1 : -1) * 0.05 * tracer.range;
    return curve;
}
