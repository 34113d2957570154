/* Compiled once for each width: LANES doubles a vector. What interval_arithmetic.c does with one enclosure at a time, in the same operations, with
 * choices in place of branches. */
#include "expression/interval_lanes.h"
#include "expression/interval_rules.h"
#include "base/lanes.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

#if LANES == 2
#define SET interval_sse2
#elif LANES == 4
#define SET interval_avx
#else
#define SET interval_avx512
#endif

/* The bounds of as many enclosures. */
struct bounds {
    lanes low, high;
};

static inline lanes negative(lanes a)
{
    return (lanes)((mask)a ^ (mask)lanes_all(-0.0));
}

static inline lanes magnitude(lanes a)
{
    return (lanes)((mask)a & ~(mask)lanes_all(-0.0));
}

/* These keep a not-a-number. */
static inline lanes at_least(lanes a, lanes least)
{
    return lanes_choose(least > a, least, a);
}

static inline lanes at_most(lanes a, lanes most)
{
    return lanes_choose(most < a, most, a);
}

static inline lanes below(lanes x, double units)
{
    return x - (magnitude(x) * lanes_all(units * 0x1p-52) + lanes_all(0x1p-1074));
}

static inline lanes above(lanes x, double units)
{
    return x + (magnitude(x) * lanes_all(units * 0x1p-52) + lanes_all(0x1p-1074));
}

static inline mask is_power_of_two(lanes x)
{
    static const uint64_t mantissa = 0xfffffffffffff;
    double bits;
    memcpy(&bits, &mantissa, sizeof bits);
    return (lanes)((mask)x & (mask)lanes_all(bits)) == lanes_all(0);
}

static inline mask is_normal(lanes x)
{
    return (magnitude(x) >= lanes_all(DBL_MIN)) & (magnitude(x) <= lanes_all(DBL_MAX));
}

static inline lanes sum_below(lanes a, lanes b)
{
    const lanes sum = a + b, part = sum - a, error = (a - (sum - part)) + (b - part);
    return lanes_choose(error >= lanes_all(0), sum, below(sum, 1));
}

static inline lanes sum_above(lanes a, lanes b)
{
    return negative(sum_below(negative(a), negative(b)));
}

static inline lanes product_below(lanes a, lanes b)
{
    const lanes product = a * b;
    const mask zero = (a == lanes_all(0)) | (b == lanes_all(0)), exact = (is_power_of_two(a) | is_power_of_two(b)) & is_normal(product);
    return (lanes)(~zero & (mask)lanes_choose(exact, product, below(product, 1)));
}

static inline lanes product_above(lanes a, lanes b)
{
    return negative(product_below(negative(a), b));
}

static inline lanes quotient_below(lanes a, lanes b)
{
    const lanes quotient = a / b;
    const mask exact = (a == lanes_all(0)) | (is_power_of_two(b) & is_normal(quotient));
    return lanes_choose(exact, quotient, below(quotient, 1));
}

static inline struct bounds load(const struct interval_column *column, size_t i)
{
    return (struct bounds){lanes_load(column->low + i), lanes_load(column->high + i)};
}

/* Keeps the bounds, and what of `regular` is still so. */
static inline mask store(struct interval_column *column, size_t i, struct bounds bounds, mask regular)
{
    lanes_store(column->low + i, bounds.low);
    lanes_store(column->high + i, bounds.high);
    return regular & (magnitude(bounds.low) <= lanes_all(DBL_MAX)) & (magnitude(bounds.high) <= lanes_all(DBL_MAX));
}

static inline bool is_all(mask condition)
{
    long long every = -1;
    for (int i = 0; i < LANES; i++)
        every &= condition[i];
    return every;
}

static inline struct bounds swapped(struct bounds a)
{
    return (struct bounds){negative(a.high), negative(a.low)};
}

static inline struct bounds chosen(mask condition, struct bounds yes, struct bounds no)
{
    return (struct bounds){lanes_choose(condition, yes.low, no.low), lanes_choose(condition, yes.high, no.high)};
}

