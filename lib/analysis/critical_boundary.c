/* Minima of the box on its rim: the slope along the rim changes its sign from − to + (at the ends of an interval and the corners of a box there is
 * no such slope to ask for), and every slope across the rim rises inwards. */
#include "analysis/critical_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 1024, BISECTIONS = 60, MOST = 4 * 64 };

struct rim {
    struct arena *arena;
    const struct program *program; /* value, gradient */
    struct workspace *workspace;
    const double (*box)[2];
    size_t n;
    struct critical_points *found;
    struct critical_point *items;
};

static void evaluate(const struct rim *rim, const double at[2], double outputs[3])
{
    double *pointers[3] = {&outputs[0], &outputs[1], &outputs[2]};
    program_run(rim->program, rim->workspace, (const double *const[]){&at[0], &at[1]}, pointers, 1);
}

static bool is_end(const struct rim *rim, size_t axis, double x)
{
    return x == rim->box[axis][0] || x == rim->box[axis][1];
}

/* Takes the place in if f rises from it into the box along every axis at whose end it is. */
static void take_in(struct rim *rim, const double at[2])
{
    double outputs[3];
    evaluate(rim, at, outputs);
    if (!isfinite(outputs[0]))
        return;
    for (size_t k = 0; k < rim->n; k++)
        if (is_end(rim, k, at[k]) && !(at[k] == rim->box[k][0] ? outputs[1 + k] > 0 : outputs[1 + k] < 0))
            return;
    struct critical_point *point = &rim->items[rim->found->count++];
    *point = (struct critical_point){
        .value = outputs[0], .eigenvalues = {NAN, rim->n == 2 ? NAN : 0}, .kind = CRITICAL_MINIMUM, .smooth = true, .boundary = true};
    memcpy(point->at, at, rim->n * sizeof *at);
}

static double slope_along(const struct rim *rim, double at[2], size_t axis, double along)
{
    double outputs[3];
    at[axis] = along;
    evaluate(rim, at, outputs);
    return outputs[1 + axis];
}

/* The side on which the other coordinate is at one of its ends. */
static void walk(struct rim *rim, size_t axis, double other)
{
    const double low = rim->box[axis][0], width = rim->box[axis][1] - low;
    double at[2];
    at[1 - axis] = other;
    double before = slope_along(rim, at, axis, low), from = low;
    size_t kept = 0;
    for (size_t i = 1; i <= CELLS && kept < MOST / 4; i++) {
        const double to = i == CELLS ? rim->box[axis][1] : low + width * ((double)i / CELLS), after = slope_along(rim, at, axis, to);
        if (before < 0 && after >= 0 && i < CELLS) {
            double left = from, right = to;
            for (int k = 0; k < BISECTIONS; k++) {
                const double middle = left + (right - left) / 2;
                *(slope_along(rim, at, axis, middle) < 0 ? &left : &right) = middle;
            }
            at[axis] = right;
            take_in(rim, at);
            kept++;
        }
        before = after;
        from = to;
    }
}

static int by_value(const void *a, const void *b)
{
    const struct critical_point *p = a, *q = b;
    return p->value != q->value ? (p->value < q->value ? -1 : 1) : (p->at[0] > q->at[0]) - (p->at[0] < q->at[0]);
}

bool critical_points_add_boundary(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                                  struct error *error)
{
    struct rim rim = {.arena = arena, .box = box, .n = landscape->dimension, .found = found};
    struct program *program;
    if (!landscape_program(landscape, 1, &program, error))
        return false;
    rim.program = program;
    rim.workspace = workspace_create(arena, program);
    rim.items = ARENA_NEW(arena, struct critical_point, found->count + MOST + 4);
    memcpy(rim.items, found->items, found->count * sizeof *rim.items);
    for (size_t i = 0; i < (rim.n == 1 ? 2 : 4); i++)
        take_in(&rim, (double[2]){box[0][i & 1], rim.n == 1 ? 0 : box[1][i >> 1]});
    for (size_t axis = 0; axis < 2 && rim.n == 2; axis++)
        for (size_t end = 0; end < 2; end++)
            walk(&rim, axis, box[1 - axis][end]);
    found->items = rim.items;
    qsort(found->items, found->count, sizeof *found->items, by_value);
    return true;
}
