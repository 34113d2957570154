/* The legend looks for the place, and the number of columns, with which it covers nothing of what is drawn. */
#include "figure/legend.h"

#include "base/contract.h"
#include "figure/series.h"

#include <math.h>
#include <string.h>

enum { MOST_ENTRIES = 40, MOST_LINES = 5 };

static const double sample_width = 2.0, sample_gap = 0.6, pad = 0.5, row = 1.35, column_gap = 1.2; /* ems */
static const double too_much = 1.1;                                                                /* ems of curve under a legend */
static const double most_share_hidden = 0.07;                                                      /* of what is drawn */

/* A name in as few lines as `most` ems make necessary, all of them about as long; words stay whole. */
static struct label even_lines(struct arena *arena, const char *text, double most)
{
    double least = label_widest_word(arena, text);
    struct label label = label_break(arena, text, most > 0 ? fmax(most, least) : 0, MOST_LINES);
    while (label.line_count > 1 && (most *= 0.94) > least) {
        struct label narrower = label_break(arena, text, most, MOST_LINES + 1);
        if (narrower.line_count > label.line_count)
            break;
        label = narrower;
    }
    return label;
}

static void add_entry(struct panel_layout *panel, const struct legend_entry *entry, const char *text, double most)
{
    struct legend *legend = &panel->legend;
    if (legend->count >= panel->legend_most) {
        legend->left_out++;
        return;
    }
    legend->entries[legend->count] = *entry;
    legend->entries[legend->count++].label = even_lines(panel->arena, text, most);
}

/* One entry a labelled layer, one a category; names are broken where they are wider than `most` ems. */
static void collect(struct panel_layout *panel, double most)
{
    const struct figure_panel *source = panel->panel;
    panel->legend = (struct legend){.size = 0.92 * panel->in->size};
    if (source->legend == SWITCH_OFF)
        return;
    panel->legend.entries = ARENA_NEW(panel->arena, struct legend_entry, MOST_ENTRIES + 1);
    for (size_t i = 0; i < source->layer_count; i++) {
        const struct figure_layer *layer = &source->layers[i];
        const char *name = panel->legend_short && layer->short_label ? layer->short_label : layer->label;
        if (layer->label && *layer->label)
            add_entry(panel, &(struct legend_entry){.sample = SAMPLE_LAYER, .layer = layer, .turn = layer_turn(source, i)}, name, most);
        for (size_t k = 0; layer->kind == LAYER_CATEGORIES && layer->category_labels && layer->category_labels[k]; k++)
            add_entry(panel, &(struct legend_entry){.sample = SAMPLE_CATEGORY, .turn = k}, layer->category_labels[k], most);
    }
    struct legend *legend = &panel->legend;
    if (source->legend == SWITCH_AUTO && legend->count + legend->left_out < 2)
        legend->count = legend->left_out = 0;
    if (legend->left_out) {
        const char *rest = arena_format(panel->arena, legend->count ? "… and %zu more" : "%zu names left out", legend->left_out);
        legend->entries[legend->count++] = (struct legend_entry){.sample = SAMPLE_NONE, .label = even_lines(panel->arena, rest, most)};
    }
}

/* Arranges the entries in columns, filled one after the other, and gives the legend's box its size. */
static void arrange_entries(struct panel_layout *panel, size_t columns)
{
    struct legend *legend = &panel->legend;
    const double em = legend->size;
    CONTRACT(columns > 0 && legend->count > 0);
    legend->rows = (legend->count + columns - 1) / columns;
    legend->columns = (legend->count + legend->rows - 1) / legend->rows;
    legend->lefts = ARENA_NEW(panel->arena, double, legend->columns + 1);
    legend->tops = ARENA_NEW(panel->arena, double, legend->rows + 1);
    for (size_t i = 0; i < legend->count; i++) { /* first the widths and heights */
        const struct label *label = &legend->entries[i].label;
        double *width = &legend->lefts[i / legend->rows + 1], *height = &legend->tops[i % legend->rows + 1];
        *width = fmax(*width, (sample_width + sample_gap + label->width + column_gap) * em);
        *height = fmax(*height, (row + label_line(label) * (double)(label->line_count - 1)) * em);
    }
    legend->lefts[0] = pad * em;
    legend->tops[0] = 0.7 * pad * em;
    for (size_t i = 0; i < legend->columns; i++)
        legend->lefts[i + 1] += legend->lefts[i];
    for (size_t i = 0; i < legend->rows; i++)
        legend->tops[i + 1] += legend->tops[i];
    legend->box = (struct box){0, 0, legend->lefts[legend->columns] + (pad - column_gap) * em, legend->tops[legend->rows] + 0.7 * pad * em};
}

