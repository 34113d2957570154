/* How the gradients of minibatches scatter about that of all examples. The noise of an example is its gradient less their mean. */
#ifndef ANALYSIS_GRADIENT_NOISE_H
#define ANALYSIS_GRADIENT_NOISE_H

#include "base/arena.h"

#include <stdint.h>

struct gradient_noise {
    size_t count, dimension; /* examples, and numbers of a gradient */
    double *noise;           /* [count][dimension]: of each example */
    double variance;         /* the mean of ‖noise‖²: the trace of its covariance C */
    double
        spread; /* (tr C)² / tr C²: over how many directions it is spread, from 1 to `dimension`; not-a-number where not asked for, or without noise */
    double excess; /* (E‖noise‖⁴ − (tr C)² − 2 tr C²) / (tr C)²: 0 of normal noise in any number of directions, whatever its covariance; more
                                than 0 if long ones are more common than among normal noise. Of a mean of b independent ones it is a b-th.
                                Not-a-number likewise */
};

/* Takes the examples' gradients, [count][dimension], and turns them into noise in place. `tail`: spread and excess, too. The mean goes to mean[dimension]. */
void gradient_noise_of(struct arena *arena, size_t count, size_t dimension, double *gradients, bool tail, double *mean, struct gradient_noise *noise);

/* E‖noise‖² of the mean over `batch` different examples, all choices as likely: variance/batch · (count − batch)/(count − 1). */
double gradient_noise_variance(const struct gradient_noise *noise, size_t batch);

/* ‖noise‖² of `trials` minibatches drawn by chance, into squares[trials]. */
void gradient_noise_sample(struct arena *arena, const struct gradient_noise *noise, size_t batch, uint64_t seed, size_t trials, double *squares);

/* Elementary operations. */
double gradient_noise_cost(size_t count, size_t dimension, bool tail);
double gradient_noise_sample_cost(size_t count, size_t dimension, size_t batch, size_t trials);

#endif
