/* A network as layers, one behind the other, and the loss at its end. The parameters are one vector: the layers' in their order, each W row by
 * row ([out][in]), then b. */
#ifndef NETWORK_MODEL_H
#define NETWORK_MODEL_H

#include "network/loss.h"

#include "base/error.h"

enum { MODEL_MAX_LAYERS = 256, MODEL_MAX_UNITS = 4096 };

/* A perceptron: x_l = activation(normalization(W_l x_{l−1} + b_l)), with residual connections x_l = x_{l−1} + that where the widths agree; the
 * last layer is W x + b alone. */
struct perceptron {
    const size_t *units;    /* [layers + 1]: inputs, hidden layers, outputs */
    size_t layers;          /* at least 1 */
    const char *activation; /* a formula of x in the expression language */
    bool normalization, residual, bias;
    const struct loss_kind *loss;
};

struct model {
    struct layer *layers;
    size_t layer_count;
    size_t *units; /* [layer_count + 1]: of the signals between the layers; signal 0 is the input */
    size_t inputs, outputs;
    size_t parameters;
    const struct loss_kind *loss;
};

/* The model of a perceptron, in arena memory. `order` is the highest derivative of the loss that will be asked for: 0 to 2. False with a
 * sentence if the activation is no formula of x or there are too many layers or units. */
bool model_of_perceptron(struct arena *arena, const struct perceptron *perceptron, int order, struct model *model, struct error *error);

/* Operations (one for each multiplication with its addition) of one example's outputs: those of a gradient are three times as many, those of a
 * product with the Hessian seven times. */
double model_cost(const struct model *model);

#endif
