/* Labels that lie along lines, in gaps made for them. */
#ifndef FIGURE_LINE_LABELS_H
#define FIGURE_LINE_LABELS_H

#include "figure/panel_layout.h"

struct line_labels;

/* Begins labelling the lines of a panel; notes, the legend and series are kept clear of. */
struct line_labels *line_labels_begin(const struct panel_layout *panel);

/* Adds a line to the path: whole, or with a gap for its label where it is straight, long enough, and has room. `time`: from which the label is
 * there in a figure that moves. */
void line_labels_add(struct line_labels *labels, struct path *path, const struct point *points, size_t count, const char *text, const struct pen *pen,
                     double time, double resolution);

/* Draws the labels. */
void line_labels_draw(struct canvas *canvas, const struct line_labels *labels);

#endif
