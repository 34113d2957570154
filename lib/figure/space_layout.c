/* A panel in space: the box is made as large as it can be with all its labels still inside the cell. */
#include "figure/mesh.h"
#include "base/exact.h"
#include "figure/space.h"

#include "figure/empty.h"
#include "figure/ticks.h"

#include <math.h>
#include <string.h>

static const double tick_gap = 6.5; /* units from an edge to its labels */

struct words {
    struct label title, axes[3], note, *ticks[3];
    double title_size, note_size;
};

static const struct figure_axis *axis_source(const struct panel_layout *panel, int which)
{
    return which == AXIS_X ? &panel->panel->x : which == AXIS_Y ? &panel->panel->y : &panel->panel->z;
}

static struct axis *axis_of(struct panel_layout *panel, int which)
{
    return which == AXIS_X ? &panel->x : which == AXIS_Y ? &panel->y : &panel->z;
}

static void make_axes(struct panel_layout *panel, const int spaces[3])
{
    for (int i = 0; i < 3; i++) {
        struct range range = panel->in->ranges[i];
        if (i == AXIS_Z)
            range = axis_ground(panel->panel, &range, panel->panel->z.scale);
        axis_make(panel->arena, axis_of(panel, i), axis_source(panel, i), &range, i != AXIS_Z, spaces[i]);
        if (i == AXIS_Z && panel->panel->z.scale == SCALE_RANK)
            axis_rank(panel->arena, &panel->z, panel->panel);
    }
}

/* The direction on the page in which labels lie off an edge: square to it, on the side its ticks point to. */
static struct point outward(const struct view *view, const struct space_edge *edge)
{
    struct point a = view_page(view, edge->from), b = view_page(view, edge->to);
    double further[3] = {edge->from[0], edge->from[1], edge->from[2]};
    further[edge->outward] += edge->sign;
    struct point c = view_page(view, further);
    double length = exact_hypot(b.x - a.x, b.y - a.y);
    if (length < 1e-6 * view->scale) /* seen end on */
        return (struct point){0, 1};
    struct point square = {(b.y - a.y) / length, (a.x - b.x) / length};
    bool right_side = square.x * (c.x - a.x) + square.y * (c.y - a.y) >= 0;
    return right_side ? square : (struct point){-square.x, -square.y};
}

/* Whether the panel is wanted at a moment of its turn. */
static bool turns(const struct panel_layout *panel)
{
    return panel->moment <= 1 && panel->panel->turn != 0;
}

/* The direction of view at a moment; the box keeps its size and place. */
static void look_from(struct panel_layout *panel, double moment)
{
    const struct view before = panel->view;
    view_make(&panel->view, panel->panel->azimuth + panel->panel->turn * moment, panel->panel->elevation);
    panel->view.scale = before.scale;
    panel->view.origin = before.origin;
}

/* Puts a label off a point so that its box just clears it by `gap`. */
static struct placed_label push_out(const struct label *label, double size, struct point from, struct point direction, double gap)
{
    double half_width = label->width * size / 2, half_height = label_height(label, size) / 2;
    double away = gap + fabs(direction.x) * half_width + fabs(direction.y) * half_height;
    struct point middle = {from.x + away * direction.x, from.y + away * direction.y};
    return label_place(label, size, 0, middle, 0.5, LABEL_MIDDLE);
}

/* Where two axes meet their last labels may touch: then the later one moves up a little. */
static void clear_of_others(const struct label_list *list, struct placed_label *placed, double size)
{
    for (size_t i = 0; i < list->count; i++) {
        struct box other = list->items[i].box;
        double up = placed->box.y1 - FONT_DESCENT * size - other.y0; /* numbers have no descenders */
        if (box_overlaps(box_grow(other, 0.1 * size), placed->box) && up > 0 && up < size)
            label_move(placed, 0, -up - 0.1 * size);
    }
}

/* Whether the labels of an edge would lie on each other: of a panel that turns, whose ticks are the same from all sides, or seen end on. */
static bool is_crowded(const struct panel_layout *panel, const struct space_edge *edge, size_t count)
{
    static const double line = 1.2, end_on = 2.5; /* ems */
    const struct point a = view_page(&panel->view, edge->from), b = view_page(&panel->view, edge->to);
    return exact_hypot(b.x - a.x, b.y - a.y) < panel->in->size * (turns(panel) ? line * (double)count : end_on);
}

