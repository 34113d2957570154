/* A panel of the plane: the frame is what is left of the cell when all text around it has been measured. */
#include "figure/empty.h"
#include "figure/levels.h"
#include "figure/plane_ticks.h"
#include "figure/words.h"

#include <math.h>

/* What a panel gives up, in this order, when there is little room. */
enum sacrifice { GIVE_NOTHING, GIVE_AXIS_LABELS, GIVE_TICK_LABELS, GIVE_TITLE };

/* The room text takes on the four sides of a frame, and the labels that take it. */
struct margins {
    double left, right, top, bottom;
    struct label title, x, y, z, note;
    double x_ticks, y_ticks, z_ticks; /* height of the x tick labels, widths of the others */
    double title_size, note_size;
    bool note_below; /* the remark has a row of its own */
};

static const double tick_length = 3.5, tick_gap = 3; /* units */

static bool wants_bar(const struct panel_layout *panel)
{
    const struct figure_panel *source = panel->panel;
    for (size_t i = 0; i < source->layer_count && !panel->in->nothing; i++)
        if (source->layers[i].kind == LAYER_HEATMAP || source->layers[i].kind == LAYER_CONTOUR_FILLED)
            return true;
    return false;
}

static double widest_label(struct panel_layout *panel, const struct axis *axis)
{
    double widest = 0;
    for (size_t i = 0; i < axis->ticks.count; i++)
        widest = fmax(widest, label_make(panel->arena, axis->ticks.labels[i]).width);
    for (size_t i = 0; axis->minor_labels && i < axis->minor_count; i++)
        if (axis->minor_labels[i])
            widest = fmax(widest, canvas_text_width(panel->arena, axis->minor_labels[i]));
    return widest * panel->in->size;
}

static double tallest_label(struct panel_layout *panel, const struct axis *axis, bool words)
{
    double tallest = 0;
    for (size_t i = 0; i < axis->ticks.count; i++) {
        struct label label = label_make(panel->arena, axis->ticks.labels[i]);
        tallest = fmax(tallest, label_height(&label, panel->in->size));
    }
    if (axis->minor_labels)
        tallest = fmax(tallest, panel->in->size * (FONT_CAP_HEIGHT + FONT_DESCENT));
    return words ? tallest : fmax(0, tallest - FONT_DESCENT * panel->in->size); /* figures have no descenders */
}

/* An axis label with what all of the axis's numbers share: "x (×10⁻⁵)". */
static const char *axis_label(struct panel_layout *panel, const struct axis *axis, const char *label)
{
    const char *offset = axis->ticks.offset_text;
    if (!offset || !*offset)
        return label;
    return label && *label ? arena_format(panel->arena, "%s  (%s)", label, offset) : arena_format(panel->arena, "(%s)", offset);
}

static double row_height(const struct label *label, double size, double gap)
{
    return label->line_count ? label_height(label, size) + gap : 0;
}

/* How far the last label of an axis sticks out beyond the frame's end. */
static double overhang(struct panel_layout *panel, const struct axis *axis, double length)
{
    double most = 0;
    for (size_t i = 0; i < axis->ticks.count; i++) {
        double half = label_make(panel->arena, axis->ticks.labels[i]).width * panel->in->size / 2;
        most = fmax(most, half - (1 - axis_fraction(axis, axis->ticks.positions[i])) * length);
    }
    return most;
}

/* How many words name places that are beyond the limits. */
static size_t named_outside(const struct panel_layout *panel)
{
    static const double rim = 1e-6;
    size_t outside = 0;
    for (size_t i = 0; i < panel->panel->annotation_count; i++) {
        const struct figure_annotation *annotation = &panel->panel->annotations[i];
        const double x = axis_fraction(&panel->x, annotation->tip[0]), y = axis_fraction(&panel->y, annotation->tip[1]);
        outside += annotation->text && *annotation->text && isfinite(annotation->tip[0] + annotation->tip[1]) &&
                   !(x >= -rim && x <= 1 + rim && y >= -rim && y <= 1 + rim);
    }
    return outside;
}

