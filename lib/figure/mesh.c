/* Depth is shown by order (what is nearer is drawn later) and, for wireframes, by strength (what is further is fainter). */
#include "figure/mesh.h"

#include "figure/field.h"
#include "figure/moment.h"
#include "figure/series.h"
#include "figure/space.h"
#include "figure/space_grid.h"
#include "figure/surface.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHADES = 6, MOST_WIRES = 201, WIRE_MOST_POINTS = 300 };

static const double wire_width = 1.2; /* units */

/* A stretch of a wire between two crossings. */
struct wire_piece {
    size_t start, length; /* in the list of points */
    double depth;
};

struct wires {
    struct arena *arena;
    struct point *points;
    double *depths;
    size_t point_count;
    struct wire_piece *pieces;
    size_t piece_count, piece_room;
};

static bool is_usable(const struct figure_layer *layer)
{
    return layer->rows > 0 && layer->columns > 0 && layer->z && layer->grid_x && layer->grid_y;
}

/* Where the way from a place within the box to one without leaves it. */
static void leave_box(const double within[3], const double without[3], double at[3])
{
    double part = 1;
    for (int i = 0; i < 3; i++)
        if (without[i] < -GRID_EDGE || without[i] > 1 + GRID_EDGE)
            part = fmin(part, fmax(0, (fmax(0, fmin(1, without[i])) - within[i]) / (without[i] - within[i])));
    for (int i = 0; i < 3; i++)
        at[i] = within[i] + part * (without[i] - within[i]);
}

/* A wire ends where it leaves the box: there the first sample outside is drawn. */
static void place_wire(const struct panel_layout *panel, double (*fractions)[3], size_t length, struct point *points, double *depths)
{
    const struct view *view = &panel->view;
    for (size_t i = 0; i < length; i++) {
        double at[3] = {fractions[i][0], fractions[i][1], fractions[i][2]};
        const bool before = i > 0 && grid_within(fractions[i - 1]), after = i + 1 < length && grid_within(fractions[i + 1]);
        if (isfinite(at[0] + at[1] + at[2]) && !grid_within(at) && (before || after))
            leave_box(fractions[before ? i - 1 : i + 1], fractions[i], at);
        else if (!grid_within(at))
            at[0] = at[1] = at[2] = NAN;
        const struct point p = view_project(view, at, &depths[i]);
        points[i] = (struct point){view->origin.x + view->scale * p.x, view->origin.y - view->scale * p.y};
    }
}

/* The samples a wire goes through: all, or every `skip`-th where they are too many to be seen. */
static size_t wire_skip(size_t samples)
{
    return (samples - 1) / WIRE_MOST_POINTS + 1;
}

/* A whole number of skips. */
static size_t stride_for(size_t samples, double wanted)
{
    const size_t skip = wire_skip(samples), least = (samples - 1) / MOST_WIRES + 1;
    const double stride = fmax(1, fmin((double)samples, wanted));
    return (((size_t)ceil(stride) > least ? (size_t)ceil(stride) : least) + skip - 1) / skip * skip;
}

/* Lengths in units of the plane that the eye sees. */
static double wire_length(const struct panel_layout *panel, const struct figure_layer *layer, bool along_row, size_t at)
{
    const size_t samples = along_row ? layer->columns : layer->rows, skip = wire_skip(samples);
    double length = 0;
    struct point before = {NAN, NAN};
    for (size_t i = 0; i < stride_count(samples, skip); i++) {
        const size_t sample = stride_index(i, samples, skip), row = along_row ? at : sample, column = along_row ? sample : at;
        const double z = axis_fraction(&panel->z, layer->z[row * layer->columns + column]);
        const struct point here = view_project(
            &panel->view,
            (double[]){axis_fraction(&panel->x, layer->grid_x[column]), axis_fraction(&panel->y, layer->grid_y[row]), fmax(-0.5, fmin(1.5, z))},
            NULL);
        const double step = points_apart(before, here);
        if (isfinite(step) && isfinite(z))
            length += step;
        before = here;
    }
    return length;
}

