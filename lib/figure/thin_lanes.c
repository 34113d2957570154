/* Compiled once for each width. Lines are a few pixels long, and so is a vector: four floats, or eight. */
#include "figure/shares.h"
#include "figure/thin_raise.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#if LANES == 2
enum { VECTOR = 4 };
#define NAME thin_sse2
#define STEPS                                                                                                                                        \
    {                                                                                                                                                \
        0.5F, 1.5F, 2.5F, 3.5F                                                                                                                       \
    }
#define ROOT(x) _mm_sqrt_ps((__m128)(x))
#define MIN(a, b) _mm_min_ps((__m128)(a), (__m128)(b))
#define MAX(a, b) _mm_max_ps((__m128)(a), (__m128)(b))
#else
enum { VECTOR = 8 };
#define NAME LANES_NAME
#define STEPS                                                                                                                                        \
    {                                                                                                                                                \
        0.5F, 1.5F, 2.5F, 3.5F, 4.5F, 5.5F, 6.5F, 7.5F                                                                                               \
    }
#define ROOT(x) _mm256_sqrt_ps((__m256)(x))
#define MIN(a, b) _mm256_min_ps((__m256)(a), (__m256)(b))
#define MAX(a, b) _mm256_max_ps((__m256)(a), (__m256)(b))
#if LANES == 4
#define LANES_NAME thin_avx
#else
#define LANES_NAME thin_avx512
#endif
#endif

typedef float floats __attribute__((vector_size(4 * VECTOR)));
typedef int32_t whole __attribute__((vector_size(4 * VECTOR)));

/* Raises bytes to numbers. */
static inline void raise_bytes(unsigned char *bytes, whole numbers)
{
#if LANES == 2
    const __m128i low = (__m128i)numbers, high = low;
    int32_t before, after;
#else
    const __m128i low = _mm256_castsi256_si128((__m256i)numbers), high = _mm256_extractf128_si256((__m256i)numbers, 1);
    int64_t before, after;
#endif
    const __m128i words = _mm_packs_epi32(low, high), narrow = _mm_packus_epi16(words, words);
    memcpy(&before, bytes, sizeof before);
#if LANES == 2
    after = _mm_cvtsi128_si32(_mm_max_epu8(narrow, _mm_cvtsi32_si128(before)));
#else
    after = _mm_cvtsi128_si64(_mm_max_epu8(narrow, _mm_cvtsi64_si128(before)));
#endif
    memcpy(bytes, &after, sizeof after);
}

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

/* Lists a block if it was not touched; without a branch, as that cannot be foretold. */
static inline size_t list_block(const struct thin_sheet *sheet, uint32_t block, size_t count)
{
    sheet->listed[count] = block;
    count += !sheet->touched[block];
    sheet->touched[block] = 1;
    return count;
}

/* Raises the shares of the pixels of a row from a column on, in steps of a vector. */
static inline void raise_row(struct thin_sheet *sheet, const struct thin_line *line, int number, int first, int last)
{
    unsigned char *row = sheet->shares + (size_t)number * (size_t)sheet->stride;
    const uint32_t blocks = (uint32_t)number * (uint32_t)sheet->blocks;
    const float y = (float)(number + 0.5 - line->from.y);
    size_t listed = sheet->listed_count;
    const floats none = {0}, steps = STEPS, dx = all_of((float)line->along.x), dy = all_of((float)line->along.y);
    const floats by_y = all_of(line->by_y * y), reach = all_of((float)line->reach), most = all_of(line->most);
    floats x = all_of((float)(first - line->from.x)) + steps;
    for (int column = first; column < last; column += VECTOR, x += VECTOR) {
        const floats t = (floats)MAX(MIN(x * line->by_x + by_y, all_of(1)), none);
        const floats across = x - t * dx, down = y - t * dy;
        const floats distance = (floats)ROOT(across * across + down * down);
        const floats share = (floats)MAX(MIN(reach - distance, most), none);
        raise_bytes(row + column, __builtin_convertvector((SHARES - 1) * share + 0.5F, whole));
        listed = list_block(sheet, blocks + (uint32_t)column / THIN_BLOCK, listed);
        listed = list_block(sheet, blocks + (uint32_t)(column + VECTOR - 1) / THIN_BLOCK, listed);
    }
    sheet->listed_count = listed;
}

