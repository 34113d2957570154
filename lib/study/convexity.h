/* What the two files of the study of convexity share: the question and its answer. */
#ifndef STUDY_CONVEXITY_H
#define STUDY_CONVEXITY_H

#include "analysis/convexity.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

enum { CONVEXITY_SECTION = 401, CONVEXITY_MAP = 61 };

struct convexity_parameters {
    struct picture picture;
    const char *f;
    struct interval x, y;
    long dimension;
    struct coordinates from, to;
    double weight;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
    double (*box)[2];
};

struct convexity_result {
    struct convexity judged;
    double *from, *to; /* [n]: the chord's ends */

    /* Along the line through them, from 0 to 1 between: */
    double s[CONVEXITY_SECTION], chord[CONVEXITY_SECTION], tangent[CONVEXITY_SECTION];
    const double *value;

    double *middle, *gradient;   /* [n]: at the chord's weight */
    double middle_value, slope;  /* there; by s */
    double gap, above_tangent;   /* Jensen's gap; the least height of the samples between the ends above the tangent */
    const double *map_x, *map_y; /* two coordinates: the least eigenvalue */
    double *map;
};

void convexity_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void convexity_tell(const void *parameters, const void *result, struct buffer *sentence);
void convexity_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
bool convexity_scripted(const void *parameters, const void *result, struct error *error);
bool convexity_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
