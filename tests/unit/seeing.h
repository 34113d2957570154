/* Looks at a figure as a reader does: all that is drawn is recorded, and rules are asked whether a reader could be misled or could not read
 * it. Include it behind cmocka.h. */
#ifndef TESTS_SEEING_H
#define TESTS_SEEING_H

#include "base/text.h"
#include "figure/canvas_backend.h"
#include "figure/font.h"
#include "figure/layout.h"
#include "figure/levels.h"
#include "figure/panel.h"
#include "figure/series.h"
#include "figure/text.h"
#include "tests/unit/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a piece belongs to, by the innermost named group it is drawn in. */
enum part { PART_PAGE, PART_DATA, PART_WALLS, PART_AXES, PART_LEGEND, PART_TEXT, PART_NOTES, PART_COUNT };

/* A line of text: the corners of its ink, in order. */
struct seen_text {
    enum part part;
    const char *text;
    struct point corners[4];
};

/* A straight piece of a stroke or of the edge of a fill, cut off where the drawing was clipped. */
struct seen_line {
    enum part part;
    bool filled;
    struct point from, to;
    double width;
};

struct seen {
    const struct layout *layout;
    struct arena *arena;
    double width, height;
    struct seen_text *texts;
    struct seen_line *lines;
    size_t text_count, text_room, line_count, line_room;
    struct buffer violations; /* a line each */
    size_t violation_count;
};

enum { SEEN_DEEPEST = 16 };

/* A canvas that draws nothing and remembers all. */
struct recorder {
    struct canvas base;
    struct seen *seen;
    enum part parts[SEEN_DEEPEST];
    size_t depth;
    struct box clips[SEEN_DEEPEST];
    size_t clip_depth;
};

static inline void *seen_add(struct arena *arena, void *items, size_t *count, size_t *room, size_t size)
{
    if (*count < *room)
        return items;
    *room = *room ? 2 * *room : 256;
    void *more = arena_allocate(arena, *room, size);
    if (*count)
        memcpy(more, items, *count * size);
    return more;
}

static inline void record_line(struct recorder *recorder, struct point from, struct point to, double width, bool filled)
{
    struct seen *seen = recorder->seen;
    if (recorder->clip_depth && !box_clip_segment(recorder->clips[recorder->clip_depth - 1], &from, &to))
        return;
    seen->lines = seen_add(seen->arena, seen->lines, &seen->line_count, &seen->line_room, sizeof *seen->lines);
    seen->lines[seen->line_count++] = (struct seen_line){recorder->parts[recorder->depth], filled, from, to, width};
}

static inline void record_path(struct canvas *canvas, const struct path *path, double width, bool filled)
{
    static const int taken[] = {1, 1, 2, 3, 0};
    struct point pen = {0, 0}, start = pen;
    const struct point *p = path->points;
    for (size_t i = 0; i < path->verb_count; i++) {
        const int verb = path->verbs[i];
        const struct point to = verb == PATH_CLOSE ? start : p[taken[verb] - 1];
        if (verb == PATH_MOVE)
            start = to;
        else
            record_line((struct recorder *)canvas, pen, to, width, filled);
        pen = to;
        p += taken[verb];
    }
}

static inline void record_fill(struct canvas *canvas, const struct path *path, struct paint paint)
{
    (void)paint;
    record_path(canvas, path, 0, true);
}

static inline void record_stroke(struct canvas *canvas, const struct path *path, const struct pen *pen)
{
    if (pen->paint.role != PAINT_BACKGROUND) /* rims */
        record_path(canvas, path, pen->width, false);
}

/* The ink of a line of text, in ems around its beginning, y down. */
static inline struct box ink_of(struct arena *arena, const char *text)
{
    struct path path = {.arena = arena};
    struct glyph_place place = {.size = 1};
    if (!font_covers(text)) {
        text_outline(&path, text, &place);
    } else {
        const char *at = text;
        for (uint32_t character; (character = text_next(&at)) != 0; place.at.x += font_glyph(character)->advance)
            font_outline(&path, font_glyph(character), &place);
    }
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < path.point_count; i++)
        box = box_union(box, (struct box){path.points[i].x, path.points[i].y, path.points[i].x, path.points[i].y});
    return box;
}

