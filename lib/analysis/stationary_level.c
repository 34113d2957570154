/* Level stretches: parts of the box throughout which the gradient is zero, as of relu, max, clip and where. Cells of which interval arithmetic proves that
 * they are level are joined where they touch and have one value; rays from them tell how far each stretch reaches, and whether f is higher or lower
 * beyond it. */
#include "analysis/stationary.h"

#include "base/contract.h"
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 512, RAY = 72, BISECTIONS = 60, VALUE_DIGITS = 15 };
/* Of a ray: its first step in units of the box, and how its steps grow. */
static const double first_step = 1e-6, growth = 1.22;
/* Rays start off the middle of a side, as on an axis of symmetry a curve of critical points may go on from a stretch. */
static const double aside = 0.4621;
/* An end is a short decimal that is this near, in units of the box. */
static const double rounding = 2e-14;

void stationary_note_level(struct stationary *search, const struct stationary_cell *cell)
{
    search->flat = true;
    if (!search->level_cells)
        search->level_cells = ARENA_ROOM(search->arena, struct stationary_cell, MOST_CELLS);
    if (search->level_count < MOST_CELLS) /* the large ones come first */
        search->level_cells[search->level_count++] = *cell;
}

/* The value of a level cell, and by how much rounding makes it differ from place to place: throughout |x − 1| − |x + 1| it is −2 or next to it. */
struct level_value {
    double value, noise;
};

/* Values of a cell of which it is proved that it is level differ by rounding alone. */
static struct level_value value_of(struct stationary *search, const struct stationary_cell *cell)
{
    enum { SIDE = 16, PLACES = SIDE * SIDE };
    static const double spread = 8; /* times what places show, or a unit in the last digit */
    double x[PLACES], y[PLACES], values[PLACES], *output = values;
    double middle[2] = {0, 0}, low = INFINITY, high = -INFINITY;
    stationary_middle(search, cell, middle);
    for (size_t i = 0; i < PLACES; i++) {
        const double across = search->dimension == 1 ? ((double)i + aside) / PLACES : ((double)(i % SIDE) + aside) / SIDE;
        x[i] = i ? cell->low[0] + (cell->high[0] - cell->low[0]) * across : middle[0];
        y[i] = i && search->dimension > 1 ? cell->low[1] + (cell->high[1] - cell->low[1]) * ((double)(i / SIDE) + aside) / SIDE : middle[1];
    }
    program_run(search->value, search->of_value, (const double *const[]){x, y}, &output, PLACES);
    for (size_t i = 0; i < PLACES; i++) {
        low = fmin(low, values[i]);
        high = fmax(high, values[i]);
    }
    const double noise = spread * fmax(high - low, DBL_EPSILON * fabs(values[0])), decimal = number_round(values[0], VALUE_DIGITS);
    return (struct level_value){high > low && fabs(decimal - values[0]) <= noise / 2 ? decimal : values[0], noise};
}

/* A ray from a side of a level cell. */
struct ray {
    double from[2];
    size_t axis;
    double sign, room; /* how far it is to the rim of the box */
    double noise;      /* of the value of the stretch */
};

static double value_along(struct stationary *search, const struct ray *ray, double length)
{
    double at[2] = {ray->from[0], ray->from[1]}, value, *output = &value;
    at[ray->axis] += ray->sign * length;
    program_run(search->value, search->of_value, (const double *const[]){&at[0], &at[1]}, &output, 1);
    return value;
}

/* Widens the stretch by what of it lies between two places of the ray. */
static void widen(struct stationary *search, const struct ray *ray, double inside, double outside, struct critical_stretch *stretch)
{
    const size_t axis = ray->axis;
    const double start = ray->from[axis], rim = stretch->box[axis][ray->sign > 0];
    if ((start + ray->sign * outside - rim) * ray->sign <= 0)
        return;
    for (int i = 0; i < BISECTIONS; i++) {
        const double middle = inside + (outside - inside) / 2;
        *(fabs(value_along(search, ray, middle) - stretch->value) <= ray->noise ? &inside : &outside) = middle;
    }
    const double end = start + ray->sign * inside;
    stretch->box[axis][ray->sign > 0] = ray->sign > 0 ? fmax(rim, end) : fmin(rim, end);
}

/* What f is beyond the stretch along a ray. */
static void look_along(struct stationary *search, const struct ray *ray, struct critical_stretch *stretch, bool *higher, bool *lower)
{
    double numbers[3 * RAY], *columns[3] = {numbers, numbers + RAY, numbers + 2 * RAY}, lengths[RAY + 1] = {0},
                             length = first_step * search->extent[ray->axis];
    size_t count = 0;
    for (; count < RAY && ray->room > 0; count++, length *= growth) {
        const double step = lengths[count] + length;
        lengths[count + 1] = fmin(step, ray->room);
        for (size_t k = 0; k < 2; k++)
            columns[k][count] = ray->from[k] + (k == ray->axis ? ray->sign * lengths[count + 1] : 0);
        if (step >= ray->room) {
            count++;
            break;
        }
    }
    program_run(search->value, search->of_value, (const double *const *)columns, columns + 2, count);
    for (size_t i = 0; i < count; i++) {
        if (fabs(columns[2][i] - stretch->value) <= ray->noise)
            continue;
        widen(search, ray, lengths[i], lengths[i + 1], stretch);
        *higher = *higher || columns[2][i] > stretch->value;
        *lower = *lower || columns[2][i] < stretch->value;
        return;
    }
    if (count)
        widen(search, ray, lengths[count], lengths[count], stretch);
}

