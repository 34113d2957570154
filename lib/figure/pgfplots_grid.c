/* Grids are thinned, and contours are lines and areas by their coordinates. */
#include "figure/pgfplots_layers.h"

#include "figure/contour.h"
#include "figure/field.h"
#include "figure/isolines.h"
#include "figure/levels.h"
#include "figure/tex.h"

#include <math.h>

enum { MOST_SIDE = 50, MOST_SURFACE_SIDE = 36, MOST_LEVEL_POINTS = 3000 }; /* samples in each direction, and of a surface; points of all levels */

static double shade_of(const struct tex_page *sheet, const struct figure_layer *layer, double value)
{
    return layer->kind == LAYER_HEATMAP ? fmax(0, fmin(1, axis_fraction(&sheet->panel->z, value))) : value;
}

/* One rectangle a sample, thinned; categories and greys have colour maps of their own. */
void pgfplots_image(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    (void)turn;
    struct buffer *out = sheet->out;
    const size_t row_step = pgfplots_stride(layer->rows, MOST_SIDE), column_step = pgfplots_stride(layer->columns, MOST_SIDE);
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
            pgfplots_map_colour(out, layer->kind == LAYER_CATEGORIES ? category_colour(k) : k ? 0x000000 : 0xf4f4f4);
        buffer_text(out, " }");
    }
    buffer_text(out, "] coordinates {");
    for (size_t row = 0; row < layer->rows; row += row_step) {
        buffer_text(out, "\n   ");
        for (size_t column = 0; column < layer->columns; column += column_step) {
            const double value = shade_of(sheet, layer, layer->z[row * layer->columns + column]);
            buffer_text(out, " (");
            pgfplots_number(sheet, layer->grid_x[column]);
            buffer_text(out, ",");
            pgfplots_number(sheet, layer->grid_y[row]);
            buffer_format(out, isfinite(value) ? ") [%.4g]" : ") [nan]", value);
        }
    }
    buffer_text(out, "\n  };\n");
    for (size_t k = 0; layer->kind == LAYER_CATEGORIES && layer->category_labels && layer->category_labels[k] && sheet->panel->legend.count; k++) {
        buffer_text(out, "  \\addlegendimage{only marks, mark=square*, color=");
        pgfplots_colour(sheet, paint_rgb(category_colour(k)));
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
        pgfplots_path_to(sheet, at, i == 0 ? "\n    " : i % 6 ? " -- " : "\n    -- ");
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

void pgfplots_contours(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    (void)turn;
    const bool filled = layer->kind == LAYER_CONTOUR_FILLED;
    const struct levels levels = levels_choose(sheet->panel, layer);
    const struct panel_layout smooth = levels_smooth(sheet->panel);
    struct field field = field_make(&smooth, layer, 3.5);
    if (!field.rows)
        return;
    field_coarsen(sheet->arena, &field, pgfplots_stride(field.rows > field.columns ? field.rows : field.columns, 200));
    struct arena *scratch = arena_within(sheet->arena);
    struct tracer *tracer = tracer_make(sheet->arena, &field, filled, levels.heights, levels.count);
    const double apart = level_spacing(tracer, filled, levels.count, scratch);
    for (size_t level = 0; level < levels.count + filled; level++, arena_clear(scratch)) {
        const struct isolines lines = tracer_trace(tracer, level, scratch);
        if (!lines.count)
            continue;
        buffer_text(sheet->out, filled ? "  \\fill[color=" : "  \\draw[line width=0.6bp, color=");
        pgfplots_colour(sheet, filled                                ? paint_rgb(contour_band_colour(&levels, level))
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

void pgfplots_surface(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn)
{
    (void)turn;
    const size_t row_step = pgfplots_stride(layer->rows, MOST_SURFACE_SIDE), column_step = pgfplots_stride(layer->columns, MOST_SURFACE_SIDE);
    buffer_format(sheet->out, "  \\addplot3[%s, mesh/cols=%zu, point meta=explicit, unbounded coords=jump, forget plot] coordinates {",
                  layer->kind == LAYER_SURFACE ? "surf, shader=faceted interp" : "mesh, line width=0.6bp",
                  (layer->columns + column_step - 1) / column_step);
    for (size_t row = 0; row < layer->rows; row += row_step) {
        buffer_text(sheet->out, "\n   ");
        for (size_t column = 0; column < layer->columns; column += column_step) {
            const double z = layer->z[row * layer->columns + column], fraction = axis_fraction(&sheet->panel->z, z);
            pgfplots_triple(sheet, layer->grid_x[column], layer->grid_y[row], z);
            buffer_format(sheet->out, " [%.4g]", isfinite(fraction) ? fmax(0, fmin(1, fraction)) : 0);
        }
    }
    buffer_text(sheet->out, "\n  };\n");
}
