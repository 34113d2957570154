/* Activations are formulas of the expression language: value and slope come from one program, and no derivative is written by hand.
 * Gradients are kept at norm 1 with their logarithm beside, so that two hundred layers of sigmoid do not underflow. */
#include "analysis/network.h"

#include "base/contract.h"
#include "base/random.h"
#include "expression/kernels.h"
#include "landscape/landscape.h"
#include "network/product.h"

#include <math.h>
#include <string.h>

struct network network_of(const struct call *call, size_t width)
{
    struct network network = {.layer_norm = call->values[ACTIVATION_NORMALIZATION] != 0, .residual = call->values[ACTIVATION_RESIDUAL] != 0};
    for (size_t i = 0; i < activation_count; i++)
        if (call->callable == &activations[i].callable)
            network.activation = &activations[i];
    CONTRACT(network.activation);
    const bool he = call->values[ACTIVATION_INIT] == INIT_AUTO ? network.activation->he : call->values[ACTIVATION_INIT] == INIT_HE;
    network.deviation = call->given[ACTIVATION_DEVIATION] ? call->values[ACTIVATION_DEVIATION] : sqrt((he ? 2 : 1) / (double)width);
    return network;
}

void network_print(const struct call *call, struct buffer *out)
{
    const struct network network = network_of(call, 1);
    buffer_text(out, network.activation->title);
    if (call->given[ACTIVATION_DEVIATION]) {
        buffer_text(out, " (σ = ");
        buffer_number(out, call->values[ACTIVATION_DEVIATION]);
        buffer_text(out, ")");
    } else if (call->values[ACTIVATION_INIT] != INIT_AUTO) {
        buffer_text(out, call->values[ACTIVATION_INIT] == INIT_HE ? " (He)" : " (Xavier)");
    }
    buffer_text(out, network.layer_norm ? " + layer norm" : "");
    buffer_text(out, network.residual ? " + residual" : "");
}

/* What one network remembers of its way forward, and its program. */
struct pass {
    const struct network *network;
    struct program *program; /* the activation and its slope */
    struct workspace *workspace;
    double *x;     /* [depth + 1][width] */
    double *z;     /* [depth][width]: as the activation sees it */
    double *slope; /* [depth][width] */
    double *scale; /* [depth]: layer normalisation divided by it; 1 without */
    double *size;  /* [depth + 1]: norms of x */
    /* Of the way back: the gradient at a layer's activation, of norm 1, and at its z; and their norms, [depth], of the first before it was divided by it. */
    double *gradient, *inner, *gradient_norm, *inner_norm;
    struct network_record *record;
};

struct draw {
    size_t width, depth;
    double *weights; /* [depth][width][width], standard normal */
    double *input, *loss;
};

/* Of a layer, stored by columns. */
static const double *weights_of(const struct draw *draw, size_t layer)
{
    return draw->weights + layer * draw->width * draw->width;
}

/* Products of matrices read past the end of an array. */
static double *numbers(struct arena *arena, size_t count)
{
    return ARENA_NEW(arena, double, count + PRODUCT_PADDING);
}

static double root_of_squares(const double *vector, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += vector[i] * vector[i];
    return sqrt(sum);
}

/* By vectors: one at a time takes five times as long. */
static void take_log10(double *values, size_t count)
{
    double block[KERNEL_LANES];
    for (size_t i = 0; i < count; i += KERNEL_LANES) {
        const size_t some = count - i < KERNEL_LANES ? count - i : KERNEL_LANES;
        for (size_t k = 0; k < KERNEL_LANES; k++)
            block[k] = values[i + (k < some ? k : 0)];
        kernels_chosen()->functions[OPERATION_LOG10](block, block, block, block, KERNEL_LANES);
        memcpy(values + i, block, some * sizeof *block);
    }
}

/* Subtracts the mean; returns it. */
static double centre(double *vector, size_t count)
{
    double mean = 0;
    for (size_t i = 0; i < count; i++)
        mean += vector[i];
    mean /= (double)count;
    for (size_t i = 0; i < count; i++)
        vector[i] -= mean;
    return mean;
}

static double normalize(double *z, size_t width)
{
    centre(z, width);
    const double norm = root_of_squares(z, width), scale = sqrt(norm * norm / (double)width + 1e-5);
    for (size_t i = 0; i < width; i++)
        z[i] /= scale;
    return scale;
}

