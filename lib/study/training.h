/* What the studies of trained networks share: which networks are trained on what and how, by rows of parameters; the training itself; and what was
 * recorded of it. Every combination of data, networks, methods, rates, schedules and batches is a group; the seeds of a group are so many
 * networks that train in lockstep. */
#ifndef STUDY_TRAINING_H
#define STUDY_TRAINING_H

#include "network/networks.h"
#include "optimize/descent.h"
#include "optimize/objective_network.h"
#include "study/learning.h"

enum { TRAINING_MAX_GROUPS = 12, TRAINING_MAX_SEEDS = 64, TRAINING_MAX_SNAPSHOTS = 6, TRAINING_MAX_STEPS = 1000000, TRAINING_MAX_CURVATURE = 300 };

/* The parameters as typed, a member of a study's. */
struct training_typed {
    struct learning_data data;
    struct calls network, optimizer, schedule;
    int loss; /* 0: auto, else 1 + the index in loss_kinds */
    double decay, clip;
    struct reals lr, batch;
    int schedule_by; /* 0: the schedule counts steps, 1: epochs */
    bool pair;
    long epochs, steps, seeds;
    struct coordinates start;
};

/* Rows for the member at `at` (an offset), with the data, network and optimizer that are the study's defaults. */
/* clang-format off */
#define TRAINING_FIELD(at, name) (at) + PARAMETER_FIELD(struct training_typed, name)
#define TRAINING_ROWS(at, set, networks, methods) TRAINING_ROWS_WITH(at, set, networks, methods, "mlp(hidden=8),mlp(hidden=64;64,activation=relu)", "8", NULL)
/* The same with other examples of networks and seeds, the latter beside a query of their own. */
#define TRAINING_ROWS_WITH(at, set, networks, methods, network_example, seeds_example, seeds_beside)                                                 \
    TRAINING_ROWS_OF(at, TRAINING_MAX_GROUPS, set, networks, methods, "0", ", or several to compare", "; several are runs of their own",              \
                     network_example, "sgd(lr=0.1,momentum=0.9),adam(lr=0.01)", "0.1,0.5", "8,32,0"),                                                \
    {"pair", KIND_BOOLEAN, .offset = TRAINING_FIELD(at, pair), .initial = "0",                                                                       \
     .help = "1: lists of data, networks, optimizers, rates, schedules and batches go together, the first of each with the first of the others; all have one length, or one entry; 0: every combination", \
     .example = "1", .beside = "optimizer=sgd(lr=0.5),sgd(lr=0.05)&batch=0,10"}, \
    {"seeds", KIND_INTEGER, .offset = TRAINING_FIELD(at, seeds), .initial = "1", .least = 1, .most = TRAINING_MAX_SEEDS,                             \
     .help = "so many networks with other random starts and batches: curves are medians, with bands from the 10 % to the 90 % quantile", .example = seeds_example, .beside = seeds_beside}
/* Of one run alone, with another decay by default; `seeds` of what was typed must be set to 1 before the plan is made. */
#define TRAINING_ROWS_ONE(at, set, networks, methods, decays)                                                                                        \
    TRAINING_ROWS_OF(at, 1, set, networks, methods, decays, "", "", "mlp(hidden=16,activation=relu)", "sgd(lr=0.1,momentum=0.9)", "0.1", "8")
