/* The key to lines and colours, in the corner where it covers least. */
#ifndef FIGURE_LEGEND_H
#define FIGURE_LEGEND_H

#include "figure/panel_layout.h"
#include "figure/occupancy.h"

/* Whether there is anything to explain. */
bool legend_wanted(struct panel_layout *panel);

/* Decides where the legend goes: inside where it covers nothing, else above or beside the frame, whatever takes less room, else inside where
 * it covers little; if it is too large for all of that, with fewer names and how many more there are; and nowhere in a picture too small for
 * even one. Sets the panel's legend_place, legend_room and legend_most, for which the panel is then to be laid out again. */
void legend_choose(struct panel_layout *panel, const struct occupancy *map);

/* Puts the legend where it was decided, and marks its place as taken. */
void legend_place(struct panel_layout *panel, struct occupancy *map);
void legend_draw(struct canvas *canvas, const struct panel_layout *panel);

#endif
