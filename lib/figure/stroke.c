/* One side of the lines, then the other side on the way back. On the inner side of a turn the edges of two lines meet; where these are too short
 * for that, the outline goes by way of the corner itself. */
#include "figure/stroke.h"

#include <math.h>

/* Lines as a stroke has them: without steps of no length. */
struct lines {
    struct point *at, *along; /* [count], [count]: unit vectors to the next */
    double *length;           /* [count] */
    size_t count;
    bool closed;
};

/* A turn of which the cosine is above this keeps its corner: it is off a round one by less than a fiftieth of half the width. */
static const double corner = 0.93;

static struct point beside(struct point at, struct point along, double half)
{
    return (struct point){at.x + half * along.y, at.y - half * along.x};
}

/* The directions between two, by halves; where they are opposite, the arc is that around an end. */
static void add_arc(struct path *outline, struct point at, struct point from, struct point to, double half, int depth)
{
    struct point middle = {from.x + to.x, from.y + to.y};
    const double length = sqrt(middle.x * middle.x + middle.y * middle.y);
    middle = length > 1e-6 ? (struct point){middle.x / length, middle.y / length} : (struct point){-from.y, from.x};
    if (depth > 0)
        add_arc(outline, at, from, middle, half, depth - 1);
    path_line(outline, beside(at, middle, half));
    if (depth > 0)
        add_arc(outline, at, middle, to, half, depth - 1);
}

/* Halvings after which an arc is off a circle by less than can be seen, in pixels. */
static int arc_depth(double half, double cosine)
{
    return (half > 4) + (half > 16) + (half > 64) + (cosine < 0.5);
}

/* The side of lines at a corner between two directions, with the lengths of the lines that have them. */
static void add_corner(struct path *outline, struct point at, struct point from, struct point to, double shorter, double half)
{
    const double cosine = from.x * to.x + from.y * to.y, sine = from.x * to.y - from.y * to.x; /* above 0: this side is the outer one */
    const bool outer = sine > 0 || (sine == 0 && cosine < 0);
    /* The inner sides meet within the lines if half * tan(angle / 2) < shorter; the tangent's square is (1 - cosine) / (1 + cosine). */
    if (outer ? cosine > corner : half * half * (1 - cosine) < shorter * shorter * (1 + cosine)) {
        const struct point sum = {from.x + to.x, from.y + to.y};
        path_line(outline, beside(at, sum, half / (1 + cosine)));
        return;
    }
    path_line(outline, beside(at, from, half));
    if (outer)
        add_arc(outline, at, from, to, half, arc_depth(half, cosine));
    else
        path_line(outline, at);
    path_line(outline, beside(at, to, half));
}

static struct point turned(struct point along)
{
    return (struct point){-along.x, -along.y};
}

/* One side of all corners, forwards or, as the other side, backwards. */
static void add_side(struct path *outline, const struct lines *lines, bool forwards, double half)
{
    const size_t count = lines->count;
    for (size_t k = lines->closed ? 0 : 1; k + !lines->closed < count; k++) {
        const size_t i = forwards ? k : count - 1 - k, before = (i + count - 1) % count;
        const double shorter = lines->length[before] < lines->length[i] ? lines->length[before] : lines->length[i];
        if (forwards)
            add_corner(outline, lines->at[i], lines->along[before], lines->along[i], shorter, half);
        else
            add_corner(outline, lines->at[i], turned(lines->along[i]), turned(lines->along[before]), shorter, half);
    }
}

/* The end of a stroke that comes in a direction. */
static void add_end(struct path *outline, struct point at, struct point along, double half, bool round)
{
    path_line(outline, beside(at, along, half));
    if (round)
        add_arc(outline, at, along, turned(along), half, arc_depth(half, -1));
    path_line(outline, beside(at, turned(along), half));
}

/* The first point of what was added becomes a move. */
static void begin_contour(struct path *outline, size_t verb)
{
    if (verb < outline->verb_count) {
        outline->verbs[verb] = PATH_MOVE;
        path_close(outline);
    }
}

static void add_outline(struct path *outline, const struct lines *lines, double half, bool round)
{
    size_t verb = outline->verb_count;
    add_side(outline, lines, true, half);
    if (lines->closed) {
        begin_contour(outline, verb);
        verb = outline->verb_count;
    } else {
        add_end(outline, lines->at[lines->count - 1], lines->along[lines->count - 2], half, round);
    }
    add_side(outline, lines, false, half);
    if (!lines->closed)
        add_end(outline, lines->at[0], turned(lines->along[0]), half, round);
    begin_contour(outline, verb);
}

/* Takes lines without the steps that are too short to have a direction. */
static void take(struct lines *lines, const struct point *points, size_t count, struct point scale)
{
    static const double least = 1e-4; /* pixels */
    lines->count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct point at = {points[i].x * scale.x, points[i].y * scale.y};
        const double dx = lines->count ? at.x - lines->at[lines->count - 1].x : 1, dy = lines->count ? at.y - lines->at[lines->count - 1].y : 1;
        if (dx * dx + dy * dy > least * least)
            lines->at[lines->count++] = at;
    }
    const struct point first = lines->at[0], last = lines->at[lines->count - 1];
    lines->closed = lines->count > 3 && fabs(first.x - last.x) <= least && fabs(first.y - last.y) <= least;
    lines->count -= lines->closed;
    for (size_t i = 0; i < lines->count; i++) {
        const struct point from = lines->at[i], to = lines->at[(i + 1) % lines->count];
        const double length = sqrt((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));
        lines->length[i] = length;
        lines->along[i] = length > 0 ? (struct point){(to.x - from.x) / length, (to.y - from.y) / length} : (struct point){1, 0};
    }
}

static void make_room(struct stroke *stroke, size_t points)
{
    if (points <= stroke->room)
        return;
    struct arena *arena = stroke->outline.arena;
    stroke->room = 2 * points;
    stroke->at = ARENA_ROOM(arena, struct point, stroke->room);
    stroke->along = ARENA_ROOM(arena, struct point, stroke->room);
    stroke->length = ARENA_ROOM(arena, double, stroke->room);
}

struct stroke stroke_create(struct arena *arena)
{
    enum { POINTS = 512 };
    struct stroke stroke = {.outline = {.arena = arena}};
    path_reserve(&stroke.outline, 2 * POINTS);
    make_room(&stroke, POINTS);
    return stroke;
}

size_t stroke_outline(struct stroke *stroke, const struct path *path, size_t first, size_t most, struct point scale, double half, bool round_caps)
{
    struct path *outline = &stroke->outline;
    outline->verb_count = outline->point_count = 0;
    while (first < path->point_count && outline->point_count < most) { /* a point for each verb */
        size_t last = first + 1;
        while (last < path->point_count && path->verbs[last] != PATH_MOVE)
            last++;
        make_room(stroke, last - first);
        struct lines lines = {.at = stroke->at, .along = stroke->along, .length = stroke->length};
        take(&lines, path->points + first, last - first, scale);
        if (lines.count > 1)
            add_outline(outline, &lines, half, round_caps);
        else if (round_caps)
            path_circle(outline, lines.at[0], half);
        first = last;
    }
    return first;
}
