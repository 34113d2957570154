/* Annotations: a text, and an arrow that touches what the text is about. */
#ifndef FIGURE_NOTES_H
#define FIGURE_NOTES_H

#include "figure/panel_layout.h"
#include "figure/occupancy.h"

/* Places the notes whose text has a given place, and marks them and all tips in the map. */
void notes_place_given(struct panel_layout *panel, struct occupancy *map);

/* Places the others where the map has room. */
void notes_place_free(struct panel_layout *panel, struct occupancy *map);

/* Whether notes lie on colours; and on areas of colour, as dark or as light as can be, so that their texts need ground of their own. */
bool notes_on_colours(const struct panel_layout *panel);
bool notes_on_areas(const struct panel_layout *panel);

bool note_has_text(const struct placed_note *note);

void notes_draw(struct canvas *canvas, const struct panel_layout *panel);

#endif
