/* Digits come from shortest_decimal, or for people from the C library; the layout is our own, so it is short ("1e-7", not "1e-07")
 * and the same in every locale. */
#include "base/number.h"

#include "base/shortest.h"
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2^53 is about 9e15: a whole number of 16 digits or fewer is the double itself, while the zeros behind more digits would pass for digits,
 * and readers that keep whole numbers apart from others (Python, Ruby) would take it for an exact integer, which it is not. */
enum { FIRST_SCIENTIFIC = 16 };

static size_t print_special(char *into, double value)
{
    const char *text = isnan(value) ? "nan" : value == 0 ? signbit(value) ? "-0" : "0" : value > 0 ? "inf" : "-inf";
    return strlen(strcpy(into, text));
}

/* clang-format off */
static const uint64_t tens[] = {
    1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u, 1000000000u, 10000000000u, 100000000000u, 1000000000000u, 10000000000000u,
    100000000000000u, 1000000000000000u, 10000000000000000u, 100000000000000000u, 1000000000000000000u, 10000000000000000000u
};
/* clang-format on */

/* None of 0. The logarithm to base 10 of 2 is 1233/4096: its multiples are as many digits, or one too few. */
static int count_digits(uint64_t number)
{
    const int fewest = (64 - __builtin_clzll(number | 1)) * 1233 >> 12;
    return fewest + (number >= tens[fewest]);
}

/* Writes eight digits, of which the first may be 0, all at once: pairs of four, of two and of one are parted in the bytes of one word. */
static void write_eight(char *into, uint32_t number)
{
    const uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
    const uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007f;
    const uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
    const uint64_t ten = (twos * 103 >> 10) & 0x000f000f000f000f;
    uint64_t digits = (ten | (twos - 10 * ten) << 8) + 0x3030303030303030;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(into, &digits, sizeof digits);
}

/* Writes the digits, at most 17, with a NUL; returns how many. Zeros follow them while they are written. */
static int write_digits(char *into, uint64_t number)
{
    enum { MOST_DIGITS = 17 };
    const int count = count_digits(number);
    const uint64_t filled = number * tens[MOST_DIGITS - count], behind = filled % tens[MOST_DIGITS - 1];
    into[0] = (char)('0' + filled / tens[MOST_DIGITS - 1]);
    write_eight(into + 1, (uint32_t)(behind / 100000000));
    write_eight(into + 9, (uint32_t)(behind % 100000000));
    into[count] = 0;
    return count;
}

/* Writes "e-8" for -8, with a NUL; returns where that is. */
static char *write_exponent(char *out, int exponent)
{
    char digits[NUMBER_SIZE];
    const int count = write_digits(digits, (uint64_t)abs(exponent));
    *out = 'e';
    out[1] = '-';
    out += 1 + (exponent < 0);
    memcpy(out, digits, 4);
    return out + count;
}

/* Lays out the digits "ddd" with the point behind the first, times ten to the exponent: plain, then from 10^-7 on, or scientific. Digits are copied as
 * many as there may be, and those too many are written over: both texts have room for NUMBER_SIZE bytes. */
static size_t lay_out(char *into, bool negative, const char *digits, size_t count, int exponent, bool plain)
{
    enum { MOST_DIGITS = 17 };
    static const char zeros[8] = {'0', '.', '0', '0', '0', '0', '0', '0'};
    char *out = into;
    const int places = (int)count;
    *out = '-';
    out += negative;
    if (!plain) {
        const size_t point = places > 1; /* behind the first digit, if there are others */
        out[0] = digits[0];
        out[1] = '.';
        memcpy(out + 2, digits + 1, MOST_DIGITS - 1);
        return (size_t)(write_exponent(out + count + point, exponent) - into);
    }
    if (exponent < 0) {
        memcpy(out, zeros, sizeof zeros);
        memcpy(out + 1 - exponent, digits, MOST_DIGITS);
        out += 1 - exponent + places;
    } else if (exponent + 1 < places) {
        memcpy(out, digits, MOST_DIGITS);
        out += exponent + 1;
        *out = '.';
        memcpy(out + 1, digits + exponent + 1, MOST_DIGITS);
        out += places - exponent;
    } else {
        memcpy(out, digits, MOST_DIGITS);
        for (int place = places; place <= exponent; place++)
            out[place] = '0';
        out += exponent + 1;
    }
    *out = 0;
    return (size_t)(out - into);
}

