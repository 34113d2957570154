/* Four values at once, so that comparisons of one do not wait for those of another. Compilers make branches of the same in C. */
#include "base/finite_range.h"

#include <emmintrin.h>

#include <float.h>
#include <math.h>

enum { LANES = 2 };

/* The ranges of every other value. */
struct seen_pair {
    __m128d low, high, least_positive;
    __m128i not_finite, not_positive; /* counts, negative: a comparison that holds is -1 */
};

static struct seen_pair nothing(void)
{
    return (struct seen_pair){_mm_set1_pd(INFINITY), _mm_set1_pd(-INFINITY), _mm_set1_pd(INFINITY), _mm_setzero_si128(), _mm_setzero_si128()};
}

/* A number less the difference of it and itself is that number where it is finite, and else not a number. Of that as the first operand minimum and maximum
 * take the second, as they do where all its bits are set. */
static void see(struct seen_pair *seen, __m128d values)
{
    const __m128d finite = _mm_sub_pd(values, _mm_sub_pd(values, values)), other = _mm_cmpnge_pd(finite, _mm_set1_pd(DBL_MIN));
    seen->low = _mm_min_pd(finite, seen->low);
    seen->high = _mm_max_pd(finite, seen->high);
    seen->least_positive = _mm_min_pd(_mm_or_pd(finite, other), seen->least_positive);
    seen->not_finite = _mm_add_epi64(seen->not_finite, _mm_castpd_si128(_mm_cmpunord_pd(finite, finite)));
    seen->not_positive = _mm_add_epi64(seen->not_positive, _mm_castpd_si128(other));
}

static void add(struct finite_range *range, const struct seen_pair *seen)
{
    double low[LANES], high[LANES], least[LANES];
    long long not_finite[LANES], not_positive[LANES];
    _mm_storeu_pd(low, seen->low);
    _mm_storeu_pd(high, seen->high);
    _mm_storeu_pd(least, seen->least_positive);
    _mm_storeu_si128((__m128i *)(void *)not_finite, seen->not_finite);
    _mm_storeu_si128((__m128i *)(void *)not_positive, seen->not_positive);
    for (size_t i = 0; i < LANES; i++) {
        range->low = low[i] < range->low ? low[i] : range->low;
        range->high = high[i] > range->high ? high[i] : range->high;
        range->least_positive = least[i] < range->least_positive ? least[i] : range->least_positive;
        range->finite -= (size_t)-not_finite[i];
        range->positive -= (size_t)-not_positive[i];
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
    const size_t left = count - i;
    for (; i < count; i++)
        see(&even, _mm_set_pd(NAN, values[i]));
    struct finite_range range = {INFINITY, -INFINITY, INFINITY, count + left, count + left};
    add(&range, &even);
    add(&range, &odd);
    return range;
}
