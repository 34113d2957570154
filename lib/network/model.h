/* A network as layers, one behind the other, and the loss at its end. The parameters are one vector: the layers' in their order, each W row by
 * row ([out][in]), then b. */
#ifndef NETWORK_MODEL_H
#define NETWORK_MODEL_H

#include "network/loss.h"

#include "base/error.h"

#include <stdint.h>

enum { MODEL_MAX_LAYERS = 64, MODEL_MAX_UNITS = 4096 };

struct model {
    struct arena *arena;
    struct network_layer *layers;
    size_t layer_count;
    size_t *units; /* [layer_count + 1]: of the signals between the layers; signal 0 is the input */
    size_t inputs, outputs;
    size_t parameters;
    const struct loss_kind *loss;
};

/* How weights are drawn: normal with mean 0 and the deviation of Xavier, √(2/(in + out)) (Glorot & Bengio 2010), of He, √(2/in) (He et al. 2015),
 * or the one given. Biases start at 0. */
enum initialization { INITIALIZATION_XAVIER, INITIALIZATION_HE, INITIALIZATION_GIVEN };

/* A perceptron: x_l = activation(normalization(W_l x_{l−1} + b_l)), with residual connections x_l = x_{l−1} + that where the widths agree; the
 * last layer is W x + b alone. In front of it there may be convolutions: each with activation, then pooling to half the size. */
struct architecture {
    struct image_shape image; /* of the input, if there are convolutions */
    const size_t *channels;   /* [convolutions] */
    size_t convolutions, kernel;
    const size_t *hidden; /* [hidden_layers]: units */
    size_t hidden_layers;
    size_t inputs, outputs;
    const char *activation; /* a formula of x in the expression language */
    bool normalization, residual, bias;
    enum initialization initialization;
    double deviation; /* INITIALIZATION_GIVEN */
    const struct loss_kind *loss;
};

/* The model, in arena memory. `order` is the highest derivative of the loss that will be asked for: 0 to 2. False with a sentence if the
 * activation is no formula of x, there are too many layers or units, or the image is too small for the convolutions. */
bool model_create(struct arena *arena, const struct architecture *architecture, int order, struct model *model, struct error *error);

/* Draws the initial parameters of `lanes` networks, [parameters][lanes]: network l's are a function of the seed and of `first` + l. */
void model_initialize(const struct model *model, uint64_t seed, uint64_t first, size_t lanes, double *weights);

/* Operations (one for each multiplication with its addition) of one example's outputs: those of a gradient are three times as many, those of a
 * product with the Hessian seven times. */
double model_cost(const struct model *model);

#endif
