/* A panel of the plane, drawn from back to front: images, grid, layers, frame and ticks, legend and notes, text. */
#include "figure/panel.h"

#include "base/number.h"
#include "figure/contour.h"
#include "figure/heatmap.h"
#include "figure/legend.h"
#include "figure/moment.h"
#include "figure/notes.h"
#include "figure/moving.h"
#include "figure/series.h"

#include <math.h>

static const double hairline = 0.8, tick_length = 3.5, minor_length = 2; /* units */

static bool covers_frame(const struct figure_layer *layer)
{
    return layer->kind == LAYER_HEATMAP || layer->kind == LAYER_CATEGORIES || layer->kind == LAYER_IMAGES || layer->kind == LAYER_CONTOUR_FILLED;
}

bool plane_shows_grid(const struct figure_panel *panel)
{
    if (panel->grid != SWITCH_AUTO)
        return panel->grid == SWITCH_ON;
    for (size_t i = 0; i < panel->layer_count; i++)
        if (covers_frame(&panel->layers[i]) || panel->layers[i].kind == LAYER_CONTOUR)
            return false;
    return true;
}

/* The places of values on an axis along the frame, in px. */
static const double *places_of(const struct panel_layout *panel, const struct axis *axis, bool up, const double *values, size_t count)
{
    double *places = ARENA_NEW(panel->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const double t = axis_fraction(axis, values[i]);
        places[i] = up ? panel->frame.y1 - t * box_height(panel->frame) : panel->frame.x0 + t * box_width(panel->frame);
    }
    return places;
}

static void draw_grid(struct canvas *canvas, const struct panel_layout *panel)
{
    struct pen pen = {.paint = paint_role(PAINT_GRID), .width = hairline * panel->in->unit};
    const struct box f = panel->frame;
    canvas_group(canvas, "grid");
    for (int up = 0; up < 2; up++) {
        const struct axis *axis = up ? &panel->y : &panel->x;
        const size_t count = axis->ticks.count;
        canvas_hairlines(canvas, !up, places_of(panel, axis, up, axis->ticks.positions, count), count, up ? f.x0 : f.y0, up ? f.x1 : f.y1, &pen);
    }
    canvas_ungroup(canvas);
}

static void draw_ticks(struct canvas *canvas, const struct panel_layout *panel, bool up, const double *values, size_t count, double length)
{
    const struct pen pen = {.paint = paint_role(PAINT_SPINE), .width = hairline * panel->in->unit};
    const double *places = places_of(panel, up ? &panel->y : &panel->x, up, values, count);
    const struct box f = panel->frame;
    length *= panel->in->unit;
    canvas_hairlines(canvas, !up, places, count, up ? f.x0 - length : f.y1, up ? f.x0 : f.y1 + length, &pen);
}

static void draw_axes(struct canvas *canvas, const struct panel_layout *panel)
{
    canvas_group(canvas, "axes");
    struct pen pen = {.paint = paint_role(PAINT_SPINE), .width = hairline * panel->in->unit};
    canvas_outline(canvas, panel->frame, &pen);
    for (int up = 0; up < 2 && panel->ticks_shown; up++) {
        const struct axis *axis = up ? &panel->y : &panel->x;
        draw_ticks(canvas, panel, up, axis->ticks.positions, axis->ticks.count, tick_length);
        draw_ticks(canvas, panel, up, axis->minors, axis->minor_count, minor_length);
    }
    canvas_ungroup(canvas);
}

static void append_axis(struct buffer *out, char name, const struct axis *axis, const char *column)
{
    buffer_text(out, " data-");
    buffer_character(out, name);
    buffer_text(out, "=\"");
    buffer_number(out, axis->limits[0]);
    buffer_character(out, ' ');
    buffer_number(out, axis->limits[1]);
    buffer_text(out, axis->scale == SCALE_LOG ? " log" : " linear");
    buffer_text(out, column ? " " : "");
    buffer_text(out, column ? column : "");
    buffer_character(out, '"');
}

/* Where the frame is (left, top, right, bottom) and what its sides mean, so that a place in the picture can be read as data. */
static const char *frame_data(const struct panel_layout *panel)
{
    struct buffer out = {.arena = panel->arena};
    const double sides[] = {panel->frame.x0, panel->frame.y0, panel->frame.x1, panel->frame.y1};
    for (int i = 0; i < 4; i++) {
        char number[NUMBER_DECIMALS_SIZE];
        buffer_text(&out, i ? " " : " data-frame=\"");
        buffer_bytes(&out, number, number_print_decimals(number, sides[i], 2));
    }
    buffer_character(&out, '"');
    append_axis(&out, 'x', &panel->x, panel->panel->x.column);
    append_axis(&out, 'y', &panel->y, panel->panel->y.column);
    return buffer_string(&out);
}

