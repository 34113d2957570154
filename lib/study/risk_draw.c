/* The figures of risks: curves, minimisers and gaps against n, descents. */
#include "study/risk.h"

#include <math.h>

static const double *all_at(struct arena *arena, double time, size_t count)
{
    double *times = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        times[i] = time;
    return times;
}

/* Intervals of minimisers, as bars on the curve: a layer each. */
static void add_levels(struct arena *arena, const struct minima *minima, double least, enum figure_colour colour, struct figure_panel *panel,
                       struct figure_layer *layers)
{
    for (size_t k = 0; k < minima->count; k++) {
        if (!(minima->levels[k].left < minima->levels[k].right))
            continue;
        double *ends = ARENA_NEW(arena, double, 4);
        ends[0] = minima->levels[k].left;
        ends[1] = minima->levels[k].right;
        ends[2] = ends[3] = least;
        layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                             .count = 2,
                                                             .x = ends,
                                                             .y = ends + 2,
                                                             .style = {.colour = colour, .dash = DASH_SOLID, .line_width = 5, .opacity = 0.4}};
    }
}

static void draw_curves(struct arena *arena, const struct risk_parameters *parameters, const struct risk_result *result, struct figure_panel *panel)
{
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, RISK_SHOWN_TRIALS + 1 + 2 * MINIMA_MAX);
    const double *times = picture_even_times(arena, result->shown); /* one sample after the other */
    for (size_t trial = result->shown; trial-- > 1;)                /* the others faintly, behind */
        layers[panel->layer_count++] =
            (struct figure_layer){.kind = LAYER_LINE,
                                  .count = result->sample_line[trial].count,
                                  .x = result->sample_line[trial].x,
                                  .y = result->sample_line[trial].y,
                                  .times = all_at(arena, times[trial], result->sample_line[trial].count),
                                  .style = {.colour = COLOUR_MUTED, .dash = DASH_SOLID, .line_width = 0.6, .opacity = 0.35}};
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = "risk",
                                                         .count = result->risk_line.count,
                                                         .x = result->risk_line.x,
                                                         .y = result->risk_line.y,
                                                         .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID}};
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = arena_format(arena, "empirical risk, n = %.0f", parameters->n.items[0]),
                                                         .count = result->sample_line[0].count,
                                                         .x = result->sample_line[0].x,
                                                         .y = result->sample_line[0].y,
                                                         .style = {.colour = COLOUR_MAGENTA, .dash = DASH_DASHED}};
    add_levels(arena, &result->minima, result->least, COLOUR_BLUE, panel, layers);
    add_levels(arena, &result->sample_minima, result->sample_least, COLOUR_MAGENTA, panel, layers);
    struct figure_annotation *notes = ARENA_NEW(arena, struct figure_annotation, 2);
    notes[0] = (struct figure_annotation){.text = minima_are_attained(&result->sample_minima) ? "min of\nempirical risk" : "inf of\nempirical risk",
                                          .tip = {result->sample_argmin, result->sample_least}};
    notes[1] = (struct figure_annotation){.text = minima_are_attained(&result->minima) ? "min of risk" : "inf of risk",
                                          .tip = {result->argmin, result->least}};
    panel->layers = layers;
    panel->annotations = notes;
    panel->annotation_count = result->level ? 1 : 2;
    panel->x.label = "x";
    panel->y.label = "risk";
}

/* A minimiser of the risk as a line, an interval of them as a band. */
static void add_minima(struct arena *arena, const struct risk_parameters *parameters, const struct minima *minima, struct figure_panel *panel,
                       struct figure_layer *layers)
{
    const size_t count = parameters->n.count;
    for (size_t k = 0; k < minima->count; k++) {
        double *ends[2];
        for (int end = 0; end < 2; end++) {
            ends[end] = ARENA_NEW(arena, double, count);
            for (size_t i = 0; i < count; i++)
                ends[end][i] = end ? minima->levels[k].right : minima->levels[k].left;
        }
        const bool line = minima->levels[k].left == minima->levels[k].right;
        layers[panel->layer_count++] = (struct figure_layer){.kind = line ? LAYER_LINE : LAYER_BAND,
                                                             .label = k ? NULL : "min of risk",
                                                             .count = count,
                                                             .x = parameters->n.items,
                                                             .y = ends[0],
                                                             .low = ends[0],
                                                             .high = ends[1],
                                                             .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID, .opacity = line ? 0 : 0.25}};
    }
}

