/* Reverse accumulation on the graph. The rule of each operation is text in the expression language itself (operations.def), lowered with
 * a, b, c bound to the operands and r to the result, so a derivative shares every node it can with what it came from. */
#include "expression/graph.h"
#include "expression/lower.h"

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
        return graph_node(graph, OPERATION_MULTIPLY, partial, adjoint, 0);
    return graph_node(graph, OPERATION_MULTIPLY, adjoint, partial, 0);
}

/* The partial derivative of node `id` with respect to its operand, by the operation's rule. */
static node_id partial_of(struct graph *graph, node_id id, int operand)
{
    const struct node node = graph->nodes[id];
    const char *rule = operation_rows[node.operation].derivatives[operand];
    struct syntax **parsed = &graph->rules[3 * node.operation + operand];
    struct error error = {0};
    if (!*parsed)
        *parsed = syntax_parse(graph->arena, rule, &error);
    const struct named_node names[] = {{"a", node.operands[0]}, {"b", node.operands[1]}, {"c", node.operands[2]}, {"r", id}};
    struct scope scope = {.names = names, .name_count = sizeof names / sizeof *names};
    node_id partial = 0;
    syntax_lower(graph, *parsed, &scope, &partial, &error);
    return partial;
}

static void accumulate(struct graph *graph, node_id to, node_id adjoint, node_id partial)
{
    if (is_zero(graph, partial) || is_zero(graph, adjoint))
        return;
    const node_id term = chain(graph, adjoint, partial);
    graph->adjoints[to] = graph->adjoints[to] == NONE ? term : graph_node(graph, OPERATION_ADD, graph->adjoints[to], term, 0);
}

void graph_gradient(struct graph *graph, node_id root, const node_id *variables, size_t count, node_id *derivatives)
{
    if (graph->adjoint_count < root + 1) {
        graph->adjoint_count = 2 * (root + 1);
        graph->adjoints = ARENA_NEW(graph->arena, node_id, graph->adjoint_count);
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
    for (size_t i = 0; i < count; i++) {
        const bool reached = variables[i] <= root && graph->adjoints[variables[i]] != NONE;
        derivatives[i] = reached ? graph->adjoints[variables[i]] : graph_number(graph, 0);
    }
}
