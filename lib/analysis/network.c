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

static double log10_of(double value)
{
    return kernel_scalar(OPERATION_LOG10, value, 0, 0);
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

static void forward(const struct draw *draw, struct pass *pass)
{
    const size_t width = draw->width;
    memcpy(pass->x, draw->input, width * sizeof *pass->x);
    for (size_t layer = 0; layer < draw->depth; layer++) {
        const double *x = pass->x + layer * width;
        double *z = pass->z + layer * width, *y = pass->x + (layer + 1) * width;
        memset(z, 0, width * sizeof *z);
        product_add(&(struct product){.rows = 1,
                                      .columns = width,
                                      .depth = width,
                                      .a = x,
                                      .a_step = 1,
                                      .b = weights_of(draw, layer),
                                      .b_step = width,
                                      .b_column = 1,
                                      .c = z},
                    1);
        for (size_t row = 0; row < width; row++)
            z[row] *= pass->network->deviation;
        pass->scale[layer] = pass->network->layer_norm ? normalize(z, width) : 1;
        program_run(pass->program, pass->workspace, (const double *const[]){z}, (double *const[]){y, pass->slope + layer * width}, width);
        for (size_t row = 0; pass->network->residual && row < width; row++)
            y[row] += x[row];
    }
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

/* Of a way back: gradients at a layer's activation and at its z, and sums. */
struct back {
    double *gradient, *inner, *sums; /* [width] */
};

/* One draw's way back into row `row` of the records. */
static void backward(const struct draw *draw, const struct pass *pass, size_t row, struct network_record *record, const struct back *scratch)
{
    const size_t width = draw->width, depth = draw->depth;
    double *gradients = record->gradient + row * (depth + 1), *weights_record = record->weights + row * (depth + 1);
    double *gradient = scratch->gradient, *inner = scratch->inner, logarithm = 0;
    memcpy(gradient, draw->loss, width * sizeof *gradient);
    gradients[depth] = 0;
    weights_record[0] = NAN;
    for (size_t layer = depth; layer-- > 0;) {
        const double *slope = pass->slope + layer * width;
        for (size_t i = 0; i < width; i++)
            inner[i] = gradient[i] * slope[i];
        if (pass->network->layer_norm)
            through_normalization(inner, pass->z + layer * width, pass->scale[layer], width);
        weights_record[layer + 1] = logarithm + log10_of(root_of_squares(inner, width)) + log10_of(root_of_squares(pass->x + layer * width, width));
        memset(scratch->sums, 0, width * sizeof *scratch->sums);
        product_add(&(struct product){.rows = width,
                                      .columns = 1,
                                      .depth = width,
                                      .a = weights_of(draw, layer),
                                      .a_row = width,
                                      .a_step = 1,
                                      .b = inner,
                                      .b_step = 1,
                                      .b_column = 1,
                                      .c = scratch->sums,
                                      .c_row = 1},
                    1);
        for (size_t i = 0; i < width; i++)
            gradient[i] = (pass->network->residual ? gradient[i] : 0) + pass->network->deviation * scratch->sums[i];
        const double norm = root_of_squares(gradient, width);
        logarithm += log10_of(norm);
        gradients[layer] = logarithm;
        for (size_t i = 0; i < width && norm > 0; i++)
            gradient[i] /= norm;
    }
}

static void record_size(const struct draw *draw, const struct pass *pass, size_t row, struct network_record *record)
{
    for (size_t layer = 0; layer <= draw->depth; layer++)
        record->size[row * (draw->depth + 1) + layer] =
            log10_of(root_of_squares(pass->x + layer * draw->width, draw->width) / sqrt((double)draw->width));
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
    pass->x = ARENA_NEW(arena, double, (depth + 1) * width);
    pass->z = numbers(arena, depth * width);
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
    const struct back scratch = {numbers(arena, width), numbers(arena, width), numbers(arena, width)};
    for (size_t i = 0; i < count; i++) {
        const size_t entries = seeds * (depth + 1);
        records[i] = (struct network_record){ARENA_NEW(arena, double, entries), ARENA_NEW(arena, double, entries), ARENA_NEW(arena, double, entries)};
        if (!make_pass(arena, &networks[i], width, depth, &passes[i], error))
            return false;
    }
    for (size_t number = 0; number < seeds; number++) {
        make_draw(&draw, seed, number);
        for (size_t i = 0; i < count; i++) {
            arena_checkpoint(arena);
            forward(&draw, &passes[i]);
            record_size(&draw, &passes[i], number, &records[i]);
            backward(&draw, &passes[i], number, &records[i], &scratch);
        }
    }
    return true;
}

double network_cost(size_t count, size_t width, size_t depth, size_t seeds)
{
    const double weights = (double)width * (double)width * (double)depth;
    return (double)seeds * (weights * (24 + 2 * (double)count) + (double)count * (double)depth * (20 * (double)width + 200));
}
