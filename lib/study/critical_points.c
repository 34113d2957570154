/* Where is the gradient zero, and what is it there? All critical points in a box, classified, and whether a count of another kind
 * confirms the list. */
#include "analysis/critical_points.h"

#include "study/curve.h"
#include "study/picture.h"
#include "study/sampling.h"
#include "study/sentence.h"
#include "study/study.h"

#include <stdlib.h>

enum { CURVE_SAMPLES = 401, GRID_SAMPLES = 161, KINDS = 4 };

struct parameters {
    struct picture picture;
    const char *f;
    struct interval x, y;
    long dimension;

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
     .help = "the number of coordinates, where the formula leaves it open; 0: as the formula tells, else 2", .example = "1"},
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
    else if (landscape_differentiate(parameters->landscape, 2, error))
        parameters->dimension = (long)dimension;
    if (error->code)
        return error_blame(error, "f", parameters->f);
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
    return critical_points_find(arena, parameters->landscape, parameters->box, found, error);
}

static size_t count_kind(const struct critical_points *found, enum critical_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += found->items[i].kind == kind;
    return count;
}

static void describe_facts(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, struct value *facts)
{
    const size_t n = (size_t)parameters->dimension;
    value_add_text(arena, facts, "formula", parameters->landscape->formula);
    value_add_number(arena, facts, "count", (double)found->count);
    for (size_t i = 0; i < KINDS; i++)
        value_add_number(arena, facts, kinds[i].fact, (double)count_kind(found, kinds[i].kind));
    value_add_boolean(arena, facts, "complete", found->complete);
    if (found->complete)
        value_add_number(arena, facts, n == 1 ? "sign_changes" : "winding_number", (double)found->counted);
    else
        value_add(arena, facts, n == 1 ? "sign_changes" : "winding_number", VALUE_NULL);
    struct value *kinks = value_add(arena, facts, "kinks", VALUE_LIST);
    for (size_t i = 0; i < found->kink_count; i++)
        value_add_numbers(arena, kinks, NULL, found->kinks[i], n);
    value_add_boolean(arena, facts, "flat", found->flat);
    value_add_boolean(arena, facts, "continuum", found->continuum);
    value_add_boolean(arena, facts, "overfull", found->overfull);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct parameters *parameters = untyped;
    const struct critical_points *found = answer;
    const size_t n = (size_t)parameters->dimension, count = found->count;
    description->facts = value_object(arena);
    describe_facts(arena, parameters, found, description->facts);
    double *at[2], *value = ARENA_NEW(arena, double, count), *eigenvalues[2];
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
        names[i] = critical_kind_name(found->items[i].kind);
    }
    struct study_columns *columns = &description->columns;
    for (size_t k = 0; k < n; k++)
        columns->items[columns->count++] = (struct study_column){k ? "y" : "x", count, at[k], NULL};
    columns->items[columns->count++] = (struct study_column){"value", count, value, NULL};
    columns->items[columns->count++] = (struct study_column){"kind", count, NULL, names};
    for (size_t k = 0; k < n; k++)
        columns->items[columns->count++] = (struct study_column){k ? "eigenvalue2" : "eigenvalue1", count, eigenvalues[k], NULL};
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

static void say_confirmation(struct buffer *sentence, const struct parameters *parameters, const struct critical_points *found)
{
    const bool line = parameters->dimension == 1;
    if (found->complete && line && !found->counted)
        buffer_text(sentence, " The slope never changes sign, which confirms the list.");
    else if (found->complete && line)
        buffer_format(sentence,
                      found->counted == 1 ? " The slope changes sign once, which confirms the list."
                                          : " The slope changes sign %ld times, which confirms the list.",
                      found->counted);
    else if (found->complete)
        buffer_format(sentence, " The winding number of the gradient round the box, %s%ld, confirms the list.", found->counted < 0 ? "−" : "",
                      labs(found->counted));
    else if (found->flat)
        buffer_text(sentence, " On some stretches the gradient is zero throughout: their points are not listed.");
    else if (found->continuum)
        buffer_text(sentence, " Whole curves of degenerate points are not listed.");
    else if (found->overfull)
        buffer_text(sentence, " There are more than one search keeps: a smaller box shows them all.");
    else
        buffer_format(sentence, " No count confirms that these are all.");
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct parameters *parameters = untyped;
    const struct critical_points *found = answer;
    const size_t n = (size_t)parameters->dimension;
    if (found->undefined) {
        buffer_format(sentence, "%s has no gradient anywhere here.", parameters->landscape->label);
        return;
    }
    buffer_format(sentence, "%s has %s", parameters->landscape->label, found->overfull ? "at least " : "");
    if (found->count)
        sentence_count(sentence, found->count);
    else
        buffer_text(sentence, "no");
    buffer_format(sentence, " %scritical point%s here", found->flat || found->continuum ? "isolated " : "", found->count == 1 ? "" : "s");
    if (found->count) {
        buffer_text(sentence, ": ");
        say_kinds(sentence, found);
    }
    const struct critical_point *lowest = NULL;
    for (size_t i = 0; i < found->count && !lowest; i++)
        lowest = found->items[i].kind == CRITICAL_MINIMUM ? &found->items[i] : NULL;
    if (lowest) {
        buffer_text(sentence, found->complete ? "; the lowest minimum is " : "; the lowest minimum found is ");
        sentence_number(sentence, lowest->value);
        buffer_text(sentence, " at ");
        sentence_numbers(sentence, lowest->at, n);
    } else if (found->count == 1) {
        buffer_text(sentence, " at ");
        sentence_numbers(sentence, found->items[0].at, n);
    }
    buffer_text(sentence, ".");
    if (found->kink_count)
        buffer_format(sentence,
                      n == 1 ? " The slope also jumps through zero at %zu point%s."
                             : " The gradient also turns round %zu point%s where it is undefined.",
                      found->kink_count, found->kink_count == 1 ? "" : "s");
    say_confirmation(sentence, parameters, found);
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
        panel->y.limits_given = curve.limited;
        panel->y.limits[0] = curve.limits[0];
        panel->y.limits[1] = curve.limits[1];
        return;
    }
    const struct interval up = {.low = parameters->box[1][0], .high = parameters->box[1][1]};
    const double *y = interval_positions(arena, &up, samples, &grid_rows);
    double *z = ARENA_NEW(arena, double, columns *grid_rows);
    sample_plane(arena, program, 2, NULL, (size_t[2]){0, 1}, x, columns, y, grid_rows, &z);
    *layer = (struct figure_layer){.kind = LAYER_CONTOUR, .rows = grid_rows, .columns = columns, .grid_x = x, .grid_y = y, .z = z};
    panel->x.tight = panel->y.tight = true;
    panel->z.scale = SCALE_RANK; /* so that valleys have their lines, however high the rims */
}

