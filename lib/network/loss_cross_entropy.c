/* −log softmax(outputs)[class]. */
#include "network/loss.h"
#include "network/softmax.h"

static size_t scratch(size_t examples, size_t outputs, size_t lanes)
{
    return softmax_size(examples, outputs, lanes);
}

static struct softmax softmax_of(const struct loss_run *run)
{
    return softmax_within(run->scratch, run->examples, run->outputs, run->lanes);
}

static void gradient(struct loss_run *run)
{
    const size_t lanes = run->lanes;
    const struct softmax soft = softmax_of(run);
    softmax_fill(&soft, run->out->value, run->out->stride);
    for (size_t e = 0; e < run->examples; e++)
        for (size_t l = 0; l < lanes; l++) {
            const size_t column = e * lanes + l, class = (size_t)run->target[column];
            run->loss[l] += (soft.log[column] - soft.less[class * soft.stride + column]) * run->share;
        }
    if (run->out->gradient)
        softmax_slopes(&soft, run->target, run->share, run->out->gradient, run->out->stride);
}

/* The Hessian of the loss in the outputs is diag(p) − p pᵀ, p the softmax. */
static void gradient_tangent(struct loss_run *run)
{
    const size_t lanes = run->lanes;
    const struct softmax soft = softmax_of(run);
    for (size_t e = 0; e < run->examples; e++) {
        const double *moved = run->out->tangent + e * run->out->stride, *power = soft.power + e * lanes, *sum = soft.sum + e * lanes;
        double *to = run->out->gradient_tangent + e * run->out->stride;
        for (size_t l = 0; l < lanes; l++) {
            double along = 0;
            for (size_t o = 0; o < run->outputs; o++)
                along += power[o * soft.stride + l] / sum[l] * moved[o * lanes + l];
            for (size_t o = 0; o < run->outputs; o++)
                to[o * lanes + l] = power[o * soft.stride + l] / sum[l] * (moved[o * lanes + l] - along) * run->share;
        }
    }
}

const struct loss_kind loss_cross_entropy = {"cross_entropy", "Cross-entropy", "mean over examples of log(sum_k exp(z_k)) - z_class", true, scratch,
                                             gradient,        gradient_tangent};
