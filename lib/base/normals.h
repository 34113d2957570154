/* Pairs of normals from Philox and the method of Box and Muller, at each width of vectors: random.c's own. */
#ifndef BASE_NORMALS_H
#define BASE_NORMALS_H

#include <stddef.h>
#include <stdint.h>

/* Of Philox-4x32: its rounds, and what each adds to the two words of the key, the golden ratio and √3 − 1 as Weyl sequences. */
enum { RANDOM_ROUNDS = 10 };
#define RANDOM_WEYL_0 0x9E3779B9u
#define RANDOM_WEYL_1 0xBB67AE85u

enum { NORMALS_LANES = 8 /* of the widest */, NORMALS_MOST = 128 /* pairs at a time */ };

/* The same bits at every width; `count` is a multiple of NORMALS_LANES. */
struct normals_set {
    /* Normals 2·pair … 2·(pair + count) − 1 of a stream. What follows the last pair of which the number has the upper 32 bits of `pair` is undefined. */
    void (*of_stream)(uint64_t seed, uint64_t stream, uint64_t pair, double *into, size_t count);
    /* even[i] and odd[i] are the normals at 2·pair and 2·pair + 1 of streams[i]; count is at most NORMALS_MOST. */
    void (*of_streams)(uint64_t seed, const uint64_t *streams, uint64_t pair, double *even, double *odd, size_t count);
};
extern const struct normals_set normals_sse2, normals_avx, normals_avx512;

#endif
