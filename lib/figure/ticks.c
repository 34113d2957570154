/* Where ticks fall and what they say: the rules of matplotlib 3.6 (MaxNLocator with steps 1, 2, 2.5, 5, 10; ScalarFormatter;
 * LogLocator), so that pictures have the axes that readers are used to. Sources: matplotlib/ticker.py and transforms.py. */
#include "figure/ticks.h"

#include "base/exact.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BINS = 9 };
static const double margin = 0.05, least_range = 9e-16; /* the range relative to the numbers: four roundings to eight */

/* An interval without length is no axis: widen it by `expander`, relatively unless it lies at 0. */
static void widen(double *low, double *high, double expander, double tiny)
{
    if (!isfinite(*low) || !isfinite(*high)) {
        *low = -expander;
        *high = expander;
        return;
    }
    double largest = fmax(fabs(*low), fabs(*high));
    if (largest == 0) {
        *low = -expander;
        *high = expander;
    } else if (*high - *low <= largest * tiny) {
        *low -= expander * fabs(*low);
        *high += expander * fabs(*high);
    }
}

/* How near a remainder must be to a step's edge to count as on it: looser when a large offset has eaten digits. */
static double edge_tolerance(double step, double offset)
{
    if (offset == 0)
        return 1e-10;
    return fmin(0.4999, fmax(1e-10, ticks_power(exact_log10(fabs(offset) / step) - 12)));
}

static double steps_below(double value, double step, double tolerance)
{
    double rest, whole = ticks_floor_divide(value, step, &rest);
    return fabs(rest / step - 1) < tolerance ? whole + 1 : whole;
}

static double steps_above(double value, double step, double tolerance)
{
    double rest, whole = ticks_floor_divide(value, step, &rest);
    return fabs(rest / step) < tolerance ? whole : whole + 1;
}

/* Ticks at multiples of `step` from just below the limits to just above; returns how many are inside. */
static size_t place_steps(struct raw_ticks *raw, double step, double offset)
{
    double low = raw->low - offset, high = raw->high - offset;
    double base = ticks_floor_divide(low, step, NULL) * step;
    double tolerance = edge_tolerance(step, offset);
    double first = steps_below(low - base, step, tolerance), last = steps_above(high - base, step, tolerance);
    size_t inside = 0;
    raw->count = 0;
    for (double k = first; k <= last && raw->count < FIGURE_MOST_TICKS; k++) {
        double position = k * step + base;
        inside += position >= low && position <= high;
        raw->positions[raw->count++] = position + offset;
    }
    return inside;
}

/* Whether ticks may be so far apart: on axes of whole numbers by whole numbers only, and where numbers are `unit` apart not by a few and a half of
 * these. */
static bool allowed(double step, bool whole, double unit)
{
    return (!whole || (step >= 1 && step == rint(step))) && (step >= 8 * unit || unit == 0 || step / unit == rint(step / unit));
}

/* The smallest step that needs no more than `bins` intervals, made smaller until at least two ticks show. */
static size_t place_allowed(struct raw_ticks *raw, int bins, bool whole, double unit)
{
    static const double steps[] = {0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20};
    const double low = raw->low, high = raw->high;
    double span = high - low, middle = (high + low) / 2;
    double offset = fabs(middle) / span < 100 ? 0 : copysign(ticks_power(floor(exact_log10(fabs(middle)))), middle);
    double scale = ticks_power(floor(exact_log10(span / bins)));
    double least = ((high - offset) - (low - offset)) / bins;
    int chosen = 0;
    const int last = (int)(sizeof steps / sizeof *steps) - 1;
    while (chosen < last && (steps[chosen] * scale < least || !allowed(steps[chosen] * scale, whole, unit)))
        chosen++;
    if (whole && !allowed(steps[chosen] * scale, whole, unit)) { /* less than one whole number wide */
        scale = 1;
        chosen = 4;
    }
    size_t inside = place_steps(raw, steps[chosen] * scale, offset);
    for (; inside < 2 && chosen > 0 && allowed(steps[chosen - 1] * scale, whole, unit); chosen--)
        inside = place_steps(raw, steps[chosen - 1] * scale, offset);
    return inside;
}

