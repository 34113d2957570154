/* −log softmax(outputs)[class], by the outputs less their greatest, so that no exponential overflows. */
#include "network/loss.h"

#include "expression/kernels.h"

#include <string.h>

/* For all examples of the chunk, without gaps, so that the functions run over long arrays: */
struct softmax {
    size_t row;        /* outputs * lanes */
    double *less;      /* [examples][outputs][lanes]: the outputs less the greatest of their example */
    double *power;     /* their exponentials */
    double *sum, *log; /* [examples][lanes]: of these, and its logarithm */
};

static size_t padded(size_t count)
{
    return (count + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
}

static size_t scratch(size_t examples, size_t outputs, size_t lanes)
{
    return 2 * padded(examples * outputs * lanes) + 2 * padded(examples * lanes);
}

/* The numbers of one example less their greatest; `greatest` is scratch of its lanes. */
static void subtract_greatest(const double *out, size_t outputs, size_t lanes, double *greatest, double *less)
{
    if (lanes == 1) { /* in a register */
        double most = *out;
        for (size_t o = 1; o < outputs; o++)
            most = out[o] > most ? out[o] : most;
        for (size_t o = 0; o < outputs; o++)
            less[o] = out[o] - most;
        return;
    }
    memcpy(greatest, out, lanes * sizeof *out);
    for (size_t o = 1; o < outputs; o++)
        for (size_t l = 0; l < lanes; l++)
            greatest[l] = out[o * lanes + l] > greatest[l] ? out[o * lanes + l] : greatest[l];
    for (size_t o = 0; o < outputs; o++)
        for (size_t l = 0; l < lanes; l++)
            less[o * lanes + l] = out[o * lanes + l] - greatest[l];
}

static void add_powers(const double *power, size_t outputs, size_t lanes, double *sum)
{
    double alone = 0;
    for (size_t o = 0; o < outputs && lanes == 1; o++)
        alone += power[o];
    *sum = alone;
    for (size_t o = 0; o < outputs && lanes > 1; o++)
        for (size_t l = 0; l < lanes; l++)
            sum[l] += power[o * lanes + l];
}

static struct softmax softmax_in(const struct loss_run *run)
{
    const size_t row = run->outputs * run->lanes, all = padded(run->examples * row), sums = padded(run->examples * run->lanes);
    return (struct softmax){row, run->scratch, run->scratch + all, run->scratch + 2 * all, run->scratch + 2 * all + sums};
}

static struct softmax softmax_of(const struct loss_run *run)
{
    const size_t lanes = run->lanes;
    const struct softmax soft = softmax_in(run);
    const size_t row = soft.row, all = padded(run->examples * row), sums = padded(run->examples * lanes);
    for (size_t e = 0; e < run->examples; e++)
        subtract_greatest(run->out->value + e * run->out->stride, run->outputs, lanes, soft.sum + e * lanes, soft.less + e * row);
    kernels_chosen()->functions[OPERATION_EXP](soft.power, soft.less, NULL, NULL, all);
    memset(soft.sum, 0, sums * sizeof *soft.sum);
    for (size_t e = 0; e < run->examples; e++)
        add_powers(soft.power + e * row, run->outputs, lanes, soft.sum + e * lanes);
    return soft;
}

static void gradient(struct loss_run *run)
{
    const size_t lanes = run->lanes;
    const struct softmax soft = softmax_of(run);
    kernels_chosen()->functions[OPERATION_LOG](soft.log, soft.sum, NULL, NULL, padded(run->examples * lanes));
    for (size_t e = 0; e < run->examples; e++) {
        const double *target = run->target + e * run->target_stride, *power = soft.power + e * soft.row, *sum = soft.sum + e * lanes;
        for (size_t l = 0; l < lanes; l++)
            run->loss[l] += (soft.log[e * lanes + l] - soft.less[e * soft.row + (size_t)target[l] * lanes + l]) * run->share;
        if (!run->out->gradient)
            continue;
        double *slope = run->out->gradient + e * run->out->stride;
        for (size_t o = 0; o < run->outputs; o++)
            for (size_t l = 0; l < lanes; l++)
                slope[o * lanes + l] = (power[o * lanes + l] / sum[l] - ((size_t)target[l] == o)) * run->share;
    }
}

/* The Hessian of the loss in the outputs is diag(p) − p pᵀ, p the softmax. */
static void gradient_tangent(struct loss_run *run)
{
    const size_t lanes = run->lanes;
    const struct softmax soft = softmax_in(run);
    for (size_t e = 0; e < run->examples; e++) {
        const double *moved = run->out->tangent + e * run->out->stride, *power = soft.power + e * soft.row, *sum = soft.sum + e * lanes;
        double *to = run->out->gradient_tangent + e * run->out->stride;
        for (size_t l = 0; l < lanes; l++) {
            double along = 0;
            for (size_t o = 0; o < run->outputs; o++)
                along += power[o * lanes + l] / sum[l] * moved[o * lanes + l];
            for (size_t o = 0; o < run->outputs; o++)
                to[o * lanes + l] = power[o * lanes + l] / sum[l] * (moved[o * lanes + l] - along) * run->share;
        }
    }
}

const struct loss_kind loss_cross_entropy = {"cross_entropy", "Cross-entropy", "mean over examples of log(sum_k exp(z_k)) - z_class", true, scratch,
                                             gradient,        gradient_tangent};
