/* Random numbers that are a pure function of where they stand: Philox-4x32-10 (Salmon, Moraes, Dror & Shaw, Parallel Random Numbers:
 * As Easy as 1, 2, 3, SC 2011) turns (seed, stream, position) into bits. No state, so any number of them can be had in any order, by
 * any number of threads, and they are the same to the bit on every machine. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The bijection itself: four words from a counter of four and a key of two. */
void random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]);

/* A stream apart from all others for each purpose, so that two uses of one seed do not share numbers: the upper 16 bits of the stream
 * are the purpose, the rest is the caller's (a run, a trial, a matrix). */
enum random_purpose {
    RANDOM_NOISE,
    RANDOM_BATCH,
    RANDOM_DATA,
    RANDOM_MATRIX,
    RANDOM_NETWORK,
    RANDOM_START,
    RANDOM_EXAMPLES,
    RANDOM_ROTATION,
    RANDOM_PROBE,
    RANDOM_DIRECTION,
    RANDOM_METHOD
};
uint64_t random_stream(enum random_purpose purpose, uint64_t number);

/* Uniform on [0, 1), 53 bits. Numbers at neighbouring positions 2k, 2k + 1 come from one call of Philox. */
double random_uniform(uint64_t seed, uint64_t stream, uint64_t position);

/* Uniform among 0 … bound − 1 (bound ≥ 1); the bias is below bound/2⁶⁴. */
uint64_t random_below(uint64_t seed, uint64_t stream, uint64_t position, uint64_t bound);

/* Numbers `first` … `first + count − 1` of a stream: uniforms as above, or normals of mean 0 and variance 1 (Box & Muller). */
void random_uniforms(uint64_t seed, uint64_t stream, uint64_t first, double *into, size_t count);
void random_normals(uint64_t seed, uint64_t stream, uint64_t first, double *into, size_t count);

/* The same normals at one pair of positions of many streams: even[i] and odd[i] are those at 2·pair and 2·pair + 1 of streams[i]. */
void random_normal_pairs(uint64_t seed, const uint64_t *streams, size_t count, uint64_t pair, double *even, double *odd);

#endif
