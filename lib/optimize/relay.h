/* Runs that take turns in the lanes of a block: where a run ends, the next start is put into its lane, so that a block is full to the end though some
 * runs take ten times as many steps as others. */
#ifndef OPTIMIZE_RELAY_H
#define OPTIMIZE_RELAY_H

#include "optimize/descent.h"

/* Whether runs with these options may share a block though each is at a step of its own: the method is timeless (method.h), all steps have one rate
 * (as is taken for granted where options->rates is null), nothing is random, x itself is shown, and nothing else is done to points and gradients. */
bool relay_fits(const struct descent_options *options);

/* What descent_run does, of starts `first` … `last` − 1 of the `count` there are, in a block of `lanes` points, more than one. The same bits. */
void relay_run(struct arena *arena, const struct objective *objective, const struct descent_options *options, const double *starts, size_t count,
               size_t first, size_t last, size_t lanes, const struct descent_ends *ends);

#endif
