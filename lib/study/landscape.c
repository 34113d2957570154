/* What does f look like? Lines in one dimension with up to two derivatives, grids in two, and slices of landscapes with more. */
#include "analysis/critical_points.h"

#include "study/curve.h"
#include "study/picture.h"
#include "study/sampling.h"
#include "study/sentence.h"
#include "study/study.h"

#include <math.h>
#include <string.h>

enum view { VIEW_AUTO, VIEW_LINE, VIEW_CONTOUR, VIEW_FILLED, VIEW_HEATMAP, VIEW_WIREFRAME, VIEW_SURFACE };
enum { LINE_SAMPLES = 401, SPACE_SAMPLES = 101, MAP_SAMPLES = 201 };

struct parameters {
    struct picture picture;
    const char *f;
    struct interval x, y;
    long dimension, samples, derivatives, levels, stride;
    int view, zscale;
    struct point at;
    struct reals axes;
    double azimuth, elevation;
    struct repeated mark;

    /* Resolved: */
    struct landscape *landscapes;
    size_t count;
    size_t axis[2]; /* the coordinates that vary, counted from 0; equal for a line */
    bool plane;
    bool finer; /* the number of samples was left to us: the picture may use more */
};

struct result {
    const double *x, *y; /* y: of a plane */
    size_t columns, rows;
    double *values[LANDSCAPE_MOST][3]; /* by derivative for lines; [0][0] the grid of a plane */
    size_t undefined;                  /* values that are not finite */
    size_t least, greatest;            /* sample numbers of the first landscape's extremes */
    bool any;                          /* there is a finite value */
    struct program *programs[LANDSCAPE_MOST];
    struct critical_points critical[LANDSCAPE_MOST]; /* for annotate=auto; empty otherwise */
};

#define FIELD(name) offsetof(struct parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .required = true, .offset = FIELD(f),
     .help = "a landscape's name or a formula; several separated by commas are drawn together", .example = "x*cos(pi*x)"},
    {"x", KIND_INTERVAL, .offset = FIELD(x), .help = "the interval of x: lo:hi, or lo:hi:step; by default the landscape's domain, else -5:5",
     .example = "-1:2:0.01"},
    {"y", KIND_INTERVAL, .offset = FIELD(y), .help = "the interval of y; by default the landscape's domain, else -5:5", .example = "-1:1"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = 1000,
     .help = "the number of coordinates, where the formula leaves it open; 0: as the formula tells, else 2", .example = "3"},
    {"samples", KIND_INTEGER, .offset = FIELD(samples), .initial = "0", .least = 0, .most = SAMPLING_MOST,
     .help = "samples of an interval without a step; 0: 401 on a line, 201 in each direction of a map, 101 of a wireframe or surface",
     .example = "200"},
    {"derivatives", KIND_INTEGER, .offset = FIELD(derivatives), .initial = "0", .least = 0, .most = 2,
     .help = "how many derivatives are drawn beside a line", .example = "1"},
    {"view", KIND_CHOICE, .offset = FIELD(view), .initial = "auto", .choices = "auto|line|contour|filled|heatmap|wireframe|surface",
     .help = "how it is drawn; auto: a line in one dimension, contours in two", .example = "contour"},
    {"at", KIND_POINT, .offset = FIELD(at), .help = "the point a slice goes through; by default a known minimizer, else the origin",
     .example = "1,1,1"},
    {"axes", KIND_REALS, .offset = FIELD(axes), .least = 1, .most = 1000,
     .help = "the coordinates that vary, counted from 1: one for a line, two for a plane", .example = "1,2"},
    {"levels", KIND_INTEGER, .offset = FIELD(levels), .initial = "10", .least = 1, .most = 100, .help = "about how many contour levels",
     .example = "15"},
    {"zscale", KIND_CHOICE, .offset = FIELD(zscale), .initial = "linear", .choices = "linear|log|rank",
     .help = "how values become colours and levels; log and rank open up valleys", .example = "log"},
    {"azimuth", KIND_REAL, .offset = FIELD(azimuth), .initial = "-60", .least = -360, .most = 360, .unit = "degrees",
     .help = "direction a surface is seen from", .example = "-35"},
    {"elevation", KIND_REAL, .offset = FIELD(elevation), .initial = "30", .least = -90, .most = 90, .unit = "degrees",
     .help = "height a surface is seen from", .example = "45"},
    {"stride", KIND_INTEGER, .offset = FIELD(stride), .initial = "0", .least = 0, .most = 1000,
     .help = "a wireframe draws every stride-th line; 0: about twenty lines", .example = "10"},
    {"mark", KIND_POINT, .repeatable = true, .most = 50, .offset = FIELD(mark), .help = "a point marked with a red cross", .example = "0,0"},
};

