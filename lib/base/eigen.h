/* Eigenvalues and eigenvectors of dense symmetric matrices of small size (Hessians). Only + − × ÷ and square roots are used, which
 * IEEE 754 rounds correctly, so the same matrix has the same eigenvalues, to the bit, on every machine. */
#ifndef BASE_EIGEN_H
#define BASE_EIGEN_H

#include <stddef.h>

/* The eigenvalues of the n × n matrix (row-major; only the lower triangle is read, and all of it is overwritten), ascending, into
 * values[n], and the orthonormal eigenvector of values[k] into vectors[k * n …] (null: not wanted); all of them not-a-number if an entry
 * is not finite. Cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, 8.5): about 30 n³ operations, half as many without
 * vectors. */
void symmetric_eigen(size_t n, double *matrix, double *values, double *vectors);

#endif
