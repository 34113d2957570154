/* Products with an exponential weight that neither overflow nor underflow where the factors do: e^(x·z) times a density e^s of which one alone is
 * no number. The weight's logarithm is added within the exponentials of an expression, and goes into the bases of its powers. */
#ifndef EXPRESSION_WEIGH_H
#define EXPRESSION_WEIGH_H

#include "expression/graph.h"

/* Whether some exponential, hyperbolic function or high power of root can take a weight in. */
bool graph_takes_weight(const struct graph *graph, node_id root);

/* The node of root · e^logarithm. */
node_id graph_weigh(struct graph *graph, node_id root, node_id logarithm);

#endif
