/* Sets up the region, has it searched, and makes the list a reader wants: inside the box, sorted, and with 0 where 0 is meant. */
#include "analysis/critical_points.h"

#include "analysis/stationary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many digits finer than the box coordinates are rounded to, where that is as good. */
enum { DIGITS = 11, KINK_DIGITS = 4 };
/* The margins differ so that no line of the search's grids is an axis of symmetry of the box. */
static const double margin_low = 0.00213, margin_high = 0.00377;

/* Whether the gradient is defined along the line that axis k crosses at `x`; it may not be where a logarithm or a root ends. */
static bool defined_at(struct stationary *search, const struct program *slope, const double (*box)[2], size_t k, double x)
{
    enum { PLACES = 64 };
    double inputs[2][PLACES], outputs[2][PLACES];
    const size_t other = 1 - k;
    for (size_t i = 0; i < PLACES; i++) {
        inputs[k][i] = x;
        if (search->dimension == 2)
            inputs[other][i] = box[other][0] + (box[other][1] - box[other][0]) * ((double)i + 0.37) / PLACES;
    }
    program_run(slope, workspace_create(search->arena, slope), (const double *const[]){inputs[0], inputs[1]},
                (double *const[]){outputs[0], outputs[1]}, PLACES);
    for (size_t i = 0; i < PLACES; i++)
        if (!isfinite(outputs[0][i] + (search->dimension == 2 ? outputs[1][i] : 0)))
            return false;
    return true;
}

/* Where the region ends beyond (or at, or just short of) the end of the box. */
static double region_end(struct stationary *search, const struct program *slope, const double (*box)[2], size_t k, double end, double outwards)
{
    const double beyond = end + outwards, short_of = end - 1e-4 * outwards;
    return defined_at(search, slope, box, k, beyond) ? beyond : defined_at(search, slope, box, k, end) ? end : short_of;
}

static void set_region(struct stationary *search, const double (*box)[2])
{
    const struct landscape *landscape = search->landscape;
    const struct program *slope = program_compile(search->arena, landscape->graph, landscape->gradient, search->dimension, search->dimension);
    for (size_t k = 0; k < search->dimension; k++) {
        const double width = box[k][1] - box[k][0];
        search->low[k] = region_end(search, slope, box, k, box[k][0], -margin_low * width);
        search->extent[k] = region_end(search, slope, box, k, box[k][1], margin_high * width) - search->low[k];
    }
}

/* The coordinate rounded to a short decimal: `digits` finer than its interval is wide; −0 made 0. */
static double rounded(const double interval[2], int digits, double x)
{
    const int exponent = digits - (int)floor(log10(interval[1] - interval[0]));
    const double power = pow(10, abs(exponent)), value = exponent > 0 ? round(x * power) / power : round(x / power) * power;
    return isfinite(value) ? value + 0.0 : x;
}

/* Takes the rounded point where its gradient is no larger: (3, 2) rather than (3.0000000000000004, 2). The bits of `axes` tell which
 * coordinates to round. */
