/* What is recorded of a training under way: between the files of training. */
#ifndef STUDY_TRAINING_RECORDER_H
#define STUDY_TRAINING_RECORDER_H

#include "analysis/curvature.h"
#include "study/training.h"

/* A training under way. Of each quantity and seed there is a number a row: values[quantity][seed * rows + row]. */
struct recorder {
    struct arena *arena;
    const struct training_group *group;
    const struct examples *train, *test;
    struct training_course *course;
    size_t seeds, rows;  /* rows of `values`, the last for the end */
    const size_t *steps; /* [rows − 1]: recorded */
    double *values[TRAINING_QUANTITIES];
    struct evaluation *evaluation; /* of `lanes` networks */
    size_t lanes;
    double *loss, *right;
    size_t *wanted;              /* [lanes]: the row that a point is recorded in, or SIZE_MAX */
    bool sharpness;              /* is recorded */
    struct curvature *curvature; /* null: of nothing yet */
    struct arena *within;        /* of one Lanczos run */
};

/* Makes what sharpness is measured with, where it is recorded and there is none yet. */
void recorder_open_curvature(struct recorder *recorder, const struct objective *objective);

/* For descent_observer.watch: records losses, gradients and sharpness of the steps that are recorded, and keeps the first seed's weights where they are asked
 * for. What it writes of a seed stands apart from what it writes of others. */
void recorder_watch(void *recorder, const struct block *block, size_t round);

/* The ends of all seeds, in the last row: searches end at steps that are not recorded. */
void recorder_take_ends(struct recorder *recorder, const struct descent_ends *ends);

#endif
