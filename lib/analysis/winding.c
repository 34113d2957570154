/* The turns are the times that the gradient crosses the negative half of its first axis: from above to below is counter-clockwise. */
#include "analysis/winding.h"

#include <math.h>

enum { MOST_HALVINGS = 43 };

struct walk {
    struct interval_program *slope;
    const struct rectangle *rectangle;
    size_t pieces, most;
    long turns;
};

/* A place along a side (0 bottom, 1 right, 2 top, 3 left: counter-clockwise), 0 to 1. */
static void place(const struct rectangle *rectangle, int side, double along, double at[2])
{
    const int axis = side % 2;
    const double fraction = side < 2 ? along : 1 - along;
    at[axis] = fraction == 0   ? rectangle->low[axis]
               : fraction == 1 ? rectangle->high[axis]
                               : rectangle->low[axis] + fraction * (rectangle->high[axis] - rectangle->low[axis]);
    at[1 - axis] = side == 0 || side == 3 ? rectangle->low[1 - axis] : rectangle->high[1 - axis];
}

static void bounds_over(struct walk *walk, const double first[2], const double last[2], struct enclosure outputs[3])
{
    struct enclosure box[2];
    for (int k = 0; k < 2; k++)
        box[k] = enclosure_between(fmin(first[k], last[k]), fmax(first[k], last[k]));
    interval_run(walk->slope, box, outputs);
}

/* Whether the second component counts as above the axis at a place; its sign decides only where the first is surely negative. */
static bool above(struct walk *walk, const double at[2])
{
    struct enclosure outputs[3];
    bounds_over(walk, at, at, outputs);
    return outputs[2].low / 2 + outputs[2].high / 2 >= 0;
}

/* The crossings between two places on a side, halved until the bounds leave out zero. */
static bool cross(struct walk *walk, int side, double from, double to, int halvings)
{
    double first[2], last[2];
    struct enclosure outputs[3];
    if (walk->pieces == walk->most)
        return false;
    walk->pieces++;
    place(walk->rectangle, side, from, first);
    place(walk->rectangle, side, to, last);
    bounds_over(walk, first, last, outputs);
    const struct enclosure *x = &outputs[1], *y = &outputs[2];
    if (enclosure_continuous(&outputs[0]) && !enclosure_empty(x) && !enclosure_empty(y) && !x->partial && !y->partial) {
        if (x->low > 0 || y->low > 0 || y->high < 0)
            return true;
        if (x->high < 0) {
            walk->turns += (long)above(walk, first) - (long)above(walk, last);
            return true;
        }
    }
    const double middle = from + (to - from) / 2;
    if (halvings == MOST_HALVINGS)
        return false;
    return cross(walk, side, from, middle, halvings + 1) && cross(walk, side, middle, to, halvings + 1);
}

size_t winding_count(struct interval_program *slope, size_t most, struct rectangle *rectangle)
{
    struct walk walk = {.slope = slope, .rectangle = rectangle, .most = most};
    rectangle->known = true;
    for (int side = 0; side < 4 && rectangle->known; side++)
        rectangle->known = cross(&walk, side, 0, 1, 0);
    rectangle->turns = rectangle->known ? walk.turns : 0;
    return walk.pieces;
}
