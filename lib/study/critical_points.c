/* Where is the gradient zero, and what is it there? All critical points in a box, classified, and how sure it is that these are all. */
#include "analysis/critical_points.h"

#include "study/curve.h"
#include "study/map.h"
#include "study/picture.h"
#include "study/sampling.h"
#include "study/sentence.h"
#include "study/study.h"
#include "study/transformation.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

enum { CURVE_SAMPLES = 401, GRID_SAMPLES = 161, KINDS = 4 };

struct parameters {
    struct picture picture;
    const char *f;
    struct interval x, y;
    long dimension;
    bool boundary;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
    double box[2][2];
};

#define FIELD(name) offsetof(struct parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula, of one or two coordinates",
     .example = "himmelblau"},
    {"x", KIND_LIMITS, .offset = FIELD(x), .help = "the interval of x searched, both ends in; by default the landscape's domain, else -5:5",
     .example = "-1:2"},
    {"y", KIND_LIMITS, .offset = FIELD(y), .help = "the interval of y searched; by default the landscape's domain, else -5:5", .example = "-5:5"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = 2,
     .help = "the number of coordinates, where the formula leaves it open; 0: as the formula tells, else 2", .example = "1", .beside = "f=rastrigin"},
    {"boundary", KIND_BOOLEAN, .offset = FIELD(boundary), .initial = "0",
     .help = "whether minima of the box on its rim are listed, too, though the gradient is not zero there", .example = "1"},
    TRANSFORMATION_ROWS(FIELD(transformation), NULL),
};

/* The kinds listed, in the order they are spoken of. */
static const struct {
    enum critical_kind kind;
    const char *name, *plural, *fact; /* fact: the one that counts them */
    struct figure_style style;
} kinds[KINDS] = {
    {CRITICAL_MINIMUM, "minimum", "minima", "minima", {.colour = COLOUR_GREEN, .marker = MARKER_DOT}},
    {CRITICAL_MAXIMUM, "maximum", "maxima", "maxima", {.colour = COLOUR_RED, .marker = MARKER_TRIANGLE}},
    {CRITICAL_SADDLE, "saddle", "saddles", "saddles", {.colour = COLOUR_ORANGE, .marker = MARKER_CROSS}},
    {CRITICAL_DEGENERATE, "degenerate point", "degenerate points", "degenerate", {.colour = COLOUR_MAGENTA, .marker = MARKER_DIAMOND}},
};

static void resolve_side(struct interval *interval, const double domain[2], double side[2])
{
    if (!interval->given)
        *interval = (struct interval){.given = true, .low = domain[0], .high = domain[1]};
    side[0] = interval->low < interval->high ? interval->low : interval->high;
    side[1] = interval->low < interval->high ? interval->high : interval->low;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct parameters *parameters = untyped;
    size_t count;
    if (!landscape_resolve(arena, parameters->f, (size_t)parameters->dimension, 2, NULL, 0, &parameters->landscape, &count, error))
        return error_blame(error, "f", parameters->f);
    const size_t dimension = parameters->landscape->dimension;
    if (count > 1)
        error_set(error, ERROR_INVALID, "one landscape is wanted here, not %zu", count);
    else if (dimension > 2)
        error_set(error, ERROR_INVALID, "critical points are found of landscapes of one or two coordinates; this one has %zu", dimension);
    if (error->code)
        return error_blame(error, "f", parameters->f);
    if (!transformation_apply(arena, &parameters->transformation, parameters->dimension > 0, parameters->landscape, 1, error))
        return false;
    if (!landscape_differentiate(parameters->landscape, 2, error))
        return error_blame(error, "f", parameters->f);
    parameters->dimension = (long)dimension;
    if (parameters->y.given && dimension == 1) {
        error_set(error, ERROR_INVALID, "there is no y here: the landscape has one coordinate");
        return error_blame(error, "y", "");
    }
    resolve_side(&parameters->x, parameters->landscape->domain[0], parameters->box[0]);
    if (dimension == 2)
        resolve_side(&parameters->y, parameters->landscape->domain[1], parameters->box[1]);
    return true;
}

