/* How far is the minimum of the empirical risk from that of the risk? Samples of n data, their empirical risks and minimisers, and how
 * the gap closes with n. */
#include "study/risk.h"

#include "analysis/expectation_curve.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>

enum { MOST_SIZES = 64, MOST_DATA = 1000000, CURVE_INTEGRALS = EXPECTATION_CURVE_MAX_DEGREE + 1 };

#define FIELD(name) PARAMETER_FIELD(struct risk_parameters, name)
static const struct parameter rows[] = {
    {"loss", KIND_FUNCTION, .offset = FIELD(loss_text), .initial = "risk(x) + 0.2*z*cos(5*pi*x)",
     .help = "the loss of x on a datum z; its expectation over z is the risk, its mean over a sample the empirical risk", .example = "(x - z)^2"},
    {"data", KIND_DISTRIBUTION, .offset = FIELD(data), .initial = "normal",
     .help = "how a datum is distributed: normal of variance 1, uniform on [-1, 1], rademacher (-1 and 1 alike), laplace, student(df=3), "
             "discrete(-1;0;2), "
             "or your own numbers, empirical(0.3;1.2;0.7); /v1/distributions lists them",
     .example = "student(df=4)"},
    {"n", KIND_REALS, .offset = FIELD(n), .initial = "1", .least = 1, .most = MOST_DATA, .help = "the size of the sample; a list sweeps",
     .example = "10,100,1000"},
    {"trials", KIND_INTEGER, .offset = FIELD(trials), .initial = "100", .least = 1, .most = 100000, .help = "how many samples of each size are drawn",
     .example = "20"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "where the random numbers start",
     .example = "2"},
    {"x", KIND_LIMITS, .offset = FIELD(x), .help = "the interval minimised over; by default the domain of the landscape in the loss, else -5:5",
     .example = "0.5:1.5"},
    {"view", KIND_CHOICE, .offset = FIELD(view), .initial = "auto", .choices = "auto|curves|gap|descent",
     .help = "curves: risk and empirical risks of one n; gap: the minimisers' distance against n; descent: minibatch descent on the empirical risk, "
             "judged on the risk; "
             "auto: curves for one n, else gap",
     .example = "gap"},
    {"steps", KIND_INTEGER, .offset = FIELD(steps), .initial = "200", .least = 1, .most = 100000, .help = "steps of a descent", .example = "1000",
     .beside = "n=20&view=descent", .effective = "view=descent"},
    {"lr", KIND_REAL, .offset = FIELD(lr), .initial = "0.01", .least = 0, .most = 1e6, .help = "learning rate of a descent", .example = "0.1",
     .beside = "n=20&view=descent", .effective = "view=descent"},
    {"batch", KIND_INTEGER, .offset = FIELD(batch), .initial = "4", .least = 1, .most = 4096,
     .help = "data drawn for each step of a descent, with replacement", .example = "1", .beside = "n=20&view=descent", .effective = "view=descent"},
    {"start", KIND_POINT, .offset = FIELD(start), .help = "where a descent starts; by default in the middle of the interval", .example = "-0.5",
     .beside = "n=20&view=descent", .effective = "view=descent"},
};

static bool resolve_sizes(const struct risk_parameters *parameters, struct error *error)
{
    if (parameters->n.count > MOST_SIZES) {
        error_set(error, ERROR_INVALID, "%zu sizes are more than %d", parameters->n.count, MOST_SIZES);
        return error_blame(error, "n", "");
    }
    for (size_t i = 0; i < parameters->n.count; i++)
        if (parameters->n.items[i] != floor(parameters->n.items[i])) {
            error_set(error, ERROR_INVALID, "whole numbers are wanted here");
            return error_blame(error, "n", "");
        }
    return true;
}