static inline void record_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    struct recorder *recorder = (struct recorder *)canvas;
    struct seen *seen = recorder->seen;
    const struct box ink = ink_of(seen->arena, text);
    if (!(ink.x1 > ink.x0))
        return;
    const double x[] = {ink.x0, ink.x1, ink.x1, ink.x0}, y[] = {ink.y0, ink.y0, ink.y1, ink.y1};
    seen->texts = seen_add(seen->arena, seen->texts, &seen->text_count, &seen->text_room, sizeof *seen->texts);
    struct seen_text *item = &seen->texts[seen->text_count++];
    *item = (struct seen_text){.part = recorder->parts[recorder->depth], .text = text};
    for (int i = 0; i < 4; i++) {
        const double u = x[i] * style->size, v = y[i] * style->size, c = cos(style->angle), s = sin(style->angle);
        item->corners[i] = (struct point){at.x + c * u + s * v, at.y - s * u + c * v};
    }
}

static inline void record_image(struct canvas *canvas, struct box box, uint32_t *pixels, uint32_t columns, uint32_t rows, bool smooth)
{
    (void)smooth;
    (void)canvas, (void)box, (void)pixels, (void)columns, (void)rows;
}

static inline void record_clip(struct canvas *canvas, struct box box)
{
    struct recorder *recorder = (struct recorder *)canvas;
    assert_true(recorder->clip_depth < SEEN_DEEPEST);
    recorder->clips[recorder->clip_depth++] = box;
}

static inline void record_unclip(struct canvas *canvas)
{
    ((struct recorder *)canvas)->clip_depth--;
}

static inline void record_group(struct canvas *canvas, const char *name, const char *attributes)
{
    static const char *const names[PART_COUNT] = {"", "panel", "walls", "axes", "legend", "text", "notes"};
    struct recorder *recorder = (struct recorder *)canvas;
    (void)attributes;
    assert_true(recorder->depth + 1 < SEEN_DEEPEST);
    enum part part = recorder->parts[recorder->depth];
    for (int i = 1; i < PART_COUNT; i++)
        if (!strcmp(names[i], name))
            part = (enum part)i;
    part = !strcmp(name, "colour-bar") ? PART_AXES : !strcmp(name, "grid") ? PART_WALLS : part;
    recorder->parts[++recorder->depth] = part;
}

static inline void record_ungroup(struct canvas *canvas)
{
    ((struct recorder *)canvas)->depth--;
}

/* All that is drawn of a figure. */
static inline struct seen *look_at(struct arena *arena, const struct figure *figure)
{
    static const struct canvas_backend backend = {record_fill,   record_stroke, record_text,    record_image, record_clip,
                                                  record_unclip, record_group,  record_ungroup, NULL};
    struct seen *seen = ARENA_NEW(arena, struct seen, 1);
    struct theme *theme = ARENA_NEW(arena, struct theme, 1);
    theme_choose(theme, figure, false);
    const struct layout *layout = layout_make(arena, figure, 1);
    *seen = (struct seen){.layout = layout, .arena = arena, .width = layout->width, .height = layout->height, .violations = {.arena = arena}};
    struct recorder recorder = {.base = {.backend = &backend, .arena = arena}, .seen = seen};
    recorder.base.page = (struct canvas_page){.format = FIGURE_SVG, .width = layout->width, .height = layout->height, .scale = 1, .theme = theme};
    recorder.base.grid_x = recorder.base.grid_y = 1;
    layout_draw(&recorder.base, layout, FIGURE_ALL);
    return seen;
}

/* --- What two things have in common ------------------------------------------------------------------------------------------------ */

/* Whether two convex shapes overlap by more than `least` px: no side of either keeps them apart. */
static inline bool shapes_overlap(const struct point *a, size_t a_count, const struct point *b, size_t b_count, double least)
{
    const struct point *shapes[] = {a, b};
    const size_t counts[] = {a_count, b_count};
    for (int which = 0; which < 2; which++)
        for (size_t i = 0; i < counts[which]; i++) {
            const struct point from = shapes[which][i], to = shapes[which][(i + 1) % counts[which]];
            const double length = hypot(to.x - from.x, to.y - from.y);
            if (length <= 0)
                continue;
            const double nx = (to.y - from.y) / length, ny = (from.x - to.x) / length;
            double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
            for (int k = 0; k < 2; k++)
                for (size_t j = 0; j < counts[k]; j++) {
                    const double at = nx * shapes[k][j].x + ny * shapes[k][j].y;
                    low[k] = fmin(low[k], at);
                    high[k] = fmax(high[k], at);
                }
            if (fmin(high[0] - low[1], high[1] - low[0]) <= least)
                return false;
        }
    return true;
}

