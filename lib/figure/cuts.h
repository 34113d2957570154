/* Cuts through a grid of heights, where its surface is not joined: at jumps, poles, and the edge of what is defined. */
#ifndef FIGURE_CUTS_H
#define FIGURE_CUTS_H

#include "figure/figure.h"
#include "figure/path.h"

/* As figure_cut, with heights as fractions of the z axis. */
struct cut {
    size_t edge;
    double part;
    double height[2]; /* not a number where undefined */
};

struct cuts {
    const struct cut *items; /* ascending by edge, at most one an edge */
    size_t count;
};

/* The cuts at every step-th row and column, and the last ones, of a grid of `rows` by `columns`. Several between neighbours become one, from
 * before the first to behind the last. */
struct cuts cuts_coarsen(struct arena *arena, const struct cuts *cuts, size_t rows, size_t columns, size_t row_step, size_t column_step);

/* The cut on an edge, null if there is none. */
const struct cut *cuts_find(const struct cuts *cuts, size_t edge);

/* The cuts on the four sides of the cell of node (row, column), in the order of the corners: between 0 and 1, 1 and 2, 2 and 3, 3 and 0, where
 * the corners are the node, the next in its row, the one behind both, and the next in its column. Returns how many there are. */
size_t cuts_of_cell(const struct cuts *cuts, size_t columns, size_t row, size_t column, const struct cut *sides[4]);

/* How far along side `side` of a cell, from its first corner in that order, a cut lies; and the index of its height there. */
double cut_place(const struct cut *cut, size_t side);
size_t cut_first(size_t side);

#endif
