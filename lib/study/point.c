/* What is f at these points? Value, exact gradient and Hessian, its eigenvalues, and the kind of point they make. */
#include "landscape/landscape.h"
#include "study/curve.h"
#include "study/picture.h"
#include "study/point.h"
#include "study/points_script.h"
#include "study/sampling.h"
#include "base/number.h"
#include "study/sentence.h"
#include "study/study.h"
#include "study/subject.h"
#include "study/transformation.h"

#include <math.h>
#include <string.h>

enum { MOST_POINTS = 1000, CURVE_SAMPLES = 401, GRID_SAMPLES = 121 };

struct point_parameters {
    struct picture picture;
    const char *f;
    struct repeated at;
    long dimension;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
};

#define FIELD(name) PARAMETER_FIELD(struct point_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula", .example = "rosenbrock"},
    {"at", KIND_POINT, .repeatable = true, .required = true, .most = MOST_POINTS, .offset = FIELD(at),
     .help = "a point: its coordinates separated by commas", .example = "1,1"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = 200,
     .help = "the number of coordinates; 0: as many as the points have", .example = "2"},
    TRANSFORMATION_ROWS(offsetof(struct point_parameters, transformation), NULL),
};

/* A point with as many coordinates as the landscape has: the first ones, or the last one repeated. */
static const char *fit(struct arena *arena, const struct coordinates *point, size_t dimension)
{
    struct buffer text = {.arena = arena};
    const double *items = point->items;
    /* 0,5,1 has a comma for its point. */
    const bool decimal = point->count == dimension + 1 && items[0] == 0 && items[1] == floor(items[1]) && items[1] > 0;
    if (decimal)
        buffer_format(&text, "0.%.0f", items[1]);
    for (size_t k = decimal; k < dimension; k++) {
        buffer_text(&text, k ? "," : "");
        buffer_number(&text, items[k + decimal < point->count ? k + decimal : point->count - 1]);
    }
    return buffer_string(&text);
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct point_parameters *parameters = untyped;
    const struct coordinates *points = parameters->at.items;
    struct landscape *list;
    if (!subject_resolve(arena, parameters->f, (size_t)parameters->dimension, points[0].count, &list, error))
        return false;
    for (size_t i = 0; i < parameters->at.count; i++)
        if (points[i].count != list->dimension) {
            error_set(error, ERROR_INVALID, "point %zu has %zu coordinate%s, the landscape %zu", i + 1, points[i].count,
                      points[i].count == 1 ? "" : "s", list->dimension);
            struct buffer text = {.arena = arena};
            for (size_t k = 0; k < points[i].count; k++) {
                buffer_text(&text, k ? "," : "");
                buffer_number(&text, points[i].items[k]);
            }
            error_mend(error, 0, EDIT_TO_END, fit(arena, &points[i], list->dimension));
            return error_blame(error, "at", buffer_string(&text));
        }
    if (!transformation_apply(arena, &parameters->transformation, parameters->dimension > 0, list, 1, error))
        return false;
    parameters->landscape = list;
    parameters->dimension = (long)list->dimension;
    if (!landscape_differentiate(list, 2, error))
        return error_blame(error, "f", parameters->f);
    return true;
}

/* One point behind the other. */
static const double *point_coordinates(struct arena *arena, const struct point_parameters *parameters)
{
    const size_t n = (size_t)parameters->dimension;
    const struct coordinates *points = parameters->at.items;
    double *at = ARENA_NEW(arena, double, parameters->at.count *n);
    for (size_t k = 0; k < parameters->at.count; k++)
        memcpy(at + k * n, points[k].items, n * sizeof *at);
    return at;
}