static inline double distance_to_line(struct point p, const struct seen_line *line)
{
    const double dx = line->to.x - line->from.x, dy = line->to.y - line->from.y, square = dx * dx + dy * dy;
    const double t = square > 0 ? fmax(0, fmin(1, ((p.x - line->from.x) * dx + (p.y - line->from.y) * dy) / square)) : 0;
    return hypot(p.x - line->from.x - t * dx, p.y - line->from.y - t * dy);
}

/* CIE 1976 colour difference of two sRGB colours (D65). */
static inline void lab_of(uint32_t rgb, double lab[3])
{
    static const double rows[3][3] = {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}};
    static const double white[] = {0.95047, 1, 1.08883};
    double linear[3], f[3];
    for (int i = 0; i < 3; i++) {
        const double c = (rgb >> (16 - 8 * i) & 255) / 255.0;
        linear[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
    }
    for (int i = 0; i < 3; i++) {
        const double t = (rows[i][0] * linear[0] + rows[i][1] * linear[1] + rows[i][2] * linear[2]) / white[i];
        f[i] = t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
    lab[0] = 116 * f[1] - 16;
    lab[1] = 500 * (f[0] - f[1]);
    lab[2] = 200 * (f[1] - f[2]);
}

static inline double colour_distance(uint32_t a, uint32_t b)
{
    double first[3], second[3];
    lab_of(a, first);
    lab_of(b, second);
    return sqrt(pow(first[0] - second[0], 2) + pow(first[1] - second[1], 2) + pow(first[2] - second[2], 2));
}

/* --- The rules --------------------------------------------------------------------------------------------------------------------- */

#define VIOLATION(seen, ...)                                                                                                                         \
    (buffer_format(&(seen)->violations, "    " __VA_ARGS__), buffer_character(&(seen)->violations, '\n'), (seen)->violation_count++)

static inline void rule_text_over_text(struct seen *seen)
{
    for (size_t i = 0; i < seen->text_count; i++)
        for (size_t k = 0; k < i; k++)
            if (shapes_overlap(seen->texts[i].corners, 4, seen->texts[k].corners, 4, 0.3))
                VIOLATION(seen, "text over text: '%s' and '%s'", seen->texts[k].text, seen->texts[i].text);
}

/* Ticks, the frame's sides, and the frames of colour bars. */
static inline void rule_text_over_ticks(struct seen *seen)
{
    for (size_t i = 0; i < seen->text_count; i++)
        for (size_t k = 0; k < seen->line_count; k++) {
            const struct seen_line *line = &seen->lines[k];
            if (line->part == PART_AXES && shapes_overlap(seen->texts[i].corners, 4, (struct point[]){line->from, line->to}, 2, 0.3)) {
                VIOLATION(seen, "text over a tick or a frame: '%s'", seen->texts[i].text);
                break;
            }
        }
}

static inline void rule_text_inside_picture(struct seen *seen)
{
    for (size_t i = 0; i < seen->text_count; i++)
        for (int k = 0; k < 4; k++) {
            const struct point p = seen->texts[i].corners[k];
            if (p.x < -0.01 || p.y < -0.01 || p.x > seen->width + 0.01 || p.y > seen->height + 0.01) {
                VIOLATION(seen, "text outside the picture: '%s' at %.1f, %.1f", seen->texts[i].text, p.x, p.y);
                break;
            }
        }
}

/* The panel that a place of the page belongs to. */
static inline const struct panel_layout *panel_at(const struct seen *seen, struct point p)
{
    for (size_t i = 0; i < seen->layout->panel_count; i++)
        if (box_contains(box_grow(seen->layout->panels[i].in->cell, 0.01), p))
            return &seen->layout->panels[i];
    return NULL;
}

/* How far a place is outside of the box that a panel in space is drawn in: outside of the convex hull of the eight corners. */
static inline double outside_of_space(const struct panel_layout *panel, struct point p)
{
    struct point corners[8];
    double most = -INFINITY;
    for (int i = 0; i < 8; i++)
        corners[i] = view_page(&panel->view, (double[]){i & 1, i >> 1 & 1, i >> 2 & 1});
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++) {
            const double length = hypot(corners[k].x - corners[i].x, corners[k].y - corners[i].y);
            if (length < 1)
                continue;
            const double nx = (corners[k].y - corners[i].y) / length, ny = (corners[i].x - corners[k].x) / length;
            double behind = -INFINITY;
            for (int j = 0; j < 8; j++)
                behind = fmax(behind, nx * (corners[j].x - corners[i].x) + ny * (corners[j].y - corners[i].y));
            if (behind < 1e-6) /* a side of the hull */
                most = fmax(most, nx * (p.x - corners[i].x) + ny * (p.y - corners[i].y));
        }
    return most;
}

