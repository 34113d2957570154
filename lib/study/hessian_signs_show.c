/* Random Hessians in pictures. */
#include "study/hessian_signs.h"

#include "analysis/marchenko_pastur.h"
#include "base/exact.h"
#include "study/sentence.h"

#include <math.h>

static const char *samples_label(struct arena *arena, const struct signs_result *result)
{
    struct buffer label = {.arena = arena};
    buffer_count(&label, result->samples);
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

/* The law's ends are steep, so it is drawn finer than the bins; where it is infinite, to little above the bars. */
static struct figure_layer law_line(struct arena *arena, const struct signs_parameters *parameters, const struct signs_result *result)
{
    enum { POINTS = 201 };
    const bool wishart = parameters->ensemble == SIGNS_WISHART;
    double *x = ARENA_NEW(arena, double, POINTS), *y = ARENA_NEW(arena, double, POINTS), ends[2] = {-2, 2}, most = 0;
    if (wishart)
        marchenko_pastur_ends(result->ratio, ends);
    for (size_t i = 0; i < SIGNS_BINS; i++)
        most = fmax(most, 1.3 * fmax(result->density[i], result->law[i]));
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = (ends[0] + ends[1]) / 2 + (ends[1] - ends[0]) / 2 * exact_sin(acos(-1) * ((double)i / (POINTS - 1) - 0.5));
        y[i] = wishart ? marchenko_pastur_density(result->ratio, x[i]) : sqrt(fmax(4 - x[i] * x[i], 0)) / (2 * acos(-1));
        y[i] = y[i] <= most ? y[i] : NAN;
    }
    return (struct figure_layer){.kind = LAYER_LINE,
                                 .label = wishart ? "Marchenko and Pastur" : "semicircle",
                                 .count = POINTS,
                                 .x = x,
                                 .y = y,
                                 .traced = true,
                                 .style = {.colour = COLOUR_FOREGROUND, .dash = DASH_SOLID}};
}

static struct figure_layer bars(const char *label, const struct signs_result *result, size_t first, size_t count, enum figure_colour colour)
{
    return (struct figure_layer){.kind = LAYER_BARS,
                                 .label = label,
                                 .count = count,
                                 .x = result->centre + first,
                                 .y = result->density + first,
                                 .style = {.colour = colour, .opacity = 0.8}};
}

static void draw_spectrum(struct arena *arena, const struct signs_parameters *parameters, const struct signs_result *result,
                          struct figure_panel *panel, struct figure_layer *layers)
{
    const size_t half = SIGNS_BINS / 2;
    if (parameters->ensemble == SIGNS_WISHART) {
        layers[panel->layer_count++] = bars(samples_label(arena, result), result, 0, SIGNS_BINS, COLOUR_BLUE);
        panel->x.label = "eigenvalue";
        if (result->ratio > 1) {
            struct buffer note = {.arena = arena};
            sentence_percent(&note, 1 - 1 / result->ratio);
            buffer_text(&note, " of the eigenvalues are 0");
            panel->note = buffer_string(&note);
        }
    } else {
        layers[panel->layer_count++] = bars("negative", result, 0, half, COLOUR_ORANGE);
        layers[panel->layer_count++] = bars("positive", result, half, SIGNS_BINS - half, COLOUR_BLUE);
        panel->x.label = "eigenvalue / √n";
    }
    layers[panel->layer_count++] = law_line(arena, parameters, result);
    panel->y.label = "density";
}

/* Mean energy of the critical points of each index, with its standard deviation: what saddles of real networks are compared with. */
static void draw_glass_index(struct arena *arena, const struct signs_result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    const size_t spins = result->glass.spins;
    double *share = ARENA_NEW(arena, double, spins), *low = ARENA_NEW(arena, double, spins), *high = ARENA_NEW(arena, double, spins);
    for (size_t k = 0; k < spins; k++) {
        share[k] = (double)k / (double)(spins - 1);
        low[k] = result->energy_mean[k] - result->energy_deviation[k];
        high[k] = result->energy_mean[k] + result->energy_deviation[k];
    }
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_ERRORS,
                                                         .label = "mean and standard deviation",
                                                         .count = spins,
                                                         .x = share,
                                                         .y = result->energy_mean,
                                                         .low = low,
                                                         .high = high,
                                                         .style = {.colour = COLOUR_BLUE, .marker = MARKER_DOT}};
    panel->x.label = "share of negative eigenvalues";
    panel->y.label = "energy per spin";
    panel->y.column = "energy";
}

/* A colour for an index: from blue, minima, by violet to orange, maxima. */
static uint32_t index_colour(double share)
{
    static const double stops[3][3] = {{31, 119, 180}, {170, 60, 160}, {255, 127, 14}};
    const size_t from = share < 0.5 ? 0 : 1;
    uint32_t rgb = 0;
    for (size_t i = 0; i < 3; i++)
        rgb = rgb << 8 | (uint32_t)rint(stops[from][i] + (stops[from + 1][i] - stops[from][i]) * (2 * share - (double)from));
    return rgb;
}

static void draw_glass_energy(struct arena *arena, const struct signs_result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    static const double visible = 1e-3;
    const size_t spins = result->glass.spins, count = result->energy_count;
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, result->all[i]);
    size_t first = 0;
    while (result->all[first] < visible * most)
        first++;
    for (size_t k = 0; k < spins; k++)
        layers[panel->layer_count++] =
            (struct figure_layer){.kind = LAYER_LINE,
                                  .label = k == 0                 ? "minima"
                                           : k + 1 == spins       ? "maxima"
                                           : k == (spins - 1) / 2 ? arena_format(arena, "%zu directions down", k)
                                                                  : NULL,
                                  .count = count - 2 * first,
                                  .x = result->energies + first,
                                  .y = result->densities + k * count + first,
                                  .traced = true,
                                  .style = {.colour = COLOUR_GIVEN, .rgb = index_colour((double)k / (double)(spins - 1)), .dash = DASH_SOLID}};
    panel->x.label = "energy per spin";
    panel->x.column = "energy";
    panel->y.label = "critical points per unit of energy";
}

void signs_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct signs_parameters *parameters = untyped;
    const struct signs_result *result = answer;
    const bool glass = parameters->ensemble == SIGNS_SPIN_GLASS;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3 + result->glass.spins);
    if (glass)
        (parameters->view == SIGNS_INDEX ? draw_glass_index : draw_glass_energy)(arena, result, panel, layers);
    else if (parameters->view == SIGNS_INDEX)
        draw_index(arena, result, panel, layers);
    else if (parameters->view == SIGNS_PROBABILITY)
        draw_probability(arena, result, panel, layers);
    else
        draw_spectrum(arena, parameters, result, panel, layers);
    panel->layers = layers;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = glass ? "Critical points of a spin glass" : "Signs of the eigenvalues of random Hessians";
}
