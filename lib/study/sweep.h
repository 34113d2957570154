/* What the files of the sweep study share: the question and its answer. */
#ifndef STUDY_SWEEP_H
#define STUDY_SWEEP_H

#include "analysis/quadratic.h"
#include "optimize/descent.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/training.h"
#include "study/transformation.h"

enum sweep_measure { SWEEP_VALUE, SWEEP_STEPS, SWEEP_OUTCOME, SWEEP_RATE };

/* What a setting is of. */
enum sweep_target { SWEEP_METHOD, SWEEP_SCHEDULE, SWEEP_START, SWEEP_GROUP_RATE };

/* Coordinates of a landscape, at most. */
enum { SWEEP_MOST_DIMENSION = 1000 };

struct sweep_axis {
    const struct swept *typed;
    enum sweep_target target;
    size_t index; /* of the option, the coordinate, or the group of coordinates with a rate of its own */
    bool whole;   /* values are rounded to whole numbers */
    const char *name;
    double *positions; /* [count], ascending */
    size_t count;
};

struct sweep_parameters {
    struct picture picture;
    const char *f;
    struct learning_data data;
    struct calls network;
    int loss;
    long dimension, steps, samples, seeds, batch;
    struct coordinates start;
    struct calls optimizer, schedule;
    struct reals lr;
    double noise, tolerance, clip;
    struct swept x, y;
    int measure;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape; /* null: a network is trained */
    struct training_typed training;
    struct training_plan plan;
    struct examples examples; /* while nothing is run, only their number */
    struct objective objective;
    const char *subject;                                 /* what is descended on, for people */
    size_t group_ends[SETTINGS_MAX_GROUPS], group_count; /* coordinates, or a network's layers with parameters */
    struct call method;                                  /* options that are swept are at their largest */
    struct sweep_axis axes[2];
    size_t axis_count;
    double *origin; /* [dimension]: where all start, but for coordinates that are swept; null: a network's start is drawn, for each seed */
    bool scheduled; /* the rate is not the same at all steps */
    bool is_quadratic;
    struct quadratic quadratic;
    const struct sweep_result *whole; /* of a tile: the sweep that it is a part of, whose tolerance and places are the tile's; else null */
};

/* How a run ended. The first that holds:
 *
 *   converged     its gradient's norm is within `tolerance` of what is usual at the starts (the median over them; with one start, there)
 *   diverged      a number overflowed; or the greatest value of the second half of its steps is above all values of the first half, the start's
 *                 among them
 *   undefined     the landscape has no value, or no gradient, where it starts or where it comes to
 *   stalled       the method finds no step
 *   out_of_steps  the rest
 *
 * So a run that grows slowly, or from far below a height that it has passed at the beginning, may be told out of steps: the words are about the
 * steps that were taken, not about what would follow. */
enum sweep_outcome { SWEEP_CONVERGED, SWEEP_OUT_OF_STEPS, SWEEP_STALLED, SWEEP_UNDEFINED, SWEEP_DIVERGED, SWEEP_OUTCOMES };
struct sweep_word {
    const char *name, *label, *clause; /* "out_of_steps", "out of steps", "run out of steps" */
};
extern const struct sweep_word sweep_words[SWEEP_OUTCOMES];

/* The category of runs of a tile that converge to a place where none of the whole's runs does. */
#define SWEEP_ELSEWHERE (-1.0)

/* Where runs converge to, if these are a few places. Ends are one if they are nearer in every coordinate than a thousandth of how far the ends are
 * spread or lie from the start, or a millionth of the domain. */
enum { SWEEP_MOST_PLACES = 12 };
struct sweep_place {
    const double *at; /* [dimension] */
    size_t count;
};

/* Lines over the plane of two settings, exact at their points: one after the other, a not-a-number behind each. */
struct sweep_lines {
    double *x, *y;
    size_t count;
};

