#include "figure/thin.h"

#include "figure/shares.h"
#include "figure/thin_raise.h"

#include <emmintrin.h>

#include <math.h>
#include <string.h>

enum { MANY_POINTS = 100, MOST_PIXELS = 1 << 23 };
static const double most_half = 1.5;

bool thin_fits(const struct thin_sheet *sheet, const struct path *path, double half)
{
    return path->point_count > MANY_POINTS && half <= most_half && (size_t)sheet->columns * (size_t)sheet->rows <= MOST_PIXELS;
}

static thin_raise *chosen(void)
{
    return __builtin_cpu_supports("avx512f") ? thin_raise_avx512 : __builtin_cpu_supports("avx") ? thin_raise_avx : thin_raise_sse2;
}

/* The part of the pixel at `at` that is between two places. */
static double part_between(double at, double low, double high)
{
    return fmax(0, fmin(1, fmin(at + 1, high) - fmax(at, low)));
}

/* What each share leaves of what is there, four times over, as a pixel's four numbers take it. */
struct left_over {
    uint64_t share[SHARES];
};

static struct left_over left_over(const struct stroke_paint *paint)
{
    struct left_over left;
    for (unsigned i = 0; i < SHARES; i++)
        left.share[i] = paint->left[i] * 0x0001000100010001u;
    return left;
}

/* As `times`, of two pixels' numbers, spread to 16 bits. */
static __m128i leave(__m128i numbers, uint64_t first, uint64_t second)
{
    const __m128i product = _mm_add_epi16(_mm_mullo_epi16(numbers, _mm_set_epi64x((int64_t)second, (int64_t)first)), _mm_set1_epi16(0x80));
    return _mm_srli_epi16(_mm_add_epi16(product, _mm_srli_epi16(product, 8)), 8);
}

/* As paint_share, four pixels at once: which of them have the ground's colour, and which are touched, cannot be foretold. */
static void paint_four(const struct stroke_paint *paint, const struct left_over *left, const unsigned char *shares, uint32_t *pixels)
{
    const __m128i zero = _mm_setzero_si128(), old = _mm_loadu_si128((const __m128i *)(const void *)pixels);
    const __m128i colours =
        _mm_set_epi32((int)paint->colour[shares[3]], (int)paint->colour[shares[2]], (int)paint->colour[shares[1]], (int)paint->colour[shares[0]]);
    const __m128i low = leave(_mm_unpacklo_epi8(old, zero), left->share[shares[0]], left->share[shares[1]]);
    const __m128i high = leave(_mm_unpackhi_epi8(old, zero), left->share[shares[2]], left->share[shares[3]]);
    _mm_storeu_si128((__m128i *)(void *)pixels, _mm_add_epi8(_mm_packus_epi16(low, high), colours));
}

/* Paints a block of a row of so many pixels; outside the window nothing is covered. */
static void paint_block(const struct stroke_paint *paint, const struct left_over *left, const unsigned char *shares, int first, int columns,
                        uint32_t *pixels)
{
    enum { QUAD = 4 };
    for (int x = first; x < first + THIN_BLOCK; x += QUAD) {
        uint32_t four;
        memcpy(&four, shares + x, sizeof four);
        if (four && x + QUAD <= columns)
            paint_four(paint, left, shares + x, pixels + x);
        for (int i = x; four && x + QUAD > columns && i < columns; i++)
            paint_share(pixels + i, paint, shares[i]);
    }
}

/* Paints the blocks of a row of shares that were touched, and empties them; what vectors wrote behind the window is none of it. */
static void paint_row(const struct thin_window *window, const struct stroke_paint *paint, const struct left_over *over,
                      const struct thin_sheet *sheet, int row, uint32_t *pixels)
{
    unsigned char *shares = sheet->shares + (size_t)row * (size_t)sheet->stride, *touched = sheet->touched + (size_t)row * (size_t)sheet->blocks;
    memset(shares + window->right, 0, THIN_SPARE);
    for (int block = 0; block < sheet->blocks; block += (int)sizeof(uint64_t)) {
        uint64_t left;
        memcpy(&left, touched + block, sizeof left);
        for (uint64_t bytes = left; bytes; bytes &= bytes - 1) { /* a bit in each byte */
            const int first = THIN_BLOCK * (block + __builtin_ctzll(bytes) / 8);
            paint_block(paint, over, shares, first, sheet->columns, pixels);
            memset(shares + first, 0, THIN_BLOCK);
        }
        if (left)
            memset(touched + block, 0, sizeof left);
    }
}

static void scale_shares(unsigned char *shares, int count, int step, double part)
{
    for (int i = 0; i < count && part < 1; i++)
        shares[i * step] = (unsigned char)(shares[i * step] * part + 0.5);
}

static void paint(struct thin_sheet *sheet, const struct thin_window *window, struct box clip, const struct stroke_paint *colours, uint32_t *pixels)
{
    const int width = window->right - window->left, height = window->bottom - window->top;
    unsigned char *first = sheet->shares + (size_t)window->top * (size_t)sheet->stride + (size_t)window->left;
    unsigned char *last_row = first + (size_t)(height - 1) * (size_t)sheet->stride;
    scale_shares(first, width, 1, part_between(window->top, clip.y0, clip.y1));
    scale_shares(last_row, height > 1 ? width : 0, 1, part_between(window->bottom - 1, clip.y0, clip.y1));
    scale_shares(first, height, sheet->stride, part_between(window->left, clip.x0, clip.x1));
    scale_shares(first + width - 1, width > 1 ? height : 0, sheet->stride, part_between(window->right - 1, clip.x0, clip.x1));
    const struct left_over over = left_over(colours);
    for (int y = window->top; y < window->bottom; y++)
        paint_row(window, colours, &over, sheet, y, pixels + (size_t)y * (size_t)sheet->columns);
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
    const int group = (int)sizeof(uint64_t); /* blocks that are looked at together */
    if (sheet->shares)
        return;
    sheet->blocks = ((sheet->columns + THIN_SPARE) / THIN_BLOCK / group + 1) * group;
    sheet->stride = THIN_BLOCK * sheet->blocks;
    sheet->shares = ARENA_NEW(sheet->arena, unsigned char, (size_t)sheet->stride *(size_t)sheet->rows);
    sheet->touched = ARENA_NEW(sheet->arena, unsigned char, (size_t)sheet->blocks *(size_t)sheet->rows);
}

void thin_stroke(struct thin_sheet *sheet, const struct path *path, struct point scale, double half, struct box clip, uint32_t rgb, unsigned alpha,
                 uint32_t *pixels)
{
    thin_prepare(sheet);
    const struct thin_window window = window_of(sheet, path, scale, half + 1, clip);
    if (!(window.left < window.right && window.top < window.bottom))
        return;
    chosen()(sheet, &window, path, scale, half);
    const struct stroke_paint colours = stroke_paint(rgb, alpha);
    paint(sheet, &window, clip, &colours, pixels);
}
