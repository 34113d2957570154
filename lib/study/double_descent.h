/* What the files of the study of double descent share: the question and its answer. */
#ifndef STUDY_DOUBLE_DESCENT_H
#define STUDY_DOUBLE_DESCENT_H

#include "analysis/double_descent.h"
#include "study/picture.h"
#include "study/study.h"

enum { DOUBLE_DESCENT_MAX_CURVES = 6 };

struct double_descent_parameters {
    struct picture picture;
    long examples, features, trials, seed;
    struct reals parameters, noise, ridge;
    double signal, falloff;

    /* Resolved: */
    const double *sizes; /* numbers of parameters, ascending */
    size_t size_count;
    double *beta;
    struct double_descent curves[DOUBLE_DESCENT_MAX_CURVES];
    size_t curve_count;
};

/* A curve: what the formula and the trials have for each number of parameters. */
struct double_descent_curve {
    double *exact;      /* infinite where the mean is */
    double *simulated;  /* the mean over the trials */
    double *low, *high; /* its 95 % interval; not-a-number where the variance is infinite */
    double *median, *training;
    size_t compared, covered; /* intervals, and those of them that hold the formula */
};

struct double_descent_result {
    struct double_descent_curve curves[DOUBLE_DESCENT_MAX_CURVES];
    /* The formula at every number of parameters from 0 to `features`. */
    double *size, *formula[DOUBLE_DESCENT_MAX_CURVES];
};

void double_descent_tell(const void *parameters, const void *result, struct buffer *sentence);
void double_descent_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

/* What distinguishes a curve from the others: "σ = 0.5, ridge 0.1". */
const char *double_descent_name(struct arena *arena, const struct double_descent_parameters *parameters, size_t curve);

/* The least of the formula below n (false) or above it (true), by its number of parameters; SIZE_MAX where there is none. */
size_t double_descent_least(const struct double_descent_parameters *parameters, const struct double_descent_result *result, size_t curve, bool above);

struct script;
bool double_descent_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
