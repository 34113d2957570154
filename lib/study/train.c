/* What does training do to the training loss, and what to the test loss? Networks trained by any method, from minibatches, with several seeds in
 * lockstep; all that are compared look at the same examples equally often. */
#include "study/train.h"

#include "analysis/least_squares.h"

#include <math.h>
#include <string.h>

#define FIELD(name) PARAMETER_FIELD(struct train_parameters, name)
static const struct parameter rows[] = {
    TRAINING_ROWS(offsetof(struct train_parameters, typed), "moons(noise=0.3)", "mlp", "adam(lr=0.01)"),
    {"view", KIND_CHOICE, .primary = true, .offset = FIELD(view), .initial = "loss",
     .choices = "loss|accuracy|gap|decision|mistakes|gradient-norm|sharpness|both",
     .help = "losses, accuracies, the test loss less the training loss, what is answered where (of one or two inputs), images answered wrongly, the "
             "gradient's norm, the sharpness, which is the greatest eigenvalue of the loss's Hessian, beside what gradient descent with all examples "
             "can bear, or both: losses and, beside them, what is answered where",
     .example = "decision"},
    {"against", KIND_CHOICE, .offset = FIELD(against), .initial = "auto", .choices = "auto|step|epoch|gradients",
     .help =
         "what the curves are drawn against: steps, epochs, or gradients of single examples; auto: steps where all runs take the same, else epochs",
     .example = "gradients", .effective = "view=loss|accuracy|gap|gradient-norm|sharpness|both"},
    {"at", KIND_POINT, .offset = FIELD(at),
     .help = "steps after which the decision is drawn, beside each other; those past the end mean the end; by default the end alone, which grows "
             "where the picture moves",
     .example = "0,10,100", .beside = "view=decision", .effective = "view=decision|both"},
    {"weights", KIND_BOOLEAN, .offset = FIELD(weights), .initial = "0",
     .help = "1: the JSON has the parameters at start and end and the examples of every batch, which is enough to repeat the training elsewhere",
     .example = "1"},
};

static bool draws_decision(const struct train_parameters *parameters)
{
    return parameters->view == TRAIN_DECISION || parameters->view == TRAIN_BOTH;
}

/* Whether each run is repeated from a start next to its own. */
static bool twice(const struct train_parameters *parameters)
{
    return parameters->view == TRAIN_SHARPNESS && parameters->plan.seeds == 1;
}

static bool refuse_view(struct train_parameters *parameters, struct error *error)
{
    const struct training_plan *plan = &parameters->plan;
    for (size_t i = 0; i < plan->typed->data.data.count; i++) {
        const struct data_request *size = &plan->sets[i];
        const char *name = plan->typed->data.data.items[i].callable->name;
        if (parameters->view == TRAIN_ACCURACY && !size->classes)
            error_set(error, ERROR_INVALID, "accuracy is of classes, and %s has numbers for targets", name);
        else if (parameters->view == TRAIN_GAP && !size->test)
            error_set(error, ERROR_INVALID, "the gap is that to the test loss, and %s has no test examples: test of data says how many", name);
        else if (draws_decision(parameters) && size->inputs > 2)
            error_set(error, ERROR_INVALID, "decisions are drawn over one or two inputs, and %s has %zu", name, size->inputs);
        else if (parameters->view == TRAIN_MISTAKES && !data_kind_of(&plan->typed->data.data.items[i])->image_rows)
            error_set(error, ERROR_INVALID, "mistakes are shown of images, and %s has none; digits and fashion have", name);
        else
            continue;
        return error_blame(error, "view", "");
    }
    return true;
}

