/* Escapes in words and pictures. */
#include "study/escape.h"

#include "base/number.h"
#include "study/sentence.h"

#include <math.h>

enum { CURVE = 121 };

/* The noise that carries most runs out (where none does, the greatest), and the least that carries any. */
static void telling_levels(const struct escape_parameters *parameters, const struct escape_sweep *sweep, size_t *strong, size_t *weak)
{
    *strong = *weak = 0;
    for (size_t k = 0; k < parameters->noise.count; k++) {
        const double before = sweep->probability[*strong];
        const bool louder = before == 0 && sweep->probability[k] == 0 && parameters->noise.items[k] > parameters->noise.items[*strong];
        *strong = sweep->probability[k] > before || louder ? k : *strong;
    }
    *weak = *strong;
    for (size_t k = 0; k < parameters->noise.count; k++)
        *weak = sweep->probability[k] > 0 && parameters->noise.items[k] < parameters->noise.items[*weak] ? k : *weak;
}

static void say_level(struct buffer *sentence, const struct escape_parameters *parameters, const struct escape_sweep *sweep, size_t level)
{
    sentence_percent(sentence, sweep->probability[level]);
    buffer_text(sentence, " at noise ");
    sentence_number(sentence, parameters->noise.items[level]);
    if (isfinite(sweep->kramers[level])) {
        buffer_text(sentence, " (Kramers: ");
        sentence_percent(sentence, sweep->kramers[level]);
        buffer_text(sentence, ")");
    }
}

void escape_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct escape_parameters *parameters = untyped;
    const struct escape_result *result = answer;
    buffer_text(sentence, "Of ");
    buffer_count(sentence, (size_t)parameters->runs);
    buffer_text(sentence, parameters->runs == 1 ? " run from " : " runs from ");
    sentence_rounded(sentence, parameters->start.items[0], number_digits_between(parameters->box[0][0], parameters->box[0][1], 6));
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        size_t strong, weak;
        telling_levels(parameters, &result->sweeps[i], &strong, &weak);
        buffer_format(sentence, "%s with %s ", i ? "," : "", parameters->names[i]);
        if (weak != strong) {
            say_level(sentence, parameters, &result->sweeps[i], weak);
            buffer_text(sentence, " and ");
        }
        say_level(sentence, parameters, &result->sweeps[i], strong);
    }
    buffer_format(sentence, " %s outside the region after %ld step%s. Without any noise, started all over the region, plain descent leaves it from ",
                  parameters->runs == 1 ? "is" : "are", parameters->steps, parameters->steps == 1 ? "" : "s");
    sentence_percent(sentence, result->quiet_share[0]);
    buffer_text(sentence, " of the starts and momentum from ");
    sentence_percent(sentence, result->quiet_share[1]);
    buffer_text(sentence, result->quiet_share[1] > result->quiet_share[0] ? ": noise is not the only way out." : ".");
}

/* Kramers' estimate as a smooth line over the noises swept. */
static struct figure_layer draw_kramers(struct arena *arena, const struct escape_parameters *parameters, const struct escape_result *result)
{
    double *noise = ARENA_NEW(arena, double, CURVE), *probability = ARENA_NEW(arena, double, CURVE), low = INFINITY, high = 0;
    for (size_t k = 0; k < parameters->noise.count; k++) {
        low = fmin(low, parameters->noise.items[k]);
        high = fmax(high, parameters->noise.items[k]);
    }
    for (size_t i = 0; i < CURVE; i++) {
        noise[i] = low + (high - low) * (double)i / (CURVE - 1);
        probability[i] = escape_kramers(parameters, result, &parameters->methods[0], noise[i]);
    }
    return (struct figure_layer){.kind = LAYER_LINE,
                                 .label = "left once, by Kramers",
                                 .count = CURVE,
                                 .x = noise,
                                 .y = probability,
                                 .style = {.colour = COLOUR_MUTED, .dash = DASH_DASHED}};
}

static void show(struct figure_layer *layer, const struct escape_sweep *sweep)
{
    layer->y = sweep->probability;
    layer->low = sweep->low;
    layer->high = sweep->high;
}

/* The figure's time is that of the walks: how many are outside after so many steps. */
static void add_stages(struct arena *arena, const struct escape_sweep *sweep, struct figure_layer *layer)
{
    struct figure_layer *before = ARENA_NEW(arena, struct figure_layer, ESCAPE_STAGES + 1);
    struct figure_state *states = ARENA_NEW(arena, struct figure_state, ESCAPE_STAGES + 1);
    for (size_t stage = 0; stage <= ESCAPE_STAGES; stage++) {
        before[stage] = *layer;
        show(&before[stage], sweep->stages ? &sweep->stages[stage] : sweep);
        states[stage] = (struct figure_state){(double)stage / ESCAPE_STAGES, &before[stage]};
    }
    layer->states = states;
    layer->state_count = ESCAPE_STAGES + 1;
}

void escape_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    static const enum figure_colour colours[ESCAPE_MOST_METHODS] = {COLOUR_BLUE, COLOUR_ORANGE, COLOUR_GREEN, COLOUR_RED};
    static const enum figure_marker markers[ESCAPE_MOST_METHODS] = {MARKER_DOT, MARKER_SQUARE, MARKER_TRIANGLE, MARKER_DIAMOND};
    const struct escape_parameters *parameters = untyped;
    const struct escape_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 1 + ESCAPE_MOST_METHODS);
    if (isfinite(escape_kramers(parameters, result, &parameters->methods[0], 1)))
        layers[panel->layer_count++] = draw_kramers(arena, parameters, result);
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        struct figure_layer *layer = &layers[panel->layer_count++];
        *layer = (struct figure_layer){.kind = LAYER_ERRORS,
                                       .label = parameters->names[i],
                                       .count = parameters->noise.count,
                                       .x = parameters->noise.items,
                                       .style = {.colour = colours[i], .marker = markers[i]}};
        show(layer, &result->sweeps[i]);
        add_stages(arena, &result->sweeps[i], layer);
    }
    panel->layers = layers;
    panel->x.label = "noise";
    /* Not the odds of ever having left: strong noise also carries runs back in. */
    panel->y.label = arena_format(arena, "outside after %ld step%s", parameters->steps, parameters->steps == 1 ? "" : "s");
    panel->y.limits_given = true;
    panel->y.limits[0] = -0.03;
    panel->y.limits[1] = 1.03;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "Escape from a minimum of %s", parameters->landscape->readable);
}
