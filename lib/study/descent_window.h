/* What of the plane, or of the curve, the path view of the descent study shows. */
#ifndef STUDY_DESCENT_WINDOW_H
#define STUDY_DESCENT_WINDOW_H

#include "study/descent.h"

/* An interval an axis; on a curve the second has no ends, but for those asked for. */
struct descent_window {
    double low[2], high[2];
};

/* The domain, if it is known and the paths do not ask for more or for much less; else the paths with some room. */
struct descent_window descent_window_choose(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result);

bool descent_window_sees(const struct descent_window *window, const double at[2]);

/* Where the way from a point within the window to one without crosses its edge; returns which part of it is within. */
double descent_window_crossing(const struct descent_window *window, const double from[2], const double to[2], double at[2]);

/* Where a row of a trail of n coordinates is drawn. */
void descent_place_row(const struct descent_result *result, size_t n, const struct trail *trail, size_t row, double at[2]);

#endif
