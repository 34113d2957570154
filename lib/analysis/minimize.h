/* Where the mean of a loss is least on an interval, whatever it is a mean over: a sample (empirical.h) or a distribution (expectation.h). Valleys are
 * looked for on a grid, in gaps between jumps that the grid does not show, and at places that are lower alone; the mean's owner goes down into each. */
#ifndef ANALYSIS_MINIMIZE_H
#define ANALYSIS_MINIMIZE_H

#include "analysis/empirical.h"
#include "analysis/level_jump.h"

/* A mean, and what is asked of its owner. */
struct mean_loss {
    const struct loss *loss;
    double *grid, *heights; /* [loss->cells + 1] for the search's own use */
    void *owner;
    level_function *look;
    void (*values)(void *owner, const double *x, size_t count, double *values);

    /* The lowest place between low and high as far as the owner finds it, from a place in between with the value *value, which becomes the value there.
     * `width`: of the whole interval. */
    double (*descend)(void *owner, double low, double high, double start, double width, double *value);

    /* By how much values may be above the least, which is at x, and be one with it. */
    double (*tolerance)(void *owner, double x, double least);

    /* Whether 0, within `nearness` of a minimiser, is as good: then *value is the value there at the most. Null: it is not asked. */
    bool (*takes_zero)(void *owner, double at, double nearness, double *value);

    double apart; /* of the interval: places of valleys that are no farther from a minimiser are one with it */
};

/* A number near 0, of the interval: as near, takes_zero is asked. */
#define MINIMIZE_NEAR_ZERO 1e-6

struct minimum {
    double place; /* of an interval of minimisers its middle */
    double value; /* not-a-number: there is none */
    double tolerance;
};

/* The least of the grid's MINIMA_MAX deepest valleys and of the other candidates; all minimisers that these hold go to *minima. */
struct minimum minimize(const struct mean_loss *mean, const double interval[2], struct minima *minima);

/* How many valleys that is to go down into, as a cost reckons. */
double minimize_valleys(const struct loss *loss);

#endif
