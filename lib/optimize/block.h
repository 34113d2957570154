/* A block of points that descend in lockstep. Arrays are rows of `lanes` numbers, one a point: number `row * lanes + point`. Points that
 * have come to their end leave the block, and the last one takes their place. */
#ifndef OPTIMIZE_BLOCK_H
#define OPTIMIZE_BLOCK_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Numbers behind the rows of a block that may be read, and have no effect. */
enum { BLOCK_PADDING = 32 };

struct block {
    size_t dimension, lanes;
    size_t active;                               /* points on their way: 0 … active − 1 */
    double *x, *value, *gradient;                /* where the landscape was evaluated last: [dimension], [1], [dimension] rows */
    double *hessian;                             /* lower triangle by rows: [dimension·(dimension + 1)/2] rows, or null */
    double *kept_x, *kept_value, *kept_gradient; /* where the points stand: the last of x that were steps, not trials */
    double *best_x, *best_value, *best_gradient; /* of the trials since the last step the lowest, if lower than where the point stands; or null */
    double *norm, *kept_norm, *best_norm;        /* the gradient's norm at these, without noise: [1] row each */
    double *residual;                            /* with a projection, if that is wanted: the norm of x - P(x - gradient), without noise: [1] row */
    double *length;                              /* the rate or step length that led there: [1] row */
    double *memory;                              /* the method's own rows, zeroed at the start */
    double *carried;                             /* noise drawn but not used yet: [1] row */
    bool *accepted;                              /* [lanes]: whether x is a step */
    bool *stuck;                                 /* [lanes]: whether the method found no step to propose */
    size_t *steps;                               /* [lanes]: steps taken */
    uint64_t *run;                               /* [lanes]: which start it is */
    uint64_t *stream;                            /* [lanes]: which random numbers it meets */
    size_t round;                                /* gradients evaluated, of each point, before the last */
};

/* A block of `lanes` points with `memory_rows` rows for the method; `curvature` says whether there is a Hessian, `searching` whether the best
 * of the trials is kept. */
struct block *block_create(struct arena *arena, size_t dimension, size_t lanes, size_t memory_rows, bool curvature, bool searching);

/* A block of the same points in other places: what tells of the lanes is shared, `length`, `accepted`, `stuck`, `steps`, `run` and `stream`, so that a point is
 * taken out of both, one after the other. */
struct block *block_beside(struct arena *arena, const struct block *block);

/* The block as it would be if this point were alone in it; it lies within the block's rows. */
struct block block_point(const struct block *block, size_t point);

/* Forgets all points but keeps the memory. */
void block_clear(struct block *block);

/* Takes a point out of the block. */
void block_remove(struct block *block, size_t point);

/* The norm of a point's column, without overflow in between. */
double block_norm(const struct block *block, const double *rows, size_t point);

/* A point's columns of two arrays of [dimension] rows: to = from. */
void block_copy(const struct block *block, double *to, const double *from, size_t point);

/* Keeps the Hessian of a point that has just taken a step, in rows as those of `hessian`; after a trial what was kept stays. */
void block_keep_hessian(const struct block *block, double *kept, size_t point);

/* Whether all coordinates of a point are finite. */
bool block_is_finite(const struct block *block, size_t point);

/* The point evaluated becomes the one the run stands on. */
void block_keep(struct block *block, size_t point);

/* All points evaluated do; `step`: that is one more step of each. */
void block_keep_all(struct block *block, bool step);

/* The lowest trial of a search is remembered: the search may end before the method is content with any. */
void block_remember_trial(struct block *block, size_t point);

/* The scalar product of a point's columns of two such arrays of [dimension] rows. */
double block_dot(const struct block *block, const double *a, const double *b, size_t point);

/* to = matrix · from in a point's columns: of [dimension] rows, and of a symmetric matrix whose rows are as those of `hessian`. */
void block_multiply(const struct block *block, const double *matrix, const double *from, double *to, size_t point);

/* Puts x of a point at kept_x + length · direction, of [dimension] rows; whether any coordinate differs from that of kept_x. */
bool block_step(struct block *block, size_t point, double length, const double *direction);

/* The norms of all active points' columns, the same numbers: by rows, which vectorises, where point by point it takes five times as long. */
void block_norms(const struct block *block, const double *rows, double *norms);

/* Whether the magnitudes of all these numbers lie strictly between two others (`low` < 0: any low end will do); what is not a number does
 * not. */
bool block_between(const double *numbers, size_t count, double low, double high);

/* Points a block of at most `most` should have so that `rows` rows stay within a few megabytes: 1, or a multiple of 8. */
size_t block_lanes(size_t rows, size_t most);

#endif