static inline void rule_curves_inside_frame(struct seen *seen)
{
    for (size_t i = 0; i < seen->line_count; i++) {
        const struct seen_line *line = &seen->lines[i];
        const struct panel_layout *panel = panel_at(seen, line->from);
        if (line->part != PART_DATA)
            continue;
        const double reach = panel && panel->panel->space ? 0.8 * panel->in->size : 0.01; /* markers of points at the box's edge */
        const struct point ends[] = {line->from, line->to};
        for (int k = 0; k < 2; k++) {
            const bool inside =
                panel && (panel->panel->space ? outside_of_space(panel, ends[k]) <= reach : box_contains(box_grow(panel->frame, reach), ends[k]));
            if (!inside) {
                VIOLATION(seen, "a curve outside of its frame: at %.1f, %.1f", ends[k].x, ends[k].y);
                return;
            }
        }
    }
}

static inline double length_of_line(struct point from, struct point to)
{
    return hypot(to.x - from.x, to.y - from.y);
}

static inline void rule_legend_hides_little(struct seen *seen)
{
    for (size_t i = 0; i < seen->layout->panel_count; i++) {
        const struct panel_layout *panel = &seen->layout->panels[i];
        double all = 0, hidden = 0;
        if (!panel->legend.count)
            continue;
        for (size_t k = 0; k < seen->line_count; k++) {
            const struct seen_line *line = &seen->lines[k];
            struct point from = line->from, to = line->to;
            if (line->part != PART_DATA || panel_at(seen, from) != panel)
                continue;
            all += length_of_line(from, to);
            if (box_clip_segment(panel->legend.box, &from, &to))
                hidden += length_of_line(from, to);
        }
        bool area = false;
        for (size_t k = 0; k < panel->panel->layer_count; k++)
            area = area || panel->panel->layers[k].kind == LAYER_HEATMAP || panel->panel->layers[k].kind == LAYER_CATEGORIES ||
                   panel->panel->layers[k].kind == LAYER_IMAGES;
        if (area) {
            struct box both = {fmax(panel->frame.x0, panel->legend.box.x0), fmax(panel->frame.y0, panel->legend.box.y0),
                               fmin(panel->frame.x1, panel->legend.box.x1), fmin(panel->frame.y1, panel->legend.box.y1)};
            all = box_width(panel->frame) * box_height(panel->frame);
            hidden = both.x1 > both.x0 && both.y1 > both.y0 ? box_width(both) * box_height(both) : 0;
        }
        if (hidden > 0.1 * all)
            VIOLATION(seen, "the legend hides %.0f %% of the data", 100 * hidden / all);
    }
}

static inline void check_equal(struct seen *seen, const char *what, char *const *labels, const double *positions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (*labels[i] && positions[i] != positions[k] && !strcmp(labels[i], labels[k]))
                VIOLATION(seen, "equal labels: two of %s are '%s'", what, labels[i]);
}