/* A layer's z becomes its activation. */
static void activate(const struct draw *draw, struct pass *pass, size_t layer)
{
    const size_t width = draw->width;
    const double *x = pass->x + layer * width;
    double *z = pass->z + layer * width, *y = pass->x + (layer + 1) * width;
    for (size_t row = 0; row < width; row++)
        z[row] *= pass->network->deviation;
    pass->scale[layer] = pass->network->layer_norm ? normalize(z, width) : 1;
    program_run(pass->program, pass->workspace, (const double *const[]){z}, (double *const[]){y, pass->slope + layer * width}, width);
    for (size_t row = 0; pass->network->residual && row < width; row++)
        y[row] += x[row];
}

/* All networks at once, which share their weights: these are read but once. */
static void forward(const struct draw *draw, struct pass *passes, size_t count)
{
    const size_t width = draw->width;
    for (size_t i = 0; i < count; i++)
        memcpy(passes[i].x, draw->input, width * sizeof *passes[i].x);
    for (size_t layer = 0; layer < draw->depth; layer++) {
        product_add(&(struct product){.rows = count,
                                      .columns = width,
                                      .depth = width,
                                      .a = passes->x + layer * width,
                                      .a_row = (draw->depth + 1) * width,
                                      .a_step = 1,
                                      .b = weights_of(draw, layer),
                                      .b_step = width,
                                      .b_column = 1,
                                      .c = passes->z + layer * width,
                                      .c_row = draw->depth * width,
                                      .fresh = true},
                    1);
        for (size_t i = 0; i < count; i++)
            activate(draw, &passes[i], layer);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t layer = 0; layer <= draw->depth; layer++)
            passes[i].size[layer] = root_of_squares(passes[i].x + layer * width, width);
}

/* From the gradient at a layer's activation to that at its z, through the normalisation. */
static void through_normalization(double *gradient, const double *z, double scale, size_t width)
{
    double along = 0;
    for (size_t i = 0; i < width; i++)
        along += gradient[i] * z[i];
    along /= (double)width;
    centre(gradient, width);
    for (size_t i = 0; i < width; i++)
        gradient[i] = (gradient[i] - along * z[i]) / scale;
}

/* Of a way back of all networks at once, [width][count]: gradients at z, and their products with the weights. */
struct back {
    double *inner, *sums;
};

/* The gradient at a layer's z of network i of `count`, from that at its activation. */
static void enter(const struct draw *draw, struct pass *pass, size_t layer, const struct back *back, size_t i, size_t count)
{
    const size_t width = draw->width;
    const double *slope = pass->slope + layer * width;
    double *inner = pass->inner;
    for (size_t k = 0; k < width; k++)
        inner[k] = pass->gradient[k] * slope[k];
    if (pass->network->layer_norm)
        through_normalization(inner, pass->z + layer * width, pass->scale[layer], width);
    pass->inner_norm[layer] = root_of_squares(inner, width);
    for (size_t k = 0; k < width; k++)
        back->inner[k * count + i] = inner[k];
}

/* The gradient at the activation of the layer before. */
static void leave(const struct draw *draw, struct pass *pass, size_t layer, const struct back *back, size_t i, size_t count)
{
    const size_t width = draw->width;
    double *gradient = pass->gradient;
    for (size_t k = 0; k < width; k++)
        gradient[k] = (pass->network->residual ? gradient[k] : 0) + pass->network->deviation * back->sums[k * count + i];
    const double norm = pass->gradient_norm[layer] = root_of_squares(gradient, width);
    for (size_t k = 0; k < width && norm > 0; k++)
        gradient[k] /= norm;
}

/* One draw's way back, of which the norms are left. */
static void backward(const struct draw *draw, struct pass *passes, size_t count, const struct back *back)
{
    const size_t width = draw->width;
    for (size_t i = 0; i < count; i++)
        memcpy(passes[i].gradient, draw->loss, width * sizeof *passes[i].gradient);
    for (size_t layer = draw->depth; layer-- > 0;) {
        for (size_t i = 0; i < count; i++)
            enter(draw, &passes[i], layer, back, i, count);
        product_add(&(struct product){.rows = width,
                                      .columns = count,
                                      .depth = width,
                                      .a = weights_of(draw, layer),
                                      .a_row = width,
                                      .a_step = 1,
                                      .b = back->inner,
                                      .b_step = count,
                                      .b_column = 1,
                                      .c = back->sums,
                                      .c_row = count,
                                      .fresh = true},
                    1);
        for (size_t i = 0; i < count; i++)
            leave(draw, &passes[i], layer, back, i, count);
    }
}

