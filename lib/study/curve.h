/* A landscape of one coordinate as a line to draw: fine where it bends, broken at jumps and poles, with limits that a pole does not blow up. */
#ifndef STUDY_CURVE_H
#define STUDY_CURVE_H

#include "figure/figure.h"
#include "landscape/landscape.h"
#include "study/breaks.h"

struct curve {
    size_t count;
    const double *x, *y; /* not-a-number where the line breaks */
    bool limited;        /* it runs out of what should be seen, at a pole or at the end of its domain: an axis must be given the limits */
    double limits[2];    /* of what should be seen, with 5 % margins; the first is the larger one if no value is defined */
    struct breaks breaks;
};

/* Traces output `output` of the program along coordinate `axis` through `at` (null: the origin), over x[0] … x[count − 1], ascending.
 * With `finer` the line is free to go through other points than those: it is searched at 4096 even positions, refined where it bends, and
 * thinned where it does not. Without, it goes through all x. Where neighbouring values differ too much for the others around them,
 * bisection tells a steep slope from a jump: what does not shrink with the distance is broken there. A few samples (up to 64) without
 * `finer` are data rather than a function: they are joined as they are, and only what is undefined breaks the line; no breaks are told of. `samples` (may be null) has room for the
 * values at x, as curve_drop_poles leaves them. */
struct curve curve_trace(struct arena *arena, const struct program *program, size_t output, size_t dimension, const double *at, size_t axis,
                         const double *x, size_t count, bool finer, double *samples);

/* What tracing `lines` curves of a program of `work` operations may take; see struct study. */
double curve_cost(double lines, double work);

/* Replaces those of the samples y[i] at x[i] (ascending) that are one rounding from a pole by infinities: 1/(x − 0.1) at 0.1 is 10¹⁶ by the
 * rounding of 0.1 alone. Such a sample is larger than its neighbours, and values a few roundings away are already smaller by far. */
void curve_drop_poles(struct arena *arena, const struct program *program, size_t output, size_t dimension, const double *at, size_t axis,
                      const double *x, size_t count, double *y);

#endif
