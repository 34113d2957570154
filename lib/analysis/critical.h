/* What kind of point a point of a landscape is. One rule serves all studies, and each word is defined here; none depends on the units of a
 * coordinate or of the value.
 *
 * "Zero" is meant to rounding: a quantity is zero at a point p if interval arithmetic (expression/interval.h) finds 0 among its values over the
 * box p ± t. There t is 1e-8 of each coordinate (for coordinates near 0: of 1e-8 of the domain), or so much less that the Hessian is
 * the same throughout the box to 2 %. Where doubles are coarser than a millionth of the domain and no box has such a Hessian, a slope is not zero
 * if it is not at p, and at least a tenth of what it is at doubles beside p. The Hessian is scaled to rows of size 1; directions are its eigenvectors.
 *
 *   undefined    f has no finite value at p or at places close by (a pole, the edge of its domain), or it jumps there
 *   regular      along some direction the slope is not zero
 *   minimum      the slope is zero along all directions, and the Hessian's eigenvalues are positive, with certainty beyond rounding; or,
 *                where the Hessian does not decide or does not exist, no value around p is below f(p) and some are above
 *   maximum      the same of −f
 *   saddle       the slope is zero, and eigenvalues of both signs are certain and none is in doubt; or, where there is no Hessian, in the
 *                plane values around p go above and below f(p) twice each, and in more dimensions some convex combination of the gradients
 *                around p is 0, while along some line through p values rise to both sides and along another they fall
 *   degenerate   the slope is zero, and neither Hessian nor values make it one of the three: a point of inflection, a monkey saddle, a
 *                point of a plateau, a saddle whose Hessian is singular
 *   none         f has no gradient there, as at a corner of |x| + 2x, and values make it neither minimum, maximum nor saddle
 *
 * "Around p" is a ring, the smallest on which f differs from f(p) beyond rounding to both sides along all axes and in most directions, up to a hundredth of the
 * domain; its quarters are those of ellipses on whose semi-axes, which coordinates resolve, f changes alike. It is searched in 128 directions, from which low
 * and high ones are followed in the plane; where there is no Hessian larger rings are looked at, too, for narrow ones. Along a direction
 * in which f is level for certain it reaches no farther. Where the Hessian is singular along one direction alone, the values along the valley in which f is
 * stationary across it count instead, if they differ beyond rounding on both sides (critical_valley.c). Where the Hessian has a kink or jumps at p, its signs
 * are the same on all sides and the values around p leave its kind open, those around the place within p ± t count that Newton's step leads to
 * (critical_sides.c): p may be as far from a minimum as a zero counts. */
#ifndef ANALYSIS_CRITICAL_H
#define ANALYSIS_CRITICAL_H

#include "landscape/landscape.h"

enum critical_kind {
    CRITICAL_REGULAR,
    CRITICAL_MINIMUM,
    CRITICAL_MAXIMUM,
    CRITICAL_SADDLE,
    CRITICAL_DEGENERATE,
    CRITICAL_NONE,
    CRITICAL_UNDEFINED,
    CRITICAL_KIND_COUNT
};

/* "regular", "minimum", "maximum", "saddle", "degenerate", "none", "undefined". */
const char *critical_kind_name(enum critical_kind kind);

/* Whether points of this kind belong in a list of critical points: minimum, maximum, saddle or degenerate. */
bool critical_kind_listed(enum critical_kind kind);

struct inspection {
    double value;
    const double *gradient;    /* [n]; not-a-numbers where it does not exist */
    const double *hessian;     /* [n * n], row-major, both triangles; not-a-numbers where it does not exist */
    const double *eigenvalues; /* [n], ascending; not-a-number if the Hessian is not finite */
    enum critical_kind kind;
    bool apart;  /* undefined, but by what is close by: over a hundred-millionth of its own coordinates f is defined and continuous */
    bool smooth; /* value, gradient and Hessian are continuous at the point */
    bool
        below; /* regular: its slope is 0 or below their normal numbers in doubles alone, and so are those around; the gradient is 0 where it is below their range */
    bool flat;     /* degenerate, and no value around differs: one of many */
    bool level;    /* a good part of the values around does not differ: it is on a level stretch, or on its rim as the corner of relu */
    double *doubt; /* [n]: how far the zero of the gradient may be from the point; 0 unless sure */
    bool curved;   /* no eigenvalue is 0: the Hessian's signs are certain at the point or, where it jumps, the same on all sides of it */
    bool sure;     /* minimum, maximum or saddle by the Hessian */
    int index;     /* n = 1: the sign of the slope's change, n = 2: how often the gradient turns round the point; n > 2: if sure, 1 or −1 as the
                  Hessian's determinant; else 0, as for regular points */
    int negative;  /* how many eigenvalues are negative, the Morse index: where it is sure, and at minima and maxima by values; else −1 */
};

/* Inspects `count` points of n coordinates each, one behind the other. Results are arena memory. The work is about 20 runs of the program of
 * order 2 as interval arithmetic and 100 n³ operations a point, and some 4,000 evaluations where values decide. */
bool critical_inspect(struct arena *arena, struct landscape *landscape, const double *points, size_t count, struct inspection *inspections,
                      struct error *error);

/* The same for points that come one after the other: the inspector is made once. Where values are not to be looked at, what the Hessian leaves open
 * is degenerate. Null after an error. */
struct inspector;
struct inspector *critical_inspector(struct arena *arena, struct landscape *landscape, struct error *error);
void critical_inspect_by(struct inspector *inspector, const double *points, size_t count, bool values, struct inspection *inspections);

#endif
