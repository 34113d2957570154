/* A grid of heights as the page sees it: heights as fractions of the z axis, columns and rows at pixels, made finer where samples
 * are so far apart that straight lines between them would show. */
#ifndef FIGURE_FIELD_H
#define FIGURE_FIELD_H

#include "figure/cuts.h"
#include "figure/panel_layout.h"

struct field {
    size_t rows, columns;
    double *heights; /* [row * columns + column]; not a number where undefined */
    double *x, *y;   /* px of columns and rows */
    struct cuts cuts;
};

/* The field of a grid layer. Samples further apart than `spacing` px get others between them, by cubic interpolation. Empty (0 rows) if the
 * layer has no grid, or none of two by two. */
struct field field_make(const struct panel_layout *panel, const struct figure_layer *layer, double spacing);

/* Leaves every step-th row and column, and the last ones. */
void field_coarsen(struct arena *arena, struct field *field, size_t step);

/* The cuts of a layer at every step-th row and column, and the last ones. */
struct cuts field_cuts(struct arena *arena, const struct axis *z, const struct figure_layer *layer, size_t row_step, size_t column_step);

/* The height within the cell of node (row, column) and its next neighbours, at parts u along the row and v along the column: bilinear, of the
 * nodes that are on this side of a cut through the cell. */
double field_cell_height(const struct field *field, size_t row, size_t column, double u, double v);

/* As field_make, without anything in between; categories and images have no heights. */
struct field field_samples(const struct panel_layout *panel, const struct figure_layer *layer);

#endif
