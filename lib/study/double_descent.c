/* When do more parameters hurt? Least squares with more and more of the features: the test error by the formula and in trials. */
#include "study/double_descent.h"

#include "analysis/statistics.h"
#include "base/exact.h"
#include "base/number.h"
#include "base/sort.h"

#include <math.h>

enum { MAX_EXAMPLES = 500, MAX_FEATURES = 5000, MAX_SIZES = 200, MAX_TRIALS = 100000, UNDER = 9, OVER = 16 };

#define FIELD(name) PARAMETER_FIELD(struct double_descent_parameters, name)
static const struct parameter rows[] = {
    {"examples", KIND_INTEGER, .offset = FIELD(examples), .initial = "40", .least = 2, .most = MAX_EXAMPLES, .help = "n: training examples",
     .example = "30"},
    {"features", KIND_INTEGER, .offset = FIELD(features), .initial = "160", .least = 1, .most = MAX_FEATURES,
     .help = "D: independent normal inputs that the target is a linear function of", .example = "100"},
    {"parameters", KIND_REALS, .offset = FIELD(parameters), .least = 0, .most = MAX_FEATURES,
     .help = "how many of the features are used, for each trial's fits: whole numbers; by default some from 0 to all", .example = "5,20,36,44,80"},
    {"noise", KIND_REALS, .offset = FIELD(noise), .initial = "0.5", .least = 0, .most = 1e6,
     .help = "σ: the deviation of the noise on the targets; several are compared", .example = "0.1,1"},
    {"ridge", KIND_REALS, .offset = FIELD(ridge), .initial = "0", .least = 0, .most = 1e6,
     .help = "λ: the mean squared residual plus λ times the squared norm of the coefficients is minimised; 0: of all solutions the one of least "
             "norm; several are compared",
     .example = "0,0.1"},
    {"signal", KIND_REAL, .offset = FIELD(signal), .initial = "1", .least = 0, .most = 1e6,
     .help = "the norm of the true coefficients: the deviation of the targets without noise", .example = "2"},
    {"falloff", KIND_REAL, .offset = FIELD(falloff), .initial = "0.3", .least = 0, .most = 10,
     .help = "true coefficient j is as j to the power of minus this: 0: all are alike; greater ones: the features that are used first say most",
     .example = "1"},
    {"trials", KIND_INTEGER, .offset = FIELD(trials), .initial = "100", .least = 2, .most = MAX_TRIALS, .help = "draws of the examples",
     .example = "50"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "where the random numbers start",
     .example = "2"},
};

/* Evenly below n and by powers above it, with the neighbours of n. */
static size_t choose_sizes(const struct double_descent_parameters *parameters, double *sizes)
{
    static const double near[] = {-4, -2, 0, 2, 4};
    const double n = (double)parameters->examples, most = (double)parameters->features;
    size_t count = 0;
    for (int i = 0; i < UNDER; i++)
        sizes[count++] = rint((n - 6) * i / UNDER);
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        sizes[count++] = n + near[i];
    for (int i = 1; i <= OVER && most > n + 6; i++)
        sizes[count++] = rint(n + 4 + (most - n - 4) * exact_pow((double)i / OVER, 1.7));
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (sizes[i] >= 0 && sizes[i] <= most)
            sizes[kept++] = sizes[i];
    sizes[kept++] = most;
    return kept;
}

static bool resolve_sizes(struct arena *arena, struct double_descent_parameters *parameters, struct error *error)
{
    const struct reals *given = &parameters->parameters;
    double *sizes = ARENA_NEW(arena, double, given->count + UNDER + OVER + 8);
    size_t count = given->count;
    if (count > MAX_SIZES) {
        error_set(error, ERROR_TOO_MUCH, "%zu numbers of parameters are more than %d", count, MAX_SIZES);
        return error_blame(error, "parameters", "");
    }
    for (size_t i = 0; i < count; i++) {
        sizes[i] = given->items[i];
        if (sizes[i] != floor(sizes[i]) || sizes[i] > (double)parameters->features) {
            char number[NUMBER_SIZE];
            number_print(number, sizes[i]);
            error_set(error, ERROR_INVALID, "%s is not a whole number of the %ld features", number, parameters->features);
            return error_blame(error, "parameters", number);
        }
    }
    if (!count)
        count = choose_sizes(parameters, sizes);
    sort_ascending(sizes, count);
    parameters->sizes = sizes;
    for (size_t i = 0; i < count; i++)
        if (!parameters->size_count || sizes[i] != sizes[parameters->size_count - 1])
            sizes[parameters->size_count++] = sizes[i];
    return true;
}

