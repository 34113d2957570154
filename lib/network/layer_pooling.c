/* The mean of each 2 × 2 pixels of an image; a last odd row or column is dropped, as torch's avg_pool2d(2) does. */
#include "network/layer.h"

/* Runs the statement behind it for each pixel of the result, at `to`, with `from` the first of the four pixels that it is made of. */
#define FOR_EACH_PIXEL(run, from, to)                                                                                                                \
    for (size_t e_ = 0; e_ < (run)->examples; e_++)                                                                                                  \
        for (size_t c_ = 0; c_ < (run)->layer->shape.channels; c_++)                                                                                 \
            for (size_t y_ = 0; y_ < (run)->layer->shape.rows / 2; y_++)                                                                             \
                for (size_t x_ = 0,                                                                                                                  \
                            to = e_ * (run)->out->stride +                                                                                           \
                                 ((c_ * ((run)->layer->shape.rows / 2) + y_) * ((run)->layer->shape.columns / 2)) * (run)->lanes,                    \
                            from = e_ * (run)->in->stride + ((c_ * (run)->layer->shape.rows + 2 * y_) * (run)->layer->shape.columns) * (run)->lanes; \
                     x_ < (run)->layer->shape.columns / 2; x_++, to += (run)->lanes, from += 2 * (run)->lanes)

static void gather(const struct layer_run *run, const double *in, double *out)
{
    const size_t lanes = run->lanes, row = run->layer->shape.columns * lanes;
    FOR_EACH_PIXEL(run, from, to)
    for (size_t l = 0; l < lanes; l++)
        out[to + l] = 0.25 * ((in[from + l] + in[from + lanes + l]) + (in[from + row + l] + in[from + row + lanes + l]));
}

static void spread(const struct layer_run *run, const double *out, double *in)
{
    const size_t lanes = run->lanes, row = run->layer->shape.columns * lanes;
    FOR_EACH_PIXEL(run, from, to)
    for (size_t l = 0; l < lanes; l++) {
        const double share = 0.25 * out[to + l];
        in[from + l] += share;
        in[from + lanes + l] += share;
        in[from + row + l] += share;
        in[from + row + lanes + l] += share;
    }
}

static void forward(struct layer_run *run)
{
    gather(run, run->in->value, run->out->value);
}

static void backward(struct layer_run *run)
{
    spread(run, run->out->gradient, run->in->gradient);
}

static void tangent(struct layer_run *run)
{
    gather(run, run->in->tangent, run->out->tangent);
}

static void tangent_backward(struct layer_run *run)
{
    spread(run, run->out->gradient_tangent, run->in->gradient_tangent);
}

const struct network_layer_kind layer_pooling = {
    .name = "pooling",
    .forward = forward,
    .backward = backward,
    .tangent = tangent,
    .tangent_backward = tangent_backward,
};
