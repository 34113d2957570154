/* What the files of the study of Hessians' spectra share: the question and its answer. */
#ifndef STUDY_HESSIAN_SPECTRUM_H
#define STUDY_HESSIAN_SPECTRUM_H

#include "analysis/saddles.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/training.h"

enum spectrum_at { SPECTRUM_START, SPECTRUM_END, SPECTRUM_CRITICAL };
enum spectrum_view { SPECTRUM_AUTO, SPECTRUM_RANK, SPECTRUM_DENSITY };

/* All eigenvalues of networks of up to so many parameters; critical points of up to so many. */
enum { SPECTRUM_MAX_EXACT = 600, SPECTRUM_MAX_CRITICAL = 100 };

/* Training paths that starts for critical points are taken from, how many of each, and Hessians decomposed for each point wanted, at most: those of
 * starts that lead nowhere, and of repeated points, included. */
enum { SPECTRUM_PATHS = 12, SPECTRUM_STARTS = 6, SPECTRUM_HESSIANS = 150 };

struct spectrum_parameters {
    struct picture picture;
    struct training_typed typed;
    int at, view;
    long lanczos, probes, points;
    bool weights;

    /* Resolved: */
    struct training_plan plan;
    double cost, memory;
    bool exact, sums; /* all eigenvalues; trace and Frobenius norm by products with every unit vector */
};

struct spectrum_result {
    const struct training_group *group;
    const struct data_set *set;

    /* At one point: eigenvalues, all of them or the Ritz values of all probes, ascending. */
    size_t count;
    double *values, *weights, *bounds, *probe; /* [count]; weights add up to 1; bounds: within so much of a Ritz value there is an eigenvalue */
    double loss, gradient_norm;
    double trace, trace_deviation, frobenius; /* deviation: of the mean over the probes, where the trace is estimated; else 0 */
    double share[3];                          /* of eigenvalues that are negative, zero, positive */
    size_t signs[3];                          /* of `count`, how many */
    size_t outliers;                          /* above the bulk, and */
    double edge;                              /* the greatest eigenvalue of that */
    double *point;

    /* Critical points. */
    struct saddles saddles;
    double *losses, *index, *gradient_norms, *zero, *positive; /* [saddles.count] */
    size_t minima, degenerate;
    double correlation, low, high;
};

/* Eigenvalues up to this magnitude count as zero: saddles_threshold of all. */
double spectrum_threshold(const struct spectrum_result *result);

bool spectrum_run(struct arena *arena, const void *parameters, void **result, struct error *error);
void spectrum_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void spectrum_tell(const void *parameters, const void *result, struct buffer *sentence);
void spectrum_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
bool spectrum_scripted(const void *parameters, const void *result, struct error *error);
bool spectrum_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