static double cost(const void *untyped)
{
    const struct point_parameters *parameters = untyped;
    const double n = (double)parameters->dimension;
    /* Evaluations around a point and three sets of eigenvalues tell its kind; bounds on rounding take as much as a few evaluations. */
    struct landscape *landscape = parameters->landscape;
    const double work = (double)parameters->at.count * (10.0 * graph_work(landscape->graph) + 60 * n * n * n);
    return work +
           point_refining_work(landscape->graph->arena, landscape, point_coordinates(landscape->graph->arena, parameters), parameters->at.count);
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct point_parameters *parameters = untyped;
    struct landscape *landscape = parameters->landscape;
    struct point_result *result = ARENA_NEW(arena, struct point_result, 1);
    const size_t n = result->dimension = landscape->dimension;
    result->count = parameters->at.count;
    result->points = ARENA_NEW(arena, struct inspection, result->count);
    const double *at = result->at = point_coordinates(arena, parameters);
    if (!critical_inspect(arena, landscape, at, result->count, result->points, error))
        return false;
    point_bound_rounding(arena, landscape, result);
    point_refine(arena, landscape, result);
    result->derivatives = ARENA_NEW(arena, const char *, n);
    for (size_t i = 0; i < n; i++)
        result->derivatives[i] = landscape_formula(landscape, landscape->gradient[i], PRINT_TEXT);
    *answer = result;
    return true;
}

static void describe_rounding(struct arena *arena, const struct point_result *result, size_t k, struct value *entry)
{
    static const char *const names[] = {"value", "gradient", "hessian"};
    const size_t n = result->dimension;
    if (!result->rounding)
        return;
    const double *bounds = result->rounding[k];
    struct value *rounding = value_add(arena, entry, "rounding", VALUE_OBJECT);
    value_add_number(arena, rounding, names[0], bounds[0]);
    if (result->bounds > 1)
        value_add_numbers(arena, rounding, names[1], bounds + 1, n);
    if (result->bounds > 1 + n) {
        struct value *hessian = value_add(arena, rounding, names[2], VALUE_LIST);
        for (size_t i = 0; i < n; i++) {
            double *row = ARENA_NEW(arena, double, n);
            for (size_t j = 0; j < n; j++)
                row[j] = bounds[1 + n + (i > j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i)];
            value_add_numbers(arena, hessian, NULL, row, n);
        }
    }
    struct value *lost = value_add(arena, entry, "lost", VALUE_LIST);
    for (int i = 0; i < 3; i++)
        if (point_lost(result, k) & 1 << i)
            value_add_text(arena, lost, NULL, names[i]);
}

static void describe_facts(struct arena *arena, const struct point_parameters *parameters, const struct point_result *result, struct value *facts)
{
    const size_t n = result->dimension;
    value_add_text(arena, facts, "formula", parameters->landscape->formula);
    transformation_describe(arena, parameters->landscape, facts);
    struct value *derivatives = value_add(arena, facts, "derivatives", VALUE_LIST);
    for (size_t i = 0; i < n; i++) {
        if (result->derivatives[i])
            value_add_text(arena, derivatives, NULL, result->derivatives[i]);
        else
            value_add(arena, derivatives, NULL, VALUE_NULL);
    }
    struct value *points = value_add(arena, facts, "points", VALUE_LIST);
    for (size_t k = 0; k < result->count; k++) {
        const struct inspection *point = &result->points[k];
        struct value *entry = value_add(arena, points, NULL, VALUE_OBJECT);
        value_add_numbers(arena, entry, "at", result->at + k * n, n);
        value_add_number(arena, entry, "value", point->value);
        value_add_numbers(arena, entry, "gradient", point->gradient, n);
        struct value *hessian = value_add(arena, entry, "hessian", VALUE_LIST);
        for (size_t i = 0; i < n; i++)
            value_add_numbers(arena, hessian, NULL, point->hessian + i * n, n);
        value_add_numbers(arena, entry, "eigenvalues", point->eigenvalues, n);
        value_add_text(arena, entry, "kind", critical_kind_name(point->kind));
        value_add_boolean(arena, entry, "smooth", point->smooth);
        describe_rounding(arena, result, k, entry);
    }
}

