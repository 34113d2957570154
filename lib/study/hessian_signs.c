/* How likely is a point of zero gradient a minimum? If its Hessian is like a random symmetric matrix, exactly as likely as all
 * eigenvalues being positive, which is hopeless from a dozen dimensions on. */
#include "study/hessian_signs.h"

#include "analysis/goe.h"
#include "analysis/statistics.h"

#include <math.h>

enum { MOST_N = 2000, MOST_SIZES = 64, EDGES = SIGNS_BINS + 1 };
static const double spectrum_end = 2.4;

#define FIELD(name) PARAMETER_FIELD(struct signs_parameters, name)
static const struct parameter rows[] = {
    {"n", KIND_REALS, .offset = FIELD(n), .initial = "10", .least = 1, .most = MOST_N,
     .help = "the number of coordinates: rows of the Hessian; a list sweeps", .example = "2,5,10,20"},
    {"samples", KIND_INTEGER, .offset = FIELD(samples), .initial = "10000", .least = 1, .most = 10000000, .help = "random Hessians drawn for each n",
     .example = "1000"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "where the random numbers start",
     .example = "2"},
    {"ensemble", KIND_CHOICE, .offset = FIELD(wigner), .initial = "goe", .choices = "goe|wigner",
     .help = "goe: Gaussian, the same in all directions, with exact probabilities; wigner: independent entries of one kind, the diagonal included",
     .example = "wigner"},
    {"entries", KIND_CHOICE, .offset = FIELD(entries), .initial = "normal", .choices = "normal|uniform|rademacher",
     .help = "what the entries of a Wigner matrix are", .example = "uniform"},
    {"view", KIND_CHOICE, .offset = FIELD(view), .initial = "auto", .choices = "auto|index|probability|spectrum",
     .help = "index: how many eigenvalues are negative; probability: that none is, against n; spectrum: how they lie; auto: index for one n, else "
             "probability",
     .example = "spectrum"},
};

static struct ensemble ensemble_of(const struct signs_parameters *parameters, size_t size)
{
    static const enum matrix_entries entries[] = {ENTRIES_NORMAL, ENTRIES_UNIFORM, ENTRIES_RADEMACHER};
    return (struct ensemble){parameters->wigner ? entries[parameters->entries] : ENTRIES_GOE, (size_t)parameters->n.items[size],
                             (uint64_t)parameters->seed};
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    (void)arena;
    struct signs_parameters *parameters = untyped;
    for (size_t i = 0; i < parameters->n.count; i++)
        if (parameters->n.items[i] != floor(parameters->n.items[i])) {
            error_set(error, ERROR_INVALID, "whole numbers are wanted here");
            return error_blame(error, "n", "");
        }
    if (parameters->n.count > MOST_SIZES) {
        error_set(error, ERROR_INVALID, "%zu sizes are more than %d", parameters->n.count, MOST_SIZES);
        return error_blame(error, "n", "");
    }
    if (parameters->view == SIGNS_AUTO)
        parameters->view = parameters->n.count > 1 ? SIGNS_PROBABILITY : SIGNS_INDEX;
    if (parameters->n.count > 1 && parameters->view != SIGNS_PROBABILITY) {
        error_set(error, ERROR_INVALID, "this view shows one n, not %zu", parameters->n.count);
        return error_blame(error, "view", "");
    }
    return true;
}

static double cost(const void *untyped)
{
    const struct signs_parameters *parameters = untyped;
    double total = 0;
    for (size_t i = 0; i < parameters->n.count; i++) {
        const struct ensemble ensemble = ensemble_of(parameters, i);
        total += (double)parameters->samples * random_matrix_cost(&ensemble, parameters->view == SIGNS_SPECTRUM ? EDGES : 0);
        if (parameters->view == SIGNS_INDEX && ensemble.n <= GOE_MOST_INDEX)
            total += goe_index_cost(ensemble.n);
        else if (parameters->view != SIGNS_SPECTRUM && ensemble.n <= GOE_MOST_POSITIVE)
            total += goe_all_positive_cost(ensemble.n);
    }
    return total;
}

