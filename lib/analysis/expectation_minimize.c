/* The risk's minimum: by values alone as far as they tell, for slopes say nothing of jumps. */
#include "analysis/expectation_panels.h"
#include "analysis/minimize.h"
#include "analysis/newton.h"

#include <math.h>

enum { GOLDEN_STEPS = 45, BISECTIONS = 60 };

static const double rounding = 1e-14; /* of the magnitude of what is summed */
static const double risen = 1e3;      /* times rounding: no longer noise */
static const double flat = 1e-13;     /* of that of its slopes */
static const double nearest = 1e-7;   /* of the interval: minimisers of values alone are as near, if they are one */

static struct level_look look_at(void *untyped, double x)
{
    struct expectation *expectation = untyped;
    const struct expected expected = expectation_at(expectation, x);
    return (struct level_look){expected.value, expected.slope, expected.magnitude, expected.slope_magnitude};
}

static double value_at(struct expectation *expectation, double x)
{
    double value;
    expectation_values(expectation, &x, 1, &value);
    return value;
}

/* Narrows a valley down by values, by the golden section; the place with the lowest value seen. Where it has come to goes to *end. */
static double narrow_down(struct expectation *expectation, double low, double high, double x, double *value, double *end)
{
    static const double golden = 0.6180339887498949;
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double left_value = value_at(expectation, left), right_value = value_at(expectation, right);
    for (int step = 0; step < GOLDEN_STEPS; step++) {
        if (left_value < *value || right_value < *value) {
            x = left_value < right_value ? left : right;
            *value = fmin(left_value, right_value);
        }
        if (left_value <= right_value) {
            high = right;
            right = left;
            right_value = left_value;
            left = high - golden * (high - low);
            left_value = value_at(expectation, left);
        } else {
            low = left;
            left = right;
            left_value = right_value;
            right = low + golden * (high - low);
            right_value = value_at(expectation, right);
        }
    }
    *end = low + (high - low) / 2;
    return x;
}

/* The same of a valley that may have a jump in it, which misleads: then what lies beyond is left out. */
static double search(struct expectation *expectation, double low, double high, double x, double width, double *value)
{
    enum { TRIES = 3 };
    for (int attempt = 0; attempt < TRIES; attempt++) {
        double end, good = x = narrow_down(expectation, low, high, x, value, &end);
        const struct expected there = expectation_at(expectation, end);
        if (fabs(end - x) <= nearest * width || !(there.value > *value + risen * rounding * there.magnitude))
            break;
        level_part(look_at, expectation, width, *value, &good, &end);
        *(end < good ? &low : &high) = good;
    }
    return x;
}

/* Where the slope changes its sign near x, if it does so from falling to rising and the value there is no higher. */
static double polish(struct expectation *expectation, double low, double high, double x, double *value)
{
    if (!(expectation_at(expectation, low).slope < 0) || !(expectation_at(expectation, high).slope > 0))
        return x;
    double turn = x;
    struct expected there = expectation_at(expectation, x);
    for (int step = 0; step < BISECTIONS; step++) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        turn = middle;
        there = expectation_at(expectation, turn);
        if (there.slope == 0)
            break;
        *(there.slope > 0 ? &high : &low) = turn;
    }
    if (!(there.value <= *value + 1e-14 * fabs(*value)))
        return x;
    *value = there.value;
    return turn;
}

/* Whether 0, which is near a minimiser, is as good: by the value there, which goes to *value, and by the slope unless `values_alone` tell. */
static bool zero_is_as_good(struct expectation *expectation, double at, double nearness, bool values_alone, double *value)
{
    if (at == 0 || fabs(at) > nearness)
        return false;
    const struct expected zero = expectation_at(expectation, 0);
    const bool level = values_alone || !isfinite(zero.slope) || fabs(zero.slope) <= flat * zero.slope_magnitude;
    if (!level || !(zero.value <= *value + rounding * zero.magnitude))
        return false;
    *value = fmin(*value, zero.value);
    return true;
}

static bool takes_zero(void *untyped, double at, double nearness, double *value)
{
    return zero_is_as_good(untyped, at, nearness, false, value);
}

/* A short decimal near a minimiser, if the value there is lower: a cusp, as of √|x − 1|, is much deeper than a rounding beside it. */
static double lower_decimal(struct expectation *expectation, double low, double high, double at, double width, double *value)
{
    enum { DIGITS = 11 };
    const double decimal = newton_rounded(width, DIGITS, at);
    if (decimal == at || decimal < low || decimal > high)
        return at;
    const struct expected there = expectation_at(expectation, decimal);
    if (!(there.value < *value - rounding * there.magnitude))
        return at;
    *value = there.value;
    return decimal;
}

/* The lowest place of a valley, from a place in it with this value. */
static double find_lowest(void *untyped, double low, double high, double start, double width, double *value)
{
    struct expectation *expectation = untyped;
    const double nearness = MINIMIZE_NEAR_ZERO * width, by_values = search(expectation, low, high, start, width, value),
                 at = polish(expectation, fmax(low, by_values - nearness), fmin(high, by_values + nearness), by_values, value);
    if (low <= 0 && high >= 0 && zero_is_as_good(expectation, at, nearness, at == by_values, value))
        return 0;
    return lower_decimal(expectation, low, high, at, width, value);
}

static void values_at(void *untyped, const double *x, size_t count, double *values)
{
    expectation_values(untyped, x, count, values);
}

static double tolerance(void *untyped, double x, double least)
{
    (void)least;
    return rounding * expectation_at(untyped, x).magnitude;
}

double expectation_minimize(struct expectation *expectation, const double interval[2], double *least, struct minima *minima)
{
    const struct mean_loss mean = {.loss = expectation->loss,
                                   .grid = expectation->grid,
                                   .heights = expectation->heights,
                                   .owner = expectation,
                                   .look = look_at,
                                   .values = values_at,
                                   .descend = find_lowest,
                                   .tolerance = tolerance,
                                   .takes_zero = takes_zero,
                                   .apart = nearest};
    const struct minimum minimum = minimize(&mean, interval, minima);
    *least = minima_are_level(minima) && fabs(minimum.value) <= minimum.tolerance ? 0 : minimum.value; /* noise of sums that cancel */
    return minimum.place;
}

bool expectation_least_beyond(struct expectation *expectation, const double interval[2], double least, int end)
{
    static const double widths[] = {1e-3, 0.1, 1, 10, 1e3, 1e6};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        const struct expected expected = expectation_at(expectation, interval[end] + (end ? 1 : -1) * widths[i] * (interval[1] - interval[0]));
        if (!(fabs(expected.value - least) <= rounding * expected.magnitude))
            return false;
    }
    return true;
}

double expectation_minimize_cost(const struct loss *loss, double cost)
{
    return ((double)(loss->cells + 1) + minimize_valleys(loss) * (GOLDEN_STEPS + BISECTIONS + 8)) * cost;
}
