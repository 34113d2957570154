/* Values are interpolated, and then turned into heights: a valley that is a parabola is one on a logarithmic axis, too. */
#include "figure/field.h"

#include <math.h>

enum { MOST_FINER = 16, MOST_CELLS = 600 * 600 };

static const double off_page = 100; /* frames */

static bool has_grid(const struct figure_layer *layer)
{
    return layer->rows >= 2 && layer->columns >= 2 && layer->z && layer->grid_x && layer->grid_y;
}

/* The height of a value. On a logarithmic axis 0 is below every power of ten, as the end of what is positive; negative values have none. */
static const double below_all = -0.05;

static double height_of(const struct axis *z, double value)
{
    if (z->scale == SCALE_LOG && value == 0)
        return below_all;
    return axis_fraction(z, value);
}

/* The cuts of a grid, and on a logarithmic axis those where its values pass through 0: there what is positive ends, below every power of ten. */
static struct cuts end_at_zero(struct arena *arena, const struct axis *z, const double *values, size_t rows, size_t columns, struct cuts others)
{
    size_t negative = 0, next = 0;
    for (size_t i = 0; z->scale == SCALE_LOG && i < rows * columns; i++)
        negative += values[i] < 0;
    if (!negative || negative == rows * columns)
        return others;
    struct cut *items = ARENA_NEW(arena, struct cut, others.count + 4 * negative);
    struct cuts all = {.items = items};
    for (size_t edge = 0; edge < 2 * rows * columns; edge++) {
        const size_t node = edge / 2, down = edge % 2;
        if (next < others.count && others.items[next].edge == edge) {
            items[all.count++] = others.items[next++];
            continue;
        }
        if (down ? node / columns + 1 == rows : node % columns + 1 == columns)
            continue;
        const double from = values[node], to = values[node + (down ? columns : 1)];
        if (isfinite(from) && isfinite(to) && (from < 0) != (to < 0))
            items[all.count++] = (struct cut){edge, from / (from - to), {from < 0 ? NAN : height_of(z, 0), to < 0 ? NAN : height_of(z, 0)}};
    }
    return all;
}

struct cuts field_cuts(struct arena *arena, const struct axis *z, const struct figure_layer *layer, size_t row_step, size_t column_step)
{
    struct cut *items = ARENA_NEW(arena, struct cut, layer->cut_count);
    for (size_t i = 0; i < layer->cut_count; i++) {
        const struct figure_cut *cut = &layer->cuts[i];
        items[i] = (struct cut){cut->edge, cut->part, {height_of(z, cut->value[0]), height_of(z, cut->value[1])}};
    }
    const struct cuts all = end_at_zero(arena, z, layer->z, layer->rows, layer->columns, (struct cuts){items, layer->cut_count});
    return cuts_coarsen(arena, &all, layer->rows, layer->columns, row_step, column_step);
}

/* Where a logarithmic axis has no place for columns or rows, they lie far off the page, on the side of its lower end. */
static void put_off(double *pixels, size_t count, double end, double step)
{
    size_t first = 0, last = count;
    while (first < count && !isfinite(pixels[first]))
        first++;
    while (last > first && !isfinite(pixels[last - 1]))
        last--;
    for (size_t i = 0; i < first; i++)
        pixels[i] = end + step * (double)(first - i);
    for (size_t i = last; i < count; i++)
        pixels[i] = end + step * (double)(i + 1 - last);
}

/* Columns and rows at their pixels; the values as they are. */
static struct field place_samples(const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct field field = {0};
    if (!has_grid(layer))
        return field;
    field.rows = layer->rows;
    field.columns = layer->columns;
    field.x = ARENA_NEW(panel->arena, double, field.columns);
    field.y = ARENA_NEW(panel->arena, double, field.rows);
    for (size_t i = 0; i < field.columns; i++)
        field.x[i] = panel->frame.x0 + axis_fraction(&panel->x, layer->grid_x[i]) * box_width(panel->frame);
    for (size_t i = 0; i < field.rows; i++)
        field.y[i] = panel->frame.y1 - axis_fraction(&panel->y, layer->grid_y[i]) * box_height(panel->frame);
    put_off(field.x, field.columns, panel->frame.x0, -off_page * box_width(panel->frame));
    put_off(field.y, field.rows, panel->frame.y1, off_page * box_height(panel->frame));
    return field;
}

/* The heights of values; `lost` are these where they may be overwritten, else null. */
static double *heights_of(const struct panel_layout *panel, const double *values, size_t count, double *lost)
{
    const bool logarithmic = panel->z.scale == SCALE_LOG;
    double *heights = lost && !logarithmic ? lost : ARENA_ROOM(panel->arena, double, count);
    axis_fractions(&panel->z, values, count, heights);
    for (size_t i = 0; logarithmic && i < count; i++)
        heights[i] = values[i] == 0 ? below_all : heights[i];
    return heights;
}

