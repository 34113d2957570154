/* What the files of the point study share: the question, its answer, and what rounding leaves of that. */
#ifndef STUDY_POINT_H
#define STUDY_POINT_H

#include "analysis/critical.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

enum { POINT_CURVE_SAMPLES = 401, POINT_MAP_SAMPLES = 121 };

struct point_parameters {
    struct picture picture;
    const char *f;
    struct repeated at;
    long dimension;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
};

struct point_result {
    size_t count, dimension;
    const double *at; /* the points' coordinates, one point behind the other */
    struct inspection *points;
    size_t bounds;            /* how many bounds a point has */
    double **rounding;        /* by point: bounds of the value, the gradient and the Hessian's lower triangle; null: not known */
    const bool *refined;      /* by point: numbers are those of point_refine */
    const char **derivatives; /* the gradient's formulas; null where too long to be read */
};

/* Bounds on the rounding at every point, if the landscape is small enough for all of them or at least for those of value and gradient. */
void point_bound_rounding(struct arena *arena, struct landscape *landscape, struct point_result *result);

/* Replaces the numbers of points one of whose coordinates is under 1e-20 or above 1e20, where formulas overflow, underflow or cancel on the way, by those of
 * precise_evaluate, with their bounds, as far as they are known, and tells the kind of points of which only such a number made something undefined. Of others where bounds leave
 * fewer than four digits it puts the errors in their place, as far as a millisecond allows. */
void point_refine(struct arena *arena, const struct landscape *landscape, struct point_result *result);

/* The work of that, given the points' coordinates. */
double point_refining_work(struct arena *arena, const struct landscape *landscape, const double *at, size_t count);

/* What of point k rounding, overflow or underflow on the way leaves fewer than four digits of, as a sum of these. A slope's digits are counted against
 * the greater of itself and what a move of the coordinates by their own size would make of it, lest every critical point count as lost; a curvature's
 * against the largest one's. */
enum { LOST_VALUE = 1, LOST_GRADIENT = 2, LOST_HESSIAN = 4 };
int point_lost(const struct point_result *result, size_t k);

/* The landscape's domain along an axis, widened to hold every point. */
struct interval point_range(const struct point_parameters *parameters, const struct point_result *result, size_t axis);

void point_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void point_tell(const void *parameters, const void *result, struct buffer *sentence);
void point_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

#endif