/* Places all labels of the axes for the view as it is; returns what they and the box take up. */
static struct box place_labels(struct panel_layout *panel, const struct words *words, struct label_list *list)
{
    static const char *const tick_roles[] = {"xtick", "ytick", "ztick"}, *const label_roles[] = {"xlabel", "ylabel", "zlabel"};
    struct box all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    const struct view *view = &panel->view;
    for (int corner = 0; corner < 8; corner++) {
        double at[3];
        for (int i = 0; i < 3; i++)
            at[i] = corner >> i & 1 ? 1 + SPACE_OVERLAP : -SPACE_OVERLAP;
        struct point p = view_page(view, at);
        all = box_union(all, (struct box){p.x, p.y, p.x, p.y});
    }
    for (int which = 0; which < 3; which++) {
        const struct axis *axis = axis_of(panel, which);
        struct space_edge edge = view_edge(view, (enum axis_which)which);
        struct point direction = outward(view, &edge);
        const bool shown = panel->ticks_shown && !is_crowded(panel, &edge, axis->ticks.count);
        double furthest = 0, at[3] = {edge.from[0], edge.from[1], edge.from[2]};
        for (size_t i = 0; i < axis->ticks.count && shown; i++) {
            at[which] = axis_fraction(axis, axis->ticks.positions[i]);
            struct point p = view_page(view, at);
            struct placed_label placed = push_out(&words->ticks[which][i], panel->in->size, p, direction, tick_gap * panel->in->unit);
            clear_of_others(list, &placed, panel->in->size);
            label_add(panel->arena, list, tick_roles[which], &placed);
            all = box_union(all, placed.box);
            struct point middle = box_centre(placed.box);
            furthest = fmax(furthest, (middle.x - p.x) * direction.x + (middle.y - p.y) * direction.y +
                                          0.5 * fabs(direction.x) * box_width(placed.box) + 0.5 * fabs(direction.y) * box_height(placed.box));
        }
        if (words->axes[which].line_count == 0)
            continue;
        at[which] = 0.5;
        struct placed_label placed =
            push_out(&words->axes[which], panel->in->size, view_page(view, at), direction, furthest + 0.25 * panel->in->size);
        label_add(panel->arena, list, label_roles[which], &placed);
        all = box_union(all, placed.box);
    }
    return all;
}

/* What the box and its labels take up; of a panel that turns, at every moment. */
static struct box place_all(struct panel_layout *panel, const struct words *words)
{
    enum { VIEWS = 24 };
    const struct view now = panel->view;
    struct box all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i < (turns(panel) ? VIEWS : 1); i++) {
        struct label_list scratch = {0};
        if (turns(panel))
            look_from(panel, (double)i / VIEWS);
        all = box_union(all, place_labels(panel, words, &scratch));
    }
    panel->view = now;
    return all;
}

/* Makes the box as large as the room allows and centres it with its labels. */
static void fit(struct panel_layout *panel, const struct words *words, struct box room)
{
    double low = 0, high = 4 * (box_width(room) + box_height(room));
    for (int i = 0; i < 30 && high - low > 1e-3 * low; i++) {
        panel->view.scale = (low + high) / 2;
        struct box taken = place_all(panel, words);
        bool fits = box_width(taken) <= box_width(room) && box_height(taken) <= box_height(room);
        if (fits)
            low = panel->view.scale;
        else
            high = panel->view.scale;
    }
    panel->view.scale = fmax(low, 1);
    struct point middle = box_centre(room), now = box_centre(place_all(panel, words));
    panel->view.origin.x += middle.x - now.x;
    panel->view.origin.y += middle.y - now.y;
}

/* How many ticks an axis has room for where it is drawn. */
static int edge_space(const struct panel_layout *panel, int which)
{
    struct space_edge edge = view_edge(&panel->view, (enum axis_which)which);
    struct point a = view_page(&panel->view, edge.from), b = view_page(&panel->view, edge.to);
    double length = fmax(fabs(b.x - a.x) / 3.2, fabs(b.y - a.y) / 2);
    return (int)fmax(1, fmin(6, length / panel->in->size));
}

static const char *axis_words(struct panel_layout *panel, int which)
{
    const char *label = axis_source(panel, which)->label, *offset = axis_of(panel, which)->ticks.offset_text;
    if (!offset || !*offset)
        return label ? label : "";
    return label && *label ? arena_format(panel->arena, "%s\n(%s)", label, offset) : arena_format(panel->arena, "(%s)", offset);
}

static struct words break_words(struct panel_layout *panel)
{
    struct words words = {.title_size = 1.1 * panel->in->size, .note_size = 0.8 * panel->in->size};
    double width = box_width(panel->in->cell), height = box_height(panel->in->cell);
    const struct figure_panel *source = panel->panel;
    if (source->title && *source->title && panel->title_shown)
        words.title = label_break(panel->arena, source->title, (width - panel->in->size) / words.title_size,
                                  (size_t)fmax(1, 0.3 * height / (1.2 * words.title_size)));
    const char *reason = empty_reason(panel), *remark = reason ? reason : mesh_remark(panel); /* the walls leave no room for it between them */
    const char *note = source->note && remark ? arena_format(panel->arena, "%s; %s", source->note, remark) : remark ? remark : source->note;
    if (note && *note)
        words.note = label_break(panel->arena, note, (width - panel->in->size) / words.note_size, 2);
    for (int i = 0; i < 3; i++) {
        const char *text = axis_words(panel, i);
        if (*text && panel->axis_labels_shown)
            words.axes[i] = label_break(panel->arena, text, fmax(4, 0.3 * width / panel->in->size), 3);
        const struct figure_ticks *ticks = &axis_of(panel, i)->ticks;
        words.ticks[i] = ARENA_NEW(panel->arena, struct label, ticks->count + 1);
        for (size_t k = 0; k < ticks->count; k++)
            words.ticks[i][k] = label_make(panel->arena, ticks->labels[k]);
    }
    return words;
}

