/* How noisy is the gradient of a minibatch? That of every example is computed at the start or the end of a training; what minibatches of them leave
 * follows exactly, and is drawn besides. */
#include "study/gradient_noise.h"

#include "analysis/statistics.h"
#include "base/exact.h"
#include "base/linear.h"
#include "base/number.h"
#include "base/sort.h"
#include "study/sentence.h"

#include <math.h>

enum { LANES = 8, MAX_SIZES = 64, DIGITS = 4 };
static const double affordable = 3e8; /* operations, for sums over all pairs of examples */

#define FIELD(name) PARAMETER_FIELD(struct noise_parameters, name)
static const struct parameter rows[] = {
    TRAINING_ROWS_ONE(offsetof(struct noise_parameters, typed), "moons(n=200,noise=0.2)", "mlp(hidden=8)", "sgd(lr=0.1)", "0"),
    {"at", KIND_CHOICE, .offset = FIELD(at), .initial = "end", .choices = "start|end", .help = "at the start or the end of the training",
     .example = "start"},
    {"sizes", KIND_REALS, .offset = FIELD(sizes), .least = 1, .most = DATA_MAX_EXAMPLES,
     .help = "numbers of examples in a minibatch; by default 1, 2, 4, … while there are more examples", .example = "1,10,100"},
    {"trials", KIND_INTEGER, .offset = FIELD(trials), .initial = "200", .least = 10, .most = 100000, .help = "minibatches drawn of each size",
     .example = "1000"},
};

static bool resolve_sizes(struct arena *arena, struct noise_parameters *parameters, struct error *error)
{
    const size_t examples = parameters->plan.groups[0].examples, given = parameters->sizes.count;
    if (given > MAX_SIZES) {
        error_set(error, ERROR_TOO_MUCH, "%zu sizes are more than %d", given, MAX_SIZES);
        return error_blame(error, "sizes", "");
    }
    parameters->batches = ARENA_NEW(arena, double, MAX_SIZES);
    for (size_t i = 0; i < given; i++) {
        const double size = parameters->batches[i] = parameters->sizes.items[i];
        if (size != floor(size) || size > (double)examples) {
            char number[NUMBER_SIZE];
            number_print(number, size);
            error_set(error, ERROR_INVALID, "%s is not a whole number of the %zu training examples", number, examples);
            return error_blame(error, "sizes", number);
        }
    }
    parameters->batch_count = given;
    for (size_t size = 1; !given && (size < examples || size == 1); size *= 2)
        parameters->batches[parameters->batch_count++] = (double)size;
    sort_ascending(parameters->batches, parameters->batch_count);
    return true;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct noise_parameters *parameters = untyped;
    struct training_plan *plan = &parameters->plan;
    parameters->typed.seeds = 1;
    if (!training_plan(arena, &parameters->typed, 1, plan, error))
        return false;
    if (plan->group_count > 1) {
        error_set(error, ERROR_INVALID, "the noise is that of one network, trained in one way; these are %zu", plan->group_count);
        return error_blame(error, parameters->typed.network.count > 1 ? "network" : "optimizer", "");
    }
    struct training_group *group = &plan->groups[0];
    if (!parameters->at)
        group->steps = 0;
    if (!resolve_sizes(arena, parameters, error))
        return false;
    const size_t examples = group->examples, size = group->model->parameters, trials = (size_t)parameters->trials;
    parameters->tail = gradient_noise_cost(examples, size, true) <= affordable;
    parameters->cost = learning_data_cost(&plan->sets[0]) + training_cost(arena, plan, group) +
                       (double)examples * (4 * OBJECTIVE_NETWORK_OPERATION * model_cost(group->model) + 5 * (double)size) +
                       gradient_noise_cost(examples, size, parameters->tail);
    for (size_t i = 0; i < parameters->batch_count; i++)
        parameters->cost += gradient_noise_sample_cost(examples, size, (size_t)parameters->batches[i], trials);
    return true;
}

