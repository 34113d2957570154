/* Where a text may go is decided by what it would cover: candidates on rings around the tip are priced, and the cheapest wins. */
#include "figure/notes.h"

#include "base/exact.h"

#include <math.h>
#include <string.h>

enum { MOST_NOTES = 200, DIRECTIONS = 24, RINGS = 7 };

static const double text_pad = 0.25; /* ems of air between a text and its arrow */
static const double per_em = 0.8;    /* the price of distance */

/* The arrow runs along the line from the text's middle to the tip, from where that leaves the text. None if the tip is at the text. */
static void aim(struct placed_note *note, double size)
{
    struct box box = box_grow(note->label.box, text_pad * size);
    struct point middle = box_centre(box), tip = note->tip;
    note->arrow = false;
    if (!isfinite(tip.x + tip.y) || box_contains(box, tip))
        return;
    double dx = tip.x - middle.x, dy = tip.y - middle.y;
    double leave = fmin(dx != 0 ? box_width(box) / 2 / fabs(dx) : INFINITY, dy != 0 ? box_height(box) / 2 / fabs(dy) : INFINITY);
    const struct point start = {middle.x + leave * dx, middle.y + leave * dy};
    note->arrow = exact_hypot(tip.x - start.x, tip.y - start.y) > 0.3 * size;
    note->start = start;
}

/* Moves a label so that none of it is outside the box. */
static void keep_inside(struct placed_label *label, struct box box)
{
    double dx = fmin(0, box.x1 - label->box.x1), dy = fmin(0, box.y1 - label->box.y1);
    dx = fmax(dx, box.x0 - label->box.x0);
    dy = fmax(dy, box.y0 - label->box.y0);
    label_move(label, dx, dy);
}

bool notes_on_colours(const struct panel_layout *panel)
{
    for (size_t i = 0; i < panel->panel->layer_count; i++)
        if (panel->panel->layers[i].kind >= LAYER_HEATMAP)
            return true;
    return false;
}

/* Whether a grid line passes through the box. */
static bool on_grid(const struct panel_layout *panel, struct box box)
{
    for (int up = 0; up < 2; up++) {
        const struct axis *axis = up ? &panel->y : &panel->x;
        for (size_t i = 0; i < axis->ticks.count; i++) {
            double t = axis_fraction(axis, axis->ticks.positions[i]);
            double at = up ? panel->frame.y1 - t * box_height(panel->frame) : panel->frame.x0 + t * box_width(panel->frame);
            if (up ? at > box.y0 && at < box.y1 : at > box.x0 && at < box.x1)
                return true;
        }
    }
    return panel->panel->space || notes_on_colours(panel);
}

bool notes_on_areas(const struct panel_layout *panel)
{
    for (size_t i = 0; i < panel->panel->layer_count; i++) {
        enum layer_kind kind = panel->panel->layers[i].kind;
        if (kind == LAYER_HEATMAP || kind == LAYER_CATEGORIES || kind == LAYER_IMAGES || kind == LAYER_CONTOUR_FILLED)
            return true;
    }
    return false;
}

/* Text that lies on lines gets a rim to be read by. */
static void finish_label(const struct panel_layout *panel, const struct occupancy *map, struct placed_label *label)
{
    label->role = "annotation";
    if (notes_on_areas(panel))
        return;
    label->halo = occupancy_of_box(map, label->box) > 0 || on_grid(panel, label->box) ? 0.22 * panel->in->size : 0;
}

static struct point tip_of(const struct panel_layout *panel, const struct figure_annotation *annotation)
{
    double z = annotation->tip[2];
    if (panel->panel->space && panel->z.scale == SCALE_LOG) /* a minimum that is 0 is pointed at from above */
        z = fmax(z, fmin(panel->z.limits[0], panel->z.limits[1]));
    return panel_point(panel, annotation->tip[0], annotation->tip[1], z);
}

static struct box picture_of(const struct panel_layout *panel)
{
    return box_grow(panel->in->cell, -0.3 * panel->in->size);
}

/* Where texts may lie: within the frame, clear of its sides; in space anywhere in the panel. */
static struct box room_of(const struct panel_layout *panel)
{
    return panel->panel->space ? picture_of(panel) : box_grow(panel->frame, -0.35 * panel->in->size);
}

