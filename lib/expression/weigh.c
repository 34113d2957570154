/* A weight goes to both terms of a sum, to one factor of a product, and by its n-th root into the base of a power n. */
#include "expression/weigh.h"

enum { MOST_VISITS = 4000, MOST_DEPTH = 200 };
static const double high_power = 8; /* from here on powers overflow where their bases are of ordinary size */

struct weighing {
    struct graph *graph; /* is added to by weigh alone */
    size_t visits;       /* expressions in which parts occur many times are given up rather than written out */
};

static const struct node *at(const struct weighing *weighing, node_id id)
{
    return &weighing->graph->nodes[id];
}

static bool is(const struct weighing *weighing, node_id id, enum operation operation)
{
    return at(weighing, id)->operation == operation && !at(weighing, id)->constant;
}

static bool takes(struct weighing *weighing, node_id id, int depth);

/* c^u with a constant c above 0. */
static bool is_exponential(const struct weighing *weighing, const struct node *power)
{
    const struct node *base = at(weighing, power->operands[0]);
    return base->constant && base->value > 0;
}

static bool power_takes(struct weighing *weighing, const struct node *node, int depth)
{
    const struct node *power = at(weighing, node->operands[1]);
    if (is_exponential(weighing, node))
        return true;
    return power->constant && power->value > 0 && (power->value >= high_power || takes(weighing, node->operands[0], depth + 1));
}

/* Whether a weight reaches an exponential or a high power. */
static bool takes(struct weighing *weighing, node_id id, int depth)
{
    const struct node *node = at(weighing, id);
    if (++weighing->visits > MOST_VISITS || depth > MOST_DEPTH || node->constant)
        return false;
    const node_id a = node->operands[0], b = node->operands[1], c = node->operands[2];
    switch (node->operation) {
    case OPERATION_EXP:
    case OPERATION_EXP2:
    case OPERATION_EXPM1:
    case OPERATION_SINH:
    case OPERATION_COSH:
        return true;
    case OPERATION_NEGATE:
    case OPERATION_ABS:
    case OPERATION_RELU:
    case OPERATION_SQRT:
        return takes(weighing, a, depth + 1);
    case OPERATION_DIVIDE:
        return is(weighing, b, OPERATION_EXP) || takes(weighing, a, depth + 1);
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
    case OPERATION_MULTIPLY:
    case OPERATION_CHAIN:
    case OPERATION_MAX:
    case OPERATION_MIN:
        return takes(weighing, a, depth + 1) || takes(weighing, b, depth + 1);
    case OPERATION_WHERE:
        return takes(weighing, b, depth + 1) || takes(weighing, c, depth + 1);
    case OPERATION_POWER:
        return power_takes(weighing, node, depth);
    default:
        return false;
    }
}

static node_id two(const struct weighing *weighing, enum operation operation, node_id a, node_id b)
{
    return graph_node(weighing->graph, operation, a, b, 0);
}

static node_id one(const struct weighing *weighing, enum operation operation, node_id a)
{
    return graph_node(weighing->graph, operation, a, 0, 0);
}

static node_id number(const struct weighing *weighing, double value)
{
    return graph_number(weighing->graph, value);
}

static node_id exponential(const struct weighing *weighing, node_id a, node_id logarithm)
{
    return one(weighing, OPERATION_EXP, two(weighing, OPERATION_ADD, a, logarithm));
}

static node_id plainly(const struct weighing *weighing, node_id id, node_id logarithm)
{
    return two(weighing, OPERATION_MULTIPLY, id, one(weighing, OPERATION_EXP, logarithm));
}

static node_id weigh(struct weighing *weighing, node_id id, node_id logarithm, int depth);

/* A product: exponentials in it go to the weight, which goes to the first other factor that takes it. */
static node_id weigh_product(struct weighing *weighing, node_id id, node_id logarithm, int depth)
{
    const struct node node = *at(weighing, id);
    const bool divided = node.operation == OPERATION_DIVIDE;
    const enum operation operation = (enum operation)node.operation;
    const node_id a = node.operands[0], b = node.operands[1];
    if (is(weighing, b, OPERATION_EXP))
        return weigh(weighing, a, two(weighing, divided ? OPERATION_SUBTRACT : OPERATION_ADD, logarithm, at(weighing, b)->operands[0]), depth + 1);
    if (is(weighing, a, OPERATION_EXP) && !divided)
        return weigh(weighing, b, two(weighing, OPERATION_ADD, logarithm, at(weighing, a)->operands[0]), depth + 1);
    const bool left = takes(weighing, a, depth + 1), right = !divided && takes(weighing, b, depth + 1);
    if (left && right) {
        const node_id half = two(weighing, OPERATION_MULTIPLY, number(weighing, 0.5), logarithm);
        return two(weighing, operation, weigh(weighing, a, half, depth + 1), weigh(weighing, b, half, depth + 1));
    }
    if (right)
        return two(weighing, operation, a, weigh(weighing, b, logarithm, depth + 1));
    return two(weighing, operation, weigh(weighing, a, logarithm, depth + 1), b);
}

