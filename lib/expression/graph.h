/* An expression as a directed acyclic graph in which equal subexpressions are one node (hash-consing). Operands always have smaller
 * numbers than the nodes they feed, so a walk by number is a walk in order of evaluation. Derivatives are further nodes of it. */
#ifndef EXPRESSION_GRAPH_H
#define EXPRESSION_GRAPH_H

#include "base/arena.h"
#include "base/error.h"
#include "expression/operation.h"

#include <stdint.h>

enum { GRAPH_MOST_NODES = 1 << 19 };

typedef uint32_t node_id;

struct node {
    uint16_t operation;  /* enum operation */
    bool constant;       /* no variable below it; `value` is then what it evaluates to */
    bool unbounded;      /* may be infinite or undefined where its variables are of ordinary size: a quotient, an exponential */
    node_id operands[3]; /* as many as the operation's arity; unused ones 0 */
    double value;        /* of constants; of variables the index */
};

struct graph {
    struct arena *arena;
    /* Tried before a node is made: another way of writing operation(a, b, c), in *result; null: nothing is. */
    bool (*rewrite)(struct graph *graph, enum operation operation, node_id a, node_id b, node_id c, node_id *result);
    struct node *nodes;
    uint32_t count, capacity;
    uint32_t *slots;        /* open addressing: node number + 1, 0 empty */
    uint32_t slot_count;    /* a power of two */
    bool full;              /* GRAPH_MOST_NODES was reached: what was built since is not to be used */
    struct syntax **rules;  /* parsed derivative rules, 3 an operation, made on demand where they are not shared */
    struct syntax **stable; /* parsed rewrites, pattern and replacement of each row, made on demand */
    node_id *adjoints;      /* scratch of graph_gradient */
    uint32_t adjoint_count;
};

/* A graph whose nodes are rewritten by graph_stable; and one whose nodes are not rewritten, below that. */
struct graph *graph_create(struct arena *arena);
struct graph *graph_create_bare(struct arena *arena);

node_id graph_number(struct graph *graph, double value);
/* A constant: the handle of a spline (grid.h). */
node_id graph_spline(struct graph *graph, double handle);

node_id graph_variable(struct graph *graph, uint32_t index);

/* The node of operation(a, b, c), simplified where that changes no bit of any value (x + 0 excepted for x = −0): identities of
 * 0 and 1, double negation, constants whose value prints as short as they do; and rewritten where the formula as typed would lose digits
 * to cancellation or overflow (graph->rewrite). Unused operands are 0. */
node_id graph_node(struct graph *graph, enum operation operation, node_id a, node_id b, node_id c);

/* Whether operation(a, b, c) is a form that loses digits and has another that does not, such as log(1 + e^x): *result is then the node of
 * the other. The forms are the table of stable.c. */
bool graph_stable(struct graph *graph, enum operation operation, node_id a, node_id b, node_id c, node_id *result);

/* The work of evaluating all nodes once, in sums; a transcendental function is several. */
double graph_work(const struct graph *graph);

/* Whether it is made of sums, products, whole powers and exponentials alone: it has no jump, pole, edge or corner, and hardly oscillates. */
bool graph_is_smooth(const struct graph *graph);

/* Whether every operation in it is continuous everywhere, so that its value has no jump, pole or edge. False says nothing. */
bool graph_is_continuous(const struct graph *graph);

/* Whether a node may be level on whole stretches and yet not everywhere: an operation in it takes other formulas on both sides of a corner or a jump. */
bool graph_may_be_level(const struct graph *graph, node_id node);

/* False with a sentence if the graph overflowed while something was built. */
bool graph_check(const struct graph *graph, struct error *error);

/* ∂root/∂variable[i] for i < count into derivatives, by reverse accumulation (Griewank & Walther, Evaluating Derivatives, ch. 3):
 * one sweep for all of them. Nodes not reached give the number 0. */
/* Where the chain rule multiplies by an exact 0, the product is 0, whatever the other factor: √relu(x) has slope 0 left of 0, where the root's own
 * slope is infinite. At ties the derivative is the mean of both sides' (max, min, abs), or the left one's (relu and the like), as torch has it:
 * a number that descents can follow, not a proof that there is a gradient. */
void graph_gradient(struct graph *graph, node_id root, const node_id *variables, size_t count, node_id *derivatives);

/* Writes what is below the roots into another graph, with its nodes variables[i] in place of the variables i < variable_count; the new roots go to
 * results. Both graphs live in arenas that outlive the answer; look at graph_check(into) afterwards. */
void graph_compose(struct graph *into, const struct graph *from, const node_id *roots, size_t root_count, const node_id *variables,
                   size_t variable_count, node_id *results);

/* Parses the forms that graph_stable rewrites and the rules of derivatives once for all graphs, before there are threads; without it each graph parses
 * those that it asks for. False with the error set: memory ran out. */
bool graph_start(struct error *error);

/* The forms that graph_stable rewrites, as text in u, v, a constant c above 0 and a constant k; null past the last. */
const char *graph_stable_pattern(size_t index);

/* A node that bounds, to first order, what rounding has done to the root: the sum over all operations below it of how far their own rounding
 * may lie from the truth, times how far that moves the root (Higham, Accuracy and Stability, § 3.3; Griewank & Walther, § 3.2). Coordinates and
 * literals count as exact. */
node_id graph_rounding(struct graph *graph, node_id root);

#endif
