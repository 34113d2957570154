/* TeX has no numbers for what is far from the frame, and takes some milliseconds for each point: lines are cut around the frame, and lose the points that
 * could not be seen. */
#include "figure/pgfplots_layers.h"

#include "figure/path.h"
#include "figure/poles.h"
#include "figure/series.h"
#include "figure/tex.h"

#include <math.h>

enum { MOST_POINTS = 3000, LEAST_POINTS = 60 }; /* of all lines of a panel, and markers; of a line of many */

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
        pgfplots_coordinates(line->sheet, at);
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
    pgfplots_colour(sheet, style_paint(&layer->style, turn));
    if (line)
        buffer_format(out, ", %s, line width=%.2fbp", dashes[dash],
                      (layer->style.line_width > 0 ? layer->style.line_width : 1.5) * sheet->panel->in->unit * PGFPLOTS_PX);
    else
        buffer_text(out, ", only marks");
    if (marker == MARKER_NONE)
        buffer_text(out, ", mark=none");
    else
        buffer_format(out, ", mark=%s, mark size=%.2fbp, mark options={solid}", marks[marker],
                      panel_marker_size(sheet->panel, layer) / 2 * PGFPLOTS_PX);
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

static void put_plane_series(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
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

static void put_space_series(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    const size_t step = pgfplots_stride(layer->count, MOST_POINTS);
    buffer_text(sheet->out, "  \\addplot3[");
    style(sheet, layer, turn, layer->kind == LAYER_LINE);
    buffer_text(sheet->out, "] coordinates {");
    for (size_t i = 0; i < layer->count; i += step)
        if (isfinite(layer->x[i]) && isfinite(layer->y[i]))
            pgfplots_triple(sheet, layer->x[i], layer->y[i], layer->z[i]);
    buffer_text(sheet->out, " };\n");
    legend_entry(sheet, layer);
}

void pgfplots_series(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    (sheet->panel->panel->space ? put_space_series : put_plane_series)(sheet, layer, turn);
}

static struct point place_of(const struct tex_page *sheet, double x, double y)
{
    return panel_point(sheet->panel, x, y, 0);
}

/* A path from one place to another. `begin`: the command and its options but for the colour, which comes last. */
static void put_path(const struct tex_page *sheet, const char *begin, struct paint paint, struct point from, const char *joint, struct point to)
{
    buffer_format(sheet->out, "  %scolor=", begin);
    pgfplots_colour(sheet, paint);
    pgfplots_path_to(sheet, from, "] ");
    pgfplots_path_to(sheet, to, joint);
    buffer_text(sheet->out, ";\n");
}

void pgfplots_band(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    const size_t step = layer->count > MOST_POINTS / 4 ? layer->count / (MOST_POINTS / 4) : 1;
    bool any = false;
    buffer_text(sheet->out, "  \\fill[color=");
    pgfplots_colour(sheet, style_paint(&layer->style, turn));
    buffer_format(sheet->out, ", opacity=%.2f] ", layer->style.opacity > 0 ? layer->style.opacity : 0.2);
    for (int back = 0; back < 2; back++)
        for (size_t k = 0; k < layer->count; k += step) {
            const size_t i = back ? (layer->count - 1) / step * step - k : k;
            const struct point at = place_of(sheet, layer->x[i], back ? layer->low[i] : layer->high[i]);
            if (!is_defined(at))
                continue;
            pgfplots_path_to(sheet, within(sheet, at), any ? " -- " : "");
            any = true;
        }
    buffer_text(sheet->out, any ? " -- cycle;\n" : ";\n");
}

void pgfplots_bars(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    const double half = series_bar_half_width(layer);
    for (size_t i = 0; i < layer->count; i++) {
        const struct point foot = place_of(sheet, layer->x[i] - half, fmax(0, fmin(sheet->panel->y.limits[0], sheet->panel->y.limits[1]))),
                           top = place_of(sheet, layer->x[i] + half, layer->y[i]);
        if (is_defined(top) && is_defined(foot))
            put_path(sheet, "\\fill[", style_paint(&layer->style, turn), within(sheet, foot), " rectangle ", within(sheet, top));
    }
}

void pgfplots_errors(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    for (size_t i = 0; i < layer->count; i++) {
        struct point low = place_of(sheet, layer->x[i], layer->low[i]), high = place_of(sheet, layer->x[i], layer->high[i]);
        if (is_defined(low) && is_defined(high) && box_clip_segment(reach(sheet), &low, &high))
            put_path(sheet, "\\draw[{Bar[width=4bp]}-{Bar[width=4bp]}, ", style_paint(&layer->style, turn), low, " -- ", high);
    }
    put_plane_series(sheet, layer, turn);
}

void pgfplots_words(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    (void)turn;
    for (size_t i = 0; i < layer->count; i++) {
        const struct point at = place_of(sheet, layer->x[i], layer->y[i]);
        if (!is_near(sheet, at))
            continue;
        pgfplots_path_to(sheet, at, "  \\node[font=\\tiny, inner sep=0pt] at ");
        buffer_text(sheet->out, " {");
        tex_text(sheet->out, layer->words[i]);
        buffer_text(sheet->out, "};\n");
    }
}
