/* Syntax to graph: names are given their meaning, sums and products over indices unroll, landscapes are called like functions. */
#ifndef EXPRESSION_LOWER_H
#define EXPRESSION_LOWER_H

#include "expression/rule.h"

enum { LOWER_MOST_DIMENSION = 1000, LOWER_MOST_VISITS = 1 << 18 };

/* Functions defined by a formula in x, y or x[i]: the catalogue's landscapes, which this room sees only through this struct. */
struct definition {
    const char *name, *formula;
    size_t dimension; /* 0: any number */
};
struct definitions {
    const struct definition *(*at)(size_t index); /* null past the last */
};

/* What names mean. Variables are numbered from 0: the coordinates, x1 first. */
struct scope {
    const char *text;               /* the formula, for the caret of errors */
    size_t dimension;               /* the number of coordinates; 0: not known yet */
    size_t assumed;                 /* what n stands for until it is known; 0: 2 */
    const struct named_node *names; /* further names with their nodes, which hide coordinates */
    size_t name_count;
    const struct definitions *definitions; /* may be null */
    bool is_number;                        /* a number is wanted: what has no value is not a coordinate by another name */

    /* What was found: */
    bool uses_n;    /* the formula asks for n, so its dimension must be given */
    size_t highest; /* the highest coordinate it names, from 1 */
};

/* The graph's node for the tree. Where the dimension is not known, every coordinate is allowed: look at uses_n and highest, and
 * lower again. */
bool syntax_lower(struct graph *graph, const struct syntax *tree, struct scope *scope, node_id *result, struct error *error);

/* The value of a constant formula ("-2*pi", "1e-3"); false with a sentence if it has variables or is not finite. */
bool syntax_constant(struct arena *arena, const char *text, double *value, struct error *error);

#endif
