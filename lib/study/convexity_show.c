/* Convexity as facts, words and pictures. */
#include "study/convexity.h"

#include "study/sentence.h"

#include <math.h>

static const char *evidence(struct arena *arena, const struct convexity *judged)
{
    enum { DIGITS = 4 };
    struct buffer text = {.arena = arena};
    if (judged->verdict == CONVEXITY_PROVED && judged->composed) {
        buffer_text(&text, "the formula is composed by rules that keep convexity");
    } else if (judged->verdict == CONVEXITY_PROVED && judged->parted) {
        buffer_text(&text,
                    "the terms that have corners are composed by rules that keep convexity, and of the rest no eigenvalue of the Hessian is below ");
        sentence_bound(&text, judged->least, false, DIGITS);
        buffer_text(&text, " anywhere in the box, by interval arithmetic");
    } else if (judged->verdict == CONVEXITY_PROVED) {
        buffer_text(&text, "by interval arithmetic no eigenvalue of the Hessian is below ");
        sentence_bound(&text, judged->least, false, DIGITS);
        buffer_text(&text, " anywhere in the box");
    } else if (judged->at) {
        buffer_text(&text, "the curvature at ");
        sentence_numbers(&text, judged->at, judged->dimension);
        if (judged->dimension > 1) {
            buffer_text(&text, " along ");
            sentence_numbers(&text, judged->direction, judged->dimension);
        }
        buffer_text(&text, " is ");
        sentence_rounded(&text, judged->curvature, DIGITS);
    } else if (judged->from) {
        buffer_text(&text, "at its middle the chord from ");
        sentence_numbers(&text, judged->from, judged->dimension);
        buffer_text(&text, " to ");
        sentence_numbers(&text, judged->to, judged->dimension);
        buffer_text(&text, " lies below the landscape, by ");
        sentence_rounded(&text, -judged->gap, DIGITS);
    } else {
        buffer_text(&text, isnan(judged->seen_least) ? "no sample has a Hessian"
                                                     : "no sample bends down, but the bounds do not exclude that some place does");
    }
    return buffer_string(&text);
}

/* The greatest magnitude of an eigenvalue; infinite if it is not bounded. */
static double smoothness(const struct convexity *judged)
{
    return fmax(fabs(judged->least), fabs(judged->most));
}

static void describe_witness(struct arena *arena, const struct convexity *judged, struct value *facts)
{
    if (judged->verdict != CONVEXITY_REFUTED)
        return;
    struct value *witness = value_add(arena, facts, "witness", VALUE_OBJECT);
    if (judged->at) {
        value_add_numbers(arena, witness, "at", judged->at, judged->dimension);
        value_add_numbers(arena, witness, "direction", judged->direction, judged->dimension);
        value_add_number(arena, witness, "curvature", judged->curvature);
    }
    if (judged->from) {
        value_add_numbers(arena, witness, "from", judged->from, judged->dimension);
        value_add_numbers(arena, witness, "to", judged->to, judged->dimension);
        value_add_number(arena, witness, "gap", judged->gap);
    }
}

static void describe_facts(struct arena *arena, const struct convexity_parameters *parameters, const struct convexity_result *result,
                           struct value *facts)
{
    const struct convexity *judged = &result->judged;
    const size_t n = judged->dimension;
    const double constant = smoothness(judged), strength = judged->least > 0 ? judged->least : NAN;
    value_add_text(arena, facts, "formula", parameters->landscape->formula);
    transformation_describe(arena, parameters->landscape, facts);
    value_add_text(arena, facts, "convex", convexity_name(judged->verdict));
    value_add_text(arena, facts, "concave", convexity_name(judged->concave ? CONVEXITY_PROVED : CONVEXITY_NOT_DECIDED));
    value_add_text(arena, facts, "evidence", evidence(arena, judged));
    double *bounds = ARENA_NEW(arena, double, 4);
    bounds[0] = judged->least;
    bounds[1] = judged->most;
    bounds[2] = judged->seen_least;
    bounds[3] = judged->seen_most;
    value_add_numbers(arena, facts, "curvature", bounds, 2);
    value_add_numbers(arena, facts, "curvature_seen", bounds + 2, 2);
    value_add_number(arena, facts, "strong_convexity", strength);
    value_add_number(arena, facts, "smoothness", constant);
    value_add_number(arena, facts, "condition", constant / strength);
    value_add_number(arena, facts, "boxes", (double)judged->boxes);
    describe_witness(arena, judged, facts);
    struct value *chord = value_add(arena, facts, "chord", VALUE_OBJECT);
    value_add_numbers(arena, chord, "from", result->from, n);
    value_add_numbers(arena, chord, "to", result->to, n);
    value_add_number(arena, chord, "weight", parameters->weight);
    value_add_numbers(arena, chord, "at", result->middle, n);
    value_add_number(arena, chord, "value", result->middle_value);
    value_add_number(arena, chord, "gap", result->gap);
    struct value *tangent = value_add(arena, facts, "tangent", VALUE_OBJECT);
    value_add_numbers(arena, tangent, "at", result->middle, n);
    value_add_numbers(arena, tangent, "gradient", result->gradient, n);
    value_add_number(arena, tangent, "least_height", result->above_tangent);
}

