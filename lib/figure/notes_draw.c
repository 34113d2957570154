/* Arrows first, so that no text lies under one. */
#include "figure/notes.h"

#include "base/exact.h"
#include "figure/series.h"

#include <math.h>

/* An open arrowhead whose very point is on the tip. */
static void draw_arrow(struct canvas *canvas, const struct panel_layout *panel, const struct placed_note *note)
{
    double size = panel->in->size, width = 1.0 * panel->in->unit, length = exact_hypot(note->tip.x - note->start.x, note->tip.y - note->start.y);
    double ux = (note->tip.x - note->start.x) / length, uy = (note->tip.y - note->start.y) / length;
    double head = fmin(0.42 * size, 0.5 * length), half = 0.5 * head;
    double short_of =
        width / 2 + (note->marker ? fmin(3.6 * panel->in->unit, 0.4 * length) : 0); /* the stroke's round end reaches the tip, or its dot */
    struct point point = {note->tip.x - ux * short_of, note->tip.y - uy * short_of};
    struct point left = {point.x - ux * head - uy * half, point.y - uy * head + ux * half};
    struct point right = {point.x - ux * head + uy * half, point.y - uy * head - ux * half};
    struct point from = note->start, to = point;
    struct path path = {.arena = canvas_arena(canvas)};
    if (box_clip_segment(panel->in->cell, &from, &to)) {
        path_move(&path, from);
        path_line(&path, to);
    }
    if (box_contains(panel->in->cell, point)) {
        path_move(&path, left);
        path_line(&path, point);
        path_line(&path, right);
    }
    struct pen pen = {.paint = paint_role(PAINT_TEXT), .width = width, .round_caps = true};
    if (notes_on_colours(panel)) {
        struct pen rim = {.paint = paint_role(PAINT_BACKGROUND), .width = width + 0.22 * size, .round_caps = true};
        rim.paint.opacity = 0.75;
        canvas_stroke(canvas, &path, &rim);
    }
    canvas_stroke(canvas, &path, &pen);
}

/* Whether the note's time has come. */
static bool is_there(const struct panel_layout *panel, const struct placed_note *note)
{
    return note->source->time <= panel->moment;
}

/* On a canvas that moves the note appears in its time. */
static void begin_note(struct canvas *canvas, const struct placed_note *note)
{
    if (canvas_moves(canvas) && note->source->time > 0)
        canvas_appear(canvas, note->source->time, 2);
}

static void end_note(struct canvas *canvas, const struct placed_note *note)
{
    if (canvas_moves(canvas) && note->source->time > 0)
        canvas_ungroup(canvas);
}

void notes_draw(struct canvas *canvas, const struct panel_layout *panel)
{
    for (size_t i = 0; i < panel->note_count; i++) {
        const struct placed_note *note = &panel->notes[i];
        if (!is_there(panel, note))
            continue;
        begin_note(canvas, note);
        if (note->marker)
            markers_draw(canvas, &note->tip, 1, panel->in->cell, MARKER_DOT, 5.5 * panel->in->unit, paint_role(PAINT_TEXT), 0.8 * panel->in->unit);
        if (note->arrow)
            draw_arrow(canvas, panel, note);
        end_note(canvas, note);
    }
    for (size_t i = 0; i < panel->note_count; i++) {
        if (!note_has_text(&panel->notes[i]) || !is_there(panel, &panel->notes[i]))
            continue;
        begin_note(canvas, &panel->notes[i]);
        if (notes_on_areas(panel)) {
            struct path ground = {.arena = canvas_arena(canvas)};
            struct paint paint = paint_role(PAINT_BACKGROUND);
            paint.opacity = 0.75;
            path_rectangle(&ground, box_grow(panel->notes[i].label.box, 0.15 * panel->in->size));
            canvas_fill(canvas, &ground, paint);
        }
        label_draw(canvas, &panel->notes[i].label);
        end_note(canvas, &panel->notes[i]);
    }
}
