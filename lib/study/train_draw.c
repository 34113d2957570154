/* Trainings as figures: curves over the steps, those of the test examples dashed. */
#include "base/number.h"
#include "study/train.h"

#include <math.h>

enum { SOLID_TEST_RUNS = 1 };

/* What a view draws: a quantity, and one beside it. */
struct curves {
    enum training_quantity first, second; /* second: TRAINING_QUANTITIES for none */
    const char *label, *column;
    bool logarithmic; /* where the numbers span more than two decades */
};

static const struct curves views[] = {
    [TRAIN_LOSS] = {TRAINING_LOSS, TRAINING_TEST_LOSS, "loss", "train_loss", true},
    [TRAIN_ACCURACY] = {TRAINING_ACCURACY, TRAINING_TEST_ACCURACY, "accuracy", "train_accuracy", false},
    [TRAIN_GAP] = {TRAINING_GAP, TRAINING_QUANTITIES, "test loss − training loss", "gap", false},
    [TRAIN_BOTH] = {TRAINING_LOSS, TRAINING_TEST_LOSS, "loss", "train_loss", true},
    [TRAIN_SHARPNESS] = {TRAINING_SHARPNESS, TRAINING_QUANTITIES, "greatest eigenvalue of the Hessian", "sharpness", false},
    [TRAIN_GRADIENT_NORM] = {TRAINING_GRADIENT, TRAINING_QUANTITIES, "norm of the gradient", "gradient_norm", true},
};

struct train_drawing {
    struct arena *arena;
    const struct train_parameters *parameters;
    const struct train_result *result;
    const struct curves *view;
    struct figure_panel *panel;
    struct figure_layer *layers;
    struct figure_annotation *notes;
    int against; /* 1: steps, 2: epochs, 3: gradients */
};

/* When each of the rows has come; null if nothing comes. */
static const double *times_of(struct arena *arena, const struct train_result *result, const struct training_course *course)
{
    double *times = ARENA_NEW(arena, double, course->rows);
    for (size_t row = 0; row < course->rows; row++)
        times[row] = training_time(course, course->step[row], result->gradients);
    return course->rows > 1 ? times : NULL;
}

static const double *across(const struct train_drawing *drawing, const struct training_course *course)
{
    return drawing->against == 1 ? course->step : drawing->against == 2 ? course->epoch : course->gradients;
}

/* Steps where all runs take the same, else epochs: then all have seen as many examples. */
static int choose_against(const struct train_parameters *parameters, const struct train_result *result)
{
    bool same = true;
    for (size_t i = 1; i < result->count; i++)
        same = same && result->runs[i].course.group->steps == result->runs[0].course.group->steps;
    return parameters->against ? parameters->against : same ? 1 : 2;
}

static void add_layer(struct train_drawing *drawing, struct figure_layer layer, size_t like)
{
    layer.like = like;
    drawing->layers[drawing->panel->layer_count++] = layer;
}

/* A curve with its band; `like` is 1 + the layer whose colour it shares, or 0. Returns 1 + the curve's layer. */
static size_t add_curve(struct train_drawing *drawing, const struct train_run *run, enum training_quantity quantity, const char *label,
                        enum figure_dash dash, size_t like)
{
    const struct training_course *course = &run->course;
    const struct training_curve *curve = &course->curves[quantity];
    const double *x = across(drawing, course), *times = times_of(drawing->arena, drawing->result, course);
    if (drawing->parameters->plan.seeds > 1)
        add_layer(drawing,
                  (struct figure_layer){.kind = LAYER_BAND,
                                        .count = course->rows,
                                        .x = x,
                                        .low = curve->low,
                                        .high = curve->high,
                                        .times = times,
                                        .style = {.opacity = 0.25}},
                  like);
    add_layer(drawing,
              (struct figure_layer){.kind = LAYER_LINE,
                                    .label = label,
                                    .style = {.dash = dash},
                                    .count = course->rows,
                                    .x = x,
                                    .y = curve->middle,
                                    .times = times,
                                    .traced = true},
              like);
    return drawing->panel->layer_count;
}

