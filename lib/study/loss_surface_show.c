/* Loss surfaces in words, columns and pictures. */
#include "study/loss_surface.h"

#include "base/number.h"
#include "study/sentence.h"

#include <math.h>

enum { DIGITS = 4 };

static const double *values_of(const struct loss_surface_parameters *parameters, const struct loss_surface_result *result)
{
    return parameters->plane ? result->map.samples : result->values;
}

/* Where sample i is. */
static void place_of(const struct loss_surface_parameters *parameters, const struct loss_surface_result *result, size_t i, double at[2])
{
    at[0] = parameters->plane ? result->map.x[i % result->map.columns] : result->x[i];
    at[1] = parameters->plane ? result->map.y[i / result->map.columns] : 0;
}

static void add_extreme(struct arena *arena, struct value *facts, const char *name, const struct loss_surface_parameters *parameters,
                        const struct loss_surface_result *result, size_t i)
{
    if (i == SIZE_MAX)
        return;
    struct value *extreme = value_add(arena, facts, name, VALUE_OBJECT);
    double *at = ARENA_NEW(arena, double, 2);
    place_of(parameters, result, i, at);
    value_add_numbers(arena, extreme, "at", at, parameters->plane ? 2 : 1);
    value_add_number(arena, extreme, "value", values_of(parameters, result)[i]);
}

static void add_facts(struct arena *arena, const struct loss_surface_parameters *parameters, const struct loss_surface_result *result,
                      struct value *facts)
{
    const size_t size = parameters->plan.groups[0].model->parameters;
    value_add_number(arena, facts, "parameters", (double)size);
    value_add_number(arena, facts, "centre_loss", result->centre_loss);
    add_extreme(arena, facts, "least_sample", parameters, result, result->least);
    add_extreme(arena, facts, "greatest_sample", parameters, result, result->greatest);
    value_add_number(arena, facts, "undefined", (double)result->undefined);
    if (result->paths && parameters->plane)
        value_add_number(arena, facts, "share_of_variance", result->share);
    if (parameters->directions == SURFACE_PCA)
        value_add_numbers(arena, facts, "shares", result->shares, 2);
    if (parameters->directions == SURFACE_HESSIAN) {
        value_add_numbers(arena, facts, "eigenvalues", result->eigenvalue, 2);
        value_add_numbers(arena, facts, "residuals", result->residual, 2);
    }
    if (parameters->directions == SURFACE_BETWEEN) {
        value_add_numbers(arena, facts, "ends", result->ends, 2);
        if (parameters->box > 0)
            value_add_numbers(arena, facts, "box_sharpness", result->sharpness, 2);
        value_add_number(arena, facts, "distance", result->distance[0]);
        value_add_number(arena, facts, "barrier", result->barrier[0]);
    }
    if (result->matched) {
        value_add_number(arena, facts, "matched_units", (double)result->moved);
        value_add_number(arena, facts, "matched_distance", result->distance[1]);
        value_add_number(arena, facts, "matched_barrier", result->barrier[1]);
    }
    if (!parameters->weights)
        return;
    value_add_numbers(arena, facts, "centre", result->centre, size);
    value_add_numbers(arena, facts, "direction1", result->direction[0], size);
    if (result->direction[1])
        value_add_numbers(arena, facts, "direction2", result->direction[1], size);
}

static void describe_path(struct arena *arena, const struct surface_path *path, struct study_run *run)
{
    const struct {
        const char *name;
        const double *numbers;
    } columns[] = {{"step", path->step},      {"x", path->x},       {"y", path->y},
                   {"off_plane", path->away}, {"loss", path->loss}, {"loss_in_plane", path->in_plane}};
    *run = (struct study_run){.name = path->course->group->name, .columns = {.arena = arena}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        study_columns_add(&run->columns, columns[i].name, path->points, columns[i].numbers);
}

void loss_surface_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct loss_surface_parameters *parameters = untyped;
    const struct loss_surface_result *result = answer;
    description->facts = value_object(arena);
    add_facts(arena, parameters, result, description->facts);
    if (result->paths && parameters->plane) {
        description->run_count = parameters->plan.group_count;
        description->runs = ARENA_NEW(arena, struct study_run, description->run_count);
        for (size_t g = 0; g < description->run_count; g++)
            describe_path(arena, &result->paths[g], &description->runs[g]);
    }
    if (parameters->plane) {
        description->grid = (struct study_grid){result->map.rows, result->map.columns, result->map.x, result->map.y, result->map.samples};
        return;
    }
    struct study_columns *columns = &description->columns;
    study_columns_add(columns, "x", result->columns, result->x);
    study_columns_add(columns, "loss", result->columns, result->values);
    if (result->matched)
        study_columns_add(columns, "matched", result->columns, result->matched);
}

static const char *direction_words(const struct loss_surface_parameters *parameters)
{
    static const char *const random[] = {"random directions normalised filter by filter", "random directions normalised layer by layer",
                                         "random directions of length 1"};
    return parameters->directions == SURFACE_RANDOM ? random[parameters->normalization]
           : parameters->directions == SURFACE_PCA  ? "the principal directions of the paths"
                                                    : "the leading eigenvectors of the Hessian";
}