/* The coordinates that vary, from `axes` or by default the first ones. */
static bool resolve_axes(struct parameters *parameters, size_t dimension, struct error *error)
{
    const size_t given = parameters->axes.count;
    const bool line = given == 1 || (!given && (dimension == 1 || parameters->view == VIEW_LINE));
    if (given > 2) {
        error_set(error, ERROR_INVALID, "one or two axes are wanted, not %zu", given);
        return error_blame(error, "axes", "");
    }
    for (size_t i = 0; i < 2; i++) {
        const double axis = i < given ? parameters->axes.items[i] : given == 1 || line ? (given ? parameters->axes.items[0] : 1) : (double)i + 1;
        if (axis != floor(axis) || axis > (double)dimension) {
            error_set(error, ERROR_INVALID, "coordinates are counted from 1 to %zu", dimension);
            return error_blame(error, "axes", "");
        }
        parameters->axis[i] = (size_t)axis - 1;
    }
    if (given == 2 && parameters->axis[0] == parameters->axis[1]) {
        error_set(error, ERROR_INVALID, "the two axes are the same coordinate");
        return error_blame(error, "axes", "");
    }
    parameters->plane = parameters->axis[0] != parameters->axis[1];
    return true;
}

static bool resolve_view(struct parameters *parameters, struct error *error)
{
    if (parameters->view == VIEW_AUTO)
        parameters->view = parameters->plane ? VIEW_CONTOUR : VIEW_LINE;
    if (parameters->plane != (parameters->view != VIEW_LINE)) {
        error_set(error, ERROR_INVALID,
                  parameters->plane ? "a line has one axis: give axes=1 or another view"
                                    : "this view needs two coordinates; a line is drawn with view=line");
        return error_blame(error, "view", "");
    }
    if (parameters->plane && parameters->count > 1) {
        error_set(error, ERROR_INVALID, "only lines can be drawn together; this is %zu landscapes of two coordinates", parameters->count);
        return error_blame(error, "f", parameters->f);
    }
    if (parameters->plane && parameters->derivatives) {
        error_set(error, ERROR_INVALID, "derivatives are drawn beside lines only");
        return error_blame(error, "derivatives", "");
    }
    return true;
}

/* The point a slice goes through. */
static bool resolve_at(struct arena *arena, struct parameters *parameters, struct error *error)
{
    const struct landscape *landscape = &parameters->landscapes[0];
    if (parameters->at.count && parameters->at.count != landscape->dimension) {
        error_set(error, ERROR_INVALID, "the point has %zu coordinates, the landscape %zu", parameters->at.count, landscape->dimension);
        return error_blame(error, "at", "");
    }
    if (parameters->at.count)
        return true;
    double value, *points = ARENA_NEW(arena, double, landscape->dimension);
    size_t count;
    if (landscape->dimension > 2 && landscape->row)
        catalogue_minimum(arena, landscape->row, landscape->dimension, &value, &points, &count);
    parameters->at = (struct point){points, landscape->dimension};
    return true;
}