/* The steps after which weights are kept: those asked for, or the end. */
static bool resolve_snapshots(struct arena *arena, struct train_parameters *parameters, struct error *error)
{
    const struct coordinates *at = &parameters->at;
    if (at->count > TRAINING_MAX_SNAPSHOTS) {
        error_set(error, ERROR_INVALID, "%zu pictures are more than the %d that fit beside each other", at->count, TRAINING_MAX_SNAPSHOTS);
        return error_blame(error, "at", "");
    }
    for (size_t i = 0; i < at->count; i++)
        if (!(at->items[i] >= 0) || at->items[i] != floor(at->items[i]) || (i && at->items[i] <= at->items[i - 1])) {
            error_set(error, ERROR_INVALID, "steps are whole numbers from 0, in ascending order");
            return error_blame(error, "at", "");
        }
    double *end = ARENA_NEW(arena, double, 1);
    *end = INFINITY;
    const bool drawn = draws_decision(parameters);
    parameters->recording = (struct training_recording){.snapshots = at->count ? at->items : end,
                                                        .sharpness = parameters->view == TRAIN_SHARPNESS,
                                                        .snapshot_count = at->count ? at->count
                                                                          : drawn   ? 1
                                                                                    : 0};
    return true;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct train_parameters *parameters = untyped;
    struct training_plan *plan = &parameters->plan;
    if (!training_plan(arena, &parameters->typed, parameters->view == TRAIN_SHARPNESS ? 2 : 1, plan, error) || !refuse_view(parameters, error) ||
        !resolve_snapshots(arena, parameters, error))
        return false;
    for (size_t i = 0; i < parameters->typed.data.data.count; i++)
        parameters->cost += learning_data_cost(&plan->sets[i]);
    for (size_t i = 0; i < plan->group_count; i++) {
        const struct training_group *group = &plan->groups[i];
        const double passes = 2 + (double)(TRAIN_REGION_SIDE * TRAIN_REGION_SIDE * parameters->recording.snapshot_count) / (double)group->examples;
        parameters->cost += training_cost(arena, plan, group) * (twice(parameters) ? 2 : 1) +
                            passes * (double)group->examples * model_cost(group->model) * OBJECTIVE_NETWORK_OPERATION;
        if (parameters->view == TRAIN_SHARPNESS)
            parameters->cost += training_sharpness_cost(plan, group) * (twice(parameters) ? 2 : 1);
    }
    return true;
}

static double cost(const void *untyped)
{
    return ((const struct train_parameters *)untyped)->cost;
}

static void measure(const void *untyped, struct study_size *size)
{
    enum { COLUMNS = 4 + 3 * TRAINING_QUANTITIES };
    static const double decision_map = 8e6; /* its network at every place of a grid, and the lines between classes */
    const struct train_parameters *parameters = untyped;
    size->numbers = 0;
    for (size_t i = 0; i < parameters->plan.group_count; i++) {
        const struct training_group *group = &parameters->plan.groups[i];
        const double drawn = (double)group->steps * (double)(group->batch ? group->batch : group->examples);
        size->numbers += COLUMNS * (double)(training_recorded(group, NULL) + 1);
        if (parameters->weights)
            size->numbers += (double)parameters->plan.seeds * (2 * (double)group->model->parameters + (group->batch ? drawn : 0));
    }
    for (size_t i = 0; i < parameters->plan.group_count && parameters->view == TRAIN_SHARPNESS; i++)
        size->memory = fmax(size->memory, training_sharpness_memory(&parameters->plan.groups[i]));
    if (draws_decision(parameters)) {
        size->evaluated = decision_map * (double)(parameters->plan.group_count * parameters->recording.snapshot_count);
        size->coloured = 0.5; /* beside the names of the classes */
    }
}

/* The exact floor of linear regression, in the unit of the loss; not-a-number for what is none. */
static double floor_of(struct arena *arena, const struct training_plan *plan, const struct training_group *group, const struct data_set *set)
{
    const struct loss_kind *loss = plan->losses[group->set];
    if (strcmp(group->network->callable->name, "linear") != 0 || loss->classes)
        return NAN;
    const struct network_layer *layer = &group->model->layers[0];
    const struct examples train = training_examples(arena, plan, group->set, &set->train);
    double sum = 0;
    for (size_t k = 0; k < train.targets; k++)
        sum += least_squares_floor(arena, train.input, train.inputs, train.target + k, train.targets, train.count, layer->bias);
    return sum / (double)train.targets * (loss == &loss_half_squared ? 0.5 : 1);
}

