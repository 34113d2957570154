#include "analysis/box_sharpness.h"

#include "base/random.h"

#include <math.h>
#include <string.h>

enum { STARTS = 12, STEPS = BOX_SHARPNESS_EVALUATIONS / STARTS };

double box_sharpness(struct arena *arena, const struct objective *objective, const double *point, double size, uint64_t seed)
{
    const size_t n = objective->dimension;
    double *x = ARENA_NEW(arena, double, n + BLOCK_PADDING), *uphill = ARENA_NEW(arena, double, n), value, most;
    void *scratch = objective->kind->open(arena, objective, 1, false);
    const struct objective_points at = {.lanes = 1, .count = 1, .x = x, .value = &value, .gradient = ARENA_NEW(arena, double, n + BLOCK_PADDING)};
    memcpy(x, point, n * sizeof *x);
    objective->kind->evaluate(scratch, &at, NULL);
    const double here = most = value;
    memcpy(uphill, at.gradient, n * sizeof *uphill);
    for (size_t start = 0; start < STARTS; start++) {
        double before = -INFINITY;
        if (start)
            random_normals(seed, random_stream(RANDOM_DIRECTION, start), 0, uphill, n);
        for (size_t step = 0; step < STEPS; step++) {
            arena_checkpoint(arena);
            for (size_t i = 0; i < n; i++)
                x[i] = point[i] + copysign(size * (fabs(point[i]) + 1), uphill[i]);
            objective->kind->evaluate(scratch, &at, NULL);
            if (!(value > before))
                break;
            before = value;
            most = fmax(most, value);
            memcpy(uphill, at.gradient, n * sizeof *uphill);
        }
    }
    return here > -1 ? 100 * (most - here) / (1 + here) : NAN;
}