/* The panel's note, and what logarithmic axes had to leave out. */
static const char *remark(const struct panel_layout *panel)
{
    struct buffer note = {.arena = panel->arena};
    size_t left_out = panel->x.left_out + panel->y.left_out;
    if (panel->panel->note)
        buffer_text(&note, panel->panel->note);
    if (empty_reason(panel))
        return buffer_string(&note);
    const size_t outside = named_outside(panel);
    if (outside == 1)
        buffer_format(&note, "%san annotation lies outside", note.length ? "; " : "");
    else if (outside)
        buffer_format(&note, "%s%zu annotations lie outside", note.length ? "; " : "", outside);
    if (left_out)
        buffer_format(&note, "%svalues that are not positive are left out", note.length ? "; " : "");
    if (panel->z.scale == SCALE_LOG && panel->in->ranges[AXIS_Z].low < 0) {
        const bool lines = panel->panel->layers[0].kind == LAYER_CONTOUR;
        buffer_format(&note, "%snegative values are left blank%s", note.length ? "; " : "", lines ? " (dotted: 0)" : "");
    }
    const struct figure_layer *layer = panel->panel->layers;
    const bool contours = panel->panel->layer_count && (layer->kind == LAYER_CONTOUR || layer->kind == LAYER_CONTOUR_FILLED);
    const struct levels levels = contours ? levels_choose(panel, layer) : (struct levels){0};
    if (panel->z.chosen && (levels.count || !contours)) {
        const char *what = contours ? "levels" : "colours";
        buffer_format(&note, panel->z.sorted ? "%s%s by rank" : "%slogarithmic %s", note.length ? "; " : "", what);
    }
    if (!contours)
        return buffer_string(&note);
    if (layer->kind == LAYER_CONTOUR && *levels.offset_text)
        buffer_format(&note, "%scontour labels: %s", note.length ? "; " : "", levels.offset_text);
    if (levels.every > 1)
        buffer_format(&note, "%stoo fine for all levels: one in %zu is drawn", note.length ? "; " : "", levels.every);
    return buffer_string(&note);
}

static void measure_words(struct panel_layout *panel, struct margins *m, enum sacrifice sacrifice)
{
    const struct figure_panel *source = panel->panel;
    double size = panel->in->size, width = box_width(panel->in->cell), height = box_height(panel->in->cell);
    m->title_size = 1.1 * size;
    m->note_size = 0.8 * size;
    if (source->title && *source->title && sacrifice < GIVE_TITLE)
        m->title = label_break(panel->arena, source->title, (width - size) / m->title_size, (size_t)fmax(1, 0.3 * height / (1.2 * m->title_size)));
    const char *x = axis_label(panel, &panel->x, source->x.label), *y = axis_label(panel, &panel->y, source->y.label);
    const char *z = axis_label(panel, &panel->z, source->z.label);
    if (sacrifice < GIVE_AXIS_LABELS) {
        if (x && *x)
            m->x = label_break(panel->arena, x, 0.8 * width / size, 3);
        if (y && *y)
            m->y = label_break(panel->arena, y, 0.75 * height / size, 3);
        if (z && *z && wants_bar(panel))
            m->z = label_break(panel->arena, z, 0.75 * height / size, 3);
    }
    const char *note = remark(panel);
    if (*note)
        m->note = label_break(panel->arena, note, (width - size) / m->note_size, 2);
}

static void measure(struct panel_layout *panel, struct margins *m, enum sacrifice sacrifice)
{
    const struct figure_panel *source = panel->panel;
    double size = panel->in->size, pad = 0.5 * size, reach = (tick_length + tick_gap) * panel->in->unit;
    *m = (struct margins){0};
    measure_words(panel, m, sacrifice);
    panel->axis_labels_shown = sacrifice < GIVE_AXIS_LABELS;
    panel->ticks_shown = sacrifice < GIVE_TICK_LABELS;
    panel->title_shown = sacrifice < GIVE_TITLE;
    if (panel->ticks_shown) {
        m->x_ticks = tallest_label(panel, &panel->x, source->x.tick_labels != NULL);
        m->y_ticks = widest_label(panel, &panel->y);
        m->z_ticks = wants_bar(panel) ? widest_label(panel, &panel->z) : 0;
    }
    double half_digit = FONT_CAP_HEIGHT * size / 2;
    m->left = pad + row_height(&m->y, size, 0.35 * size) + (m->y_ticks > 0 ? m->y_ticks + reach : 0);
    m->bottom = pad + row_height(&m->x, size, 0.2 * size) + (m->x_ticks > 0 ? m->x_ticks + reach : 0);
    m->top = fmax(pad + row_height(&m->title, m->title_size, 0.4 * size), m->y_ticks > 0 ? half_digit + 0.3 * size : pad);
    double frame_width = box_width(panel->in->cell) - m->left - pad;
    m->right = pad + (panel->ticks_shown ? overhang(panel, &panel->x, frame_width) : 0);
    if (wants_bar(panel))
        m->right = fmax(m->right, pad + 1.9 * size + (m->z_ticks > 0 ? m->z_ticks + reach : 0) + row_height(&m->z, size, 0.35 * size));
    m->right += panel->legend_place == LEGEND_BESIDE ? panel->legend_room : 0;
    m->top += panel->legend_place == LEGEND_ABOVE ? panel->legend_room : 0;
    if (m->note.line_count) { /* beside the x label if there is room, else below it */
        double free = (frame_width - (m->right - pad)) / 2 - m->x.width * size / 2 - size;
        m->note_below = panel->panel->equal_aspect || m->x.line_count == 0 || m->note.line_count > 1 || m->note.width * m->note_size > free;
        if (m->note_below)
            m->bottom += row_height(&m->note, m->note_size, 0.45 * size); /* of which the x label takes 0.2, see place_words */
    }
    m->top = fmax(m->top, panel->least.y0);
    m->bottom = fmax(m->bottom, panel->least.y1);
    m->left = fmax(m->left, panel->least.x0);
    m->right = fmax(m->right, panel->least.x1);
}