size_t number_print(char *into, double value)
{
    if (!isfinite(value) || value == 0)
        return print_special(into, value);
    const struct decimal decimal = shortest_decimal(fabs(value));
    char digits[NUMBER_SIZE];
    const int count = write_digits(digits, decimal.digits), exponent = decimal.exponent + count - 1;
    return lay_out(into, signbit(value), digits, (size_t)count, exponent, exponent >= -7 && exponent < FIRST_SCIENTIFIC);
}

/* What files of figures are full of, 0 to 99.99: without a branch that depends on digits, which processors guess wrong. */
static char *print_hundredths(char *out, unsigned number)
{
    const unsigned whole = number / 100, left = number % 100;
    *out = (char)('0' + whole / 10);
    out += whole >= 10;
    *out = (char)('0' + whole % 10);
    out += whole || !left;
    out[0] = '.';
    out[1] = (char)('0' + left / 10);
    out[2] = (char)('0' + left % 10);
    return out + (left ? 2 + (left % 10 > 0) : 0);
}

size_t number_print_fixed(char *into, int64_t value, int places)
{
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char *out = into;
    *out = '-';
    out += value < 0;
    if (places == 2 && left < 10000)
        return (size_t)(print_hundredths(out, (unsigned)left) - into);
    for (; places > 0 && left % 10 == 0; places--)
        left /= 10;
    /* Counted before they are written, so that each goes to its place at once. */
    int whole = count_digits(left) - places;
    if (whole < 0 || (!left && !places))
        whole = !places;
    char *const end = out + whole + (places ? 1 + places : 0), *at = end;
    for (int place = 0; place < places; place++, left /= 10)
        *--at = (char)('0' + left % 10);
    if (places)
        *--at = '.';
    for (; at > out; left /= 10)
        *--at = (char)('0' + left % 10);
    return (size_t)(end - into);
}

size_t number_print_decimals(char *into, double value, int decimals)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
    const bool few = decimals < (int)(sizeof powers / sizeof *powers);
    const double scaled = few ? fabs(value) * powers[decimals] : NAN, whole = rint(scaled);
    /* The product is off by less than 1e-6: too little to be rounded to another number than the value is. */
    if (!(scaled < 1e9 && fabs(scaled - whole) < 0.25))
        return (size_t)snprintf(into, NUMBER_DECIMALS_SIZE, "%.*f", decimals, value);
    char digits[24], *const end = digits + sizeof digits, *at = end, *out = into;
    uint64_t left = (uint64_t)whole;
    for (int place = 0; left || place <= decimals; place++, left /= 10) {
        if (place && place == decimals)
            *--at = '.';
        *--at = (char)('0' + left % 10);
    }
    if (signbit(value))
        *out++ = '-';
    memcpy(out, at, (size_t)(end - at));
    out[end - at] = 0;
    return (size_t)(out - into + (end - at));
}

size_t number_print_power(char *into, int exponent)
{
    char plain[16], *out = into + sprintf(into, "10%s", exponent < 0 ? "⁻" : "");
    sprintf(plain, "%d", abs(exponent));
    for (const char *digit = plain; *digit; digit++)
        out += sprintf(out, "%s", text_superscripts[*digit - '0']);
    return (size_t)(out - into);
}

/* As printf rounds, and slowly, as it does. */
static int round_by_printf(double magnitude, int precision, char digits[NUMBER_SIZE])
{
    char scientific[NUMBER_SIZE];
    snprintf(scientific, sizeof scientific, "%.*e", precision - 1, magnitude);
    const char *mark = strchr(scientific, 'e');
    size_t count = 0;
    for (const char *at = scientific; at < mark; at++)
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = 0;
    return atoi(mark + 1);
}

/* The digits of a magnitude, rounded, without zeros at the end; returns the exponent of the first. The shortest digits of a double round to fewer as the
 * double does: a decimal of fewer digits between the two would be as near and shorter. They do not say where the double lies if they end in the middle
 * of two that are rounded to; nor do so many digits of a double that has fewer than 15 itself. */
