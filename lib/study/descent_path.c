/* The path view: in one dimension points on the curve, in two the path over contours, beyond that the path's shadow on its principal
 * plane, over the contours of the plane through the best end. */
#include "base/number.h"
#include "study/curve.h"
#include "study/descent_window.h"
#include "study/map.h"
#include "study/projected.h"
#include "study/sampling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CURVE_SAMPLES = 401, DOTTED_ROWS = 100, FINEST = 2000 };

struct sketch {
    struct arena *arena;
    const struct descent_parameters *parameters;
    const struct descent_result *result;
    size_t dimension;
    struct descent_window view;
    struct figure_panel *panel;
    struct figure_layer *layers;
    struct figure_annotation *notes;
};

static struct figure_layer *add_layer(struct sketch *sketch, enum layer_kind kind)
{
    struct figure_layer *layer = &sketch->layers[sketch->panel->layer_count++];
    layer->kind = kind;
    return layer;
}

static struct curve sample_curve(const struct sketch *sketch)
{
    const struct landscape *landscape = sketch->parameters->landscape;
    const struct interval range = {.given = true, .low = sketch->view.low[0], .high = sketch->view.high[0]};
    size_t count;
    const double *x = interval_positions(sketch->arena, &range, CURVE_SAMPLES, &count);
    const struct program *program = program_compile(sketch->arena, landscape->graph, &landscape->value, 1, 1);
    const double *positions = positions_on(sketch->arena, sketch->parameters->picture.xscale, x, count);
    return curve_trace(sketch->arena, program, 0, 1, NULL, 0, positions, count, true, NULL);
}

/* The part of the curve that is over the set. */
static void add_curve_in_set(struct sketch *sketch, const struct curve *curve)
{
    struct figure_layer *layer = add_layer(sketch, LAYER_LINE);
    double *y = ARENA_NEW(sketch->arena, double, curve->count);
    for (size_t i = 0; i < curve->count; i++)
        y[i] = projection_excess(sketch->parameters->set, &curve->x[i]) <= 0 ? curve->y[i] : NAN;
    layer->count = curve->count;
    layer->x = curve->x;
    layer->y = y;
    layer->traced = true;
    layer->label = "feasible set";
    layer->style = (struct figure_style){.colour = COLOUR_FOREGROUND, .dash = DASH_SOLID, .line_width = 2.5};
}

static void add_curve(struct sketch *sketch)
{
    const struct curve curve = sample_curve(sketch);
    struct figure_layer *layer = add_layer(sketch, LAYER_LINE);
    layer->count = curve.count;
    layer->x = curve.x;
    layer->y = curve.y;
    layer->traced = true;
    layer->style = (struct figure_style){.colour = sketch->result->count == 1 ? COLOUR_BLUE : COLOUR_MUTED, .dash = DASH_SOLID};
    if (sketch->parameters->set)
        add_curve_in_set(sketch, &curve);
    if (curve.limited) {
        sketch->panel->y.limits_given = true;
        memcpy(sketch->panel->y.limits, curve.limits, sizeof curve.limits);
        sketch->view.low[1] = fmax(sketch->view.low[1], curve.limits[0]);
        sketch->view.high[1] = fmin(sketch->view.high[1], curve.limits[1]);
    }
    sketch->panel->note = breaks_note(sketch->arena, &curve.breaks, "");
    sketch->panel->x.label = sketch->panel->x.column = "x";
    sketch->panel->y.label = "f(x)";
    sketch->panel->y.column = "value";
}

/* The plane that is shown: of the two coordinates, or through the best end along the principal directions. */
static struct slice shown_slice(const struct sketch *sketch)
{
    const size_t n = sketch->dimension;
    struct slice slice = slice_of(sketch->arena, sketch->parameters->landscape);
    if (n == 2)
        return slice;
    const struct trail *best = &sketch->result->trails[sketch->result->best];
    slice.origin = trail_end(best, n);
    for (int k = 0; k < 2; k++)
        slice.directions[k] = sketch->result->plane->directions[k];
    descent_place_row(sketch->result, sketch->dimension, best, best->rows - 1, slice.centre);
    return slice;
}

