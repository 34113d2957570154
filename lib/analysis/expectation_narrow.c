/* Peaks of the integrand in z that lie between the nodes of all first panels: they are looked for on a grid, and panels then end there. */
#include "analysis/expectation_integral.h"

#include <math.h>

enum { GRID = EXPECTATION_NARROW_GRID, BESIDE = 256 };
static const double prominent = 0.02; /* of the integrand's greatest height: what a peak rises by within BESIDE cells */

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
