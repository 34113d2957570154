/* How often the gradient of a plane landscape turns round along the rim of a rectangle: 1 for each minimum or maximum inside, −1 for
 * each saddle (Poincaré & Hopf). Inside this room only. */
#ifndef ANALYSIS_WINDING_H
#define ANALYSIS_WINDING_H

#include "expression/program.h"

struct rectangle {
    double low[2], high[2];
    long turns; /* counter-clockwise */
    bool known; /* false where the gradient vanishes, is undefined or leaps to its opposite on the rim */
};

/* Counts the turns of `count` rectangles at once. The program's outputs are the two components of the gradient. Where the gradient jumps
 * by less than half a turn it is taken to turn the shorter way, as Clarke's generalised gradient does. */
void winding_count(struct arena *arena, const struct program *slope, struct rectangle *rectangles, size_t count);

#endif
