/* Candidates come by the thousands, a few hundred times the same: they are sorted and thinned before any is inspected. */
#include "analysis/stationary.h"

#include "base/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In units of the box: candidates this near are one; so are points that only values decide, and what curves of them pass by. */
static const double same_candidate = 1e-13, same_unsure = 1e-3;
enum { MOST_UNSURE = 160, MOST_LOOKED_AT = 64 }; /* more of them are on curves, which fewer show as well */

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
        if (search->points[middle].point.at[0] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool stationary_within(const struct stationary *search, const double low[2], const double high[2])
{
    for (size_t i = first_from(search, low[0]); i < search->count && search->points[i].point.at[0] <= high[0]; i++) {
        const double y = search->points[i].point.at[1];
        if (search->dimension == 1 || (y >= low[1] && y <= high[1]))
            return true;
    }
    return false;
}

/* Whether two points are one: the zeros they stand for may be the same, as far as rounding tells; points that values decide are one if near. */
static bool same(const struct stationary *search, const struct stationary_point *a, const struct stationary_point *b)
{
    if (a->sure != b->sure)
        return distance(search, a->point.at, b->point.at) <= same_candidate;
    if (!a->sure)
        return distance(search, a->point.at, b->point.at) <= same_unsure;
    for (size_t i = 0; i < search->dimension; i++) {
        const double rounding = 8 * 0x1p-52 * fmax(fabs(a->point.at[i]), fabs(b->point.at[i]));
        if (fabs(a->point.at[i] - b->point.at[i]) > 2 * (a->doubt[i] + b->doubt[i]) + rounding)
            return false;
    }
    return true;
}

/* The known point that is the same; SIZE_MAX if there is none. */
static size_t find(const struct stationary *search, const struct stationary_point *point)
{
    const double window = fmax(same_unsure * search->extent[0], 4 * point->doubt[0]);
    for (size_t i = first_from(search, point->point.at[0] - window);
         i < search->count && search->points[i].point.at[0] <= point->point.at[0] + window; i++)
        if (same(search, &search->points[i], point))
            return i;
    return SIZE_MAX;
}

void stationary_take_out(struct stationary *search, size_t i)
{
    search->unsure_count -= !search->points[i].sure;
    search->count--;
    memmove(search->points + i, search->points + i + 1, (search->count - i) * sizeof *search->points);
}

static void put_in(struct stationary *search, const struct stationary_point *point)
{
    if (!point->sure && search->unsure_count == MOST_UNSURE)
        return;
    if (search->count == CRITICAL_MOST_POINTS) {
        search->overfull = true;
        return;
    }
    const size_t i = first_from(search, point->point.at[0]);
    memmove(search->points + i + 1, search->points + i, (search->count - i) * sizeof *search->points);
    search->points[i] = *point;
    search->count++;
    search->unsure_count += !point->sure;
}

static void take_in(struct stationary *search, const double *at, const struct inspection *inspection)
{
    search->level = search->level || inspection->flat;
    if (!critical_kind_listed(inspection->kind) || inspection->flat)
        return;
    const size_t n = search->dimension;
    struct stationary_point new = {.sure = inspection->sure, .resolved = inspection->sure};
    new.point =
        (struct critical_point){.value = inspection->value, .kind = inspection->kind, .smooth = inspection->smooth, .index = inspection->index};
    for (size_t i = 0; i < n; i++) {
        new.point.at[i] = at[i];
        new.point.eigenvalues[i] = inspection->eigenvalues[i];
        new.doubt[i] = inspection->doubt[i];
        new.gradient = fmax(new.gradient, isnan(inspection->gradient[i]) ? INFINITY : fabs(inspection->gradient[i]) * search->extent[i]);
    }
    const size_t known = find(search, &new);
    if (known != SIZE_MAX &&
        (search->points[known].gradient < new.gradient || (search->points[known].gradient == new.gradient && search->points[known].sure == new.sure)))
        return;
    if (known != SIZE_MAX)
        stationary_take_out(search, known);
    put_in(search, &new);
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
    for (size_t i = count; i-- > 0 && i + MOST_LOOKED_AT > count && at[0] - before[i][0] <= same_candidate * search->extent[0];)
        if (distance(search, before[i], at) <= same_candidate)
            return true;
    return false;
}

/* The candidates without repetitions, ascending in x; *count is how many. */
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
        if (!repeated(search, sorted, fresh, sorted[i]))
            memmove(sorted[fresh++], sorted[i], sizeof *sorted);
    *count = fresh;
    return sorted;
}

/* The coordinate rounded to a short decimal, finer than the region by so many digits; −0 made 0. */
double stationary_rounded(const struct stationary *search, size_t axis, int digits, double x)
{
    const int exponent = digits - (int)floor(exact_log10(search->extent[axis]));
    const double power = exact_power_of_ten(abs(exponent)), value = exponent > 0 ? round(x * power) / power : round(x / power) * power;
    return isfinite(value) ? value + 0.0 : x;
}

