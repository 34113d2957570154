/* What figures are measured against: the same drawings made by hand, straight on cairo, with all that is known to be fast (fast
 * antialiasing, a palette, libdeflate at level 6) and nothing of what a service needs: no parameters, no layout, no fitting of labels. */
#ifndef BENCH_FLOOR_PICTURE_H
#define BENCH_FLOOR_PICTURE_H

#include <stddef.h>

/* Each draws and encodes the picture into `into` and returns its bytes. */
enum { FLOOR_BYTES = 1 << 20 };
size_t floor_line(unsigned char *into);
size_t floor_line_svg(unsigned char *into);
size_t floor_wireframe(unsigned char *into);
size_t floor_contour(unsigned char *into);

#endif