/* Along the section stands x itself, where that is the only coordinate. */
static const double *section_x(struct arena *arena, const struct convexity_parameters *parameters, const struct convexity_result *result)
{
    if (parameters->dimension > 1)
        return result->s;
    double *x = ARENA_NEW(arena, double, CONVEXITY_SECTION);
    for (size_t i = 0; i < CONVEXITY_SECTION; i++)
        x[i] = result->from[0] + result->s[i] * (result->to[0] - result->from[0]);
    return x;
}

void convexity_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct convexity_parameters *parameters = untyped;
    const struct convexity_result *result = answer;
    description->facts = value_object(arena);
    describe_facts(arena, parameters, result, description->facts);
    struct study_columns *columns = &description->columns;
    study_columns_add(columns, parameters->dimension > 1 ? "s" : "x", CONVEXITY_SECTION, section_x(arena, parameters, result));
    study_columns_add(columns, "value", CONVEXITY_SECTION, result->value);
    study_columns_add(columns, "chord", CONVEXITY_SECTION, result->chord);
    study_columns_add(columns, "tangent", CONVEXITY_SECTION, result->tangent);
    if (result->map)
        description->grid = (struct study_grid){CONVEXITY_MAP, CONVEXITY_MAP, result->map_x, result->map_y, result->map};
}

void convexity_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    enum { DIGITS = 4 };
    const struct convexity_parameters *parameters = untyped;
    const struct convexity_result *result = answer;
    const struct convexity *judged = &result->judged;
    const bool strongly = judged->verdict == CONVEXITY_PROVED && judged->least > 0;
    if (judged->verdict == CONVEXITY_NOT_DECIDED)
        buffer_format(sentence, "Whether %s is convex on this box is not decided: %s", parameters->landscape->label,
                      evidence(sentence->arena, judged));
    else
        buffer_format(sentence, "%s is %s on this box: %s", parameters->landscape->label,
                      judged->verdict == CONVEXITY_REFUTED ? judged->concave ? "concave, not convex," : "not convex"
                      : judged->concave                    ? "affine, which is convex and concave,"
                      : strongly                           ? "strongly convex"
                                                           : "convex",
                      evidence(sentence->arena, judged));
    if (isfinite(smoothness(judged))) {
        buffer_text(sentence, "; its gradient changes by at most ");
        sentence_bound(sentence, smoothness(judged), true, DIGITS);
        buffer_text(sentence, " times the distance");
    }
    buffer_text(sentence, ". Jensen's gap on the chord from ");
    sentence_numbers(sentence, result->from, judged->dimension);
    buffer_text(sentence, " to ");
    sentence_numbers(sentence, result->to, judged->dimension);
    if (isfinite(result->gap)) {
        buffer_text(sentence, " is ");
        sentence_rounded(sentence, result->gap, DIGITS);
    } else {
        buffer_text(sentence, " is not defined");
    }
    buffer_text(sentence, ".");
}