struct field field_samples(const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct field field = place_samples(panel, layer);
    if (field.rows) {
        const bool has_heights = layer->kind != LAYER_CATEGORIES && layer->kind != LAYER_IMAGES;
        field.heights = has_heights ? heights_of(panel, layer->z, field.rows * field.columns, NULL) : NULL;
        field.cuts = field_cuts(panel->arena, &panel->z, layer, 1, 1);
    }
    return field;
}

/* Not fmin and fmax, which are calls; a and b are numbers. */
static inline double lesser(double a, double b)
{
    return a < b ? a : b;
}

static inline double greater(double a, double b)
{
    return a > b ? a : b;
}

/* The step from b to c on the cubic through a, b, c, d (Catmull and Rom; exact for parabolas). */
struct field_step {
    double b, c, slope, bend, twist;
    double low, high;
};

/* Between b and c the cubic stays, unless there is a valley or a peak between them for all that a and d tell; and then it goes no further
 * than a parabola would: a cliff nearby must not dig a ditch. */
static struct field_step make_step(double a, double b, double c, double d)
{
    struct field_step step = {b, c, c - a, 2 * a - 5 * b + 4 * c - d, 3 * (b - c) + d - a, lesser(b, c), greater(b, c)};
    if (a > b && d > c)
        step.low -= lesser(a - b, d - c) / 6;
    if (a < b && d < c)
        step.high += lesser(b - a, c - d) / 6;
    return step;
}

/* The value a fraction t of the way. A straight line where a or d is undefined. */
static inline double step_value(const struct field_step *step, double t)
{
    const double value = step->b + 0.5 * t * (step->slope + t * (step->bend + t * step->twist));
    return isfinite(value) ? greater(step->low, lesser(step->high, value)) : (1 - t) * step->b + t * step->c;
}

/* `finer` values for each step of a line of `count` values that are `stride` apart; the first of them is the sample. */
static void refine_line(const double *in, size_t count, size_t stride, size_t finer, double *out, size_t out_stride)
{
    for (size_t i = 0; i + 1 < count; i++) {
        double b = in[i * stride], c = in[(i + 1) * stride];
        double a = i > 0 ? in[(i - 1) * stride] : 2 * b - c, d = i + 2 < count ? in[(i + 2) * stride] : 2 * c - b;
        out[i * finer * out_stride] = b;
        const struct field_step step = make_step(a, b, c, d);
        for (size_t k = 1; k < finer; k++)
            out[(i * finer + k) * out_stride] = step_value(&step, (double)k / (double)finer);
    }
    out[(count - 1) * finer * out_stride] = in[(count - 1) * stride];
}

/* Places between samples lie evenly on the page. */
static double *refine_places(struct arena *arena, const double *in, size_t count, size_t finer)
{
    double *out = ARENA_NEW(arena, double, (count - 1) * finer + 1);
    for (size_t i = 0; i + 1 < count; i++)
        for (size_t k = 0; k < finer; k++)
            out[i * finer + k] = in[i] + (in[i + 1] - in[i]) * (double)k / (double)finer;
    out[(count - 1) * finer] = in[count - 1];
    return out;
}

static size_t finer_by(double length, size_t count, double spacing)
{
    double apart = fabs(length) / (double)(count - 1);
    return (size_t)fmax(1, fmin(MOST_FINER, ceil(apart / spacing)));
}

struct field field_make(const struct panel_layout *panel, const struct figure_layer *layer, double spacing)
{
    if (layer->cut_count)
        return field_samples(panel, layer);
    struct field field = place_samples(panel, layer);
    if (field.rows == 0)
        return field;
    size_t across = finer_by(box_width(panel->frame), field.columns, spacing), down = finer_by(box_height(panel->frame), field.rows, spacing);
    while (across > 1 && (field.columns - 1) * across * field.rows * down > MOST_CELLS)
        across--;
    while (down > 1 && (field.columns - 1) * across * field.rows * down > MOST_CELLS)
        down--;
    struct field fine = {.rows = (field.rows - 1) * down + 1, .columns = (field.columns - 1) * across + 1};
    fine.x = refine_places(panel->arena, field.x, field.columns, across);
    fine.y = refine_places(panel->arena, field.y, field.rows, down);
    size_t nodes = fine.rows * fine.columns;
    double *wide = across > 1 ? ARENA_ROOM(panel->arena, double, field.rows *fine.columns) : NULL;
    double *high = down > 1 ? ARENA_ROOM(panel->arena, double, nodes) : NULL;
    for (size_t r = 0; wide && r < field.rows; r++)
        refine_line(layer->z + r * field.columns, field.columns, 1, across, wide + r * fine.columns, 1);
    const double *const rows = wide ? wide : layer->z;
    for (size_t c = 0; high && c < fine.columns; c++)
        refine_line(rows + c, field.rows, fine.columns, down, high + c, fine.columns);
    const double *const values = high ? high : rows;
    fine.cuts = end_at_zero(panel->arena, &panel->z, values, fine.rows, fine.columns, fine.cuts);
    fine.heights = heights_of(panel, values, nodes, high ? high : wide);
    return fine;
}

