/* Rows of pixels of convex polygons, at each width of vectors: the same bits. */
#ifndef FIGURE_CONVEX_ROWS_H
#define FIGURE_CONVEX_ROWS_H

#include <stdint.h>

enum { CONVEX_SIDES = 4 };

/* The sides as what they cover of the pixel in column x and row y of the box around the polygon: across · x + down · y + offset, limited to
 * 0 … 1. Of a row in which that is b at column 0, a side covers something between the columns begin + after · b and end + before · b. */
struct convex_sides {
    float across[CONVEX_SIDES], down[CONVEX_SIDES], offset[CONVEX_SIDES], begin[CONVEX_SIDES], after[CONVEX_SIDES], end[CONVEX_SIDES],
        before[CONVEX_SIDES];
};

/* The box of pixels around a polygon: `first` is its first pixel, in an image of rows that are `stride` apart and go on for `room` pixels from there. */
struct convex_box {
    uint32_t *first;
    int width, height, room, stride;
};

/* Paints a colour, premultiplied, over what the product of the sides covers of a box. */
typedef void convex_rows(const struct convex_sides *sides, const struct convex_box *box, uint32_t colour);
extern convex_rows convex_rows_sse2, convex_rows_avx, convex_rows_avx512;

#endif
