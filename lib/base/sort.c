#include "base/sort.h"

#include "base/memory.h"

#include <emmintrin.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A number's bits as a whole number of the same order: of negative ones all are turned, of others the sign. */
static uint64_t key_of(double number)
{
    uint64_t bits;
    number += 0.0; /* -0 is 0 */
    memcpy(&bits, &number, sizeof bits);
    return bits ^ (bits >> 63 ? UINT64_MAX : (uint64_t)1 << 63);
}

static double number_of(uint64_t key)
{
    double number;
    key ^= key >> 63 ? (uint64_t)1 << 63 : UINT64_MAX;
    memcpy(&number, &key, sizeof number);
    return number;
}

enum { DIGIT_BITS = 8, DIGITS = 64 / DIGIT_BITS, VALUES = 1 << DIGIT_BITS };

/* Puts keys in the order of one digit, those that have it in common as they were. `counts` are how many keys have each value of it. */
static void distribute(const uint64_t *restrict from, uint64_t *restrict to, size_t count, int digit, const uint32_t *counts)
{
    size_t places[VALUES], next = 0;
    for (int i = 0; i < VALUES; i++) {
        places[i] = next;
        next += counts[i];
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i] >> (DIGIT_BITS * digit) & (VALUES - 1)]++] = from[i];
}

/* Sorts keys by some of their digits, from the last of these up, without comparisons; a digit that all have in common is passed over. Returns where
 * they are then: in `keys` or in `room`. */
static uint64_t *sort_by_digits(uint64_t *keys, uint64_t *room, size_t count, int first, int last)
{
    uint32_t counts[DIGITS][VALUES];
    memset(counts[first], 0, (size_t)(last - first + 1) * sizeof *counts);
    for (size_t i = 0; i < count; i++)
        for (int digit = first; digit <= last; digit++)
            counts[digit][keys[i] >> (DIGIT_BITS * digit) & (VALUES - 1)]++;
    for (int digit = first; digit <= last; digit++) {
        if (counts[digit][keys[0] >> (DIGIT_BITS * digit) & (VALUES - 1)] == count)
            continue;
        distribute(keys, room, count, digit, counts[digit]);
        uint64_t *swap = keys;
        keys = room;
        room = swap;
    }
    return keys;
}

/* Sorts keys that have the first half of their digits in common by the other half. */
static void sort_alike(uint64_t *keys, uint64_t *room, size_t count)
{
    enum { FEW = 32 };
    if (count > FEW) {
        const uint64_t *sorted = sort_by_digits(keys, room, count, 0, DIGITS / 2 - 1);
        memmove(keys, sorted, count * sizeof *keys);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const uint64_t key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* By the first half of the digits, which tells nearly all values of a function apart, and then by the other half where they have that in common. `keys`
 * has room for two of each. */
static void sort_keys(double *numbers, size_t count, uint64_t *keys)
{
    for (size_t i = 0; i < count; i++)
        keys[i] = key_of(numbers[i]);
    uint64_t *const sorted = sort_by_digits(keys, keys + count, count, DIGITS / 2, DIGITS - 1), *const room = sorted == keys ? keys + count : keys;
    for (size_t i = 1; i < count; i++) {
        const size_t first = i - 1;
        if (sorted[i] >> 32 != sorted[first] >> 32)
            continue;
        while (i < count && sorted[i] >> 32 == sorted[first] >> 32)
            i++;
        sort_alike(sorted + first, room, i - first);
    }
    for (size_t i = 0; i < count; i++)
        numbers[i] = number_of(sorted[i]);
}

static void distribute_placed(const struct placed_key *restrict from, struct placed_key *restrict to, size_t count, int digit, const uint32_t *counts)
{
    size_t places[VALUES], next = 0;
    for (int i = 0; i < VALUES; i++) {
        places[i] = next;
        next += counts[i];
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i].key >> (DIGIT_BITS * digit) & (VALUES - 1)]++] = from[i];
}

/* As sort_by_digits. */
static inline __attribute__((always_inline)) struct placed_key *place_by_digits(struct placed_key *keys, struct placed_key *room, size_t count,
                                                                                int first, int last)
{
    uint32_t counts[DIGITS][VALUES];
    memset(counts[first], 0, (size_t)(last - first + 1) * sizeof *counts);
    for (size_t i = 0; i < count; i++)
        for (int digit = first; digit <= last; digit++)
            counts[digit][keys[i].key >> (DIGIT_BITS * digit) & (VALUES - 1)]++;
    for (int digit = first; digit <= last; digit++) {
        if (counts[digit][keys[0].key >> (DIGIT_BITS * digit) & (VALUES - 1)] == count)
            continue;
        distribute_placed(keys, room, count, digit, counts[digit]);
        struct placed_key *swap = keys;
        keys = room;
        room = swap;
    }
    return keys;
}

/* As sort_alike. */
static void place_alike(struct placed_key *keys, struct placed_key *room, size_t count)
{
    enum { FEW = 32 };
    if (count > FEW) {
        const struct placed_key *placed = place_by_digits(keys, room, count, 0, DIGITS / 2 - 1);
        memmove(keys, placed, count * sizeof *keys);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct placed_key key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1].key > key.key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

void sort_order(const double *numbers, size_t count, uint32_t *order, struct placed_key *room)
{
    struct placed_key *const keys = room;
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct placed_key){numbers[i] == numbers[i] ? key_of(numbers[i]) : UINT64_MAX, (uint32_t)i};
    if (!count)
        return;
    struct placed_key *const placed = place_by_digits(keys, keys + count, count, DIGITS / 2, DIGITS - 1), *const other =
                                                                                                              placed == keys ? keys + count : keys;
    for (size_t i = 1; i < count; i++) {
        const size_t first = i - 1;
        if (placed[i].key >> 32 != placed[first].key >> 32)
            continue;
        while (i < count && placed[i].key >> 32 == placed[first].key >> 32)
            i++;
        place_alike(placed + first, other, i - first);
    }
    for (size_t i = 0; i < count; i++)
        order[i] = placed[i].place;
}

