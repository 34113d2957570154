/* Sums, products, quotients, powers, waves and ends of functions of many enclosures at once, compiled once for each width. Inside this room only. */
#ifndef EXPRESSION_INTERVAL_LANES_H
#define EXPRESSION_INTERVAL_LANES_H

#include "expression/interval.h"

/* The enclosures of one quantity over a block of boxes. The flags are bits, that of the first box lowest. */
struct interval_column {
    double low[INTERVAL_BLOCK], high[INTERVAL_BLOCK];
    uint32_t partial, jumps; /* as in struct enclosure */
    uint32_t irregular;      /* empty, or a bound is infinite: what is made of it follows interval_apply alone */
};

/* How the values of a function at the ends of an enclosure bound it. */
struct interval_ends {
    double units;           /* of the last place by which a value is widened; 0: it is exact */
    double least, most;     /* of all values */
    bool falling, turning;  /* neither: it rises */
    double turn;            /* where it turns */
    struct enclosure there; /* its value there */
};

/* Each writes the bounds of the result for the first `count` boxes, a multiple of KERNEL_LANES, and returns whether all of them are finite. The flags
 * stay as they are. Of operands that are not irregular the bounds are those of interval_apply; a bound that these loops do not tell is a not-a-number. */
struct interval_set {
    bool (*add)(const struct interval_column *a, const struct interval_column *b, struct interval_column *result, size_t count);
    bool (*subtract)(const struct interval_column *a, const struct interval_column *b, struct interval_column *result, size_t count);
    bool (*multiply)(const struct interval_column *a, const struct interval_column *b, struct interval_column *result, size_t count);
    bool (*chain)(const struct interval_column *a, const struct interval_column *b, struct interval_column *result, size_t count);
    bool (*divide)(const struct interval_column *a, const struct interval_column *b, struct interval_column *result, size_t count);
    bool (*negate)(const struct interval_column *a, struct interval_column *result, size_t count);
    bool (*square)(const struct interval_column *a, struct interval_column *result, size_t count);
    bool (*power)(const struct interval_column *a, unsigned exponent, struct interval_column *result, size_t count);
    /* `ends` has the values at both ends, as `low` and `high`. */
    bool (*wave)(const struct interval_column *a, const struct interval_column *ends, double crest, struct interval_column *result, size_t count);
    bool (*function)(const struct interval_column *a, const struct interval_column *ends, const struct interval_ends *rule,
                     struct interval_column *result, size_t count);
};
extern const struct interval_set interval_sse2, interval_avx, interval_avx512;

#endif