/* A column of one number a point: component i of what `field` picks. */
static void add_column(struct arena *arena, struct study_columns *columns, const char *name, const struct point_result *result, int field, size_t i)
{
    double *numbers = ARENA_NEW(arena, double, result->count);
    for (size_t k = 0; k < result->count; k++) {
        const struct inspection *point = &result->points[k];
        const double *const sources[] = {result->at + k * result->dimension, &point->value, point->gradient, point->eigenvalues};
        numbers[k] = sources[field][i];
    }
    study_columns_add(columns, name, result->count, numbers);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    enum { AT, VALUE, GRADIENT, EIGENVALUES, MOST_TABLED = 20 };
    const struct point_result *result = answer;
    const size_t n = result->dimension;
    description->facts = value_object(arena);
    describe_facts(arena, untyped, result, description->facts);
    struct study_columns *columns = &description->columns;
    const size_t tabled = n < MOST_TABLED ? n : MOST_TABLED; /* a table wider than that is for the JSON */
    for (size_t i = 0; i < tabled; i++)
        add_column(arena, columns, coordinate_name(arena, n, i), result, AT, i);
    add_column(arena, columns, "value", result, VALUE, 0);
    for (size_t i = 0; i < tabled; i++)
        add_column(arena, columns, arena_format(arena, "gradient%zu", i + 1), result, GRADIENT, i);
    for (size_t i = 0; i < tabled; i++)
        add_column(arena, columns, arena_format(arena, "eigenvalue%zu", i + 1), result, EIGENVALUES, i);
    const char **kinds = ARENA_NEW(arena, const char *, result->count);
    for (size_t k = 0; k < result->count; k++)
        kinds[k] = critical_kind_name(result->points[k].kind);
    study_columns_append(columns, (struct study_column){"kind", result->count, NULL, kinds});
}

static void say_kind(struct buffer *sentence, const struct inspection *point, size_t dimension)
{
    static const char *const words[CRITICAL_KIND_COUNT] = {[CRITICAL_REGULAR] = "no critical point",
                                                           [CRITICAL_MINIMUM] = "a minimum",
                                                           [CRITICAL_MAXIMUM] = "a maximum",
                                                           [CRITICAL_SADDLE] = "a saddle",
                                                           [CRITICAL_DEGENERATE] = "a degenerate critical point",
                                                           [CRITICAL_NONE] = "neither minimum, maximum nor saddle",
                                                           [CRITICAL_UNDEFINED] = "it jumps or ends there"};
    const char *word = point->kind == CRITICAL_UNDEFINED && point->apart ? "it jumps or ends close by" : words[point->kind];
    if (point->kind == CRITICAL_NONE && dimension > 2) /* where narrow cones may hide a saddle */
        word = "neither minimum nor maximum";
    buffer_format(sentence, ": %s", word);
    bool slope = true;
    for (size_t i = 0; i < dimension; i++)
        slope = slope && isfinite(point->gradient[i]);
    if (!point->smooth && point->kind != CRITICAL_UNDEFINED)
        buffer_text(sentence, slope ? ", without a second derivative" : " at a corner");
}

/* What of the first point has fewer than four digits. */
static void tell_lost(const struct point_result *result, struct buffer *sentence)
{
    static const char *const names[2][3] = {{"the value", "the slope", "the curvature"}, {"the value", "the gradient", "the Hessian"}};
    int lost = point_lost(result, 0);
    if (!lost)
        return;
    buffer_text(sentence, "; rounding leaves fewer than four digits of ");
    for (int i = 0; i < 3; i++)
        if (lost & 1 << i) {
            lost &= ~(1 << i);
            buffer_format(sentence, "%s%s", names[result->dimension > 1][i], !lost ? "" : lost & (lost - 1) ? ", " : " and ");
        }
}

/* Numbers; what is too large for doubles is not infinite, as the slope of √x at 0 is. */
static void tell_numbers(struct buffer *sentence, const struct point_result *result, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isinf(numbers[i]) && result->refined[0]) {
            buffer_text(sentence, "beyond the range of numbers");
            return;
        }
    sentence_numbers(sentence, numbers, count);
}

static bool is_zero(const double *numbers, size_t count)
{
    bool zero = true;
    for (size_t i = 0; i < count; i++)
        zero = zero && numbers[i] == 0;
    return zero;
}

static double width_of(const struct point_parameters *parameters, size_t i)
{
    return parameters->landscape->domain[i][1] - parameters->landscape->domain[i][0];
}

