/* What makes a gradient stochastic: normal noise, or minibatches. */
#ifndef OPTIMIZE_NOISE_H
#define OPTIMIZE_NOISE_H

#include "optimize/block.h"

/* Adds normal noise of the given standard deviation to the gradients of a block. `round` counts evaluations from 0: the noise is a
 * function of seed, run and round alone. `scratch` is 2 · lanes numbers. */
void noise_add(struct block *block, double deviation, uint64_t seed, size_t round, double *scratch);

/* Weights of a minibatch for every point of a block: terms/batch for `batch` terms drawn without replacement, 0 for the others, so that
 * the weighted gradient is right on average. `weights` is [terms] rows, `order` scratch of `terms` numbers. */
void batch_weights(const struct block *block, size_t terms, size_t batch, uint64_t seed, size_t round, double *weights, size_t *order);

#endif
