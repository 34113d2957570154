/* Normal noise, which makes a gradient stochastic; minibatches.h has the other way. */
#ifndef OPTIMIZE_NOISE_H
#define OPTIMIZE_NOISE_H

#include "optimize/block.h"

/* Adds normal noise of the given standard deviation to the gradients of a block. `round` counts evaluations from 0: the noise is a
 * function of seed, run and round alone. `scratch` is 2 · lanes numbers. */
void noise_add(struct block *block, double deviation, uint64_t seed, size_t round, double *scratch);

#endif
