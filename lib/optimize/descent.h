/* The one loop of descent: many starts, one method, in lockstep. Paths, basins, escapes and sweeps all run through it. */
#ifndef OPTIMIZE_DESCENT_H
#define OPTIMIZE_DESCENT_H

#include "optimize/method.h"
#include "optimize/minibatches.h"
#include "optimize/noise.h"
#include "optimize/objective.h"
#include "optimize/projection.h"
#include "optimize/schedule.h"
#include "optimize/settings.h"

struct descent_options {
    const struct call *method;   /* of method_at's table */
    const double *rates;         /* the learning rate of each step, at least steps + 1 of them (schedule_rates); with settings not looked at */
    size_t steps;                /* the budget: gradient evaluations after the first; all but searching methods take a step with each */
    double tolerance;            /* a run ends when the gradient's norm is at most this; negative: never */
    double noise;                /* standard deviation of the normal noise added to every coordinate of the gradient */
    size_t batch;                /* terms a gradient is estimated from; 0: all */
    bool by_epoch;               /* how they are drawn (minibatches.h) */
    double clip;                 /* the gradient that the method sees is shortened to this norm, as torch.nn.utils.clip_grad_norm_ does; 0: never */
    uint64_t seed, first_run;    /* noise and batches are a function of the seed, the run's number (first_run + its index) and the step */
    struct noise_table *normals; /* of these runs, at most a block of them, with this seed and without streams (noise.h); null: made anew */
    uint64_t streams;            /* runs whose numbers differ by a multiple of it meet the same noise and batches; 0: each its own */
    const struct descent_settings *settings; /* runs that differ in the method's options and rates; null: all have those above */
    const struct projection *projection;     /* points are put back into its set after every step; null: they roam */
    bool stationarity; /* with a projection: what the tolerance is of is the norm of x - P(x - gradient), which block->residual has */
};

/* Why a run ended. None is an error. */
enum descent_stop {
    STOP_BUDGET,    /* the budget is used up */
    STOP_TOLERANCE, /* the gradient is small enough */
    STOP_STUCK,     /* the method found no step: a zero gradient, a singular Hessian, no lower value along its direction */
    STOP_OVERFLOW,  /* the next point or its value is infinite; the end is the point before */
    STOP_NOWHERE,   /* the next point lies where the landscape has no value; the end is the point before */
    STOP_UNDEFINED  /* the gradient is not finite at the end */
};

/* Where the runs ended. `x` is [dimension][count], row by row; the rest [count]. All memory the caller's; any but x may be null. */
struct descent_ends {
    double *x, *value, *gradient_norm;
    size_t *steps;       /* steps taken */
    size_t *evaluations; /* gradients evaluated */
    enum descent_stop *stops;
};

/* Told of every point a run stands on, the start included: its coordinates are block->x[d * block->lanes + point], without noise the
 * gradient's norm is block->kept_norm[point], and block->length[point] the rate that led there. */
struct descent_observer {
    void (*observe)(void *context, const struct block *block, size_t point); /* may be null */
    /* Told of whole blocks instead, after every evaluation, before any point leaves: `round` counts evaluations from 0. Points whose
     * block->accepted is set stand on block->x, after block->steps[point] + (round > 0) steps; a search may at its end take a trial for a step that is told of
     * by the ends alone. May be null. */
    void (*watch)(void *context, const struct block *block, size_t round);
    /* Told of every point of a method that has a `search`, after every evaluation but the first, for method->search->look. Not of runs with settings of
     * their own. May be null. */
    void (*search)(void *context, const struct method_step *step, const struct block *block, size_t point);
    void *context;
    bool apart; /* what is told of a run is kept apart from what is told of others, so that several threads may tell */
};

/* Runs `count` starts, [dimension][count] row by row. A run's bits do not depend on the others. `observer` may be null. Scratch memory
 * of a few megabytes, whatever the count, is had from the arena. Threads that were lent to it share the work (base/crew.h), unless the observer
 * keeps them out. */
void descent_run(struct arena *arena, const struct objective *objective, const struct descent_options *options, const double *starts, size_t count,
                 const struct descent_ends *ends, const struct descent_observer *observer);

/* The work of descent_run in elementary operations, at most; the rates are not looked at. */
double descent_cost(const struct objective *objective, const struct descent_options *options, size_t count);

#endif
