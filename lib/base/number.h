/* Doubles as text and back, the same in every locale. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

enum { NUMBER_SIZE = 32 }; /* room for any number printed here, NUL included */

/* Writes the shortest decimal text that reads back as the same double ("0.1", "1e-8", "-12.5", "1e22"); of several as short
 * the nearest. From 1e16 on it has an exponent, as in Python. Infinities are "inf" and "-inf", not-a-number is "nan". Returns the length. */
size_t number_print(char *into, double value);

/* The number as answers (JSON, CSV) carry it: −0, whose sign says nothing to a reader of results, is 0. */
static inline double number_of_answer(double value)
{
    return value + 0.0;
}

/* Writes value / 10^places, without zeros at the end ("1.5", "-.07", "12"), places being at most 18. No printf takes part, which takes
 * ten times as long: files of figures are mostly such numbers. Returns the length; no NUL is written. */
size_t number_print_fixed(char *into, int64_t value, int places);

/* For people: `digits` significant digits, trailing zeros dropped ("0.00134"); under 1e-4 and from a million on as "4.3e13", lest zeros
 * that nobody counted look like digits. Returns the length. */
size_t number_print_rounded(char *into, double value, int digits);

#endif