static void place_linear(struct raw_ticks *raw, int bins, bool whole)
{
    widen(&raw->low, &raw->high, 1e-13, least_range);
    const double largest = fmax(fabs(raw->low), fabs(raw->high)), unit = nextafter(largest, INFINITY) - largest;
    if (place_allowed(raw, bins, whole, unit) < 2) /* hardly wider than roundings: then at these */
        place_allowed(raw, bins, whole, 0);
}

/* Keeps what is inside the limits (a rounding error outside counts as inside), scaled back to true values. */
static void keep_visible(struct arena *arena, const struct raw_ticks *raw, struct figure_ticks *ticks)
{
    struct number_format format = ticks_format(raw);
    double slack = 1e-10 * (raw->high - raw->low), unshift = ticks_power(-raw->shift);
    ticks->positions = ARENA_NEW(arena, double, FIGURE_MOST_TICKS);
    ticks->labels = ARENA_NEW(arena, char *, FIGURE_MOST_TICKS);
    ticks->offset_text = ticks_offset_text(arena, &format, raw->shift);
    for (size_t i = 0; i < raw->count; i++) {
        double position = raw->positions[i];
        if (position < raw->low - slack || position > raw->high + slack)
            continue;
        double value = raw->shift ? position * unshift : position;
        if (!isfinite(value) || (ticks->count > 0 && value == ticks->positions[ticks->count - 1]))
            continue;
        ticks->positions[ticks->count] = value;
        ticks->labels[ticks->count++] = ticks_number(arena, &format, position);
    }
}

static void linear_ticks(struct arena *arena, const double data[2], bool data_are_limits, int bins, bool whole, struct figure_ticks *ticks)
{
    double low = fmin(data[0], data[1]), high = fmax(data[0], data[1]);
    if (fmax(fabs(low), fabs(high)) < DBL_MIN) /* numbers too small to have all their digits are as good as 0 */
        low = high = 0;
    struct raw_ticks raw = {.shift = ticks_shift(low, high)};
    double factor = ticks_power(raw.shift);
    raw.low = raw.shift ? low * factor : low;
    raw.high = raw.shift ? high * factor : high;
    widen(&raw.low, &raw.high, 0.05, least_range);
    if (!data_are_limits) {
        double delta = (raw.high - raw.low) * margin;
        raw.low -= delta;
        raw.high += delta;
    }
    double low_limit = raw.shift ? raw.low / factor : raw.low, high_limit = raw.shift ? raw.high / factor : raw.high;
    bool turned = data_are_limits && data[0] > data[1];
    ticks->limits[turned] = fmax(low_limit, -DBL_MAX);
    ticks->limits[!turned] = fmin(high_limit, DBL_MAX);
    place_linear(&raw, bins, whole && !raw.shift);
    keep_visible(arena, &raw, ticks);
}

/* Limits of a logarithmic axis, as exponents of ten. */
static void log_limits(const double data[2], bool data_are_limits, double exponents[2])
{
    double low = fmin(data[0], data[1]), high = fmax(data[0], data[1]);
    if (!isfinite(low) || !isfinite(high) || high <= 0) {
        low = 1;
        high = 10;
    }
    if (low <= 0)
        low = high / 1e3;
    low = fmax(low, DBL_MIN);
    high = fmax(high, DBL_MIN);
    exponents[0] = exact_log10(low);
    exponents[1] = exact_log10(high);
    if (exponents[1] - exponents[0] < 1e-12) {
        exponents[0] = ceil(exponents[0]) - 1;
        exponents[1] = floor(exponents[1]) + 1;
    }
    double delta = data_are_limits ? 0 : (exponents[1] - exponents[0]) * margin;
    exponents[0] -= delta;
    exponents[1] += delta;
}

/* How many powers of ten that are multiples of 10^stride lie within exponents. */
static double multiples_within(double low, double high, double stride)
{
    return floor(high / stride + 1e-10) - ceil(low / stride - 1e-10) + 1;
}

/* How many decades lie between labelled ticks, whose exponents are multiples of it: as many as LogLocator would leave or a rounder number,
 * unless fewer than two ticks would be left. */
