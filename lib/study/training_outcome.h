/* How a training ended, decided by its recorded losses alone. Losses are compared with losses, so that no word depends on their unit:
 *
 *   blind  the training loss of the best constant answer, which looks at no input: for squared losses that of the targets' mean, for
 *          cross-entropy that of the classes' shares. Where it is 0, as all targets are the same, no loss is compared with it
 *   fall   what the training loss fell by from the start to the end; of a start above the blind loss, what it fell by from there: how bad a
 *          start was has no part in what was learnt
 *   rest   over the last quarter of the steps, and the last three recorded, the training loss varies by no more than a hundredth of the fall to
 *          the least of it; or the method found no step to take
 *
 * The first that holds is the outcome:
 *
 *   diverged      a number overflowed (of most seeds), or the training loss ends above both that at the start and the blind one
 *   overfitting   the test loss turned: throughout the last tenth of the recorded steps it is above its least value before by more than a tenth of
 *                 the fall, and the training loss below what it was there; and the fall is more than a hundredth of the blind loss. Steps between
 *                 those recorded are not known: the sentence says which were
 *   stalled       over the steps of "rest" the training loss is at 99 % of the blind one or above, varies by no more than a tenth of it and falls
 *                 by no more than a hundredth of it: nothing of the inputs is used
 *   underfitting  the training loss has come to rest above half of the blind one: more than half of what is to be learnt is left
 *   converged     the training loss has come to rest
 *   fluctuating   over the last half of the steps, eight recorded or more, the training loss rises from one record to the next at a quarter of
 *                 them or more, and a record of the last quarter of the steps is below one of the quarter before in no less than 0.3 and no more
 *                 than 0.7 of all pairs (Mann and Whitney 1947): it goes up and down about a level, as with minibatches at a constant rate, and
 *                 more steps alone do not change that
 *   out_of_steps  it was still moving
 *
 * With no steps the outcome is: untrained. */
#ifndef STUDY_TRAINING_OUTCOME_H
#define STUDY_TRAINING_OUTCOME_H

#include "study/training.h"

enum training_outcome_kind {
    TRAINING_UNTRAINED,
    TRAINING_DIVERGED,
    TRAINING_OVERFITTING,
    TRAINING_STALLED,
    TRAINING_UNDERFITTING,
    TRAINING_CONVERGED,
    TRAINING_FLUCTUATING,
    TRAINING_OUT_OF_STEPS
};

struct training_outcome {
    enum training_outcome_kind kind;
    const char *evidence; /* a clause */
    double blind;         /* not-a-number if the training examples overflow it */
    size_t turn;          /* the row of the least test loss; SIZE_MAX where there is none */
    bool turned;          /* overfitting's condition holds there */
};

/* "out_of_steps" for programs, "out of steps" for people, "it ran out of steps" as a clause. */
const char *training_outcome_name(enum training_outcome_kind kind);
const char *training_outcome_words(enum training_outcome_kind kind);
const char *training_outcome_clause(enum training_outcome_kind kind);

/* Judges the medians of a course; `set` is what it was trained on. */
struct training_outcome training_judge(struct arena *arena, const struct training_plan *plan, const struct training_course *course,
                                       const struct data_set *set);

#endif
