/* Hash-consing with open addressing, and the identities applied as nodes are made. */
#include "expression/graph.h"

#include "base/contract.h"
#include "base/number.h"
#include "expression/grid.h"
#include "expression/kernels.h"

#include <math.h>
#include <string.h>

struct graph *graph_create_bare(struct arena *arena)
{
    struct graph *graph = ARENA_NEW(arena, struct graph, 1);
    graph->arena = arena;
    graph->capacity = 64;
    graph->slot_count = 256;
    graph->nodes = ARENA_ROOM(arena, struct node, graph->capacity);
    graph->slots = ARENA_NEW(arena, uint32_t, graph->slot_count);
    return graph;
}

static uint64_t hash_of(const struct node *node)
{
    uint64_t bits;
    memcpy(&bits, &node->value, sizeof bits);
    if (node->operation == OPERATION_SPLINE)
        bits = grid_hash(grid_of(node->value));
    /* Computed nodes are compared by their operands alone; their value follows from them. */
    uint64_t hash = node->operation * 0x9e3779b97f4a7c15u ^ (node->operation >= OPERATION_FIRST_COMPUTED ? 0 : bits);
    for (int i = 0; i < 3; i++)
        hash = (hash ^ node->operands[i]) * 0xff51afd7ed558ccdu ^ hash >> 29;
    return hash ^ hash >> 32;
}

static bool same(const struct node *a, const struct node *b)
{
    return a->operation == b->operation && !memcmp(a->operands, b->operands, sizeof a->operands) &&
           (a->operation >= OPERATION_FIRST_COMPUTED || (a->operation == OPERATION_SPLINE && grid_same(grid_of(a->value), grid_of(b->value))) ||
            !memcmp(&a->value, &b->value, sizeof a->value));
}

static void slots_fill(struct graph *graph)
{
    for (uint32_t i = 0; i < graph->count; i++) {
        uint64_t slot = hash_of(&graph->nodes[i]);
        while (graph->slots[slot & (graph->slot_count - 1)])
            slot++;
        graph->slots[slot & (graph->slot_count - 1)] = i + 1;
    }
}

static void grow(struct graph *graph)
{
    struct node *nodes = ARENA_ROOM(graph->arena, struct node, 2 * graph->capacity);
    memcpy(nodes, graph->nodes, graph->count * sizeof *nodes);
    graph->nodes = nodes;
    graph->capacity *= 2;
    graph->slot_count *= 2;
    graph->slots = ARENA_NEW(graph->arena, uint32_t, graph->slot_count);
    slots_fill(graph);
}

/* The slot of the node equal to `wanted`, empty if there is none yet. */
static uint32_t *slot_of(const struct graph *graph, const struct node *wanted, uint64_t hash)
{
    for (;; hash++) {
        uint32_t *slot = &graph->slots[hash & (graph->slot_count - 1)];
        if (!*slot || same(&graph->nodes[*slot - 1], wanted))
            return slot;
    }
}

/* The node equal to `wanted`, made if there is none yet. */
static node_id intern(struct graph *graph, const struct node *wanted, uint64_t hash)
{
    uint32_t *slot = slot_of(graph, wanted, hash);
    if (*slot)
        return *slot - 1;
    if (graph->count == GRAPH_MOST_NODES) {
        graph->full = true;
        return 0;
    }
    const node_id id = graph->count++;
    graph->nodes[id] = *wanted;
    *slot = id + 1;
    if (graph->count == graph->capacity)
        grow(graph);
    return id;
}

static node_id leaf(struct graph *graph, struct node node)
{
    return intern(graph, &node, hash_of(&node));
}

node_id graph_number(struct graph *graph, double value)
{
    return leaf(graph, (struct node){.operation = OPERATION_NUMBER, .constant = true, .value = value});
}

node_id graph_spline(struct graph *graph, double handle)
{
    return leaf(graph, (struct node){.operation = OPERATION_SPLINE, .constant = true, .value = handle});
}