/* P(all positive), exactly where it can be had. */
static double exact_positive(struct arena *arena, const struct ensemble *ensemble)
{
    return ensemble->entries == ENTRIES_GOE && ensemble->n <= GOE_MOST_POSITIVE ? goe_all_positive(arena, ensemble->n) : NAN;
}

static void run_index(struct arena *arena, struct signs_result *result)
{
    const size_t n = result->ensemble.n;
    uint64_t *negative = ARENA_NEW(arena, uint64_t, n + 1);
    const double samples = (double)result->samples, positive = (double)random_matrix_signs(arena, &result->ensemble, result->samples, negative);
    result->negative = ARENA_NEW(arena, double, n + 1);
    result->probability = ARENA_NEW(arena, double, n + 1);
    result->exact_index = ARENA_NEW(arena, double, n + 1);
    for (size_t k = 0; k <= n; k++) {
        result->negative[k] = (double)k;
        result->probability[k] = (double)negative[k] / samples;
        result->exact_index[k] = NAN;
        result->mean += result->probability[k] * (double)k;
    }
    for (size_t k = 0; k <= n; k++)
        result->deviation += result->probability[k] * ((double)k - result->mean) * ((double)k - result->mean);
    result->deviation = sqrt(result->deviation);
    if (result->ensemble.entries == ENTRIES_GOE && n <= GOE_MOST_INDEX)
        goe_index(arena, n, result->exact_index);
    else
        result->exact_index[0] = result->exact_index[n] = exact_positive(arena, &result->ensemble);
    result->exact[0] = result->exact_index[0];
    result->simulated[0] = positive / samples;
    wilson_interval(positive, samples, &result->low[0], &result->high[0]);
}

static void run_probability(struct arena *arena, const struct signs_parameters *parameters, struct signs_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct ensemble ensemble = ensemble_of(parameters, i);
        const double samples = (double)result->samples;
        const double positive = (double)random_matrix_signs(arena, &ensemble, result->samples, ARENA_NEW(arena, uint64_t, ensemble.n + 1));
        result->exact[i] = exact_positive(arena, &ensemble);
        result->simulated[i] = positive / samples;
        wilson_interval(positive, samples, &result->low[i], &result->high[i]);
    }
}

