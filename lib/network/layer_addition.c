/* A residual connection: x = y + s, s the signal before the layers that it skips (He, Zhang, Ren & Sun, Deep Residual Learning for Image
 * Recognition, CVPR 2016). */
#include "network/layer.h"

static void sum(const struct layer_run *run, double *restrict out, const double *restrict in, const double *restrict source)
{
    for (size_t i = 0; i < run->examples * run->in->stride; i++)
        out[i] = (source ? source[i] : 0) + in[i];
}

static void add(const struct layer_run *run, double *restrict to, const double *restrict from)
{
    for (size_t i = 0; to && i < run->examples * run->in->stride; i++)
        to[i] += from[i];
}

static void forward(struct layer_run *run)
{
    sum(run, run->out->value, run->in->value, run->source->value);
}

static void backward(struct layer_run *run)
{
    add(run, run->in->gradient, run->out->gradient);
    add(run, run->source->gradient, run->out->gradient);
}

static void tangent(struct layer_run *run)
{
    sum(run, run->out->tangent, run->in->tangent, run->source->tangent);
}

static void tangent_backward(struct layer_run *run)
{
    add(run, run->in->gradient_tangent, run->out->gradient_tangent);
    add(run, run->source->gradient_tangent, run->out->gradient_tangent);
}

const struct network_layer_kind layer_addition = {
    .name = "addition",
    .forward = forward,
    .backward = backward,
    .tangent = tangent,
    .tangent_backward = tangent_backward,
};
