/* From samples to strokes. All coordinates are cut off at the frame here, so that nothing wild reaches the canvas. */
#include "figure/series.h"

#include "base/exact.h"
#include "figure/moment.h"
#include "figure/poles.h"

#include <math.h>

static bool is_linear(const struct axis *axis)
{
    return !axis->sorted && axis->scale != SCALE_LOG;
}

/* As panel_point has them, with what is the same for all computed once: in a panel of the plane with linear axes. */
static void place_linearly(const struct panel_layout *panel, const struct figure_layer *layer, struct point *points)
{
    const double low_x = panel->x.limits[0] / 2, span_x = panel->x.limits[1] / 2 - low_x, width = box_width(panel->frame), left = panel->frame.x0;
    const double low_y = panel->y.limits[0] / 2, span_y = panel->y.limits[1] / 2 - low_y, height = box_height(panel->frame), below = panel->frame.y1;
    for (size_t i = 0; i < layer->count; i++) {
        const double across = isfinite(layer->x[i]) ? (layer->x[i] / 2 - low_x) / span_x : NAN;
        const double up = isfinite(layer->y[i]) ? (layer->y[i] / 2 - low_y) / span_y : NAN;
        points[i] = (struct point){left + across * width, below - up * height};
    }
}

struct point *series_points(const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct point *points = ARENA_NEW(panel->arena, struct point, layer->count + 1);
    const bool linear = !panel->panel->space && is_linear(&panel->x) && is_linear(&panel->y) && layer->x && layer->y;
    if (linear)
        place_linearly(panel, layer, points);
    for (size_t i = 0; !linear && i < layer->count; i++)
        points[i] = panel_point(panel, layer->x ? layer->x[i] : NAN, layer->y ? layer->y[i] : NAN, layer->z ? layer->z[i] : NAN);
    return points;
}

struct pen series_pen(const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    const struct figure_style *style = &layer->style;
    struct pen pen = {.paint = style_paint(style, turn), .dash = style->dash};
    pen.width = panel->in->unit * (style->line_width > 0 ? style->line_width : 1.5);
    if (style->dash == DASH_AUTO)
        pen.dash = style->colour == COLOUR_CYCLE && layer->kind == LAYER_LINE ? cycle_dash(turn) : DASH_SOLID;
    pen.round_caps = pen.dash == DASH_SOLID;
    return pen;
}

enum figure_marker series_marker(const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    static const double shapeless = 3; /* units: shapes of this size and less are specks, some fainter than others */
    bool needs_one = layer->kind == LAYER_POINTS || layer->kind == LAYER_ERRORS;
    if (layer->kind == LAYER_POINTS && !(layer->style.marker_size > 0) && panel_marker_size(panel, layer) <= shapeless * panel->in->unit)
        return MARKER_DOT;
    if (layer->style.marker != MARKER_NONE || !needs_one)
        return layer->style.marker;
    return layer->style.colour == COLOUR_CYCLE ? cycle_marker(turn) : MARKER_DOT;
}

static void add_star(struct path *path, struct point at, double radius)
{
    struct point corners[10];
    for (int i = 0; i < 10; i++) {
        double angle = 3.14159265358979323846 * i / 5, r = i % 2 ? 0.42 * radius : radius;
        corners[i] = (struct point){at.x + r * exact_sin(angle), at.y - r * exact_cos(angle)};
    }
    path_polygon(path, corners, 10);
}

