/* What the indices of all critical points in a box sum to, in any dimension. Inside this room only. */
#ifndef ANALYSIS_DEGREE_H
#define ANALYSIS_DEGREE_H

#include "landscape/landscape.h"

/* The degree of the gradient on the rim of the landscape's domain, which is the sum of (−1)^index over the critical points inside, where these are
 * isolated and not degenerate. True if it is certain: if on each pair of opposite sides the slope across has one sign on either, by interval
 * arithmetic. Then the gradient turns round the rim as the gradient of a sum of functions of one coordinate each does (Poincaré & Miranda): each
 * coordinate whose slope points outwards on both sides gives the factor 1, inwards −1, and one way through the box 0. */
bool degree_count(struct arena *arena, const struct landscape *landscape, long *degree);

#endif
