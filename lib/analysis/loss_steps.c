/* Where a loss jumps in z is told by the values of the operations that jump: they are level between jumps. */
#include "analysis/empirical.h"

#include <math.h>

struct steps_search {
    struct graph *graph;
    const bool *depends; /* by node: on z */
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

/* By node: whether it depends on z. */
static bool *find_depending(struct arena *arena, const struct graph *graph)
{
    bool *depends = ARENA_NEW(arena, bool, graph->count);
    for (node_id id = 0; id < graph->count; id++) {
        const struct node *node = &graph->nodes[id];
        depends[id] = node->operation == OPERATION_VARIABLE && node->value == 1;
        for (int i = 0; i < operation_rows[node->operation].arity; i++)
            depends[id] = depends[id] || depends[node->operands[i]];
    }
    return depends;
}

/* By node: whether the root is made of it. */
static bool *find_needed(struct arena *arena, const struct graph *graph, node_id root)
{
    bool *needed = ARENA_NEW(arena, bool, graph->count);
    needed[root] = true;
    for (node_id id = root + 1; id-- > 0;)
        for (int i = 0; needed[id] && i < operation_rows[graph->nodes[id].operation].arity; i++)
            needed[graph->nodes[id].operands[i]] = true;
    return needed;
}

/* An operation that jumps as z moves, and what it jumps by the value of. Returns whether it is one. */
static bool add_jump(struct steps_search *search, node_id id, node_id *argument)
{
    struct graph *graph = search->graph;
    const struct node node = graph->nodes[id];
    const node_id a = node.operands[0], b = node.operands[1];
    *argument = a;
    if (is_level(node.operation)) {
        const bool compares = node.operation >= OPERATION_LESS && node.operation <= OPERATION_UNEQUAL;
        add(search, id);
        *argument = compares ? graph_node(graph, OPERATION_SUBTRACT, a, b, 0) : a;
    } else if (node.operation == OPERATION_MODULO) {
        *argument = graph_node(graph, OPERATION_DIVIDE, a, b, 0);
        add(search, graph_node(graph, OPERATION_FLOOR, *argument, 0, 0));
    } else if (node.operation == OPERATION_WHERE && search->depends[a] && !is_level(graph->nodes[a].operation)) {
        add(search, graph_node(graph, OPERATION_UNEQUAL, a, graph_number(graph, 0), 0));
    } else if (node.operation == OPERATION_ATAN2 && search->depends[a]) {
        add(search, graph_node(graph, OPERATION_SIGN, a, 0, 0));
    } else if (node.operation == OPERATION_DIVIDE && graph->nodes[b].operation == OPERATION_ABS && search->depends[b]) {
        *argument = graph->nodes[b].operands[0];
        add(search, graph_node(graph, OPERATION_SIGN, *argument, 0, 0));
    } else
        return false;
    return true;
}

/* Where slopes in z of what operations jump by change their signs: it turns there, and the operation may jump before and back behind. */
static void add_turns(struct arena *arena, struct steps_search *search, const node_id *slopes, size_t count)
{
    const bool *depends = find_depending(arena, search->graph);
    for (size_t k = 0; k < count; k++)
        if (depends[slopes[k]])
            add(search, graph_node(search->graph, OPERATION_SIGN, slopes[k], 0, 0));
}

void loss_add_steps(struct arena *arena, struct graph *graph, node_id value, struct loss *loss)
{
    struct steps_search search = {.graph = graph, .depends = find_depending(arena, graph), .found = ARENA_NEW(arena, node_id, LOSS_MOST_STEPS)};
    const bool *needed = find_needed(arena, graph, value);
    const node_id z = graph_variable(graph, 1);
    node_id slopes[LOSS_MOST_STEPS], argument;
    size_t slope_count = 0;
    loss->steps = NULL;
    for (node_id id = 0; id <= value; id++)
        if (needed[id] && search.depends[id] && add_jump(&search, id, &argument) && slope_count < LOSS_MOST_STEPS)
            graph_gradient(graph, argument, &z, 1, &slopes[slope_count++]);
    loss->step_count = search.count;
    if (search.count) {
        add_turns(arena, &search, slopes, slope_count);
        loss->steps = program_compile(arena, graph, search.found, search.count, 2);
    }
}
