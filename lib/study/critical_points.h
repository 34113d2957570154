/* The study of critical points, in two files: question and computation (critical_points.c), description and figure (critical_points_show.c). */
#ifndef STUDY_CRITICAL_POINTS_H
#define STUDY_CRITICAL_POINTS_H

#include "analysis/critical_points.h"

#include "study/curve.h"
#include "study/map.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

/* Samples of the curve beneath the points, and of the map across and up. */
enum { CRITICAL_CURVE_SAMPLES = 401, CRITICAL_MAP_SAMPLES = 161 };

struct critical_parameters {
    struct picture picture;
    const char *f;
    struct interval x, y;
    struct repeated sides;
    long dimension;
    bool boundary;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
    double (*box)[2]; /* [dimension] */
};

/* The kinds listed, in the order they are spoken of. */
enum { CRITICAL_LISTED_KINDS = 4 };
struct critical_listed {
    enum critical_kind kind;
    const char *name, *plural, *fact; /* fact: the one that counts them */
    struct figure_style style;
};
extern const struct critical_listed critical_listed[CRITICAL_LISTED_KINDS];

size_t critical_count_kind(const struct critical_points *found, enum critical_kind kind);
size_t critical_count_corners(const struct critical_points *found);

/* The landscape beneath the points: a curve of one coordinate, a map of two. */
struct critical_ground {
    struct curve curve;
    struct map map;
};
struct critical_ground critical_ground(struct arena *arena, const struct critical_parameters *parameters);

void critical_tell(const void *parameters, const void *answer, struct buffer *sentence);
void critical_draw(struct arena *arena, const void *parameters, const void *answer, struct figure *figure);

#endif
