/* y = f(z) for every unit, f a formula of the expression language: value, slope and curvature come from its compiled program, or from a loop
 * of its own. */
#include "network/layer.h"

/* The slopes, then the curvatures. */
static size_t memory(const struct network_layer *layer, const struct signal *in, const struct signal *out)
{
    (void)out;
    return (program_outputs(layer->activation) - 1) * in->stride;
}

static void forward(struct layer_run *run)
{
    const size_t count = run->examples * run->in->stride;
    if (run->layer->activation_loop) /* slopes and curvatures where derivatives are evaluated at all */
        run->layer->activation_loop(run->in->value, run->out->value, run->out->gradient ? run->memory : NULL,
                                    run->out->tangent ? run->memory + count : NULL, count);
    else
        program_run(run->layer->activation, run->workspace, (const double *const[]){run->in->value},
                    (double *const[]){run->out->value, run->memory, run->memory + count}, count);
}

static void backward(struct layer_run *run)
{
    activation_chain(run->memory, run->out->gradient, run->in->gradient, run->examples * run->in->stride, run->sole);
}

static void tangent(struct layer_run *run)
{
    const size_t count = run->examples * run->in->stride;
    const double *restrict slope = run->memory, *restrict in = run->in->tangent;
    double *restrict out = run->out->tangent;
    for (size_t i = 0; i < count; i++)
        out[i] = slope[i] * in[i];
}

static void tangent_backward(struct layer_run *run)
{
    const size_t count = run->examples * run->in->stride;
    const double *restrict slope = run->memory, *restrict curvature = run->memory + count, *restrict in = run->in->tangent;
    const double *restrict above = run->out->gradient, *restrict above_tangent = run->out->gradient_tangent;
    double *restrict gradient = run->in->gradient_tangent;
    for (size_t i = 0; i < count; i++)
        gradient[i] += curvature[i] * in[i] * above[i] + slope[i] * above_tangent[i];
}

const struct network_layer_kind layer_activation = {
    .name = "activation",
    .memory = memory,
    .forward = forward,
    .backward = backward,
    .begins_gradients = true,
    .tangent = tangent,
    .tangent_backward = tangent_backward,
};
