/* The list of points: candidates are inspected, and are taken in where none is the same. */
#include "analysis/stationary.h"

#include "analysis/newton.h"
#include "analysis/stationary_candidates.h"

#include <math.h>
#include <string.h>

/* In units of the box: points that only values decide are one if they are this near, and so are they and what curves of them pass by. */
static const double same_unsure = 1e-3;

enum {
    MOST_UNSURE_OF_PLANE = 2000, /* unsure points of the plane that are kept until curves take theirs out */
    BLOCK = 512,                 /* candidates inspected together */
    MOST_LATE = 96               /* points taken in that are not merged with the others */
};

bool stationary_begin(struct stationary *search, struct arena *arena, struct landscape *landscape, struct error *error)
{
    const size_t n = landscape->dimension;
    *search = (struct stationary){
        .arena = arena, .landscape = landscape, .dimension = n, .may_be_level = graph_may_be_level(landscape->graph, landscape->value)};
    search->low = ARENA_NEW(arena, double, 3 * n);
    search->extent = search->low + n;
    search->weights = search->low + 2 * n;
    for (size_t k = 0; k < n; k++) {
        search->low[k] = landscape->domain[k][0];
        search->extent[k] = landscape->domain[k][1] - landscape->domain[k][0];
        search->weights[k] = n <= 2 ? k == 0 : (1 + fmod(0.6180339887498949 * (double)k, 1)) / search->extent[k];
        search->furthest += search->weights[k] * (fabs(search->low[k]) + search->extent[k]);
    }
    search->width = stationary_key(search, search->extent);
    search->points = ARENA_ROOM(arena, struct stationary_point *, CRITICAL_MOST_POINTS);
    search->keys = ARENA_ROOM(arena, double, CRITICAL_MOST_POINTS);
    search->chains = ARENA_NEW(arena, struct critical_chain, CRITICAL_MOST_CHAINS);
    search->value = program_compile(arena, landscape->graph, &landscape->value, 1, n);
    search->of_value = workspace_create(arena, search->value);
    search->inspector = critical_inspector(arena, landscape, error);
    return search->inspector;
}

void stationary_spread(const struct stationary *search, size_t first, size_t count, double *const *at)
{
    const size_t n = search->dimension;
    double ratio = 2; /* x^(n + 1) = x + 1: the golden ratio, the plastic number … */
    for (int i = 0; i < 60; i++) {
        double power = 1;
        for (size_t k = 0; k < n; k++)
            power *= ratio;
        ratio -= (power * ratio - ratio - 1) / ((double)(n + 1) * power - 1);
    }
    double stride = 1;
    for (size_t k = 0; k < n; k++) {
        stride /= ratio;
        for (size_t i = 0; i < count; i++)
            at[k][i] = search->low[k] + search->extent[k] * fmod(((double)(first + i) + 0.5) * stride, 1);
    }
}

/* Of the points from number `first` to `end`, the first one whose key is at least so much: halves of what may be are left out without a branch, which no
 * processor foretells. */
static size_t first_from(const struct stationary *search, size_t first, size_t end, double key)
{
    const double *from = search->keys + first;
    size_t left = end - first;
    while (left > 1) {
        const size_t half = left / 2;
        from += half & -(size_t)(from[half - 1] < key); /* compilers make a branch of a choice */
        left -= half;
    }
    return (size_t)(from - search->keys) + (left && *from < key);
}

bool stationary_within(const struct stationary *search, const double low[2], const double high[2])
{
    for (size_t i = first_from(search, 0, search->count, low[0]); i < search->count && search->points[i]->point.at[0] <= high[0]; i++) {
        const double y = search->points[i]->point.at[1];
        if (search->dimension == 1 || (y >= low[1] && y <= high[1]))
            return true;
    }
    return false;
}

/* Whether two points are one: the zeros they stand for may be the same, as far as rounding tells; points that values decide are one if near. */
static bool same(const struct stationary *search, const struct stationary_point *a, const struct stationary_point *b)
{
    if (a->sure != b->sure)
        return stationary_distance(search, a->point.at, b->point.at) <= STATIONARY_SAME;
    if (!a->sure)
        return stationary_distance(search, a->point.at, b->point.at) <= same_unsure;
    for (size_t i = 0; i < search->dimension; i++) {
        const double rounding = 8 * 0x1p-52 * fmax(fabs(a->point.at[i]), fabs(b->point.at[i]));
        if (fabs(a->point.at[i] - b->point.at[i]) > 2 * (a->doubt[i] + b->doubt[i]) + rounding)
            return false;
    }
    return true;
}

