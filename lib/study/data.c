/* What are the examples? A data set as the networks see it: a scatter, a curve's points, or a sheet of images. */
#include "data/data.h"

#include "study/data_script.h"
#include "study/learning.h"
#include "study/picture.h"
#include "study/sentence.h"
#include "study/sheet.h"
#include "study/study.h"

#include <math.h>
#include <string.h>

enum { SHEET_COLUMNS = 16 };

struct data_parameters {
    struct picture picture;
    struct learning_data typed;
    struct coordinates show;

    /* Resolved: */
    struct data_request size;
};

#define FIELD(name) PARAMETER_FIELD(struct data_parameters, name)
static const struct parameter rows[] = {
    LEARNING_DATA_ROWS(offsetof(struct data_parameters, typed), "spirals", 1),
    {"show", KIND_POINT, .offset = FIELD(show), .least = 1, .most = DATA_MAX_INPUTS,
     .help = "which inputs a scatter shows, by number: two where there are classes, else one, against the target; by default the first",
     .example = "3,4", .beside = "data=iris"},
};

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct data_parameters *parameters = untyped;
    if (!learning_data_check(arena, &parameters->typed, &parameters->size, error))
        return false;
    const size_t wanted = parameters->size.classes && parameters->size.inputs > 1 ? 2 : 1;
    if (!parameters->show.count)
        return true;
    if (parameters->show.count != wanted) {
        error_set(error, ERROR_INVALID, "a picture of %s shows %s", parameters->typed.data.items[0].callable->name,
                  wanted == 2 ? "two inputs" : "one input");
        return error_blame(error, "show", "");
    }
    for (size_t i = 0; i < wanted; i++)
        if (parameters->show.items[i] != floor(parameters->show.items[i]) || !(parameters->show.items[i] >= 1) ||
            parameters->show.items[i] > (double)parameters->size.inputs) {
            error_set(error, ERROR_INVALID, "inputs have numbers from 1 to %zu", parameters->size.inputs);
            return error_blame(error, "show", "");
        }
    return true;
}

static double cost(const void *untyped)
{
    return learning_data_cost(&((const struct data_parameters *)untyped)->size);
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct data_request *request = &((const struct data_parameters *)untyped)->size;
    size->numbers = (double)(request->n + request->test) * (double)(request->inputs + 2);
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct data_parameters *parameters = untyped;
    struct data_set *set = ARENA_NEW(arena, struct data_set, 1);
    *answer = set;
    return learning_data_make_any(arena, &parameters->typed, set, error);
}

/* Number i of a column of inputs (or, past the last, of targets), training examples first. */
static double number_at(const struct data_set *set, size_t column, size_t i)
{
    const bool train = i < set->train.count;
    const struct examples *part = train ? &set->train : &set->test;
    const size_t example = train ? i : i - set->train.count;
    return column < set->inputs ? part->input[example * set->inputs + column] : part->target[example];
}

