/* Sums, products, quotients, powers and remainders of enclosures, rounded outwards by one unit in the last place at least, unless they are exact. */
#include "expression/interval_rules.h"
#include "expression/kernels.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

struct enclosure interval_nowhere(void)
{
    return (struct enclosure){.low = INFINITY, .high = -INFINITY, .partial = true};
}

struct enclosure interval_anything(bool partial, bool jumps)
{
    return (struct enclosure){-INFINITY, INFINITY, partial, jumps};
}

double interval_below(double x, double units)
{
    return x == INFINITY ? (units > 1 ? INTERVAL_OVERFLOW : DBL_MAX) : x - (fabs(x) * (units * 0x1p-52) + 0x1p-1074);
}

double interval_above(double x, double units)
{
    return -interval_below(-x, units);
}

/* Whether a product or quotient by this number only changes the exponent: its mantissa is 0, as that of normal powers of two alone. */
static inline bool is_power_of_two(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits & 0xfffffffffffff) == 0;
}

static bool is_exact(double a, double b, double result)
{
    return (is_power_of_two(b) || is_power_of_two(a)) && fabs(result) >= DBL_MIN && fabs(result) <= DBL_MAX;
}

/* The error of a sum is a double itself (Knuth's TwoSum), which is 0 for exact sums. */
static double sum_error(double a, double b, double sum)
{
    const double part = sum - a;
    return (a - (sum - part)) + (b - part);
}

static double sum_below(double a, double b)
{
    const double sum = a + b;
    return isinf(a) || isinf(b) ? sum : sum_error(a, b, sum) >= 0 ? sum : interval_below(sum, 1);
}

static double sum_above(double a, double b)
{
    return -sum_below(-a, -b);
}

static double product_below(double a, double b)
{
    if (a == 0 || b == 0) /* also beside an infinite bound, which no value attains */
        return 0;
    const double product = a * b;
    return isinf(a) || isinf(b) || is_exact(a, b, product) ? product : interval_below(product, 1);
}

static double product_above(double a, double b)
{
    return -product_below(-a, b);
}

struct enclosure interval_add(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return enclosure_between(sum_below(a.low, b.low), sum_above(a.high, b.high));
}

struct enclosure interval_subtract(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return enclosure_between(sum_below(a.low, -b.high), sum_above(a.high, -b.low));
}

struct enclosure interval_negate(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    return enclosure_between(-a.high, -a.low);
}

/* The product with a ≥ 0. */
static struct enclosure multiply_positive(struct enclosure a, struct enclosure b)
{
    return enclosure_between(product_below(b.low >= 0 ? a.low : a.high, b.low), product_above(b.high >= 0 ? a.high : a.low, b.high));
}

struct enclosure interval_multiply(struct enclosure a, struct enclosure b, struct enclosure c)
{
    if (a.low >= 0)
        return multiply_positive(a, b);
    if (b.low >= 0)
        return multiply_positive(b, a);
    if (a.high <= 0)
        return multiply_positive(interval_negate(a, b, c), interval_negate(b, b, c));
    if (b.high <= 0)
        return multiply_positive(interval_negate(b, b, c), interval_negate(a, b, c));
    const double lows[2] = {product_below(a.low, b.high), product_below(a.high, b.low)},
                 highs[2] = {product_above(a.low, b.low), product_above(a.high, b.high)};
    return enclosure_between(lows[lows[1] < lows[0]], highs[highs[1] > highs[0]]);
}

double interval_least_magnitude(struct enclosure a)
{
    return a.low > 0 ? a.low : a.high < 0 ? -a.high : 0;
}

double interval_most_magnitude(struct enclosure a)
{
    return fmax(fabs(a.low), fabs(a.high));
}

struct enclosure interval_square(struct enclosure a)
{
    if (enclosure_empty(&a))
        return a;
    const double least = interval_least_magnitude(a), most = interval_most_magnitude(a);
    return (struct enclosure){fmax(product_below(least, least), 0), product_above(most, most), a.partial, a.jumps};
}

/* 1/b; at 0, where it is not defined, it goes to infinity on the sides that b has. */
static struct enclosure reciprocal(struct enclosure b)
{
    if (b.low == 0 && b.high == 0)
        return interval_nowhere();
    if (b.low < 0 && b.high > 0)
        return interval_anything(true, true);
    struct enclosure result = {.partial = b.low == 0 || b.high == 0};
    const double low = 1 / b.high, high = 1 / b.low;
    result.low = b.high == 0 ? -INFINITY : isinf(b.high) || is_exact(1, b.high, low) ? low : interval_below(low, 1);
    result.high = b.low == 0 ? INFINITY : isinf(b.low) || is_exact(1, b.low, high) ? high : interval_above(high, 1);
    return result;
}

static double quotient_below(double a, double b)
{
    const double quotient = a / b;
    return a == 0 || isinf(a) || isinf(b) || (is_power_of_two(b) && fabs(quotient) >= DBL_MIN && isfinite(quotient)) ? quotient
                                                                                                                     : interval_below(quotient, 1);
}

static double quotient_above(double a, double b)
{
    return -quotient_below(-a, b);
}

