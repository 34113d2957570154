/* A figure as a LaTeX document that pgfplots draws: axes with the limits, ticks and places of the layout, and data in the units of the axes. It is made to be
 * read and changed, and TeX is slow: lines lose the points that could not be seen, grids are thinned, and contours are lines and areas by their coordinates. */
#include "figure/figure.h"

#include "base/number.h"
#include "figure/contour.h"
#include "figure/field.h"
#include "figure/isolines.h"
#include "figure/layout.h"
#include "figure/levels.h"
#include "figure/panel.h"
#include "figure/panel_layout.h"
#include "figure/path.h"
#include "figure/poles.h"
#include "figure/series.h"
#include "figure/tex.h"
#include "figure/theme.h"

#include <math.h>
#include <string.h>

/* Points of all lines of a panel, of a line of many, and markers; samples of a grid in each direction, and of a surface; points of all levels: TeX takes
 * some milliseconds for each. */
enum { MOST_POINTS = 3000, LEAST_POINTS = 60, MOST_SIDE = 50, MOST_SURFACE_SIDE = 36, MOST_LEVEL_POINTS = 3000 };
static const double px = 0.75; /* of a point of PostScript */

struct tex_page {
    struct buffer *out;
    struct arena *arena;
    const struct theme *theme;
    const struct layout *layout;
    const struct panel_layout *panel;
};

static void number(const struct tex_page *sheet, double value)
{
    /* pgfplots reads no more digits of a coordinate. */
    buffer_number(sheet->out, fabs(value) < 1e-300 ? 0 : number_round(value, 7));
}