/* Sorts items as qsort does, those alike as they stood, but for few at once without what a call of it costs; `room` is of one item. */
static void sort_few(char *items, size_t count, size_t size, int (*compare)(const void *, const void *), char *room)
{
    enum { FEW = 8 };
    if (count > FEW) {
        qsort(items, count, size, compare);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        size_t at = i;
        while (at > 0 && compare(items + (at - 1) * size, items + i * size) > 0)
            at--;
        if (at == i)
            continue;
        memcpy(room, items + i * size, size);
        memmove(items + (at + 1) * size, items + at * size, (i - at) * size);
        memcpy(items + at * size, room, size);
    }
}

void sort_by(struct arena *arena, void *items, size_t count, size_t size, const double *numbers, int (*compare)(const void *, const void *))
{
    enum { MANY = 256 };
    if (count < MANY || count > UINT32_MAX) {
        qsort(items, count, size, compare);
        return;
    }
    char *const sorted = items, *const before = arena_room(arena, count, size);
    uint32_t *order = ARENA_ROOM(arena, uint32_t, count);
    memcpy(before, items, count * size);
    sort_order(numbers, count, order, ARENA_ROOM(arena, struct placed_key, 2 * count));
    for (size_t i = 0; i < count; i++)
        memcpy(sorted + i * size, before + order[i] * size, size);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && !(numbers[order[end]] > numbers[order[first]]); end++)
            ;
        if (end - first > 1)
            sort_few(sorted + first * size, end - first, size, compare, before);
    }
}

void sort_ascending(double *numbers, size_t count)
{
    enum { MANY = 256 };
    uint64_t *keys = count >= MANY && count <= UINT32_MAX ? memory_allocate(2 * count * sizeof *keys) : NULL;
    if (!keys) { /* few, or no memory for more */
        qsort(numbers, count, sizeof *numbers, ascending);
        return;
    }
    sort_keys(numbers, count, keys);
    memory_free(keys);
}

/* Hoare's quickselect. Its time is square in the count where every pivot is an
 * extreme, as the middle one of a symmetric curve is: then the rest is sorted. */
double sort_ranked(double *values, size_t count, size_t rank)
{
    enum { MOST_ROUNDS = 50 };
    int round = 0;
    for (size_t low = 0, high = count - 1; low < high;) {
        if (++round == MOST_ROUNDS) {
            sort_ascending(values + low, high - low + 1);
            break;
        }
        const double pivot = values[low + (high - low) * 5 / 13];
        size_t i = low, k = high;
        while (i <= k) {
            while (values[i] < pivot)
                i++;
            while (values[k] > pivot)
                k--;
            if (i > k)
                break;
            const double swapped = values[i];
            values[i++] = values[k];
            values[k] = swapped;
            if (!k--)
                break;
        }
        if (rank <= k && k < high)
            high = k;
        else if (rank >= i)
            low = i;
        else
            break;
    }
    return values[rank];
}

enum { PARTS = 2048 };

/* Puts those of the numbers that are in one part into `chosen`; returns how many. */
static size_t choose(const double *numbers, const uint16_t *parts, size_t count, uint16_t part, double *chosen)
{
    enum { TOGETHER = 8 };
    const __m128i wanted = _mm_set1_epi16((short)part);
    size_t kept = 0, i = 0;
    for (; i + TOGETHER <= count; i += TOGETHER) {
        const __m128i same = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(const void *)(parts + i)), wanted);
        for (unsigned left = (unsigned)_mm_movemask_epi8(same) & 0x5555u; left; left &= left - 1) /* a bit of two for each */
            chosen[kept++] = numbers[i + (unsigned)__builtin_ctz(left) / 2];
    }
    for (; i < count; i++)
        if (parts[i] == part)
            chosen[kept++] = numbers[i];
    return kept;
}

void sort_ranks(const double *numbers, size_t count, double low, double high, const size_t *ranks, size_t rank_count, double *room, double *found)
{
    const double scale = (PARTS - 1) / (high - low);
    if (count < PARTS || !(scale > 0 && scale < 1e300 && scale * (high - low) < PARTS) || count > UINT32_MAX) {
        memcpy(room, numbers, count * sizeof *room);
        for (size_t k = 0; k < rank_count; k++)
            found[k] = sort_ranked(room, count, ranks[k]);
        return;
    }
    uint16_t *parts = (uint16_t *)(void *)(room + count);
    uint32_t counts[PARTS] = {0};
    for (size_t i = 0; i < count; i++) /* which part never falls where numbers rise, whatever is rounded */
        parts[i] = (uint16_t)(int32_t)((numbers[i] - low) * scale);
    for (size_t i = 0; i < count; i++)
        counts[parts[i]]++;
    for (size_t k = 0; k < rank_count; k++) {
        size_t before = 0;
        uint16_t part = 0;
        while (before + counts[part] <= ranks[k])
            before += counts[part++];
        found[k] = sort_ranked(room, choose(numbers, parts, count, part, room), ranks[k] - before);
    }
}