struct enclosure interval_divide(struct enclosure a, struct enclosure b, struct enclosure c)
{
    if (b.low <= 0 && b.high >= 0) {
        const struct enclosure inverse = reciprocal(b);
        struct enclosure result = enclosure_empty(&inverse) ? inverse : interval_multiply(a, inverse, c);
        result.partial = true;
        result.jumps = result.jumps || inverse.jumps;
        return result;
    }
    if (b.high < 0) {
        a = interval_negate(a, b, c);
        b = interval_negate(b, b, c);
    }
    const double below = a.low >= 0 ? b.high : b.low, above = a.high >= 0 ? b.low : b.high;
    return enclosure_between(isinf(a.low) && isinf(below) ? fmin(a.low, 0) : quotient_below(a.low, below),
                             isinf(a.high) && isinf(above) ? fmax(a.high, 0) : quotient_above(a.high, above));
}

/* base^exponent for base ≥ 0 and a whole exponent from 1 on, by squaring, as programs do it. */
static inline double whole_power(double base, unsigned exponent, double multiply(double, double))
{
    double result = exponent & 1 ? base : 1;
    while (exponent >>= 1) {
        base = multiply(base, base);
        if (exponent & 1)
            result = multiply(result, base);
    }
    return result;
}

static double power_below(double base, unsigned exponent)
{
    return fmax(whole_power(base, exponent, product_below), 0);
}

static double power_above(double base, unsigned exponent)
{
    return whole_power(base, exponent, product_above);
}

static struct enclosure positive_whole_power(struct enclosure a, unsigned exponent)
{
    if (exponent % 2 == 0)
        return enclosure_between(power_below(interval_least_magnitude(a), exponent), power_above(interval_most_magnitude(a), exponent));
    return enclosure_between(a.low >= 0 ? power_below(a.low, exponent) : -power_above(-a.low, exponent),
                             a.high <= 0 ? -power_below(-a.high, exponent) : power_above(a.high, exponent));
}

/* a^b for 0 ≤ a: it rises or falls in each of a and b, so the extremes stand at corners. */
static struct enclosure positive_power(struct enclosure a, struct enclosure b)
{
    struct enclosure result = interval_nowhere();
    const double bases[2] = {a.low + 0.0, a.high + 0.0};
    double values[4];
    kernel_two(OPERATION_POWER, bases, (const double[2]){b.low, b.low}, bases, values);
    if (b.low != b.high)
        kernel_two(OPERATION_POWER, bases, (const double[2]){b.high, b.high}, bases, values + 2);
    for (int i = 0; i < (b.low == b.high ? 2 : 4); i++) {
        const double value = values[i];
        result.low = fmin(result.low, isnan(value) ? 0 : fmax(interval_below(value, 3) - INTERVAL_UNDERFLOW, 0));
        result.high = fmax(result.high, isnan(value) ? INFINITY : interval_above(value, 3) + INTERVAL_UNDERFLOW);
    }
    result.partial = a.low == 0 && b.low < 0;
    result.jumps = a.low == 0 && b.low <= 0 && b.high >= 0;
    if (result.jumps) {
        result.low = 0;
        result.high = fmax(result.high, 1);
    }
    return result;
}

struct enclosure interval_power(struct enclosure a, struct enclosure b, struct enclosure c)
{
    enum { MOST_EXPONENT = 64 };
    const double whole = fabs(b.low);
    if (b.low == b.high && whole == floor(whole)) {
        if (whole == 0)
            return enclosure_of(1);
        if (whole <= MOST_EXPONENT) {
            const struct enclosure power = positive_whole_power(a, (unsigned)whole);
            if (b.low > 0)
                return power;
            struct enclosure result = reciprocal(power);
            result.low = result.low == 0 || isinf(result.low) ? result.low
                                                              : interval_below(result.low, 2); /* the kernel of powers errs by more than a division */
            result.high = result.high == 0 || isinf(result.high) ? result.high : interval_above(result.high, 2);
            result.jumps = a.low < 0 && a.high > 0;
            return result;
        }
        const bool odd = fmod(whole, 2) == 1;
        const struct enclosure magnitude = positive_power(enclosure_between(interval_least_magnitude(a), interval_most_magnitude(a)), b);
        if (!odd || a.low >= 0)
            return magnitude;
        return a.high <= 0 ? interval_negate(magnitude, b, c) : interval_anything(magnitude.partial, magnitude.partial);
    }
    if (a.low >= 0)
        return positive_power(a, b);
    if (ceil(b.low) <= floor(b.high)) /* of whole exponents, which negative numbers have powers of */
        return interval_anything(true, true);
    if (a.high < 0)
        return interval_nowhere();
    struct enclosure result = positive_power(enclosure_between(0, a.high), b);
    result.partial = true;
    return result;
}

bool interval_compute(enum operation operation, const struct enclosure *a, const struct enclosure *b, struct enclosure *result)
{
    if (!(a->low <= a->high && b->low <= b->high))
        return false;
    const bool partial = a->partial || b->partial, jumps = a->jumps || b->jumps;
    switch (operation) {
    case OPERATION_ADD:
        *result = interval_add(*a, *b, *b);
        break;
    case OPERATION_SUBTRACT:
        *result = interval_subtract(*a, *b, *b);
        break;
    case OPERATION_CHAIN: /* of which only what is partial, infinite or 0 throughout is more than a product */
        if (partial || isinf(a->low) || isinf(a->high) || isinf(b->low) || isinf(b->high) || a->low == a->high || b->low == b->high)
            return false;
        *result = interval_multiply(*a, *b, *b);
        break;
    case OPERATION_MULTIPLY:
        *result = a == b ? interval_square(*a) : interval_multiply(*a, *b, *b);
        break;
    case OPERATION_POWER:
        if (b->low != 2 || b->high != 2)
            return false;
        *result = interval_square(*a);
        break;
    default:
        return false;
    }
    result->partial = partial;
    result->jumps = jumps;
    return true;
}
