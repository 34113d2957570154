/* Numbers in order. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

/* Sorts ascending; none may be a not-a-number. */
void sort_ascending(double *numbers, size_t count);

/* The one of `count` numbers (at least one) that has `rank` others before it in ascending order, in time that grows with the count; their order
 * changes. */
double sort_ranked(double *numbers, size_t count, size_t rank);

#endif
