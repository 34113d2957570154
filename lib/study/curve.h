/* A landscape of one coordinate as a line to draw: finely sampled, broken at jumps and poles, with limits that a pole does not blow up. */
#ifndef STUDY_CURVE_H
#define STUDY_CURVE_H

#include "figure/figure.h"
#include "landscape/landscape.h"

struct curve {
    size_t count;
    const double *x, *y; /* not-a-number where the line breaks */
    bool limited;        /* there are poles: the limits below show the rest of the curve */
    double limits[2];
};

/* Traces output `output` of the program along coordinate `axis` through `at` (null: the origin). The line goes through x[0] … x[count − 1],
 * ascending; with `finer`, samples are added between them, so that nothing wider than a fraction of a pixel is missed. Where neighbouring
 * values differ much, bisection tells a steep slope from a jump: what does not shrink with the distance is broken there. */
struct curve curve_trace(struct arena *arena, const struct program *program, size_t output, size_t dimension, const double *at, size_t axis,
                         const double *x, size_t count, bool finer);

#endif
