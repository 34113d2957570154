/* Depth is told by order (what is nearer is drawn later) and, for wireframes, by strength (what is further is fainter). */
#include "figure/mesh.h"

#include "base/exact.h"
#include "figure/series.h"
#include "figure/space.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHADES = 6, MOST_WIRES = 201, WIRE_MOST_POINTS = 300 };

static const double wire_width = 1.2; /* units */

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

static bool is_usable(const struct figure_layer *layer)
{
    return layer->rows > 0 && layer->columns > 0 && layer->z && layer->grid_x && layer->grid_y;
}

static const double edge = 1e-9; /* of the box: what rounding may put a sample outside by */

/* A sample's place in the box; not-a-number where it is undefined. */
static void fractions_at(const struct panel_layout *panel, const struct figure_layer *layer, size_t row, size_t column, double fractions[3])
{
    fractions[0] = axis_fraction(&panel->x, layer->grid_x[column]);
    fractions[1] = axis_fraction(&panel->y, layer->grid_y[row]);
    fractions[2] = axis_fraction(&panel->z, layer->z[row * layer->columns + column]);
}

static bool within_box(const double fractions[3])
{
    bool within = true;
    for (int i = 0; i < 3; i++)
        within = within && fractions[i] >= -edge && fractions[i] <= 1 + edge;
    return within;
}

/* Where the way from a place within the box to one without leaves it. */
static void leave_box(const double within[3], const double without[3], double at[3])
{
    double part = 1;
    for (int i = 0; i < 3; i++)
        if (without[i] < -edge || without[i] > 1 + edge)
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
        const bool before = i > 0 && within_box(fractions[i - 1]), after = i + 1 < length && within_box(fractions[i + 1]);
        if (isfinite(at[0] + at[1] + at[2]) && !within_box(at) && (before || after))
            leave_box(fractions[before ? i - 1 : i + 1], fractions[i], at);
        else if (!within_box(at))
            at[0] = at[1] = at[2] = NAN;
        const struct point p = view_project(view, at, &depths[i]);
        points[i] = (struct point){view->origin.x + view->scale * p.x, view->origin.y - view->scale * p.y};
    }
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
    for (size_t i = 0; i < wire_count(samples, skip); i++) {
        const size_t sample = wire_index(i, samples, skip), row = along_row ? at : sample, column = along_row ? sample : at;
        const double z = axis_fraction(&panel->z, layer->z[row * layer->columns + column]);
        const struct point here = view_project(
            &panel->view,
            (double[]){axis_fraction(&panel->x, layer->grid_x[column]), axis_fraction(&panel->y, layer->grid_y[row]), fmax(-0.5, fmin(1.5, z))},
            NULL);
        const double step = exact_hypot(here.x - before.x, here.y - before.y);
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
        const size_t count = wire_count(samples, along_row ? strides->rows : strides->columns), looked_at = count < LOOKED_AT ? count : LOOKED_AT;
        for (size_t i = 0; i < looked_at; i++)
            length += wire_length(panel, layer, along_row, (2 * i + 1) * samples / (2 * looked_at)) * (double)count / (double)looked_at;
    }
    const double scale = fmin(box_width(panel->cell) / box_width(plane), box_height(panel->cell) / box_height(plane));
    return length * scale * wire_width * panel->unit / (box_width(plane) * scale * box_height(plane) * scale);
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

