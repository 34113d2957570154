/* The turns are the times that the gradient crosses the negative half of its first axis: from above to below is counter-clockwise. Pieces are looked at by
 * the block, the last made first. */
#include "analysis/winding.h"

#include <math.h>

enum { MOST_HALVINGS = 43, OUTPUTS = 3, SIDES = 4, ROOM = 2 * INTERVAL_BLOCK * (MOST_HALVINGS + 1) };

/* A piece of a side (0 bottom, 1 right, 2 top, 3 left: counter-clockwise), along which it goes from and to, 0 to 1. */
struct rim_piece {
    int side, halvings;
    double from, to;
};

struct walk {
    struct interval_program *slope;
    const struct rectangle *rectangle;
    struct rim_piece
        pieces[ROOM]; /* that are left; number i has been halved i / (2 INTERVAL_BLOCK) times at least, as a block's halves take its place */
    size_t count, seen, most;
    struct enclosure boxes[2 * INTERVAL_BLOCK], bounds[OUTPUTS * INTERVAL_BLOCK];
    long turns;
};

/* A place along a side. */
static void place(const struct rectangle *rectangle, int side, double along, double at[2])
{
    const int axis = side % 2;
    const double fraction = side < 2 ? along : 1 - along;
    at[axis] = fraction == 0   ? rectangle->low[axis]
               : fraction == 1 ? rectangle->high[axis]
                               : rectangle->low[axis] + fraction * (rectangle->high[axis] - rectangle->low[axis]);
    at[1 - axis] = side == 0 || side == 3 ? rectangle->low[1 - axis] : rectangle->high[1 - axis];
}

/* How often the gradient crosses on pieces on all of which the first component is negative: between the ends of each, by whether the second counts as above
 * the axis there. */
static void cross(struct walk *walk, const struct rim_piece *pieces, size_t count)
{
    for (int end = 0; end < 2; end++) {
        for (size_t i = 0; i < count; i++) {
            double at[2];
            place(walk->rectangle, pieces[i].side, end ? pieces[i].to : pieces[i].from, at);
            for (int k = 0; k < 2; k++)
                walk->boxes[2 * i + (size_t)k] = enclosure_of(at[k]);
        }
        interval_run_many(walk->slope, walk->boxes, count, walk->bounds);
        for (size_t i = 0; i < count; i++) {
            const struct enclosure *across = &walk->bounds[OUTPUTS * i + 2];
            const bool above = across->low / 2 + across->high / 2 >= 0;
            walk->turns += end ? -(long)above : (long)above;
        }
    }
}

static void bound(struct walk *walk, const struct rim_piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double first[2], last[2];
        place(walk->rectangle, pieces[i].side, pieces[i].from, first);
        place(walk->rectangle, pieces[i].side, pieces[i].to, last);
        for (size_t k = 0; k < 2; k++)
            walk->boxes[2 * i + k] = enclosure_between(fmin(first[k], last[k]), fmax(first[k], last[k]));
    }
    interval_run_many(walk->slope, walk->boxes, count, walk->bounds);
}

/* What the bounds over a piece tell. */
enum sense { SENSE_NONE, SENSE_AWAY, SENSE_LEFT /* the first component is negative, the second of either sign */ };
static enum sense sense_of(const struct enclosure bounds[OUTPUTS])
{
    const struct enclosure *x = &bounds[1], *y = &bounds[2];
    if (!enclosure_continuous(&bounds[0]) || enclosure_empty(x) || enclosure_empty(y) || x->partial || y->partial)
        return SENSE_NONE;
    return x->low > 0 || y->low > 0 || y->high < 0 ? SENSE_AWAY : x->high < 0 ? SENSE_LEFT : SENSE_NONE;
}

/* The last pieces: counted, or halved until their bounds leave out zero. False if that may go on for ever. */
static bool go_on(struct walk *walk)
{
    struct rim_piece pieces[INTERVAL_BLOCK], left[INTERVAL_BLOCK];
    size_t count = 0, left_count = 0;
    while (walk->count && count < INTERVAL_BLOCK)
        pieces[count++] = walk->pieces[--walk->count];
    if (walk->seen + count > walk->most)
        return false;
    walk->seen += count;
    bound(walk, pieces, count);
    for (size_t i = 0; i < count; i++) {
        const struct rim_piece *piece = &pieces[i];
        const enum sense sense = sense_of(walk->bounds + OUTPUTS * i);
        const double middle = piece->from + (piece->to - piece->from) / 2;
        if (sense == SENSE_LEFT)
            left[left_count++] = *piece;
        if (sense != SENSE_NONE)
            continue;
        if (piece->halvings == MOST_HALVINGS)
            return false;
        walk->pieces[walk->count++] = (struct rim_piece){piece->side, piece->halvings + 1, piece->from, middle};
        walk->pieces[walk->count++] = (struct rim_piece){piece->side, piece->halvings + 1, middle, piece->to};
    }
    cross(walk, left, left_count);
    return true;
}

size_t winding_count(struct interval_program *slope, size_t most, struct rectangle *rectangle)
{
    struct walk walk = {.slope = slope, .rectangle = rectangle, .most = most};
    for (int side = 0; side < SIDES; side++)
        walk.pieces[walk.count++] = (struct rim_piece){side, 0, 0, 1};
    rectangle->known = true;
    while (walk.count && rectangle->known)
        rectangle->known = go_on(&walk);
    rectangle->turns = rectangle->known ? walk.turns : 0;
    return walk.seen;
}