/* The landscape along the chord's line, the chord, the tangent, and between them Jensen's gap. */
static void draw_section(struct arena *arena, const struct convexity_parameters *parameters, const struct convexity_result *result,
                         struct figure_panel *panel)
{
    enum { LAYERS = 4, GAP = 2 };
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, LAYERS);
    const double *x = section_x(arena, parameters, result);
    double *gap_x = ARENA_NEW(arena, double, GAP), *gap_y = ARENA_NEW(arena, double, GAP);
    const double at = parameters->weight;
    gap_x[0] = gap_x[1] = parameters->dimension > 1 ? at : result->middle[0];
    gap_y[0] = result->middle_value;
    gap_y[1] = result->middle_value + result->gap;
    layers[0] = (struct figure_layer){.kind = LAYER_LINE,
                                      .label = "f",
                                      .count = CONVEXITY_SECTION,
                                      .x = x,
                                      .y = result->value,
                                      .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID}};
    layers[1] = (struct figure_layer){.kind = LAYER_LINE,
                                      .label = "chord",
                                      .count = CONVEXITY_SECTION,
                                      .x = x,
                                      .y = result->chord,
                                      .traced = true,
                                      .style = {.colour = COLOUR_ORANGE, .dash = DASH_SOLID}};
    layers[2] = (struct figure_layer){.kind = LAYER_LINE,
                                      .label = "tangent",
                                      .count = CONVEXITY_SECTION,
                                      .x = x,
                                      .y = result->tangent,
                                      .traced = true,
                                      .style = {.colour = COLOUR_GREEN, .dash = DASH_DASHED}};
    layers[3] = (struct figure_layer){.kind = LAYER_LINE,
                                      .label = "Jensen's gap",
                                      .count = GAP,
                                      .x = gap_x,
                                      .y = gap_y,
                                      .traced = true,
                                      .style = {.colour = COLOUR_RED, .dash = DASH_SOLID, .marker = MARKER_DOT, .marker_size = 4}};
    panel->layers = layers;
    panel->layer_count = LAYERS;
    panel->x.label = parameters->dimension > 1 ? "along the chord" : "x";
    panel->x.column = parameters->dimension > 1 ? "s" : "x";
    panel->y.label = "f";
    panel->y.column = "value";
    panel->legend = SWITCH_ON;
}

/* The least eigenvalue of the Hessian, and where the chord lies. */
static void draw_map(struct arena *arena, const struct convexity_result *result, struct figure_panel *panel)
{
    enum { LAYERS = 3, ENDS = 2 };
    static const double zero[] = {0};
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, LAYERS);
    double *x = ARENA_NEW(arena, double, ENDS), *y = ARENA_NEW(arena, double, ENDS);
    x[0] = result->from[0], x[1] = result->to[0];
    y[0] = result->from[1], y[1] = result->to[1];
    layers[0] = (struct figure_layer){.kind = LAYER_HEATMAP,
                                      .rows = CONVEXITY_MAP,
                                      .columns = CONVEXITY_MAP,
                                      .grid_x = result->map_x,
                                      .grid_y = result->map_y,
                                      .z = result->map,
                                      .smooth = true};
    layers[1] = (struct figure_layer){.kind = LAYER_CONTOUR,
                                      .rows = CONVEXITY_MAP,
                                      .columns = CONVEXITY_MAP,
                                      .grid_x = result->map_x,
                                      .grid_y = result->map_y,
                                      .z = result->map,
                                      .levels = zero,
                                      .level_count = 1,
                                      .style = {.colour = COLOUR_FOREGROUND, .dash = DASH_SOLID}};
    layers[2] = (struct figure_layer){.kind = LAYER_LINE,
                                      .count = ENDS,
                                      .x = x,
                                      .y = y,
                                      .traced = true,
                                      .style = {.colour = COLOUR_ORANGE, .dash = DASH_SOLID, .marker = MARKER_DOT, .marker_size = 4}};
    panel->layers = layers;
    panel->layer_count = LAYERS;
    panel->x.label = panel->x.column = "x";
    panel->y.label = panel->y.column = "y";
    panel->z.label = "least curvature";
    panel->x.tight = panel->y.tight = true;
    panel->legend = SWITCH_OFF;
}

void convexity_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct convexity_parameters *parameters = untyped;
    const struct convexity_result *result = answer;
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, 2);
    draw_section(arena, parameters, result, &panels[0]);
    if (result->map)
        draw_map(arena, result, &panels[1]);
    figure->panels = panels;
    figure->panel_count = result->map ? 2 : 1;
    figure->alternative_title = arena_format(arena, "Convexity of %s", parameters->landscape->label);
}