static void draw_colour_bar(struct canvas *canvas, const struct panel_layout *panel)
{
    struct box bar = panel->colour_bar;
    if (bar.x1 <= bar.x0)
        return;
    canvas_group(canvas, "colour-bar");
    colour_bar_draw(canvas, panel);
    struct pen pen = {.paint = paint_role(PAINT_SPINE), .width = hairline * panel->in->unit};
    canvas_outline(canvas, bar, &pen);
    const size_t count = panel->ticks_shown ? panel->z.ticks.count : 0;
    double *places = ARENA_NEW(panel->arena, double, count);
    for (size_t i = 0; i < count; i++)
        places[i] = bar.y1 - axis_fraction(&panel->z, panel->z.ticks.positions[i]) * box_height(bar);
    canvas_hairlines(canvas, false, places, count, bar.x1, bar.x1 + tick_length * panel->in->unit, &pen);
    canvas_ungroup(canvas);
}

/* Everything in its order from back to front: images, the grid, contours, lines and points, and what lies over them. A part of a drawing begins
 * or ends before the first place at which something moves. */
struct drawing {
    struct canvas *canvas;
    const struct panel_layout *panel;
    enum figure_part part;
    size_t first_moving;
};

static size_t image_place(const struct figure_panel *panel, size_t layer)
{
    (void)panel;
    return layer;
}

static size_t grid_place(const struct figure_panel *panel)
{
    return panel->layer_count;
}

static size_t contour_place(const struct figure_panel *panel, size_t layer)
{
    return panel->layer_count + 1 + layer;
}

static size_t series_place(const struct figure_panel *panel, size_t layer)
{
    return 2 * panel->layer_count + 1 + layer;
}

static size_t last_place(const struct figure_panel *panel)
{
    return 3 * panel->layer_count + 1;
}

static size_t first_moving_place(const struct figure_panel *panel)
{
    size_t first = last_place(panel); /* what words there are may move, too: notes appear */
    for (size_t i = 0; i < panel->layer_count; i++) {
        const struct figure_layer *layer = &panel->layers[i];
        const size_t place = (covers_frame(layer) ? image_place : layer->kind == LAYER_CONTOUR ? contour_place : series_place)(panel, i);
        if (moment_moves_layer(layer) && place < first)
            first = place;
    }
    return first;
}

static bool draws(const struct drawing *drawing, size_t place)
{
    return drawing->part == FIGURE_ALL || (place < drawing->first_moving) == (drawing->part == FIGURE_BELOW);
}

static void fill_frame(const struct drawing *drawing, const struct figure_layer *layer)
{
    const bool coloured = layer->kind == LAYER_CONTOUR_FILLED || layer->kind == LAYER_HEATMAP;
    if (coloured && drawing->panel->z.empty) /* no value has a colour */
        return;
    if (layer->kind == LAYER_CONTOUR_FILLED)
        contour_fill(drawing->canvas, drawing->panel, layer);
    else if (covers_frame(layer))
        heatmap_draw(drawing->canvas, drawing->panel, layer);
}

static void draw_image(const struct drawing *drawing, size_t i)
{
    const struct figure_layer layer = moment_layer(drawing->panel, i);
    const bool in_states = canvas_moves(drawing->canvas) && layer.state_count && covers_frame(&layer);
    for (size_t k = 0; in_states && k < layer.state_count; k++) {
        canvas_appear(drawing->canvas, layer.states[k].time, k + 1 < layer.state_count ? layer.states[k + 1].time : 1);
        fill_frame(drawing, layer.states[k].layer);
        canvas_ungroup(drawing->canvas);
    }
    if (in_states)
        canvas_appear(drawing->canvas, 1, 2);
    fill_frame(drawing, &layer);
    if (in_states)
        canvas_ungroup(drawing->canvas);
}

static void draw_layers(const struct drawing *drawing)
{
    struct canvas *canvas = drawing->canvas;
    const struct figure_panel *source = drawing->panel->panel;
    canvas_clip(canvas, drawing->panel->frame);
    for (size_t i = 0; i < source->layer_count; i++)
        if (draws(drawing, image_place(source, i)))
            draw_image(drawing, i);
    canvas_unclip(canvas);
    if (plane_shows_grid(source) && draws(drawing, grid_place(source)))
        draw_grid(canvas, drawing->panel);
    canvas_clip(canvas, drawing->panel->frame);
    for (size_t i = 0; i < source->layer_count; i++)
        if (source->layers[i].kind == LAYER_CONTOUR && draws(drawing, contour_place(source, i)))
            contour_lines(canvas, drawing->panel, &source->layers[i]);
    for (size_t i = 0; i < source->layer_count; i++)
        if (draws(drawing, series_place(source, i)))
            moving_draw(canvas, drawing->panel, i);
    canvas_unclip(canvas);
}

void plane_draw(struct canvas *canvas, const struct panel_layout *panel, enum figure_part part)
{
    const struct figure_panel *source = panel->panel;
    const struct drawing drawing = {canvas, panel, part, first_moving_place(source)};
    canvas_group_data(canvas, "panel", frame_data(panel));
    draw_layers(&drawing);
    if (draws(&drawing, last_place(source))) {
        draw_axes(canvas, panel);
        draw_colour_bar(canvas, panel);
        legend_draw(canvas, panel);
        canvas_group(canvas, "text");
        for (size_t i = 0; i < panel->labels.count; i++)
            label_draw(canvas, &panel->labels.items[i]);
        canvas_ungroup(canvas);
        canvas_group(canvas, "notes");
        notes_draw(canvas, panel);
        canvas_ungroup(canvas);
    }
    canvas_ungroup(canvas);
}
