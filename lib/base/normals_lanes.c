/* Compiled once for each width: LANES doubles a vector. Logarithm, sine and cosine are SLEEF's consistent ones, which give the same bits at each; and
 * whole numbers are exact. */
#include "base/normals.h"
#include "base/lanes.h"

#include <immintrin.h>
#include <sleef.h>
#include <string.h>

#if LANES == 2
#define NAME normals_sse2
#define LOG Sleef_cinz_logd2_u10sse2
#define SINCOSPI Sleef_cinz_sincospid2_u05sse2
#define WAVE Sleef___m128d_2
#define ROOT _mm_sqrt_pd
#elif LANES == 4
#define NAME normals_avx
#define LOG Sleef_cinz_logd4_u10avx
#define SINCOSPI Sleef_cinz_sincospid4_u05avx
#define WAVE Sleef___m256d_2
#define ROOT _mm256_sqrt_pd
#else
#define NAME normals_avx512
#define LOG Sleef_cinz_logd8_u10avx512fnofma
#define SINCOSPI Sleef_cinz_sincospid8_u05avx512fnofma
#define WAVE Sleef___m512d_2
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

/* The upper 53 bits of two words as a number in [0, 1): whole numbers become doubles as the last bits of 2⁸⁴ and 2⁵², exactly. */
static inline uniforms as_uniforms(words low, words high)
{
    const words whole = (high << 32 | (low & 0xFFFFFFFF)) >> 11;
    const uniforms upper = (uniforms)(whole >> 32 | (words)((uniforms){0} + 0x1p84)) - 0x1p84;
    const uniforms lower = (uniforms)((whole & 0xFFFFFFFF) | (words)((uniforms){0} + 0x1p52)) - 0x1p52;
    return (upper + lower) * 0x1p-53;
}

/* Pairs of uniforms, the first of each taken from (0, 1] so that its logarithm is finite. */
static void put_uniforms(uint64_t seed, const uint64_t *streams, const uint64_t *pairs, double *first, double *second, size_t count)
{
    for (size_t i = 0; i < count; i += COUNTERS) {
        words c0, c2;
        memcpy(&c0, pairs + i, sizeof c0);
        memcpy(&c2, streams + i, sizeof c2);
        words c1 = c0 >> 32, c3 = c2 >> 32;
        philox(&c0, &c1, &c2, &c3, seed);
        const uniforms u = 1.0 - as_uniforms(c0, c1), v = as_uniforms(c2, c3);
        memcpy(first + i, &u, sizeof u);
        memcpy(second + i, &v, sizeof v);
    }
}

void NAME(uint64_t seed, const uint64_t *streams, const uint64_t *pairs, double *even, double *odd, size_t count)
{
    double first[NORMALS_MOST], second[NORMALS_MOST];
    put_uniforms(seed, streams, pairs, first, second, count);
    for (size_t i = 0; i < count; i += LANES) {
        lanes u, v;
        memcpy(&u, first + i, sizeof u);
        memcpy(&v, second + i, sizeof v);
        const lanes radius = (lanes)ROOT((lanes)LOG(u) * -2.0);
        const WAVE wave = SINCOSPI(2.0 * v);
        const lanes by_cosine = radius * (lanes)wave.y, by_sine = radius * (lanes)wave.x;
        memcpy(even + i, &by_cosine, sizeof by_cosine);
        memcpy(odd + i, &by_sine, sizeof by_sine);
    }
}
