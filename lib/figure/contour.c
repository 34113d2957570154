/* Bands are painted from the lowest up, each over all that is higher than its lower level, so no seam can show between two of them. */
#include "figure/contour.h"

#include "figure/isolines.h"
#include "figure/line_labels.h"
#include "figure/series.h"

#include <math.h>

static const double spacing = 3.5; /* px between the nodes that lines are traced through */

uint32_t contour_band_colour(const struct levels *levels, size_t below)
{
    double low = below > 0 ? levels->fractions[below - 1] : 0, high = below < levels->count ? levels->fractions[below] : 1;
    return viridis((fmax(0, fmin(1, low)) + fmax(0, fmin(1, high))) / 2);
}

/* Every how many samples are as far apart as the nodes that lines are traced through. */
static size_t step_between(double length, size_t count)
{
    return (size_t)fmax(1, fmin((double)count - 1, floor(spacing * (double)(count - 1) / length)));
}

static size_t every(const double *in, size_t count, size_t step, double *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i += step)
        out[kept++] = in[i];
    if ((count - 1) % step)
        out[kept++] = in[count - 1];
    return kept;
}

/* The layer without the samples that lie closer than the nodes: of 201 rows on 290 px, every second. Where it is cut, all are kept. */
static struct figure_layer without_close_samples(const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct figure_layer coarse = *layer;
    if (layer->rows < 2 || layer->columns < 2 || layer->cut_count || !layer->z || !layer->grid_x || !layer->grid_y)
        return coarse;
    const size_t down = step_between(box_height(panel->frame), layer->rows), across = step_between(box_width(panel->frame), layer->columns);
    if (down == 1 && across == 1)
        return coarse;
    double *x = ARENA_ROOM(panel->arena, double, layer->columns), *y = ARENA_ROOM(panel->arena, double, layer->rows);
    double *z = ARENA_ROOM(panel->arena, double, (layer->rows / down + 2) * (layer->columns / across + 2));
    coarse.columns = every(layer->grid_x, layer->columns, across, x);
    coarse.rows = every(layer->grid_y, layer->rows, down, y);
    for (size_t r = 0; r < coarse.rows; r++)
        every(layer->z + (r + 1 < coarse.rows ? r * down : layer->rows - 1) * layer->columns, layer->columns, across, z + r * coarse.columns);
    coarse.grid_x = x;
    coarse.grid_y = y;
    coarse.z = z;
    return coarse;
}

/* The field that lines are traced through: no finer than the page, nor than what is to be drawn. */
static struct field traced_field(const struct panel_layout *panel, const struct figure_layer *layer, const struct levels *levels)
{
    enum { MOST_NODES = 600 * 600 };
    const struct figure_layer coarse = without_close_samples(panel, layer);
    const struct panel_layout smooth = levels_smooth(panel);
    struct field field = field_make(&smooth, &coarse, spacing);
    const double nodes = (double)(field.rows * field.columns);
    const double step = fmax(ceil(sqrt(nodes / MOST_NODES)), ceil(levels->points / CONTOUR_MOST_POINTS));
    if (step > 1)
        field_coarsen(panel->arena, &field, (size_t)step);
    return field;
}

void contour_fill(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct levels levels = levels_choose(panel, layer);
    struct field field = traced_field(panel, layer, &levels);
    if (field.rows == 0)
        return;
    struct arena *scratch = arena_within(canvas_arena(canvas)); /* one level at a time */
    struct tracer *tracer = tracer_make(panel->arena, &field, true, levels.heights, levels.count);
    for (size_t below = 0; below <= levels.count; below++, arena_clear(scratch)) {
        struct isolines lines = tracer_trace(tracer, below, scratch);
        struct path path = {.arena = scratch};
        for (size_t i = 0; i < lines.count; i++)
            path_clipped_polygon(&path, lines.items[i].points, lines.items[i].count, box_grow(panel->frame, 2));
        canvas_fill(canvas, &path, paint_rgb(contour_band_colour(&levels, below)));
    }
}

static bool lies_on_colours(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind >= LAYER_HEATMAP && panel->layers[i].kind <= LAYER_CONTOUR_FILLED && panel->layers[i].kind != LAYER_CONTOUR)
            return true;
    return false;
}

/* Lines on colours are thin and black or white; lines on the page are coloured by height. */
static struct pen line_pen(const struct panel_layout *panel, const struct figure_layer *layer, double fraction)
{
    bool coloured_below = lies_on_colours(panel->panel);
    double width = layer->style.line_width > 0 ? layer->style.line_width : coloured_below ? 0.6 : 1.1;
    struct pen pen = {.width = width * panel->in->unit, .dash = layer->style.dash};
    if (layer->style.colour != COLOUR_CYCLE) {
        pen.paint = style_paint(&layer->style, 0);
    } else if (coloured_below) {
        pen.paint = paint_rgb(luminance(viridis(fraction)) < 0.2 ? 0xffffff : 0x000000);
        pen.paint.opacity = 0.5;
    } else {
        pen.paint = ramp_paint(fraction);
    }
    return pen;
}