static double cost(const void *untyped)
{
    return ((const struct noise_parameters *)untyped)->cost;
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct noise_parameters *parameters = untyped;
    const struct training_group *group = &parameters->plan.groups[0];
    size->numbers = 5 * (double)parameters->batch_count;
    size->memory = 8 * (double)group->examples * (double)group->model->parameters;
}

/* The gradients of single examples, LANES at a time: [examples][parameters]. */
static double *example_gradients(struct arena *arena, const struct training_group *group, const struct examples *examples, const double *weights,
                                 double decay)
{
    const size_t n = group->model->parameters, count = examples->count;
    double *gradients = ARENA_NEW(arena, double, count *n), *lanes = ARENA_NEW(arena, double, n *LANES + PRODUCT_PADDING),
           *gradient = ARENA_NEW(arena, double, n *LANES + PRODUCT_PADDING), loss[LANES];
    struct evaluation *evaluation = evaluation_create(arena, group->model, LANES, 1);
    uint32_t which[LANES];
    for (size_t i = 0; i < n * LANES; i++)
        lanes[i] = weights[i / LANES];
    for (size_t first = 0; first < count; first += LANES) {
        arena_checkpoint(arena);
        for (size_t lane = 0; lane < LANES; lane++)
            which[lane] = (uint32_t)(first + lane < count ? first + lane : count - 1);
        evaluation_gradient(evaluation, lanes, &(struct batch){.examples = examples, .which = which, .by_lane = true, .count = 1}, loss, gradient);
        for (size_t lane = 0; lane < LANES && first + lane < count; lane++)
            for (size_t i = 0; i < n; i++)
                gradients[(first + lane) * n + i] = gradient[i * LANES + lane] + decay * weights[i];
    }
    return gradients;
}

static void run_sizes(struct arena *arena, const struct noise_parameters *parameters, struct noise_result *result)
{
    const size_t trials = (size_t)parameters->trials;
    double **const columns[] = {&result->exact, &result->simulated, &result->low, &result->high};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = ARENA_NEW(arena, double, parameters->batch_count);
    double *squares = ARENA_NEW(arena, double, trials);
    for (size_t i = 0; i < parameters->batch_count; i++) {
        const size_t batch = (size_t)parameters->batches[i];
        gradient_noise_sample(arena, &result->noise, batch, (uint64_t)parameters->typed.data.seed, trials, squares);
        result->exact[i] = gradient_noise_variance(&result->noise, batch);
        mean_interval(squares, trials, &result->simulated[i], &result->low[i], &result->high[i]);
    }
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct noise_parameters *parameters = untyped;
    struct noise_result *result = ARENA_NEW(arena, struct noise_result, 1);
    struct data_set *set = ARENA_NEW(arena, struct data_set, 1);
    struct training_course course;
    const struct training_group *group = result->group = &parameters->plan.groups[0];
    const size_t n = group->model->parameters;
    double *mean = ARENA_NEW(arena, double, n);
    *answer = result;
    result->set = set;
    if (!learning_data_make(arena, &parameters->typed.data, set, error))
        return false;
    const struct examples train = training_examples(arena, &parameters->plan, 0, &set->train);
    training_run(arena, &parameters->plan, group, set, &(struct training_recording){0}, &course);
    const double *weights = training_weights(arena, group, course.end, 1);
    double *gradients = example_gradients(arena, group, &train, weights, parameters->typed.decay);
    gradient_noise_of(arena, train.count, n, gradients, parameters->tail, mean, &result->noise);
    result->gradient_norm = sqrt(linear_dot(n, mean, mean));
    if (!isfinite(result->noise.variance)) {
        error_set(error, ERROR_INVALID, "the training overflows: at its end there is no gradient; a smaller lr keeps it in range");
        return error_blame(error, "lr", "");
    }
    evaluation_loss(evaluation_create(arena, group->model, 1, 0), weights, &(struct batch){.examples = &train, .count = train.count}, &result->loss,
                    NULL);
    result->loss += 0.5 * parameters->typed.decay * linear_dot(n, weights, weights);
    run_sizes(arena, parameters, result);
    return true;
}

