/* Depth is told by order (what is nearer is drawn later) and, for wireframes, by strength (what is further is fainter). */
#include "figure/mesh.h"

#include "figure/series.h"
#include "figure/space.h"

#include <math.h>
#include <stdlib.h>

enum { SHADES = 8, MOST_PIECES = 40000 };

/* A stretch of a wire between two crossings. */
struct piece {
    size_t start, length; /* in the list of points */
    double depth;
};

struct wires {
    struct arena *arena;
    struct point *points;
    double *depths;
    size_t point_count;
    struct piece *pieces;
    size_t piece_count, piece_room;
};

static void sample_at(const struct panel_layout *panel, const struct figure_layer *layer, size_t row, size_t column, struct point *point,
                      double *depth)
{
    double fractions[3] = {axis_fraction(&panel->x, layer->grid_x[column]), axis_fraction(&panel->y, layer->grid_y[row]),
                           axis_fraction(&panel->z, layer->z[row * layer->columns + column])};
    bool inside = fractions[2] >= -0.5 && fractions[2] <= 1.5; /* what limits cut off is cut off in space, too */
    struct point p = view_project(&panel->view, fractions, depth);
    *point = inside ? (struct point){panel->view.origin.x + panel->view.scale * p.x, panel->view.origin.y - panel->view.scale * p.y}
                    : (struct point){NAN, NAN};
}

/* Adds a wire along a row or a column, cut into pieces every `step` samples. */
static void add_wire(struct wires *wires, const struct panel_layout *panel, const struct figure_layer *layer, bool along_row, size_t at, size_t step)
{
    size_t length = along_row ? layer->columns : layer->rows, start = wires->point_count;
    for (size_t i = 0; i < length; i++, wires->point_count++)
        sample_at(panel, layer, along_row ? at : i, along_row ? i : at, &wires->points[wires->point_count], &wires->depths[wires->point_count]);
    for (size_t i = 0; i + 1 < length && wires->piece_count < wires->piece_room; i += step) {
        struct piece piece = {.start = start + i, .length = i + step < length ? step + 1 : length - i};
        for (size_t k = 0; k < piece.length; k++)
            piece.depth += wires->depths[piece.start + k] / (double)piece.length;
        if (isfinite(piece.depth) || piece.length > 1)
            wires->pieces[wires->piece_count++] = piece;
    }
}

static int by_depth(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    double dx = isnan(x->depth) ? -INFINITY : x->depth, dy = isnan(y->depth) ? -INFINITY : y->depth;
    if (dx != dy)
        return dx < dy ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Every stride-th index, and the last. */
static size_t wire_count(size_t samples, size_t stride)
{
    return samples == 0 ? 0 : (samples - 1) / stride + 1 + ((samples - 1) % stride != 0);
}

static size_t wire_index(size_t wire, size_t samples, size_t stride)
{
    return wire * stride < samples ? wire * stride : samples - 1;
}

static struct wires collect_wires(const struct panel_layout *panel, const struct figure_layer *layer)
{
    size_t row_stride = layer->stride ? layer->stride : layer->rows / 20 + 1, column_stride = layer->stride ? layer->stride : layer->columns / 20 + 1;
    size_t rows = wire_count(layer->rows, row_stride), columns = wire_count(layer->columns, column_stride);
    struct wires wires = {.arena = panel->arena};
    size_t points = rows * layer->columns + columns * layer->rows;
    wires.points = ARENA_NEW(panel->arena, struct point, points + 1);
    wires.depths = ARENA_NEW(panel->arena, double, points + 1);
    wires.piece_room = rows * (columns + 1) + columns * (rows + 1) + 1;
    wires.pieces = ARENA_NEW(panel->arena, struct piece, wires.piece_room);
    for (size_t i = 0; i < rows; i++)
        add_wire(&wires, panel, layer, true, wire_index(i, layer->rows, row_stride), column_stride);
    for (size_t i = 0; i < columns; i++)
        add_wire(&wires, panel, layer, false, wire_index(i, layer->columns, column_stride), row_stride);
    qsort(wires.pieces, wires.piece_count, sizeof *wires.pieces, by_depth);
    return wires;
}

static void draw_wireframe(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    struct wires wires = collect_wires(panel, layer);
    struct pen pen = series_pen(panel, layer, turn);
    pen.width = panel->unit * (layer->style.line_width > 0 ? layer->style.line_width : 1.2);
    double opacity = pen.paint.opacity;
    size_t shade_length = wires.piece_count / SHADES + 1;
    for (size_t start = 0; start < wires.piece_count; start += shade_length) {
        struct path path = {.arena = canvas_arena(canvas)};
        for (size_t i = start; i < start + shade_length && i < wires.piece_count; i++)
            path_polyline(&path, wires.points + wires.pieces[i].start, wires.pieces[i].length, panel->cell, canvas_resolution(canvas));
        double nearness = ((double)start + 0.5 * (double)shade_length) / (double)wires.piece_count;
        pen.paint.opacity = opacity * (0.5 + 0.5 * fmin(1, nearness));
        canvas_stroke(canvas, &path, &pen);
    }
}

void mesh_draw(struct canvas *canvas, const struct panel_layout *panel, size_t index)
{
    const struct figure_layer *layer = &panel->panel->layers[index];
    bool usable = layer->rows > 0 && layer->columns > 0 && layer->z && layer->grid_x && layer->grid_y;
    if (usable && layer->kind == LAYER_WIREFRAME)
        draw_wireframe(canvas, panel, layer, layer_turn(panel->panel, index));
}
