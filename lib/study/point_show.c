/* Points as facts and columns, a sentence, and a figure: on the curve, on the map, or the curvatures at the first. */
#include "study/point.h"

#include "base/number.h"
#include "study/curve.h"
#include "study/sampling.h"
#include "study/sentence.h"

#include <math.h>

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

void point_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
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

void point_tell(const void *untyped, const void *answer, struct buffer *sentence)
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

struct interval point_range(const struct point_parameters *parameters, const struct point_result *result, size_t axis)
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
    const struct interval range = point_range(parameters, result, 0);
    size_t count;
    const double *x = interval_positions(arena, &range, POINT_CURVE_SAMPLES, &count);
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
    const struct interval across = point_range(parameters, result, 0), up = point_range(parameters, result, 1);
    size_t columns, rows_;
    const double *x = interval_positions(arena, &across, POINT_MAP_SAMPLES, &columns), *y = interval_positions(arena, &up, POINT_MAP_SAMPLES, &rows_);
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

void point_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
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
