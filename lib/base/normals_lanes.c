/* Compiled once for each width: LANES doubles a vector. Whole numbers are exact, and logarithm, sine and cosine take the steps of SLEEF's consistent
 * xlog_u1 and xsincospi_u05 (N. Shibata & F. Petrogalli, 2020; Boost Software License), so that they have its bits at every width. What a uniform number
 * in [0, 1) does not need is left out: infinities, signs, subnormal numbers; and where it is known which of two numbers is the larger, their sum's
 * rounding error, which is exact, takes two steps in place of five. */
#include "base/normals.h"
#include "base/lanes.h"

#include <immintrin.h>
#include <string.h>

/* Two vectors become one of which the numbers are those of both in turn, in two halves. */
#if LANES == 2
#define SET normals_sse2
#define ROOT _mm_sqrt_pd
#define FIRST_HALVES 0, 2
#define SECOND_HALVES 1, 3
#elif LANES == 4
#define SET normals_avx
#define ROOT _mm256_sqrt_pd
#define FIRST_HALVES 0, 4, 1, 5
#define SECOND_HALVES 2, 6, 3, 7
#else
#define SET normals_avx512
#define ROOT _mm512_sqrt_pd
#define FIRST_HALVES 0, 8, 1, 9, 2, 10, 3, 11
#define SECOND_HALVES 4, 12, 5, 13, 6, 14, 7, 15
#endif

/* Counters of Philox at a time: plain AVX has no whole numbers in vectors of four. */
#if LANES == 8
enum { COUNTERS = 8 };
#define IOTA ((words){0, 1, 2, 3, 4, 5, 6, 7})
#define PRODUCT(a, b) ((words)_mm512_mul_epu32((__m512i)(a), (__m512i)(b)))
#else
enum { COUNTERS = 2 };
#define IOTA ((words){0, 1})
#define PRODUCT(a, b) ((words)_mm_mul_epu32((__m128i)(a), (__m128i)(b)))
#endif
typedef uint64_t words __attribute__((vector_size(8 * COUNTERS)));
typedef uint64_t umask __attribute__((vector_size(8 * LANES)));
typedef double uniforms __attribute__((vector_size(8 * COUNTERS)));

static inline words all(uint64_t number)
{
    return (words){0} + number;
}

/* The key's words of each round. They are read from memory: a compiler that knows how they are made would make them again for each vector. */
struct keys {
    uint64_t k0[RANDOM_ROUNDS], k1[RANDOM_ROUNDS];
};

static __attribute__((noinline)) void make_keys(uint64_t seed, struct keys *keys)
{
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < RANDOM_ROUNDS; round++, k0 += RANDOM_WEYL_0, k1 += RANDOM_WEYL_1) {
        keys->k0[round] = k0;
        keys->k1[round] = k1;
    }
}

/* Two words of 64 bits from each counter of four words of 32, which are the lower halves of lanes: a product takes no notice of the upper halves, and what
 * is a word of all counters until some round stays out of loops. The last round's product, turned about, has both its words in their places. */
static inline void philox(words c0, words c1, words c2, words c3, const struct keys *keys, words *first, words *second)
{
    enum { LAST = RANDOM_ROUNDS - 1 };
    const words factor0 = all(0xD2511F53), factor1 = all(0xCD9E8D57), lower = all(0xFFFFFFFF);
#pragma GCC unroll 10
    for (int round = 0; round < LAST; round++) {
        const words p0 = PRODUCT(c0, factor0), p1 = PRODUCT(c2, factor1);
        c0 = (p1 >> 32) ^ c1 ^ all(keys->k0[round]);
        c1 = p1;
        c2 = (p0 >> 32) ^ c3 ^ all(keys->k1[round]);
        c3 = p0;
    }
    const words p0 = PRODUCT(c0, factor0), p1 = PRODUCT(c2, factor1);
    *first = (p1 >> 32 | p1 << 32) ^ ((c1 & lower) ^ all(keys->k0[LAST]));
    *second = (p0 >> 32 | p0 << 32) ^ ((c3 & lower) ^ all(keys->k1[LAST]));
}

/* What pairs of normals are made of: a uniform number from (0, 1], so that its logarithm is finite, and an angle as the quarter of a turn that is nearest
 * to it, in the upper two bits of a word, and the rest, in eighths of a turn, from -1 to below 1. Then the square of the radius, the square of the rest
 * with its rounding error, and what series for sine and cosine have of their first terms. */
struct pair_parts {
    double radius[NORMALS_MOST], rest[NORMALS_MOST];
    uint64_t quarters[NORMALS_MOST];
    double square[NORMALS_MOST], error[NORMALS_MOST], sine[NORMALS_MOST], cosine[NORMALS_MOST];
};

/* Bits become the last ones of doubles whose differences are exact: w·2^-53, w the upper 53 bits, is that of 1 + (w >> 1)·2^-52 and 1, and 2^-53 or
 * nothing by the last bit of w. A word with half a quarter of a turn added has the quarter that is nearest, and the rest and one eighth below it. */
