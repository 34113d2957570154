/* Compiled once for each width: LANES doubles a vector. */
#include "network/activation_kernel.h"

#include "base/lanes.h"

#include <immintrin.h>
#include <string.h>

#if LANES == 2
#define SET activations_sse2
#define MIN _mm_min_pd
#elif LANES == 4
#define SET activations_avx
#define MIN _mm256_min_pd
#else
#define SET activations_avx512
#define MIN _mm512_min_pd
#endif

enum { ENTRIES = 16 };
#define SCALE 0.4609375 /* 59/128 */

/* SCALE·2^(j/16), with 2^(j/16) rounded to a multiple of 2^-45; and j·STEP less half of the logarithm of that rounded power. */
/* clang-format off */
static const double powers[ENTRIES] = {
    0x1.d8p-2, 0x1.ece5b08ec1498p-2, 0x1.015c1d7c38722p-1, 0x1.0cc10ddd43658p-1,
    0x1.18a723165d4b4p-1, 0x1.251414e20c7fp-1, 0x1.320ddbc8deeb8p-1, 0x1.3f9ab3ffead7p-1,
    0x1.4dc12067d4b5p-1, 0x1.5c87edadca562p-1, 0x1.6bf6358ff4c6cp-1, 0x1.7c136246f21b6p-1,
    0x1.8ce73215fbafap-1, 0x1.9e79bb036e80ep-1, 0x1.b0d36ebb7fba6p-1, 0x1.c3fd1e9efb5acp-1,
};
static const double corrections[ENTRIES] = {
    0, 0x1.d73e2479efc85p-50, -0x1.2e5468890102cp-51, 0x1.8bd04aec66c5cp-48,
    0x1.1c8947fb02debp-49, 0x1.b8bbe3aaa0252p-49, 0x1.e0f417c093947p-49, 0x1.e743f36d3a23ap-49,
    -0x1.2361540baee37p-48, 0x1.26cb30ab4d1b2p-51, -0x1.7c31c89e7c2c6p-49, 0x1.40d42ead7e8b4p-50,
    0x1.ac5fcb6cf14d3p-49, 0x1.fae411c8e8c9cp-50, 0x1.df2b6436ea456p-52, -0x1.43857fadf7fc2p-49,
};
/* clang-format on */
#define STEP 0x1.62e42fefa39efp-6 /* ln 2/32, within 2^-54 relative to it */

/* The entries whose numbers are the last four bits of `index`. */
static inline lanes entries(const double *table, mask index)
{
#if LANES == 8
    return (lanes)_mm512_permutex2var_pd(_mm512_loadu_pd(table), (__m512i)index, _mm512_loadu_pd(table + LANES));
#else
    lanes found;
    for (int i = 0; i < LANES; i++)
        found[i] = table[index[i] & (ENTRIES - 1)];
    return found;
#endif
}

/* With x = |a| = c + d, c = k·ln 2/32, |d| <= ln 2/64, s = exp(2c) = 2^(k/16) and t = tanh d, tanh x = ((s − 1) + (s + 1)·t)/((s + 1) + (s − 1)·t).
 * The numerator is n below, and the divisor n + 2(1 − t), both times SCALE. As k >= 0, s − 1 and s + 1 do not cancel, and are exact up to s = 2^40 or so.
 * The power series of t ends with d^7: its rest is below a twentieth of a unit in the last place. The divisor contains n, so that the rounding of n
 * vanishes from the quotient as x grows. For small x the divisor is little more than 2·SCALE; its rounding is smallest, relative to it, just below
 * a power of two, which is why SCALE is not 1/2: the greatest error over 40 million numbers of all sizes, against MPFR, is 2.40 units in the last
 * place, and 2.75 with 1/2. */
static inline lanes hyperbolic_tangent(lanes a)
{
    const double most = 22;        /* tanh is 1 to the last bit beyond */
    const double round = 0x1.8p52; /* a sum with it has no places behind the point, and its whole part in the lowest bits */
    const lanes none = {0};
    const mask sign = (mask){0} + (-0x7fffffffffffffffLL - 1);
    const lanes x = (lanes)MIN(none + most, (lanes)((mask)a & ~sign)); /* not-a-number if a is: the second of MIN's operands */
    const lanes shifted = x * 0x1.71547652b82fep5 + round, d = x - (shifted - round) * STEP, square = d * d;
    const mask k = (mask)shifted;
    const lanes series = square * d * (-1.0 / 3 + square * (2.0 / 15 + square * (-17.0 / 315)));
    const lanes t = d + (entries(corrections, k) + series);
    const lanes s = (lanes)((mask)entries(powers, k) + ((k & ~(ENTRIES - 1LL)) << 48)); /* k/16 to the exponent */
    const lanes n = (s - SCALE) + (s + SCALE) * t, value = n / (2 * SCALE + (n - 2 * SCALE * t));
    return (lanes)((mask)value | ((mask)a & sign));
}

static void run_tanh(const double *in, double *value, double *slope, double *curvature, size_t count)
{
    for (size_t i = 0; i < count; i += LANES) {
        lanes a;
        memcpy(&a, in + i, sizeof a);
        const lanes t = hyperbolic_tangent(a), first = 1.0 - t * t, second = -2.0 * t * first;
        memcpy(value + i, &t, sizeof t);
        if (slope)
            memcpy(slope + i, &first, sizeof first);
        if (curvature)
            memcpy(curvature + i, &second, sizeof second);
    }
}

static void chain(const double *slope, const double *above, double *gradient, size_t count, bool fresh)
{
    for (size_t i = 0; i < count; i += LANES) {
        lanes f, g, sum = {0};
        memcpy(&f, slope + i, sizeof f);
        memcpy(&g, above + i, sizeof g);
        if (!fresh)
            memcpy(&sum, gradient + i, sizeof sum);
        sum += f * g;
        memcpy(gradient + i, &sum, sizeof sum);
    }
}

const struct activation_set SET = {run_tanh, chain};
