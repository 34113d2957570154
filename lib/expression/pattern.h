/* Patterns that nodes are compared with, as formulas: u and v stand for any node, c for a constant above 0, k for any constant, m in m*u or m*u^2 for the
 * constant that makes the whole of it, be it 1 or below 0: 3*x is m*u where u is 2*x. Sums and products match in either order, and a square u*u as well as
 * u^2. */
#ifndef EXPRESSION_PATTERN_H
#define EXPRESSION_PATTERN_H

#include "expression/graph.h"
#include "expression/syntax.h"

enum { PATTERN_NAMES = 4 };
extern const char pattern_names[PATTERN_NAMES + 1]; /* but for m */

#define PATTERN_UNBOUND UINT32_MAX

/* What a pattern's names stand for: nodes, PATTERN_UNBOUND of names that were not met; and m, not-a-number if that was not met. */
struct bound_names {
    node_id nodes[PATTERN_NAMES];
    double multiple;
};

/* Whether a pattern, an operation, is that of an operation on operands of the graph; then what its names stand for is in *bound, where what some stand for
 * already may be given. */
bool pattern_match(const struct graph *graph, const struct syntax *pattern, enum operation operation, const node_id *operands,
                   struct bound_names *bound);

#endif
