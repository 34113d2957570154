/* Compiled once for each width: LANES doubles a vector. */
#include "analysis/newton_plane.h"
#include "base/lanes.h"

#include <stdint.h>

#if LANES == 2
#define NEWTON_PLANE newton_plane_sse2
#elif LANES == 4
#define NEWTON_PLANE newton_plane_avx
#else
#define NEWTON_PLANE newton_plane_avx512
#endif

static inline lanes magnitude(lanes numbers)
{
    return (lanes)((mask)numbers & INT64_MAX);
}

/* Whether a coordinate is not too far from the middle of the box; what is not a number is. */
static inline mask within(const struct newton_plane *plane, int axis, lanes at)
{
    return (mask)(magnitude((at - plane->low[axis]) / plane->extent[axis] - 0.5) <= plane->reach);
}

/* A vector of them: as step_plane and advance do it (newton.c), operation by operation. */
static inline void advance(const struct newton_plane *plane, const double *x, const double *y, double *const slopes[5], size_t i)
{
    static const lanes none = {0};
    const double width = plane->extent[0], height = plane->extent[1];
    const lanes g0 = lanes_load(slopes[0] + i) * width, g1 = lanes_load(slopes[1] + i) * height;
    const lanes h0 = lanes_load(slopes[2] + i) * width * width, h1 = lanes_load(slopes[3] + i) * height * width,
                h2 = lanes_load(slopes[4] + i) * height * height;
    const lanes determinant = h0 * h2 - h1 * h1, square = h0 * h0 + 2 * h1 * h1 + h2 * h2;
    const mask regular = (mask)(magnitude(determinant) > NEWTON_SINGULAR * square), level = (mask)((g0 == 0) & (g1 == 0));
    const lanes over0 = lanes_choose(regular, h2 * g0 - h1 * g1, h0 * g0 + h1 * g1),
                over1 = lanes_choose(regular, h0 * g1 - h1 * g0, h1 * g0 + h2 * g1);
    const lanes under = lanes_choose(regular, determinant, square);
    const lanes step0 = lanes_choose(level, none, -over0 / under), step1 = lanes_choose(level, none, -over1 / under);
    const lanes across = magnitude(step0), up = magnitude(step1), first = lanes_choose((mask)(across > 0), across, none),
                length = lanes_choose((mask)(up > first), up, first);
    const lanes shorten = lanes_choose((mask)(length > plane->longest_step), plane->longest_step / length, none + 1);
    const lanes to_x = lanes_load(x + i) + shorten * step0 * width, to_y = lanes_load(y + i) + shorten * step1 * height;
    lanes_store(slopes[0] + i, to_x);
    lanes_store(slopes[1] + i, to_y);
    lanes_store(slopes[2] + i, length);
    lanes_store(slopes[3] + i, lanes_choose(within(plane, 0, to_x) & within(plane, 1, to_y), none + 1, none));
}

newton_plane_rows NEWTON_PLANE;
void NEWTON_PLANE(const struct newton_plane *plane, const double *x, const double *y, double *const slopes[5], size_t count)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        advance(plane, x, y, slopes, i);
    if (i == count)
        return;
    double last[7][LANES] = {{0}}; /* those of the last vector, which is not full */
    double *const of[5] = {last[2], last[3], last[4], last[5], last[6]};
    const size_t left = (count - i) * sizeof(double);
    memcpy(last[0], x + i, left);
    memcpy(last[1], y + i, left);
    for (size_t k = 0; k < 5; k++)
        memcpy(of[k], slopes[k] + i, left);
    advance(plane, last[0], last[1], of, 0);
    for (size_t k = 0; k < 4; k++)
        memcpy(slopes[k] + i, of[k], left);
}
