/* The box a panel in space is drawn in: projection, walls, axes. The view is that of matplotlib 3.6. */
#ifndef FIGURE_SPACE_H
#define FIGURE_SPACE_H

#include "figure/axis.h"
#include "figure/path.h"

/* A perspective view of a box: fractions along the axes → camera → plane → page. */
struct view {
    double aspect[3];    /* lengths of the box's sides */
    double rows[3][3];   /* right, up and towards the eye */
    double scale;        /* px per unit of the plane */
    struct point origin; /* where the middle of the box is on the page */
};

/* Sets up the projection; angles in degrees. */
void view_make(struct view *view, double azimuth, double elevation);

/* From fractions along the three axes to the plane (x right, y up, without view->scale); `depth` (may be null) grows towards the eye. */
struct point view_project(const struct view *view, const double fractions[3], double *depth);

/* Where a point given in fractions is on the page. */
struct point view_page(const struct view *view, const double fractions[3]);

/* For each axis, the fraction at which the wall behind everything stands: just below 0 or just above 1. */
void view_walls(const struct view *view, double walls[3]);

/* The edge on which an axis is written, and the way its labels go from there. */
struct space_edge {
    double from[3], to[3]; /* its ends, in fractions; along the axis from -overlap to 1 + overlap */
    int outward;           /* the other axis along which ticks point, and */
    double sign;           /* in which of its directions */
};
struct space_edge view_edge(const struct view *view, enum axis_which which);

/* How far walls stand beyond the limits, in fractions. */
#define SPACE_OVERLAP (1.0 / 48)

#endif
