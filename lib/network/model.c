#include "network/model.h"

#include "base/random.h"
#include "landscape/landscape.h"

#include <math.h>

static struct network_layer *append(struct model *model, const struct network_layer_kind *kind, size_t outputs)
{
    struct network_layer *layer = &model->layers[model->layer_count];
    *layer = (struct network_layer){.kind = kind, .inputs = model->units[model->layer_count], .outputs = outputs, .first = model->parameters};
    model->units[++model->layer_count] = outputs;
    return layer;
}

/* An activation like the one given, which is in no network. */
static void append_activation(struct model *model, const struct network_layer *like, size_t units)
{
    struct network_layer *layer = append(model, &layer_activation, units);
    layer->activation = like->activation;
    layer->activation_work = like->activation_work;
    layer->activation_loop = like->activation_loop;
}

static double deviation_of(const struct architecture *architecture, size_t fan_in, size_t fan_out)
{
    switch (architecture->initialization) {
    case INITIALIZATION_XAVIER:
        return sqrt(2 / (double)(fan_in + fan_out));
    case INITIALIZATION_HE:
        return sqrt(2 / (double)fan_in);
    default:
        return architecture->deviation;
    }
}

static void append_affine(struct model *model, const struct architecture *architecture, size_t outputs)
{
    struct network_layer *layer = append(model, &layer_affine, outputs);
    layer->bias = architecture->bias;
    layer->deviation = deviation_of(architecture, layer->inputs, outputs);
    model->parameters += layer_affine.parameters(layer);
}

/* A convolution with its activation and pooling; `image` becomes the result's shape. */
static void append_convolution(struct model *model, const struct architecture *architecture, size_t channels, const struct network_layer *activation,
                               struct image_shape *image)
{
    const size_t size = image->rows * image->columns, window = architecture->kernel * architecture->kernel;
    struct network_layer *layer = append(model, &layer_convolution, channels * size);
    layer->shape = *image;
    layer->kernel = architecture->kernel;
    layer->deviation = deviation_of(architecture, image->channels * window, channels * window);
    model->parameters += layer_convolution.parameters(layer);
    append_activation(model, activation, channels * size);
    image->channels = channels;
    append(model, &layer_pooling, channels * (image->rows / 2) * (image->columns / 2))->shape = *image;
    image->rows /= 2;
    image->columns /= 2;
}

static void append_hidden(struct model *model, const struct architecture *architecture, size_t units, const struct network_layer *activation)
{
    const size_t source = model->layer_count;
    append_affine(model, architecture, units);
    if (architecture->normalization)
        append(model, &layer_normalization, units);
    append_activation(model, activation, units);
    if (architecture->residual && model->units[source] == units)
        append(model, &layer_addition, units)->source = source;
}

static bool make_activation(struct arena *arena, const char *formula, int order, struct network_layer *layer, struct error *error)
{
    struct landscape *landscape;
    struct program *program;
    size_t count;
    if (!landscape_resolve(arena, formula, 1, 1, NULL, 0, &landscape, &count, error) || !landscape_program(landscape, order, &program, error))
        return false;
    enum { LOOP = 10 };
    activation_function *const loop = activation_kernel(formula);
    *layer = (struct network_layer){.activation = program, .activation_loop = loop, .activation_work = loop ? LOOP : graph_work(landscape->graph)};
    return true;
}

static bool check(const struct architecture *architecture, struct error *error)
{
    const size_t layers = architecture->convolutions + architecture->hidden_layers + 1;
    if (layers > MODEL_MAX_LAYERS)
        return error_set(error, ERROR_INVALID, "a network has at most %d layers, not %zu", MODEL_MAX_LAYERS, layers);
    for (size_t i = 0; i < architecture->hidden_layers; i++)
        if (architecture->hidden[i] < 1 || architecture->hidden[i] > MODEL_MAX_UNITS)
            return error_set(error, ERROR_INVALID, "a layer has 1 to %d units, not %zu", MODEL_MAX_UNITS, architecture->hidden[i]);
    for (size_t i = 0; i < architecture->convolutions; i++)
        if (architecture->channels[i] < 1 || architecture->channels[i] > MODEL_MAX_UNITS / 16)
            return error_set(error, ERROR_INVALID, "a convolution has 1 to %d channels, not %zu", MODEL_MAX_UNITS / 16, architecture->channels[i]);
    const size_t side = architecture->image.rows < architecture->image.columns ? architecture->image.rows : architecture->image.columns;
    if (architecture->convolutions && side >> architecture->convolutions == 0)
        return error_set(error, ERROR_INVALID, "%zu convolutions halve an image of %zu by %zu pixels to nothing", architecture->convolutions,
                         architecture->image.rows, architecture->image.columns);
    return true;
}

bool model_create(struct arena *arena, const struct architecture *architecture, int order, struct model *model, struct error *error)
{
    struct network_layer activation;
    struct image_shape image = architecture->image;
    if (!check(architecture, error) || !make_activation(arena, architecture->activation, order, &activation, error))
        return false;
    const size_t most = 4 * (architecture->convolutions + architecture->hidden_layers + 1);
    *model = (struct model){.arena = arena,
                            .layers = ARENA_NEW(arena, struct network_layer, most),
                            .units = ARENA_NEW(arena, size_t, most + 1),
                            .inputs = architecture->inputs,
                            .outputs = architecture->outputs,
                            .loss = architecture->loss};
    model->units[0] = model->inputs;
    for (size_t i = 0; i < architecture->convolutions; i++)
        append_convolution(model, architecture, architecture->channels[i], &activation, &image);
    for (size_t i = 0; i < architecture->hidden_layers; i++)
        append_hidden(model, architecture, architecture->hidden[i], &activation);
    append_affine(model, architecture, model->outputs);
    return true;
}

void model_initialize(const struct model *model, uint64_t seed, uint64_t first, size_t lanes, double *weights)
{
    double *normals = ARENA_NEW(model->arena, double, model->parameters);
    for (size_t lane = 0; lane < lanes; lane++) {
        random_normals(seed, random_stream(RANDOM_NETWORK, first + lane), 0, normals, model->parameters);
        for (size_t l = 0; l < model->layer_count; l++) {
            const struct network_layer *layer = &model->layers[l];
            const size_t count = layer->kind->parameters ? layer->kind->parameters(layer) : 0,
                         biases = layer->kind->biases ? layer->kind->biases(layer) : 0;
            for (size_t i = 0; i < count; i++)
                weights[(layer->first + i) * lanes + lane] = i < count - biases ? layer->deviation * normals[layer->first + i] : 0;
        }
    }
}

double model_cost(const struct model *model)
{
    /* Measured: an example is gathered and its loss taken, with an exponential an output where there are classes. */
    enum { UNIT = 4, EXAMPLE = 20, ODDS = 12 };
    double cost = EXAMPLE + (model->loss->classes ? ODDS * (double)model->outputs : 0);
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct network_layer *layer = &model->layers[i];
        const double parameters = layer->kind->parameters ? (double)layer->kind->parameters(layer) : 0;
        const double uses = layer->kernel ? (double)(layer->shape.rows * layer->shape.columns) : 1;
        cost += uses * parameters + (double)layer->outputs * (UNIT + layer->activation_work);
    }
    return cost;
}
