/* What the two files of the risk study share: the question and its answer. */
#ifndef STUDY_RISK_H
#define STUDY_RISK_H

#include "analysis/expectation.h"
#include "study/picture.h"
#include "study/study.h"

enum risk_view { RISK_AUTO, RISK_CURVES, RISK_GAP, RISK_DESCENT };
enum { RISK_SAMPLES = 401, RISK_SHOWN_TRIALS = 20, RISK_MOST_RECORDS = 201 };

struct risk_parameters {
    struct picture picture;
    const char *loss_text;
    struct call data;
    int view;
    struct reals n;
    long trials, seed, steps, batch;
    struct interval x;
    double lr;
    struct coordinates start;

    /* Resolved: */
    struct landscape *landscape;
    struct loss loss;
    struct distribution distribution;
    double interval[2];
    double risk_cost; /* of the risk at one place */
    bool curved;      /* along a descent the risk is the polynomial of expectation_curve_create */
    bool coarse;      /* the loss has more waves in x than valleys can be looked for in */
};

/* Over the trials, for each n: [n.count] each. */
struct risk_sweep {
    double *gap, *argmin, *low, *high; /* mean distance from the nearest minimiser of the risk; mean, 5 % and 95 % quantile of the empirical one */
    double *width;                     /* mean of the width of the interval of empirical minimisers that *argmin is the middle of */
    double *gap_low, *gap_high;        /* the quantiles of the distance */
    double *excess;                    /* mean of risk(empirical minimiser) − least risk */
    double *generalization;            /* mean of risk − empirical risk, both at the empirical minimiser */
};

/* A curve to be drawn: not-a-number where it jumps. */
struct risk_line {
    size_t count;
    const double *x, *y;
};

struct risk_result {
    double argmin, least; /* of the risk */
    bool extrapolated;    /* expectation_extrapolated */
    struct estimator_doubts doubts;
    bool level;                          /* it is the same everywhere */
    bool rounded;                        /* on some interval of minimisers it differs by rounding: more is not to be known */
    bool beyond[2];                      /* it is the least value left and right of the interval, too: expectation_least_beyond */
    struct minima minima, sample_minima; /* the minimisers of the risk, and of the first trial's empirical risk, first n */
    double sample_argmin, sample_least;  /* of the first trial's empirical risk, first n */
    struct risk_sweep sweep;
    double exponent; /* of n in the gap, fitted to the larger sizes; not-a-number for a single n */

    double *x, *risk, *sample[RISK_SHOWN_TRIALS];               /* RISK_CURVES: RISK_SAMPLES each; sample[k] is trial k's */
    struct risk_line risk_line, sample_line[RISK_SHOWN_TRIALS]; /* the same, parted */
    size_t shown;

    double *step, *risk_along, *empirical_along, *gap_along; /* RISK_DESCENT: means over the trials; gap: risk − empirical risk */
    size_t records;
};

/* The two ways to a mean loss: over a sample, and over the distribution. */
struct risk_means {
    struct estimator *estimator;
    struct expectation *expectation;
};

/* Minimises both risks for every n and trial, and fits the law. */
void risk_run_sweep(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result);

/* Samples the curves of the first n. */
void risk_run_curves(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result);

/* A mean loss at `count` places. */
typedef void risk_mean(void *mean, const double *x, size_t count, double *values);

/* The samples of a mean loss of data, ascending in x, parted at its jumps: two neighbouring samples, or a place between them that bisection tells, beside
 * which it differs by half a percent of its range or more, however near. An integral over a density only jumps where the loss jumps for all data, of which
 * `places` are known; if these are null, every stretch between samples is looked at. */
struct risk_line risk_parted(struct arena *arena, risk_mean *values, void *mean, const double *x, const double *y, size_t count, const double *places,
                             size_t place_count);

/* The work of it, in values of the mean loss. */
double risk_parted_cost(const struct risk_parameters *parameters);

/* Descends on the empirical risk of the first n by minibatches, once a trial, and follows both risks. */
void risk_run_descent(struct arena *arena, const struct risk_parameters *parameters, const struct risk_means *means, struct risk_result *result);

void risk_tell(const void *parameters, const void *result, struct buffer *sentence);
void risk_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

bool risk_scripted(const void *parameters, const void *result, struct error *error);
bool risk_script(const void *parameters, const void *result, struct script *script, struct error *error);

/* Whether the risk is wanted at so many places of a descent that a polynomial is less work. */
bool risk_wants_curve(const struct risk_parameters *parameters);

/* How many steps lie between two records of the descent. */
size_t risk_record_every(const struct risk_parameters *parameters);

#endif