static void move_to(struct legend *legend, double x, double y)
{
    legend->box = (struct box){x, y, x + box_width(legend->box), y + box_height(legend->box)};
}

/* The room a legend may stand in, within the frame. */
static struct box inside_of(const struct panel_layout *panel)
{
    return box_grow(panel->panel->space ? panel->in->cell : panel->frame, -0.5 * panel->in->size);
}

/* What is taken where the legend is, in ems of curve. */
static double covered(const struct panel_layout *panel, const struct occupancy *map)
{
    double cost = occupancy_of_box(map, box_grow(panel->legend.box, 0.15 * panel->in->size)) * map->step / panel->in->size;
    for (size_t i = 0; i < panel->note_count; i++)
        if (box_contains(panel->legend.box, panel->notes[i].tip) || box_overlaps(panel->legend.box, panel->notes[i].label.box))
            cost += 100;
    return cost;
}

/* Moves the legend, as it is arranged, to where it covers least: corners before sides before the middle. Infinite if it is too large. */
static double choose_place(struct panel_layout *panel, const struct occupancy *map)
{
    enum { PLACES = 7 }; /* along a side */
    struct legend *legend = &panel->legend;
    struct box room = inside_of(panel);
    double least = INFINITY, x = room.x0, y = room.y0, free_x = box_width(room) - box_width(legend->box),
           free_y = box_height(room) - box_height(legend->box);
    if (free_x < 0 || free_y < 0)
        return INFINITY;
    for (int i = 0; i < PLACES * PLACES; i++) {
        double across = 1 - (double)(i % PLACES) / (PLACES - 1), down = (double)(i / PLACES) / (PLACES - 1);
        double off_side = 2 * (fmin(across, 1 - across) + fmin(down, 1 - down)); /* 0 in a corner, 2 in the middle */
        move_to(legend, room.x0 + across * free_x, room.y0 + down * free_y);
        double unusual = 0.2 * (fmod(2 * across, 1) != 0) + 0.2 * (fmod(2 * down, 1) != 0); /* neither at a side nor half-way */
        double cost = covered(panel, map) + 0.35 * off_side + unusual;
        if (cost < least - 1e-9) {
            least = cost;
            x = legend->box.x0;
            y = legend->box.y0;
        }
    }
    move_to(legend, x, y);
    return least;
}

/* Puts the legend into the frame, in as many columns as covers least. */
static double place_inside(struct panel_layout *panel, const struct occupancy *map)
{
    double least = INFINITY;
    struct legend best;
    collect(panel, fmax(4, 0.5 * box_width(panel->in->cell) / panel->in->size));
    const struct legend collected = best = panel->legend;
    for (size_t columns = 1; columns <= collected.count && columns <= 6; columns++) {
        panel->legend = collected;
        arrange_entries(panel, columns);
        double cost = choose_place(panel, map) + 0.25 * (double)(columns > 1) + 0.02 * (double)columns;
        if (cost < least - 1e-9) {
            least = cost;
            best = panel->legend;
        }
    }
    panel->legend = best;
    return least;
}

/* Arranges the legend for above the frame: in as few rows as its width allows, names broken into lines rather than put into more rows. */
static void arrange_above(struct panel_layout *panel)
{
    enum { MOST_COLUMNS = 8 };
    static const double breaks[] = {1, 0.6, 0.45, 0.33};
    double width = box_width(panel->in->cell) - panel->in->size, ems = width / panel->in->size - sample_width - sample_gap - 2 * pad;
    collect(panel, ems);
    for (size_t columns = panel->legend.count < MOST_COLUMNS ? panel->legend.count : MOST_COLUMNS; columns > 0; columns--)
        for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
            collect(panel, breaks[i] * ems);
            arrange_entries(panel, columns);
            if (box_width(panel->legend.box) <= width)
                return;
        }
}

static void arrange_beside(struct panel_layout *panel)
{
    collect(panel, fmax(4, 0.33 * box_width(panel->in->cell) / panel->in->size));
    arrange_entries(panel, 1);
}

