/* Points of the plane that were missed. Where the winding number round the box contradicts the list, those round the parts of a grid show where: Newton's
 * method starts again from finer and finer grids in these parts, then from between their points. */
#include "analysis/stationary.h"

#include "analysis/winding.h"

#include <math.h>
#include <string.h>

enum { PARTS = 16, FIRST_SIDE = 12, ROUNDS = 3, MOST_STARTS = 1 << 14 };
/* Operations of intervals for the winding numbers, and of doubles for the starts: each about as long as the search from the first grid. */
static const double turning = 5e6, starting = 1e8;

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

static size_t part_of(const struct wound_parts *parts, const double at[2])
{
    return part_at(parts, 1, at[1]) * PARTS + part_at(parts, 0, at[0]);
}

static void sum_indices(struct wound_parts *parts)
{
    const struct stationary *search = parts->search;
    memset(parts->indices, 0, sizeof parts->indices);
    for (size_t i = 0; i < search->count; i++) {
        const struct critical_point *point = &search->points[i]->point;
        if (stationary_in_box(search, point->at))
            parts->indices[part_of(parts, point->at)] += point->index;
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

/* Each edge is walked once, to the right or upwards: two parts have it, in opposite senses. */
static void count_turns(struct wound_parts *parts, struct interval_program *slope, size_t most)
{
    enum { EDGES = PARTS * (PARTS + 1) };
    struct winding_side *across = ARENA_NEW(parts->search->arena, struct winding_side, 2 * EDGES), *up = across + EDGES;
    for (size_t line = 0; line <= PARTS; line++)
        for (size_t i = 0; i < PARTS; i++)
            for (size_t k = 0; k < 2; k++) {
                struct winding_side *side = &(k ? up : across)[line * PARTS + i];
                side->from[k] = parts->edges[k][i];
                side->to[k] = parts->edges[k][i + 1];
                side->from[1 - k] = side->to[1 - k] = parts->edges[1 - k][line];
            }
    winding_cross(slope, most, across, 2 * EDGES);
    for (size_t i = 0; i < PARTS * PARTS; i++) {
        const size_t column = i % PARTS, row = i / PARTS;
        const struct winding_side *bottom = &across[row * PARTS + column], *top = bottom + PARTS, *left = &up[column * PARTS + row],
                                  *right = left + PARTS;
        parts->known[i] = bottom->known && top->known && left->known && right->known;
        parts->turns[i] = bottom->turns + right->turns - top->turns - left->turns;
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

/* The index of a point that only values decide is the winding number round a small rectangle that holds no other point of the list, where that is certain:
 * values on a ring count narrow valleys wrongly. */
static void settle_indices(struct stationary *search, struct interval_program *slope)
{
    enum { PIECES = 4000 };
    static const double largest = 0x1p-10, alone = 0.25;
    for (size_t i = 0; i < search->count; i++) {
        struct critical_point *point = &search->points[i]->point;
        if (search->points[i]->sure || search->points[i]->turned || !stationary_in_box(search, point->at))
            continue;
        search->points[i]->turned = true;
        double reach = largest; /* in units of the box */
        for (size_t k = 0; k < 2; k++)
            reach = fmin(reach, fmin(point->at[k] - search->low[k], search->low[k] + search->extent[k] - point->at[k]) / search->extent[k]);
        for (size_t other = 0; other < search->count; other++) {
            const double *at = search->points[other]->point.at;
            const double across = fabs(at[0] - point->at[0]) / search->extent[0], up = fabs(at[1] - point->at[1]) / search->extent[1];
            reach = other == i ? reach : fmin(reach, alone * fmax(across, up));
        }
        struct rectangle around = {.known = false};
        for (size_t k = 0; k < 2; k++) {
            around.low[k] = point->at[k] - reach * search->extent[k];
            around.high[k] = point->at[k] + reach * search->extent[k];
        }
        winding_count(slope, PIECES, &around);
        point->index = around.known ? (int)around.turns : point->index;
    }
}

/* Newton's method from the middles between points of these parts, two by two: between two minima there is a saddle, and about as near to others are what a
 * point has split into. */
static bool follow_pairs(struct wound_parts *parts, const size_t *missed, size_t count, size_t most, struct error *error)
{
    enum { EACH = 64 };
    const struct stationary *search = parts->search;
    double *const at[2] = {ARENA_NEW(search->arena, double, most), ARENA_NEW(search->arena, double, most)};
    const struct critical_point *inside[EACH];
    size_t starts = 0;
    for (size_t i = 0; i < count; i++) {
        size_t held = 0, pairs = 0;
        for (size_t k = 0; k < search->count && held < EACH; k++) {
            const struct critical_point *point = &search->points[k]->point;
            if (stationary_in_box(search, point->at) && part_of(parts, point->at) == missed[i])
                inside[held++] = point;
        }
        for (size_t a = 0; a < held; a++)
            for (size_t b = 0; b < a && pairs < EACH && starts < most; b++, pairs++, starts++)
                for (size_t k = 0; k < 2; k++)
                    at[k][starts] = inside[a]->at[k] / 2 + inside[b]->at[k] / 2;
    }
    return stationary_follow(parts->search, at, starts, error);
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
    if (search->dimension != 2 || search->apart || search->overfull || search->singular || search->flat || search->chain_count ||
        !search->undecided_cells)
        return true;
    const node_id nodes[3] = {landscape->value, landscape->gradient[0], landscape->gradient[1]};
    struct interval_program *slope = interval_compile(search->arena, landscape->graph, nodes, 3, 2);
    const size_t pieces = (size_t)(turning / (double)(interval_length(slope) + 1));
    if (!is_contradicted(search, slope, pieces))
        return true;
    settle_indices(search, slope);
    struct wound_parts *parts = ARENA_NEW(search->arena, struct wound_parts, 1);
    parts->search = search;
    place_edges(parts);
    count_turns(parts, slope, pieces);
    size_t missed[PARTS * PARTS], left = most_starts(landscape), count = list_missed(parts, missed);
    for (int round = 0; round <= ROUNDS && count && !search->overfull; round++) {
        const size_t most = left / (count * (size_t)(ROUNDS + 1 - round)), wanted = (size_t)FIRST_SIDE << round;
        const size_t side = wanted * wanted <= most ? wanted : (size_t)sqrt((double)most);
        if (round == ROUNDS ? !follow_pairs(parts, missed, count, left, error) : !follow_missed(parts, side, missed, count, error))
            return false;
        left -= round == ROUNDS ? 0 : count * side * side;
        stationary_resolve(search);
        settle_indices(search, slope);
        count = list_missed(parts, missed);
    }
    search->contradicted_parts = count;
    return true;
}
