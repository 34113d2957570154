/* Landscapes made of functions of one coordinate each. The critical points of a sum g(x) + h(y) are where both slopes are zero; those of a product
 * g(x)·h(y) where both slopes are zero, or both factors: ∇(g·h) = (g′·h, g·h′). So lists of one coordinate each make the whole list, and proofs of
 * them prove it. */
#include "analysis/stationary.h"

#include "base/contract.h"
#include "analysis/degree.h"
#include "expression/interval.h"

#include <math.h>
#include <string.h>

enum { MOST_LEAVES = 256, MOST_VISITS = 8 * MOST_LEAVES, MOST_DIMENSION = CRITICAL_MOST_DIMENSION };

/* What a coordinate's part is made of: terms times a number, or factors, as they are, inverse, or as exponents times a number. */
struct leaf {
    node_id node;
    size_t coordinate;
    double factor;
    bool exponential, inverse;
};

struct separable {
    struct stationary *search;
    stationary_find *find;
    struct graph *from, *graph; /* graph: the parts, all as functions of its variable 0 */
    uint16_t *below;            /* [nodes of from]: the coordinates below each node, as bits */
    struct leaf leaves[MOST_LEAVES];
    size_t count;
    size_t visits;                                /* of nodes on the way to the leaves, which bound the recursion's depth as well */
    bool product, negative;                       /* negative: and the product of the parts is −f but for a constant */
    node_id nodes[MOST_DIMENSION];                /* in graph */
    struct critical_points lists[MOST_DIMENSION]; /* of each part */
    struct critical_points zeros[2];              /* of a product: of each factor, as points */
};

static void find_below(struct separable *parts)
{
    const struct graph *graph = parts->from;
    parts->below = ARENA_NEW(parts->search->arena, uint16_t, graph->count);
    for (node_id id = 0; id < graph->count; id++) {
        const struct node *node = &graph->nodes[id];
        if (node->operation == OPERATION_VARIABLE)
            parts->below[id] = (uint16_t)(1u << (unsigned)node->value);
        for (int i = 0; i < operation_rows[node->operation].arity; i++)
            parts->below[id] |= parts->below[node->operands[i]];
    }
}

/* Whether at most one coordinate is below the node: then it is a leaf, unless it is a constant. */
static bool take_leaf(struct separable *parts, struct leaf leaf)
{
    const unsigned below = parts->below[leaf.node];
    if (below & (below - 1))
        return false;
    if (below == 0)
        return true;
    while (!(below >> leaf.coordinate & 1))
        leaf.coordinate++;
    if (parts->count < MOST_LEAVES)
        parts->leaves[parts->count] = leaf;
    parts->count++;
    return true;
}

/* Takes apart a sum; false if it is none of functions of one coordinate. */
static bool split_sum(struct separable *parts, node_id id, double factor, bool exponential, bool inverse)
{
    const struct node node = parts->from->nodes[id];
    const struct node *const first = &parts->from->nodes[node.operands[0]], *const second = &parts->from->nodes[node.operands[1]];
    if (parts->count > MOST_LEAVES || ++parts->visits > MOST_VISITS)
        return false;
    if (take_leaf(parts, (struct leaf){id, 0, factor, exponential, inverse}))
        return true;
    switch (node.operation) {
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
        return split_sum(parts, node.operands[0], factor, exponential, inverse) &&
               split_sum(parts, node.operands[1], node.operation == OPERATION_ADD ? factor : -factor, exponential, inverse);
    case OPERATION_NEGATE:
        return split_sum(parts, node.operands[0], -factor, exponential, inverse);
    case OPERATION_MULTIPLY:
        return first->constant    ? split_sum(parts, node.operands[1], factor * first->value, exponential, inverse)
               : second->constant ? split_sum(parts, node.operands[0], factor * second->value, exponential, inverse)
                                  : false;
    case OPERATION_DIVIDE:
        return second->constant && split_sum(parts, node.operands[0], factor / second->value, exponential, inverse);
    default:
        return false;
    }
}

/* The same of a product. Of constants only the sign matters. */
static bool split_product(struct separable *parts, node_id id, bool inverse)
{
    const struct node node = parts->from->nodes[id];
    if (node.constant) {
        parts->negative ^= node.value < 0;
        return node.value != 0;
    }
    if (parts->count > MOST_LEAVES || ++parts->visits > MOST_VISITS)
        return false;
    if (take_leaf(parts, (struct leaf){id, 0, 1, false, inverse}))
        return true;
    switch (node.operation) {
    case OPERATION_MULTIPLY:
    case OPERATION_DIVIDE:
        return split_product(parts, node.operands[0], inverse) &&
               split_product(parts, node.operands[1], node.operation == OPERATION_DIVIDE ? !inverse : inverse);
    case OPERATION_NEGATE:
        parts->negative = !parts->negative;
        return split_product(parts, node.operands[0], inverse);
    case OPERATION_EXP:
        return split_sum(parts, node.operands[0], 1, true, inverse);
    default:
        return false;
    }
}

