/* The pace of many runs: by which factor the norm of the gradient changes from one step to the next. */
#ifndef STUDY_SWEEP_PACE_H
#define STUDY_SWEEP_PACE_H

#include "optimize/block.h"

/* The sums of a regression for each run of a chunk: of the norm's logarithm on the number of steps, in which a point after t steps weighs (t + 1)². */
struct sweep_pace {
    double floor; /* norms below it are rounding, and tell nothing */
    double *weight, *t, *tt, *y, *ty;
};

/* Sums of `count` runs, not cleared. */
struct sweep_pace sweep_pace_create(struct arena *arena, size_t count, double floor);

/* Forgets what is known of runs 0 … count − 1. */
void sweep_pace_clear(struct sweep_pace *pace, size_t count);

/* Takes in those points of a block, just evaluated and at most PROGRAM_BLOCK, that are steps; `first` is the number of run 0 among the block's runs. */
void sweep_pace_add(struct sweep_pace *pace, const struct block *block, size_t round, size_t first);

/* The factor, exp of the slope; 0 if the norm is rounding already after the steps taken, not-a-number if too few points are known. */
double sweep_pace_of(const struct sweep_pace *pace, size_t run, double norm, size_t steps);

#endif
