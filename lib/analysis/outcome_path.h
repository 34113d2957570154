/* How a path moved, without regard to the landscape: all lengths in units of the path's own extent, coordinate by coordinate. */
#ifndef ANALYSIS_OUTCOME_PATH_H
#define ANALYSIS_OUTCOME_PATH_H

#include "analysis/outcome.h"

/* The extent of each coordinate: the largest distance of a point of the path from its end; a thousandth of the box's width where the path moved by no more
 * than 1e-100 of that width. */
void path_extent(const struct outcome_path *path, size_t dimension, const double (*box)[2], double *extent);

/* The distance of two points, each coordinate divided by its extent; without overflow. */
double path_distance(const double *a, const double *b, const double *extent, size_t dimension);

/* How the path moved in its last half. */
struct motion {
    size_t steps;               /* in the last half */
    double travelled, advanced; /* length of the way, and from its first point to its last */
    double whole;               /* length of the whole way */
    double growth;              /* mean step of the last quarter over that of the third */
    double rise;                /* greatest value of the last quarter over that of the third, both above the least of the path */
    double sustained;           /* the least growth at which steps do not shrink to rest */
};
struct motion path_motion(const struct outcome_path *path, size_t dimension, const double *extent);

/* At what pace the distance r to a target falls, if a law fits the last half of the path (at least five steps, each of them nearer).
 * Two laws are tried: r falls by a constant length a step, or to a constant part. A law fits if its constant, taken from each step
 * alone, spreads by at most 2 % of the largest, and by at most a third of the other law's spread. Its spread going on so must not
 * change the constant by more than half on the way. Of a length that may, or that changes at all and takes five times the path's steps, the steps are the
 * least: steps as those of Adam get shorter with the gradients. */
enum pace_law { PACE_NONE, PACE_LENGTH, PACE_PART };
struct pace {
    enum pace_law law;
    double constant; /* PACE_LENGTH: length a step, in extents; PACE_PART: the part of r left after a step */
    bool least;      /* there are more of them */
    double steps;    /* until r is the part `within` of the farthest that the path was, by that law */
};
struct pace path_pace(const struct outcome_path *path, size_t dimension, const double *extent, const double *target, double within);

#endif