/* The number of the pixel at a place, within limits. */
static inline int pixel_at(double at, int least, int most)
{
    return at > least ? at < most ? (int)at : most : least;
}

/* Of a line that is as narrow as a vector, as nearly all are, whole rows: what is out of reach has no share. */
static inline void raise_narrow(struct thin_sheet *sheet, const struct thin_line *line, const struct thin_window *near)
{
    for (int row = near->top; row < near->bottom; row++)
        raise_row(sheet, line, row, near->left, near->right);
}

/* Of others, what in each row is near to the line. */
static inline void raise_band(struct thin_sheet *sheet, const struct thin_line *line, const struct thin_window *near)
{
    const bool upright = fabs(line->along.y) > 1e-3;
    const double slope = upright ? line->along.x / line->along.y : 0, beside = upright ? line->reach * sqrt(1 + slope * slope) : INFINITY;
    for (int row = near->top; row < near->bottom; row++) {
        const double middle = line->from.x + slope * (row + 0.5 - line->from.y);
        const double low = middle - beside > line->left ? middle - beside : line->left;
        const double high = middle + beside < line->right ? middle + beside : line->right;
        raise_row(sheet, line, row, pixel_at(low - 0.5, near->left, near->right), pixel_at(high + 0.5, near->left, near->right));
    }
}

/* Raises the shares of the pixels near a line. */
static void raise_line(struct thin_sheet *sheet, const struct thin_window *window, struct point a, struct point b, double half)
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
    const struct thin_window near = {pixel_at(line.left - 0.5, window->left, window->right), pixel_at(top - 0.5, window->top, window->bottom),
                                     pixel_at(line.right + 0.5, window->left, window->right), pixel_at(bottom + 0.5, window->top, window->bottom)};
    if (!isfinite(square))
        return;
    if (near.right - near.left <= VECTOR)
        raise_narrow(sheet, &line, &near);
    else
        raise_band(sheet, &line, &near);
}

static void raise_lines(struct thin_sheet *sheet, const struct thin_window *window, const struct path *path, struct point scale, double half)
{
    struct point at = {0, 0};
    for (size_t i = 0; i < path->point_count; i++) {
        const struct point to = {path->points[i].x * scale.x, path->points[i].y * scale.y};
        if (path->verbs[i] == PATH_LINE)
            raise_line(sheet, window, at, to, half);
        at = to;
    }
}

/* Numbers of 16 bits in 255ths, rounded, as `times` has them. */
static inline __m128i in_255ths(__m128i numbers)
{
    const __m128i more = _mm_add_epi16(numbers, _mm_set1_epi16(0x80));
    return _mm_srli_epi16(_mm_add_epi16(more, _mm_srli_epi16(more, 8)), 8);
}

/* The bytes of four pixels, each times one of its own. */
static inline __m128i multiply(__m128i bytes, __m128i by)
{
    const __m128i zero = _mm_setzero_si128();
    return _mm_packus_epi16(in_255ths(_mm_mullo_epi16(_mm_unpacklo_epi8(bytes, zero), _mm_unpacklo_epi8(by, zero))),
                            in_255ths(_mm_mullo_epi16(_mm_unpackhi_epi8(bytes, zero), _mm_unpackhi_epi8(by, zero))));
}

/* A stroke's colours as they are looked up. */
struct stroke_shades {
    const struct stroke_paint *paint;
#if LANES == 2
    uint32_t left[SHARES]; /* four times over */
#else
    __m128i left, channels[4]; /* by the share */
#endif
};

