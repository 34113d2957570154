/* KKT points as columns, facts, a sentence and a figure: contours, what the constraints leave out, and at the points the gradients that hold each other. */
#include "study/constrained.h"

#include "base/exact.h"
#include "study/critical_points.h"
#include "study/map.h"
#include "study/region.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

enum { N = KKT_DIMENSION, MOST_PULLED = 6 };

const char *constrained_words(struct arena *arena, const struct constrained_parameters *parameters, size_t constraint)
{
    return arena_format(arena, "%s %s 0", parameters->functions[1 + constraint].readable, parameters->equality[constraint] ? "=" : "≤");
}

size_t constrained_count(const struct kkt_found *found, enum critical_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += found->items[i].held && found->items[i].kind == kind;
    return count;
}

static size_t count_held(const struct kkt_found *found)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += found->items[i].held;
    return count;
}

static const struct kkt_point *best_of(const struct kkt_found *found)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].held && found->items[i].kind == CRITICAL_MINIMUM)
            return &found->items[i];
    return NULL;
}

/* Whether a place was seen that is lower than all that is listed, by more than what the constraints may be broken by at a cusp makes of it. */
static bool lower_elsewhere(const struct kkt_found *found)
{
    if (!isfinite(found->lowest))
        return false;
    return !found->count || found->lowest < found->items[0].value - 1e-4 * (fabs(found->items[0].value) + fabs(found->lowest)) - 1e-9;
}

/* How far from the nearest KKT point the rounds end. */
static double end_distance(const struct constrained_result *result)
{
    const double *end = result->rounds[result->round_count - 1].at, *at = result->nearest->at;
    return exact_hypot(end[0] - at[0], end[1] - at[1]);
}

static const char *kind_word(const struct kkt_point *point)
{
    return point->held ? critical_kind_name(point->kind) : "none";
}

static const char *active_word(const struct kkt_point *point)
{
    return point->active[0] && point->active[1] ? "1+2" : point->active[0] ? "1" : point->active[1] ? "2" : "none";
}

static void describe_facts(struct arena *arena, const struct constrained_parameters *parameters, const struct kkt_found *found, struct value *facts)
{
    const struct kkt_point *best = best_of(found);
    size_t unqualified = 0;
    for (size_t i = 0; i < found->count; i++)
        unqualified += !found->items[i].independent;
    value_add_text(arena, facts, "formula", parameters->functions->formula);
    transformation_describe(arena, parameters->functions, facts);
    struct value *constraints = value_add(arena, facts, "constraints", VALUE_LIST);
    for (size_t i = 0; i < parameters->count; i++) {
        struct value *entry = value_add(arena, constraints, NULL, VALUE_OBJECT);
        value_add_text(arena, entry, "formula", parameters->functions[1 + i].formula);
        value_add_text(arena, entry, "relation", parameters->equality[i] ? "equal" : "at_most");
    }
    value_add_text(arena, facts, "feasible", found->feasible == KKT_FEASIBLE ? "found" : "not_found");
    value_add_number(arena, facts, "count", (double)count_held(found));
    value_add_number(arena, facts, "minima", (double)constrained_count(found, CRITICAL_MINIMUM));
    value_add_number(arena, facts, "unqualified", (double)unqualified);
    if (best) {
        struct value *entry = value_add(arena, facts, "best", VALUE_OBJECT);
        value_add_numbers(arena, entry, "at", best->at, N);
        value_add_number(arena, entry, "value", best->value);
        value_add_numbers(arena, entry, "multipliers", best->multipliers, parameters->count);
    }
    value_add_number(arena, facts, "lowest_seen", found->lowest);
    value_add_boolean(arena, facts, "lower_elsewhere", lower_elsewhere(found));
    value_add_text(arena, facts, "complete", "no proof");
    value_add_boolean(arena, facts, "overfull", found->overfull);
}