void marker_add(struct path *filled, struct path *stroked, enum figure_marker marker, struct point at, double size)
{
    double r = size / 2, x = at.x, y = at.y;
    switch (marker) {
    case MARKER_NONE:
        break;
    case MARKER_DOT:
        path_circle(filled, at, r);
        break;
    case MARKER_CROSS:
        path_move(stroked, (struct point){x - r, y - r});
        path_line(stroked, (struct point){x + r, y + r});
        path_move(stroked, (struct point){x - r, y + r});
        path_line(stroked, (struct point){x + r, y - r});
        break;
    case MARKER_PLUS:
        path_move(stroked, (struct point){x - r, y});
        path_line(stroked, (struct point){x + r, y});
        path_move(stroked, (struct point){x, y - r});
        path_line(stroked, (struct point){x, y + r});
        break;
    case MARKER_SQUARE:
        path_rectangle(filled, (struct box){x - 0.88 * r, y - 0.88 * r, x + 0.88 * r, y + 0.88 * r});
        break;
    case MARKER_TRIANGLE:
        path_polygon(filled, (struct point[]){{x, y - 1.1 * r}, {x + r, y + 0.8 * r}, {x - r, y + 0.8 * r}}, 3);
        break;
    case MARKER_DIAMOND:
        path_polygon(filled, (struct point[]){{x, y - 1.2 * r}, {x + 0.9 * r, y}, {x, y + 1.2 * r}, {x - 0.9 * r, y}}, 4);
        break;
    case MARKER_STAR:
        add_star(filled, at, 1.25 * r);
        break;
    }
}

static void draw_marker_paths(struct canvas *canvas, const struct path *filled, const struct path *stroked, struct paint paint, double width,
                              double rim)
{
    if (rim > 0) {
        struct pen around = {.paint = paint_role(PAINT_BACKGROUND), .width = 2 * rim};
        canvas_stroke(canvas, filled, &around);
        around.width = width + 2 * rim;
        around.round_caps = true;
        canvas_stroke(canvas, stroked, &around);
    }
    canvas_fill(canvas, filled, paint);
    struct pen pen = {.paint = paint, .width = width};
    canvas_stroke(canvas, stroked, &pen);
}

/* Many dots at once: strokes of hardly any length with round ends. */
static void draw_dots(struct canvas *canvas, const struct point *points, size_t count, struct box reach, double size, struct paint paint)
{
    const double length = 0.02 * size; /* not level, so that they are strokes like others */
    const struct pen pen = {.paint = paint, .width = size, .round_caps = true};
    struct path path = {.arena = canvas_arena(canvas)};
    for (size_t i = 0; i < count; i++) {
        const struct point p = points[i];
        if (!box_contains(reach, p))
            continue;
        path_move(&path, p);
        path_line(&path, (struct point){p.x + length, p.y + length});
    }
    canvas_stroke(canvas, &path, &pen);
}

void markers_draw(struct canvas *canvas, const struct point *points, size_t count, struct box box, enum figure_marker marker, double size,
                  struct paint paint, double rim)
{
    enum { BATCH = 64 /* the drawing library takes long over paths of many parts */, MANY = 500 };
    struct arena *arena = canvas_arena(canvas);
    struct box reach = box_grow(box, size);
    struct point last = {NAN, NAN};
    if (marker == MARKER_DOT && count > MANY && rim == 0) {
        draw_dots(canvas, points, count, reach, size, paint);
        return;
    }
    for (size_t i = 0; i < count;) {
        struct path filled = {.arena = arena}, stroked = {.arena = arena};
        for (size_t batched = 0; i < count && batched < BATCH; i++) {
            struct point p = points[i];
            if (!box_contains(reach, p) || exact_hypot(p.x - last.x, p.y - last.y) < 0.02 * size)
                continue;
            marker_add(&filled, &stroked, marker, p, size);
            last = p;
            batched++;
        }
        draw_marker_paths(canvas, &filled, &stroked, paint, 0.2 * size, rim);
    }
}

static struct box drawing_box(const struct panel_layout *panel)
{
    return panel->panel->space ? panel->in->cell : panel->frame;
}

/* Where a curve comes down from sample i, or up to it, on a logarithmic axis: below the frame, at the place between two samples where it is 0. */
static struct point place_of_zero(const struct panel_layout *panel, const struct figure_layer *layer, size_t i)
{
    const double *x = layer->x + i, *y = layer->y + i;
    struct point at = panel_point(panel, x[0] + (x[1] - x[0]) * (y[0] / (y[0] - y[1])), panel->y.limits[0], NAN);
    at.y = fmax(at.y, panel->frame.y1) + box_height(panel->frame);
    return at;
}

