/* Sums are followed through the graph's top: (t1 + t2 − t3)/n is three terms with the factors 1/n, 1/n and −1/n. */
#include "optimize/terms.h"

struct collector {
    struct graph *graph;
    node_id *terms;
    double *factors;
    size_t count, most;
};

/* A node still to be looked into; the list of them is last in, first out, and so filled from the right operand. */
struct pending {
    node_id node;
    double factor;
};

static void collect_term(struct collector *collector, struct pending term)
{
    if (collector->graph->nodes[term.node].constant)
        return;
    if (collector->count < collector->most) {
        collector->terms[collector->count] = term.node;
        collector->factors[collector->count] = term.factor;
    }
    collector->count++;
}

/* The nodes a sum, difference or multiple is made of; 0 if the node is a term of its own. */
static size_t split(const struct graph *graph, struct pending from, struct pending into[2])
{
    const struct node *node = &graph->nodes[from.node];
    const node_id a = node->operands[0], b = node->operands[1];
    switch (node->operation) {
    case OPERATION_ADD:
        into[0] = (struct pending){b, from.factor};
        into[1] = (struct pending){a, from.factor};
        return 2;
    case OPERATION_SUBTRACT:
        into[0] = (struct pending){b, -from.factor};
        into[1] = (struct pending){a, from.factor};
        return 2;
    case OPERATION_NEGATE:
        into[0] = (struct pending){a, -from.factor};
        return 1;
    case OPERATION_MULTIPLY:
        if (graph->nodes[a].constant)
            into[0] = (struct pending){b, from.factor * graph->nodes[a].value};
        else if (graph->nodes[b].constant)
            into[0] = (struct pending){a, from.factor * graph->nodes[b].value};
        else
            return 0;
        return 1;
    case OPERATION_DIVIDE:
        if (!graph->nodes[b].constant)
            return 0;
        into[0] = (struct pending){a, from.factor / graph->nodes[b].value};
        return 1;
    default:
        return 0;
    }
}

static void collect(struct collector *collector, node_id root)
{
    const size_t most_pending = collector->most + 2;
    struct pending *stack = ARENA_NEW(collector->graph->arena, struct pending, most_pending);
    size_t height = 0;
    stack[height++] = (struct pending){root, 1};
    while (height && collector->count <= collector->most) {
        const struct pending top = stack[--height];
        struct pending parts[2];
        const size_t count = height + 2 <= most_pending ? split(collector->graph, top, parts) : 0;
        for (size_t i = 0; i < count; i++)
            stack[height++] = parts[i];
        if (!count)
            collect_term(collector, top);
    }
}

bool terms_program(struct arena *arena, struct landscape *landscape, size_t most, const struct program **program, size_t *count, struct error *error)
{
    struct graph *graph = landscape->graph;
    const size_t n = landscape->dimension;
    struct collector collector = {.graph = graph, .terms = ARENA_NEW(arena, node_id, most), .factors = ARENA_NEW(arena, double, most), .most = most};
    collect(&collector, landscape->value);
    *count = collector.count;
    if (*count < 2)
        return error_set(error, ERROR_INVALID, "minibatches need a loss that is a finite sum, such as sum(i, 1, 20, (x - sin(i))^2)/20");
    if (*count > most)
        return error_set(error, ERROR_TOO_MUCH, "the loss is a sum of more than %zu terms", most);
    node_id sum = graph_number(graph, 0), *variables = ARENA_NEW(arena, node_id, n), *gradient = ARENA_NEW(arena, node_id, n);
    for (size_t k = 0; k < *count; k++) {
        const node_id term = graph_node(graph, OPERATION_MULTIPLY, graph_number(graph, collector.factors[k]), collector.terms[k], 0);
        const node_id weighted = graph_node(graph, OPERATION_MULTIPLY, graph_variable(graph, (uint32_t)(n + k)), term, 0);
        sum = graph_node(graph, OPERATION_ADD, sum, weighted, 0);
    }
    for (size_t i = 0; i < n; i++)
        variables[i] = graph_variable(graph, (uint32_t)i);
    graph_gradient(graph, sum, variables, n, gradient);
    if (!graph_check(graph, error))
        return false;
    *program = program_compile(arena, graph, gradient, n, n + *count);
    return true;
}

/* The r of a term r², written r^2, r·r or |r|²; false if it is none. */
static bool root_of(const struct graph *graph, node_id term, node_id *root)
{
    const struct node *node = &graph->nodes[term];
    const node_id a = node->operands[0], b = node->operands[1];
    const bool power = node->operation == OPERATION_POWER && graph->nodes[b].constant && graph->nodes[b].value == 2;
    *root = a;
    return power || (node->operation == OPERATION_MULTIPLY && a == b);
}

bool terms_squares(struct arena *arena, struct landscape *landscape, size_t most, node_id *triangle, struct error *error)
{
    enum { MOST_ENTRIES = 1 << 17 }; /* of all ∇r ∇rᵀ */
    struct graph *graph = landscape->graph;
    const size_t n = landscape->dimension, entries = n * (n + 1) / 2;
    struct collector collector = {.graph = graph, .terms = ARENA_NEW(arena, node_id, most), .factors = ARENA_NEW(arena, double, most), .most = most};
    collect(&collector, landscape->value);
    if (collector.count > most || collector.count * entries > MOST_ENTRIES)
        return error_set(error, ERROR_TOO_MUCH, "the loss is a sum of too many squares, or in too many dimensions, for levenberg_marquardt");
    node_id *variables = ARENA_NEW(arena, node_id, n), *slopes = ARENA_NEW(arena, node_id, n);
    for (size_t i = 0; i < n; i++)
        variables[i] = graph_variable(graph, (uint32_t)i);
    for (size_t i = 0; i < entries; i++)
        triangle[i] = graph_number(graph, 0);
    for (size_t k = 0; k < collector.count; k++) {
        node_id root;
        if (!(collector.factors[k] > 0) || !root_of(graph, collector.terms[k], &root))
            return error_set(error, ERROR_INVALID, "levenberg_marquardt wants a sum of squares, such as (x^2 + y - 11)^2 + (x + y^2 - 7)^2");
        graph_gradient(graph, root, variables, n, slopes);
        for (size_t i = 0, at = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++, at++) {
                const node_id entry = graph_node(graph, OPERATION_MULTIPLY, slopes[i], slopes[j], 0);
                const node_id weighted = graph_node(graph, OPERATION_MULTIPLY, graph_number(graph, 2 * collector.factors[k]), entry, 0);
                triangle[at] = graph_node(graph, OPERATION_ADD, triangle[at], weighted, 0);
            }
    }
    return graph_check(graph, error);
}

bool terms_squares_program(struct arena *arena, struct landscape *landscape, size_t most, const struct program **program, struct error *error)
{
    struct graph *graph = landscape->graph;
    const size_t n = landscape->dimension, triangle = n * (n + 1) / 2;
    node_id *variables = ARENA_NEW(arena, node_id, n), *outputs = ARENA_NEW(arena, node_id, 1 + n + triangle);
    if (!terms_squares(arena, landscape, most, outputs + 1 + n, error))
        return false;
    for (size_t i = 0; i < n; i++)
        variables[i] = graph_variable(graph, (uint32_t)i);
    outputs[0] = landscape->value;
    graph_gradient(graph, landscape->value, variables, n, outputs + 1);
    if (!graph_check(graph, error))
        return false;
    *program = program_compile(arena, graph, outputs, 1 + n + triangle, n);
    return true;
}