static int round_digits(double magnitude, int precision, char digits[NUMBER_SIZE])
{
    enum { CERTAIN = 15 };
    struct decimal decimal = shortest_decimal(magnitude);
    int dropped = precision < NUMBER_ALL ? count_digits(decimal.digits) - (precision < 1 ? 1 : precision) : 0;
    if (precision < NUMBER_ALL && (precision > CERTAIN || magnitude < DBL_MIN))
        return round_by_printf(magnitude, precision, digits);
    if (dropped > 0) {
        const uint64_t unit = tens[dropped], left = decimal.digits % unit;
        if (left == unit / 2)
            return round_by_printf(magnitude, precision < 1 ? 1 : precision, digits);
        decimal.digits = decimal.digits / unit + (left > unit / 2);
        decimal.exponent += dropped;
    }
    while (decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    return decimal.exponent + write_digits(digits, decimal.digits) - 1;
}

size_t number_print_rounded(char *into, double value, int precision)
{
    enum { LEAST_PLAIN = -4, MOST_PLAIN = 6, MOST_COUNTED = 15 };
    if (!isfinite(value) || value == 0) {
        const char *text = isnan(value) ? "undefined" : value == 0 ? "0" : value > 0 ? "∞" : NUMBER_MINUS "∞";
        return strlen(strcpy(into, text));
    }
    char digits[NUMBER_SIZE], *out = stpcpy(into, value < 0 ? NUMBER_MINUS : "");
    const int exponent = round_digits(fabs(value), precision, digits), count = (int)strlen(digits);
    const int counted = precision >= NUMBER_ALL ? count : precision < MOST_COUNTED ? precision : MOST_COUNTED;
    if (exponent >= LEAST_PLAIN && (exponent < MOST_PLAIN || exponent < counted))
        return (size_t)(out + lay_out(out, false, digits, (size_t)count, exponent, true) - into);
    if (strcmp(digits, "1") != 0)
        out += sprintf(out, "%c%s%s×", digits[0], count > 1 ? "." : "", digits + 1);
    return (size_t)(out + number_print_power(out, exponent) - into);
}

int number_exponent(double value)
{
    const struct decimal decimal = shortest_decimal(fabs(value));
    return decimal.exponent + count_digits(decimal.digits) - 1;
}

bool number_literal(const char *text, double *value)
{
    char *end;
    if (text[strspn(text, "0123456789.eE- ")])
        return false;
    *value = strtod(text, &end);
    return end != text && !end[strspn(end, " ")] && isfinite(*value);
}

double number_power(int exponent)
{
    char text[16];
    sprintf(text, "1e%d", exponent < -400 ? -400 : exponent > 400 ? 400 : exponent);
    return strtod(text, NULL);
}

int number_digits_within(double value, double tolerance, int digits, int most)
{
    while (digits < most && isfinite(value) && !(fabs(number_round(value, digits) - value) <= tolerance))
        digits++;
    return digits;
}

double number_round(double value, int precision)
{
    char text[NUMBER_SIZE];
    if (!isfinite(value) || precision >= NUMBER_ALL)
        return value;
    snprintf(text, sizeof text, "%.*e", precision < 1 ? 0 : precision - 1, value);
    return strtod(text, NULL);
}

/* The significant digits at which rounding moves the value by no more than a tenth of `apart`. */
static int digits_to_tell(double value, double apart)
{
    const double most = apart / 5; /* of the last digit's unit, half of which rounding may move a number by */
    return value == 0 || !(most > 0) ? 0 : number_exponent(value) + 1 - number_exponent(most);
}

static int at_most_all(int digits)
{
    return digits < NUMBER_ALL ? digits : NUMBER_ALL;
}

int number_digits(const double *values, size_t count, int digits)
{
    for (size_t i = 0; i < count; i++) {
        double nearest = INFINITY;
        for (size_t k = 0; k < count; k++)
            if (values[k] != values[i])
                nearest = fmin(nearest, fabs(values[k] - values[i])); /* not-a-number is never the lesser */
        if (!isfinite(values[i]) || !isfinite(nearest))
            continue;
        const int needed = digits_to_tell(values[i], nearest);
        digits = needed > digits ? needed : digits;
    }
    return at_most_all(digits);
}

int number_digits_between(double low, double high, int digits)
{
    const double largest = fmax(fabs(low), fabs(high)), length = fabs(high / 2 - low / 2) * 2;
    if (!isfinite(length) || !(length > 0))
        return at_most_all(digits);
    const int needed = number_exponent(largest) - number_exponent(length) + digits;
    return at_most_all(needed > digits ? needed : digits);
}
