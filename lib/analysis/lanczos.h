/* Eigenvalues of large symmetric matrices that are known by their products with vectors alone: Lanczos' method with full re-orthogonalisation
 * (Golub & Van Loan, Matrix Computations, 10.1), and what it tells of the density of all eigenvalues (Golub & Meurant, Matrices, Moments and
 * Quadrature, 2010). Sums have a fixed order: the same bits on every processor. */
#ifndef ANALYSIS_LANCZOS_H
#define ANALYSIS_LANCZOS_H

#include "base/arena.h"

#include <stdint.h>

/* A symmetric n × n matrix: product[n] = matrix · vector[n]. */
struct linear_operator {
    size_t n;
    void (*apply)(void *context, const double *vector, double *product);
    void *context;
};

struct lanczos_options {
    size_t steps;        /* products with the matrix, at most; never more than n */
    const double *start; /* [n]; null: random, a function of seed and probe */
    uint64_t seed, probe;
    /* More than 0: it stops when the residuals of the `leading` greatest Ritz values are at most this share of the greatest magnitude among all.
     * Looked at every few steps. */
    double tolerance;
    size_t leading;
};

/* `count` Ritz values, ascending. Within residual[k] of value[k] there is an eigenvalue of the matrix (up to rounding), and the vector that
 * lanczos_vector gives has this residual. The weights, which add up to 1, are those of Gaussian quadrature: for every polynomial of degree up to
 * 2·count − 1, Σ weight[k] p(value[k]) = vᵀ p(matrix) v, with v the start of length 1. If `whole`, the steps ended in an invariant subspace, and all
 * values are eigenvalues. */
struct lanczos {
    size_t n, count;
    bool whole;
    double *value, *weight, *residual; /* [count] */
    double *vectors;                   /* [count][count]: of the tridiagonal matrix */
    double *basis;                     /* [count][n], orthonormal; BASIS_PADDING numbers may be read behind it */
};
enum { BASIS_PADDING = 32 };

/* All arrays are arena memory: about steps · (n + steps) numbers. */
void lanczos_run(struct arena *arena, const struct linear_operator *matrix, const struct lanczos_options *options, struct lanczos *lanczos);

/* The unit vector in the original space of value[k], into vector[n]; of the two signs the one whose largest component (the first of several) is positive. */
void lanczos_vector(const struct lanczos *lanczos, size_t k, double *vector);

/* What rounding adds to the residuals, at most: of products of the length n, and of keeping the vectors orthogonal. */
double lanczos_rounding(const struct lanczos *lanczos);

/* Bytes of a run of so many steps. */
double lanczos_memory(double n, double steps);

/* Operations beside the products with the matrix. */
double lanczos_cost(size_t n, size_t steps);

#endif
