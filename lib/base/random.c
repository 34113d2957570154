/* Normals are made in blocks, at the greatest width that the CPU has. */
#include "base/random.h"

#include "base/normals.h"

#include <emmintrin.h>
#include <string.h>

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

static normals_function *widest_normals(void)
{
    return __builtin_cpu_supports("avx512f") ? normals_avx512 : __builtin_cpu_supports("avx") ? normals_avx : normals_sse2;
}

/* A block of pairs of uniforms, the first of each taken from (0, 1] so that its logarithm is finite, and the pairs of normals they become. */
enum { PAIRS = 64 };
struct normal_block {
    double first[PAIRS], second[PAIRS], even[PAIRS], odd[PAIRS];
};

/* Philox of two counters at a time: a word is the lower half of a lane, of which a product of words takes no notice of the upper half. */
static void philox_two(__m128i words[4], uint32_t k0, uint32_t k1)
{
    const __m128i factor0 = _mm_set1_epi64x(0xD2511F53), factor1 = _mm_set1_epi64x(0xCD9E8D57);
    for (int round = 0; round < ROUNDS; round++) {
        const __m128i p0 = _mm_mul_epu32(words[0], factor0), p1 = _mm_mul_epu32(words[2], factor1);
        words[0] = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p1, 32), words[1]), _mm_set1_epi64x(k0));
        words[1] = p1;
        words[2] = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p0, 32), words[3]), _mm_set1_epi64x(k1));
        words[3] = p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
}

/* The 64-bit words of lower and upper ones. */
static __m128i join_words(__m128i low, __m128i high)
{
    return _mm_or_si128(_mm_slli_epi64(high, 32), _mm_and_si128(low, _mm_set1_epi64x(0xFFFFFFFF)));
}

/* as_uniform of two: whole numbers become doubles as the last bits of 2⁸⁴ and 2⁵², exactly. */
static __m128d as_uniforms(__m128i bits)
{
    const __m128i whole = _mm_srli_epi64(bits, 11), high = _mm_srli_epi64(whole, 32), low = _mm_and_si128(whole, _mm_set1_epi64x(0xFFFFFFFF));
    const __m128d upper = _mm_sub_pd(_mm_castsi128_pd(_mm_or_si128(high, _mm_castpd_si128(_mm_set1_pd(0x1p84)))), _mm_set1_pd(0x1p84));
    const __m128d lower = _mm_sub_pd(_mm_castsi128_pd(_mm_or_si128(low, _mm_castpd_si128(_mm_set1_pd(0x1p52)))), _mm_set1_pd(0x1p52));
    return _mm_mul_pd(_mm_add_pd(upper, lower), _mm_set1_pd(0x1p-53));
}

/* The uniforms of a block for the counters of so many pairs and streams, of which there is room for PAIRS: they are computed in twos. */
static void put_uniforms(struct normal_block *block, uint64_t seed, const uint64_t *streams, const uint64_t *pairs, size_t count)
{
    for (size_t i = 0; i < count; i += 2) {
        const __m128i pair = _mm_loadu_si128((const __m128i *)(pairs + i)), stream = _mm_loadu_si128((const __m128i *)(streams + i));
        __m128i words[4] = {pair, _mm_srli_epi64(pair, 32), stream, _mm_srli_epi64(stream, 32)};
        philox_two(words, (uint32_t)seed, (uint32_t)(seed >> 32));
        _mm_storeu_pd(block->first + i, _mm_sub_pd(_mm_set1_pd(1), as_uniforms(join_words(words[0], words[1]))));
        _mm_storeu_pd(block->second + i, as_uniforms(join_words(words[2], words[3])));
    }
}

/* What fills the last vector is not used. */
static void make_normals(struct normal_block *block, size_t count)
{
    size_t padded = count;
    for (; padded % NORMALS_LANES; padded++) {
        block->first[padded] = block->first[0];
        block->second[padded] = block->second[0];
    }
    widest_normals()(block->first, block->second, block->even, block->odd, padded);
}

void random_normals(uint64_t seed, uint64_t stream, uint64_t first, double *into, size_t count)
{
    struct normal_block block;
    uint64_t numbers[PAIRS] = {0}, streams[PAIRS] = {0};
    const uint64_t end = first + count;
    for (uint64_t pair = first / 2; 2 * pair < end;) { /* of the first and the last pair one number may not be wanted */
        const uint64_t left = (end - 2 * pair + 1) / 2;
        const size_t pairs = left < PAIRS ? (size_t)left : PAIRS;
        for (size_t i = 0; i < pairs; i++) {
            numbers[i] = pair + i;
            streams[i] = stream;
        }
        put_uniforms(&block, seed, streams, numbers, pairs);
        make_normals(&block, pairs);
        for (size_t i = 0; i < pairs; i++, pair++) {
            if (2 * pair >= first)
                into[2 * pair - first] = block.even[i];
            if (2 * pair + 1 < end)
                into[2 * pair + 1 - first] = block.odd[i];
        }
    }
}

void random_normal_pairs(uint64_t seed, const uint64_t *streams, size_t count, uint64_t pair, double *even, double *odd)
{
    struct normal_block block;
    uint64_t numbers[PAIRS], padded[PAIRS] = {0};
    for (size_t i = 0; i < PAIRS; i++)
        numbers[i] = pair;
    for (size_t done = 0; done < count; done += PAIRS) {
        const size_t pairs = count - done < PAIRS ? count - done : PAIRS;
        memcpy(padded, streams + done, pairs * sizeof *padded);
        put_uniforms(&block, seed, padded, numbers, pairs);
        make_normals(&block, pairs);
        memcpy(even + done, block.even, pairs * sizeof *even);
        memcpy(odd + done, block.odd, pairs * sizeof *odd);
    }
}