#define TRAINING_ROWS_OF(at, sets, set, networks, methods, decays, compared, runs, network_example, method_example, rate_example, batch_example)      \
    LEARNING_DATA_ROWS((at) + offsetof(struct training_typed, data), set, sets),                                                                                               \
    {"network", KIND_NETWORKS, .primary = true, .offset = TRAINING_FIELD(at, network), .initial = networks,                                                           \
     .help = "the network with its arguments" compared "; /v1/networks lists them", .example = network_example}, \
    {"loss", KIND_CHOICE, .offset = TRAINING_FIELD(at, loss), .initial = "auto", .choices = LOSS_CHOICES,               \
     .help = "what is minimised, the mean over the examples; auto: cross_entropy where there are classes, else squared; squared losses of classes are those of a 1 at the right output and 0 at the others", \
     .example = "squared"},                                                                                                                          \
    {"decay", KIND_REAL, .offset = TRAINING_FIELD(at, decay), .initial = decays, .least = 0, .most = 1e6,                                               \
     .help = "λ: λ/2 times the sum of all squared parameters is added to the loss that is minimised, not to the losses that are told", .example = "0.001"}, \
    {"optimizer", KIND_METHODS, .primary = true, .offset = TRAINING_FIELD(at, optimizer), .initial = methods,                                                         \
     .help = "the method" compared "; /v1/optimizers lists them with their arguments", .example = method_example}, \
    {"lr", KIND_REALS, .argument_of = "optimizer,schedule", .offset = TRAINING_FIELD(at, lr), .least = 0, .most = 1e6,                                                                    \
     .help = "the learning rate of methods that do not say theirs, and of the default one" runs "; by default each method's", .example = rate_example,   \
     .beside = "optimizer=sgd"},                                                                                                                     \
    {"schedule", KIND_SCHEDULES, .offset = TRAINING_FIELD(at, schedule), .initial = "constant",                                                      \
     .help = "how the learning rate moves" runs "; /v1/schedules lists them with their arguments", .example = "cosine(warmup_steps=20)"}, \
    {"schedule_by", KIND_CHOICE, .offset = TRAINING_FIELD(at, schedule_by), .initial = "step", .choices = "step|epoch",                              \
     .help = "what the schedule counts: with epoch the rate stays the same within one", .example = "epoch"},                                         \
    {"batch", KIND_REALS, .offset = TRAINING_FIELD(at, batch), .initial = "32", .least = 0, .most = DATA_MAX_EXAMPLES,                               \
     .help = "examples a gradient is taken from: each has its turn once an epoch, in a random order; 0: all" runs, .example = batch_example}, \
    {"epochs", KIND_INTEGER, .offset = TRAINING_FIELD(at, epochs), .initial = "50", .least = 0, .most = 100000,                                      \
     .help = "how often every training example is looked at, unless steps says how long; the same number for all that is compared is the same number of gradients", .example = "20"}, \
    {"steps", KIND_INTEGER, .offset = TRAINING_FIELD(at, steps), .initial = "-1", .least = -1, .most = TRAINING_MAX_STEPS,                           \
     .help = "how many steps are taken, instead of epochs; -1: as many as the epochs have; 0: none, the answer is of the start", .example = "100"},  \
    {"clip", KIND_REAL, .offset = TRAINING_FIELD(at, clip), .initial = "0", .least = 0, .most = 1e6,                                                 \
     .help = "gradients with a norm over this are shortened to it; 0: never", .example = "1"},                                                       \
    {"start", KIND_POINT, .offset = TRAINING_FIELD(at, start),                                                                                       \
     .help = "the parameters to start from, in the order of the layers, each its weights row by row and then its biases; by default random", .example = "0.1,-0.2", \
     .beside = "data=sine&network=linear"}
/* clang-format on */

/* What is trained, and how. */
struct training_group {
    const struct call *data, *network, *schedule;
    struct call method;
    double lr;
    const char *name; /* what distinguishes it from the others; of one alone the method */
    size_t set;       /* which of the data sets */
    struct model *model;
    size_t examples, test_examples; /* of the set */
    size_t batch;                   /* 0: all */
    size_t per_epoch, steps;        /* steps of an epoch, and in all */
};

struct training_plan {
    const struct training_typed *typed;
    struct data_request *sets; /* sizes, one a data set */
    const struct loss_kind **losses;
    struct training_group *groups;
    size_t group_count, seeds;
};

/* Checks all that was typed and makes the models, for derivatives of the loss up to `order`. */
bool training_plan(struct arena *arena, const struct training_typed *typed, int order, struct training_plan *plan, struct error *error);

