/* Between the files that make up the rules of interval arithmetic: arithmetic, conditions, functions. Inside this room only. */
#ifndef EXPRESSION_INTERVAL_RULES_H
#define EXPRESSION_INTERVAL_RULES_H

#include "expression/interval.h"

/* What kernels lose where their intermediate results overflow (sigmoid(−710)) or their results are denormal; the largest that SLEEF's sinh,
 * cosh and pow are sure not to call infinite. */
#define INTERVAL_UNDERFLOW 1e-305
#define INTERVAL_OVERFLOW 1e307

typedef struct enclosure interval_rule(struct enclosure a, struct enclosure b, struct enclosure c);
interval_rule interval_add, interval_subtract, interval_negate, interval_multiply, interval_divide, interval_power, interval_modulo;
interval_rule interval_less, interval_less_equal, interval_greater, interval_greater_equal, interval_equal, interval_unequal;
interval_rule interval_and, interval_or, interval_not, interval_where, interval_max, interval_min;

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
