/* The risk's minimum: by values alone as far as they tell, for slopes say nothing of jumps. */
#include "analysis/expectation_panels.h"
#include "analysis/level_jump.h"

#include <math.h>

enum { VALLEYS = MINIMA_MAX, USUAL_VALLEYS = 4, GOLDEN_STEPS = 45, BISECTIONS = 60 };

static const double rounding = 1e-14; /* of the magnitude of what is summed */
static const double risen = 1e3;      /* times rounding: no longer noise */
static const double flat = 1e-13;     /* of that of its slopes */
static const double near_zero = 1e-6; /* of the interval: that near to 0, 0 is tried */
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
static bool takes_zero(struct expectation *expectation, double at, double nearness, bool values_alone, double *value)
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

/* The lowest place of a valley, from a place in it with this value. */
static double find_lowest(struct expectation *expectation, double low, double high, double start, double width, double *value)
{
    const double nearness = near_zero * width;
    double at = search(expectation, low, high, start, width, value);
    const double by_values = at;
    at = polish(expectation, fmax(low, at - nearness), fmin(high, at + nearness), at, value);
    if (low <= 0 && high >= 0 && takes_zero(expectation, at, nearness, at == by_values, value))
        return 0;
    return at;
}

static struct level_marks marks_of(const struct expectation *expectation)
{
    const struct loss *loss = expectation->loss;
    return (struct level_marks){expectation->grid, expectation->heights, loss->jumps, loss->cells + 1, loss->jump_count};
}

/* The minimisers around the lowest place of a valley: one, beside a jump or not, or an interval. */
static struct level minimisers_around(struct expectation *expectation, const double interval[2], const struct level *lowest, double *least)
{
    const double width = interval[1] - interval[0];
    const struct level_marks marks = marks_of(expectation);
    struct level level = level_between(look_at, expectation, interval, &marks, lowest->near, *least);
    if (level.left == level.right && lowest->jump)
        return *lowest;
    if (level.left == level.right && interval[0] <= 0 && interval[1] >= 0 && takes_zero(expectation, level.left, near_zero * width, false, least))
        level.left = level.right = level.near = 0;
    if (!level.jump)
        level_round(look_at, expectation, interval, *least, &level);
    return level;
}

static struct level lowest_between(struct expectation *expectation, const double interval[2], double low, double high, double start, double *value)
{
    const double width = interval[1] - interval[0], at = find_lowest(expectation, low, high, start, width, value);
    const struct level_marks marks = marks_of(expectation);
    struct level lowest = {.left = at, .right = at, .near = at};
    if (!expectation->loss->continuous)
        lowest = level_beside_jump(look_at, expectation, interval, &marks, at, value);
    if (!lowest.jump && at != 0 && fabs(at) < 1e-13 * width) { /* where rounding has moved it from 0 */
        lowest.left = lowest.right = lowest.near = 0;
        *value = value_at(expectation, 0);
    }
    return lowest;
}

/* The lowest places of the grid's valleys, of gaps between jumps that it does not show, and places that are lower alone; returns how many. */
static size_t find_valleys(struct expectation *expectation, const double interval[2], struct level *lowest, double *values)
{
    const struct loss *loss = expectation->loss;
    const size_t cells = loss->cells;
    double *const x = expectation->grid, *const heights = expectation->heights;
    struct valley valleys[VALLEYS];
    const struct level_marks marks = marks_of(expectation);
    for (size_t i = 0; i <= cells; i++)
        x[i] = interval[0] + (interval[1] - interval[0]) * ((double)i / (double)cells);
    expectation_values(expectation, x, cells + 1, heights);
    size_t count = estimator_valleys(heights, cells + 1, valleys, VALLEYS);
    for (size_t k = 0; k < count; k++) {
        const struct valley *valley = &valleys[k];
        values[k] = heights[valley->lowest];
        lowest[k] = lowest_between(expectation, interval, x[valley->first > 0 ? valley->first - 1 : 0],
                                   x[valley->last < cells ? valley->last + 1 : cells], x[valley->lowest], &values[k]);
    }
    for (size_t k = 0; k < loss->gap_count; k++, count++) {
        const double low = loss->gaps[k][0], high = loss->gaps[k][1], middle = low + (high - low) / 2;
        values[count] = value_at(expectation, middle);
        lowest[count] = lowest_between(expectation, interval, low, high, middle, &values[count]);
    }
    return count + level_isolated(look_at, expectation, interval, &marks, lowest + count, values + count);
}

double expectation_minimize(struct expectation *expectation, const double interval[2], double *least, struct minima *minima)
{
    const double width = interval[1] - interval[0];
    double values[VALLEYS + 2 * LOSS_MOST_JUMPS], place = NAN;
    struct level lowest[VALLEYS + 2 * LOSS_MOST_JUMPS];
    const size_t count = find_valleys(expectation, interval, lowest, values);
    const struct level_marks marks = marks_of(expectation);
    size_t best = 0;
    *minima = (struct minima){0};
    for (size_t k = 0; k < count; k++)
        best = !(values[k] >= values[best]) ? k : best;
    *least = count ? values[best] : NAN;
    const double magnitude = count ? expectation_at(expectation, lowest[best].near).magnitude : 0;
    for (size_t k = 0; k < count; k++) {
        if (!(fabs(values[k] - *least) <= rounding * magnitude) ||
            (minima_distance(minima, lowest[k].left) <= nearest * width && !lowest[k].open[0] && !lowest[k].open[1]))
            continue;
        const struct level level = minimisers_around(expectation, interval, &lowest[k], &values[k]);
        if (k == best)
            place = level.left + (level.right - level.left) / 2;
        minima_add(minima, level);
        for (int end = 0; end < 2; end++) {
            struct level across = {0}, last = level;
            while (minima->count < MINIMA_MAX && level_across(look_at, expectation, interval, &marks, *least, &last, end, &across.near) &&
                   minima_distance(minima, across.near) > 0) {
                last = minimisers_around(expectation, interval, &across, least);
                minima_add(minima, last);
            }
        }
    }
    if (minima_are_level(minima) && fabs(*least) <= rounding * magnitude) /* noise of sums that cancel */
        *least = 0;
    return isnan(place) && count ? lowest[best].left : place;
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
    return ((double)(loss->cells + 1) +
            ((double)loss->gap_count + (loss->cells > LEVEL_GRID ? VALLEYS : USUAL_VALLEYS)) * (GOLDEN_STEPS + BISECTIONS + 8)) *
           cost;
}