/* The band between a run's sharpness and that of the run beside it, and the sharpness up to which its steps stay bounded. */
static void add_edge(struct train_drawing *drawing, const struct train_run *run, size_t like)
{
    const struct training_course *course = &run->course;
    const double *x = across(drawing, course), *times = times_of(drawing->arena, drawing->result, course);
    const double *sharpness = course->curves[TRAINING_SHARPNESS].middle;
    const struct figure_layer common = {.count = course->rows, .x = x, .times = times};
    struct figure_layer layer = common;
    if (run->nudged) {
        double *low = ARENA_NEW(drawing->arena, double, course->rows), *high = ARENA_NEW(drawing->arena, double, course->rows);
        for (size_t row = 0; row < course->rows; row++) {
            low[row] = fmin(sharpness[row], run->nudged[row]);
            high[row] = fmax(sharpness[row], run->nudged[row]);
        }
        layer.kind = LAYER_BAND;
        layer.low = low;
        layer.high = high;
        layer.style.opacity = 0.3;
        add_layer(drawing, layer, like);
    }
    if (!run->stable)
        return;
    layer = common;
    layer.kind = LAYER_LINE;
    layer.y = run->stable;
    layer.style.dash = DASH_DASHED;
    add_layer(drawing, layer, like);
}

static const char *end_text(struct arena *arena, const struct train_run *run, const char *name, enum training_quantity quantity)
{
    char number[NUMBER_SIZE];
    const double end = run->course.curves[quantity].middle[run->course.rows - 1];
    number_print_rounded(number, end, 4);
    return isfinite(end) ? arena_format(arena, "%s: %s", name, number)
                         : arena_format(arena, "%s: %s", name, training_outcome_words(run->outcome.kind));
}

/* Of one run both curves are named; of several the runs, and once what is dashed. */
static void add_run(struct train_drawing *drawing, const struct train_run *run)
{
    const struct curves *view = drawing->view;
    const bool alone = drawing->result->count == 1;
    const bool second = view->second < TRAINING_QUANTITIES && run->course.curves[view->second].middle;
    const char *name = alone ? (view->second < TRAINING_QUANTITIES ? "training" : run->course.group->name) : run->course.group->name;
    const size_t line = add_curve(drawing, run, view->first, end_text(drawing->arena, run, name, view->first), DASH_SOLID, 0);
    if (view->first == TRAINING_SHARPNESS)
        add_edge(drawing, run, line);
    if (second)
        add_curve(drawing, run, view->second, alone ? end_text(drawing->arena, run, "test", view->second) : NULL, alone ? DASH_SOLID : DASH_DASHED,
                  alone ? 0 : line);
}

/* What dashes and bands mean. */
static void explain_marks(struct train_drawing *drawing)
{
    bool any = false;
    for (size_t i = 0; i < drawing->result->count; i++)
        any = any || (drawing->view->second < TRAINING_QUANTITIES && drawing->result->runs[i].course.curves[drawing->view->second].middle);
    if (drawing->result->count > 1 && any)
        drawing->panel->note = "dashed: test";
    bool stable = false, nudged = false;
    for (size_t i = 0; i < drawing->result->count; i++) {
        stable = stable || drawing->result->runs[i].stable;
        nudged = nudged || drawing->result->runs[i].nudged;
    }
    if (stable || nudged) /* without a nudged run, the bands of several seeds are quantiles */
        drawing->panel->note = !nudged  ? "dashed: stable up to there"
                               : stable ? "dashed: stable up to there; band: to a start one last digit away"
                                        : "band: to a start one last digit away";
}

/* Where the test loss of a run turned. */
static void mark_turn(struct train_drawing *drawing, const struct train_run *run)
{
    const struct training_course *course = &run->course;
    const size_t turn = run->outcome.turn;
    if (!run->outcome.turned || drawing->view->first != TRAINING_LOSS)
        return;
    struct figure_annotation *note = &drawing->notes[drawing->panel->annotation_count++];
    char number[NUMBER_SIZE];
    number_print(number, across(drawing, course)[turn]);
    note->text = drawing->result->count > 2 || !turn ? NULL
                                                     : arena_format(drawing->arena, "test loss turns\nat %s %s",
                                                                    drawing->against == 1   ? "step"
                                                                    : drawing->against == 2 ? "epoch"
                                                                                            : "gradient",
                                                                    number);
    note->tip[0] = across(drawing, course)[turn];
    note->tip[1] = course->curves[TRAINING_TEST_LOSS].middle[turn];
    note->marker = true;
    note->time = training_time(course, course->step[turn], drawing->result->gradients);
}

