/* Sweeps in facts, words and pictures. */
#include "study/sweep.h"

#include "base/number.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

static size_t run_count(const struct sweep_parameters *parameters, const struct sweep_result *result)
{
    return result->cells * (size_t)parameters->seeds;
}

static double share(const struct sweep_parameters *parameters, const struct sweep_result *result, size_t count)
{
    return (double)count / (double)run_count(parameters, result);
}

/* The number of an outcome among the categories. */
static double category_of(const struct sweep_result *result, enum sweep_outcome outcome)
{
    return (double)(result->place_count ? result->place_count : 1) + (double)outcome - 1;
}

/* --- Facts --- */

static void add_settings(struct arena *arena, const struct sweep_parameters *parameters, struct value *facts)
{
    static const char *const targets[] = {
        [SWEEP_METHOD] = "optimizer", [SWEEP_SCHEDULE] = "schedule", [SWEEP_START] = "start", [SWEEP_GROUP_RATE] = "rate"};
    struct value *settings = value_add(arena, facts, "settings", VALUE_OBJECT);
    for (size_t k = 0; k < parameters->axis_count; k++) {
        struct value *axis = value_add(arena, settings, k ? "y" : "x", VALUE_OBJECT);
        value_add_text(arena, axis, "name", parameters->axes[k].name);
        value_add_text(arena, axis, "of", targets[parameters->axes[k].target]);
    }
}

static void add_outcomes(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, struct value *facts)
{
    struct value *shares = value_add(arena, facts, "shares", VALUE_OBJECT), *categories = value_add(arena, facts, "categories", VALUE_OBJECT);
    for (size_t k = 0; k < SWEEP_OUTCOMES; k++) {
        value_add_number(arena, shares, sweep_words[k].name, share(parameters, result, result->outcomes[k]));
        if (k != SWEEP_CONVERGED)
            value_add_number(arena, categories, sweep_words[k].name, category_of(result, (enum sweep_outcome)k));
    }
    struct value *places = result->place_count ? value_add(arena, facts, "places", VALUE_LIST) : NULL;
    for (size_t i = 0; i < result->place_count; i++) {
        struct value *place = value_add(arena, places, NULL, VALUE_OBJECT);
        value_add_number(arena, place, "category", (double)i);
        value_add_numbers(arena, place, "at", result->places[i].at, parameters->objective.dimension);
        value_add_number(arena, place, "share", share(parameters, result, result->places[i].count));
    }
}

static void add_best(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, struct value *facts)
{
    if (result->best == SIZE_MAX)
        return;
    struct value *best = value_add(arena, facts, "best", VALUE_OBJECT);
    value_add_number(arena, best, "x", result->x[result->best % result->columns]);
    if (parameters->axis_count == 2)
        value_add_number(arena, best, "y", result->y[result->best / result->columns]);
    value_add_number(arena, best, sweep_measures[parameters->measure].name, result->measured[result->best]);
}

/* The first cell of one axis from which on every run diverges; the number of cells: none. */
static size_t diverges_from(const struct sweep_result *result)
{
    size_t first = result->cells;
    while (first > 0 && result->shares[SWEEP_DIVERGED][first - 1] > 1 - 1e-9)
        first--;
    return first;
}

/* Whether the outcome of a cell is not what theory says of infinitely many steps. */
static bool contradicts(const struct sweep_result *result, size_t cell)
{
    const double converged = result->shares[SWEEP_CONVERGED][cell], diverged = result->shares[SWEEP_DIVERGED][cell];
    return (result->theory[cell] < 1 && diverged > 0) || (result->theory[cell] > 1 && converged > 0);
}

static void add_theory(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, struct value *facts)
{
    size_t wrong = 0;
    for (size_t cell = 0; cell < result->cells; cell++)
        wrong += contradicts(result, cell);
    value_add_numbers(arena, facts, "eigenvalues", parameters->quadratic.eigenvalues, parameters->quadratic.dimension);
    if (parameters->axis_count == 1)
        value_add_numbers(arena, facts, "boundary", result->boundary, result->boundary_count);
    value_add_number(arena, facts, "theory_deviation", (double)wrong / (double)result->cells);
}

