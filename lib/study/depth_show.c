/* Gradients through depth in words and pictures. */
#include "study/depth.h"

#include "base/exact.h"
#include "base/number.h"
#include "expression/kernels.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

const char *depth_network_name(struct arena *arena, const struct depth_parameters *parameters, size_t i)
{
    struct buffer name = {.arena = arena};
    call_print(&parameters->network.items[i], &name);
    return buffer_string(&name);
}

static const char *network_label(struct arena *arena, const struct depth_parameters *parameters, size_t i)
{
    struct buffer label = {.arena = arena};
    network_print(&parameters->network.items[i], &label);
    return buffer_string(&label);
}

/* "ReLU" for "ReLU (He)"; labels have one pair of brackets at most. */
static const char *without_brackets(struct arena *arena, const char *label)
{
    const char *from = strstr(label, " ("), *to = from ? strchr(from, ')') : NULL;
    return to ? arena_format(arena, "%.*s%s", (int)(from - label), label, to + 1) : label;
}

/* The label without how weights are drawn, where networks differ without it, too. */
static const char *short_label(struct arena *arena, const struct depth_parameters *parameters, size_t i)
{
    const char *mine = without_brackets(arena, network_label(arena, parameters, i));
    for (size_t k = 0; k < parameters->network.count; k++)
        if (k != i && !strcmp(without_brackets(arena, network_label(arena, parameters, k)), mine))
            return network_label(arena, parameters, i);
    return mine;
}

/* 10^logarithm as people write it: 0.055, or 3.1×10⁻³⁰; beyond the doubles, too. */
static void say_power(struct buffer *sentence, double logarithm)
{
    const double exponent = floor(logarithm);
    char text[NUMBER_SIZE];
    if (!isfinite(logarithm)) {
        buffer_text(sentence, isnan(logarithm) ? "undefined" : logarithm < 0 ? "0" : "infinite");
        return;
    }
    const bool plain = fabs(exponent) < 300;
    buffer_bytes(sentence, text, number_print_rounded(text, exact_power_of_ten(plain ? logarithm : logarithm - exponent), 2));
    if (plain)
        return;
    buffer_text(sentence, "×");
    buffer_bytes(sentence, text, number_print_power(text, (int)fmax(-1e9, fmin(1e9, exponent))));
}

void depth_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct depth_parameters *parameters = untyped;
    const struct depth_result *result = answer;
    buffer_format(sentence, "Back through %ld layer%s a gradient of 1 becomes ", parameters->depth, parameters->depth == 1 ? "" : "s");
    for (size_t i = 0; i < parameters->network.count; i++) {
        buffer_text(sentence, i == 0 ? "" : i + 1 == parameters->network.count ? " and " : ", ");
        say_power(sentence, result->curves[i].gradient[0]);
        buffer_format(sentence, " with %s", network_label(sentence->arena, parameters, i));
    }
    buffer_format(sentence, " (the geometric mean of %ld random network%s).", parameters->seeds, parameters->seeds == 1 ? "" : "s");
}

/* Powers of ten where a double has room for them. */
static double *powers(struct arena *arena, const double *logarithms, size_t count)
{
    double *values = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        values[i] = fabs(logarithms[i]) < 300 ? kernel_scalar(OPERATION_POWER, 10, logarithms[i], 0) : NAN;
    return values;
}

static bool is_kept(const struct depth_curve *curve, size_t layers)
{
    for (size_t i = 0; i < layers; i++)
        if (!(fabs(curve->gradient[i]) <= DEPTH_KEPT))
            return false;
    return true;
}

bool depth_draws_apart(const struct depth_parameters *parameters, const struct depth_result *result)
{
    size_t kept = 0;
    for (size_t i = 0; i < parameters->network.count; i++)
        kept += is_kept(&result->curves[i], (size_t)parameters->depth + 1);
    return kept > 1 && kept < parameters->network.count;
}

/* What a panel shows: all networks, or only those whose gradient is kept; and whether its legend names these. */
struct showing {
    bool kept_only, names_kept;
};

static void draw_curves(struct arena *arena, const struct depth_parameters *parameters, const struct depth_result *result, struct showing showing,
                        struct figure_panel *panel)
{
    const size_t count = parameters->network.count, layers = (size_t)parameters->depth + 1;
    struct figure_layer *list = ARENA_NEW(arena, struct figure_layer, 2 * count);
    static const enum figure_colour colours[] = {COLOUR_BLUE, COLOUR_ORANGE, COLOUR_GREEN, COLOUR_RED, COLOUR_MAGENTA, COLOUR_MUTED};
    static const enum figure_dash dashes[] = {DASH_SOLID, DASH_DASHED, DASH_DASHDOT, DASH_DOTTED};
    for (size_t i = 0; i < count; i++) {
        const struct depth_curve *curve = &result->curves[i];
        const enum figure_colour colour = count <= sizeof colours / sizeof *colours ? colours[i] : COLOUR_CYCLE;
        const bool kept = is_kept(curve, layers);
        if (showing.kept_only && !kept)
            continue;
        if (parameters->seeds > 1 && colour != COLOUR_CYCLE)
            list[panel->layer_count++] = (struct figure_layer){.kind = LAYER_BAND,
                                                               .count = layers,
                                                               .x = result->layer,
                                                               .low = powers(arena, curve->low, layers),
                                                               .high = powers(arena, curve->high, layers),
                                                               .style = {.colour = colour, .opacity = 0.14}};
        const bool named = showing.names_kept || !kept;
        list[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                           .label = named ? network_label(arena, parameters, i) : NULL,
                                                           .short_label = named ? short_label(arena, parameters, i) : NULL,
                                                           .count = layers,
                                                           .x = result->layer,
                                                           .y = powers(arena, curve->gradient, layers),
                                                           .style = {.colour = colour, .dash = dashes[i % 4]}};
    }
    panel->layers = list;
    panel->legend = SWITCH_ON;
    panel->x.label = "layer";
    panel->x.scale = SCALE_COUNT;
    panel->y.label = "norm of the gradient";
    panel->y.scale = SCALE_LOG;
}

void depth_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct depth_parameters *parameters = untyped;
    const struct depth_result *result = answer;
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, 2);
    const bool apart = depth_draws_apart(parameters, result);
    draw_curves(arena, parameters, result, (struct showing){.names_kept = !apart}, &panels[0]);
    if (apart) { /* next to one that vanishes the others are one line: they are shown, and named, by themselves */
        draw_curves(arena, parameters, result, (struct showing){.kept_only = true, .names_kept = true}, &panels[1]);
        panels[1].y.label = NULL;
        panels[0].title = "all networks";
        panels[1].title = "those that keep the gradient";
    }
    figure->panels = panels;
    figure->panel_count = apart ? 2 : 1;
    figure->alternative_title = "Gradients through depth";
}
