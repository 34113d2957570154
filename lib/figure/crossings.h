/* How often a grid crosses levels: how many points lines at these levels have, known before they are traced. */
#ifndef FIGURE_CROSSINGS_H
#define FIGURE_CROSSINGS_H

#include "figure/figure.h"

/* About how many pairs of neighbours on the layer's grid have a level between them, each counted once for each level; `values` ascend. Of a
 * large grid a hundred rows and a hundred columns are looked at, and stand for the others. */
double crossings_estimate(const struct figure_layer *layer, const double *values, size_t count);

#endif
