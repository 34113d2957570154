/* What a network answers where: regions of its classes with the examples in them, its output as colours, or of one input as a curve. And images
 * that it gets wrong. */
#include "figure/theme.h"
#include "study/sheet.h"
#include "study/train.h"

#include <math.h>
#include <string.h>

enum { SIDE = TRAIN_REGION_SIDE, CURVE = 241, MAX_MISTAKES = 60 };

struct decision {
    struct arena *arena;
    const struct train_result *result;
    const struct train_run *run;
    const double *weights;
    bool one_of_several;    /* steps of the run that are drawn */
    bool grows;             /* snapshots after the first are those of the way to it */
    double low[2], high[2]; /* of the inputs, with some room */
};

/* The range of an input over all examples, with some room. */
static void find_range(struct decision *decision, size_t input)
{
    static const double room = 0.08;
    const struct data_set *set = decision->run->set;
    const struct examples *const parts[2] = {&set->train, &set->test};
    double low = INFINITY, high = -INFINITY;
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p]->count; i++) {
            low = fmin(low, parts[p]->input[i * set->inputs + input]);
            high = fmax(high, parts[p]->input[i * set->inputs + input]);
        }
    const double margin = high > low ? room * (high - low) : 1;
    decision->low[input] = low - margin;
    decision->high[input] = high + margin;
}

static const double *positions(const struct decision *decision, size_t input, size_t count)
{
    double *at = ARENA_NEW(decision->arena, double, count);
    for (size_t i = 0; i < count; i++)
        at[i] = decision->low[input] + (decision->high[input] - decision->low[input]) * (double)i / (double)(count - 1);
    return at;
}

/* The network's outputs at `count` inputs: [count][outputs]. */
static double *answer(const struct decision *decision, const double *inputs, size_t count)
{
    const struct model *model = decision->run->course.group->model;
    const struct examples examples = {.count = count, .inputs = model->inputs, .targets = 0, .input = inputs, .target = inputs};
    const struct batch batch = {.examples = &examples, .count = count};
    double *outputs = ARENA_NEW(decision->arena, double, count * model->outputs);
    evaluation_outputs(evaluation_create(decision->arena, model, 1, 0), decision->weights, &batch, outputs);
    return outputs;
}

/* The greatest output, and how far it is ahead of the next as a share of both: the margin of the softmax's odds, from 0 to 1. */
static size_t choose(const double *outputs, size_t count, double *margin)
{
    size_t first = 0;
    double next = -INFINITY;
    for (size_t k = 1; k < count; k++)
        first = outputs[k] > outputs[first] ? k : first;
    for (size_t k = 0; k < count; k++)
        next = k != first && outputs[k] > next ? outputs[k] : next;
    const double ahead = outputs[first] - next;
    *margin = ahead / (1 + ahead);
    return first;
}

static struct figure_layer region_layer(const struct decision *decision)
{
    const struct train_run *run = decision->run;
    const size_t outputs = run->course.group->model->outputs;
    double *inputs = ARENA_NEW(decision->arena, double, 2 * SIDE * SIDE + PRODUCT_PADDING), *z = ARENA_NEW(decision->arena, double, SIDE *SIDE),
           *shade = ARENA_NEW(decision->arena, double, SIDE *SIDE);
    const double *x = positions(decision, 0, SIDE), *y = positions(decision, 1, SIDE);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        inputs[2 * i] = x[i % SIDE];
        inputs[2 * i + 1] = y[i / SIDE];
    }
    const double *answers = answer(decision, inputs, SIDE * SIDE);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        double margin = 0;
        z[i] = run->set->classes ? (double)choose(answers + i * outputs, outputs, &margin) : answers[i];
        shade[i] = 0.05 + 0.35 * margin;
    }
    return (struct figure_layer){.kind = run->set->classes ? LAYER_CATEGORIES : LAYER_HEATMAP,
                                 .rows = SIDE,
                                 .columns = SIDE,
                                 .grid_x = x,
                                 .grid_y = y,
                                 .z = z,
                                 .shade = run->set->classes ? shade : NULL,
                                 .smooth = !run->set->classes};
}