/* Whether two cells of one value belong together: they touch, or there is but little between them, of which cells do not tell, and on the shortest way f has
 * that value, too. */
static bool joined(struct stationary *search, const struct stationary_cell *a, const struct stationary_cell *b, double value, double noise)
{
    enum { PLACES = 5 };
    static const double little = 1.0 / 32; /* in units of the box */
    double from[2] = {0, 0}, to[2] = {0, 0}, widest = 0;
    for (size_t k = 0; k < search->dimension; k++) {
        from[k] = fmin(fmax(b->low[k] / 2 + b->high[k] / 2, a->low[k]), a->high[k]);
        to[k] = fmin(fmax(from[k], b->low[k]), b->high[k]);
        widest = fmax(widest, fabs(to[k] - from[k]) / search->extent[k]);
    }
    for (int i = 1; i <= PLACES && widest > 0 && widest <= little; i++) {
        double at[2], there, *output = &there;
        for (size_t k = 0; k < 2; k++)
            at[k] = from[k] + (to[k] - from[k]) * i / (PLACES + 1);
        program_run(search->value, search->of_value, (const double *const[]){&at[0], &at[1]}, &output, 1);
        if (!(fabs(there - value) <= noise))
            return false;
    }
    return widest <= little;
}

/* The stretch of the cells whose number in roots[] is `root`. */
static struct critical_stretch describe(struct stationary *search, const size_t *roots, size_t root, const struct level_value *values)
{
    const size_t n = search->dimension;
    CONTRACT(n <= 2);
    struct critical_stretch stretch = {.value = values[root].value, .box = {{INFINITY, -INFINITY}, {INFINITY, -INFINITY}}};
    bool higher = false, lower = false;
    double noise = 0;
    for (size_t i = 0; i < search->level_count; i++)
        noise = roots[i] == root ? fmax(noise, values[i].noise) : noise;
    for (size_t i = 0; i < search->level_count; i++)
        for (size_t k = 0; k < n && roots[i] == root; k++) {
            stretch.box[k][0] = fmin(stretch.box[k][0], search->level_cells[i].low[k]);
            stretch.box[k][1] = fmax(stretch.box[k][1], search->level_cells[i].high[k]);
        }
    for (size_t i = 0; i < search->level_count; i++)
        for (size_t side = 0; side < 2 * n && roots[i] == root; side++) {
            const struct stationary_cell *cell = &search->level_cells[i];
            struct ray ray = {.axis = side / 2, .sign = side % 2 ? 1 : -1, .noise = noise};
            for (size_t k = 0; k < n; k++)
                ray.from[k] = cell->low[k] + aside * (cell->high[k] - cell->low[k]);
            const double rim = search->low[ray.axis] + (side % 2 ? search->extent[ray.axis] : 0);
            ray.from[ray.axis] = side % 2 ? cell->high[ray.axis] : cell->low[ray.axis];
            ray.room = fabs(rim - ray.from[ray.axis]);
            look_along(search, &ray, &stretch, &higher, &lower);
        }
    for (size_t k = 0; k < n; k++)
        for (size_t end = 0; end < 2; end++) {
            double *const x = &stretch.box[k][end], decimal = stationary_rounded(search, k, 11, *x);
            *x = fabs(decimal - *x) <= rounding * search->extent[k] ? decimal : *x;
        }
    stretch.kind = higher == lower ? CRITICAL_DEGENERATE : higher ? CRITICAL_MINIMUM : CRITICAL_MAXIMUM;
    return stretch;
}

static int by_value(const void *a, const void *b)
{
    const struct critical_stretch *p = a, *q = b;
    for (size_t k = 0; k < 2 && p->value == q->value; k++)
        if (p->box[k][0] != q->box[k][0])
            return p->box[k][0] < q->box[k][0] ? -1 : 1;
    return (p->value > q->value) - (p->value < q->value);
}

void stationary_join_levels(struct stationary *search)
{
    size_t roots[MOST_CELLS] = {0};
    struct level_value values[MOST_CELLS];
    for (size_t i = 0; i < search->level_count; i++) {
        values[i] = value_of(search, &search->level_cells[i]);
        roots[i] = i;
        for (size_t k = 0; k < i; k++) {
            const size_t old = roots[i], new = roots[k];
            const double noise = fmax(values[i].noise, values[k].noise);
            if (old == new || !(fabs(values[k].value - values[i].value) <= noise) ||
                !joined(search, &search->level_cells[i], &search->level_cells[k], values[i].value, noise))
                continue;
            for (size_t j = 0; j <= i; j++)
                roots[j] = roots[j] == old ? new : roots[j];
        }
    }
    search->stretches = ARENA_NEW(search->arena, struct critical_stretch, CRITICAL_MOST_STRETCHES);
    for (size_t i = 0; i < search->level_count; i++) {
        bool first = true;
        for (size_t k = 0; k < i && first; k++)
            first = roots[k] != roots[i];
        if (!first)
            continue;
        if (search->stretch_count == CRITICAL_MOST_STRETCHES)
            search->more_stretches = true;
        else
            search->stretches[search->stretch_count++] = describe(search, roots, roots[i], values);
    }
    qsort(search->stretches, search->stretch_count, sizeof *search->stretches, by_value);
}