/* The size of which the noise is as long as the gradient (McCandlish et al., An empirical model of large-batch training, 2018), as if examples were
 * drawn independently. */
static double noise_scale(const struct noise_result *result)
{
    return result->noise.variance / (result->gradient_norm * result->gradient_norm);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct noise_parameters *parameters = untyped;
    const struct noise_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    const struct {
        const char *name;
        const double *numbers;
    } columns[] = {
        {"batch", parameters->batches}, {"exact", result->exact}, {"simulated", result->simulated}, {"low", result->low}, {"high", result->high}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        study_columns_add(&description->columns, columns[i].name, parameters->batch_count, columns[i].numbers);
    value_add_number(arena, facts, "parameters", (double)result->noise.dimension);
    value_add_number(arena, facts, "examples", (double)result->noise.count);
    value_add_number(arena, facts, "trials", (double)parameters->trials);
    value_add_number(arena, facts, "loss", result->loss);
    value_add_number(arena, facts, "gradient_norm", result->gradient_norm);
    value_add_number(arena, facts, "variance", result->noise.variance);
    value_add_number(arena, facts, "noise_scale", noise_scale(result));
    if (isnan(result->noise.excess))
        return;
    value_add_number(arena, facts, "spread", result->noise.spread);
    value_add_number(arena, facts, "excess", result->noise.excess);
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    (void)untyped;
    const struct noise_result *result = answer;
    const struct network_task task = {.inputs = result->set->inputs, .outputs = result->group->model->outputs};
    network_describe(result->group->network, &task, sentence);
    buffer_format(sentence, " (%zu parameters) on %s, %s of training: ", result->noise.dimension, result->set->kind->callable.name,
                  result->group->steps ? "end" : "start");
    if (!(result->noise.variance > 0)) {
        buffer_text(sentence, "all examples have the same gradient, and minibatches no noise.");
        return;
    }
    buffer_text(sentence, "the gradient of one example is off that of all by ");
    sentence_rounded(sentence, sqrt(result->noise.variance), DIGITS);
    buffer_text(sentence, " (root mean square), whose norm is ");
    sentence_rounded(sentence, result->gradient_norm, DIGITS);
    buffer_text(sentence, "; the mean square falls as 1/b with the size b of minibatches, and to 0 at all ");
    buffer_count(sentence, result->noise.count);
    buffer_text(sentence, " examples. ");
    if (isfinite(noise_scale(result))) {
        buffer_text(sentence, "Were they drawn independently, noise and gradient would be as long at b = ");
        sentence_rounded(sentence, noise_scale(result), 3);
        buffer_text(sentence, ".");
    }
    if (isnan(result->noise.excess))
        return;
    buffer_text(sentence, " The noise of one example is spread over ");
    sentence_rounded(sentence, result->noise.spread, 3);
    buffer_text(sentence, " directions; by the fourth moment of its length its tail is ");
    buffer_text(sentence, result->noise.excess > 0 ? "heavier than" : "no heavier than");
    buffer_text(sentence, " that of normal noise of the same covariance: the excess is ");
    sentence_rounded(sentence, result->noise.excess, 3);
    buffer_text(sentence, ", of means of b independent examples a b-th of that.");
}

/* A logarithm has no place for 0, which the minibatch of all examples has. */
static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    enum { POINTS = 101 };
    const struct noise_parameters *parameters = untyped;
    const struct noise_result *result = answer;
    const size_t count = parameters->batch_count;
    const double least = parameters->batches[0], most = parameters->batches[count - 1];
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3);
    double *x = ARENA_NEW(arena, double, POINTS), *exact = ARENA_NEW(arena, double, POINTS), *independent = ARENA_NEW(arena, double, POINTS);
    double *simulated = ARENA_NEW(arena, double, count), *low = ARENA_NEW(arena, double, count), *high = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = least * exact_pow(most / least, (double)i / (POINTS - 1));
        independent[i] = result->noise.variance / x[i];
        const double left = (double)result->noise.count - x[i];
        exact[i] = left > 1e-9 * x[i] ? independent[i] * left / ((double)result->noise.count - 1) : NAN;
    }
    for (size_t i = 0; i < count; i++) {
        simulated[i] = result->exact[i] > 0 ? result->simulated[i] : NAN;
        low[i] = result->exact[i] > 0 && result->low[i] > 0 ? result->low[i] : NAN;
        high[i] = result->exact[i] > 0 ? result->high[i] : NAN;
    }
    struct buffer label = {.arena = arena};
    buffer_count(&label, (size_t)parameters->trials);
    buffer_text(&label, " minibatches of each size");
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = "1/b",
                                                         .count = POINTS,
                                                         .x = x,
                                                         .y = independent,
                                                         .traced = true,
                                                         .style = {.colour = COLOUR_MUTED, .dash = DASH_DASHED}};
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = "exact",
                                                         .count = POINTS,
                                                         .x = x,
                                                         .y = exact,
                                                         .traced = true,
                                                         .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID}};
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_ERRORS,
                                                         .label = buffer_string(&label),
                                                         .count = count,
                                                         .x = parameters->batches,
                                                         .y = simulated,
                                                         .low = low,
                                                         .high = high,
                                                         .style = {.colour = COLOUR_ORANGE, .marker = MARKER_DOT}};
    panel->layers = layers;
    panel->x.label = "minibatch size b";
    panel->x.column = "batch";
    panel->y.label = "variance of the gradient";
    panel->y.column = "exact";
    panel->x.scale = panel->y.scale = result->noise.variance > 0 ? SCALE_LOG : SCALE_LINEAR;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "Noise of minibatch gradients on %s", result->set->kind->title);
}

