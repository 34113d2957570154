/* The searches behind critical_points.h, inside this room only: a growing list of points, and the two ways of filling it. */
#ifndef ANALYSIS_STATIONARY_H
#define ANALYSIS_STATIONARY_H

#include "analysis/critical_points.h"

enum { STATIONARY_MOST_DEGENERATE = 24 }; /* more of them lie on a curve */

/* The region searched is the box and a little more, so that a point on the box's rim is found from both sides. */
struct stationary {
    struct arena *arena;
    struct landscape *landscape; /* its domain is the box */
    size_t dimension;
    double low[2], extent[2]; /* the region: low + [0, 1] · extent */

    struct critical_point *points; /* ascending in x; room for CRITICAL_MOST_POINTS */
    double *gradients;             /* the norm at each, for choosing among neighbours */
    size_t count, degenerate_count;
    double (*kinks)[2];
    size_t kink_count;
    bool flat, continuum, overfull; /* as in struct critical_points */
    long counted;                   /* by sign changes or winding, in the region */
    bool confirmed;                 /* that it agrees with points and kinks */
};

/* Takes in those of the candidates (x[i], y[i]; y null in one dimension) that are critical and new. */
bool stationary_add(struct stationary *search, const double *x, const double *y, size_t count, struct error *error);

/* Takes the degenerate points out of the list and into x and y (y null in one dimension); returns how many. */
size_t stationary_take_degenerate(struct stationary *search, double *x, double *y);

/* Notes a kink unless one is known there. */
void stationary_add_kink(struct stationary *search, double x, double y);

/* The searches; each sets `counted` and `confirmed`. */
bool stationary_search_line(struct stationary *search, struct error *error);
bool stationary_search_plane(struct stationary *search, struct error *error);

#endif