/* The points of one kind as a layer, named with their number. */
static void draw_kind(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, size_t kind,
                      struct figure_layer *layer)
{
    const size_t count = count_kind(found, kinds[kind].kind);
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count);
    size_t next = 0;
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].kind == kinds[kind].kind) {
            x[next] = found->items[i].at[0];
            y[next++] = parameters->dimension == 1 ? found->items[i].value : found->items[i].at[1];
        }
    struct buffer label = {.arena = arena};
    sentence_count(&label, count);
    buffer_format(&label, " %s", count == 1 ? kinds[kind].name : kinds[kind].plural);
    *layer = (struct figure_layer){.kind = LAYER_POINTS, .label = buffer_string(&label), .count = count, .x = x, .y = y, .style = kinds[kind].style};
    layer->style.marker_size = found->count > 2000 ? 2 : found->count > 100 ? 3.5 : 6;
}

/* Where the gradient turns round though it is undefined. */
static void draw_kinks(struct arena *arena, const struct parameters *parameters, const struct critical_points *found, struct figure_layer *layer)
{
    const size_t count = found->kink_count, n = (size_t)parameters->dimension;
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count);
    const struct program *program = program_compile(arena, parameters->landscape->graph, &parameters->landscape->value, 1, n);
    for (size_t i = 0; i < count; i++) {
        x[i] = found->kinks[i][0];
        y[i] = found->kinks[i][1];
    }
    if (n == 1)
        program_run(program, workspace_create(arena, program), (const double *const[]){x}, (double *const[]){y}, count);
    *layer = (struct figure_layer){.kind = LAYER_POINTS,
                                   .label = arena_format(arena, count == 1 ? "%zu kink" : "%zu kinks", count),
                                   .count = count,
                                   .x = x,
                                   .y = y,
                                   .style = {.colour = COLOUR_FOREGROUND, .marker = MARKER_STAR}};
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
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2 + KINDS);
    draw_landscape(arena, parameters, panel, &layers[panel->layer_count++]);
    for (size_t i = 0; i < KINDS; i++)
        if (count_kind(found, kinds[i].kind))
            draw_kind(arena, parameters, found, i, &layers[panel->layer_count++]);
    if (found->kink_count)
        draw_kinks(arena, parameters, found, &layers[panel->layer_count++]);
    if (picture_annotates(&parameters->picture))
        annotate(arena, parameters, found, panel);
    panel->layers = layers;
    panel->legend = found->count + found->kink_count ? SWITCH_ON : SWITCH_OFF;
    panel->note = found->complete ? NULL : "not confirmed to be all";
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
    {"degenerate", "{\"type\":\"integer\"}", "how many are degenerate: an eigenvalue is zero"},
    {"complete", "{\"type\":\"boolean\"}", "whether the count was confirmed, by sign changes of the slope or the winding number of the gradient"},
    {"sign_changes", "{\"type\":[\"integer\",\"null\"]}",
     "one coordinate: how often the slope changes sign; null if that does not agree with the list"},
    {"winding_number", "{\"type\":[\"integer\",\"null\"]}",
     "two coordinates: how often the gradient turns round along the box; null if that does not agree with the list"},
    {"kinks", "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}",
     "points the gradient turns round though it is undefined there (tips of cones), to 1e-5 of the box"},
    {"flat", "{\"type\":\"boolean\"}", "whether the gradient is zero throughout some stretch, whose points are not listed"},
    {"continuum", "{\"type\":\"boolean\"}", "whether there are curves of degenerate points, which are not listed"},
    {"overfull", "{\"type\":\"boolean\"}", "whether there are more points than can be listed"},
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
        "All critical points of a landscape of one or two coordinates in a box, polished to rounding error and classified by the eigenvalues of the "
        "Hessian; the list is checked against the sign changes of the slope or the winding number of the gradient.",
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