static double cost(const void *untyped)
{
    const struct parameters *parameters = untyped;
    return critical_points_cost((size_t)parameters->dimension, graph_work(parameters->landscape->graph));
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct parameters *parameters = untyped;
    struct critical_points *found = ARENA_NEW(arena, struct critical_points, 1);
    *answer = found;
    return critical_points_find(arena, parameters->landscape, parameters->box, found, error) &&
           (!parameters->boundary || critical_points_add_boundary(arena, parameters->landscape, parameters->box, found, error));
}

static size_t count_kind(const struct critical_points *found, enum critical_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += found->items[i].kind == kind;
    return count;
}

static size_t count_corners(const struct critical_points *found)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += !found->items[i].smooth && !found->items[i].boundary;
    return count;
}

static void describe_facts(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, struct value *facts)
{
    const size_t n = (size_t)parameters->dimension;
    value_add_text(arena, facts, "formula", parameters->landscape->formula);
    transformation_describe(arena, parameters->landscape, facts);
    value_add_number(arena, facts, "count", (double)found->count);
    for (size_t i = 0; i < KINDS; i++)
        value_add_number(arena, facts, kinds[i].fact, (double)count_kind(found, kinds[i].kind));
    value_add_number(arena, facts, "corners", (double)count_corners(found));
    value_add_text(arena, facts, "complete", critical_completeness_name(found->complete));
    value_add_text(arena, facts, "evidence", found->evidence);
    if (found->counted_known)
        value_add_number(arena, facts, n == 1 ? "sign_changes" : "winding_number", (double)found->counted);
    else
        value_add(arena, facts, n == 1 ? "sign_changes" : "winding_number", VALUE_NULL);
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
    value_add_boolean(arena, facts, "flat", found->flat);
    value_add_boolean(arena, facts, "continuum", found->chain_count > 0);
    value_add_boolean(arena, facts, "overfull", found->overfull);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct parameters *parameters = untyped;
    const struct critical_points *found = answer;
    const size_t n = (size_t)parameters->dimension, count = found->count;
    description->facts = value_object(arena);
    describe_facts(arena, parameters, found, description->facts);
    double *at[2], *value = ARENA_NEW(arena, double, count), *eigenvalues[2], *smooth = ARENA_NEW(arena, double, count),
                   *boundary = ARENA_NEW(arena, double, count);
    const char **names = ARENA_NEW(arena, const char *, count);
    for (size_t k = 0; k < 2; k++) {
        at[k] = ARENA_NEW(arena, double, count);
        eigenvalues[k] = ARENA_NEW(arena, double, count);
        for (size_t i = 0; i < count; i++) {
            at[k][i] = found->items[i].at[k];
            eigenvalues[k][i] = found->items[i].eigenvalues[k];
        }
    }
    for (size_t i = 0; i < count; i++) {
        value[i] = found->items[i].value;
        smooth[i] = found->items[i].smooth;
        boundary[i] = found->items[i].boundary;
        names[i] = critical_kind_name(found->items[i].kind);
    }
    struct study_columns *columns = &description->columns;
    for (size_t k = 0; k < n; k++)
        columns->items[columns->count++] = (struct study_column){k ? "y" : "x", count, at[k], NULL};
    columns->items[columns->count++] = (struct study_column){"value", count, value, NULL};
    columns->items[columns->count++] = (struct study_column){"kind", count, NULL, names};
    for (size_t k = 0; k < n; k++)
        columns->items[columns->count++] = (struct study_column){k ? "eigenvalue2" : "eigenvalue1", count, eigenvalues[k], NULL};
    columns->items[columns->count++] = (struct study_column){"smooth", count, smooth, NULL};
    columns->items[columns->count++] = (struct study_column){"boundary", count, boundary, NULL};
}

/* "4 minima, 1 maximum and 4 saddles". */
static void say_kinds(struct buffer *sentence, const struct critical_points *found)
{
    size_t counts[KINDS], present = 0, said = 0;
    for (size_t i = 0; i < KINDS; i++) {
        counts[i] = count_kind(found, kinds[i].kind);
        present += counts[i] > 0;
    }
    for (size_t i = 0; i < KINDS; i++)
        if (counts[i]) {
            buffer_text(sentence, said == 0 ? "" : said + 1 == present ? " and " : ", ");
            sentence_count(sentence, counts[i]);
            buffer_format(sentence, " %s", counts[i] == 1 ? kinds[i].name : kinds[i].plural);
            said++;
        }
}

