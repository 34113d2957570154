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

/* The node of a rule, in which each name is one of these, pi or e. */
node_id rule_apply(struct graph *graph, const struct syntax *rule, const struct named_node *names, size_t count);

#endif
