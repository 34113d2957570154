/* Random Hessians in words and pictures. */
#include "study/hessian_signs.h"

#include "analysis/goe.h"
#include "base/exact.h"
#include "study/sentence.h"

#include <math.h>

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
            sentence_count(sentence, (size_t)(rint(among / unit) * unit));
        else
            sentence_rounded(sentence, among, 2);
        buffer_text(sentence, " is");
    }
}

static void tell_index(const struct signs_result *result, struct buffer *sentence)
{
    const size_t n = result->ensemble.n, positive = (size_t)lround(result->simulated[0] * (double)result->samples);
    buffer_text(sentence, "Of ");
    sentence_count(sentence, result->samples);
    buffer_format(sentence, " random %zu × %zu Hessian%s ", n, n, result->samples == 1 ? "" : "s");
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
    sentence_count(sentence, result->samples);
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

void signs_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct signs_parameters *parameters = untyped;
    const struct signs_result *result = answer;
    if (parameters->view == SIGNS_INDEX) {
        tell_index(result, sentence);
    } else if (parameters->view == SIGNS_PROBABILITY) {
        tell_probability(result, sentence);
    } else {
        buffer_text(sentence, "The eigenvalues of ");
        sentence_count(sentence, result->samples);
        buffer_format(sentence, " random %zu × %zu Hessians, divided by √n, lie under a semicircle from −2 to 2; ", result->ensemble.n,
                      result->ensemble.n);
        sentence_percent(sentence, result->below_zero);
        buffer_text(sentence, " of them are negative.");
    }
}

static const char *samples_label(struct arena *arena, const struct signs_result *result)
{
    struct buffer label = {.arena = arena};
    sentence_count(&label, result->samples);
    buffer_text(&label, result->samples == 1 ? " sample" : " samples");
    return buffer_string(&label);
}

static void draw_index(struct arena *arena, const struct signs_result *result, struct figure_panel *panel, struct figure_layer *layers)
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
    panel->x.scale = SCALE_COUNT;
    panel->y.label = "probability";
    if (from == 0 && n > 1) {
        struct buffer text = {.arena = arena};
        buffer_text(&text, "a minimum: ");
        sentence_rounded(&text, isnan(result->exact[0]) ? result->simulated[0] : result->exact[0], 2);
        struct figure_annotation *note = ARENA_NEW(arena, struct figure_annotation, 1);
        *note =
            (struct figure_annotation){.text = buffer_string(&text), .tip = {0, isnan(result->exact[0]) ? result->simulated[0] : result->exact[0]}};
        panel->annotations = note;
        panel->annotation_count = 1;
    }
}

/* Where the simulation saw at least one, as points with their intervals: a logarithm has no place for none. */
static void draw_simulated(struct arena *arena, const struct signs_result *result, struct figure_layer *layer)
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

static void draw_probability(struct arena *arena, const struct signs_result *result, struct figure_panel *panel, struct figure_layer *layers)
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
    panel->x.scale = SCALE_COUNT;
    panel->y.label = "P(all eigenvalues > 0)";
    panel->y.scale = SCALE_LOG;
}

/* The semicircle's ends are steep, so it is drawn finer than the bins. */
static struct figure_layer semicircle(struct arena *arena)
{
    enum { POINTS = 201 };
    double *x = ARENA_NEW(arena, double, POINTS), *y = ARENA_NEW(arena, double, POINTS);
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = 2 * exact_sin(acos(-1) * ((double)i / (POINTS - 1) - 0.5));
        y[i] = sqrt(fmax(4 - x[i] * x[i], 0)) / (2 * acos(-1));
    }
    return (struct figure_layer){
        .kind = LAYER_LINE, .label = "semicircle", .count = POINTS, .x = x, .y = y, .style = {.colour = COLOUR_FOREGROUND, .dash = DASH_SOLID}};
}

static void draw_spectrum(struct arena *arena, const struct signs_result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    const size_t half = SIGNS_BINS / 2;
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

void signs_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct signs_parameters *parameters = untyped;
    const struct signs_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3);
    if (parameters->view == SIGNS_INDEX)
        draw_index(arena, result, panel, layers);
    else if (parameters->view == SIGNS_PROBABILITY)
        draw_probability(arena, result, panel, layers);
    else
        draw_spectrum(arena, result, panel, layers);
    panel->layers = layers;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = "Signs of the eigenvalues of random Hessians";
}
