/* Powers of numbers that many runs have in common, of which each has a step of its own: each power is worked out once. */
#ifndef OPTIMIZE_POWERS_H
#define OPTIMIZE_POWERS_H

#include "optimize/method.h"

/* Runs of at most `steps` steps. */
struct powers_table;
struct powers_table *powers_create(struct arena *arena, size_t steps);

/* The rows of the bases that one run asks for; zeroed but for the table before its first step. */
enum { POWERS_OF_RUN = 2 };
struct method_powers {
    struct powers_table *table;
    double bases[POWERS_OF_RUN], *rows[POWERS_OF_RUN];
    size_t count;
};

#endif
