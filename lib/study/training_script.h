/* What programs have of how networks are trained, whatever is told of it. */
#ifndef STUDY_TRAINING_SCRIPT_H
#define STUDY_TRAINING_SCRIPT_H

#include "study/method_script.h"
#include "study/training.h"

/* Whether there is a program of all that the plan trains; else false with the reason. */
bool script_can_train(const struct training_plan *plan, struct error *error);

/* Sets the error that there is none, for the reason: "whose network has convolutions". Returns false. */
bool script_no_training(struct error *error, const char *why);

/* Adds what such a program is made of: SEED, the data, prepared(), the network, initial_weights() or START, objective_of(), the methods, the schedules, descend()
 * and RUNS; and the lines of compute() that make train and test (of several data sets: sets of them), inputs and targets each. `sets` are the data sets
 * of the plan as they were made. With `strides` RUNS say every how many steps are recorded. */
bool script_training(struct script *script, const struct training_plan *plan, const struct data_set *sets, bool strides, struct script_needs *needs,
                     struct error *error);

/* Adds the head of compute()'s loop over RUNS, with per_epoch and rates; and the loop in it over the seeds, up to the statement that makes the rows of a
 * run: `kept` are the steps of which there shall be rows. */
void script_training_loop(struct script *script, const struct training_plan *plan, const struct script_needs *needs, bool strides);
void script_training_run(struct script *script, const struct training_plan *plan, const struct script_needs *needs, const char *kept);

/* Whether some methods show places that are not those of their gradients. */
bool script_shows_apart(const struct script_needs *needs);

/* --- The data --- */

/* Whether the examples come by the rule of their set: there is one set, and it has a rule. */
bool script_examples_by_rule(const struct training_plan *plan);

/* Whether the examples can be written, else false with the reason; and adds them, prepared(), and the lines of compute(). */
bool script_can_have_examples(const struct training_plan *plan, struct error *error);
bool script_add_examples(struct script *script, const struct training_plan *plan, const struct data_set *sets, struct error *error);

#endif
