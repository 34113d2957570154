#include "figure/convex.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

enum { SIDES = 4, VECTOR = 4 };

typedef float floats __attribute__((vector_size(16)));
typedef int32_t whole __attribute__((vector_size(16)));
typedef uint8_t bytes __attribute__((vector_size(16)));
typedef uint16_t shorts __attribute__((vector_size(16)));

/* The sides, a lane each, as what they cover of the pixel in column x and row y of the box around the polygon: across · x + down · y + offset, limited to
 * 0 … 1. Of a row in which that is b at column 0, a side covers something between the columns begin + after · b and end + before · b. */
struct sides {
    floats across, down, offset, begin, after, end, before;
};

enum shape { CONCAVE, EMPTY, CONVEX };

/* The sides of a polygon relative to a pixel, if it is convex. */
static enum shape find_sides(const struct point corners[SIDES], struct point origin, struct sides *sides)
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

/* The bytes of a vector, times those of another in 255ths, rounded. */
static inline shorts scaled(shorts numbers, shorts shares)
{
    const shorts product = numbers * shares + 128;
    return (product + (product >> 8)) >> 8;
}

/* Paints a colour (two pixels of it) over four pixels, of each of which it covers a share of 255. */
static inline void paint_vector(uint32_t *pixels, shorts colour, whole shares)
{
    bytes there;
    memcpy(&there, pixels, sizeof there);
    const bytes none = {0};
    const shorts low = (shorts)__builtin_shufflevector(there, none, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const shorts high = (shorts)__builtin_shufflevector(there, none, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const whole pairs = shares | shares << 16; /* for two of a pixel's bytes */
    const shorts low_painted = scaled(colour, (shorts)__builtin_shufflevector(pairs, pairs, 0, 0, 1, 1));
    const shorts high_painted = scaled(colour, (shorts)__builtin_shufflevector(pairs, pairs, 2, 2, 3, 3));
    const shorts low_left = 255 - __builtin_shufflevector(low_painted, low_painted, 3, 3, 3, 3, 7, 7, 7, 7);
    const shorts high_left = 255 - __builtin_shufflevector(high_painted, high_painted, 3, 3, 3, 3, 7, 7, 7, 7);
    const bytes low_sum = (bytes)(low_painted + scaled(low, low_left)), high_sum = (bytes)(high_painted + scaled(high, high_left));
    const bytes sum = __builtin_shufflevector(low_sum, high_sum, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    memcpy(pixels, &sum, sizeof sum);
}

/* The columns of a row of pixels that all sides cover in part; `covered` is what they cover at column 0. */
static inline void find_span(const struct sides *sides, floats covered, int width, int *first, int *last)
{
    const floats low = sides->begin + sides->after * covered, high = sides->end + sides->before * covered;
    floats most = (floats)_mm_max_ps(low, __builtin_shufflevector(low, low, 2, 3, 0, 1));
    floats least = (floats)_mm_min_ps(high, __builtin_shufflevector(high, high, 2, 3, 0, 1));
    most = (floats)_mm_max_ss(most, __builtin_shufflevector(most, most, 1, 0, 3, 2));
    least = (floats)_mm_min_ss(least, __builtin_shufflevector(least, least, 1, 0, 3, 2));
    *first = most[0] > 0 ? (int)most[0] : 0;
    *last = least[0] < (float)width ? (int)(least[0] + 1) : width;
}

static inline floats all_of(float number)
{
    return number + (floats){0};
}

static inline void paint_row(const struct sides *sides, floats begin, int first, int last, int room, shorts colour, uint32_t *row)
{
    const floats steps = {0, 1, 2, 3}, none = {0}, all = all_of(1), at = (float)first + steps;
    const floats across[SIDES] = {all_of(sides->across[0]), all_of(sides->across[1]), all_of(sides->across[2]), all_of(sides->across[3])};
    floats covered[SIDES];
    for (size_t i = 0; i < SIDES; i++)
        covered[i] = begin[i] + across[i] * at;
    for (int x = first; x < last; x += VECTOR) {
        floats share = all;
        for (size_t i = 0; i < SIDES; i++) {
            share *= (floats)_mm_max_ps(_mm_min_ps((__m128)covered[i], all), none);
            covered[i] += VECTOR * across[i];
        }
        const whole shares = __builtin_convertvector(255 * share + 0.5F, whole);
        if (x + VECTOR <= room) {
            paint_vector(row + x, colour, shares);
            continue;
        }
        uint32_t some[VECTOR] = {0}; /* the last pixels of the image */
        memcpy(some, row + x, (size_t)(room - x) * sizeof *row);
        paint_vector(some, colour, shares);
        memcpy(row + x, some, (size_t)(room - x) * sizeof *row);
    }
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
    struct sides sides;
    const enum shape shape = find_sides(corners, origin, &sides);
    if (shape != CONVEX)
        return shape == EMPTY;
    shorts colour;
    for (int i = 0; i < 8; i++)
        colour[i] = (uint16_t)((0xff000000u | rgb) >> 8 * (i % 4) & 255);
    colour = scaled(colour, (uint16_t)alpha + (shorts){0});
    uint32_t *row = pixels + (size_t)origin.y * (size_t)columns + (size_t)origin.x;
    for (int y = 0; y < height; y++, row += columns) {
        const floats begin = sides.offset + sides.down * (float)y;
        int first, last;
        find_span(&sides, begin, width, &first, &last);
        paint_row(&sides, begin, first, last, columns - (int)origin.x, colour, row);
    }
    return true;
}
