/* Rules of the program's own, as formulas over a few named nodes: derivatives and rewrites. Below the formulas that are typed, whose diff() is
 * made of derivatives. */
#ifndef EXPRESSION_RULE_H
#define EXPRESSION_RULE_H

#include "expression/graph.h"
#include "expression/syntax.h"

struct named_node {
    const char *name;
    node_id node;
};

/* A rule from its text. */
struct syntax *rule_parse(struct arena *arena, const char *text);

/* The rule of the partial derivative of an operation with respect to that operand, which is not zero. Those that rule_start has parsed into memory that
 * stays, before there are threads, are shared by all graphs; else each graph parses those that it asks for. */
const struct syntax *rule_derivative(struct graph *graph, enum operation operation, int operand);
void rule_start(struct arena *arena);

/* The node of a rule, in which each name is one of these, pi or e. */
node_id rule_apply(struct graph *graph, const struct syntax *rule, const struct named_node *names, size_t count);

#endif
