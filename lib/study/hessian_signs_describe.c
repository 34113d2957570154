/* Random Hessians in numbers and words. */
#include "study/hessian_signs.h"

#include "analysis/marchenko_pastur.h"
#include "base/exact.h"
#include "study/sentence.h"

#include <math.h>

static void describe_wishart(struct arena *arena, const struct signs_parameters *parameters, const struct signs_result *result, struct value *facts)
{
    const double n = parameters->n.items[0];
    double *ends = ARENA_NEW(arena, double, 2);
    marchenko_pastur_ends(result->ratio, ends);
    value_add_number(arena, facts, "columns", rint(n / result->ratio));
    value_add_number(arena, facts, "zero_share", fmax(0, 1 - 1 / result->ratio));
    value_add_numbers(arena, facts, "ends", ends, 2);
}

static void describe_glass(struct arena *arena, const struct signs_parameters *parameters, const struct signs_result *result,
                           struct study_description *description)
{
    struct value *facts = description->facts;
    struct study_columns *columns = &description->columns;
    const size_t spins = result->glass.spins, count = result->energy_count;
    value_add_number(arena, facts, "n", (double)spins);
    value_add_number(arena, facts, "critical_points", result->total);
    value_add_number(arena, facts, "minima", result->number[0]);
    value_add_number(arena, facts, "minima_energy", result->energy_mean[0]);
    value_add_number(arena, facts, "threshold_energy", spin_glass_threshold(&result->glass));
    value_add_number(arena, facts, "lowest_energy", spin_glass_lowest(&result->glass));
    if (parameters->view == SIGNS_INDEX) {
        study_columns_add(columns, "negative", spins, result->negative);
        study_columns_add(columns, "number", spins, result->number);
        study_columns_add(columns, "energy", spins, result->energy_mean);
        study_columns_add(columns, "energy_deviation", spins, result->energy_deviation);
        return;
    }
    study_columns_add(columns, "energy", count, result->energies);
    study_columns_add(columns, "all", count, result->all);
    for (size_t k = 0; k < spins; k++)
        study_columns_add(columns, arena_format(arena, "index_%zu", k), count, result->densities + k * count);
}

void signs_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct signs_parameters *parameters = untyped;
    const struct signs_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    struct study_columns *columns = &description->columns;
    if (parameters->ensemble == SIGNS_SPIN_GLASS) {
        describe_glass(arena, parameters, result, description);
        return;
    }
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
    value_add_number(arena, facts, "n", parameters->n.items[0]);
    if (parameters->view == SIGNS_SPECTRUM) {
        study_columns_add(columns, "eigenvalue", SIGNS_BINS, result->centre);
        study_columns_add(columns, "density", SIGNS_BINS, result->density);
        study_columns_add(columns, parameters->ensemble == SIGNS_WISHART ? "marchenko_pastur" : "semicircle", SIGNS_BINS, result->law);
        if (parameters->ensemble == SIGNS_WISHART)
            describe_wishart(arena, parameters, result, facts);
        value_add_number(arena, facts, "negative_share", result->below_zero);
        return;
    }
    study_columns_add(columns, "negative", result->ensemble.n + 1, result->negative);
    study_columns_add(columns, "probability", result->ensemble.n + 1, result->probability);
    study_columns_add(columns, "exact", result->ensemble.n + 1, result->exact_index);
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

/* "one in 4.4×10¹³ is", "14.6 % are". */
static void say_share(struct buffer *sentence, double share)
{
    if (share >= 0.01) {
        sentence_percent(sentence, share);
        buffer_text(sentence, " are");
    } else {
        const double among = 1 / share, unit = among < 1e3 ? 10 : among < 1e4 ? 100 : among < 1e5 ? 1e3 : 1e4; /* two digits of it */
        buffer_text(sentence, "one in ");
        if (among < 1e6)
            buffer_count(sentence, (size_t)(rint(among / unit) * unit));
        else
            sentence_rounded(sentence, among, 2);
        buffer_text(sentence, " is");
    }
}

static void tell_index(const struct signs_result *result, struct buffer *sentence)
{
    const size_t n = result->ensemble.n, positive = (size_t)lround(result->simulated[0] * (double)result->samples);
    buffer_text(sentence, "Of ");
    buffer_count(sentence, result->samples);
    buffer_format(sentence, " random %zu × %zu Hessian%s ", n, n, result->samples == 1 ? "" : "s");
    if (positive)
        buffer_count(sentence, positive);
    else
        buffer_text(sentence, "none");
    buffer_format(sentence, " %s positive definite", positive > 1 ? "were" : "was");
    if (result->exact[0] > 0) {
        buffer_text(sentence, "; exactly, ");
        say_share(sentence, result->exact[0]);
    }
    buffer_text(sentence, ". On average ");
    sentence_rounded(sentence, result->mean, 3);
    buffer_format(sentence, " of the %zu eigenvalue%s negative: ", n, n == 1 ? " is" : "s are");
    buffer_text(sentence, n == 1 ? "in one dimension half of all flat points are minima." : "a point of zero gradient is most often a saddle.");
}