#define NUMBER "{\"type\":\"number\"}"
#define COUNT "{\"type\":\"integer\"}"
static const struct study_fact facts[] = {
    {"parameters", COUNT, "of the network"},
    {"examples", COUNT, "training examples"},
    {"trials", COUNT, "minibatches drawn of each size"},
    {"loss", NUMBER, "the mean loss of the training examples there, with the decay"},
    {"gradient_norm", NUMBER, "of that loss"},
    {"variance", NUMBER, "the mean over the examples of ‖g − mean g‖²: the trace of the noise's covariance C"},
    {"noise_scale", "{\"type\":[\"number\",\"null\"]}",
     "variance / gradient_norm²: the size of independent examples whose noise is as long as the gradient"},
    {"spread", NUMBER, "(tr C)² / tr C²: over how many directions the noise is spread; where sums over all pairs of examples are affordable"},
    {"excess", NUMBER,
     "(E‖noise‖⁴ − (tr C)² − 2 tr C²) / (tr C)²: 0 of normal noise of any covariance, more if long ones are more common; of a mean of b independent "
     "examples a b-th; likewise"},
};

static const struct study_fact answer_columns[] = {
    {"batch", STUDY_NUMBERS, "its size"},
    {"exact", STUDY_NUMBERS, "variance of its gradient"},
    {"simulated", STUDY_NUMBERS, "that of minibatches drawn"},
    {"low", STUDY_NUMBERS, "of its 95 % interval"},
    {"high", STUDY_NUMBERS, "likewise"},
};

const struct study gradient_noise_study = {
    .name = "gradient-noise",
    .known_as = "noise-scale sgd-noise",
    .question = "how noisy is the gradient of a minibatch?",
    .help = "The gradient of every training example at the start or the end of a training, and how far the means of minibatches are off the mean of "
            "all: exactly, which is 1/b for small ones, and of minibatches drawn, with 95 % intervals of the mean. Over how many directions the "
            "noise is spread, and whether its tail is heavier than a normal distribution's.",
    STUDY_PARAMETERS(struct noise_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "data=moons(n=100)&network=mlp(hidden=4)&epochs=10",
    .lower = "epochs or steps, n of data, the network's hidden units, trials or sizes",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = run,
    .describe = describe,
    .tell = tell,
    .draw = draw,
    .scripted = noise_scripted,
    .script = noise_script,
};
