/* Numbers in order. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

/* Sorts ascending; none may be a not-a-number. */
void sort_ascending(double *numbers, size_t count);

#endif
