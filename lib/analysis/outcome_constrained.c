#include "analysis/outcome_constrained.h"

#include "base/exact.h"
#include "base/random.h"

#include <float.h>
#include <math.h>

enum { PROBES = OUTCOME_CONSTRAINED_PROBES };

static const double arrived = 1e-6;       /* of the largest |x - P(x - gradient)| on the path */
static const double probed_radius = 1e-3; /* of the path's extent */

/* Whether a probe of the set around the end is lower by more than the slope that is left there makes it. */
static bool sees_lower(const struct surroundings *around, size_t i, double residual)
{
    const size_t n = around->dimension, count = PROBES + 1;
    const double *extent = outcome_extent(around, i), *end = outcome_point(around, SEARCH_NONE, i);
    double *points = ARENA_NEW(around->arena, double, n *count), *scratch = ARENA_NEW(around->arena, double, n), values[PROBES + 1];
    random_normals(3, random_stream(RANDOM_START, 2), 0, points, n * count);
    for (size_t k = 0; k < count; k++) {
        double squares = 0;
        for (size_t d = 0; d < n; d++)
            squares += points[d * count + k] * points[d * count + k];
        for (size_t d = 0; d < n; d++) /* the last is the end itself */
            points[d * count + k] = end[d] + (k < PROBES ? probed_radius * extent[d] * points[d * count + k] / sqrt(squares) : 0);
    }
    projection_apply(around->setting->projection, points, count, PROBES, scratch);
    outcome_evaluate(around, points, count, values, NULL);
    double reach = 0;
    for (size_t d = 0; d < n; d++)
        reach = exact_hypot(reach, probed_radius * extent[d]);
    bool lower = false;
    for (size_t k = 0; k < PROBES; k++) {
        double away = 0;
        for (size_t d = 0; d < n; d++)
            away = exact_hypot(away, points[d * count + k] - end[d]);
        lower = lower || values[k] < values[PROBES] - 2 * residual * (away + reach) - 1e-14 * fabs(values[PROBES]);
    }
    return lower;
}

struct constrained_end outcome_constrained_end(const struct surroundings *around, const struct outcome_path *path, size_t i)
{
    const size_t n = around->dimension, last = path->rows - 1;
    const double *end = outcome_point(around, SEARCH_NONE, i);
    struct projection_side *sides = ARENA_NEW(around->arena, struct projection_side, n + 1);
    struct constrained_end found = {.bound = projection_sides(around->setting->projection, end, sides) > 0, .residual = path->residual[last]};
    double most = 0, size = path->gradient_norm[last];
    for (size_t row = 0; row < path->rows; row++)
        most = fmax(most, path->residual[row]);
    for (size_t d = 0; d < n; d++)
        size = exact_hypot(size, end[d]);
    found.stationary = found.residual <= fmax(fmax(arrived * (path->rows > 1 ? most : 0), around->setting->tolerance), 16 * DBL_EPSILON * size);
    found.lower = found.stationary && sees_lower(around, i, found.residual);
    return found;
}

bool outcome_feasible(const struct surroundings *around, size_t i, const double *point)
{
    const size_t n = around->dimension;
    const double *extent = outcome_extent(around, i);
    double most = 0;
    for (size_t d = 0; d < n; d++)
        most = fmax(most, extent[d]);
    return projection_excess(around->setting->projection, point) <= arrived * most;
}
