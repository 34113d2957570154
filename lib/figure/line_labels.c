/* A label's place is where its line is straightest, near its middle, and far from what is already there. */
#include "figure/line_labels.h"

#include "base/exact.h"
#include "figure/occupancy.h"

#include <math.h>

enum { MOST_LABELS = 48 };

struct line_label {
    struct placed_label placed;
    const char *text; /* of its level */
    struct paint paint;
    double time;
};

struct line_labels {
    const struct panel_layout *panel;
    struct occupancy *map;
    double size;
    const char *text; /* of the label that was made last */
    struct label label;
    struct line_label items[MOST_LABELS];
    size_t count;
};

struct line_labels *line_labels_begin(const struct panel_layout *panel)
{
    struct line_labels *labels = ARENA_NEW(panel->arena, struct line_labels, 1);
    *labels = (struct line_labels){.panel = panel, .map = occupancy_make(panel), .size = 0.72 * panel->in->size};
    for (size_t i = 0; i < panel->note_count; i++) {
        if (panel->notes[i].label.label.line_count)
            occupancy_mark_box(labels->map, panel->notes[i].label.box);
        if (panel->notes[i].arrow)
            occupancy_mark_segment(labels->map, panel->notes[i].start, panel->notes[i].tip);
    }
    if (panel->legend.count)
        occupancy_mark_box(labels->map, panel->legend.box);
    return labels;
}

