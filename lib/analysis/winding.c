/* The turns are the times that the gradient crosses the negative half of its first axis: from above to below is counter-clockwise. Pieces are looked at by
 * the block, the last made first. */
#include "analysis/winding.h"

#include "base/contract.h"
#include <math.h>
#include <string.h>

enum { MOST_HALVINGS = 43, OUTPUTS = 3, SIDES = 4, ROOM = 2 * INTERVAL_BLOCK * (MOST_HALVINGS + 1) };

/* A piece of a side, along which it goes from and to, 0 to 1. */
struct side_piece {
    struct winding_side *side;
    int halvings;
    double from, to;
};

struct walk {
    struct interval_program *slope;
    struct side_piece
        pieces[ROOM]; /* that are left; number i has been halved i / (2 INTERVAL_BLOCK) times at least, as a block's halves take its place */
    size_t count, seen, most;
    struct enclosure boxes[2 * INTERVAL_BLOCK], bounds[OUTPUTS * INTERVAL_BLOCK];
};

static void place(const struct winding_side *side, double along, double at[2])
{
    for (size_t k = 0; k < 2; k++)
        at[k] = along == 0 ? side->from[k] : along == 1 ? side->to[k] : side->from[k] + along * (side->to[k] - side->from[k]);
}

/* How often the gradient crosses on pieces on all of which the first component is negative: between the ends of each, by whether the second counts as above
 * the axis there. */
static void cross(struct walk *walk, const struct side_piece *pieces, size_t count)
{
    for (int end = 0; end < 2; end++) {
        for (size_t i = 0; i < count; i++) {
            double at[2];
            place(pieces[i].side, end ? pieces[i].to : pieces[i].from, at);
            for (size_t k = 0; k < 2; k++)
                walk->boxes[2 * i + k] = enclosure_of(at[k]);
        }
        interval_run_many(walk->slope, walk->boxes, count, walk->bounds);
        for (size_t i = 0; i < count; i++) {
            const struct enclosure *across = &walk->bounds[OUTPUTS * i + 2];
            const bool above = across->low / 2 + across->high / 2 >= 0;
            pieces[i].side->turns += end ? -(long)above : (long)above;
        }
    }
}

static void bound(struct walk *walk, const struct side_piece *pieces, size_t count)
{
    CONTRACT(count > 0 && count <= INTERVAL_BLOCK);
    for (size_t i = 0; i < count; i++) {
        double first[2], last[2];
        place(pieces[i].side, pieces[i].from, first);
        place(pieces[i].side, pieces[i].to, last);
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

/* These pieces: counted, or halved until their bounds leave out zero, unless that may go on for ever. */
static void settle(struct walk *walk, const struct side_piece *pieces, size_t count)
{
    struct side_piece left[INTERVAL_BLOCK];
    size_t left_count = 0;
    bound(walk, pieces, count);
    for (size_t i = 0; i < count; i++) {
        const struct side_piece *piece = &pieces[i];
        const enum sense sense = sense_of(walk->bounds + OUTPUTS * i);
        const double middle = piece->from + (piece->to - piece->from) / 2;
        if (sense == SENSE_LEFT)
            left[left_count++] = *piece;
        if (sense != SENSE_NONE)
            continue;
        piece->side->known = piece->side->known && piece->halvings < MOST_HALVINGS;
        if (!piece->side->known)
            continue;
        walk->pieces[walk->count++] = (struct side_piece){piece->side, piece->halvings + 1, piece->from, middle};
        walk->pieces[walk->count++] = (struct side_piece){piece->side, piece->halvings + 1, middle, piece->to};
    }
    if (left_count)
        cross(walk, left, left_count);
}

size_t winding_cross(struct interval_program *slope, size_t most, struct winding_side *sides, size_t count)
{
    struct walk walk; /* its pieces are many, and written before they are read */
    walk.slope = slope;
    walk.count = walk.seen = 0;
    walk.most = most;
    memset(walk.bounds, 0, sizeof walk.bounds);
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        sides[i].turns = 0;
        sides[i].known = true;
    }
    while (walk.count || next < count) {
        struct side_piece pieces[INTERVAL_BLOCK];
        size_t taken = 0;
        while (walk.count < INTERVAL_BLOCK && next < count) {
            walk.pieces[walk.count++] = (struct side_piece){&sides[next], 0, 0, 1};
            next++;
        }
        while (walk.count && taken < INTERVAL_BLOCK) {
            const struct side_piece piece = walk.pieces[--walk.count];
            if (piece.side->known)
                pieces[taken++] = piece;
        }
        if (walk.seen + taken > walk.most) { /* what is left is not known */
            for (size_t i = 0; i < taken; i++)
                pieces[i].side->known = false;
            while (walk.count)
                walk.pieces[--walk.count].side->known = false;
            while (next < count)
                sides[next++].known = false;
            break;
        }
        walk.seen += taken;
        if (taken)
            settle(&walk, pieces, taken);
    }
    return walk.seen;
}

size_t winding_count(struct interval_program *slope, size_t most, struct rectangle *rectangle)
{
    struct winding_side sides[SIDES];
    for (size_t i = 0; i < SIDES; i++) { /* bottom, right, top, left: counter-clockwise */
        const double *low = rectangle->low, *high = rectangle->high;
        sides[i] = (struct winding_side){.from = {i == 1 || i == 2 ? high[0] : low[0], i >= 2 ? high[1] : low[1]},
                                         .to = {i == 0 || i == 1 ? high[0] : low[0], i == 1 || i == 2 ? high[1] : low[1]}};
    }
    const size_t seen = winding_cross(slope, most, sides, SIDES);
    rectangle->known = true;
    rectangle->turns = 0;
    for (size_t i = 0; i < SIDES; i++) {
        rectangle->known = rectangle->known && sides[i].known;
        rectangle->turns += sides[i].turns;
    }
    rectangle->turns = rectangle->known ? rectangle->turns : 0;
    return seen;
}
