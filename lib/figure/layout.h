/* A figure measured and arranged: frames, axes and every piece of text with its place, ready to be drawn or described. */
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