static void tell_around(const struct loss_surface_parameters *parameters, const struct loss_surface_result *result, struct buffer *sentence)
{
    const double *values = values_of(parameters, result);
    buffer_format(sentence, ": along %s%s the loss is ", parameters->plane ? "" : "the first of ", direction_words(parameters));
    sentence_rounded(sentence, result->centre_loss, DIGITS);
    buffer_text(sentence, " at the centre");
    if (result->least == SIZE_MAX) {
        buffer_text(sentence, " and undefined at every sample");
        return;
    }
    double at[2];
    place_of(parameters, result, result->least, at);
    buffer_text(sentence, ", at the samples from ");
    sentence_rounded(sentence, values[result->least], DIGITS);
    buffer_text(sentence, " (at ");
    sentence_rounded(sentence, at[0], 3);
    if (parameters->plane) {
        buffer_text(sentence, ", ");
        sentence_rounded(sentence, at[1], 3);
    }
    buffer_text(sentence, ") to ");
    sentence_rounded(sentence, values[result->greatest], DIGITS);
}

/* What lies outside of the plane. */
static void tell_paths(const struct loss_surface_parameters *parameters, const struct loss_surface_result *result, struct buffer *sentence)
{
    double away = -1;
    const struct surface_path *farthest = NULL;
    size_t row = 0;
    for (size_t g = 0; g < parameters->plan.group_count; g++)
        for (size_t k = 0; k < result->paths[g].points; k++)
            if (result->paths[g].away[k] > away) {
                away = result->paths[g].away[k];
                farthest = &result->paths[g];
                row = k;
            }
    buffer_text(sentence, ". The plane holds ");
    sentence_percent(sentence, result->share);
    buffer_text(sentence, " of the paths' variance about the centre");
    if (!farthest)
        return;
    buffer_text(sentence, "; farthest off it, by ");
    sentence_rounded(sentence, away, 3);
    buffer_format(sentence, ", is %s at step %.0f, where the loss is ", farthest->course->group->name, farthest->step[row]);
    const int digits = number_digits((const double[]){farthest->loss[row], farthest->in_plane[row]}, 2, 3);
    sentence_rounded(sentence, farthest->loss[row], digits);
    buffer_text(sentence, " and below it in the plane ");
    sentence_rounded(sentence, farthest->in_plane[row], digits);
}

static void tell_between(const struct loss_surface_parameters *parameters, const struct loss_surface_result *result, struct buffer *sentence)
{
    buffer_format(sentence, ": on the straight line from %s the loss goes from ",
                  parameters->to_start ? "the start of training to its end" : "one end to the other");
    sentence_rounded(sentence, result->ends[0], DIGITS);
    buffer_text(sentence, " to ");
    sentence_rounded(sentence, result->ends[1], DIGITS);
    buffer_text(sentence, ", with a barrier of ");
    sentence_rounded(sentence, result->barrier[0], 3);
    if (parameters->box > 0) {
        buffer_text(sentence, "; in boxes of ");
        sentence_number(sentence, parameters->box);
        buffer_text(sentence, " times |w| + 1 around them the training loss rises by at least ");
        sentence_rounded(sentence, result->sharpness[0], 3);
        buffer_text(sentence, " and ");
        sentence_rounded(sentence, result->sharpness[1], 3);
        buffer_text(sentence, " hundredths of 1 + itself");
    }
    if (!result->matched)
        return;
    buffer_format(sentence, "; with %zu hidden units in matching order the barrier is ", result->moved);
    sentence_rounded(sentence, result->barrier[1], 3);
    buffer_text(sentence, " and the distance ");
    sentence_rounded(sentence, result->distance[1], 3);
    buffer_text(sentence, " instead of ");
    sentence_rounded(sentence, result->distance[0], 3);
}

void loss_surface_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct loss_surface_parameters *parameters = untyped;
    const struct loss_surface_result *result = answer;
    const struct training_group *group = &parameters->plan.groups[0];
    const struct network_task task = {.inputs = result->set.inputs, .outputs = group->model->outputs};
    network_describe(group->network, &task, sentence);
    buffer_format(sentence, " (%zu parameters) on %s, ", group->model->parameters, result->set.kind->callable.name);
    call_print(&group->method, sentence);
    buffer_text(sentence, parameters->of ? ", test loss" : ", training loss");
    if (parameters->directions == SURFACE_BETWEEN)
        tell_between(parameters, result, sentence);
    else
        tell_around(parameters, result, sentence);
    if (parameters->directions == SURFACE_HESSIAN) {
        buffer_text(sentence, "; the eigenvalues are ");
        sentence_rounded(sentence, result->eigenvalue[0], DIGITS);
        buffer_text(sentence, " and ");
        sentence_rounded(sentence, result->eigenvalue[1], DIGITS);
    }
    if (result->paths && parameters->plane)
        tell_paths(parameters, result, sentence);
    buffer_text(sentence, ".");
}

