/* A figure measured and arranged: frames, axes and every piece of text with its place, ready to be drawn or described. The steps, in their order:
 *
 *   title           the height that it takes on top                                           place_title
 *   divide          a cell for each panel, the ranges of its data: struct panel_input,
 *                   which no later step changes                                               divide, axis_range
 *   arrange         a panel within its cell: axes, ticks, labels, the frame between them;
 *                   what a small cell has no room for is given up                             plane_layout, space_layout
 *   line up         frames in a row and in a column get common sides; panels that have to
 *                   move are arranged once more                                               line_up
 *   legend's room   a legend that would cover too much gets a place outside of the frame;
 *                   its panel is arranged once more, and all are lined up again               give_legend_room
 *   fill in         into the free space, each around those before it: notes with a given
 *                   place, the legend, the other notes                                        fill_in
 *   left out        what there was no room for, in words                                      list_left_out
 *   turn            panels that turn, once more so that they fit from all sides               lay_out_turned
 */
#ifndef FIGURE_LAYOUT_H
#define FIGURE_LAYOUT_H

#include "figure/panel_layout.h"

struct layout {
    const struct figure *figure;
    struct arena *arena;
    double width, height, size;
    struct label_list labels; /* the figure's title */
    struct panel_layout *panels;
    size_t panel_count;
    const char *left_out; /* a sentence that says what there was no room for; "" if all is there */
};

/* Arranges a figure. `resolution`: pixels a unit, for what is decided by pixels. */
struct layout *layout_make(struct arena *arena, const struct figure *figure, double resolution);

/* The figure at a moment of its time, 0 to 1: in the same places, but that panels which turn are turned. Shares all else with the layout. */
const struct layout *layout_at(struct arena *arena, const struct layout *layout, double moment);

/* The same as lines of text, for tests and for the curious. */
void layout_describe(const struct layout *layout, struct buffer *out);

#endif
