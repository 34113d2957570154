/* Points of the plane that were missed. Where the winding number round the box contradicts the list, those round the parts of a grid show where: Newton's
 * method starts again from finer and finer grids in these parts. */
#include "analysis/stationary.h"

#include "analysis/winding.h"

#include <math.h>
#include <string.h>

enum { PARTS = 16, FIRST_SIDE = 12, ROUNDS = 3, MOST_STARTS = 1 << 14 };
/* Operations of intervals for the winding numbers, and of doubles for the starts: each about as long as the search from the first grid. */
static const double turning = 1e6, starting = 1e8;

struct wound_parts {
    struct stationary *search;
    double edges[2][PARTS + 1];
    long turns[PARTS * PARTS], indices[PARTS * PARTS];
    bool known[PARTS * PARTS];
};

/* Of the parts that the box is cut into; the edges are off axes of symmetry. */
static void place_edges(struct wound_parts *parts)
{
    static const double aside = 0.0137;
    const struct stationary *search = parts->search;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i <= PARTS; i++) {
            const double part = ((double)i + (i > 0 && i < PARTS ? aside * (double)(i + k) : 0)) / PARTS;
            parts->edges[k][i] = search->low[k] + part * search->extent[k];
        }
}

static size_t part_at(const struct wound_parts *parts, size_t axis, double x)
{
    size_t i = 0;
    while (i + 1 < PARTS && x >= parts->edges[axis][i + 1])
        i++;
    return i;
}

static void sum_indices(struct wound_parts *parts)
{
    const struct stationary *search = parts->search;
    memset(parts->indices, 0, sizeof parts->indices);
    for (size_t i = 0; i < search->count; i++) {
        const struct critical_point *point = &search->points[i]->point;
        if (stationary_in_box(search, point->at))
            parts->indices[part_at(parts, 1, point->at[1]) * PARTS + part_at(parts, 0, point->at[0])] += point->index;
    }
}

/* Whether the numbers of turns contradict the list round the whole box. */
static bool is_contradicted(const struct stationary *search, struct interval_program *slope, size_t most)
{
    struct rectangle rim = {.known = false};
    long sum = 0;
    for (size_t k = 0; k < 2; k++) {
        rim.low[k] = search->low[k];
        rim.high[k] = search->low[k] + search->extent[k];
    }
    winding_count(slope, most, &rim);
    for (size_t i = 0; i < search->count; i++)
        sum += stationary_in_box(search, search->points[i]->point.at) ? search->points[i]->point.index : 0;
    return rim.known && sum != rim.turns;
}

static void count_turns(struct wound_parts *parts, struct interval_program *slope, size_t left)
{
    for (size_t i = 0; i < PARTS * PARTS; i++) {
        const size_t across = i % PARTS, up = i / PARTS;
        struct rectangle part = {.low = {parts->edges[0][across], parts->edges[1][up]},
                                 .high = {parts->edges[0][across + 1], parts->edges[1][up + 1]}};
        left -= winding_count(slope, left, &part);
        parts->turns[i] = part.turns;
        parts->known[i] = part.known;
    }
}

/* The parts whose points do not make their turns. */
static size_t list_missed(struct wound_parts *parts, size_t *missed)
{
    size_t count = 0;
    sum_indices(parts);
    for (size_t i = 0; i < PARTS * PARTS; i++)
        if (parts->known[i] && parts->indices[i] != parts->turns[i])
            missed[count++] = i;
    return count;
}

/* Newton's method from grids of so many places a side in these parts. */
static bool follow_missed(struct wound_parts *parts, size_t side, const size_t *missed, size_t count, struct error *error)
{
    struct arena *arena = parts->search->arena;
    double *const at[2] = {ARENA_NEW(arena, double, count *side *side), ARENA_NEW(arena, double, count *side *side)};
    size_t starts = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t place = 0; place < side * side; place++, starts++)
            for (size_t k = 0; k < 2; k++) {
                const size_t part = k ? missed[i] / PARTS : missed[i] % PARTS, step = k ? place / side : place % side;
                const double *edges = parts->edges[k] + part;
                at[k][starts] = edges[0] + (edges[1] - edges[0]) * ((double)step + 0.5) / (double)side;
            }
    return stationary_follow(parts->search, at, starts, error);
}

static size_t most_starts(const struct landscape *landscape)
{
    enum { STEPS = 16, STEP = 128 }; /* of Newton's method, and the work of one beside the program's */
    return (size_t)fmin(MOST_STARTS, starting / (STEPS * (graph_work(landscape->graph) + STEP)));
}

bool stationary_search_missing(struct stationary *search, struct error *error)
{
    const struct landscape *landscape = search->landscape;
    if (search->dimension != 2 || search->apart || search->overfull || search->singular || search->chain_count || !search->undecided_cells)
        return true;
    const node_id nodes[3] = {landscape->value, landscape->gradient[0], landscape->gradient[1]};
    struct interval_program *slope = interval_compile(search->arena, landscape->graph, nodes, 3, 2);
    const size_t pieces = (size_t)(turning / (double)(interval_length(slope) + 1));
    if (!is_contradicted(search, slope, pieces))
        return true;
    struct wound_parts *parts = ARENA_NEW(search->arena, struct wound_parts, 1);
    parts->search = search;
    place_edges(parts);
    count_turns(parts, slope, pieces);
    size_t missed[PARTS * PARTS], side = FIRST_SIDE, left = most_starts(landscape), count = list_missed(parts, missed);
    for (int round = 0; round < ROUNDS && count && !search->overfull; round++, side *= 2) {
        while (side && count * side * side > left)
            side--;
        if (!side)
            break;
        left -= count * side * side;
        if (!follow_missed(parts, side, missed, count, error))
            return false;
        stationary_resolve(search);
        count = list_missed(parts, missed);
    }
    search->contradicted_parts = count;
    return true;
}