static struct stroke_shades shades_of(const struct stroke_paint *paint)
{
    struct stroke_shades shades = {.paint = paint};
#if LANES == 2
    for (int i = 0; i < SHARES; i++)
        shades.left[i] = paint->left[i] * 0x01010101u;
#else
    unsigned char bytes[5][16] = {{0}};
    for (int i = 0; i < SHARES; i++) {
        bytes[4][i] = (unsigned char)paint->left[i];
        for (int k = 0; k < 4; k++)
            bytes[k][i] = (unsigned char)(paint->colour[i] >> 8 * k);
    }
    for (int k = 0; k < 4; k++)
        shades.channels[k] = _mm_loadu_si128((const __m128i *)(const void *)bytes[k]);
    shades.left = _mm_loadu_si128((const __m128i *)(const void *)bytes[4]);
#endif
    return shades;
}

static inline void paint_four(uint32_t *pixels, __m128i colours, __m128i left)
{
    const __m128i old = _mm_loadu_si128((const __m128i *)(const void *)pixels);
    _mm_storeu_si128((__m128i *)(void *)pixels, _mm_add_epi8(multiply(old, left), colours));
}

/* As paint_share, eight pixels at once: which of them have the ground's colour, and which are touched, cannot be foretold. */
static inline void paint_eight(const struct stroke_shades *shades, const unsigned char *shares, uint32_t *pixels)
{
#if LANES == 2
    const uint32_t *colour = shades->paint->colour, *left = shades->left;
    for (int i = 0; i < THIN_BLOCK; i += 4, shares += 4, pixels += 4)
        paint_four(pixels, _mm_set_epi32((int)colour[shares[3]], (int)colour[shares[2]], (int)colour[shares[1]], (int)colour[shares[0]]),
                   _mm_set_epi32((int)left[shares[3]], (int)left[shares[2]], (int)left[shares[1]], (int)left[shares[0]]));
#else
    const __m128i eight = _mm_loadl_epi64((const __m128i *)(const void *)shares);
    const __m128i left = _mm_shuffle_epi8(shades->left, eight);
    const __m128i even = _mm_unpacklo_epi8(_mm_shuffle_epi8(shades->channels[0], eight), _mm_shuffle_epi8(shades->channels[1], eight));
    const __m128i odd = _mm_unpacklo_epi8(_mm_shuffle_epi8(shades->channels[2], eight), _mm_shuffle_epi8(shades->channels[3], eight));
    const __m128i twice = _mm_unpacklo_epi8(left, left);
    paint_four(pixels, _mm_unpacklo_epi16(even, odd), _mm_unpacklo_epi16(twice, twice));
    paint_four(pixels + 4, _mm_unpackhi_epi16(even, odd), _mm_unpackhi_epi16(twice, twice));
#endif
}

/* The first pixel of a block; *first is its column. */
static inline uint32_t *pixels_of(const struct thin_sheet *sheet, uint32_t block, uint32_t *pixels, int *first)
{
    const uint32_t row = block / (uint32_t)sheet->blocks;
    *first = THIN_BLOCK * (int)(block - row * (uint32_t)sheet->blocks);
    return pixels + (size_t)row * (size_t)sheet->columns + *first;
}

/* Pixels are asked for some blocks ahead: all of an image are more than near caches hold. */
static void paint_listed(struct thin_sheet *sheet, const struct stroke_paint *paint, uint32_t *pixels)
{
    enum { AHEAD = 16 };
    const struct stroke_shades shades = shades_of(paint);
    for (size_t i = 0; i < sheet->listed_count; i++) {
        const uint32_t block = sheet->listed[i];
        unsigned char *shares = sheet->shares + (size_t)block * THIN_BLOCK;
        int first;
        if (i + AHEAD < sheet->listed_count) {
            const uint32_t *next = pixels_of(sheet, sheet->listed[i + AHEAD], pixels, &first);
            __builtin_prefetch(next, 1);
            __builtin_prefetch(next + THIN_BLOCK - 1, 1);
        }
        uint32_t *out = pixels_of(sheet, block, pixels, &first);
        if (first + THIN_BLOCK <= sheet->columns)
            paint_eight(&shades, shares, out);
        else
            for (int x = 0; first + x < sheet->columns; x++)
                paint_share(out + x, paint, shares[x]);
        memset(shares, 0, THIN_BLOCK);
        sheet->touched[block] = 0;
    }
    sheet->listed_count = 0;
}

const struct thin_lanes NAME = {raise_lines, paint_listed};
