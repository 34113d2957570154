/* What the files of the train study share: the question and its answer. */
#ifndef STUDY_TRAIN_H
#define STUDY_TRAIN_H

#include "study/picture.h"
#include "study/study.h"
#include "study/training_outcome.h"

enum train_view { TRAIN_LOSS, TRAIN_ACCURACY, TRAIN_GAP, TRAIN_DECISION, TRAIN_MISTAKES, TRAIN_GRADIENT_NORM, TRAIN_SHARPNESS, TRAIN_BOTH };

/* Rows and columns that regions are drawn with. */
enum { TRAIN_REGION_SIDE = 101 };

/* What is answered where is drawn as it is at so many steps of a training, evenly spaced, besides the end; at all where there are fewer. */
enum { TRAIN_STAGES = 30 };

struct train_parameters {
    struct picture picture;
    struct training_typed typed;
    struct coordinates at;
    int view, against;
    bool weights;

    /* Resolved: */
    struct training_plan plan;
    struct training_recording recording;
    double cost;
};

/* One group: how it trained, and what was found at its end. */
struct train_run {
    struct training_course course;
    struct training_outcome outcome;
    const struct data_set *set;
    double floor;           /* of linear regression, in the unit of the loss; not-a-number for other networks */
    double dead, saturated; /* shares at the end, of the first seed (train_units); not-a-number where there are no hidden units */
    size_t units;           /* hidden units */

    /* With view=sharpness: */
    double *stable; /* [course.rows]: the curvature at which the method's steps at the rate of that row just stay bounded on a quadratic; null: of
                              minibatches, and of methods that have none */
    double *nudged; /* [course.rows]: the sharpness of a second run that starts one unit in the last place away; not-a-number where it had
                              ended; null: there are several seeds */
    size_t reached, apart; /* the first row with a sharpness of at least `stable`; the first where the two differ by more than a hundredth;
                              SIZE_MAX: none */
    double least, most;    /* of the sharpness from `reached` on, as shares of `stable` */
};

struct train_result {
    struct data_set *sets; /* one a data set of the plan */
    struct train_run *runs;
    size_t count;
    double gradients; /* of single examples: the most that a run took; the figure's time is theirs, so that at every moment all that are compared
                         have seen as many */
    size_t best;      /* the run that ends with the least test loss (training loss where there is no test) */
};

/* Fills in the results about the sharpness; `nudged` is the second run's course, or null. */
void train_sharpness(struct arena *arena, struct train_run *run, const struct training_course *nudged);

/* How the hidden units of the first seed work at the end, over the training examples: the share of units whose activation has the slope 0 at all
 * of them, which no gradient moves; and the share of all pairs of unit and example where the slope is under a hundredth of the activation's
 * greatest, of activations that are level far out on both sides. */
void train_units(struct arena *arena, const struct training_plan *plan, struct train_run *run);

void train_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void train_tell(const void *parameters, const void *result, struct buffer *sentence);
void train_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

/* The panels of what is answered where: how many there are, and what they show. */
size_t train_decision_panels(const struct train_parameters *parameters, const struct train_result *result);
void train_draw_decision(struct arena *arena, const struct train_parameters *parameters, const struct train_result *result,
                         struct figure_panel *panels);

/* The figure of the mistakes view. */
void train_draw_mistakes(struct arena *arena, const struct train_parameters *parameters, const struct train_result *result, struct figure *figure);

bool train_scripted(const void *parameters, const void *result, struct error *error);
bool train_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
