/* Drawing a panel that has been laid out. */
#ifndef FIGURE_PANEL_H
#define FIGURE_PANEL_H

#include "figure/layout.h"

/* Draws all of a figure. */
void layout_draw(struct canvas *canvas, const struct layout *layout);

void plane_draw(struct canvas *canvas, const struct panel_layout *panel);
void space_draw(struct canvas *canvas, const struct panel_layout *panel);

#endif
