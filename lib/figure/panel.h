/* Drawing a panel that has been laid out. */
#ifndef FIGURE_PANEL_H
#define FIGURE_PANEL_H

#include "figure/layout.h"

/* What of a figure is drawn: all; what lies below the first layer that moves, which is the same at every moment; the rest. */
enum figure_part { FIGURE_ALL, FIGURE_BELOW, FIGURE_ABOVE };

/* Draws a figure, or a part of it. */
void layout_draw(struct canvas *canvas, const struct layout *layout, enum figure_part part);

/* Whether a panel of the plane has grid lines: if it is not said, where no image or contours lie under them. */
bool plane_shows_grid(const struct figure_panel *panel);

void plane_draw(struct canvas *canvas, const struct panel_layout *panel, enum figure_part part);
void space_draw(struct canvas *canvas, const struct panel_layout *panel, enum figure_part part);

#endif
