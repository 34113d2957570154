/* Is f convex on a box? What is proved or refuted, and a chord, a tangent and Jensen's gap to see it by. */
#include "study/convexity.h"

#include "study/box.h"
#include "study/sampling.h"
#include "study/subject.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define FIELD(name) PARAMETER_FIELD(struct convexity_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .primary = true, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula, of one to ten coordinates",
     .example = "x^2+x*y+y^2"},
    {"x", KIND_LIMITS, .primary = true, .offset = FIELD(x),
     .help = "the interval of x, both ends in, in three and more dimensions that of every coordinate; by default the landscape's domain, else -5:5",
     .example = "-1:2"},
    {"y", KIND_LIMITS, .primary = true, .offset = FIELD(y), .help = "the interval of y; by default the landscape's domain, else -5:5",
     .example = "-1:1"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = CONVEXITY_MOST_DIMENSION,
     .help = "the number of coordinates, where the formula leaves it open; 0: as the formula tells, else 2", .example = "3", .beside = "f=sphere"},
    {"from", KIND_POINT, .offset = FIELD(from),
     .help = "where the chord begins, in the box; by default one that lies below the landscape, if one is known, else across the box",
     .example = "-1,0", .beside = "f=x^2+x*y+y^2&to=2,1"},
    {"to", KIND_POINT, .offset = FIELD(to), .help = "where it ends, likewise", .example = "2,1", .beside = "f=x^2+x*y+y^2&from=-1,0"},
    {"weight", KIND_REAL, .offset = FIELD(weight), .initial = "0.5", .least = 0, .most = 1,
     .help = "how far along the chord Jensen's gap is taken, and the tangent: 0 is where it begins, 1 where it ends", .example = "0.25"},
    TRANSFORMATION_ROWS(offsetof(struct convexity_parameters, transformation), NULL),
};

/* A point or a line is convex in any case. */
static bool check_width(const struct convexity_parameters *parameters, struct error *error)
{
    for (size_t k = 0; k < parameters->landscape->dimension; k++)
        if (!(parameters->box[k][0] < parameters->box[k][1])) {
            error_set(error, ERROR_INVALID, "the box has no width");
            return error_blame(error, k == 1 && parameters->y.given ? "y" : "x", "");
        }
    return true;
}

static bool check_end(const struct convexity_parameters *parameters, const struct coordinates *end, const char *name, struct error *error)
{
    const size_t n = parameters->landscape->dimension;
    bool inside = end->count == n;
    for (size_t k = 0; inside && k < n; k++)
        inside = end->items[k] >= parameters->box[k][0] && end->items[k] <= parameters->box[k][1];
    if (end->count && !inside) {
        error_set(error, ERROR_INVALID, end->count == n ? "it lies outside of the box" : "it has %zu coordinates, the landscape %zu", end->count, n);
        return error_blame(error, name, "");
    }
    return true;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct convexity_parameters *parameters = untyped;
    if (!subject_resolve(arena, parameters->f, (size_t)parameters->dimension, 2, &parameters->landscape, error))
        return false;
    const size_t n = parameters->landscape->dimension;
    if (n > CONVEXITY_MOST_DIMENSION) {
        error_set(error, ERROR_INVALID, "convexity is judged of %d coordinates at most; this landscape has %zu", CONVEXITY_MOST_DIMENSION, n);
        return error_blame(error, "f", parameters->f);
    }
    if (!transformation_apply(arena, &parameters->transformation, parameters->dimension > 0, parameters->landscape, 1, error))
        return false;
    if (!landscape_differentiate(parameters->landscape, 2, error))
        return error_blame(error, "f", parameters->f);
    parameters->dimension = (long)n;
    if (parameters->from.count != parameters->to.count && !(parameters->from.count && parameters->to.count)) {
        error_set(error, ERROR_INVALID, "a chord has two ends: from and to go together");
        return error_blame(error, parameters->from.count ? "from" : "to", "");
    }
    return box_resolve(arena, parameters->landscape, &parameters->x, &parameters->y, NULL, &parameters->box, error) &&
           check_width(parameters, error) && check_end(parameters, &parameters->from, "from", error) &&
           check_end(parameters, &parameters->to, "to", error);
}

static double cost(const void *untyped)
{
    const struct convexity_parameters *parameters = untyped;
    const double work = graph_work(parameters->landscape->graph), n = (double)parameters->dimension;
    return convexity_cost((size_t)parameters->dimension, work) + (CONVEXITY_SECTION + 2) * work +
           (n == 2 ? CONVEXITY_MAP * CONVEXITY_MAP * (work + 300) : 0);
}

