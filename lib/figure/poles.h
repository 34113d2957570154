/* Poles of sampled functions: where tan x or 1/x leaps from one infinity to the other between two samples. A line drawn across would
 * be a stroke that is not there, and limits that follow the largest samples would show nothing else. */
#ifndef FIGURE_POLES_H
#define FIGURE_POLES_H

#include "base/arena.h"

/* Whether y has a pole between samples i and i + 1. */
bool pole_between(const double *y, size_t count, size_t i);

/* Whether y has any pole, leaping or (where the sample itself is not finite) running away. */
bool has_poles(const double *y, size_t count);

/* The range most of the finite values are in: from the 4th to the 96th percentile. */
void typical_range(struct arena *arena, const double *y, size_t count, double range[2]);

#endif
