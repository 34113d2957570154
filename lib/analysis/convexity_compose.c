/* Shapes are worked out node by node, from the variables up. */
#include "analysis/convexity.h"

#include "expression/interval.h"

#include <math.h>

/* What is known of a node over the box. An affine one is both; a positive one whose logarithm is convex is convex itself; a sum of squares of convex magnitudes
 * has a convex root (a norm), and is convex over what is positive and concave. */
struct shape {
    bool convex, concave, log_convex, squares;
    bool kinked; /* it has an operation whose slope or curvature may jump or grow without bound */
    struct enclosure range;
};

static bool is_affine(const struct shape *shape)
{
    return shape->convex && shape->concave;
}

static struct shape turned(struct shape shape)
{
    return (struct shape){.convex = shape.concave, .concave = shape.convex};
}

/* The shape times a constant. */
static struct shape scaled(struct shape shape, double factor)
{
    struct shape result = factor < 0 ? turned(shape) : shape;
    result.log_convex = shape.log_convex && factor > 0;
    result.squares = shape.squares && factor >= 0;
    return factor == 0 ? (struct shape){.convex = true, .concave = true, .squares = true} : result;
}

/* A convex function of the shape that falls up to 0 and rises from there, as squares and magnitudes. */
static bool is_convex_as_even(const struct shape *shape)
{
    return is_affine(shape) || (shape->convex && shape->range.low >= 0) || (shape->concave && shape->range.high <= 0);
}

/* The shape to a constant power. */
static struct shape power(const struct shape *base, double exponent)
{
    const bool whole = exponent == floor(exponent), even = whole && fmod(exponent, 2) == 0;
    struct shape result = {.log_convex = (base->log_convex && exponent > 0) || (base->concave && base->range.low > 0 && exponent < 0)};
    result.convex = (even && exponent >= 2 && is_convex_as_even(base)) || (exponent >= 1 && base->convex && base->range.low >= 0);
    result.concave = exponent > 0 && exponent <= 1 && base->concave && base->range.low >= 0;
    result.squares = exponent == 2 && is_convex_as_even(base);
    return exponent == 1 ? *base : result;
}

static struct shape product(const struct graph *graph, const struct node *node, const struct shape *a, const struct shape *b)
{
    const struct node *first = &graph->nodes[node->operands[0]], *second = &graph->nodes[node->operands[1]];
    if (node->operands[0] == node->operands[1])
        return power(a, 2);
    if (first->constant && isfinite(first->value))
        return scaled(*b, first->value);
    if (second->constant && isfinite(second->value))
        return scaled(*a, second->value);
    return (struct shape){.log_convex = a->log_convex && b->log_convex};
}

static struct shape quotient(const struct graph *graph, const struct node *node, const struct shape *a, const struct shape *b)
{
    const struct node *first = &graph->nodes[node->operands[0]], *second = &graph->nodes[node->operands[1]];
    const bool falls = b->concave && b->range.low > 0; /* 1/b is log-convex */
    if (second->constant && isfinite(second->value) && second->value != 0)
        return scaled(*a, second->value < 0 ? -1 : 1);
    if (first->constant && falls)
        return scaled((struct shape){.convex = true, .log_convex = true}, first->value);
    return (struct shape){.convex = a->squares && falls, .log_convex = a->log_convex && falls};
}

/* Operations of two operands but those above. */
static struct shape pair(enum operation operation, const struct shape *a, const struct shape *b)
{
    switch (operation) {
    case OPERATION_ADD:
        return (struct shape){.convex = a->convex && b->convex,
                              .concave = a->concave && b->concave,
                              .log_convex = a->log_convex && b->log_convex,
                              .squares = a->squares && b->squares};
    case OPERATION_SUBTRACT:
        return (struct shape){.convex = a->convex && b->concave, .concave = a->concave && b->convex};
    case OPERATION_MAX:
        return (struct shape){.convex = a->convex && b->convex, .log_convex = a->log_convex && b->log_convex};
    case OPERATION_MIN:
        return (struct shape){.concave = a->concave && b->concave};
    case OPERATION_LOG_ADD_EXP:
        return (struct shape){.convex = a->convex && b->convex};
    case OPERATION_HYPOT:
        return (struct shape){.convex = is_convex_as_even(a) && is_convex_as_even(b)};
    default:
        return (struct shape){0};
    }
}

static struct shape single(enum operation operation, const struct shape *a)
{
    switch (operation) {
    case OPERATION_NEGATE:
        return turned(*a);
    case OPERATION_EXP:
    case OPERATION_EXP2:
        return (struct shape){.log_convex = a->convex};
    case OPERATION_EXPM1:
    case OPERATION_RELU:
    case OPERATION_SOFTPLUS:
        return (struct shape){.convex = a->convex};
    case OPERATION_LOG:
    case OPERATION_LOG2:
    case OPERATION_LOG10:
        return (struct shape){.convex = a->log_convex, .concave = a->concave};
    case OPERATION_LOG1P:
        return (struct shape){.concave = a->concave};
    case OPERATION_SQRT:
        return (struct shape){.convex = a->squares, .concave = a->concave, .log_convex = a->log_convex};
    case OPERATION_ABS:
    case OPERATION_LOG_COSH:
        return (struct shape){.convex = is_convex_as_even(a)};
    case OPERATION_COSH:
        return (struct shape){.log_convex = is_convex_as_even(a)};
    default:
        return (struct shape){0};
    }
}