/* Adds a wire along a row or a column through every `skip`-th sample, cut into pieces every `step` of these. */
static void add_wire(struct wires *wires, const struct panel_layout *panel, const struct figure_layer *layer, bool along_row, size_t at, size_t skip,
                     size_t step)
{
    const size_t samples = along_row ? layer->columns : layer->rows, length = wire_count(samples, skip), start = wires->point_count;
    double(*fractions)[3] = arena_allocate(wires->arena, length, sizeof *fractions);
    for (size_t i = 0; i < length; i++) {
        const size_t sample = wire_index(i, samples, skip);
        fractions_at(panel, layer, along_row ? at : sample, along_row ? sample : at, fractions[i]);
    }
    place_wire(panel, fractions, length, wires->points + start, wires->depths + start);
    wires->point_count += length;
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

static struct wires collect_wires(const struct panel_layout *panel, const struct figure_layer *layer)
{
    const struct mesh_strides strides = mesh_strides(panel, layer);
    size_t row_stride = strides.rows, column_stride = strides.columns;
    size_t row_skip = wire_skip(layer->rows), column_skip = wire_skip(layer->columns);
    size_t rows = wire_count(layer->rows, row_stride), columns = wire_count(layer->columns, column_stride);
    struct wires wires = {.arena = panel->arena};
    size_t points = rows * wire_count(layer->columns, column_skip) + columns * wire_count(layer->rows, row_skip);
    wires.points = ARENA_NEW(panel->arena, struct point, points + 1);
    wires.depths = ARENA_NEW(panel->arena, double, points + 1);
    wires.piece_room = rows * (columns + 1) + columns * (rows + 1) + 1;
    wires.pieces = ARENA_NEW(panel->arena, struct piece, wires.piece_room);
    for (size_t i = 0; i < rows; i++)
        add_wire(&wires, panel, layer, true, wire_index(i, layer->rows, row_stride), column_skip, column_stride / column_skip);
    for (size_t i = 0; i < columns; i++)
        add_wire(&wires, panel, layer, false, wire_index(i, layer->columns, column_stride), row_skip, row_stride / row_skip);
    qsort(wires.pieces, wires.piece_count, sizeof *wires.pieces, by_depth);
    return wires;
}

static void draw_wireframe(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    struct wires wires = collect_wires(panel, layer);
    struct pen pen = series_pen(panel, layer, turn);
    pen.width = panel->unit * (layer->style.line_width > 0 ? layer->style.line_width : wire_width);
    double opacity = pen.paint.opacity;
    size_t shade_length = wires.piece_count / SHADES + 1;
    struct arena *scratch = arena_within(canvas_arena(canvas));
    for (size_t start = 0; start < wires.piece_count; start += shade_length, arena_clear(scratch)) {
        struct path path = {.arena = scratch};
        for (size_t i = start; i < start + shade_length && i < wires.piece_count; i++)
            path_polyline(&path, wires.points + wires.pieces[i].start, wires.pieces[i].length, panel->cell, canvas_resolution(canvas));
        double nearness = ((double)start + 0.5 * (double)shade_length) / (double)wires.piece_count;
        pen.paint.opacity = opacity * (0.5 + 0.5 * fmin(1, nearness));
        canvas_stroke(canvas, &path, &pen);
    }
}

/* The faces of a surface, each the colour of its height, shaded by how it faces the light. */
struct faces {
    struct arena *scratch; /* for one of them at a time */
    const struct panel_layout *panel;
    size_t rows, columns; /* of nodes */
    struct point *places;
    double (*nodes)[3]; /* where nodes are in the box, for slopes */
};

enum { MOST_FACES_SIDE = 72 };

static struct faces collect_faces(const struct panel_layout *panel, const struct figure_layer *layer)
{
    size_t row_step = (layer->rows - 1) / MOST_FACES_SIDE + 1, column_step = (layer->columns - 1) / MOST_FACES_SIDE + 1;
    struct faces faces = {.panel = panel, .rows = wire_count(layer->rows, row_step), .columns = wire_count(layer->columns, column_step)};
    faces.places = ARENA_NEW(panel->arena, struct point, faces.rows * faces.columns);
    faces.nodes = arena_allocate(panel->arena, faces.rows * faces.columns, sizeof *faces.nodes);
    for (size_t r = 0; r < faces.rows; r++)
        for (size_t c = 0; c < faces.columns; c++) {
            size_t row = wire_index(r, layer->rows, row_step), column = wire_index(c, layer->columns, column_step), node = r * faces.columns + c;
            fractions_at(panel, layer, row, column, faces.nodes[node]);
            faces.places[node] = view_page(&panel->view, faces.nodes[node]);
            for (int i = 0; i < 3; i++)
                faces.nodes[node][i] *= panel->view.aspect[i];
        }
    return faces;
}

/* 0.62 (turned away from the light) to 1.08 (facing it); the light comes from behind the reader's left shoulder. */
static double brightness(const struct faces *faces, const size_t corners[4])
{
    double along[3], across[3], normal[3], light[3], length = 0, product = 0;
    for (int i = 0; i < 3; i++) {
        along[i] = faces->nodes[corners[2]][i] - faces->nodes[corners[0]][i];
        across[i] = faces->nodes[corners[3]][i] - faces->nodes[corners[1]][i];
        light[i] = 0.55 * faces->panel->view.rows[2][i] - 0.5 * faces->panel->view.rows[0][i] + (i == 2 ? 0.7 : 0);
    }
    for (int i = 0; i < 3; i++) {
        normal[i] = along[(i + 1) % 3] * across[(i + 2) % 3] - along[(i + 2) % 3] * across[(i + 1) % 3];
        length += normal[i] * normal[i];
        product += normal[i] * light[i];
    }
    double facing = length > 0 ? fabs(product) / sqrt(length) : 1;
    return 0.62 + 0.46 * fmin(1, facing);
}

static uint32_t shaded(uint32_t rgb, double brightness)
{
    return brightness < 1 ? colour_mix(0x000000, rgb, brightness) : colour_mix(rgb, 0xffffff, brightness - 1);
}

/* The unit normal of the side from a to b, to the left of it on the page if `sign` is 1. */
static struct point side_normal(struct point a, struct point b, double sign)
{
    double length = exact_hypot(b.x - a.x, b.y - a.y);
    return length > 1e-9 ? (struct point){sign * (b.y - a.y) / length, sign * (a.x - b.x) / length} : (struct point){0, 0};
}

/* Moves the sides of a face outwards by a third of a pixel: two that only touch would let the page show through the seam. */
static void overlap_next(struct point points[4])
{
    double area = 0;
    struct point moved[4];
    for (int i = 0; i < 4; i++)
        area += points[i].x * points[(i + 1) % 4].y - points[(i + 1) % 4].x * points[i].y;
    for (int i = 0; i < 4; i++) {
        struct point before = side_normal(points[(i + 3) % 4], points[i], area >= 0 ? 1 : -1);
        struct point after = side_normal(points[i], points[(i + 1) % 4], area >= 0 ? 1 : -1);
        double sharp = fmax(0.25, 1 + before.x * after.x + before.y * after.y), by = 0.35 / sharp;
        moved[i] = (struct point){points[i].x + by * (before.x + after.x), points[i].y + by * (before.y + after.y)};
    }
    for (int i = 0; i < 4; i++)
        points[i] = moved[i];
}

enum { MOST_CORNERS = 16 }; /* of a face of four, cut off at six sides */

/* Cuts a polygon in the box off at one of its sides (Sutherland and Hodgman). */
static size_t cut_polygon(double (*in)[3], size_t count, int axis, double side, bool above, double (*out)[3])
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const double *a = in[i], *b = in[(i + 1) % count];
        const bool a_within = above ? a[axis] >= side : a[axis] <= side, b_within = above ? b[axis] >= side : b[axis] <= side;
        if (a_within)
            memcpy(out[kept++], a, sizeof *out);
        if (a_within == b_within)
            continue;
        const double t = (side - a[axis]) / (b[axis] - a[axis]);
        for (int k = 0; k < 3; k++)
            out[kept][k] = a[k] + t * (b[k] - a[k]);
        out[kept++][axis] = side;
    }
    return kept;
}

