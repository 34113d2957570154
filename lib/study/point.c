/* What is f at these points? Value, exact gradient and Hessian, its eigenvalues, and the kind of point they make. */
#include "study/point.h"

#include "study/points_script.h"
#include "study/subject.h"

#include <math.h>
#include <string.h>

enum { MOST_POINTS = 1000 };

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

static struct scripted_points scripted_points(const struct point_parameters *parameters, const struct point_result *result)
{
    struct arena *arena = parameters->landscape->graph->arena;
    struct scripted_point *items = ARENA_NEW(arena, struct scripted_point, result->count);
    double(*box)[2] = arena_allocate(arena, result->dimension, sizeof *box);
    for (size_t i = 0; i < result->dimension; i++) {
        const struct interval range = point_range(parameters, result, i);
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
        picture_measure_map(&parameters->picture, POINT_MAP_SAMPLES, POINT_MAP_SAMPLES, MAP_LEVELS, work, size);
    else
        size->evaluated = POINT_CURVE_SAMPLES * work;
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
    STUDY_PARAMETERS(struct point_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "f=rosenbrock&at=1,1&at=0,0",
    .lower = "the number of points in at, or dim",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = run,
    .describe = point_describe,
    .tell = point_tell,
    .draw = point_draw,
    .scripted = scripted,
    .script = script,
};
