/* Numbers in order. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* Sorts ascending; none may be a not-a-number. */
void sort_ascending(double *numbers, size_t count);

/* A key and where its number stands. */
struct placed_key {
    uint64_t key;
    uint32_t place;
};

/* Puts the places of `count` numbers, 0 to count - 1, in the order of the numbers, those of equal ones ascending; what is not a number is last. `room` is
 * for two of each. It compares none, and takes time that grows with the count. */
void sort_order(const double *numbers, size_t count, uint32_t *order, struct placed_key *room);

/* Puts `count` items of `size` bytes in the order of a number of each, what is not a number last, and those of equal numbers in that of `compare`: as
 * qsort would that compares the numbers first, of many in a third of its time. Equal items stay in order. */
void sort_by(struct arena *arena, void *items, size_t count, size_t size, const double *numbers, int (*compare)(const void *, const void *));

/* The one of `count` numbers (at least one) that has `rank` others before it in ascending order, in time that grows with the count; their order
 * changes. */
double sort_ranked(double *numbers, size_t count, size_t rank);

/* The numbers of several ranks at once, which is a quarter of the work where there are many numbers that are spread out: they are counted in parts of what
 * they range over, from `low` to `high`. `room` has place for `count` numbers and as many 16-bit ones behind them; the numbers stay as they are. */
void sort_ranks(const double *numbers, size_t count, double low, double high, const size_t *ranks, size_t rank_count, double *room, double *found);

#endif
