/* The inner loops: one per operation, over a block of points, for each instruction set this machine may have. All sets give the
 * same bits (SLEEF's "consistent" functions, no contraction), so the choice is one of speed alone. */
#ifndef EXPRESSION_KERNELS_H
#define EXPRESSION_KERNELS_H

#include "expression/operation.h"

#include <stdbool.h>

/* Counts passed to kernels are multiples of this, the widest vector; arrays are padded to it. */
enum { KERNEL_LANES = 8 };

/* out[i] = operation(a[i], b[i], c[i]) for i < count; operands beyond the arity are not read. `out` may be one of the operands. */
typedef void kernel_function(double *out, const double *a, const double *b, const double *c, size_t count);

struct kernel_set {
    const char *name;                            /* "sse2", "avx", "avx512" */
    kernel_function *functions[OPERATION_COUNT]; /* null for leaves */
};
extern const struct kernel_set kernels_sse2, kernels_avx, kernels_avx512;

/* The set in use: the widest this CPU has, or the one asked for by kernels_choose. */
const struct kernel_set *kernels_chosen(void);

/* Chooses a set by name ("auto": the widest), before other threads start. False if there is no such set or this CPU lacks it. */
bool kernels_choose(const char *name);

/* The operation's value at one point, by the same kernels. */
double kernel_scalar(enum operation operation, double a, double b, double c);

#endif