/* The exact floor of linear regression, as a line across. */
static void add_floor(struct train_drawing *drawing)
{
    const struct train_run *run = &drawing->result->runs[0];
    const struct training_course *course = &run->course;
    if (drawing->view->first != TRAINING_LOSS || isnan(run->floor) || course->rows < 2)
        return;
    double *x = ARENA_NEW(drawing->arena, double, 2), *y = ARENA_NEW(drawing->arena, double, 2);
    char number[NUMBER_SIZE];
    number_print_rounded(number, run->floor, 5);
    x[0] = across(drawing, course)[0];
    x[1] = across(drawing, course)[course->rows - 1];
    y[0] = y[1] = run->floor;
    add_layer(drawing,
              (struct figure_layer){.kind = LAYER_LINE,
                                    .label = arena_format(drawing->arena, "exact floor: %s", number),
                                    .style = {.colour = COLOUR_MUTED, .dash = DASH_DOTTED},
                                    .count = 2,
                                    .x = x,
                                    .y = y},
              0);
}

/* A logarithmic axis where all is positive and spans more than two decades; where a run leaves the others by far, it is cut off. */
static void choose_scale(struct train_drawing *drawing)
{
    static const double wide = 100, far = 3;
    double least = INFINITY, most = -INFINITY, starts = 0;
    for (size_t i = 0; i < drawing->result->count; i++) {
        const enum training_quantity quantities[2] = {drawing->view->first, drawing->view->second};
        const struct training_course *course = &drawing->result->runs[i].course;
        for (int k = 0; k < 2; k++) {
            const double *y = quantities[k] < TRAINING_QUANTITIES ? course->curves[quantities[k]].middle : NULL;
            for (size_t row = 0; y && row < course->rows; row++) {
                least = fmin(least, y[row]);
                most = fmax(most, y[row]);
                starts = row ? starts : fmax(starts, y[row]);
            }
        }
    }
    struct figure_axis *axis = &drawing->panel->y;
    axis->scale = drawing->view->logarithmic && least > 0 && most > wide * least && most <= far * starts * wide ? SCALE_LOG : SCALE_LINEAR;
    if (axis->scale == SCALE_LINEAR && drawing->view->first == TRAINING_LOSS && least >= 0 && most > far * starts) {
        axis->limits_given = true;
        axis->limits[0] = 0;
        axis->limits[1] = far * starts;
        drawing->panel->note = arena_format(drawing->arena, "%s%slosses above %.3g are cut off", drawing->panel->note ? drawing->panel->note : "",
                                            drawing->panel->note ? "; " : "", far * starts);
    }
}

static void draw_curves(struct train_drawing *drawing)
{
    static const char *const labels[] = {"", "step", "epoch", "gradients of single examples"}, *const columns[] = {"", "step", "epoch", "gradients"};
    const size_t count = drawing->result->count;
    struct figure_panel *panel = drawing->panel;
    panel->layers = drawing->layers = ARENA_NEW(drawing->arena, struct figure_layer, 4 * count + 1);
    panel->annotations = drawing->notes = ARENA_NEW(drawing->arena, struct figure_annotation, count);
    drawing->against = choose_against(drawing->parameters, drawing->result);
    add_floor(drawing);
    for (size_t i = 0; i < count; i++) {
        add_run(drawing, &drawing->result->runs[i]);
        mark_turn(drawing, &drawing->result->runs[i]);
    }
    explain_marks(drawing);
    choose_scale(drawing);
    panel->legend = SWITCH_ON;
    panel->x.label = labels[drawing->against];
    panel->x.column = columns[drawing->against];
    panel->x.scale = SCALE_COUNT;
    panel->y.label = drawing->view->label;
    panel->y.column = drawing->view->column;
}

void train_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct train_parameters *parameters = untyped;
    const struct train_result *result = answer;
    figure->alternative_title = arena_format(arena, "Training on %s", result->sets[0].kind->title);
    if (parameters->view == TRAIN_MISTAKES) {
        train_draw_mistakes(arena, parameters, result, figure);
        return;
    }
    const size_t curves = parameters->view != TRAIN_DECISION;
    const size_t decisions = parameters->view == TRAIN_DECISION || parameters->view == TRAIN_BOTH ? train_decision_panels(parameters, result) : 0;
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, curves + decisions);
    figure->panels = panels;
    figure->panel_count = curves + decisions;
    figure->alike = !curves;
    if (curves)
        draw_curves(&(struct train_drawing){arena, parameters, result, &views[parameters->view], panels, NULL, NULL, 0});
    if (decisions)
        train_draw_decision(arena, parameters, result, panels + curves);
}
