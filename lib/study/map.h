/* A landscape over a plane as a grid to draw: as fine as it needs to be, cut at jumps, poles and the edges of its domain, with limits that a
 * pole does not blow up. What curve.h is for lines. */
#ifndef STUDY_MAP_H
#define STUDY_MAP_H

#include "figure/figure.h"
#include "study/breaks.h"
#include "study/sampling.h"

struct map {
    size_t columns, rows;
    const double *x, *y;
    const double *z; /* [row * columns + column]; not-a-number where undefined */
    double *samples; /* those that were asked for, as they are; not finite where undefined and at poles */
    const struct figure_cut *cuts;
    size_t cut_count;
    bool limited; /* values run away at a pole: an axis of values must be given the limits */
    double limits[2];
    struct breaks breaks;
};

/* Samples the slice at x[column], y[row], both ascending. Where the surface is cut, or oscillates faster than these samples tell, others are
 * taken between them, up to `page` in each direction (what a picture can show; 0: none), and as far as a tenth of a second of work allows.
 *
 * Found are: a leap between neighbours that bisection does not turn into a slope; an edge between defined and undefined samples; single samples
 * from which values grow without end. An undefined sample with the same value on both sides is given it. A landscape is said to oscillate
 * faster than its samples where a quarter of the values between them, at places that no grid has, are off what the samples around them tell by
 * a two-hundredth of the spread. */
void map_sample(struct arena *arena, const struct slice *slice, const double *x, size_t columns, const double *y, size_t rows, const size_t page[2],
                struct map *map);

/* Whether a few dozen places, and the sixteen samples around each, show that a picture with these samples tells all: none is off by half of what can be
 * seen. Then map_sample would find that the slice does not oscillate, for a thirteenth of its work; if it is continuous, there is nothing else to find. */
bool map_is_calm(struct arena *arena, const struct slice *slice, const double *x, size_t columns, const double *y, size_t rows);

/* The samples per direction that a picture of that many CSS pixels can show. */
size_t map_page(double pixels, double initial);

/* What map_sample may take, of `points` samples of a program of `work` operations, `smooth` as graph_is_smooth says, `continuous` as
 * slice_continuous; see struct study. */
double map_cost(double points, double work, bool smooth, bool continuous);

/* Gives the layer and the z axis of its panel what the map holds. */
void map_draw(const struct map *map, struct figure_layer *layer, struct figure_panel *panel);

/* From so many cuts on, contours show them as dotted lines; around a single sample there are four. */
enum { MAP_CUTS_SEEN = 8 };

#endif
