/* What does f look like? Lines in one dimension with up to two derivatives, grids in two, and slices of landscapes with more. */
#include "study/landscape.h"

#include "base/text.h"
#include "study/sampling.h"

#include <math.h>

enum { LINE_SAMPLES = 401, SPACE_SAMPLES = 101, MAP_SAMPLES = 201 };

#define FIELD(name) PARAMETER_FIELD(struct landscape_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .primary = true, .required = true, .offset = FIELD(f),
     .help = "a landscape's name or a formula; several separated by commas are drawn together", .example = "x*cos(pi*x)"},
    {"x", KIND_INTERVAL, .primary = true, .offset = FIELD(x),
     .help = "the interval of x: lo:hi, or lo:hi:step; by default the landscape's domain, else -5:5", .example = "-1:2:0.01"},
    {"y", KIND_INTERVAL, .primary = true, .offset = FIELD(y), .help = "the interval of y; by default the landscape's domain, else -5:5",
     .example = "-1:1", .beside = "f=saddle&view=wireframe"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = 1000,
     .help = "the number of coordinates, where the formula leaves it open; 0: as the formula tells, else 2", .example = "3",
     .beside = "f=rosenbrock"},
    {"samples", KIND_INTEGER, .offset = FIELD(samples), .initial = "0", .least = 0, .most = SAMPLING_MOST,
     .help = "samples of an interval without a step; 0: 401 on a line, 201 in each direction of a map, 101 of a wireframe or surface",
     .example = "200"},
    {"derivatives", KIND_INTEGER, .offset = FIELD(derivatives), .initial = "0", .least = 0, .most = 2,
     .help = "how many derivatives are drawn beside a line", .example = "1"},
    {"view", KIND_CHOICE, .primary = true, .offset = FIELD(view), .initial = "auto", .choices = "auto|line|contour|filled|heatmap|wireframe|surface",
     .help = "how it is drawn; auto: a line in one dimension, contours in two, or colours where their lines would lie too close to be told apart",
     .example = "contour", .beside = "f=saddle"},
    {"at", KIND_POINT, .offset = FIELD(at), .help = "the point a slice goes through; by default a known minimizer, else the origin",
     .example = "1,1,1", .beside = "f=rosenbrock"},
    {"axes", KIND_REALS, .offset = FIELD(axes), .least = 1, .most = 1000,
     .help = "the coordinates that vary, counted from 1: one for a line, two for a plane", .example = "1,2", .beside = "f=rosenbrock&dim=3"},
    {"levels", KIND_INTEGER, .offset = FIELD(levels), .initial = "10", .least = 1, .most = 100, .help = "about how many contour levels",
     .example = "20", .beside = "f=saddle", .effective = "view=contour|filled"},
    {"zscale", KIND_CHOICE, .offset = FIELD(zscale), .initial = "auto", .choices = "auto|linear|log|rank",
     .help = "how values become colours and levels; log and rank open up valleys; auto: linear where that shows the minimum, else log or rank, "
             "and linear on surfaces and wireframes",
     .example = "log", .beside = "f=saddle", .effective = "view=contour|filled|heatmap|surface|wireframe"},
    {"azimuth", KIND_REAL, .offset = FIELD(azimuth), .initial = "-60", .least = -360, .most = 360, .unit = "degrees",
     .help = "direction a surface is seen from", .example = "-35", .beside = "f=saddle&view=surface", .effective = "view=surface|wireframe"},
    {"elevation", KIND_REAL, .offset = FIELD(elevation), .initial = "30", .least = -90, .most = 90, .unit = "degrees",
     .help = "height a surface is seen from", .example = "45", .beside = "f=saddle&view=surface", .effective = "view=surface|wireframe"},
    {"stride", KIND_INTEGER, .offset = FIELD(stride), .initial = "0", .least = 0, .most = 1000,
     .help = "a wireframe draws every stride-th line; 0: about twenty lines", .example = "10", .beside = "f=saddle&view=wireframe",
     .effective = "view=wireframe"},
    {"mark", KIND_POINT, .repeatable = true, .most = 50, .offset = FIELD(mark), .help = "a point marked with a red cross", .example = "0,0",
     .beside = "f=saddle"},
    {"panels", KIND_CHOICE, .offset = FIELD(panels), .initial = "together", .choices = "together|each",
     .help = "several lines in one frame, or each in a panel of its own with its own limits", .example = "each"},
    {"chord", KIND_LIMITS, .offset = FIELD(chord), .help = "the chord of every line between these two x; a convex line lies below all of its chords",
     .example = "-1.5:1"},
    {"labels", KIND_TEXT, .offset = FIELD(labels), .help = "what the lines are called in the legend, separated by ';'; by default their formulas",
     .example = "before;after", .beside = "f=x^2,x^2-x&x=-1:2"},
    TRANSFORMATION_ROWS(offsetof(struct landscape_parameters, transformation), "f=himmelblau"),
};

