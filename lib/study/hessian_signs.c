/* How likely is a point of zero gradient a minimum? If its Hessian is like a random symmetric matrix, exactly as likely as all
 * eigenvalues being positive, which is hopeless from a dozen dimensions on. */
#include "analysis/goe.h"
#include "analysis/random_matrix.h"
#include "analysis/statistics.h"
#include "base/number.h"
#include "study/picture.h"
#include "study/sentence.h"
#include "study/study.h"

#include <math.h>

enum view { VIEW_AUTO, VIEW_INDEX, VIEW_PROBABILITY, VIEW_SPECTRUM };
enum { MOST_N = 2000, MOST_SIZES = 64, BINS = 60, EDGES = BINS + 1 };
static const double spectrum_end = 2.4;

struct parameters {
    struct picture picture;
    struct reals n;
    long samples, seed;
    int wigner, entries, view;
};

struct result {
    struct ensemble ensemble; /* of the first size */
    size_t samples;

    /* The view of all sizes; `count` of each. */
    size_t count;
    double *sizes, *simulated, *low, *high, *exact, *asymptote;

    /* The index of one size; n + 1 of each. */
    double *negative, *probability, *exact_index;
    double mean, deviation; /* of the number of negative eigenvalues */

    /* The spectrum of one size; BINS of each. */
    double *centre, *density, *semicircle;
    double below_zero; /* the share of eigenvalues */
};

#define FIELD(name) offsetof(struct parameters, name)
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

static struct ensemble ensemble_of(const struct parameters *parameters, size_t size)
{
    static const enum matrix_entries entries[] = {ENTRIES_NORMAL, ENTRIES_UNIFORM, ENTRIES_RADEMACHER};
    return (struct ensemble){parameters->wigner ? entries[parameters->entries] : ENTRIES_GOE, (size_t)parameters->n.items[size],
                             (uint64_t)parameters->seed};
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    (void)arena;
    struct parameters *parameters = untyped;
    for (size_t i = 0; i < parameters->n.count; i++)
        if (parameters->n.items[i] != floor(parameters->n.items[i])) {
            error_set(error, ERROR_INVALID, "whole numbers are wanted here");
            return error_blame(error, "n", "");
        }
    if (parameters->n.count > MOST_SIZES) {
        error_set(error, ERROR_INVALID, "%zu sizes are more than %d", parameters->n.count, MOST_SIZES);
        return error_blame(error, "n", "");
    }
    if (parameters->view == VIEW_AUTO)
        parameters->view = parameters->n.count > 1 ? VIEW_PROBABILITY : VIEW_INDEX;
    if (parameters->n.count > 1 && parameters->view != VIEW_PROBABILITY) {
        error_set(error, ERROR_INVALID, "this view shows one n, not %zu", parameters->n.count);
        return error_blame(error, "view", "");
    }
    return true;
}

static double cost(const void *untyped)
{
    const struct parameters *parameters = untyped;
    double total = 0;
    for (size_t i = 0; i < parameters->n.count; i++) {
        const struct ensemble ensemble = ensemble_of(parameters, i);
        total += (double)parameters->samples * random_matrix_cost(&ensemble, parameters->view == VIEW_SPECTRUM ? EDGES : 0);
        if (parameters->view == VIEW_INDEX && ensemble.n <= GOE_MOST_INDEX)
            total += goe_index_cost(ensemble.n);
        else if (parameters->view != VIEW_SPECTRUM && ensemble.n <= GOE_MOST_POSITIVE)
            total += goe_all_positive_cost(ensemble.n);
    }
    return total;
}

/* P(all positive), exactly where it can be had. */
static double exact_positive(struct arena *arena, const struct ensemble *ensemble)
{
    return ensemble->entries == ENTRIES_GOE && ensemble->n <= GOE_MOST_POSITIVE ? goe_all_positive(arena, ensemble->n) : NAN;
}

static void run_index(struct arena *arena, struct result *result)
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

static void run_probability(struct arena *arena, const struct parameters *parameters, struct result *result)
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

