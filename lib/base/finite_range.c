/* Four values at once, so that comparisons of one do not wait for those of another. Compilers make branches of the same in C. */
#include "base/finite_range.h"

#include <emmintrin.h>

#include <float.h>
#include <math.h>

enum { LANES = 2 };

/* The ranges of every other value. */
struct seen_pair {
    __m128d low, high, least_positive;
    __m128i finite, positive; /* counts, negative: a comparison that holds is -1 */
};

static struct seen_pair nothing(void)
{
    return (struct seen_pair){_mm_set1_pd(INFINITY), _mm_set1_pd(-INFINITY), _mm_set1_pd(INFINITY), _mm_setzero_si128(), _mm_setzero_si128()};
}

/* Each value, or the other number where it is not one of those that are meant. */
static __m128d where(__m128d meant, __m128d values, double other)
{
    return _mm_or_pd(_mm_and_pd(meant, values), _mm_andnot_pd(meant, _mm_set1_pd(other)));
}

static void see(struct seen_pair *seen, __m128d values)
{
    const __m128d finite = _mm_cmpeq_pd(_mm_sub_pd(values, values), _mm_setzero_pd());
    const __m128d positive = _mm_and_pd(finite, _mm_cmpge_pd(values, _mm_set1_pd(DBL_MIN)));
    seen->low = _mm_min_pd(where(finite, values, INFINITY), seen->low);
    seen->high = _mm_max_pd(where(finite, values, -INFINITY), seen->high);
    seen->least_positive = _mm_min_pd(where(positive, values, INFINITY), seen->least_positive);
    seen->finite = _mm_add_epi64(seen->finite, _mm_castpd_si128(finite));
    seen->positive = _mm_add_epi64(seen->positive, _mm_castpd_si128(positive));
}

static void add(struct finite_range *range, const struct seen_pair *seen)
{
    double low[LANES], high[LANES], least[LANES];
    long long finite[LANES], positive[LANES];
    _mm_storeu_pd(low, seen->low);
    _mm_storeu_pd(high, seen->high);
    _mm_storeu_pd(least, seen->least_positive);
    _mm_storeu_si128((__m128i *)(void *)finite, seen->finite);
    _mm_storeu_si128((__m128i *)(void *)positive, seen->positive);
    for (size_t i = 0; i < LANES; i++) {
        range->low = low[i] < range->low ? low[i] : range->low;
        range->high = high[i] > range->high ? high[i] : range->high;
        range->least_positive = least[i] < range->least_positive ? least[i] : range->least_positive;
        range->finite += (size_t)-finite[i];
        range->positive += (size_t)-positive[i];
    }
}

struct finite_range finite_range_of(const double *values, size_t count)
{
    struct seen_pair even = nothing(), odd = nothing();
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        see(&even, _mm_loadu_pd(values + i));
        see(&odd, _mm_loadu_pd(values + i + LANES));
    }
    for (; i < count; i++)
        see(&even, _mm_set_pd(NAN, values[i]));
    struct finite_range range = {INFINITY, -INFINITY, INFINITY, 0, 0};
    add(&range, &even);
    add(&range, &odd);
    return range;
}
