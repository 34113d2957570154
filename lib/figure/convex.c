#include "figure/convex.h"

#include "figure/convex_rows.h"
#include "figure/shares.h"

#include <math.h>

enum { SIDES = CONVEX_SIDES };

enum shape { CONCAVE, EMPTY, CONVEX };

/* The sides of a polygon relative to a pixel, if it is convex. */
static enum shape find_sides(const struct point corners[SIDES], struct point origin, struct convex_sides *sides)
{
    static const float far = 1e9F;
    double area = 0;
    bool left = false, right = false;
    for (size_t i = 0; i < SIDES; i++) {
        const struct point a = corners[i], b = corners[(i + 1) % SIDES], c = corners[(i + 2) % SIDES];
        const double turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
        area += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
        left = left || turn < 0;
        right = right || turn > 0;
    }
    if (left && right)
        return CONCAVE;
    if (area == 0)
        return EMPTY;
    for (size_t i = 0; i < SIDES; i++) {
        const struct point a = corners[i], b = corners[(i + 1) % SIDES];
        const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
        const bool any = square > 1e-12; /* a side without length covers all */
        const double scale = any ? (area < 0 ? -1 : 1) / sqrt(square) : 0, across = -dy * scale, down = dx * scale;
        const float inverse = fabs(across) > 1e-6 ? (float)(-1 / across) : 0;
        sides->across[i] = (float)across;
        sides->down[i] = (float)down;
        sides->offset[i] = any ? (float)(0.5 + across * (origin.x + 0.5 - a.x) + down * (origin.y + 0.5 - a.y)) : 1;
        sides->begin[i] = inverse < 0 ? 0 : -far;
        sides->after[i] = inverse < 0 ? inverse : 0;
        sides->end[i] = inverse > 0 ? 1 : far;
        sides->before[i] = inverse > 0 ? inverse : 0;
    }
    return CONVEX;
}

static convex_rows *chosen(void)
{
    return __builtin_cpu_supports("avx512f") ? convex_rows_avx512 : __builtin_cpu_supports("avx") ? convex_rows_avx : convex_rows_sse2;
}

bool convex_fill(const struct point corners[4], int columns, int rows, uint32_t rgb, unsigned alpha, uint32_t *pixels)
{
    struct box box = {corners[0].x, corners[0].y, corners[0].x, corners[0].y};
    for (size_t i = 1; i < SIDES; i++) {
        box.x0 = corners[i].x < box.x0 ? corners[i].x : box.x0;
        box.y0 = corners[i].y < box.y0 ? corners[i].y : box.y0;
        box.x1 = corners[i].x > box.x1 ? corners[i].x : box.x1;
        box.y1 = corners[i].y > box.y1 ? corners[i].y : box.y1;
    }
    const struct point origin = {box.x0 > 0.5 ? (int)(box.x0 - 0.5) : 0, box.y0 > 0.5 ? (int)(box.y0 - 0.5) : 0};
    const double right = box.x1 + 0.5 < columns ? box.x1 + 0.5 : columns, bottom = box.y1 + 0.5 < rows ? box.y1 + 0.5 : rows;
    const int width = (int)ceil(right - origin.x), height = (int)ceil(bottom - origin.y);
    struct convex_sides sides;
    const enum shape shape = find_sides(corners, origin, &sides);
    if (shape != CONVEX)
        return shape == EMPTY;
    const struct convex_box around = {.first = pixels + (size_t)origin.y * (size_t)columns + (size_t)origin.x,
                                      .width = width,
                                      .height = height,
                                      .room = columns - (int)origin.x,
                                      .stride = columns};
    chosen()(&sides, &around, times(0xff000000u | rgb, alpha));
    return true;
}
