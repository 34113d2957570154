/* What the files of the study of gradient noise share: the question and its answer. */
#ifndef STUDY_GRADIENT_NOISE_H
#define STUDY_GRADIENT_NOISE_H

#include "analysis/gradient_noise.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/training.h"

struct noise_parameters {
    struct picture picture;
    struct training_typed typed;
    int at;
    struct reals sizes;
    long trials;

    /* Resolved: */
    struct training_plan plan;
    double *batches; /* ascending */
    size_t batch_count;
    bool tail;
    double cost;
};

struct noise_result {
    const struct training_group *group;
    const struct data_set *set;
    double loss, gradient_norm;
    struct gradient_noise noise;
    double *exact, *simulated, *low, *high; /* [batch_count] */
};

struct script;
bool noise_scripted(const void *parameters, const void *result, struct error *error);
bool noise_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
