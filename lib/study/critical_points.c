/* Where is the gradient zero, and what is it there? All critical points in a box, classified, and how sure it is that these are all. */
#include "study/critical_points.h"

#include "study/box.h"
#include "study/map.h"
#include "study/points_script.h"
#include "study/subject.h"

#include <math.h>

#define FIELD(name) PARAMETER_FIELD(struct critical_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .primary = true, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula, of one to ten coordinates",
     .example = "himmelblau"},
    {"x", KIND_LIMITS, .primary = true, .offset = FIELD(x),
     .help = "the interval of x searched, both ends in, in three and more dimensions that of every coordinate; by default the landscape's domain, "
             "else -5:5",
     .example = "-1:2"},
    {"y", KIND_LIMITS, .primary = true, .offset = FIELD(y), .help = "the interval of y searched; by default the landscape's domain, else -5:5",
     .example = "-5:5"},
    {"box", KIND_LIMITS, .repeatable = true, .most = CRITICAL_MOST_DIMENSION, .offset = FIELD(sides),
     .help = "instead of x and y: the interval of the first coordinate, of the second, and so on, repeated until there are enough",
     .example = "-2:2"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = CRITICAL_MOST_DIMENSION,
     .help = "the number of coordinates, where the formula leaves it open; 0: as the formula tells, else 2", .example = "1", .beside = "f=rastrigin"},
    {"boundary", KIND_BOOLEAN, .offset = FIELD(boundary), .initial = "0",
     .help = "whether minima of the box on its rim are listed, too, though the gradient need not be zero there", .example = "1"},
    TRANSFORMATION_ROWS(offsetof(struct critical_parameters, transformation), NULL),
};

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct critical_parameters *parameters = untyped;
    if (!subject_resolve(arena, parameters->f, (size_t)parameters->dimension, 2, &parameters->landscape, error))
        return false;
    const size_t dimension = parameters->landscape->dimension;
    if (dimension > CRITICAL_MOST_DIMENSION) {
        error_set(error, ERROR_INVALID, "critical points are found of landscapes of %d coordinates at most; this one has %zu",
                  CRITICAL_MOST_DIMENSION, dimension);
        return error_blame(error, "f", parameters->f);
    }
    if (!transformation_apply(arena, &parameters->transformation, parameters->dimension > 0, parameters->landscape, 1, error))
        return false;
    if (!landscape_differentiate(parameters->landscape, 2, error))
        return error_blame(error, "f", parameters->f);
    parameters->dimension = (long)dimension;
    if (parameters->boundary && dimension > CRITICAL_MOST_BOUNDARY) {
        error_set(error, ERROR_INVALID, "minima on the rim are found in %d dimensions at most; a box of %zu has too many faces",
                  CRITICAL_MOST_BOUNDARY, dimension);
        return error_blame(error, "boundary", "1");
    }
    return box_resolve(arena, parameters->landscape, &parameters->x, &parameters->y, &parameters->sides, &parameters->box, error);
}

static double cost(const void *untyped)
{
    const struct critical_parameters *parameters = untyped;
    const size_t n = (size_t)parameters->dimension;
    const double work = graph_work(parameters->landscape->graph);
    const bool smooth = graph_is_smooth(parameters->landscape->graph);
    return critical_points_cost(n, work, smooth) + (parameters->boundary ? critical_points_boundary_cost(n, work) : 0) +
           (n == 2 ? map_cost(CRITICAL_MAP_SAMPLES * CRITICAL_MAP_SAMPLES, work, smooth, false) : 0); /* in which breaks are looked for */
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct critical_parameters *parameters = untyped;
    struct critical_points *found = ARENA_NEW(arena, struct critical_points, 1);
    *answer = found;
    const double(*box)[2] = (const double(*)[2])parameters->box;
    return critical_points_find(arena, parameters->landscape, box, found, error) &&
           (!parameters->boundary || critical_points_add_boundary(arena, parameters->landscape, box, found, error));
}

