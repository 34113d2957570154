/* Curves and surfaces of critical points in three and more dimensions. A degenerate point is on one if a step along the direction of least curvature,
 * corrected by Newton's method across, ends at another degenerate point about as far away. */
#include "analysis/stationary.h"

#include "analysis/newton.h"
#include "base/eigen.h"

#include <math.h>
#include <string.h>

enum { CORRECTIONS = 12 };
/* The step in units of the box; what of it must be left; curvatures smaller beside the largest are 0. */
static const double stride = 1.0 / 128, arrived = 0.75, no_curvature = 1e-6;

struct surface {
    struct stationary *search;
    struct newton newton;
    double gradient[NEWTON_MOST_DIMENSION], curvatures[NEWTON_MOST_DIMENSION], vectors[NEWTON_MOST_DIMENSION][NEWTON_MOST_DIMENSION];
};

/* Gradient, curvatures and their directions, in units of the box. */
static void look(struct surface *surface, const double *at)
{
    enum { OUTPUTS = 1 + NEWTON_MOST_DIMENSION + NEWTON_MOST_DIMENSION * (NEWTON_MOST_DIMENSION + 1) / 2 };
    const size_t n = surface->search->dimension;
    const double *extent = surface->search->extent, *inputs[NEWTON_MOST_DIMENSION] = {NULL};
    double numbers[OUTPUTS], *outputs[OUTPUTS], matrix[NEWTON_MOST_DIMENSION * NEWTON_MOST_DIMENSION],
        vectors[NEWTON_MOST_DIMENSION * NEWTON_MOST_DIMENSION];
    for (size_t i = 0; i < OUTPUTS; i++)
        outputs[i] = &numbers[i];
    for (size_t k = 0; k < n; k++)
        inputs[k] = &at[k];
    program_run(surface->newton.program, surface->newton.workspace, inputs, outputs, 1);
    for (size_t i = 0, next = 1 + n; i < n; i++) {
        surface->gradient[i] = numbers[1 + i] * extent[i];
        for (size_t j = 0; j <= i; j++, next++)
            matrix[i * n + j] = numbers[next] * extent[i] * extent[j];
    }
    symmetric_eigen(n, matrix, surface->curvatures, vectors);
    for (size_t k = 0; k < n; k++)
        memcpy(surface->vectors[k], vectors + k * n, n * sizeof *vectors);
}

/* The direction of least curvature. */
static const double *least(const struct surface *surface)
{
    size_t best = 0;
    for (size_t k = 1; k < surface->search->dimension; k++)
        best = fabs(surface->curvatures[k]) < fabs(surface->curvatures[best]) ? k : best;
    return surface->vectors[best];
}

/* Newton's method across the directions without curvature. */
static void correct(struct surface *surface, double *at)
{
    const size_t n = surface->search->dimension;
    for (int step = 0; step < CORRECTIONS; step++) {
        look(surface, at);
        const double largest = fmax(fabs(surface->curvatures[0]), fabs(surface->curvatures[n - 1]));
        for (size_t k = 0; k < n; k++) {
            double slope = 0;
            for (size_t i = 0; i < n; i++)
                slope += surface->gradient[i] * surface->vectors[k][i];
            if (!(fabs(surface->curvatures[k]) > no_curvature * largest))
                continue;
            for (size_t i = 0; i < n; i++)
                at[i] -= slope / surface->curvatures[k] * surface->vectors[k][i] * surface->search->extent[i];
        }
    }
}

static bool continues(struct surface *surface, const double *at, double sign, double *next)
{
    const struct stationary *search = surface->search;
    const size_t n = search->dimension;
    double direction[NEWTON_MOST_DIMENSION], along = 0;
    look(surface, at);
    memcpy(direction, least(surface), n * sizeof *direction);
    for (size_t k = 0; k < n; k++)
        next[k] = at[k] + sign * stride * direction[k] * search->extent[k];
    correct(surface, next);
    for (size_t k = 0; k < n; k++)
        along += sign * direction[k] * (next[k] - at[k]) / search->extent[k];
    if (!(along > arrived * stride))
        return false;
    struct inspection inspection;
    critical_inspect_by(search->inspector, next, 1, false, &inspection);
    return critical_kind_listed(inspection.kind) && !inspection.sure;
}

bool stationary_search_surfaces(struct stationary *search, struct error *error)
{
    struct surface surface = {.search = search};
    double *next = ARENA_NEW(search->arena, double, search->dimension);
    if (!newton_prepare(&surface.newton, search->arena, search->landscape, search->low, search->extent, error))
        return false;
    for (size_t i = search->count; i-- > 0;) {
        const struct stationary_point *point = search->points[i];
        if (point->sure || !point->point.smooth)
            continue;
        if (continues(&surface, point->point.at, 1, next) || continues(&surface, point->point.at, -1, next)) {
            search->surfaces = true;
            stationary_take_out(search, i);
        }
    }
    return true;
}
