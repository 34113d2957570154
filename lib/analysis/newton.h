/* Newton's method for zeros of a landscape's gradient, from many starts in lockstep. Inside this room only. */
#ifndef ANALYSIS_NEWTON_H
#define ANALYSIS_NEWTON_H

#include "landscape/landscape.h"

enum { NEWTON_MOST_DIMENSION = 10 };

struct newton {
    struct landscape *landscape;
    size_t dimension;
    const double *low, *extent; /* the box: low + [0, 1] · extent */
    struct program *program;    /* value, gradient, Hessian's lower triangle */
    struct workspace *workspace;
    double *const *known; /* [outputs][count] its outputs where a swarm starts, which are written over; null: not evaluated yet */
};

/* Starts, and where they have come to. */
struct newton_swarm {
    double **at;    /* [dimension][count] */
    double *step;   /* [count] the length of the last step, in units of the box */
    unsigned *held; /* [count] coordinates that do not move, by their bits */
    int *way;       /* [count] 0: to any zero; 1: downwards, to minima; −1: upwards: by the Hessian whose eigenvalues have all this sign */
    size_t count;
};

bool newton_prepare(struct newton *newton, struct arena *arena, struct landscape *landscape, const double *low, const double *extent,
                    struct error *error);

/* Room for so many, none held. */
struct newton_swarm newton_swarm_of(struct arena *arena, const struct newton *newton, size_t count);

/* Moves the swarm. Those that rest go to `rested` (room for all); those that leave the box by a tenth of it are given up; those that still move, but
 * hardly, are left in the swarm. */
void newton_settle(const struct newton *newton, struct arena *arena, struct newton_swarm *swarm, int most_steps, struct newton_swarm *rested);

/* A coordinate rounded to a short decimal, finer than `extent` by so many digits; −0 made 0. */
double newton_rounded(double extent, int digits, double x);

/* Rounds places, all coordinates or one, where the gradient is then a thousandth at most, or 0 as before: (3, 2) rather than
 * (3.0000000000000004, 2). Beside a corner it stays as large, and so does the place. What rounds to 0 is made 0 where the gradient is not
 * twice as large: 0 rather than 1e-27, which is better by chance beside a coordinate that is rounded. */
void newton_round(struct arena *arena, struct landscape *landscape, const double *extent, int digits, double *const *places, size_t count);

#endif
