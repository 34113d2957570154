/* They are thinned, valued and sorted before any is inspected. */
#include "analysis/stationary_candidates.h"

#include "base/sort.h"

#include <string.h>

enum { MOST_LOOKED_AT = 64 /* candidates that one is compared with */, SEEN_BITS = 10 };

static void set_key(const struct stationary *search, struct candidate *candidate)
{
    candidate->key = stationary_key(search, candidate->at);
    candidate->second = search->dimension == 2 ? candidate->at[1] : 0;
}

static int by_key(const void *a, const void *b)
{
    const struct candidate *p = a, *q = b;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    return (p->second > q->second) - (p->second < q->second);
}

static void sort_by_key(struct arena *arena, struct candidate *items, size_t count)
{
    double *numbers = ARENA_ROOM(arena, double, count);
    for (size_t i = 0; i < count; i++)
        numbers[i] = items[i].key;
    sort_by(arena, items, count, sizeof *items, numbers, by_key);
}

/* Whether one of the `count` candidates before, ascending by their keys, is the same. */
static bool repeated(const struct stationary *search, const struct candidate *before, size_t count, const struct candidate *candidate)
{
    const double window = STATIONARY_SAME * search->width;
    for (size_t i = count; i-- > 0 && i + MOST_LOOKED_AT > count && candidate->key - before[i].key <= window;)
        if (stationary_distance(search, before[i].at, candidate->at) <= STATIONARY_SAME)
            return true;
    return false;
}

/* Whether one of the candidates before had the same bits, of one or two dimensions. `seen` holds one of them for each hash, so that few are not found. */
static bool seen_before(const double **seen, const double *place, size_t n)
{
    uint64_t bits[2] = {0}, before[2] = {0};
    for (size_t k = 0; k < n; k++)
        memcpy(&bits[k], &place[k], sizeof *place);
    const double **of = &seen[(bits[0] * 0x9e3779b97f4a7c15U ^ bits[1] * 0xc2b2ae3d27d4eb4fU) >> (64 - SEEN_BITS)];
    for (size_t k = 0; *of && k < n; k++)
        memcpy(&before[k], &(*of)[k], sizeof *place);
    if (*of && bits[0] == before[0] && bits[1] == before[1])
        return true;
    *of = place;
    return false;
}

/* Most are the same to the bit as one before, and are left out before the rest is sorted: on a line and in the plane those are neighbours then, so that it
 * makes no difference. */
struct candidate *candidates_thin(struct stationary *search, const double *const *at, size_t *count)
{
    const size_t n = search->dimension;
    struct candidate *sorted = ARENA_ROOM(search->arena, struct candidate, *count);
    double *numbers = ARENA_ROOM(search->arena, double, n **count);
    const double *seen[1 << SEEN_BITS] = {NULL};
    size_t kept = 0, fresh = 0;
    for (size_t i = 0; i < *count; i++) {
        double *place = numbers + n * kept;
        for (size_t k = 0; k < n; k++)
            place[k] = at[k][i];
        if (n <= 2 && seen_before(seen, place, n))
            continue;
        sorted[kept].at = place;
        set_key(search, &sorted[kept++]);
    }
    sort_by_key(search->arena, sorted, kept);
    for (size_t i = 0; i < kept; i++)
        if (!repeated(search, sorted, fresh, &sorted[i]))
            sorted[fresh++] = sorted[i];
    *count = fresh;
    return sorted;
}

static int by_value(const void *a, const void *b)
{
    const struct candidate *p = a, *q = b;
    if (p->value != q->value)
        return p->value < q->value ? -1 : 1;
    return by_key(a, b);
}

/* Evaluates nodes at places: a column for each. */
static void evaluate(const struct stationary *search, const struct program *program, struct workspace *workspace, const struct candidate *places,
                     size_t count, double *const *columns)
{
    const size_t n = search->dimension;
    double **at = ARENA_NEW(search->arena, double *, n);
    for (size_t k = 0; k < n; k++) {
        at[k] = ARENA_ROOM(search->arena, double, count);
        for (size_t i = 0; i < count; i++)
            at[k][i] = places[i].at[k];
    }
    program_run(program, workspace, (const double *const *)at, columns, count);
}

/* Newton's method leaves thousands of places on curves of zeros: of those with a singular Hessian some are enough, from all along x. */
size_t candidates_value(struct stationary *search, struct candidate *places, size_t count)
{
    enum { MANY = 1024, KEPT = 512 };
    static const double singular = 1e-7;
    const struct landscape *landscape = search->landscape;
    const double *extent = search->extent;
    const bool many = search->dimension == 2 && count >= MANY;
    double *columns[4] = {NULL};
    for (size_t k = 0; k < (many ? 4 : 1); k++)
        columns[k] = ARENA_ROOM(search->arena, double, count);
    if (many) {
        const node_id nodes[4] = {landscape->value, landscape->hessian[0], landscape->hessian[1], landscape->hessian[2]};
        struct program *program = program_compile(search->arena, landscape->graph, nodes, 4, 2);
        evaluate(search, program, workspace_create(search->arena, program), places, count, columns);
    } else {
        evaluate(search, search->value, search->of_value, places, count, columns);
    }
    for (size_t i = 0; i < count; i++)
        places[i].value = columns[0][i];
    if (!many)
        return count;
    bool *is_singular = ARENA_ROOM(search->arena, bool, count);
    size_t total = 0, seen = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        const double a = columns[1][i] * extent[0] * extent[0], b = columns[2][i] * extent[0] * extent[1], c = columns[3][i] * extent[1] * extent[1];
        is_singular[i] = fabs(a * c - b * b) <= singular * (a * a + 2 * b * b + c * c);
        total += is_singular[i];
    }
    for (size_t i = 0; i < count && total > KEPT; i++) {
        const bool chosen = !is_singular[i] || (seen + 1) * KEPT / total > seen * KEPT / total;
        seen += is_singular[i];
        if (chosen)
            places[kept++] = places[i];
    }
    return total > KEPT ? kept : count;
}

/* The least first, lest the list be full before. */
void candidates_sort(const struct stationary *search, struct candidate *places, size_t count)
{
    double *values = ARENA_ROOM(search->arena, double, count);
    for (size_t i = 0; i < count; i++)
        values[i] = places[i].value;
    sort_by(search->arena, places, count, sizeof *places, values, by_value);
}