/* How much the lines at these strides cover of the box they are in, if none would lie on another. A few lines stand for all. */
static double share_covered(const struct panel_layout *panel, const struct figure_layer *layer, const struct mesh_strides *strides)
{
    enum { LOOKED_AT = 12 };
    struct box plane = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int corner = 0; corner < 8; corner++) {
        const struct point p = view_project(&panel->view, (double[]){corner & 1, corner >> 1 & 1, corner >> 2}, NULL);
        plane = box_union(plane, (struct box){p.x, p.y, p.x, p.y});
    }
    double length = 0;
    for (int along_row = 0; along_row < 2; along_row++) {
        const size_t samples = along_row ? layer->rows : layer->columns;
        const size_t count = stride_count(samples, along_row ? strides->rows : strides->columns), looked_at = count < LOOKED_AT ? count : LOOKED_AT;
        for (size_t i = 0; i < looked_at; i++)
            length += wire_length(panel, layer, along_row, (2 * i + 1) * samples / (2 * looked_at)) * (double)count / (double)looked_at;
    }
    const double scale = fmin(box_width(panel->in->cell) / box_width(plane), box_height(panel->in->cell) / box_height(plane));
    return length * scale * wire_width * panel->in->unit / (box_width(plane) * scale * box_height(plane) * scale);
}

struct mesh_strides mesh_strides(const struct panel_layout *panel, const struct figure_layer *layer)
{
    static const double most_covered = 12;
    const double rows = layer->stride ? (double)layer->stride : (double)(layer->rows / 20 + 1);
    const double columns = layer->stride ? (double)layer->stride : (double)(layer->columns / 20 + 1);
    struct mesh_strides strides = {stride_for(layer->rows, rows), stride_for(layer->columns, columns)};
    const double times = share_covered(panel, layer, &strides) / most_covered;
    if (times > 1)
        strides =
            (struct mesh_strides){stride_for(layer->rows, times * (double)strides.rows), stride_for(layer->columns, times * (double)strides.columns)};
    return strides;
}

const char *mesh_remark(const struct panel_layout *panel)
{
    for (size_t i = 0; i < panel->panel->layer_count; i++) {
        const struct figure_layer *layer = &panel->panel->layers[i];
        if (layer->kind != LAYER_WIREFRAME || !layer->stride || !is_usable(layer) || panel->z.empty)
            continue;
        const struct mesh_strides strides = mesh_strides(panel, layer);
        const size_t drawn = strides.rows > strides.columns ? strides.rows : strides.columns;
        if (drawn > layer->stride)
            return arena_format(panel->arena, "too many lines at a stride of %zu: one in %zu is drawn", layer->stride, drawn);
    }
    return NULL;
}

/* The two sides of a cut on the way between two places, with a gap between them. */
static void add_cut(const struct cut *cut, const double from[3], const double to[3], double (*fractions)[3])
{
    for (int side = 0; side < 2; side++) {
        double *at = fractions[2 * side];
        for (int k = 0; k < 2; k++)
            at[k] = from[k] + cut->part * (to[k] - from[k]);
        at[2] = cut->height[side];
    }
    fractions[1][0] = fractions[1][1] = fractions[1][2] = NAN;
}

/* The places that a wire along a row or a column goes through: every `skip`-th sample, and the sides of cuts. Returns how many. */
static size_t wire_places(const struct panel_layout *panel, const struct figure_layer *layer, const struct cuts *cuts, bool along_row, size_t at,
                          size_t skip, double (*fractions)[3])
{
    const size_t samples = along_row ? layer->columns : layer->rows, count = stride_count(samples, skip);
    const size_t columns = along_row ? count : layer->columns; /* of the grid that the cuts are of */
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t sample = stride_index(i, samples, skip), node = along_row ? at * columns + i - 1 : (i - 1) * columns + at;
        double place[3];
        grid_place(panel, layer, along_row ? at : sample, along_row ? sample : at, place);
        const struct cut *cut = i && cuts->count ? cuts_find(cuts, 2 * node + !along_row) : NULL;
        if (cut) {
            add_cut(cut, fractions[length - 1], place, fractions + length);
            length += 3;
        }
        memcpy(fractions[length++], place, sizeof place);
    }
    return length;
}

