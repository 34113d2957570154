/* Where a loss jumps in z is told by the values of the operations that jump: they are level between jumps. */
#include "analysis/empirical.h"

#include <math.h>

/* The nodes of a graph up to the loss: which of them it is made of, and which of them depend on z. */
struct steps_search {
    struct graph *graph;
    bool *needed, *depends, *below; /* below an operation that jumps, whose value its own turns tell of */
    node_id last;
    node_id *found;
    size_t count;
};

static void add(struct steps_search *search, node_id id)
{
    for (size_t k = 0; k < search->count; k++)
        if (search->found[k] == id)
            return;
    if (!search->graph->nodes[id].constant && search->count < LOSS_MOST_STEPS)
        search->found[search->count++] = id;
}

static void add_sign(struct steps_search *search, node_id id)
{
    if (search->depends[id])
        add(search, graph_node(search->graph, OPERATION_SIGN, id, 0, 0));
}

/* Whether the values of an operation are level between its jumps. */
static bool is_level(enum operation operation)
{
    static const bool level[OPERATION_COUNT] = {
        [OPERATION_LESS] = true,  [OPERATION_LESS_EQUAL] = true, [OPERATION_GREATER] = true, [OPERATION_GREATER_EQUAL] = true,
        [OPERATION_EQUAL] = true, [OPERATION_UNEQUAL] = true,    [OPERATION_AND] = true,     [OPERATION_OR] = true,
        [OPERATION_NOT] = true,   [OPERATION_SIGN] = true,       [OPERATION_STEP] = true,    [OPERATION_FLOOR] = true,
        [OPERATION_CEIL] = true,  [OPERATION_ROUND] = true};
    return level[operation];
}

static void mark(struct steps_search *search)
{
    const struct graph *graph = search->graph;
    for (node_id id = 0; id <= search->last; id++) {
        const struct node *node = &graph->nodes[id];
        search->depends[id] = node->operation == OPERATION_VARIABLE && node->value == 1;
        for (int i = 0; i < operation_rows[node->operation].arity; i++)
            search->depends[id] = search->depends[id] || search->depends[node->operands[i]];
    }
    search->needed[search->last] = true;
    for (node_id id = search->last + 1; id-- > 0;) {
        const struct node *node = &graph->nodes[id];
        const bool jumps = is_level(node->operation) || node->operation == OPERATION_MODULO || node->operation == OPERATION_ATAN2;
        for (int i = 0; search->needed[id] && i < operation_rows[node->operation].arity; i++) {
            const node_id operand = node->operands[i];
            search->needed[operand] = true;
            search->below[operand] = search->below[operand] || search->below[id] || jumps || (node->operation == OPERATION_WHERE && i == 0);
        }
    }
}

/* An operation that jumps as z moves. */
static void add_jump(struct steps_search *search, node_id id)
{
    struct graph *graph = search->graph;
    const struct node node = graph->nodes[id];
    const node_id a = node.operands[0], b = node.operands[1];
    if (is_level(node.operation))
        add(search, id);
    else if (node.operation == OPERATION_MODULO)
        add(search, graph_node(graph, OPERATION_FLOOR, graph_node(graph, OPERATION_DIVIDE, a, b, 0), 0, 0));
    else if (node.operation == OPERATION_WHERE && search->depends[a] && !is_level(graph->nodes[a].operation))
        add(search, graph_node(graph, OPERATION_UNEQUAL, a, graph_number(graph, 0), 0));
    else if (node.operation == OPERATION_ATAN2 || (node.operation == OPERATION_DIVIDE && graph->nodes[b].operation == OPERATION_ABS))
        add_sign(search, node.operation == OPERATION_ATAN2 ? a : graph->nodes[b].operands[0]);
}

/* An operation that turns as z moves: what it is an operand of may jump there and back. */
static void add_turn(struct steps_search *search, node_id id)
{
    struct graph *graph = search->graph;
    const struct node node = graph->nodes[id];
    const node_id a = node.operands[0], b = node.operands[1];
    switch (node.operation) {
    case OPERATION_ABS:
    case OPERATION_COSH:
    case OPERATION_POWER:
        add_sign(search, a);
        break;
    case OPERATION_MULTIPLY:
    case OPERATION_HYPOT:
        if (search->depends[a] && search->depends[b]) {
            add_sign(search, a);
            add_sign(search, b);
        } else if (node.operation == OPERATION_HYPOT)
            add_sign(search, search->depends[a] ? a : b);
        break;
    case OPERATION_MAX:
    case OPERATION_MIN:
        add(search, graph_node(graph, OPERATION_GREATER, a, b, 0));
        break;
    default:
        break;
    }
}

void loss_add_steps(struct arena *arena, struct graph *graph, node_id value, struct loss *loss)
{
    struct steps_search search = {.graph = graph, .last = value};
    search.needed = ARENA_NEW(arena, bool, (size_t)value + 1);
    search.depends = ARENA_NEW(arena, bool, (size_t)value + 1);
    search.below = ARENA_NEW(arena, bool, (size_t)value + 1);
    search.found = ARENA_NEW(arena, node_id, LOSS_MOST_STEPS);
    loss->steps = NULL;
    mark(&search);
    for (node_id id = 0; id <= value; id++)
        if (search.needed[id] && search.depends[id])
            add_jump(&search, id);
    loss->step_count = search.count;
    for (node_id id = 0; search.count && id <= value; id++)
        if (search.below[id] && search.depends[id])
            add_turn(&search, id);
    if (search.count)
        loss->steps = program_compile(arena, graph, search.found, search.count, 2);
}
