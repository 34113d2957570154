/* How much an objective rises close to a point: the sharpness of Keskar, Mudigere, Nocedal, Smelyanskiy & Tang, On large-batch training for deep
 * learning: generalization gap and sharp minima, ICLR 2017, definition 2.1 in all of the space. */
#ifndef ANALYSIS_BOX_SHARPNESS_H
#define ANALYSIS_BOX_SHARPNESS_H

#include "optimize/objective.h"

/* Evaluations with gradients, at most. */
enum { BOX_SHARPNESS_EVALUATIONS = 120 };

/* 100 (max f(x + z) − f(x)) / (1 + f(x)) over the box |z_i| ≤ size · (|x_i| + 1), around point[dimension]; not-a-number if f(x) is none or −1 or less.
 * The maximum is the greatest that is found, a lower bound: from the gradient's corner of the box and some random ones (by `seed`) to the corner
 * that the gradient there points to, as long as the value rises. Where f is convex in the box its maximum is at a corner, and no
 * step falls, but a corner may be higher than those next to it and not the highest. */
double box_sharpness(struct arena *arena, const struct objective *objective, const double *point, double size, uint64_t seed);

#endif