static void run_spectrum(struct arena *arena, struct result *result)
{
    double edges[EDGES];
    uint64_t below[EDGES];
    const double width = 2 * spectrum_end / BINS, all = (double)result->samples * (double)result->ensemble.n;
    for (size_t i = 0; i < EDGES; i++)
        edges[i] = width * ((double)i - BINS / 2);
    random_matrix_spectrum(arena, &result->ensemble, result->samples, edges, EDGES, below);
    result->centre = ARENA_NEW(arena, double, BINS);
    result->density = ARENA_NEW(arena, double, BINS);
    result->semicircle = ARENA_NEW(arena, double, BINS);
    for (size_t i = 0; i < BINS; i++) {
        const double x = result->centre[i] = (edges[i] + edges[i + 1]) / 2;
        result->density[i] = (double)(below[i + 1] - below[i]) / all / width;
        result->semicircle[i] = fabs(x) < 2 ? sqrt(4 - x * x) / (2 * acos(-1)) : 0;
    }
    result->below_zero = (double)below[BINS / 2] / all;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct parameters *parameters = untyped;
    struct result *result = ARENA_NEW(arena, struct result, 1);
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
    if (parameters->view == VIEW_SPECTRUM)
        run_spectrum(arena, result);
    else if (parameters->view == VIEW_INDEX)
        run_index(arena, result);
    else
        run_probability(arena, parameters, result);
    *answer = result;
    return true;
}