/* Long notes are broken to a part of the frame's width. */
static struct label note_label(const struct panel_layout *panel, const char *text, double part)
{
    double comfortable = fmax(fmax(6, label_widest_word(panel->arena, text)), part * box_width(panel->frame) / panel->in->size),
           possible = box_width(room_of(panel)) / panel->in->size;
    size_t lines = (size_t)fmax(1, 0.8 * box_height(panel->in->cell) / (FONT_LINE * panel->in->size));
    return label_break(panel->arena, text, fmin(comfortable, possible), lines);
}

/* Whether what a note names is in view; where it is undefined, the text still stands, but not where an axis has no place for it. */
static bool in_view(const struct panel_layout *panel, const struct figure_annotation *annotation, struct point tip)
{
    const double *at = annotation->tip;
    struct box view = box_grow(panel->panel->space ? panel->in->cell : panel->frame, 0.5 * panel->in->size);
    return isfinite(tip.x + tip.y) ? box_contains(view, tip) : !isfinite(at[0] + at[1]) || panel->panel->space;
}

static bool covers_label(const struct panel_layout *panel, struct box box)
{
    for (size_t i = 0; i < panel->labels.count; i++)
        if (box_overlaps(box, panel->labels.items[i].box))
            return true;
    return false;
}

bool note_has_text(const struct placed_note *note)
{
    return note->label.label.line_count > 0;
}

/* Whether a text would lie on one of another note that is placed. */
static bool covers_note(const struct panel_layout *panel, const struct placed_note *note)
{
    for (size_t i = 0; i < panel->note_count; i++) {
        const struct placed_note *other = &panel->notes[i];
        if (other != note && other->placed && note_has_text(other) && box_overlaps(note->label.box, other->label.box))
            return true;
    }
    return false;
}

static void mark_note(struct occupancy *map, const struct panel_layout *panel, const struct placed_note *note)
{
    occupancy_mark_box(map, box_grow(note->label.box, 0.2 * panel->in->size));
    if (note->arrow)
        occupancy_mark_segment(map, note->start, note->tip);
}

/* Puts a text where it was asked for, as near as the frame allows; false if another is there. */
static bool place_as_given(struct panel_layout *panel, const struct occupancy *map, struct placed_note *note)
{
    const struct figure_annotation *annotation = note->source;
    struct point at = panel_point(panel, annotation->text_at[0], annotation->text_at[1], 0);
    if (!isfinite(at.x + at.y))
        at = box_centre(panel->frame);
    at = (struct point){fmax(-1e5, fmin(1e5, at.x)), fmax(-1e5, fmin(1e5, at.y))};
    struct label label = label_make(panel->arena, annotation->text);
    if (label.width * panel->in->size > box_width(room_of(panel)))
        label = note_label(panel, annotation->text, 0.55);
    note->label = label_place(&label, panel->in->size, 0, at, 0, LABEL_BASELINE);
    keep_inside(&note->label, room_of(panel));
    finish_label(panel, map, &note->label);
    aim(note, panel->in->size);
    return !covers_note(panel, note);
}

static bool is_blank(const char *text)
{
    return !text || strspn(text, " \n") == strlen(text);
}

void notes_place_given(struct panel_layout *panel, struct occupancy *map)
{
    panel->note_count = panel->notes_left_out = 0;
    panel->notes =
        ARENA_NEW(panel->arena, struct placed_note, panel->panel->annotation_count < MOST_NOTES ? panel->panel->annotation_count : MOST_NOTES);
    const bool thumbnail =
        box_width(panel->frame) < 8 * panel->in->size || box_height(panel->frame) < 4 * panel->in->size; /* has no room for words */
    for (size_t i = 0; i < panel->panel->annotation_count && panel->note_count < MOST_NOTES; i++) {
        const struct figure_annotation *annotation = &panel->panel->annotations[i];
        struct point tip = tip_of(panel, annotation);
        const bool wordless = is_blank(annotation->text);
        if (!in_view(panel, annotation, tip) || (wordless && !annotation->marker))
            continue;
        if (thumbnail && !wordless) {
            panel->notes_left_out++;
            continue;
        }
        struct placed_note *note = &panel->notes[panel->note_count++];
        *note = (struct placed_note){.source = annotation, .tip = tip, .marker = annotation->marker, .placed = wordless};
        double reach = 0.35 * panel->in->size;
        if (isfinite(note->tip.x + note->tip.y))
            occupancy_mark_box(map, (struct box){note->tip.x - reach, note->tip.y - reach, note->tip.x + reach, note->tip.y + reach});
        if (wordless)
            continue;
        note->free = !annotation->text_given || panel->panel->space || !place_as_given(panel, map, note);
        note->placed = !note->free;
        if (note->placed)
            mark_note(map, panel, note);
    }
}