/* Writes row `row` of the records of a network that has gone both ways. */
static void record(const struct draw *draw, const struct pass *pass, size_t row)
{
    const size_t width = draw->width, depth = draw->depth, first = row * (depth + 1);
    double *gradient = pass->record->gradient + first, *weights = pass->record->weights + first, *size = pass->record->size + first;
    for (size_t layer = 0; layer <= depth; layer++)
        size[layer] = pass->size[layer] / sqrt((double)width);
    take_log10(size, depth + 1);
    take_log10(pass->size, depth + 1);
    take_log10(pass->gradient_norm, depth);
    take_log10(pass->inner_norm, depth);
    double logarithm = gradient[depth] = 0;
    for (size_t layer = depth; layer-- > 0;) {
        weights[layer + 1] = logarithm + pass->inner_norm[layer] + pass->size[layer];
        gradient[layer] = logarithm += pass->gradient_norm[layer];
    }
    weights[0] = NAN;
}

static bool make_pass(struct arena *arena, const struct network *network, size_t width, size_t depth, struct pass *pass, struct error *error)
{
    struct landscape *landscape;
    size_t count;
    if (!landscape_resolve(arena, network->activation->formula, 1, 0, NULL, 0, &landscape, &count, error) ||
        !landscape_program(landscape, 1, &pass->program, error))
        return false;
    pass->network = network;
    pass->workspace = workspace_create(arena, pass->program);
    pass->gradient = ARENA_NEW(arena, double, width);
    pass->inner = ARENA_NEW(arena, double, width);
    pass->gradient_norm = ARENA_NEW(arena, double, depth);
    pass->inner_norm = ARENA_NEW(arena, double, depth);
    pass->size = ARENA_NEW(arena, double, depth + 1);
    pass->slope = ARENA_NEW(arena, double, depth *width);
    pass->scale = ARENA_NEW(arena, double, depth);
    return true;
}

static void make_draw(struct draw *draw, uint64_t seed, uint64_t number)
{
    const size_t width = draw->width, entries = draw->depth * width * width;
    const uint64_t stream = random_stream(RANDOM_NETWORK, number);
    random_normals(seed, stream, 0, draw->input, width);
    random_normals(seed, stream, NETWORK_MOST_WIDTH, draw->loss, width);
    random_normals(seed, stream, 2 * NETWORK_MOST_WIDTH, draw->weights, entries);
    const double norm = root_of_squares(draw->loss, width);
    for (size_t i = 0; i < width; i++)
        draw->loss[i] /= norm;
}

bool network_run(struct arena *arena, const struct network *networks, size_t count, size_t width, size_t depth, size_t seeds, uint64_t seed,
                 struct network_record *records, struct error *error)
{
    struct draw draw = {width, depth, numbers(arena, depth * width * width), ARENA_NEW(arena, double, width), ARENA_NEW(arena, double, width)};
    struct pass *passes = ARENA_NEW(arena, struct pass, count);
    double *x = numbers(arena, count * (depth + 1) * width), *z = numbers(arena, count * depth * width);
    const struct back back = {numbers(arena, width * count), numbers(arena, width * count)};
    for (size_t i = 0; i < count; i++) {
        const size_t entries = seeds * (depth + 1);
        records[i] = (struct network_record){ARENA_NEW(arena, double, entries), ARENA_NEW(arena, double, entries), ARENA_NEW(arena, double, entries)};
        if (!make_pass(arena, &networks[i], width, depth, &passes[i], error))
            return false;
        passes[i].x = x + i * (depth + 1) * width;
        passes[i].z = z + i * depth * width;
        passes[i].record = &records[i];
    }
    for (size_t number = 0; number < seeds; number++) {
        arena_checkpoint(arena);
        make_draw(&draw, seed, number);
        arena_checkpoint(arena);
        forward(&draw, passes, count);
        arena_checkpoint(arena);
        backward(&draw, passes, count, &back);
        for (size_t i = 0; i < count; i++)
            record(&draw, &passes[i], number);
    }
    return true;
}

double network_cost(size_t count, size_t width, size_t depth, size_t seeds)
{
    const double weights = (double)width * (double)width * (double)depth;
    return (double)seeds * (weights * (10 + (double)count) + (double)count * (double)depth * (20 * (double)width + 200));
}
