#include "analysis/outcome_downhill.h"

#include "analysis/outcome_path.h"
#include "base/eigen.h"
#include "base/exact.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { NEWTON_STEPS = 60, DESCENTS = 80, LENGTHS = 16, CROSSINGS = 3 };

static const double least_curved = 1e-12; /* of the largest curvature: what is less counts as this much */
static const double passing = 0.25;       /* of the domain's width: how far beyond its edge the way downhill may lead */
static const double stiff = 0.5;          /* of the curvature along a direction across a valley: what that along it is less than */
static const double crossed = 1e-10;      /* of the slope at a path's end: what is left of it where a valley is crossed whose bottom is level */
static const double still_told = 1e-6;    /* of that slope: what rounding may be, to be told from it */

/* Scratch of the way downhill by Newton's steps, in coordinates divided by the path's extents. */
struct downhill {
    const double *extent;
    double *x;        /* [n]: where it stands; its own coordinates */
    double **outputs; /* value, gradient, the Hessian's triangle */
    double *matrix, *values, *vectors, *step, *candidates;
    double radius; /* the longest step */
};

/* Evaluates value, gradient and Hessian where the way stands, the latter two by extents; returns the slopes' norm. */
static double evaluate_way(const struct surroundings *around, struct downhill *way, double *slopes)
{
    const size_t n = around->dimension;
    const double *inputs[SEARCH_MOST_DECOMPOSED];
    double norm = 0;
    for (size_t d = 0; d < n; d++)
        inputs[d] = &way->x[d];
    program_run(objective_formula_program(&around->objective, true), around->curvature_workspace, inputs, way->outputs, 1);
    for (size_t row = 0, at = 0; row < n; row++)
        for (size_t column = 0; column <= row; column++, at++)
            way->matrix[row * n + column] = way->matrix[column * n + row] = way->outputs[1 + n + at][0] * way->extent[row] * way->extent[column];
    for (size_t d = 0; d < n; d++) {
        slopes[d] = way->outputs[1 + d][0] * way->extent[d];
        norm = exact_hypot(norm, slopes[d]);
    }
    return norm;
}

/* The step to the least value of the model whose curvatures are all positive, no longer than the radius; false if there is none. */
static bool propose_step(struct surroundings *around, struct downhill *way)
{
    const size_t n = around->dimension;
    double squares = 0, slopes[SEARCH_MOST_DECOMPOSED];
    evaluate_way(around, way, slopes);
    symmetric_eigen(n, way->matrix, way->values, way->vectors);
    const double most = fmax(fabs(way->values[0]), fabs(way->values[n - 1]));
    memset(way->step, 0, n * sizeof *way->step);
    for (size_t k = 0; k < n; k++) {
        const double *vector = way->vectors + k * n;
        double along = 0;
        for (size_t d = 0; d < n; d++)
            along += vector[d] * slopes[d];
        for (size_t d = 0; d < n; d++)
            way->step[d] -= along / (most > 0 ? fmax(fabs(way->values[k]), least_curved * most) : 1) * vector[d];
    }
    for (size_t d = 0; d < n; d++)
        squares += way->step[d] * way->step[d];
    if (!(squares > 0) || !isfinite(squares))
        return false;
    const double shortening = fmin(1, way->radius / sqrt(squares));
    for (size_t d = 0; d < n; d++)
        way->step[d] *= shortening;
    return true;
}

