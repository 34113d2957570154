/* Points far out and close to 0, with more digits than doubles have. */
#include "study/point.h"

#include "base/eigen.h"
#include "expression/precise.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const double least = 1e-20, most = 1e20; /* coordinates between these, of either sign, are of ordinary size */
static const double affordable = 3e8;           /* work of all points: those beyond keep the numbers of doubles */

static bool is_extreme(const double *x, size_t n)
{
    bool extreme = false;
    for (size_t i = 0; i < n; i++)
        extreme = extreme || fabs(x[i]) > most || (x[i] != 0 && fabs(x[i]) < least);
    return extreme;
}

static const node_id *outputs_of(struct arena *arena, const struct landscape *landscape)
{
    const size_t n = landscape->dimension;
    node_id *nodes = ARENA_NEW(arena, node_id, 1 + n + n * (n + 1) / 2);
    nodes[0] = landscape->value;
    memcpy(nodes + 1, landscape->gradient, n * sizeof *nodes);
    memcpy(nodes + 1 + n, landscape->hessian, n * (n + 1) / 2 * sizeof *nodes);
    return nodes;
}

static size_t output_count(size_t n)
{
    return 1 + n + n * (n + 1) / 2;
}

double point_refining_work(struct arena *arena, const struct landscape *landscape, const double *at, size_t count)
{
    const size_t n = landscape->dimension;
    const node_id *nodes = NULL;
    double all = 0;
    for (size_t k = 0; k < count; k++) {
        if (!is_extreme(at + k * n, n))
            continue;
        nodes = nodes ? nodes : outputs_of(arena, landscape);
        const double work = precise_work(arena, landscape->graph, nodes, output_count(n), at + k * n);
        if (all + work > affordable)
            break;
        all += work;
    }
    return all;
}

/* Whether values a hundred-millionth of the coordinates away are those that the slopes tell: then nothing jumps or ends there, though products of the
 * coordinates underflow in doubles. */
static bool goes_on(struct arena *arena, const struct landscape *landscape, const struct point_result *result, size_t k)
{
    static const double away = 1e-8, alike = 1e-6;
    const size_t n = result->dimension;
    double *x = ARENA_NEW(arena, double, n), value;
    for (int side = -1; side <= 1; side += 2) {
        double change = 0, size = 0;
        for (size_t i = 0; i < n; i++) {
            x[i] = result->at[k * n + i] * (1 + side * away);
            const double part = result->points[k].gradient[i] * (x[i] - result->at[k * n + i]);
            change += part;
            size += fabs(part);
        }
        if (!precise_evaluate(arena, landscape->graph, &landscape->value, 1, x, &value, NULL) ||
            !(fabs(value - result->points[k].value - change) <= alike * size))
            return false;
    }
    return true;
}

static void replace(struct arena *arena, const struct landscape *landscape, struct point_result *result, size_t k, const double *numbers)
{
    const size_t n = result->dimension;
    struct inspection *point = &result->points[k];
    double *gradient = ARENA_NEW(arena, double, 2 * n), *eigenvalues = gradient + n, *hessian = ARENA_NEW(arena, double, 2 * n * n),
           *work = hessian + n * n;
    bool finite = true, whole = true, sloping = false, known = !isnan(numbers[0]);
    point->value = known ? numbers[0] : point->value;
    for (size_t i = 0; i < n; i++) {
        const double slope = numbers[1 + i];
        gradient[i] = isnan(slope) ? point->gradient[i] : slope;
        sloping = sloping || (slope != 0 && !isnan(slope));
        known = known && !isnan(slope);
        for (size_t j = 0; j < n; j++) {
            const double bend = numbers[1 + n + (i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i)];
            work[i * n + j] = hessian[i * n + j] = isnan(bend) ? point->hessian[i * n + j] : bend;
            finite = finite && isfinite(hessian[i * n + j]);
            whole = whole && !isnan(bend);
        }
    }
    if (finite)
        symmetric_eigen(n, work, eigenvalues, NULL);
    for (size_t i = 0; i < n && !finite; i++)
        eigenvalues[i] = n == 1 ? hessian[0] : NAN;
    for (size_t i = 0; result->rounding && i < result->bounds; i++)
        result->rounding[k][i] = isnan(numbers[i]) ? result->rounding[k][i] : isfinite(numbers[i]) ? DBL_EPSILON / 2 * fabs(numbers[i]) : NAN;
    point->gradient = gradient;
    point->hessian = hessian;
    point->eigenvalues = eigenvalues;
    if (!known || !sloping || !(point->apart || (point->kind == CRITICAL_UNDEFINED && goes_on(arena, landscape, result, k))))
        return;
    point->kind = CRITICAL_REGULAR;
    point->smooth = whole;
}

/* Number i of a point: its value, a slope, or an entry of its Hessian's lower triangle. */
static double number_of(const struct inspection *point, size_t n, size_t i)
{
    if (i <= n)
        return i == 0 ? point->value : point->gradient[i - 1];
    size_t row = 0, entry = i - 1 - n;
    for (; entry > row; row++)
        entry -= row + 1;
    return point->hessian[row * n + entry];
}

/* Where bounds do not tell that digits are left, the errors themselves may, as of the slope of x/x, which is 0. */
static void measure_errors(struct arena *arena, const struct landscape *landscape, const node_id *nodes, struct point_result *result)
{
    static const double cheap = 1e6;    /* work: a millisecond */
    static const double nothing = 1e-8; /* of a number: else its bound warns rightly, though chance may have left some more digits */
    const size_t n = result->dimension, count = output_count(n);
    double left = cheap, *numbers = ARENA_NEW(arena, double, count);
    for (size_t k = 0; k < result->count && result->rounding; k++) {
        const double *x = result->at + k * n;
        double *bounds = result->rounding[k];
        if (result->refined[k] || !point_lost(result, k))
            continue;
        left -= precise_work(arena, landscape->graph, nodes, count, x);
        if (left < 0)
            return;
        if (!precise_evaluate(arena, landscape->graph, nodes, count, x, numbers, NULL))
            continue;
        for (size_t i = 0; i < result->bounds; i++) {
            const double error = fabs(numbers[i] - number_of(&result->points[k], n, i));
            if (error <= nothing * fabs(numbers[i]))
                bounds[i] = fmin(bounds[i], error + DBL_EPSILON / 2 * fabs(numbers[i]));
        }
    }
}

void point_refine(struct arena *arena, const struct landscape *landscape, struct point_result *result)
{
    const size_t n = result->dimension, count = output_count(n);
    double left = affordable, *numbers = ARENA_NEW(arena, double, count);
    const node_id *nodes = outputs_of(arena, landscape);
    bool *refined = ARENA_NEW(arena, bool, result->count);
    for (size_t k = 0; k < result->count; k++) {
        const double *x = result->at + k * n;
        if (!is_extreme(x, n))
            continue;
        left -= precise_work(arena, landscape->graph, nodes, count, x);
        if (left < 0)
            break;
        if (!precise_evaluate(arena, landscape->graph, nodes, count, x, numbers, NULL))
            continue;
        refined[k] = true;
        replace(arena, landscape, result, k, numbers);
    }
    result->refined = refined;
    measure_errors(arena, landscape, nodes, result);
    precise_end();
}
