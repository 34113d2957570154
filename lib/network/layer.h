/* Layers: a kind is a file that ends in its descriptor. A layer turns one signal into the next, and is differentiated in three ways: backward
 * (the gradient of the loss, by reverse accumulation), tangent (the derivative along a direction of the parameters) and tangent_backward
 * (the derivative of the backward pass along that direction: Pearlmutter, Fast Exact Multiplication by the Hessian, Neural Computation
 * 6, 1994). Nothing is differenced. */
#ifndef NETWORK_LAYER_H
#define NETWORK_LAYER_H

#include "network/activation_kernel.h"
#include "network/product.h"

#include "expression/program.h"

/* The numbers between two layers, for a chunk of examples and `lanes` networks: number (example, unit, lane) is at
 * example * stride + unit * lanes + lane. `stride` is a multiple of 8 and at least units * lanes; numbers past the last unit are of no
 * effect. Arrays that the order of the evaluation does not need are null. */
struct signal {
    size_t units, stride;
    double *value;
    double *gradient;         /* of the loss with respect to value; where only gradients are evaluated, an activation's two signals may share it */
    double *tangent;          /* derivative of value along the direction */
    double *gradient_tangent; /* derivative of gradient along the direction */
};

struct network_layer_kind;

/* An image: number (channel, row, column) of it is unit (channel * rows + row) * columns + column. */
struct image_shape {
    size_t channels, rows, columns;
};

struct network_layer {
    const struct network_layer_kind *kind;
    size_t inputs, outputs;   /* units */
    size_t first;             /* the layer's first parameter in the vector of all */
    size_t source;            /* of an addition: the signal that is added, by number */
    bool bias;                /* of an affine layer */
    struct image_shape shape; /* of a convolution's or a pooling's input */
    size_t kernel;            /* rows and columns of a convolution's window; odd */
    double deviation;         /* of the weights' initial entries */
    const struct program *activation;
    activation_function *activation_loop; /* does what the program does; null: the program does it */
    double activation_work;               /* operations a unit, as model_cost counts them */
};

/* One layer at work on a chunk. */
struct layer_run {
    const struct network_layer *layer;
    size_t examples, lanes;
    bool first; /* of the chunks of an evaluation */
    bool sole;  /* no other layer adds to in->gradient */
    struct signal *in, *out, *source;
    double *memory;              /* layer_kind.memory numbers an example, kept from forward to backward */
    double *scratch;             /* layer_kind.scratch numbers, kept from chunk to chunk of one evaluation */
    struct workspace *workspace; /* of the activation's program */
    /* Of this layer's parameters, [parameters][lanes]: */
    const double *weights, *direction;
    double *gradient, *gradient_tangent; /* backward and tangent_backward add to them, but see layer_kind.begins_gradients */
    /* Where the tangent of a gradient is the sum of two sums over the examples, the second is added to this and not to gradient_tangent: each
     * goes on from chunk to chunk by itself, so that its bits do not depend on the chunks. The evaluation adds them up. */
    double *second_tangent;
};

struct network_layer_kind {
    const char *name;
    size_t (*parameters)(const struct network_layer *layer); /* null: none */
    size_t (*biases)(const struct network_layer *layer);     /* the last of the parameters, which start at 0; null: none */
    /* Doubles an example that `memory` holds, and in all that `scratch` holds; null: none. */
    size_t (*memory)(const struct network_layer *layer, const struct signal *in, const struct signal *out);
    size_t (*scratch)(const struct network_layer *layer, size_t lanes);
    void (*begin)(struct layer_run *run);    /* once an evaluation, before its first chunk; may be null */
    void (*forward)(struct layer_run *run);  /* writes out->value */
    void (*backward)(struct layer_run *run); /* adds to in->gradient (null: not wanted) and run->gradient */
    /* What backward adds to need not be zero before: run->gradient of the first chunk, in->gradient if the layer is the sole one that adds to it. */
    bool begins_gradients;
    void (*tangent)(struct layer_run *run);          /* writes out->tangent; in->tangent null: zero */
    void (*tangent_backward)(struct layer_run *run); /* adds to in->gradient_tangent (null: not wanted) and run->gradient_tangent */
};

extern const struct network_layer_kind layer_affine, layer_normalization, layer_activation, layer_addition, layer_convolution, layer_pooling;

/* The table of them: tests compare each with torch. A new kind is a file, a line here and in layers.c, and a case of tests/reference/layers.py. */
extern const struct network_layer_kind *const network_layer_kinds[];
extern const size_t network_layer_kind_count;

#endif
