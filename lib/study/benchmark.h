/* What the files of the study of optimizers on many landscapes share: the question and its answer. */
#ifndef STUDY_BENCHMARK_H
#define STUDY_BENCHMARK_H

#include "optimize/objective.h"
#include "study/picture.h"
#include "study/study.h"

enum { BENCHMARK_PROFILE = 241 };

struct benchmark_parameters {
    struct picture picture;
    const char *f;
    struct calls optimizer;
    long dimension, starts, steps, seed;
    double tolerance;

    /* Resolved: */
    struct landscape *landscapes;
    size_t landscape_count;
    struct objective *objectives;
};

/* One method. */
struct benchmark_entry {
    const char *name;
    double *solved_at; /* [landscape][start]: evaluations after the first; infinite: never */
    size_t solved;
    double share, low, high, median; /* median: of the evaluations of what was solved; not-a-number of nothing */
    double *profile[3];              /* [BENCHMARK_PROFILE]: share, and its interval */
};

struct benchmark_result {
    size_t count; /* of the profile's places */
    double evaluations[BENCHMARK_PROFILE];
    struct benchmark_entry *entries;
    double *lowest;      /* [landscape] */
    size_t found_lowest; /* of how many landscapes that is what a run found, as the least value is not known */
    size_t best, problems;
};

struct script;
bool benchmark_scripted(const void *parameters, const void *result, struct error *error);
bool benchmark_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
