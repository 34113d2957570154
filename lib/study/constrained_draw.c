/* The figure: contours, what the constraints leave out, and at the points the gradients that hold each other. */
#include "study/constrained.h"

#include "base/exact.h"
#include "study/critical_points.h"
#include "study/map.h"
#include "study/region.h"

#include <math.h>
#include <string.h>

enum { N = KKT_DIMENSION, MOST_PULLED = 6 };

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
    layer->label = constrained_method_word(drawing->parameters);
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