static inline struct bounds sum_of(struct bounds a, struct bounds b)
{
    return (struct bounds){sum_below(a.low, b.low), sum_above(a.high, b.high)};
}

static inline mask both_of_either_sign(struct bounds a, struct bounds b)
{
    const lanes zero = lanes_all(0);
    return ~((a.low >= zero) | (a.high <= zero) | (b.low >= zero) | (b.high <= zero));
}

/* The signs of one factor tell which end of the other makes a bound, and the sign of that end which end of the one. Where both have numbers of either
 * sign, either bound may also be the product of other ends. */
static inline struct bounds product_by_signs(struct bounds a, struct bounds b)
{
    const lanes zero = lanes_all(0);
    const mask a_positive = a.low >= zero, a_negative = ~a_positive & (a.high <= zero), b_positive = b.low >= zero;
    const lanes of_low = lanes_choose(a_negative | (~a_positive & b_positive), b.high, b.low),
                of_high = lanes_choose(a_positive | (~a_negative & b_positive), b.high, b.low);
    return (struct bounds){product_below(lanes_choose(of_low >= zero, a.low, a.high), of_low),
                           product_above(lanes_choose(of_high >= zero, a.high, a.low), of_high)};
}

static inline struct bounds product_of(struct bounds a, struct bounds b)
{
    const mask mixed = both_of_either_sign(a, b);
    struct bounds result = product_by_signs(a, b);
    const lanes low = product_below(a.low, b.high), high = product_above(a.high, b.high);
    result.low = lanes_choose(mixed & ~(result.low < low), low, result.low);
    result.high = lanes_choose(mixed & ~(result.high > high), high, result.high);
    return result;
}

static inline struct bounds quotient_of(struct bounds a, struct bounds b)
{
    const mask turned = b.high < lanes_all(0), zero = (b.low <= lanes_all(0)) & (b.high >= lanes_all(0));
    a = chosen(turned, swapped(a), a);
    b = chosen(turned, swapped(b), b);
    const lanes low = quotient_below(a.low, lanes_choose(a.low >= lanes_all(0), b.high, b.low)),
                high = negative(quotient_below(negative(a.high), lanes_choose(a.high >= lanes_all(0), b.low, b.high)));
    return (struct bounds){lanes_choose(zero, lanes_all(NAN), low), high};
}

static inline lanes least_magnitude(struct bounds a)
{
    return lanes_choose(a.low > lanes_all(0), a.low, lanes_choose(a.high < lanes_all(0), negative(a.high), lanes_all(0)));
}

static inline lanes most_magnitude(struct bounds a)
{
    return at_least(magnitude(a.low), magnitude(a.high));
}

static inline struct bounds square_of(struct bounds a)
{
    const lanes least = least_magnitude(a), most = most_magnitude(a);
    return (struct bounds){at_least(product_below(least, least), lanes_all(0)), product_above(most, most)};
}

#define OF_TWO(name, computed)                                                                                                                       \
    static bool name(const struct interval_column *first, const struct interval_column *second, struct interval_column *result, size_t count)        \
    {                                                                                                                                                \
        mask regular = ~(mask){0};                                                                                                                   \
        for (size_t i = 0; i < count; i += LANES) {                                                                                                  \
            const struct bounds a = load(first, i), b = load(second, i);                                                                             \
            regular = store(result, i, computed, regular);                                                                                           \
        }                                                                                                                                            \
        return is_all(regular);                                                                                                                      \
    }
OF_TWO(add, sum_of(a, b))
OF_TWO(subtract, sum_of(a, swapped(b)))
OF_TWO(divide, quotient_of(a, b))

static inline mask is_zero(struct bounds a)
{
    return (a.low == lanes_all(0)) & (a.high == lanes_all(0));
}

/* In a chain of factors what is 0 throughout has a rule of its own. */
static inline struct bounds product_in(bool chain, struct bounds a, struct bounds b, struct bounds product)
{
    if (chain)
        product.low = lanes_choose(is_zero(a) | is_zero(b), lanes_all(NAN), product.low);
    return product;
}