/* Whether there is such a polynomial, looked for only where that is no work by itself: else every place counts as an integral. */
static bool has_curve(struct arena *arena, const struct risk_parameters *parameters)
{
    static const double little = 3e7;
    if (!risk_wants_curve(parameters) || CURVE_INTEGRALS * parameters->risk_cost > little)
        return false;
    struct arena *within = arena_within(arena);
    const bool is = expectation_curve_create(within, expectation_create(within, &parameters->loss, &parameters->distribution), parameters->interval);
    arena_clear(within);
    return is;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct risk_parameters *parameters = untyped;
    if (!loss_resolve(arena, parameters->loss_text, &parameters->landscape, &parameters->loss, error))
        return error_blame(error, "loss", parameters->loss_text);
    if (!distribution_make(arena, &parameters->data, &parameters->distribution, error))
        return error_blame(error, "data", "");
    if (!resolve_sizes(parameters, error))
        return false;
    if (parameters->view == RISK_AUTO)
        parameters->view = parameters->n.count > 1 ? RISK_GAP : RISK_CURVES;
    if (parameters->n.count > 1 && parameters->view != RISK_GAP) {
        error_set(error, ERROR_INVALID, "this view shows one n, not %zu", parameters->n.count);
        return error_blame(error, "view", "");
    }
    if (!parameters->x.given)
        parameters->x = (struct interval){.given = true, .low = parameters->landscape->domain[0][0], .high = parameters->landscape->domain[0][1]};
    parameters->interval[0] = fmin(parameters->x.low, parameters->x.high);
    parameters->interval[1] = fmax(parameters->x.low, parameters->x.high);
    parameters->coarse = !loss_look(arena, &parameters->loss, &parameters->distribution, parameters->interval);
    loss_look_narrow(arena, &parameters->loss, &parameters->distribution, parameters->interval);
    parameters->risk_cost = expectation_cost(arena, &parameters->loss, &parameters->distribution, parameters->interval);
    parameters->curved = has_curve(arena, parameters);
    if (parameters->start.count > 1) {
        error_set(error, ERROR_INVALID, "the start is one number");
        return error_blame(error, "start", "");
    }
    if (!parameters->start.count) {
        double *middle = ARENA_NEW(arena, double, 1);
        *middle = parameters->interval[0] + (parameters->interval[1] - parameters->interval[0]) / 2;
        parameters->start = (struct coordinates){middle, 1};
    }
    return true;
}

static double cost(const void *untyped)
{
    const struct risk_parameters *parameters = untyped;
    const double trials = (double)parameters->trials, value = program_work(parameters->loss.value) + 4, risk = parameters->risk_cost;
    double work = expectation_minimize_cost(&parameters->loss, risk);
    for (size_t i = 0; i < parameters->n.count; i++)
        work += trials * (estimator_minimize_cost(&parameters->loss, parameters->n.items[i]) + 25 * parameters->n.items[i] + risk + 2000);
    const double n = parameters->n.items[0], records = (double)((size_t)parameters->steps / risk_record_every(parameters) + 1);
    if (parameters->view == RISK_CURVES)
        work += RISK_SAMPLES * (risk + value * RISK_SHOWN_TRIALS * n) +
                risk_parted_cost(parameters) * ((parameters->distribution.points.count ? risk : 0) + value * RISK_SHOWN_TRIALS * n);
    if (parameters->view == RISK_DESCENT) {
        const double place = parameters->curved ? 2 * EXPECTATION_CURVE_MAX_DEGREE : risk;
        work += trials * ((double)parameters->steps * (100 + (double)parameters->batch * (40 + 3 * value)) + records * (place + value * n)) +
                (parameters->curved ? (CURVE_INTEGRALS + trials) * risk : 0);
    }
    return work;
}

