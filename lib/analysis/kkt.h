/* The points of Karush, Kuhn and Tucker of a landscape under one or two constraints g <= 0 or h = 0 in a box (Nocedal & Wright, Numerical Optimization,
 * 12.3): the constraints hold, and the gradient of f is held by theirs,
 *
 *     gradient f + sum of multiplier_i * gradient g_i = 0,    multiplier_i >= 0 of g <= 0, and 0 where g < 0.
 *
 * They are sought by Newton's method on these equations for every active set, from many places each, so that a list is what was found, not proved to be
 * all. A point is what its Lagrangian's Hessian says on the directions along the active constraints (12.5):
 *
 *   minimum      positive on all of them; or, with as many independent active constraints as coordinates, no direction is left
 *   maximum      negative on all of them, and no inequality is active
 *   saddle       negative on one, and no maximum
 *   degenerate   zero on one that would decide, to a billionth of the Hessian and of the slopes over the box; or an active inequality has the multiplier 0, and its side of the point is not decided
 *
 * Where the gradients of the active constraints are not linearly independent (LICQ fails) multipliers need not be there, nor be unique: such points are listed,
 * too, as minima of the constraints' making (the tip of a cusp) need not have any; what they are is not decided. */
#ifndef ANALYSIS_KKT_H
#define ANALYSIS_KKT_H

#include "analysis/critical.h"

enum { KKT_MOST_CONSTRAINTS = 2, KKT_DIMENSION = 2, KKT_MOST_POINTS = 100, KKT_STARTS = 256, KKT_RIM = 128 };

struct kkt_problem {
    struct landscape *functions; /* f, then the constraints' left sides, of one graph */
    size_t count;                /* of constraints */
    const bool *equality;        /* [count] */
    const double (*box)[2];      /* [KKT_DIMENSION] */
};

struct kkt_point {
    double at[KKT_DIMENSION];
    double value;
    double multipliers[KKT_MOST_CONSTRAINTS];              /* 0 of those that are not active; not-a-number where there are none */
    double pulls[KKT_MOST_CONSTRAINTS + 1][KKT_DIMENSION]; /* the gradients of f and of the constraints */
    bool active[KKT_MOST_CONSTRAINTS];
    bool independent; /* LICQ holds */
    bool held;        /* it has multipliers: it is a KKT point */
    double residual;  /* the norm of gradient f + sum of multiplier * gradient */
    double violation; /* the largest of g and |h| */
    double curvature; /* the least eigenvalue along the active constraints; not-a-number where no direction is left or there are no multipliers */
    enum critical_kind kind;
};

enum kkt_feasible { KKT_FEASIBLE, KKT_NOT_FOUND, KKT_EMPTY };

struct kkt_found {
    struct kkt_point *items; /* by value */
    size_t count;
    bool overfull; /* there are more than KKT_MOST_POINTS */
    enum kkt_feasible
        feasible; /* a point of the box that holds the constraints is known; none was found; or interval arithmetic shows that there is none */
    double nearest[KKT_DIMENSION], least_violation; /* what was found of the least violation */
    double lowest;                                  /* the least value seen at points of the box that hold the constraints; infinite: none */
    double lowest_at[KKT_DIMENSION];
};

/* Seeks in a box of KKT_DIMENSION coordinates; the functions are differentiated twice. Results are arena memory. */
bool kkt_find(struct arena *arena, const struct kkt_problem *problem, struct kkt_found *found, struct error *error);

/* The work of it, of functions that take `work` operations together. */
double kkt_cost(size_t constraints, double work);

#endif
