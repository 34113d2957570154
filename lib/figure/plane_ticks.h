/* The axes of a panel of the plane: how many ticks suit them, and fewer labels where they would touch. */
#ifndef FIGURE_PLANE_TICKS_H
#define FIGURE_PLANE_TICKS_H

#include "figure/panel_layout.h"

/* matplotlib's tick_space, from the size of the panel: as if text grew in step with the figure, so that a figure has the same ticks at
 * every size, unless its text has grown too large for that. The constants give 8 and 6 at 630 x 350, and 6 and 6 at 490 x 350. */
int plane_tick_space(const struct panel_layout *panel, bool across);

/* Makes an axis with about `space` ticks. */
void plane_make_axis(struct panel_layout *panel, enum axis_which which, int space);

/* Whether any two neighbouring labels of an axis touch. */
bool plane_labels_collide(struct panel_layout *panel, const struct axis *axis, bool across);

/* Breaks labels that were given for the axis x into lines no wider than its ticks are apart. */
void plane_wrap_labels(struct panel_layout *panel);

/* Keeps every second label; the ticks stay. */
void plane_thin_labels(struct axis *axis);

#endif
