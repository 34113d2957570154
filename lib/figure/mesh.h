/* Layers over a grid in space: wireframes and surfaces, nearest last. */
#ifndef FIGURE_MESH_H
#define FIGURE_MESH_H

#include "figure/panel_layout.h"

/* Draws a LAYER_WIREFRAME or LAYER_SURFACE; other kinds are left to others. */
void mesh_draw(struct canvas *canvas, const struct panel_layout *panel, size_t layer);

#endif
