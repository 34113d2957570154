/* Peaks of the integrand in z that lie between the nodes of all first panels: they are looked for on a grid, and panels then end there. */
#include "analysis/expectation_integral.h"
#include "expression/kernels.h"

#include <math.h>

enum { GRID = EXPECTATION_NARROW_GRID, BESIDE = 256 };
static const double prominent = 0.02; /* of the integrand's greatest height: what a peak rises by within BESIDE cells */
static const double matters = 1e-12;  /* of the magnitude of what is summed */

void expectation_prepare_narrow(struct arena *arena, struct expectation *expectation)
{
    const struct distribution *distribution = expectation->distribution;
    const bool bounded = distribution->row->bounded;
    const double end = bounded ? distribution->row->reach(distribution->options) : PANELS_CENTRAL;
    double *t = expectation->narrow_t = ARENA_NEW(arena, double, GRID + KERNEL_LANES);
    double *z = expectation->narrow_z = bounded ? t : ARENA_NEW(arena, double, GRID + KERNEL_LANES);
    double *weights = expectation->narrow_weights = ARENA_NEW(arena, double, GRID + KERNEL_LANES);
    expectation->narrow_x = ARENA_NEW(arena, double, GRID + KERNEL_LANES);
    expectation->narrow_heights = ARENA_NEW(arena, double, GRID + KERNEL_LANES);
    for (size_t i = 0; i < GRID + KERNEL_LANES; i++)
        t[i] = end * (2 * fmin(1, ((double)i + 0.5) / GRID) - 1);
    if (!bounded)
        kernels_chosen()->functions[OPERATION_SINH](z, t, NULL, NULL, GRID);
    distribution_density(distribution, z, weights, GRID);
    for (size_t i = 0; i < GRID; i++)
        weights[i] *= bounded ? 1 : sqrt(1 + z[i] * z[i]);
}

/* Whether a height is the greatest of those near by, and by much. */
static bool is_peak(const double *heights, size_t i, double greatest)
{
    const size_t first = i > BESIDE ? i - BESIDE : 0, last = i + BESIDE < GRID ? i + BESIDE : GRID - 1;
    if (!(heights[i] - fmax(heights[first], heights[last]) > prominent * greatest))
        return false;
    for (size_t k = first; k <= last; k++)
        if (heights[k] > heights[i] || (heights[k] == heights[i] && k < i))
            return false;
    return true;
}

size_t expectation_find_narrow(struct expectation *expectation, double x, double *spots)
{
    double *heights = expectation->narrow_heights, greatest = 0;
    for (size_t i = 0; i < GRID; i++)
        expectation->narrow_x[i] = x;
    program_run(expectation->loss->value, expectation->value_space, (const double *const[]){expectation->narrow_x, expectation->narrow_z}, &heights,
                GRID);
    expectation->nodes += GRID;
    for (size_t i = 0; i < GRID; i++) {
        heights[i] = fabs(heights[i]) * expectation->narrow_weights[i];
        heights[i] = isfinite(heights[i]) ? heights[i] : 0; /* a pole is found by halving */
        greatest = fmax(greatest, heights[i]);
    }
    size_t count = 0;
    for (size_t i = 0; i < GRID && count < MAX_SPOTS; i++)
        if (greatest > 0 && is_peak(heights, i, greatest))
            spots[count++] = expectation->narrow_t[i];
    return count;
}

void loss_look_narrow(struct arena *arena, struct loss *loss, const struct distribution *distribution, const double interval[2])
{
    static const double places[] = {0, 0.29, 0.5, 0.83, 1};
    loss->narrow = false;
    if (distribution->points.count)
        return;
    struct arena *within = arena_within(arena);
    struct loss tried = *loss;
    tried.narrow = true;
    struct expectation *careful = expectation_create(within, &tried, distribution), *usual = NULL;
    bool narrow = false;
    for (size_t i = 0; i < sizeof places / sizeof *places && !narrow; i++) {
        double spots[MAX_SPOTS];
        const double x = interval[0] + (interval[1] - interval[0]) * places[i];
        if (!expectation_find_narrow(careful, x, spots))
            continue;
        usual = usual ? usual : expectation_create(within, loss, distribution);
        const struct expected one = expectation_at(usual, x), other = expectation_at(careful, x);
        narrow = other.state == EXPECTATION_FINITE && !(fabs(one.value - other.value) <= matters * other.magnitude);
    }
    arena_clear(within);
    loss->narrow = narrow;
}
