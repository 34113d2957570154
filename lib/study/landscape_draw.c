/* A landscape as a figure: lines, together or a panel each, or one grid. */
#include "study/landscape.h"

#include "base/contract.h"
#include "expression/kernels.h"
#include "figure/ground.h"
#include "study/sampling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The marks of the parameters as a layer of points on landscape i. */
static void add_marks(struct arena *arena, const struct landscape_parameters *parameters, size_t i, struct figure_panel *panel,
                      struct figure_layer *layers)
{
    const struct landscape *landscape = &parameters->landscapes[i];
    const struct coordinates *marks = parameters->mark.items;
    const size_t count = parameters->mark.count;
    if (!count)
        return;
    const struct program *program = program_compile(arena, landscape->graph, &landscape->value, 1, (size_t)parameters->dimension);
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count), *z = ARENA_NEW(arena, double, count);
    for (size_t k = 0; k < count; k++) {
        x[k] = marks[k].items[0];
        y[k] = parameters->plane ? marks[k].items[1] : 0;
        sample_plane(arena, program, (size_t)parameters->dimension, parameters->at.items, parameters->axis, &x[k], 1, &y[k], 1, (double *[]){&z[k]});
    }
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_POINTS,
                                                         .count = count,
                                                         .x = x,
                                                         .y = parameters->plane ? y : z,
                                                         .z = z,
                                                         .style = {.colour = COLOUR_MARK_RED, .marker = MARKER_CROSS}};
}

/* Where a curve leaves what should be seen, the axis gets the range that should be seen of all curves. */
static void limit_axis(struct figure_axis *axis, int scale, const struct curve *curves, size_t count)
{
    double least = INFINITY;
    axis->limits[0] = INFINITY;
    axis->limits[1] = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        axis->limits_given = axis->limits_given || curves[i].limited;
        axis->limits[0] = fmin(axis->limits[0], curves[i].limits[0]);
        axis->limits[1] = fmax(axis->limits[1], curves[i].limits[1]);
    }
    for (size_t i = 0; i < count && axis->limits_given && scale == 2; i++) /* margins in powers, not in numbers */
        least = fmin(least, ground_of_curve(curves[i].x, curves[i].y, curves[i].count));
    if (isfinite(least) && axis->limits[1] > least)
        axis->limits[0] = least * kernel_scalar(OPERATION_POWER, least / axis->limits[1], 0.05, 0);
}

static struct curve add_line(struct arena *arena, const struct landscape_parameters *parameters, const struct landscape_result *result, size_t i,
                             long order, struct figure_layer *layer)
{
    CONTRACT(order >= 0 && order <= 2);
    static const char *const primes[] = {"", "′", "″"};
    const struct landscape *landscape = &parameters->landscapes[i];
    const struct curve curve = result->curves[i][order];
    *layer = (struct figure_layer){.kind = LAYER_LINE, .count = curve.count, .x = curve.x, .y = curve.y, .traced = true};
    const char *name = parameters->names[i];
    layer->label = !order ? name : arena_format(arena, landscape->name == name || name != landscape->label ? "%s%s" : "(%s)%s", name, primes[order]);
    return curve;
}

static void add_chord(struct arena *arena, const struct landscape_parameters *parameters, const struct landscape_result *result, size_t i,
                      struct figure_panel *panel, struct figure_layer *layers)
{
    if (!landscape_has_chord(parameters, result, i))
        return;
    double *x = ARENA_NEW(arena, double, 2);
    x[0] = parameters->chord.low;
    x[1] = parameters->chord.high;
    layers[panel->layer_count++] = (struct figure_layer){.kind = LAYER_LINE,
                                                         .label = i ? NULL : "chord",
                                                         .count = 2,
                                                         .x = x,
                                                         .y = result->chords[i].value,
                                                         .style = {.colour = COLOUR_ORANGE, .dash = DASH_DASHED, .marker = MARKER_DOT}};
}