static void say_completeness(struct buffer *sentence, const struct critical_points *found)
{
    if (found->complete == CRITICAL_PROVED) {
        buffer_text(sentence, " Interval arithmetic proves that there are no others.");
        return;
    }
    buffer_text(sentence, found->complete == CRITICAL_INCOMPLETE ? " The list is not complete: " : " Nothing contradicts the list: ");
    buffer_format(sentence, "%s.", found->evidence);
}

/* A position with the digits that tell places in the box apart. */
static void say_position(struct buffer *sentence, const struct parameters *parameters, const double *at)
{
    const size_t n = (size_t)parameters->dimension;
    buffer_text(sentence, n > 1 ? "(" : "");
    for (size_t k = 0; k < n; k++) {
        buffer_text(sentence, k ? ", " : "");
        sentence_rounded(sentence, at[k], number_digits_between(parameters->box[k][0], parameters->box[k][1], 6));
    }
    buffer_text(sentence, n > 1 ? ")" : "");
}

static void say_chains(struct buffer *sentence, const struct critical_points *found)
{
    if (!found->chain_count)
        return;
    buffer_text(sentence, " Whole curves of critical points are not counted among them: ");
    sentence_count(sentence, found->chain_count);
    buffer_text(sentence, found->chain_count == 1 ? " is" : " are");
    buffer_text(sentence, " traced.");
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct parameters *parameters = untyped;
    const struct critical_points *found = answer;
    if (found->undefined) {
        buffer_format(sentence, "%s has no gradient anywhere here.", parameters->landscape->label);
        return;
    }
    buffer_format(sentence, "%s has %s", parameters->landscape->label, found->overfull ? "at least " : "");
    if (found->count)
        sentence_count(sentence, found->count);
    else
        buffer_text(sentence, "no");
    buffer_format(sentence, " %scritical point%s here", found->flat || found->chain_count ? "isolated " : "", found->count == 1 ? "" : "s");
    if (found->count) {
        buffer_text(sentence, ": ");
        say_kinds(sentence, found);
    }
    const size_t corners = count_corners(found);
    if (corners)
        buffer_format(sentence, corners == found->count ? ", %s at a corner" : ", %s of them at corners",
                      corners == 1              ? "one"
                      : corners == found->count ? "all"
                                                : arena_format(sentence->arena, "%zu", corners));
    const struct critical_point *lowest = NULL;
    for (size_t i = 0; i < found->count && !lowest; i++)
        lowest = found->items[i].kind == CRITICAL_MINIMUM ? &found->items[i] : NULL;
    if (lowest) {
        buffer_text(sentence, found->complete == CRITICAL_PROVED ? "; the lowest minimum is " : "; the lowest minimum found is ");
        sentence_number(sentence, lowest->value);
        buffer_text(sentence, " at ");
        say_position(sentence, parameters, lowest->at);
        buffer_text(sentence, lowest->boundary ? ", on the rim of the box" : "");
    } else if (found->count == 1) {
        buffer_text(sentence, " at ");
        say_position(sentence, parameters, found->items[0].at);
    }
    buffer_text(sentence, ".");
    say_chains(sentence, found);
    say_completeness(sentence, found);
}

