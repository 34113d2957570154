/* How do the outcome and the pace depend on two settings? A descent for every point of a grid of them, all in lockstep, each with settings of its
 * own; of one setting a range test. */
#include "study/sweep.h"

#include <math.h>

enum { MOST_SAMPLES = 1001, MOST_STEPS = 100000, MOST_SEEDS = 64, MOST_RATES = 4000000, MOST_RUNS = 1100000, MOST_NUMBERS = 12000000 };

#define NETWORK_EXAMPLE "data=moons(n=40)&x=lr,0.01:10,log&samples=9&steps=20" /* instead of f */
#define FIELD(name) PARAMETER_FIELD(struct sweep_parameters, name)
/* clang-format off */
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .offset = FIELD(f), .help = "a landscape's name or a formula; or leave it out, and say what data a network learns", .example = "rosenbrock"},
    {"x", KIND_SWEPT, .primary = true, .required = true, .offset = FIELD(x),
     .help = "the setting that varies to the right, and its interval: a number among the options of the method (lr, momentum, …) or of the schedule (schedule.gamma, …), a coordinate of the start (start.x, start.y; start.x1, … beyond two), or the learning rate of one coordinate (lr.x, …) or one layer of a network (lr.1, …) alone",
     .example = "lr,0:1.2"},
    {"y", KIND_SWEPT, .primary = true, .offset = FIELD(y), .help = "the setting that varies upwards; without one the answer is a line over x, with bands where there are several seeds",
     .example = "momentum,0:1"},
    {"samples", KIND_INTEGER, .offset = FIELD(samples), .initial = "129", .least = 2, .most = MOST_SAMPLES, .help = "settings in each direction, both ends in", .example = "65"},
    {"measure", KIND_CHOICE, .offset = FIELD(measure), .initial = "value", .choices = "value|steps|outcome|rate",
     .help = "value: where the run ends, of runs that do not diverge; steps: taken until it has converged; outcome: converged (and where to), diverged, undefined, stalled or out_of_steps; rate: the factor by which the gradient's norm shrinks per step",
     .example = "rate"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = SWEEP_MOST_DIMENSION,
     .help = "the number of coordinates, where the formula leaves it open; 0: as many as the start has", .example = "10", .beside = "f=sphere&x=lr,0:1.2"},
    {"start", KIND_POINT, .offset = FIELD(start),
     .help = "where all runs start, but for coordinates that are swept; with dim, coordinates are repeated until there are enough; by default near a corner of the domain", .example = "-5,-2"},
    {"optimizer", KIND_METHODS, .primary = true, .offset = FIELD(optimizer), .initial = "gd", .help = "the method; /v1/optimizers lists them with their arguments", .example = "momentum"},
    {"lr", KIND_REALS, .argument_of = "optimizer,schedule", .offset = FIELD(lr), .least = 0, .most = 1e6, .help = "the learning rate where it is not swept and the method does not say its own; by default the method's",
     .example = "0.1", .beside = "f=himmelblau&x=start.x,-5:5&y=start.y,-5:5&measure=outcome"},
    {"steps", KIND_INTEGER, .offset = FIELD(steps), .initial = "100", .least = 1, .most = MOST_STEPS, .help = "how many gradients each run may evaluate", .example = "50"},
    {"schedule", KIND_SCHEDULES, .offset = FIELD(schedule), .initial = "constant", .help = "how the learning rate moves; /v1/schedules lists them with their arguments", .example = "cosine"},
    {"tolerance", KIND_REAL, .offset = FIELD(tolerance), .initial = "0.000001", .least = 0, .most = 1,
     .help = "a run has converged, and ends, when its gradient's norm is at most this part of the norm at the start (of the median over starts that are swept)", .example = "1e-9"},
    {"noise", KIND_REAL, .offset = FIELD(noise), .initial = "0", .least = 0, .most = 1e6,
     .help = "standard deviation of the normal noise on every coordinate of the gradient; all settings meet the same noise", .example = "0.5"},
    {"clip", KIND_REAL, .offset = FIELD(clip), .initial = "0", .least = 0, .most = 1e6, .help = "gradients with a norm over this are shortened to it; 0: never", .example = "1"},
    LEARNING_TRAINING_ROWS(offsetof(struct sweep_parameters, data), NULL, 1, NETWORK_EXAMPLE, "data=given&x=lr,0.01:10,log&samples=9&steps=20"),
    {"network", KIND_NETWORKS, .offset = FIELD(network), .help = "the network with its arguments, by default mlp(hidden=16); /v1/networks lists them", .example = "mlp(hidden=8,activation=relu)", .beside = NETWORK_EXAMPLE},
    {"loss", KIND_CHOICE, .offset = FIELD(loss), .initial = "auto", .choices = LOSS_CHOICES,
     .help = "of a network, the mean over the examples; auto: cross_entropy where there are classes, else squared", .example = "squared", .beside = NETWORK_EXAMPLE},
    {"batch", KIND_INTEGER, .offset = FIELD(batch), .initial = "0", .least = 0, .most = DATA_MAX_EXAMPLES, .help = "of a network, the examples a gradient is taken from; 0: all. Values at the end are of all, outcomes and rates by what minibatches show, of which none tells that a run has converged", .example = "8", .beside = NETWORK_EXAMPLE},
    {"seed", KIND_INTEGER, .offset = FIELD(data.seed), .initial = "1", .least = 0, .most = 9007199254740992.0, .help = "where the random numbers of noise, data, weights and batches start", .example = "2"},
    {"seeds", KIND_INTEGER, .offset = FIELD(seeds), .initial = "1", .least = 1, .most = MOST_SEEDS,
     .help = "so many runs with other noise, or from other weights, for every setting, over one setting: the line is their median, the band reaches from the 10 % to the 90 % quantile", .example = "16",
     .beside = "f=rosenbrock&x=lr,0.0001:0.01,log&noise=1&steps=50"},
    TRANSFORMATION_ROWS(offsetof(struct sweep_parameters, transformation), NULL),
};
/* clang-format on */