/* The points of a curve that passes through 0 on a logarithmic axis, or touches it. */
static struct point *points_to_zero(const struct panel_layout *panel, const struct figure_layer *layer, struct point *points, size_t *count)
{
    struct point *ended = ARENA_NEW(panel->arena, struct point, 2 * layer->count + 1);
    *count = 0;
    for (size_t i = 0; i < layer->count; i++) {
        ended[(*count)++] = points[i];
        const double here = layer->y[i], next = i + 1 < layer->count ? layer->y[i + 1] : NAN;
        if ((here > 0 && next <= 0 && isfinite(next)) || (here <= 0 && next > 0 && isfinite(here)))
            ended[(*count)++] = place_of_zero(panel, layer, i);
    }
    return ended;
}

/* The points of a line with a gap at each pole. */
static struct point *broken_points(const struct panel_layout *panel, const struct figure_layer *layer, size_t *count)
{
    struct point *points = series_points(panel, layer);
    *count = layer->count;
    if (layer->traced && panel->y.scale == SCALE_LOG && !layer->times && !layer->z && layer->x && layer->y)
        return points_to_zero(panel, layer, points, count);
    if (layer->traced || layer->times || layer->z || !layer->y || !has_poles(layer->y, layer->count))
        return points;
    struct point *broken = ARENA_NEW(panel->arena, struct point, 2 * layer->count + 1);
    *count = 0;
    for (size_t i = 0; i < layer->count; i++) {
        broken[(*count)++] = points[i];
        if (pole_between(layer->y, layer->count, i))
            broken[(*count)++] = (struct point){NAN, NAN};
    }
    return broken;
}

/* A sample with undefined neighbours has no line; it is shown as a dot. */
static void draw_lone_samples(struct canvas *canvas, const struct panel_layout *panel, const struct point *points, size_t count,
                              const struct pen *pen)
{
    for (size_t i = 0; i < count; i++) {
        bool before = i > 0 && isfinite(points[i - 1].x + points[i - 1].y), after = i + 1 < count && isfinite(points[i + 1].x + points[i + 1].y);
        if (isfinite(points[i].x + points[i].y) && !before && !after)
            markers_draw(canvas, &points[i], 1, drawing_box(panel), MARKER_DOT, 2.2 * pen->width, pen->paint, 0);
    }
}

static void draw_line(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    struct pen pen = series_pen(panel, layer, turn);
    size_t count;
    struct point *points = broken_points(panel, layer, &count);
    const size_t marked = layer->times ? moment_reached(panel, layer->times, count) : count;
    if (layer->times)
        count = moment_line(panel, layer->times, points, count);
    struct path path = {.arena = canvas_arena(canvas)};
    path_polyline(&path, points, count, box_grow(drawing_box(panel), 2 * pen.width), canvas_resolution(canvas));
    canvas_stroke(canvas, &path, &pen);
    draw_lone_samples(canvas, panel, points, count, &pen);
    if (series_marker(panel, layer, turn) != MARKER_NONE)
        markers_draw(canvas, points, marked, drawing_box(panel), series_marker(panel, layer, turn), panel_marker_size(panel, layer), pen.paint, 0);
}

/* Moves a point that follows a line to where the line's head is. */
static void place_on_head(const struct panel_layout *panel, const struct figure_layer *layer, struct point *point)
{
    const struct figure_layer *line = &panel->panel->layers[layer->follows - 1];
    struct point *points = series_points(panel, line);
    const size_t count = moment_line(panel, line->times, points, line->count);
    if (count && moment_reached(panel, line->times, line->count) < line->count)
        *point = points[count - 1];
}

static void draw_markers(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    struct paint paint = style_paint(&layer->style, turn);
    double rim = panel->panel->space ? 1.2 * panel->in->unit : 0; /* a point must show among the lines of a wireframe */
    struct point *points = series_points(panel, layer);
    if (layer->follows && panel->moment < 1)
        place_on_head(panel, layer, points);
    markers_draw(canvas, points, layer->count, drawing_box(panel), series_marker(panel, layer, turn), panel_marker_size(panel, layer), paint, rim);
}

