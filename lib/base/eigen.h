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

/* The eigenvalues alone of larger matrices, within a small multiple of n times the rounding unit times the norm: by way of a tridiagonal matrix,
 * about 4/3 n³ operations. The lower triangle is read, and the matrix overwritten; `scratch` takes 3 n numbers. */
void symmetric_values(size_t n, double *matrix, double *values, double *scratch);

/* The same with eigenvectors, of the k-th eigenvalue at vectors[k * n …], about 10 n³ operations: a third of symmetric_eigen's, whose small eigenvalues
 * are as good as the matrix has them. `scratch` takes 2 n numbers. All not-a-number if an entry is not finite. */
void symmetric_vectors(size_t n, double *matrix, double *values, double *vectors, double *scratch);

/* The eigenvalues of the tridiagonal matrix of diagonal[n] and off[n − 1] beside it, ascending, in place of the diagonal; off, which must have
 * room for n numbers, is overwritten. `vectors` [n][rows] is turned as the matrix is: column k of it becomes that of the k-th eigenvalue, with
 * component r at vectors[k * rows + r]. Begin with rows of the identity that are wanted: all of them for whole eigenvectors, the first and the
 * last for their first and last components. Implicit QL (Golub & Van Loan, 8.3.3): about 6 n² · rows operations. Entries must be finite and
 * their squares within range. */
void tridiagonal_eigen(size_t n, double *diagonal, double *off, double *vectors, size_t rows);

#endif
