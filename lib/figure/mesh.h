/* Layers over a grid in space: wireframes and surfaces, nearest last. */
#ifndef FIGURE_MESH_H
#define FIGURE_MESH_H

#include "figure/panel_layout.h"

/* Draws a LAYER_WIREFRAME or LAYER_SURFACE; other kinds are left to others. */
void mesh_draw(struct canvas *canvas, const struct panel_layout *panel, size_t layer);

/* Every how many of its rows and columns a wireframe draws: as many as the layer's stride says (0: about twenty lines), unless so many lines would be
 * a blot, and take seconds. For panels whose axes and direction of view are known. */
struct mesh_strides {
    size_t rows, columns;
};
struct mesh_strides mesh_strides(const struct panel_layout *panel, const struct figure_layer *layer);

/* Says which of the lines that were asked for are left out; null: none. */
const char *mesh_remark(const struct panel_layout *panel);

#endif