/* Fills between two curves, piece by piece where both are defined. */
static void draw_band(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    if (!layer->x || !layer->low || !layer->high)
        return;
    struct paint paint = style_paint(&layer->style, turn);
    if (layer->style.opacity <= 0)
        paint.opacity = 0.25;
    struct arena *arena = canvas_arena(canvas);
    struct path path = {.arena = arena};
    struct point *around = ARENA_NEW(arena, struct point, 2 * layer->count + 1);
    for (size_t start = 0, end; start < layer->count; start = end + 1) {
        size_t length = 0;
        for (end = start; end < layer->count; end++) {
            struct point low = panel_point(panel, layer->x[end], layer->low[end], 0), high = panel_point(panel, layer->x[end], layer->high[end], 0);
            if (!isfinite(low.x + low.y + high.y))
                break;
            around[length++] = low;
        }
        for (size_t i = end; i > start; i--)
            around[length++] = panel_point(panel, layer->x[i - 1], layer->high[i - 1], 0);
        path_clipped_polygon(&path, around, length, box_grow(panel->frame, 2));
    }
    canvas_fill(canvas, &path, paint);
}

double series_cap_half_width(const struct panel_layout *panel)
{
    return 2.5 * panel->in->unit;
}

double series_bar_half_width(const struct figure_layer *layer)
{
    double spacing = INFINITY;
    for (size_t i = 1; i < layer->count; i++)
        if (layer->x[i] != layer->x[i - 1])
            spacing = fmin(spacing, fabs(layer->x[i] - layer->x[i - 1]));
    return 0.4 * (isfinite(spacing) ? spacing : 1);
}

static void draw_bars(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    if (!layer->x || !layer->y)
        return;
    const double half = series_bar_half_width(layer);
    struct path path = {.arena = canvas_arena(canvas)};
    for (size_t i = 0; i < layer->count; i++) {
        struct point top = panel_point(panel, layer->x[i] - half, layer->y[i], 0), right = panel_point(panel, layer->x[i] + half, layer->y[i], 0);
        double foot = panel_point(panel, layer->x[i], 0, 0).y;
        if (isnan(foot)) /* a logarithmic axis has no 0: bars stand on the frame */
            foot = panel->frame.y1 + 4;
        if (!isfinite(top.x + top.y + right.x))
            continue;
        struct point corners[] = {{top.x, top.y}, {right.x, top.y}, {right.x, foot}, {top.x, foot}};
        path_clipped_polygon(&path, corners, 4, box_grow(panel->frame, 2));
    }
    canvas_fill(canvas, &path, style_paint(&layer->style, turn));
}

static void draw_errors(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    struct pen pen = series_pen(panel, layer, turn);
    pen.width = panel->in->unit * (layer->style.line_width > 0 ? layer->style.line_width : 1.2);
    pen.round_caps = false;
    struct path path = {.arena = canvas_arena(canvas)};
    double cap = series_cap_half_width(panel);
    struct box box = box_grow(panel->frame, 2 * pen.width);
    for (size_t i = 0; i < layer->count && layer->x && layer->low && layer->high; i++) {
        struct point low = panel_point(panel, layer->x[i], layer->low[i], 0), high = panel_point(panel, layer->x[i], layer->high[i], 0);
        if (isnan(low.y) && isfinite(high.x + high.y)) /* below what a logarithmic axis shows */
            low = (struct point){high.x, panel->frame.y1 + 4};
        struct point bars[][2] = {{low, high}, {{low.x - cap, low.y}, {low.x + cap, low.y}}, {{high.x - cap, high.y}, {high.x + cap, high.y}}};
        for (int k = 0; k < 3; k++)
            path_polyline(&path, bars[k], 2, box, canvas_resolution(canvas));
    }
    canvas_stroke(canvas, &path, &pen);
    draw_markers(canvas, panel, layer, turn);
}

void series_draw_layer(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    static void (*const draw[])(struct canvas *, const struct panel_layout *, const struct figure_layer *, size_t) = {
        [LAYER_LINE] = draw_line, [LAYER_POINTS] = draw_markers, [LAYER_BAND] = draw_band, [LAYER_BARS] = draw_bars, [LAYER_ERRORS] = draw_errors,
    };
    if (layer->kind < LAYER_WORDS && layer->count > 0) /* words are among the panel's labels */
        draw[layer->kind](canvas, panel, layer, turn);
}