/* Where the rounds end, and what is between that and the nearest KKT point. */
static void describe_end(struct arena *arena, const struct constrained_parameters *parameters, const struct constrained_result *result,
                         struct value *facts)
{
    if (!result->rounds)
        return;
    const struct penalty_round *last = &result->rounds[result->round_count - 1];
    struct value *end = value_add(arena, facts, "end", VALUE_OBJECT);
    value_add_numbers(arena, end, "at", last->at, N);
    value_add_number(arena, end, "value", last->value);
    value_add_number(arena, end, "violation", last->violation);
    value_add_numbers(arena, end, "multipliers", last->multipliers, parameters->count);
    value_add_number(arena, end, "residual", last->residual);
    if (!result->nearest)
        return;
    double error = 0;
    for (size_t i = 0; i < parameters->count; i++)
        error = exact_hypot(error, last->multipliers[i] - result->nearest->multipliers[i]);
    value_add_number(arena, end, "distance", end_distance(result));
    value_add_number(arena, end, "multiplier_error", error);
}

static void describe_rounds(struct arena *arena, const struct constrained_parameters *parameters, const struct constrained_result *result,
                            struct study_columns *columns)
{
    enum { ROUND, X, Y, VALUE, VIOLATION, WEIGHT, RESIDUAL, STEPS, MULTIPLIER, NUMBERS = MULTIPLIER + KKT_MOST_CONSTRAINTS };
    static const char *const names[MULTIPLIER] = {"round", "x", "y", "value", "violation", "weight", "residual", "steps"};
    const size_t count = result->round_count;
    double *numbers[NUMBERS];
    for (size_t k = 0; k < NUMBERS; k++)
        numbers[k] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const struct penalty_round *now = &result->rounds[i];
        const double all[NUMBERS] = {(double)i,   now->at[0],    now->at[1],         now->value,          now->violation,
                                     now->weight, now->residual, (double)now->steps, now->multipliers[0], now->multipliers[1]};
        for (size_t k = 0; k < NUMBERS; k++)
            numbers[k][i] = all[k];
    }
    for (size_t k = 0; k < MULTIPLIER; k++)
        study_columns_add(columns, names[k], count, numbers[k]);
    for (size_t k = 0; k < parameters->count; k++)
        study_columns_add(columns, arena_format(arena, "multiplier%zu", k + 1), count, numbers[MULTIPLIER + k]);
}

void constrained_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    enum { X, Y, VALUE, CURVATURE, RESIDUAL, VIOLATION, MULTIPLIER, NUMBERS = MULTIPLIER + KKT_MOST_CONSTRAINTS };
    const struct constrained_parameters *parameters = untyped;
    const struct constrained_result *result = answer;
    const struct kkt_found *found = result->found;
    const size_t count = found->count;
    double *numbers[NUMBERS];
    const char **kinds = ARENA_NEW(arena, const char *, count), **active = ARENA_NEW(arena, const char *, count),
               **licq = ARENA_NEW(arena, const char *, count);
    for (size_t k = 0; k < NUMBERS; k++)
        numbers[k] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const struct kkt_point *point = &found->items[i];
        numbers[X][i] = point->at[0];
        numbers[Y][i] = point->at[1];
        numbers[VALUE][i] = point->value;
        numbers[CURVATURE][i] = point->curvature;
        numbers[RESIDUAL][i] = point->residual;
        numbers[VIOLATION][i] = point->violation;
        for (size_t k = 0; k < parameters->count; k++)
            numbers[MULTIPLIER + k][i] = point->multipliers[k];
        kinds[i] = kind_word(point);
        active[i] = active_word(point);
        licq[i] = point->independent ? "holds" : "fails";
    }
    description->facts = value_object(arena);
    describe_facts(arena, parameters, found, description->facts);
    struct study_columns *columns = &description->columns;
    describe_end(arena, parameters, result, description->facts);
    if (result->rounds) {
        describe_rounds(arena, parameters, result, columns);
        return;
    }
    study_columns_add(columns, "x", count, numbers[X]);
    study_columns_add(columns, "y", count, numbers[Y]);
    study_columns_add(columns, "value", count, numbers[VALUE]);
    study_columns_append(columns, (struct study_column){.name = "kind", .count = count, .texts = kinds});
    for (size_t k = 0; k < parameters->count; k++)
        study_columns_add(columns, arena_format(arena, "multiplier%zu", k + 1), count, numbers[MULTIPLIER + k]);
    study_columns_append(columns, (struct study_column){.name = "active", .count = count, .texts = active});
    study_columns_append(columns, (struct study_column){.name = "licq", .count = count, .texts = licq});
    study_columns_add(columns, "curvature", count, numbers[CURVATURE]);
    study_columns_add(columns, "residual", count, numbers[RESIDUAL]);
    study_columns_add(columns, "violation", count, numbers[VIOLATION]);
}

