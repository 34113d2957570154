/* Newton's steps of many places of the plane, at each width of vectors: the same bits. Inside this room only. */
#ifndef ANALYSIS_NEWTON_PLANE_H
#define ANALYSIS_NEWTON_PLANE_H

#include <stddef.h>

/* Pivots this small beside the largest are 0. */
#define NEWTON_SINGULAR 2.5e-16

/* The box, low + [0, 1] · extent, and in units of it: the longest step, and how far from its middle a place may come to. */
struct newton_plane {
    double low[2], extent[2], longest_step, reach;
};

/* Of the places (x, y) with the gradients slopes[0] and [1] and Hessians slopes[2] (xx), [3] (xy) and [4] (yy), `count` of each: where each comes to takes
 * the place of its gradient, the length of the step before it was shortened that of xx, and 1 or 0, whether it stays within reach, that of xy. */
typedef void newton_plane_rows(const struct newton_plane *plane, const double *x, const double *y, double *const slopes[5], size_t count);
extern newton_plane_rows newton_plane_sse2, newton_plane_avx, newton_plane_avx512;

#endif
