/* Reverse accumulation on the graph. The rule of each operation is text in the expression language itself (operations.def), lowered with
 * a, b, c bound to the operands and r to the result, so a derivative shares every node it can with what it came from. */
#include "expression/grid.h"
#include "expression/rule.h"

#include <math.h>
#include <string.h>

static const node_id NONE = UINT32_MAX;

static enum operation operation_of(const struct graph *graph, node_id id)
{
    return graph->nodes[id].operation;
}

static bool is_zero(const struct graph *graph, node_id id)
{
    return operation_of(graph, id) == OPERATION_NUMBER && graph->nodes[id].value == 0;
}

static bool is_scaled(const struct graph *graph, node_id id)
{
    return operation_of(graph, id) == OPERATION_MULTIPLY && operation_of(graph, graph->nodes[id].operands[0]) == OPERATION_NUMBER;
}

static bool is_number(const struct graph *graph, node_id id)
{
    return operation_of(graph, id) == OPERATION_NUMBER;
}

/* factor · node for a literal factor, gathered with the literal in front of the node if there is one. */
static node_id scale(struct graph *graph, node_id factor, node_id node)
{
    while (is_scaled(graph, node) || is_number(graph, node)) {
        const bool number = is_number(graph, node);
        const node_id literal = number ? node : graph->nodes[node].operands[0];
        const double product = graph->nodes[factor].value * graph->nodes[literal].value;
        if (!isfinite(product)) /* which no literal is */
            break;
        factor = graph_number(graph, product);
        if (number)
            return factor;
        node = graph->nodes[node].operands[1];
    }
    return graph_node(graph, OPERATION_MULTIPLY, factor, node, 0);
}

/* The product of two factors of the chain rule. */
static node_id product(struct graph *graph, node_id a, node_id b)
{
    const struct node *first = &graph->nodes[a], *second = &graph->nodes[b];
    const bool guarded = !first->constant && !second->constant && (first->unbounded || second->unbounded);
    return graph_node(graph, guarded ? OPERATION_CHAIN : OPERATION_MULTIPLY, a, b, 0);
}

/* adjoint · partial. Where one of them is a choice against 0, the choice is moved outside, so that an undefined value in the branch not
 * taken (√x left of 0 in where(x > 0, √x, 0)) cannot spoil the product; signs and numbers are gathered in front, for the reader. */
static node_id chain(struct graph *graph, node_id adjoint, node_id partial)
{
    for (int swap = 0; swap < 2; swap++) {
        const node_id one = swap ? partial : adjoint, other = swap ? adjoint : partial;
        const node_id *const operands = (node_id[3]){graph->nodes[one].operands[0], graph->nodes[one].operands[1], graph->nodes[one].operands[2]};
        switch (operation_of(graph, one)) {
        case OPERATION_WHERE:
            if (is_zero(graph, operands[2]))
                return graph_node(graph, OPERATION_WHERE, operands[0], chain(graph, operands[1], other), operands[2]);
            if (is_zero(graph, operands[1]))
                return graph_node(graph, OPERATION_WHERE, operands[0], operands[1], chain(graph, operands[2], other));
            break;
        case OPERATION_NEGATE:
            return graph_node(graph, OPERATION_NEGATE, chain(graph, operands[0], other), 0, 0);
        case OPERATION_DIVIDE:
            if (is_number(graph, operands[0]) && graph->nodes[operands[0]].value == 1)
                return graph_node(graph, OPERATION_DIVIDE, other, operands[1], 0);
            break;
        case OPERATION_MULTIPLY:
            if (is_scaled(graph, one) && !is_number(graph, other))
                return scale(graph, operands[0], chain(graph, operands[1], other));
            break;
        case OPERATION_NUMBER:
            return scale(graph, one, other);
        default:
            break;
        }
    }
    if (graph->nodes[partial].constant && !graph->nodes[adjoint].constant)
        return product(graph, partial, adjoint);
    return product(graph, adjoint, partial);
}

