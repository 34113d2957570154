/* What methods descend on: a function of many coordinates, evaluated at blocks of points, whatever it is made of. A compiled formula is one
 * (objective_formula), a network with its loss and a data set another (objective_network.h); descents do not depend on which it is. */
#ifndef OPTIMIZE_OBJECTIVE_H
#define OPTIMIZE_OBJECTIVE_H

#include "expression/call.h"
#include "landscape/landscape.h"
#include "optimize/block.h"

#include <stdint.h>

/* Points to evaluate, and where the results go: number (row, point) is at row * lanes + point. */
struct objective_points {
    size_t lanes, count; /* count ≤ lanes; what lies in the lanes past the last point has no effect, and results may be written there */
    const double *x;     /* [dimension] rows, and BLOCK_PADDING numbers behind them that may be read */
    double *value;       /* [1] row; of an objective of slopes alone it is left as it is, and may be null */
    double *gradient;    /* [dimension] rows */
    double *hessian;     /* [dimension·(dimension + 1)/2] rows, the lower triangle by rows; null if there are to be none */
};

/* Terms of a finite sum that stand for all of it: of each point its own, by their numbers which[k * lanes + point], k < size. */
struct minibatch {
    const uint32_t *which;
    size_t size;
};

struct objective;

/* What a kind of objective can do. */
struct objective_kind {
    /* Scratch in arena memory for evaluations one at a time, of blocks of `lanes` points (1, or a multiple of 8), with Hessians if `curvature`. */
    void *(*open)(struct arena *arena, const struct objective *objective, size_t lanes, bool curvature);
    /* The same, where the Gauss–Newton matrix stands for the Hessian. Null: this kind has none. */
    void *(*open_squares)(struct arena *arena, const struct objective *objective, size_t lanes);
    /* Value, gradient, Hessian at the points. With a minibatch the gradient is the estimate from its terms, right on average; the value is the
     * estimate, too, where objective.estimates says so, else it is left alone. A point's bits do not depend on the others. */
    void (*evaluate)(void *scratch, const struct objective_points *points, const struct minibatch *batch);
    /* Products of the Hessian, of all terms, with a direction for each point: direction and product have [dimension] rows as points->x has, and
     * value and gradient come with it. Scratch is that of open_products, for blocks of `lanes` points. Null: this kind has none. */
    void *(*open_products)(struct arena *arena, const struct objective *objective, size_t lanes);
    void (*multiply)(void *scratch, const struct objective_points *points, const double *direction, double *product);
    /* An objective with the same gradients, to the bit, that evaluates nothing else; null unless values and gradients are known to be finite at all points
     * whose coordinates are no larger than `reach` in magnitude. Null: of this kind nothing is known. */
    const struct objective *(*slopes)(struct arena *arena, const struct objective *objective, double reach);
    /* Elementary operations of one such evaluation of `count` points: values and gradients; with Hessians if `curvature`; from `batch` terms
     * (0: all). */
    double (*work)(const struct objective *objective, size_t count, bool curvature, size_t batch);
};

struct objective {
    const struct objective_kind *kind;
    const void *context; /* the kind's own */
    size_t dimension;
    size_t terms;   /* of the finite sum that it is; 0: no minibatches can be drawn */
    bool estimates; /* a minibatch estimates the value as well, so that the whole need not be evaluated at every step */
};

/* How many points' worth of time an evaluation of `count` takes: they are evaluated by vectors, and a single one by packed operations
 * (expression/packed.h), which take some three points' time. */
double objective_lanes(size_t count);

/* A landscape, compiled, with its Hessian if `curvature`. False with a sentence if a Hessian is too large. */
bool objective_formula(struct arena *arena, struct landscape *landscape, bool curvature, struct objective *objective, struct error *error);

/* Compiles the terms of the sum that the landscape of such an objective is, so that minibatches can be drawn. False with a sentence if it is none
 * of 2 to OBJECTIVE_MAX_TERMS terms. */
enum { OBJECTIVE_MAX_TERMS = 4096 };
bool objective_formula_terms(struct arena *arena, struct landscape *landscape, struct objective *objective, struct error *error);

/* Compiles the Gauss–Newton matrix 2 JᵀJ of the sum of squares that the landscape of such an objective is. False with a sentence if it is none. */
bool objective_formula_squares(struct arena *arena, struct landscape *landscape, struct objective *objective, struct error *error);

/* A landscape compiled as methods want it: with its Hessian, or as a sum of squares, if one of them does. False with a sentence, which blames
 * `parameter`, that of the methods, if it is no sum of squares and should be; or if they climb, and the landscape is not
 * one of landscape_negate. */
bool objective_for_methods(struct arena *arena, struct landscape *landscape, const struct calls *calls, const char *parameter,
                           struct objective *objective, struct error *error);

/* The program of such an objective: value and gradient, with `curvature` the Hessian's lower triangle as well. */
const struct program *objective_formula_program(const struct objective *objective, bool curvature);

#endif
