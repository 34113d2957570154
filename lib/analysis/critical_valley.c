/* The splitting lemma (Gromoll & Meyer, On differentiable functions with isolated critical points, 1969): where the Hessian is singular along one direction and
 * certain across it, f is, in suitable coordinates, ± the squares across plus a function g of the one coordinate along the valley in which f is stationary
 * across. The signs of g on both sides decide the kind, also of a valley too narrow for directions of a ring, as y = x² of (y − x²)² − x⁶. */
#include "analysis/critical_inspector.h"
#include "base/contract.h"

#include <math.h>

enum { DISTANCES = 13, CORRECTIONS = 16 };
/* Distances along the valley in units of the domain; curvatures smaller beside the largest are 0, larger ones are not. */
static const double first_distance = 1e-8, farther = 3.1622776601683795, none = 1e-7, some = 1e-4;
static const double settled = 1e-10; /* of a correction, beside the distance gone */

/* Value, gradient and Hessian at a place: outputs[…][0] of the pairs. */
static void look(struct inspector *inspector, const double *place)
{
    double **const pairs = inspector->pairs;
    for (size_t i = 0; i < inspector->n; i++)
        pairs[i][0] = place[i];
    program_run(inspector->program, inspector->workspace, (const double *const *)pairs, pairs + inspector->n, 1);
}

/* Along eigenvector k at the place that was looked at last, in units of the domain. */
static double curvature_along(const struct inspector *inspector, size_t k)
{
    const size_t n = inspector->n;
    const double *v = inspector->vectors + k * n;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += v[i] * v[j] * inspector->scale[i] * inspector->scale[j] * inspector->pairs[n + inspector_entry(n, i, j)][0];
    return sum;
}

static double slope_along(const struct inspector *inspector, size_t k)
{
    const size_t n = inspector->n;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += inspector->vectors[k * n + i] * inspector->scale[i] * inspector->pairs[n + 1 + i][0];
    return sum;
}

/* The eigenvector along which the Hessian is singular, if it is along that one alone and of one sign across: *across. Else n. */
static size_t find_null(struct inspector *inspector, int *across)
{
    const size_t n = inspector->n;
    size_t least = 0;
    double largest = 0, *const curvatures = inspector->rows;
    look(inspector, inspector->point);
    for (size_t k = 0; k < n; k++) {
        curvatures[k] = curvature_along(inspector, k);
        least = fabs(curvatures[k]) < fabs(curvatures[least]) ? k : least;
        largest = fmax(largest, fabs(curvatures[k]));
    }
    *across = 0;
    if (!(largest > 0 && fabs(curvatures[least]) <= none * largest))
        return n;
    for (size_t k = 0; k < n; k++) {
        const int sign = curvatures[k] > 0 ? 1 : -1;
        if (k == least)
            continue;
        if (!(fabs(curvatures[k]) >= some * largest) || *across == -sign)
            return n;
        *across = sign;
    }
    return least;
}

/* Whether the curvatures across keep their sign throughout the largest box in which a zero counts and all is smooth: rounding of the point alone makes
 * curvatures of a cube. */
static bool is_certain_across(struct inspector *inspector, size_t null)
{
    const size_t n = inspector->n;
    int shrinking = 0;
    do
        inspector_run_box(inspector, shrinking);
    while (!inspector_is_smooth(inspector, inspector->over_box) && ++shrinking < SHRINKINGS);
    if (shrinking == SHRINKINGS)
        return false;
    for (size_t k = 0; k < n; k++) {
        const double *v = inspector->vectors + k * n;
        double curvature = 0, doubt = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                const struct enclosure *bounds = &inspector->over_box[inspector_entry(n, i, j)];
                const double factor = v[i] * v[j] * inspector->scale[i] * inspector->scale[j];
                curvature += factor * inspector_middle(bounds);
                doubt += fabs(factor) * inspector_radius(bounds);
            }
        if (k != null && !(fabs(curvature) > doubt))
            return false;
    }
    return true;
}

/* The place of the valley so far along direction `null` from the point; false if there is none near by. */
static bool find_place(struct inspector *inspector, size_t null, double distance, double *place)
{
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++)
        place[i] = inspector->point[i] + distance * inspector->vectors[null * n + i] * inspector->scale[i];
    for (int step = 0; step < CORRECTIONS; step++) {
        double most = 0;
        look(inspector, place);
        for (size_t k = 0; k < n; k++) {
            const double move = k == null ? 0 : -slope_along(inspector, k) / curvature_along(inspector, k);
            if (!(fabs(move) <= fabs(distance)))
                return false;
            most = fmax(most, fabs(move));
            for (size_t i = 0; i < n; i++)
                place[i] += move * inspector->vectors[k * n + i] * inspector->scale[i];
        }
        if (most <= settled * fabs(distance))
            break;
    }
    return true;
}

/* What rounding of the place makes of the value at the place that was looked at last, as it is on the valley but for this. */
static double noise_at(const struct inspector *inspector, const double *place)
{
    static const double rounding = 0x1p-48;
    double off = 0, steepest = 0;
    for (size_t i = 0; i < inspector->n; i++) {
        off = fmax(off, rounding * fabs(place[i]) / inspector->scale[i]);
        steepest = fmax(steepest, fabs(curvature_along(inspector, i)));
    }
    return steepest * off * off;
}

/* The sign of g on one side: the first that is certain beyond rounding, if the one farther off is the same. */
static int sign_on_side(struct inspector *inspector, size_t null, double side)
{
    const struct enclosure here = critical_bounds_at(&inspector->values, inspector->point);
    double distance = side * first_distance, *place = inspector->rows + inspector->n;
    int first = 0;
    for (int i = 0; i < DISTANCES; i++, distance *= farther) {
        if (!find_place(inspector, null, distance, place))
            return 0;
        const struct enclosure there = critical_bounds_at(&inspector->values, place);
        const double noise = noise_at(inspector, place);
        const int sign = there.low - here.high > noise ? 1 : there.high - here.low < -noise ? -1 : 0;
        if (first)
            return first == sign ? first : 0;
        first = sign;
    }
    return 0;
}

bool inspector_see_valley(struct inspector *inspector, int sides[2], int *across)
{
    if (inspector->n < 2)
        return false;
    const size_t null = find_null(inspector, across);
    CONTRACT(null <= inspector->n);
    if (null == inspector->n || !is_certain_across(inspector, null))
        return false;
    for (int side = 0; side < 2; side++)
        sides[side] = sign_on_side(inspector, null, side ? 1 : -1);
    return sides[0] && sides[1];
}