/* The first point, as near as a millionth of the domain. */
static void tell_place(const struct point_parameters *parameters, const struct point_result *result, struct buffer *sentence)
{
    enum { MOST = 6 };
    const size_t n = result->dimension, shown = n < MOST ? n : MOST;
    buffer_text(sentence, n > 1 ? "(" : "");
    for (size_t i = 0; i < shown; i++) {
        buffer_text(sentence, i ? ", " : "");
        sentence_rounded(sentence, result->at[i], number_digits_within(result->at[i], 1e-6 * width_of(parameters, i), 6, NUMBER_ALL));
    }
    buffer_text(sentence, n == 1 ? "" : shown < n ? ", …)" : ")");
}

/* By how much slope and curvature let the value change across the domain. */
static double scale_of(const struct point_parameters *parameters, const struct inspection *point)
{
    double scale = 0;
    for (size_t i = 0; i < parameters->landscape->dimension; i++) {
        const double width = width_of(parameters, i), slope = fabs(point->gradient[i]), curvature = fabs(point->eigenvalues[i]);
        scale = fmax(scale, fmax(isfinite(slope) ? slope * width : 0, isfinite(curvature) ? curvature * width * width : 0));
    }
    return scale;
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct point_parameters *parameters = untyped;
    const struct point_result *result = answer;
    const struct inspection *point = &result->points[0];
    buffer_format(sentence, "%s at ", parameters->landscape->label);
    tell_place(parameters, result, sentence);
    if (!isfinite(point->value)) {
        buffer_text(sentence, isinf(point->value) && result->refined[0] ? " is beyond the range of numbers" : " is undefined");
    } else {
        buffer_text(sentence, " is ");
        sentence_value(sentence, point->value, scale_of(parameters, point));
        buffer_text(sentence, result->dimension > 1 ? ", the gradient " : ", the slope ");
        if (point->below && is_zero(point->gradient, result->dimension))
            buffer_text(sentence, "below the range of numbers");
        else
            tell_numbers(sentence, result, point->gradient, result->dimension);
        buffer_format(sentence, ", the curvature%s ", result->dimension > 1 ? "s" : "");
        tell_numbers(sentence, result, point->eigenvalues, result->dimension);
        say_kind(sentence, point, result->dimension);
    }
    tell_lost(result, sentence);
    if (result->count > 1)
        buffer_format(sentence, "; and %zu more point%s", result->count - 1, result->count == 2 ? "" : "s");
    buffer_text(sentence, ".");
}

/* The landscape's domain along an axis, widened to hold every point. */
static struct interval range_of(const struct point_parameters *parameters, const struct point_result *result, size_t axis)
{
    struct interval range = {.given = true, .low = parameters->landscape->domain[axis][0], .high = parameters->landscape->domain[axis][1]};
    for (size_t k = 0; k < result->count; k++) {
        range.low = fmin(range.low, result->at[k * result->dimension + axis]);
        range.high = fmax(range.high, result->at[k * result->dimension + axis]);
    }
    return range;
}

static double *gather(struct arena *arena, const struct point_result *result, int axis)
{
    double *numbers = ARENA_NEW(arena, double, result->count);
    for (size_t k = 0; k < result->count; k++)
        numbers[k] = axis < 0 ? result->points[k].value : result->at[k * result->dimension + (size_t)axis];
    return numbers;
}

/* One dimension: the curve, the points, and the tangent at the first few. */
static void draw_curve(struct arena *arena, const struct point_parameters *parameters, const struct point_result *result, struct figure_panel *panel,
                       struct figure_layer *layers)
{
    enum { MOST_TANGENTS = 8 };
    const struct interval range = range_of(parameters, result, 0);
    size_t count;
    const double *x = interval_positions(arena, &range, CURVE_SAMPLES, &count);
    struct program *program = program_compile(arena, parameters->landscape->graph, &parameters->landscape->value, 1, 1);
    const struct curve curve = curve_trace(arena, program, 0, 1, NULL, 0, x, count, true, NULL);
    layers[panel->layer_count++] = (struct figure_layer){
        .kind = LAYER_LINE, .count = curve.count, .x = curve.x, .y = curve.y, .traced = true, .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID}};
    const double reach = (range.high - range.low) / 8;
    for (size_t k = 0; k < result->count && k < MOST_TANGENTS; k++) {
        const struct inspection *point = &result->points[k];
        double *line = ARENA_NEW(arena, double, 4);
        line[0] = result->at[k] - reach;
        line[1] = result->at[k] + reach;
        line[2] = point->value - reach * point->gradient[0];
        line[3] = point->value + reach * point->gradient[0];
        layers[panel->layer_count++] =
            (struct figure_layer){.kind = LAYER_LINE, .count = 2, .x = line, .y = line + 2, .style = {.colour = COLOUR_ORANGE, .dash = DASH_DASHED}};
    }
    panel->x.label = panel->x.column = "x";
    panel->y.label = "f(x)";
    panel->y.column = "value";
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_POINTS,
                                                         .count = result->count,
                                                         .x = gather(arena, result, 0),
                                                         .y = gather(arena, result, -1),
                                                         .style = {.colour = COLOUR_RED, .marker = MARKER_DOT}};
}