static double *column_of(struct arena *arena, const struct data_set *set, size_t column)
{
    const size_t count = set->train.count + set->test.count;
    double *numbers = ARENA_NEW(arena, double, count + 1);
    for (size_t i = 0; i < count; i++)
        numbers[i] = number_at(set, column, i);
    return numbers;
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct data_set *set = answer;
    (void)untyped;
    const size_t count = set->train.count + set->test.count;
    struct value *facts = description->facts = value_object(arena);
    value_add_text(arena, facts, "title", set->kind->title);
    value_add_number(arena, facts, "examples", (double)set->train.count);
    value_add_number(arena, facts, "test_examples", (double)set->test.count);
    value_add_number(arena, facts, "inputs", (double)set->inputs);
    value_add_number(arena, facts, "classes", (double)set->classes);
    value_add_boolean(arena, facts, "standardized", set->standardized);
    struct value *names = value_add(arena, facts, "input_names", VALUE_LIST);
    for (size_t i = 0; i < set->inputs; i++)
        value_add_text(arena, names, NULL, set->names[i]);
    struct value *classes = value_add(arena, facts, "class_names", VALUE_LIST);
    for (size_t i = 0; i < set->classes; i++)
        value_add_text(arena, classes, NULL, set->class_names[i]);
    value_add_numbers(arena, facts, "mean", set->mean, set->inputs + 1);
    value_add_numbers(arena, facts, "deviation", set->deviation, set->inputs + 1);
    value_add_text(arena, facts, "source", set->kind->source);
    value_add_text(arena, facts, "licence", set->kind->licence ? set->kind->licence : "none needed");
    for (size_t i = 0; i <= set->inputs; i++)
        study_columns_add(&description->columns, i < set->inputs ? arena_format(arena, "x%zu", i + 1) : "target", count, column_of(arena, set, i));
    const char **parts = ARENA_NEW(arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        parts[i] = i < set->train.count ? "train" : "test";
    study_columns_append(&description->columns, (struct study_column){"set", count, NULL, parts});
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct data_set *set = answer;
    (void)untyped;
    buffer_count(sentence, set->train.count);
    buffer_format(sentence, " training example%s and ", set->train.count == 1 ? "" : "s");
    buffer_count(sentence, set->test.count);
    buffer_format(sentence, " test example%s of %zu input%s ", set->test.count == 1 ? "" : "s", set->inputs, set->inputs == 1 ? "" : "s");
    if (set->classes)
        buffer_format(sentence, "in %zu classes", set->classes);
    else
        buffer_text(sentence, "with a number to be learnt");
    buffer_format(sentence, ": %s.", set->kind->help);
}

/* The examples of one class (all if there are none) and of one part: their numbers in two columns. */
static struct figure_layer points(struct arena *arena, const struct data_set *set, const size_t columns[2], size_t class, bool train)
{
    const size_t count = set->train.count + set->test.count;
    double *x = ARENA_NEW(arena, double, count + 1), *y = ARENA_NEW(arena, double, count + 1);
    static const enum figure_marker markers[] = {MARKER_DOT, MARKER_SQUARE, MARKER_TRIANGLE, MARKER_DIAMOND, MARKER_CROSS, MARKER_STAR, MARKER_PLUS};
    struct figure_layer layer = {.kind = LAYER_POINTS, .x = x, .y = y};
    layer.style.marker = markers[class % (sizeof markers / sizeof *markers)];
    layer.style.marker_size = train ? 6 : 4;
    layer.style.opacity = train ? 0.9 : 0.45;
    for (size_t i = 0; i < count; i++) {
        if ((i < set->train.count) != train || (set->classes && number_at(set, set->inputs, i) != (double)class))
            continue;
        x[layer.count] = number_at(set, columns[0], i);
        y[layer.count++] = number_at(set, columns[1], i);
    }
    return layer;
}

/* What a scatter shows. */
static void choose_columns(const struct data_parameters *parameters, const struct data_set *set, size_t columns[2])
{
    columns[0] = 0;
    columns[1] = set->classes && set->inputs > 1 ? 1 : set->inputs;
    for (size_t i = 0; i < parameters->show.count; i++)
        columns[i] = (size_t)parameters->show.items[i] - 1;
}

static void draw_points(struct arena *arena, const struct data_parameters *parameters, const struct data_set *set, struct figure_panel *panel)
{
    const bool classes = set->classes > 0;
    size_t columns[2];
    choose_columns(parameters, set, columns);
    const size_t groups = classes ? set->classes : 1;
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2 * groups + 1);
    for (size_t class = 0; class < groups; class ++) {
        layers[panel->layer_count] = points(arena, set, columns, class, true);
        layers[panel->layer_count++].label = classes ? set->class_names[class] : "training";
    }
    for (size_t class = 0; class < groups && set->test.count; class ++) {
        layers[panel->layer_count] = points(arena, set, columns, class, false);
        layers[panel->layer_count].like = class + 1;
        panel->layer_count++;
    }
    if (set->test.count) /* the legend's alone: what is small and pale has the colours and shapes of all classes */
        layers[panel->layer_count++] = (struct figure_layer){
            .kind = LAYER_POINTS, .label = "test", .style = {.colour = COLOUR_FOREGROUND, .marker = MARKER_DOT, .marker_size = 4, .opacity = 0.45}};
    panel->layers = layers;
    panel->legend = SWITCH_ON;
    panel->x.label = set->names[columns[0]];
    panel->y.label = columns[1] < set->inputs ? set->names[columns[1]] : classes ? "class" : "target";
}