static bool resolve_method(struct sweep_parameters *parameters, struct error *error)
{
    const struct {
        size_t count;
        const char *parameter, *what;
    } single[] = {{parameters->optimizer.count, "optimizer", "method"},
                  {parameters->schedule.count, "schedule", "schedule"},
                  {parameters->lr.count, "lr", "rate"}};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (single[i].count > 1) {
            error_set(error, ERROR_INVALID, "one %s is wanted here: what varies is swept over x and y", single[i].what);
            return error_blame(error, single[i].parameter, "");
        }
    parameters->method = parameters->optimizer.items[0];
    if (!parameters->method.given[METHOD_LR] && parameters->lr.count)
        parameters->method.values[METHOD_LR] = parameters->lr.items[0];
    return true;
}

/* The rate stays as it is under a constant schedule without arguments, and under no other that is known without a trial. */
static bool is_scheduled(const struct sweep_parameters *parameters)
{
    const struct call *schedule = &parameters->schedule.items[0];
    bool given = schedule_of(schedule) != &schedules[0];
    for (size_t i = 0; i < schedule->callable->option_count; i++)
        given = given || schedule->given[i];
    return given || sweep_has(parameters, SWEEP_SCHEDULE);
}

static bool check_size(const struct sweep_parameters *parameters, struct error *error)
{
    if (parameters->axis_count == 2 && parameters->seeds > 1) {
        error_set(error, ERROR_INVALID, "several seeds are drawn as a band over one setting: leave y out, or seeds");
        return error_blame(error, "seeds", "");
    }
    if (sweep_run_count(parameters) > MOST_RUNS ||
        (parameters->landscape && sweep_run_count(parameters) * (double)parameters->dimension > MOST_NUMBERS)) {
        error_set(error, ERROR_TOO_MUCH, "%.0f runs in %zu dimensions are more than one answer holds: lower samples, seeds or dim",
                  sweep_run_count(parameters), parameters->dimension);
        return error_blame(error, "samples", "");
    }
    if (sweep_rate_count(parameters) > MOST_RATES) {
        error_set(error, ERROR_TOO_MUCH, "the schedules of all settings are more than %d rates: lower samples or steps", MOST_RATES);
        return error_blame(error, "samples", "");
    }
    return true;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct sweep_parameters *parameters = untyped;
    if (!resolve_method(parameters, error) || !sweep_resolve_subject(arena, parameters, error) || !sweep_resolve_axes(arena, parameters, error))
        return false;
    parameters->scheduled = is_scheduled(parameters);
    const struct call *method = &parameters->method;
    const bool altered = sweep_has(parameters, SWEEP_GROUP_RATE) || parameters->scheduled || parameters->noise > 0 || parameters->clip > 0 ||
                         method->values[METHOD_CLIP] > 0 || method_shows(method);
    if (!altered && parameters->landscape && method_of(method)->recurrence)
        parameters->is_quadratic = quadratic_find(arena, parameters->landscape, &parameters->quadratic);
    return check_size(parameters, error);
}

