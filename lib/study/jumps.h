/* Jumps of any height between the even samples of a line, also those that are too small to be seen in its picture. */
#ifndef STUDY_JUMPS_H
#define STUDY_JUMPS_H

#include "base/arena.h"

/* The line: its samples, and what evaluates it elsewhere. */
struct jump_line {
    const double *x, *y; /* x ascends evenly; y[i × stride] belongs to x[i] */
    size_t count, stride;
    double least; /* height of the jumps that are looked for; must be above what rounding does to the values */
    double *(*evaluate)(void *context, const double *x, size_t count);
    void *context;
};

struct jumps {
    double *at; /* ascending */
    size_t count;
};

/* The least height of jumps among values as large as `largest`. */
double jumps_least(double largest);

/* Finds the jumps that stand out from what the samples around them tell: not those within seven samples of each other or four of an end, and at
 * most 1,024. */
struct jumps jumps_find(struct arena *arena, const struct jump_line *line);

#endif
