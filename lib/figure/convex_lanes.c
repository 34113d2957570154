/* Compiled once for each width: four pixels a vector, or eight where there are whole numbers in vectors of eight. Faces are narrow. */
#include "figure/convex_rows.h"

#include <immintrin.h>
#include <string.h>

#if LANES == 8
enum { VECTOR = 8 };
#define NAME convex_rows_avx512
#define STEPS                                                                                                                                        \
    {                                                                                                                                                \
        0, 1, 2, 3, 4, 5, 6, 7                                                                                                                       \
    }
#define MIN(a, b) _mm256_min_ps((__m256)(a), (__m256)(b))
#define MAX(a, b) _mm256_max_ps((__m256)(a), (__m256)(b))
#define WHOLE(operation) _mm256_##operation
typedef __m256i bytes;
#else
enum { VECTOR = 4 };
#if LANES == 4
#define NAME convex_rows_avx
#else
#define NAME convex_rows_sse2
#endif
#define STEPS                                                                                                                                        \
    {                                                                                                                                                \
        0, 1, 2, 3                                                                                                                                   \
    }
#define MIN(a, b) _mm_min_ps((__m128)(a), (__m128)(b))
#define MAX(a, b) _mm_max_ps((__m128)(a), (__m128)(b))
#define WHOLE(operation) _mm_##operation
typedef __m128i bytes;
#endif

typedef float floats __attribute__((vector_size(4 * VECTOR)));
typedef int32_t whole __attribute__((vector_size(4 * VECTOR)));
typedef float four __attribute__((vector_size(16)));

/* The bytes of a vector, 16 bits each, times those of another in 255ths, rounded. */
static inline bytes scaled(bytes numbers, bytes shares)
{
    const bytes product = WHOLE(add_epi16)(WHOLE(mullo_epi16)(numbers, shares), WHOLE(set1_epi16)(128));
    return WHOLE(srli_epi16)(WHOLE(add_epi16)(product, WHOLE(srli_epi16)(product, 8)), 8);
}

/* The pixels of a half, 16 bits a byte, with the colour over them, of which they are covered by shares of 255. */
static inline bytes mixed(bytes pixels, bytes colour, bytes shares)
{
    const bytes painted = scaled(colour, shares);
    const bytes opaque = WHOLE(shufflehi_epi16)(WHOLE(shufflelo_epi16)(painted, 0xff), 0xff);
    return WHOLE(add_epi16)(painted, scaled(pixels, WHOLE(sub_epi16)(WHOLE(set1_epi16)(255), opaque)));
}

static inline void paint_vector(uint32_t *pixels, bytes colour, whole shares)
{
    const bytes none = {0}, pairs = (bytes)(shares | shares << 16); /* for two of a pixel's bytes */
    bytes there;
    memcpy(&there, pixels, sizeof there);
    const bytes low = mixed(WHOLE(unpacklo_epi8)(there, none), colour, WHOLE(unpacklo_epi32)(pairs, pairs));
    const bytes high = mixed(WHOLE(unpackhi_epi8)(there, none), colour, WHOLE(unpackhi_epi32)(pairs, pairs));
    there = WHOLE(packus_epi16)(low, high);
    memcpy(pixels, &there, sizeof there);
}

static inline four four_from(const float *numbers)
{
    four vector;
    memcpy(&vector, numbers, sizeof vector);
    return vector;
}

/* The columns of a row of pixels that all sides cover in part; `covered` is what they cover at column 0. */
static inline void find_span(const struct convex_sides *sides, four covered, int width, int *first, int *last)
{
    const four low = four_from(sides->begin) + four_from(sides->after) * covered;
    const four high = four_from(sides->end) + four_from(sides->before) * covered;
    four most = (four)_mm_max_ps((__m128)low, _mm_shuffle_ps((__m128)low, (__m128)low, 0x4e));
    four least = (four)_mm_min_ps((__m128)high, _mm_shuffle_ps((__m128)high, (__m128)high, 0x4e));
    most = (four)_mm_max_ss((__m128)most, _mm_shuffle_ps((__m128)most, (__m128)most, 0xb1));
    least = (four)_mm_min_ss((__m128)least, _mm_shuffle_ps((__m128)least, (__m128)least, 0xb1));
    *first = most[0] > 0 ? (int)most[0] : 0;
    *last = least[0] < (float)width ? (int)(least[0] + 1) : width;
}

static inline floats all_of(float number)
{
    return number + (floats){0};
}

static inline void paint_row(const struct convex_sides *sides, four begin, int first, int last, int room, bytes colour, uint32_t *row)
{
    const floats none = {0}, all = all_of(1);
    floats at = (float)first + (floats)STEPS;
    for (int x = first; x < last; x += VECTOR, at += VECTOR) {
        floats share = all;
        for (int i = 0; i < CONVEX_SIDES; i++) /* from column 0 each time: the same bits whatever the width */
            share *= (floats)MAX(MIN(all_of(begin[i]) + all_of(sides->across[i]) * at, all), none);
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

void NAME(const struct convex_sides *sides, const struct convex_box *box, uint32_t colour)
{
    const bytes pixels = WHOLE(set1_epi32)((int32_t)colour), none = {0}, wide = WHOLE(unpacklo_epi8)(pixels, none);
    uint32_t *row = box->first;
    for (int y = 0; y < box->height; y++, row += box->stride) {
        const four begin = four_from(sides->offset) + four_from(sides->down) * (float)y;
        int first, last;
        find_span(sides, begin, box->width, &first, &last);
        paint_row(sides, begin, first, last, box->room, wide, row);
    }
}
