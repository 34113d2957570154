/* z = W x + b, the parameters W row by row ([out][in]), then b. */
#include "network/layer.h"

#include <string.h>

static size_t parameters(const struct network_layer *layer)
{
    return layer->outputs * (layer->inputs + layer->bias);
}

static size_t biases(const struct network_layer *layer)
{
    return layer->bias ? layer->outputs : 0;
}

static size_t padded(size_t count)
{
    return (count + 7) / 8 * 8;
}

/* One network's weights and their direction are kept transposed as well, so that the outputs stand side by side. */
static size_t transposed_size(const struct network_layer *layer, size_t lanes)
{
    return lanes == 1 ? layer->inputs * padded(layer->outputs) + PRODUCT_PADDING : 0;
}

static size_t scratch(const struct network_layer *layer, size_t lanes)
{
    return 2 * transposed_size(layer, lanes);
}

static double *direction_transposed(const struct layer_run *run)
{
    return run->scratch + transposed_size(run->layer, run->lanes);
}

static void transpose(const struct network_layer *layer, const double *weights, double *into)
{
    typedef double pair __attribute__((vector_size(16)));
    enum { TILE = 8 }; /* outputs, a line of the cache */
    const size_t row = padded(layer->outputs), inputs = layer->inputs;
    size_t first = 0;
    for (; first + TILE <= layer->outputs; first += TILE)
        for (size_t i = 0; i + 1 < inputs; i += 2)
            for (size_t o = first; o < first + TILE; o += 2) {
                pair upper, lower;
                memcpy(&upper, weights + o * inputs + i, sizeof upper);
                memcpy(&lower, weights + (o + 1) * inputs + i, sizeof lower);
                const pair left = {upper[0], lower[0]}, right = {upper[1], lower[1]};
                memcpy(into + i * row + o, &left, sizeof left);
                memcpy(into + (i + 1) * row + o, &right, sizeof right);
            }
    for (size_t i = 0; i < inputs; i++)
        for (size_t o = inputs % 2 && i == inputs - 1 ? 0 : first; o < layer->outputs; o++)
            into[i * row + o] = weights[o * inputs + i];
}

static void begin(struct layer_run *run)
{
    if (run->lanes > 1)
        return;
    transpose(run->layer, run->weights, run->scratch);
    if (run->direction)
        transpose(run->layer, run->direction, direction_transposed(run));
}

/* out += in · Wᵀ, with W (or its direction) and the transpose kept of it; if fresh, out = in · Wᵀ + b. */
static void outputs_add(const struct layer_run *run, const double *in, const double *weights, const double *transposed, double *out, bool fresh)
{
    const struct network_layer *layer = run->layer;
    const size_t lanes = run->lanes;
    const bool alone = lanes == 1;
    product_add(&(struct product){.rows = run->examples,
                                  .columns = layer->outputs,
                                  .depth = layer->inputs,
                                  .a = in,
                                  .a_row = run->in->stride,
                                  .a_step = lanes,
                                  .b = alone ? transposed : weights,
                                  .b_step = alone ? padded(layer->outputs) : lanes,
                                  .b_column = alone ? 1 : layer->inputs * lanes,
                                  .c = out,
                                  .c_row = run->out->stride,
                                  .fresh = fresh,
                                  .bias = layer->bias ? weights + layer->outputs * layer->inputs * lanes : NULL},
                run->lanes);
}

/* in += out · W; if fresh, in = out · W. */
static void inputs_add(const struct layer_run *run, const double *out, const double *weights, double *in, bool fresh)
{
    const struct network_layer *layer = run->layer;
    product_add(&(struct product){.rows = run->examples,
                                  .columns = layer->inputs,
                                  .depth = layer->outputs,
                                  .a = out,
                                  .a_row = run->out->stride,
                                  .a_step = run->lanes,
                                  .b = weights,
                                  .b_step = layer->inputs * run->lanes,
                                  .b_column = run->lanes,
                                  .c = in,
                                  .c_row = run->in->stride,
                                  .fresh = fresh},
                run->lanes);
}

/* into += outᵀ · in, the sum over the examples in their order; if fresh, into = outᵀ · in. */
static void weights_add(const struct layer_run *run, const double *out, const double *in, double *into, bool fresh)
{
    const struct network_layer *layer = run->layer;
    product_add(&(struct product){.rows = layer->outputs,
                                  .columns = layer->inputs,
                                  .depth = run->examples,
                                  .a = out,
                                  .a_row = run->lanes,
                                  .a_step = run->out->stride,
                                  .b = in,
                                  .b_step = run->in->stride,
                                  .b_column = run->lanes,
                                  .c = into,
                                  .c_row = layer->inputs * run->lanes,
                                  .fresh = fresh},
                run->lanes);
}

/* into += the sum of out over the examples in their order, as a product with ones: of all lanes at once, which lie side by side. */
static void bias_add(const struct layer_run *run, const double *out, double *into, bool fresh)
{
    static const double one = 1;
    const struct network_layer *layer = run->layer;
    if (layer->bias)
        product_add(&(struct product){.rows = 1,
                                      .columns = layer->outputs * run->lanes,
                                      .depth = run->examples,
                                      .a = &one,
                                      .b = out,
                                      .b_step = run->out->stride,
                                      .b_column = 1,
                                      .c = into + layer->outputs * layer->inputs * run->lanes,
                                      .fresh = fresh},
                    1);
}

static void forward(struct layer_run *run)
{
    outputs_add(run, run->in->value, run->weights, run->scratch, run->out->value, true);
}

static void backward(struct layer_run *run)
{
    weights_add(run, run->out->gradient, run->in->value, run->gradient, run->first);
    bias_add(run, run->out->gradient, run->gradient, run->first);
    if (run->in->gradient)
        inputs_add(run, run->out->gradient, run->weights, run->in->gradient, run->sole);
}

static void tangent(struct layer_run *run)
{
    outputs_add(run, run->in->value, run->direction, direction_transposed(run), run->out->tangent, true);
    if (run->in->tangent)
        outputs_add(run, run->in->tangent, run->weights, run->scratch, run->out->tangent, false);
}

static void tangent_backward(struct layer_run *run)
{
    weights_add(run, run->out->gradient_tangent, run->in->value, run->gradient_tangent, false);
    if (run->in->tangent)
        weights_add(run, run->out->gradient, run->in->tangent, run->second_tangent, false);
    bias_add(run, run->out->gradient_tangent, run->gradient_tangent, false);
    if (!run->in->gradient_tangent)
        return;
    inputs_add(run, run->out->gradient_tangent, run->weights, run->in->gradient_tangent, false);
    inputs_add(run, run->out->gradient, run->direction, run->in->gradient_tangent, false);
}

const struct network_layer_kind layer_affine = {
    .name = "affine",
    .parameters = parameters,
    .biases = biases,
    .scratch = scratch,
    .begin = begin,
    .forward = forward,
    .backward = backward,
    .begins_gradients = true,
    .tangent = tangent,
    .tangent_backward = tangent_backward,
};
