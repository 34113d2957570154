/* Eigenvalues outside the bulk of a spectrum. Of a classifier's Hessian about as many as there are classes have been seen to lie far above all
 * others (Sagun, Bottou & LeCun, Eigenvalues of the Hessian in deep learning, 2016; Papyan, Measurements of three-level hierarchical structure in
 * the outliers in the spectrum of deepnet Hessians, ICML 2019). */
#ifndef ANALYSIS_OUTLIERS_H
#define ANALYSIS_OUTLIERS_H

#include <stddef.h>

/* The bulk is what lies around the median, up to the first gap that is at least as wide as the distance from the median to the eigenvalue below
 * it; it holds at least nine tenths of the weight. What is above that gap are the outliers: how many of values[count] (ascending, each with its
 * weight; together 1), 0 if there is no such gap, and in *edge the greatest of the bulk. Neighbours closer than `blur` have no gap between them. A
 * value is known up to bounds[k] (null: exactly): the gap must be there wherever it is. Neither a factor nor a constant added to all values, such
 * as weight decay adds, changes the number. */
size_t outliers_above(size_t count, const double *values, const double *weights, const double *bounds, double blur, double *edge);

#endif
