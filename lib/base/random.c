/* The logarithm, sine and cosine of Box and Muller's method are SLEEF's consistent ones, two lanes at a time: whatever the width, these
 * give the same bits, and two lanes are there on every CPU of the family. */
#include "base/random.h"

#include <sleef.h>

enum { ROUNDS = 10 };

void random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
    for (int round = 0; round < ROUNDS; round++) {
        const uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u; /* the golden ratio and √3 − 1, as Weyl sequences */
        k1 += 0xBB67AE85u;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}

uint64_t random_stream(enum random_purpose purpose, uint64_t number)
{
    return (uint64_t)purpose << 48 | (number & 0xFFFFFFFFFFFFu);
}

/* The two 64-bit words at positions 2·pair and 2·pair + 1. */
static void draw_pair(uint64_t seed, uint64_t stream, uint64_t pair, uint64_t bits[2])
{
    const uint32_t counter[4] = {(uint32_t)pair, (uint32_t)(pair >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t words[4];
    random_philox(counter, key, words);
    bits[0] = (uint64_t)words[1] << 32 | words[0];
    bits[1] = (uint64_t)words[3] << 32 | words[2];
}

static double as_uniform(uint64_t bits)
{
    return (double)(bits >> 11) * 0x1p-53;
}

double random_uniform(uint64_t seed, uint64_t stream, uint64_t position)
{
    uint64_t bits[2];
    draw_pair(seed, stream, position / 2, bits);
    return as_uniform(bits[position % 2]);
}

uint64_t random_below(uint64_t seed, uint64_t stream, uint64_t position, uint64_t bound)
{
    uint64_t bits[2];
    draw_pair(seed, stream, position / 2, bits);
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)((wide)bits[position % 2] * bound >> 64);
}

void random_uniforms(uint64_t seed, uint64_t stream, uint64_t first, double *into, size_t count)
{
    for (size_t i = 0; i < count;) {
        uint64_t bits[2];
        draw_pair(seed, stream, (first + i) / 2, bits);
        for (size_t k = (first + i) % 2; k < 2 && i < count; k++)
            into[i++] = as_uniform(bits[k]);
    }
}

/* Two pairs of normals from two pairs of uniforms, the first of each taken from (0, 1] so that its logarithm is finite. */
static void box_muller(const double first[2], const double second[2], double even[2], double odd[2])
{
    const __m128d logarithm = Sleef_cinz_logd2_u10sse2(_mm_set_pd(1 - first[1], 1 - first[0]));
    const __m128d radius = _mm_sqrt_pd(_mm_mul_pd(logarithm, _mm_set1_pd(-2)));
    const Sleef___m128d_2 wave = Sleef_cinz_sincospid2_u05sse2(_mm_set_pd(2 * second[1], 2 * second[0]));
    _mm_storeu_pd(even, _mm_mul_pd(radius, wave.y));
    _mm_storeu_pd(odd, _mm_mul_pd(radius, wave.x));
}

/* The normals at `pair` of two streams, or at two pairs of one. */
static void normal_pairs(uint64_t seed, const uint64_t streams[2], const uint64_t pairs[2], double even[2], double odd[2])
{
    double first[2], second[2];
    for (int i = 0; i < 2; i++) {
        uint64_t bits[2];
        draw_pair(seed, streams[i], pairs[i], bits);
        first[i] = as_uniform(bits[0]);
        second[i] = as_uniform(bits[1]);
    }
    box_muller(first, second, even, odd);
}

void random_normals(uint64_t seed, uint64_t stream, uint64_t first, double *into, size_t count)
{
    const uint64_t streams[2] = {stream, stream};
    /* `position` steps by four numbers, two pairs; those before `first` and past the last are dropped. */
    for (uint64_t position = first & ~(uint64_t)1; position < first + count; position += 4) {
        const uint64_t pairs[2] = {position / 2, position / 2 + 1};
        double even[2], odd[2];
        normal_pairs(seed, streams, pairs, even, odd);
        const double numbers[4] = {even[0], odd[0], even[1], odd[1]};
        for (uint64_t k = 0; k < 4; k++)
            if (position + k >= first && position + k < first + count)
                into[position + k - first] = numbers[k];
    }
}

void random_normal_pairs(uint64_t seed, const uint64_t *streams, size_t count, uint64_t pair, double *even, double *odd)
{
    const uint64_t pairs[2] = {pair, pair};
    size_t i = 0;
    for (; i + 2 <= count; i += 2)
        normal_pairs(seed, streams + i, pairs, even + i, odd + i);
    if (i < count) {
        const uint64_t last[2] = {streams[i], streams[i]};
        double even_last[2], odd_last[2];
        normal_pairs(seed, last, pairs, even_last, odd_last);
        even[i] = even_last[0];
        odd[i] = odd_last[0];
    }
}
