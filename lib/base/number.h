/* Doubles as text and back, the same in every locale. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stddef.h>

enum { NUMBER_SIZE = 32 }; /* room for any number printed here, NUL included */

/* Writes the shortest decimal text that reads back as the same double ("0.1", "1e-7", "-12.5", "1e22"); of several as short
 * the nearest. Infinities are "inf" and "-inf", not-a-number is "nan". Returns the length. */
size_t number_print(char *into, double value);

/* For people: `digits` significant digits, trailing zeros dropped ("0.00134", "43000000000000"). Returns the length. */
size_t number_print_rounded(char *into, double value, int digits);

#endif
