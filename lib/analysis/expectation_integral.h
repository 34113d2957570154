/* One expectation at one x while it is computed: what the rule within the panels and that of the tails share. */
#ifndef ANALYSIS_EXPECTATION_INTEGRAL_H
#define ANALYSIS_EXPECTATION_INTEGRAL_H

#include "analysis/expectation_panels.h"

struct integral {
    struct expected expected;
    size_t sums; /* of panels that are wanted: the others are of another x */
    double totals[SUMS], scale[SUMS];
    bool lost[SUMS];                             /* a sum that is not finite */
    double lost_at;                              /* where the first is lost */
    double forced[SUMS];                         /* what panels disagreed with their halves by that were taken nevertheless */
    double spots[MAX_SPOTS], heights[MAX_SPOTS]; /* where singularities seem to be, and the integrand there */
    size_t spot_count;
    bool extrapolated; /* expectation_extrapolated */
};
/* The datum z at a place t of the panels, which are in t. */
double integral_place(const struct expectation *expectation, double t);

/* Ends the integral: it is not finite, as found at t. The first reason stays. */
void integral_fail(const struct expectation *expectation, struct integral *integral, enum expectation_state state, double t);

double integral_log(double value);

/* Goes outward from the centre to the first panel in which the loss is not a number, and leaves out what is beyond. Returns the number of the last
 * panel; *halved becomes false if that was shortened, since its halves are those of the whole panel. */
size_t integral_cut_tail(struct expectation *expectation, double x, struct integral *integral, struct panel *panels, bool right, bool *halved);

/* Adds what lies beyond the last panel, if its fall can be extrapolated; fails if the integrand has not vanished there and does not fall so. */
void integral_close_tail(const struct expectation *expectation, struct integral *integral, const struct panel *panels, size_t last, bool right);

/* Finds the jumps of the loss in z at x: expectation->jumps, up to MAX_JUMPS from the centre outward, in ascending order. */
void expectation_find_jumps(struct expectation *expectation, double x);

/* Up to MAX_SPOTS narrow peaks of the integrand at x, as places of the panels, of an expectation whose loss is `narrow`; returns how many. */
size_t expectation_find_narrow(struct expectation *expectation, double x, double *spots);

#endif
