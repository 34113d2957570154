#include "figure/thin.h"

#include "figure/shares.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

enum { MANY_POINTS = 100, MOST_PIXELS = 1 << 23, VECTOR = 4 };
static const double most_half = 1.5;

typedef float floats __attribute__((vector_size(16)));
typedef int32_t whole __attribute__((vector_size(16)));

bool thin_fits(const struct thin_sheet *sheet, const struct path *path, double half)
{
    return path->point_count > MANY_POINTS && half <= most_half && (size_t)sheet->columns * (size_t)sheet->rows <= MOST_PIXELS;
}

/* The part of a sheet that is painted. */
struct window {
    int left, top, right, bottom;
};

/* A line from a place, in pixels, and what is near enough to be touched. */
struct thin_line {
    struct point from, along;
    double reach, left, right; /* the columns that are reached */
    float by_x, by_y;          /* of a place relative to its beginning: how far along the line it is, 0 … 1 */
    float most;
};

static inline floats all_of(float number)
{
    return number + (floats){0};
}

/* Raises the shares of the pixels of a row from a column on, in steps of a vector. */
static inline void raise_row(const struct thin_line *line, unsigned char *row, int first, int last, float y)
{
    const floats none = {0}, steps = {0.5F, 1.5F, 2.5F, 3.5F}, dx = all_of((float)line->along.x), dy = all_of((float)line->along.y);
    const floats by_y = all_of(line->by_y * y), reach = all_of((float)line->reach), most = all_of(line->most);
    floats x = all_of((float)(first - line->from.x)) + steps;
    for (int column = first; column < last; column += VECTOR, x += VECTOR) {
        const floats t = (floats)_mm_max_ps(_mm_min_ps((__m128)(x * line->by_x + by_y), all_of(1)), none);
        const floats across = x - t * dx, down = y - t * dy;
        const floats distance = (floats)_mm_sqrt_ps((__m128)(across * across + down * down));
        const floats share = (floats)_mm_max_ps(_mm_min_ps((__m128)(reach - distance), most), none);
        const __m128i shares = (__m128i) __builtin_convertvector((SHARES - 1) * share + 0.5F, whole);
        const __m128i words = _mm_packs_epi32(shares, shares), narrow = _mm_packus_epi16(words, words);
        int32_t before;
        memcpy(&before, row + column, sizeof before);
        const int32_t raised = _mm_cvtsi128_si32(_mm_max_epu8(narrow, _mm_cvtsi32_si128(before)));
        memcpy(row + column, &raised, sizeof raised);
    }
}

/* The number of the pixel at a place, within limits. */
static inline int pixel_at(double at, int least, int most)
{
    return at > least ? at < most ? (int)at : most : least;
}

/* Raises the shares of the pixels near a line. */
static void raise_line(struct thin_sheet *sheet, const struct window *window, struct point a, struct point b, double half)
{
    const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy, reach = half + 0.5;
    const double inverse = square > 0 ? 1 / square : 0, most = 2 * half < 1 ? 2 * half : 1;
    const struct thin_line line = {.from = a,
                                   .along = {dx, dy},
                                   .reach = reach,
                                   .left = (dx < 0 ? b.x : a.x) - reach,
                                   .right = (dx < 0 ? a.x : b.x) + reach,
                                   .by_x = (float)(dx * inverse),
                                   .by_y = (float)(dy * inverse),
                                   .most = (float)most};
    const double top = (dy < 0 ? b.y : a.y) - reach, bottom = (dy < 0 ? a.y : b.y) + reach;
    const bool upright = fabs(dy) > 1e-3;
    const double slope = upright ? dx / dy : 0, beside = upright ? reach * sqrt(1 + slope * slope) : INFINITY; /* of the band, within a row */
    if (!isfinite(square))
        return;
    const int last_row = pixel_at(bottom + 0.5, window->top, window->bottom);
    for (int row = pixel_at(top - 0.5, window->top, window->bottom); row < last_row; row++) {
        const double y = row + 0.5 - a.y, middle = a.x + slope * y;
        const double low = middle - beside > line.left ? middle - beside : line.left;
        const double high = middle + beside < line.right ? middle + beside : line.right;
        const int first = pixel_at(low - 0.5, window->left, window->right), last = pixel_at(high + 0.5, window->left, window->right);
        raise_row(&line, sheet->shares + (size_t)row * (size_t)sheet->stride, first, last, (float)y);
    }
}