/* Categories leave no corner empty. */
static bool fills_frame(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind == LAYER_CATEGORIES || panel->layers[i].kind == LAYER_IMAGES)
            return true;
    return false;
}

/* How much of the frame the legend takes. */
static double share_of_frame(const struct panel_layout *panel)
{
    struct box room = panel->panel->space ? panel->in->cell : panel->frame;
    return box_width(panel->legend.box) * box_height(panel->legend.box) / (box_width(room) * box_height(room));
}

/* How much of the data the legend hides, where it is: of the area where areas or contours fill the frame, else of the curves. */
static double share_hidden(const struct panel_layout *panel, const struct occupancy *map)
{
    for (size_t i = 0; i < panel->panel->layer_count && !panel->panel->space; i++)
        if (panel->panel->layers[i].kind >= LAYER_HEATMAP)
            return share_of_frame(panel);
    double all = occupancy_of_box(map, panel->panel->space ? panel->in->cell : panel->frame);
    return all > 0 ? occupancy_of_box(map, panel->legend.box) / all : 0;
}

bool legend_wanted(struct panel_layout *panel)
{
    panel->legend_place = LEGEND_NOWHERE;
    panel->legend_room = 0;
    panel->legend_most = MOST_ENTRIES;
    panel->legend_short = false;
    collect(panel, 0);
    return panel->legend.count > 0;
}

/* Puts a legend of at most so many entries above or beside the frame; false if that would leave too little of it. */
static bool choose_outside(struct panel_layout *panel, size_t most)
{
    static const double thumbnail = 9.5;                               /* px of text */
    const double most_lost = panel->in->size < thumbnail ? 0.35 : 0.5; /* of the frame; a thumbnail is to show its lines, whatever they are called */
    panel->legend_most = most;
    arrange_above(panel);
    const bool wide = box_width(panel->legend.box) > box_width(panel->in->cell) - panel->in->size;
    double above = box_height(panel->legend.box) + 0.5 * panel->in->size;
    arrange_beside(panel);
    double beside = box_width(panel->legend.box) + 0.8 * panel->in->size;
    const bool high = box_height(panel->legend.box) > box_height(panel->frame);
    double lost_above = wide ? 1 : above / box_height(panel->frame), lost_beside = high ? 1 : beside / box_width(panel->frame);
    if (fmin(lost_above, lost_beside) > most_lost)
        return false;
    panel->legend_place = lost_above <= lost_beside ? LEGEND_ABOVE : LEGEND_BESIDE;
    panel->legend_room = lost_above <= lost_beside ? above : beside;
    return true;
}

/* Puts a legend of at most so many entries into the frame; false if it would be too large there, or hide too much. */
static bool choose_inside(struct panel_layout *panel, const struct occupancy *map, size_t most, double most_hidden)
{
    static const double most_inside = 0.4; /* of the frame */
    panel->legend_most = most;
    double hidden = place_inside(panel, map);
    panel->legend_frame = panel->frame;
    panel->legend_place = LEGEND_INSIDE;
    return isfinite(hidden) && hidden <= most_hidden && share_of_frame(panel) < most_inside && share_hidden(panel, map) <= most_share_hidden;
}

/* Whether the legend found a place with at most so many names. */
static bool choose_somewhere(struct panel_layout *panel, const struct occupancy *map, size_t most)
{
    return (!panel->panel->space && choose_outside(panel, most)) || choose_inside(panel, map, most, INFINITY);
}

static bool has_short_names(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].label && panel->layers[i].short_label)
            return true;
    return false;
}

/* Inside where it covers nothing; else outside; else inside where it covers little; else the same with short names; else with fewer names, and how
 * many are left. */
void legend_choose(struct panel_layout *panel, const struct occupancy *map)
{
    static const double comfortable = 0.3; /* of the frame */
    size_t fits = 0, most = panel->legend.count + panel->legend.left_out;
    if (!fills_frame(panel->panel) && choose_inside(panel, map, MOST_ENTRIES, too_much) && share_of_frame(panel) < comfortable)
        return;
    if (choose_somewhere(panel, map, MOST_ENTRIES))
        return;
    panel->legend_short = has_short_names(panel->panel);
    if (panel->legend_short && choose_somewhere(panel, map, MOST_ENTRIES))
        return;
    for (most = most < MOST_ENTRIES ? most : MOST_ENTRIES; most - fits > 1;) { /* `fits` do, `most` do not */
        const size_t middle = fits + (most - fits) / 2;
        if (choose_somewhere(panel, map, middle))
            fits = middle;
        else
            most = middle;
    }
    if (!fits || !choose_somewhere(panel, map, fits)) {
        panel->legend_place = LEGEND_NOWHERE;
        panel->legend_room = 0;
    }
}