static void resolve_interval(struct interval *interval, const double domain[2])
{
    if (!interval->given)
        *interval = (struct interval){.given = true, .low = domain[0], .high = domain[1]};
}

/* Whether annotate=auto asks for the critical points: they are known of whole landscapes, not of slices. */
static bool wants_critical(const struct parameters *parameters)
{
    return picture_annotates(&parameters->picture) && parameters->dimension == (parameters->plane ? 2 : 1);
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct parameters *parameters = untyped;
    const size_t suggested = parameters->at.count;
    if (!landscape_resolve(arena, parameters->f, (size_t)parameters->dimension, suggested, NULL, 0, &parameters->landscapes, &parameters->count,
                           error))
        return error_blame(error, "f", parameters->f);
    const struct landscape *first = &parameters->landscapes[0];
    if (!resolve_axes(parameters, first->dimension, error) || !resolve_view(parameters, error) || !resolve_at(arena, parameters, error))
        return false;
    parameters->dimension = (long)first->dimension;
    resolve_interval(&parameters->x, first->domain[parameters->axis[0]]);
    if (parameters->plane)
        resolve_interval(&parameters->y, first->domain[parameters->axis[1]]);
    else if (parameters->y.given) {
        error_set(error, ERROR_INVALID, "there is no y here: the landscape is drawn as a line over x");
        return error_blame(error, "y", "");
    }
    parameters->finer = !parameters->samples && !(parameters->x.step > 0);
    if (!parameters->samples)
        parameters->samples = !parameters->plane                                                       ? LINE_SAMPLES
                              : parameters->view == VIEW_WIREFRAME || parameters->view == VIEW_SURFACE ? SPACE_SAMPLES
                                                                                                       : MAP_SAMPLES;
    if (!interval_check(&parameters->x, "x", error) || !interval_check(&parameters->y, "y", error))
        return false;
    if (picture_annotates(&parameters->picture) && !wants_critical(parameters)) {
        error_set(error, ERROR_INVALID, "annotate=auto names the critical points of landscapes of one or two coordinates, not of a slice");
        return error_blame(error, "annotate", "auto");
    }
    for (size_t i = 0; i < parameters->mark.count; i++) {
        const struct point *mark = &((const struct point *)parameters->mark.items)[i];
        if (mark->count != (parameters->plane ? 2 : 1)) {
            error_set(error, ERROR_INVALID, "a mark here is %s", parameters->plane ? "two numbers, x,y" : "one number, x");
            return error_blame(error, "mark", "");
        }
    }
    return true;
}

static double cost(const void *untyped)
{
    const struct parameters *parameters = untyped;
    const double points = (double)interval_count(&parameters->x, (size_t)parameters->samples) *
                          (parameters->plane ? (double)interval_count(&parameters->y, (size_t)parameters->samples) : 1);
    /* A derivative costs about four times its function (Griewank & Walther, chapter 3). */
    double nodes = (double)parameters->landscapes[0].graph->count;
    for (long i = 0; i < parameters->derivatives; i++)
        nodes *= 4;
    if (wants_critical(parameters))
        return points * nodes +
               (double)parameters->count * critical_points_cost((size_t)parameters->dimension, 8 * parameters->landscapes[0].graph->count);
    return points * nodes;
}

/* A program of f, f′ and f″ along the axis, for lines. */
static bool line_program(const struct parameters *parameters, size_t i, struct program **program, struct error *error)
{
    const struct landscape *landscape = &parameters->landscapes[i];
    struct graph *graph = landscape->graph;
    const node_id variable = graph_variable(graph, (uint32_t)parameters->axis[0]);
    node_id outputs[3] = {landscape->value};
    for (long order = 1; order <= parameters->derivatives; order++)
        graph_gradient(graph, outputs[order - 1], &variable, 1, &outputs[order]);
    if (!graph_check(graph, error))
        return false;
    *program = program_compile(graph->arena, graph, outputs, (size_t)parameters->derivatives + 1, landscape->dimension);
    return true;
}