static struct box frame_of(struct panel_layout *panel, const struct margins *m)
{
    struct box frame = {panel->in->cell.x0 + m->left, panel->in->cell.y0 + m->top, panel->in->cell.x1 - m->right, panel->in->cell.y1 - m->bottom};
    if (panel->panel->equal_aspect) {
        double across = fabs(panel->x.limits[1] - panel->x.limits[0]), up = fabs(panel->y.limits[1] - panel->y.limits[0]);
        double scale = fmin(box_width(frame) / across, box_height(frame) / up);
        double spare_x = box_width(frame) - scale * across, spare_y = box_height(frame) - scale * up;
        panel->aspect_left_out = scale * fmin(across, up) < 2 * panel->in->size; /* a sliver would show nothing */
        if (!panel->aspect_left_out)
            frame = (struct box){frame.x0 + spare_x / 2, frame.y0 + spare_y / 2, frame.x1 - spare_x / 2, frame.y1 - spare_y / 2};
    }
    return frame;
}

/* Finds the least sacrifice that leaves a frame worth looking at, and fewer ticks where labels would touch. */
static void settle(struct panel_layout *panel, struct margins *m)
{
    int across = plane_tick_space(panel, true), up = plane_tick_space(panel, false);
    plane_make_axis(panel, AXIS_X, across);
    plane_make_axis(panel, AXIS_Y, up);
    plane_make_axis(panel, AXIS_Z, up);
    bool wrapped = false;
    for (int round = 0; round < 12; round++) {
        for (enum sacrifice sacrifice = GIVE_NOTHING;; sacrifice++) {
            measure(panel, m, sacrifice);
            panel->frame = frame_of(panel, m);
            struct box whole = {panel->in->cell.x0 + m->left, panel->in->cell.y0 + m->top, panel->in->cell.x1 - m->right,
                                panel->in->cell.y1 - m->bottom};
            if (sacrifice == GIVE_TITLE ||
                (box_width(whole) > 0.4 * box_width(panel->in->cell) && box_height(whole) > 0.35 * box_height(panel->in->cell)))
                break;
        }
        if (!panel->ticks_shown)
            return;
        bool crowded_x = plane_labels_collide(panel, &panel->x, true), crowded_y = plane_labels_collide(panel, &panel->y, false);
        if (!crowded_x && !crowded_y)
            return;
        if (crowded_x) {
            if (!panel->panel->x.ticks_given && across > 1)
                plane_make_axis(panel, AXIS_X, --across);
            else if (panel->panel->x.tick_labels && !wrapped)
                plane_wrap_labels(panel);
            else
                plane_thin_labels(&panel->x);
            wrapped = true;
        }
        if (crowded_y) {
            if (!panel->panel->y.ticks_given && up > 1)
                plane_make_axis(panel, AXIS_Y, --up);
            else
                plane_thin_labels(&panel->y);
        }
    }
}

static void place_tick_labels(struct panel_layout *panel)
{
    double size = panel->in->size, reach = (tick_length + tick_gap) * panel->in->unit;
    for (int up = 0; up < 2; up++) {
        const struct axis *axis = up ? &panel->y : &panel->x;
        for (size_t i = 0; i < axis->ticks.count + (axis->minor_labels ? axis->minor_count : 0); i++) {
            bool minor = i >= axis->ticks.count;
            size_t k = minor ? i - axis->ticks.count : i;
            const char *text = minor ? axis->minor_labels[k] : axis->ticks.labels[k];
            if (!text || !*text)
                continue;
            double t = axis_fraction(axis, minor ? axis->minors[k] : axis->ticks.positions[k]);
            struct point at = up ? (struct point){panel->frame.x0 - reach, panel->frame.y1 - t * box_height(panel->frame)}
                                 : (struct point){panel->frame.x0 + t * box_width(panel->frame), panel->frame.y1 + reach};
            struct label label = label_make(panel->arena, text);
            struct placed_label placed = label_place(&label, size, 0, at, up ? 1 : 0.5, up ? LABEL_MIDDLE : LABEL_TOP);
            label_add(panel->arena, &panel->labels, up ? "ytick" : "xtick", &placed);
        }
    }
}