static inline void rule_labels_differ(struct seen *seen)
{
    for (size_t i = 0; i < seen->layout->panel_count; i++) {
        const struct panel_layout *panel = &seen->layout->panels[i];
        const struct axis *axes[] = {&panel->x, &panel->y, &panel->z};
        static const char *const names[] = {"the x ticks", "the y ticks", "the z ticks"};
        for (int k = 0; k < 3; k++)
            check_equal(seen, names[k], axes[k]->ticks.labels, axes[k]->ticks.positions, axes[k]->ticks.count);
        for (size_t k = 0; k < panel->panel->layer_count && !panel->in->nothing; k++)
            if (panel->panel->layers[k].kind == LAYER_CONTOUR || panel->panel->layers[k].kind == LAYER_CONTOUR_FILLED) {
                const struct levels levels = levels_choose(panel, &panel->panel->layers[k]);
                check_equal(seen, "the levels", (char *const *)(uintptr_t)levels.labels, levels.values, levels.count);
            }
        for (size_t k = 0; k < panel->legend.count; k++)
            for (size_t j = 0; j < k; j++) {
                const struct label *one = &panel->legend.entries[k].label, *other = &panel->legend.entries[j].label;
                bool same = one->line_count == other->line_count;
                for (size_t line = 0; same && line < one->line_count; line++)
                    same = !strcmp(one->lines[line], other->lines[line]);
                if (same && one->line_count)
                    VIOLATION(seen, "equal labels: two of the legend are '%s'", one->lines[0]);
            }
    }
}

static inline uint32_t legend_colour(const struct legend_entry *entry, const struct theme *theme)
{
    return theme_rgb(theme, entry->sample == SAMPLE_LAYER ? style_paint(&entry->layer->style, entry->turn) : paint_rgb(category_colour(entry->turn)));
}

/* Whether two layers of one colour look different all the same. */
static inline bool looks_differ(const struct panel_layout *panel, const struct legend_entry *one, const struct legend_entry *other)
{
    if (!one->layer || !other->layer)
        return one->layer != other->layer;
    return one->layer->kind != other->layer->kind ||
           series_pen(panel, one->layer, one->turn).dash != series_pen(panel, other->layer, other->turn).dash ||
           series_marker(panel, one->layer, one->turn) != series_marker(panel, other->layer, other->turn);
}

/* Two layers that a legend tells apart have colours that differ, or the same colour and another dash or marker; none is as its ground. */
static inline void rule_colours_differ(struct seen *seen)
{
    const struct figure *figure = seen->layout->figure;
    struct theme theme;
    theme_choose(&theme, figure, false);
    for (size_t i = 0; i < figure->panel_count; i++) {
        const struct panel_layout *panel = &seen->layout->panels[i];
        for (size_t k = 0; k < panel->legend.count && panel->legend.entries[k].sample != SAMPLE_NONE; k++) {
            const struct legend_entry *one = &panel->legend.entries[k];
            const uint32_t colour = legend_colour(one, &theme);
            if (colour_distance(colour, theme.light[PAINT_BACKGROUND]) < 10)
                VIOLATION(seen, "'%s' has the colour of its ground", one->label.lines[0]);
            for (size_t j = 0; j < k; j++) {
                const struct legend_entry *other = &panel->legend.entries[j];
                const double distance = colour_distance(colour, legend_colour(other, &theme));
                if (distance < 10 && !(distance < 0.5 && looks_differ(panel, one, other)))
                    VIOLATION(seen, "'%s' and '%s' have colours nearer than ΔE 10 (%.1f)", other->label.lines[0], one->label.lines[0], distance);
            }
        }
    }
}

/* An arrow ends at its tip (or at the dot on it), the tip is in view, and where curves are drawn it is on one. */
static inline void rule_arrows_hit(struct seen *seen)
{
    for (size_t i = 0; i < seen->layout->panel_count; i++) {
        const struct panel_layout *panel = &seen->layout->panels[i];
        bool curves = !panel->panel->space;
        for (size_t k = 0; k < panel->panel->layer_count; k++)
            curves = curves && panel->panel->layers[k].kind < LAYER_BAND;
        for (size_t k = 0; k < panel->note_count; k++) {
            const struct placed_note *note = &panel->notes[k];
            double drawn = INFINITY, data = INFINITY;
            if (!note->arrow)
                continue;
            for (size_t j = 0; j < seen->line_count; j++) {
                if (seen->lines[j].part == PART_NOTES)
                    drawn = fmin(drawn, distance_to_line(note->tip, &seen->lines[j]));
                if (seen->lines[j].part == PART_DATA)
                    data = fmin(data, distance_to_line(note->tip, &seen->lines[j]) - seen->lines[j].width / 2);
            }
            if (drawn > 4.5 * panel->in->unit)
                VIOLATION(seen, "the arrow of '%s' misses its tip by %.1f px", note->label.label.lines[0], drawn);
            if (curves && data > 2)
                VIOLATION(seen, "the tip of '%s' misses the curve by %.1f px", note->label.label.lines[0], data);
        }
    }
}