/* Of one input: the output as a curve; of classes that of each. Returns how many. */
static size_t curve_layers(const struct decision *decision, struct figure_layer *layers)
{
    const struct train_run *run = decision->run;
    const size_t outputs = run->course.group->model->outputs;
    double *inputs = ARENA_NEW(decision->arena, double, CURVE + PRODUCT_PADDING);
    const double *x = positions(decision, 0, CURVE);
    memcpy(inputs, x, CURVE * sizeof *x);
    const double *answers = answer(decision, inputs, CURVE);
    for (size_t k = 0; k < outputs; k++) {
        double *y = ARENA_NEW(decision->arena, double, CURVE);
        for (size_t i = 0; i < CURVE; i++)
            y[i] = answers[i * outputs + k];
        layers[k] = (struct figure_layer){
            .kind = LAYER_LINE, .label = outputs == 1 ? "network" : run->set->class_names[k], .count = CURVE, .x = x, .y = y, .traced = true};
    }
    return outputs;
}

/* What the network with these weights answers where. Returns how many layers. */
static size_t answer_layers(const struct decision *decision, const double *weights, struct figure_layer *layers)
{
    struct decision at = *decision;
    at.weights = weights;
    if (decision->run->set->inputs == 1)
        return curve_layers(&at, layers);
    layers[0] = region_layer(&at);
    return 1;
}

/* How the answers came about: of a run that was recorded at several moments all of them, else what it is from its step on. */
static void add_stages(const struct decision *decision, size_t snapshot, size_t count, struct figure_layer *layers)
{
    const struct training_course *course = &decision->run->course;
    const size_t stages = decision->grows ? course->snapshot_count - 1 : 0;
    struct figure_layer *before = ARENA_NEW(decision->arena, struct figure_layer, (stages + 1) * count);
    for (size_t stage = 0; stage <= stages; stage++) {
        if (stage == stages)
            memcpy(before + stage * count, layers, count * sizeof *before);
        else
            answer_layers(decision, course->snapshots[1 + stage], before + stage * count);
    }
    for (size_t k = 0; k < count; k++) {
        struct figure_state *states = ARENA_NEW(decision->arena, struct figure_state, stages + 1);
        for (size_t stage = 0; stage <= stages; stage++)
            states[stage] = (struct figure_state){
                training_time(course, (double)course->snapshot_steps[stage == stages ? snapshot : 1 + stage], decision->result->gradients),
                &before[stage * count + k]};
        layers[k].states = states;
        layers[k].state_count = stages + 1;
    }
}

/* What examples of a class are drawn as, and, of the first three, the sign for it in a text. */
enum { SHAPES = 7, SIGNS = 3 };
static const struct {
    enum figure_marker marker;
    const char *sign;
} shapes[SHAPES] = {{MARKER_DOT, "●"},    {MARKER_SQUARE, "■"}, {MARKER_TRIANGLE, "▲"}, {MARKER_DIAMOND, NULL},
                    {MARKER_CROSS, NULL}, {MARKER_STAR, NULL},  {MARKER_PLUS, NULL}};

/* The examples of one class (of all, where there are none) in one part of the data. */
static struct figure_layer example_layer(const struct decision *decision, const struct examples *part, size_t class, bool train)
{
    const struct data_set *set = decision->run->set;
    const size_t inputs = set->inputs;
    double *x = ARENA_NEW(decision->arena, double, part->count + 1), *y = ARENA_NEW(decision->arena, double, part->count + 1);
    struct figure_layer layer = {.kind = LAYER_POINTS, .x = x, .y = y};
    layer.style = (struct figure_style){.colour = COLOUR_GIVEN,
                                        .rgb = colour_mix(category_colour(class), 0x000000, 0.15),
                                        .marker = shapes[class % SHAPES].marker,
                                        .marker_size = train ? 4.5 : 3,
                                        .opacity = train ? 0.95 : 0.5};
    if (!set->classes || inputs == 1)
        layer.style.colour = COLOUR_FOREGROUND;
    for (size_t i = 0; i < part->count; i++) {
        if (set->classes && part->target[i] != (double)class)
            continue;
        x[layer.count] = part->input[i * inputs];
        y[layer.count++] = inputs > 1 ? part->input[i * inputs + 1] : part->target[i];
    }
    return layer;
}

/* Pictures beside each other name their steps; a single picture shows the end, or where it moves the way to it. */
static const char *title_of(const struct decision *decision, size_t step, bool named)
{
    const char *name = decision->run->course.group->name;
    if (!decision->one_of_several)
        return named ? name : NULL;
    return named ? arena_format(decision->arena, "%s, step %zu", name, step) : arena_format(decision->arena, "step %zu", step);
}

