/* Double descent: least squares with p of D features, against p. Inputs are normal with D independent coordinates of variance 1, the target is
 * their product with β plus normal noise of deviation σ, and n examples are given. The first p coordinates are used: β_T are their coefficients,
 * β_c the others (Belkin, Hsu & Xu, Two Models of Double Descent for Weak Features, SIAM Journal on Mathematics of Data Science 2, 2020). */
#ifndef ANALYSIS_DOUBLE_DESCENT_H
#define ANALYSIS_DOUBLE_DESCENT_H

#include "base/arena.h"

#include <stdint.h>

struct double_descent {
    size_t examples, features; /* n ≥ 2, D ≥ 1 */
    const double *beta;        /* [D] */
    double noise;              /* σ */
    double ridge; /* λ ≥ 0: the mean of the squared residuals plus λ ‖b‖² is minimised; 0: of all solutions the one of least norm */
};

/* The expected squared error of a fresh example with p parameters, p ≤ D, over examples and noise.
 *
 * Without ridge exactly: (‖β_c‖² + σ²)(1 + p/(n − p − 1)) for p ≤ n − 2, ‖β_T‖²(1 − n/p) + (‖β_c‖² + σ²)(1 + n/(p − n − 1)) for p ≥ n + 2, and
 * between them infinite (unless the target is a function of the used inputs alone).
 *
 * With ridge up to terms of order 1/n²: from the mean trace of the resolvent of a Wishart matrix, the Marchenko–Pastur law's (Dobriban & Wager,
 * Annals of Statistics 46, 2018) and the next term for real entries (Bai & Silverstein, Annals of Probability 32, 2004, formula 5.13). */
double double_descent_risk(const struct double_descent *question, size_t parameters);

/* Whether the variance over examples is finite, so that a mean of samples has an interval: with ridge, and elsewhere if |p − n| ≥ 4. */
bool double_descent_has_interval(const struct double_descent *question, size_t parameters);

/* One draw of examples: for each of `count` numbers of parameters, ascending and at most D, the expected squared error of a fresh example, given
 * these examples, and the mean squared residual of the examples themselves. The bits are those of + − × ÷ √ in a fixed order. */
struct double_descent_workspace;
struct double_descent_workspace *double_descent_open(struct arena *arena, const struct double_descent *question);
void double_descent_sample(struct double_descent_workspace *workspace, uint64_t seed, uint64_t sample, const double *parameters, size_t count,
                           double *risk, double *residual);

/* Operations of one draw, about a nanosecond each. */
double double_descent_cost(const struct double_descent *question, const double *parameters, size_t count);

#endif
