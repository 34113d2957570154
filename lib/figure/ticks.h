/* Ticks beyond figure_ticks: round positions, and the small ticks of logarithmic axes. */
#ifndef FIGURE_TICKS_H
#define FIGURE_TICKS_H

#include "figure/tick_labels.h"

/* Positions at round numbers within limits, at most `intervals` (up to 60) of them; for levels, of which there may be more than ticks. */
void ticks_round(struct arena *arena, const double limits[2], int intervals, struct figure_ticks *ticks);

/* The roundest number from low to high, and of those the nearest to `exact`: a multiple of the largest power of ten that has one there, or of 5 or
 * 2 times the next power. */
double ticks_roundest(double low, double high, double exact);

/* The unlabelled ticks of a logarithmic axis at 2..9 times the powers of ten; none if it spans more decades than can show them.
 * Returns how many were written to `positions`, which has room for `room`. */
size_t ticks_log_minor(const double limits[2], int space, double *positions, size_t room);

#endif
