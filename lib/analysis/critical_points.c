/* Has the box searched, counts in a second way, and says what the two are worth together. */
#include "analysis/critical_points.h"

#include "analysis/stationary.h"
#include "analysis/winding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Operations that the cells may take, each some 30 ns: about as long as the search by Newton's method. */
static const double cells_budget = 1e6;

const char *critical_completeness_name(enum critical_completeness completeness)
{
    static const char *const names[] = {"no", "not_contradicted", "proved"};
    return names[completeness];
}

/* Whether the point is in the box, which it is brought into if it is out by rounding. */
static bool inside(const double (*box)[2], size_t n, double *at)
{
    for (size_t k = 0; k < n; k++) {
        const double slack = 1e-12 * (box[k][1] - box[k][0]);
        if (!(at[k] >= box[k][0] - slack && at[k] <= box[k][1] + slack))
            return false;
    }
    for (size_t k = 0; k < n; k++)
        at[k] = fmin(fmax(at[k], box[k][0]), box[k][1]);
    return true;
}

static int by_value(const void *a, const void *b)
{
    const struct critical_point *p = a, *q = b;
    const double keys[3][2] = {{p->value, q->value}, {p->at[0], q->at[0]}, {p->at[1], q->at[1]}};
    for (int i = 0; i < 3; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

/* The winding number round the box, where it is certain. */
static void count_turns(struct stationary *search, const double (*box)[2], struct critical_points *found)
{
    const struct landscape *landscape = search->landscape;
    const node_id nodes[3] = {landscape->value, landscape->gradient[0], landscape->gradient[1]};
    struct rectangle rim = {{box[0][0], box[1][0]}, {box[0][1], box[1][1]}, 0, false};
    winding_count(interval_compile(search->arena, landscape->graph, nodes, 3, 2), &rim);
    found->counted = rim.turns;
    found->counted_known = rim.known;
}

static const char *share_open(const struct stationary *search)
{
    const double percent = 100 * search->undecided;
    return percent < 1e-3 ? "less than 0.001 %" : arena_format(search->arena, percent < 1 ? "%.1g %%" : "%.0f %%", percent);
}

static const char *signed_text(struct arena *arena, long number)
{
    return arena_format(arena, "%s%ld", number < 0 ? "−" : "", labs(number));
}

/* What the cells and the count make of the list. */
static void conclude(struct stationary *search, struct critical_points *found)
{
    struct arena *arena = search->arena;
    long indices = 0, changes = 0;
    for (size_t i = 0; i < found->count; i++) {
        indices += found->items[i].index;
        changes += labs(found->items[i].index);
    }
    const bool plane = search->dimension == 2, proved = search->undecided_cells == 0;
    if (!plane) {
        found->counted = changes;
        found->counted_known = proved && !found->flat && !found->overfull;
    }
    found->complete = CRITICAL_NOT_CONTRADICTED;
    if (found->overfull || found->flat) {
        found->complete = CRITICAL_INCOMPLETE;
        found->evidence = found->overfull ? "there are more points than one search keeps: a smaller box shows them all"
                                          : "on some stretches the gradient is zero throughout: their points are not listed";
    } else if (proved) {
        found->complete = CRITICAL_PROVED;
        found->evidence = "interval arithmetic proves that each part of the box holds exactly one of these points or none";
    } else if (plane && found->counted_known && !found->chain_count && indices != found->counted) {
        found->complete = CRITICAL_INCOMPLETE;
        found->evidence = arena_format(arena, "the indices of the points sum to %s, but the winding number of the gradient round the box is %s",
                                       signed_text(arena, indices), signed_text(arena, found->counted));
    } else if (plane && found->counted_known && !found->chain_count) {
        found->evidence = arena_format(arena,
                                       "the indices of the points sum to %s, as the winding number of the gradient round the box demands; interval "
                                       "arithmetic leaves %s of the box open",
                                       signed_text(arena, indices), share_open(search));
    } else {
        found->evidence = arena_format(arena, "interval arithmetic leaves %s of the box open, %s", share_open(search),
                                       search->level ? "where doubles partly do not tell the values apart" : "and nothing more was found there");
    }
}

static void collect(struct stationary *search, const double (*box)[2], struct critical_points *found)
{
    const size_t n = search->dimension;
    *found = (struct critical_points){.items = ARENA_NEW(search->arena, struct critical_point, search->count),
                                      .chains = search->chains,
                                      .chain_count = search->chain_count,
                                      .flat = search->flat,
                                      .overfull = search->overfull};
    for (size_t i = 0; i < search->count; i++)
        if (inside(box, n, search->points[i].point.at))
            found->items[found->count++] = search->points[i].point;
    qsort(found->items, found->count, sizeof *found->items, by_value);
    if (n == 2)
        count_turns(search, box, found);
    conclude(search, found);
}

/* Whether there is a gradient anywhere in the box, as far as points spread over it tell. */
static bool defined_somewhere(struct stationary *search, const double (*box)[2])
{
    enum { POINTS = 1024 };
    static const double strides[2] = {0.6180339887498949, 0.7548776662466927}; /* of the golden ratio and the plastic number */
    const struct landscape *landscape = search->landscape;
    const node_id nodes[2] = {landscape->value, landscape->gradient[0]};
    const struct program *slope = program_compile(search->arena, landscape->graph, nodes, 2, search->dimension);
    double *numbers = ARENA_NEW(search->arena, double, 4 * POINTS), *const inputs[2] = {numbers, numbers + POINTS};
    double *const outputs[2] = {numbers + 2 * POINTS, numbers + 3 * POINTS};
    for (size_t k = 0; k < search->dimension; k++)
        for (size_t i = 0; i < POINTS; i++)
            inputs[k][i] = box[k][0] + (box[k][1] - box[k][0]) * fmod(((double)i + 0.5) * strides[k], 1);
    program_run(slope, workspace_create(search->arena, slope), (const double *const *)inputs, outputs, POINTS);
    for (size_t i = 0; i < POINTS; i++)
        if (isfinite(outputs[0][i]) && isfinite(outputs[1][i]))
            return true;
    return false;
}

/* The catalogue's known minimizers that lie in the box: in a box with more points than are found they should not be missing. */
static void add_known(struct stationary *search, const double (*box)[2])
{
    const size_t n = search->dimension;
    double value, *points;
    size_t count, kept = 0;
    if (!landscape_minimum(search->arena, search->landscape, &value, &points, &count))
        return;
    double *x = ARENA_NEW(search->arena, double, count), *y = ARENA_NEW(search->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        double at[2] = {points[n * i], n == 2 ? points[n * i + 1] : 0};
        if (!inside(box, n, at))
            continue;
        x[kept] = at[0];
        y[kept++] = at[1];
    }
    stationary_add(search, x, n == 2 ? y : NULL, kept, true);
}

bool critical_points_find(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                          struct error *error)
{
    if (!landscape_differentiate(landscape, 2, error))
        return false;
    struct landscape boxed = *landscape;
    const size_t n = landscape->dimension;
    boxed.domain = arena_allocate(arena, n, sizeof *boxed.domain);
    memcpy(boxed.domain, box, n * sizeof *boxed.domain);
    struct stationary search = {.arena = arena, .landscape = &boxed, .dimension = n};
    for (size_t k = 0; k < n; k++) {
        search.low[k] = box[k][0];
        search.extent[k] = box[k][1] - box[k][0];
    }
    search.points = ARENA_NEW(arena, struct stationary_point, CRITICAL_MOST_POINTS);
    search.chains = ARENA_NEW(arena, struct critical_chain, CRITICAL_MOST_CHAINS);
    const bool undefined = !defined_somewhere(&search, box);
    search.inspector = critical_inspector(arena, &boxed, error);
    if (!search.inspector)
        return false;
    if (!undefined)
        add_known(&search, box);
    if (!undefined && (!(n == 1 ? stationary_search_line : stationary_search_plane)(&search, error)))
        return false;
    if (n == 2 && !stationary_search_corners(&search, error))
        return false;
    if (!stationary_search_cells(&search, cells_budget, error) || !stationary_chain(&search, error))
        return false;
    stationary_resolve(&search);
    collect(&search, box, found);
    found->undefined = undefined && !found->count;
    return true;
}

double critical_points_cost(size_t dimension, double work)
{
    return (dimension == 1 ? 5e4 : 3e5) * work + 30 * cells_budget;
}