/* The coordinates that vary, from `axes` or by default the first ones. */
static bool resolve_axes(struct landscape_parameters *parameters, size_t dimension, struct error *error)
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

static bool resolve_view(struct landscape_parameters *parameters, struct error *error)
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

/* Panels and chords are of lines. */
static bool resolve_lines(const struct landscape_parameters *parameters, struct error *error)
{
    if (!parameters->plane)
        return true;
    if (parameters->panels == PANELS_EACH) {
        error_set(error, ERROR_INVALID, "only lines have panels of their own; this is a landscape of two coordinates");
        return error_blame(error, "panels", "each");
    }
    if (parameters->chord.given) {
        error_set(error, ERROR_INVALID, "only lines have chords; this is a landscape of two coordinates");
        return error_blame(error, "chord", "");
    }
    return true;
}

/* What the lines are called: as many names as there are lines, or as their formulas. */
static bool resolve_names(struct arena *arena, struct landscape_parameters *parameters, struct error *error)
{
    parameters->names = ARENA_NEW(arena, const char *, parameters->count);
    for (size_t i = 0; i < parameters->count; i++)
        parameters->names[i] = parameters->landscapes[i].label;
    if (!parameters->labels || !*parameters->labels)
        return true;
    size_t given = 0, length;
    const char *at = parameters->labels;
    for (const char *piece; (piece = text_piece(&at, ';', &length)) != NULL; given++)
        if (given < parameters->count && length)
            parameters->names[given] = arena_copy(arena, piece, length);
    if (given == parameters->count && !parameters->plane)
        return true;
    error_set(error, ERROR_INVALID,
              parameters->plane ? "only lines have names; this is a landscape of two coordinates"
                                : "%zu lines have as many names, separated by ';', not %zu",
              parameters->count, given);
    return error_blame(error, "labels", "");
}

/* The point a slice goes through. */
static bool resolve_at(struct arena *arena, struct landscape_parameters *parameters, struct error *error)
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
    if (landscape->dimension > 2)
        landscape_minimum(arena, landscape, &value, &points, &count);
    parameters->at = (struct coordinates){points, landscape->dimension};
    return true;
}

static void resolve_interval(struct interval *interval, const double domain[2])
{
    if (!interval->given)
        *interval = (struct interval){.given = true, .low = domain[0], .high = domain[1]};
}

/* Whether the map is known to be continuous. */
static bool is_continuous(struct arena *arena, const struct landscape_parameters *parameters)
{
    const struct slice slice = {
        .dimension = (size_t)parameters->dimension, .origin = parameters->at.items, .axes = {parameters->axis[0], parameters->axis[1]}};
    const double limits[2][2] = {{parameters->x.low, parameters->x.high}, {parameters->y.low, parameters->y.high}};
    return slice_continuous(arena, &parameters->landscapes[0], &slice, limits);
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct landscape_parameters *parameters = untyped;
    const size_t suggested = parameters->at.count;
    if (!landscape_resolve(arena, parameters->f, (size_t)parameters->dimension, suggested, NULL, 0, &parameters->landscapes, &parameters->count,
                           error))
        return error_blame(error, "f", parameters->f);
    if (!transformation_apply(arena, &parameters->transformation, parameters->dimension > 0, parameters->landscapes, parameters->count, error))
        return false;
    const struct landscape *first = &parameters->landscapes[0];
    if (!resolve_axes(parameters, first->dimension, error) || !resolve_view(parameters, error) || !resolve_lines(parameters, error) ||
        !resolve_at(arena, parameters, error) || !resolve_names(arena, parameters, error))
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
        parameters->samples = !parameters->plane ? LINE_SAMPLES : landscape_in_space(parameters) ? SPACE_SAMPLES : MAP_SAMPLES;
    if (!interval_check(&parameters->x, "x", error) || !interval_check(&parameters->y, "y", error))
        return false;
    if (picture_annotates(&parameters->picture) && !landscape_wants_critical(parameters)) {
        error_set(error, ERROR_INVALID, "annotate=auto names the critical points of landscapes of one or two coordinates, not of a slice");
        return error_blame(error, "annotate", "auto");
    }
    for (size_t i = 0; i < parameters->mark.count; i++) {
        const struct coordinates *mark = &((const struct coordinates *)parameters->mark.items)[i];
        if (mark->count != (parameters->plane ? 2 : 1)) {
            error_set(error, ERROR_INVALID, "a mark here is %s", parameters->plane ? "two numbers, x,y" : "one number, x");
            return error_blame(error, "mark", "");
        }
    }
    if (parameters->plane)
        parameters->continuous = is_continuous(arena, parameters);
    return true;
}