node_id graph_variable(struct graph *graph, uint32_t index)
{
    return leaf(graph, (struct node){.operation = OPERATION_VARIABLE, .value = index});
}

static bool is_number(const struct graph *graph, node_id id, double value)
{
    const struct node *node = &graph->nodes[id];
    return node->operation == OPERATION_NUMBER && node->value == value;
}

static bool is(const struct graph *graph, node_id id, enum operation operation)
{
    return graph->nodes[id].operation == operation;
}

/* Literals of literals are folded where that shortens the text: 2*3 becomes 6, while 1/3 and 5*pi stay as they are (their value is
 * known all the same, so evaluation never repeats it). */
static bool folds(const struct graph *graph, enum operation operation, const node_id *operands, double value)
{
    if (!isfinite(value))
        return false;
    size_t length = 0;
    char text[NUMBER_SIZE];
    for (int i = 0; i < operation_rows[operation].arity; i++) {
        if (!is(graph, operands[i], OPERATION_NUMBER))
            return false;
        length += number_print(text, graph->nodes[operands[i]].value) + 1;
    }
    return number_print(text, value) <= (length < 6 ? 6 : length);
}

/* −a, or a negative literal times a: what a sum turns into a difference. */
static bool is_negative(const struct graph *graph, node_id id)
{
    const struct node *node = &graph->nodes[id];
    if (node->operation == OPERATION_MULTIPLY)
        node = &graph->nodes[node->operands[0]];
    else if (node->operation == OPERATION_NEGATE)
        return true;
    return node->operation == OPERATION_NUMBER && node->value < 0;
}

static node_id negated(struct graph *graph, node_id id)
{
    const struct node node = graph->nodes[id];
    if (node.operation != OPERATION_MULTIPLY)
        return graph_node(graph, OPERATION_NEGATE, id, 0, 0);
    return graph_node(graph, OPERATION_MULTIPLY, graph_node(graph, OPERATION_NEGATE, node.operands[0], 0, 0), node.operands[1], 0);
}

/* The simplified form of operation(a, b), or the operands unchanged; true if *result is the answer. */
static bool simplify(struct graph *graph, enum operation operation, node_id a, node_id b, node_id c, node_id *result)
{
#define IS(id, number) is_number(graph, id, number)
    const node_id under_a = graph->nodes[a].operands[0];
    switch (operation) {
    case OPERATION_ADD:
        if (is_negative(graph, b) && !is_number(graph, a, 0))
            return *result = graph_node(graph, OPERATION_SUBTRACT, a, negated(graph, b), 0), true;
        if (is_negative(graph, a) && !is_number(graph, b, 0))
            return *result = graph_node(graph, OPERATION_SUBTRACT, b, negated(graph, a), 0), true;
        return IS(a, 0) ? (*result = b, true) : IS(b, 0) ? (*result = a, true) : false;
    case OPERATION_SUBTRACT:
        if (is_negative(graph, b))
            return *result = graph_node(graph, OPERATION_ADD, a, negated(graph, b), 0), true;
        return IS(b, 0) ? (*result = a, true) : IS(a, 0) ? (*result = graph_node(graph, OPERATION_NEGATE, b, 0, 0), true) : false;
    case OPERATION_MULTIPLY:
        return IS(a, 1)    ? (*result = b, true)
               : IS(b, 1)  ? (*result = a, true)
               : IS(a, -1) ? (*result = graph_node(graph, OPERATION_NEGATE, b, 0, 0), true)
               : IS(b, -1) ? (*result = graph_node(graph, OPERATION_NEGATE, a, 0, 0), true)
                           : false;
    case OPERATION_DIVIDE:
        return IS(b, 1) ? (*result = a, true) : IS(b, -1) ? (*result = graph_node(graph, OPERATION_NEGATE, a, 0, 0), true) : false;
    case OPERATION_NEGATE:
        if (is(graph, a, OPERATION_NUMBER))
            return *result = graph_number(graph, -graph->nodes[a].value), true;
        return is(graph, a, OPERATION_NEGATE) ? (*result = under_a, true) : false;
    case OPERATION_POWER:
        return IS(b, 1) ? (*result = a, true) : IS(b, 0) ? (*result = graph_number(graph, 1), true) : false;
    case OPERATION_WHERE:
        if (graph->nodes[a].constant)
            return *result = graph->nodes[a].value != 0 ? b : c, true;
        return b == c ? (*result = b, true) : false;
    case OPERATION_MAX:
    case OPERATION_MIN:
        return a == b ? (*result = a, true) : false;
    default:
        return false;
    }
#undef IS
}

