/* The assignment problem: of each row its own column, so that the sum of the costs is least. */
#ifndef ANALYSIS_ASSIGNMENT_H
#define ANALYSIS_ASSIGNMENT_H

#include "base/arena.h"

/* column[row] of the n × n matrix of costs, row by row, all finite; exact but for rounding of sums. The Hungarian method with shortest augmenting
 * paths (Jonker & Volgenant, Computing 38, 1987): about n³ operations. Returns the sum. */
double assignment_solve(struct arena *arena, const double *cost, size_t n, size_t *column);

#endif