/* The chord that was asked for, or that of the witness, or one across the box. */
static void choose_chord(struct arena *arena, const struct convexity_parameters *parameters, struct convexity_result *result)
{
    static const double margin = 0.15;
    const size_t n = (size_t)parameters->dimension;
    result->from = ARENA_NEW(arena, double, n);
    result->to = ARENA_NEW(arena, double, n);
    for (size_t k = 0; k < n; k++) {
        const double low = parameters->box[k][0], width = parameters->box[k][1] - low;
        const bool given = parameters->from.count > 0, found = !given && result->judged.from;
        result->from[k] = given ? parameters->from.items[k] : found ? result->judged.from[k] : low + margin * width;
        result->to[k] = given ? parameters->to.items[k] : found ? result->judged.to[k] : low + (1 - margin) * width;
    }
}

/* Where along the line through the chord the box begins and ends, 0 and 1 being the chord's own ends. */
static void choose_section(const struct convexity_parameters *parameters, struct convexity_result *result)
{
    static const double beyond = 0.3;
    double reach[2] = {-beyond, 1 + beyond};
    for (size_t k = 0; k < (size_t)parameters->dimension; k++) {
        const double step = result->to[k] - result->from[k];
        if (step == 0)
            continue;
        const double a = (parameters->box[k][0] - result->from[k]) / step, b = (parameters->box[k][1] - result->from[k]) / step;
        reach[0] = fmin(fmax(reach[0], fmin(a, b)), 0);
        reach[1] = fmax(fmin(reach[1], fmax(a, b)), 1);
    }
    for (size_t i = 0; i < CONVEXITY_SECTION; i++)
        result->s[i] = reach[0] + (reach[1] - reach[0]) * (double)i / (CONVEXITY_SECTION - 1);
}

/* Values and gradients along the chord's line; the last two entries are its ends, the one before them the tangent's place. */
static bool run_section(struct arena *arena, const struct convexity_parameters *parameters, struct convexity_result *result, struct error *error)
{
    enum { TANGENT = CONVEXITY_SECTION, FROM, TO, ALL };
    const size_t n = (size_t)parameters->dimension;
    struct program *program;
    if (!landscape_program(parameters->landscape, 1, &program, error))
        return false;
    const double **inputs = ARENA_NEW(arena, const double *, n);
    double **outputs = ARENA_NEW(arena, double *, n + 1);
    for (size_t k = 0; k <= n; k++)
        outputs[k] = ARENA_NEW(arena, double, ALL);
    for (size_t k = 0; k < n; k++) {
        double *at = ARENA_NEW(arena, double, ALL);
        const double step = result->to[k] - result->from[k];
        for (size_t i = 0; i < CONVEXITY_SECTION; i++)
            at[i] = result->from[k] + result->s[i] * step;
        at[TANGENT] = result->from[k] + parameters->weight * step;
        at[FROM] = result->from[k];
        at[TO] = result->to[k];
        inputs[k] = at;
    }
    program_run(program, workspace_create(arena, program), inputs, outputs, ALL);
    result->value = outputs[0];
    result->middle_value = outputs[0][TANGENT];
    result->middle = ARENA_NEW(arena, double, n);
    result->gradient = ARENA_NEW(arena, double, n);
    const double a = outputs[0][FROM], b = outputs[0][TO];
    for (size_t k = 0; k < n; k++) {
        result->middle[k] = inputs[k][TANGENT];
        result->gradient[k] = outputs[1 + k][TANGENT];
        result->slope += result->gradient[k] * (result->to[k] - result->from[k]);
    }
    const double rounding = 4 * DBL_EPSILON * fmax(fmax(fabs(a), fabs(b)), fabs(result->middle_value));
    result->gap = a + parameters->weight * (b - a) - result->middle_value;
    if (fabs(result->gap) <= rounding) /* the landscape is straight there, as far as doubles tell */
        result->gap = 0;
    result->above_tangent = INFINITY;
    for (size_t i = 0; i < CONVEXITY_SECTION; i++) {
        const double s = result->s[i];
        result->chord[i] = s >= 0 && s <= 1 ? a + s * (b - a) : NAN;
        result->tangent[i] = result->middle_value + (s - parameters->weight) * result->slope;
        if (s >= 0 && s <= 1)
            result->above_tangent = fmin(result->above_tangent, result->value[i] - result->tangent[i]);
    }
    return true;
}

