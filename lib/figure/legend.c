/* The legend tries the corners, then the middles of the sides, and stays in the first place that covers least. */
#include "figure/legend.h"

#include "figure/series.h"

#include <math.h>

enum { MOST_ENTRIES = 40 };

static const double sample_width = 2.0, sample_gap = 0.6, pad = 0.5, row = 1.35; /* ems */
static const double too_much = 3.5;                                              /* ems of curve under a legend */

static void add_entry(struct panel_layout *panel, const char *text, double most, const struct figure_layer *layer, size_t turn)
{
    struct legend *legend = &panel->legend;
    if (legend->count == MOST_ENTRIES)
        return;
    legend->entries[legend->count++] = (struct legend_entry){.label = label_break(panel->arena, text, most, 1), .layer = layer, .turn = turn};
}

/* One entry a labelled layer, one a category. */
static void collect(struct panel_layout *panel, double most)
{
    const struct figure_panel *source = panel->panel;
    panel->legend.entries = ARENA_NEW(panel->arena, struct legend_entry, MOST_ENTRIES);
    for (size_t i = 0; i < source->layer_count; i++) {
        const struct figure_layer *layer = &source->layers[i];
        if (layer->label && *layer->label)
            add_entry(panel, layer->label, most, layer, layer_turn(source, i));
        for (size_t k = 0; layer->kind == LAYER_CATEGORIES && layer->category_labels && layer->category_labels[k]; k++)
            add_entry(panel, layer->category_labels[k], most, NULL, k);
    }
}

/* What is taken where the legend would be, in ems of curve; the corner that covers least is chosen. */
static double choose_corner(struct panel_layout *panel, struct occupancy *map, double width, double height)
{
    static const double places[][2] = {{1, 0}, {0, 0}, {1, 1}, {0, 1}, {1, 0.5}, {0, 0.5}, {0.5, 0}, {0.5, 1}, {0.5, 0.5}};
    double margin = 0.5 * panel->size, least = INFINITY;
    struct box room = box_grow(panel->panel->space ? panel->cell : panel->frame, -margin);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        double x = room.x0 + places[i][0] * (box_width(room) - width), y = room.y0 + places[i][1] * (box_height(room) - height);
        struct box box = {x, y, x + width, y + height};
        double cost = occupancy_of_box(map, box_grow(box, 0.15 * panel->size)) + 0.3 * (double)(i > 3);
        for (size_t k = 0; k < panel->note_count; k++)
            if (box_contains(box, panel->notes[k].tip) || box_overlaps(box, panel->notes[k].label.box))
                cost += 100;
        if (cost < least) {
            least = cost;
            panel->legend.box = box;
        }
    }
    return least * map->step / panel->size;
}

/* Categories leave no corner empty. */
static bool fills_frame(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind == LAYER_CATEGORIES)
            return true;
    return false;
}

/* To the right of the frame, where plane_layout has kept room for it. */
static void stand_outside(struct panel_layout *panel, double width, double height)
{
    double x = panel->cell.x1 - 0.4 * panel->size - width;
    panel->legend.box = (struct box){x, panel->frame.y0, x + width, panel->frame.y0 + height};
}

/* Breaks entries into rows and columns; names are no wider than `most` ems. Sets the size of the legend's box. */
static void arrange_entries(struct panel_layout *panel, double most, double *width, double *height)
{
    struct legend *legend = &panel->legend;
    *legend = (struct legend){.size = 0.92 * panel->size, .columns = 1};
    collect(panel, most);
    double widest = 0;
    for (size_t i = 0; i < legend->count; i++)
        widest = fmax(widest, legend->entries[i].label.width);
    legend->row_height = row * legend->size;
    legend->column_width = (sample_width + sample_gap + widest) * legend->size;
    double room = box_height(panel->frame) - 2 * panel->size;
    while (legend->columns < legend->count && (double)((legend->count + legend->columns - 1) / legend->columns) * legend->row_height > room &&
           (double)(legend->columns + 1) * (legend->column_width + legend->size) < box_width(panel->frame))
        legend->columns++;
    size_t rows = (legend->count + legend->columns - 1) / legend->columns;
    size_t most_rows = (size_t)fmax(1, box_height(panel->cell) / legend->row_height - 1);
    if (rows > most_rows) { /* what does not fit is left out rather than drawn over everything */
        rows = most_rows;
        legend->count = rows * legend->columns;
    }
    *width = (double)legend->columns * (legend->column_width + legend->size) - legend->size + 2 * pad * legend->size;
    *height = (double)rows * legend->row_height + 1.4 * pad * legend->size;
}

