/* The digits come from the C library at the least precision that reads back; the layout is our own, so it is short
 * ("1e-7", not "1e-07") and the same everywhere. */
#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lays out digits "ddd" with the point after the first times ten to the exponent: plain within 1e-7 … 1e21, else scientific. */
static size_t lay_out(char *into, bool negative, const char *digits, size_t count, int exponent)
{
    char *out = into;
    if (negative)
        *out++ = '-';
    if (exponent >= -7 && exponent < 0) {
        out += sprintf(out, "0.%.*s%s", -exponent - 1, "0000000", digits);
    } else if (exponent >= 0 && exponent < 21) {
        for (int i = 0; i < (int)count || i <= exponent; i++) {
            if (i == exponent + 1)
                *out++ = '.';
            *out++ = i < (int)count ? digits[i] : '0';
        }
        *out = 0;
    } else {
        out += sprintf(out, count > 1 ? "%c.%s" : "%c%s", digits[0], digits + 1);
        out += sprintf(out, "e%d", exponent);
    }
    return (size_t)(out - into);
}

/* Prints with `precision` significant digits; with `exactly`, only if the text reads back as the same double. */
static size_t print_with(char *into, double value, int precision, bool exactly)
{
    char scientific[NUMBER_SIZE + 8], digits[NUMBER_SIZE];
    snprintf(scientific, sizeof scientific, "%.*e", precision - 1, fabs(value));
    if (exactly && strtod(scientific, NULL) != fabs(value))
        return 0;
    const char *mark = strchr(scientific, 'e');
    size_t count = 0;
    for (const char *at = scientific; at < mark; at++)
        if (*at != '.')
            digits[count++] = *at;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = 0;
    return lay_out(into, signbit(value), digits, count, atoi(mark + 1));
}

static size_t print_special(char *into, double value)
{
    return (size_t)sprintf(into, "%s", isnan(value) ? "nan" : value == 0 ? signbit(value) ? "-0" : "0" : value > 0 ? "inf" : "-inf");
}

size_t number_print(char *into, double value)
{
    if (!isfinite(value) || value == 0)
        return print_special(into, value);
    /* Fifteen digits always suffice to tell apart normal doubles that have so short a text; subnormals may need as few as one. */
    for (int precision = fabs(value) < 2.3e-308 ? 1 : 15; precision < 17; precision++) {
        const size_t length = print_with(into, value, precision, true);
        if (length)
            return length;
    }
    return print_with(into, value, 17, false);
}

size_t number_print_rounded(char *into, double value, int digits)
{
    if (!isfinite(value) || value == 0)
        return print_special(into, value == 0 ? 0.0 : value);
    return print_with(into, value, digits, false);
}
