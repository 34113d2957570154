#include "optimize/minibatches.h"

#include "base/random.h"

#include <string.h>

struct minibatches {
    struct minibatch_options options;
    size_t terms, lanes;
    uint32_t *which; /* [size] rows, or the whole order of an epoch: [terms] rows */
    uint32_t *order; /* [terms] */
    uint64_t *run;   /* [lanes]: whose order a lane holds; points change their lanes when others leave the block */
    size_t *epoch;   /* [lanes]: and of which epoch, from 1; 0: none */
};

size_t minibatches_per_epoch(const struct minibatch_options *options, size_t terms)
{
    return options->size ? (terms + options->size - 1) / options->size : 1;
}

struct minibatches *minibatches_create(struct arena *arena, const struct minibatch_options *options, size_t terms, size_t lanes)
{
    struct minibatches *batches = ARENA_NEW(arena, struct minibatches, 1);
    *batches = (struct minibatches){.options = *options, .terms = terms, .lanes = lanes};
    batches->which = ARENA_NEW(arena, uint32_t, (options->by_epoch ? terms : options->size) * lanes);
    batches->order = ARENA_NEW(arena, uint32_t, terms);
    batches->run = ARENA_NEW(arena, uint64_t, lanes);
    batches->epoch = ARENA_NEW(arena, size_t, lanes);
    return batches;
}

/* The first `count` places of a random order of `terms` numbers by Fisher and Yates's shuffle, whose random numbers start at `position`. */
static void shuffle(uint64_t seed, uint64_t run, uint64_t position, size_t terms, size_t count, uint32_t *order)
{
    const uint64_t stream = random_stream(RANDOM_BATCH, run);
    for (size_t k = 0; k < terms; k++)
        order[k] = (uint32_t)k;
    for (size_t k = 0; k < count; k++) {
        const size_t other = k + (size_t)random_below(seed, stream, position + k, terms - k);
        const uint32_t chosen = order[other];
        order[other] = order[k];
        order[k] = chosen;
    }
}

static void draw(const struct minibatch_options *options, size_t terms, uint64_t run, size_t round, uint32_t *order)
{
    if (options->by_epoch)
        shuffle(options->seed, run, (uint64_t)(round / minibatches_per_epoch(options, terms)) * terms, terms, terms, order);
    else
        shuffle(options->seed, run, (uint64_t)round * options->size, terms, options->size, order);
}

/* Where in an epoch's order a minibatch starts, and how many terms it has. */
static size_t first_of(const struct minibatch_options *options, size_t terms, size_t round, size_t *size)
{
    const size_t first = options->by_epoch ? round % minibatches_per_epoch(options, terms) * options->size : 0;
    *size = terms - first < options->size ? terms - first : options->size;
    return first;
}

size_t minibatch_of(const struct minibatch_options *options, size_t terms, uint64_t run, size_t round, uint32_t *which, uint32_t *scratch)
{
    size_t size;
    const size_t first = first_of(options, terms, round, &size);
    draw(options, terms, run, round, scratch);
    memcpy(which, scratch + first, size * sizeof *which);
    return size;
}

struct minibatch minibatches_next(struct minibatches *batches, const struct block *block, size_t round)
{
    const struct minibatch_options *options = &batches->options;
    const size_t terms = batches->terms, lanes = batches->lanes, kept = options->by_epoch ? terms : options->size;
    const size_t epoch = 1 + round / (options->by_epoch ? minibatches_per_epoch(options, terms) : 1);
    for (size_t i = 0; i < block->active; i++) {
        if (batches->epoch[i] == epoch && batches->run[i] == block->stream[i])
            continue;
        draw(options, terms, block->stream[i], round, batches->order);
        for (size_t k = 0; k < kept; k++)
            batches->which[k * lanes + i] = batches->order[k];
        batches->epoch[i] = epoch;
        batches->run[i] = block->stream[i];
    }
    struct minibatch batch;
    const size_t first = first_of(options, terms, round, &batch.size);
    batch.which = batches->which + first * lanes;
    return batch;
}
