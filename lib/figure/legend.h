/* The key to lines and colours, in the corner where it covers least. */
#ifndef FIGURE_LEGEND_H
#define FIGURE_LEGEND_H

#include "figure/layout.h"
#include "figure/occupancy.h"

void legend_place(struct panel_layout *panel, struct occupancy *map);
void legend_draw(struct canvas *canvas, const struct panel_layout *panel);

#endif
