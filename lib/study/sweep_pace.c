/* Logarithms are most of the work of a run of a few coordinates: a block's are taken together, at the greatest width that the CPU has. */
#include "study/sweep_pace.h"

#include "base/exact.h"
#include "expression/kernels.h"
#include "expression/program.h"

#include <math.h>
#include <string.h>

struct sweep_pace sweep_pace_create(struct arena *arena, size_t count, double floor)
{
    struct sweep_pace pace = {.floor = floor};
    double **const sums[] = {&pace.weight, &pace.t, &pace.tt, &pace.y, &pace.ty};
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
        *sums[k] = ARENA_NEW(arena, double, count);
    return pace;
}

void sweep_pace_clear(struct sweep_pace *pace, size_t count)
{
    double *const sums[] = {pace->weight, pace->t, pace->tt, pace->y, pace->ty};
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
        memset(sums[k], 0, count * sizeof **sums);
}

void sweep_pace_add(struct sweep_pace *pace, const struct block *block, size_t round, size_t first)
{
    size_t points[PROGRAM_BLOCK], count = 0;
    double norms[PROGRAM_BLOCK], logarithms[PROGRAM_BLOCK];
    for (size_t i = 0; i < block->active; i++) {
        points[count] = i;
        norms[count] = block->norm[i];
        count += block->accepted[i] && block->norm[i] > pace->floor && block->norm[i] < INFINITY;
    }
    const size_t padded = (count + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
    for (size_t k = count; k < padded; k++)
        norms[k] = 1;
    kernels_chosen()->functions[OPERATION_LOG](logarithms, norms, NULL, NULL, padded);
    for (size_t k = 0; k < count; k++) {
        const size_t run = (size_t)block->run[points[k]] - first;
        const double t = (double)block->steps[points[k]] + (round > 0), weight = (t + 1) * (t + 1), y = logarithms[k];
        pace->weight[run] += weight;
        pace->t[run] += weight * t;
        pace->tt[run] += weight * t * t;
        pace->y[run] += weight * y;
        pace->ty[run] += weight * t * y;
    }
}

double sweep_pace_of(const struct sweep_pace *pace, size_t run, double norm, size_t steps)
{
    const double weight = pace->weight[run], t = pace->t[run], spread = weight * pace->tt[run] - t * t;
    if (!(spread > 0) && norm <= pace->floor && steps > 0)
        return 0;
    return spread > 0 ? exact_exp((weight * pace->ty[run] - t * pace->y[run]) / spread) : NAN;
}