/* What the limits leave of a face, on the page; *height becomes the mean of its corners' fractions. */
static size_t cut_face(const struct faces *faces, const size_t corners[4], struct point points[MOST_CORNERS], double *height)
{
    const struct view *view = &faces->panel->view;
    double polygons[2][MOST_CORNERS][3];
    size_t count = 4;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 3; k++)
            polygons[0][i][k] = faces->nodes[corners[i]][k] / view->aspect[k];
    for (int cut = 0; cut < 6; cut++)
        count = cut_polygon(polygons[cut % 2], count, cut / 2, cut % 2, !(cut % 2), polygons[(cut + 1) % 2]);
    *height = 0;
    for (size_t i = 0; i < count; i++) {
        points[i] = view_page(view, polygons[0][i]);
        *height += polygons[0][i][2] / (double)count;
    }
    return count;
}

static void draw_face(struct canvas *canvas, const struct faces *faces, size_t row, size_t column, double opacity)
{
    size_t node = row * faces->columns + column, corners[4] = {node, node + 1, node + faces->columns + 1, node + faces->columns};
    struct point points[MOST_CORNERS];
    size_t count = 4;
    double height = 0;
    bool within = true;
    for (int i = 0; i < 4; i++) {
        const double *corner = faces->nodes[corners[i]], *aspect = faces->panel->view.aspect;
        if (!isfinite(corner[0] + corner[1] + corner[2]))
            return;
        points[i] = faces->places[corners[i]];
        height += corner[2] / aspect[2] / 4;
        within = within && within_box((const double[3]){corner[0] / aspect[0], corner[1] / aspect[1], corner[2] / aspect[2]});
    }
    if (!within)
        count = cut_face(faces, corners, points, &height);
    if (count < 3)
        return;
    if (opacity >= 1 && count == 4)
        overlap_next(points);
    struct path path = {.arena = faces->scratch};
    path_clipped_polygon(&path, points, count, faces->panel->cell);
    struct paint paint = paint_rgb(shaded(viridis(height), brightness(faces, corners)));
    paint.opacity = opacity;
    canvas_fill(canvas, &path, paint);
    arena_clear(faces->scratch);
}

/* Seen from outside the box, the faces of a height field are in order when rows and columns are taken from the far end on. */
static void draw_surface(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer)
{
    if (layer->rows < 2 || layer->columns < 2)
        return;
    struct faces faces = collect_faces(panel, layer);
    faces.scratch = arena_within(canvas_arena(canvas));
    const double *towards = panel->view.rows[2];
    size_t rows = faces.rows - 1, columns = faces.columns - 1;
    double opacity = layer->style.opacity > 0 ? layer->style.opacity : 1;
    bool rows_first = fabs(towards[1]) > fabs(towards[0]); /* the outer loop runs along the direction that recedes most */
    for (size_t i = 0; i < rows * columns; i++) {
        size_t r = rows_first ? i / columns : i % rows, c = rows_first ? i % columns : i / rows;
        draw_face(canvas, &faces, towards[1] > 0 ? r : rows - 1 - r, towards[0] > 0 ? c : columns - 1 - c, opacity);
    }
}

void mesh_draw(struct canvas *canvas, const struct panel_layout *panel, size_t index)
{
    const struct figure_layer *layer = &panel->panel->layers[index];
    if (is_usable(layer) && layer->kind == LAYER_WIREFRAME)
        draw_wireframe(canvas, panel, layer, layer_turn(panel->panel, index));
    if (is_usable(layer) && layer->kind == LAYER_SURFACE)
        draw_surface(canvas, panel, layer);
}
