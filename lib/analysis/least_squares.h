/* Linear regression, exactly: what is left of targets that inputs explain linearly. */
#ifndef ANALYSIS_LEAST_SQUARES_H
#define ANALYSIS_LEAST_SQUARES_H

#include "base/arena.h"

/* The least mean over `count` examples of (target − a linear function of the inputs)², with a constant if `constant`. input[i * inputs + k],
 * target[i * step]. Columns that depend on others but for rounding count once. By Gram–Schmidt with reorthogonalisation (Björck, Numerical
 * Methods for Least Squares Problems, 1996, section 2.4). */
double least_squares_floor(struct arena *arena, const double *input, size_t inputs, const double *target, size_t step, size_t count, bool constant);

#endif
