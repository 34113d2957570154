/* Layers made of points, at the moment that is drawn or as they move. */
#ifndef FIGURE_MOVING_H
#define FIGURE_MOVING_H

#include "figure/canvas.h"
#include "figure/panel_layout.h"

/* Draws a layer of a kind below LAYER_WORDS: on a canvas that moves with its motion, else as it is at the layout's moment. */
void moving_draw(struct canvas *canvas, const struct panel_layout *panel, size_t layer);

#endif
