/* Pairs of normals from Philox and the method of Box and Muller, at each width of vectors: random.c's own. */
#ifndef BASE_NORMALS_H
#define BASE_NORMALS_H

#include <stddef.h>
#include <stdint.h>

/* Of Philox-4x32: its rounds, and what each adds to the two words of the key, the golden ratio and √3 − 1 as Weyl sequences. */
enum { RANDOM_ROUNDS = 10 };
#define RANDOM_WEYL_0 0x9E3779B9u
#define RANDOM_WEYL_1 0xBB67AE85u

enum { NORMALS_LANES = 8 /* of the widest */, NORMALS_MOST = 64 };

/* even[i] and odd[i] are the normals at 2·pairs[i] and 2·pairs[i] + 1 of streams[i], i < count, a multiple of NORMALS_LANES and at most NORMALS_MOST.
 * The same bits at every width. */
typedef void normals_function(uint64_t seed, const uint64_t *streams, const uint64_t *pairs, double *even, double *odd, size_t count);
extern normals_function normals_sse2, normals_avx, normals_avx512;

#endif
