/* The mean over examples and outputs of the squared difference, as torch.nn.functional.mse_loss has it; or half of it, as textbooks have it whose
 * gradient is the difference. */
#include "network/loss.h"

static void gradient_of(struct loss_run *run, double factor)
{
    const size_t count = run->outputs * run->lanes;
    const double share = factor * run->share / (double)run->outputs;
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

static void tangent_of(struct loss_run *run, double factor)
{
    const size_t count = run->outputs * run->lanes;
    const double share = factor * run->share / (double)run->outputs;
    for (size_t e = 0; e < run->examples; e++) {
        const size_t first = e * run->out->stride;
        for (size_t i = first; i < first + count; i++)
            run->out->gradient_tangent[i] = 2 * run->out->tangent[i] * share;
    }
}

static void gradient(struct loss_run *run)
{
    gradient_of(run, 1);
}

static void gradient_tangent(struct loss_run *run)
{
    tangent_of(run, 1);
}

static void half_gradient(struct loss_run *run)
{
    gradient_of(run, 0.5);
}

static void half_gradient_tangent(struct loss_run *run)
{
    tangent_of(run, 0.5);
}

const struct loss_kind loss_squared = {"squared", "Mean squared error", "mean over examples and outputs of (z - target)^2", false, NULL,
                                       gradient,  gradient_tangent};

const struct loss_kind loss_half_squared = {
    "half_squared", "Half mean squared error", "mean over examples and outputs of (z - target)^2/2", false, NULL,
    half_gradient,  half_gradient_tangent};
