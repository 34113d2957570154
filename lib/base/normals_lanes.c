/* Compiled once for each width: LANES doubles a vector. Whole numbers are exact, and logarithm, sine and cosine take the steps of SLEEF's consistent
 * xlog_u1 and xsincospi_u05 (N. Shibata & F. Petrogalli, 2020; Boost Software License), so that they have its bits at every width. What a uniform number
 * in [0, 1) does not need is left out: infinities, signs, subnormal numbers; and where it is known which of two numbers is the larger, their sum's
 * rounding error, which is exact, takes two steps in place of five. */
#include "base/normals.h"
#include "base/lanes.h"

#include <immintrin.h>
#include <string.h>

#if LANES == 2
#define NAME normals_sse2
#define ROOT _mm_sqrt_pd
#elif LANES == 4
#define NAME normals_avx
#define ROOT _mm256_sqrt_pd
#else
#define NAME normals_avx512
#define ROOT _mm512_sqrt_pd
#endif

/* Counters of Philox at a time: plain AVX has no whole numbers in vectors of four. */
#if LANES == 8
enum { COUNTERS = 8 };
#define PRODUCT(a, b) ((words)_mm512_mul_epu32((__m512i)(a), (__m512i)(b)))
#else
enum { COUNTERS = 2 };
#define PRODUCT(a, b) ((words)_mm_mul_epu32((__m128i)(a), (__m128i)(b)))
#endif
typedef uint64_t words __attribute__((vector_size(8 * COUNTERS)));
typedef double uniforms __attribute__((vector_size(8 * COUNTERS)));

static inline words all(uint64_t number)
{
    return (words){0} + number;
}

/* A word is the lower half of a lane, of which a product of words takes no notice of the upper half. */
static inline void philox(words *restrict c0, words *restrict c1, words *restrict c2, words *restrict c3, uint64_t seed)
{
    const words factor0 = all(0xD2511F53), factor1 = all(0xCD9E8D57);
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
#pragma GCC unroll 10
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        const words p0 = PRODUCT(*c0, factor0), p1 = PRODUCT(*c2, factor1);
        *c0 = (p1 >> 32) ^ *c1 ^ all(k0);
        *c1 = p1;
        *c2 = (p0 >> 32) ^ *c3 ^ all(k1);
        *c3 = p0;
        k0 += RANDOM_WEYL_0;
        k1 += RANDOM_WEYL_1;
    }
}

/* Whole numbers become doubles as the last bits of 2^84 and 2^52, exactly. */
#define HIGH 0x1p84
#define LOW 0x1p52

static inline uniforms as_low(words below_2_32)
{
    return (uniforms)(below_2_32 | (words)((uniforms){0} + LOW)) - LOW;
}

/* A whole number below 2^53 in units of 2^-53. */
static inline uniforms as_uniforms(words whole)
{
    const uniforms upper = (uniforms)(whole >> 32 | (words)((uniforms){0} + HIGH)) - HIGH;
    return (upper + as_low(whole & 0xFFFFFFFF)) * 0x1p-53;
}

/* What pairs of normals are made of: a uniform number from (0, 1], so that its logarithm is finite, and an angle 2·pi·v as the even number of eighths of
 * a turn that is nearest to it and the rest, in eighths of a turn, from -1 to below 1. */
struct pair_parts {
    double radius[NORMALS_MOST], rest[NORMALS_MOST];
    uint64_t eighths[NORMALS_MOST];
};

