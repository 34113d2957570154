/* Runs that take turns in the lanes of a block: where a run ends, the next start is put into its lane, so that a block is full to the end though some
 * runs take ten times as many steps as others. */
#ifndef OPTIMIZE_RELAY_H
#define OPTIMIZE_RELAY_H

#include "optimize/descent.h"

/* Whether runs with these options may share a block though each is at a step of its own: the method is timeless (method.h), all steps have one rate
 * (as is taken for granted where options->rates is null), nothing is random, x itself is shown, and nothing else is done to points and gradients. */
bool relay_fits(const struct descent_options *options);

/* Many runs. */
struct relay_runs {
    const struct objective *objective;
    const struct descent_options *options;
    const double *starts;
    size_t count;
    const struct descent_ends *ends;
    /* Of relay_slopes: what has the gradients alone, and how large a coordinate may be for that to do; null: values are needed. */
    const struct objective *slopes;
    double reach;
};

/* Finds whether gradients will do, where that is worth the while. */
void relay_slopes(struct arena *arena, struct relay_runs *runs);

/* What descent_run does, of starts `first` … `last` − 1, in a block of `lanes` points, more than one. The same bits. */
void relay_run(struct arena *arena, const struct relay_runs *runs, size_t first, size_t last, size_t lanes);

#endif
