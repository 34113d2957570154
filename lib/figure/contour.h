/* Contours: filled bands and lines, the lines labelled where there is room. */
#ifndef FIGURE_CONTOUR_H
#define FIGURE_CONTOUR_H

#include "figure/levels.h"
#include "figure/occupancy.h"

void contour_fill(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer);
void contour_lines(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer);

/* The colour of the band above the first `below` of the levels. */
uint32_t contour_band_colour(const struct levels *levels, size_t below);

#endif