static double cost(const void *untyped)
{
    return sweep_cost(untyped);
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    *answer = (void *)sweep_answer(arena, untyped, error);
    return *answer != NULL;
}

static const struct study_fact facts[] = {
    {"settings", "{\"type\":\"object\"}",
     "what x and y are: name, and whether it is of the optimizer, the schedule or the start, or a rate of some coordinates alone"},
    {"shares", "{\"type\":\"object\"}",
     "of all runs, how many converged, diverged, came to where the landscape is undefined, stalled, or ran out of steps"},
    {"places", "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
     "where runs converge to, if to at most 12 places: the category (in the grid of outcomes), the point and the share; left out where there are "
     "none or more"},
    {"categories", "{\"type\":\"object\"}", "the number in the grid of outcomes of each outcome other than to have converged"},
    {"gradient_norm", "{\"type\":\"number\"}", "the gradient's norm that tolerance is a part of"},
    {"best", "{\"type\":\"object\"}", "the setting of the least value, the fewest steps or the least rate: x, y and the measure there"},
    {"diverges_from", "{\"type\":[\"number\",\"null\"]}", "over one setting: the least x from which on all runs diverge; null: there is none"},
    {"eigenvalues", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}",
     "of a quadratic: the Hessian's, by which the exact rates of methods that are linear there are drawn"},
    {"boundary", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}",
     "of a quadratic, over one setting: where the exact rate is 1; over two, the columns boundary_x and boundary_y are its lines, a null behind "
     "each"},
    {"theory_deviation", "{\"type\":[\"number\",\"null\"]}",
     "of a quadratic: the share of settings whose outcome contradicts theory: diverged where the exact rate is below 1, or converged where it is "
     "above"},
    TRANSFORMATION_FACT,
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct sweep_parameters *parameters = untyped;
    const double cells = sweep_cell_count(parameters);
    size->memory = sweep_memory(parameters);
    if (parameters->axis_count == 2) {
        size->cells = cells;
        size->numbers = 100;
        size->coloured = 1;
    } else {
        size->numbers = cells * 8;
    }
}

/* A map is painted anew; lines grow from left to right. */
static double frame(const void *untyped)
{
    const struct sweep_parameters *parameters = untyped;
    const double lines = SWEEP_OUTCOMES;
    return parameters->axis_count == 2 ? 1e6 + 12 * picture_pixels(&parameters->picture)
                                       : picture_lines_work(lines, lines * (double)parameters->samples);
}

static const struct study_fact answer_columns[] = {
    {"boundary_x", STUDY_NUMBERS, "of the exact boundary of stability"},
    {"boundary_y", STUDY_NUMBERS, "likewise"},
    {"x", STUDY_NUMBERS, "the setting that is swept alone"},
    {"value", STUDY_NUMBERS, "at the end, the median over the seeds"},
    {"steps", STUDY_NUMBERS, "to converge, likewise"},
    {"rate", STUDY_NUMBERS, "factor of the gradient's norm per step, likewise"},
    {"low", STUDY_NUMBERS, "the 10 % quantile over the seeds"},
    {"high", STUDY_NUMBERS, "the 90 % quantile"},
    {"converged", STUDY_NUMBERS, "share of runs that come to this"},
    {"out_of_steps", STUDY_NUMBERS, "share of runs that come to this"},
    {"stalled", STUDY_NUMBERS, "share of runs that come to this"},
    {"undefined", STUDY_NUMBERS, "share of runs that come to this"},
    {"diverged", STUDY_NUMBERS, "share of runs that come to this"},
    {"theory", STUDY_NUMBERS, "the exact rate"},
};

const struct study sweep_study = {
    .name = "sweep",
    .known_as = "grid-search hyperparameters hyperparameter stability",
    .question = "how do the outcome and the pace depend on two settings?",
    .help =
        "A descent, or the training of a network, for every point of a grid of settings: learning rate, momentum, any number among the options of "
        "the method or of the schedule, or "
        "where it starts. The map shows the value it ends at, the steps it takes, how it ends or how fast the gradient shrinks; of quadratics with "
        "the "
        "exact boundary of stability. Over one setting it is a range test, with bands over seeds.",
    STUDY_PARAMETERS(struct sweep_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "f=x^2+2*y^2&optimizer=momentum&x=lr,0:1&y=momentum,0:1&measure=rate&samples=65",
    .lower = "samples or steps",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .frame = frame,
    .run = run,
    .describe = sweep_describe,
    .tell = sweep_tell,
    .draw = sweep_draw,
    .tiles = &sweep_tiles,
    .scripted = sweep_scripted,
    .script = sweep_script,
};
