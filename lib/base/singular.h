/* Singular values of dense matrices of small size. Only + − × ÷ and square roots are used, so they are the same to the bit on every machine. */
#ifndef BASE_SINGULAR_H
#define BASE_SINGULAR_H

#include <stddef.h>

/* The singular values of the rows × columns matrix (by rows; overwritten), descending, into values[min(rows, columns)]; all of them not-a-number if an
 * entry is not finite. Squares of entries must be within range. One-sided Jacobi rotations (Demmel & Veselić, SIAM J. Matrix Anal. Appl. 13 (1992)
 * 1204), which find small values with as many digits as large ones where the columns are only scaled: about 30 operations times the square of the
 * lesser side times the greater. */
void singular_values(size_t rows, size_t columns, double *matrix, double *values);

#endif
