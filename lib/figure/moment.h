/* What of a panel is there at a moment of the figure's time: panel_layout.moment, 0 to 1, or more for the finished figure. */
#ifndef FIGURE_MOMENT_H
#define FIGURE_MOMENT_H

#include "figure/panel_layout.h"

/* Whether a layer looks otherwise at some moment than in the end, apart from the panel's turn. */
bool moment_moves_layer(const struct figure_layer *layer);

/* The layer of that index as it is at the panel's moment: one of its states, without the points that are not there yet. Lines keep all their
 * points; moment_line cuts them. */
struct figure_layer moment_layer(const struct panel_layout *panel, size_t index);

/* Cuts a line of `count` points on the page, one for each of its times, where its head is at the panel's moment: the head takes the place of the
 * first point that is not reached. Returns how many points are left. */
size_t moment_line(const struct panel_layout *panel, const double *times, struct point *points, size_t count);

/* How many of ascending times have come. */
size_t moment_reached(const struct panel_layout *panel, const double *times, size_t count);

#endif