/* On which side of the line from a to b p lies: the sign. */
static double side_of(struct point a, struct point b, struct point p)
{
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

static bool arrows_cross(const struct placed_note *a, const struct placed_note *b)
{
    return a->arrow && b->arrow && side_of(a->start, a->tip, b->start) * side_of(a->start, a->tip, b->tip) < 0 &&
           side_of(b->start, b->tip, a->start) * side_of(b->start, b->tip, a->tip) < 0;
}

/* How often a note's arrow runs through the text or the arrow of another, or another's arrow through its text. */
static int crossings(const struct panel_layout *panel, const struct placed_note *note)
{
    int count = 0;
    for (size_t i = 0; i < panel->note_count; i++) {
        const struct placed_note *other = &panel->notes[i];
        if (other->source == note->source || !other->placed || !note_has_text(other))
            continue;
        struct point from = note->start, to = note->tip, other_from = other->start, other_to = other->tip;
        count += note->arrow && box_clip_segment(other->label.box, &from, &to);
        count += other->arrow && box_clip_segment(note->label.box, &other_from, &other_to);
        count += arrows_cross(note, other);
    }
    return count;
}

/* How many of the points that notes name lie under a text. */
static int hidden_tips(const struct panel_layout *panel, struct box air)
{
    int count = 0;
    for (size_t i = 0; i < panel->note_count; i++)
        count += box_contains(air, panel->notes[i].tip);
    return count;
}

/* What it costs to put a note where it is: covered curves, texts and named points, an arrow through others, distance. */
static double price(const struct panel_layout *panel, const struct occupancy *map, const struct placed_note *note, double distance)
{
    struct box air = box_grow(note->label.box, 0.3 * panel->in->size);
    double cost = 6 * occupancy_of_box(map, air) + per_em * distance / panel->in->size;
    if (note->arrow)
        cost += 3 * occupancy_of_segment(map, note->start, note->tip, 0.9 * panel->in->size);
    else
        cost += 2;
    cost += 60 * crossings(panel, note) + 100 * hidden_tips(panel, note->label.box) + 10 * hidden_tips(panel, air);
    return covers_label(panel, air) ? cost + 200 : cost;
}

/* Puts a note with its text broken so where that costs least, and returns the price. */
static double place_broken(const struct panel_layout *panel, const struct occupancy *map, struct placed_note *note, const struct label *label)
{
    static const double rings[RINGS] = {1.6, 2.4, 3.4, 4.8, 6.5, 9, 13};
    double size = panel->in->size, least = INFINITY, half_width = label->width * size / 2, half_height = label_height(label, size) / 2;
    struct placed_note best = *note;
    struct point tip = isfinite(note->tip.x + note->tip.y) ? note->tip : box_centre(panel->frame);
    tip = (struct point){fmax(panel->in->cell.x0, fmin(panel->in->cell.x1, tip.x)), fmax(panel->in->cell.y0, fmin(panel->in->cell.y1, tip.y))};
    for (int ring = 0; ring < RINGS && per_em * rings[ring] < least; ring++) /* further away is dearer */
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            double angle = 2 * 3.14159265358979323846 * direction / DIRECTIONS, c = exact_cos(angle), s = exact_sin(angle);
            /* the box's nearest point to the tip is on the ring */
            double reach = fmin(half_width / fmax(fabs(c), 1e-9), half_height / fmax(fabs(s), 1e-9)) + rings[ring] * size;
            struct point middle = {tip.x + c * reach, tip.y - s * reach};
            struct placed_note tried = *note;
            tried.label = label_place(label, size, 0, middle, 0.5, LABEL_MIDDLE);
            keep_inside(&tried.label, room_of(panel));
            aim(&tried, size);
            double cost = price(panel, map, &tried, rings[ring] * size);
            if (cost < least) {
                least = cost;
                best = tried;
            }
        }
    *note = best;
    return least;
}