/* The least eigenvalue of the Hessian over the plane. */
static bool run_map(struct arena *arena, const struct convexity_parameters *parameters, struct convexity_result *result, struct error *error)
{
    enum { SIDE = CONVEXITY_MAP, ALL = SIDE * SIDE, OUTPUTS = 6 };
    struct program *program;
    if (!landscape_program(parameters->landscape, 2, &program, error))
        return false;
    double *outputs[OUTPUTS];
    for (size_t k = 0; k < OUTPUTS; k++)
        outputs[k] = ARENA_NEW(arena, double, ALL);
    size_t count;
    const struct interval sides[2] = {{.low = parameters->box[0][0], .high = parameters->box[0][1]},
                                      {.low = parameters->box[1][0], .high = parameters->box[1][1]}};
    result->map_x = interval_positions(arena, &sides[0], SIDE, &count);
    result->map_y = interval_positions(arena, &sides[1], SIDE, &count);
    sample_plane(arena, program, 2, NULL, (const size_t[2]){0, 1}, result->map_x, SIDE, result->map_y, SIDE, outputs);
    result->map = ARENA_NEW(arena, double, ALL);
    for (size_t i = 0; i < ALL; i++) {
        const double a = outputs[3][i], b = outputs[4][i], c = outputs[5][i], half = (a - c) / 2;
        const double root = sqrt(half * half + b * b), mean = a / 2 + c / 2;
        result->map[i] = isfinite(root) ? mean - root : NAN;
    }
    return true;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct convexity_parameters *parameters = untyped;
    struct convexity_result *result = ARENA_NEW(arena, struct convexity_result, 1);
    *answer = result;
    if (!convexity_judge(arena, parameters->landscape, (const double(*)[2])parameters->box, &result->judged, error))
        return false;
    choose_chord(arena, parameters, result);
    choose_section(parameters, result);
    return run_section(arena, parameters, result, error) && (parameters->dimension != 2 || run_map(arena, parameters, result, error));
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct convexity_parameters *parameters = untyped;
    size->numbers = 4 * CONVEXITY_SECTION;
    if (parameters->dimension == 2) {
        size->cells = CONVEXITY_MAP * CONVEXITY_MAP;
        size->coloured = 0.5;
    }
}

#define PLACE "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}"
static const struct study_fact facts[] = {
    {"formula", "{\"type\":\"string\"}", "the landscape as a formula that can be sent back"},
    {"convex", "{\"enum\":[\"proved\",\"refuted\",\"not_decided\"]}",
     "proved by interval arithmetic on the Hessian or by the formula's composition; refuted by a witness; or not decided"},
    {"concave", "{\"enum\":[\"proved\",\"not_decided\"]}", "whether −f is proved to be convex"},
    {"evidence", "{\"type\":\"string\"}", "what `convex` rests on, in words"},
    {"curvature", "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}",
     "bounds that no eigenvalue of the Hessian leaves anywhere in the box; null where there is none"},
    {"curvature_seen", "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}", "the least and the greatest eigenvalue at samples"},
    {"strong_convexity", "{\"type\":[\"number\",\"null\"]}", "m > 0 such that f − m|x|²/2 is convex on the box; null if none is proved"},
    {"smoothness", "{\"type\":[\"number\",\"null\"]}", "L such that the gradient changes by at most L times the distance; null if none is proved"},
    {"condition", "{\"type\":[\"number\",\"null\"]}", "L/m"},
    {"boxes", "{\"type\":\"integer\"}", "parts that the box was cut into"},
    {"witness", "{\"type\":\"object\"}",
     "of what is refuted: at, direction and curvature along it, or the chord from and to with its gap at the middle"},
    {"chord", "{\"type\":\"object\"}",
     "the chord drawn: from, to, the place `at` by its weight, the landscape's value there, and Jensen's gap, the chord's height above it"},
    {"tangent", "{\"type\":\"object\"}",
     "the tangent drawn: at, gradient, and the least height of the landscape above it among samples between the chord's ends"},
};

static const struct study_fact answer_columns[] = {
    {"x", STUDY_NUMBERS, "along the section"},    {"s", STUDY_NUMBERS, "along the section, from 0 to 1"},
    {"value", STUDY_NUMBERS, "of the landscape"}, {"chord", STUDY_NUMBERS, "there"},
    {"tangent", STUDY_NUMBERS, "there"},
};

const struct study convexity_study = {
    .name = "convexity",
    .known_as = "convex",
    .question = "is f convex on a box?",
    .help =
        "Whether a landscape of one to ten coordinates is convex on a box: proved by interval arithmetic on the Hessian or by the way the formula is "
        "composed, refuted with a witness, or not decided; the constants of strong convexity and smoothness, which are proved too; and a chord, the "
        "tangent at a place of it and Jensen's gap there.",
    STUDY_PARAMETERS(struct convexity_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "f=x^2+x*y+y^2",
    .lower = "dim, or the length of the formula",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = run,
    .describe = convexity_describe,
    .tell = convexity_tell,
    .draw = convexity_draw,
    .scripted = convexity_scripted,
    .script = convexity_script,
};