/* Takes the rounded place where its gradient is no larger: (3, 2) rather than (3.0000000000000004, 2), 0 rather than 1e-27. All coordinates are
 * rounded, or one. */
static void round_places(struct stationary *search, double (*places)[2], size_t count)
{
    enum { DIGITS = 11 };
    const size_t n = search->dimension, variants = n == 1 ? 2 : 4, total = variants * count;
    const struct landscape *landscape = search->landscape;
    struct program *slope = program_compile(search->arena, landscape->graph, landscape->gradient, n, n);
    double *inputs[2], *outputs[2];
    for (size_t k = 0; k < 2; k++) {
        inputs[k] = ARENA_NEW(search->arena, double, total);
        outputs[k] = ARENA_NEW(search->arena, double, total);
    }
    for (size_t i = 0; i < total; i++)
        for (size_t k = 0; k < n; k++)
            inputs[k][i] = i % variants >> k & 1 ? stationary_rounded(search, k, DIGITS, places[i / variants][k]) : places[i / variants][k];
    program_run(slope, workspace_create(search->arena, slope), (const double *const *)inputs, outputs, total);
    for (size_t i = 0; i < count; i++) {
        double least = INFINITY;
        for (size_t variant = variants; variant-- > 0;) {
            const size_t at = variants * i + variant;
            double size = 0;
            for (size_t k = 0; k < n; k++)
                size = fmax(size, isnan(outputs[k][at]) ? INFINITY : fabs(outputs[k][at]) * search->extent[k]);
            if (!(size < least))
                continue;
            least = size;
            for (size_t k = 0; k < n; k++)
                places[i][k] = inputs[k][at];
        }
    }
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

void stationary_add(struct stationary *search, const double *x, const double *y, size_t count, bool round)
{
    const size_t n = search->dimension;
    double(*fresh)[2] = thin(search, x, y, &count);
    if (round)
        round_places(search, fresh, count);
    double *points = ARENA_NEW(search->arena, double, 2 * count);
    struct inspection *inspections = ARENA_NEW(search->arena, struct inspection, count);
    struct inspected *inspected = ARENA_NEW(search->arena, struct inspected, count);
    for (size_t i = 0; i < count; i++)
        memcpy(points + n * i, fresh[i], n * sizeof *points);
    critical_inspect_by(search->inspector, points, count, false, inspections);
    for (size_t i = 0; i < count; i++)
        inspected[i] = (struct inspected){fresh[i], inspections[i]};
    qsort(inspected, count, sizeof *inspected, by_value); /* the least first, lest the list be full before */
    for (size_t i = 0; i < count; i++)
        take_in(search, inspected[i].at, &inspected[i].inspection);
}

/* Rounds a point that values decide to so many digits, if that is as good: it is critical there, too. */
static void round_unsure(struct stationary *search, struct stationary_point *point, int digits, struct inspection *inspection)
{
    double at[2] = {0, 0};
    struct inspection there;
    for (size_t k = 0; k < search->dimension; k++)
        at[k] = stationary_rounded(search, k, digits, point->point.at[k]);
    critical_inspect_by(search->inspector, at, 1, true, &there);
    const bool decided =
        !inspection->smooth && inspection->kind != CRITICAL_REGULAR
            ? digits > 3 && there.kind == inspection->kind && !there.smooth /* a corner stays one */
            : digits > 3 || there.kind != CRITICAL_DEGENERATE || inspection->kind == CRITICAL_DEGENERATE || inspection->kind == CRITICAL_REGULAR;
    if (critical_kind_listed(there.kind) && decided && !there.flat && !there.sure) {
        memcpy(point->point.at, at, sizeof at);
        *inspection = there;
    }
}

void stationary_resolve(struct stationary *search)
{
    for (size_t i = 0; i < search->count; i++) {
        struct stationary_point *at = &search->points[i];
        struct inspection inspection;
        if (at->resolved)
            continue;
        critical_inspect_by(search->inspector, at->point.at, 1, true, &inspection);
        round_unsure(search, at, 11, &inspection);
        round_unsure(search, at, 3, &inspection);
        at->point.kind = inspection.kind;
        at->point.index = inspection.index;
        at->point.smooth = inspection.smooth;
        at->point.value = inspection.value;
        for (size_t k = 0; k < search->dimension; k++)
            at->point.eigenvalues[k] = inspection.eigenvalues[k];
        at->resolved = true;
        search->level = search->level || inspection.level;
        if (inspection.level || !critical_kind_listed(inspection.kind))
            stationary_take_out(search, i--);
    }
}
