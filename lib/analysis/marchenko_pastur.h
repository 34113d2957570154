/* How the eigenvalues of X Xᵀ/m lie, X of n rows and m columns of independent entries of mean 0 and variance 1, for n, m → ∞ with n/m = ratio
 * (Marchenko & Pastur, Distribution of eigenvalues for some sets of random matrices, 1967): within (1 ∓ √ratio)², and where the ratio is more than
 * 1 a share of 1 − 1/ratio at 0. The Gauss-Newton part of a Hessian is such a matrix if the outputs' slopes are random. */
#ifndef ANALYSIS_MARCHENKO_PASTUR_H
#define ANALYSIS_MARCHENKO_PASTUR_H

/* The ends of the interval, the lower first. */
void marchenko_pastur_ends(double ratio, double ends[2]);

/* The density at x of the eigenvalues that are not 0; its integral over all x is 1, or 1/ratio where that is less. Infinite at 0 of ratio 1. */
double marchenko_pastur_density(double ratio, double x);

/* The share of eigenvalues that are neither 0 nor above x. */
double marchenko_pastur_below(double ratio, double x);

#endif
