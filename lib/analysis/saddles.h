/* Critical points of an objective of some dozens of coordinates, saddles of every index among them: descent finds minima alone. The quadratic model
 * is climbed along the eigenvectors of the k least eigenvalues of the Hessian and descended along all others, within a radius in which the model
 * holds (Helgaker, Transition-state optimizations by trust-region image minimization, Chem. Phys. Lett. 182 (1991) 503); near a critical point of
 * index k these are Newton's steps. That the index of networks' critical points goes with their loss is the claim of Dauphin et al., Identifying
 * and attacking the saddle point problem, NIPS 2014, and Pennington & Bahri, Geometry of neural network loss surfaces via random matrix theory,
 * ICML 2017. */
#ifndef ANALYSIS_SADDLES_H
#define ANALYSIS_SADDLES_H

#include "analysis/curvature.h"

struct saddle {
    double value, gradient_norm;
    double *point, *eigenvalues; /* [dimension]; ascending */
    size_t negative, zero, positive;
};

/* A gradient's norm of at most so much is critical. */
#define SADDLE_GRADIENT 1e-10

/* Eigenvalues up to this magnitude, 10⁻⁶ of the greatest among `count` in ascending order, count as zero: the rest of the gradient and rounding could
 * turn their sign. */
double saddles_threshold(size_t count, const double *eigenvalues);

struct saddle_options {
    size_t wanted;   /* points, at most */
    size_t hessians; /* decomposed, at most, in all */
    uint64_t seed;   /* of the random numbers that starts are moved by from their second use on */
};

struct saddles {
    struct saddle *items; /* by value, ascending */
    size_t count, starts, repeated, hessians;
};

/* From `count` starts, start[k][dimension], in turn, as often as needed, towards every index in turn up to half of the dimension. It ends
 * early when as many starts in a row as there are bring nothing new. */
void saddles_find(struct arena *arena, const struct objective *objective, const double *const *starts, size_t count,
                  const struct saddle_options *options, struct saddles *saddles);

/* Whether two critical points count as one: they have the same value and the same eigenvalues, as all images of a point have under symmetries of
 * the objective that keep lengths: an exchange of hidden units, or a change of sign of what comes in and what goes out of an odd one. Points
 * with eigenvalues of zero, which may be of one connected set, count as one if they have the same value and index. */
bool saddles_same(size_t dimension, const struct saddle *a, const struct saddle *b);

/* Operations of one of the `hessians`, besides its products. */
double saddles_cost(size_t dimension);

#endif
