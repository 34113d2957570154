/* Building paths, and keeping from the drawing library what it cannot take: infinities, coordinates far outside, and more
 * points than pixels. */
#include "figure/path.h"

#include <math.h>
#include <string.h>

/* Coordinates beyond this are moved here before they are clipped, so that differences stay finite. */
static const double far_away = 1e12;

/* What a stroke may deviate from its points, in pixels. */
static const double unseen = 0.06;

static void grow(struct path *path, size_t points)
{
    if (path->verb_count + 1 > path->verb_room) {
        size_t room = path->verb_room ? 2 * path->verb_room : 64;
        unsigned char *verbs = ARENA_ROOM(path->arena, unsigned char, room);
        if (path->verb_count)
            memcpy(verbs, path->verbs, path->verb_count);
        path->verbs = verbs;
        path->verb_room = room;
    }
    if (path->point_count + points > path->point_room) {
        size_t room = path->point_room ? 2 * path->point_room : 64;
        struct point *moved = ARENA_ROOM(path->arena, struct point, room);
        if (path->point_count)
            memcpy(moved, path->points, path->point_count * sizeof *moved);
        path->points = moved;
        path->point_room = room;
    }
}

void path_reserve(struct path *path, size_t points)
{
    path->verbs = ARENA_ROOM(path->arena, unsigned char, points);
    path->points = ARENA_ROOM(path->arena, struct point, points);
    path->verb_room = path->point_room = points;
}

static double tame(double value)
{
    return value > -PATH_MOST ? value < PATH_MOST ? value : PATH_MOST : -PATH_MOST; /* not-a-number ends at the low end */
}

static void add(struct path *path, enum path_verb verb, const struct point *points, size_t count)
{
    grow(path, count);
    path->verbs[path->verb_count++] = (unsigned char)verb;
    for (size_t i = 0; i < count; i++)
        path->points[path->point_count++] = (struct point){tame(points[i].x), tame(points[i].y)};
}

void path_move(struct path *path, struct point to)
{
    add(path, PATH_MOVE, &to, 1);
}

void path_line(struct path *path, struct point to)
{
    if (path->verb_count == path->verb_room || path->point_count == path->point_room)
        grow(path, 1);
    path->verbs[path->verb_count++] = PATH_LINE;
    path->points[path->point_count++] = (struct point){tame(to.x), tame(to.y)};
}

void path_quadratic(struct path *path, struct point control, struct point to)
{
    add(path, PATH_QUADRATIC, (struct point[]){control, to}, 2);
}

void path_cubic(struct path *path, struct point control1, struct point control2, struct point to)
{
    add(path, PATH_CUBIC, (struct point[]){control1, control2, to}, 3);
}

void path_close(struct path *path)
{
    add(path, PATH_CLOSE, NULL, 0);
}

void path_polygon(struct path *path, const struct point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(path, i ? PATH_LINE : PATH_MOVE, &points[i], 1);
    if (count)
        path_close(path);
}

void path_rectangle(struct path *path, struct box box)
{
    path_polygon(path, (struct point[]){{box.x0, box.y0}, {box.x1, box.y0}, {box.x1, box.y1}, {box.x0, box.y1}}, 4);
}

void path_circle(struct path *path, struct point c, double r)
{
    const double k = 0.5522847498 * r; /* four cubics, within 3e-4 of the radius of a circle */
    path_move(path, (struct point){c.x + r, c.y});
    path_cubic(path, (struct point){c.x + r, c.y + k}, (struct point){c.x + k, c.y + r}, (struct point){c.x, c.y + r});
    path_cubic(path, (struct point){c.x - k, c.y + r}, (struct point){c.x - r, c.y + k}, (struct point){c.x - r, c.y});
    path_cubic(path, (struct point){c.x - r, c.y - k}, (struct point){c.x - k, c.y - r}, (struct point){c.x, c.y - r});
    path_cubic(path, (struct point){c.x + k, c.y - r}, (struct point){c.x + r, c.y - k}, (struct point){c.x + r, c.y});
    path_close(path);
}