/* Lines `first` to `last` in one panel, with their derivatives and chords. */
static void draw_lines(struct arena *arena, const struct landscape_parameters *parameters, const struct landscape_result *result, size_t first,
                       size_t last, struct figure_panel *panel)
{
    static const enum figure_colour colours[] = {COLOUR_BLUE, COLOUR_MAGENTA, COLOUR_GREEN, COLOUR_RED};
    static const enum figure_dash dashes[] = {DASH_SOLID, DASH_DASHED, DASH_DASHDOT, DASH_DOTTED};
    const size_t total = (last - first) * (size_t)(parameters->derivatives + 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, total + (last - first) + 1);
    struct curve *curves = ARENA_NEW(arena, struct curve, total);
    for (size_t i = first; i < last; i++)
        for (long order = 0; order <= parameters->derivatives; order++) {
            const size_t turn = panel->layer_count++;
            curves[turn] = add_line(arena, parameters, result, i, order, &layers[turn]);
            if (total <= 4)
                layers[turn].style = (struct figure_style){.colour = colours[turn], .dash = dashes[turn]};
        }
    limit_axis(&panel->y, parameters->picture.yscale, curves, total);
    for (size_t i = first; i < last; i++)
        add_chord(arena, parameters, result, i, panel, layers);
    add_marks(arena, parameters, first, panel, layers);
    const struct landscape *landscape = &parameters->landscapes[first];
    const bool alone = parameters->count == 1 && !landscape->name && parameters->dimension == 1 && strlen(landscape->readable) <= 40;
    panel->layers = layers;
    panel->y.label = alone ? landscape->readable : "f(x)";
}

static void draw_plane(struct arena *arena, const struct landscape_parameters *parameters, const struct landscape_result *result,
                       struct figure_panel *panel)
{
    const struct map_view view = landscape_map_view(parameters);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2);
    map_show(arena, &result->map, &view, &layers[0], panel);
    panel->layers = layers;
    panel->layer_count = 1;
    add_marks(arena, parameters, 0, panel, layers);
}

/* The least of the minima, null if there is none. */
static const struct critical_point *lowest(const struct critical_points *points)
{
    for (size_t i = 0; i < points->count; i++)
        if (points->items[i].kind == CRITICAL_MINIMUM)
            return &points->items[i];
    return NULL;
}

/* Whether a minimum is as low as the lowest, up to rounding. */
static bool is_lowest(const struct critical_points *points, const struct critical_point *point)
{
    const double least = lowest(points)->value;
    return point->value - least <= 1e-9 * fmax(1, fabs(least));
}

static const char *critical_name(const struct critical_points *points, const struct critical_point *point)
{
    size_t higher = 0;
    if (point->kind != CRITICAL_MINIMUM)
        return point->kind == CRITICAL_MAXIMUM ? "local maximum" : point->kind == CRITICAL_SADDLE ? "saddle point" : "degenerate point";
    for (size_t i = 0; i < points->count; i++)
        higher += points->items[i].kind == CRITICAL_MINIMUM && !is_lowest(points, &points->items[i]);
    if (!higher)
        return "minimum";
    return is_lowest(points, point) ? "global minimum" : "local minimum";
}

/* How many critical points share a name. */
static size_t count_named(const struct critical_points *points, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < points->count; i++)
        count += !strcmp(critical_name(points, &points->items[i]), name);
    return count;
}

/* "16 minima" */
static const char *plural(struct arena *arena, size_t count, const char *name)
{
    static const char *const endings[][2] = {{"minimum", "minima"}, {"maximum", "maxima"}, {"point", "points"}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const char *at = strstr(name, endings[i][0]);
        if (at)
            return arena_format(arena, "%zu %.*s%s", count, (int)(at - name), name, endings[i][1]);
    }
    return name;
}

/* annotate=auto: the critical points of one landscape by their kinds, those of a kind that has many all at once; or of several landscapes the
 * least minimum of each. */