static void describe_facts(struct arena *arena, const struct critical_parameters *parameters, const struct critical_points *found,
                           struct value *facts)
{
    const size_t n = (size_t)parameters->dimension;
    value_add_text(arena, facts, "formula", parameters->landscape->formula);
    transformation_describe(arena, parameters->landscape, facts);
    value_add_number(arena, facts, "count", (double)found->count);
    for (size_t i = 0; i < CRITICAL_LISTED_KINDS; i++)
        value_add_number(arena, facts, critical_listed[i].fact, (double)critical_count_kind(found, critical_listed[i].kind));
    value_add_number(arena, facts, "corners", (double)critical_count_corners(found));
    value_add_text(arena, facts, "complete", critical_completeness_name(found->complete));
    value_add_text(arena, facts, "evidence", found->evidence);
    const char *counted = n == 1 ? "sign_changes" : n == 2 ? "winding_number" : "degree";
    if (found->counted_known)
        value_add_number(arena, facts, counted, (double)found->counted);
    else
        value_add(arena, facts, counted, VALUE_NULL);
    if (n > 2)
        value_add_number(arena, facts, "starts", (double)found->starts);
    double *by_index = ARENA_NEW(arena, double, n + 1);
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].negative >= 0)
            by_index[found->items[i].negative]++;
    value_add_numbers(arena, facts, "by_index", by_index, n + 1);
    struct value *chains = value_add(arena, facts, "continua", VALUE_LIST);
    for (size_t i = 0; i < found->chain_count; i++) {
        const struct critical_chain *chain = &found->chains[i];
        struct value *entry = value_add(arena, chains, NULL, VALUE_OBJECT);
        value_add_text(arena, entry, "kind", critical_kind_name(chain->kind));
        value_add_boolean(arena, entry, "closed", chain->closed);
        struct value *points = value_add(arena, entry, "points", VALUE_LIST);
        for (size_t k = 0; k < chain->count; k++)
            value_add_numbers(arena, points, NULL, chain->at[k], n);
    }
    struct value *stretches = value_add(arena, facts, "stretches", VALUE_LIST);
    for (size_t i = 0; i < found->stretch_count; i++) {
        const struct critical_stretch *stretch = &found->stretches[i];
        struct value *entry = value_add(arena, stretches, NULL, VALUE_OBJECT);
        value_add_text(arena, entry, "kind", critical_kind_name(stretch->kind));
        value_add_number(arena, entry, "value", stretch->value);
        struct value *sides = value_add(arena, entry, "box", VALUE_LIST);
        for (size_t k = 0; k < n; k++)
            value_add_numbers(arena, sides, NULL, stretch->box[k], 2);
    }
    if (n <= 2) {
        const struct critical_ground ground = critical_ground(arena, parameters);
        breaks_describe(arena, facts, n == 1 ? &ground.curve.breaks : &ground.map.breaks, n);
    }
    value_add_boolean(arena, facts, "flat", found->flat);
    value_add_boolean(arena, facts, "continuum", found->chain_count > 0 || found->surfaces);
    value_add_boolean(arena, facts, "overfull", found->overfull);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct critical_parameters *parameters = untyped;
    const struct critical_points *found = answer;
    const size_t n = (size_t)parameters->dimension, count = found->count;
    description->facts = value_object(arena);
    describe_facts(arena, parameters, found, description->facts);
    double **at = ARENA_NEW(arena, double *, 2 * n), **eigenvalues = at + n, *numbers[4];
    const char **names = ARENA_NEW(arena, const char *, count);
    for (size_t k = 0; k < 2 * n; k++)
        at[k] = ARENA_NEW(arena, double, count);
    for (size_t k = 0; k < 4; k++)
        numbers[k] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const struct critical_point *point = &found->items[i];
        for (size_t k = 0; k < n; k++) {
            at[k][i] = point->at[k];
            eigenvalues[k][i] = point->eigenvalues[k];
        }
        names[i] = critical_kind_name(point->kind);
        numbers[0][i] = point->value;
        numbers[1][i] = point->negative < 0 ? NAN : point->negative;
        numbers[2][i] = point->smooth;
        numbers[3][i] = point->boundary;
    }
    struct study_columns *columns = &description->columns;
    for (size_t k = 0; k < n; k++)
        study_columns_add(columns, coordinate_name(arena, n, k), count, at[k]);
    study_columns_add(columns, "value", count, numbers[0]);
    study_columns_append(columns, (struct study_column){"kind", count, NULL, names});
    for (size_t k = 0; k < n; k++)
        study_columns_add(columns, arena_format(arena, "eigenvalue%zu", k + 1), count, eigenvalues[k]);
    study_columns_add(columns, "index", count, numbers[1]);
    study_columns_add(columns, "smooth", count, numbers[2]);
    study_columns_add(columns, "boundary", count, numbers[3]);
}