/* Adds a wire, cut into pieces every `step` places. */
static void add_wire(struct wires *wires, const struct panel_layout *panel, const struct figure_layer *layer, const struct cuts *cuts, bool along_row,
                     size_t at, size_t skip, size_t step)
{
    const size_t samples = along_row ? layer->columns : layer->rows, start = wires->point_count;
    double(*fractions)[3] = arena_allocate(wires->arena, stride_count(samples, skip) * (cuts->count ? 4 : 1), sizeof *fractions);
    const size_t length = wire_places(panel, layer, cuts, along_row, at, skip, fractions);
    place_wire(panel, fractions, length, wires->points + start, wires->depths + start);
    wires->point_count += length;
    for (size_t i = 0; i + 1 < length && wires->piece_count < wires->piece_room; i += step) {
        struct wire_piece piece = {.start = start + i, .length = i + step < length ? step + 1 : length - i};
        size_t placed = 0;
        for (size_t k = 0; k < piece.length; k++)
            if (!cuts->count || isfinite(wires->depths[piece.start + k])) {
                piece.depth += wires->depths[piece.start + k];
                placed++;
            }
        piece.depth /= (double)placed;
        if (isfinite(piece.depth) || piece.length > 1)
            wires->pieces[wires->piece_count++] = piece;
    }
}

static int by_depth(const void *a, const void *b)
{
    const struct wire_piece *x = a, *y = b;
    double dx = isnan(x->depth) ? -INFINITY : x->depth, dy = isnan(y->depth) ? -INFINITY : y->depth;
    if (dx != dy)
        return dx < dy ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

static struct wires collect_wires(const struct panel_layout *panel, const struct figure_layer *layer)
{
    const struct mesh_strides strides = mesh_strides(panel, layer);
    size_t row_stride = strides.rows, column_stride = strides.columns;
    size_t row_skip = wire_skip(layer->rows), column_skip = wire_skip(layer->columns);
    size_t rows = stride_count(layer->rows, row_stride), columns = stride_count(layer->columns, column_stride);
    struct wires wires = {.arena = panel->arena};
    const struct cuts across = field_cuts(panel->arena, &panel->z, layer, 1, column_skip),
                      along = field_cuts(panel->arena, &panel->z, layer, row_skip, 1);
    const size_t parts = across.count || along.count ? 4 : 1;
    size_t points = (rows * stride_count(layer->columns, column_skip) + columns * stride_count(layer->rows, row_skip)) * parts;
    wires.points = ARENA_NEW(panel->arena, struct point, points + 1);
    wires.depths = ARENA_NEW(panel->arena, double, points + 1);
    wires.piece_room = (rows * (columns + 1) + columns * (rows + 1) + 1) * parts;
    wires.pieces = ARENA_NEW(panel->arena, struct wire_piece, wires.piece_room);
    for (size_t i = 0; i < rows; i++)
        add_wire(&wires, panel, layer, &across, true, stride_index(i, layer->rows, row_stride), column_skip, column_stride / column_skip);
    for (size_t i = 0; i < columns; i++)
        add_wire(&wires, panel, layer, &along, false, stride_index(i, layer->columns, column_stride), row_skip, row_stride / row_skip);
    qsort(wires.pieces, wires.piece_count, sizeof *wires.pieces, by_depth);
    return wires;
}

static void draw_wireframe(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    struct wires wires = collect_wires(panel, layer);
    struct pen pen = series_pen(panel, layer, turn);
    pen.width = panel->in->unit * (layer->style.line_width > 0 ? layer->style.line_width : wire_width);
    double opacity = pen.paint.opacity;
    size_t shade_length = wires.piece_count / SHADES + 1;
    struct arena *scratch = arena_within(canvas_arena(canvas));
    for (size_t start = 0; start < wires.piece_count; start += shade_length, arena_clear(scratch)) {
        struct path path = {.arena = scratch};
        for (size_t i = start; i < start + shade_length && i < wires.piece_count; i++)
            path_polyline(&path, wires.points + wires.pieces[i].start, wires.pieces[i].length, panel->in->cell, canvas_resolution(canvas));
        double nearness = ((double)start + 0.5 * (double)shade_length) / (double)wires.piece_count;
        pen.paint.opacity = opacity * (0.5 + 0.5 * fmin(1, nearness));
        canvas_stroke(canvas, &path, &pen);
    }
}

void mesh_draw(struct canvas *canvas, const struct panel_layout *panel, size_t index)
{
    const struct figure_layer layer = moment_layer(panel, index);
    if (is_usable(&layer) && layer.kind == LAYER_WIREFRAME)
        draw_wireframe(canvas, panel, &layer, layer_turn(panel->panel, index));
    if (is_usable(&layer) && layer.kind == LAYER_SURFACE)
        surface_draw(canvas, panel, &layer);
}
