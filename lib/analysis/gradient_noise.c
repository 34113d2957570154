#include "analysis/gradient_noise.h"

#include "base/linear.h"
#include "optimize/minibatches.h"

#include <math.h>

/* In units of the variance, so that no fourth power overflows: tr C² is the mean of (noise · noise)² over all pairs of examples. */
static void find_tail(struct arena *arena, struct gradient_noise *noise)
{
    const size_t count = noise->count, dimension = noise->dimension;
    double fourth = 0, pairs = 0;
    for (size_t i = 0; i < count; i++) {
        const double *one = noise->noise + i * dimension, square = linear_dot(dimension, one, one) / noise->variance;
        double sum = 0;
        arena_checkpoint(arena);
        for (size_t k = 0; k < i; k++) {
            const double product = linear_dot(dimension, one, noise->noise + k * dimension) / noise->variance;
            sum += product * product;
        }
        fourth += square * square / (double)count;
        pairs += (2 * sum + square * square) / (double)count / (double)count;
    }
    noise->spread = 1 / pairs;
    noise->excess = fourth - 1 - 2 * pairs;
}

void gradient_noise_of(struct arena *arena, size_t count, size_t dimension, double *gradients, bool tail, double *mean, struct gradient_noise *noise)
{
    *noise = (struct gradient_noise){.count = count, .dimension = dimension, .noise = gradients, .spread = NAN, .excess = NAN};
    for (size_t k = 0; k < dimension; k++)
        mean[k] = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < dimension; k++)
            mean[k] += gradients[i * dimension + k] / (double)count;
    for (size_t i = 0; i < count; i++) {
        double *one = gradients + i * dimension;
        for (size_t k = 0; k < dimension; k++)
            one[k] -= mean[k];
        noise->variance += linear_dot(dimension, one, one) / (double)count;
    }
    if (tail && noise->variance > 0)
        find_tail(arena, noise);
}

double gradient_noise_variance(const struct gradient_noise *noise, size_t batch)
{
    const double count = (double)noise->count, size = (double)batch;
    return count > 1 ? noise->variance / size * (count - size) / (count - 1) : 0;
}

void gradient_noise_sample(struct arena *arena, const struct gradient_noise *noise, size_t batch, uint64_t seed, size_t trials, double *squares)
{
    const size_t dimension = noise->dimension;
    const struct minibatch_options options = {.size = batch, .seed = seed};
    uint32_t *which = ARENA_NEW(arena, uint32_t, batch), *scratch = ARENA_NEW(arena, uint32_t, noise->count);
    double *sum = ARENA_NEW(arena, double, dimension);
    for (size_t trial = 0; trial < trials; trial++) {
        arena_checkpoint(arena);
        minibatch_of(&options, noise->count, batch, trial, which, scratch);
        for (size_t k = 0; k < dimension; k++)
            sum[k] = 0;
        for (size_t i = 0; i < batch; i++) {
            const double *one = noise->noise + which[i] * dimension;
            for (size_t k = 0; k < dimension; k++)
                sum[k] += one[k];
        }
        squares[trial] = linear_dot(dimension, sum, sum) / ((double)batch * (double)batch);
    }
}

double gradient_noise_cost(size_t count, size_t dimension, bool tail)
{
    const double n = (double)count, size = (double)dimension;
    return 3 * n * size + (tail ? 0.2 * n * n * size : 0);
}

double gradient_noise_sample_cost(size_t count, size_t dimension, size_t batch, size_t trials)
{
    return (double)trials * ((double)dimension * (0.5 * (double)batch + 1) + (double)count + 30 * (double)batch);
}
