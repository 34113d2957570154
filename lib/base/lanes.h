/* Vectors of LANES doubles, for files that are compiled once for each width. */
#ifndef BASE_LANES_H
#define BASE_LANES_H

#include <string.h>

typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef long long mask __attribute__((vector_size(8 * LANES)));

/* From and to any address. */
static inline lanes lanes_load(const double *at)
{
    lanes vector;
    memcpy(&vector, at, sizeof vector);
    return vector;
}

static inline void lanes_store(double *at, lanes vector)
{
    memcpy(at, &vector, sizeof vector);
}

/* A vector of one number. */
static inline lanes lanes_all(double number)
{
    return number - (lanes){0}; /* −0 stays −0 */
}

/* By the bits of the condition, all of them set or none in each number. */
static inline lanes lanes_choose(mask condition, lanes yes, lanes no)
{
    return (lanes)((condition & (mask)yes) | (~condition & (mask)no));
}

#endif