/* A quantity over the recorded steps: of the seeds the median and the 10 % and 90 % quantiles, [rows] each. With one seed all are the same. */
struct training_curve {
    double *middle, *low, *high;
};
enum training_quantity {
    TRAINING_LOSS,
    TRAINING_TEST_LOSS,
    TRAINING_ACCURACY,
    TRAINING_TEST_ACCURACY,
    TRAINING_GAP,
    TRAINING_GRADIENT,
    TRAINING_SHARPNESS,
    TRAINING_QUANTITIES
};

/* What was recorded of a group. Losses are without decay; the gap is the test loss less the training loss; the gradient's norm is that of the
 * minibatch that the next step is taken with (of the last row, of the one that would have come next), with decay and before clipping. The sharpness is the greatest
 * eigenvalue of the Hessian of the loss over all training examples, with decay; recorded only where it is asked for. */
struct training_course {
    const struct training_group *group;
    size_t rows;
    double *step, *epoch, *gradients, *lr;             /* [rows]; gradients: of single examples, evaluated so far */
    struct training_curve curves[TRAINING_QUANTITIES]; /* a quantity that there is none of has null pointers */
    double *start, *end;                               /* [parameters][seeds]: the weights */
    size_t *steps;                                     /* [seeds]: taken */
    enum descent_stop *stops;                          /* [seeds] */
    size_t diverged;                                   /* seeds that overflowed */
    size_t snapshot_count;
    size_t *snapshot_steps; /* [snapshot_count] */
    double **snapshots;     /* [snapshot_count][parameters]: the first seed's weights after so many steps */
};

/* The examples in the form that the loss of a plan's set takes: squared losses of classes take a number for each output. */
struct examples training_examples(struct arena *arena, const struct training_plan *plan, size_t set, const struct examples *examples);

/* What is recorded besides the start and the end: the losses at evenly spaced steps, and weights. */
struct training_recording {
    const double *snapshots; /* steps after which the first seed's weights are kept; those past the end mean the end */
    size_t snapshot_count;
    bool sharpness; /* is recorded: the model must be of order 2 */
    bool nudged;    /* the first parameter starts one unit in the last place higher */
};

/* Steps of Lanczos' method for a sharpness, at most; it ends when the residual is a TRAINING_SHARPNESS_TOLERANCE of the greatest magnitude. */
enum { TRAINING_SHARPNESS_STEPS = 100 };
#define TRAINING_SHARPNESS_TOLERANCE 1e-8

/* When the course comes to a step, from 0 to 1, where 1 is after so many gradients of single examples. */
double training_time(const struct training_course *course, double step, double gradients);

/* Trains a group on its set. */
void training_run(struct arena *arena, const struct training_plan *plan, const struct training_group *group, const struct data_set *set,
                  const struct training_recording *recording, struct training_course *course);

/* The steps of a group that are recorded: evenly spaced ones, the first 0, and the last; returns how many. They are so many that recording takes
 * about as long as training, or some ten milliseconds, but TRAINING_MIN_ROWS to TRAINING_MAX_ROWS where there are as many. `into` has room for
 * TRAINING_MAX_ROWS + 2, or is null. */
enum { TRAINING_MIN_ROWS = 12, TRAINING_MAX_ROWS = 100 };
size_t training_recorded(const struct training_group *group, size_t *into);

/* The work of training_run, without sharpness; what that takes besides, and the memory of it, in bytes. */
double training_cost(struct arena *arena, const struct training_plan *plan, const struct training_group *group);
double training_sharpness_cost(const struct training_plan *plan, const struct training_group *group);
double training_sharpness_memory(const struct training_group *group);

/* The work of one product of a vector with the Hessian over all training examples. */
double training_product_cost(const struct training_group *group);

/* Evaluates the model at one network's weights: [parameters], `step` numbers apart. The weights as a vector with the padding that products want. */
double *training_weights(struct arena *arena, const struct training_group *group, const double *weights, size_t step);

#endif