void sweep_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct sweep_parameters *parameters = untyped;
    const struct sweep_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    if (parameters->landscape)
        transformation_describe(arena, parameters->landscape, facts);
    add_settings(arena, parameters, facts);
    add_outcomes(arena, parameters, result, facts);
    value_add_number(arena, facts, "gradient_norm", result->usual);
    add_best(arena, parameters, result, facts);
    if (result->theory)
        add_theory(arena, parameters, result, facts);
    if (result->stable.count) {
        study_columns_add(&description->columns, "boundary_x", result->stable.count, result->stable.x);
        study_columns_add(&description->columns, "boundary_y", result->stable.count, result->stable.y);
    }
    if (parameters->axis_count == 2) {
        description->grid = (struct study_grid){result->rows, result->columns, result->x, result->y,
                                                parameters->measure == SWEEP_OUTCOME ? result->category : result->measured};
        return;
    }
    const size_t from = diverges_from(result);
    value_add_number(arena, facts, "diverges_from", from < result->cells ? result->x[from] : NAN);
    study_columns_add(&description->columns, "x", result->cells, result->x);
    if (parameters->measure != SWEEP_OUTCOME) {
        study_columns_add(&description->columns, sweep_measures[parameters->measure].name, result->cells, result->measured);
        study_columns_add(&description->columns, "low", result->cells, result->low);
        study_columns_add(&description->columns, "high", result->cells, result->high);
    }
    for (size_t k = 0; k < SWEEP_OUTCOMES; k++)
        study_columns_add(&description->columns, sweep_words[k].name, result->cells, result->shares[k]);
    if (result->theory)
        study_columns_add(&description->columns, "theory", result->cells, result->theory);
}

/* --- Words --- */

static void say_setting(struct buffer *sentence, const struct sweep_parameters *parameters, size_t cell)
{
    double position[2];
    sweep_position(parameters, cell, position);
    for (size_t k = 0; k < parameters->axis_count; k++) {
        const struct swept *typed = parameters->axes[k].typed;
        buffer_format(sentence, "%s%s = ", k ? ", " : "", parameters->axes[k].name);
        sentence_rounded(sentence, position[k], number_digits_between(typed->low, typed->high, 4));
    }
}

void sweep_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct sweep_parameters *parameters = untyped;
    const struct sweep_result *result = answer;
    buffer_text(sentence, "Of ");
    buffer_count(sentence, run_count(parameters, result));
    buffer_format(sentence, " runs of %s on %s over %s", parameters->method.callable->name, parameters->subject, parameters->axes[0].name);
    if (parameters->axis_count == 2)
        buffer_format(sentence, " and %s", parameters->axes[1].name);
    bool any = false;
    for (size_t k = 0; k < SWEEP_OUTCOMES; k++)
        if (result->outcomes[k]) {
            buffer_text(sentence, any ? ", " : " ");
            sentence_percent(sentence, share(parameters, result, result->outcomes[k]));
            buffer_format(sentence, " %s", sweep_words[k].clause);
            any = true;
        }
    if (result->best != SIZE_MAX) {
        buffer_text(sentence, "; that with ");
        say_setting(sentence, parameters, result->best);
        buffer_format(sentence, " %s", sweep_measures[parameters->measure].least);
        sentence_number(sentence, result->measured[result->best]);
        buffer_text(sentence, parameters->measure == SWEEP_STEPS ? " steps" : "");
    }
    for (size_t i = 0; i < result->boundary_count; i++) {
        buffer_format(sentence, i ? ", " : "; in theory stability changes at %s = ", parameters->axes[0].name);
        sentence_number(sentence, result->boundary[i]);
    }
    buffer_text(sentence, ".");
}

/* --- Pictures --- */

enum { MOST_LAYERS = 2 * SWEEP_OUTCOMES + 4 };

static struct figure_layer line_of(const struct sweep_lines *lines, const char *label, enum figure_dash dash)
{
    return (struct figure_layer){.kind = LAYER_LINE,
                                 .label = label,
                                 .count = lines->count,
                                 .x = lines->x,
                                 .y = lines->y,
                                 .traced = true,
                                 .style = {.colour = COLOUR_FOREGROUND, .dash = dash, .line_width = 1.2}};
}

static void draw_map(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, struct figure_layer *layers,
                     struct figure_panel *panel)
{
    sweep_map(arena, parameters, result, result, &layers[0], &panel->z);
    panel->layer_count = 1;
    if (result->stable.count)
        layers[panel->layer_count++] = line_of(&result->stable, "rate 1 by theory", DASH_SOLID);
    if (result->critical.count)
        layers[panel->layer_count++] = line_of(&result->critical, "critical damping", DASH_DASHED);
    panel->y.label = panel->y.column = parameters->axes[1].name;
    panel->y.scale = parameters->axes[1].typed->log ? SCALE_LOG : SCALE_LINEAR;
    panel->x.tight = panel->y.tight = true;
}

static bool all_positive(const struct sweep_result *result)
{
    double low = INFINITY, high = 0;
    for (size_t cell = 0; cell < result->cells; cell++)
        if (isfinite(result->measured[cell])) {
            low = fmin(low, result->low[cell]);
            high = fmax(high, result->high[cell]);
        }
    return low > 0 && high > 20 * low;
}