static double decade_stride(double low, double high, int space)
{
    static const double rounds[] = {1, 2, 3, 5, 10, 20, 50, 100, 200, 500};
    double decades = floor(high) - ceil(low);
    int most = space < 2 ? 2 : space > MOST_BINS ? MOST_BINS : space;
    double stride = floor((decades + 1) / most) + 1;
    stride = stride >= decades ? fmax(1, decades - 1) : stride;
    size_t i = 0;
    while (rounds[i] < stride)
        i++;
    while (i > 0 && multiples_within(low, high, rounds[i]) < 2)
        i--;
    return rounds[i];
}

static void log_ticks(struct arena *arena, const double data[2], bool data_are_limits, int space, struct figure_ticks *ticks)
{
    double exponents[2];
    log_limits(data, data_are_limits, exponents);
    bool turned = data_are_limits && data[0] > data[1];
    bool as_given = data_are_limits && fmin(data[0], data[1]) >= DBL_MIN && fabs(exact_log10(data[1]) - exact_log10(data[0])) >= 1e-12 &&
                    isfinite(data[0]) && isfinite(data[1]);
    for (int i = 0; i < 2; i++)
        ticks->limits[i] = as_given ? data[i] : fmin(DBL_MAX, fmax(DBL_MIN, ticks_power(exponents[turned ? !i : i])));
    ticks->offset_text = "";
    ticks->positions = ARENA_NEW(arena, double, FIGURE_MOST_TICKS);
    ticks->labels = ARENA_NEW(arena, char *, FIGURE_MOST_TICKS);
    double stride = decade_stride(exponents[0], exponents[1], space);
    double low = fmin(ticks->limits[0], ticks->limits[1]) * (1 - 1e-10), high = fmax(ticks->limits[0], ticks->limits[1]) * (1 + 1e-10);
    for (double k = floor(exponents[0] / stride) * stride; k <= ceil(exponents[1]) + stride && ticks->count < FIGURE_MOST_TICKS; k += stride) {
        double position = ticks_power(k);
        if (position < low || position > high || !isfinite(position))
            continue;
        ticks->positions[ticks->count] = position;
        ticks->labels[ticks->count++] = ticks_power_label(arena, (int)k);
    }
}

size_t ticks_log_minor(const double limits[2], int space, double *positions, size_t room)
{
    double low = fmin(limits[0], limits[1]), high = fmax(limits[0], limits[1]);
    double first = exact_log10(low), last = exact_log10(high);
    if (!(low > 0) || !isfinite(last) || floor(last) - ceil(first) > 10 || decade_stride(first, last, space) > 1)
        return 0;
    size_t count = 0;
    for (double k = floor(first); k <= floor(last); k++)
        for (int digit = 2; digit < 10 && count < room; digit++) {
            double position = digit * ticks_power(k);
            if (position >= low && position <= high)
                positions[count++] = position;
        }
    return count;
}

void figure_ticks(struct arena *arena, const double data[2], bool data_are_limits, enum figure_scale scale, int space, struct figure_ticks *ticks)
{
    *ticks = (struct figure_ticks){0};
    if (scale == SCALE_LOG)
        log_ticks(arena, data, data_are_limits, space, ticks);
    else
        linear_ticks(arena, data, data_are_limits, space < 1 ? 1 : space > MOST_BINS ? MOST_BINS : space, scale == SCALE_COUNT, ticks);
}

double ticks_roundest(double low, double high, double exact)
{
    static const double steps[] = {1, 0.5, 0.2};
    if (low <= 0 && high >= 0)
        return 0;
    for (double power = ticks_power(floor(exact_log10(fmax(fabs(low), fabs(high))))); power > 0; power /= 10)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            const double step = steps[i] * power, value = step * floor(exact / step + 0.5);
            const double nearest = value < low ? step * ceil(low / step) : value > high ? step * floor(high / step) : value;
            if (nearest >= low && nearest <= high)
                return number_round(nearest, 15);
            if (step < high - low)
                return exact;
        }
    return exact;
}

void ticks_round(struct arena *arena, const double limits[2], int intervals, struct figure_ticks *ticks)
{
    *ticks = (struct figure_ticks){0};
    linear_ticks(arena, limits, true, intervals < 1 ? 1 : intervals > 60 ? 60 : intervals, false, ticks);
}
