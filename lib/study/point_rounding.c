/* Bounds to first order by derivatives (graph_rounding), and by intervals where these do not hold. */
#include "study/point.h"

#include "expression/interval.h"

#include <math.h>

/* Where something between overflows or underflows, as x^-2 in x·x^-2 does at 1e200, bounds to first order do not tell what is lost. Enclosures do,
 * which hold both the number meant and the one computed: they take the place of bounds that are not even a millionth of them. */
static const double first_order = 1e-6;
static const double underflow = 1e-30; /* what is as narrow at the edge of a domain is no difference that is 0 but for rounding */
static const double beside = 1e-10;
static const double least_told = 1e-300; /* so near to the least of doubles digits are few */
/* The square of a rounding: a value that moves of the coordinates as small could make is as good as it can be. */
static const double second_order = 1e-30;

/* What a move of all coordinates by their own size would make of the value to second order; 0 if curvatures are not known to two digits. */
static double bend(const struct point_result *result, size_t k)
{
    const size_t n = result->dimension;
    double sum = 0;
    for (size_t i = 0; i < n && result->bounds > 1 + n; i++)
        for (size_t j = 0; j < n; j++) {
            const double entry = fabs(result->points[k].hessian[i * n + j]);
            if (!(result->rounding[k][1 + n + (i > j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i)] <= 0.01 * entry) && entry != 0)
                return 0;
            sum += fabs(entry * result->at[k * n + i] * result->at[k * n + j]);
        }
    return sum;
}

/* What bound i of point k is small beside: for a slope the value per coordinate, for a curvature that and the slopes per coordinate. As of x/x they
 * may be 0 by a difference, which a bound that is no more than rounding of its terms does not make lost. */
static double size_of(const struct point_result *result, size_t k, size_t i, size_t j)
{
    const struct inspection *point = &result->points[k];
    const double *x = result->at + k * result->dimension;
    const double by_slopes = fabs(point->gradient[i] / x[j]) + fabs(point->gradient[j] / x[i]);
    return fabs(point->value / x[i] / x[j]) + (isfinite(by_slopes) ? by_slopes : 0);
}

static bool is_small(const struct point_result *result, size_t k, size_t index, double apart)
{
    const size_t n = result->dimension;
    if (apart <= least_told)
        return true;
    if (index == 0)
        return apart <= second_order * bend(result, k);
    if (index <= n && result->points[k].gradient[index - 1] != 0)
        return false;
    if (index <= n)
        return apart <= beside * fabs(result->points[k].value / result->at[k * n + index - 1]);
    size_t row = 0, entry = index - 1 - n;
    for (; entry > row; row++)
        entry -= row + 1;
    return apart <= beside * size_of(result, k, row, entry);
}

static void enclose_rounding(struct arena *arena, const struct landscape *landscape, struct point_result *result)
{
    const size_t n = result->dimension, count = result->bounds;
    node_id *nodes = ARENA_NEW(arena, node_id, count);
    struct enclosure *box = ARENA_NEW(arena, struct enclosure, n), *bounds = ARENA_NEW(arena, struct enclosure, count);
    for (size_t i = 0; i < count; i++)
        nodes[i] = i == 0 ? landscape->value : i <= n ? landscape->gradient[i - 1] : landscape->hessian[i - 1 - n];
    struct interval_program *program = interval_compile(arena, landscape->graph, nodes, count, n);
    for (size_t k = 0; k < result->count; k++) {
        for (size_t i = 0; i < n; i++)
            box[i] = enclosure_of(result->at[k * n + i]);
        interval_run(program, box, bounds);
        for (size_t i = count; i-- > 0;) { /* the value last */
            const double apart = bounds[i].high - bounds[i].low;
            const bool branch =
                i <= n && !enclosure_continuous(&bounds[i]); /* which operand of max is the greater, rounding decides, or whether one underflows */
            const bool told = branch || enclosure_continuous(&bounds[i]) || !isfinite(apart) || (!bounds[i].jumps && apart <= underflow);
            const double first = result->rounding[k][i];
            if (told && (isnan(first) || (!is_small(result, k, i, apart) && !(first >= first_order * apart))))
                result->rounding[k][i] = apart;
        }
    }
}

void point_bound_rounding(struct arena *arena, struct landscape *landscape, struct point_result *result)
{
    struct program *program = NULL;
    const size_t n = result->dimension;
    for (int order = 2; order >= 0 && !program; order--)
        program = landscape_rounding_program(landscape, order);
    if (!program)
        return;
    const size_t count = program_outputs(program);
    struct workspace *workspace = workspace_create(arena, program);
    result->rounding = ARENA_NEW(arena, double *, result->count);
    result->bounds = count;
    const double **inputs = ARENA_NEW(arena, const double *, n);
    double **outputs = ARENA_NEW(arena, double *, count);
    for (size_t k = 0; k < result->count; k++) {
        result->rounding[k] = ARENA_NEW(arena, double, count);
        for (size_t i = 0; i < n; i++)
            inputs[i] = result->at + k * n + i;
        for (size_t i = 0; i < count; i++)
            outputs[i] = result->rounding[k] + i;
        program_run(program, workspace, inputs, outputs, 1);
    }
    enclose_rounding(arena, landscape, result);
}

static const double least_accuracy = 1e-4;

int point_lost(const struct point_result *result, size_t k)
{
    const struct inspection *point = &result->points[k];
    const size_t n = result->dimension;
    const double *bounds = result->rounding ? result->rounding[k] : NULL;
    if (!bounds || !isfinite(point->value))
        return 0;
    int lost = bounds[0] <= least_accuracy * fabs(point->value) ? 0 : LOST_VALUE;
    double largest = 0, worst = 0;
    for (size_t i = 0; i < n && result->bounds > 1; i++) {
        double reach = 0;
        for (size_t j = 0; j < n; j++) {
            const double entry = fabs(point->hessian[i * n + j]);
            reach += entry * fabs(result->at[k * n + j]);
            largest = fmax(largest, entry);
            const size_t index = 1 + n + i * (i + 1) / 2 + j;
            const bool level = point->gradient[i] == 0 && point->gradient[j] == 0; /* a slope that is not 0 may bend by as little */
            if (j <= i && result->bounds > 1 + n && isfinite(entry) && !(entry == 0 && level && is_small(result, k, index, bounds[index])))
                worst = fmax(worst, isnan(bounds[index]) ? INFINITY : bounds[index]);
        }
        lost |= isfinite(point->gradient[i]) && !(bounds[1 + i] <= least_accuracy * fmax(fabs(point->gradient[i]), reach)) &&
                        !(point->gradient[i] == 0 && is_small(result, k, 1 + i, bounds[1 + i]))
                    ? LOST_GRADIENT
                    : 0;
    }
    return lost | (worst > least_accuracy * largest ? LOST_HESSIAN : 0);
}
