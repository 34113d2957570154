/* The samples of a grid in the box of a panel in space: what wireframes and surfaces have in common. */
#ifndef FIGURE_SPACE_GRID_H
#define FIGURE_SPACE_GRID_H

#include "figure/panel_layout.h"

/* A sample's place in the box, as fractions of the axes; not-a-number where it is undefined. */
void grid_place(const struct panel_layout *panel, const struct figure_layer *layer, size_t row, size_t column, double fractions[3]);

/* What rounding may put a place outside of the box by. */
#define GRID_EDGE 1e-9

/* Whether a place is in the box, up to rounding. */
bool grid_within(const double fractions[3]);

/* How many of so many samples are left at a stride, every stride-th and the last; and the number of the wire-th of these. */
size_t stride_count(size_t samples, size_t stride);
size_t stride_index(size_t wire, size_t samples, size_t stride);

#endif
