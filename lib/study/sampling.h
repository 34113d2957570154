/* Where studies sample: lines and grids from intervals, and landscapes evaluated there. */
#ifndef STUDY_SAMPLING_H
#define STUDY_SAMPLING_H

#include "landscape/landscape.h"
#include "study/parameter.h"

enum { SAMPLING_MOST = 1000000 };

/* How many samples an interval has: by its step (lo, lo + step, … below hi, as arange), else `samples`. */
size_t interval_count(const struct interval *interval, size_t samples);

/* The positions themselves; without a step both ends are among them. */
const double *interval_positions(struct arena *arena, const struct interval *interval, size_t samples, size_t *count);

/* As many positions as the ascending ones given, evenly on an axis of a picture's xscale or yscale: on a logarithmic one by powers, from the first
 * positive one to the last. Those given themselves on other axes, and if fewer than two are positive. */
const double *positions_on(struct arena *arena, int scale, const double *positions, size_t count);

/* False with the parameter named if the interval has more than SAMPLING_MOST samples. */
bool interval_check(const struct interval *interval, const char *parameter, struct error *error);

/* Evaluates the program on the grid y[row], x[column] of the plane through `at` along two coordinates (axes; axes[1] = axes[0] for a
 * line, whose single row has the y of `at`): `outputs[k]` gets output k, row by row. `at` may be null where the dimension is the axes'. */
void sample_plane(struct arena *arena, const struct program *program, size_t dimension, const double *at, const size_t axes[2], const double *x,
                  size_t columns, const double *y, size_t rows, double *const *outputs);

/* A plane through a landscape: point (u, v) is the origin with coordinates axes[0] and axes[1] replaced by u and v; or, with directions,
 * origin + (u − centre[0])·directions[0] + (v − centre[1])·directions[1]. */
struct slice {
    const struct program *program; /* its first output counts, and it has no other */
    const struct graph *graph;     /* what it was compiled of, and its output; null: not to be looked at */
    node_id output;
    size_t dimension;
    const double *origin; /* null: all zeros */
    size_t axes[2];
    const double *directions[2]; /* null: none */
    double centre[2];
    bool continuous; /* it is known to be so, and finite, at all places that are asked for: no breaks are looked for */
};

/* The plane of a landscape's first two coordinates, the others being 0; where it has but one, its line, of which v is not looked at. */
struct slice slice_of(struct arena *arena, const struct landscape *landscape);

/* Whether interval arithmetic shows that a landscape has a value and no jump on all of a slice along its coordinates, between these limits. */
bool slice_continuous(struct arena *arena, const struct landscape *landscape, const struct slice *slice, const double limits[2][2]);

struct slicer;
struct slicer *slicer_create(struct arena *arena, const struct slice *slice);

/* The values z[i] at (u[i], v[i]). */
void slicer_evaluate(struct slicer *slicer, const double *u, const double *v, size_t count, double *z);

/* The same values on a grid, row by row: z[row * columns + column] at (x[column], y[row]). */
void slicer_fill(struct slicer *slicer, const double *x, size_t columns, const double *y, size_t rows, double *z);

#endif
