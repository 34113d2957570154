/* Between the files that make up the rules of interval arithmetic: arithmetic, conditions, functions. Inside this room only. */
#ifndef EXPRESSION_INTERVAL_RULES_H
#define EXPRESSION_INTERVAL_RULES_H

#include "expression/interval.h"

/* What kernels lose where their intermediate results overflow (sigmoid(−710)) or their results are denormal; the largest that SLEEF's sinh,
 * cosh and pow are sure not to call infinite. */
#define INTERVAL_UNDERFLOW 1e-305
#define INTERVAL_OVERFLOW 1e307

#define INTERVAL_PI_LOW 3.141592653589793115997963
/* Of angles: from here on the number of turns is too uncertain to tell where crests lie; the signs of the slope at both ends of less than half a turn
 * tell. */
#define INTERVAL_FAR_OUT 1e5

typedef struct enclosure interval_rule(struct enclosure a, struct enclosure b, struct enclosure c);
interval_rule interval_add, interval_subtract, interval_negate, interval_multiply, interval_divide, interval_power, interval_modulo;
interval_rule interval_less, interval_less_equal, interval_greater, interval_greater_equal, interval_equal, interval_unequal;
interval_rule interval_and, interval_or, interval_not, interval_where, interval_max, interval_min;

/* How a row of operations.def bounds its function. */
enum interval_shape { SHAPE_RISING, SHAPE_FALLING, SHAPE_VALLEY, SHAPE_HILL, SHAPE_STAIRS, SHAPE_RULE };
struct interval_row {
    enum interval_shape shape;
    double error;       /* of the kernel, in units of the last place */
    double from, to;    /* the domain; of valleys and hills: where they turn */
    double least, most; /* values */
    interval_rule *function;
};
const struct interval_row *interval_row_of(enum operation operation);

/* The two ways of interval_apply: sums, products and squares, of which formulas are mostly made, without a copy of an operand (false for other
 * operations, and where an operand is empty; a product of one operand with itself is a square); and all others, by the rule of their row. */
bool interval_compute(enum operation operation, const struct enclosure *a, const struct enclosure *b, struct enclosure *result);
struct enclosure interval_by_rule(enum operation operation, struct enclosure a, struct enclosure b, struct enclosure c);

/* Nowhere defined; any value. */
struct enclosure interval_nowhere(void);
struct enclosure interval_anything(bool partial, bool jumps);

/* The number less, or more, at least `units` in the last place. An infinite sum of finite numbers stands for one beyond the largest double. */
double interval_below(double x, double units);
double interval_above(double x, double units);

/* The least and greatest magnitude. */
double interval_least_magnitude(struct enclosure a);
double interval_most_magnitude(struct enclosure a);

#endif
