/* What ticks say: matplotlib's ScalarFormatter (a common offset, a common power of ten, as few decimals as tell the ticks apart)
 * and powers of ten with superscripts. */
#include "figure/tick_labels.h"

#include "base/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OFFSET_DIGITS = 4, LEAST_POWER = -5, MOST_POWER = 6, SHIFT = 100 };

double ticks_power(double exponent)
{
    return exact_power_of_ten(exponent);
}

int ticks_shift(double low, double high)
{
    double largest = fmax(fabs(low), fabs(high));
    return largest > 1e280 ? -SHIFT : largest > 0 && largest < 1e-250 ? SHIFT : 0;
}

/* Floored division as Python has it: the quotient is whole and the remainder has the divisor's sign. */
double ticks_floor_divide(double a, double b, double *remainder)
{
    double rest = fmod(a, b);
    double quotient = (a - rest) / b;
    if (rest != 0 && (b < 0) != (rest < 0)) {
        rest += b;
        quotient -= 1;
    }
    double whole = floor(quotient);
    if (quotient - whole > 0.5)
        whole += 1;
    if (remainder)
        *remainder = rest;
    return whole;
}

/* The number that labels leave out because all begin with it, or 0 if that would not save OFFSET_DIGITS digits. */
static double common_offset(double low, double high)
{
    if (low == high || (low <= 0 && high >= 0))
        return 0;
    double least = fmin(fabs(low), fabs(high)), most = fmax(fabs(low), fabs(high));
    double top = ceil(exact_log10(most)), power = top;
    while (power > top - 40 && ticks_floor_divide(least, ticks_power(power), NULL) == ticks_floor_divide(most, ticks_power(power), NULL))
        power--;
    power++;
    if ((most - least) / ticks_power(power) <= 1e-2) { /* they straddle a multiple of a large power of ten */
        power = top;
        while (power > top - 40 && ticks_floor_divide(most, ticks_power(power), NULL) - ticks_floor_divide(least, ticks_power(power), NULL) <= 1)
            power--;
        power++;
    }
    double head = ticks_floor_divide(most, ticks_power(power), NULL);
    if (head < ticks_power(OFFSET_DIGITS - 1))
        return 0;
    return copysign(number_round(head * ticks_power(power), number_exponent(head) + 1), low); /* all digits of the head, none of rounding */
}

/* By what rounding may have moved positions far from 0, where that is little beside their distance: at 123456789012345 + 0.2 there is no number, and
 * the tick is at the nearest one. */
static double rounding_of(const struct raw_ticks *raw)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < raw->count; i++) {
        most = fmax(most, fabs(raw->positions[i]));
        least = i ? fmin(least, fabs(raw->positions[i] - raw->positions[i - 1])) : least;
    }
    const double unit = nextafter(most, INFINITY) - most;
    return unit < least / 7 ? 0.51 * unit : 0;
}

static int decimals_needed(const double *numbers, size_t count, double range, double rounding)
{
    int range_order = (int)floor(exact_log10(range));
    int decimals = range_order < 3 ? 3 - range_order : 0;
    const double threshold = fmax(1e-3 * ticks_power(range_order), rounding);
    for (; decimals >= 0; decimals--) {
        double unit = ticks_power(decimals), worst = 0;
        for (size_t i = 0; i < count; i++)
            worst = fmax(worst, fabs(numbers[i] - rint(numbers[i] * unit) / unit));
        if (!(worst < threshold))
            break;
    }
    return decimals + 1 > 20 ? 20 : decimals + 1;
}

struct number_format ticks_format(const struct raw_ticks *raw)
{
    struct number_format format = {0};
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < raw->count; i++)
        if (raw->positions[i] >= raw->low && raw->positions[i] <= raw->high) {
            low = fmin(low, raw->positions[i]);
            high = fmax(high, raw->positions[i]);
        }
    if (low <= high) {
        format.offset = common_offset(low, high);
        double magnitude = format.offset != 0 ? raw->high - raw->low : fmax(fabs(low), fabs(high));
        int order = magnitude > 0 ? (int)floor(exact_log10(magnitude)) : 0;
        int true_order = magnitude > 0 ? order - raw->shift : 0;
        if (true_order <= LEAST_POWER || true_order >= MOST_POWER)
            format.order = order;
    }
    double numbers[FIGURE_MOST_TICKS + 2];
    size_t count = 0;
    for (; count < raw->count; count++)
        numbers[count] = (raw->positions[count] - format.offset) / ticks_power(format.order);
    size_t ticks = count;
    if (ticks < 2) { /* the ends of the axis stand in for the range that a single tick does not have */
        numbers[count++] = (raw->low - format.offset) / ticks_power(format.order);
        numbers[count++] = (raw->high - format.offset) / ticks_power(format.order);
    }
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        least = fmin(least, numbers[i]);
        most = fmax(most, numbers[i]);
    }
    double range = most - least;
    if (!(range > 0))
        range = fmax(fabs(least), fabs(most));
    format.decimals = decimals_needed(numbers, ticks, isfinite(range) && range > 0 ? range : 1, rounding_of(raw) / ticks_power(format.order));
    return format;
}

