/* Learning from a sample: the risk of x is the expected loss(x, z) over a random datum z, the empirical risk its mean over n data drawn;
 * both are found, minimised and descended on here, in one coordinate x. */
#ifndef ANALYSIS_EMPIRICAL_H
#define ANALYSIS_EMPIRICAL_H

#include "analysis/distribution.h"
#include "analysis/level.h"
#include "landscape/landscape.h"

enum { LOSS_MAX_PARTS = 16, LOSS_MOST_CELLS = 8192, LOSS_MOST_JUMPS = 32, LOSS_MOST_STEPS = 64 };

/* A program in two: what depends on x alone, which is evaluated once for all data, and of x, z and these parts the rest. */
struct split_program {
    const struct program *place, *rest; /* the place's is null if there are no such parts */
    size_t parts;                       /* outputs of the first, at most LOSS_MAX_PARTS */
};

/* A loss made ready: programs of x and z. */
struct loss {
    const struct program *value, *slope, *curvature; /* the loss; with its derivative in x; and with the second one, too */
    struct split_program split_value, split_curvature;
    size_t cells;                  /* of the grid on which valleys are looked for: LEVEL_GRID, or more as loss_look says */
    bool continuous;               /* for certain: it jumps nowhere */
    double jumps[LOSS_MOST_JUMPS]; /* where it jumps in x, as loss_look finds: a mean may have a value of its own there, and at no place beside it */
    size_t jump_count;
    bool narrow;                     /* its expectation has peaks in z that first panels miss: loss_look_narrow */
    double gaps[LOSS_MOST_JUMPS][2]; /* between which of them it may have a valley that the grid does not show: of a loss of points */
    size_t gap_count;
    const struct program *steps; /* of x and z: up to LOSS_MOST_STEPS values, level in z between places where one changes; null: nothing jumps in z */
    size_t step_count;           /* the first of these are of operations that jump; where others change, what one jumps by turns in z */
    const struct program *weighted; /* of x, z and s: loss and slope times e^s, where these alone are no numbers; null: it gains nothing */
};

/* Resolves the text of a loss in x and z; the landscape it becomes is in *landscape (its domain, label and formula). */
bool loss_resolve(struct arena *arena, const char *text, struct landscape **landscape, struct loss *loss, struct error *error);

/* Compiles loss->steps from the operations that jump in z among those that the value is made of; adds nodes to the graph. */
void loss_add_steps(struct arena *arena, struct graph *graph, node_id value, struct loss *loss);

/* Finds where the loss jumps in x for some data: for up to 16 of the points that it is the loss of, or for three. Then makes the grid of an interval as fine as the loss's waves in x ask for, at three data: twelve cells for each time the loss turns, of LOSS_MOST_CELLS.
 * False if that is too few for four each: then valleys may be missed. Temporary memory comes from the arena. */
bool loss_look(struct arena *arena, struct loss *loss, const struct distribution *distribution, const double interval[2]);

/* The mean loss over the data at each of `count` points x, into values. Scratch is had from the arena once per estimator. */
struct estimator;
struct estimator *estimator_create(struct arena *arena, const struct loss *loss);
void estimator_values(struct estimator *estimator, const struct data *data, const double *x, size_t count, double *values);

/* Where the empirical risk is least on the interval, and the value there to *least: the best of a grid's MINIMA_MAX deepest valleys, polished by
 * Newton's method. All minimisers that these valleys hold go to *minima; of an interval of them the middle is returned. */
double estimator_minimize(struct estimator *estimator, const struct data *data, const double interval[2], double *least, struct minima *minima);

/* Whether some minimum so far is not one place that more than rounding tells. */
struct estimator_doubts {
    bool tied;    /* one had another as low as it but for rounding, which decided between them */
    bool level;   /* one was an interval */
    bool rounded; /* rounding told something of one: level.h */
    bool jump;    /* one was beside a jump */
};
struct estimator_doubts estimator_doubts(const struct estimator *estimator);

/* The mean derivative in x over the data that `chosen` numbers. */
double estimator_slope(struct estimator *estimator, const struct data *data, const size_t *chosen, size_t count, double x);

/* Elementary operations of estimator_minimize on so many data. */
double estimator_minimize_cost(const struct loss *loss, double data);

#endif