/* Nowhere, and all its names left out. */
static void leave_out(struct panel_layout *panel)
{
    panel->legend_place = LEGEND_NOWHERE;
    panel->legend_most = 0;
    collect(panel, 0);
    panel->legend.count = 0;
}

/* Puts the legend into the frame as it is now, with fewer names if it has become smaller; false if there is no room for even one. */
static bool place_again(struct panel_layout *panel, const struct occupancy *map)
{
    panel->legend_most = panel->legend.count < panel->legend_most ? panel->legend.count : panel->legend_most;
    for (; panel->legend_most; panel->legend_most /= 2)
        if (isfinite(place_inside(panel, map)))
            return true;
    return false;
}

void legend_place(struct panel_layout *panel, struct occupancy *map)
{
    double em = panel->in->size;
    const bool moved = memcmp(&panel->legend_frame, &panel->frame, sizeof panel->frame) != 0; /* since the place was chosen */
    if (panel->legend_place == LEGEND_INSIDE && moved && !place_again(panel, map))
        panel->legend_place = LEGEND_NOWHERE;
    if (panel->legend_place == LEGEND_NOWHERE) {
        leave_out(panel);
        return;
    }
    if (panel->legend_place == LEGEND_ABOVE) {
        arrange_above(panel);
        double width = box_width(panel->legend.box), right = panel->in->cell.x1 - 0.4 * em - width;
        move_to(&panel->legend, fmax(panel->in->cell.x0 + 0.4 * em, fmin(box_centre(panel->frame).x - width / 2, right)),
                panel->frame.y0 - 0.4 * em - box_height(panel->legend.box));
    } else if (panel->legend_place == LEGEND_BESIDE) {
        arrange_beside(panel);
        move_to(&panel->legend, panel->in->cell.x1 - 0.4 * em - box_width(panel->legend.box), panel->frame.y0);
    }
    occupancy_mark_box(map, panel->legend.box);
}

/* A piece of the layer as it looks in the panel: line, band, bar or marker. */
static void draw_sample(struct canvas *canvas, const struct panel_layout *panel, const struct legend_entry *entry, struct box box)
{
    struct path path = {.arena = canvas_arena(canvas)};
    struct point middle = box_centre(box);
    const struct figure_layer *layer = entry->layer;
    if (entry->sample == SAMPLE_NONE)
        return;
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
    double size = panel->in->unit * (layer->style.marker_size > 0 ? fmin(layer->style.marker_size, 9) : 6);
    markers_draw(canvas, &middle, 1, panel->in->cell, series_marker(panel, layer, entry->turn), size, pen.paint, 0);
}

void legend_draw(struct canvas *canvas, const struct panel_layout *panel)
{
    const struct legend *legend = &panel->legend;
    if (legend->count == 0)
        return;
    canvas_group(canvas, "legend");
    if (panel->legend_place == LEGEND_INSIDE) {
        struct path path = {.arena = canvas_arena(canvas)};
        path_rectangle(&path, legend->box);
        struct paint behind = paint_role(PAINT_BACKGROUND);
        behind.opacity = 0.85;
        canvas_fill(canvas, &path, behind);
        struct pen edge = {.paint = paint_role(PAINT_LEGEND_EDGE), .width = 0.8 * panel->in->unit};
        canvas_outline(canvas, legend->box, &edge);
    }
    for (size_t i = 0; i < legend->count; i++) {
        size_t column = i / legend->rows, line = i % legend->rows;
        double x = legend->box.x0 + legend->lefts[column], y = legend->box.y0 + legend->tops[line];
        double height = legend->tops[line + 1] - legend->tops[line], middle = y + height / 2;
        struct box sample = {x, middle - row * legend->size / 2, x + sample_width * legend->size, middle + row * legend->size / 2};
        draw_sample(canvas, panel, &legend->entries[i], sample);
        struct point at = {sample.x1 + sample_gap * legend->size, middle};
        struct placed_label placed = label_place(&legend->entries[i].label, legend->size, 0, at, 0, LABEL_MIDDLE);
        label_draw(canvas, &placed);
    }
    canvas_ungroup(canvas);
}
