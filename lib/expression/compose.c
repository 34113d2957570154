/* Composition: a graph written again with other nodes in place of its variables. Derivatives that the formula itself takes are nodes by then, so
 * they are of the formula, not of what it is composed with. */
#include "expression/graph.h"

void graph_compose(struct graph *into, const struct graph *from, const node_id *roots, size_t root_count, const node_id *variables,
                   size_t variable_count, node_id *results)
{
    node_id *written = ARENA_NEW(into->arena, node_id, from->count);
    bool *needed = ARENA_NEW(into->arena, bool, from->count);
    for (size_t i = 0; i < root_count; i++)
        needed[roots[i]] = true;
    for (uint32_t id = from->count; id-- > 0;)
        for (int i = 0; i < operation_rows[from->nodes[id].operation].arity && needed[id]; i++)
            needed[from->nodes[id].operands[i]] = true;
    for (uint32_t id = 0; id < from->count && !into->full; id++) {
        const struct node *node = &from->nodes[id];
        node_id operands[3] = {0};
        if (!needed[id])
            continue;
        for (int i = 0; i < operation_rows[node->operation].arity; i++)
            operands[i] = written[node->operands[i]];
        if (node->operation == OPERATION_NUMBER)
            written[id] = graph_number(into, node->value);
        else if (node->operation == OPERATION_SPLINE)
            written[id] = graph_spline(into, node->value);
        else if (node->operation != OPERATION_VARIABLE)
            written[id] = graph_node(into, (enum operation)node->operation, operands[0], operands[1], operands[2]);
        else
            written[id] = (size_t)node->value < variable_count ? variables[(size_t)node->value] : graph_variable(into, (uint32_t)node->value);
    }
    for (size_t i = 0; i < root_count; i++)
        results[i] = written[roots[i]];
}