/* e^u − 1 and its like: by exponentials where these are far apart, by the function itself where they cancel. */
static node_id weigh_difference(struct weighing *weighing, node_id id, node_id logarithm)
{
    const struct node node = *at(weighing, id);
    const bool hyperbolic = node.operation == OPERATION_SINH;
    const node_id a = node.operands[0], other = hyperbolic ? two(weighing, OPERATION_SUBTRACT, logarithm, a) : logarithm,
                  near = two(weighing, OPERATION_LESS, one(weighing, OPERATION_ABS, a), number(weighing, 1)),
                  difference = two(weighing, OPERATION_SUBTRACT, exponential(weighing, a, logarithm), one(weighing, OPERATION_EXP, other)),
                  far = hyperbolic ? two(weighing, OPERATION_MULTIPLY, number(weighing, 0.5), difference) : difference;
    return graph_node(weighing->graph, OPERATION_WHERE, near, plainly(weighing, id, logarithm), far);
}

static node_id weigh_power(struct weighing *weighing, node_id id, node_id logarithm, int depth)
{
    const struct node node = *at(weighing, id);
    const node_id base = node.operands[0], power = node.operands[1];
    if (!power_takes(weighing, &node, depth))
        return plainly(weighing, id, logarithm);
    if (is_exponential(weighing, &node))
        return exponential(weighing, two(weighing, OPERATION_MULTIPLY, power, one(weighing, OPERATION_LOG, base)), logarithm);
    if (is(weighing, base, OPERATION_EXP))
        return exponential(weighing, two(weighing, OPERATION_MULTIPLY, power, at(weighing, base)->operands[0]), logarithm);
    const node_id part = two(weighing, OPERATION_DIVIDE, logarithm, power);
    return two(weighing, OPERATION_POWER, weigh(weighing, base, part, depth + 1), power);
}

static node_id weigh(struct weighing *weighing, node_id id, node_id logarithm, int depth)
{
    const struct node node = *at(weighing, id);
    const node_id a = node.operands[0], b = node.operands[1], c = node.operands[2];
    if (++weighing->visits > MOST_VISITS || depth > MOST_DEPTH || node.constant)
        return plainly(weighing, id, logarithm);
    switch (node.operation) {
    case OPERATION_EXP:
        return exponential(weighing, a, logarithm);
    case OPERATION_EXP2:
        return exponential(weighing, two(weighing, OPERATION_MULTIPLY, number(weighing, 0.6931471805599453), a), logarithm);
    case OPERATION_EXPM1:
    case OPERATION_SINH:
        return weigh_difference(weighing, id, logarithm);
    case OPERATION_COSH:
        return two(weighing, OPERATION_MULTIPLY, number(weighing, 0.5),
                   two(weighing, OPERATION_ADD, exponential(weighing, a, logarithm),
                       one(weighing, OPERATION_EXP, two(weighing, OPERATION_SUBTRACT, logarithm, a))));
    case OPERATION_NEGATE:
    case OPERATION_ABS:
    case OPERATION_RELU:
        return one(weighing, (enum operation)node.operation, weigh(weighing, a, logarithm, depth + 1));
    case OPERATION_SQRT:
        return one(weighing, OPERATION_SQRT, weigh(weighing, a, two(weighing, OPERATION_MULTIPLY, number(weighing, 2), logarithm), depth + 1));
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
    case OPERATION_MAX:
    case OPERATION_MIN:
        return two(weighing, (enum operation)node.operation, weigh(weighing, a, logarithm, depth + 1), weigh(weighing, b, logarithm, depth + 1));
    case OPERATION_WHERE:
        return graph_node(weighing->graph, OPERATION_WHERE, a, weigh(weighing, b, logarithm, depth + 1), weigh(weighing, c, logarithm, depth + 1));
    case OPERATION_MULTIPLY:
    case OPERATION_CHAIN:
    case OPERATION_DIVIDE:
        return weigh_product(weighing, id, logarithm, depth);
    case OPERATION_POWER:
        return weigh_power(weighing, id, logarithm, depth);
    default:
        return plainly(weighing, id, logarithm);
    }
}

bool graph_takes_weight(const struct graph *graph, node_id root)
{
    struct weighing weighing = {.graph = (struct graph *)graph};
    return takes(&weighing, root, 0);
}

node_id graph_weigh(struct graph *graph, node_id root, node_id logarithm)
{
    struct weighing weighing = {.graph = graph};
    return weigh(&weighing, root, logarithm, 0);
}
