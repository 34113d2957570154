/* Compiled once for each width: LANES doubles a vector. Logarithm, sine and cosine are SLEEF's consistent ones, which give the same bits at each. */
#include "base/normals.h"

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

typedef double lanes __attribute__((vector_size(8 * LANES)));

void NAME(const double *first, const double *second, double *even, double *odd, size_t count)
{
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
