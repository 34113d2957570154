/* The loop of descent over the points of one block; descent.c divides runs into blocks. */
#ifndef OPTIMIZE_RUNNER_H
#define OPTIMIZE_RUNNER_H

#include "optimize/descent.h"

/* Rows of numbers that the method keeps in a block of so many lanes. */
size_t runner_memory_rows(const struct descent_options *options, size_t dimension, size_t lanes);

/* A block of so many lanes with its scratch, in the arena, for some of a descent's `count` runs; the rest is as descent_run takes it. */
struct runner;
struct runner *runner_create(struct arena *arena, const struct objective *objective, const struct descent_options *options,
                             const struct descent_ends *ends, const struct descent_observer *observer, size_t count, size_t lanes);

/* Runs `some` starts, no more than there are lanes, from number `first` on of those, to their ends. */
void runner_run(struct runner *runner, const double *starts, size_t first, size_t some);

#endif