static void draw_argmin(struct arena *arena, const struct risk_parameters *parameters, const struct risk_result *result, struct figure_panel *panel)
{
    const size_t count = parameters->n.count;
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2 + MINIMA_MAX);
    const double *times = picture_even_times(arena, count); /* n grows */
    layers[0] = (struct figure_layer){.kind = LAYER_BAND,
                                      .label = "90 %",
                                      .count = count,
                                      .x = parameters->n.items,
                                      .low = result->sweep.low,
                                      .high = result->sweep.high,
                                      .times = times,
                                      .style = {.colour = COLOUR_MAGENTA, .opacity = 0.25}};
    layers[1] = (struct figure_layer){.kind = LAYER_LINE,
                                      .label = "min of empirical risk",
                                      .count = count,
                                      .x = parameters->n.items,
                                      .y = result->sweep.argmin,
                                      .times = times,
                                      .style = {.colour = COLOUR_MAGENTA, .dash = DASH_DASHED}};
    panel->layers = layers;
    panel->layer_count = 2;
    add_minima(arena, parameters, &result->minima, panel, layers);
    panel->x.label = "n";
    panel->x.scale = SCALE_LOG;
    panel->y.label = "x";
}

static void draw_gap(struct arena *arena, const struct risk_parameters *parameters, const struct risk_result *result, struct figure_panel *panel)
{
    const size_t count = parameters->n.count;
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2);
    double *law = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) /* through the last point, where the law holds best */
        law[i] = result->sweep.gap[count - 1] * sqrt(parameters->n.items[count - 1] / parameters->n.items[i]);
    layers[0] = (struct figure_layer){.kind = LAYER_LINE,
                                      .label = "∝ 1/√n",
                                      .count = count,
                                      .x = parameters->n.items,
                                      .y = law,
                                      .style = {.colour = COLOUR_MUTED, .dash = DASH_DASHED}};
    layers[1] = (struct figure_layer){.kind = LAYER_LINE,
                                      .label = "gap",
                                      .count = count,
                                      .x = parameters->n.items,
                                      .y = result->sweep.gap,
                                      .times = picture_even_times(arena, count),
                                      .style = {.colour = COLOUR_MAGENTA, .dash = DASH_SOLID, .marker = MARKER_DOT}};
    panel->layers = layers;
    panel->layer_count = 2;
    panel->x.label = "n";
    panel->y.label = "gap";
    panel->x.scale = panel->y.scale = SCALE_LOG;
}

/* Both risks by step, and beside them what lies between. */
static void draw_descent(struct arena *arena, const struct risk_result *result, struct figure_panel panels[2])
{
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3);
    const struct figure_layer common = {
        .kind = LAYER_LINE, .count = result->records, .x = result->step, .times = picture_even_times(arena, result->records)};
    const double *const values[] = {result->risk_along, result->empirical_along, result->gap_along};
    static const char *const labels[] = {"risk", "empirical risk", NULL};
    static const struct figure_style styles[] = {
        {.colour = COLOUR_BLUE, .dash = DASH_SOLID}, {.colour = COLOUR_MAGENTA, .dash = DASH_DASHED}, {.colour = COLOUR_GREEN, .dash = DASH_SOLID}};
    for (size_t i = 0; i < 3; i++) {
        layers[i] = common;
        layers[i].y = values[i];
        layers[i].label = labels[i];
        layers[i].style = styles[i];
    }
    panels[0] = (struct figure_panel){.layers = layers, .layer_count = 2, .x = {.label = "step", .scale = SCALE_COUNT}, .y.label = "risk"};
    panels[1] =
        (struct figure_panel){.layers = layers + 2, .layer_count = 1, .x = {.label = "step", .scale = SCALE_COUNT}, .y.label = "generalisation gap"};
}

void risk_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct risk_parameters *parameters = untyped;
    const struct risk_result *result = answer;
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, 2);
    figure->panel_count = 1;
    if (parameters->view == RISK_CURVES) {
        draw_curves(arena, parameters, result, &panels[0]);
    } else if (parameters->view == RISK_DESCENT) {
        draw_descent(arena, result, panels);
        figure->panel_count = 2;
    } else {
        draw_argmin(arena, parameters, result, &panels[0]);
        draw_gap(arena, parameters, result, &panels[1]);
        figure->panel_count = 2;
    }
    figure->panels = panels;
    figure->alternative_title = "Risk and empirical risk";
}