static double length_of(const struct isolines *lines)
{
    double length = 0;
    for (size_t i = 0; i < lines->count; i++)
        for (size_t k = 1; k < lines->items[i].count; k++)
            length += points_apart(lines->items[i].points[k - 1], lines->items[i].points[k]);
    return length;
}

/* What the lines of a layer are traced through, and what is known of it. */
struct traced {
    struct field field;
    struct tracer *tracer;
    size_t defined; /* nodes that are numbers */
};

/* False if there is nothing to trace. */
static bool begin_tracing(const struct panel_layout *panel, const struct figure_layer *layer, const struct levels *levels, struct traced *traced)
{
    *traced = (struct traced){.field = traced_field(panel, layer, levels)};
    const size_t nodes = traced->field.rows * traced->field.columns;
    for (size_t i = 0; i < nodes; i++)
        traced->defined += !isnan(traced->field.heights[i]);
    if (nodes)
        traced->tracer = tracer_make(panel->arena, &traced->field, false, levels->heights, levels->count);
    return nodes;
}

/* Whether the two sides of what the lines of a level bound can be distinguished: not where a valley is so narrow that its two lines would
 * be one, as ragged as the samples it falls between. A region of width w has half as much area as lines times w. */
static bool is_resolved(const struct panel_layout *panel, const struct traced *traced, size_t level, const struct isolines *lines, double width)
{
    const double nodes = (double)(traced->field.rows * traced->field.columns), length = length_of(lines);
    const size_t above = tracer_above(traced->tracer, level), below = traced->defined - above;
    const double area = (double)(below < above ? below : above) / nodes * box_width(panel->frame) * box_height(panel->frame);
    return length > 12 * width && 2 * area >= 2.5 * width * length;
}

/* Draws the lines of one level; false, and nothing is drawn, if they are not `resolved` as they are to be. */
static bool draw_level(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, const struct levels *levels,
                       size_t level, const struct traced *traced, struct line_labels *labels, struct arena *scratch, bool resolved)
{
    const double fraction = levels->fractions[level];
    const struct isolines lines = tracer_trace(traced->tracer, level, scratch);
    const struct pen pen = line_pen(panel, layer, fraction);
    if (resolved && !is_resolved(panel, traced, level, &lines, pen.width))
        return false;
    struct path path = {.arena = scratch};
    for (size_t k = 0; k < lines.count; k++)
        line_labels_add(labels, &path, lines.items[k].points, lines.items[k].count, levels->labels[level], &pen, layer->rises ? fraction : 0,
                        canvas_resolution(canvas));
    const bool moves = canvas_moves(canvas) && layer->rises;
    if (moves)
        canvas_appear(canvas, fraction, 2);
    canvas_stroke(canvas, &path, &pen);
    if (moves)
        canvas_ungroup(canvas);
    return true;
}

/* Lines of equal height end at cuts: where these are is seen, too. */
static void draw_cuts(struct canvas *canvas, const struct panel_layout *panel, const struct field *field)
{
    if (!field->cuts.count)
        return;
    struct path path = {.arena = panel->arena};
    const struct isolines lines = isolines_of_cuts(panel->arena, field);
    for (size_t i = 0; i < lines.count; i++)
        path_polyline(&path, lines.items[i].points, lines.items[i].count, box_grow(panel->frame, 2), canvas_resolution(canvas));
    canvas_stroke(canvas, &path, &(struct pen){.paint = paint_role(PAINT_MUTED), .width = 0.8 * panel->in->unit, .dash = DASH_DOTTED});
}

void contour_lines(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct levels levels = levels_choose(panel, layer);
    struct traced traced;
    if (!begin_tracing(panel, layer, &levels, &traced))
        return;
    struct arena *scratch = arena_within(canvas_arena(canvas)); /* one level at a time */
    struct line_labels *labels = line_labels_begin(panel);
    draw_cuts(canvas, panel, &traced.field);
    bool any = false;
    for (int resolved = 1; resolved >= 0 && !any; resolved--) /* those that are not, only where none is */
        for (size_t i = 0; i < levels.count && !(layer->rises && levels.fractions[i] > panel->moment); i++, arena_clear(scratch))
            any = draw_level(canvas, panel, layer, &levels, i, &traced, labels, scratch, resolved) || any;
    line_labels_draw(canvas, labels);
}