static void draw_map(struct arena *arena, const struct point_parameters *parameters, const struct point_result *result, struct figure_panel *panel,
                     struct figure_layer *layers)
{
    const struct interval across = range_of(parameters, result, 0), up = range_of(parameters, result, 1);
    size_t columns, rows_;
    const double *x = interval_positions(arena, &across, GRID_SAMPLES, &columns), *y = interval_positions(arena, &up, GRID_SAMPLES, &rows_);
    double *z = ARENA_NEW(arena, double, columns *rows_);
    struct program *program = program_compile(arena, parameters->landscape->graph, &parameters->landscape->value, 1, 2);
    sample_plane(arena, program, 2, NULL, (size_t[2]){0, 1}, x, columns, y, rows_, &z);
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_CONTOUR, .rows = rows_, .columns = columns, .grid_x = x, .grid_y = y, .z = z};
    panel->z.scale = SCALE_AUTO;
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_POINTS,
                                                         .count = result->count,
                                                         .x = gather(arena, result, 0),
                                                         .y = gather(arena, result, 1),
                                                         .style = {.colour = COLOUR_RED, .marker = MARKER_DOT}};
    panel->x.label = panel->x.column = "x";
    panel->y.label = panel->y.column = "y";
    panel->x.tight = panel->y.tight = true;
}

/* More dimensions cannot be seen at once: the curvatures at the first point can. */
static void draw_spectrum(struct arena *arena, const struct point_result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    double *turn = ARENA_NEW(arena, double, result->dimension);
    for (size_t i = 0; i < result->dimension; i++)
        turn[i] = (double)i + 1;
    layers[panel->layer_count++] = (struct figure_layer){
        .kind = LAYER_BARS, .count = result->dimension, .x = turn, .y = result->points[0].eigenvalues, .style = {.colour = COLOUR_BLUE}};
    panel->x.label = "eigenvalue of the Hessian, by rank";
    panel->y.label = "curvature";
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct point_parameters *parameters = untyped;
    const struct point_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 16);
    panel->layers = layers;
    if (result->dimension == 1)
        draw_curve(arena, parameters, result, panel, layers);
    else if (result->dimension == 2)
        draw_map(arena, parameters, result, panel, layers);
    else
        draw_spectrum(arena, result, panel, layers);
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = parameters->landscape->readable;
}

static struct scripted_points scripted_points(const struct point_parameters *parameters, const struct point_result *result)
{
    struct arena *arena = parameters->landscape->graph->arena;
    struct scripted_point *items = ARENA_NEW(arena, struct scripted_point, result->count);
    double(*box)[2] = arena_allocate(arena, result->dimension, sizeof *box);
    for (size_t i = 0; i < result->dimension; i++) {
        const struct interval range = range_of(parameters, result, i);
        box[i][0] = range.low;
        box[i][1] = range.high;
    }
    for (size_t k = 0; k < result->count; k++) {
        const struct inspection *point = &result->points[k];
        items[k] = (struct scripted_point){result->at + k * result->dimension, point->eigenvalues, point->gradient, point->hessian, point->kind};
    }
    return (struct scripted_points){parameters->landscape, (const double(*)[2])box, result->count, items, false};
}