static inline void put_parts(words first, words second, struct pair_parts *parts, size_t i)
{
    const words one = (words)((uniforms){0} + 1.0), four = (words)((uniforms){0} + 4.0), small = (words)((uniforms){0} + 0x1p-12);
    const words quarters = second + (1ULL << 61);
    const uniforms radius = (2 + 0x1p-12 - (uniforms)(first >> 12 | one)) - (uniforms)((first & 1ULL << 11) | small);
    const uniforms rest = (uniforms)((quarters >> 11 & ((1ULL << 51) - 1)) | four) - 5.0;
    memcpy(parts->radius + i, &radius, sizeof radius);
    memcpy(parts->rest + i, &rest, sizeof rest);
    memcpy(parts->quarters + i, &quarters, sizeof quarters);
}

/* A number as the unevaluated sum of two. */
struct two {
    lanes high, low;
};

/* The first 26 bits; the last 27 are x less these. */
static inline lanes upper(lanes x)
{
    return (lanes)((mask)x & ~0x7ffffffLL);
}

/* A product and its rounding error, by halves, which a last bit of it may miss. */
static inline struct two product(lanes x, lanes y)
{
    const lanes xu = upper(x), xl = x - xu, yu = upper(y), yl = y - yu, high = x * y;
    return (struct two){high, xl * yl + (xu * yl + (xl * yu + (xu * yu - high)))};
}

/* x·y, of which x is one of two parts and y is whole, or both are of two. */
static inline struct two times(struct two x, lanes y)
{
    const struct two p = product(x.high, y);
    return (struct two){p.high, p.low + x.low * y};
}

static inline struct two times_two(struct two x, struct two y)
{
    const struct two p = product(x.high, y.high);
    return (struct two){p.high, x.low * y.high + (x.high * y.low + p.low)};
}

/* constant + x, of magnitudes in this order, with its rounding error. */
static inline struct two plus(double high, lanes x)
{
    const lanes sum = x + high;
    return (struct two){sum, x - (sum - high)};
}

