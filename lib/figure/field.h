/* A grid of heights as the page sees it: heights as fractions of the z axis, columns and rows at pixels, made finer where samples
 * are so far apart that straight lines between them would show. */
#ifndef FIGURE_FIELD_H
#define FIGURE_FIELD_H

#include "figure/panel_layout.h"

struct field {
    size_t rows, columns;
    double *heights; /* [row * columns + column]; not a number where undefined */
    double *x, *y;   /* px of columns and rows */
};

/* The field of a grid layer. Samples further apart than `spacing` px get others between them, by cubic interpolation. Empty (0 rows) if the
 * layer has no grid, or none of two by two. */
struct field field_make(const struct panel_layout *panel, const struct figure_layer *layer, double spacing);

/* Leaves every step-th row and column, and the last ones. */
void field_coarsen(struct field *field, size_t step);

/* As field_make, without anything in between. */
struct field field_samples(const struct panel_layout *panel, const struct figure_layer *layer);

#endif