/* The best minimum, and what its constraints pull. */
static void tell_best(const struct constrained_parameters *parameters, const struct kkt_point *best, struct buffer *sentence)
{
    buffer_text(sentence, "; the least minimum is at ");
    sentence_numbers(sentence, best->at, N);
    buffer_text(sentence, " with value ");
    sentence_number(sentence, best->value);
    for (size_t i = 0; i < parameters->count; i++) {
        buffer_format(sentence, i ? " and " : parameters->count > 1 ? ", multipliers " : ", multiplier ");
        sentence_number(sentence, best->multipliers[i]);
    }
    if (!best->active[0] && !best->active[1])
        buffer_text(sentence, ": no constraint is active");
}

static const char *method_word(const struct constrained_parameters *parameters)
{
    return parameters->method == METHOD_AUGMENTED ? "augmented Lagrangian" : "quadratic penalty";
}

static void tell_rounds(const struct constrained_parameters *parameters, const struct constrained_result *result, struct buffer *sentence)
{
    if (!result->rounds)
        return;
    const struct penalty_round *last = &result->rounds[result->round_count - 1];
    buffer_format(sentence, " The %s is after %zu round%s at ", method_word(parameters), result->round_count - 1,
                  result->round_count == 2 ? "" : "s");
    sentence_numbers(sentence, last->at, N);
    buffer_text(sentence, ", with the constraints broken by ");
    sentence_rounded(sentence, last->violation, 3);
    if (result->nearest) {
        buffer_text(sentence, ", ");
        sentence_rounded(sentence, end_distance(result), 3);
        buffer_text(sentence, " from the nearest KKT point");
    }
    buffer_text(sentence, ".");
}

void constrained_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct constrained_parameters *parameters = untyped;
    const struct constrained_result *result = answer;
    const struct kkt_found *found = result->found;
    const struct kkt_point *best = best_of(found);
    const size_t held = count_held(found);
    size_t unqualified = 0;
    buffer_format(sentence, "%s subject to %s", parameters->functions->readable, constrained_words(sentence->arena, parameters, 0));
    if (parameters->count > 1)
        buffer_format(sentence, " and %s", constrained_words(sentence->arena, parameters, 1));
    if (found->feasible != KKT_FEASIBLE) {
        buffer_text(sentence, ": no point of the box was found that holds this, which is no proof that there is none.");
        return;
    }
    buffer_format(sentence, " has %s%zu KKT point%s in the box", found->overfull && held ? "at least " : "", held, held == 1 ? "" : "s");
    const char *separator = held ? ": " : "";
    for (size_t i = 0; i < CRITICAL_LISTED_KINDS; i++) {
        const size_t count = constrained_count(found, critical_listed[i].kind);
        if (!count)
            continue;
        buffer_format(sentence, "%s%zu %s", separator, count, count == 1 ? critical_listed[i].name : critical_listed[i].plural);
        separator = ", ";
    }
    if (best)
        tell_best(parameters, best, sentence);
    for (size_t i = 0; i < found->count; i++)
        unqualified += !found->items[i].independent;
    if (unqualified) {
        buffer_format(sentence, "; LICQ fails at %s%zu place%s, the first ", found->overfull ? "at least " : "", unqualified,
                      unqualified == 1 ? "" : "s");
        for (size_t i = 0; i < found->count; i++)
            if (!found->items[i].independent) {
                sentence_numbers(sentence, found->items[i].at, N);
                buffer_format(sentence, " with value ");
                sentence_number(sentence, found->items[i].value);
                buffer_text(sentence, found->items[i].held ? "" : ", where there are no multipliers");
                break;
            }
    }
    if (lower_elsewhere(found)) {
        buffer_text(sentence, found->count ? "; it is lower, " : "; the least value seen is ");
        sentence_number(sentence, found->lowest);
        buffer_text(sentence, ", at ");
        sentence_numbers(sentence, found->lowest_at, N);
        buffer_text(sentence, ", towards the rim of the box or at a point that was not found");
    }
    buffer_text(sentence, ".");
    tell_rounds(parameters, result, sentence);
}

