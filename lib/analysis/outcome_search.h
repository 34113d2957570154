/* What is found around the ends of descents: where searches go on to from there, what points those are, and the landscape's scale. */
#ifndef ANALYSIS_OUTCOME_SEARCH_H
#define ANALYSIS_OUTCOME_SEARCH_H

#include "analysis/outcome.h"

/* A critical point this near, as a part of the box's diagonal, is the one a run rests at. */
#define OUTCOME_NEAR 1e-2

/* The searches that go on from each end: none, Newton's method to the critical point nearest by, and downhill by L-BFGS. */
enum outcome_search { SEARCH_NONE, SEARCH_NEAREST, SEARCH_DOWNHILL, SEARCH_COUNT };

struct surroundings {
    struct arena *arena;
    const struct outcome_setting *setting;
    size_t dimension, count; /* of paths */
    struct descent_problem problem;
    struct workspace *workspace;
    double diagonal;                /* of the box */
    double typical;                 /* the median gradient's norm over the box */
    double lowest;                  /* value seen there */
    double *points;                 /* [SEARCH_COUNT][count][dimension]: where the searches ended */
    struct inspection *inspections; /* [SEARCH_COUNT][count]: what these points are; null beyond OUTCOME_MOST_DIMENSION */
};

/* Searches on from the ends of `count` paths. */
bool outcome_search(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                    struct surroundings *around, struct error *error);

/* Where a search from a path's end came to, and what is there. */
const double *outcome_point(const struct surroundings *around, enum outcome_search search, size_t path);
const struct inspection *outcome_inspection(const struct surroundings *around, enum outcome_search search, size_t path);

/* What a gradient's norm is compared with: the typical one, but at most 1. */
double outcome_gradient_scale(const struct surroundings *around);

/* The distance of two points, without overflow for those that have run far away. */
double outcome_distance(const double *a, const double *b, size_t dimension);

/* What a few probes close around a point see: whether any is lower, and whether any is higher. */
struct probes {
    bool lower, higher;
};
struct probes outcome_probe(const struct surroundings *around, const double *point);

#endif