static void draw_landscape(struct arena *arena, const struct parameters *parameters, struct figure_panel *panel, struct figure_layer *layer)
{
    const struct landscape *landscape = parameters->landscape;
    const size_t n = landscape->dimension, samples = n == 1 ? CURVE_SAMPLES : GRID_SAMPLES;
    struct program *program = program_compile(arena, landscape->graph, &landscape->value, 1, n);
    size_t columns, grid_rows;
    const struct interval across = {.low = parameters->box[0][0], .high = parameters->box[0][1]};
    const double *x = interval_positions(arena, &across, samples, &columns);
    panel->x.label = panel->x.column = "x";
    panel->y.label = n == 1 ? "f(x)" : "y";
    panel->y.column = n == 1 ? "value" : "y";
    if (n == 1) {
        const struct curve curve = curve_trace(arena, program, 0, 1, NULL, 0, x, columns, true);
        *layer = (struct figure_layer){.kind = LAYER_LINE,
                                       .count = curve.count,
                                       .x = curve.x,
                                       .y = curve.y,
                                       .traced = true,
                                       .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID}};
        panel->note = breaks_note(arena, &curve.breaks, "");
        panel->y.limits_given = curve.limited;
        panel->y.limits[0] = curve.limits[0];
        panel->y.limits[1] = curve.limits[1];
        return;
    }
    const struct interval up = {.low = parameters->box[1][0], .high = parameters->box[1][1]};
    const double *y = interval_positions(arena, &up, samples, &grid_rows);
    const struct slice slice = {.program = program, .dimension = 2, .axes = {0, 1}};
    const size_t page[2] = {map_page(parameters->picture.width, 630), map_page(parameters->picture.height, 350)};
    struct map map = {0};
    map_sample(arena, &slice, x, columns, y, grid_rows, page, &map);
    map_draw(&map, layer, panel);
    layer->kind = LAYER_CONTOUR;
    panel->note = breaks_note(arena, &map.breaks, map.cut_count >= MAP_CUTS_SEEN ? "dotted: " : "");
    panel->x.tight = panel->y.tight = true;
    panel->z.scale = SCALE_AUTO;
}

/* The points of one kind (any: CRITICAL_KIND_COUNT, then corners only), or those on the rim. */
static void draw_points(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, enum critical_kind kind,
                        bool rim, size_t count, struct figure_layer *layer)
{
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count);
    size_t next = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct critical_point *point = &found->items[i];
        if (rim ? !point->boundary : kind == CRITICAL_KIND_COUNT ? point->smooth || point->boundary : point->kind != kind)
            continue;
        x[next] = point->at[0];
        y[next++] = parameters->dimension == 1 ? point->value : point->at[1];
    }
    *layer = (struct figure_layer){.kind = LAYER_POINTS, .count = count, .x = x, .y = y};
}

/* The points of one kind as a layer, named with their number. */
static void draw_kind(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, size_t kind,
                      struct figure_layer *layer)
{
    const size_t count = count_kind(found, kinds[kind].kind);
    struct buffer label = {.arena = arena};
    sentence_count(&label, count);
    buffer_format(&label, " %s", count == 1 ? kinds[kind].name : kinds[kind].plural);
    draw_points(arena, parameters, found, kinds[kind].kind, false, count, layer);
    layer->label = buffer_string(&label);
    layer->style = kinds[kind].style;
    layer->style.marker_size = found->count > 2000 ? 2 : found->count > 100 ? 3.5 : 6;
}

/* Corners once more, ringed; minima on the rim. */
static void draw_special(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, struct figure_panel *panel,
                         struct figure_layer *layers)
{
    const size_t corners = count_corners(found);
    size_t rim = 0;
    for (size_t i = 0; i < found->count; i++)
        rim += found->items[i].boundary;
    if (corners) {
        struct figure_layer *layer = &layers[panel->layer_count++];
        draw_points(arena, parameters, found, CRITICAL_KIND_COUNT, false, corners, layer);
        layer->label = arena_format(arena, corners == 1 ? "%zu corner" : "%zu corners", corners);
        layer->style = (struct figure_style){.colour = COLOUR_FOREGROUND, .marker = MARKER_STAR, .marker_size = 4};
    }
    if (rim) {
        struct figure_layer *layer = &layers[panel->layer_count++];
        draw_points(arena, parameters, found, CRITICAL_KIND_COUNT, true, rim, layer);
        layer->label = arena_format(arena, rim == 1 ? "%zu on the rim" : "%zu on the rim", rim);
        layer->style = (struct figure_style){.colour = COLOUR_FOREGROUND, .marker = MARKER_SQUARE, .marker_size = 4};
    }
}