/* Says where the risk is no number, and why. */
static bool refuse(const struct risk_parameters *parameters, double x, const struct expected *expected, struct error *error)
{
    static const char *const reasons[] = {
        [EXPECTATION_INFINITE] = "is infinite: at z = %s the loss grows too fast to be integrated",
        [EXPECTATION_OVERFLOW] = "is infinite or beyond the largest number: about z = %s the loss overflows",
        [EXPECTATION_HEAVY] = "is infinite, as far as numbers reach: out to z = %s loss times density falls no faster than 1/|z|",
        [EXPECTATION_TAIL] = "is out of reach: at z = %s, as far as numbers reach, loss times density has not vanished",
        [EXPECTATION_UNDEFINED] = "is undefined: the loss has no value at z = %s",
        [EXPECTATION_UNRESOLVED] = "cannot be integrated: the loss has too many waves or jumps",
    };
    char place[NUMBER_SIZE], where[NUMBER_SIZE], reason[200];
    number_print_rounded(place, x, 4);
    number_print_rounded(where, expected->where, 4);
    snprintf(reason, sizeof reason, reasons[expected->state], where); /* the last has no place */
    return error_set(error, ERROR_INVALID, "the risk at x = %s %s (%s data)", place, reason, parameters->distribution.row->callable.name);
}

/* Whether the risk differs within intervals of minimisers, if only by rounding: that of a hinge loss rises from 0 on by less than a double shows. */
static bool differs_within(struct expectation *expectation, const struct minima *minima)
{
    enum { LOOKS = 5 };
    for (size_t k = 0; k < minima->count; k++) {
        double x[LOOKS], values[LOOKS];
        for (size_t i = 0; i < LOOKS; i++)
            x[i] = minima->levels[k].left +
                   (minima->levels[k].right - minima->levels[k].left) * ((double)(i + 1) / (LOOKS + 1)); /* an end may be one of a jump */
        expectation_values(expectation, x, LOOKS, values);
        for (size_t i = 1; i < LOOKS && minima->levels[k].left < minima->levels[k].right; i++)
            if (values[i] != values[0])
                return true;
    }
    return false;
}

/* Whether minimisers reach the interval's ends, and go on there. */
static void look_beyond(const struct risk_parameters *parameters, struct expectation *expectation, struct risk_result *result)
{
    const struct minima *minima = &result->minima;
    const double *interval = parameters->interval;
    result->level = minima->count && minima->levels[0].left == interval[0] && minima->levels[0].right == interval[1] && interval[0] < interval[1];
    for (int end = 0; end < 2 && minima_are_level(minima); end++) {
        const struct level *level = &minima->levels[end ? minima->count - 1 : 0];
        result->beyond[end] = level->left < level->right && (end ? level->right : level->left) == interval[end] &&
                              expectation_least_beyond(expectation, interval, result->least, end);
    }
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct risk_parameters *parameters = untyped;
    struct risk_result *result = ARENA_NEW(arena, struct risk_result, 1);
    const struct risk_means means = {estimator_create(arena, &parameters->loss),
                                     expectation_create(arena, &parameters->loss, &parameters->distribution)};
    double x;
    struct expected expected;
    result->argmin = expectation_minimize(means.expectation, parameters->interval, &result->least, &result->minima);
    if (expectation_failed(means.expectation, &x, &expected)) {
        refuse(parameters, x, &expected, error);
        return error_blame(error, "loss", parameters->loss_text);
    }
    look_beyond(parameters, means.expectation, result);
    result->rounded = !result->level && differs_within(means.expectation, &result->minima);
    risk_run_sweep(arena, parameters, &means, result);
    if (parameters->view == RISK_CURVES)
        risk_run_curves(arena, parameters, &means, result);
    if (parameters->view == RISK_DESCENT)
        risk_run_descent(arena, parameters, &means, result);
    result->extrapolated = expectation_extrapolated(means.expectation);
    result->doubts = estimator_doubts(means.estimator);
    *answer = result;
    return true;
}

static void add_minimizers(struct arena *arena, struct value *facts, const char *name, const struct minima *minima)
{
    struct value *list = value_add(arena, facts, name, VALUE_LIST);
    for (size_t k = 0; k < minima->count; k++) {
        double *ends = ARENA_NEW(arena, double, 2);
        ends[0] = minima->levels[k].left;
        ends[1] = minima->levels[k].right;
        value_add_numbers(arena, list, NULL, ends, 2);
    }
}

