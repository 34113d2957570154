/* Normals from uniforms, at each width of vectors: random.c's own. */
#ifndef BASE_NORMALS_H
#define BASE_NORMALS_H

#include <stddef.h>

enum { NORMALS_LANES = 8 }; /* of the widest */

/* Box and Muller's method for `count` pairs, a multiple of NORMALS_LANES: first and second are uniform on (0, 1] and [0, 1). The same bits at every
 * width. */
typedef void normals_function(const double *first, const double *second, double *even, double *odd, size_t count);
extern normals_function normals_sse2, normals_avx, normals_avx512;

#endif