static void draw_chains(struct arena *arena, const struct critical_points *found, struct figure_panel *panel, struct figure_layer *layers)
{
    for (size_t i = 0; i < found->chain_count; i++) {
        const struct critical_chain *chain = &found->chains[i];
        const size_t count = chain->count + chain->closed;
        double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count);
        for (size_t k = 0; k < count; k++) {
            x[k] = chain->at[k % chain->count][0];
            y[k] = chain->at[k % chain->count][1];
        }
        layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                             .label = i                         ? NULL
                                                                      : found->chain_count == 1 ? "a curve of critical points"
                                                                                                : "curves of critical points",
                                                             .count = count,
                                                             .x = x,
                                                             .y = y,
                                                             .style = {.colour = COLOUR_MAGENTA, .dash = DASH_SOLID}};
    }
}

/* annotate=auto: the first few by their kinds. */
static void annotate(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, struct figure_panel *panel)
{
    enum { MOST_NAMED = 8 };
    struct figure_annotation *notes = ARENA_NEW(arena, struct figure_annotation, MOST_NAMED);
    for (size_t i = 0; i < found->count && i < MOST_NAMED; i++) {
        const struct critical_point *point = &found->items[i];
        notes[panel->annotation_count++] = (struct figure_annotation){
            .text = critical_kind_name(point->kind), .tip = {point->at[0], parameters->dimension == 1 ? point->value : point->at[1]}};
    }
    panel->annotations = notes;
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct parameters *parameters = untyped;
    const struct critical_points *found = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3 + KINDS + CRITICAL_MOST_CHAINS);
    draw_landscape(arena, parameters, panel, &layers[panel->layer_count++]);
    draw_chains(arena, found, panel, layers);
    for (size_t i = 0; i < KINDS; i++)
        if (count_kind(found, kinds[i].kind))
            draw_kind(arena, parameters, found, i, &layers[panel->layer_count++]);
    draw_special(arena, parameters, found, panel, layers);
    if (picture_annotates(&parameters->picture))
        annotate(arena, parameters, found, panel);
    panel->layers = layers;
    panel->legend = found->count + found->chain_count ? SWITCH_ON : SWITCH_OFF;
    const char *const doubt = found->complete == CRITICAL_PROVED ? NULL : found->complete == CRITICAL_INCOMPLETE ? "not all" : "not proved to be all";
    panel->note = panel->note && doubt ? arena_format(arena, "%s; %s", doubt, panel->note) : doubt ? doubt : panel->note;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "Critical points of %s", parameters->landscape->readable);
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
    {"continua",
     "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"kind\",\"closed\",\"points\"],\"properties\":{"
     "\"kind\":{\"type\":\"string\"},\"closed\":{\"type\":\"boolean\"},"
     "\"points\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}}}",
     "curves of critical points, each traced from end to end; they are not among the points"},
    {"flat", "{\"type\":\"boolean\"}", "whether the gradient is zero throughout some stretch, whose points are not listed"},
    {"continuum", "{\"type\":\"boolean\"}", "whether there are curves of critical points"},
    {"overfull", "{\"type\":\"boolean\"}", "whether there are more points than can be listed"},
    TRANSFORMATION_FACT,
};

static double drawing(const void *untyped)
{
    const struct parameters *parameters = untyped;
    return parameters->dimension == 2 ? STUDY_DRAWING_OF_GRIDS : 0;
}

const struct study critical_points_study = {
    .name = "critical-points",
    .question = "where is the gradient zero, and what is it there?",
    .help =
        "All critical points of a landscape of one or two coordinates in a box, corners among them, polished to rounding error and classified by the "
        "eigenvalues of the Hessian or by the values around; interval arithmetic proves that there are no others, as far as it goes.",
    .parameters_size = sizeof(struct parameters),
    .parameters = rows,
    .parameter_count = sizeof rows / sizeof *rows,
    .facts = facts,
    .fact_count = sizeof facts / sizeof *facts,
    .example = "f=himmelblau",
    .lower = "the length of the formula",
    .resolve = resolve,
    .cost = cost,
    .drawing = drawing,
    .run = run,
    .describe = describe,
    .tell = tell,
    .draw = draw,
};