/* "0.0249 at n = 3": exactly where that is known, else as simulated. */
static void say_probability(struct buffer *sentence, const struct signs_result *result, size_t i)
{
    if (isnan(result->exact[i]) && !isnan(result->asymptote[i]) && !(result->simulated[i] > 0))
        buffer_text(sentence, "less than 10⁻³⁰⁰");
    else
        sentence_rounded(sentence, isnan(result->exact[i]) ? result->simulated[i] : result->exact[i], 3);
    buffer_format(sentence, " at n = %.0f", result->sizes[i]);
}

static void tell_probability(const struct signs_result *result, struct buffer *sentence)
{
    size_t first = 0, last = 0, seen = result->count;
    for (size_t i = 0; i < result->count; i++) {
        first = result->sizes[i] < result->sizes[first] ? i : first;
        last = result->sizes[i] > result->sizes[last] ? i : last;
        if (result->simulated[i] > 0 && (seen == result->count || result->sizes[i] > result->sizes[seen]))
            seen = i;
    }
    buffer_text(sentence, "All eigenvalues of a random Hessian are positive with probability ");
    say_probability(sentence, result, first);
    if (result->sizes[last] > result->sizes[first]) {
        buffer_text(sentence, " and ");
        say_probability(sentence, result, last);
    }
    buffer_text(sentence, ". ");
    buffer_count(sentence, result->samples);
    buffer_format(sentence, " sample%s of each n ", result->samples == 1 ? "" : "s");
    if (seen < result->count)
        buffer_format(sentence, "saw %s n = %.0f.", result->sizes[seen] < result->sizes[last] ? "no such Hessian beyond" : "such Hessians up to",
                      result->sizes[seen]);
    else
        buffer_text(sentence, "saw no such Hessian.");
    if (result->exact[last] > 0) {
        const double n = result->sizes[last];
        buffer_text(sentence, " −ln P / n² is ");
        sentence_rounded(sentence, -exact_log(result->exact[last]) / (n * n), 3);
        buffer_text(sentence,
                    result->sizes[last] > result->sizes[first] ? " there, on its way to ln 3 / 4 = 0.275." : ", on its way to ln 3 / 4 = 0.275.");
    }
}

static void tell_glass(const struct signs_parameters *parameters, const struct signs_result *result, struct buffer *sentence)
{
    const size_t spins = result->glass.spins;
    buffer_format(sentence, "A spherical spin glass of %zu spins, %u in each term, has ", spins, result->glass.interactions);
    sentence_rounded(sentence, result->total, 4);
    buffer_text(sentence, " critical points on average, ");
    sentence_rounded(sentence, result->number[0], 4);
    buffer_text(sentence, " of them minima, at a mean energy per spin of ");
    sentence_rounded(sentence, result->energy_mean[0], 3);
    if (spins > 2) {
        buffer_text(sentence, "; those with one direction down lie at ");
        sentence_rounded(sentence, result->energy_mean[1], 3);
    }
    buffer_text(sentence, parameters->view == SIGNS_INDEX ? ": the more directions lead down, the higher." : ".");
    buffer_text(sentence, " For many spins the lowest energy is ");
    sentence_rounded(sentence, spin_glass_lowest(&result->glass), 4);
    buffer_text(sentence, result->glass.interactions > 2 ? ", and above the threshold of " : ", which is the threshold, ");
    sentence_rounded(sentence, spin_glass_threshold(&result->glass), 4);
    buffer_text(sentence, result->glass.interactions > 2 ? " nearly all critical points are saddles of many directions." : ", itself.");
}

static void tell_spectrum(const struct signs_parameters *parameters, const struct signs_result *result, struct buffer *sentence)
{
    const double n = parameters->n.items[0];
    buffer_text(sentence, "The eigenvalues of ");
    buffer_count(sentence, result->samples);
    if (parameters->ensemble != SIGNS_WISHART) {
        buffer_format(sentence, " random %.0f × %.0f Hessians, divided by √n, lie under a semicircle from −2 to 2; ", n, n);
        sentence_percent(sentence, result->below_zero);
        buffer_text(sentence, " of them are negative.");
        return;
    }
    double ends[2];
    marchenko_pastur_ends(result->ratio, ends);
    buffer_format(sentence, " Wishart matrices of %.0f rows and %.0f columns: none is negative", n, rint(n / result->ratio));
    if (result->ratio > 1) {
        buffer_text(sentence, ", ");
        sentence_percent(sentence, 1 - 1 / result->ratio);
        buffer_text(sentence, " are 0, as there are fewer columns than rows");
    }
    buffer_text(sentence, "; by the law of Marchenko and Pastur ");
    buffer_text(sentence, result->ratio > 1 ? "the others" : "they");
    buffer_text(sentence, " lie from ");
    sentence_rounded(sentence, ends[0], 3);
    buffer_text(sentence, " to ");
    sentence_rounded(sentence, ends[1], 3);
    buffer_text(sentence, " if the matrix is large.");
}

void signs_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct signs_parameters *parameters = untyped;
    const struct signs_result *result = answer;
    if (parameters->ensemble == SIGNS_SPIN_GLASS)
        tell_glass(parameters, result, sentence);
    else if (parameters->view == SIGNS_INDEX)
        tell_index(result, sentence);
    else if (parameters->view == SIGNS_PROBABILITY)
        tell_probability(result, sentence);
    else
        tell_spectrum(parameters, result, sentence);
}