static void add_column(struct study_columns *columns, const char *name, size_t count, const double *numbers)
{
    columns->items[columns->count++] = (struct study_column){name, count, numbers, NULL};
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct parameters *parameters = untyped;
    const struct result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    struct study_columns *columns = &description->columns;
    const size_t n = result->ensemble.n;
    value_add_number(arena, facts, "samples", (double)result->samples);
    if (parameters->view == VIEW_PROBABILITY) {
        add_column(columns, "n", result->count, result->sizes);
        add_column(columns, "all_positive", result->count, result->simulated);
        add_column(columns, "low", result->count, result->low);
        add_column(columns, "high", result->count, result->high);
        add_column(columns, "exact", result->count, result->exact);
        add_column(columns, "asymptote", result->count, result->asymptote);
        value_add_number(arena, facts, "limit", log(3) / 4);
        return;
    }
    value_add_number(arena, facts, "n", (double)n);
    if (parameters->view == VIEW_SPECTRUM) {
        add_column(columns, "eigenvalue", BINS, result->centre);
        add_column(columns, "density", BINS, result->density);
        add_column(columns, "semicircle", BINS, result->semicircle);
        value_add_number(arena, facts, "negative_share", result->below_zero);
        return;
    }
    add_column(columns, "negative", n + 1, result->negative);
    add_column(columns, "probability", n + 1, result->probability);
    add_column(columns, "exact", n + 1, result->exact_index);
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

/* Large and small numbers as 4.4e13. */
static void say_rounded(struct buffer *sentence, double value, int digits)
{
    const int exponent = value > 0 ? (int)floor(log10(value)) : 0;
    const bool plain = exponent > -4 && exponent < 6;
    char text[NUMBER_SIZE];
    number_print_rounded(text, plain ? value : value / pow(10, exponent), digits);
    buffer_text(sentence, text);
    if (!plain)
        buffer_format(sentence, "e%d", exponent);
}

/* "one in 4.4e13 is", "14.6 % are". */
static void say_share(struct buffer *sentence, double share)
{
    if (share >= 0.01) {
        say_rounded(sentence, 100 * share, 3);
        buffer_text(sentence, " % are");
    } else {
        buffer_text(sentence, "one in ");
        say_rounded(sentence, 1 / share, 2);
        buffer_text(sentence, " is");
    }
}

static void tell_index(const struct result *result, struct buffer *sentence)
{
    const size_t n = result->ensemble.n, positive = (size_t)lround(result->simulated[0] * (double)result->samples);
    buffer_text(sentence, "Of ");
    sentence_count(sentence, result->samples);
    buffer_format(sentence, " random %zu × %zu Hessians ", n, n);
    if (positive)
        sentence_count(sentence, positive);
    else
        buffer_text(sentence, "none");
    buffer_format(sentence, " %s positive definite", positive > 1 ? "were" : "was");
    if (result->exact[0] > 0) {
        buffer_text(sentence, "; exactly, ");
        say_share(sentence, result->exact[0]);
    }
    buffer_text(sentence, ". On average ");
    say_rounded(sentence, result->mean, 3);
    buffer_format(sentence, " of the %zu eigenvalue%s negative: ", n, n == 1 ? " is" : "s are");
    buffer_text(sentence, n == 1 ? "in one dimension half of all flat points are minima." : "a point of zero gradient is most often a saddle.");
}

static void tell_probability(const struct result *result, struct buffer *sentence)
{
    size_t last = 0, seen = result->count;
    for (size_t i = 0; i < result->count; i++) {
        last = result->sizes[i] > result->sizes[last] ? i : last;
        if (result->simulated[i] > 0 && (seen == result->count || result->sizes[i] > result->sizes[seen]))
            seen = i;
    }
    buffer_text(sentence, "All eigenvalues of a random Hessian are positive with probability ");
    for (size_t i = 0; i < 2; i++) {
        const size_t at = i ? last : 0;
        say_rounded(sentence, isnan(result->exact[at]) ? result->simulated[at] : result->exact[at], 3);
        buffer_format(sentence, " at n = %.0f%s", result->sizes[at], i ? ". " : " and ");
    }
    sentence_count(sentence, result->samples);
    buffer_text(sentence, " samples of each n ");
    if (seen < result->count)
        buffer_format(sentence, "saw no such Hessian beyond n = %.0f.", result->sizes[seen]);
    else
        buffer_text(sentence, "saw no such Hessian.");
    if (result->exact[last] > 0) {
        const double n = result->sizes[last];
        buffer_text(sentence, " −ln P / n² is ");
        say_rounded(sentence, -log(result->exact[last]) / (n * n), 3);
        buffer_text(sentence, " there, on its way to ln 3 / 4 = 0.275.");
    }
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct parameters *parameters = untyped;
    const struct result *result = answer;
    if (parameters->view == VIEW_INDEX) {
        tell_index(result, sentence);
    } else if (parameters->view == VIEW_PROBABILITY) {
        tell_probability(result, sentence);
    } else {
        buffer_text(sentence, "The eigenvalues of ");
        sentence_count(sentence, result->samples);
        buffer_format(sentence, " random %zu × %zu Hessians, divided by √n, lie under a semicircle from −2 to 2; ", result->ensemble.n,
                      result->ensemble.n);
        say_rounded(sentence, 100 * result->below_zero, 3);
        buffer_text(sentence, " % of them are negative.");
    }
}

static const char *samples_label(struct arena *arena, const struct result *result)
{
    struct buffer label = {.arena = arena};
    sentence_count(&label, result->samples);
    buffer_text(&label, result->samples == 1 ? " sample" : " samples");
    return buffer_string(&label);
}

static void draw_index(struct arena *arena, const struct result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    const size_t n = result->ensemble.n;
    /* Far from n/2 there is nothing to be seen but the ends' emptiness. */
    const double reach = 6 * result->deviation + 3, middle = (double)n / 2;
    const size_t from = n > 60 && middle > reach ? (size_t)(middle - reach) : 0,
                 to = n > 60 && middle + reach < (double)n ? (size_t)(middle + reach) : n;
    const size_t count = to - from + 1;
    layers[0] = (struct figure_layer){.kind = LAYER_BARS,
                                      .label = samples_label(arena, result),
                                      .count = count,
                                      .x = result->negative + from,
                                      .y = result->probability + from,
                                      .style = {.colour = COLOUR_BLUE, .opacity = 0.7}};
    panel->layer_count = 1;
    if (result->ensemble.entries == ENTRIES_GOE && n <= GOE_MOST_INDEX)
        layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_POINTS,
                                                             .label = "exact",
                                                             .count = count,
                                                             .x = result->negative + from,
                                                             .y = result->exact_index + from,
                                                             .style = {.colour = COLOUR_ORANGE, .marker = MARKER_DOT}};
    panel->x.label = arena_format(arena, "negative eigenvalues of %zu", n);
    panel->y.label = "probability";
    if (from == 0 && n > 1) {
        struct buffer text = {.arena = arena};
        buffer_text(&text, "a minimum: ");
        say_rounded(&text, isnan(result->exact[0]) ? result->simulated[0] : result->exact[0], 2);
        struct figure_annotation *note = ARENA_NEW(arena, struct figure_annotation, 1);
        *note =
            (struct figure_annotation){.text = buffer_string(&text), .tip = {0, isnan(result->exact[0]) ? result->simulated[0] : result->exact[0]}};
        panel->annotations = note;
        panel->annotation_count = 1;
    }
}

