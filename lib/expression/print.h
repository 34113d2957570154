/* Formulas for reading: the text that parses back, TeX, and plain Unicode for titles and labels. */
#ifndef EXPRESSION_PRINT_H
#define EXPRESSION_PRINT_H

#include "base/buffer.h"
#include "expression/graph.h"
#include "expression/syntax.h"

enum print_style {
    PRINT_TEXT,    /* x*cos(pi*x): parses back to the same tree */
    PRINT_TEX,     /* x\,\cos\left(\pi\,x\right) */
    PRINT_READABLE /* x·cos(πx) */
};

void syntax_print(const struct syntax *tree, enum print_style style, struct buffer *out);

/* The tree of a node, shared parts written out again and products of the chain rule as plain ones; variables are named x, y up to two dimensions and x1, x2, … beyond.
 * Null if it would have more than `most` nodes. */
struct syntax *graph_syntax(const struct graph *graph, node_id id, size_t dimension, size_t most);

#endif