/* What is recorded of a group: for a picture in time, the weights at its moments as well. */
static struct training_recording recording_of(struct arena *arena, const struct train_parameters *parameters, const struct training_group *group)
{
    const struct training_recording *whole = &parameters->recording;
    if (!parameters->picture.in_time || !draws_decision(parameters) || parameters->at.count)
        return *whole;
    const size_t stages = group->steps < TRAIN_STAGES ? group->steps : TRAIN_STAGES;
    double *steps = ARENA_NEW(arena, double, 1 + stages);
    steps[0] = whole->snapshots[0];
    for (size_t k = 0; k < stages; k++)
        steps[1 + k] = floor((double)group->steps * (double)k / (double)stages);
    return (struct training_recording){.snapshots = steps, .snapshot_count = 1 + stages};
}

static double end_of(const struct train_run *run)
{
    const struct training_curve *curves = run->course.curves;
    const double *loss = curves[TRAINING_TEST_LOSS].middle ? curves[TRAINING_TEST_LOSS].middle : curves[TRAINING_LOSS].middle;
    return loss[run->course.rows - 1];
}

/* Curves grow; regions are painted anew, from outputs that each moment of the training takes once for the whole picture. */
static double frame(const void *untyped)
{
    const struct train_parameters *parameters = untyped;
    const struct training_plan *plan = &parameters->plan;
    const double frames = parameters->picture.moment.given ? 1 : (double)parameters->picture.frames;
    double work = 0, points = 0, regions = 0;
    if (parameters->view == TRAIN_MISTAKES || !plan->groups[0].steps)
        return 0;
    for (size_t i = 0; i < plan->group_count; i++) {
        points += (double)training_recorded(&plan->groups[i], NULL);
        regions += OBJECTIVE_NETWORK_OPERATION * model_cost(plan->groups[i].model) * TRAIN_REGION_SIDE * TRAIN_REGION_SIDE;
    }
    if (parameters->view != TRAIN_DECISION)
        work += picture_lines_work(2 * (double)plan->group_count, 2 * points);
    if (draws_decision(parameters))
        work += 1e6 + 12 * picture_pixels(&parameters->picture) + regions * TRAIN_STAGES / frames;
    return work;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct train_parameters *parameters = untyped;
    const struct training_plan *plan = &parameters->plan;
    struct train_result *result = ARENA_NEW(arena, struct train_result, 1);
    result->count = plan->group_count;
    result->sets = ARENA_NEW(arena, struct data_set, parameters->typed.data.data.count);
    result->runs = ARENA_NEW(arena, struct train_run, result->count);
    for (size_t i = 0; i < parameters->typed.data.data.count; i++) {
        struct learning_data data = parameters->typed.data;
        data.data = (struct calls){&parameters->typed.data.data.items[i], 1};
        if (!learning_data_make(arena, &data, &result->sets[i], error))
            return false;
    }
    for (size_t i = 0; i < result->count; i++) {
        struct train_run *one = &result->runs[i];
        const struct training_group *group = &plan->groups[i];
        one->set = &result->sets[group->set];
        const struct training_recording recording = recording_of(arena, parameters, group);
        training_run(arena, plan, group, one->set, &recording, &one->course);
        one->outcome = training_judge(arena, plan, &one->course, one->set);
        one->floor = floor_of(arena, plan, group, one->set);
        if (recording.sharpness) {
            struct training_course nudged;
            const struct training_recording again = {.sharpness = true, .nudged = true};
            if (twice(parameters))
                training_run(arena, plan, group, one->set, &again, &nudged);
            train_sharpness(arena, one, twice(parameters) ? &nudged : NULL);
        }
        result->gradients = fmax(result->gradients, one->course.gradients[one->course.rows - 1]);
        train_units(arena, plan, one);
        if (end_of(one) < end_of(&result->runs[result->best]) || !isfinite(end_of(&result->runs[result->best])))
            result->best = i;
    }
    *answer = result;
    return true;
}