static double cost(const void *untyped)
{
    const struct landscape_parameters *parameters = untyped;
    const double points = (double)interval_count(&parameters->x, (size_t)parameters->samples) *
                          (parameters->plane ? (double)interval_count(&parameters->y, (size_t)parameters->samples) : 1);
    /* A derivative costs about four times its function (Griewank & Walther, chapter 3). */
    double nodes = graph_work(parameters->landscapes[0].graph);
    for (long i = 0; i < parameters->derivatives; i++)
        nodes *= 4;
    nodes += parameters->plane ? 12 : 100.0 * (double)(1 + parameters->derivatives); /* the description of a sample: extremes, gaps */
    const double sampling = parameters->plane ? map_cost(points, nodes, graph_is_smooth(parameters->landscapes[0].graph), parameters->continuous)
                                              : points * nodes + curve_cost((double)parameters->count, nodes);
    if (landscape_wants_critical(parameters))
        return sampling + (double)parameters->count * critical_points_cost((size_t)parameters->dimension,
                                                                           8 * graph_work(parameters->landscapes[0].graph),
                                                                           graph_is_smooth(parameters->landscapes[0].graph));
    return sampling;
}

static const struct study_fact facts[] = {
    {"formulas", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "the landscapes as formulas that can be sent back"},
    {"dimension", "{\"type\":\"integer\"}", "the number of coordinates"},
    {"least_sample", "{\"type\":\"object\"}", "the least sample of the first landscape: at, value"},
    {"greatest_sample", "{\"type\":\"object\"}", "the greatest sample of the first landscape: at, value"},
    {"undefined", "{\"type\":\"integer\"}", "how many values of the first landscape are undefined (null)"},
    {"infinite", "{\"type\":\"integer\"}", "how many are infinite, as at a pole, or out of the range of doubles (null)"},
    {"chords", "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
     "of every landscape, the values at the chord's ends, and the least and the greatest height of the chord above the samples between them"},
    TRANSFORMATION_FACT,
    BREAKS_FACTS,
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct landscape_parameters *parameters = untyped;
    const double across = (double)interval_count(&parameters->x, (size_t)parameters->samples);
    if (!parameters->plane) {
        enum { NUMBER_BYTES = 170 }; /* a value with what was looked at around it */
        const double lines = (double)(parameters->count * (size_t)(1 + parameters->derivatives));
        size->numbers = across * (1 + lines);
        size->memory = NUMBER_BYTES * across * lines;
        return;
    }
    const double up = (double)interval_count(&parameters->y, (size_t)parameters->samples);
    size->cells = across * up;
    const struct map_view view = landscape_map_view(parameters);
    map_show_measure(&parameters->picture, &view, across, up, size);
}

/* Wireframes and surfaces turn. */
static double frame(const void *untyped)
{
    const struct landscape_parameters *parameters = untyped;
    if (parameters->view != VIEW_WIREFRAME && parameters->view != VIEW_SURFACE)
        return 0;
    struct study_size size = {0};
    measure(untyped, &size);
    return map_show_frame(&parameters->picture, size.cells);
}

static const struct study_fact answer_columns[] = {
    {"*", STUDY_NUMBERS, "the coordinate along the line, by its name; each landscape's values by its name, its derivatives with ' and '' behind it"},
};

const struct study landscape_study = {
    .name = "landscape",
    .known_as = "plot graph curve surface contour contours heatmap wireframe function draw",
    .question = "what does f look like?",
    .help =
        "Samples of a landscape over an interval, with up to two exact derivatives, or over a rectangle; landscapes of more coordinates by a slice.",
    STUDY_PARAMETERS(struct landscape_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "f=x*cos(pi*x)&x=-1:2&derivatives=1",
    .lower = "samples, or use a larger step",
    .resolve = resolve,
    .cost = cost,
    .frame = frame,
    .moves_with = "view=wireframe or view=surface",
    .measure = measure,
    .run = landscape_run,
    .describe = landscape_describe,
    .tell = landscape_tell,
    .draw = landscape_draw,
    .scripted = landscape_scripted,
    .script = landscape_script,
};
