/* Which terms of a sum the gradients of a descent are estimated from. */
#ifndef OPTIMIZE_MINIBATCHES_H
#define OPTIMIZE_MINIBATCHES_H

#include "optimize/block.h"
#include "optimize/objective.h"

/* How they are drawn: anew for every evaluation, without replacement; or an epoch's one after the other from all terms in a random order, so that
 * each has its turn (the last minibatch of an epoch has what is left). Both are a function of the seed, the run and the evaluation's number. */
struct minibatch_options {
    size_t size; /* terms; 0: all, no minibatches */
    bool by_epoch;
    uint64_t seed;
};

/* Evaluations an epoch takes; 1 without minibatches. */
size_t minibatches_per_epoch(const struct minibatch_options *options, size_t terms);

/* Those of a block of `lanes` points, in arena memory. */
struct minibatches;
struct minibatches *minibatches_create(struct arena *arena, const struct minibatch_options *options, size_t terms, size_t lanes);

/* The minibatches of evaluation number `round` (from 0) for the points of the block. */
struct minibatch minibatches_next(struct minibatches *batches, const struct block *block, size_t round);

/* The terms of one run's evaluation alone, into which[size]; returns how many there are. `scratch` is `terms` numbers. */
size_t minibatch_of(const struct minibatch_options *options, size_t terms, uint64_t run, size_t round, uint32_t *which, uint32_t *scratch);

#endif