static void draw_panel(struct decision *decision, size_t snapshot, bool named, struct figure_panel *panel)
{
    const struct data_set *set = decision->run->set;
    const size_t classes = set->classes ? set->classes : 1;
    struct figure_layer *layers = ARENA_NEW(decision->arena, struct figure_layer, 2 * classes + classes + 1);
    panel->layers = layers;
    for (size_t k = 0; k < set->inputs; k++)
        find_range(decision, k);
    panel->layer_count = answer_layers(decision, decision->weights, layers);
    add_stages(decision, snapshot, panel->layer_count, layers);
    for (size_t class = 0; class < classes; class ++) {
        layers[panel->layer_count] = example_layer(decision, &set->train, class, true);
        layers[panel->layer_count++].label = set->inputs == 1 && set->classes ? NULL : set->classes ? set->class_names[class] : "training";
    }
    panel->title = title_of(decision, decision->run->course.snapshot_steps[snapshot], named);
    panel->x.label = set->names[0];
    panel->y.label = set->inputs > 1 ? set->names[1] : "output";
    panel->x.tight = panel->y.tight = set->inputs > 1;
    panel->legend = SWITCH_OFF;
}

/* "● class 0  ■ class 1"; null where there are none, or too many for a line. */
static const char *shapes_told(struct arena *arena, const struct data_set *set)
{
    struct buffer text = {.arena = arena};
    if (set->inputs == 1 || !set->classes || set->classes > SIGNS)
        return NULL;
    for (size_t k = 0; k < set->classes; k++)
        buffer_format(&text, "%s%s %s", k ? "  " : "", shapes[k].sign, set->class_names[k]);
    return buffer_string(&text);
}

size_t train_decision_panels(const struct train_parameters *parameters, const struct train_result *result)
{
    return result->count * parameters->recording.snapshot_count;
}

void train_draw_decision(struct arena *arena, const struct train_parameters *parameters, const struct train_result *result,
                         struct figure_panel *panels)
{
    const size_t snapshots = parameters->recording.snapshot_count, count = train_decision_panels(parameters, result);
    for (size_t i = 0; i < count; i++) {
        const struct train_run *run = &result->runs[i / snapshots];
        const size_t snapshot = i % snapshots;
        struct decision decision = {.arena = arena,
                                    .result = result,
                                    .run = run,
                                    .weights = run->course.snapshots[snapshot],
                                    .one_of_several = parameters->at.count > 0,
                                    .grows = !parameters->at.count};
        draw_panel(&decision, snapshot, result->count > 1, &panels[i]);
    }
    /* Beside each other there is no room for legends; one line under the last says what the shapes are. */
    panels[0].legend = count == 1 ? SWITCH_ON : SWITCH_OFF;
    if (count > 1)
        panels[count - 1].note = shapes_told(arena, result->runs[result->count - 1].set);
}

/* The test examples (training ones where there are none) that the first seed's network gets wrong at the end, each with what it took it for. */
static void mistakes_panel(struct decision *decision, struct figure_panel *panel)
{
    const struct data_set *set = decision->run->set;
    const struct examples *part = set->test.count ? &set->test : &set->train;
    struct sheet_image *images = ARENA_NEW(decision->arena, struct sheet_image, MAX_MISTAKES);
    const double *outputs = answer(decision, part->input, part->count);
    size_t wrong = 0;
    for (size_t i = 0; i < part->count; i++) {
        double margin;
        const size_t answered = choose(outputs + i * set->classes, set->classes, &margin), right = (size_t)part->target[i];
        if (answered == right)
            continue;
        if (wrong < MAX_MISTAKES)
            images[wrong] =
                (struct sheet_image){part, i, arena_format(decision->arena, "%s,\nnot %s", set->class_names[answered], set->class_names[right]), 0};
        wrong++;
    }
    const size_t shown = wrong < MAX_MISTAKES ? wrong : MAX_MISTAKES;
    const struct sheet sheet = {.set = set, .images = images, .count = shown, .columns = shown ? sheet_columns(set, shown, true) : 1};
    panel->title = arena_format(decision->arena, "%s: %zu of %zu %s examples wrong", decision->run->course.group->name, wrong, part->count,
                                set->test.count ? "test" : "training");
    if (shown)
        sheet_draw(decision->arena, &sheet, panel);
    if (shown < wrong)
        panel->note = arena_format(decision->arena, "the first %zu of %zu", shown, wrong);
}

void train_draw_mistakes(struct arena *arena, const struct train_parameters *parameters, const struct train_result *result, struct figure *figure)
{
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, result->count);
    for (size_t i = 0; i < result->count; i++) {
        const struct train_run *run = &result->runs[i];
        struct decision decision = {
            .arena = arena, .run = run, .weights = training_weights(arena, run->course.group, run->course.end, parameters->plan.seeds)};
        mistakes_panel(&decision, &panels[i]);
    }
    figure->panels = panels;
    figure->panel_count = result->count;
}
