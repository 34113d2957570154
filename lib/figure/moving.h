/* Layers of an SVG that moves: drawn once as they are in the end, with when each part of them is there. */
#ifndef FIGURE_MOVING_H
#define FIGURE_MOVING_H

#include "figure/canvas.h"
#include "figure/panel_layout.h"

/* Draws a layer that moves, of a kind that series_draw draws, on a canvas that moves. */
void moving_draw(struct canvas *canvas, const struct panel_layout *panel, size_t layer);

#endif
