/* The searches behind critical_points.h, inside this room only: a growing list of points, and the ways of filling it. */
#ifndef ANALYSIS_STATIONARY_H
#define ANALYSIS_STATIONARY_H

#include "analysis/critical_points.h"

struct stationary_point {
    struct critical_point point;
    double doubt[2]; /* how far the zero of the gradient may be off, by coordinate */
    double gradient; /* its size, for choosing among neighbours */
    bool sure;       /* the Hessian decides: the point is isolated */
    bool followed;   /* a curve through it was looked for */
    bool resolved;   /* its kind is final: sure, or looked at by values */
};

struct stationary {
    struct arena *arena;
    struct landscape *landscape; /* its domain is the box */
    struct inspector *inspector;
    size_t dimension;
    double low[2], extent[2]; /* the box: low + [0, 1] · extent */

    struct stationary_point *points; /* ascending in x; room for CRITICAL_MOST_POINTS */
    size_t count, unsure_count;
    bool flat, overfull; /* as in struct critical_points */
    bool level;          /* there are places around which doubles do not tell values apart */
    struct critical_chain *chains;
    size_t chain_count;

    double undecided; /* the part of the box, 0 to 1, of which the cells do not tell how many points it holds */
    size_t undecided_cells;
};

/* Takes in those of the candidates (x[i], y[i]; y null in one dimension) that are critical and new. What the Hessian leaves open is degenerate until
 * stationary_resolve. Rounded: short decimals are taken instead where the gradient is no larger. */
void stationary_add(struct stationary *search, const double *x, const double *y, size_t count, bool round);

/* Follows curves of degenerate points and takes these out of the list; then looks at the values around the unsure points that are left. */
bool stationary_chain(struct stationary *search, struct error *error);
void stationary_resolve(struct stationary *search);

void stationary_take_out(struct stationary *search, size_t i);

/* Whether a point of the list lies in a rectangle. */
bool stationary_within(const struct stationary *search, const double low[2], const double high[2]);

/* The coordinate rounded to a short decimal, finer than the box by so many digits; −0 made 0. */
double stationary_rounded(const struct stationary *search, size_t axis, int digits, double x);

/* The searches. */
bool stationary_search_line(struct stationary *search, struct error *error);
bool stationary_search_plane(struct stationary *search, struct error *error);

/* Newton's method from these starts, which it moves. */
bool stationary_follow(struct stationary *search, double *x, double *y, size_t count, struct error *error);

/* Candidates at the corners of a landscape of the plane, and on both sides close by. */
bool stationary_search_corners(struct stationary *search, struct error *error);

/* Cuts the box into cells until interval arithmetic shows of each that it holds no zero of the gradient or exactly one, as far as `budget` operations
 * go; zeros found on the way are added. */
bool stationary_search_cells(struct stationary *search, double budget, struct error *error);

#endif