static bool scripted(const void *untyped, const void *result, struct error *error)
{
    const struct point_parameters *parameters = untyped;
    if (!script_can_differentiate(parameters->landscape, error))
        return false;
    const struct point_result *answer = result;
    for (size_t k = 0; answer && k < answer->count; k++)
        if (answer->refined[k])
            return error_set(
                error, ERROR_INVALID,
                "there is no program of point %zu, which is so far from 1 that it takes more digits than doubles have; csv and npz have the "
                "numbers",
                k + 1);
    const struct scripted_points points = result ? scripted_points(parameters, result) : (struct scripted_points){0};
    return !result || script_can_tell(&points, error);
}

static bool script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct scripted_points points = scripted_points(untyped, answer);
    return script_points(script, &points, error);
}

static const struct study_fact facts[] = {
    {"formula", "{\"type\":\"string\"}", "the landscape as a formula that can be sent back"},
    {"derivatives", "{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"null\"]}}",
     "the formulas of the gradient's components; null for one too long to be read"},
    {"points",
     "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"at\",\"value\",\"gradient\",\"hessian\",\"eigenvalues\",\"kind\",\"smooth\"]"
     ","
     "\"properties\":{"
     "\"at\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}},\"value\":{\"type\":[\"number\",\"null\"]},"
     "\"gradient\":{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}},"
     "\"hessian\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}},"
     "\"eigenvalues\":{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}},"
     "\"kind\":{\"enum\":[\"regular\",\"minimum\",\"maximum\",\"saddle\",\"degenerate\",\"none\",\"undefined\"]},\"smooth\":{\"type\":\"boolean\"},"
     "\"rounding\":{\"type\":\"object\"},\"lost\":{\"type\":\"array\",\"items\":{\"enum\":[\"value\",\"gradient\",\"hessian\"]}}}}}",
     "at, value, gradient, Hessian by rows, its eigenvalues ascending, the kind of point, and whether value, gradient and Hessian are continuous "
     "there, for each point asked for; `rounding` bounds how far rounding may have moved value, gradient and Hessian, to first order, or by "
     "intervals where "
     "something between overflows or underflows; points with coordinates under 1e-20 or above 1e20 are evaluated with more digits than doubles have, "
     "as far "
     "as their formulas allow; null is what is undefined or beyond the range of numbers; `lost` names those it leaves fewer than four digits of "
     "(absent for large formulas)"},
    TRANSFORMATION_FACT,
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct point_parameters *parameters = untyped;
    const double n = (double)parameters->dimension, work = graph_work(parameters->landscape->graph);
    size->numbers = (double)parameters->at.count * (n * n + 3 * n + 2);
    if (parameters->dimension == 2)
        picture_measure_map(&parameters->picture, GRID_SAMPLES, GRID_SAMPLES, MAP_LEVELS, work, size);
    else
        size->evaluated = CURVE_SAMPLES * work;
}

static const struct study_fact answer_columns[] = {
    {"x", STUDY_NUMBERS, "of each point; beyond two coordinates x1, x2, …"},
    {"y", STUDY_NUMBERS, "likewise"},
    {"x#", STUDY_NUMBERS, "likewise, the first 20"},
    {"value", STUDY_NUMBERS, "of the landscape"},
    {"gradient#", STUDY_NUMBERS, "its components, the first 20"},
    {"eigenvalue#", STUDY_NUMBERS, "of the Hessian, ascending, the first 20"},
    {"kind", STUDY_TEXTS, "regular, minimum, maximum, saddle or degenerate"},
};

const struct study point_study = {
    .name = "point",
    .known_as = "gradient derivative derivatives evaluate value eval",
    .question = "what is f at a point?",
    .help = "Value, exact gradient and Hessian, the Hessian's eigenvalues and the kind of point, at up to 1,000 points.",
    .parameters_size = STUDY_PARAMETERS(struct point_parameters),
    .parameters = rows,
    .parameter_count = sizeof rows / sizeof *rows,
    .facts = facts,
    .fact_count = sizeof facts / sizeof *facts,
    .columns = answer_columns,
    .column_count = sizeof answer_columns / sizeof *answer_columns,
    .example = "f=rosenbrock&at=1,1&at=0,0",
    .lower = "the number of points in at, or dim",
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