/* With `told`, what is told of a map alone is wanted: its breaks. */
static struct map sample_map(const struct sketch *sketch, bool told)
{
    struct arena *arena = sketch->arena;
    const struct descent_window *view = &sketch->view;
    const struct picture *picture = &sketch->parameters->picture;
    const struct interval across = {.given = true, .low = view->low[0], .high = view->high[0]},
                          up = {.given = true, .low = view->low[1], .high = view->high[1]};
    const size_t page[2] = {map_page(picture->width, 630), map_page(picture->height, 350)};
    const double limits[2][2] = {{view->low[0], view->high[0]}, {view->low[1], view->high[1]}};
    struct slice slice = shown_slice(sketch);
    slice.continuous = sketch->dimension == 2 && slice_continuous(arena, sketch->parameters->landscape, &slice, limits);
    size_t columns, rows;
    const double *x = interval_positions(arena, &across, DESCENT_MAP_SAMPLES, &columns),
                 *y = interval_positions(arena, &up, DESCENT_MAP_SAMPLES, &rows);
    struct map map = {0};
    x = positions_on(arena, picture->xscale, x, columns);
    y = positions_on(arena, picture->yscale, y, rows);
    if (!told || !slice.continuous || !map_is_calm(arena, &slice, x, columns, y, rows))
        map_sample(arena, &slice, x, columns, y, rows, page, &map);
    return map;
}

static void add_contours(struct sketch *sketch)
{
    struct arena *arena = sketch->arena;
    struct figure_layer *layer = add_layer(sketch, LAYER_CONTOUR);
    const struct map map = sample_map(sketch, false);
    map_draw(&map, layer, sketch->panel);
    sketch->panel->note = breaks_note(arena, &map.breaks, map.cut_count >= MAP_CUTS_SEEN ? "dotted: " : "");
    layer->style = (struct figure_style){.colour = sketch->result->count == 1 ? COLOUR_BLUE : COLOUR_MUTED, .opacity = 0.7};
    sketch->panel->z.scale = SCALE_AUTO;
    struct figure_axis *const axes[2] = {&sketch->panel->x, &sketch->panel->y};
    for (int k = 0; k < 2; k++) {
        axes[k]->label = sketch->dimension == 2 ? (k ? "y" : "x")
                                                : arena_format(arena, "principal direction %d (%.4g %% of the variance)", k + 1,
                                                               rint(1000 * sketch->result->plane->explained[k]) / 10);
        axes[k]->column = sketch->dimension == 2 ? axes[k]->label : NULL;
    }
}

/* What of the plane is not in the set, beneath all else. */
static void add_set(struct sketch *sketch)
{
    const struct projection *set = sketch->parameters->set;
    const struct slice slice = sketch->dimension > 2 ? shown_slice(sketch) : (struct slice){0};
    const struct projected_plane plane = {.origin = slice.origin,
                                          .directions = {slice.directions[0], slice.directions[1]},
                                          .centre = {slice.centre[0], slice.centre[1]},
                                          .low = sketch->view.low,
                                          .high = sketch->view.high};
    if (set && sketch->dimension > 1)
        sketch->panel->layer_count += projected_shade(sketch->arena, set, &plane, &sketch->layers[sketch->panel->layer_count]);
}

/* The edge of the set in the plane of two coordinates. */
static void add_outline(struct sketch *sketch)
{
    if (sketch->parameters->set && sketch->dimension == 2)
        projected_outline(sketch->arena, sketch->parameters->set, add_layer(sketch, LAYER_LINE));
}

/* An arrow where a path leaves the view for good, with where it ends: that may be on another side. */
static struct figure_annotation *note_leaving(struct sketch *sketch, const struct trail *trail, const double at[2])
{
    struct figure_annotation *note = &sketch->notes[sketch->panel->annotation_count++];
    struct buffer text = {.arena = sketch->arena};
    buffer_format(&text, "leaves the picture;\n%s at\u00a0", trail->outcome.kind == OUTCOME_DIVERGED ? "diverges, ends" : "ends");
    for (size_t d = 0; d < sketch->dimension && sketch->dimension <= 2; d++) {
        char number[NUMBER_SIZE];
        number_print_rounded(number, trail_end(trail, sketch->dimension)[d], 4);
        buffer_format(&text, "%s%s%s", d ? ",\u00a0" : sketch->dimension == 2 ? "(" : "", number, d ? ")" : "");
    }
    note->text = buffer_string(&text);
    memcpy(note->tip, at, 2 * sizeof *at);
    return note;
}