static void find_extremes(struct result *result)
{
    const double *values = result->values[0][0];
    for (size_t i = 0; i < result->columns * result->rows; i++) {
        if (!isfinite(values[i])) {
            result->undefined++;
            continue;
        }
        if (!result->any)
            result->least = result->greatest = i;
        result->any = true;
        result->least = values[i] < values[result->least] ? i : result->least;
        result->greatest = values[i] > values[result->greatest] ? i : result->greatest;
    }
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct parameters *parameters = untyped;
    struct result *result = ARENA_NEW(arena, struct result, 1);
    result->x = interval_positions(arena, &parameters->x, (size_t)parameters->samples, &result->columns);
    result->rows = 1;
    if (parameters->plane)
        result->y = interval_positions(arena, &parameters->y, (size_t)parameters->samples, &result->rows);
    for (size_t i = 0; i < parameters->count; i++) {
        if (!line_program(parameters, i, &result->programs[i], error))
            return false;
        for (long order = 0; order <= parameters->derivatives; order++)
            result->values[i][order] = ARENA_NEW(arena, double, result->columns * result->rows);
        sample_plane(arena, result->programs[i], (size_t)parameters->dimension, parameters->at.items, parameters->axis, result->x, result->columns,
                     result->y, result->rows, result->values[i]);
    }
    find_extremes(result);
    const double box[2][2] = {{result->x[0], result->x[result->columns - 1]},
                              {parameters->plane ? result->y[0] : 0, parameters->plane ? result->y[result->rows - 1] : 0}};
    for (size_t i = 0; wants_critical(parameters) && i < parameters->count; i++)
        if (!critical_points_find(arena, &parameters->landscapes[i], box, &result->critical[i], error))
            return false;
    *answer = result;
    return true;
}

static const char *axis_name(struct arena *arena, const struct parameters *parameters, int axis)
{
    return coordinate_name(arena, (size_t)parameters->dimension, parameters->axis[axis]);
}

/* The column of landscape i: its name or formula, with a prime for each derivative. */
static const char *column_name(struct arena *arena, const struct parameters *parameters, size_t i, long order)
{
    const struct landscape *landscape = &parameters->landscapes[i];
    return arena_format(arena, "%s%s", landscape->name ? landscape->name : landscape->formula, order == 1 ? "'" : order == 2 ? "''" : "");
}

static void add_extreme(struct arena *arena, struct value *facts, const char *name, const struct parameters *parameters, const struct result *result,
                        size_t i)
{
    struct value *extreme = value_add(arena, facts, name, VALUE_OBJECT);
    double *at = ARENA_NEW(arena, double, 2);
    at[0] = result->x[i % result->columns];
    if (parameters->plane)
        at[1] = result->y[i / result->columns];
    value_add_numbers(arena, extreme, "at", at, parameters->plane ? 2 : 1);
    value_add_number(arena, extreme, "value", result->values[0][0][i]);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct parameters *parameters = untyped;
    const struct result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    struct value *formulas = value_add(arena, facts, "formulas", VALUE_LIST);
    for (size_t i = 0; i < parameters->count; i++)
        value_add_text(arena, formulas, NULL, parameters->landscapes[i].formula);
    value_add_number(arena, facts, "dimension", (double)parameters->dimension);
    if (result->any) {
        add_extreme(arena, facts, "least_sample", parameters, result, result->least);
        add_extreme(arena, facts, "greatest_sample", parameters, result, result->greatest);
    }
    value_add_number(arena, facts, "undefined", (double)result->undefined);
    if (parameters->plane) {
        description->grid = (struct study_grid){result->rows, result->columns, result->x, result->y, result->values[0][0]};
        return;
    }
    struct study_columns *columns = &description->columns;
    columns->items[columns->count++] = (struct study_column){axis_name(arena, parameters, 0), result->columns, result->x, NULL};
    for (size_t i = 0; i < parameters->count; i++)
        for (long order = 0; order <= parameters->derivatives; order++)
            columns->items[columns->count++] =
                (struct study_column){column_name(arena, parameters, i, order), result->columns, result->values[i][order], NULL};
}