static bool round_points(struct stationary *search, const double (*box)[2], unsigned axes, struct error *error)
{
    const size_t n = search->dimension, count = search->count;
    double *points = ARENA_NEW(search->arena, double, n *count);
    struct inspection *inspections = ARENA_NEW(search->arena, struct inspection, count);
    for (size_t i = 0; i < n * count; i++) {
        const double x = search->points[i / n].at[i % n];
        points[i] = axes >> (i % n) & 1 ? rounded(box[i % n], DIGITS, x) : x;
    }
    if (!critical_inspect(search->arena, search->landscape, points, count, inspections, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        double gradient = 0;
        for (size_t k = 0; k < n; k++)
            gradient = fmax(gradient, fabs(inspections[i].gradient[k]));
        if (!(gradient <= search->gradients[i]) || inspections[i].kind != search->points[i].kind)
            continue;
        search->points[i].value = inspections[i].value;
        search->gradients[i] = gradient;
        memcpy(search->points[i].at, points + n * i, n * sizeof *points);
        memcpy(search->points[i].eigenvalues, inspections[i].eigenvalues, n * sizeof *points);
    }
    return true;
}

static bool round_all(struct stationary *search, const double (*box)[2], struct error *error)
{
    for (unsigned axes = search->dimension == 1 ? 1 : 3; axes; axes--)
        if (!round_points(search, box, axes, error))
            return false;
    return true;
}

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

static void collect(struct stationary *search, const double (*box)[2], struct critical_points *found)
{
    const size_t n = search->dimension;
    *found = (struct critical_points){.items = search->points,
                                      .kinks = search->kinks,
                                      .flat = search->flat,
                                      .overfull = search->overfull,
                                      .counted = search->counted,
                                      .continuum = search->continuum};
    for (size_t i = 0; i < search->count; i++) {
        if (found->continuum && search->points[i].kind == CRITICAL_DEGENERATE)
            continue;
        if (inside(box, n, search->points[i].at))
            found->items[found->count++] = search->points[i];
        else /* what the margins added to the count */
            found->counted -= n == 1 ? labs(search->points[i].index) : search->points[i].index;
    }
    for (size_t i = 0; i < search->kink_count; i++) {
        for (size_t k = 0; k < n; k++)
            search->kinks[i][k] = rounded(box[k], KINK_DIGITS, search->kinks[i][k]);
        if (inside(box, n, search->kinks[i]))
            memmove(found->kinks[found->kink_count++], search->kinks[i], sizeof *search->kinks);
    }
    qsort(found->items, found->count, sizeof *found->items, by_value);
    found->complete = search->confirmed && !found->flat && !found->continuum && !found->overfull;
}

/* Where a formula has no value its derivative's formula may go on: 1/x to the left of log's domain. There it shall have no slope either. */
static void guard_slopes(struct arena *arena, struct landscape *landscape)
{
    struct graph *graph = landscape->graph;
    const node_id *slopes = landscape->gradient;
    const node_id defined = graph_node(graph, OPERATION_EQUAL, landscape->value, landscape->value, 0), undefined = graph_number(graph, NAN);
    bool partial = false;
    for (node_id id = 0; id <= landscape->value; id++) {
        const enum operation operation = graph->nodes[id].operation;
        partial = partial || operation == OPERATION_LOG || operation == OPERATION_LOG2 || operation == OPERATION_LOG10 ||
                  operation == OPERATION_LOG1P || operation == OPERATION_ATANH || operation == OPERATION_MODULO;
    }
    if (!partial)
        return;
    landscape->gradient = ARENA_NEW(arena, node_id, landscape->dimension);
    for (size_t i = 0; i < landscape->dimension; i++)
        landscape->gradient[i] = graph_node(graph, OPERATION_WHERE, defined, slopes[i], undefined);
}

/* Whether there is a gradient anywhere in the box, as far as points spread over it tell. */
static bool defined_somewhere(struct stationary *search, const double (*box)[2])
{
    enum { POINTS = 1024 };
    static const double strides[2] = {0.6180339887498949, 0.7548776662466927}; /* of the golden ratio and the plastic number */
    const struct landscape *landscape = search->landscape;
    const struct program *slope = program_compile(search->arena, landscape->graph, landscape->gradient, 1, search->dimension);
    double *numbers = ARENA_NEW(search->arena, double, 3 * POINTS), *const inputs[2] = {numbers, numbers + POINTS}, *values = numbers + 2 * POINTS;
    for (size_t k = 0; k < search->dimension; k++)
        for (size_t i = 0; i < POINTS; i++)
            inputs[k][i] = box[k][0] + (box[k][1] - box[k][0]) * fmod(((double)i + 0.5) * strides[k], 1);
    program_run(slope, workspace_create(search->arena, slope), (const double *const *)inputs, &values, POINTS);
    for (size_t i = 0; i < POINTS; i++)
        if (isfinite(values[i]))
            return true;
    return false;
}

/* The catalogue's known minimizers that lie in the box: in a box with more points than are found they should not be missing. */
static bool add_known(struct stationary *search, const double (*box)[2], struct error *error)
{
    const size_t n = search->dimension;
    double value, *points;
    size_t count, kept = 0;
    if (!search->landscape->row || !catalogue_minimum(search->arena, search->landscape->row, n, &value, &points, &count))
        return true;
    double *x = ARENA_NEW(search->arena, double, count), *y = ARENA_NEW(search->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        double at[2] = {points[n * i], n == 2 ? points[n * i + 1] : 0};
        if (!inside(box, n, at))
            continue;
        x[kept] = at[0];
        y[kept++] = at[1];
    }
    return stationary_add(search, x, n == 2 ? y : NULL, kept, error);
}

bool critical_points_find(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                          struct error *error)
{
    if (!landscape_differentiate(landscape, 2, error))
        return false;
    struct landscape boxed = *landscape;
    boxed.domain = arena_allocate(arena, landscape->dimension, sizeof *boxed.domain);
    memcpy(boxed.domain, box, landscape->dimension * sizeof *boxed.domain);
    guard_slopes(arena, &boxed);
    struct stationary search = {.arena = arena, .landscape = &boxed, .dimension = landscape->dimension};
    search.points = ARENA_NEW(arena, struct critical_point, CRITICAL_MOST_POINTS);
    search.gradients = ARENA_NEW(arena, double, CRITICAL_MOST_POINTS);
    if (!defined_somewhere(&search, box)) {
        *found = (struct critical_points){.undefined = true, .complete = true};
        return true;
    }
    set_region(&search, box);
    if (!add_known(&search, box, error) || !(search.dimension == 1 ? stationary_search_line : stationary_search_plane)(&search, error) ||
        !round_all(&search, box, error))
        return false;
    collect(&search, box, found);
    return true;
}

double critical_points_cost(size_t dimension, double work)
{
    return (dimension == 1 ? 5e4 : 8e5) * work;
}
