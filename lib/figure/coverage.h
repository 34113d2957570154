/* How much of each pixel a path covers, exactly: what letters and the faces of surfaces are drawn by. The drawing library samples each pixel on a
 * grid and sorts edges to do so; summing signed areas needs neither, and letters are then a tenth of the work, faces a quarter. */
#ifndef FIGURE_COVERAGE_H
#define FIGURE_COVERAGE_H

#include "figure/path.h"

#include <stdbool.h>
#include <stdint.h>

/* Shares of pixels, 0 (not covered) to 255, in rows `stride` bytes apart; the first is that of pixel (x, y). */
struct coverage {
    int x, y, width, height, stride;
    unsigned char *shares;
};

/* The inside of the path, whose contours are all taken as closed, by the winding rule; coordinates are multiplied by the scales to give
 * pixels. Only pixels of an image of so many columns and rows are looked at, and around the path a `margin` of pixels is left empty. Shares are
 * rounded to ten. False if no pixel is covered. */
struct image_size {
    int columns, rows;
    double scale_x, scale_y;
};
bool coverage_of_path(const struct path *path, const struct image_size *size, int margin, struct coverage *coverage);

/* Paints a colour over the pixels of an image of so many columns where they are covered, all of which are in it. */
void coverage_paint(const struct coverage *coverage, uint32_t rgb, int columns, uint32_t *pixels);

/* Paints a colour of so much alpha, 0 to 255, over the pixels of an image where such a path covers them, of which shares are rounded to 256; pixels are
 * 0xaarrggbb with colour premultiplied by alpha. */
void coverage_fill(const struct path *path, const struct image_size *size, uint32_t rgb, unsigned alpha, uint32_t *pixels);

/* Scratch for paths that reach far and cover little, of an image of so many columns: empty again after each. */
struct coverage_band {
    struct arena *arena;
    float *differences; /* [rows][columns + 2] */
    uint64_t *touched;  /* [rows] */
    int columns, rows;
};
struct coverage_band coverage_band_create(struct arena *arena, int columns);

/* Makes the band higher, once, as pays for many paths: each is gone through once for every band that it reaches into. */
void coverage_band_heighten(struct coverage_band *band);

/* The same of such a path of lines, as the outline of a stroke is, where a clip, in pixels, lets it through: shares are rounded to ten. */
void coverage_fill_lines(const struct path *path, const struct image_size *size, struct box clip, const struct coverage_band *band, uint32_t rgb,
                         unsigned alpha, uint32_t *pixels);

/* What a disc of so many pixels' radius covers when its centre moves over what is covered: a rim around letters. The margin must be as
 * wide as the radius and a pixel. */
struct coverage coverage_spread(struct arena *arena, const struct coverage *coverage, double radius);

#endif
