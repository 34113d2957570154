/* Points, boxes and paths: the geometry that everything drawn is made of. Lengths are CSS pixels, y points down. */
#ifndef FIGURE_PATH_H
#define FIGURE_PATH_H

#include "base/arena.h"

#include <math.h>

struct point {
    double x, y;
};

/* x0 <= x1 and y0 <= y1; y0 is the upper edge. */
struct box {
    double x0, y0, x1, y1;
};

enum path_verb { PATH_MOVE, PATH_LINE, PATH_QUADRATIC, PATH_CUBIC, PATH_CLOSE };

/* A list of verbs, and the points they take: 1, 1, 2, 3 and 0. All points are finite and within ±PATH_MOST. */
struct path {
    struct arena *arena;
    unsigned char *verbs;
    struct point *points;
    size_t verb_count, point_count, verb_room, point_room;
};
#define PATH_MOST 1e6

/* Room for so many points and verbs, in an empty path that has none. */
void path_reserve(struct path *path, size_t points);

void path_move(struct path *path, struct point to);
void path_line(struct path *path, struct point to);
void path_quadratic(struct path *path, struct point control, struct point to);
void path_cubic(struct path *path, struct point control1, struct point control2, struct point to);
void path_close(struct path *path);
void path_rectangle(struct path *path, struct box box);
void path_circle(struct path *path, struct point centre, double radius);
void path_polygon(struct path *path, const struct point *points, size_t count);

/* Adds a line through `points`, broken where one is not finite, cut off at the box, and thinned to what `resolution` pixels per
 * unit can show: where points are dense and x runs one way, the first, least, greatest and last of each pixel column, and everywhere those
 * that a straight stroke does not pass by. */
void path_polyline(struct path *path, const struct point *points, size_t count, struct box box, double resolution);

/* Adds a closed polygon (all points finite), cut off at the box. */
void path_clipped_polygon(struct path *path, const struct point *points, size_t count, struct box box);

/* Cuts the segment off at the box; false if nothing is left. Ends may be any finite points: those very far away are moved nearer first. */
bool box_clip_segment(struct box box, struct point *from, struct point *to);

/* Of points on the page, whose squares are no infinities: a root, and no hypot, which takes as long as ten. */
static inline double points_apart(struct point from, struct point to)
{
    return sqrt((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));
}

struct box box_grow(struct box box, double by);
struct box box_union(struct box a, struct box b);
bool box_overlaps(struct box a, struct box b);
bool box_contains(struct box box, struct point point);
struct point box_centre(struct box box);
double box_width(struct box box);
double box_height(struct box box);

#endif