static void say_place(struct buffer *sentence, const struct parameters *parameters, const struct result *result, size_t i)
{
    buffer_format(sentence, "%s = ", axis_name(sentence->arena, parameters, 0));
    sentence_number(sentence, result->x[i % result->columns]);
    if (parameters->plane) {
        buffer_format(sentence, ", %s = ", axis_name(sentence->arena, parameters, 1));
        sentence_number(sentence, result->y[i / result->columns]);
    }
}

static size_t least_of(const double *values, size_t count)
{
    size_t least = 0;
    for (size_t i = 1; i < count; i++)
        if (values[i] < values[least] || isnan(values[least]))
            least = i;
    return least;
}

/* How many samples inside a line lie below both neighbours. */
static size_t count_valleys(const double *values, size_t count)
{
    size_t valleys = 0;
    for (size_t i = 1; i + 1 < count; i++)
        valleys += values[i] < values[i - 1] && values[i] < values[i + 1];
    return valleys;
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct parameters *parameters = untyped;
    const struct result *result = answer;
    const size_t count = result->columns * result->rows;
    buffer_text(sentence, parameters->landscapes[0].label);
    if (!result->any) {
        buffer_text(sentence, " is undefined at every sample.");
        return;
    }
    buffer_text(sentence, " is least at ");
    say_place(sentence, parameters, result, result->least);
    buffer_text(sentence, " (");
    sentence_number(sentence, result->values[0][0][result->least]);
    buffer_text(sentence, ") and greatest at ");
    say_place(sentence, parameters, result, result->greatest);
    buffer_text(sentence, " (");
    sentence_number(sentence, result->values[0][0][result->greatest]);
    buffer_text(sentence, ") among ");
    sentence_count(sentence, count);
    buffer_text(sentence, " samples");
    const size_t valleys = parameters->plane ? 0 : count_valleys(result->values[0][0], count);
    if (valleys > 1)
        buffer_format(sentence, "; it has %zu valleys", valleys);
    for (size_t i = 1; i < parameters->count; i++) {
        const size_t least = least_of(result->values[i][0], count);
        buffer_format(sentence, "; %s is least at ", parameters->landscapes[i].label);
        say_place(sentence, parameters, result, least);
        buffer_text(sentence, " (");
        sentence_number(sentence, result->values[i][0][least]);
        buffer_text(sentence, ")");
    }
    if (result->undefined)
        buffer_format(sentence, "; %zu value%s undefined", result->undefined, result->undefined == 1 ? " is" : "s are");
    buffer_text(sentence, ".");
}

/* The marks of the parameters as a layer of points on the landscape. */
static void add_marks(struct arena *arena, const struct parameters *parameters, struct figure_layer *layer)
{
    const struct point *marks = parameters->mark.items;
    const size_t count = parameters->mark.count;
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count), *z = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        x[i] = marks[i].items[0];
        y[i] = parameters->plane ? marks[i].items[1] : 0;
        sample_plane(arena,
                     program_compile(arena, parameters->landscapes[0].graph, &parameters->landscapes[0].value, 1, (size_t)parameters->dimension),
                     (size_t)parameters->dimension, parameters->at.items, parameters->axis, &x[i], 1, &y[i], 1, (double *[]){&z[i]});
    }
    *layer = (struct figure_layer){.kind = LAYER_POINTS,
                                   .count = count,
                                   .x = x,
                                   .y = parameters->plane ? y : z,
                                   .z = z,
                                   .style = {.colour = COLOUR_MARK_RED, .marker = MARKER_CROSS}};
}

