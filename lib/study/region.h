/* A region of the plane shaded: where a function that was sampled on a grid is above 0. */
#ifndef STUDY_REGION_H
#define STUDY_REGION_H

#include "base/arena.h"
#include "figure/figure.h"

enum { REGION_SAMPLES = 241, REGION_LAYERS = 6 };

/* REGION_SAMPLES positions from low to high. */
double *region_positions(struct arena *arena, double low, double high);

/* Bands over the parts of the columns where z[row * REGION_SAMPLES + column] at (x[column], y[row]), both ascending, is above 0 or undefined; where they begin
 * and end between two samples follows linearly. Up to REGION_LAYERS of them, one for each part that a column has (more are left out). Returns how many. */
size_t region_shade(struct arena *arena, const double *x, const double *y, const double *z, struct figure_layer *layers);

#endif
