/* How often a grid crosses levels: how many points lines at these levels have, and how close they come again, known before they are traced. */
#ifndef FIGURE_CROSSINGS_H
#define FIGURE_CROSSINGS_H

#include "figure/figure.h"

struct crossings {
    double count;   /* about how many pairs of neighbours on the grid have a level between them, each counted once for each level */
    double returns; /* how many of these are less than `reach` steps behind where the row or column crossed the same level before */
};

/* The crossings of a layer's grid; `values` ascend. A step of a row is to the next column (column_reach), of a column to the next row. Of a
 * large grid a hundred rows and a hundred columns are looked at, and stand for the others. */
struct crossings crossings_look(struct arena *arena, const struct figure_layer *layer, const double *values, size_t count, double column_reach,
                                double row_reach);

#endif
