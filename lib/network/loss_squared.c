/* The mean over examples and outputs of the squared difference, as torch.nn.functional.mse_loss has it. */
#include "network/loss.h"

static void gradient(struct loss_run *run)
{
    const size_t count = run->outputs * run->lanes;
    const double share = run->share / (double)run->outputs;
    for (size_t e = 0; e < run->examples; e++) {
        const double *out = run->out->value + e * run->out->stride, *target = run->target + e * run->target_stride;
        double *slope = run->out->gradient ? run->out->gradient + e * run->out->stride : NULL;
        for (size_t first = 0; first < count; first += run->lanes)
            for (size_t l = 0; l < run->lanes; l++) {
                const double difference = out[first + l] - target[first + l];
                run->loss[l] += difference * difference * share;
                if (slope)
                    slope[first + l] = 2 * difference * share;
            }
    }
}

static void gradient_tangent(struct loss_run *run)
{
    const size_t count = run->outputs * run->lanes;
    const double share = run->share / (double)run->outputs;
    for (size_t e = 0; e < run->examples; e++) {
        const size_t first = e * run->out->stride;
        for (size_t i = first; i < first + count; i++)
            run->out->gradient_tangent[i] = 2 * run->out->tangent[i] * share;
    }
}

const struct loss_kind loss_squared = {"squared", "Mean squared error", "mean over examples and outputs of (z - target)^2", false, NULL,
                                       gradient,  gradient_tangent};