/* How many rows of a trail there are up to the last one that is seen. */
static size_t rows_seen(const struct sketch *sketch, const struct trail *trail)
{
    double at[2];
    size_t rows = trail->rows;
    for (; rows; rows--) {
        descent_place_row(sketch->result, sketch->dimension, trail, rows - 1, at);
        if (descent_window_sees(&sketch->view, at))
            break;
    }
    return rows;
}

/* A path, without points too near each other to be distinguished, and cut off where it leaves the view for good. */
static void add_trail(struct sketch *sketch, const struct trail *trail)
{
    const struct descent_window *view = &sketch->view;
    const double grain[2] = {(view->high[0] - view->low[0]) / FINEST, sketch->dimension == 1 ? 0 : (view->high[1] - view->low[1]) / FINEST};
    const size_t rows = rows_seen(sketch, trail);
    double *x = ARENA_NEW(sketch->arena, double, rows + 1), *y = ARENA_NEW(sketch->arena, double, rows + 1), at[2], kept[2] = {0, 0};
    double *times = ARENA_NEW(sketch->arena, double, rows + 1);
    struct figure_layer *layer = add_layer(sketch, LAYER_LINE);
    for (size_t row = 0; row < rows; row++) {
        descent_place_row(sketch->result, sketch->dimension, trail, row, at);
        if (row && row + 1 < rows && fabs(at[0] - kept[0]) < grain[0] && fabs(at[1] - kept[1]) < grain[1])
            continue;
        x[layer->count] = at[0];
        y[layer->count] = at[1];
        times[layer->count++] = trail_time(sketch->result, trail, row);
        memcpy(kept, at, sizeof kept);
    }
    if (rows && rows < trail->rows) {
        double beyond[2];
        descent_place_row(sketch->result, sketch->dimension, trail, rows, beyond);
        const double before = trail_time(sketch->result, trail, rows - 1), after = trail_time(sketch->result, trail, rows);
        const double part = descent_window_crossing(&sketch->view, kept, beyond, at);
        x[layer->count] = at[0];
        y[layer->count] = at[1];
        times[layer->count++] = before + part * (after - before);
        note_leaving(sketch, trail, at)->time = times[layer->count - 1];
    }
    layer->x = x;
    layer->y = y;
    layer->times = times;
    layer->label = trail_label(sketch->arena, sketch->result, trail);
    layer->short_label = trail_short_label(sketch->arena, sketch->result, trail);
    layer->style = trail_style(sketch->result);
    if (layer->count <= DOTTED_ROWS) {
        layer->style.marker = MARKER_DOT;
        layer->style.marker_size = sketch->result->count == 1 ? 4.5 : 3.5;
    }
}

/* Says how many runs, whose layers begin at `first`, are nowhere in the view. */
static void note_unseen(struct sketch *sketch, size_t first)
{
    size_t unseen = 0;
    const size_t count = sketch->result->count;
    for (size_t i = 0; i < count; i++)
        unseen += !sketch->layers[first + i].count;
    if (!unseen)
        return;
    const char *before = sketch->panel->note, *runs = count == 1 ? "the run" : unseen == count ? "all runs" : NULL;
    runs = runs ? runs : arena_format(sketch->arena, "%zu of %zu runs", unseen, count);
    sketch->panel->note =
        arena_format(sketch->arena, "%s%s%s %s outside of the picture", before ? before : "", before ? "; " : "", runs, unseen == 1 ? "lies" : "lie");
}

/* Starts of all trails as markers; one start that all have in common once. */
static void add_starts(struct sketch *sketch)
{
    const size_t count = sketch->parameters->start_count < sketch->result->count ? sketch->parameters->start_count : sketch->result->count;
    double *x = ARENA_NEW(sketch->arena, double, count), *y = ARENA_NEW(sketch->arena, double, count), at[2];
    struct figure_layer *layer = add_layer(sketch, LAYER_POINTS);
    for (size_t i = 0; i < count; i++) {
        descent_place_row(sketch->result, sketch->dimension, &sketch->result->trails[i], 0, at);
        if (!descent_window_sees(&sketch->view, at))
            continue;
        x[layer->count] = at[0];
        y[layer->count++] = at[1];
    }
    layer->x = x;
    layer->y = y;
    if (layer->count && sketch->result->count == 1) /* with several runs the legend is for telling these apart */
        layer->label = "start";
    layer->style = (struct figure_style){.colour = COLOUR_FOREGROUND, .marker = MARKER_SQUARE, .marker_size = 5.5};
}