/* The part of a coordinate as a node of the parts' graph; false if it has none. */
static bool compose(struct separable *parts, size_t coordinate)
{
    struct graph *graph = parts->graph;
    const node_id x = graph_variable(graph, 0);
    node_id variables[MOST_DIMENSION], whole = 0;
    bool any = false;
    for (size_t k = 0; k < MOST_DIMENSION; k++)
        variables[k] = x;
    for (size_t i = 0; i < parts->count; i++) {
        const struct leaf *leaf = &parts->leaves[i];
        node_id node;
        if (leaf->coordinate != coordinate)
            continue;
        graph_compose(graph, parts->from, &leaf->node, 1, variables, MOST_DIMENSION, &node);
        if (leaf->factor != 1)
            node = graph_node(graph, OPERATION_MULTIPLY, graph_number(graph, leaf->factor), node, 0);
        if (leaf->exponential)
            node = graph_node(graph, OPERATION_EXP, node, 0, 0);
        if (leaf->inverse)
            node = graph_node(graph, OPERATION_DIVIDE, graph_number(graph, 1), node, 0);
        whole = any ? graph_node(graph, parts->product ? OPERATION_MULTIPLY : OPERATION_ADD, whole, node, 0) : node;
        any = true;
    }
    parts->nodes[coordinate] = whole;
    return any && !graph->full;
}

/* Whether the landscape is a sum, or in the plane a product, of functions of one coordinate, each of which has one. */
static bool take_apart(struct separable *parts)
{
    const struct stationary *search = parts->search;
    find_below(parts);
    if (!split_sum(parts, search->landscape->value, 1, false, false)) {
        parts->count = parts->visits = 0;
        parts->product = true;
        if (search->dimension != 2 || !split_product(parts, search->landscape->value, false))
            return false;
    }
    for (size_t k = 0; k < search->dimension && parts->count <= MOST_LEAVES; k++)
        if (!compose(parts, k))
            return false;
    return parts->count <= MOST_LEAVES;
}

static struct landscape part_of(const struct separable *parts, size_t k)
{
    return (struct landscape){.dimension = 1, .graph = parts->graph, .domain = parts->search->landscape->domain + k, .value = parts->nodes[k]};
}

/* Whether a factor may be zero where its slope is: then there is a whole line of critical points. */
static bool touches_zero(struct separable *parts, size_t k)
{
    struct interval_program *program = interval_compile(parts->search->arena, parts->graph, &parts->nodes[k], 1, 1);
    for (size_t i = 0; i < parts->lists[k].count; i++) {
        const double x = parts->lists[k].items[i].at[0], reach = fmax(1e-8 * fabs(x), 1e-16 * parts->search->extent[k]);
        struct enclosure box = enclosure_between(x - reach, x + reach);
        struct enclosure value;
        interval_run(program, &box, &value);
        if (enclosure_holds(&value, 0))
            return true;
    }
    return false;
}

/* Where a factor is zero: where a landscape with this slope would be critical. Its value does not matter. */
static bool find_zeros(struct separable *parts, size_t k, struct error *error)
{
    struct landscape landscape = part_of(parts, k);
    const node_id x = graph_variable(parts->graph, 0);
    node_id slope;
    graph_gradient(parts->graph, parts->nodes[k], &x, 1, &slope);
    landscape.value = graph_number(parts->graph, 0);
    landscape.gradient = &parts->nodes[k];
    landscape.hessian = &slope;
    return parts->find(parts->search->arena, &landscape, (const double(*)[2])landscape.domain, &parts->zeros[k], error);
}

static bool is_usable(const struct critical_points *list)
{
    return list->complete != CRITICAL_INCOMPLETE && !list->undefined && !list->flat;
}

/* The lists of all parts; *usable is whether they make the whole list. */
static bool find_lists(struct separable *parts, bool *usable, struct error *error)
{
    const struct stationary *search = parts->search;
    *usable = true;
    for (size_t k = 0; k < search->dimension && *usable; k++) {
        struct landscape landscape = part_of(parts, k);
        size_t same = 0;
        while (parts->nodes[same] != parts->nodes[k] || memcmp(landscape.domain, search->landscape->domain + same, sizeof *landscape.domain))
            same++;
        if (same < k)
            parts->lists[k] = parts->lists[same];
        else if (!parts->find(search->arena, &landscape, (const double(*)[2])landscape.domain, &parts->lists[k], error))
            return false;
        *usable = is_usable(&parts->lists[k]) && !(parts->product && touches_zero(parts, k));
        if (!parts->product || !*usable)
            continue;
        if (same < k)
            parts->zeros[k] = parts->zeros[same];
        else if (!find_zeros(parts, k, error))
            return false;
        *usable = is_usable(&parts->zeros[k]);
    }
    return true;
}

/* How many points the lists make together; more than are kept count as one more than these. */
static size_t combinations(const struct separable *parts, const struct critical_points *lists)
{
    size_t count = 1;
    for (size_t k = 0; k < parts->search->dimension; k++)
        count = lists[k].count > CRITICAL_MOST_POINTS / (count ? count : 1) ? CRITICAL_MOST_POINTS + 1 : count * lists[k].count;
    return count;
}

