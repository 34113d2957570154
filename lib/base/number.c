/* Digits come from shortest_decimal, or for people from the C library; the layout is our own, so it is short ("1e-7", not "1e-07")
 * and the same in every locale. */
#include "base/number.h"

#include "base/shortest.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2^53 is about 9e15: a whole number of 16 digits or fewer is the double itself, while the zeros behind more digits would pass for digits,
 * and readers that keep whole numbers apart from others (Python, Ruby) would take it for an exact integer, which it is not. */
enum { FIRST_SCIENTIFIC = 16 };

/* Lays out the digits "ddd" with the point behind the first, times ten to the exponent: plain or scientific. */
static size_t lay_out(char *into, bool negative, const char *digits, size_t count, int exponent, bool plain)
{
    char *out = into;
    const int places = (int)count;
    if (negative)
        *out++ = '-';
    if (plain) {
        /* Place 0 is the first digit, place `exponent` the units; zeros fill the places before and behind the digits. */
        for (int place = exponent < 0 ? exponent : 0; place < places || place <= exponent; place++) {
            if (place == exponent + 1)
                *out++ = '.';
            *out++ = place >= 0 && place < places ? digits[place] : '0';
        }
        *out = 0;
        return (size_t)(out - into);
    }
    *out++ = digits[0];
    if (count > 1) {
        *out++ = '.';
        memcpy(out, digits + 1, count - 1);
        out += count - 1;
    }
    return (size_t)(out + sprintf(out, "e%d", exponent) - into);
}

static size_t print_special(char *into, double value)
{
    const char *text = isnan(value) ? "nan" : value == 0 ? signbit(value) ? "-0" : "0" : value > 0 ? "inf" : "-inf";
    return strlen(strcpy(into, text));
}

size_t number_print(char *into, double value)
{
    if (!isfinite(value) || value == 0)
        return print_special(into, value);
    const struct decimal decimal = shortest_decimal(fabs(value));
    char digits[NUMBER_SIZE], *first = digits + NUMBER_SIZE - 1;
    *first = 0;
    for (uint64_t left = decimal.digits; left; left /= 10)
        *--first = (char)('0' + left % 10);
    const size_t count = (size_t)(digits + NUMBER_SIZE - 1 - first);
    const int exponent = decimal.exponent + (int)count - 1;
    return lay_out(into, signbit(value), first, count, exponent, exponent >= -7 && exponent < FIRST_SCIENTIFIC);
}

size_t number_print_fixed(char *into, int64_t value, int places)
{
    char digits[NUMBER_SIZE], *first = digits + NUMBER_SIZE, *out = into;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    bool trailing = true;
    if (value < 0)
        *out++ = '-';
    for (int place = 0; place < places; place++, left /= 10) {
        trailing = trailing && left % 10 == 0;
        if (!trailing)
            *--first = (char)('0' + left % 10);
    }
    if (!trailing)
        *--first = '.';
    for (; left || first == digits + NUMBER_SIZE; left /= 10)
        *--first = (char)('0' + left % 10);
    const size_t length = (size_t)(digits + NUMBER_SIZE - first);
    memcpy(out, first, length);
    return (size_t)(out - into) + length;
}

size_t number_print_rounded(char *into, double value, int precision)
{
    if (!isfinite(value) || value == 0)
        return print_special(into, value == 0 ? 0.0 : value);
    char scientific[NUMBER_SIZE + 8], digits[NUMBER_SIZE];
    snprintf(scientific, sizeof scientific, "%.*e", precision - 1, fabs(value));
    const char *mark = strchr(scientific, 'e');
    size_t count = 0;
    for (const char *at = scientific; at < mark; at++)
        if (*at != '.')
            digits[count++] = *at;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = 0;
    const int exponent = atoi(mark + 1);
    return lay_out(into, signbit(value), digits, count, exponent, exponent >= -4 && exponent < (precision > 6 ? precision : 6));
}
