/* All of a network's Hessian at once. Products with unit vectors would pass through the layers once for every parameter; here what passes are the
 * derivatives along the inputs of the activations, of which there are far fewer: a weight moves one of these by what it is multiplied with. Of
 * two weights of layers l ≤ m, from unit i to o and from j to p, an example adds
 *
 *     x_i · (∂²L/∂z_o∂z_p · x_j + ∂L/∂z_p · ∂x_j/∂z_o)
 *
 * with x the values that the layers are given and z what they give; a sum of products of matrices over the examples (Bishop, Exact calculation of
 * the Hessian matrix for the multilayer perceptron, Neural Computation 4, 1992). Nothing is differenced. */
#ifndef NETWORK_HESSIAN_H
#define NETWORK_HESSIAN_H

#include "network/evaluation.h"

struct hessian;

/* Scratch for one network of the model, which must be of order 2, in arena memory. Null if the model has layers other than affine ones and
 * activations: evaluation_product serves any. */
struct hessian *hessian_create(struct arena *arena, const struct model *model);

/* The mean loss of the batch, its gradient[parameters], as evaluation_gradient has them, and its Hessian, matrix[parameters][parameters].
 * Weights and gradient are followed by PRODUCT_PADDING numbers. */
void hessian_evaluate(struct hessian *hessian, const double *weights, const struct batch *batch, double *loss, double *gradient, double *matrix);

/* Operations of it an example, besides those of a gradient, as model_cost counts them; infinite where hessian_create would return null. */
double hessian_cost(const struct model *model);

#endif