static struct scripted_points scripted_points(const struct critical_parameters *parameters, const struct critical_points *found)
{
    struct scripted_point *items = ARENA_NEW(parameters->landscape->graph->arena, struct scripted_point, found->count);
    for (size_t k = 0; k < found->count; k++)
        items[k] = (struct scripted_point){.at = found->items[k].at, .eigenvalues = found->items[k].eigenvalues, .kind = found->items[k].kind};
    return (struct scripted_points){parameters->landscape, (const double(*)[2])parameters->box, found->count, items, true};
}

static bool scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct critical_parameters *parameters = untyped;
    const struct critical_points *found = answer;
    if (!script_can_differentiate(parameters->landscape, error))
        return false;
    for (size_t k = 0; found && k < found->count; k++)
        if (found->items[k].boundary || !found->items[k].smooth)
            return error_set(error, ERROR_INVALID, "there is no program of point %zu, which is %s; csv and npz have the numbers", k + 1,
                             found->items[k].boundary ? "on the rim of the box" : "at a corner");
    const struct scripted_points points = found ? scripted_points(parameters, found) : (struct scripted_points){0};
    return !found || script_can_tell(&points, error);
}

static bool script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct scripted_points points = scripted_points(untyped, answer);
    return script_points(script, &points, error);
}

