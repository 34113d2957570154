/* Runs of one method that descend in lockstep, each with settings of its own: a learning rate, a momentum, a schedule of its own. */
#ifndef OPTIMIZE_SETTINGS_H
#define OPTIMIZE_SETTINGS_H

#include "optimize/method.h"

/* Groups of coordinates that may have learning rates of their own, at most. */
enum { SETTINGS_MAX_GROUPS = 8 };

/* The settings of one run. */
struct descent_setting {
    double *values;      /* of the method's options: as the method is called, to be overwritten where the run differs */
    const double *rates; /* its learning rate at each step, at least steps + 1 of them; null: values[METHOD_LR] at all of them */
    double *group_rates; /* [SETTINGS_MAX_GROUPS]: not-a-number, to be overwritten by the rate, at all steps, of a group of coordinates */
};

/* Where they come from: `set` is asked once of every run, by its number among the starts. Options that the method's rows of memory depend on must be
 * at their largest where the method is called. */
struct descent_settings {
    void (*set)(const void *context, size_t run, struct descent_setting *setting);
    const void *context;
    const size_t *group_ends; /* [group_count]: behind each group's last coordinate; of methods that treat all coordinates alike alone */
    size_t group_count;       /* 0: all coordinates have the run's rate */
};

/* The settings of the runs of one block, each of at most so many steps. */
struct own_settings;
struct own_settings *own_settings_create(struct arena *arena, const struct call *call, const struct descent_settings *settings, size_t steps,
                                         const struct block *block);

/* Rows of memory that a block needs besides the method's. */
enum { OWN_SETTINGS_ROWS = 1 };

/* Asks for those of the runs of a block that has just been filled, of which the first is `run` among the starts; `first` is the step before the first, of
 * runs without settings of their own. */
void own_settings_fill(struct own_settings *own, const struct block *block, size_t run, const struct method_step *first);

/* The step that a point has taken last, or takes. */
const struct method_step *own_settings_step(const struct own_settings *own, const struct block *block, size_t point);

/* method->judge of a point, and the method's step from all points of the block, each as if it were alone: the same bits. */
bool own_settings_judge(struct own_settings *own, struct block *block, size_t point);
void own_settings_move(struct own_settings *own, struct block *block, size_t round);

/* The work of moving a point beyond what the method takes where all share their settings. */
double own_settings_work(const struct call *call, size_t dimension);

#endif