/* Widens the limits of an axis to hold these too. */
static void limit_axis(struct figure_axis *axis, const double limits[2])
{
    axis->limits[0] = axis->limits_given ? fmin(axis->limits[0], limits[0]) : limits[0];
    axis->limits[1] = axis->limits_given ? fmax(axis->limits[1], limits[1]) : limits[1];
    axis->limits_given = true;
}

static void draw_line(struct arena *arena, const struct parameters *parameters, const struct result *result, struct figure_panel *panel,
                      struct figure_layer *layers)
{
    static const enum figure_colour colours[] = {COLOUR_BLUE, COLOUR_MAGENTA, COLOUR_GREEN, COLOUR_RED};
    static const enum figure_dash dashes[] = {DASH_SOLID, DASH_DASHED, DASH_DASHDOT, DASH_DOTTED};
    const size_t total = parameters->count * (size_t)(parameters->derivatives + 1);
    for (size_t i = 0; i < parameters->count; i++)
        for (long order = 0; order <= parameters->derivatives; order++) {
            const size_t turn = panel->layer_count++;
            const char *primes = order == 2 ? "″" : order == 1 ? "′" : "";
            const struct landscape *landscape = &parameters->landscapes[i];
            const struct curve curve = curve_trace(arena, result->programs[i], (size_t)order, (size_t)parameters->dimension, parameters->at.items,
                                                   parameters->axis[0], result->x, result->columns, parameters->finer);
            layers[turn] = (struct figure_layer){.kind = LAYER_LINE, .count = curve.count, .x = curve.x, .y = curve.y};
            if (curve.limited)
                limit_axis(&panel->y, curve.limits);
            if (total > 1)
                layers[turn].label = !order ? landscape->label : arena_format(arena, landscape->name ? "%s%s" : "(%s)%s", landscape->label, primes);
            if (total <= 4)
                layers[turn].style = (struct figure_style){.colour = colours[turn], .dash = dashes[turn]};
        }
    const struct landscape *first = &parameters->landscapes[0];
    panel->y.label = parameters->count == 1 && !first->name && parameters->dimension == 1 && strlen(first->readable) <= 40 ? first->readable : "f(x)";
}

static void draw_plane(const struct parameters *parameters, const struct result *result, struct figure_panel *panel, struct figure_layer *layer)
{
    static const enum layer_kind kinds[] = {[VIEW_CONTOUR] = LAYER_CONTOUR,
                                            [VIEW_FILLED] = LAYER_CONTOUR_FILLED,
                                            [VIEW_HEATMAP] = LAYER_HEATMAP,
                                            [VIEW_WIREFRAME] = LAYER_WIREFRAME,
                                            [VIEW_SURFACE] = LAYER_SURFACE};
    *layer = (struct figure_layer){.kind = kinds[parameters->view],
                                   .rows = result->rows,
                                   .columns = result->columns,
                                   .grid_x = result->x,
                                   .grid_y = result->y,
                                   .z = result->values[0][0],
                                   .stride = (size_t)parameters->stride,
                                   .level_count = (size_t)parameters->levels,
                                   .smooth = true,
                                   .style = {.colour = COLOUR_BLUE}};
    panel->layer_count++;
    panel->space = parameters->view == VIEW_WIREFRAME || parameters->view == VIEW_SURFACE;
    panel->azimuth = parameters->azimuth;
    panel->elevation = parameters->elevation;
    panel->x.tight = panel->y.tight = !panel->space;
    panel->z.scale = (enum figure_scale)parameters->zscale;
}

/* The least of the minima, null if there is none. */
static const struct critical_point *lowest(const struct critical_points *points)
{
    for (size_t i = 0; i < points->count; i++)
        if (points->items[i].kind == CRITICAL_MINIMUM)
            return &points->items[i];
    return NULL;
}

