/* The loss of a network on examples, its gradient, and the product of its Hessian with a direction: for one network or for many in lockstep.
 * A network's bits do not depend on the others, nor on how many there are. */
#ifndef NETWORK_EVALUATION_H
#define NETWORK_EVALUATION_H

#include "network/model.h"

#include <stdint.h>

/* Examples: inputs row by row, and targets: the class of each example, or [count][outputs] numbers. */
struct examples {
    size_t count, inputs, targets; /* targets: numbers an example, 1 for a class */
    const double *input, *target;
};

/* What is evaluated: examples of a set by their numbers, `which`[i], or with lanes of their own choice `which`[i * lanes + lane]; null: the
 * first `count` in their order. */
struct batch {
    const struct examples *examples;
    const uint32_t *which;
    bool by_lane;  /* each lane has its own numbers */
    size_t count;  /* at least 1 */
    bool constant; /* the examples stay as they are from one pass to the next, so that they need not be read again */
};

/* Scratch for evaluations of one model, one at a time. */
struct evaluation;

/* `lanes` is 1 or a multiple of 8, fastest 8 at a time: more networks are better run as groups of 8, whose numbers stay in the caches. `order` 0: values, 1: gradients, 2: products with the Hessian. The model must have been made for it. */
struct evaluation *evaluation_create(struct arena *arena, const struct model *model, size_t lanes, int order);

/* Vectors of parameters are [parameters][lanes] and followed by PRODUCT_PADDING numbers that may be read. */

/* The mean loss of the batch: loss[lanes]. `right`[lanes], if not null, becomes the number of examples whose class has the greatest output
 * (the first of several): where targets are several numbers, the class of the greatest of them; 0 where there are no classes. */
void evaluation_loss(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *loss, double *right);

/* And its gradient: gradient[parameters][lanes]. */
void evaluation_gradient(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *loss, double *gradient);

/* And the product of the Hessian with `direction`, [parameters][lanes] each. */
void evaluation_product(struct evaluation *evaluation, const double *weights, const double *direction, const struct batch *batch, double *loss,
                        double *gradient, double *product);

/* Has visit(context, run) called for every layer at work on every chunk of the batch, after its forward pass: run->in->value and
 * run->out->value are those of run->examples examples. */
void evaluation_visit(struct evaluation *evaluation, const double *weights, const struct batch *batch,
                      void (*visit)(void *context, const struct layer_run *run), void *context);

/* The gradient as above, of an evaluation of order 2, with visit(context, layers, loss) called for every chunk after its backward pass:
 * layers[layer_count] hold values and gradients of its examples, and loss->kind's gradient_tangent can be asked of `loss`. */
void evaluation_gradient_visit(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *loss, double *gradient,
                               void (*visit)(void *context, const struct layer_run *layers, struct loss_run *loss), void *context);

/* The outputs of the batch: outputs[count][outputs][lanes]. */
void evaluation_outputs(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *outputs);

#endif