/* Rows of images, one a class: the first training examples of each. */
static void draw_sheet(struct arena *arena, const struct data_set *set, struct figure_panel *panel)
{
    size_t placed[DATA_MAX_CLASSES] = {0}, columns = 1;
    for (size_t i = 0; i < set->train.count; i++) {
        const size_t count = ++placed[(size_t)set->train.target[i]];
        columns = count > columns && count <= SHEET_COLUMNS ? count : columns;
    }
    struct sheet_image *images = ARENA_NEW(arena, struct sheet_image, set->classes * columns);
    memset(placed, 0, sizeof placed);
    for (size_t i = 0; i < set->train.count; i++) {
        const size_t class = (size_t)set->train.target[i];
        if (placed[class] < columns)
            images[class * columns + placed[class]++] = (struct sheet_image){.part = &set->train, .example = i};
    }
    const struct sheet sheet = {.set = set, .images = images, .count = set->classes * columns, .columns = columns, .row_labels = set->class_names};
    sheet_draw(arena, &sheet, panel);
    panel->y.label = "class";
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct data_parameters *parameters = untyped;
    const struct data_set *set = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    if (set->kind->image_rows && !parameters->show.count)
        draw_sheet(arena, set, panel);
    else
        draw_points(arena, parameters, set, panel);
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = set->kind->title;
}

static bool scripted(const void *untyped, const void *result, struct error *error)
{
    (void)result;
    return script_has_data(&((const struct data_parameters *)untyped)->size, error);
}

static bool script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct data_parameters *parameters = untyped;
    const struct data_set *set = answer;
    size_t columns[2];
    (void)error;
    choose_columns(parameters, set, columns);
    script_data(script, &parameters->size, set->standardized, columns);
    return true;
}

static const struct study_fact facts[] = {
    {"title", "{\"type\":\"string\"}", "what the set is called"},
    {"examples", "{\"type\":\"integer\"}", "training examples: the first rows of the columns"},
    {"test_examples", "{\"type\":\"integer\"}", "test examples: the other rows"},
    {"inputs", "{\"type\":\"integer\"}", "inputs of an example"},
    {"classes", "{\"type\":\"integer\"}", "classes; 0: the target is a number"},
    {"standardized", "{\"type\":\"boolean\"}", "whether the columns were brought to mean 0 and deviation 1"},
    {"input_names", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "what the inputs are"},
    {"class_names", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
     "what the classes are, in the order of their numbers; none where there are none"},
    {"mean", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}",
     "of the inputs and, last, the target over the training examples, before they were standardised"},
    {"deviation", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "standard deviation (divisor n) of the same"},
    {"source", "{\"type\":\"string\"}", "where the data come from"},
    {"licence", "{\"type\":\"string\"}", "their licence"},
};

static const struct study_fact answer_columns[] = {
    {"x#", STUDY_NUMBERS, "the inputs"},
    {"target", STUDY_NUMBERS, "the class, or the number to be learnt"},
    {"set", STUDY_TEXTS, "train or test"},
};

const struct study data_study = {
    .name = "data",
    .known_as = "dataset data-set",
    .question = "what are the examples?",
    .help = "A data set as networks see it: training examples, then test examples, standardised where the set says so. Generated sets are a function "
            "of the "
            "seed; the first examples of a set stay the same when it grows.",
    STUDY_PARAMETERS(struct data_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "data=spirals(n=300,classes=3)",
    .lower = "n or test of data",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = run,
    .describe = describe,
    .tell = tell,
    .draw = draw,
    .scripted = scripted,
    .script = script,
};