/* Few factors have numbers of either sign: products that allow for it are twice the work, and are made where the signs do not do. */
static inline bool products(bool chain, const struct interval_column *first, const struct interval_column *second, struct interval_column *result,
                            size_t count)
{
    mask regular = ~(mask){0}, mixed = {0};
    for (size_t i = 0; i < count; i += LANES) {
        const struct bounds a = load(first, i), b = load(second, i);
        regular = store(result, i, product_in(chain, a, b, product_by_signs(a, b)), regular);
        mixed |= both_of_either_sign(a, b);
    }
    for (size_t i = 0; i < count && !is_all(~mixed); i += LANES) {
        const struct bounds a = load(first, i), b = load(second, i);
        if (!is_all(~both_of_either_sign(a, b)))
            regular = store(result, i, product_in(chain, a, b, product_of(a, b)), regular);
    }
    return is_all(regular);
}

static bool multiply(const struct interval_column *first, const struct interval_column *second, struct interval_column *result, size_t count)
{
    return products(false, first, second, result, count);
}

static bool chain(const struct interval_column *first, const struct interval_column *second, struct interval_column *result, size_t count)
{
    return products(true, first, second, result, count);
}

#define OF_ONE(name, computed)                                                                                                                       \
    static bool name(const struct interval_column *only, struct interval_column *result, size_t count)                                               \
    {                                                                                                                                                \
        mask regular = ~(mask){0};                                                                                                                   \
        for (size_t i = 0; i < count; i += LANES) {                                                                                                  \
            const struct bounds a = load(only, i);                                                                                                   \
            regular = store(result, i, computed, regular);                                                                                           \
        }                                                                                                                                            \
        return is_all(regular);                                                                                                                      \
    }
OF_ONE(negate, swapped(a))
OF_ONE(square, square_of(a))

/* base^exponent for base ≥ 0 and a whole exponent from 1 on. */
#define WHOLE_POWER(name, product)                                                                                                                   \
    static inline lanes name(lanes base, unsigned exponent)                                                                                          \
    {                                                                                                                                                \
        lanes result = exponent & 1 ? base : lanes_all(1);                                                                                           \
        while (exponent >>= 1) {                                                                                                                     \
            base = product(base, base);                                                                                                              \
            if (exponent & 1)                                                                                                                        \
                result = product(result, base);                                                                                                      \
        }                                                                                                                                            \
        return result;                                                                                                                               \
    }
WHOLE_POWER(whole_power_below, product_below)
WHOLE_POWER(power_above, product_above)

static inline lanes power_below(lanes base, unsigned exponent)
{
    return at_least(whole_power_below(base, exponent), lanes_all(0));
}

static inline struct bounds power_of(struct bounds a, unsigned exponent)
{
    if (exponent % 2 == 0)
        return (struct bounds){power_below(least_magnitude(a), exponent), power_above(most_magnitude(a), exponent)};
    const lanes low = magnitude(a.low), high = magnitude(a.high);
    return (struct bounds){lanes_choose(a.low >= lanes_all(0), power_below(low, exponent), negative(power_above(low, exponent))),
                           lanes_choose(a.high <= lanes_all(0), negative(power_below(high, exponent)), power_above(high, exponent))};
}

static bool power(const struct interval_column *base, unsigned exponent, struct interval_column *result, size_t count)
{
    mask regular = ~(mask){0};
    for (size_t i = 0; i < count; i += LANES)
        regular = store(result, i, power_of(load(base, i), exponent), regular);
    return is_all(regular);
}

/* The whole numbers next to x, for magnitudes up to 2^51. */
static inline lanes nearest(lanes x)
{
    const lanes shift = lanes_all(0x1.8p52);
    return (x + shift) - shift;
}

static inline lanes floor_of(lanes x)
{
    const lanes whole = nearest(x);
    return lanes_choose(whole > x, whole - lanes_all(1), whole);
}

