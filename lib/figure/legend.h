/* The key to lines and colours, in the corner where it covers least. */
#ifndef FIGURE_LEGEND_H
#define FIGURE_LEGEND_H

#include "figure/layout.h"
#include "figure/occupancy.h"

/* Places the legend. Where it would cover too much of what is drawn, returns how much room beside the frame it asks for instead: the panel
 * is then to be laid out again with that as legend_room. Else 0. */
double legend_place(struct panel_layout *panel, struct occupancy *map);
void legend_draw(struct canvas *canvas, const struct panel_layout *panel);

#endif
