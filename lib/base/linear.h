/* Systems of linear equations, small and dense, and vectors. */
#ifndef BASE_LINEAR_H
#define BASE_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Solves matrix · x = right by elimination with partial pivoting. The matrix, n × n by rows, is overwritten, and right[n] by x. False if a pivot
 * is not greater in magnitude than `singular` (0: if the matrix is singular to the last digit). */
bool linear_solve(size_t n, double *matrix, double *right, double singular);

/* Σ a[i] b[i], in eight sums side by side whose order does not depend on the processor. */
double linear_dot(size_t n, const double *a, const double *b);

/* Makes the vector one of length 1, unless it is 0; returns the length that it had. */
double linear_normalize(size_t n, double *vector);

/* Components of an eigenvector whose magnitudes differ by less than this share of the largest count as equal. Networks with two classes have
 * directions with pairs of components that are each other's negative, and rounding, which differs between libraries, would choose one of the pair. */
#define LINEAR_TIE 1e-6

/* Gives the vector the sign with which the first of its components of the largest magnitude, within LINEAR_TIE, is positive. */
void linear_turn_up(size_t n, double *vector);

#endif