double legend_place(struct panel_layout *panel, struct occupancy *map)
{
    double width, height, em = box_width(panel->cell) / panel->size; /* the cell's width in ems */
    bool outside = panel->legend_room > 0;
    arrange_entries(panel, fmax(4, (outside ? 0.33 : 0.5) * em), &width, &height);
    bool few = panel->panel->legend == SWITCH_AUTO && panel->legend.count < 2;
    if (panel->panel->legend == SWITCH_OFF || few)
        panel->legend.count = 0;
    if (panel->legend.count == 0)
        return 0;
    if (outside) {
        stand_outside(panel, width, height);
    } else if (choose_corner(panel, map, width, height) > (fills_frame(panel->panel) ? -1 : too_much) && !panel->panel->space) {
        arrange_entries(panel, fmax(4, 0.33 * em), &width, &height);
        if (width < 0.45 * box_width(panel->cell) && box_width(panel->frame) - width > 0.4 * box_width(panel->cell) &&
            height < box_height(panel->frame))
            return width + 0.8 * panel->size;
        arrange_entries(panel, fmax(4, 0.5 * em), &width, &height);
        choose_corner(panel, map, width, height);
    }
    occupancy_mark_box(map, panel->legend.box);
    return 0;
}

/* A piece of the layer as it looks in the panel: line, band, bar or marker. */
static void draw_sample(struct canvas *canvas, const struct panel_layout *panel, const struct legend_entry *entry, struct box box)
{
    struct path path = {.arena = canvas_arena(canvas)};
    struct point middle = box_centre(box);
    const struct figure_layer *layer = entry->layer;
    bool patch = !layer || layer->kind == LAYER_BAND || layer->kind == LAYER_BARS || layer->kind == LAYER_SURFACE;
    if (patch) {
        struct paint paint = layer ? style_paint(&layer->style, entry->turn) : paint_rgb(category_colour(entry->turn));
        if (layer && layer->kind == LAYER_BAND && layer->style.opacity <= 0)
            paint.opacity = 0.25;
        path_rectangle(&path, (struct box){box.x0, middle.y - 0.32 * panel->legend.size, box.x1, middle.y + 0.32 * panel->legend.size});
        canvas_fill(canvas, &path, paint);
        return;
    }
    struct pen pen = series_pen(panel, layer, entry->turn);
    if (layer->kind != LAYER_POINTS) {
        path_move(&path,
                  layer->kind == LAYER_ERRORS ? (struct point){middle.x, box.y0 + 0.1 * panel->legend.size} : (struct point){box.x0, middle.y});
        path_line(&path,
                  layer->kind == LAYER_ERRORS ? (struct point){middle.x, box.y1 - 0.1 * panel->legend.size} : (struct point){box.x1, middle.y});
        canvas_stroke(canvas, &path, &pen);
    }
    double size = panel->unit * (layer->style.marker_size > 0 ? fmin(layer->style.marker_size, 9) : 6);
    markers_draw(canvas, &middle, 1, panel->cell, series_marker(layer), size, pen.paint, 0);
}

void legend_draw(struct canvas *canvas, const struct panel_layout *panel)
{
    const struct legend *legend = &panel->legend;
    if (legend->count == 0)
        return;
    canvas_group(canvas, "legend");
    struct path path = {.arena = canvas_arena(canvas)};
    path_rectangle(&path, legend->box);
    struct paint behind = paint_role(PAINT_BACKGROUND);
    behind.opacity = 0.85;
    canvas_fill(canvas, &path, behind);
    struct pen edge = {.paint = paint_role(PAINT_LEGEND_EDGE), .width = 0.8 * panel->unit};
    struct box b = legend->box;
    canvas_outline(canvas, b, &edge);
    size_t rows = (legend->count + legend->columns - 1) / legend->columns;
    for (size_t i = 0; i < legend->count; i++) {
        double x = b.x0 + pad * legend->size + (double)(i / rows) * (legend->column_width + legend->size);
        double y = b.y0 + 0.7 * pad * legend->size + (double)(i % rows) * legend->row_height;
        draw_sample(canvas, panel, &legend->entries[i], (struct box){x, y, x + sample_width * legend->size, y + legend->row_height});
        struct point at = {x + (sample_width + sample_gap) * legend->size, y + legend->row_height / 2};
        struct placed_label placed = label_place(&legend->entries[i].label, legend->size, 0, at, 0, LABEL_MIDDLE);
        label_draw(canvas, &placed);
    }
    canvas_ungroup(canvas);
}