static void colour(const struct tex_page *sheet, struct paint paint)
{
    const uint32_t rgb = theme_rgb(sheet->theme, paint);
    buffer_format(sheet->out, "{rgb,255:red,%u;green,%u;blue,%u}", rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
}

static void braced(const struct tex_page *sheet, const char *key, const char *text)
{
    buffer_format(sheet->out, "  %s={", key);
    tex_text(sheet->out, text);
    buffer_text(sheet->out, "},\n");
}

/* A colour of a colour map. */
static void map_colour(struct buffer *out, uint32_t rgb)
{
    buffer_format(out, " rgb255=(%u,%u,%u)", rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
}

/* --- Axes --- */

static void tick_labels(struct buffer *out, const struct axis *axis)
{
    for (size_t i = 0; i < axis->ticks.count; i++) {
        buffer_text(out, i ? ",{" : "{");
        tex_text(out, axis->ticks.labels[i]);
        buffer_text(out, "}");
    }
}

static void axis_options(const struct tex_page *sheet, char name, const struct axis *axis, const struct figure_axis *wanted)
{
    struct buffer *out = sheet->out;
    if (axis->empty)
        return;
    const bool turned = axis->limits[0] > axis->limits[1];
    buffer_format(out, "  %cmin=", name);
    number(sheet, axis->limits[turned]);
    buffer_format(out, ", %cmax=", name);
    number(sheet, axis->limits[!turned]);
    buffer_text(out, ",\n");
    if (turned)
        buffer_format(out, "  %c dir=reverse,\n", name);
    if (axis->scale == SCALE_LOG)
        buffer_format(out, "  %cmode=log,\n", name);
    buffer_format(out, "  %ctick={", name);
    for (size_t i = 0; i < axis->ticks.count; i++) {
        buffer_text(out, i ? "," : "");
        number(sheet, axis->ticks.positions[i]);
    }
    buffer_format(out, "},\n  %cticklabels={", name);
    tick_labels(out, axis);
    buffer_text(out, "},\n");
    const char *offset = axis->ticks.offset_text && *axis->ticks.offset_text ? axis->ticks.offset_text : NULL;
    if (wanted->label || offset)
        braced(sheet, arena_format(sheet->arena, "%clabel", name),
               offset ? arena_format(sheet->arena, "%s %s", wanted->label ? wanted->label : "", offset) : wanted->label);
}

static void colour_bar_options(const struct tex_page *sheet)
{
    const struct panel_layout *panel = sheet->panel;
    struct buffer *out = sheet->out;
    buffer_text(out, "  colormap={viridis}{");
    for (int i = 0; i <= 16; i++)
        map_colour(out, viridis(i / 16.0));
    buffer_text(out, " },\n  point meta min=0, point meta max=1,\n");
    if (!(panel->colour_bar.x1 > panel->colour_bar.x0))
        return;
    buffer_format(out, "  colorbar, colorbar style={at={(%.2fbp,%.2fbp)}, anchor=south west, tick pos=upper, width=%.2fbp, height=%.2fbp, ytick={",
                  px * panel->colour_bar.x0, px * (sheet->layout->height - panel->colour_bar.y1), px * (panel->colour_bar.x1 - panel->colour_bar.x0),
                  px * (panel->frame.y1 - panel->frame.y0));
    for (size_t i = 0; i < panel->z.ticks.count; i++)
        buffer_format(out, i ? ",%.5f" : "%.5f", axis_fraction(&panel->z, panel->z.ticks.positions[i]));
    buffer_text(out, "}, yticklabels={");
    tick_labels(out, &panel->z);
    buffer_text(out, "}, ylabel={");
    tex_text(out, panel->panel->z.label ? panel->panel->z.label : "");
    buffer_text(out, "}},\n");
}

/* Legends of several columns that TeX's letters may make wider than the page are set smaller: with their lines they are up to 1.4 times as wide as ours. */
static void legend_scale(const struct tex_page *sheet, bool right)
{
    static const double wider = 1.4;
    const struct box box = sheet->panel->legend.box;
    const double room = right ? box.x1 : sheet->layout->width - box.x0, wanted = wider * (box.x1 - box.x0);
    if (wanted > room && room > 0)
        buffer_format(sheet->out, ", nodes={scale=%.3f, transform shape}", room / wanted);
}

static void legend_options(const struct tex_page *sheet)
{
    const struct panel_layout *panel = sheet->panel;
    const double width = panel->frame.x1 - panel->frame.x0, height = panel->frame.y1 - panel->frame.y0;
    if (!panel->legend.count || !(width > 0 && height > 0))
        return;
    const struct box box = panel->legend.box;
    const bool beside = box.x0 >= panel->frame.x1, above = box.y1 <= panel->frame.y0;
    const bool right = !beside && box.x0 + box.x1 > panel->frame.x0 + panel->frame.x1,
               low = above || box.y0 + box.y1 > panel->frame.y0 + panel->frame.y1;
    buffer_format(sheet->out, "  legend columns=%zu, legend style={at={(%.4f,%.4f)}, anchor=%s %s, draw=", panel->legend.columns,
                  ((right ? box.x1 : box.x0) - panel->frame.x0) / width, (panel->frame.y1 - (low ? box.y1 : box.y0)) / height,
                  low ? "south" : "north", right ? "east" : "west");
    colour(sheet, paint_role(PAINT_LEGEND_EDGE));
    buffer_text(sheet->out, ", fill=background, font=\\legendfont, cells={anchor=west}");
    legend_scale(sheet, right);
    buffer_text(sheet->out, "},\n");
}

/* --- Points --- */

/* A place on the page in the units of the axes, behind an opening bracket. */
static void coordinates(const struct tex_page *sheet, struct point at)
{
    const struct panel_layout *panel = sheet->panel;
    number(sheet, axis_value(&panel->x, (at.x - panel->frame.x0) / (panel->frame.x1 - panel->frame.x0)));
    buffer_text(sheet->out, ",");
    number(sheet, axis_value(&panel->y, (panel->frame.y1 - at.y) / (panel->frame.y1 - panel->frame.y0)));
    buffer_text(sheet->out, ")");
}

/* TeX has no numbers for what is far from the frame. */
static struct box reach(const struct tex_page *sheet)
{
    const struct box frame = sheet->panel->frame;
    return box_grow(frame, 2 * (frame.y1 - frame.y0));
}

static bool is_defined(struct point at)
{
    return isfinite(at.x) && isfinite(at.y);
}

static bool is_near(const struct tex_page *sheet, struct point at)
{
    return is_defined(at) && box_contains(reach(sheet), at);
}

/* The place itself, or what is nearest to it within reach: of areas, whose edges are cut off by the frame. */
static struct point within(const struct tex_page *sheet, struct point at)
{
    const struct box box = reach(sheet);
    return (struct point){fmax(box.x0, fmin(box.x1, at.x)), fmax(box.y0, fmin(box.y1, at.y))};
}

/* Places of a line as they are written, or only counted. */
struct tex_line {
    const struct tex_page *sheet;
    bool write, broken;
    struct point last;
    size_t written;
};

static void break_line(struct tex_line *line)
{
    if (line->write && !line->broken)
        buffer_text(line->sheet->out, "\n");
    line->written += !line->broken;
    line->broken = true;
}

static void put_point(struct tex_line *line, struct point at)
{
    if (line->write) {
        buffer_text(line->sheet->out, line->broken ? "\n    " : line->written % 8 ? " " : "\n    ");
        buffer_character(line->sheet->out, '(');
        coordinates(line->sheet, at);
    }
    line->broken = false;
    line->last = at;
    line->written++;
}

static bool same(struct point a, struct point b)
{
    return a.x == b.x && a.y == b.y;
}

/* From one place to the next, as far as that is within reach; `ends`: the line does. */
static void put_segment(struct tex_line *line, struct point from, struct point to, double apart, bool ends)
{
    const struct point start = from, end = to;
    if (!box_clip_segment(reach(line->sheet), &from, &to)) {
        break_line(line);
        return;
    }
    if (!same(from, start))
        break_line(line);
    if (line->broken)
        put_point(line, from);
    const bool whole = same(to, end);
    if (!whole || ends || fabs(to.x - line->last.x) >= apart || fabs(to.y - line->last.y) >= apart)
        put_point(line, to);
    if (!whole)
        break_line(line);
}

/* Points of a line, or markers, at least `apart` px from the one before; with nothing to write them to they are counted. */
static size_t line_points(const struct tex_page *sheet, const struct figure_layer *layer, const struct point *points, double apart, bool write)
{
    struct tex_line line = {.sheet = sheet, .write = write, .broken = true, .last = {NAN, NAN}};
    const bool poles = layer->kind == LAYER_LINE && !layer->traced && !layer->times;
    for (size_t i = 0; i < layer->count; i++) {
        const bool ends = i + 1 == layer->count || !is_defined(points[i + 1]) || (poles && pole_between(layer->y, layer->count, i));
        const bool joined =
            layer->kind == LAYER_LINE && i > 0 && is_defined(points[i - 1]) && !(poles && pole_between(layer->y, layer->count, i - 1));
        if (!is_defined(points[i]))
            continue;
        if (joined)
            put_segment(&line, points[i - 1], points[i], apart, ends);
        else if (layer->kind == LAYER_LINE)
            break_line(&line);
        const bool marker = layer->kind != LAYER_LINE && !(fabs(points[i].x - line.last.x) < apart && fabs(points[i].y - line.last.y) < apart);
        if (is_near(sheet, points[i]) && ((layer->kind == LAYER_LINE && !joined && ends) || marker))
            put_point(&line, points[i]);
    }
    return line.written;
}

static double spacing_of(const struct tex_page *sheet, const struct figure_layer *layer, const struct point *points)
{
    const size_t share = MOST_POINTS / sheet->panel->panel->layer_count;
    double apart = 0.3;
    while (line_points(sheet, layer, points, apart, false) > (share > LEAST_POINTS ? share : LEAST_POINTS) && apart < 100)
        apart *= 1.4;
    return apart;
}

/* Whether the legend names the layer. */
static bool has_entry(const struct tex_page *sheet, const struct figure_layer *layer)
{
    return layer->label && sheet->panel->legend.count;
}

static void style(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn, bool line)
{
    static const char *const marks[] = {[MARKER_DOT] = "*",
                                        [MARKER_CROSS] = "x",
                                        [MARKER_PLUS] = "+",
                                        [MARKER_SQUARE] = "square*",
                                        [MARKER_TRIANGLE] = "triangle*",
                                        [MARKER_DIAMOND] = "diamond*",
                                        [MARKER_STAR] = "star"};
    static const char *const dashes[] = {
        [DASH_SOLID] = "solid", [DASH_DASHED] = "dashed", [DASH_DASHDOT] = "dashdotted", [DASH_DOTTED] = "densely dotted"};
    struct buffer *out = sheet->out;
    const enum figure_marker marker = line ? layer->style.marker : series_marker(sheet->panel, layer, turn);
    const enum figure_dash dash = layer->style.dash != DASH_AUTO        ? layer->style.dash
                                  : layer->style.colour == COLOUR_CYCLE ? cycle_dash(turn)
                                                                        : DASH_SOLID;
    buffer_text(out, "color=");
    colour(sheet, style_paint(&layer->style, turn));
    if (line)
        buffer_format(out, ", %s, line width=%.2fbp", dashes[dash],
                      (layer->style.line_width > 0 ? layer->style.line_width : 1.5) * sheet->panel->in->unit * px);
    else
        buffer_text(out, ", only marks");
    if (marker == MARKER_NONE)
        buffer_text(out, ", mark=none");
    else
        buffer_format(out, ", mark=%s, mark size=%.2fbp, mark options={solid}", marks[marker], panel_marker_size(sheet->panel, layer) / 2 * px);
    if (layer->style.opacity > 0 && layer->style.opacity < 1)
        buffer_format(out, ", opacity=%.2f", layer->style.opacity);
    if (!has_entry(sheet, layer))
        buffer_text(out, ", forget plot");
}

static void legend_entry(const struct tex_page *sheet, const struct figure_layer *layer)
{
    if (!has_entry(sheet, layer))
        return;
    buffer_text(sheet->out, "  \\addlegendentry{");
    tex_text(sheet->out, sheet->panel->legend_short && layer->short_label ? layer->short_label : layer->label);
    buffer_text(sheet->out, "}\n");
}

static void put_series(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    const struct point *points = series_points(sheet->panel, layer);
    const bool line = layer->kind == LAYER_LINE;
    buffer_text(sheet->out, "  \\addplot[");
    style(sheet, layer, turn, line);
    buffer_text(sheet->out, "] coordinates {");
    line_points(sheet, layer, points, spacing_of(sheet, layer, points), true);
    buffer_text(sheet->out, "\n  };\n");
    legend_entry(sheet, layer);
}

/* --- Areas, bars, words --- */

static struct point page(const struct tex_page *sheet, double x, double y)
{
    return panel_point(sheet->panel, x, y, 0);
}

static void path_to(const struct tex_page *sheet, struct point at, const char *before)
{
    buffer_format(sheet->out, "%s(axis cs:", before);
    coordinates(sheet, at);
}

/* A path from one place to another. `begin`: the command and its options but for the colour, which comes last. */
static void put_path(const struct tex_page *sheet, const char *begin, struct paint paint, struct point from, const char *joint, struct point to)
{
    buffer_format(sheet->out, "  %scolor=", begin);
    colour(sheet, paint);
    path_to(sheet, from, "] ");
    path_to(sheet, to, joint);
    buffer_text(sheet->out, ";\n");
}

static void put_band(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    const size_t step = layer->count > MOST_POINTS / 4 ? layer->count / (MOST_POINTS / 4) : 1;
    bool any = false;
    buffer_text(sheet->out, "  \\fill[color=");
    colour(sheet, style_paint(&layer->style, turn));
    buffer_format(sheet->out, ", opacity=%.2f] ", layer->style.opacity > 0 ? layer->style.opacity : 0.2);
    for (int back = 0; back < 2; back++)
        for (size_t k = 0; k < layer->count; k += step) {
            const size_t i = back ? (layer->count - 1) / step * step - k : k;
            const struct point at = page(sheet, layer->x[i], back ? layer->low[i] : layer->high[i]);
            if (!is_defined(at))
                continue;
            path_to(sheet, within(sheet, at), any ? " -- " : "");
            any = true;
        }
    buffer_text(sheet->out, any ? " -- cycle;\n" : ";\n");
}

static void put_bars(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    const double half = series_bar_half_width(layer);
    for (size_t i = 0; i < layer->count; i++) {
        const struct point foot = page(sheet, layer->x[i] - half, fmax(0, fmin(sheet->panel->y.limits[0], sheet->panel->y.limits[1]))),
                           top = page(sheet, layer->x[i] + half, layer->y[i]);
        if (is_defined(top) && is_defined(foot))
            put_path(sheet, "\\fill[", style_paint(&layer->style, turn), within(sheet, foot), " rectangle ", within(sheet, top));
    }
}

static void put_errors(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    for (size_t i = 0; i < layer->count; i++) {
        struct point low = page(sheet, layer->x[i], layer->low[i]), high = page(sheet, layer->x[i], layer->high[i]);
        if (is_defined(low) && is_defined(high) && box_clip_segment(reach(sheet), &low, &high))
            put_path(sheet, "\\draw[{Bar[width=4bp]}-{Bar[width=4bp]}, ", style_paint(&layer->style, turn), low, " -- ", high);
    }
    put_series(sheet, layer, turn);
}

static void put_words(const struct tex_page *sheet, const struct figure_layer *layer)
{
    for (size_t i = 0; i < layer->count; i++) {
        const struct point at = page(sheet, layer->x[i], layer->y[i]);
        if (!is_near(sheet, at))
            continue;
        path_to(sheet, at, "  \\node[font=\\tiny, inner sep=0pt] at ");
        buffer_text(sheet->out, " {");
        tex_text(sheet->out, layer->words[i]);
        buffer_text(sheet->out, "};\n");
    }
}

/* --- Grids --- */

/* Every how many rows or columns are left. */
static size_t thinning(size_t count, size_t most)
{
    return count > most ? (count + most - 1) / most : 1;
}

static double shade_of(const struct tex_page *sheet, const struct figure_layer *layer, double value)
{
    return layer->kind == LAYER_HEATMAP ? fmax(0, fmin(1, axis_fraction(&sheet->panel->z, value))) : value;
}

/* One rectangle a sample, thinned; categories and greys have colour maps of their own. */
static void put_image(const struct tex_page *sheet, const struct figure_layer *layer)
{
    struct buffer *out = sheet->out;
    const size_t row_step = thinning(layer->rows, MOST_SIDE), column_step = thinning(layer->columns, MOST_SIDE);
    const size_t columns = (layer->columns + column_step - 1) / column_step;
    double most = 1;
    for (size_t i = 0; layer->kind == LAYER_CATEGORIES && i < layer->rows * layer->columns; i++)
        most = layer->z[i] > most && layer->z[i] < CYCLE_LENGTH * 4 ? layer->z[i] : most;
    buffer_format(out, "  \\addplot[matrix plot*, mesh/cols=%zu, point meta=explicit, forget plot", columns);
    if (layer->style.opacity > 0 && layer->style.opacity < 1)
        buffer_format(out, ", opacity=%g", layer->style.opacity);
    if (layer->kind != LAYER_HEATMAP) {
        buffer_format(out, ", point meta min=0, point meta max=%g, colormap={shades}{", most);
        for (size_t k = 0; k <= (size_t)most; k++)
            map_colour(out, layer->kind == LAYER_CATEGORIES ? category_colour(k) : k ? 0x000000 : 0xf4f4f4);
        buffer_text(out, " }");
    }
    buffer_text(out, "] coordinates {");
    for (size_t row = 0; row < layer->rows; row += row_step) {
        buffer_text(out, "\n   ");
        for (size_t column = 0; column < layer->columns; column += column_step) {
            const double value = shade_of(sheet, layer, layer->z[row * layer->columns + column]);
            buffer_text(out, " (");
            number(sheet, layer->grid_x[column]);
            buffer_text(out, ",");
            number(sheet, layer->grid_y[row]);
            buffer_format(out, isfinite(value) ? ") [%.4g]" : ") [nan]", value);
        }
    }
    buffer_text(out, "\n  };\n");
    for (size_t k = 0; layer->kind == LAYER_CATEGORIES && layer->category_labels && layer->category_labels[k] && sheet->panel->legend.count; k++) {
        buffer_text(out, "  \\addlegendimage{only marks, mark=square*, color=");
        colour(sheet, paint_rgb(category_colour(k)));
        buffer_text(out, "}\\addlegendentry{");
        tex_text(out, layer->category_labels[k]);
        buffer_text(out, "}\n");
    }
}

/* A closed or open line of a level, its points at least `apart` px from each other. */
static void level_path(const struct tex_page *sheet, const struct isoline *line, double apart, bool closed)
{
    struct point last = {NAN, NAN};
    for (size_t i = 0; i < line->count; i++) {
        const struct point at = line->points[i];
        if (i && i + 1 < line->count && fabs(at.x - last.x) < apart && fabs(at.y - last.y) < apart)
            continue;
        path_to(sheet, at, i == 0 ? "\n    " : i % 6 ? " -- " : "\n    -- ");
        last = at;
    }
    buffer_text(sheet->out, closed ? " -- cycle" : "");
}

/* So that all levels together have few enough points. */
static double level_spacing(struct tracer *tracer, size_t first, size_t count, struct arena *arena)
{
    double points = 0;
    for (size_t level = first; level < first + count; level++) {
        const struct isolines lines = tracer_trace(tracer, level, arena);
        for (size_t i = 0; i < lines.count; i++)
            points += (double)lines.items[i].count;
        arena_clear(arena);
    }
    /* Nodes lie some two px apart. */
    return fmax(1.5, 3 * points / MOST_LEVEL_POINTS);
}

static void put_contours(const struct tex_page *sheet, const struct figure_layer *layer)
{
    const bool filled = layer->kind == LAYER_CONTOUR_FILLED;
    const struct levels levels = levels_choose(sheet->panel, layer);
    struct field field = field_make(sheet->panel, layer, 3.5);
    if (!field.rows)
        return;
    field_coarsen(sheet->arena, &field, thinning(field.rows > field.columns ? field.rows : field.columns, 200));
    struct arena *scratch = arena_within(sheet->arena);
    struct tracer *tracer = tracer_make(sheet->arena, &field, filled, levels.fractions, levels.count);
    const double apart = level_spacing(tracer, filled, levels.count, scratch);
    for (size_t level = 0; level < levels.count + filled; level++, arena_clear(scratch)) {
        const struct isolines lines = tracer_trace(tracer, level, scratch);
        if (!lines.count)
            continue;
        buffer_text(sheet->out, filled ? "  \\fill[color=" : "  \\draw[line width=0.6bp, color=");
        colour(sheet, filled                                ? paint_rgb(contour_band_colour(&levels, level))
                      : layer->style.colour != COLOUR_CYCLE ? style_paint(&layer->style, 0)
                                                            : ramp_paint(levels.fractions[level]));
        buffer_text(sheet->out, "]");
        if (!filled || level) {
            buffer_text(sheet->out, " % ");
            buffer_number(sheet->out, levels.values[level - filled]);
        }
        for (size_t i = 0; i < lines.count; i++)
            level_path(sheet, &lines.items[i], apart, filled || lines.items[i].closed);
        buffer_text(sheet->out, ";\n");
    }
}

/* --- Space --- */

static void triple(const struct tex_page *sheet, double x, double y, double z)
{
    const struct axis *axis = &sheet->panel->z;
    const double low = fmin(axis->limits[0], axis->limits[1]), high = fmax(axis->limits[0], axis->limits[1]);
    buffer_text(sheet->out, " (");
    number(sheet, x);
    buffer_text(sheet->out, ",");
    number(sheet, y);
    buffer_text(sheet->out, ",");
    if (isfinite(z))
        number(sheet, fmax(low, fmin(high, z)));
    else
        buffer_text(sheet->out, "nan");
    buffer_text(sheet->out, ")");
}

static void put_surface(const struct tex_page *sheet, const struct figure_layer *layer)
{
    const size_t row_step = thinning(layer->rows, MOST_SURFACE_SIDE), column_step = thinning(layer->columns, MOST_SURFACE_SIDE);
    buffer_format(sheet->out, "  \\addplot3[%s, mesh/cols=%zu, point meta=explicit, unbounded coords=jump, forget plot] coordinates {",
                  layer->kind == LAYER_SURFACE ? "surf, shader=faceted interp" : "mesh, line width=0.6bp",
                  (layer->columns + column_step - 1) / column_step);
    for (size_t row = 0; row < layer->rows; row += row_step) {
        buffer_text(sheet->out, "\n   ");
        for (size_t column = 0; column < layer->columns; column += column_step) {
            const double z = layer->z[row * layer->columns + column], fraction = axis_fraction(&sheet->panel->z, z);
            triple(sheet, layer->grid_x[column], layer->grid_y[row], z);
            buffer_format(sheet->out, " [%.4g]", isfinite(fraction) ? fmax(0, fmin(1, fraction)) : 0);
        }
    }
    buffer_text(sheet->out, "\n  };\n");
}

static void put_space_series(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    const size_t step = thinning(layer->count, MOST_POINTS);
    buffer_text(sheet->out, "  \\addplot3[");
    style(sheet, layer, turn, layer->kind == LAYER_LINE);
    buffer_text(sheet->out, "] coordinates {");
    for (size_t i = 0; i < layer->count; i += step)
        if (isfinite(layer->x[i]) && isfinite(layer->y[i]))
            triple(sheet, layer->x[i], layer->y[i], layer->z[i]);
    buffer_text(sheet->out, " };\n");
    legend_entry(sheet, layer);
}

/* --- Panels --- */

static void put_layer(const struct tex_page *sheet, size_t index)
{
    const struct figure_layer *layer = &sheet->panel->panel->layers[index];
    const size_t turn = layer_turn(sheet->panel->panel, index);
    if (layer->kind == LAYER_LINE || layer->kind == LAYER_POINTS)
        (sheet->panel->panel->space ? put_space_series : put_series)(sheet, layer, turn);
    else if (layer->kind == LAYER_BAND)
        put_band(sheet, layer, turn);
    else if (layer->kind == LAYER_BARS)
        put_bars(sheet, layer, turn);
    else if (layer->kind == LAYER_ERRORS)
        put_errors(sheet, layer, turn);
    else if (layer->kind == LAYER_WORDS)
        put_words(sheet, layer);
    else if (layer->kind == LAYER_CONTOUR || layer->kind == LAYER_CONTOUR_FILLED)
        put_contours(sheet, layer);
    else if (layer->kind == LAYER_WIREFRAME || layer->kind == LAYER_SURFACE)
        put_surface(sheet, layer);
    else
        put_image(sheet, layer);
}

/* The words of an annotation where the layout put them, and its arrow. */
static void put_notes(const struct tex_page *sheet)
{
    const struct panel_layout *panel = sheet->panel;
    for (size_t i = 0; i < panel->note_count; i++) {
        const struct placed_note *note = &panel->notes[i];
        if (!note->placed)
            continue;
        if (note->marker)
            buffer_format(sheet->out, "  \\fill[foreground] (%.2f,%.2f) circle[radius=1.8bp];\n", note->tip.x, sheet->layout->height - note->tip.y);
        if (note->arrow)
            buffer_format(sheet->out, "  \\draw[-stealth, foreground] (%.2f,%.2f) -- (%.2f,%.2f);\n", note->start.x,
                          sheet->layout->height - note->start.y, note->tip.x, sheet->layout->height - note->tip.y);
        if (!note->source->text || !*note->source->text)
            continue;
        const struct box box = note->label.box;
        buffer_format(sheet->out, "  \\node[foreground, align=center, inner sep=0pt] at (%.2f,%.2f) {", (box.x0 + box.x1) / 2,
                      sheet->layout->height - (box.y0 + box.y1) / 2);
        tex_text(sheet->out, note->source->text);
        buffer_text(sheet->out, "};\n");
    }
}

static bool has_colours(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind == LAYER_HEATMAP || panel->layers[i].kind == LAYER_CONTOUR_FILLED || panel->layers[i].kind >= LAYER_WIREFRAME)
            return true;
    return false;
}

static void put_panel(const struct tex_page *sheet)
{
    const struct panel_layout *panel = sheet->panel;
    const struct figure_panel *source = panel->panel;
    struct buffer *out = sheet->out;
    /* In space the size is that of the box with its labels. */
    const struct box box = source->space ? panel->in->cell : panel->frame;
    buffer_format(out, "\\begin{axis}[\n  at={(%.2fbp,%.2fbp)}, anchor=%s, width=%.2fbp, height=%.2fbp,\n",
                  px * (source->space ? (box.x0 + box.x1) / 2 : box.x0),
                  px * (sheet->layout->height - (source->space ? (box.y0 + box.y1) / 2 : box.y1)),
                  source->space ? "outer center" : "south west, scale only axis", px * (box.x1 - box.x0), px * (box.y1 - box.y0));
    axis_options(sheet, 'x', &panel->x, &source->x);
    axis_options(sheet, 'y', &panel->y, &source->y);
    if (source->space) {
        axis_options(sheet, 'z', &panel->z, &source->z);
        buffer_format(out, "  view={%.2f}{%.2f}, grid=major, z buffer=sort,\n", source->azimuth + 90, source->elevation);
    }
    if (has_colours(source))
        colour_bar_options(sheet);
    if (!source->space && plane_shows_grid(source))
        buffer_text(out, "  grid=major,\n");
    legend_options(sheet);
    if (source->title && *source->title)
        braced(sheet, "title", source->title);
    buffer_text(out, "]\n");
    for (size_t i = 0; i < source->layer_count; i++)
        put_layer(sheet, i);
    buffer_text(out, "\\end{axis}\n");
    put_notes(sheet);
}

static void put_title(const struct tex_page *sheet)
{
    const struct figure *figure = sheet->layout->figure;
    if (!figure->title || !*figure->title || !sheet->layout->labels.count)
        return;
    const struct box box = sheet->layout->labels.items[0].box;
    buffer_format(sheet->out, "\\node[foreground, align=center, text width=%.2fbp, font=\\titlefont] at (%.2f,%.2f) {",
                  px * sheet->layout->width * 0.96, sheet->layout->width / 2, sheet->layout->height - (box.y0 + box.y1) / 2);
    tex_text(sheet->out, figure->title);
    buffer_text(sheet->out, "};\n");
}

static void define_colour(const struct tex_page *sheet, const char *name, enum paint_role role)
{
    buffer_format(sheet->out, "\\definecolor{%s}{HTML}{%06X}\n", name, theme_rgb(sheet->theme, paint_role(role)) & 0xffffff);
}

void figure_write_pgfplots(const struct figure *figure, const char *comment, struct buffer *out)
{
    struct theme *theme = ARENA_NEW(out->arena, struct theme, 1);
    theme_choose(theme, figure, false);
    struct tex_page sheet = {.out = out, .arena = out->arena, .theme = theme, .layout = layout_make(out->arena, figure, 2)};
    tex_comment(out, comment);
    if (figure->description)
        tex_comment(out, figure->description);
    buffer_format(out, "\\documentclass{standalone}\n%s\\usepackage{pgfplots}\n\\usetikzlibrary{arrows.meta}\n\\pgfplotsset{compat=1.16}\n",
                  tex_preamble);
    define_colour(&sheet, "foreground", PAINT_TEXT);
    define_colour(&sheet, "background", PAINT_BACKGROUND);
    define_colour(&sheet, "spine", PAINT_SPINE);
    define_colour(&sheet, "gridline", PAINT_GRID);
    buffer_format(
        out,
        "\\newcommand\\figurefont{\\fontsize{%.2fbp}{%.2fbp}\\selectfont}\n\\newcommand\\titlefont{\\fontsize{%.2fbp}{%.2fbp}\\selectfont}\n"
        "\\newcommand\\legendfont{\\fontsize{%.2fbp}{%.2fbp}\\selectfont}\n",
        px * sheet.layout->size * 0.95, px * sheet.layout->size * 1.15, px * sheet.layout->size * 1.15, px * sheet.layout->size * 1.4,
        px * sheet.layout->size * 0.82, px * sheet.layout->size);
    buffer_text(out, "\\pgfplotsset{every axis/.append style={axis line style={spine}, every tick/.style={spine}, grid style={gridline}, ticklabel "
                     "style={foreground},\n"
                     "  label style={foreground, align=center}, title style={foreground, align=center}, clip mode=individual, tick align=outside, "
                     "tick pos=lower,\n"
                     "  axis background/.style={fill=background}, unbounded coords=jump, scaled ticks=false, legend style={text=foreground}, axis on "
                     "top=false}}\n");
    buffer_format(out,
                  "\\begin{document}\n\\begin{tikzpicture}[x=0.75bp, y=0.75bp, font=\\figurefont]\n\\useasboundingbox (0,0) rectangle (%.2f,%.2f);\n",
                  sheet.layout->width, sheet.layout->height);
    if (!theme->transparent)
        buffer_format(out, "\\fill[background] (0,0) rectangle (%.2f,%.2f);\n", sheet.layout->width, sheet.layout->height);
    for (size_t i = 0; i < sheet.layout->panel_count; i++) {
        sheet.panel = &sheet.layout->panels[i];
        put_panel(&sheet);
    }
    put_title(&sheet);
    buffer_text(out, "\\end{tikzpicture}\n\\end{document}\n");
}
