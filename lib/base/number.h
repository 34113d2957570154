/* Doubles as text and back, the same in every locale. Programs read what number_print writes; people read what number_print_rounded
 * writes: on pictures, in sentences and in messages, in one notation. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_MINUS "\u2212"

enum { NUMBER_SIZE = 64 }; /* room for any number printed here, NUL included */

/* Writes the shortest decimal text that reads back as the same double ("0.1", "1e-8", "-12.5", "1e22"); of several as short
 * the nearest. From 1e16 on it has an exponent, as in Python. Infinities are "inf" and "-inf", not-a-number is "nan". Returns the length. */
size_t number_print(char *into, double value);

/* The number as answers (JSON, CSV) carry it: −0, whose sign says nothing to a reader of results, is 0. */
static inline double number_of_answer(double value)
{
    return value + 0.0;
}

/* Writes value / 10^places, without zeros at the end ("1.5", "-.07", "12"), places being at most 18. No printf takes part, which takes
 * ten times as long: files of figures are mostly such numbers. Returns the length; no NUL is written, and `into` has room for NUMBER_SIZE bytes. */
size_t number_print_fixed(char *into, int64_t value, int places);

/* Prints what printf prints for %.*f, with a NUL; of numbers that are next to one of so many decimals, as those of ticks are, without it, which takes ten
 * times as long. `decimals` are 0 to 20. Returns the length; `into` has room for NUMBER_DECIMALS_SIZE bytes. */
enum { NUMBER_DECIMALS_SIZE = 400 };
size_t number_print_decimals(char *into, double value, int decimals);

/* For people. Writes `digits` significant digits without zeros at the end and with a true minus sign: "−0.00134", "123456.79", "4.3×10¹³",
 * "10⁻⁵²", "∞", "undefined". Numbers below 10⁻⁴ are multiples of a power of ten; so are those from a million on unless `digits` reach their
 * units: zeros that were not measured must not look like digits. Digits from 17 on, and NUMBER_ALL, are as many as read back as the same double.
 * Returns the length in bytes. */
enum { NUMBER_ALL = 17 };
size_t number_print_rounded(char *into, double value, int digits);

/* Writes "10⁻⁵" for -5. Returns the length in bytes. */
size_t number_print_power(char *into, int exponent);

/* Numbers that are read beside each other (the levels of a map, the least and the greatest value in a sentence, the ends in a legend) are
 * written with the same number of significant digits: the least number, at least `digits`, at which rounding moves no number by more than a
 * tenth of the distance to the nearest other number. Equal numbers and those that are not finite do not count. Time grows with the square of
 * `count`. Returns at most NUMBER_ALL. */
int number_digits(const double *values, size_t count, int digits);

/* The significant digits, at least `digits`, with which a place between low and high is known to 10^-digits of the interval's length:
 * 15 for 6 digits between 1e9 and 1e9 + 10. Returns at most NUMBER_ALL. */
int number_digits_between(double low, double high, int digits);

/* The least number of significant digits, at least `digits` and at most `most`, with which a number is written to within `tolerance`. */
int number_digits_within(double value, double tolerance, int digits, int most);

/* The double nearest to the value with that many significant digits. */
double number_round(double value, int digits);

/* The exponent of the first significant digit: 2 for 123, -3 for 0.001; exact. Of finite values other than 0. */
int number_exponent(double value);

/* Whether the text is a finite decimal literal, with blanks around it or none; not hexadecimal. */
bool number_literal(const char *text, double *value);

/* The double nearest to 10^exponent; 0 or infinity beyond the doubles. */
double number_power(int exponent);

#endif
