/* Critical points as facts and pictures: on the landscape where it has one or two coordinates, by value and index where it has more. */
#include "study/critical_points.h"

#include "base/number.h"
#include "expression/interval.h"
#include "study/sampling.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

const struct critical_listed critical_listed[CRITICAL_LISTED_KINDS] = {
    {CRITICAL_MINIMUM, "minimum", "minima", "minima", {.colour = COLOUR_GREEN, .marker = MARKER_DOT}},
    {CRITICAL_MAXIMUM, "maximum", "maxima", "maxima", {.colour = COLOUR_RED, .marker = MARKER_TRIANGLE}},
    {CRITICAL_SADDLE, "saddle", "saddles", "saddles", {.colour = COLOUR_ORANGE, .marker = MARKER_CROSS}},
    {CRITICAL_DEGENERATE, "degenerate point", "degenerate points", "degenerate", {.colour = COLOUR_MAGENTA, .marker = MARKER_DIAMOND}},
};

size_t critical_count_kind(const struct critical_points *found, enum critical_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += found->items[i].kind == kind;
    return count;
}

size_t critical_count_corners(const struct critical_points *found)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += !found->items[i].smooth && !found->items[i].boundary;
    return count;
}

/* The figure's time is the level, which rises; of a curve it is how far it is drawn. */
static const double *times_across(struct arena *arena, const struct critical_parameters *parameters, const double *x, size_t count)
{
    double *times = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        times[i] = fmax(0, fmin(1, (x[i] - parameters->box[0][0]) / (parameters->box[0][1] - parameters->box[0][0])));
    return times;
}

struct critical_ground critical_ground(struct arena *arena, const struct critical_parameters *parameters)
{
    const struct landscape *landscape = parameters->landscape;
    const size_t n = landscape->dimension, samples = n == 1 ? CRITICAL_CURVE_SAMPLES : CRITICAL_MAP_SAMPLES;
    struct slice slice = slice_of(arena, landscape);
    struct critical_ground ground = {.map = {0}};
    size_t columns, grid_rows;
    const struct interval across = {.low = parameters->box[0][0], .high = parameters->box[0][1]};
    const double *x = interval_positions(arena, &across, samples, &columns);
    if (n == 1) {
        ground.curve =
            curve_trace(arena, slice.program, 0, 1, NULL, 0, positions_on(arena, parameters->picture.xscale, x, columns), columns, true, NULL);
        return ground;
    }
    const struct interval up = {.low = parameters->box[1][0], .high = parameters->box[1][1]};
    const double *y = interval_positions(arena, &up, samples, &grid_rows);
    slice.continuous = slice_continuous(arena, landscape, &slice, (const double(*)[2])parameters->box);
    const size_t page[2] = {map_page(parameters->picture.width, 630), map_page(parameters->picture.height, 350)};
    map_sample(arena, &slice, positions_on(arena, parameters->picture.xscale, x, columns), columns,
               positions_on(arena, parameters->picture.yscale, y, grid_rows), grid_rows, page, &ground.map);
    return ground;
}

static void draw_landscape(struct arena *arena, const struct critical_parameters *parameters, struct figure_panel *panel, struct figure_layer *layer)
{
    const struct critical_ground ground = critical_ground(arena, parameters);
    const bool plane = parameters->landscape->dimension == 2;
    panel->x.label = panel->x.column = "x";
    panel->y.label = plane ? "y" : "f(x)";
    panel->y.column = plane ? "y" : "value";
    if (!plane) {
        *layer = (struct figure_layer){.kind = LAYER_LINE,
                                       .count = ground.curve.count,
                                       .x = ground.curve.x,
                                       .y = ground.curve.y,
                                       .traced = true,
                                       .times = times_across(arena, parameters, ground.curve.x, ground.curve.count),
                                       .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID}};
        panel->note = breaks_note(arena, &ground.curve.breaks, "");
        panel->y.limits_given = ground.curve.limited;
        memcpy(panel->y.limits, ground.curve.limits, sizeof ground.curve.limits);
        return;
    }
    map_draw(&ground.map, layer, panel);
    layer->kind = LAYER_CONTOUR;
    layer->rises = true;
    panel->note = breaks_note(arena, &ground.map.breaks, ground.map.cut_count >= MAP_CUTS_SEEN ? "dotted: " : "");
    panel->x.tight = panel->y.tight = true;
    panel->z.scale = SCALE_AUTO;
}

/* Where a point is drawn. In more than two dimensions that is over its index, those of one index spread in order of their values, as many have the
 * same. */
static void place(const struct critical_points *found, size_t i, double at[2])
{
    static const double spread = 0.6;
    const struct critical_point *point = &found->items[i];
    at[0] = point->at[0];
    at[1] = point->dimension == 2 ? point->at[1] : point->value;
    if (point->dimension <= 2)
        return;
    double before = 0, alike = 0;
    for (size_t k = 0; k < found->count; k++) {
        alike += found->items[k].negative == point->negative;
        before += k < i && found->items[k].negative == point->negative;
    }
    at[0] = point->negative < 0 ? NAN : point->negative + spread * ((before + 0.5) / alike - 0.5);
}