static void put_parts(uint64_t seed, const uint64_t *streams, const uint64_t *pairs, struct pair_parts *parts, size_t count)
{
    for (size_t i = 0; i < count; i += COUNTERS) {
        words c0, c2;
        memcpy(&c0, pairs + i, sizeof c0);
        memcpy(&c2, streams + i, sizeof c2);
        words c1 = c0 >> 32, c3 = c2 >> 32;
        philox(&c0, &c1, &c2, &c3, seed);
        const words first = (c1 << 32 | (c0 & 0xFFFFFFFF)) >> 11, second = (c3 << 32 | (c2 & 0xFFFFFFFF)) >> 11;
        const words eighths = ((second >> 50) + 1) & ~1ULL;
        const uniforms radius = 1.0 - as_uniforms(first), rest = 8.0 * as_uniforms(second) - as_low(eighths);
        memcpy(parts->radius + i, &radius, sizeof radius);
        memcpy(parts->rest + i, &rest, sizeof rest);
        memcpy(parts->eighths + i, &eighths, sizeof eighths);
    }
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

static inline lanes vector(double number)
{
    return (lanes){0} + number;
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

/* sqrt(-2 ln u) for u in [2^-53, 1] = m·2^e, m in [3/4, 3/2): ln m by the series of artanh((m - 1)/(m + 1)), of which the quotient has two parts. */
static inline lanes radius_of(lanes u)
{
    const mask biased = (mask)(u * (4.0 / 3)) >> 52; /* of positive numbers, whose signs are 0 */
    const lanes e = (lanes)(biased | (mask)vector(LOW)) - (LOW + 1023), m = (lanes)((mask)u - ((biased - 1023) << 52));
    const lanes a = m - 1.0, b = 1.0 + m, b_low = m - (b - 1.0), t = 1.0 / b, q = a * t;
    const lanes au = upper(a), al = a - au, bu = upper(b), bl = b - bu, tu = upper(t), tl = t - tu;
    const lanes left = 1.0 - bu * tu - tl * bu - bl * tu - bl * tl;
    const lanes q_low = t * (0.0 - q * b_low) + (al * tl + (al * tu + (tl * au + (au * tu - q))) + q * left);
    const lanes x2 = q * q, x4 = x2 * x2, x8 = x4 * x4;
    const lanes series = x8 * (0x1.39c4f5407567ep-3 * x4 + (0x1.3872e67fe8e84p-3 * x2 + 0x1.747353a506035p-3)) +
                         ((0x1.99999998f92eap-2 * x2 + 0x1.55555555557aep-1) + x4 * (0x1.c71c0a65ecd8ep-3 * x2 + 0x1.249249a68a245p-2));
    const lanes s = e * 0x1.62e42fefa39efp-1; /* ln 2 in two parts, of which the first has two halves */
    const lanes s_low = e * 0x1.abc9e3b39803fp-56 + (e * 0x1.be8e7bcp-27 + (e * 0x1.62e42f8p-1 - s));
    const lanes sum = s + (q + q), sum_low = ((q + q) + (s - sum)) + s_low + (q_low + q_low), rest = q * x2 * series, high = sum + rest;
    return (lanes)ROOT((high + ((rest + (sum - high)) + sum_low)) * -2.0);
}

static inline lanes power_series(lanes s, const double *c)
{
    return s * (s * (s * (s * (s * (s * c[0] + c[1]) + c[2]) + c[3]) + c[4]) + c[5]);
}

/* Sine and cosine of a quarter of pi times t, |t| <= 1; of the constants in two parts the second is added last. */
static inline void waves(lanes t, lanes *sine, lanes *cosine)
{
    static const double sines[] = {-0x1.6cb8b645a2115p-46, 0x1.e8eff936beb38p-38,  -0x1.e3074cbc7e02p-30,
                                   0x1.50783486a74c8p-22,  -0x1.32d2cce62b479p-15, 0x1.466bc6775aadep-9};
    static const double cosines[] = {0x1.1ea3b366cf50bp-50,  -0x1.b6df1ce46f48p-42, 0x1.f9d387b282b12p-34,
                                     -0x1.a6d1f2a0e516dp-26, 0x1.e1f506891b1abp-19, -0x1.55d3c7e3cbff8p-12};
    const struct two s = product(t, t);
    struct two x = plus(-0x1.4abbce625be53p-4, power_series(s.high, sines));
    x.low += 0x1.0b0p-58;
    struct two p = times_two(s, x);
    x = plus(0x1.921fb54442d18p-1, p.high);
    x.low += p.low + 0x1.1a8p-55;
    x = times(x, t);
    *sine = x.high + x.low;
    x = plus(0x1.03c1f081b5ac4p-6, power_series(s.high, cosines));
    x.low += -0x1.35p-60;
    p = times_two(s, x);
    x = plus(-0x1.3bd3cc9be45dep-2, p.high);
    x.low += p.low + -0x1.69p-56;
    p = times_two(x, s);
    x = plus(1, p.high);
    *cosine = x.high + (x.low + p.low);
}

/* radius becomes both normals: the waves of the rest, swapped in every other quarter of the turn, with the signs of the quarter. */
static inline void turn(lanes radius, lanes rest, mask eighths, lanes *even, lanes *odd)
{
    const mask sign = (mask){0} + INT64_MIN;
    lanes sine, cosine;
    waves(rest, &sine, &cosine);
    const mask swapped = ((mask)sine ^ (mask)cosine) & -(eighths >> 1 & 1);
    *even = radius * (lanes)((mask)cosine ^ swapped ^ ((eighths + 2) << 61 & sign));
    *odd = radius * (lanes)((mask)sine ^ swapped ^ (eighths << 61 & sign));
}

/* In three loops, whose steps do not wait for each other. */
void NAME(uint64_t seed, const uint64_t *streams, const uint64_t *pairs, double *even, double *odd, size_t count)
{
    struct pair_parts parts;
    put_parts(seed, streams, pairs, &parts, count);
    for (size_t i = 0; i < count; i += LANES)
        lanes_store(parts.radius + i, radius_of(lanes_load(parts.radius + i)));
    for (size_t i = 0; i < count; i += LANES) {
        mask eighths;
        lanes by_cosine, by_sine;
        memcpy(&eighths, parts.eighths + i, sizeof eighths);
        turn(lanes_load(parts.radius + i), lanes_load(parts.rest + i), eighths, &by_cosine, &by_sine);
        lanes_store(even + i, by_cosine);
        lanes_store(odd + i, by_sine);
    }
}