/* --- The figure --- */

struct canvas_layers {
    struct arena *arena;
    const struct constrained_parameters *parameters;
    const struct kkt_found *found;
    struct figure_panel *panel;
    struct figure_layer *layers;
};

static struct figure_layer *add_layer(struct canvas_layers *drawing, enum layer_kind kind)
{
    struct figure_layer *layer = &drawing->layers[drawing->panel->layer_count++];
    *layer = (struct figure_layer){.kind = kind};
    return layer;
}

/* Each constraint sampled; what one of the inequalities leaves out shaded; where each is 0 as a line. */
static void add_constraints(struct canvas_layers *drawing)
{
    enum { SIDE = REGION_SAMPLES };
    static const enum figure_colour colours[] = {COLOUR_MAGENTA, COLOUR_GREEN};
    static const double zero[] = {0};
    const struct constrained_parameters *parameters = drawing->parameters;
    struct arena *arena = drawing->arena;
    const double *x = region_positions(arena, parameters->box[0][0], parameters->box[0][1]),
                 *y = region_positions(arena, parameters->box[1][0], parameters->box[1][1]);
    double *worst = ARENA_NEW(arena, double, SIDE *SIDE), *sampled[KKT_MOST_CONSTRAINTS];
    for (size_t i = 0; i < SIDE * SIDE; i++)
        worst[i] = -INFINITY;
    for (size_t k = 0; k < parameters->count; k++) {
        const struct landscape *side = &parameters->functions[1 + k];
        const struct program *program = program_compile(arena, side->graph, &side->value, 1, N);
        sampled[k] = ARENA_NEW(arena, double, SIDE *SIDE);
        sample_plane(arena, program, N, NULL, (const size_t[2]){0, 1}, x, SIDE, y, SIDE, &sampled[k]);
        for (size_t i = 0; i < SIDE * SIDE && !parameters->equality[k]; i++)
            worst[i] = isnan(sampled[k][i]) ? INFINITY : fmax(worst[i], sampled[k][i]);
    }
    drawing->panel->layer_count += region_shade(arena, x, y, worst, &drawing->layers[drawing->panel->layer_count]);
    for (size_t k = 0; k < parameters->count; k++) {
        struct figure_layer *layer = add_layer(drawing, LAYER_CONTOUR);
        layer->rows = layer->columns = SIDE;
        layer->grid_x = x;
        layer->grid_y = y;
        layer->z = sampled[k];
        layer->levels = zero;
        layer->level_count = 1;
        layer->label = constrained_words(arena, parameters, k);
        layer->style = (struct figure_style){.colour = colours[k], .dash = DASH_SOLID, .line_width = 1.6};
    }
}

