/* Basins in words and pictures. */
#include "study/basins.h"

#include "base/number.h"
#include "expression/kernels.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

const struct basins_nowhere basins_nowhere[BASINS_NOWHERE] = {
    [BASINS_OUTSIDE] = {"outside", "leave the box"},
    [BASINS_UNDEFINED] = {"undefined", "start where the landscape is undefined, or come there"},
    [BASINS_CURVE] = {"curve", "end on a curve of minima"},
    [BASINS_STALLED] = {"stalled", "stop where no isolated minimum is known"},
    [BASINS_UNSETTLED] = {"unsettled", "have not settled"},
};

double basins_share(const struct basins_result *result, size_t target)
{
    return (double)result->targets[target].count / (double)(result->columns * result->rows);
}

enum { MOST_LABELLED = 8, MOST_COMPARED = 64, MOST_DIGITS = 15 };

/* A place with the digits that the box asks for, and that tell it from the other minima. */
static void say_place(struct buffer *text, const struct basins_parameters *parameters, const struct basins_result *result, size_t target, int least)
{
    double *others = ARENA_NEW(text->arena, double, result->target_count);
    buffer_text(text, "(");
    for (size_t k = 0; k < 2; k++) {
        const size_t count = result->target_count < MOST_COMPARED ? result->target_count : MOST_COMPARED;
        for (size_t i = 0; i < count; i++)
            others[i] = result->targets[i].at[k];
        const int digits = number_digits(others, count, number_digits_between(parameters->box[k][0], parameters->box[k][1], least));
        buffer_text(text, k ? ", " : "");
        sentence_rounded(text, result->targets[target].at[k], digits < MOST_DIGITS ? digits : MOST_DIGITS);
    }
    buffer_text(text, ")");
}

void basins_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct basins_parameters *parameters = untyped;
    const struct basins_result *result = answer;
    const size_t count = result->target_count;
    size_t reached = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        reached += result->targets[i].count > 0;
        largest = result->targets[i].count > result->targets[largest].count ? i : largest;
    }
    buffer_text(sentence, "Of ");
    buffer_count(sentence, result->columns * result->rows);
    buffer_format(sentence, " starts on %s, %s with learning rate ", parameters->landscape->label, parameters->optimizer.items[0].callable->name);
    sentence_number(sentence, result->lr);
    if (!reached) {
        buffer_text(sentence, " carries none to an isolated minimum");
    } else {
        buffer_text(sentence, " carries ");
        sentence_percent(sentence, basins_share(result, 0));
        const bool alone = count == 1 || result->targets[1].value > result->targets[0].value + 1e-9 * (1 + fabs(result->targets[0].value));
        buffer_text(sentence, alone && count > 1 ? " to the lowest minimum, at " : " to the minimum at ");
        say_place(sentence, parameters, result, 0, 6);
        if (count > 1)
            buffer_format(sentence, "; %zu of %zu minima are reached", reached, count);
        if (largest) {
            buffer_text(sentence, ", most often that at ");
            say_place(sentence, parameters, result, largest, 6);
        }
    }
    for (size_t i = 0; i < BASINS_NOWHERE; i++)
        if (result->targets[count + i].count) {
            buffer_text(sentence, "; ");
            sentence_percent(sentence, basins_share(result, count + i));
            buffer_format(sentence, " %s", basins_nowhere[i].clause);
        }
    buffer_text(sentence, ".");
}