static void add_approached(struct arena *arena, struct value *facts, const char *name, const struct minima *minima)
{
    static const char *const sides[2][2] = {{"none", "right"}, {"left", "both"}};
    struct value *list = value_add(arena, facts, name, VALUE_LIST);
    for (size_t k = 0; k < minima->count; k++)
        value_add_text(arena, list, NULL, sides[minima->levels[k].open[0]][minima->levels[k].open[1]]);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct risk_parameters *parameters = untyped;
    const struct risk_result *result = answer;
    const struct risk_sweep *sweep = &result->sweep;
    const size_t count = parameters->n.count;
    static const double told[] = {0.05, 0.5, 0.95};
    double *quantiles = ARENA_NEW(arena, double, sizeof told / sizeof *told);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        quantiles[i] = distribution_quantile(&parameters->distribution, told[i]);
    struct value *facts = description->facts = value_object(arena);
    value_add_text(arena, facts, "loss", parameters->landscape->formula);
    value_add_number(arena, facts, "argmin_risk", result->argmin);
    value_add_number(arena, facts, "least_risk", result->least);
    value_add_boolean(arena, facts, "level", result->level);
    add_minimizers(arena, facts, "minimizers", &result->minima);
    value_add_boolean(arena, facts, "attained", minima_are_attained(&result->minima));
    add_approached(arena, facts, "approached", &result->minima);
    value_add_text(arena, facts, "minimizers_beyond",
                   result->beyond[0] && result->beyond[1] ? "both"
                   : result->beyond[0]                    ? "left"
                   : result->beyond[1]                    ? "right"
                                                          : "none");
    add_minimizers(arena, facts, "minimizers_empirical", &result->sample_minima);
    add_approached(arena, facts, "approached_empirical", &result->sample_minima);
    value_add_numbers(arena, facts, "data_quantiles", quantiles, sizeof told / sizeof *told);
    value_add_number(arena, facts, "trials", (double)parameters->trials);
    value_add_number(arena, facts, "exponent", result->exponent);
    struct study_columns *columns = &description->columns;
    study_columns_add(columns, "n", count, parameters->n.items);
    study_columns_add(columns, "gap", count, sweep->gap);
    study_columns_add(columns, "gap_low", count, sweep->gap_low);
    study_columns_add(columns, "gap_high", count, sweep->gap_high);
    study_columns_add(columns, "argmin_empirical", count, sweep->argmin);
    study_columns_add(columns, "argmin_low", count, sweep->low);
    study_columns_add(columns, "argmin_high", count, sweep->high);
    study_columns_add(columns, "argmin_width", count, sweep->width);
    study_columns_add(columns, "excess_risk", count, sweep->excess);
    study_columns_add(columns, "generalization_gap", count, sweep->generalization);
    if (parameters->view == RISK_CURVES) {
        study_columns_add(columns, "x", RISK_SAMPLES, result->x);
        study_columns_add(columns, "risk", RISK_SAMPLES, result->risk);
        study_columns_add(columns, "empirical_risk", RISK_SAMPLES, result->sample[0]);
    }
    if (parameters->view == RISK_DESCENT) {
        study_columns_add(columns, "step", result->records, result->step);
        study_columns_add(columns, "risk", result->records, result->risk_along);
        study_columns_add(columns, "empirical_risk", result->records, result->empirical_along);
        study_columns_add(columns, "difference", result->records, result->gap_along);
    }
}

