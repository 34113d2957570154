/* Annotations: a text, and an arrow that touches what the text is about. */
#ifndef FIGURE_NOTES_H
#define FIGURE_NOTES_H

#include "figure/panel_layout.h"
#include "figure/occupancy.h"

/* Places the notes whose text has a given place, and marks them and all tips in the map. */
void notes_place_given(struct panel_layout *panel, struct occupancy *map);

/* Places the others where the map has room. */
void notes_place_free(struct panel_layout *panel, struct occupancy *map);

void notes_draw(struct canvas *canvas, const struct panel_layout *panel);

#endif