/* The partial derivative of node `id` with respect to its operand, by the operation's rule. */
static node_id partial_of(struct graph *graph, node_id id, int operand)
{
    const struct node node = graph->nodes[id];
    if (node.operation == OPERATION_GRID) {
        const struct grid_spline *along = grid_derivative(grid_of(graph->nodes[node.operands[2]].value), operand);
        return graph_node(graph, OPERATION_GRID, node.operands[0], node.operands[1], graph_spline(graph, grid_handle(along)));
    }
    const struct named_node names[] = {{"a", node.operands[0]}, {"b", node.operands[1]}, {"c", node.operands[2]}, {"r", id}};
    return rule_apply(graph, rule_derivative(graph, (enum operation)node.operation, operand), names, sizeof names / sizeof *names);
}

static void accumulate(struct graph *graph, node_id to, node_id adjoint, node_id partial)
{
    if (is_zero(graph, partial) || is_zero(graph, adjoint))
        return;
    const node_id term = chain(graph, adjoint, partial);
    graph->adjoints[to] = graph->adjoints[to] == NONE ? term : graph_node(graph, OPERATION_ADD, graph->adjoints[to], term, 0);
}

/* ∂root/∂node of every node the root depends on into graph->adjoints; NONE elsewhere. */
static void sweep(struct graph *graph, node_id root)
{
    if (graph->adjoint_count < root + 1) {
        graph->adjoint_count = 2 * (root + 1);
        graph->adjoints = ARENA_ROOM(graph->arena, node_id, graph->adjoint_count);
    }
    memset(graph->adjoints, 0xff, (root + 1) * sizeof *graph->adjoints);
    graph->adjoints[root] = graph_number(graph, 1);
    for (node_id id = root + 1; id-- > 0 && !graph->full;) {
        const struct node node = graph->nodes[id];
        if (graph->adjoints[id] == NONE || node.constant)
            continue;
        for (int i = 0; i < operation_rows[node.operation].arity; i++)
            if (operation_rows[node.operation].derivatives[i] && !graph->nodes[node.operands[i]].constant)
                accumulate(graph, node.operands[i], graph->adjoints[id], partial_of(graph, id, i));
    }
}

void graph_gradient(struct graph *graph, node_id root, const node_id *variables, size_t count, node_id *derivatives)
{
    sweep(graph, root);
    for (size_t i = 0; i < count; i++) {
        const bool reached = variables[i] <= root && graph->adjoints[variables[i]] != NONE;
        derivatives[i] = reached ? graph->adjoints[variables[i]] : graph_number(graph, 0);
    }
}

/* How far an operation's result may be from the true one, in units of 2^-53 of it. */
static double rounding_of(enum operation operation)
{
    switch (operation) {
    case OPERATION_NUMBER:
    case OPERATION_SPLINE:
    case OPERATION_PI:
    case OPERATION_E:
    case OPERATION_VARIABLE:
    case OPERATION_NEGATE:
    case OPERATION_WHERE:
    case OPERATION_ABS:
    case OPERATION_MAX:
    case OPERATION_MIN:
    case OPERATION_RELU:
        return 0;
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
    case OPERATION_MULTIPLY:
    case OPERATION_CHAIN:
    case OPERATION_DIVIDE:
    case OPERATION_SQRT:
        return 1;
    default: /* functions are within two units of the last place; truths and whole numbers are exact, and move nothing */
        return operation_rows[operation].derivatives[0] || operation_rows[operation].derivatives[1] ? 4 : 0;
    }
}

node_id graph_rounding(struct graph *graph, node_id root)
{
    node_id sum = graph_number(graph, 0);
    sweep(graph, root);
    for (node_id id = 0; id <= root && !graph->full; id++) {
        const double units = rounding_of(operation_of(graph, id));
        if (graph->adjoints[id] == NONE || graph->nodes[id].constant || units == 0)
            continue;
        const node_id moved = graph_node(graph, OPERATION_ABS, graph_node(graph, OPERATION_CHAIN, graph->adjoints[id], id, 0), 0, 0);
        sum = graph_node(graph, OPERATION_ADD, sum, graph_node(graph, OPERATION_MULTIPLY, graph_number(graph, units * 0x1p-53), moved, 0), 0);
    }
    return sum;
}