/* A label that is longer than the frame may stick out of it, but not of the cell. */
static void keep_within(struct placed_label *placed, struct box cell, double pad, bool up)
{
    const struct box box = placed->box;
    if (up)
        label_move(placed, 0, -(fmin(box.y0 - cell.y0 - pad, 0) + fmax(box.y1 - cell.y1 + pad, 0)));
    else
        label_move(placed, -(fmin(box.x0 - cell.x0 - pad, 0) + fmax(box.x1 - cell.x1 + pad, 0)), 0);
}

static void place_words(struct panel_layout *panel, const struct margins *m)
{
    const double quarter_turn = 1.57079632679489661923;
    double size = panel->in->size, pad = 0.5 * size, reach = (tick_length + tick_gap) * panel->in->unit;
    struct point middle = box_centre(panel->frame);
    struct placed_label placed;
    if (m->title.line_count) {
        double above = panel->frame.y0 - 0.4 * size - (panel->legend_place == LEGEND_ABOVE ? panel->legend_room : 0);
        placed = label_place(&m->title, m->title_size, 0, (struct point){middle.x, above}, 0.5, LABEL_BOTTOM);
        keep_within(&placed, panel->in->cell, pad / 2, false);
        label_add(panel->arena, &panel->labels, "panel title", &placed);
    }
    double below = panel->frame.y1 + (m->x_ticks > 0 ? reach + m->x_ticks : 0) + 0.4 * size;
    if (m->x.line_count) {
        placed = label_place(&m->x, size, 0, (struct point){middle.x, below}, 0.5, LABEL_TOP);
        keep_within(&placed, panel->in->cell, pad / 2, false);
        label_add(panel->arena, &panel->labels, "xlabel", &placed);
    }
    if (m->y.line_count) {
        double x = panel->frame.x0 - (m->y_ticks > 0 ? reach + m->y_ticks : 0) - 0.45 * size;
        double block = label_height(&m->y, size);
        placed = label_place(&m->y, size, quarter_turn, (struct point){x - block, middle.y}, 0.5, LABEL_TOP);
        keep_within(&placed, panel->in->cell, pad / 2, true);
        label_add(panel->arena, &panel->labels, "ylabel", &placed);
    }
    if (m->note.line_count) {
        struct point at = {panel->frame.x1, m->note_below ? panel->in->cell.y1 - pad : below};
        placed = label_place(&m->note, m->note_size, 0, at, 1, m->note_below ? LABEL_BOTTOM : LABEL_TOP);
        label_move(&placed, fmax(0, panel->in->cell.x0 + pad - placed.box.x0), 0);
        label_add(panel->arena, &panel->labels, "note", &placed)->paint = paint_role(PAINT_MUTED);
    }
}

/* The colour bar's frame, its ticks' labels and its own label, right of the frame. */
static void place_bar(struct panel_layout *panel, const struct margins *m)
{
    const double quarter_turn = 1.57079632679489661923;
    double size = panel->in->size, reach = (tick_length + tick_gap) * panel->in->unit;
    struct box frame = panel->frame;
    panel->colour_bar = (struct box){frame.x1 + 0.8 * size, frame.y0, frame.x1 + 1.7 * size, frame.y1};
    for (size_t i = 0; panel->ticks_shown && i < panel->z.ticks.count; i++) {
        double t = axis_fraction(&panel->z, panel->z.ticks.positions[i]);
        struct label label = label_make(panel->arena, panel->z.ticks.labels[i]);
        struct placed_label placed =
            label_place(&label, size, 0, (struct point){panel->colour_bar.x1 + reach, frame.y1 - t * box_height(frame)}, 0, LABEL_MIDDLE);
        label_add(panel->arena, &panel->labels, "ztick", &placed);
    }
    if (m->z.line_count) {
        double x = panel->colour_bar.x1 + (m->z_ticks > 0 ? reach + m->z_ticks : 0) + 0.45 * size;
        struct placed_label placed = label_place(&m->z, size, quarter_turn, (struct point){x, (frame.y0 + frame.y1) / 2}, 0.5, LABEL_TOP);
        keep_within(&placed, panel->in->cell, 0.25 * size, true);
        label_add(panel->arena, &panel->labels, "zlabel", &placed);
    }
}

void plane_layout(struct panel_layout *panel)
{
    struct margins margins;
    settle(panel, &margins);
    for (int round = 0; round < 6 && wants_bar(panel) && plane_labels_collide(panel, &panel->z, false); round++)
        plane_thin_labels(&panel->z);
    if (panel->ticks_shown)
        place_tick_labels(panel);
    place_words(panel, &margins);
    if (wants_bar(panel))
        place_bar(panel, &margins);
    words_place(panel);
    empty_say(panel);
}