/* The part of the pixel at `at` that is between two places. */
static double part_between(double at, double low, double high)
{
    return fmax(0, fmin(1, fmin(at + 1, high) - fmax(at, low)));
}

/* Paints a row of shares, and empties it. */
static void paint_row(const struct window *window, const struct stroke_paint *paint, unsigned char *shares, uint32_t *pixels)
{
    for (int x = window->left; x < window->right; x += 8) {
        uint64_t eight;
        memcpy(&eight, shares + x, sizeof eight);
        if (!eight)
            continue;
        const int some = window->right - x < 8 ? window->right - x : 8;
        for (int i = 0; i < some; i++)
            paint_share(pixels + x + i, paint, shares[x + i]);
        memset(shares + x, 0, sizeof eight);
    }
}

static void scale_shares(unsigned char *shares, int count, int step, double part)
{
    for (int i = 0; i < count && part < 1; i++)
        shares[i * step] = (unsigned char)(shares[i * step] * part + 0.5);
}

static void paint(struct thin_sheet *sheet, const struct window *window, struct box clip, const struct stroke_paint *colours, uint32_t *pixels)
{
    const int width = window->right - window->left, height = window->bottom - window->top;
    unsigned char *first = sheet->shares + (size_t)window->top * (size_t)sheet->stride + (size_t)window->left;
    unsigned char *last_row = first + (size_t)(height - 1) * (size_t)sheet->stride;
    scale_shares(first, width, 1, part_between(window->top, clip.y0, clip.y1));
    scale_shares(last_row, height > 1 ? width : 0, 1, part_between(window->bottom - 1, clip.y0, clip.y1));
    scale_shares(first, height, sheet->stride, part_between(window->left, clip.x0, clip.x1));
    scale_shares(first + width - 1, width > 1 ? height : 0, sheet->stride, part_between(window->right - 1, clip.x0, clip.x1));
    for (int y = window->top; y < window->bottom; y++)
        paint_row(window, colours, sheet->shares + (size_t)y * (size_t)sheet->stride, pixels + (size_t)y * (size_t)sheet->columns);
}

/* What of the image lines may touch, by `reach` pixels. */
static struct window window_of(const struct thin_sheet *sheet, const struct path *path, struct point scale, double reach, struct box clip)
{
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < path->point_count; i++) {
        const struct point p = path->points[i];
        box.x0 = p.x < box.x0 ? p.x : box.x0;
        box.y0 = p.y < box.y0 ? p.y : box.y0;
        box.x1 = p.x > box.x1 ? p.x : box.x1;
        box.y1 = p.y > box.y1 ? p.y : box.y1;
    }
    const double left = fmax(0, fmax(clip.x0, box.x0 * scale.x - reach)), right = fmin(sheet->columns, fmin(clip.x1, box.x1 * scale.x + reach));
    const double top = fmax(0, fmax(clip.y0, box.y0 * scale.y - reach)), bottom = fmin(sheet->rows, fmin(clip.y1, box.y1 * scale.y + reach));
    if (!(left < right && top < bottom))
        return (struct window){0, 0, 0, 0};
    return (struct window){(int)left, (int)top, (int)ceil(right), (int)ceil(bottom)};
}

void thin_stroke(struct thin_sheet *sheet, const struct path *path, struct point scale, double half, struct box clip, uint32_t rgb, unsigned alpha,
                 uint32_t *pixels)
{
    enum { SPARE = 8 }; /* bytes behind a row, which are read and written with its last */
    if (!sheet->shares) {
        sheet->stride = sheet->columns + SPARE;
        sheet->shares = ARENA_NEW(sheet->arena, unsigned char, (size_t)sheet->stride *(size_t)sheet->rows);
    }
    const struct window window = window_of(sheet, path, scale, half + 1, clip);
    if (!(window.left < window.right && window.top < window.bottom))
        return;
    struct point at = {0, 0};
    for (size_t i = 0; i < path->point_count; i++) {
        const struct point to = {path->points[i].x * scale.x, path->points[i].y * scale.y};
        if (path->verbs[i] == PATH_LINE)
            raise_line(sheet, &window, at, to, half);
        at = to;
    }
    const struct stroke_paint colours = stroke_paint(rgb, alpha);
    paint(sheet, &window, clip, &colours, pixels);
}
