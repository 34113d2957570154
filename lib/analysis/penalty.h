/* Constrained problems solved as unconstrained ones, whose minima come to theirs round by round (Nocedal & Wright, Numerical Optimization, chapter 17).
 * With c = h of h = 0, and penalty weight m, a round minimizes from where the last one ended
 *
 *   quadratic penalty       f + m/2 * sum of h^2 + m/2 * sum of max(g, 0)^2                                    (17.2, 17.5)
 *   augmented Lagrangian    f + sum of (u h + m/2 h^2) + 1/(2m) * sum of (max(0, u + m g)^2 - u^2)            (17.36, 17.65)
 *
 * by Newton's method with the Hessian's eigenvalues taken positive and steps halved until the value falls. What the round says of the multipliers is m h and
 * m max(g, 0), or u + m h and max(0, u + m g), which the next round of the augmented Lagrangian takes for u (17.39). Then m
 * grows, to PENALTY_MOST_WEIGHT at most: beyond, rounding of the constraints would be minimized. */
#ifndef ANALYSIS_PENALTY_H
#define ANALYSIS_PENALTY_H

#include "analysis/kkt.h"

#define PENALTY_MOST_WEIGHT 1e10

struct penalty_options {
    bool augmented; /* the augmented Lagrangian */
    double weight, growth;
    size_t rounds;
    double start[KKT_DIMENSION];
};

/* [rounds + 1], the start first, at which weight and multipliers are 0. */
struct penalty_round {
    double at[KKT_DIMENSION];
    double value, violation, weight, multipliers[KKT_MOST_CONSTRAINTS];
    double residual; /* the norm of the Lagrangian's gradient with these multipliers */
    size_t steps;    /* of Newton's method */
};

/* Runs the rounds; returns how many there are, the start included: fewer where a value is not finite any more. */
size_t penalty_run(struct arena *arena, const struct kkt_problem *problem, const struct penalty_options *options, struct penalty_round *rounds,
                   struct error *error);

/* The work of a round at most, of functions that take `work` operations together. */
double penalty_cost(double work);

#endif
