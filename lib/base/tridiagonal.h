/* Symmetric matrices as tridiagonal ones of the same eigenvalues, which are counted rather than computed. Only + − × ÷ and square roots are
 * used, in a fixed order, so the same matrix has the same counts on every machine. */
#ifndef BASE_TRIDIAGONAL_H
#define BASE_TRIDIAGONAL_H

#include <stddef.h>

/* A tridiagonal matrix of n ≥ 1 rows: its diagonal[n] and the squares[n - 1] of its off-diagonal entries, which are all that its eigenvalues
 * depend on. */
struct tridiagonal {
    size_t n;
    double *diagonal, *squares;
};

/* Brings the n × n matrix to tridiagonal form by Householder reflections (Golub & Van Loan, Matrix Computations, 8.3.1), 4/3 n³ operations. Of
 * the matrix, column by column, the lower triangle is read, and all of it overwritten; its largest entry is 0 or between 1e-120 and 1e120. `scratch`
 * takes n numbers. The matrix keeps what tridiagonal_vectors needs. The eigenvalues are those of a matrix within a small multiple of n times the rounding unit times the norm of the one given. */
void tridiagonal_reduce(double *matrix, struct tridiagonal *result, double *scratch);

/* The off-diagonal entries, with their signs, of a matrix that was brought to tridiagonal form, into off[n − 1]; and vectors of the tridiagonal matrix,
 * vectors[count][n], turned into those of the matrix it was, about 2 n² · count operations. `reduced` is what tridiagonal_reduce left. */
void tridiagonal_off(size_t n, const double *reduced, double *off);
void tridiagonal_vectors(size_t n, const double *reduced, double *vectors, size_t count);

/* How many eigenvalues are below x: the negative pivots of the matrix minus x (Sylvester's law of inertia). One that equals x within rounding
 * may count or not. */
size_t tridiagonal_count_below(const struct tridiagonal *matrix, double x);

/* No eigenvalue is larger in magnitude than this, and the largest is at least 1/√3 of it (the greatest sum of magnitudes in a row). */
double tridiagonal_bound(const struct tridiagonal *matrix);

#endif
