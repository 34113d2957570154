/* A convolution of images with a bias a channel, borders padded with zeros so that the image keeps its size (LeCun, Bottou, Bengio & Haffner,
 * Gradient-Based Learning Applied to Document Recognition, 1998). A signal is an image channel by channel, row by row; the parameters are W
 * as [channels out][channels in][kernel rows][kernel columns], then b: torch's order. Each example's windows become the columns of a matrix,
 * and the convolution a product. */
#include "network/layer.h"
#include "base/contract.h"

#include <string.h>

static size_t positions(const struct network_layer *layer)
{
    return layer->shape.rows * layer->shape.columns;
}

/* Numbers a window has. */
static size_t window(const struct network_layer *layer)
{
    return layer->shape.channels * layer->kernel * layer->kernel;
}

static size_t channels_out(const struct network_layer *layer)
{
    CONTRACT(positions(layer) > 0);
    return layer->outputs / positions(layer);
}

static size_t matrix_size(const struct network_layer *layer)
{
    return channels_out(layer) * window(layer);
}

static size_t parameters(const struct network_layer *layer)
{
    return matrix_size(layer) + channels_out(layer);
}

/* The scratch: windows as [window][positions], and transposed. */
static size_t windows_size(const struct network_layer *layer, size_t lanes)
{
    return window(layer) * positions(layer) * lanes + PRODUCT_PADDING;
}

static size_t scratch(const struct network_layer *layer, size_t lanes)
{
    return 2 * windows_size(layer, lanes);
}

static double *transposed(const struct layer_run *run)
{
    return run->scratch + windows_size(run->layer, run->lanes);
}

/* What a shift of the kernel reads of a row or column: positions first … last − 1 of the output, each `shift` further on in the input. */
struct overlap {
    size_t first, last;
    long shift;
};

static struct overlap overlap_of(size_t tap, size_t kernel, size_t count)
{
    const long shift = (long)tap - (long)(kernel / 2);
    const size_t cut = (size_t)(shift < 0 ? -shift : shift);
    if (cut >= count)
        return (struct overlap){0, 0, shift};
    return (struct overlap){shift < 0 ? cut : 0, shift > 0 ? count - cut : count, shift};
}

/* Calls work on each row of overlapping numbers: `count` of them, of the windows at `windows` and of the image at `image`. */
static void for_each_row(const struct layer_run *run, double *windows, double *image, void (*work)(double *windows, double *image, size_t count))
{
    const struct network_layer *layer = run->layer;
    const size_t rows = layer->shape.rows, columns = layer->shape.columns, kernel = layer->kernel, lanes = run->lanes;
    for (size_t w = 0; w < window(layer); w++) {
        const size_t channel = w / (kernel * kernel);
        const struct overlap down = overlap_of(w / kernel % kernel, kernel, rows), across = overlap_of(w % kernel, kernel, columns);
        for (size_t row = down.first; row < down.last; row++) {
            const size_t from = (channel * rows + (size_t)((long)row + down.shift)) * columns + (size_t)((long)across.first + across.shift);
            work(windows + ((w * rows + row) * columns + across.first) * lanes, image + from * lanes, (across.last - across.first) * lanes);
        }
    }
}

static void copy(double *windows, double *image, size_t count)
{
    memcpy(windows, image, count * sizeof *windows);
}

static void add(double *windows, double *image, size_t count)
{
    for (size_t i = 0; i < count; i++)
        image[i] += windows[i];
}

static void make_windows(const struct layer_run *run, const double *image)
{
    memset(run->scratch, 0, windows_size(run->layer, run->lanes) * sizeof(double));
    for_each_row(run, run->scratch, (double *)image, copy);
}

/* out += W · windows. */
static void outputs_add(const struct layer_run *run, const double *weights, double *out)
{
    const struct network_layer *layer = run->layer;
    const size_t lanes = run->lanes;
    product_add(&(struct product){.rows = channels_out(layer),
                                  .columns = positions(layer),
                                  .depth = window(layer),
                                  .a = weights,
                                  .a_row = window(layer) * lanes,
                                  .a_step = lanes,
                                  .b = run->scratch,
                                  .b_step = positions(layer) * lanes,
                                  .b_column = lanes,
                                  .c = out,
                                  .c_row = positions(layer) * lanes},
                run->lanes);
}

