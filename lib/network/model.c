#include "network/model.h"

#include "landscape/landscape.h"

static struct layer *append(struct model *model, const struct layer_kind *kind, size_t outputs)
{
    struct layer *layer = &model->layers[model->layer_count];
    *layer = (struct layer){.kind = kind, .inputs = model->units[model->layer_count], .outputs = outputs, .first = model->parameters};
    model->units[++model->layer_count] = outputs;
    return layer;
}

static void append_affine(struct model *model, size_t outputs, bool bias)
{
    struct layer *layer = append(model, &layer_affine, outputs);
    layer->bias = bias;
    model->parameters += layer_affine.parameters(layer);
}

static bool activation_program(struct arena *arena, const char *formula, int order, struct program **program, struct error *error)
{
    struct landscape *landscape;
    size_t count;
    return landscape_resolve(arena, formula, 1, 1, NULL, 0, &landscape, &count, error) && landscape_program(landscape, order, program, error);
}

bool model_of_perceptron(struct arena *arena, const struct perceptron *perceptron, int order, struct model *model, struct error *error)
{
    struct program *activation;
    if (perceptron->layers < 1 || perceptron->layers > MODEL_MAX_LAYERS)
        return error_set(error, ERROR_INVALID, "A network has 1 to %d layers, not %zu.", MODEL_MAX_LAYERS, perceptron->layers);
    for (size_t i = 0; i <= perceptron->layers; i++)
        if (perceptron->units[i] < 1 || perceptron->units[i] > MODEL_MAX_UNITS)
            return error_set(error, ERROR_INVALID, "A layer has 1 to %d units, not %zu.", MODEL_MAX_UNITS, perceptron->units[i]);
    if (!activation_program(arena, perceptron->activation, order, &activation, error))
        return false;
    *model = (struct model){.layers = ARENA_NEW(arena, struct layer, 4 * perceptron->layers),
                            .units = ARENA_NEW(arena, size_t, 4 * perceptron->layers + 1),
                            .inputs = perceptron->units[0],
                            .outputs = perceptron->units[perceptron->layers],
                            .loss = perceptron->loss};
    model->units[0] = model->inputs;
    for (size_t l = 1; l < perceptron->layers; l++) {
        const size_t source = model->layer_count, units = perceptron->units[l];
        append_affine(model, units, perceptron->bias);
        if (perceptron->normalization)
            append(model, &layer_normalization, units);
        append(model, &layer_activation, units)->activation = activation;
        if (perceptron->residual && model->units[source] == units)
            append(model, &layer_addition, units)->source = source;
    }
    append_affine(model, model->outputs, perceptron->bias);
    return true;
}

double model_cost(const struct model *model)
{
    enum { BOOKKEEPING = 4 };
    double cost = 0;
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct layer *layer = &model->layers[i];
        const double parameters = layer->kind->parameters ? (double)layer->kind->parameters(layer) : 0;
        cost += parameters + (double)layer->outputs * (BOOKKEEPING + (layer->activation ? (double)program_length(layer->activation) : 0));
    }
    return cost;
}
