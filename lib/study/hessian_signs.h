/* What the two files of the study of Hessians' signs share: the question and its answer. */
#ifndef STUDY_HESSIAN_SIGNS_H
#define STUDY_HESSIAN_SIGNS_H

#include "analysis/random_matrix.h"
#include "study/picture.h"
#include "study/study.h"

enum signs_view { SIGNS_AUTO, SIGNS_INDEX, SIGNS_PROBABILITY, SIGNS_SPECTRUM };
enum { SIGNS_BINS = 60 };

struct signs_parameters {
    struct picture picture;
    struct reals n;
    long samples, seed;
    int wigner, entries, view;
};

struct signs_result {
    struct ensemble ensemble; /* of the first size */
    size_t samples;

    /* The view of all sizes; `count` of each. */
    size_t count;
    double *sizes, *simulated, *low, *high, *exact, *asymptote;

    /* The index of one size; n + 1 of each. */
    double *negative, *probability, *exact_index;
    double mean, deviation; /* of the number of negative eigenvalues */

    /* The spectrum of one size; SIGNS_BINS of each. */
    double *centre, *density, *semicircle;
    double below_zero; /* the share of eigenvalues */
};

void signs_tell(const void *parameters, const void *result, struct buffer *sentence);
void signs_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

#endif