static struct box place_words(struct panel_layout *panel, const struct words *words)
{
    double pad = 0.4 * panel->in->size;
    struct box room = box_grow(panel->in->cell, -pad);
    if (words->title.line_count) {
        struct placed_label placed = label_place(&words->title, words->title_size, 0, (struct point){box_centre(room).x, room.y0}, 0.5, LABEL_TOP);
        label_add(panel->arena, &panel->labels, "panel title", &placed);
        room.y0 = placed.box.y1 + pad;
    }
    if (words->note.line_count) {
        struct placed_label placed = label_place(&words->note, words->note_size, 0, (struct point){room.x1, room.y1}, 1, LABEL_BOTTOM);
        label_add(panel->arena, &panel->labels, "note", &placed)->paint = paint_role(PAINT_MUTED);
        room.y1 = placed.box.y0 - pad / 2;
    }
    return room;
}

/* The axis of which two numbers lie on each other; -1 if there is none. */
static int crowded_axis(const struct panel_layout *panel)
{
    const struct label_list *list = &panel->labels;
    const double ink = 0.15 * panel->in->size; /* lines are higher than numbers */
    for (size_t i = 1; i < list->count; i++) {
        const struct placed_label *one = &list->items[i - 1], *other = &list->items[i];
        if (!strcmp(one->role, other->role) && !strcmp(one->role + 1, "tick") && box_overlaps(box_grow(one->box, -ink), box_grow(other->box, -ink)))
            return one->role[0] - 'x';
    }
    return -1;
}

/* Lays the panel out with the words that are to be shown; false if they leave too little of it for the box. */
static bool try_layout(struct panel_layout *panel)
{
    static const double least = 7; /* ems across */
    int spaces[3] = {5, 5, 5};
    panel->labels.count = 0;
    make_axes(panel, spaces);
    struct words words = break_words(panel);
    struct box room = place_words(panel, &words);
    panel->frame = room;
    fit(panel, &words, room);
    for (int i = 0; i < 3; i++)
        spaces[i] = edge_space(panel, i);
    struct box taken;
    const size_t placed = panel->labels.count; /* title and note */
    int crowded = -1;
    do { /* wide numbers need more room than that of most */
        spaces[crowded < 0 ? AXIS_X : crowded] -= crowded >= 0;
        make_axes(panel, spaces);
        words = break_words(panel);
        fit(panel, &words, room);
        panel->labels.count = placed;
        taken = place_labels(panel, &words, &panel->labels);
        crowded = crowded_axis(panel);
    } while (crowded >= 0 && spaces[crowded] > 1);
    const struct box inside = box_grow(room, 0.5);
    const struct point corner = view_page(&panel->view, (double[]){0, 0, 0}), opposite = view_page(&panel->view, (double[]){1, 1, 1});
    const struct point left = view_page(&panel->view, (double[]){1, 0, 0}), right = view_page(&panel->view, (double[]){0, 1, 1});
    const double across = fmax(exact_hypot(opposite.x - corner.x, opposite.y - corner.y), exact_hypot(right.x - left.x, right.y - left.y));
    return crowded < 0 && across >= least * panel->in->size && taken.x0 >= inside.x0 && taken.x1 <= inside.x1 && taken.y0 >= inside.y0 &&
           taken.y1 <= inside.y1;
}

void space_turn(struct panel_layout *panel)
{
    const struct words words = break_words(panel);
    panel->labels = (struct label_list){0};
    place_words(panel, &words);
    look_from(panel, panel->moment);
    place_labels(panel, &words, &panel->labels);
}

/* What there is no room for is given up in the same order as in the plane. */
void space_layout(struct panel_layout *panel)
{
    const struct figure_panel *source = panel->panel;
    view_make(&panel->view, source->azimuth, source->elevation);
    bool *const given_up[] = {&panel->axis_labels_shown, &panel->ticks_shown, &panel->title_shown};
    panel->title_shown = panel->axis_labels_shown = panel->ticks_shown = true;
    for (size_t i = 0; !try_layout(panel) && i < sizeof given_up / sizeof *given_up; i++)
        *given_up[i] = false;
}
