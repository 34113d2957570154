/* −log softmax(outputs)[class], by the outputs less their greatest, so that no exponential overflows. */
#include "network/loss.h"

#include "expression/kernels.h"

#include <string.h>

/* The outputs of one example less their greatest, and the sum of their exponentials, by lane; `power` becomes the exponentials. */
static void exponentials(const struct loss_run *run, const double *out, double *less, double *power, double *sum)
{
    const size_t lanes = run->lanes, count = run->outputs * lanes;
    double *const greatest = sum;
    memcpy(greatest, out, lanes * sizeof *out);
    for (size_t i = lanes; i < count; i++)
        greatest[i % lanes] = out[i] > greatest[i % lanes] ? out[i] : greatest[i % lanes];
    for (size_t i = 0; i < count; i++)
        less[i] = out[i] - greatest[i % lanes];
    kernels_chosen()->functions[OPERATION_EXP](power, less, NULL, NULL, run->out->stride);
    memset(sum, 0, lanes * sizeof *sum);
    for (size_t i = 0; i < count; i++)
        sum[i % lanes] += power[i];
}

static void gradient(struct loss_run *run)
{
    const size_t lanes = run->lanes, stride = run->out->stride;
    double *less = run->scratch, *power = less + stride, *sum = power + stride;
    for (size_t e = 0; e < run->examples; e++) {
        const double *target = run->target + e * run->target_stride;
        exponentials(run, run->out->value + e * stride, less, power, sum);
        for (size_t l = 0; l < lanes; l++) {
            const size_t class = (size_t)target[l];
            run->loss[l] += (kernel_scalar(OPERATION_LOG, sum[l], 0, 0) - less[class * lanes + l]) * run->share;
        }
        if (!run->out->gradient)
            continue;
        double *slope = run->out->gradient + e * stride;
        for (size_t o = 0; o < run->outputs; o++)
            for (size_t l = 0; l < lanes; l++)
                slope[o * lanes + l] = (power[o * lanes + l] / sum[l] - ((size_t)target[l] == o)) * run->share;
    }
}

/* The Hessian of the loss in the outputs is diag(p) − p pᵀ, p the softmax. */
static void gradient_tangent(struct loss_run *run)
{
    const size_t lanes = run->lanes, stride = run->out->stride;
    double *less = run->scratch, *power = less + stride, *sum = power + stride;
    for (size_t e = 0; e < run->examples; e++) {
        const double *moved = run->out->tangent + e * stride;
        double *to = run->out->gradient_tangent + e * stride;
        exponentials(run, run->out->value + e * stride, less, power, sum);
        for (size_t l = 0; l < lanes; l++) {
            double along = 0;
            for (size_t o = 0; o < run->outputs; o++)
                along += power[o * lanes + l] / sum[l] * moved[o * lanes + l];
            for (size_t o = 0; o < run->outputs; o++)
                to[o * lanes + l] = power[o * lanes + l] / sum[l] * (moved[o * lanes + l] - along) * run->share;
        }
    }
}

const struct loss_kind loss_cross_entropy = {"cross_entropy", "Cross-entropy", "mean over examples of log(sum_k exp(z_k)) - z_class", true,
                                             gradient,        gradient_tangent};