static void resolve_beta(struct arena *arena, struct double_descent_parameters *parameters)
{
    const size_t features = (size_t)parameters->features;
    double squares = 0;
    parameters->beta = ARENA_NEW(arena, double, features);
    for (size_t j = 0; j < features; j++) {
        parameters->beta[j] = exact_pow((double)(j + 1), -parameters->falloff);
        squares += parameters->beta[j] * parameters->beta[j];
    }
    for (size_t j = 0; j < features; j++)
        parameters->beta[j] *= parameters->signal / sqrt(squares);
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct double_descent_parameters *parameters = untyped;
    const size_t curves = parameters->noise.count * parameters->ridge.count;
    if (curves > DOUBLE_DESCENT_MAX_CURVES) {
        error_set(error, ERROR_TOO_MUCH, "%zu combinations of noise and ridge are more than the %d that can be told apart", curves,
                  DOUBLE_DESCENT_MAX_CURVES);
        return error_blame(error, parameters->ridge.count > 1 ? "ridge" : "noise", "");
    }
    if (!resolve_sizes(arena, parameters, error))
        return false;
    resolve_beta(arena, parameters);
    for (size_t i = 0; i < parameters->noise.count; i++)
        for (size_t k = 0; k < parameters->ridge.count; k++)
            parameters->curves[parameters->curve_count++] = (struct double_descent){.examples = (size_t)parameters->examples,
                                                                                    .features = (size_t)parameters->features,
                                                                                    .beta = parameters->beta,
                                                                                    .noise = parameters->noise.items[i],
                                                                                    .ridge = parameters->ridge.items[k]};
    return true;
}

static double cost(const void *untyped)
{
    const struct double_descent_parameters *parameters = untyped;
    const double trials = (double)parameters->trials, features = (double)parameters->features;
    return (double)parameters->curve_count *
           (trials * (double_descent_cost(&parameters->curves[0], parameters->sizes, parameters->size_count) + 60 * (double)parameters->size_count) +
            features * features);
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct double_descent_parameters *parameters = untyped;
    size->numbers = (double)parameters->curve_count * (7 * (double)parameters->size_count + 2 * (double)parameters->features);
}

static double frame(const void *untyped)
{
    const struct double_descent_parameters *parameters = untyped;
    return picture_lines_work((double)(3 * parameters->curve_count), (double)(parameters->curve_count * (size_t)parameters->features));
}

/* The trials of number k of the numbers of parameters, beside the formula, which is there already. */
static void summarize(const struct double_descent *question, size_t size, size_t trials, double *risks, struct double_descent_curve *curve, size_t k)
{
    const bool bounded = double_descent_has_interval(question, size);
    double low, high;
    mean_interval(risks, trials, &curve->simulated[k], &low, &high);
    curve->low[k] = bounded ? fmax(0, low) : NAN;
    curve->high[k] = bounded ? high : NAN;
    curve->compared += bounded;
    /* With no parameters at all, trials differ by nothing but rounding. */
    const double slack = 1e-9 * curve->exact[k];
    curve->covered += bounded && curve->exact[k] >= curve->low[k] - slack && curve->exact[k] <= curve->high[k] + slack;
    sort_ascending(risks, trials);
    curve->median[k] = sorted_quantile(risks, trials, 0.5);
}

static void run_curve(struct arena *arena, const struct double_descent_parameters *parameters, const struct double_descent *question,
                      const double *formula, struct double_descent_curve *curve)
{
    const size_t count = parameters->size_count, trials = (size_t)parameters->trials;
    double **const columns[] = {&curve->exact, &curve->simulated, &curve->low, &curve->high, &curve->median, &curve->training};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *columns[i] = ARENA_NEW(arena, double, count);
    double *risks = ARENA_NEW(arena, double, count *trials), *risk = ARENA_NEW(arena, double, count), *residual = ARENA_NEW(arena, double, count);
    struct double_descent_workspace *workspace = double_descent_open(arena, question);
    for (size_t trial = 0; trial < trials; trial++) {
        arena_checkpoint(arena);
        double_descent_sample(workspace, (uint64_t)parameters->seed, trial, parameters->sizes, count, risk, residual);
        for (size_t k = 0; k < count; k++) {
            risks[k * trials + trial] = risk[k];
            curve->training[k] += residual[k] / (double)trials;
        }
    }
    for (size_t k = 0; k < count; k++) {
        const size_t size = (size_t)parameters->sizes[k];
        curve->exact[k] = formula[size];
        summarize(question, size, trials, risks + k * trials, curve, k);
    }
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct double_descent_parameters *parameters = untyped;
    const size_t features = (size_t)parameters->features;
    struct double_descent_result *result = ARENA_NEW(arena, struct double_descent_result, 1);
    result->size = ARENA_NEW(arena, double, features + 1);
    for (size_t p = 0; p <= features; p++)
        result->size[p] = (double)p;
    for (size_t i = 0; i < parameters->curve_count; i++) {
        result->formula[i] = ARENA_NEW(arena, double, features + 1);
        for (size_t p = 0; p <= features; p++)
            result->formula[i][p] = double_descent_risk(&parameters->curves[i], p);
        run_curve(arena, parameters, &parameters->curves[i], result->formula[i], &result->curves[i]);
    }
    *answer = result;
    return true;
}