static const struct study_fact facts[] = {
    {"parameters", "{\"type\":[\"integer\",\"array\"],\"items\":{\"type\":\"integer\"}}",
     "of the network: one number, or a list where networks of several sizes are compared"},
    {"examples", "{\"type\":[\"integer\",\"array\"],\"items\":{\"type\":\"integer\"}}",
     "training examples; a list where data sets of several sizes are compared"},
    {"test_examples", "{\"type\":[\"integer\",\"array\"],\"items\":{\"type\":\"integer\"}}", "test examples, alike"},
    {"inputs", "{\"type\":\"integer\"}", "inputs of an example"},
    {"classes", "{\"type\":\"integer\"}", "classes; 0: targets are numbers"},
    {"loss", "{\"type\":\"string\"}", "what is minimised; /v1/losses lists them"},
    {"blind_loss", "{\"type\":[\"number\",\"null\"]}", "the training loss of the best constant answer"},
    {"floor", "{\"type\":\"number\"}", "of linear regression: the least training loss that there is, in the unit of the loss; by Gram–Schmidt"},
    {"best", "{\"type\":\"string\"}",
     "the name of the run that ends with the least test loss (training loss where nothing is tested); absent: none ends with one"},
};

#define NUMBERS "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"array\"],\"items\":{\"type\":\"number\"}}}"
#define LISTS "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}"
static const struct study_fact members[] = {
    {"evidence", "{\"type\":\"string\"}", "what was seen that says so, a clause"},
    {"data", "{\"type\":\"string\"}", "as it would be typed"},
    {"network", "{\"type\":\"string\"}", "as it would be typed"},
    {"optimizer", "{\"type\":\"string\"}", "the method's name"},
    {"lr", "{\"type\":[\"number\",\"null\"]}", "the rate that the schedule starts from; null: the method has none"},
    {"schedule", "{\"type\":\"string\"}", "as it would be typed"},
    {"batch", "{\"type\":\"integer\"}", "examples that a gradient is taken from"},
    {"parameters", "{\"type\":\"integer\"}", "of this run's network"},
    {"steps", "{\"type\":\"integer\"}", "taken"},
    {"gradients", "{\"type\":\"number\"}", "of single examples, evaluated"},
    {"seeds_diverged", "{\"type\":\"integer\"}", "seeds that overflowed; absent: none"},
    {"least_test_loss", "{\"type\":\"object\",\"properties\":{\"step\":{\"type\":\"integer\"},\"value\":{\"type\":\"number\"}}}",
     "of the recorded steps: the first with the least test loss, and that"},
    {"end", "{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"number\",\"null\"]}}",
     "the last of each column, with _low and _high where there are several seeds; dead_units and saturated, shares at the end of the first seed; "
     "above_floor, of linear regression"},
    {"start_weights", NUMBERS, "with weights=1: the parameters before the first step; a list of such lists where there are several seeds"},
    {"sharpness",
     "{\"type\":\"object\",\"properties\":{\"reached\":{\"type\":\"integer\"},\"least\":{\"type\":\"number\"},\"most\":{\"type\":\"number\"},"
     "\"apart\":{\"type\":\"integer\"}}}",
     "with view=sharpness: the first recorded step with a sharpness that the method's steps cannot bear, and the least and the most of it from there "
     "on, "
     "as shares of what they can; the first at which the run from a start one unit in the last place away differs by more than a hundredth. What is "
     "absent did not come"},
    {"end_weights", NUMBERS, "with weights=1: after the last, alike"},
    {"batches", LISTS, "with weights=1: the training examples of each step, counted from 0; a list of such lists where there are several seeds"},
};

