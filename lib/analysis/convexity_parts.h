/* Between convexity.c, which judges, and convexity_parts.c, which bounds eigenvalues over parts of the box. Inside this room only. */
#ifndef ANALYSIS_CONVEXITY_PARTS_H
#define ANALYSIS_CONVEXITY_PARTS_H

#include "analysis/convexity.h"
#include "expression/interval.h"

enum {
    MOST = CONVEXITY_MOST_DIMENSION,
    TRIANGLE = MOST * (MOST + 1) / 2,
    CONVEXITY_BOXES = 1500,              /* at most */
    CONVEXITY_TOUCHING_DIMENSION = 3,    /* up to which fourth derivatives are looked at */
    CONVEXITY_TOUCHING_OPERATIONS = 500, /* likewise, of value, gradient and Hessian */
    CONVEXITY_TOUCHING_BOXES = 18000,    /* the most work on these: as that of bounds of value, gradient and Hessian over so many boxes */
};

/* A part of the box, and bounds of the eigenvalues over it: infinite where the gradient jumps or is not defined. */
struct part {
    double low[MOST], high[MOST], least, most;
};

struct judge {
    struct arena *arena;
    struct landscape *landscape;
    size_t n;
    const double (*box)[2];
    struct interval_program *values, *full; /* value; value, gradient and Hessian */
    struct enclosure outputs[1 + MOST + TRIANGLE];
    struct part *parts; /* [CONVEXITY_BOXES + 1] */
    size_t count;
    struct convexity *result; /* null: of a part of the landscape alone */
};

/* Bounds of a landscape that is differentiated twice; its `result` is null. */
struct judge convexity_judge_of(struct arena *arena, struct landscape *landscape, const double (*box)[2]);

/* Sums rounded downwards, unless they are exact. */
double convexity_sum_below(double a, double b);

/* Runs `full` over the sides; whether value and gradient are continuous over them, and the Hessian's entries are bounded. */
bool convexity_run(struct judge *judge, const struct enclosure *sides);

/* An entry of the Hessian over what was run last. */
const struct enclosure *convexity_entry(const struct judge *judge, size_t row, size_t column);

/* Cuts the box into parts until the bounds are near to what samples show, which are in `result`: least and most, there, too. */
void convexity_bound(struct judge *judge);

/* Cuts the box into parts until no eigenvalue is below 0; the least bound, which is below 0 if that is not proved. */
double convexity_bound_least(struct judge *judge);

/* Copies n numbers of a witness to where such are kept, in the judge's arena; null: none were yet. */
void convexity_keep(const struct judge *judge, double **kept, const double *numbers);

/* Takes the place for a witness, if all around it the curvature along the direction is below 0, beyond rounding. False if it is not. */
bool convexity_testify(struct judge *judge, const double *x, const double *direction);

/* Whether no eigenvalue is below 0, where it may touch 0 as well: convexity_blocks.c. False with a witness in `result`, which may be null, if one is met. */
bool convexity_bound_touching(struct judge *judge);

/* The same of all coordinates together, up to three: convexity_taylor.c. */
bool convexity_bound_together(struct judge *judge);

/* Begins with the box as the only part. */
void convexity_start(struct judge *judge);

/* The part whose bound is worst: the lowest, or, with sign −1, the highest. */
size_t convexity_worst(const struct judge *judge, double sign);

/* Halves a part along the side that is longest, in units of the box. False if it has no two halves. */
bool convexity_halve(struct judge *judge, size_t i);

#endif
