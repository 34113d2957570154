/* Shares of pixels near lines, and painting by them, at each width of vectors: the same bits. */
#ifndef FIGURE_THIN_RAISE_H
#define FIGURE_THIN_RAISE_H

#include "figure/thin.h"

/* The part of a sheet that is painted. */
struct thin_window {
    int left, top, right, bottom;
};

/* Bytes behind a row of shares, which are read and written with its last ones; and the pixels of a block, at least as many as a vector has. */
enum { THIN_SPARE = 8, THIN_BLOCK = 8 };

/* Makes the scratch of a sheet, once. */
void thin_prepare(struct thin_sheet *sheet);

struct stroke_paint;

struct thin_lanes {
    /* Raises the shares of the pixels of a window that are near the lines of a path, marks their blocks as touched, and lists them. */
    void (*raise)(struct thin_sheet *sheet, const struct thin_window *window, const struct path *path, struct point scale, double half);

    /* Paints the blocks that are listed over the pixels of the whole image, and empties them. */
    void (*paint)(struct thin_sheet *sheet, const struct stroke_paint *paint, uint32_t *pixels);
};
extern const struct thin_lanes thin_sse2, thin_avx, thin_avx512;

#endif
