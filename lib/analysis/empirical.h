/* Learning from a sample: the risk of x is the expected loss(x, z) over a random datum z, the empirical risk its mean over n data drawn;
 * both are found, minimised and descended on here, in one coordinate x. */
#ifndef ANALYSIS_EMPIRICAL_H
#define ANALYSIS_EMPIRICAL_H

#include "landscape/landscape.h"

#include <stdint.h>

enum data_kind {
    DATA_NORMAL,    /* mean 0, variance 1 */
    DATA_UNIFORM,   /* on [−1, 1] */
    DATA_RADEMACHER /* −1 or 1, equally likely */
};

/* A loss made ready: programs of x and z. */
struct loss {
    const struct program *value, *curvature; /* the loss; and with it its first and second derivative in x */
    bool kinked;                             /* it may have kinks or jumps in z, which a rule of fixed nodes misses by its step */
};

/* Resolves the text of a loss in x and z; the landscape it becomes is in *landscape (its domain, label and formula). */
bool loss_resolve(struct arena *arena, const char *text, struct landscape **landscape, struct loss *loss, struct error *error);

/* Data with weights that sum to 1 (null: all the same). */
struct data {
    const double *z, *weights;
    size_t count;
};

/* The first n data of a trial: those of a larger n begin with them. */
struct data data_draw(struct arena *arena, enum data_kind kind, uint64_t seed, uint64_t trial, size_t n);

/* Nodes and weights that make the mean the expectation: two points for ±1; 64 panels of Gauss and Legendre's rule of 8 for the uniform
 * distribution; for the normal one the trapezoidal rule on [−10, 10], whose error falls faster than any power of the step. Exact to
 * rounding for smooth losses; where a loss has kinks, to about 1e-4: for those there is expectation.h. */
struct data data_quadrature(struct arena *arena, enum data_kind kind);

/* The mean loss over the data at each of `count` points x, into values. Scratch is had from the arena once per estimator. */
struct estimator;
struct estimator *estimator_create(struct arena *arena, const struct loss *loss);
void estimator_values(struct estimator *estimator, const struct data *data, const double *x, size_t count, double *values);

/* Where the mean loss is least on the interval: the best of a grid's three lowest valleys, polished. The value there goes to *least. */
double estimator_minimize(struct estimator *estimator, const struct data *data, const double interval[2], double *least);

/* The mean derivative in x over the data that `chosen` numbers. */
double estimator_slope(struct estimator *estimator, const struct data *data, const size_t *chosen, size_t count, double x);

/* Elementary operations a datum costs in estimator_minimize. */
double estimator_minimize_cost(const struct loss *loss);

#endif