static void add_contours(struct canvas_layers *drawing)
{
    const struct constrained_parameters *parameters = drawing->parameters;
    const struct landscape *f = parameters->functions;
    struct arena *arena = drawing->arena;
    struct slice slice = {.program = program_compile(arena, f->graph, &f->value, 1, N), .dimension = N, .axes = {0, 1}};
    slice.continuous = slice_continuous(arena, f, &slice, (const double(*)[2])parameters->box);
    const struct interval sides[2] = {{.given = true, .low = parameters->box[0][0], .high = parameters->box[0][1]},
                                      {.given = true, .low = parameters->box[1][0], .high = parameters->box[1][1]}};
    const size_t page[2] = {map_page(parameters->picture.width, 630), map_page(parameters->picture.height, 350)};
    struct map map = {0};
    size_t columns, rows;
    const double *x = interval_positions(arena, &sides[0], CONSTRAINED_MAP, &columns),
                 *y = interval_positions(arena, &sides[1], CONSTRAINED_MAP, &rows);
    map_sample(arena, &slice, positions_on(arena, parameters->picture.xscale, x, columns), columns,
               positions_on(arena, parameters->picture.yscale, y, rows), rows, page, &map);
    struct figure_layer *layer = add_layer(drawing, LAYER_CONTOUR);
    map_draw(&map, layer, drawing->panel);
    layer->style = (struct figure_style){.colour = COLOUR_BLUE, .opacity = 0.6};
    drawing->panel->z.scale = SCALE_AUTO;
}

/* Arrows, as one broken line: a shaft and two barbs each. */
struct arrows {
    double *x, *y;
    size_t count;
};

static void add_stroke(struct arrows *arrows, double x, double y)
{
    arrows->x[arrows->count] = x;
    arrows->y[arrows->count++] = y;
}

static void add_arrow(struct arrows *arrows, const double from[2], const double way[2])
{
    static const double barb = 0.22, spread = 0.5;
    const double tip[2] = {from[0] + way[0], from[1] + way[1]};
    add_stroke(arrows, from[0], from[1]);
    add_stroke(arrows, tip[0], tip[1]);
    add_stroke(arrows, NAN, NAN);
    add_stroke(arrows, tip[0] - barb * (way[0] - spread * way[1]), tip[1] - barb * (way[1] + spread * way[0]));
    add_stroke(arrows, tip[0], tip[1]);
    add_stroke(arrows, tip[0] - barb * (way[0] + spread * way[1]), tip[1] - barb * (way[1] - spread * way[0]));
    add_stroke(arrows, NAN, NAN);
}

/* At the first points with multipliers, minus the gradient of f, and the constraints' gradients times their multipliers, which add up to it: all of a point
 * to one scale. */
static void add_pulls(struct canvas_layers *drawing, size_t which)
{
    enum { STROKES = 7 };
    static const enum figure_colour colours[] = {COLOUR_ORANGE, COLOUR_MAGENTA, COLOUR_GREEN};
    static const double longest = 0.16; /* of the box's narrower side */
    const struct constrained_parameters *parameters = drawing->parameters;
    const double side = fmin(parameters->box[0][1] - parameters->box[0][0], parameters->box[1][1] - parameters->box[1][0]);
    struct arrows arrows = {.x = ARENA_NEW(drawing->arena, double, MOST_PULLED *STROKES),
                            .y = ARENA_NEW(drawing->arena, double, MOST_PULLED *STROKES)};
    for (size_t i = 0, pulled = 0; i < drawing->found->count && pulled < MOST_PULLED; i++) {
        const struct kkt_point *point = &drawing->found->items[i];
        const double size = exact_hypot(point->pulls[0][0], point->pulls[0][1]);
        const double factor = which ? point->multipliers[which - 1] : -1;
        if (!point->held || !(point->active[0] || point->active[1]) || !(size > 1e-9))
            continue;
        pulled++;
        const double scale = longest * side / size * factor;
        if (fabs(factor) * exact_hypot(point->pulls[which][0], point->pulls[which][1]) > 1e-3 * size)
            add_arrow(&arrows, point->at, (const double[]){scale * point->pulls[which][0], scale * point->pulls[which][1]});
    }
    if (!arrows.count)
        return;
    struct figure_layer *layer = add_layer(drawing, LAYER_LINE);
    layer->count = arrows.count;
    layer->x = arrows.x;
    layer->y = arrows.y;
    layer->traced = true;
    layer->label = !which                  ? "−∇f"
                   : parameters->count > 1 ? arena_format(drawing->arena, "multiplier %zu × its gradient", which)
                                           : "multiplier × gradient";
    layer->style = (struct figure_style){.colour = colours[which], .dash = DASH_SOLID, .line_width = which ? 1.5 : 3.2};
}