/* How far keys of points that are the same may be apart. Where both are sure that is little: hundreds of a lattice have nearly the same x. */
static double window_of(const struct stationary *search, const struct stationary_point *point)
{
    const double wide = fmax(same_unsure * search->width, 4 * stationary_key(search, point->doubt));
    double size = 0;
    if (!point->sure)
        return wide;
    for (size_t i = 0; i < search->dimension; i++)
        size += search->weights[i] * fabs(point->point.at[i]);
    const double rounding = 0x1p-46 * (size + search->furthest);
    return fmin(wide, 2 * (stationary_key(search, point->doubt) + search->widest_doubt) + STATIONARY_SAME * search->width + rounding);
}

static size_t find_among(const struct stationary *search, size_t first, size_t end, const struct stationary_point *point, double window)
{
    for (size_t i = first_from(search, first, end, point->key - window); i < end && search->keys[i] <= point->key + window; i++)
        if (same(search, search->points[i], point))
            return i;
    return SIZE_MAX;
}

/* The first known point that is the same; SIZE_MAX if there is none. */
static size_t find(const struct stationary *search, const struct stationary_point *point)
{
    const double window = window_of(search, point);
    const size_t old = find_among(search, 0, search->merged, point, window), late = find_among(search, search->merged, search->count, point, window);
    return old == SIZE_MAX || (late != SIZE_MAX && search->keys[late] <= search->keys[old]) ? late : old;
}

/* Points taken in of late go where they belong, many at once: thousands that go there one by one move millions. */
static void merge(struct stationary *search)
{
    const size_t late = search->count - search->merged;
    struct stationary_point **points = ARENA_ROOM(search->arena, struct stationary_point *, late);
    double *keys = ARENA_ROOM(search->arena, double, late);
    memcpy(points, search->points + search->merged, late * sizeof *points);
    memcpy(keys, search->keys + search->merged, late * sizeof *keys);
    for (size_t left = late, old = search->merged; left; left--) {
        const size_t first = first_from(search, 0, old, keys[left - 1]); /* of those that stand behind it */
        memmove(search->points + first + left, search->points + first, (old - first) * sizeof *points);
        memmove(search->keys + first + left, search->keys + first, (old - first) * sizeof *keys);
        search->points[first + left - 1] = points[left - 1];
        search->keys[first + left - 1] = keys[left - 1];
        old = first;
    }
    search->merged = search->count;
}

bool stationary_is_full(const struct stationary *search)
{
    return search->overfull && search->count == CRITICAL_MOST_POINTS;
}

void stationary_take_out(struct stationary *search, size_t i)
{
    search->unsure_count -= !search->points[i]->sure;
    search->count--;
    search->merged -= i < search->merged;
    memmove(search->points + i, search->points + i + 1, (search->count - i) * sizeof *search->points);
    memmove(search->keys + i, search->keys + i + 1, (search->count - i) * sizeof *search->keys);
}

static bool outside(const struct stationary *search, const double *at)
{
    for (size_t k = 0; k < search->dimension; k++)
        if (!(fabs((at[k] - search->low[k]) / search->extent[k] - 0.5) <= 0.5 + 1e-12))
            return true;
    return false;
}

static void put_in(struct stationary *search, const struct stationary_point *point)
{
    if (!point->sure && (stationary_on_chain(search, 0, point->point.at) || (search->dimension == 2 && outside(search, point->point.at))))
        return;
    if (!point->sure && search->unsure_count == (search->dimension == 2 ? MOST_UNSURE_OF_PLANE : STATIONARY_MOST_UNSURE)) {
        search->unresolved = search->unresolved || search->dimension == 2;
        search->crowded = search->crowded || !point->point.smooth;
        return;
    }
    if (search->count == CRITICAL_MOST_POINTS) {
        search->overfull = true;
        return;
    }
    const size_t i = first_from(search, search->merged, search->count, point->key);
    memmove(search->points + i + 1, search->points + i, (search->count - i) * sizeof *search->points);
    memmove(search->keys + i + 1, search->keys + i, (search->count - i) * sizeof *search->keys);
    search->keys[i] = point->key;
    search->points[i] = ARENA_ROOM(search->arena, struct stationary_point, 1);
    *search->points[i] = *point;
    search->count++;
    search->unsure_count += !point->sure;
    search->widest_doubt = point->sure ? fmax(search->widest_doubt, stationary_key(search, point->doubt)) : search->widest_doubt;
}

double stationary_steepness(const struct stationary *search, const struct inspection *inspection)
{
    double most = 0;
    for (size_t k = 0; k < search->dimension; k++)
        most = fmax(most, isnan(inspection->gradient[k]) ? INFINITY : fabs(inspection->gradient[k]) * search->extent[k]);
    return most;
}

