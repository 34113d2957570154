/* A grid as a surface of shaded faces. */
#ifndef FIGURE_SURFACE_H
#define FIGURE_SURFACE_H

#include "figure/canvas.h"
#include "figure/panel_layout.h"

void surface_draw(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer);

#endif