/* Goes the part of the step that leads lowest; false if none leads lower within the box or a little beyond: descents cross its edge, too. */
static bool take_step(const struct surroundings *around, struct downhill *way)
{
    const size_t n = around->dimension;
    double lengths[LENGTHS], values[LENGTHS], lowest = way->outputs[0][0];
    size_t best = LENGTHS;
    for (size_t k = 0; k < LENGTHS; k++) {
        lengths[k] = k ? lengths[k - 1] / 2 : 4;
        for (size_t d = 0; d < n; d++)
            way->candidates[d * LENGTHS + k] = way->x[d] + lengths[k] * way->step[d] * way->extent[d];
    }
    outcome_evaluate(around, way->candidates, LENGTHS, values, NULL);
    for (size_t k = 0; k < LENGTHS; k++) {
        bool within = true;
        for (size_t d = 0; d < n; d++) {
            const double x = way->candidates[d * LENGTHS + k], low = around->setting->box[d][0], high = around->setting->box[d][1];
            within = within && x >= low - passing * (high - low) && x <= high + passing * (high - low);
        }
        if (values[k] < lowest && isfinite(values[k]) && within) {
            lowest = values[k];
            best = k;
        }
    }
    for (size_t d = 0; d < n && best < LENGTHS; d++)
        way->x[d] = way->candidates[d * LENGTHS + best];
    if (best < LENGTHS)
        way->radius *= lengths[best] > 1 ? 4 : lengths[best] < 1 ? 0.5 : 1;
    return best < LENGTHS;
}

static struct downhill make_way(const struct surroundings *around)
{
    const size_t n = around->dimension, outputs = 1 + n + n * (n + 1) / 2;
    struct arena *arena = around->arena;
    struct downhill way = {.outputs = ARENA_NEW(arena, double *, outputs),
                           .matrix = ARENA_NEW(arena, double, n *n),
                           .values = ARENA_NEW(arena, double, n),
                           .vectors = ARENA_NEW(arena, double, n *n),
                           .step = ARENA_NEW(arena, double, n),
                           .candidates = ARENA_NEW(arena, double, n *LENGTHS)};
    for (size_t k = 0; k < outputs; k++)
        way.outputs[k] = ARENA_NEW(arena, double, 1);
    return way;
}

void outcome_go_down(struct surroundings *around)
{
    const size_t n = around->dimension;
    struct downhill way = make_way(around);
    double *alike = ARENA_NEW(around->arena, double, n);
    for (size_t i = 0; i < around->count; i++) {
        way.x = around->points + (SEARCH_DOWNHILL * around->count + i) * n;
        memcpy(way.x, outcome_point(around, SEARCH_NONE, i), n * sizeof *way.x);
        outcome_extent_alike(around, i, alike);
        for (int round = 0; round < 2; round++) {
            way.extent = round ? alike : outcome_extent(around, i);
            way.radius = 1;
            for (int step = 0; step < DESCENTS && propose_step(around, &way) && take_step(around, &way); step++)
                ;
        }
    }
}

/* Newton's step along `count` directions alone; false if there is none. */
static bool step_across(const struct surroundings *around, struct downhill *way, const double *directions, size_t count, const double *slopes)
{
    const size_t n = around->dimension;
    double matrix[SEARCH_MOST_DECOMPOSED * SEARCH_MOST_DECOMPOSED], values[SEARCH_MOST_DECOMPOSED],
        vectors[SEARCH_MOST_DECOMPOSED * SEARCH_MOST_DECOMPOSED], reduced[SEARCH_MOST_DECOMPOSED];
    for (size_t k = 0; k < count; k++) {
        reduced[k] = 0;
        for (size_t d = 0; d < n; d++)
            reduced[k] += directions[k * n + d] * slopes[d];
        for (size_t l = 0; l < count; l++) {
            matrix[k * count + l] = 0;
            for (size_t row = 0; row < n; row++)
                for (size_t column = 0; column < n; column++)
                    matrix[k * count + l] += directions[k * n + row] * way->matrix[row * n + column] * directions[l * n + column];
        }
    }
    symmetric_eigen(count, matrix, values, vectors);
    bool moved = false;
    for (size_t j = 0; j < count; j++) {
        double along = 0;
        for (size_t k = 0; k < count; k++)
            along += vectors[j * count + k] * reduced[k];
        const double length = along == 0 ? 0 : -along / values[j];
        if (!isfinite(length))
            return false;
        moved = moved || length != 0;
        for (size_t d = 0; d < n; d++)
            for (size_t k = 0; k < count; k++)
                way->x[d] += length * vectors[j * count + k] * directions[k * n + d] * way->extent[d];
    }
    return moved;
}

