/* Where values lie on an axis, one by one or many at once. */
#include "figure/axis.h"

#include "base/exact.h"

#include <math.h>

/* The last of `count` ascending numbers that is not above a value, which is no less than the first. Halves without branches: which half it is
 * cannot be foretold, and there may be one for each pixel of a map. */
static size_t last_not_above(const double *numbers, size_t count, double value)
{
    const double *first = numbers;
    for (size_t left = count; left > 1; left -= left / 2)
        first += first[left / 2] <= value ? left / 2 : 0;
    return (size_t)(first - numbers);
}

/* The rank of a value at or beyond an end of a ranked axis: there it goes on evenly. */
static double rank_beyond(const struct axis *axis, double value)
{
    const double first = axis->sorted[0] / 2, last = axis->sorted[axis->sorted_count - 1] / 2;
    return value / 2 <= first ? (value / 2 - first) / (last - first) : 1 + (value / 2 - last) / (last - first);
}

/* The rank of a value between the distinct ones `low` and its successor. */
static double rank_between(const struct axis *axis, size_t low, double value)
{
    const double t = (value / 2 - axis->sorted[low] / 2) / (axis->sorted[low + 1] / 2 - axis->sorted[low] / 2);
    return axis->ranks[low] + t * (axis->ranks[low + 1] - axis->ranks[low]);
}

static bool is_within(const struct axis *axis, double value)
{
    return value > axis->sorted[0] && value < axis->sorted[axis->sorted_count - 1];
}

static double rank_of(const struct axis *axis, double value)
{
    return is_within(axis, value) ? rank_between(axis, last_not_above(axis->sorted, axis->sorted_count - 1, value), value) : rank_beyond(axis, value);
}

static double value_of_rank(const struct axis *axis, double rank)
{
    if (axis->sorted_count < 2)
        return axis->sorted[0];
    const size_t i = rank > 0 ? last_not_above(axis->ranks, axis->sorted_count - 1, rank) + 1 : 1;
    double t = (rank - axis->ranks[i - 1]) / (axis->ranks[i] - axis->ranks[i - 1]);
    return axis->sorted[i - 1] + fmax(0, fmin(1, t)) * (axis->sorted[i] - axis->sorted[i - 1]);
}

double axis_fraction(const struct axis *axis, double value)
{
    if (!isfinite(value))
        return NAN;
    if (axis->sorted)
        return rank_of(axis, value);
    double low = axis->limits[0], high = axis->limits[1];
    if (axis->scale == SCALE_LOG)
        return value > 0 ? (exact_log10(value) - exact_log10(low)) / (exact_log10(high) - exact_log10(low)) : NAN;
    return (value / 2 - low / 2) / (high / 2 - low / 2); /* halves: the difference of two huge numbers stays finite */
}

/* Parts of the range of a ranked axis, evenly apart: the distinct values of part i are those from ends[i] + 1 to ends[i + 1], of which most have one or
 * none. Rounding moves no value before a lesser one. */
enum { PARTS = 1024 };
struct rank_parts {
    double first, scale;
    uint32_t ends[PARTS + 1];
};

static size_t part_of(const struct rank_parts *parts, double value)
{
    return (size_t)(int32_t)((value - parts->first) * parts->scale);
}

/* False if the range is so wide or so narrow that parts cannot be told by a product. */
static bool make_parts(const struct axis *axis, struct rank_parts *parts)
{
    const size_t last = axis->sorted_count - 1;
    const double range = axis->sorted[last] - axis->sorted[0];
    *parts = (struct rank_parts){.first = axis->sorted[0], .scale = (PARTS - 1) / range};
    if (!(range > 0 && isfinite(range) && isfinite(parts->scale) && range * parts->scale < PARTS))
        return false;
    for (size_t part = 0, next = 1; part < PARTS; part++) {
        while (next <= last && part_of(parts, axis->sorted[next]) == part)
            next++;
        parts->ends[part + 1] = (uint32_t)next - 1;
    }
    return true;
}

static double rank_in_parts(const struct axis *axis, const struct rank_parts *parts, double value)
{
    if (!is_within(axis, value))
        return isfinite(value) ? rank_beyond(axis, value) : NAN;
    const uint32_t *ends = parts->ends + part_of(parts, value);
    const double *sorted = axis->sorted + ends[0];
    size_t steps = sorted[1] <= value; /* what is in the next part is above it, and there is a next one */
    if (ends[1] - ends[0] > 1)
        steps = last_not_above(sorted, ends[1] - ends[0] + 1, value);
    return rank_between(axis, ends[0] + steps, value);
}

void axis_fractions(const struct axis *axis, const double *values, size_t count, double *fractions)
{
    const double low = axis->limits[0], high = axis->limits[1];
    struct rank_parts parts;
    if (axis->sorted && count > PARTS && make_parts(axis, &parts)) {
        for (size_t i = 0; i < count; i++)
            fractions[i] = rank_in_parts(axis, &parts, values[i]);
    } else if (axis->sorted || count == 0) {
        for (size_t i = 0; i < count; i++)
            fractions[i] = axis_fraction(axis, values[i]);
    } else if (axis->scale == SCALE_LOG) {
        const double first = exact_log10(low), range = exact_log10(high) - first;
        for (size_t i = 0; i < count; i++)
            fractions[i] = values[i] > 0 && isfinite(values[i]) ? (exact_log10(values[i]) - first) / range : NAN;
    } else {
        for (size_t i = 0; i < count; i++)
            fractions[i] = isfinite(values[i]) ? (values[i] / 2 - low / 2) / (high / 2 - low / 2) : NAN;
    }
}

double axis_value(const struct axis *axis, double fraction)
{
    if (axis->sorted)
        return value_of_rank(axis, fraction);
    double low = axis->limits[0], high = axis->limits[1];
    if (axis->scale == SCALE_LOG)
        return exact_power_of_ten(exact_log10(low) + fraction * (exact_log10(high) - exact_log10(low)));
    return low + fraction * (high / 2 - low / 2) * 2;
}