/* The points of one kind (any: CRITICAL_KIND_COUNT, then corners only), or those on the rim. */
static void draw_points(struct arena *arena, const struct critical_parameters *parameters, const struct critical_points *found,
                        enum critical_kind kind, bool rim, size_t count, struct figure_layer *layer)
{
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count), *values = ARENA_NEW(arena, double, count);
    size_t next = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct critical_point *point = &found->items[i];
        if (rim ? !point->boundary : kind == CRITICAL_KIND_COUNT ? point->smooth || point->boundary : point->kind != kind)
            continue;
        double at[2];
        place(found, i, at);
        x[next] = at[0];
        values[next] = point->value;
        y[next++] = at[1];
    }
    *layer = (struct figure_layer){.kind = LAYER_POINTS, .count = count, .x = x, .y = y};
    if (parameters->dimension == 1)
        layer->times = times_across(arena, parameters, x, count);
    else if (parameters->dimension == 2)
        layer->heights = values;
}

/* The points of one kind as a layer, named with their number. */
static void draw_kind(struct arena *arena, const struct critical_parameters *parameters, const struct critical_points *found, size_t kind,
                      struct figure_layer *layer)
{
    const size_t count = critical_count_kind(found, critical_listed[kind].kind);
    struct buffer label = {.arena = arena};
    buffer_count(&label, count);
    buffer_format(&label, " %s", count == 1 ? critical_listed[kind].name : critical_listed[kind].plural);
    draw_points(arena, parameters, found, critical_listed[kind].kind, false, count, layer);
    layer->label = buffer_string(&label);
    layer->style = critical_listed[kind].style;
}

/* Corners once more, ringed; minima on the rim. */
static void draw_special(struct arena *arena, const struct critical_parameters *parameters, const struct critical_points *found,
                         struct figure_panel *panel, struct figure_layer *layers)
{
    const size_t corners = critical_count_corners(found);
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
        layer->label = arena_format(arena, "%zu on the rim", rim);
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

/* Values by the number of negative eigenvalues: of points in three and more dimensions, that is what a picture can show. */
static void draw_indices(struct arena *arena, const struct critical_parameters *parameters, const struct critical_points *found,
                         struct figure_panel *panel, struct figure_layer *layers)
{
    const size_t n = (size_t)parameters->dimension;
    double *index = ARENA_NEW(arena, double, n + 1), *mean = ARENA_NEW(arena, double, n + 1), *count = ARENA_NEW(arena, double, n + 1);
    size_t present = 0;
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].negative >= 0) {
            mean[found->items[i].negative] += found->items[i].value;
            count[found->items[i].negative]++;
        }
    for (size_t k = 0; k <= n; k++)
        if (count[k] > 0) {
            index[present] = (double)k;
            mean[present++] = mean[k] / count[k];
        }
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = present > 1 ? "mean of an index" : NULL,
                                                         .count = present,
                                                         .x = index,
                                                         .y = mean,
                                                         .style = {.colour = COLOUR_MUTED, .dash = DASH_DASHED}};
    panel->x.label = "negative eigenvalues";
    panel->x.column = "index";
    panel->x.scale = SCALE_COUNT;
    panel->x.limits_given = true;
    panel->x.limits[0] = -0.5;
    panel->x.limits[1] = (double)n + 0.5;
    panel->y.label = "f";
    panel->y.column = "value";
}

/* annotate=auto: the points of one kind by its name, or the first of them for all where there are many. */
static void annotate_kind(struct arena *arena, const struct critical_points *found, size_t kind, struct figure_panel *panel,
                          struct figure_annotation *notes)
{
    enum { MANY = 4 };
    const size_t count = critical_count_kind(found, critical_listed[kind].kind);
    const bool many = count > MANY || (count > 1 && found->items->dimension > 2);
    bool said = false;
    for (size_t i = 0; i < found->count && !(many && said); i++) {
        struct figure_annotation note = {.text = critical_listed[kind].name};
        place(found, i, note.tip);
        if (found->items[i].kind != critical_listed[kind].kind || isnan(note.tip[0]))
            continue;
        if (many)
            note.text = arena_format(arena, "%zu %s", count, critical_listed[kind].plural);
        notes[panel->annotation_count++] = note;
        said = true;
    }
}

static void annotate(struct arena *arena, const struct critical_points *found, struct figure_panel *panel)
{
    struct figure_annotation *notes = ARENA_NEW(arena, struct figure_annotation, found->count + 1);
    for (size_t i = 0; i < CRITICAL_LISTED_KINDS; i++)
        annotate_kind(arena, found, i, panel, notes);
    panel->annotations = notes;
}

void critical_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct critical_parameters *parameters = untyped;
    const struct critical_points *found = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 3 + CRITICAL_LISTED_KINDS + CRITICAL_MOST_CHAINS);
    if (parameters->dimension > 2)
        draw_indices(arena, parameters, found, panel, layers);
    else
        draw_landscape(arena, parameters, panel, &layers[panel->layer_count++]);
    draw_chains(arena, found, panel, layers);
    for (size_t i = 0; i < CRITICAL_LISTED_KINDS; i++)
        if (critical_count_kind(found, critical_listed[i].kind))
            draw_kind(arena, parameters, found, i, &layers[panel->layer_count++]);
    draw_special(arena, parameters, found, panel, layers);
    if (picture_annotates(&parameters->picture))
        annotate(arena, found, panel);
    panel->layers = layers;
    panel->legend = found->count + found->chain_count ? SWITCH_ON : SWITCH_OFF;
    const char *const doubt = found->complete == CRITICAL_PROVED ? NULL : found->complete == CRITICAL_INCOMPLETE ? "not all" : "not proved to be all";
    panel->note = panel->note && doubt ? arena_format(arena, "%s; %s", doubt, panel->note) : doubt ? doubt : panel->note;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "Critical points of %s", parameters->landscape->readable);
}
