/* Normals are made in blocks, at the greatest width that the CPU has. */
#include "base/random.h"

#include "base/normals.h"

#include <stdbool.h>
#include <string.h>

void random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        const uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += RANDOM_WEYL_0;
        k1 += RANDOM_WEYL_1;
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

static const struct normals_set *widest_normals(void)
{
    return __builtin_cpu_supports("avx512f") ? &normals_avx512 : __builtin_cpu_supports("avx") ? &normals_avx : &normals_sse2;
}

/* A multiple of the lanes. */
static size_t padded(size_t count)
{
    return (count + NORMALS_LANES - 1) / NORMALS_LANES * NORMALS_LANES;
}

void random_normals(uint64_t seed, uint64_t stream, uint64_t first, double *into, size_t count)
{
    const struct normals_set *set = widest_normals();
    const uint64_t end = first + count;
    /* Whole vectors of pairs are written where they belong. Few pairs, and those from the second of a pair on, are made aside. No call makes pairs on both
     * sides of a multiple of 2^32. */
    for (uint64_t at = first; at < end;) {
        const uint64_t pair = at / 2, left = (end + 1) / 2 - pair, alike = (1ULL << 32) - (uint32_t)pair, most = left < alike ? left : alike;
        const uint64_t whole = at % 2 ? 0 : (end - at) / 2, vectors = (whole < alike ? whole : alike) / NORMALS_LANES * NORMALS_LANES;
        const uint64_t pairs = vectors >= NORMALS_MOST ? vectors : most < NORMALS_MOST ? most : NORMALS_MOST;
        const uint64_t last = 2 * (pair + pairs) < end ? 2 * (pair + pairs) : end;
        if (pairs <= vectors) {
            set->of_stream(seed, stream, pair, into + (at - first), pairs);
        } else { /* of the first and the last pair one number may not be wanted, nor what fills the last vector */
            double normals[2 * NORMALS_MOST];
            set->of_stream(seed, stream, pair, normals, padded(pairs));
            memcpy(into + (at - first), normals + at % 2, (last - at) * sizeof *normals);
        }
        at = last;
    }
}

void random_normal_pairs(uint64_t seed, const uint64_t *streams, size_t count, uint64_t pair, double *even, double *odd)
{
    const struct normals_set *set = widest_normals();
    double some_even[NORMALS_MOST], some_odd[NORMALS_MOST];
    uint64_t some[NORMALS_MOST] = {0};
    for (size_t done = 0; done < count; done += NORMALS_MOST) {
        const size_t pairs = count - done < NORMALS_MOST ? count - done : NORMALS_MOST;
        memcpy(some, streams + done, pairs * sizeof *some);
        set->of_streams(seed, some, pair, some_even, some_odd, padded(pairs)); /* what fills the last vector is not used */
        memcpy(even + done, some_even, pairs * sizeof *even);
        memcpy(odd + done, some_odd, pairs * sizeof *odd);
    }
}
