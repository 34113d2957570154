/* Between critical_ring.c, which chooses the ring around a point, and critical_circle.c, which follows low and high values on one in the plane. Inside this
 * room only. */
#ifndef ANALYSIS_CRITICAL_CENTER_H
#define ANALYSIS_CRITICAL_CENTER_H

#include "analysis/critical_values.h"

/* A point, and the ring around it that is looked at. */
struct center {
    const struct critical_values *values;
    const double *point, *axes, *scale;
    const double (*farthest)[2];
    struct enclosure bounds; /* of the value there */
    double value;
    double *place;           /* scratch */
    double (*semi_axes)[2];  /* in coordinates divided by scale, to the lower and to the upper side of each axis */
    double **places;         /* scratch: of all directions */
    struct enclosure *boxes; /* scratch: likewise, and bounds over them */
    size_t *asked;           /* scratch: directions */
    double *units;           /* the lengths that take each axis as far as the domain is wide */
    double *shortest;        /* of semi-axes that coordinates resolve */
};

/* The values in `count` directions at once, given by their components along the axes in units of the semi-axes of that side; their places stay in
 * center->places. */
void center_evaluate(const struct center *center, const double *directions, size_t count, double *values);

/* Of the values that center_evaluate has found: 1 if one is surely higher, −1 if surely lower, else 0; 2 if there is none. A value within the bounds of that at
 * the center is neither, whatever its own bounds. */
void center_compare(const struct center *center, const double *values, size_t count, int *signs);

/* Takes note of one of these signs. */
void ring_see(struct critical_ring *ring, int sign);

/* Follows the low values (sign 1) or the high ones (−1) of a circle, from those in all its CRITICAL_DIRECTIONS, by so many halvings of their angle: a valley may be
 * narrower than that. The lowest of all valleys, times sign, goes to *lowest, what is seen to the ring; returns how many are below the value at the center, for
 * certain, and apart: on the way to the next one values go above it. */
int ring_refine(const struct center *center, const double *around, int sign, int halvings, struct critical_ring *ring, double *lowest);

#endif