static const char intervals[] = "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":2,\"maxItems\":2}}";
static const char approached[] = "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"none\",\"left\",\"right\",\"both\"]}}";
static const struct study_fact facts[] = {
    {"loss", "{\"type\":\"string\"}", "the loss as a formula that can be sent back"},
    {"argmin_risk", "{\"type\":\"number\"}", "where the risk is least; of an interval of minimisers the middle"},
    {"least_risk", "{\"type\":\"number\"}", "the least risk"},
    {"level", "{\"type\":\"boolean\"}", "whether the risk is the same at all x, but for rounding: every x is a minimiser, and gaps are 0"},
    {"minimizers", intervals,
     "where the risk is least, but for rounding: intervals [left, right] within x, left = right where there is one minimiser; at most twelve"},
    {"attained", "{\"type\":\"boolean\"}",
     "whether some x has the least risk; false if the risk only approaches it, beside a jump: then it is the infimum, and the risk there is higher"},
    {"approached", approached,
     "of each of the minimizers: none, or the side from which the least risk is only approached, since the risk jumps there; of an interval the ends "
     "that do not belong to it"},
    {"minimizers_beyond", "{\"type\":\"string\",\"enum\":[\"none\",\"left\",\"right\",\"both\"]}",
     "on which side of the interval x the risk stays the least, as far as a million times its width: there the minimisers are a half-line"},
    {"minimizers_empirical", intervals, "the same of the empirical risk of the first sample of the first n"},
    {"approached_empirical", approached, "the same of these"},
    {"data_quantiles", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "the 5 %, 50 % and 95 % quantiles of the datum"},
    {"trials", "{\"type\":\"integer\"}",
     "samples of each size; gap, argmin_empirical, excess_risk and generalization_gap are means over them, low and high 5 % and 95 % quantiles"},
    {"exponent", "{\"type\":[\"number\",\"null\"]}", "the power of n that the gap falls as, fitted to the larger sizes; null for one n"},
};

static double frame(const void *untyped)
{
    const struct risk_parameters *parameters = untyped;
    const bool curves = parameters->view == RISK_CURVES;
    if (curves && parameters->trials < 2)
        return 0;
    return picture_lines_work(curves ? RISK_SHOWN_TRIALS : 5, curves ? RISK_SHOWN_TRIALS * RISK_SAMPLES : 5 * RISK_MOST_RECORDS);
}

static const struct study_fact answer_columns[] = {
    {"n", STUDY_NUMBERS, "sample size"},
    {"gap", STUDY_NUMBERS, "distance of argmin_empirical from the nearest minimiser of the risk, the mean of the trials"},
    {"gap_low", STUDY_NUMBERS, "of the trials"},
    {"gap_high", STUDY_NUMBERS, "likewise"},
    {"argmin_empirical", STUDY_NUMBERS, "where the empirical risk is least, the mean of the trials; of an interval the middle"},
    {"argmin_low", STUDY_NUMBERS, "of the trials"},
    {"argmin_high", STUDY_NUMBERS, "likewise"},
    {"argmin_width", STUDY_NUMBERS, "width of the interval of minimisers that it is the middle of, the mean of the trials; 0: each has one"},
    {"excess_risk", STUDY_NUMBERS, "risk there, less the least"},
    {"generalization_gap", STUDY_NUMBERS, "risk less empirical risk there"},
    {"x", STUDY_NUMBERS, "of one sample size: the parameter"},
    {"risk", STUDY_NUMBERS, "there, or along the descent"},
    {"empirical_risk", STUDY_NUMBERS, "likewise"},
    {"step", STUDY_NUMBERS, "of a descent on the empirical risk"},
    {"difference", STUDY_NUMBERS, "risk less empirical risk"},
};

const struct study risk_study = {
    .name = "risk",
    .known_as = "expected-risk empirical-risk erm expectation",
    .question = "how far is the minimum of the empirical risk from that of the risk?",
    .help =
        "The risk is the expectation of a loss over a random datum, by quadrature; the empirical risk its mean over a drawn sample. Their curves and "
        "minimisers, the distance of these against the size of the sample, and descent on the empirical risk judged on the risk.",
    STUDY_PARAMETERS(struct risk_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "n=1,10,100,1000",
    .lower = "n, trials or steps",
    .resolve = resolve,
    .cost = cost,
    .frame = frame,
    .moves_with = "several sizes n, several trials, or view=descent",
    .run = run,
    .describe = describe,
    .tell = risk_tell,
    .draw = risk_draw,
    .scripted = risk_scripted,
    .script = risk_script,
};