/* Points of one kind; `kind` CRITICAL_LISTED_KINDS: those without multipliers. */
static void add_points(struct canvas_layers *drawing, size_t kind)
{
    const struct kkt_found *found = drawing->found;
    double *x = ARENA_NEW(drawing->arena, double, found->count), *y = ARENA_NEW(drawing->arena, double, found->count);
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct kkt_point *point = &found->items[i];
        if (kind == CRITICAL_LISTED_KINDS ? point->held : !point->held || point->kind != critical_listed[kind].kind)
            continue;
        x[count] = point->at[0];
        y[count++] = point->at[1];
    }
    if (!count)
        return;
    struct figure_layer *layer = add_layer(drawing, LAYER_POINTS);
    layer->x = x;
    layer->y = y;
    layer->count = count;
    if (kind == CRITICAL_LISTED_KINDS) {
        layer->label = "LICQ fails: no multipliers";
        layer->style = (struct figure_style){.colour = COLOUR_RED, .marker = MARKER_SQUARE, .marker_size = 7};
        return;
    }
    layer->label = count == 1 ? critical_listed[kind].name : critical_listed[kind].plural;
    layer->style = critical_listed[kind].style;
    layer->style.marker_size = 8;
}

/* The way from the start through the rounds' ends. */
static void add_rounds(struct canvas_layers *drawing, const struct constrained_result *result)
{
    if (!result->rounds)
        return;
    double *x = ARENA_NEW(drawing->arena, double, result->round_count), *y = ARENA_NEW(drawing->arena, double, result->round_count);
    for (size_t i = 0; i < result->round_count; i++) {
        x[i] = result->rounds[i].at[0];
        y[i] = result->rounds[i].at[1];
    }
    struct figure_layer *layer = add_layer(drawing, LAYER_LINE);
    layer->count = result->round_count;
    layer->x = x;
    layer->y = y;
    layer->traced = true;
    layer->times = picture_even_times(drawing->arena, result->round_count);
    layer->label = method_word(drawing->parameters);
    layer->style = (struct figure_style){.colour = COLOUR_ORANGE, .dash = DASH_SOLID, .marker = MARKER_DOT, .marker_size = 4.5};
}

void constrained_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct constrained_parameters *parameters = untyped;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    const struct constrained_result *result = answer;
    struct canvas_layers drawing = {.arena = arena, .parameters = parameters, .found = result->found, .panel = panel};
    panel->layers = drawing.layers =
        ARENA_NEW(arena, struct figure_layer, REGION_LAYERS + 1 + KKT_MOST_CONSTRAINTS + 1 + KKT_MOST_CONSTRAINTS + CRITICAL_LISTED_KINDS + 2);
    add_contours(&drawing);
    add_constraints(&drawing);
    for (size_t k = 0; k <= parameters->count && !result->rounds; k++)
        add_pulls(&drawing, k);
    add_rounds(&drawing, result);
    for (size_t k = 0; k <= CRITICAL_LISTED_KINDS; k++)
        add_points(&drawing, k);
    struct figure_axis *const axes[2] = {&panel->x, &panel->y};
    for (size_t k = 0; k < N; k++) {
        axes[k]->label = axes[k]->column = k ? "y" : "x";
        axes[k]->limits_given = true;
        memcpy(axes[k]->limits, parameters->box[k], sizeof axes[k]->limits);
    }
    panel->equal_aspect = true; /* gradients are seen to be across the constraints */
    panel->legend = SWITCH_ON;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "%s under constraints", parameters->functions->label);
}
