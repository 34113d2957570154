/* What the files of the study of Newton–Schulz steps share: the question and its answer. */
#ifndef STUDY_NEWTON_SCHULZ_H
#define STUDY_NEWTON_SCHULZ_H

#include "study/picture.h"
#include "study/study.h"

enum { NEWTON_SCHULZ_CURVE = 301 /* points of a curve */ };

struct newton_schulz_parameters {
    struct picture picture;
    long rows, columns, seed;
    struct reals steps;
};

/* After one number of steps. */
struct newton_schulz_state {
    size_t steps;
    double *values; /* [n]: singular values of the matrix, descending as those it began with */
    double *mapped; /* [n]: what the polynomial makes of those */
    double least, greatest;
};

struct newton_schulz_result {
    size_t n; /* singular values */
    double *initial;
    struct newton_schulz_state *states;
    double difference; /* of any value from what the polynomial makes of it, at most */
};

struct script;
bool newton_schulz_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
