/* Whether a landscape is convex on a box. The words are claims:
 *
 *   proved        by interval arithmetic on the Hessian over boxes that cover the box: value and gradient are continuous, and no eigenvalue is below 0 (where one
 *                 touches 0, by Taylor's theorem with bounds of the fourth derivatives, among up to three coordinates that the Hessian joins); or by
 *                 the way the formula is composed (sums, maxima, rising convex functions of convex ones, exponentials and logarithms of their sums:
 *                 Boyd & Vandenberghe, Convex Optimization, 3.2 and 3.5; Grant, Boyd & Ye, Disciplined Convex Programming, 2006); or by both: terms of a
 *                 sum that have corners are convex by composition, and the rest by its Hessian
 *   refuted       with a witness: a place around which the curvature along a direction is below 0, or a chord that lies below the landscape at its middle,
 *                 each with certainty beyond rounding
 *   not_decided   else
 *
 * All is claimed of the formula and its derivatives as they are kept, in which numbers that stand together are rounded to one double: cosh(x) − x²/2 − 1e-19·x² has
 * the second derivative cosh(x) − 1.
 *
 * Bounds of the eigenvalues hold for all points of the box where the Hessian exists. Over a box whose Hessians are within H ± D they are the better of Gershgorin's
 * and λ(H) ± the greatest row sum of D (Rohn, SIAM J. Matrix Anal. Appl. 15 (1994) 175); boxes are halved until the bounds are near to what samples show. */
#ifndef ANALYSIS_CONVEXITY_H
#define ANALYSIS_CONVEXITY_H

#include "landscape/landscape.h"

enum { CONVEXITY_MOST_DIMENSION = 10 };

enum convexity_verdict { CONVEXITY_PROVED, CONVEXITY_REFUTED, CONVEXITY_NOT_DECIDED };

/* "proved", "refuted", "not_decided". */
const char *convexity_name(enum convexity_verdict verdict);

struct convexity {
    size_t dimension;
    enum convexity_verdict verdict;
    bool concave;                 /* −f is proved to be convex, too, or alone */
    bool composed;                /* the proof is the formula's composition */
    bool parted;                  /* the proof is the composition of some terms and the Hessian of the rest */
    double least, most;           /* no eigenvalue of the Hessian anywhere in the box is outside; infinite where nothing is known */
    double seen_least, seen_most; /* eigenvalues at samples: not-a-number where none is defined */
    size_t boxes;                 /* that the box was cut into */
    /* Of what is refuted: */
    double *from, *to;      /* [n]: the chord's ends; null: none was found */
    double gap;             /* height of the chord above the landscape at the middle: below 0 */
    double *at, *direction; /* [n]: where the curvature along the direction is below 0; null by a chord */
    double curvature;
};

/* Judges the landscape, which is differentiated twice, on the box [n][2], low < high. Results are arena memory. */
bool convexity_judge(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct convexity *convexity, struct error *error);

/* The work of it at most, for a landscape of that work, differentiated twice. */
double convexity_cost(size_t dimension, double work);

/* Whether the way the value is composed shows that it is convex (or concave) on the box. Returns, if it is a sum, that without those terms which are shown to be
 * convex and have corners or other places without a Hessian: if this is convex, so is the landscape. In its graph, without a name or a formula of its own. Null
 * if there is no such term. */
struct landscape *convexity_compose(struct arena *arena, const struct landscape *landscape, const double (*box)[2], bool *convex, bool *concave);

#endif