/* `text` with every '-' as a true minus. */
static char *with_minus(struct arena *arena, const char *text)
{
    struct buffer buffer = {.arena = arena};
    for (; *text; text++) {
        if (*text == '-')
            buffer_text(&buffer, NUMBER_MINUS);
        else
            buffer_character(&buffer, *text);
    }
    return buffer.data ? buffer.data : arena_copy(arena, "", 0);
}

/* The power of ten that all labels are to be multiplied by comes first, then what is to be added, with all of its digits. */
const char *ticks_offset_text(struct arena *arena, const struct number_format *format, int shift)
{
    struct buffer text = {.arena = arena};
    if (format->order != 0)
        buffer_format(&text, "×%s", ticks_power_label(arena, format->order - shift));
    if (format->offset != 0)
        buffer_format(&text, "%s%s\u00a0%s", format->order ? "\u00a0" : "", format->offset < 0 ? NUMBER_MINUS : "+",
                      ticks_plain_label(arena, fabs(shift ? format->offset * ticks_power(-shift) : format->offset), NUMBER_ALL));
    return buffer_string(&text);
}

char *ticks_number(struct arena *arena, const struct number_format *format, double position)
{
    double number = (position - format->offset) / ticks_power(format->order);
    char text[NUMBER_DECIMALS_SIZE];
    number_print_decimals(text, fabs(number) < 1e-8 ? 0.0 : number, format->decimals);
    return with_minus(arena, text);
}

char *ticks_power_label(struct arena *arena, int exponent)
{
    char text[NUMBER_SIZE];
    return arena_copy(arena, text, number_print_power(text, exponent));
}

const char *ticks_log_label(struct arena *arena, double value, bool among_others)
{
    enum { DIGITS = 7 };
    const double rounded = number_round(value, DIGITS);
    const int exponent = number_exponent(rounded);
    const bool power = rounded == number_power(exponent);
    if (exponent >= -2 && exponent <= 3 && (among_others || !power))
        return ticks_plain_label(arena, value, DIGITS);
    if (power)
        return ticks_power_label(arena, exponent);
    return arena_format(arena, "%s×%s", ticks_plain_label(arena, rounded / number_power(exponent), DIGITS), ticks_power_label(arena, exponent));
}

const char *ticks_plain_label(struct arena *arena, double value, int digits)
{
    char text[NUMBER_SIZE];
    return arena_copy(arena, text, number_print_rounded(text, value, digits));
}

/* The ticks as raw ones, whose format is of them all. */
static struct raw_ticks raw_of(const struct figure_ticks *ticks)
{
    double low = fmin(ticks->limits[0], ticks->limits[1]), high = fmax(ticks->limits[0], ticks->limits[1]);
    struct raw_ticks raw = {.shift = ticks_shift(low, high)};
    double factor = ticks_power(raw.shift);
    raw.low = low * factor;
    raw.high = high * factor;
    for (size_t i = 0; i < ticks->count && i < FIGURE_MOST_TICKS; i++)
        raw.positions[raw.count++] = ticks->positions[i] * factor;
    return raw;
}

/* Whether some position would be written as something else: 0.001 beside 1000 as 0. */
static bool rounds_away(const struct raw_ticks *raw, const struct number_format *format)
{
    static const double most = 1e-3; /* of the number */
    for (size_t i = 0; i < raw->count; i++) {
        const double unit = ticks_power(format->decimals), number = (raw->positions[i] - format->offset) / ticks_power(format->order);
        if (format->offset == 0 && fabs(number) < 1e9 && fabs(rint(number * unit) / unit - number) > most * fabs(number))
            return true;
    }
    return false;
}

static void label_each(struct arena *arena, struct figure_ticks *ticks, int digits)
{
    ticks->offset_text = "";
    for (size_t i = 0; i < ticks->count; i++)
        ticks->labels[i] = (char *)ticks_plain_label(arena, ticks->positions[i], digits);
}

void ticks_label(struct arena *arena, struct figure_ticks *ticks)
{
    enum { DIGITS = 6 };
    const struct raw_ticks raw = raw_of(ticks);
    const struct number_format format = ticks_format(&raw);
    ticks->labels = ARENA_NEW(arena, char *, ticks->count + 1);
    if (rounds_away(&raw, &format)) {
        label_each(arena, ticks, number_digits(ticks->positions, ticks->count, DIGITS));
        return;
    }
    ticks->offset_text = ticks_offset_text(arena, &format, raw.shift);
    for (size_t i = 0; i < ticks->count; i++)
        ticks->labels[i] = ticks_number(arena, &format, i < raw.count ? raw.positions[i] : ticks->positions[i] * ticks_power(raw.shift));
}

void ticks_label_set(struct arena *arena, struct figure_ticks *ticks, int digits)
{
    const int needed = number_digits(ticks->positions, ticks->count, digits);
    ticks->labels = ARENA_NEW(arena, char *, ticks->count + 1);
    if (needed > TICKS_MOST_DIGITS && ticks->count <= FIGURE_MOST_TICKS) {
        const struct raw_ticks raw = raw_of(ticks);
        if (ticks_format(&raw).offset != 0) {
            ticks_label(arena, ticks);
            return;
        }
    }
    label_each(arena, ticks, needed);
}
