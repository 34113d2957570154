/* Normal noise, which makes a gradient stochastic; minibatches.h has the other way. */
#ifndef OPTIMIZE_NOISE_H
#define OPTIMIZE_NOISE_H

#include "optimize/block.h"

/* The normals of the runs first … first + count − 1, each of which is its own stream, made when they are first asked for and then kept: for descents
 * that differ in all but their noise. */
struct noise_table;

/* Whether a table holds so many numbers of so many runs: four megabytes of them at most. */
bool noise_table_holds(size_t count, size_t numbers);

/* For so many numbers of each run, which a table must hold. */
struct noise_table *noise_table_create(struct arena *arena, uint64_t seed, uint64_t first, size_t count, size_t numbers);

/* Adds normal noise of the given standard deviation to the gradients of a block. `round` counts evaluations from 0: the noise is a
 * function of seed, run and round alone. `scratch` is 2 · lanes numbers; `table` may be null, else it
 * has the block's runs with this seed. */
void noise_add(struct block *block, double deviation, uint64_t seed, size_t round, struct noise_table *table, double *scratch);

#endif
