/* How often the gradient of a plane landscape turns round along the rim of a rectangle: 1 for each minimum or maximum inside, −1 for
 * each saddle (Poincaré & Hopf). Inside this room only. */
#ifndef ANALYSIS_WINDING_H
#define ANALYSIS_WINDING_H

#include "expression/interval.h"

struct rectangle {
    double low[2], high[2];
    long turns; /* counter-clockwise */
    bool known; /* false where the gradient vanishes, is undefined or f jumps on the rim, or too many pieces would be needed */
};

/* Counts the turns with certainty. The program's outputs are the value and the two components of the gradient. Each piece of the rim is so short that the
 * bounds of the gradient over it leave out zero: they lie in a half-plane, in which the angle cannot turn unnoticed. At corners of f the
 * bounds hold all that lies between the gradients on both sides. At most so many pieces are looked at; returns how many were. */
size_t winding_count(struct interval_program *slope, size_t most, struct rectangle *rectangle);

#endif
