/* The outlines of strokes, to be filled by the winding rule. */
#ifndef FIGURE_STROKE_H
#define FIGURE_STROKE_H

#include "figure/path.h"

#include <stdbool.h>

/* An outline and what it takes to find it, kept from one to the next. */
struct stroke {
    struct path outline;
    struct point *at, *along; /* [room] */
    double *length;
    size_t room;
};

struct stroke stroke_create(struct arena *arena);

/* Puts the outline of a stroke along a path of moves and lines into stroke->outline, multiplied by the scales, `half` to each side of them (in what
 * results); of the lines from point `first`, a move, on, and of those behind them until the outline has `most` points. Returns the point of the next move,
 * or the end. Joins are round, but where lines turn so little that a corner looks the same; ends are round, or straight. Lines that come back to where
 * they began are closed. Where a stroke comes over itself its outline winds around twice the same way: what covers a part of a pixel
 * twice counts twice, up to the whole. */
size_t stroke_outline(struct stroke *stroke, const struct path *lines, size_t first, size_t most, struct point scale, double half, bool round_caps);

#endif