static const struct study_fact facts[] = {
    {"formula", "{\"type\":\"string\"}", "the landscape as a formula that can be sent back"},
    {"count", "{\"type\":\"integer\"}", "how many critical points are listed"},
    {"minima", "{\"type\":\"integer\"}", "how many of them are minima"},
    {"maxima", "{\"type\":\"integer\"}", "how many are maxima"},
    {"saddles", "{\"type\":\"integer\"}", "how many are saddles"},
    {"degenerate", "{\"type\":\"integer\"}", "how many are degenerate: neither the Hessian nor the values around make them one of the three"},
    {"corners", "{\"type\":\"integer\"}", "how many are at corners, where there is no gradient or no Hessian"},
    {"complete", "{\"enum\":[\"proved\",\"not_contradicted\",\"no\"]}",
     "whether these are all: proved by interval arithmetic; not_contradicted by anything known; or no"},
    {"evidence", "{\"type\":\"string\"}", "what `complete` rests on, in words"},
    {"sign_changes", "{\"type\":[\"integer\",\"null\"]}", "one coordinate: how often the slope changes sign; null where that is not proved"},
    {"winding_number", "{\"type\":[\"integer\",\"null\"]}",
     "two coordinates: how often the gradient turns round along the rim of the box; null where it is not certain, as where it is zero on the rim"},
    {"degree", "{\"type\":[\"integer\",\"null\"]}",
     "three and more coordinates: what (−1)^index summed over all points must be; null where it is not certain: it is where the slope across each "
     "side "
     "of the box has one sign, and no point is degenerate"},
    {"starts", "{\"type\":\"integer\"}", "three and more coordinates: from how many places Newton's method was started"},
    {"by_index", "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}",
     "how many points have 0, 1, 2 … negative eigenvalues; those of which that is not certain are left out"},
    {"continua",
     "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"kind\",\"closed\",\"points\"],\"properties\":{"
     "\"kind\":{\"type\":\"string\"},\"closed\":{\"type\":\"boolean\"},"
     "\"points\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}}}",
     "curves of critical points, each traced from end to end (one or two coordinates); they are not among the points"},
    {"stretches",
     "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"kind\",\"value\",\"box\"],\"properties\":{"
     "\"kind\":{\"type\":\"string\"},\"value\":{\"type\":\"number\"},"
     "\"box\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}}}",
     "level stretches, on which the gradient is zero throughout, their rims included: the least box that holds each, by coordinate; minimum where "
     "the "
     "landscape is higher all around, maximum where it is lower, else degenerate (one or two coordinates)"},
    {"flat", "{\"type\":\"boolean\"}", "whether the gradient is zero throughout some stretch, whose points are not listed"},
    {"continuum", "{\"type\":\"boolean\"}", "whether there are curves of critical points, or surfaces"},
    {"overfull", "{\"type\":\"boolean\"}", "whether there are more points than can be listed"},
    BREAKS_FACTS,
    TRANSFORMATION_FACT,
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct critical_parameters *parameters = untyped;
    const double work = graph_work(parameters->landscape->graph);
    if (parameters->dimension == 2)
        picture_measure_map(&parameters->picture, CRITICAL_MAP_SAMPLES, CRITICAL_MAP_SAMPLES, MAP_LEVELS, 0, size);
    else
        size->evaluated = CRITICAL_CURVE_SAMPLES * work;
}

/* Tracing the levels of a map, and filling what lies below them. */
#define LEVELS_WORK 1.5e7

static double frame(const void *untyped)
{
    enum { CURVE = 401 };
    static const double marks = 5e6; /* of as many points as one search keeps */
    const struct critical_parameters *parameters = untyped;
    return parameters->dimension == 1 ? picture_lines_work(1, CURVE) + marks : parameters->dimension == 2 ? LEVELS_WORK : 0;
}

static const struct study_fact answer_columns[] = {
    {"x", STUDY_NUMBERS, "of each critical point; beyond two coordinates x1, x2, …"},
    {"y", STUDY_NUMBERS, "likewise"},
    {"x#", STUDY_NUMBERS, "likewise"},
    {"value", STUDY_NUMBERS, "of the landscape"},
    {"kind", STUDY_TEXTS, "minimum, maximum, saddle, degenerate or none"},
    {"eigenvalue#", STUDY_NUMBERS, "of the Hessian, ascending"},
    {"index", STUDY_NUMBERS, "negative eigenvalues"},
    {"smooth", STUDY_NUMBERS, "0: at a kink"},
    {"boundary", STUDY_NUMBERS, "1: on the rim of the box"},
};

const struct study critical_points_study = {
    .name = "critical-points",
    .known_as = "minima maxima minimum maximum extrema extrema-points stationary-points saddle-points saddles roots zeros",
    .question = "where is the gradient zero, and what is it there?",
    .help =
        "All critical points of a landscape in a box, corners among them, polished to rounding error and classified by the eigenvalues of the "
        "Hessian "
        "or by the values around. Of one or two coordinates interval arithmetic proves that there are no others, as far as it goes; of three to ten "
        "Newton's method starts from more and more places until as many again find nothing new.",
    STUDY_PARAMETERS(struct critical_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "f=himmelblau",
    .lower = "dim, or the length of the formula",
    .resolve = resolve,
    .cost = cost,
    .frame = frame,
    .moves_with = "a landscape of one or two coordinates",
    .measure = measure,
    .run = run,
    .describe = describe,
    .tell = critical_tell,
    .draw = critical_draw,
    .scripted = scripted,
    .script = script,
};