/* u in [2^-53, 1] as m·2^e, m in [3/4, 3/2). */
#if LANES == 8
static inline lanes exponent(lanes u, lanes *m)
{
    *m = (lanes)_mm512_getmant_pd((__m512d)u, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
    return (lanes)_mm512_getexp_pd((__m512d)(u * (4.0 / 3)));
}
#else
static inline lanes exponent(lanes u, lanes *m)
{
    const mask biased = (mask)(u * (4.0 / 3)) >> 52; /* of positive numbers, whose signs are 0 */
    *m = (lanes)((mask)u - ((biased - 1023) << 52));
    return (lanes)(biased | (mask)lanes_all(0x1p52)) - (0x1p52 + 1023);
}
#endif

/* -2 ln u: half of ln m by the series of artanh((m - 1)/(m + 1)), of which the quotient has two parts, and of e·ln 2. */
static inline lanes squared_radius(lanes u)
{
    lanes m;
    const lanes e = exponent(u, &m);
    const lanes a = m - 1.0, b = 1.0 + m, b_low = m - (b - 1.0), t = 1.0 / b, q = a * t;
    const lanes au = upper(a), al = a - au, bu = upper(b), bl = b - bu, tu = upper(t), tl = t - tu;
    const lanes left = 1.0 - bu * tu - tl * bu - bl * tu - bl * tl;
    const lanes q_low = (al * tl + (al * tu + (tl * au + (au * tu - q))) + q * left) - t * (q * b_low);
    const lanes x2 = q * q, x4 = x2 * x2, x8 = x4 * x4;
    const lanes series = x8 * (0x1.39c4f5407567ep-4 * x4 + (0x1.3872e67fe8e84p-4 * x2 + 0x1.747353a506035p-4)) +
                         ((0x1.99999998f92eap-3 * x2 + 0x1.55555555557aep-2) + x4 * (0x1.c71c0a65ecd8ep-4 * x2 + 0x1.249249a68a245p-3));
    const lanes s = e * 0x1.62e42fefa39efp-2; /* half of ln 2 in two parts, of which the first has two halves */
    const lanes s_low = e * 0x1.abc9e3b39803fp-57 + (e * 0x1.be8e7bcp-28 + (e * 0x1.62e42f8p-2 - s));
    const lanes sum = s + q, sum_low = (q + (s - sum)) + s_low + q_low, rest = q * x2 * series, high = sum + rest;
    return (high + ((rest + (sum - high)) + sum_low)) * -4.0;
}

static inline lanes power_series(lanes s, const double *c)
{
    return s * (s * (s * (s * (s * (s * c[0] + c[1]) + c[2]) + c[3]) + c[4]) + c[5]);
}

/* What does not wait for rounding errors. */
static inline void begin_waves(struct pair_parts *parts, size_t i)
{
    static const double sines[] = {-0x1.6cb8b645a2115p-46, 0x1.e8eff936beb38p-38,  -0x1.e3074cbc7e02p-30,
                                   0x1.50783486a74c8p-22,  -0x1.32d2cce62b479p-15, 0x1.466bc6775aadep-9};
    static const double cosines[] = {0x1.1ea3b366cf50bp-50,  -0x1.b6df1ce46f48p-42, 0x1.f9d387b282b12p-34,
                                     -0x1.a6d1f2a0e516dp-26, 0x1.e1f506891b1abp-19, -0x1.55d3c7e3cbff8p-12};
    const lanes t = lanes_load(parts->rest + i);
    const struct two s = product(t, t);
    lanes_store(parts->square + i, s.high);
    lanes_store(parts->error + i, s.low);
    lanes_store(parts->sine + i, power_series(s.high, sines));
    lanes_store(parts->cosine + i, power_series(s.high, cosines));
}

/* Sine and cosine of a quarter of pi times t, |t| <= 1, from the first terms of their series; of the constants in two parts the second is added last. */
static inline void end_waves(const struct pair_parts *parts, size_t i, lanes *sine, lanes *cosine)
{
    const lanes t = lanes_load(parts->rest + i);
    const struct two s = {lanes_load(parts->square + i), lanes_load(parts->error + i)};
    struct two x = plus(-0x1.4abbce625be53p-4, lanes_load(parts->sine + i));
    x.low += 0x1.0b0p-58;
    struct two p = times_two(s, x);
    x = plus(0x1.921fb54442d18p-1, p.high);
    x.low += p.low + 0x1.1a8p-55;
    x = times(x, t);
    *sine = x.high + x.low;
    x = plus(0x1.03c1f081b5ac4p-6, lanes_load(parts->cosine + i));
    x.low += -0x1.35p-60;
    p = times_two(s, x);
    x = plus(-0x1.3bd3cc9be45dep-2, p.high);
    x.low += p.low + -0x1.69p-56;
    p = times_two(x, s);
    x = plus(1, p.high);
    *cosine = x.high + (x.low + p.low);
}

/* Both normals: the waves of the rest, swapped in every other quarter of the turn, with the signs of the quarter. */
static inline void take_pairs(const struct pair_parts *parts, size_t i, lanes *even, lanes *odd)
{
    const umask sign = (umask){0} + (1ULL << 63);
    const lanes radius = (lanes)ROOT(lanes_load(parts->radius + i));
    lanes sine, cosine;
    umask quarters;
    end_waves(parts, i, &sine, &cosine);
    memcpy(&quarters, parts->quarters + i, sizeof quarters);
    const umask swapped = ((umask)sine ^ (umask)cosine) & -(quarters >> 62 & 1);
    *even = radius * (lanes)((umask)cosine ^ swapped ^ ((quarters ^ quarters << 1) & sign));
    *odd = radius * (lanes)((umask)sine ^ swapped ^ (quarters & sign));
}

/* A processor looks ahead at some 160 steps: in a short loop these are of several vectors, which do not wait for each other. */
static inline void prepare_pairs(struct pair_parts *parts, size_t count)
{
    for (size_t i = 0; i < count; i += LANES)
        lanes_store(parts->radius + i, squared_radius(lanes_load(parts->radius + i)));
    for (size_t i = 0; i < count; i += LANES)
        begin_waves(parts, i);
}

static void of_stream(uint64_t seed, uint64_t stream, uint64_t pair, double *into, size_t count)
{
    struct keys keys;
    struct pair_parts parts;
    make_keys(seed, &keys);
    for (size_t done = 0; done < count; done += NORMALS_MOST) {
        const size_t some = count - done < NORMALS_MOST ? count - done : NORMALS_MOST;
        words number = all(pair + done) + IOTA;
        for (size_t i = 0; i < some; i += COUNTERS, number += COUNTERS) {
            words first, second;
            philox(number, all(pair >> 32), all(stream), all(stream >> 32), &keys, &first, &second);
            put_parts(first, second, &parts, i);
        }
        prepare_pairs(&parts, some);
        for (size_t i = 0; i < some; i += LANES, into += 2 * LANES) {
            lanes even, odd;
            take_pairs(&parts, i, &even, &odd);
            lanes_store(into, __builtin_shufflevector(even, odd, FIRST_HALVES));
            lanes_store(into + LANES, __builtin_shufflevector(even, odd, SECOND_HALVES));
        }
    }
}

static void of_streams(uint64_t seed, const uint64_t *streams, uint64_t pair, double *even, double *odd, size_t count)
{
    struct keys keys;
    struct pair_parts parts;
    make_keys(seed, &keys);
    for (size_t i = 0; i < count; i += COUNTERS) {
        words stream, first, second;
        memcpy(&stream, streams + i, sizeof stream);
        philox(all(pair), all(pair >> 32), stream, stream >> 32, &keys, &first, &second);
        put_parts(first, second, &parts, i);
    }
    prepare_pairs(&parts, count);
    for (size_t i = 0; i < count; i += LANES) {
        lanes by_cosine, by_sine;
        take_pairs(&parts, i, &by_cosine, &by_sine);
        lanes_store(even + i, by_cosine);
        lanes_store(odd + i, by_sine);
    }
}

const struct normals_set SET = {of_stream, of_streams};
