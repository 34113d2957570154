/* A Hessian that falls into blocks, of coordinates that it does not join to the others: each is bounded for itself, over a box of fewer dimensions. */
#include "analysis/convexity_parts.h"

/* The coordinates, by their bits, that the Hessian joins to this one, be it by way of others. */
static unsigned joined(const struct judge *judge, size_t coordinate)
{
    const struct landscape *landscape = judge->landscape;
    unsigned block = 1U << coordinate, before = 0;
    while (block != before) {
        before = block;
        for (size_t i = 0; i < judge->n; i++)
            for (size_t j = 0; j < i; j++) {
                const struct node *entry = &landscape->graph->nodes[landscape->hessian[i * (i + 1) / 2 + j]];
                if (!(entry->constant && entry->value == 0) && (block >> i | block >> j) & 1)
                    block |= 1U << i | 1U << j;
            }
    }
    return block;
}

/* The same of the coordinates of a block alone, the others being at rest anywhere: what the Hessian does not join to them says nothing of them. */
static bool bound_block(const struct judge *judge, unsigned block)
{
    struct arena *arena = judge->arena;
    struct graph *graph = graph_create(arena);
    struct landscape *landscape = ARENA_NEW(arena, struct landscape, 1);
    double(*box)[2] = (double(*)[2])ARENA_NEW(arena, double, 2 * MOST);
    node_id variables[MOST];
    struct error error = {0};
    *landscape = *judge->landscape;
    landscape->graph = graph;
    landscape->gradient = landscape->hessian = NULL;
    landscape->dimension = 0;
    for (size_t k = 0; k < judge->n; k++) {
        const double low = judge->box[k][0], high = judge->box[k][1];
        const bool own = block >> k & 1;
        box[landscape->dimension][0] = low;
        box[landscape->dimension][1] = high;
        variables[k] = own ? graph_variable(graph, (uint32_t)landscape->dimension) : graph_number(graph, low / 2 + high / 2);
        landscape->dimension += own;
    }
    graph_compose(graph, judge->landscape->graph, &judge->landscape->value, 1, variables, judge->n, &landscape->value);
    if (!landscape_differentiate(landscape, 2, &error))
        return false;
    struct judge other = convexity_judge_of(arena, landscape, (const double(*)[2])box);
    return convexity_bound_least(&other) >= 0 || convexity_bound_together(&other);
}

bool convexity_bound_touching(struct judge *judge)
{
    unsigned open = (1U << judge->n) - 1;
    const bool whole = joined(judge, 0) == open;
    bool proved = !whole;
    for (size_t k = 0; k < judge->n && proved; k++)
        if (open >> k & 1) {
            const unsigned block = joined(judge, k);
            open &= ~block;
            proved = bound_block(judge, block);
        }
    return proved || convexity_bound_together(judge);
}
