/* The landscape around the ends of descents, and the points that searches come to from there. */
#ifndef ANALYSIS_OUTCOME_SURROUNDINGS_H
#define ANALYSIS_OUTCOME_SURROUNDINGS_H

#include "analysis/outcome.h"

/* The searches that go on from each end: none, Newton's method to the critical point nearest by, and downhill. */
enum outcome_search { SEARCH_NONE, SEARCH_NEAREST, SEARCH_DOWNHILL, SEARCH_COUNT };

/* Of a value: what two places of one level may differ by. */
#define OUTCOME_ROUNDING 1e-14

struct surroundings {
    struct arena *arena;
    const struct outcome_setting *setting;
    size_t dimension, count; /* of paths */
    struct objective objective;
    struct workspace *workspace, *curvature_workspace;
    double *extents;                /* [count][dimension]: of the paths, by coordinate (path_extent) */
    double lowest;                  /* value seen over the box */
    double *points;                 /* [SEARCH_COUNT][count][dimension]: where the searches ended */
    struct inspection *inspections; /* [SEARCH_COUNT][count]: what these points are; null beyond OUTCOME_MOST_DIMENSION */
};

/* Where a search from a path's end came to, and what is there. */
const double *outcome_point(const struct surroundings *around, enum outcome_search search, size_t path);
const struct inspection *outcome_inspection(const struct surroundings *around, enum outcome_search search, size_t path);
const double *outcome_extent(const struct surroundings *around, size_t path);

/* The extents [dimension] of a path that has moved by the same part of the domain in all coordinates. Those of a path that moved along one alone are too
 * unlike for a curved way down. */
void outcome_extent_alike(const struct surroundings *around, size_t path, double *extent);

/* Values at `count` points, and the gradients if `gradients` is not null; all [dimension][count]. */
void outcome_evaluate(const struct surroundings *around, const double *points, size_t count, double *values, double *gradients);

/* The first coordinate of a point that is out of the box, the dimension if none is; and whether none is. */
size_t outcome_outside(const struct surroundings *around, const double *point);
bool outcome_inside(const struct surroundings *around, const double *point);

#endif
