#include "figure/thin.h"

#include "figure/shares.h"
#include "figure/thin_raise.h"

#include <math.h>
#include <string.h>

enum { MANY_POINTS = 100, MOST_PIXELS = 1 << 23 };
static const double most_half = 1.5;

bool thin_fits(const struct thin_sheet *sheet, const struct path *path, double half)
{
    return path->point_count > MANY_POINTS && half <= most_half && (size_t)sheet->columns * (size_t)sheet->rows <= MOST_PIXELS;
}

static const struct thin_lanes *chosen(void)
{
    return __builtin_cpu_supports("avx512f") ? &thin_avx512 : __builtin_cpu_supports("avx") ? &thin_avx : &thin_sse2;
}

/* The part of the pixel at `at` that is between two places. */
static double part_between(double at, double low, double high)
{
    return fmax(0, fmin(1, fmin(at + 1, high) - fmax(at, low)));
}

static void scale_shares(unsigned char *shares, int count, int step, double part)
{
    for (int i = 0; i < count && part < 1; i++)
        shares[i * step] = (unsigned char)(shares[i * step] * part + 0.5);
}

/* Scales shares at the sides of the window by how much of their pixels is let through; what vectors wrote behind it is none of it. */
static void clip_shares(struct thin_sheet *sheet, const struct thin_window *window, struct box clip)
{
    const int width = window->right - window->left, height = window->bottom - window->top;
    unsigned char *first = sheet->shares + (size_t)window->top * (size_t)sheet->stride + (size_t)window->left;
    unsigned char *last_row = first + (size_t)(height - 1) * (size_t)sheet->stride;
    scale_shares(first, width, 1, part_between(window->top, clip.y0, clip.y1));
    scale_shares(last_row, height > 1 ? width : 0, 1, part_between(window->bottom - 1, clip.y0, clip.y1));
    scale_shares(first, height, sheet->stride, part_between(window->left, clip.x0, clip.x1));
    scale_shares(first + width - 1, width > 1 ? height : 0, sheet->stride, part_between(window->right - 1, clip.x0, clip.x1));
    for (int y = 0; y < height; y++)
        memset(first + width + (size_t)y * (size_t)sheet->stride, 0, THIN_SPARE);
}

/* What of the image lines may touch, by `reach` pixels. */
static struct thin_window window_of(const struct thin_sheet *sheet, const struct path *path, struct point scale, double reach, struct box clip)
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
        return (struct thin_window){0, 0, 0, 0};
    return (struct thin_window){(int)left, (int)top, (int)ceil(right), (int)ceil(bottom)};
}

void thin_prepare(struct thin_sheet *sheet)
{
    if (sheet->shares)
        return;
    sheet->blocks = (sheet->columns + THIN_SPARE) / THIN_BLOCK + 1;
    sheet->stride = THIN_BLOCK * sheet->blocks;
    sheet->shares = ARENA_NEW(sheet->arena, unsigned char, (size_t)sheet->stride *(size_t)sheet->rows);
    sheet->touched = ARENA_NEW(sheet->arena, unsigned char, (size_t)sheet->blocks *(size_t)sheet->rows);
    sheet->listed = ARENA_ROOM(sheet->arena, uint32_t, (size_t)sheet->blocks * (size_t)sheet->rows + 1);
    sheet->listed_count = 0;
}

void thin_stroke(struct thin_sheet *sheet, const struct path *path, struct point scale, double half, struct box clip, uint32_t rgb, unsigned alpha,
                 uint32_t *pixels)
{
    thin_prepare(sheet);
    const struct thin_window window = window_of(sheet, path, scale, half + 1, clip);
    if (!(window.left < window.right && window.top < window.bottom))
        return;
    const struct thin_lanes *lanes = chosen();
    const struct stroke_paint paint = stroke_paint(rgb, alpha);
    lanes->raise(sheet, &window, path, scale, half);
    clip_shares(sheet, &window, clip);
    lanes->paint(sheet, &paint, pixels);
}