/* The text in long lines where there is room, else in shorter ones. */
static void place_freely(const struct panel_layout *panel, const struct occupancy *map, struct placed_note *note)
{
    static const double parts[] = {0.55, 0.3}, per_line = 6; /* of the frame; a line more has to be worth it */
    double least = INFINITY;
    const struct placed_note before = *note;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct label label = note_label(panel, before.source->text, parts[i]);
        struct placed_note tried = before;
        const double cost = place_broken(panel, map, &tried, &label) + per_line * (double)label.line_count;
        if (cost < least) {
            least = cost;
            *note = tried;
        }
    }
}

/* Whether the box lies on an axis of a panel in space, or on its ticks. */
static bool covers_edge(const struct panel_layout *panel, struct box box)
{
    for (enum axis_which which = AXIS_X; which <= AXIS_Z && panel->panel->space; which++) {
        const struct space_edge edge = view_edge(&panel->view, which);
        struct point from = view_page(&panel->view, edge.from), to = view_page(&panel->view, edge.to);
        if (box_clip_segment(box_grow(box, 0.3 * panel->in->size), &from, &to))
            return true;
    }
    return false;
}

/* Whether the arrow of a note that is placed freely crosses that of another. */
static bool crosses_arrow(const struct panel_layout *panel, const struct placed_note *note)
{
    for (size_t i = 0; i < panel->note_count && note->free; i++)
        if (arrows_cross(note, &panel->notes[i]))
            return true;
    return false;
}

/* Whether a text can be read where it is and hides nothing: within the frame, on no other text, on no point that is named; and its arrow is
 * apart from others. */
static bool is_readable(const struct panel_layout *panel, const struct placed_note *note)
{
    const struct box room = box_grow(room_of(panel), 0.01), box = note->label.box;
    const bool inside = box.x0 >= room.x0 && box.x1 <= room.x1 && box.y0 >= room.y0 && box.y1 <= room.y1;
    const bool on_legend = panel->legend.count && panel->legend_place != LEGEND_NOWHERE && box_overlaps(box, panel->legend.box);
    return inside && !on_legend && !(note->free && hidden_tips(panel, box)) && !covers_label(panel, box) && !covers_note(panel, note) &&
           !covers_edge(panel, box) && !crosses_arrow(panel, note);
}

/* Takes out what cannot be read: a text on another would spoil both. What is named keeps its dot. */
static void leave_out_unreadable(struct panel_layout *panel)
{
    for (size_t i = panel->note_count; i-- > 0;) { /* those that came later first */
        struct placed_note *note = &panel->notes[i];
        if (!note_has_text(note) || is_readable(panel, note))
            continue;
        panel->notes_left_out++;
        note->label.label.line_count = 0;
        note->arrow = false;
    }
}

/* Each in turn, and where there are several once more, now that all the others are known. */
static void place_all(struct panel_layout *panel, struct occupancy *map, size_t notes)
{
    if (!panel->panel->space)
        occupancy_mark_outline(map, panel->frame);
    struct occupancy others = *map;
    const size_t cells = map->columns * map->rows;
    others.cells = ARENA_ROOM(panel->arena, unsigned char, cells + 1);
    for (int round = 0; round < (notes > 1 ? 3 : 1); round++)
        for (size_t i = 0; i < panel->note_count; i++) {
            struct placed_note *note = &panel->notes[i];
            if (!note->free)
                continue;
            memcpy(others.cells, map->cells, cells);
            for (size_t k = 0; k < panel->note_count; k++)
                if (k != i && panel->notes[k].placed && panel->notes[k].free)
                    mark_note(&others, panel, &panel->notes[k]);
            place_freely(panel, &others, note);
            finish_label(panel, &others, &note->label);
            note->placed = true;
        }
}

void notes_place_free(struct panel_layout *panel, struct occupancy *map)
{
    size_t notes = 0;
    for (size_t i = 0; i < panel->note_count; i++)
        notes += panel->notes[i].free;
    if (notes)
        place_all(panel, map, notes);
    leave_out_unreadable(panel);
}
