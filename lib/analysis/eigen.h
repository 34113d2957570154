/* Eigenvalues and eigenvectors of dense symmetric matrices of small size (Hessians). Only + − × ÷ and square roots are used, which
 * IEEE 754 rounds correctly, so the same matrix has the same eigenvalues, to the bit, on every machine. */
#ifndef ANALYSIS_EIGEN_H
#define ANALYSIS_EIGEN_H

#include "base/arena.h"

/* The eigenvalues of the n × n matrix (row-major; only the lower triangle is read), ascending, into values[n]; all of them not-a-number
 * if an entry is not finite. Cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, 8.5): about 30 n³ operations. Scratch is had
 * from the arena. */
void symmetric_eigenvalues(struct arena *arena, size_t n, const double *matrix, double *values);

/* The same, with the orthonormal eigenvector of values[k] in vectors[k * n …] (null: not wanted). */
void symmetric_eigenvectors(struct arena *arena, size_t n, const double *matrix, double *values, double *vectors);

#endif
