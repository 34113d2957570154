/* Candidates come by the thousands, a few hundred times the same: they are sorted and thinned before any is inspected. */
#include "analysis/stationary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In units of the region: candidates this near are one, points this near, and degenerate points, which are polished less well since
 * the gradient hardly changes around them. */
static const double same_candidate = 1e-8, same_point = 1e-6, same_degenerate = 1e-4;
enum { MOST_KINKS = 64 };

static double distance(const struct stationary *search, const double *a, const double *b)
{
    double most = 0;
    for (size_t i = 0; i < search->dimension; i++)
        most = fmax(most, fabs(a[i] - b[i]) / search->extent[i]);
    return most;
}

/* The first point whose x is at least `x`. */
static size_t first_from(const struct stationary *search, double x)
{
    size_t low = 0, high = search->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (search->points[middle].at[0] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A known point within `tolerance` of `at`, all of them or degenerate ones only; SIZE_MAX if there is none. */
static size_t find(const struct stationary *search, const double *at, double tolerance, bool degenerate)
{
    const double reach = tolerance * search->extent[0];
    for (size_t i = first_from(search, at[0] - reach); i < search->count && search->points[i].at[0] <= at[0] + reach; i++)
        if (distance(search, search->points[i].at, at) <= tolerance && (!degenerate || search->points[i].kind == CRITICAL_DEGENERATE))
            return i;
    return SIZE_MAX;
}

static void take_out(struct stationary *search, size_t i)
{
    search->degenerate_count -= search->points[i].kind == CRITICAL_DEGENERATE;
    search->count--;
    memmove(search->points + i, search->points + i + 1, (search->count - i) * sizeof *search->points);
    memmove(search->gradients + i, search->gradients + i + 1, (search->count - i) * sizeof *search->gradients);
}

static void put_in(struct stationary *search, const struct critical_point *point, double gradient)
{
    const bool degenerate = point->kind == CRITICAL_DEGENERATE;
    search->continuum = search->continuum || (degenerate && search->degenerate_count == STATIONARY_MOST_DEGENERATE);
    search->overfull = search->overfull || search->count == CRITICAL_MOST_POINTS;
    if ((degenerate && search->continuum) || search->count == CRITICAL_MOST_POINTS)
        return;
    const size_t i = first_from(search, point->at[0]);
    memmove(search->points + i + 1, search->points + i, (search->count - i) * sizeof *search->points);
    memmove(search->gradients + i + 1, search->gradients + i, (search->count - i) * sizeof *search->gradients);
    search->points[i] = *point;
    search->gradients[i] = gradient;
    search->count++;
    search->degenerate_count += degenerate;
}

static void take_in(struct stationary *search, const double *at, const struct inspection *inspection)
{
    if (inspection->kind == CRITICAL_REGULAR || inspection->kind == CRITICAL_UNDEFINED)
        return;
    if (inspection->flat) {
        search->flat = true;
        return;
    }
    const size_t n = search->dimension;
    struct critical_point point = {.value = inspection->value, .kind = inspection->kind};
    double gradient = 0;
    for (size_t i = 0; i < n; i++) {
        point.at[i] = at[i];
        point.eigenvalues[i] = inspection->eigenvalues[i];
        gradient = fmax(gradient, fabs(inspection->gradient[i]));
    }
    point.index = point.kind == CRITICAL_MINIMUM ? 1 : point.kind == CRITICAL_SADDLE ? -1 : point.kind == CRITICAL_MAXIMUM ? (n == 1 ? -1 : 1) : 0;
    const bool degenerate = point.kind == CRITICAL_DEGENERATE;
    const size_t known = find(search, at, degenerate ? same_degenerate : same_point, degenerate);
    if (known != SIZE_MAX && search->gradients[known] <= gradient)
        return;
    if (known != SIZE_MAX)
        take_out(search, known);
    put_in(search, &point, gradient);
}

static int by_coordinates(const void *a, const void *b)
{
    const double *p = a, *q = b;
    if (p[0] != q[0])
        return p[0] < q[0] ? -1 : 1;
    return (p[1] > q[1]) - (p[1] < q[1]);
}

/* Whether one of the `count` points before `at`, ascending in x, is the same. */
static bool repeated(const struct stationary *search, double (*before)[2], size_t count, const double *at)
{
    for (size_t i = count; i-- > 0 && at[0] - before[i][0] <= same_candidate * search->extent[0];)
        if (distance(search, before[i], at) <= same_candidate)
            return true;
    return false;
}

/* The candidates that are neither known nor repeated, ascending in x; *count is how many. */
static double (*thin(struct stationary *search, const double *x, const double *y, size_t *count))[2]
{
    double(*sorted)[2] = arena_allocate(search->arena, *count, sizeof *sorted);
    for (size_t i = 0; i < *count; i++) {
        sorted[i][0] = x[i];
        sorted[i][1] = y ? y[i] : 0;
    }
    qsort(sorted, *count, sizeof *sorted, by_coordinates);
    size_t fresh = 0;
    for (size_t i = 0; i < *count; i++)
        if (!repeated(search, sorted, fresh, sorted[i]) && find(search, sorted[i], same_candidate, false) == SIZE_MAX)
            memmove(sorted[fresh++], sorted[i], sizeof *sorted);
    *count = fresh;
    return sorted;
}

struct inspected {
    const double *at;
    struct inspection inspection;
};

static int by_value(const void *a, const void *b)
{
    const struct inspected *p = a, *q = b;
    if (p->inspection.value != q->inspection.value)
        return p->inspection.value < q->inspection.value ? -1 : 1;
    return by_coordinates(p->at, q->at);
}

bool stationary_add(struct stationary *search, const double *x, const double *y, size_t count, struct error *error)
{
    const size_t n = search->dimension;
    double(*fresh)[2] = thin(search, x, y, &count);
    double *points = ARENA_NEW(search->arena, double, 2 * count);
    struct inspection *inspections = ARENA_NEW(search->arena, struct inspection, count);
    struct inspected *inspected = ARENA_NEW(search->arena, struct inspected, count);
    for (size_t i = 0; i < count; i++)
        memcpy(points + n * i, fresh[i], n * sizeof *points);
    if (!critical_inspect(search->arena, search->landscape, points, count, inspections, error))
        return false;
    for (size_t i = 0; i < count; i++)
        inspected[i] = (struct inspected){fresh[i], inspections[i]};
    qsort(inspected, count, sizeof *inspected, by_value); /* the least first, lest the list be full before */
    for (size_t i = 0; i < count; i++)
        take_in(search, inspected[i].at, &inspected[i].inspection);
    return true;
}

size_t stationary_take_degenerate(struct stationary *search, double *x, double *y)
{
    size_t taken = 0;
    for (size_t i = search->count; i-- > 0;)
        if (search->points[i].kind == CRITICAL_DEGENERATE) {
            x[taken] = search->points[i].at[0];
            if (y)
                y[taken] = search->points[i].at[1];
            taken++;
            take_out(search, i);
        }
    return taken;
}

void stationary_add_kink(struct stationary *search, double x, double y)
{
    const double at[2] = {x, y};
    for (size_t i = 0; i < search->kink_count; i++)
        if (distance(search, search->kinks[i], at) <= same_degenerate)
            return;
    if (!search->kinks)
        search->kinks = arena_allocate(search->arena, MOST_KINKS, sizeof *search->kinks);
    if (search->kink_count < MOST_KINKS)
        memcpy(search->kinks[search->kink_count++], at, sizeof at);
}
