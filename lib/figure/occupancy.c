/* Cells are about a third of an em: fine enough to slip a label between two curves, coarse enough to look up thousands of places. */
#include "figure/occupancy.h"

#include "base/exact.h"
#include "figure/series.h"

#include <math.h>

static bool cell_at(const struct occupancy *map, struct point p, size_t *cell)
{
    double x = (p.x - map->area.x0) / map->step, y = (p.y - map->area.y0) / map->step;
    if (!(x >= 0 && y >= 0 && x < (double)map->columns && y < (double)map->rows))
        return false;
    *cell = (size_t)y * map->columns + (size_t)x;
    return true;
}

void occupancy_mark_segment(struct occupancy *map, struct point from, struct point to)
{
    if (!isfinite(from.x + from.y + to.x + to.y) || !box_clip_segment(map->area, &from, &to))
        return;
    const double scale = 1 / map->step, x = (from.x - map->area.x0) * scale, y = (from.y - map->area.y0) * scale; /* in cells */
    const double dx = (to.x - from.x) * scale, dy = (to.y - from.y) * scale;
    const double columns = (double)map->columns, rows = (double)map->rows;
    const long steps = (long)(2 * sqrt(dx * dx + dy * dy)) + 1; /* long, as processors turn doubles into what has a sign at once */
    const double part = 1 / (double)steps;
    for (long i = 0; i <= steps; i++) {
        const double column = x + (double)i * part * dx, row = y + (double)i * part * dy;
        if (column >= 0 && row >= 0 && column < columns && row < rows)
            map->cells[(long)row * (long)map->columns + (long)column] = 1;
    }
}

/* A place in cells, kept within what there are; not by fmin, fmax, floor and ceil, which are calls. */
static double cells_in(double length, double step, size_t most)
{
    const double cells = length / step;
    return cells > 0 ? cells < (double)most ? cells : (double)most : 0;
}

static size_t rounded_up(double cells)
{
    return (size_t)cells + ((double)(size_t)cells < cells);
}

/* The cells a box covers, as first and one past the last of each direction. */
static void cells_of(const struct occupancy *map, struct box box, size_t range[4])
{
    range[0] = (size_t)cells_in(box.x0 - map->area.x0, map->step, map->columns);
    range[1] = rounded_up(cells_in(box.x1 - map->area.x0, map->step, map->columns));
    range[2] = (size_t)cells_in(box.y0 - map->area.y0, map->step, map->rows);
    range[3] = rounded_up(cells_in(box.y1 - map->area.y0, map->step, map->rows));
}

void occupancy_mark_box(struct occupancy *map, struct box box)
{
    size_t range[4];
    cells_of(map, box, range);
    for (size_t y = range[2]; y < range[3]; y++)
        for (size_t x = range[0]; x < range[1]; x++)
            map->cells[y * map->columns + x] = 1;
}

double occupancy_of_box(const struct occupancy *map, struct box box)
{
    size_t range[4];
    double taken = 0;
    cells_of(map, box, range);
    for (size_t y = range[2]; y < range[3]; y++)
        for (size_t x = range[0]; x < range[1]; x++)
            taken += map->cells[y * map->columns + x];
    return taken;
}

bool occupancy_at(const struct occupancy *map, struct point place)
{
    size_t cell;
    return cell_at(map, place, &cell) && map->cells[cell];
}

double occupancy_of_segment(const struct occupancy *map, struct point from, struct point to, double spare)
{
    if (!isfinite(from.x + from.y + to.x + to.y) || !box_clip_segment(map->area, &from, &to))
        return 0;
    double length = exact_hypot(to.x - from.x, to.y - from.y), taken = 0;
    size_t cell, last = SIZE_MAX;
    for (double at = 0; at < length - spare; at += map->step) {
        double t = at / length;
        if (!cell_at(map, (struct point){from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)}, &cell) || cell == last)
            continue;
        taken += map->cells[cell];
        last = cell;
    }
    return taken;
}

static void mark_points(struct occupancy *map, const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct point *points = series_points(panel, layer);
    const double given = layer->style.marker_size * panel->in->unit,
                 marker = 0.6 * (given > 0 ? given : fmin(5 * panel->in->unit, panel_marker_size(panel, layer)));
    double radius = layer->style.marker || layer->kind == LAYER_POINTS || layer->kind == LAYER_ERRORS ? marker : 0;
    for (size_t i = 0; i < layer->count; i++) {
        struct point p = points[i];
        if (i > 0 && layer->kind == LAYER_LINE)
            occupancy_mark_segment(map, points[i - 1], p);
        if (radius > 0 && isfinite(p.x + p.y))
            occupancy_mark_box(map, (struct box){p.x - radius, p.y - radius, p.x + radius, p.y + radius});
    }
}

/* What lies between two edges, from one sample to the next. */
static void mark_between(struct occupancy *map, const struct point low[2], const struct point high[2])
{
    double width = fabs(low[1].x - low[0].x);
    if (!isfinite(width + low[0].y + low[1].y + high[0].y + high[1].y))
        return;
    size_t steps = (size_t)fmin(2 * width / map->step, 4.0 * (double)map->columns) + 1;
    for (size_t i = 0; i <= steps; i++) {
        double t = (double)i / (double)steps, x = low[0].x + t * (low[1].x - low[0].x);
        occupancy_mark_segment(map, (struct point){x, low[0].y + t * (low[1].y - low[0].y)},
                               (struct point){x, high[0].y + t * (high[1].y - high[0].y)});
    }
}