static void draw_line(struct arena *arena, const struct loss_surface_parameters *parameters, const struct loss_surface_result *result,
                      struct figure_panel *panel)
{
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3);
    const char *loss = parameters->of ? "test loss" : "training loss";
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = result->matched ? "as trained" : loss,
                                                         .count = result->columns,
                                                         .x = result->x,
                                                         .y = result->values,
                                                         .traced = true};
    if (result->matched)
        layers[panel->layer_count++] = (struct figure_layer){
            .kind = LAYER_LINE, .label = "hidden units matched", .count = result->columns, .x = result->x, .y = result->matched, .traced = true};
    panel->layers = layers;
    panel->x.column = "x";
    panel->y.label = loss;
    panel->y.column = "loss";
    if (parameters->directions != SURFACE_BETWEEN) {
        panel->x.label = "along the first direction";
        return;
    }
    double *x = ARENA_NEW(arena, double, 2);
    x[1] = 1;
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_POINTS,
                                                         .label = parameters->to_start ? "start and end" : "both ends",
                                                         .count = 2,
                                                         .x = x,
                                                         .y = result->ends,
                                                         .style = {.colour = COLOUR_ORANGE, .marker = MARKER_DOT}};
    panel->x.label = parameters->to_start ? "from start (0) to end (1)" : "from one end (0) to the other (1)";
}

/* A path as a line with a mark at its end; in space it lies on the surface. */
static void add_path(struct arena *arena, const struct loss_surface_parameters *parameters, const struct surface_path *path,
                     struct figure_panel *panel, struct figure_layer *layers)
{
    const bool space = map_in_space(&parameters->shown), alone = parameters->plan.group_count == 1;
    const size_t last = path->points - 1;
    double *times = NULL;
    if (!space && path->step[last] > 0) {
        times = ARENA_NEW(arena, double, path->points);
        for (size_t k = 0; k <= last; k++)
            times[k] = path->step[k] / path->step[last];
    }
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = path->course->group->name,
                                                         .count = path->points,
                                                         .x = path->x,
                                                         .y = path->y,
                                                         .z = path->in_plane,
                                                         .style = {.colour = alone ? COLOUR_ORANGE : COLOUR_CYCLE, .dash = DASH_SOLID},
                                                         .traced = true,
                                                         .times = times};
    const size_t line = panel->layer_count;
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_POINTS,
                                                         .count = 1,
                                                         .x = path->x + last,
                                                         .y = path->y + last,
                                                         .z = path->in_plane + last,
                                                         .like = alone ? 0 : line,
                                                         .follows = times ? line : 0,
                                                         .style = {.colour = alone ? COLOUR_ORANGE : COLOUR_CYCLE, .marker = MARKER_DOT}};
}

static void draw_plane(struct arena *arena, const struct loss_surface_parameters *parameters, const struct loss_surface_result *result,
                       struct figure_panel *panel)
{
    static const char *const names[][2] = {[SURFACE_RANDOM] = {"first random direction", "second random direction"},
                                           [SURFACE_PCA] = {"first principal direction", "second principal direction"},
                                           [SURFACE_HESSIAN] = {"first eigenvector", "second eigenvector"}};
    const size_t groups = parameters->plan.group_count;
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2 * groups + 2);
    map_show(arena, &result->map, &parameters->shown, &layers[0], panel);
    panel->layers = layers;
    panel->layer_count = 1;
    panel->x.label = names[parameters->directions][0];
    panel->y.label = names[parameters->directions][1];
    panel->x.column = "x";
    panel->y.column = "y";
    struct buffer note = {.arena = arena};
    if (result->undefined)
        buffer_format(&note, "%zu of %zu values undefined", result->undefined, result->map.columns * result->map.rows);
    if (!parameters->draws_paths) {
        double *origin = ARENA_NEW(arena, double, 2);
        origin[1] = result->centre_loss;
        const struct interval *x = &parameters->x, *y = &parameters->y;
        if (x->low <= 0 && x->high >= 0 && y->low <= 0 && y->high >= 0)
            layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_POINTS,
                                                                 .count = 1,
                                                                 .x = origin,
                                                                 .y = origin,
                                                                 .z = origin + 1,
                                                                 .style = {.colour = COLOUR_MARK_RED, .marker = MARKER_CROSS}};
    } else {
        for (size_t g = 0; g < groups; g++)
            add_path(arena, parameters, &result->paths[g], panel, layers);
        buffer_text(&note, note.length ? "; " : "");
        buffer_text(&note, "the plane holds ");
        sentence_percent(&note, result->share);
        buffer_text(&note, " of the paths' variance");
        panel->legend = SWITCH_ON;
    }
    panel->note = note.length ? buffer_string(&note) : NULL;
}

void loss_surface_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct loss_surface_parameters *parameters = untyped;
    const struct loss_surface_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    (parameters->plane ? draw_plane : draw_line)(arena, parameters, result, panel);
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "Loss on %s around a network", result->set.kind->title);
}
