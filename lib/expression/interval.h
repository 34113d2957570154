/* Interval arithmetic: bounds of a formula's values over a whole box of points at once (Moore, Kearfott & Cloud, Introduction to Interval
 * Analysis). The bounds are safe: they hold both the real numbers that the formula means and the doubles that programs compute, as
 * each operation is rounded outwards by more than its kernel's error. */
#ifndef EXPRESSION_INTERVAL_H
#define EXPRESSION_INTERVAL_H

#include "expression/graph.h"

/* The values of a quantity over a box: low ≤ value ≤ high wherever it is defined. Nowhere defined: low is ∞ and high −∞. */
struct enclosure {
    double low, high;
    bool partial; /* it may be undefined at some points of the box */
    bool jumps;   /* it may be discontinuous on the box; if not (nor partial), it is continuous there */
};

/* The enclosure of a number, and of all numbers between two. */
static inline struct enclosure enclosure_of(double number)
{
    return (struct enclosure){.low = number, .high = number};
}

static inline struct enclosure enclosure_between(double low, double high)
{
    return (struct enclosure){.low = low, .high = high};
}

static inline bool enclosure_empty(const struct enclosure *enclosure)
{
    return !(enclosure->low <= enclosure->high);
}

/* False for a not-a-number. */
static inline bool enclosure_holds(const struct enclosure *enclosure, double number)
{
    return number >= enclosure->low && number <= enclosure->high;
}

/* Neither partial nor jumping: what the mean value theorem and Brouwer's fixed point theorem ask for. */
static inline bool enclosure_continuous(const struct enclosure *enclosure)
{
    return !enclosure->partial && !enclosure->jumps;
}

/* The value of an operation by its rule in operations.def. */
struct enclosure interval_apply(enum operation operation, struct enclosure a, struct enclosure b, struct enclosure c);

/* The square, which is narrower than the product with itself. */
struct enclosure interval_square(struct enclosure a);

/* A graph's outputs, prepared for evaluation over boxes. It holds the registers of a run: one thread at a time. */
struct interval_program;
struct interval_program *interval_compile(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables);

/* All outputs over the box of `variables` enclosures. Work is left here when it has been cancelled (arena_checkpoint). */
void interval_run(struct interval_program *program, const struct enclosure *box, struct enclosure *outputs);

/* The same over many boxes, one behind the other, each with the outputs that interval_run has: `count` boxes take the time of a few. */
enum { INTERVAL_BLOCK = 32 }; /* this many at a time */
void interval_run_many(struct interval_program *program, const struct enclosure *boxes, size_t count, struct enclosure *outputs);

/* The number of operations of a run. */
size_t interval_length(const struct interval_program *program);

#endif