static void mark_error(struct occupancy *map, const struct panel_layout *panel, struct point low, struct point high)
{
    const double cap = series_cap_half_width(panel);
    occupancy_mark_segment(map, low, high);
    occupancy_mark_segment(map, (struct point){low.x - cap, low.y}, (struct point){low.x + cap, low.y});
    occupancy_mark_segment(map, (struct point){high.x - cap, high.y}, (struct point){high.x + cap, high.y});
}

static void mark_spans(struct occupancy *map, const struct panel_layout *panel, const struct figure_layer *layer)
{
    bool bars = layer->kind == LAYER_BARS, band = layer->kind == LAYER_BAND;
    if (!layer->x || (bars ? !layer->y : !layer->low || !layer->high))
        return;
    struct point low[2] = {{NAN, NAN}, {NAN, NAN}}, high[2] = {{NAN, NAN}, {NAN, NAN}};
    const double half = bars ? series_bar_half_width(layer) : 0;
    for (size_t i = 0; i < layer->count; i++) {
        low[1] = panel_point(panel, layer->x[i] + half, bars ? 0 : layer->low[i], 0);
        high[1] = panel_point(panel, layer->x[i] + half, bars ? layer->y[i] : layer->high[i], 0);
        if (bars) {
            low[0] = panel_point(panel, layer->x[i] - half, 0, 0);
            high[0] = panel_point(panel, layer->x[i] - half, layer->y[i], 0);
        }
        if (band || bars)
            mark_between(map, low, high);
        else
            mark_error(map, panel, low[1], high[1]);
        low[0] = low[1];
        high[0] = high[1];
    }
}

/* Surfaces and wireframes: the outline of each of a few dozen rows and columns. */
static void mark_grid(struct occupancy *map, const struct panel_layout *panel, const struct figure_layer *layer)
{
    if (layer->kind < LAYER_WIREFRAME || !layer->z || !layer->grid_x || !layer->grid_y)
        return;
    size_t row_step = layer->rows / 24 + 1, column_step = layer->columns / 24 + 1;
    for (size_t r = 0; r < layer->rows; r += row_step)
        for (size_t c = 0; c < layer->columns; c += column_step) {
            struct point here = panel_point(panel, layer->grid_x[c], layer->grid_y[r], layer->z[r * layer->columns + c]);
            if (c + column_step < layer->columns)
                occupancy_mark_segment(
                    map, here, panel_point(panel, layer->grid_x[c + column_step], layer->grid_y[r], layer->z[r * layer->columns + c + column_step]));
            if (r + row_step < layer->rows)
                occupancy_mark_segment(
                    map, here, panel_point(panel, layer->grid_x[c], layer->grid_y[r + row_step], layer->z[(r + row_step) * layer->columns + c]));
        }
}

/* The axes of a panel in space, with their ticks. */
static void mark_edges(struct occupancy *map, const struct panel_layout *panel)
{
    for (enum axis_which which = AXIS_X; which <= AXIS_Z && panel->panel->space; which++) {
        const struct space_edge edge = view_edge(&panel->view, which);
        occupancy_mark_segment(map, view_page(&panel->view, edge.from), view_page(&panel->view, edge.to));
    }
}

void occupancy_mark_outline(struct occupancy *map, struct box box)
{
    struct point corners[] = {{box.x0, box.y0}, {box.x1, box.y0}, {box.x1, box.y1}, {box.x0, box.y1}, {box.x0, box.y0}};
    for (int i = 0; i < 4; i++)
        occupancy_mark_segment(map, corners[i], corners[i + 1]);
}

struct occupancy *occupancy_make(const struct panel_layout *panel)
{
    struct occupancy *map = ARENA_NEW(panel->arena, struct occupancy, 1);
    map->area = panel->in->cell;
    map->step = fmax(0.35 * panel->in->size, 2);
    map->columns = (size_t)ceil(box_width(panel->in->cell) / map->step);
    map->rows = (size_t)ceil(box_height(panel->in->cell) / map->step);
    map->cells = ARENA_NEW(panel->arena, unsigned char, map->columns * map->rows + 1);
    for (size_t i = 0; i < panel->labels.count; i++)
        occupancy_mark_box(map, panel->labels.items[i].box);
    mark_edges(map, panel);
    for (size_t i = 0; i < panel->panel->layer_count; i++) {
        const struct figure_layer *layer = &panel->panel->layers[i];
        if (layer->kind == LAYER_LINE || layer->kind == LAYER_POINTS || layer->kind == LAYER_ERRORS)
            mark_points(map, panel, layer);
        if (layer->kind == LAYER_BARS || layer->kind == LAYER_ERRORS || layer->kind == LAYER_BAND)
            mark_spans(map, panel, layer);
        mark_grid(map, panel, layer);
    }
    return map;
}
