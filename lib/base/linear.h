/* Systems of linear equations, small and dense. */
#ifndef BASE_LINEAR_H
#define BASE_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Solves matrix · x = right by elimination with partial pivoting. The matrix, n × n by rows, is overwritten, and right[n] by x. False if a pivot
 * is not greater in magnitude than `singular` (0: if the matrix is singular to the last digit). */
bool linear_solve(size_t n, double *matrix, double *right, double singular);

/* Σ a[i] b[i], in four sums side by side whose order does not depend on the processor. */
double linear_dot(size_t n, const double *a, const double *b);

#endif
