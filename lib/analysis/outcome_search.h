/* What is found around the ends of descents: where searches go on to from there, and what points those are. */
#ifndef ANALYSIS_OUTCOME_SEARCH_H
#define ANALYSIS_OUTCOME_SEARCH_H

#include "analysis/outcome.h"

/* The searches that go on from each end: none, Newton's method to the critical point nearest by, and downhill. */
enum outcome_search { SEARCH_NONE, SEARCH_NEAREST, SEARCH_DOWNHILL, SEARCH_COUNT };

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

/* Searches on from the ends of `count` paths. */
bool outcome_search(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                    struct surroundings *around, struct error *error);

/* Where a search from a path's end came to, and what is there. */
const double *outcome_point(const struct surroundings *around, enum outcome_search search, size_t path);
const struct inspection *outcome_inspection(const struct surroundings *around, enum outcome_search search, size_t path);
const double *outcome_extent(const struct surroundings *around, size_t path);

/* Values at `count` points, and the gradients if `gradients` is not null; all [dimension][count]. */
void outcome_evaluate(const struct surroundings *around, const double *points, size_t count, double *values, double *gradients);

/* Whether a point is within the box. */
bool outcome_inside(const struct surroundings *around, const double *point);

/* Whether the search downhill ended within the box where it is a thousandth as steep as at the path's end, or steeper: it has come to an end of its steps,
 * or to a crease that it could not follow, rather than to an end of the way down. */
bool outcome_goes_on(const struct surroundings *around, size_t path);

/* What a few probes around a point see, a thousandth of the path's extent away: whether any is lower, and whether any is higher. */
struct probes {
    bool lower, higher;
};
struct probes outcome_probe(const struct surroundings *around, size_t path, const double *point);

#endif