static inline lanes ceil_of(lanes x)
{
    const lanes whole = nearest(x);
    return lanes_choose(whole < x, whole + lanes_all(1), whole);
}

/* Whether some k + offset, k whole, may lie between the bounds in turns. */
static inline mask meets(struct bounds turns, double offset)
{
    const lanes low = turns.low - lanes_all(offset), high = turns.high - lanes_all(offset);
    const lanes slack = lanes_all(8 * 0x1p-52) * (at_least(magnitude(low), magnitude(high)) + lanes_all(1));
    return ~(ceil_of(low - slack) > floor_of(high + slack));
}

static bool wave(const struct interval_column *angle, const struct interval_column *ends, double crest, struct interval_column *result, size_t count)
{
    mask regular = ~(mask){0};
    for (size_t i = 0; i < count; i += LANES) {
        const struct bounds a = load(angle, i), values = load(ends, i);
        const struct bounds turns = {a.low / lanes_all(INTERVAL_PI_LOW) / lanes_all(2), a.high / lanes_all(INTERVAL_PI_LOW) / lanes_all(2)};
        const mask far = most_magnitude(a) > lanes_all(INTERVAL_FAR_OUT), rises_and_falls = meets(turns, crest),
                   falls_and_rises = meets(turns, crest + 0.5);
        struct bounds bounds = {
            at_least(at_most(below(values.low, 2) - lanes_all(INTERVAL_UNDERFLOW), below(values.high, 2) - lanes_all(INTERVAL_UNDERFLOW)),
                     lanes_all(-1)),
            at_most(at_least(above(values.low, 2) + lanes_all(INTERVAL_UNDERFLOW), above(values.high, 2) + lanes_all(INTERVAL_UNDERFLOW)),
                    lanes_all(1))};
        bounds.low = lanes_choose(falls_and_rises, lanes_all(-1), bounds.low);
        bounds.high = lanes_choose(rises_and_falls, lanes_all(1), bounds.high);
        bounds.low = lanes_choose(far | is_zero(a), lanes_all(NAN), bounds.low);
        regular = store(result, i, bounds, regular);
    }
    return is_all(regular);
}

/* The bounds at an end of the enclosure. */
static inline struct bounds at_end(lanes at, lanes value, const struct interval_ends *rule)
{
    const mask exact = rule->units == 0 ? ~(mask){0} : (mask)((at == lanes_all(0)) & (value == lanes_all(0)));
    return (struct bounds){lanes_choose(exact, value, at_least(below(value, rule->units) - lanes_all(INTERVAL_UNDERFLOW), lanes_all(rule->least))),
                           lanes_choose(exact, value, at_most(above(value, rule->units) + lanes_all(INTERVAL_UNDERFLOW), lanes_all(rule->most)))};
}

static bool function(const struct interval_column *of, const struct interval_column *ends, const struct interval_ends *rule,
                     struct interval_column *result, size_t count)
{
    mask regular = ~(mask){0};
    for (size_t i = 0; i < count; i += LANES) {
        const struct bounds a = load(of, i), values = load(ends, i), first = at_end(a.low, values.low, rule),
                            last = at_end(a.high, values.high, rule);
        struct bounds bounds = {rule->falling ? last.low : first.low, rule->falling ? first.high : last.high};
        if (rule->turning) {
            const mask turns = (a.low <= lanes_all(rule->turn)) & (a.high >= lanes_all(rule->turn));
            bounds = (struct bounds){at_most(first.low, last.low), at_least(first.high, last.high)};
            bounds.low = lanes_choose(turns, at_most(bounds.low, lanes_all(rule->there.low)), bounds.low);
            bounds.high = lanes_choose(turns, at_least(bounds.high, lanes_all(rule->there.high)), bounds.high);
        }
        bounds.low = lanes_choose((values.low != values.low) | (values.high != values.high), lanes_all(NAN), bounds.low);
        regular = store(result, i, bounds, regular);
    }
    return is_all(regular);
}

const struct interval_set SET = {add, subtract, multiply, chain, divide, negate, square, power, wave, function};