/* Whether a minimum is as low as the lowest, up to rounding. */
static bool is_lowest(const struct critical_points *points, const struct critical_point *point)
{
    const double least = lowest(points)->value;
    return point->value - least <= 1e-9 * fmax(1, fabs(least));
}

static const char *critical_name(const struct critical_points *points, const struct critical_point *point)
{
    size_t higher = 0;
    if (point->kind != CRITICAL_MINIMUM)
        return point->kind == CRITICAL_MAXIMUM ? "local maximum" : point->kind == CRITICAL_SADDLE ? "saddle point" : "degenerate point";
    for (size_t i = 0; i < points->count; i++)
        higher += points->items[i].kind == CRITICAL_MINIMUM && !is_lowest(points, &points->items[i]);
    if (!higher)
        return "minimum";
    return is_lowest(points, point) ? "global minimum" : "local minimum";
}

/* annotate=auto: the critical points of one landscape by their kinds, or of several the least minimum of each. */
static void annotate(struct arena *arena, const struct parameters *parameters, const struct result *result, struct figure_panel *panel)
{
    enum { MOST_NAMED = 8 };
    struct figure_annotation *notes = ARENA_NEW(arena, struct figure_annotation, MOST_NAMED + LANDSCAPE_MOST);
    const bool alone = parameters->count == 1;
    for (size_t i = 0; i < parameters->count; i++) {
        const struct critical_points *points = &result->critical[i];
        for (size_t k = 0; k < points->count && panel->annotation_count < MOST_NAMED; k++) {
            const struct critical_point *point = &points->items[k];
            if (!alone && point != lowest(points))
                continue;
            notes[panel->annotation_count++] = (struct figure_annotation){
                .text = alone ? critical_name(points, point) : arena_format(arena, "min of %s", parameters->landscapes[i].label),
                .tip = {point->at[0], parameters->plane ? point->at[1] : point->value, point->value},
                .marker = true,
            };
        }
    }
    panel->annotations = notes;
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct parameters *parameters = untyped;
    const struct result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3 * LANDSCAPE_MOST + 1);
    panel->layers = layers;
    panel->x.label = panel->x.column = axis_name(arena, parameters, 0);
    if (parameters->plane) {
        panel->y.label = panel->y.column = axis_name(arena, parameters, 1);
        draw_plane(parameters, result, panel, &layers[0]);
    } else {
        draw_line(arena, parameters, result, panel, layers);
    }
    if (parameters->mark.count)
        add_marks(arena, parameters, &layers[panel->layer_count++]);
    annotate(arena, parameters, result, panel);
    if (result->undefined && result->any)
        panel->note = arena_format(arena, "%zu of %zu values undefined", result->undefined, result->columns * result->rows);
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = parameters->landscapes[0].readable;
}

static const struct study_fact facts[] = {
    {"formulas", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "the landscapes as formulas that can be sent back"},
    {"dimension", "{\"type\":\"integer\"}", "the number of coordinates"},
    {"least_sample", "{\"type\":\"object\"}", "the least sample of the first landscape: at, value"},
    {"greatest_sample", "{\"type\":\"object\"}", "the greatest sample of the first landscape: at, value"},
    {"undefined", "{\"type\":\"integer\"}", "how many values of the first landscape are undefined (null)"},
};

const struct study landscape_study = {
    .name = "landscape",
    .question = "what does f look like?",
    .help =
        "Samples of a landscape over an interval, with up to two exact derivatives, or over a rectangle; landscapes of more coordinates by a slice.",
    .parameters_size = sizeof(struct parameters),
    .parameters = rows,
    .parameter_count = sizeof rows / sizeof *rows,
    .facts = facts,
    .fact_count = sizeof facts / sizeof *facts,
    .example = "f=x*cos(pi*x)&x=-1:2&derivatives=1",
    .lower = "samples, or use a larger step",
    .resolve = resolve,
    .cost = cost,
    .run = run,
    .describe = describe,
    .tell = tell,
    .draw = draw,
};
