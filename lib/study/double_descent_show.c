/* Double descent in words and pictures. */
#include "study/double_descent.h"

#include "study/sentence.h"

#include <math.h>

const char *double_descent_name(struct arena *arena, const struct double_descent_parameters *parameters, size_t curve)
{
    const struct double_descent *question = &parameters->curves[curve];
    struct buffer name = {.arena = arena};
    if (parameters->noise.count > 1 || parameters->ridge.count == 1) {
        buffer_text(&name, "noise ");
        sentence_number(&name, question->noise);
    }
    if (parameters->ridge.count > 1 || question->ridge > 0) {
        buffer_text(&name, name.length ? ", ridge " : "ridge ");
        sentence_number(&name, question->ridge);
    }
    return buffer_string(&name);
}

size_t double_descent_least(const struct double_descent_parameters *parameters, const struct double_descent_result *result, size_t curve, bool above)
{
    const size_t n = (size_t)parameters->examples, features = (size_t)parameters->features;
    size_t least = SIZE_MAX;
    for (size_t p = above ? n + 1 : 0; p <= features && (above || p < n); p++)
        if (isfinite(result->formula[curve][p]) && (least == SIZE_MAX || result->formula[curve][p] < result->formula[curve][least]))
            least = p;
    return least;
}

/* "0.73 with 12 parameters" */
static void tell_least(const struct double_descent_result *result, size_t curve, size_t least, struct buffer *sentence)
{
    sentence_rounded(sentence, result->formula[curve][least], 3);
    buffer_text(sentence, " with ");
    buffer_count(sentence, least);
    buffer_format(sentence, " parameter%s", least == 1 ? "" : "s");
}

static void tell_curve(const struct double_descent_parameters *parameters, const struct double_descent_result *result, size_t i,
                       struct buffer *sentence)
{
    const size_t n = (size_t)parameters->examples, below = double_descent_least(parameters, result, i, false),
                 above = double_descent_least(parameters, result, i, true);
    buffer_text(sentence, "the test error is least below ");
    buffer_format(sentence, "%zu parameters at ", n);
    tell_least(result, i, below, sentence);
    if (n <= (size_t)parameters->features) {
        const double peak = result->formula[i][n];
        buffer_format(sentence, ", with %zu, as many as examples, it is ", n);
        if (isfinite(peak))
            sentence_rounded(sentence, peak, 3);
        else
            buffer_text(sentence, "infinite on average");
    }
    if (above != SIZE_MAX) {
        buffer_text(sentence, ", and above that it is least at ");
        tell_least(result, i, above, sentence);
    }
}

void double_descent_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct double_descent_parameters *parameters = untyped;
    const struct double_descent_result *result = answer;
    size_t compared = 0, covered = 0;
    buffer_format(sentence, "Linear regression from %ld examples on a growing number of %ld features: ", parameters->examples, parameters->features);
    for (size_t i = 0; i < parameters->curve_count; i++) {
        if (parameters->curve_count > 1)
            buffer_format(sentence, "%swith %s ", i ? "; " : "", double_descent_name(sentence->arena, parameters, i));
        tell_curve(parameters, result, i, sentence);
        compared += result->curves[i].compared;
        covered += result->curves[i].covered;
    }
    buffer_text(sentence, ". ");
    buffer_count(sentence, (size_t)parameters->trials);
    buffer_format(sentence, " trials: %zu of %zu 95 %% intervals hold the formula.", covered, compared);
}

struct double_descent_drawing {
    struct arena *arena;
    const struct double_descent_parameters *parameters;
    const struct double_descent_result *result;
    struct figure_panel *panel;
    struct figure_layer *layers;
    double top;
};

/* When a number of parameters has its turn. */
static const double *times_of(const struct double_descent_drawing *drawing, const double *sizes, size_t count)
{
    double *times = ARENA_NEW(drawing->arena, double, count);
    for (size_t i = 0; i < count; i++)
        times[i] = sizes[i] / (double)drawing->parameters->features;
    return times;
}

/* The peak would leave nothing of the rest: the axis ends at some multiple of what is to be seen beside it. */
static void choose_limits(struct double_descent_drawing *drawing)
{
    static const double high = 12, low = 0.7, room = 0.15; /* for the training error */
    const struct double_descent_parameters *parameters = drawing->parameters;
    double least = INFINITY, most = 0, greatest = 0;
    for (size_t i = 0; i < parameters->curve_count; i++) {
        const double *formula = drawing->result->formula[i];
        most = fmax(most, fmax(formula[0], formula[parameters->features]));
        for (long p = 0; p <= parameters->features; p++) {
            least = formula[p] > 0 ? fmin(least, formula[p]) : least;
            greatest = fmax(greatest, formula[p]);
        }
    }
    struct figure_axis *axis = &drawing->panel->y;
    drawing->top = isfinite(most) && most > 0 ? fmin(high * most, 1.3 * greatest) : high;
    axis->scale = SCALE_LOG;
    axis->limits_given = true;
    axis->limits[0] = isfinite(least) && least < drawing->top ? (parameters->curve_count > 1 ? low : room) * least : drawing->top / 100;
    axis->limits[1] = drawing->top;
}

