/* Maps of two settings: which colour a cell has. That of a tile is the one that it would have on the map of the whole. */
#include "study/sweep.h"

#include "base/number.h"
#include "study/sentence.h"

#include <math.h>

const struct sweep_word sweep_words[SWEEP_OUTCOMES] = {
    [SWEEP_CONVERGED] = {"converged", "converged", "converge"},
    [SWEEP_OUT_OF_STEPS] = {"out_of_steps", "out of steps", "run out of steps"},
    [SWEEP_STALLED] = {"stalled", "stalled", "stall"},
    [SWEEP_UNDEFINED] = {"undefined", "undefined", "start or come where the landscape is undefined"},
    [SWEEP_DIVERGED] = {"diverged", "diverged", "diverge"},
};

const struct sweep_measure_words sweep_measures[] = {
    [SWEEP_VALUE] = {"value", "value at the end", "ends lowest, at "},
    [SWEEP_STEPS] = {"steps", "steps to converge", "converges first, in "},
    [SWEEP_OUTCOME] = {"outcome", "share of runs", ""},
    [SWEEP_RATE] = {"rate", "gradient's norm, factor per step", "shrinks the gradient most, by a factor per step of "},
};

enum { MOST_LABELLED = 8, PLACE_DIGITS = 3 };

static const char *place_label(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, size_t place)
{
    struct buffer label = {.arena = arena};
    const size_t n = parameters->objective.dimension;
    if (result->place_count < 2)
        return sweep_words[SWEEP_CONVERGED].label;
    buffer_text(&label, "to ");
    if (n > 1)
        buffer_text(&label, "(");
    for (size_t d = 0; d < n && d < 3; d++) {
        double others[SWEEP_MOST_PLACES];
        for (size_t i = 0; i < result->place_count; i++)
            others[i] = result->places[i].at[d];
        const double extent = parameters->landscape->domain[d][1] - parameters->landscape->domain[d][0], at = result->places[place].at[d];
        const int digits = number_digits(others, result->place_count, PLACE_DIGITS);
        buffer_text(&label, d ? ", " : "");
        sentence_rounded(&label, fabs(at) < 1e-6 * extent ? 0 : at, digits > 6 ? 6 : digits);
    }
    buffer_text(&label, n > 3 ? ", …" : "");
    if (n > 1)
        buffer_text(&label, ")");
    return buffer_string(&label);
}

/* The categories that there are get the first colours, those that a tile has besides the colours after them. `labels`: of all categories, with room for a
 * null behind; those that there are come first. Returns how many. */
static size_t turn_categories(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *whole, size_t places,
                              double *turn, const char **labels)
{
    const size_t all = places + SWEEP_OUTCOMES - 1;
    size_t used = 0, there = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < all; i++) {
            const size_t outcome = i < places ? SWEEP_CONVERGED : i - places + 1;
            if ((whole->outcomes[outcome] == 0) != (pass == 1))
                continue;
            turn[i] = (double)used;
            labels[used++] = pass ? NULL : i < places ? place_label(arena, parameters, whole, i) : sweep_words[outcome].label;
        }
        there = pass ? there : used;
    }
    return there;
}

/* The map of outcomes; runs that took longer are darker. */
static void draw_outcomes(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result,
                          const struct sweep_result *whole, struct figure_layer *layer)
{
    const size_t places = whole->place_count ? whole->place_count : 1, all = places + SWEEP_OUTCOMES - 1;
    double *turn = ARENA_NEW(arena, double, all), *category = ARENA_NEW(arena, double, result->cells),
           *shade = ARENA_NEW(arena, double, result->cells), most = 1;
    const char **labels = ARENA_NEW(arena, const char *, all + 1);
    const size_t there = turn_categories(arena, parameters, whole, places, turn, labels);
    for (size_t cell = 0; cell < whole->cells; cell++)
        most = fmax(most, whole->category[cell] < (double)places ? whole->steps[cell] : 0);
    for (size_t cell = 0; cell < result->cells; cell++) {
        const double found = result->category[cell];
        category[cell] = found == SWEEP_ELSEWHERE ? found : turn[(size_t)found];
        shade[cell] = found < (double)places ? 1 - 0.8 * sqrt(fmin(1, result->steps[cell] / most)) : 0.6;
    }
    layer->kind = LAYER_CATEGORIES;
    layer->z = category;
    layer->shade = shade;
    layer->category_labels = there <= MOST_LABELLED + SWEEP_OUTCOMES ? labels : NULL;
}

/* Runs that diverge have no place among the colours of rates: theirs reach from 0 to 1. What does not fall over so few steps counts as 1. */
static const double *shrinking(struct arena *arena, const struct sweep_result *result)
{
    double *z = ARENA_NEW(arena, double, result->cells);
    for (size_t cell = 0; cell < result->cells; cell++)
        z[cell] = !(result->measured[cell] > 1) ? result->measured[cell] : result->shares[SWEEP_DIVERGED][cell] > 0 ? NAN : 1;
    return z;
}

/* When each run has ended, of the time that the longest takes. */
static const double *times_of(struct arena *arena, const struct sweep_result *result)
{
    double *times = ARENA_NEW(arena, double, result->cells), most = 1;
    for (size_t cell = 0; cell < result->cells; cell++)
        most = fmax(most, result->steps[cell]);
    for (size_t cell = 0; cell < result->cells; cell++)
        times[cell] = result->steps[cell] / most;
    return times;
}

void sweep_map(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_result *result, const struct sweep_result *whole,
               struct figure_layer *layer, struct figure_axis *z)
{
    *layer = (struct figure_layer){.kind = LAYER_HEATMAP,
                                   .rows = result->rows,
                                   .columns = result->columns,
                                   .grid_x = result->x,
                                   .grid_y = result->y,
                                   .z = result->measured,
                                   .times = times_of(arena, result)};
    z->label = sweep_measures[parameters->measure].label;
    z->scale = parameters->measure == SWEEP_VALUE ? SCALE_AUTO : parameters->measure == SWEEP_STEPS ? SCALE_COUNT : SCALE_LINEAR;
    if (parameters->measure == SWEEP_OUTCOME)
        draw_outcomes(arena, parameters, result, whole, layer);
    if (parameters->measure == SWEEP_RATE) {
        layer->z = shrinking(arena, result);
        z->limits_given = true;
        z->limits[1] = 1;
    }
}
