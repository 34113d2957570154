/* A page of LaTeX while it is written, and how numbers, colours and places are written on it. */
#ifndef FIGURE_PGFPLOTS_PAGE_H
#define FIGURE_PGFPLOTS_PAGE_H

#include "base/buffer.h"
#include "figure/layout.h"
#include "figure/panel_layout.h"
#include "figure/theme.h"

#define PGFPLOTS_PX 0.75 /* of a point of PostScript */

struct tex_page {
    struct buffer *out;
    struct arena *arena;
    const struct theme *theme;
    const struct layout *layout;
    const struct panel_layout *panel; /* the one being written */
};

void pgfplots_number(const struct tex_page *sheet, double value);
void pgfplots_colour(const struct tex_page *sheet, struct paint paint);

/* A colour of a colour map. */
void pgfplots_map_colour(struct buffer *out, uint32_t rgb);

/* A place on the page in the units of the axes, behind an opening bracket; and behind `before`, as a place of a path. */
void pgfplots_coordinates(const struct tex_page *sheet, struct point at);
void pgfplots_path_to(const struct tex_page *sheet, struct point at, const char *before);

/* A place in space, between the ends of its axis z. */
void pgfplots_triple(const struct tex_page *sheet, double x, double y, double z);

/* Of `count` rows, columns or points, every how many are left, so that there are at most `most`. */
size_t pgfplots_stride(size_t count, size_t most);

#endif
