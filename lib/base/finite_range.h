/* Between which numbers values lie: what is looked at of every sample of a map, before anything else. */
#ifndef BASE_FINITE_RANGE_H
#define BASE_FINITE_RANGE_H

#include <stddef.h>

/* Of those that are finite; of none low is infinity, high -infinity. */
struct finite_range {
    double low, high;
    double least_positive;   /* of those of at least DBL_MIN, as smaller ones have no digits to speak of; infinity if there is none */
    size_t finite, positive; /* how many are finite, and of these at least DBL_MIN */
};

struct finite_range finite_range_of(const double *values, size_t count);

#endif