/* Few steps are light and many are dark, by their logarithm: of each number of steps there is. */
static double *shades_by_steps(struct arena *arena, const struct basins_result *result)
{
    const double most = fmax(1, result->most_steps);
    const size_t numbers = (size_t)most + 1, padded = (numbers + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
    double *shades = ARENA_NEW(arena, double, padded);
    const double range = kernel_scalar(OPERATION_LOG1P, most, 0, 0);
    for (size_t i = 0; i < numbers; i++)
        shades[i] = (double)i;
    kernels_chosen()->functions[OPERATION_LOG1P](shades, shades, NULL, NULL, padded);
    for (size_t i = 0; i < numbers; i++)
        shades[i] /= range;
    return shades;
}

/* When each start has arrived: as it is shaded, from the first to the last; evenly by steps, most would arrive at once. */
static double *arrivals(struct arena *arena, const struct basins_result *result, const double *shades)
{
    const size_t count = result->columns * result->rows;
    double first = 1, *time = ARENA_ROOM(arena, double, count);
    for (size_t i = 0; i < count; i++)
        time[i] = shades[(size_t)result->steps[i]];
    for (size_t i = 0; i < count; i++)
        first = time[i] < first ? time[i] : first;
    for (size_t i = 0; i < count && first < 1; i++)
        time[i] = (time[i] - first) / (1 - first);
    return time;
}

static const char *target_label(struct arena *arena, const struct basins_parameters *parameters, const struct basins_result *result, size_t target)
{
    struct buffer label = {.arena = arena};
    if (target >= result->target_count)
        return basins_nowhere[target - result->target_count].name;
    say_place(&label, parameters, result, target, 3);
    return buffer_string(&label);
}

/* The map with colours for those targets alone that are minima or reached by some start. */
static void draw_map(struct arena *arena, const struct basins_parameters *parameters, const struct basins_result *result, struct figure_layer *layer)
{
    const size_t count = result->target_count, all = count + BASINS_NOWHERE, points = result->rows * result->columns;
    double *turn = ARENA_NEW(arena, double, all);
    const char **labels = count <= MOST_LABELLED ? ARENA_NEW(arena, const char *, all + 1) : NULL;
    size_t used = 0;
    bool in_turn = true;
    for (size_t i = 0; i < all; i++)
        if (i < count || result->targets[i].count) {
            if (labels)
                labels[used] = target_label(arena, parameters, result, i);
            in_turn = in_turn && used == i;
            turn[i] = (double)used++;
        }
    layer->category_labels = labels;
    layer->z = result->category;
    if (in_turn)
        return;
    double *category = ARENA_ROOM(arena, double, points);
    for (size_t i = 0; i < points; i++)
        category[i] = turn[(size_t)result->category[i]];
    layer->z = category;
}

void basins_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct basins_parameters *parameters = untyped;
    const struct basins_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2);
    const size_t count = result->target_count;
    const double *shades = shades_by_steps(arena, result);
    layers[0] = (struct figure_layer){.kind = LAYER_CATEGORIES,
                                      .rows = result->rows,
                                      .columns = result->columns,
                                      .grid_x = result->x,
                                      .grid_y = result->y,
                                      .times = parameters->picture.in_time ? arrivals(arena, result, shades) : NULL};
    if (parameters->view == BASINS_VIEW_STEPS) {
        layers[0].kind = LAYER_HEATMAP;
        layers[0].z = result->steps;
        panel->z.label = "steps";
        panel->z.scale = SCALE_COUNT;
    } else {
        draw_map(arena, parameters, result, &layers[0]);
        layers[0].shade = shades;
        layers[0].shade_numbers = result->steps;
    }
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        x[i] = result->targets[i].at[0];
        y[i] = result->targets[i].at[1];
    }
    layers[1] = (struct figure_layer){.kind = LAYER_POINTS,
                                      .count = count,
                                      .x = x,
                                      .y = y,
                                      .style = {.colour = COLOUR_FOREGROUND, .marker = MARKER_DOT, .marker_size = count > 60 ? 2.5 : 5}};
    panel->layers = layers;
    panel->layer_count = 2;
    panel->x.label = panel->x.column = "x";
    panel->y.label = panel->y.column = "y";
    panel->x.tight = panel->y.tight = true;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title =
        arena_format(arena, "Basins of %s on %s", parameters->optimizer.items[0].callable->name, parameters->landscape->readable);
}
