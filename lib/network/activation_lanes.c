/* Compiled once for each width: LANES doubles a vector. */
#include "network/activation_kernel.h"

#include <string.h>

#if LANES == 2
#define SET activations_sse2
#elif LANES == 4
#define SET activations_avx
#else
#define SET activations_avx512
#endif

typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef long long mask __attribute__((vector_size(8 * LANES)));

static inline lanes choose(mask condition, lanes yes, lanes no)
{
    return (lanes)((condition & (mask)yes) | (~condition & (mask)no));
}

/* tanh |a| = e/(e + 2) with e = exp(2|a|) − 1. With 2|a| = k·ln 2 + r, |r| ≤ ln 2 / 2, e is 2^k·(exp(r) − 1) + (2^k − 1): nothing cancels, as
 * k ≥ 0. exp(r) − 1 is its power series to r^14, whose rest is below a tenth of a unit in the last place. */
static inline lanes hyperbolic_tangent(lanes a)
{
    static const double most = 44;        /* tanh is 1 to the last bit beyond half of it */
    static const double round = 0x1.8p52; /* a sum with it has no places behind the point, and its whole part in the lowest bits */
    const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33; /* the product of the first with k is exact */
    const lanes none = {0};
    const mask negative = (mask)a & ((mask){0} + (-0x7fffffffffffffffLL - 1)); /* the bit of the sign */
    const lanes magnitude = (lanes)((mask)a ^ negative), twice = 2 * magnitude;
    const lanes x = choose(twice < most, twice, none + most), shifted = x * 0x1.71547652b82fep0 + round, k = shifted - round;
    const lanes r = (x - k * ln2_high) - k * ln2_low, square = r * r, fourth = square * square;
    const lanes tail = ((1.0 / 6 + r * (1.0 / 24)) + square * (1.0 / 120 + r * (1.0 / 720))) +
                       fourth * (((1.0 / 5040 + r * (1.0 / 40320)) + square * (1.0 / 362880 + r * (1.0 / 3628800))) +
                                 fourth * ((1.0 / 39916800 + r * (1.0 / 479001600)) + square * (1.0 / 6227020800 + r * (1.0 / 87178291200))));
    const lanes series = r + (0.5 * square + square * r * tail);
    const lanes power = (lanes)(((mask)shifted << 52) + (mask)(none + 1.0));
    const lanes e = power * series + (power - 1.0), value = e / (e + 2.0);
    return choose(a == a, (lanes)((mask)value | negative), a);
}

static void run_tanh(const double *in, double *value, double *slope, double *curvature, size_t count)
{
    for (size_t i = 0; i < count; i += LANES) {
        lanes a;
        memcpy(&a, in + i, sizeof a);
        const lanes t = hyperbolic_tangent(a), first = 1.0 - t * t, second = -2.0 * t * first;
        memcpy(value + i, &t, sizeof t);
        if (slope)
            memcpy(slope + i, &first, sizeof first);
        if (curvature)
            memcpy(curvature + i, &second, sizeof second);
    }
}

const struct activation_set SET = {run_tanh};
