/* Four values at once, so that comparisons of one do not wait for those of another. Compilers make branches of the same in C. */
#include "base/extent.h"

#include <emmintrin.h>

#include <float.h>
#include <math.h>

enum { LANES = 2 };

/* The extents of every other value. */
struct pair {
    __m128d low, high, least_positive;
    __m128i finite, positive; /* counts, negative: a comparison that holds is -1 */
};

static struct pair nothing(void)
{
    return (struct pair){_mm_set1_pd(INFINITY), _mm_set1_pd(-INFINITY), _mm_set1_pd(INFINITY), _mm_setzero_si128(), _mm_setzero_si128()};
}

/* Each value, or the other number where it is not one of those that are meant. */
static __m128d where(__m128d meant, __m128d values, double other)
{
    return _mm_or_pd(_mm_and_pd(meant, values), _mm_andnot_pd(meant, _mm_set1_pd(other)));
}

static void see(struct pair *seen, __m128d values)
{
    const __m128d finite = _mm_cmpeq_pd(_mm_sub_pd(values, values), _mm_setzero_pd());
    const __m128d positive = _mm_and_pd(finite, _mm_cmpge_pd(values, _mm_set1_pd(DBL_MIN)));
    seen->low = _mm_min_pd(where(finite, values, INFINITY), seen->low);
    seen->high = _mm_max_pd(where(finite, values, -INFINITY), seen->high);
    seen->least_positive = _mm_min_pd(where(positive, values, INFINITY), seen->least_positive);
    seen->finite = _mm_add_epi64(seen->finite, _mm_castpd_si128(finite));
    seen->positive = _mm_add_epi64(seen->positive, _mm_castpd_si128(positive));
}

static void add(struct extent *extent, const struct pair *seen)
{
    double low[LANES], high[LANES], least[LANES];
    long long finite[LANES], positive[LANES];
    _mm_storeu_pd(low, seen->low);
    _mm_storeu_pd(high, seen->high);
    _mm_storeu_pd(least, seen->least_positive);
    _mm_storeu_si128((__m128i *)(void *)finite, seen->finite);
    _mm_storeu_si128((__m128i *)(void *)positive, seen->positive);
    for (size_t i = 0; i < LANES; i++) {
        extent->low = low[i] < extent->low ? low[i] : extent->low;
        extent->high = high[i] > extent->high ? high[i] : extent->high;
        extent->least_positive = least[i] < extent->least_positive ? least[i] : extent->least_positive;
        extent->finite += (size_t)-finite[i];
        extent->positive += (size_t)-positive[i];
    }
}

struct extent extent_of(const double *values, size_t count)
{
    struct pair even = nothing(), odd = nothing();
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        see(&even, _mm_loadu_pd(values + i));
        see(&odd, _mm_loadu_pd(values + i + LANES));
    }
    for (; i < count; i++)
        see(&even, _mm_set_pd(NAN, values[i]));
    struct extent extent = {INFINITY, -INFINITY, INFINITY, 0, 0};
    add(&extent, &even);
    add(&extent, &odd);
    return extent;
}
