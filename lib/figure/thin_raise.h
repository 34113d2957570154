/* Shares of pixels near lines, at each width of vectors: the same bits. */
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

/* Raises the shares of the pixels of a window that are near the lines of a path, and marks their blocks as touched. */
typedef void thin_raise(struct thin_sheet *sheet, const struct thin_window *window, const struct path *path, struct point scale, double half);
extern thin_raise thin_raise_sse2, thin_raise_avx, thin_raise_avx512;

#endif