/* The end of a trail as a marker: of several in the colour of the trail, which is layer `line`. */
static void add_end(struct sketch *sketch, const struct trail *trail, size_t line)
{
    double at[2], *place_of = ARENA_NEW(sketch->arena, double, 2);
    descent_place_row(sketch->result, sketch->dimension, trail, trail->rows - 1, at);
    if (!descent_window_sees(&sketch->view, at))
        return;
    memcpy(place_of, at, sizeof at);
    const bool alone = sketch->result->count == 1;
    struct figure_layer *layer = add_layer(sketch, LAYER_POINTS);
    layer->x = place_of;
    layer->y = place_of + 1;
    layer->count = 1;
    layer->label = alone ? "end" : NULL;
    layer->like = alone ? 0 : line + 1;
    layer->follows = line + 1;
    layer->style = (struct figure_style){.colour = alone ? COLOUR_FOREGROUND : COLOUR_CYCLE, .marker = MARKER_STAR, .marker_size = 9};
}

/* annotate=auto: the critical points that the runs are at or heading for, each once, by their kinds. */
static void name_targets(struct sketch *sketch)
{
    const size_t n = sketch->dimension;
    for (size_t i = 0; i < sketch->result->count && n <= 2; i++) {
        const struct outcome *outcome = &sketch->result->trails[i].outcome;
        const double at[2] = {outcome->target ? outcome->target[0] : NAN, !outcome->target ? NAN
                                                                          : n == 1         ? outcome->target_value
                                                                                           : outcome->target[1]};
        bool known = !outcome->target || !descent_window_sees(&sketch->view, at);
        for (size_t k = 0; k < sketch->panel->annotation_count && !known; k++)
            known = fabs(sketch->notes[k].tip[0] - at[0]) < 1e-6 && fabs(sketch->notes[k].tip[1] - at[1]) < 1e-6;
        if (known)
            continue;
        struct figure_annotation *note = &sketch->notes[sketch->panel->annotation_count++];
        note->text = outcome->critical == CRITICAL_DEGENERATE ? "degenerate" : critical_kind_name(outcome->critical);
        memcpy(note->tip, at, sizeof at);
    }
}

struct breaks descent_breaks(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result)
{
    struct sketch sketch = {.arena = arena,
                            .parameters = parameters,
                            .result = result,
                            .dimension = (size_t)parameters->dimension,
                            .view = descent_window_choose(arena, parameters, result)};
    return sketch.dimension == 1 ? sample_curve(&sketch).breaks : sample_map(&sketch, true).breaks;
}

void descent_draw_path(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result,
                       struct figure_panel *panel)
{
    struct sketch sketch = {.arena = arena, .parameters = parameters, .result = result, .dimension = (size_t)parameters->dimension, .panel = panel};
    panel->layers = sketch.layers = ARENA_NEW(arena, struct figure_layer, 4 * result->count + 3 + REGION_LAYERS);
    panel->annotations = sketch.notes = ARENA_NEW(arena, struct figure_annotation, 2 * result->count);
    sketch.view = descent_window_choose(arena, parameters, result);
    if (sketch.dimension == 1)
        add_curve(&sketch);
    add_set(&sketch);
    if (sketch.dimension > 1)
        add_contours(&sketch);
    add_outline(&sketch);
    const size_t first = panel->layer_count;
    for (size_t i = 0; i < result->count; i++)
        add_trail(&sketch, &result->trails[i]);
    note_unseen(&sketch, first);
    for (size_t i = 0; i < result->count; i++)
        panel->layer_count += descent_draw_search(arena, parameters, result, &result->trails[i], first + i, &sketch.layers[panel->layer_count]);
    add_starts(&sketch);
    for (size_t i = 0; i < result->count; i++)
        add_end(&sketch, &result->trails[i], first + i);
    if (picture_annotates(&parameters->picture))
        name_targets(&sketch);
    struct figure_axis *const axes[2] = {&panel->x, &panel->y};
    for (int k = 0; k < (sketch.dimension == 1 ? 1 : 2); k++) {
        axes[k]->limits_given = true;
        axes[k]->limits[0] = sketch.view.low[k];
        axes[k]->limits[1] = sketch.view.high[k];
    }
}