static const struct study_fact answer_columns[] = {
    {"step", STUDY_NUMBERS, "recorded"},
    {"epoch", STUDY_NUMBERS, "training examples looked at, over their number"},
    {"gradients", STUDY_NUMBERS, "of single examples, evaluated so far"},
    {"train_loss", STUDY_NUMBERS, "without decay; of several seeds the median"},
    {"train_loss_low", STUDY_NUMBERS, "its 10 % quantile over the seeds"},
    {"train_loss_high", STUDY_NUMBERS, "its 90 % quantile"},
    {"test_loss", STUDY_NUMBERS, "likewise"},
    {"test_loss_low", STUDY_NUMBERS, "its 10 % quantile over the seeds"},
    {"test_loss_high", STUDY_NUMBERS, "its 90 % quantile"},
    {"train_accuracy", STUDY_NUMBERS, "share of right answers"},
    {"train_accuracy_low", STUDY_NUMBERS, "its 10 % quantile over the seeds"},
    {"train_accuracy_high", STUDY_NUMBERS, "its 90 % quantile"},
    {"test_accuracy", STUDY_NUMBERS, "likewise"},
    {"test_accuracy_low", STUDY_NUMBERS, "its 10 % quantile over the seeds"},
    {"test_accuracy_high", STUDY_NUMBERS, "its 90 % quantile"},
    {"gap", STUDY_NUMBERS, "test loss less training loss"},
    {"gap_low", STUDY_NUMBERS, "its 10 % quantile over the seeds"},
    {"gap_high", STUDY_NUMBERS, "its 90 % quantile"},
    {"gradient_norm", STUDY_NUMBERS, "of the minibatch that the next step is taken with"},
    {"gradient_norm_low", STUDY_NUMBERS, "its 10 % quantile over the seeds"},
    {"gradient_norm_high", STUDY_NUMBERS, "its 90 % quantile"},
    {"sharpness", STUDY_NUMBERS, "the greatest eigenvalue of the Hessian"},
    {"sharpness_low", STUDY_NUMBERS, "its 10 % quantile over the seeds"},
    {"sharpness_high", STUDY_NUMBERS, "its 90 % quantile"},
    {"sharpness_nudged", STUDY_NUMBERS, "of a run that starts one unit in the last place away"},
    {"stable_sharpness", STUDY_NUMBERS, "up to which the method's steps stay bounded on a quadratic"},
    {"lr", STUDY_NUMBERS, "rate of the step that follows"},
};

const struct study train_study = {
    .name = "train",
    .known_as = "fit training learn learning neural-network network mlp",
    .question = "what does training do to the training loss, and what to the test loss?",
    .help =
        "Trains networks on a data set by any optimizer and schedule, from minibatches, and tells training and test loss, accuracy, and how each run "
        "ended: converged, overfitting (the test loss turned), underfitting, stalled, fluctuating, diverged or out of steps. Several networks, "
        "optimizers, rates, "
        "schedules, batches or data sets are compared; several seeds give medians and bands.",
    STUDY_PARAMETERS(struct train_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_MEMBERS(members),
    STUDY_COLUMNS(answer_columns),
    .example = "data=spirals(n=200)&network=mlp(hidden=16;16)&optimizer=adam(lr=0.01)&epochs=30",
    .lower = "epochs or steps, seeds, the network's hidden units, n of data, or the number of runs compared",
    .resolve = resolve,
    .cost = cost,
    .frame = frame,
    .moves_with = "another view than mistakes, and a step or more",
    .measure = measure,
    .run = run,
    .describe = train_describe,
    .tell = train_tell,
    .draw = train_draw,
    .scripted = train_scripted,
    .script = train_script,
};