static void annotate(struct arena *arena, const struct landscape_parameters *parameters, const struct landscape_result *result, size_t first,
                     size_t last, struct figure_panel *panel)
{
    enum { MANY = 4, MOST_MARKED = 150 };
    const bool alone = last - first == 1;
    struct figure_annotation *notes = ARENA_ROOM(arena, struct figure_annotation, MOST_MARKED + LANDSCAPE_MOST);
    for (size_t i = first; i < last; i++) {
        const struct critical_points *points = &result->critical[i];
        for (size_t k = 0; k < points->count && panel->annotation_count < MOST_MARKED; k++) {
            const struct critical_point *point = &points->items[k];
            if (!alone && point != lowest(points))
                continue;
            const char *name = alone ? critical_name(points, point) : arena_format(arena, "min of %s", parameters->names[i]);
            const size_t count = alone ? count_named(points, name) : 1;
            bool first_of_many = count > MANY;
            for (size_t j = 0; j < k && first_of_many; j++)
                first_of_many = strcmp(critical_name(points, &points->items[j]), name) != 0;
            notes[panel->annotation_count++] = (struct figure_annotation){
                .text = count <= MANY   ? name
                        : first_of_many ? plural(arena, count, name)
                                        : NULL,
                .tip = {point->at[0], parameters->plane ? point->at[1] : point->value, point->value},
                .marker = true,
            };
        }
    }
    panel->annotations = notes;
}

/* Every landscape in a panel of its own, under its formula. */
static void draw_panels(struct arena *arena, const struct landscape_parameters *parameters, const struct landscape_result *result,
                        struct figure *figure)
{
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, parameters->count);
    for (size_t i = 0; i < parameters->count; i++) {
        draw_lines(arena, parameters, result, i, i + 1, &panels[i]);
        panels[i].title = parameters->names[i];
        panels[i].x.label = panels[i].x.column = landscape_axis_name(arena, parameters, 0);
        panels[i].y.label = i ? NULL : "f(x)";
        panels[i].legend = parameters->derivatives ? SWITCH_AUTO : SWITCH_OFF; /* the title says it */
        annotate(arena, parameters, result, i, i + 1, &panels[i]);
    }
    figure->panels = panels;
    figure->panel_count = parameters->count;
    figure->alike = true;
}

/* Adds to what is said below the picture. */
static void say_below(struct buffer *note, const char *text)
{
    if (text && *text)
        buffer_format(note, "%s%s", note->length ? "; " : "", text);
}

static void add_note(struct arena *arena, const struct landscape_parameters *parameters, const struct landscape_result *result,
                     struct figure_panel *panel)
{
    struct buffer note = {.arena = arena};
    const double *values = result->values[0][0];
    say_below(&note, breaks_note(arena, landscape_breaks(parameters, result),
                                 parameters->view == VIEW_CONTOUR && result->map.cut_count >= MAP_CUTS_SEEN ? "dotted: " : ""));
    if (result->undefined && result->any && !note.length)
        say_below(&note, arena_format(arena, "%zu of %zu values undefined", result->undefined, result->columns * result->rows));
    else if (result->infinite && result->any && !note.length)
        say_below(&note, arena_format(arena, "%zu of %zu values out of range", result->infinite, result->columns * result->rows));
    bool before_zero = false; /* a curve has values there */
    for (size_t i = 0; i < result->columns && result->x[i] <= 0 && !parameters->plane; i++)
        before_zero = before_zero || isfinite(values[i]);
    if (panel->layer_count && before_zero && parameters->picture.xscale == 2)
        say_below(&note, arena_format(arena, "%s ≤ 0 is left out", panel->x.label));
    if (panel->space && panel->z.scale == SCALE_LOG && values[result->least] < 0 && values[result->greatest] > 0)
        say_below(&note, "negative values are left blank");
    panel->note = note.length ? buffer_string(&note) : NULL;
}

void landscape_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct landscape_parameters *parameters = untyped;
    const struct landscape_result *result = answer;
    figure->alternative_title = parameters->landscapes[0].readable;
    if (parameters->panels == PANELS_EACH) {
        draw_panels(arena, parameters, result, figure);
        return;
    }
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    panel->x.label = panel->x.column = landscape_axis_name(arena, parameters, 0);
    if (parameters->plane) {
        panel->y.label = panel->y.column = landscape_axis_name(arena, parameters, 1);
        draw_plane(arena, parameters, result, panel);
    } else {
        draw_lines(arena, parameters, result, 0, parameters->count, panel);
    }
    annotate(arena, parameters, result, 0, parameters->count, panel);
    add_note(arena, parameters, result, panel);
    figure->panels = panel;
    figure->panel_count = 1;
}