/* What rounding of the coordinates makes of the slopes where the way stands. */
static double slope_rounding(const struct downhill *way, size_t n)
{
    double rounding = 0;
    for (size_t row = 0; row < n; row++)
        for (size_t column = 0; column < n; column++)
            rounding += DBL_EPSILON * fabs(way->matrix[row * n + column] * (way->x[column] / way->extent[column]));
    return rounding;
}

/* Takes the place that Newton's method finds along `count` directions for the nearest critical point, if it is one and nearer than that which is known. */
static void cross_along(struct surroundings *around, size_t i, struct downhill *way, const double *directions, size_t count)
{
    const size_t n = around->dimension;
    double x[SEARCH_MOST_DECOMPOSED], slopes[SEARCH_MOST_DECOMPOSED], *nearest = around->points + (SEARCH_NEAREST * around->count + i) * n;
    const double *end = outcome_point(around, SEARCH_NONE, i);
    way->x = x;
    memcpy(x, end, n * sizeof *x);
    const double before = evaluate_way(around, way, slopes);
    double after = before;
    double last[SEARCH_MOST_DECOMPOSED], length = 1; /* of a step, in extents */
    for (int step = 0; step < NEWTON_STEPS; step++) {
        memcpy(last, x, n * sizeof *last);
        if (!step_across(around, way, directions, count, slopes) || !memcmp(last, x, n * sizeof *last))
            break; /* all further steps would be as this one */
        const double part = path_distance(x, last, way->extent, n) / length;
        length *= part;
        if (step % 4 == 3 && part > 0.4 && part < 0.95) /* it creeps: on to where its steps lead (Aitken) */
            for (size_t d = 0; d < n; d++)
                x[d] += (x[d] - last[d]) * (part / (1 - part));
        after = evaluate_way(around, way, slopes);
    }
    const double rounding = slope_rounding(way, n);
    way->x = nearest;
    if (!(after <= fmax(crossed * before, rounding <= still_told * before ? rounding : 0)))
        return;
    if (!(evaluate_way(around, way, slopes) <= crossed * before &&
          path_distance(end, nearest, way->extent, n) <= path_distance(end, x, way->extent, n)))
        memcpy(nearest, x, n * sizeof *nearest);
}

/* Across a valley: Newton's method along those directions alone in which the landscape is curved most at a path's end. Where the bottom is level, as that of
 * x⁴·y² at x = 0, there is a critical point, which is the nearest, and Newton's method along all directions leads along the valley, to where others meet
 * it. */
static void cross_valley(struct surroundings *around, size_t i, struct downhill *way)
{
    const size_t n = around->dimension;
    double x[SEARCH_MOST_DECOMPOSED], slopes[SEARCH_MOST_DECOMPOSED], directions[SEARCH_MOST_DECOMPOSED * SEARCH_MOST_DECOMPOSED];
    way->x = x;
    way->extent = outcome_extent(around, i);
    memcpy(x, outcome_point(around, SEARCH_NONE, i), n * sizeof *x);
    const double slope = evaluate_way(around, way, slopes);
    way->x = NULL;
    if (!(slope > 0) || !isfinite(slope))
        return;
    symmetric_eigen(n, way->matrix, way->values, way->vectors);
    for (size_t k = 0; k < n; k++)
        memcpy(directions + n * k, way->vectors + n * (n - 1 - k), n * sizeof *directions);
    const double *values = way->values + n - 1; /* descending */
    for (size_t count = 1, tried = 0; count < n && values[1 - (ptrdiff_t)count] > 0 && tried < CROSSINGS; count++)
        if (values[-(ptrdiff_t)count] < stiff * values[1 - (ptrdiff_t)count]) {
            cross_along(around, i, way, directions, count);
            tried++;
        }
}

void outcome_cross_valleys(struct surroundings *around)
{
    struct downhill way = make_way(around);
    for (size_t i = 0; i < around->count; i++)
        cross_valley(around, i, &way);
}

double outcome_descents_work(double n, double nodes)
{
    return 2 * DESCENTS * ((LENGTHS + 2) * nodes + 30 * n * n * n) + CROSSINGS * NEWTON_STEPS * (nodes + 40 * n * n * n);
}
