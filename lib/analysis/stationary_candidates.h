/* Candidates for points of the list, as searches come to them: by the thousands, a few hundred times the same. Inside this room only. */
#ifndef ANALYSIS_STATIONARY_CANDIDATES_H
#define ANALYSIS_STATIONARY_CANDIDATES_H

#include "analysis/stationary.h"

#include <math.h>

/* In units of the box: candidates this near are one. */
#define STATIONARY_SAME 1e-13

struct candidate {
    double key, second; /* second: of two dimensions, whose key is but the first coordinate */
    double *at, value;
};

/* The largest difference of a coordinate, in units of the box. */
static inline double stationary_distance(const struct stationary *search, const double *a, const double *b)
{
    double most = 0;
    for (size_t i = 0; i < search->dimension; i++)
        most = fmax(most, fabs(a[i] - b[i]) / search->extent[i]);
    return most;
}

/* A linear function of the coordinates. */
static inline double stationary_key(const struct stationary *search, const double *at)
{
    double key = 0;
    for (size_t k = 0; k < search->dimension; k++)
        key += search->weights[k] * at[k];
    return key;
}

/* The candidates (coordinates at[0][i], at[1][i], …) without repetitions, ascending by their keys; *count is how many. */
struct candidate *candidates_thin(struct stationary *search, const double *const *at, size_t *count);

/* Evaluates the landscape at places, and leaves out some of very many with a singular Hessian; returns how many are kept. */
size_t candidates_value(struct stationary *search, struct candidate *places, size_t count);

/* Sorts places by value. */
void candidates_sort(const struct stationary *search, struct candidate *places, size_t count);

#endif
