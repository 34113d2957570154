/* How often the gradient of a plane landscape turns round along the rim of a rectangle: 1 for each minimum or maximum inside, −1 for
 * each saddle (Poincaré & Hopf). Inside this room only. */
#ifndef ANALYSIS_WINDING_H
#define ANALYSIS_WINDING_H

#include "expression/interval.h"

/* A way along an axis from one place to another. */
struct winding_side {
    double from[2], to[2];
    long turns; /* how often the gradient crosses the negative half of its first axis on the way: from above to below less from below to above */
    bool known; /* false where the gradient vanishes, is undefined or f jumps, or too many pieces would be needed */
};

/* Counts the crossings with certainty. The program's outputs are the value and the two components of the gradient. Each piece of a side is so short that the
 * bounds of the gradient over it leave out zero: they lie in a half-plane, in which the angle cannot turn unnoticed. At corners of f the
 * bounds hold all that lies between the gradients on both sides. At most so many pieces are looked at; returns how many were. */
size_t winding_cross(struct interval_program *slope, size_t most, struct winding_side *sides, size_t count);

struct rectangle {
    double low[2], high[2];
    long turns; /* counter-clockwise */
    bool known; /* as of its sides */
};

/* Counts the turns round the rim, from such sides. */
size_t winding_count(struct interval_program *slope, size_t most, struct rectangle *rectangle);

#endif
