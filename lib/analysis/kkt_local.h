/* What the two files of kkt.h share: the search and the places that it comes to. Inside this room only. */
#ifndef ANALYSIS_KKT_LOCAL_H
#define ANALYSIS_KKT_LOCAL_H

#include "analysis/kkt.h"

enum { KKT_FUNCTIONS = 1 + KKT_MOST_CONSTRAINTS };

/* A function with its derivatives at a point. */
struct kkt_jet {
    double value, gradient[KKT_DIMENSION], hessian[KKT_DIMENSION][KKT_DIMENSION];
};

struct kkt_seeker {
    const struct kkt_problem *problem;
    struct arena *arena;
    size_t m;
    struct program *programs[KKT_FUNCTIONS];
    struct workspace *workspaces[KKT_FUNCTIONS];
    double extent; /* the widest side of the box */
    double slope;  /* the median of the norms of f's gradient at the starts */
    struct kkt_found *found;
};

/* Function k with its derivatives at x: 0 is f, then come the constraints. */
void kkt_evaluate(const struct kkt_seeker *seeker, size_t k, const double *x, struct kkt_jet *jet);

double kkt_length(const double *vector, size_t count);

/* Whether a point is in the box, to rounding. */
bool kkt_is_inside(const struct kkt_seeker *seeker, const double *x);

/* Multipliers of some constraints that leave the least of the gradients' sum, by least squares, 0 of the others; what is left, infinite where their
 * gradients are dependent. */
double kkt_least_multipliers(const struct kkt_point *point, const size_t *members, size_t k, double *multipliers);

/* Looks at a place that a search came to, and lists it if it is new, and a KKT point or one where LICQ fails. A constraint is active where it is at most
 * KKT_TOUCHING of its slope across the box. */
#define KKT_TOUCHING 1e-12
#define KKT_SAME 1e-6 /* of the box: points nearer than this are one */
void kkt_consider(struct kkt_seeker *seeker, const double *x);

#endif
