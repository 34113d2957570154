/* All critical points of a landscape of one or two coordinates in a box, and whether a count of another kind confirms the list. */
#ifndef ANALYSIS_CRITICAL_POINTS_H
#define ANALYSIS_CRITICAL_POINTS_H

#include "analysis/critical.h"

enum { CRITICAL_MOST_POINTS = 5000 };

struct critical_point {
    double at[2]; /* at[1] is 0 in one dimension */
    double value;
    double eigenvalues[2]; /* ascending; the second is 0 in one dimension */
    enum critical_kind kind;
    int index; /* how often the gradient turns round the point: 1 for minima and maxima of the plane, −1 for saddles; in one dimension
                  the sign of its change: 1 at minima, −1 at maxima */
};

struct critical_points {
    struct critical_point *items; /* by value, then x, then y */
    size_t count;
    double (*kinks)[2]; /* isolated points round which the gradient turns though it has no zero there: tips of cones, the corner of |x|; where they
                          are is known to 1e-5 of the box */
    size_t kink_count;
    /* One dimension: the number of sign changes of the derivative in the box, counted on a finer grid than the search's.
     * Two: the winding number of the gradient round the box, summed over 256 tiles, each of which must agree with the points in it. */
    long counted;
    bool complete;  /* the count is the list's */
    bool flat;      /* there are stretches on which the gradient is zero throughout: their points are not listed */
    bool continuum; /* there are whole curves of degenerate points: they are not listed */
    bool undefined; /* the landscape has no gradient anywhere in the box, and so no critical point */
    bool overfull;  /* there are more than CRITICAL_MOST_POINTS, which are all that is kept */
};

/* Searches the box of landscape->dimension intervals lo < hi. Points are polished to rounding error and classified as critical.h says.
 * The result is arena memory and depends on nothing but the landscape and the box. */
bool critical_points_find(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                          struct error *error);

/* About the work of a search, in elementary operations, for a landscape of that work (graph_work). */
double critical_points_cost(size_t dimension, double work);

#endif
