/* Painting polygons with four sides that bulge nowhere inwards, as the faces of surfaces nearly all are: each row of pixels at once, without sums. */
#ifndef FIGURE_CONVEX_H
#define FIGURE_CONVEX_H

#include "figure/path.h"

#include <stdbool.h>
#include <stdint.h>

/* What coverage_fill does, of four corners in pixels, nearly: a pixel is covered by the product of what the half-planes of the sides cover of it, each by
 * how far within it the pixel's centre is. That is exact where sides are level or upright; elsewhere it is off the exact share by a sixth at most, at
 * corners, and by less than a thousandth on average. False, and nothing is painted, if the polygon is not convex. */
bool convex_fill(const struct point corners[4], int columns, int rows, uint32_t rgb, unsigned alpha, uint32_t *pixels);

#endif