struct sweep_result {
    size_t columns, rows, cells;
    const double *x, *y;
    /* [cells], of several seeds the median, with the 10 % and 90 % quantiles; not-a-number where the measure says nothing: the value of a run that
     * diverged, steps of one that did not converge, the rate of fewer than two gradients. */
    double *measured, *low, *high;
    double *category;                /* [cells], of the first seed: the number of the place, then place_count (at least 1) + outcome − 1 */
    double *steps;                   /* [cells], of the first seed: taken */
    double *shares[SWEEP_OUTCOMES];  /* [cells]: of the seeds */
    size_t outcomes[SWEEP_OUTCOMES]; /* runs, of all */
    struct sweep_place places[SWEEP_MOST_PLACES];
    size_t place_count; /* 0: none converged, or to more places than are distinguished */
    double *nearness;   /* [dimension]: how far ends may lie from a place's in each coordinate */
    double usual;       /* the gradient's norm that tolerance is a part of */
    size_t best;        /* the cell of the lowest value, fewest steps or least rate; SIZE_MAX: none */
    double *theory;     /* of quadratics, [cells] and null else: the rate by theory */
    double *boundary;   /* of one axis: where the theory's rate passes 1 */
    size_t boundary_count;
    struct sweep_lines stable, critical; /* of two: the same, and where the discriminant is 0, if all directions have one curvature */
};

/* Looks up what the axes are of, and makes their positions. */
bool sweep_resolve_axes(struct arena *arena, struct sweep_parameters *parameters, struct error *error);

/* Finds what is descended on: a landscape, or a network and how many examples it learns from. Then, when it is to be run, the examples. */
bool sweep_resolve_subject(struct arena *arena, struct sweep_parameters *parameters, struct error *error);
bool sweep_make_subject(struct arena *arena, struct sweep_parameters *parameters, struct error *error);

/* Whether a setting is swept that is of this kind. */
bool sweep_has(const struct sweep_parameters *parameters, enum sweep_target target);

/* Whether runs differ in nothing but where they start. */
bool sweep_only_starts(const struct sweep_parameters *parameters);

/* Whether the values of an axis have schedules of their own: those of the schedule's options, and of the rate that it begins with. */
bool sweep_schedules(const struct sweep_axis *axis);

/* The values of a cell's settings; of one axis the second is 0. */
void sweep_position(const struct sweep_parameters *parameters, size_t cell, double position[2]);

/* Gives the values of a cell's settings to the method's options, to the schedule, and to the coordinates of a start that lie `stride` apart; each may
 * be null. */
void sweep_settle(const struct sweep_parameters *parameters, const double position[2], double *values, struct call *schedule, double *start,
                  size_t stride);

void sweep_run(struct arena *arena, const struct sweep_parameters *parameters, struct sweep_result *result);

/* The value of a setting at a part, 0 to 1, of the way along its axis. */
double sweep_value(const struct swept *typed, double part);

/* Makes the subject and runs all; null with the error set. */
const struct sweep_result *sweep_answer(struct arena *arena, const struct sweep_parameters *parameters, struct error *error);

/* How many settings there are, how many runs, and how many rates of schedules that are computed before the runs (0: the rate is the same at all steps). */
double sweep_cell_count(const struct sweep_parameters *parameters);
double sweep_run_count(const struct sweep_parameters *parameters);
double sweep_rate_count(const struct sweep_parameters *parameters);

/* The work of the runs, and the bytes that they and their measures take. */
double sweep_cost(const struct sweep_parameters *parameters);
double sweep_memory(const struct sweep_parameters *parameters);

/* The map of two settings as a layer of cells, and its z axis: sweep_map.c. Colours are as on the map of `whole`, which is the same or that of which the
 * result is a tile. Runs are there when they have ended. */
void sweep_map(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, const struct sweep_result *whole,
               struct figure_layer *layer, struct figure_axis *z);

/* What a measure is called: in columns, on axes, in sentences. */
struct sweep_measure_words {
    const char *name, *label, *least;
};
extern const struct sweep_measure_words sweep_measures[];

extern const struct study_tiles sweep_tiles;

/* What theory says of a quadratic: sweep_theory.c. */
void sweep_theory(struct arena *arena, const struct sweep_parameters *parameters, struct sweep_result *result);

void sweep_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void sweep_tell(const void *parameters, const void *result, struct buffer *sentence);
void sweep_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
bool sweep_scripted(const void *parameters, const void *result, struct error *error);
bool sweep_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