static size_t coarse_index(size_t i, size_t count, size_t step)
{
    return i * step < count ? i * step : count - 1;
}

void field_coarsen(struct arena *arena, struct field *field, size_t step)
{
    const struct field fine = *field;
    field->cuts = cuts_coarsen(arena, &fine.cuts, fine.rows, fine.columns, step, step);
    field->rows = (fine.rows - 1 + step - 1) / step + 1;
    field->columns = (fine.columns - 1 + step - 1) / step + 1;
    for (size_t c = 0; c < field->columns; c++)
        field->x[c] = fine.x[coarse_index(c, fine.columns, step)];
    for (size_t r = 0; r < field->rows; r++) {
        field->y[r] = fine.y[coarse_index(r, fine.rows, step)];
        for (size_t c = 0; c < field->columns; c++) /* in place: what is read lies behind what is written */
            field->heights[r * field->columns + c] =
                fine.heights[coarse_index(r, fine.rows, step) * fine.columns + coarse_index(c, fine.columns, step)];
    }
}

/* Which side of the line from a to b a place is on: positive, negative, or on it. */
static double side_of(struct point a, struct point b, double u, double v)
{
    return (b.x - a.x) * (v - a.y) - (b.y - a.y) * (u - a.x);
}

/* The places of the cuts on the sides of a cell; returns how many there are. */
static size_t cut_points(const struct cut *const sides[4], struct point points[4])
{
    static const struct point corners[4] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    size_t count = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!sides[i])
            continue;
        const struct point from = corners[i], to = corners[(i + 1) % 4];
        const double t = cut_place(sides[i], i);
        points[count++] = (struct point){from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)};
    }
    return count;
}

/* On which side corners of a cell are as seen from a place (u, v) in it: 1: on the same, -1: on the other of the line through two cuts, 0: on that line.
 * Two cuts at one corner leave that corner on the line, and the others on the side of the place. */
static void find_sides(const struct point points[2], double u, double v, int sides[4])
{
    static const double near = 1e-6; /* of the cell */
    static const struct point corners[4] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    const bool line = points_apart(points[0], points[1]) > near;
    const double here = line ? side_of(points[0], points[1], u, v) : 0;
    for (size_t i = 0; i < 4; i++) {
        const double there = line ? side_of(points[0], points[1], corners[i].x, corners[i].y) : points_apart(points[0], corners[i]);
        sides[i] = fabs(there) <= near ? 0 : !line || here * there >= 0 ? 1 : -1;
    }
}

double field_cell_height(const struct field *field, size_t row, size_t column, double u, double v)
{
    const double *near = field->heights + row * field->columns + column, *far = near + field->columns, h[4] = {near[0], near[1], far[1], far[0]};
    const double weights[4] = {(1 - v) * (1 - u), (1 - v) * u, v * u, v * (1 - u)};
    const struct cut *cuts[4];
    struct point points[4];
    if (!cuts_of_cell(&field->cuts, field->columns, row, column, cuts))
        return weights[0] * h[0] + weights[1] * h[1] + weights[2] * h[2] + weights[3] * h[3];
    int sides[4] = {0};
    const bool two = cut_points(cuts, points) == 2; /* a line through the cell; else the nearest corner stands for the place */
    if (two)
        find_sides(points, u, v, sides);
    double sum = 0, weight = 0, best = -1, nearest = NAN;
    size_t beside = 0, defined = 0; /* corners on this side of the line */
    for (size_t i = 0; i < 4; i++) {
        if (weights[i] > best) {
            best = weights[i];
            nearest = h[i];
        }
        beside += sides[i] > 0;
        defined += sides[i] > 0 && !isnan(h[i]);
        if (isnan(h[i]) || sides[i] < 0)
            continue;
        sum += weights[i] * h[i];
        weight += weights[i];
    }
    return !two ? nearest : weight > 0 && (defined || !beside) ? sum / weight : NAN;
}