/* Whether the operation's value may be infinite or undefined though its operands are finite and of ordinary size. */
static bool may_be_infinite(const struct graph *graph, enum operation operation, node_id b)
{
    const struct node *second = &graph->nodes[b];
    switch (operation) {
    case OPERATION_DIVIDE:
    case OPERATION_MODULO:
        return !second->constant || second->value == 0;
    case OPERATION_POWER:
        return !second->constant || second->value < 0 || second->value != floor(second->value);
    case OPERATION_EXP:
    case OPERATION_EXP2:
    case OPERATION_EXPM1:
    case OPERATION_SINH:
    case OPERATION_COSH:
    case OPERATION_TAN:
    case OPERATION_LOG:
    case OPERATION_LOG2:
    case OPERATION_LOG10:
    case OPERATION_LOG1P:
    case OPERATION_LOG1M_EXP:
    case OPERATION_ATANH:
    case OPERATION_EXPREL:
    case OPERATION_ERFINV:
    case OPERATION_GAMMA:
    case OPERATION_LGAMMA:
    case OPERATION_POLYGAMMA:
        return true;
    default:
        return false;
    }
}

node_id graph_node(struct graph *graph, enum operation operation, node_id a, node_id b, node_id c)
{
    node_id result;
    if (graph->full)
        return 0;
    CONTRACT(operation_rows[operation].arity < 1 || a < graph->count);
    CONTRACT(operation_rows[operation].arity < 2 || b < graph->count);
    CONTRACT(operation_rows[operation].arity < 3 || c < graph->count);
    struct node node = {.operation = (uint16_t)operation, .operands = {a, b, c}, .constant = true};
    if (operation == OPERATION_PI || operation == OPERATION_E) {
        node.value = operation == OPERATION_PI ? 3.14159265358979323846 : 2.71828182845904523536;
        return leaf(graph, node);
    }
    /* What is there already has no other form: that follows from its operands, which never change. */
    const uint64_t hash = hash_of(&node);
    const uint32_t known = *slot_of(graph, &node, hash);
    if (known)
        return known - 1;
    if (simplify(graph, operation, a, b, c, &result) || (graph->rewrite && graph->rewrite(graph, operation, a, b, c, &result)))
        return result;
    node.unbounded = may_be_infinite(graph, operation, b);
    for (int i = 0; i < operation_rows[operation].arity; i++) {
        node.constant = node.constant && graph->nodes[node.operands[i]].constant;
        node.unbounded = node.unbounded || graph->nodes[node.operands[i]].unbounded;
    }
    if (node.constant) {
        const struct node *nodes = graph->nodes;
        node.value = kernel_scalar(operation, nodes[a].value, nodes[b].value, nodes[c].value);
        if (folds(graph, operation, node.operands, node.value))
            return graph_number(graph, node.value);
    }
    return intern(graph, &node, hash);
}

double graph_work(const struct graph *graph)
{
    double work = 0;
    for (size_t i = 0; i < graph->count; i++)
        work += operation_work(graph->nodes[i].operation);
    return work;
}

/* A power of a constant whole number that is not below 0: a product. */
static bool is_whole_power(const struct graph *graph, const struct node *node)
{
    const struct node *exponent = &graph->nodes[node->operands[1]];
    return node->operation == OPERATION_POWER && exponent->constant && exponent->value >= 0 && exponent->value == floor(exponent->value);
}

