/* A panel in space, drawn from back to front: walls and their grid, surfaces and wireframes by depth, then lines and points, which must
 * be seen, and text. */
#include "figure/panel.h"

#include "base/exact.h"
#include "figure/legend.h"
#include "figure/mesh.h"
#include "figure/moment.h"
#include "figure/notes.h"
#include "figure/moving.h"
#include "figure/series.h"
#include "figure/space.h"

#include <math.h>

static const double hairline = 0.8; /* units */

static const struct axis *axis_of(const struct panel_layout *panel, int which)
{
    return which == AXIS_X ? &panel->x : which == AXIS_Y ? &panel->y : &panel->z;
}

static void add_line(struct path *path, const struct view *view, const double from[3], const double to[3])
{
    path_move(path, view_page(view, from));
    path_line(path, view_page(view, to));
}

/* The wall at the far end of an axis, with the grid lines of the two others. */
static void draw_wall(struct canvas *canvas, const struct panel_layout *panel, int normal)
{
    const struct view *view = &panel->view;
    double walls[3];
    view_walls(view, walls);
    int u = (normal + 1) % 3, v = (normal + 2) % 3;
    struct point corners[4];
    for (int i = 0; i < 4; i++) {
        double at[3] = {walls[0], walls[1], walls[2]};
        at[u] = i == 1 || i == 2 ? 1 + SPACE_OVERLAP : -SPACE_OVERLAP;
        at[v] = i >= 2 ? 1 + SPACE_OVERLAP : -SPACE_OVERLAP;
        corners[i] = view_page(view, at);
    }
    struct path path = {.arena = canvas_arena(canvas)};
    path_polygon(&path, corners, 4);
    canvas_fill(canvas, &path, paint_role(normal == AXIS_Z ? PAINT_PANE_DARKER : PAINT_PANE));
    if (panel->panel->grid == SWITCH_OFF)
        return;
    struct path grid = {.arena = canvas_arena(canvas)};
    struct pen pen = {.paint = paint_role(PAINT_PANE_GRID), .width = hairline * panel->in->unit};
    for (int side = 0; side < 2; side++) {
        int along = side ? u : v, across = side ? v : u;
        const struct axis *axis = axis_of(panel, across);
        for (size_t i = 0; i < axis->ticks.count; i++) {
            double from[3] = {walls[0], walls[1], walls[2]}, to[3] = {walls[0], walls[1], walls[2]};
            from[across] = to[across] = axis_fraction(axis, axis->ticks.positions[i]);
            from[along] = -SPACE_OVERLAP;
            to[along] = 1 + SPACE_OVERLAP;
            add_line(&grid, view, from, to);
        }
    }
    canvas_stroke(canvas, &grid, &pen);
}

static void draw_axis(struct canvas *canvas, const struct panel_layout *panel, int which)
{
    const struct view *view = &panel->view;
    const struct axis *axis = axis_of(panel, which);
    struct space_edge edge = view_edge(view, (enum axis_which)which);
    struct pen pen = {.paint = paint_role(PAINT_SPINE), .width = hairline * panel->in->unit, .round_caps = true};
    struct path path = {.arena = canvas_arena(canvas)};
    add_line(&path, view, edge.from, edge.to);
    for (size_t i = 0; i < axis->ticks.count; i++) {
        double at[3] = {edge.from[0], edge.from[1], edge.from[2]}, out[3];
        at[which] = axis_fraction(axis, axis->ticks.positions[i]);
        for (int k = 0; k < 3; k++)
            out[k] = at[k];
        out[edge.outward] += 0.1 * edge.sign;
        struct point a = view_page(view, at), b = view_page(view, out);
        double length = exact_hypot(b.x - a.x, b.y - a.y), reach = 3 * panel->in->unit;
        if (length <= 0)
            continue;
        path_move(&path, a);
        path_line(&path, (struct point){a.x + reach * (b.x - a.x) / length, a.y + reach * (b.y - a.y) / length});
    }
    canvas_stroke(canvas, &path, &pen);
}

static bool layers_move(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (moment_moves_layer(&panel->layers[i]))
            return true;
    return false;
}

/* From where it is seen, in degrees, where the middle of the box is, and what it is clipped to (left, top, right, bottom): so that a picture can be turned
 * before the next one is there. */
static const char *space_data(const struct panel_layout *panel)
{
    struct buffer out = {.arena = panel->arena};
    const struct box *cell = &panel->in->cell;
    buffer_text(&out, " data-space=\"");
    buffer_number(&out, panel->panel->azimuth);
    buffer_character(&out, ' ');
    buffer_number(&out, panel->panel->elevation);
    buffer_format(&out, " %.2f %.2f\" data-cell=\"%.2f %.2f %.2f %.2f\"", panel->view.origin.x, panel->view.origin.y, cell->x0, cell->y0, cell->x1,
                  cell->y1);
    return buffer_string(&out);
}

/* A panel that turns moves as a whole; else lines and points are all that may. */
void space_draw(struct canvas *canvas, const struct panel_layout *panel, enum figure_part part)
{
    const struct figure_panel *source = panel->panel;
    const bool meshes_below = source->turn == 0 && !layers_move(source);
    const bool walls = part == FIGURE_ALL || (source->turn == 0) == (part == FIGURE_BELOW);
    const bool meshes = part == FIGURE_ALL || meshes_below == (part == FIGURE_BELOW);
    canvas_group_data(canvas, "panel", space_data(panel));
    if (walls) {
        canvas_group(canvas, "walls");
        for (int i = 0; i < 3; i++)
            draw_wall(canvas, panel, i);
        canvas_ungroup(canvas);
        canvas_group(canvas, "axes");
        for (int i = 0; i < 3; i++)
            draw_axis(canvas, panel, i);
        canvas_ungroup(canvas);
    }
    canvas_clip(canvas, panel->in->cell);
    for (size_t i = 0; i < source->layer_count && meshes; i++)
        mesh_draw(canvas, panel, i);
    for (size_t i = 0; i < source->layer_count && part != FIGURE_BELOW; i++)
        moving_draw(canvas, panel, i);
    canvas_unclip(canvas);
    if (part != FIGURE_BELOW) {
        canvas_group(canvas, "text");
        for (size_t i = 0; i < panel->labels.count; i++)
            label_draw(canvas, &panel->labels.items[i]);
        canvas_ungroup(canvas);
        legend_draw(canvas, panel);
        canvas_group(canvas, "notes");
        notes_draw(canvas, panel);
        canvas_ungroup(canvas);
    }
    canvas_ungroup(canvas);
}
