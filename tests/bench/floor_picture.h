/* What figures are measured against: the same drawings made by hand, straight on cairo, with all that is known to be fast (fast
 * antialiasing, a palette, libdeflate at level 6) and nothing of what a service needs: no parameters, no layout, no fitting of labels. */
#ifndef BENCH_FLOOR_PICTURE_H
#define BENCH_FLOOR_PICTURE_H

#include <stddef.h>

/* Takes an SVG of ours apart into its words and its numbers, which floor_svg then prints as C by hand would: the same elements, letters
 * as outlines included, and the same final geometry, so that what is compared is the work of one and the same file. `svg` must stay. */
void floor_svg_prepare(const char *svg, size_t length);

/* Each draws and encodes the picture into `into` and returns its bytes. */
enum { FLOOR_BYTES = 1 << 20 };
size_t floor_line(unsigned char *into);
size_t floor_svg(unsigned char *into);
size_t floor_line_cairo(unsigned char *into); /* as SVG, by cairo */
size_t floor_line_svg(unsigned char *into);   /* as SVG by hand, with <text>, which leaves the letters to the reader's fonts */
size_t floor_wireframe(unsigned char *into);
size_t floor_contour(unsigned char *into);
size_t floor_contour_ranked(unsigned char *into);

#endif