/* The formula as a line to the upper edge where it is infinite. */
static void add_formula(struct double_descent_drawing *drawing, size_t i, const char *name)
{
    const size_t count = (size_t)drawing->parameters->features + 1;
    double *y = ARENA_NEW(drawing->arena, double, count);
    for (size_t p = 0; p < count; p++)
        y[p] = fmin(drawing->result->formula[i][p], 1e3 * drawing->top);
    const char *kind = drawing->parameters->curves[i].ridge > 0 ? "formula" : "exact";
    drawing->layers[drawing->panel->layer_count++] =
        (struct figure_layer){.kind = LAYER_LINE,
                              .label = drawing->parameters->curve_count > 1 ? arena_format(drawing->arena, "%s: %s", name, kind) : kind,
                              .short_label = drawing->parameters->curve_count > 1 ? name : kind,
                              .count = count,
                              .x = drawing->result->size,
                              .y = y,
                              .style = {.dash = DASH_SOLID},
                              .traced = true,
                              .times = times_of(drawing, drawing->result->size, count)};
}

/* The trials; those without an interval are dots alone. */
static void add_trials(struct double_descent_drawing *drawing, size_t i, size_t like)
{
    const struct double_descent_parameters *parameters = drawing->parameters;
    const struct double_descent_curve *curve = &drawing->result->curves[i];
    struct buffer label = {.arena = drawing->arena};
    buffer_count(&label, (size_t)parameters->trials);
    buffer_text(&label, " trials");
    drawing->layers[drawing->panel->layer_count++] = (struct figure_layer){.kind = LAYER_ERRORS,
                                                                           .label = i ? NULL : buffer_string(&label),
                                                                           .count = parameters->size_count,
                                                                           .x = parameters->sizes,
                                                                           .y = curve->simulated,
                                                                           .low = curve->low,
                                                                           .high = curve->high,
                                                                           .like = parameters->curve_count > 1 ? like : 0,
                                                                           .style = {.marker = MARKER_DOT, .marker_size = 4},
                                                                           .times = times_of(drawing, parameters->sizes, parameters->size_count)};
}

/* The error on the examples themselves, of the first curve. */
static void add_training(struct double_descent_drawing *drawing)
{
    const struct double_descent_parameters *parameters = drawing->parameters;
    if (parameters->curve_count > 1)
        return;
    drawing->layers[drawing->panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                                           .label = "training error",
                                                                           .count = parameters->size_count,
                                                                           .x = parameters->sizes,
                                                                           .y = drawing->result->curves[0].training,
                                                                           .style = {.colour = COLOUR_MUTED, .dash = DASH_DASHED},
                                                                           .traced = true,
                                                                           .times = times_of(drawing, parameters->sizes, parameters->size_count)};
}

void double_descent_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct double_descent_parameters *parameters = untyped;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct double_descent_drawing drawing = {.arena = arena, .parameters = parameters, .result = answer, .panel = panel};
    panel->layers = drawing.layers = ARENA_NEW(arena, struct figure_layer, 2 * parameters->curve_count + 1);
    choose_limits(&drawing);
    for (size_t i = 0; i < parameters->curve_count; i++) {
        add_formula(&drawing, i, double_descent_name(arena, parameters, i));
        add_trials(&drawing, i, panel->layer_count);
    }
    add_training(&drawing);
    panel->x.label = "parameters";
    panel->x.column = "parameters";
    panel->x.scale = SCALE_COUNT;
    panel->y.label = "test error";
    panel->y.column = "exact";
    if (parameters->examples <= parameters->features) {
        struct figure_annotation *note = ARENA_NEW(arena, struct figure_annotation, 1);
        const double n = (double)parameters->examples, peak = ((const struct double_descent_result *)answer)->formula[0][parameters->examples];
        *note = (struct figure_annotation){
            .text = "as many as examples", .tip = {n, fmin(peak, 0.9 * drawing.top)}, .time = n / (double)parameters->features};
        panel->annotations = note;
        panel->annotation_count = 1;
    }
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = "Double descent";
}