/* into += out · windowsᵀ, of one network with the windows transposed first. */
static void weights_add(const struct layer_run *run, const double *out, double *into)
{
    const struct network_layer *layer = run->layer;
    const size_t lanes = run->lanes, count = positions(layer), size = window(layer);
    for (size_t w = 0; lanes == 1 && w < size; w++)
        for (size_t p = 0; p < count; p++)
            transposed(run)[p * size + w] = run->scratch[w * count + p];
    product_add(&(struct product){.rows = channels_out(layer),
                                  .columns = size,
                                  .depth = count,
                                  .a = out,
                                  .a_row = count * lanes,
                                  .a_step = lanes,
                                  .b = lanes == 1 ? transposed(run) : run->scratch,
                                  .b_step = lanes == 1 ? size : lanes,
                                  .b_column = lanes == 1 ? 1 : count * lanes,
                                  .c = into,
                                  .c_row = size * lanes},
                run->lanes);
}

/* in += the windows that Wᵀ · out adds up to; what stood in the windows is lost. */
static void inputs_add(const struct layer_run *run, const double *weights, const double *out, double *in)
{
    const struct network_layer *layer = run->layer;
    const size_t lanes = run->lanes;
    memset(run->scratch, 0, windows_size(layer, lanes) * sizeof(double));
    product_add(&(struct product){.rows = window(layer),
                                  .columns = positions(layer),
                                  .depth = channels_out(layer),
                                  .a = weights,
                                  .a_row = lanes,
                                  .a_step = window(layer) * lanes,
                                  .b = out,
                                  .b_step = positions(layer) * lanes,
                                  .b_column = lanes,
                                  .c = run->scratch,
                                  .c_row = positions(layer) * lanes},
                run->lanes);
    for_each_row(run, run->scratch, in, add);
}

static void bias_add(const struct layer_run *run, const double *out, double *into)
{
    const size_t lanes = run->lanes, count = positions(run->layer);
    double *bias = into + matrix_size(run->layer) * lanes;
    for (size_t c = 0; c < channels_out(run->layer); c++)
        for (size_t p = 0; p < count; p++)
            for (size_t l = 0; l < lanes; l++)
                bias[c * lanes + l] += out[(c * count + p) * lanes + l];
}

static void fill(const struct layer_run *run, const double *weights, double *out)
{
    const size_t lanes = run->lanes, count = positions(run->layer);
    const double *bias = weights + matrix_size(run->layer) * lanes;
    for (size_t c = 0; c < channels_out(run->layer); c++)
        for (size_t p = 0; p < count; p++)
            memcpy(out + (c * count + p) * lanes, bias + c * lanes, lanes * sizeof *out);
}

static void forward(struct layer_run *run)
{
    for (size_t e = 0; e < run->examples; e++) {
        double *out = run->out->value + e * run->out->stride;
        make_windows(run, run->in->value + e * run->in->stride);
        fill(run, run->weights, out);
        outputs_add(run, run->weights, out);
    }
}

static void backward(struct layer_run *run)
{
    for (size_t e = 0; e < run->examples; e++) {
        const double *out = run->out->gradient + e * run->out->stride;
        make_windows(run, run->in->value + e * run->in->stride);
        weights_add(run, out, run->gradient);
        bias_add(run, out, run->gradient);
        if (run->in->gradient)
            inputs_add(run, run->weights, out, run->in->gradient + e * run->in->stride);
    }
}

static void tangent(struct layer_run *run)
{
    for (size_t e = 0; e < run->examples; e++) {
        double *out = run->out->tangent + e * run->out->stride;
        make_windows(run, run->in->value + e * run->in->stride);
        fill(run, run->direction, out);
        outputs_add(run, run->direction, out);
        if (!run->in->tangent)
            continue;
        make_windows(run, run->in->tangent + e * run->in->stride);
        outputs_add(run, run->weights, out);
    }
}

static void tangent_backward(struct layer_run *run)
{
    for (size_t e = 0; e < run->examples; e++) {
        const double *out = run->out->gradient + e * run->out->stride, *moved = run->out->gradient_tangent + e * run->out->stride;
        make_windows(run, run->in->value + e * run->in->stride);
        weights_add(run, moved, run->gradient_tangent);
        bias_add(run, moved, run->gradient_tangent);
        if (run->in->tangent) {
            make_windows(run, run->in->tangent + e * run->in->stride);
            weights_add(run, out, run->second_tangent);
        }
        if (!run->in->gradient_tangent)
            continue;
        inputs_add(run, run->weights, moved, run->in->gradient_tangent + e * run->in->stride);
        inputs_add(run, run->direction, out, run->in->gradient_tangent + e * run->in->stride);
    }
}

const struct network_layer_kind layer_convolution = {
    .name = "convolution",
    .parameters = parameters,
    .biases = channels_out,
    .scratch = scratch,
    .forward = forward,
    .backward = backward,
    .tangent = tangent,
    .tangent_backward = tangent_backward,
};
