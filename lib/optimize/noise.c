/* Number round · n + d of a run's stream is the noise of coordinate d in that round. Normals come in pairs; of an odd dimension the second
 * of the last pair waits in the block for the next round. */
#include "optimize/noise.h"

#include "base/random.h"

void noise_add(struct block *block, double deviation, uint64_t seed, size_t round, double *scratch)
{
    const size_t n = block->dimension, lanes = block->lanes, active = block->active;
    double *even = scratch, *odd = scratch + lanes;
    for (size_t d = 0; d < n; d++) {
        const uint64_t position = (uint64_t)round * n + d;
        const double *fresh = odd;
        if (position % 2 == 0) {
            random_normal_pairs(seed, block->stream, active, position / 2, even, odd);
            fresh = even;
        } else if (d == 0) {
            fresh = block->carried;
        }
        double *gradient = block->gradient + d * lanes;
        for (size_t i = 0; i < active; i++)
            gradient[i] += deviation * fresh[i];
        if (position % 2 == 0 && d + 1 == n)
            for (size_t i = 0; i < active; i++)
                block->carried[i] = odd[i];
    }
}
