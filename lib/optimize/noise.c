/* Number round · n + d of a run's stream is the noise of coordinate d in that round. Normals come in pairs; of an odd dimension the second
 * of the last pair waits in the block for the next round. */
#include "optimize/noise.h"

#include "base/contract.h"
#include "base/random.h"

struct noise_table {
    uint64_t seed, first;
    size_t count, pairs; /* of numbers at positions 2 · pair and 2 · pair + 1 */
    uint64_t *streams;   /* [count] */
    double *normals;     /* [pairs][2][count] */
    bool *made;          /* [pairs] */
};

static size_t pairs_of(size_t numbers)
{
    return numbers / 2 + 1;
}

bool noise_table_holds(size_t count, size_t numbers)
{
    enum { MOST_NUMBERS = 1 << 19 };
    return pairs_of(numbers) <= MOST_NUMBERS / 2 / count;
}

struct noise_table *noise_table_create(struct arena *arena, uint64_t seed, uint64_t first, size_t count, size_t numbers)
{
    CONTRACT(noise_table_holds(count, numbers));
    const size_t pairs = pairs_of(numbers);
    struct noise_table *table = ARENA_NEW(arena, struct noise_table, 1);
    *table = (struct noise_table){.seed = seed,
                                  .first = first,
                                  .count = count,
                                  .pairs = pairs,
                                  .streams = ARENA_NEW(arena, uint64_t, count),
                                  .normals = ARENA_ROOM(arena, double, 2 * pairs * count),
                                  .made = ARENA_NEW(arena, bool, pairs)};
    for (size_t i = 0; i < count; i++)
        table->streams[i] = first + i;
    return table;
}

/* The numbers of all runs at a position. */
static const double *known_normals(struct noise_table *table, uint64_t position)
{
    const size_t pair = (size_t)(position / 2);
    CONTRACT(pair < table->pairs);
    double *even = table->normals + 2 * pair * table->count, *odd = even + table->count;
    if (!table->made[pair])
        random_normal_pairs(table->seed, table->streams, table->count, pair, even, odd);
    table->made[pair] = true;
    return position % 2 ? odd : even;
}

static void add_known(struct block *block, double deviation, size_t round, struct noise_table *table)
{
    const size_t n = block->dimension, active = block->active;
    for (size_t d = 0; d < n; d++) {
        const double *normals = known_normals(table, (uint64_t)round * n + d);
        double *gradient = block->gradient + d * block->lanes;
        for (size_t i = 0; i < active && active == table->count; i++) /* none has ended: they are in order */
            gradient[i] += deviation * normals[i];
        for (size_t i = 0; i < active && active < table->count; i++)
            gradient[i] += deviation * normals[block->run[i] - table->first];
    }
}

void noise_add(struct block *block, double deviation, uint64_t seed, size_t round, struct noise_table *table, double *scratch)
{
    if (table) {
        add_known(block, deviation, round, table);
        return;
    }
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