static void add_columns(const struct double_descent_parameters *parameters, const struct double_descent_curve *curve, struct study_columns *columns)
{
    const struct {
        const char *name;
        const double *numbers;
    } all[] = {
        {"parameters", parameters->sizes}, {"exact", curve->exact},      {"simulated", curve->simulated}, {"low", curve->low}, {"high", curve->high},
        {"median", curve->median},         {"training", curve->training}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        study_columns_add(columns, all[i].name, parameters->size_count, all[i].numbers);
}

static void add_least(struct arena *arena, const struct double_descent_parameters *parameters, const struct double_descent_result *result,
                      size_t curve, struct value *into)
{
    static const char *const names[2] = {"least_below", "least_above"};
    for (int above = 0; above < 2; above++) {
        const size_t least = double_descent_least(parameters, result, curve, above);
        if (least == SIZE_MAX)
            continue;
        struct value *entry = value_add(arena, into, names[above], VALUE_OBJECT);
        value_add_number(arena, entry, "parameters", (double)least);
        value_add_number(arena, entry, "value", result->formula[curve][least]);
    }
    value_add_number(arena, into, "compared", (double)result->curves[curve].compared);
    value_add_number(arena, into, "covered", (double)result->curves[curve].covered);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct double_descent_parameters *parameters = untyped;
    const struct double_descent_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    value_add_number(arena, facts, "examples", (double)parameters->examples);
    value_add_number(arena, facts, "features", (double)parameters->features);
    value_add_number(arena, facts, "trials", (double)parameters->trials);
    value_add_number(arena, facts, "signal", parameters->signal);
    if (parameters->curve_count == 1) {
        add_columns(parameters, &result->curves[0], &description->columns);
        add_least(arena, parameters, result, 0, facts);
        return;
    }
    description->run_count = parameters->curve_count;
    description->runs = ARENA_NEW(arena, struct study_run, parameters->curve_count);
    for (size_t i = 0; i < parameters->curve_count; i++) {
        struct study_run *run = &description->runs[i];
        *run = (struct study_run){.name = double_descent_name(arena, parameters, i), .columns = {.arena = arena}};
        add_columns(parameters, &result->curves[i], &run->columns);
        run->more = value_object(arena);
        value_add_number(arena, run->more, "noise", parameters->curves[i].noise);
        value_add_number(arena, run->more, "ridge", parameters->curves[i].ridge);
        add_least(arena, parameters, result, i, run->more);
    }
}

#define LEAST "{\"type\":\"object\",\"properties\":{\"parameters\":{\"type\":\"integer\"},\"value\":{\"type\":\"number\"}}}"
static const struct study_fact facts[] = {
    {"examples", "{\"type\":\"integer\"}", "training examples n"},
    {"features", "{\"type\":\"integer\"}", "features D"},
    {"trials", "{\"type\":\"integer\"}", "draws of the examples"},
    {"signal", "{\"type\":\"number\"}", "the norm of the true coefficients"},
    {"least_below", LEAST, "of one curve: the least test error by the formula with fewer parameters than examples (of several, it is in the runs)"},
    {"least_above", LEAST, "of one curve: with more parameters than examples"},
    {"compared", "{\"type\":\"integer\"}", "of one curve: simulated means that have an interval"},
    {"covered", "{\"type\":\"integer\"}", "of one curve: those whose interval holds the formula"},
};

static const struct study_fact answer_columns[] = {
    {"parameters", STUDY_NUMBERS, "features that are fitted"},
    {"exact", STUDY_NUMBERS, "test error by its formula"},
    {"simulated", STUDY_NUMBERS, "its mean over the trials"},
    {"low", STUDY_NUMBERS, "of its 95 % interval"},
    {"high", STUDY_NUMBERS, "likewise"},
    {"median", STUDY_NUMBERS, "over the trials"},
    {"training", STUDY_NUMBERS, "training error"},
};

const struct study double_descent_study = {
    .name = "double-descent",
    .question = "when do more parameters hurt?",
    .help = "Linear regression of least norm, or with ridge, on a growing number of random features: the expected test error by its formula, and in "
            "trials with 95 % intervals of the mean. It falls, rises to infinity where there are as many parameters as examples, and falls again. "
            "Without ridge the formula is exact; with ridge it leaves out terms of order 1/n². Within three parameters of the peak the variance is "
            "infinite without ridge, and the means of trials have no interval.",
    STUDY_PARAMETERS(struct double_descent_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "examples=30&features=100",
    .lower = "trials, examples or features",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .frame = frame,
    .run = run,
    .describe = describe,
    .tell = double_descent_tell,
    .draw = double_descent_draw,
    .script = double_descent_script,
};
