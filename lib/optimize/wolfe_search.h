/* The search for a step length along a direction of Moré & Thuente (Line Search Algorithms with Guaranteed Sufficient Decrease, ACM TOMS 20 (1994) 286),
 * for the strong Wolfe conditions: one trial after the other, as MINPACK-2's dcsrch makes them. */
#ifndef OPTIMIZE_WOLFE_SEARCH_H
#define OPTIMIZE_WOLFE_SEARCH_H

#include <stdbool.h>

/* What a search carries from trial to trial: numbers alone, so that it can be kept in rows of a block. */
struct wolfe_search {
    double bracketed, stage, trials; /* stage 1: until a trial lies below the line of sufficient decrease with a slope ≥ 0 */
    double start, slope;             /* the value and the slope at length 0 */
    double best, best_value, best_slope, other, other_value, other_slope; /* the ends of the interval, the first the lower */
    double low, high, width, width_before;
    double length; /* of the trial to be evaluated */
};

enum { WOLFE_SEARCH_NUMBERS = sizeof(struct wolfe_search) / sizeof(double) };

/* The conditions: f ≤ f(0) + decrease · length · f′(0) and |f′| ≤ curvature · |f′(0)|. */
struct wolfe_conditions {
    double decrease, curvature;
};

enum wolfe_verdict {
    WOLFE_TRY,   /* evaluate at search->length */
    WOLFE_FOUND, /* the trial satisfies both conditions */
    WOLFE_FAILED /* no length can be told from its neighbours, or too many were tried */
};

/* Begins with a trial of that length, > 0; the slope is < 0. */
void wolfe_search_begin(struct wolfe_search *search, double value, double slope, double length);

/* Looks at the trial's value and slope. */
enum wolfe_verdict wolfe_search_next(struct wolfe_search *search, const struct wolfe_conditions *conditions, double value, double slope);

#endif