static struct shape shape_of(const struct graph *graph, node_id id, const struct shape *shapes)
{
    const struct node *node = &graph->nodes[id];
    if (node->operation == OPERATION_VARIABLE || node->constant)
        return (struct shape){
            .convex = true, .concave = true, .log_convex = node->constant && node->value > 0, .squares = node->constant && node->value >= 0};
    const struct shape *a = &shapes[node->operands[0]], *b = &shapes[node->operands[1]];
    if (operation_rows[node->operation].arity == 1)
        return single(node->operation, a);
    switch (node->operation) {
    case OPERATION_MULTIPLY:
        return product(graph, node, a, b);
    case OPERATION_DIVIDE:
        return quotient(graph, node, a, b);
    case OPERATION_POWER:
        if (graph->nodes[node->operands[1]].constant)
            return power(a, graph->nodes[node->operands[1]].value);
        return (struct shape){.log_convex = graph->nodes[node->operands[0]].constant && graph->nodes[node->operands[0]].value > 0 && is_affine(b)};
    default:
        return pair(node->operation, a, b);
    }
}

static bool has_kink(const struct graph *graph, const struct node *node)
{
    switch (node->operation) {
    case OPERATION_ABS:
    case OPERATION_RELU:
    case OPERATION_MAX:
    case OPERATION_MIN:
    case OPERATION_HYPOT:
    case OPERATION_SQRT:
        return true;
    case OPERATION_POWER:
        return !graph->nodes[node->operands[1]].constant || graph->nodes[node->operands[1]].value != floor(graph->nodes[node->operands[1]].value);
    default:
        return false;
    }
}

/* Of the nodes up to the landscape's value, by their numbers. */
static struct shape *find_shapes(struct arena *arena, const struct landscape *landscape, const double (*box)[2])
{
    const struct graph *graph = landscape->graph;
    const size_t n = landscape->dimension, count = (size_t)landscape->value + 1;
    struct shape *shapes = ARENA_NEW(arena, struct shape, count);
    node_id *nodes = ARENA_NEW(arena, node_id, count);
    struct enclosure *sides = ARENA_NEW(arena, struct enclosure, n), *ranges = ARENA_NEW(arena, struct enclosure, count);
    for (size_t i = 0; i < count; i++)
        nodes[i] = (node_id)i;
    for (size_t k = 0; k < n; k++)
        sides[k] = enclosure_between(box[k][0], box[k][1]);
    interval_run(interval_compile(arena, graph, nodes, count, n), sides, ranges);
    for (node_id id = 0; id < count; id++) {
        const struct node *node = &graph->nodes[id];
        struct shape shape = ranges[id].partial || enclosure_empty(&ranges[id]) ? (struct shape){0} : shape_of(graph, id, shapes);
        shape.convex = shape.convex || shape.log_convex;
        shape.range = ranges[id];
        shape.kinked = has_kink(graph, node);
        for (int i = 0; i < operation_rows[node->operation].arity; i++)
            shape.kinked = shape.kinked || shapes[node->operands[i]].kinked;
        shapes[id] = shape;
    }
    return shapes;
}

/* A term of the sum, and its sign. */
struct term {
    node_id node;
    bool negative;
};

/* The terms that a sum, a difference or a negative is of: how many; 0 of others, which are terms themselves. */
static size_t split(const struct node *node, bool negative, struct term terms[2])
{
    const enum operation operation = node->operation;
    if (node->constant || (operation != OPERATION_ADD && operation != OPERATION_SUBTRACT && operation != OPERATION_NEGATE))
        return 0;
    terms[0] = (struct term){node->operands[0], negative != (operation == OPERATION_NEGATE)};
    terms[1] = (struct term){node->operands[1], negative != (operation == OPERATION_SUBTRACT)};
    return operation == OPERATION_NEGATE ? 1 : 2;
}

/* The sum without those terms that are convex and have corners; null if there are none. */
static struct landscape *leave_out(struct arena *arena, const struct landscape *landscape, const struct shape *shapes)
{
    struct graph *graph = landscape->graph;
    const size_t most = (size_t)landscape->value + 2; /* what is a term many times over, by way of sums of itself, is not split */
    struct term *open = ARENA_NEW(arena, struct term, most + 2);
    size_t count = 1, taken = 0;
    bool fewer = false;
    node_id sum = graph_number(graph, 0);
    open[0].node = landscape->value;
    while (count && taken++ <= most) {
        const struct term term = open[--count];
        const struct shape *shape = &shapes[term.node];
        const size_t parts = split(&graph->nodes[term.node], term.negative, open + count);
        count += parts;
        if (parts)
            continue;
        if (shape->kinked && (term.negative ? shape->concave : shape->convex))
            fewer = true;
        else
            sum = graph_node(graph, term.negative ? OPERATION_SUBTRACT : OPERATION_ADD, sum, term.node, 0);
    }
    if (count || !fewer)
        return NULL;
    struct landscape *rest = ARENA_NEW(graph->arena, struct landscape, 1);
    *rest = *landscape;
    rest->value = sum;
    rest->gradient = rest->hessian = NULL;
    return rest;
}

struct landscape *convexity_compose(struct arena *arena, const struct landscape *landscape, const double (*box)[2], bool *convex, bool *concave)
{
    const struct shape *shapes = find_shapes(arena, landscape, box);
    *convex = shapes[landscape->value].convex;
    *concave = shapes[landscape->value].concave;
    return leave_out(arena, landscape, shapes);
}