static struct figure_layer line(struct arena *arena, const struct sweep_result *result, const double *y, const char *label)
{
    return (struct figure_layer){.kind = LAYER_LINE,
                                 .label = label,
                                 .count = result->cells,
                                 .x = result->x,
                                 .y = y,
                                 .traced = true,
                                 .times = picture_even_times(arena, result->cells)};
}

/* An upright line where theory's rate passes 1, as high as what is drawn. */
static struct figure_layer boundary(struct arena *arena, const struct sweep_result *result, size_t i, bool shares)
{
    double *x = ARENA_NEW(arena, double, 2), *y = ARENA_NEW(arena, double, 2);
    x[0] = x[1] = result->boundary[i];
    y[0] = shares ? 0 : INFINITY;
    y[1] = shares ? 1 : -INFINITY;
    for (size_t cell = 0; cell < result->cells && !shares; cell++)
        if (isfinite(result->measured[cell])) {
            y[0] = fmin(y[0], result->measured[cell]);
            y[1] = fmax(y[1], result->measured[cell]);
        }
    return (struct figure_layer){.kind = LAYER_LINE,
                                 .label = i ? NULL : "rate 1 by theory",
                                 .count = 2,
                                 .x = x,
                                 .y = y,
                                 .style = {.colour = COLOUR_MUTED, .dash = DASH_DOTTED}};
}

static void draw_line(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, struct figure_layer *layers,
                      struct figure_panel *panel)
{
    const bool outcomes = parameters->measure == SWEEP_OUTCOME;
    for (size_t k = 0; k < SWEEP_OUTCOMES && outcomes; k++)
        if (result->outcomes[k])
            layers[panel->layer_count++] = line(arena, result, result->shares[k], sweep_words[k].label);
    if (!outcomes && parameters->seeds > 1)
        layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_BAND,
                                                             .count = result->cells,
                                                             .x = result->x,
                                                             .low = result->low,
                                                             .high = result->high,
                                                             .times = picture_even_times(arena, result->cells),
                                                             .style = {.opacity = 0.25}};
    if (!outcomes)
        layers[panel->layer_count++] =
            line(arena, result, result->measured, parameters->seeds > 1 ? arena_format(arena, "median of %ld seeds", parameters->seeds) : "measured");
    if (result->theory && parameters->measure == SWEEP_RATE) {
        layers[panel->layer_count] = line(arena, result, result->theory, "theory");
        layers[panel->layer_count++].style = (struct figure_style){.colour = COLOUR_FOREGROUND, .dash = DASH_DASHED};
    }
    for (size_t i = 0; i < result->boundary_count && panel->layer_count < MOST_LAYERS; i++)
        layers[panel->layer_count++] = boundary(arena, result, i, outcomes);
    panel->y.label = sweep_measures[parameters->measure].label;
    panel->y.column = outcomes ? NULL : sweep_measures[parameters->measure].name;
    panel->y.scale = (parameters->measure == SWEEP_VALUE || parameters->measure == SWEEP_STEPS) && all_positive(result) ? SCALE_LOG : SCALE_LINEAR;
}

/* "blank: diverged": what became of the runs of cells that have no number to draw; null if all have one. */
static const char *note_blank(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, const double *drawn)
{
    bool blank[SWEEP_OUTCOMES] = {false};
    struct buffer note = {.arena = arena};
    for (size_t cell = 0; cell < result->cells && parameters->measure != SWEEP_OUTCOME; cell++)
        for (size_t k = 0; k < SWEEP_OUTCOMES && !isfinite(drawn[cell]); k++)
            blank[k] = blank[k] || result->shares[k][cell] > 0;
    for (size_t k = 0; k < SWEEP_OUTCOMES; k++)
        if (blank[k])
            buffer_format(&note, "%s%s", note.length ? ", " : "blank: ", sweep_words[k].label);
    return note.length ? buffer_string(&note) : NULL;
}

void sweep_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct sweep_parameters *parameters = untyped;
    const struct sweep_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, MOST_LAYERS);
    if (parameters->axis_count == 2)
        draw_map(arena, parameters, result, layers, panel);
    else
        draw_line(arena, parameters, result, layers, panel);
    panel->layers = layers;
    panel->note = note_blank(arena, parameters, result, layers[0].kind == LAYER_HEATMAP ? layers[0].z : result->measured);
    panel->x.label = parameters->axes[0].name;
    panel->x.column = "x";
    panel->x.scale = parameters->axes[0].typed->log ? SCALE_LOG : SCALE_LINEAR;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "%s on %s over %s%s%s", parameters->method.callable->name,
                                             parameters->landscape ? parameters->landscape->readable : parameters->subject, parameters->axes[0].name,
                                             parameters->axis_count == 2 ? " and " : "", parameters->axis_count == 2 ? parameters->axes[1].name : "");
}