/* The point at arc length `at`; *index is the segment it is on. */
static struct point point_along(const struct point *points, const double *lengths, size_t count, double at, size_t *index)
{
    size_t low = 0, high = count - 1;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (lengths[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    double step = lengths[low + 1] - lengths[low], t = step > 0 ? fmax(0, fmin(1, (at - lengths[low]) / step)) : 0;
    if (index)
        *index = low;
    return (struct point){points[low].x + t * (points[low + 1].x - points[low].x), points[low].y + t * (points[low + 1].y - points[low].y)};
}

/* How far a place is from the middle of a line, of its length. */
static double off_middle(double at, double length)
{
    return fabs(at / length - 0.5);
}

/* Places the text around arc length `at`; returns how good a place that is (less is better), or infinity if it is none, or none that is better
 * than `least`. */
static double try_place(const struct line_labels *labels, const struct label *text, const struct point *points, const double *lengths, size_t count,
                        double at, double least, struct placed_label *placed)
{
    double width = (text->width + 0.6) * labels->size;
    struct point from = point_along(points, lengths, count, at - width / 2, NULL), to = point_along(points, lengths, count, at + width / 2, NULL);
    const double chord = points_apart(from, to), bend = 1 - chord / width, level = 40 * bend + off_middle(at, lengths[count - 1]);
    const struct point middle = {(from.x + to.x) / 2, (from.y + to.y) / 2};
    if (bend > 0.04 || level >= least || occupancy_at(labels->map, middle))
        return INFINITY;
    bool backwards = to.x < from.x;
    double angle = exact_atan2(backwards ? to.y - from.y : from.y - to.y, backwards ? from.x - to.x : to.x - from.x);
    *placed = label_place(text, labels->size, angle, middle, 0.5, LABEL_MIDDLE);
    struct box air = box_grow(placed->box, 0.25 * labels->size), frame = labels->panel->frame;
    if (air.x0 < frame.x0 || air.x1 > frame.x1 || air.y0 < frame.y0 || air.y1 > frame.y1 || occupancy_of_box(labels->map, air) > 0)
        return INFINITY;
    return level + 0.3 * fabs(exact_sin(angle));
}

/* The length of a line that a label takes at least. */
static double least_length(const struct line_labels *labels)
{
    return 2.5 * (labels->label.width + 0.6) * labels->size;
}

/* Whether a line is too short for a label by the sums of its steps across and down alone, which are no less than its length: most are rings around a
 * minimum, and roots take longer. */
static bool is_short(const struct line_labels *labels, const struct point *points, size_t count)
{
    double length = 0;
    const double least = least_length(labels);
    for (size_t i = 1; i < count && length < least; i++)
        length += fabs(points[i].x - points[i - 1].x) + fabs(points[i].y - points[i - 1].y);
    return length < least;
}

/* Whether the middle of a line is so near to a label of its level that it needs none of its own: colours tell the same, and dozens of rings with the same
 * number on each would show little else. */
static bool is_told(const struct line_labels *labels, const struct point *points, size_t count)
{
    static const double near = 9; /* heights of a label */
    for (size_t i = 0; i < labels->count; i++)
        if (labels->items[i].text == labels->text && points_apart(box_centre(labels->items[i].placed.box), points[count / 2]) < near * labels->size)
            return true;
    return false;
}

static bool find_place(const struct line_labels *labels, const struct label *text, const struct point *points, const double *lengths, size_t count,
                       double *at, struct placed_label *placed)
{
    enum { TRIES = 40 };
    double total = lengths[count - 1], width = (text->width + 0.6) * labels->size, least = INFINITY;
    if (total < least_length(labels))
        return false;
    for (int k = 0; k <= TRIES; k++) { /* from the middle on to both sides: the first places that are free leave few others to be looked at */
        struct placed_label tried;
        const int i = TRIES / 2 + (k % 2 ? -(k + 1) / 2 : k / 2);
        const double where = width / 2 + (total - width) * i / TRIES;
        if (off_middle(where, total) >= least) /* no place is better than by how far it is from the middle */
            continue;
        const double cost = try_place(labels, text, points, lengths, count, where, least, &tried);
        if (cost < least) {
            least = cost;
            *at = where;
            *placed = tried;
        }
    }
    return isfinite(least);
}

/* The line from its beginning to `from`, and from `to` to its end. */
static void add_with_gap(struct path *path, const struct panel_layout *panel, const struct point *points, const double *lengths, size_t count,
                         double from, double to, double resolution)
{
    size_t last, first;
    struct point *part = ARENA_ROOM(path->arena, struct point, count + 2);
    struct point end = point_along(points, lengths, count, from, &last), begin = point_along(points, lengths, count, to, &first);
    struct box box = box_grow(panel->frame, 2);
    size_t length = 0;
    for (size_t i = 0; i <= last; i++)
        part[length++] = points[i];
    part[length++] = end;
    path_polyline(path, part, length, box, resolution);
    length = 0;
    part[length++] = begin;
    for (size_t i = first + 1; i < count; i++)
        part[length++] = points[i];
    path_polyline(path, part, length, box, resolution);
}

void line_labels_add(struct line_labels *labels, struct path *path, const struct point *points, size_t count, const char *text, const struct pen *pen,
                     double time, double resolution)
{
    const struct panel_layout *panel = labels->panel;
    if (count < 2)
        return;
    if (labels->text != text) { /* all lines of a level have the same */
        labels->text = text;
        labels->label = label_make(panel->arena, text);
    }
    if (labels->count == MOST_LABELS || is_short(labels, points, count) || is_told(labels, points, count)) {
        path_polyline(path, points, count, box_grow(panel->frame, 2), resolution);
        return;
    }
    double *lengths = ARENA_ROOM(path->arena, double, count);
    lengths[0] = 0;
    for (size_t i = 1; i < count; i++)
        lengths[i] = lengths[i - 1] + points_apart(points[i - 1], points[i]);
    struct placed_label placed;
    double at = 0;
    if (!isfinite(lengths[count - 1]) || !find_place(labels, &labels->label, points, lengths, count, &at, &placed)) {
        path_polyline(path, points, count, box_grow(panel->frame, 2), resolution);
        return;
    }
    double half = (labels->label.width + 0.5) * labels->size / 2;
    add_with_gap(path, panel, points, lengths, count, at - half, at + half, resolution);
    occupancy_mark_box(labels->map, box_grow(placed.box, 0.8 * labels->size));
    labels->items[labels->count++] = (struct line_label){placed, text, pen->paint, time};
}

void line_labels_draw(struct canvas *canvas, const struct line_labels *labels)
{
    for (size_t i = 0; i < labels->count; i++) {
        struct placed_label placed = labels->items[i].placed;
        placed.paint = labels->items[i].paint;
        placed.paint.opacity = 1;
        const bool moves = canvas_moves(canvas) && labels->items[i].time > 0;
        if (moves)
            canvas_appear(canvas, labels->items[i].time, 2);
        label_draw(canvas, &placed);
        if (moves)
            canvas_ungroup(canvas);
    }
}