static void run_spectrum(struct arena *arena, struct signs_result *result)
{
    double edges[EDGES];
    uint64_t below[EDGES];
    const double width = 2 * spectrum_end / SIGNS_BINS, all = (double)result->samples * (double)result->ensemble.n;
    for (size_t i = 0; i < EDGES; i++)
        edges[i] = width * ((double)i - SIGNS_BINS / 2);
    random_matrix_spectrum(arena, &result->ensemble, result->samples, edges, EDGES, below);
    result->centre = ARENA_NEW(arena, double, SIGNS_BINS);
    result->density = ARENA_NEW(arena, double, SIGNS_BINS);
    result->semicircle = ARENA_NEW(arena, double, SIGNS_BINS);
    for (size_t i = 0; i < SIGNS_BINS; i++) {
        const double x = result->centre[i] = (edges[i] + edges[i + 1]) / 2;
        result->density[i] = (double)(below[i + 1] - below[i]) / all / width;
        result->semicircle[i] = fabs(x) < 2 ? sqrt(4 - x * x) / (2 * acos(-1)) : 0;
    }
    result->below_zero = (double)below[SIGNS_BINS / 2] / all;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct signs_parameters *parameters = untyped;
    struct signs_result *result = ARENA_NEW(arena, struct signs_result, 1);
    double **const arrays[] = {&result->sizes, &result->simulated, &result->low, &result->high, &result->exact, &result->asymptote};
    result->ensemble = ensemble_of(parameters, 0);
    result->samples = (size_t)parameters->samples;
    result->count = parameters->n.count;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = ARENA_NEW(arena, double, result->count);
    for (size_t i = 0; i < result->count; i++) {
        result->sizes[i] = parameters->n.items[i];
        result->asymptote[i] = parameters->wigner ? NAN : goe_asymptote((size_t)parameters->n.items[i]);
    }
    if (parameters->view == SIGNS_SPECTRUM)
        run_spectrum(arena, result);
    else if (parameters->view == SIGNS_INDEX)
        run_index(arena, result);
    else
        run_probability(arena, parameters, result);
    *answer = result;
    return true;
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct signs_parameters *parameters = untyped;
    const struct signs_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    struct study_columns *columns = &description->columns;
    const size_t n = result->ensemble.n;
    value_add_number(arena, facts, "samples", (double)result->samples);
    if (parameters->view == SIGNS_PROBABILITY) {
        study_columns_add(columns, "n", result->count, result->sizes);
        study_columns_add(columns, "all_positive", result->count, result->simulated);
        study_columns_add(columns, "low", result->count, result->low);
        study_columns_add(columns, "high", result->count, result->high);
        study_columns_add(columns, "exact", result->count, result->exact);
        study_columns_add(columns, "asymptote", result->count, result->asymptote);
        value_add_number(arena, facts, "limit", log(3) / 4);
        return;
    }
    value_add_number(arena, facts, "n", (double)n);
    if (parameters->view == SIGNS_SPECTRUM) {
        study_columns_add(columns, "eigenvalue", SIGNS_BINS, result->centre);
        study_columns_add(columns, "density", SIGNS_BINS, result->density);
        study_columns_add(columns, "semicircle", SIGNS_BINS, result->semicircle);
        value_add_number(arena, facts, "negative_share", result->below_zero);
        return;
    }
    study_columns_add(columns, "negative", n + 1, result->negative);
    study_columns_add(columns, "probability", n + 1, result->probability);
    study_columns_add(columns, "exact", n + 1, result->exact_index);
    value_add_number(arena, facts, "all_positive", result->simulated[0]);
    double *interval = ARENA_NEW(arena, double, 2);
    interval[0] = result->low[0];
    interval[1] = result->high[0];
    value_add_numbers(arena, facts, "all_positive_interval", interval, 2);
    value_add_number(arena, facts, "all_positive_exact", result->exact[0]);
    value_add_number(arena, facts, "asymptote", result->asymptote[0]);
    value_add_number(arena, facts, "mean_negative", result->mean);
    value_add_number(arena, facts, "deviation_negative", result->deviation);
}

#define NUMBER_OR_NULL "{\"type\":[\"number\",\"null\"]}"
static const struct study_fact facts[] = {
    {"samples", "{\"type\":\"integer\"}", "random Hessians drawn for each n"},
    {"n", "{\"type\":\"integer\"}", "views of one n: the number of rows"},
    {"all_positive", "{\"type\":\"number\"}", "index: the share of samples with positive eigenvalues only"},
    {"all_positive_interval", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "index: its 95 % interval (Wilson)"},
    {"all_positive_exact", NUMBER_OR_NULL, "index: the exact probability, known of GOE up to n = 50"},
    {"asymptote", NUMBER_OR_NULL, "index: exp(−n² ln 3 / 4)"},
    {"mean_negative", "{\"type\":\"number\"}", "index: negative eigenvalues on average"},
    {"deviation_negative", "{\"type\":\"number\"}", "index: the standard deviation of their number"},
    {"limit", "{\"type\":\"number\"}", "probability: what −ln P / n² tends to, ln 3 / 4"},
    {"negative_share", "{\"type\":\"number\"}", "spectrum: the share of eigenvalues below 0"},
};

const struct study hessian_signs_study = {
    .name = "hessian-signs",
    .question = "how likely is a zero-gradient point a minimum?",
    .help = "The number of negative eigenvalues of random symmetric matrices, simulated and, for the Gaussian orthogonal ensemble, exact; the odds "
            "of a minimum against the number of coordinates; and the spectrum beside the semicircle.",
    .parameters_size = STUDY_PARAMETERS(struct signs_parameters),
    .parameters = rows,
    .parameter_count = sizeof rows / sizeof *rows,
    .facts = facts,
    .fact_count = sizeof facts / sizeof *facts,
    .example = "n=10",
    .lower = "samples or n",
    .resolve = resolve,
    .cost = cost,
    .run = run,
    .describe = describe,
    .tell = signs_tell,
    .draw = signs_draw,
};
