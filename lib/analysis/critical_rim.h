/* The rim of a box in which critical points are looked for, and what is asked of its places. Inside this room only. */
#ifndef ANALYSIS_CRITICAL_RIM_H
#define ANALYSIS_CRITICAL_RIM_H

#include "analysis/critical_points.h"

struct rim {
    struct arena *arena;
    const struct program *program; /* value, gradient */
    struct workspace *workspace;
    const double (*box)[2];
    size_t n;
    struct critical_points *found;
    struct critical_point *items;
};

/* Value and gradient at a place in one or two dimensions. */
void rim_evaluate(const struct rim *rim, const double at[2], double outputs[3]);

/* Whether a coordinate is at one end of its interval. */
bool rim_is_end(const struct rim *rim, size_t axis, double x);

/* Whether f is a minimum at a place of the rim by the values inside the box, of one or two dimensions: on arcs around it none is lower and some are
 * higher. */
bool rim_is_minimum_inside(const struct rim *rim, const double at[2]);

/* Whether a place is one of a curve of minima. */
bool rim_is_on_curve(const struct rim *rim, const double at[2]);

#endif
