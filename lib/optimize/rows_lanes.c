/* Compiled once for each width: LANES doubles a vector. */
#include "optimize/rows.h"
#include "base/lanes.h"

#include <immintrin.h>
#include <string.h>

#if LANES == 2
#define SET rows_sse2
#define ROOT _mm_sqrt_pd
#define MIN _mm_min_pd
#define MAX _mm_max_pd
#define BITS(mask) _mm_movemask_pd((__m128d)(mask))
#elif LANES == 4
#define SET rows_avx
#define ROOT _mm256_sqrt_pd
#define MIN _mm256_min_pd
#define MAX _mm256_max_pd
#define BITS(mask) _mm256_movemask_pd((__m256d)(mask))
#else
#define SET rows_avx512
#define ROOT _mm512_sqrt_pd
#define MIN _mm512_min_pd
#define MAX _mm512_max_pd
#endif

typedef int64_t masks __attribute__((vector_size(8 * LANES)));

static inline lanes magnitude(lanes numbers)
{
    return (lanes)((masks)numbers & INT64_MAX);
}

/* −1 where the magnitude is strictly between the limits. */
static inline masks between(lanes numbers, double least, double most)
{
    const lanes magnitudes = magnitude(numbers);
    return (magnitudes > least) & (magnitudes < most);
}

/* The root of a rounded square is the magnitude itself. */
static void magnitudes(const struct rows *rows, double *into)
{
    for (size_t i = 0; i < rows->count; i += LANES)
        lanes_store(into + i, magnitude(lanes_load(rows->numbers + i)));
}

static bool norms(const struct rows *rows, double least, double most, double *roots)
{
    if (rows->rows == 1) {
        magnitudes(rows, roots);
        return true;
    }
    masks outside = {0};
    int64_t last = 0; /* of the last vector, in which not all may be points */
    for (size_t i = 0; i < rows->count; i += LANES) {
        lanes sum = {0};
        for (size_t row = 0; row < rows->rows; row++) {
            const lanes number = lanes_load(rows->numbers + row * rows->stride + i);
            sum += number * number;
        }
        const masks good = between(sum, least, most);
        if (i + LANES <= rows->count)
            outside |= ~good;
        else
            for (size_t k = 0; k < rows->count - i; k++)
                last |= ~good[k];
        const lanes root = (lanes)ROOT(sum);
        memcpy(roots + i, &root, sizeof root);
    }
    for (size_t k = 0; k < LANES; k++)
        last |= outside[k];
    return last == 0;
}

static bool within(const struct row_limits *limits, size_t count, int64_t *within)
{
    const size_t points = limits[0].rows.count;
    masks all = ~(masks){0};
    int64_t last = -1; /* of the last vector, in which not all may be points */
    for (size_t i = 0; i < points; i += LANES) {
        masks kept = ~(masks){0};
        for (const struct row_limits *limit = limits; limit < limits + count; limit++)
            for (size_t row = 0; row < limit->rows.rows; row++)
                kept &= between(lanes_load(limit->rows.numbers + row * limit->rows.stride + i), limit->least, limit->most);
        memcpy(within + i, &kept, sizeof kept);
        if (i + LANES <= points)
            all &= kept;
        else
            for (size_t k = 0; k < points - i; k++)
                last &= kept[k];
    }
    for (size_t k = 0; k < LANES; k++)
        last &= all[k];
    return last != 0;
}

/* The numbers, a bit each, that are not strictly between the limits. */
static inline uint64_t not_between(lanes numbers, double least, double most)
{
#if LANES == 8 /* compilers make vectors of such comparisons, to test them again */
    const __mmask8 above = _mm512_cmp_pd_mask((__m512d)numbers, _mm512_set1_pd(least), _CMP_GT_OQ);
    return (uint8_t)~_mm512_mask_cmp_pd_mask(above, (__m512d)numbers, _mm512_set1_pd(most), _CMP_LT_OQ);
#else
    return (uint64_t)BITS(~((numbers > least) & (numbers < most)));
#endif
}

static bool mark_ends(const struct rows *x, const double *value, const double *gradient, double least, double most, uint64_t *marked)
{
    uint64_t any = 0;
    for (size_t word = 0; 64 * word < x->count; word++) {
        const size_t end = x->count - 64 * word < 64 ? x->count : 64 * word + 64;
        uint64_t bits = 0;
        for (size_t i = 64 * word; i < end; i += LANES) {
            lanes sum = {0}, nothing = 0 * lanes_load(value + i); /* of what is not finite, not a number */
            for (size_t row = 0; row < x->rows; row++) {
                const lanes slope = lanes_load(gradient + row * x->stride + i);
                sum += slope * slope;
                nothing += 0 * lanes_load(x->numbers + row * x->stride + i);
            }
            bits |= not_between(sum + nothing, least, most) << i % 64;
        }
        marked[word] = bits & (end % 64 ? ((uint64_t)1 << end % 64) - 1 : UINT64_MAX); /* without what lies behind the last point */
        any |= marked[word];
    }
    return any != 0;
}

