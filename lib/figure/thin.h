/* Painting many thin lines by how far pixels are from them: for lines of a few pixels each, that takes a third of what their outlines take (stroke.h). */
#ifndef FIGURE_THIN_H
#define FIGURE_THIN_H

#include "figure/path.h"

#include <stdbool.h>
#include <stdint.h>

/* Scratch for images of so many columns and rows, all zeros between paths; made when first wanted. */
struct thin_sheet {
    struct arena *arena;
    unsigned char *shares;  /* [rows][stride] of SHARES - 1 */
    unsigned char *touched; /* [rows][blocks]: 1 where pixels of a block of a row may have shares */
    uint32_t *listed;       /* [rows * blocks + 1]: the blocks that were touched, in the order in which they were */
    size_t listed_count;
    int columns, rows, stride, blocks;
};

/* Whether a path of lines is to be painted so: it has many, of at most so many pixels to each side, and the image is not so large that its scratch would
 * weigh. */
bool thin_fits(const struct thin_sheet *sheet, const struct path *path, double half);

/* Paints lines, multiplied by the scales to give pixels, of `half` pixels to each side, where a clip, in pixels, lets them through: of a pixel, as much as
 * its centre is within half a pixel more than `half` of the nearest line, but no more than the width of the lines. Joins and ends are round. What lines
 * cover in common is painted once. Shares are rounded to sixteen, as those of outlines are. */
void thin_stroke(struct thin_sheet *sheet, const struct path *path, struct point scale, double half, struct box clip, uint32_t rgb, unsigned alpha,
                 uint32_t *pixels);

#endif