struct box box_grow(struct box box, double by)
{
    return (struct box){box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by};
}

/* As fmin and fmax, which are calls: of a number and what is none, the number. */
static double lesser(double a, double b)
{
    return a < b || isnan(b) ? a : b;
}

static double greater(double a, double b)
{
    return a > b || isnan(b) ? a : b;
}

struct box box_union(struct box a, struct box b)
{
    return (struct box){lesser(a.x0, b.x0), lesser(a.y0, b.y0), greater(a.x1, b.x1), greater(a.y1, b.y1)};
}

bool box_overlaps(struct box a, struct box b)
{
    return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

bool box_contains(struct box box, struct point point)
{
    return point.x >= box.x0 && point.x <= box.x1 && point.y >= box.y0 && point.y <= box.y1;
}

struct point box_centre(struct box box)
{
    return (struct point){(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2};
}

double box_width(struct box box)
{
    return box.x1 - box.x0;
}

double box_height(struct box box)
{
    return box.y1 - box.y0;
}

/* Liang and Barsky: narrows [*enter, *leave] of a segment to where `distance + t * slope` is not negative. */
static bool clip_edge(double slope, double distance, double *enter, double *leave)
{
    if (slope == 0)
        return distance >= 0;
    double t = -distance / slope;
    if (slope > 0)
        *enter = fmax(*enter, t);
    else
        *leave = fmin(*leave, t);
    return *enter <= *leave;
}

/* Differences of coordinates near the largest double would overflow. */
static struct point near_enough(struct point p)
{
    const struct box all = {-far_away, -far_away, far_away, far_away};
    if (box_contains(all, p)) /* as nearly all are: fmin and fmax are calls */
        return p;
    return (struct point){fmax(-far_away, fmin(far_away, p.x)), fmax(-far_away, fmin(far_away, p.y))};
}

bool box_clip_segment(struct box box, struct point *from, struct point *to)
{
    if (box_contains(box, *from) && box_contains(box, *to))
        return true;
    *from = near_enough(*from);
    *to = near_enough(*to);
    double enter = 0, leave = 1, dx = to->x - from->x, dy = to->y - from->y;
    if (!clip_edge(dx, from->x - box.x0, &enter, &leave) || !clip_edge(-dx, box.x1 - from->x, &enter, &leave) ||
        !clip_edge(dy, from->y - box.y0, &enter, &leave) || !clip_edge(-dy, box.y1 - from->y, &enter, &leave))
        return false;
    struct point start = *from;
    if (enter > 0)
        *from = (struct point){start.x + enter * dx, start.y + enter * dy};
    if (leave < 1)
        *to = (struct point){start.x + leave * dx, start.y + leave * dy};
    return true;
}

static bool all_within(const struct point *points, size_t count, struct box box)
{
    bool within = true;
    for (size_t i = 0; i < count && within; i++)
        within = box_contains(box, points[i]);
    return within;
}

/* Adds a run of points that need no clipping. */
static void add_whole(struct path *path, const struct point *points, size_t count)
{
    path_move(path, points[0]);
    for (size_t i = 1; i < count; i++)
        path_line(path, points[i]);
}

/* Adds what the box lets through of a run of finite points. */
static void add_run(struct path *path, const struct point *points, size_t count, struct box box)
{
    if (count > 1 && all_within(points, count, box)) {
        add_whole(path, points, count);
        return;
    }
    bool drawing = false;
    struct point pen = {0};
    for (size_t i = 1; i < count; i++) {
        struct point from = points[i - 1], to = points[i], end = near_enough(to);
        if (!box_clip_segment(box, &from, &to)) {
            drawing = false;
            continue;
        }
        if (!drawing || pen.x != from.x || pen.y != from.y)
            path_move(path, from);
        path_line(path, to);
        pen = to;
        drawing = to.x == end.x && to.y == end.y;
    }
}

static bool runs_one_way(const struct point *points, size_t count)
{
    bool forward = true, backward = true;
    for (size_t i = 1; i < count && (forward || backward); i++) {
        forward = forward && points[i].x >= points[i - 1].x;
        backward = backward && points[i].x <= points[i - 1].x;
    }
    return forward || backward;
}

/* Keeps the first, least, greatest and last point of each column, in their order. */
static size_t thin_columns(const struct point *points, size_t count, double resolution, struct point *kept)
{
    size_t out = 0;
    for (size_t first = 0, last; first < count; first = last + 1) {
        double column = floor(points[first].x * resolution);
        size_t least = first, most = first;
        for (last = first; last + 1 < count && floor(points[last + 1].x * resolution) == column; last++) {
            if (points[last + 1].y < points[least].y)
                least = last + 1;
            if (points[last + 1].y > points[most].y)
                most = last + 1;
        }
        size_t order[] = {first, least < most ? least : most, least < most ? most : least, last};
        for (size_t i = 0; i < 4; i++)
            if (i == 0 || order[i] != order[i - 1])
                kept[out++] = points[order[i]];
    }
    return out;
}

static double squared_distance(struct point a, struct point b)
{
    return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

/* Drops points that hardly move from the one before. */
static size_t thin_steps(const struct point *points, size_t count, double resolution, struct point *kept)
{
    double least = 0.04 / (resolution * resolution); /* of a distance's square */
    size_t out = 0;
    for (size_t i = 0; i < count; i++)
        if (out == 0 || i + 1 == count || squared_distance(points[i], kept[out - 1]) >= least)
            kept[out++] = points[i];
    return out;
}

/* The directions from an anchor that pass by all points since within the tolerance: between `right` and `left`, counter-clockwise. */
struct cone {
    struct point anchor, left, right;
    double reach; /* of the furthest point */
};

static double cross(struct point a, struct point b)
{
    return a.x * b.y - a.y * b.x;
}

/* Whether a straight stroke from the anchor to the point passes by the points before it; if so, the cone is narrowed to pass by it, too. */
static inline __attribute__((always_inline)) bool cone_take(struct cone *cone, struct point to, double tolerance)
{
    struct point d = {to.x - cone->anchor.x, to.y - cone->anchor.y};
    double length = sqrt(d.x * d.x + d.y * d.y);
    if (length <= tolerance)
        return cone->reach <= tolerance;
    bool narrowed = cone->reach > tolerance;
    if (narrowed && (cross(cone->right, d) < 0 || cross(d, cone->left) < 0 || length < cone->reach))
        return false;
    /* To either side of the point by the tolerance; the length of a direction is as it comes. */
    const struct point left = {d.x * length - d.y * tolerance, d.y * length + d.x * tolerance};
    const struct point right = {d.x * length + d.y * tolerance, d.y * length - d.x * tolerance};
    if (!narrowed || cross(left, cone->left) > 0)
        cone->left = left;
    if (!narrowed || cross(cone->right, right) > 0)
        cone->right = right;
    cone->reach = length;
    return true;
}

/* Whether a straight stroke from the anchor to a place does not pass by the one point before it: as cone_take tells, without roots, of lines that bend at
 * each of their points, as most of contours do. */
static bool leaves_at_once(struct point anchor, struct point before, struct point to, double tolerance)
{
    const struct point d = {to.x - anchor.x, to.y - anchor.y}, e = {before.x - anchor.x, before.y - anchor.y};
    const double forward = d.x * e.x + d.y * e.y, aside = cross(d, e), reach = e.x * e.x + e.y * e.y;
    return forward <= 0 || d.x * d.x + d.y * d.y < reach || aside * aside * reach > tolerance * tolerance * forward * forward;
}

/* Drops, in place, the points that straight strokes between others pass by more closely than can be seen. */
static size_t thin_strokes(struct point *points, size_t count, double tolerance)
{
    size_t out = 0;
    struct cone cone = {.anchor = count ? near_enough(points[0]) : (struct point){0}};
    struct point first = cone.anchor; /* point beyond the tolerance from the anchor, while it is `alone` */
    bool alone = false;
    for (size_t i = 0; i < count; i++) {
        const struct point here = points[i] = near_enough(points[i]);
        bool taken = true;
        if (i == 0) {
            points[out++] = here;
            continue;
        }
        if (alone && leaves_at_once(cone.anchor, first, here, tolerance)) {
            taken = false;
        } else if (alone || cone.reach > tolerance) {
            if (alone)
                cone_take(&cone, first, tolerance);
            alone = false;
            taken = cone_take(&cone, here, tolerance);
        }
        if (!taken) {
            cone = (struct cone){.anchor = points[i - 1]};
            points[out++] = points[i - 1];
            alone = false;
        }
        if (!alone && cone.reach <= tolerance && squared_distance(here, cone.anchor) > tolerance * tolerance) {
            first = here;
            alone = true;
        }
    }
    if (count > 1)
        points[out++] = points[count - 1];
    return out;
}

void path_polyline(struct path *path, const struct point *points, size_t count, struct box box, double resolution)
{
    enum { MOST_COLUMNS = 2000 }; /* of a curve that goes up and down in each: a stroke as high as the page takes microseconds */
    const double columns = fmin(resolution, MOST_COLUMNS / fmax(1, box_width(box)));
    struct point *kept = ARENA_ROOM(path->arena, struct point, count + 1);
    for (size_t start = 0, end; start < count; start = end + 1) {
        for (end = start; end < count && isfinite(points[end].x) && isfinite(points[end].y);)
            end++;
        size_t length = end - start;
        bool dense = (double)length > 2 * floor(box_width(box) * columns); /* not of a box without a width */
        size_t left = dense && runs_one_way(points + start, length) ? thin_columns(points + start, length, columns, kept)
                                                                    : thin_steps(points + start, length, resolution, kept);
        add_run(path, kept, thin_strokes(kept, left, unseen / resolution), box);
    }
}

/* Sutherland and Hodgman against one edge: keeps the side where value(point) >= 0. */
static size_t cut_side(const struct point *in, size_t count, struct point *out, double nx, double ny, double distance)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct point a = in[i ? i - 1 : count - 1], b = in[i];
        double from = nx * a.x + ny * a.y + distance, to = nx * b.x + ny * b.y + distance;
        if ((from < 0) != (to < 0)) {
            double t = from / (from - to);
            out[kept++] = (struct point){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
        }
        if (to >= 0)
            out[kept++] = b;
    }
    return kept;
}

void path_clipped_polygon(struct path *path, const struct point *points, size_t count, struct box box)
{
    struct box bounds = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++)
        bounds = box_union(bounds, (struct box){points[i].x, points[i].y, points[i].x, points[i].y});
    if (count < 3 || !box_overlaps(box_grow(bounds, 1e-9), box))
        return;
    if (bounds.x0 >= box.x0 && bounds.x1 <= box.x1 && bounds.y0 >= box.y0 && bounds.y1 <= box.y1) {
        path_polygon(path, points, count);
        return;
    }
    /* each cut adds at most one point for two that cross */
    struct point *a = ARENA_NEW(path->arena, struct point, 8 * count + 16), *b = ARENA_NEW(path->arena, struct point, 8 * count + 16);
    for (size_t i = 0; i < count; i++)
        a[i] = near_enough(points[i]);
    size_t left = cut_side(a, count, b, 1, 0, -box.x0);
    left = cut_side(b, left, a, -1, 0, box.x1);
    left = cut_side(a, left, b, 0, 1, -box.y0);
    left = cut_side(b, left, a, 0, -1, box.y1);
    if (left >= 3)
        path_polygon(path, a, left);
}
