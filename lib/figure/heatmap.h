/* Grids as images: heights in viridis, categories in their colours, images in greys; and the bar that explains colours. */
#ifndef FIGURE_HEATMAP_H
#define FIGURE_HEATMAP_H

#include "figure/panel_layout.h"

/* Draws a LAYER_HEATMAP, LAYER_CATEGORIES or LAYER_IMAGES into the frame. Undefined samples stay blank. */
void heatmap_draw(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer);

/* Draws the colours of the panel's colour bar (its outline and ticks are the panel's). */
void colour_bar_draw(struct canvas *canvas, const struct panel_layout *panel);

#endif
