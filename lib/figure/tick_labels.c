/* What ticks say: matplotlib's ScalarFormatter (a common offset, a common power of ten, as few decimals as tell the ticks apart)
 * and powers of ten with superscripts. */
#include "figure/tick_labels.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFSET_DIGITS = 4, LEAST_POWER = -5, MOST_POWER = 6, SHIFT = 100 };

double ticks_power(double exponent)
{
    return pow(10, exponent);
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
    double top = ceil(log10(most)), power = top;
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
    return head >= ticks_power(OFFSET_DIGITS - 1) ? copysign(head * ticks_power(power), low) : 0;
}

static int decimals_needed(const double *numbers, size_t count, double range)
{
    int range_order = (int)floor(log10(range));
    int decimals = range_order < 3 ? 3 - range_order : 0;
    double threshold = 1e-3 * ticks_power(range_order);
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
        int order = magnitude > 0 ? (int)floor(log10(magnitude)) : 0;
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
    format.decimals = decimals_needed(numbers, ticks, isfinite(range) && range > 0 ? range : 1);
    return format;
}

char *ticks_minus(struct arena *arena, const char *text)
{
    struct buffer buffer = {.arena = arena};
    for (; *text; text++) {
        if (*text == '-')
            buffer_text(&buffer, MINUS);
        else
            buffer_character(&buffer, *text);
    }
    return buffer.data ? buffer.data : arena_copy(arena, "", 0);
}

/* "1e-5", "+1e4", "1e-3+1.2345e7": the power of ten, then the offset. `order` and `offset` are of shifted values. */
const char *ticks_offset_text(struct arena *arena, const struct number_format *format, int shift)
{
    char text[96] = "";
    int length = 0;
    if (format->order != 0)
        length = snprintf(text, sizeof text, "1e%d", format->order - shift);
    if (format->offset != 0) {
        int exponent = (int)floor(log10(fabs(format->offset)));
        double significand = rint(format->offset / ticks_power(exponent) * 1e10) / 1e10;
        length += snprintf(text + length, sizeof text - (size_t)length, "%s%.*f", format->offset > 0 ? "+" : "",
                           significand == rint(significand) ? 0 : 10, significand);
        if (exponent - shift != 0)
            snprintf(text + length, sizeof text - (size_t)length, "e%d", exponent - shift);
    }
    return ticks_minus(arena, text);
}

char *ticks_number(struct arena *arena, const struct number_format *format, double position)
{
    double number = (position - format->offset) / ticks_power(format->order);
    char text[400];
    snprintf(text, sizeof text, "%.*f", format->decimals, fabs(number) < 1e-8 ? 0.0 : number);
    return ticks_minus(arena, text);
}

static const char *superscript(struct arena *arena, int exponent)
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char plain[16];
    snprintf(plain, sizeof plain, "%d", exponent);
    struct buffer buffer = {.arena = arena};
    for (const char *c = plain; *c; c++)
        buffer_text(&buffer, *c == '-' ? "⁻" : digits[*c - '0']);
    return buffer_string(&buffer);
}

char *ticks_power_label(struct arena *arena, int exponent)
{
    return arena_format(arena, "10%s", superscript(arena, exponent));
}

const char *ticks_log_label(struct arena *arena, double value)
{
    double exponent = floor(log10(value) + 1e-9);
    double significand = rint(value / ticks_power(exponent) * 1e6) / 1e6;
    if (significand == 1)
        return arena_format(arena, "10%s", superscript(arena, (int)exponent));
    if (exponent >= -2 && exponent <= 3)
        return arena_format(arena, "%g", significand * ticks_power(exponent));
    return arena_format(arena, "%g×10%s", significand, superscript(arena, (int)exponent));
}

const char *ticks_plain_label(struct arena *arena, double value, int digits)
{
    char text[NUMBER_SIZE];
    number_print_rounded(text, value, digits);
    if (value == 0 || !isfinite(value) || (fabs(value) < 99999.5 && fabs(value) >= 9.995e-4))
        return ticks_minus(arena, text);
    const int shift = ticks_shift(value, value);
    const double shifted = fabs(value) * ticks_power(shift);
    int exponent = (int)floor(log10(shifted) + 1e-9);
    number_print_rounded(text, shifted / ticks_power(exponent), digits);
    if (strtod(text, NULL) >= 10) { /* rounded up */
        exponent++;
        snprintf(text, sizeof text, "1");
    }
    const char *power = ticks_power_label(arena, exponent - shift), *sign = value < 0 ? MINUS : "";
    return strcmp(text, "1") == 0 ? arena_format(arena, "%s%s", sign, power) : arena_format(arena, "%s%s×%s", sign, text, power);
}

void ticks_label(struct arena *arena, struct figure_ticks *ticks)
{
    double low = fmin(ticks->limits[0], ticks->limits[1]), high = fmax(ticks->limits[0], ticks->limits[1]);
    struct raw_ticks raw = {.shift = ticks_shift(low, high)};
    double factor = ticks_power(raw.shift);
    raw.low = low * factor;
    raw.high = high * factor;
    for (size_t i = 0; i < ticks->count && i < FIGURE_MOST_TICKS; i++)
        raw.positions[raw.count++] = ticks->positions[i] * factor;
    struct number_format format = ticks_format(&raw);
    ticks->offset_text = ticks_offset_text(arena, &format, raw.shift);
    ticks->labels = ARENA_NEW(arena, char *, ticks->count + 1);
    for (size_t i = 0; i < ticks->count; i++)
        ticks->labels[i] = ticks_number(arena, &format, ticks->positions[i] * factor);
}

const char *ticks_offset_for_people(struct arena *arena, const char *offset)
{
    struct buffer ascii = {.arena = arena}, out = {.arena = arena};
    for (; *offset; offset++) { /* U+2212 back to '-', so that strtod can read it */
        if (strncmp(offset, MINUS, strlen(MINUS)) == 0) {
            buffer_character(&ascii, '-');
            offset += strlen(MINUS) - 1;
        } else {
            buffer_character(&ascii, *offset);
        }
    }
    const char *text = buffer_string(&ascii);
    if (strncmp(text, "1e", 2) == 0) { /* the power of ten that all labels are to be multiplied by comes first */
        char *end;
        buffer_format(&out, "×10%s", superscript(arena, (int)strtol(text + 2, &end, 10)));
        text = end;
    }
    if (*text) {
        double value = strtod(text, NULL);
        if (fabs(value) >= 1e5 || fabs(value) < 1e-3)
            buffer_format(&out, "%s%s", value < 0 ? " " MINUS " " : " + ", ticks_log_label(arena, fabs(value)));
        else
            buffer_format(&out, "%s%.10g", value < 0 ? " " MINUS " " : " + ", fabs(value));
    }
    return *buffer_string(&out) == ' ' ? buffer_string(&out) + 1 : buffer_string(&out);
}
