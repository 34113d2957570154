/* How a random datum z is distributed. A distribution is a row of a table: its name and arguments, and either its density and how far that
 * reaches, or its points. All are symmetric about 0 but those made of points. */
#ifndef ANALYSIS_DISTRIBUTION_H
#define ANALYSIS_DISTRIBUTION_H

#include "expression/call.h"

#include <math.h>
#include <stdint.h>

/* Data with weights that sum to 1 (null: all the same). */
struct data {
    const double *z, *weights;
    size_t count;
};

struct distribution_row {
    struct callable callable;
    const char *title, *formula, *help;

    /* With a density: its logarithm, up to a constant (null: made of points); |z| up to which the density is a number above 0, and farther, up to
     * which its logarithm is followed; and whether it ends there, rather than being lost to rounding. */
    void (*log_density)(const double *options, const double *z, double *log_density, size_t count);
    double (*reach)(const double *options), (*far)(const double *options);
    bool bounded;

    /* Made of points: which, and with what weights. */
    bool (*points)(struct arena *arena, const struct call *call, struct data *points, struct error *error);

    /* `count` numbers drawn: those of a larger count begin with them. Null: by the quantiles of uniform numbers. */
    void (*draw)(const double *options, uint64_t seed, uint64_t stream, double *z, size_t count);
    /* The same in Python, for programs: the density of an array z, and statements that return n numbers of a stream, with the options by their names. Null:
     * made of points. */
    const char *python_density, *python_draw;
    double (*quantile)(const double *options, double p); /* null: by integrating the density, or of the points */
};
extern const struct distribution_row *const distributions[];
extern const size_t distribution_count;

/* The table as calls are read by: student(df=4). */
const struct callable *distribution_at(size_t index);

/* A row with its arguments, made ready. */
struct distribution {
    const struct distribution_row *row;
    const double *options;
    double factor;      /* the density's */
    struct data points; /* count 0: there is a density */
};
bool distribution_make(struct arena *arena, const struct call *call, struct distribution *distribution, struct error *error);

/* Densities of `count` numbers; whole vectors of KERNEL_LANES are written, and read from z. */
void distribution_density(const struct distribution *distribution, const double *z, double *density, size_t count);

/* Likewise their logarithms. */
void distribution_log_density(const struct distribution *distribution, const double *z, double *log_density, size_t count);

/* The first n data of a trial: those of a larger n begin with them. */
struct data distribution_draw(struct arena *arena, const struct distribution *distribution, uint64_t seed, uint64_t trial, size_t n);

/* The least z at which the probability of a datum up to z is at least p, 0 < p < 1, to about 1e-12. */
double distribution_quantile(const struct distribution *distribution, double p);

#endif
