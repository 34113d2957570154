/* Directions through the parameters of a network, along which its loss is looked at; and networks that are the same function with their hidden
 * units in another order. Vectors are [parameters]. */
#ifndef ANALYSIS_DIRECTIONS_H
#define ANALYSIS_DIRECTIONS_H

#include "network/model.h"

/* How long a direction is, beside the parameters it goes through. */
enum direction_normalization {
    /* Each filter, a row of a matrix of weights or a window of a convolution, has the norm of that of the weights; biases are 0 (Li, Xu, Taylor, Studer
     * & Goldstein, Visualizing the Loss Landscape of Neural Nets, 2018). */
    DIRECTION_FILTER,
    DIRECTION_LAYER, /* each layer's weights together have the norm of the layer's weights; biases are 0 */
    DIRECTION_UNIT   /* length 1 */
};
void direction_normalize(const struct model *model, const double *weights, enum direction_normalization normalization, double *direction);

/* Whether hidden units can change places: fully connected layers one behind the other, without residual connections. */
bool directions_can_match(const struct model *model);

/* Puts the hidden units of `other` in the order in which it is nearest to `weights` by the sum of squares: layer after layer by exact assignment, over
 * and over until none changes (Ainsworth, Hayase & Srinivasa, Git Re-Basin, 2023, algorithm 1), so that with one hidden layer no order is nearer.
 * The outputs stay the same but for rounding. Returns how many units moved. */
size_t directions_match(struct arena *arena, const struct model *model, const double *weights, double *other);

/* Operations of it. */
double directions_match_cost(const struct model *model);

#endif