/* Twice the area of a triangle; its sign tells on which side of the line from a to b p lies. */
static inline double turn_of(struct point a, struct point b, struct point p)
{
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

/* No two arrows cross, unless texts were put so. */
static inline void rule_arrows_apart(struct seen *seen)
{
    for (size_t i = 0; i < seen->layout->panel_count; i++) {
        const struct panel_layout *panel = &seen->layout->panels[i];
        for (size_t k = 0; k < panel->note_count; k++)
            for (size_t j = 0; j < k; j++) {
                const struct placed_note *a = &panel->notes[k], *b = &panel->notes[j];
                if (a->arrow && b->arrow && (a->free || b->free) && turn_of(a->start, a->tip, b->start) * turn_of(a->start, a->tip, b->tip) < 0 &&
                    turn_of(b->start, b->tip, a->start) * turn_of(b->start, b->tip, a->tip) < 0)
                    VIOLATION(seen, "the arrows of '%s' and '%s' cross", a->label.label.lines[0], b->label.label.lines[0]);
            }
    }
}

/* No annotation lies on a point that one names, unless it was put there. */
static inline void rule_points_stay_visible(struct seen *seen)
{
    for (size_t i = 0; i < seen->layout->panel_count; i++) {
        const struct panel_layout *panel = &seen->layout->panels[i];
        for (size_t k = 0; k < panel->note_count; k++)
            for (size_t j = 0; j < panel->note_count && panel->notes[k].free; j++)
                if (panel->notes[k].label.label.line_count && box_contains(panel->notes[k].label.box, panel->notes[j].tip))
                    VIOLATION(seen, "'%s' lies on a point that is named", panel->notes[k].label.label.lines[0]);
    }
}

/* What was asked for is there, or is said to be left out. */
static inline void rule_nothing_missing(struct seen *seen)
{
    const char *said = seen->layout->left_out;
    for (size_t i = 0; i < seen->layout->panel_count; i++) {
        const struct panel_layout *panel = &seen->layout->panels[i];
        const struct figure_panel *source = panel->panel;
        size_t names = 0, shown = 0;
        for (size_t k = 0; k < source->layer_count; k++) {
            names += source->layers[k].label && *source->layers[k].label;
            for (size_t j = 0;
                 source->layers[k].kind == LAYER_CATEGORIES && source->layers[k].category_labels && source->layers[k].category_labels[j]; j++)
                names++;
        }
        for (size_t k = 0; k < panel->legend.count; k++)
            shown += panel->legend.entries[k].sample != SAMPLE_NONE;
        if (source->legend != SWITCH_OFF && names >= (source->legend == SWITCH_ON ? 1 : 2) && shown + panel->legend.left_out != names)
            VIOLATION(seen, "%zu of %zu names are shown, and %zu are said to be left out", shown, names, panel->legend.left_out);
        if (panel->legend.left_out && !strstr(said, "the name"))
            VIOLATION(seen, "names are left out, and the description does not say so");
        size_t words = 0, texts = 0;
        for (size_t k = 0; k < panel->note_count; k++) {
            words += panel->notes[k].source->text != NULL;
            texts += panel->notes[k].label.label.line_count > 0;
        }
        if (words > texts && !strstr(said, "annotation"))
            VIOLATION(seen, "%zu annotations are not shown, and nobody says so", words - texts);
        if (seen->width >= 300 && panel->legend.left_out && !shown)
            VIOLATION(seen, "there is no legend");
    }
}

struct rule {
    const char *name;
    void (*check)(struct seen *seen);
};

static const struct rule rules[] = {
    {"text over text", rule_text_over_text},
    {"text over ticks", rule_text_over_ticks},
    {"text outside", rule_text_inside_picture},
    {"curves outside", rule_curves_inside_frame},
    {"legend over data", rule_legend_hides_little},
    {"equal labels", rule_labels_differ},
    {"near colours", rule_colours_differ},
    {"arrows that miss", rule_arrows_hit},
    {"missing", rule_nothing_missing},
    {"hidden points", rule_points_stay_visible},
    {"arrows cross", rule_arrows_apart},
};
enum { RULES = sizeof rules / sizeof *rules };

#endif