bool graph_is_smooth(const struct graph *graph)
{
    static const bool smooth[OPERATION_COUNT] = {[OPERATION_VARIABLE] = true, [OPERATION_ADD] = true,    [OPERATION_SUBTRACT] = true,
                                                 [OPERATION_MULTIPLY] = true, [OPERATION_NEGATE] = true, [OPERATION_EXP] = true};
    for (size_t i = 0; i < graph->count; i++) {
        const struct node *node = &graph->nodes[i];
        if (!node->constant && !smooth[node->operation] && !is_whole_power(graph, node))
            return false;
    }
    return true;
}

bool graph_is_continuous(const struct graph *graph)
{
    static const bool continuous[OPERATION_COUNT] = {
        [OPERATION_VARIABLE] = true, [OPERATION_ADD] = true,   [OPERATION_SUBTRACT] = true, [OPERATION_MULTIPLY] = true, [OPERATION_NEGATE] = true,
        [OPERATION_CBRT] = true,     [OPERATION_HYPOT] = true, [OPERATION_EXP] = true,      [OPERATION_SIN] = true,      [OPERATION_COS] = true,
        [OPERATION_ATAN] = true,     [OPERATION_SINH] = true,  [OPERATION_COSH] = true,     [OPERATION_TANH] = true,     [OPERATION_ABS] = true,
        [OPERATION_MAX] = true,      [OPERATION_MIN] = true,   [OPERATION_ERF] = true,      [OPERATION_ERFC] = true,     [OPERATION_RELU] = true,
        [OPERATION_SIGMOID] = true,  [OPERATION_SINC] = true,  [OPERATION_SOFTPLUS] = true, [OPERATION_LOG_COSH] = true};
    for (size_t i = 0; i < graph->count; i++) {
        const struct node *node = &graph->nodes[i];
        const bool scaled = node->operation == OPERATION_DIVIDE && graph->nodes[node->operands[1]].constant;
        if (!node->constant && !continuous[node->operation] && !is_whole_power(graph, node) && !scaled)
            return false;
    }
    return true;
}

bool graph_may_be_level(const struct graph *graph, node_id node)
{
    static const bool changing[OPERATION_COUNT] = {[OPERATION_WHERE] = true,   [OPERATION_MODULO] = true,        [OPERATION_ABS] = true,
                                                   [OPERATION_SIGN] = true,    [OPERATION_STEP] = true,          [OPERATION_FLOOR] = true,
                                                   [OPERATION_CEIL] = true,    [OPERATION_ROUND] = true,         [OPERATION_MAX] = true,
                                                   [OPERATION_MIN] = true,     [OPERATION_RELU] = true,          [OPERATION_LEAKY_RELU] = true,
                                                   [OPERATION_ELU] = true,     [OPERATION_LESS] = true,          [OPERATION_LESS_EQUAL] = true,
                                                   [OPERATION_GREATER] = true, [OPERATION_GREATER_EQUAL] = true, [OPERATION_EQUAL] = true,
                                                   [OPERATION_UNEQUAL] = true, [OPERATION_AND] = true,           [OPERATION_OR] = true,
                                                   [OPERATION_NOT] = true};
    bool *needed = ARENA_NEW(graph->arena, bool, (size_t)node + 1);
    needed[node] = true;
    for (node_id id = node + 1; id-- > 0;) {
        const struct node *here = &graph->nodes[id];
        if (!needed[id] || here->constant)
            continue;
        if (changing[here->operation])
            return true;
        for (int i = 0; i < operation_rows[here->operation].arity; i++)
            needed[here->operands[i]] = true;
    }
    return false;
}

bool graph_check(const struct graph *graph, struct error *error)
{
    if (graph->full)
        return error_set(error, ERROR_TOO_MUCH, "the formula with its derivatives unrolls to more than %d operations", GRAPH_MOST_NODES);
    return true;
}