static void add_combinations(const struct separable *parts, const struct critical_points *lists, size_t count)
{
    const size_t n = parts->search->dimension;
    double *at[MOST_DIMENSION];
    for (size_t k = 0; k < n; k++)
        at[k] = ARENA_NEW(parts->search->arena, double, count + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0, rest = i; k < n; rest /= lists[k].count, k++)
            at[k][i] = lists[k].items[rest % lists[k].count].at[0];
    stationary_add(parts->search, (const double *const *)at, count, false);
}

static const struct critical_point *item_at(const struct critical_points *list, double x)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].at[0] == x)
            return &list->items[i];
    return NULL;
}

/* A minimum along each coordinate is a minimum, and so on. A minimum along one by a maximum along another is a saddle if the Hessian is regular or there is
 * none: it is the diagonal matrix of those of the coordinates, at a point of a product up to their signs. Along a coordinate that a negative factor multiplies, kinds are turned over. */
static void resolve(const struct separable *parts, struct stationary_point *point)
{
    const size_t n = parts->search->dimension;
    size_t minima = 0, maxima = 0;
    int index = 1;
    bool smooth = true, curved = true, corner = false;
    double values[MOST_DIMENSION];
    const struct critical_point *items[MOST_DIMENSION];
    for (size_t k = 0; k < n; k++) {
        items[k] = item_at(&parts->lists[k], point->point.at[k]);
        if (!items[k])
            return; /* where both factors are zero */
        values[k] = items[k]->value;
    }
    for (size_t k = 0; k < n; k++) {
        const bool turned = parts->product && (values[1 - k] < 0) != parts->negative;
        minima += items[k]->kind == (turned ? CRITICAL_MAXIMUM : CRITICAL_MINIMUM);
        maxima += items[k]->kind == (turned ? CRITICAL_MINIMUM : CRITICAL_MAXIMUM);
        index *= turned ? -items[k]->index : items[k]->index;
        smooth = smooth && items[k]->smooth;
        curved = curved && items[k]->curved;
        corner = corner || items[k]->corner;
    }
    point->resolved = true;
    point->point.curved = curved;
    point->point.corner = corner;
    point->point.smooth = smooth;
    point->point.index = index;
    point->point.kind = minima == n                                   ? CRITICAL_MINIMUM
                        : maxima == n                                 ? CRITICAL_MAXIMUM
                        : minima + maxima == n && (curved || !smooth) ? CRITICAL_SADDLE
                        : corner                                      ? CRITICAL_NONE
                                                                      : CRITICAL_DEGENERATE;
    point->point.negative = minima + maxima == n && (minima == n || maxima == n || curved) ? (int)maxima : -1;
}

/* What is known of the whole list from those of the parts. */
static void conclude(const struct separable *parts, size_t expected)
{
    struct stationary *search = parts->search;
    const char *made = parts->product ? "product" : "sum";
    for (size_t k = 0; k < search->dimension; k++) /* where it may be critical all along the other coordinates, as doubles have it */
        search->level = search->level || parts->lists[k].level;
    for (size_t k = 0; k < search->dimension && !search->evidence; k++) {
        const bool listed = parts->lists[k].complete == CRITICAL_PROVED;
        if (listed && (!parts->product || parts->zeros[k].complete == CRITICAL_PROVED))
            continue;
        const char *evidence = listed ? parts->zeros[k].evidence : parts->lists[k].evidence;
        CONTRACT(evidence); /* of a list that is not proved */
        search->undecided_cells++;
        search->evidence = arena_format(search->arena, "it is a %s of functions of one coordinate each, and %s coordinate %zu %s", made,
                                        listed ? "of the zeros along" : "along", k + 1, evidence);
    }
    if (search->dimension > 2)
        search->degree_known = degree_count(search->arena, search->landscape, &search->degree);
    search->made = expected;
}

bool stationary_search_parts(struct stationary *search, stationary_find *find, struct error *error)
{
    struct separable *parts = ARENA_NEW(search->arena, struct separable, 1);
    *parts = (struct separable){.search = search, .find = find, .from = search->landscape->graph, .graph = graph_create(search->arena)};
    bool usable;
    if (!take_apart(parts))
        return true;
    if (!find_lists(parts, &usable, error))
        return false;
    const size_t critical = usable ? combinations(parts, parts->lists) : 0, zeros = usable && parts->product ? combinations(parts, parts->zeros) : 0;
    if (!usable || critical + zeros > CRITICAL_MOST_POINTS)
        return true;
    search->apart = true;
    search->count = search->unsure_count = 0; /* what is known is found again, more accurately */
    add_combinations(parts, parts->lists, critical);
    if (parts->product)
        add_combinations(parts, parts->zeros, zeros);
    size_t none = 0; /* of corners with a point of inflection along another coordinate */
    for (size_t i = search->count; i-- > 0;) {
        if (!search->points[i]->sure)
            resolve(parts, search->points[i]);
        if (critical_kind_listed(search->points[i]->point.kind))
            continue;
        stationary_take_out(search, i);
        none++;
    }
    conclude(parts, critical + zeros - none);
    return true;
}