/* Where the simulation saw at least one, as points with their intervals: a logarithm has no place for none. */
static void draw_simulated(struct arena *arena, const struct result *result, struct figure_layer *layer)
{
    double *numbers = ARENA_NEW(arena, double, 4 * result->count), *x = numbers, *y = x + result->count, *low = y + result->count,
           *high = low + result->count;
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++)
        if (result->simulated[i] > 0) {
            x[count] = result->sizes[i];
            y[count] = result->simulated[i];
            low[count] = result->low[i];
            high[count++] = result->high[i];
        }
    *layer = (struct figure_layer){.kind = LAYER_ERRORS,
                                   .label = samples_label(arena, result),
                                   .count = count,
                                   .x = x,
                                   .y = y,
                                   .low = low,
                                   .high = high,
                                   .style = {.colour = COLOUR_ORANGE, .marker = MARKER_DOT}};
}

static void draw_probability(struct arena *arena, const struct result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    if (result->ensemble.entries == ENTRIES_GOE) {
        layers[panel->layer_count++] =
            (struct figure_layer){.kind = LAYER_LINE,
                                  .label = "exact",
                                  .count = result->count,
                                  .x = result->sizes,
                                  .y = result->exact,
                                  .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID, .marker = MARKER_DOT, .marker_size = 4}};
        layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                             .label = "asymptote",
                                                             .count = result->count,
                                                             .x = result->sizes,
                                                             .y = result->asymptote,
                                                             .style = {.colour = COLOUR_MUTED, .dash = DASH_DASHED}};
    }
    draw_simulated(arena, result, &layers[panel->layer_count++]);
    panel->x.label = "n";
    panel->y.label = "P(all eigenvalues > 0)";
    panel->y.scale = SCALE_LOG;
}

/* The semicircle's ends are steep, so it is drawn finer than the bins. */
static struct figure_layer semicircle(struct arena *arena)
{
    enum { POINTS = 201 };
    double *x = ARENA_NEW(arena, double, POINTS), *y = ARENA_NEW(arena, double, POINTS);
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = 2 * sin(acos(-1) * ((double)i / (POINTS - 1) - 0.5));
        y[i] = sqrt(fmax(4 - x[i] * x[i], 0)) / (2 * acos(-1));
    }
    return (struct figure_layer){
        .kind = LAYER_LINE, .label = "semicircle", .count = POINTS, .x = x, .y = y, .style = {.colour = COLOUR_FOREGROUND, .dash = DASH_SOLID}};
}

static void draw_spectrum(struct arena *arena, const struct result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    const size_t half = BINS / 2;
    layers[0] = (struct figure_layer){.kind = LAYER_BARS,
                                      .label = "negative",
                                      .count = half,
                                      .x = result->centre,
                                      .y = result->density,
                                      .style = {.colour = COLOUR_ORANGE, .opacity = 0.8}};
    layers[1] = (struct figure_layer){.kind = LAYER_BARS,
                                      .label = "positive",
                                      .count = half,
                                      .x = result->centre + half,
                                      .y = result->density + half,
                                      .style = {.colour = COLOUR_BLUE, .opacity = 0.8}};
    layers[2] = semicircle(arena);
    panel->layer_count = 3;
    panel->x.label = "eigenvalue / √n";
    panel->y.label = "density";
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct parameters *parameters = untyped;
    const struct result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3);
    if (parameters->view == VIEW_INDEX)
        draw_index(arena, result, panel, layers);
    else if (parameters->view == VIEW_PROBABILITY)
        draw_probability(arena, result, panel, layers);
    else
        draw_spectrum(arena, result, panel, layers);
    panel->layers = layers;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = "Signs of the eigenvalues of random Hessians";
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
    .parameters_size = sizeof(struct parameters),
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
    .tell = tell,
    .draw = draw,
};