void stationary_note(const struct stationary *search, const struct inspection *inspection, struct stationary_point *point)
{
    point->point.value = inspection->value;
    point->point.kind = inspection->kind;
    point->point.smooth = inspection->smooth;
    point->point.curved = inspection->curved;
    point->point.index = inspection->index;
    point->point.negative = inspection->negative;
    point->point.corner = false;
    for (size_t k = 0; k < search->dimension; k++) {
        point->point.eigenvalues[k] = inspection->eigenvalues[k];
        point->point.corner = point->point.corner || isnan(inspection->gradient[k]);
    }
    point->gradient = stationary_steepness(search, inspection);
}

static void take_in(struct stationary *search, const double *at, const struct inspection *inspection)
{
    search->level = search->level || inspection->flat;
    if (!critical_kind_listed(inspection->kind) || inspection->flat || (!inspection->sure && stationary_on_level(search, at)))
        return;
    const size_t n = search->dimension, room = n < 2 ? 2 : n;
    double *numbers = ARENA_NEW(search->arena, double, 2 * room + n);
    struct stationary_point new = {
        .sure = inspection->sure, .resolved = inspection->sure, .key = stationary_key(search, at), .doubt = numbers + 2 * room};
    memset(numbers, 0, 2 * room * sizeof *numbers);
    memcpy(numbers, at, n * sizeof *at);
    memcpy(new.doubt, inspection->doubt, n * sizeof *at);
    new.point = (struct critical_point){.dimension = n, .at = numbers, .eigenvalues = numbers + room};
    stationary_note(search, inspection, &new);
    const size_t known = find(search, &new);
    if (known != SIZE_MAX && (search->points[known]->gradient < new.gradient ||
                              (search->points[known]->gradient == new.gradient && search->points[known]->sure == new.sure)))
        return;
    if (known != SIZE_MAX)
        stationary_take_out(search, known);
    put_in(search, &new);
}

double stationary_rounded(const struct stationary *search, size_t axis, int digits, double x)
{
    return newton_rounded(search->extent[axis], digits, x);
}

/* Whether it is a point of the list that is isolated: that need not be inspected again. */
static bool listed(const struct stationary *search, const struct candidate *candidate)
{
    const double window = STATIONARY_SAME * search->width;
    for (size_t i = first_from(search, 0, search->count, candidate->key - window); i < search->count && search->keys[i] <= candidate->key + window;
         i++)
        if (search->points[i]->sure && stationary_distance(search, search->points[i]->point.at, candidate->at) <= STATIONARY_SAME)
            return true;
    return false;
}

/* Rounds and inspects some candidates; those of a full list need not be. */
static void take_in_block(struct stationary *search, const struct candidate *places, size_t count, bool round)
{
    const size_t n = search->dimension;
    double *points = ARENA_NEW(search->arena, double, n *count);
    struct inspection *inspections = ARENA_NEW(search->arena, struct inspection, count);
    if (round) {
        double **at = ARENA_NEW(search->arena, double *, count);
        for (size_t i = 0; i < count; i++)
            at[i] = places[i].at;
        newton_round(search->arena, search->landscape, search->extent, 11, at, count);
    }
    for (size_t i = 0; i < count; i++)
        memcpy(points + n * i, places[i].at, n * sizeof *points);
    critical_inspect_by(search->inspector, points, count, false, inspections);
    search->merged = search->count;
    for (size_t i = 0; i < count; i++) {
        take_in(search, points + n * i, &inspections[i]);
        if (search->count - search->merged == MOST_LATE)
            merge(search);
    }
    merge(search);
}

void stationary_add(struct stationary *search, const double *const *at, size_t count, bool round)
{
    size_t total = 0;
    struct candidate *fresh = candidates_thin(search, at, &count);
    for (size_t i = 0; i < count; i++)
        if (!listed(search, &fresh[i]) && !(search->again && stationary_on_chain(search, 0, fresh[i].at)))
            fresh[total++] = fresh[i];
    count = candidates_value(search, fresh, total);
    candidates_sort(search, fresh, count);
    size_t first = 0;
    for (; first < count && !stationary_is_full(search); first += BLOCK)
        take_in_block(search, fresh + first, count - first < BLOCK ? count - first : BLOCK, round);
    size_t left = 0;
    for (; first < count; first++)
        left += !outside(search, fresh[first].at);
    search->left_out = search->left_out > left ? search->left_out : left; /* of one search: another may find the same */
}
