/* The inner loops: one per operation, over a block of points, for each instruction set this machine may have. All sets give the
 * same bits (SLEEF's "consistent" functions, no contraction), so the choice is one of speed alone. */
#ifndef EXPRESSION_KERNELS_H
#define EXPRESSION_KERNELS_H

#include "expression/operation.h"

#include <stdbool.h>
#include <stdint.h>

/* Counts passed to kernels are multiples of this, the widest vector; arrays are padded to it. */
enum { KERNEL_LANES = 8 };

/* out[i] = operation(a[i], b[i], c[i]) for i < count; operands beyond the arity are not read. `out` may be one of the operands. */
typedef void kernel_function(double *out, const double *a, const double *b, const double *c, size_t count);

/* Two operations in one loop, each rounded as if alone: out = (a first b) second c. What an instruction of plain arithmetic costs is the
 * storing and loading of its result, so a pair costs little more than one: without them Rosenbrock's gradient takes half as long again. */
#define KERNEL_PAIRS(PAIR, first, of)                                                                                                                \
    PAIR(first, ADD, (of) + c)                                                                                                                       \
    PAIR(first, SUBTRACT, (of)-c)                                                                                                                    \
    PAIR(first, SUBTRACT_FROM, c - (of))                                                                                                             \
    PAIR(first, MULTIPLY, (of)*c)
enum kernel_second { SECOND_ADD, SECOND_SUBTRACT, SECOND_SUBTRACT_FROM, SECOND_MULTIPLY, SECOND_COUNT };

/* The number of a pair, behind those of the operations; `first` is OPERATION_ADD, OPERATION_SUBTRACT or OPERATION_MULTIPLY. */
#define KERNEL_PAIR(first, second) (OPERATION_COUNT + ((first)-OPERATION_ADD) * SECOND_COUNT + (second))

/* A function of one operand between two products: out = f(a · b) · c, each rounded as if alone; where there is but one product, the other is
 * with 1. x·cos(πx) is one loop then, as it would be by hand, and no longer waits for what it has just stored: on a busy machine it took
 * a third longer. Null for operations of more operands. */
#define KERNEL_SCALED(operation) (KERNEL_PAIR(OPERATION_MULTIPLY, SECOND_COUNT) + (operation))

enum { KERNEL_COUNT = KERNEL_SCALED(OPERATION_COUNT) };

/* Plain arithmetic, one operation after the other, whose running result r stays in the processor's registers from the first step to the last: what such
 * operations cost is the storing and loading of their results. A step takes t, which is a, a first b or the square of a, which has one row to load, and then
 * sets r to r second t; each is rounded as if alone. The first step begins with r = t. */
enum chain_first { FIRST_NONE, FIRST_ADD, FIRST_SUBTRACT, FIRST_MULTIPLY, FIRST_SQUARE, FIRST_COUNT };
enum { CHAIN_BEGIN = SECOND_COUNT, CHAIN_SECONDS };
struct chain_step {
    uint32_t kind; /* CHAIN_KIND */
    uint32_t a, b; /* rows; b that of a where there is none */
};

/* `constant`: of the last operand the first number stands for all, and is loaded once; not of squares. */
#define CHAIN_KIND(first, second, constant) (((second)*FIRST_COUNT + (first)) * 2 + (constant))

/* out[i] = the result of the last step at rows[a][i], rows[b][i], for i < count; `out` may be one of the rows. */
typedef void kernel_chain(double *out, const struct chain_step *steps, size_t length, double *const *rows, size_t count);

struct kernel_set {
    const char *name;                         /* "sse2", "avx", "avx512" */
    kernel_function *functions[KERNEL_COUNT]; /* by operation, pair or scaled function; null for leaves */
    kernel_chain *chain;
};
extern const struct kernel_set kernels_sse2, kernels_avx, kernels_avx512;

/* The set in use: the widest this CPU has, or the one asked for by kernels_choose. */
const struct kernel_set *kernels_chosen(void);

/* Its number among the widths that loops are compiled for: 0 sse2, 1 avx, 2 avx512. */
size_t kernels_width(void);

/* Chooses a set by name ("auto": the widest), before other threads start. False if there is no such set or this CPU lacks it. */
bool kernels_choose(const char *name);

/* The operation's values at two points, which take no longer than one, and at one point: by the same kernels. */
void kernel_two(enum operation operation, const double a[2], const double b[2], const double c[2], double out[2]);
double kernel_scalar(enum operation operation, double a, double b, double c);

#endif