/* The numbers, a bit each, that are above, or not below, one. */
static inline uint64_t above(lanes numbers, double least)
{
#if LANES == 8
    return _mm512_cmp_pd_mask((__m512d)numbers, _mm512_set1_pd(least), _CMP_GT_OQ);
#else
    return (uint64_t)BITS(numbers > least);
#endif
}

static inline uint64_t not_below(lanes numbers, double most)
{
#if LANES == 8
    return _mm512_cmp_pd_mask((__m512d)numbers, _mm512_set1_pd(most), _CMP_NLT_UQ);
#else
    return (uint64_t)BITS(~(numbers < most));
#endif
}

/* What vectors of points have in common: the bits of those that go on, how far off points get. */
struct strides {
    uint64_t on;
    lanes far;
};

/* Moves a vector of points that stand from number i on. */
static inline __attribute__((always_inline)) struct strides stride_vector(const struct rows *x, size_t rows, const double *gradient,
                                                                          const struct row_stride *stride, double *restrict to, size_t i, lanes far)
{
    lanes sum = {0};
    for (size_t row = 0, at = i; row < rows; row++, at += x->stride) {
        const lanes slope = lanes_load(gradient + at), next = lanes_load(x->numbers + at) - stride->rate * slope;
        lanes_store(to + at, next);
        sum = row ? sum + slope * slope : slope * slope;
        far = (lanes)MAX(far, magnitude(next));
    }
    return (struct strides){above(sum, stride->least), far};
}

static inline __attribute__((always_inline)) unsigned stride_of(const struct rows *x, size_t rows, const double *gradient,
                                                                const struct row_stride *stride, double *restrict to, uint64_t *marked)
{
    enum { WORD = 64 };
    uint64_t ends = 0, leaves = 0; /* the latter of the last vector, in which not all may be points */
    struct strides strides = {0, {0}};
    size_t word = 0;
    for (; WORD * (word + 1) <= x->count; word++) {
        uint64_t on = 0;
        for (size_t k = 0; k < WORD; k += LANES) {
            strides = stride_vector(x, rows, gradient, stride, to, WORD * word + k, strides.far);
            on |= strides.on << k;
        }
        marked[word] = ~on;
        ends |= ~on;
    }
    if (WORD * word < x->count) {
        uint64_t on = 0;
        for (size_t i = WORD * word; i < x->count; i += LANES) {
            const struct strides last = stride_vector(x, rows, gradient, stride, to, i, (lanes){0});
            on |= last.on << i % WORD;
            leaves |= not_below(last.far, stride->reach) << i % WORD;
        }
        const uint64_t points = ((uint64_t)1 << x->count % WORD) - 1;
        marked[word] = ~on & points;
        ends |= marked[word];
        leaves &= points;
    }
    leaves |= not_below(strides.far, stride->reach);
    return (ends ? STRIDE_ENDS : 0) | (leaves ? STRIDE_LEAVES : 0);
}

/* Of the plane the loop over two rows is none. */
static unsigned stride(const struct rows *x, const double *gradient, const struct row_stride *stride, double *restrict to, uint64_t *marked)
{
    return x->rows == 2 ? stride_of(x, 2, gradient, stride, to, marked) : stride_of(x, x->rows, gradient, stride, to, marked);
}

static void descend(double *restrict x, const double *restrict g, double rate, size_t count)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        lanes_store(x + i, lanes_load(x + i) - rate * lanes_load(g + i));
    for (; i < count; i++)
        x[i] -= rate * g[i];
}

static void descend_each(double *restrict x, const double *restrict g, const double *restrict rates, size_t count)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        lanes_store(x + i, lanes_load(x + i) - lanes_load(rates + i) * lanes_load(g + i));
    for (; i < count; i++)
        x[i] -= rates[i] * g[i];
}

/* Where a number is none, the second operand is the result, as where both are equal. */
static void hold(double *numbers, size_t count, double low, double high)
{
    const lanes none = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        lanes_store(numbers + i, (lanes)MIN(none + high, (lanes)MAX(none + low, lanes_load(numbers + i))));
    for (; i < count; i++)
        numbers[i] = numbers[i] < low ? low : numbers[i] > high ? high : numbers[i];
}

const struct row_set SET = {norms, within, hold, mark_ends, stride, descend, descend_each};
