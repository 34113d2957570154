/* The iteration that brings all singular values of a matrix near 1 without finding any: X ← aX + b(XXᵀ)X + c(XXᵀ)²X, with the coefficients of Jordan et
 * al., Muon: An Optimizer for Hidden Layers in Neural Networks (2024). Each step applies one odd polynomial to every singular value and leaves the
 * singular vectors as they are. */
#ifndef OPTIMIZE_NEWTON_SCHULZ_H
#define OPTIMIZE_NEWTON_SCHULZ_H

#include <stddef.h>

extern const double newton_schulz_coefficients[3]; /* a, b, c */

/* Numbers that newton_schulz_run takes for scratch, of a matrix of this shape. */
size_t newton_schulz_scratch(size_t rows, size_t columns);

/* Elementary operations of one step. */
double newton_schulz_work(size_t rows, size_t columns);

/* Divides the matrix (by rows) by its Frobenius norm and 10⁻⁷ more, and takes so many steps. */
void newton_schulz_run(double *matrix, size_t rows, size_t columns, size_t steps, double *scratch);

/* What so many steps make of one singular value of the divided matrix: aσ + bσ³ + cσ⁵, over and over. */
double newton_schulz_map(double value, size_t steps);

#endif
