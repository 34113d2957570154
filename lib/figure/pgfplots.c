/* A figure as a LaTeX document that pgfplots draws: axes with the limits, ticks and places of the layout, and data in the units of the axes. It is made to be
 * read and changed, and TeX takes some milliseconds for each point: layers are thinned. */
#include "figure/figure.h"

#include "figure/panel.h"
#include "figure/pgfplots_layers.h"
#include "figure/tex.h"

#include <math.h>

static void braced(const struct tex_page *sheet, const char *key, const char *text)
{
    buffer_format(sheet->out, "  %s={", key);
    tex_text(sheet->out, text);
    buffer_text(sheet->out, "},\n");
}

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
    pgfplots_number(sheet, axis->limits[turned]);
    buffer_format(out, ", %cmax=", name);
    pgfplots_number(sheet, axis->limits[!turned]);
    buffer_text(out, ",\n");
    if (turned)
        buffer_format(out, "  %c dir=reverse,\n", name);
    if (axis->scale == SCALE_LOG)
        buffer_format(out, "  %cmode=log,\n", name);
    buffer_format(out, "  %ctick={", name);
    for (size_t i = 0; i < axis->ticks.count; i++) {
        buffer_text(out, i ? "," : "");
        pgfplots_number(sheet, axis->ticks.positions[i]);
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
        pgfplots_map_colour(out, viridis(i / 16.0));
    buffer_text(out, " },\n  point meta min=0, point meta max=1,\n");
    if (!(panel->colour_bar.x1 > panel->colour_bar.x0))
        return;
    buffer_format(out, "  colorbar, colorbar style={at={(%.2fbp,%.2fbp)}, anchor=south west, tick pos=upper, width=%.2fbp, height=%.2fbp, ytick={",
                  PGFPLOTS_PX * panel->colour_bar.x0, PGFPLOTS_PX * (sheet->layout->height - panel->colour_bar.y1),
                  PGFPLOTS_PX * (panel->colour_bar.x1 - panel->colour_bar.x0), PGFPLOTS_PX * (panel->frame.y1 - panel->frame.y0));
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
    pgfplots_colour(sheet, paint_role(PAINT_LEGEND_EDGE));
    buffer_text(sheet->out, ", fill=background, font=\\legendfont, cells={anchor=west}");
    legend_scale(sheet, right);
    buffer_text(sheet->out, "},\n");
}

static pgfplots_layer *const layer_writers[] = {
    [LAYER_LINE] = pgfplots_series,      [LAYER_POINTS] = pgfplots_series,           [LAYER_BAND] = pgfplots_band,
    [LAYER_BARS] = pgfplots_bars,        [LAYER_ERRORS] = pgfplots_errors,           [LAYER_WORDS] = pgfplots_words,
    [LAYER_HEATMAP] = pgfplots_image,    [LAYER_CATEGORIES] = pgfplots_image,        [LAYER_IMAGES] = pgfplots_image,
    [LAYER_CONTOUR] = pgfplots_contours, [LAYER_CONTOUR_FILLED] = pgfplots_contours, [LAYER_WIREFRAME] = pgfplots_surface,
    [LAYER_SURFACE] = pgfplots_surface,
};

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
                  PGFPLOTS_PX * (source->space ? (box.x0 + box.x1) / 2 : box.x0),
                  PGFPLOTS_PX * (sheet->layout->height - (source->space ? (box.y0 + box.y1) / 2 : box.y1)),
                  source->space ? "outer center" : "south west, scale only axis", PGFPLOTS_PX * (box.x1 - box.x0), PGFPLOTS_PX * (box.y1 - box.y0));
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
        layer_writers[source->layers[i].kind](sheet, &source->layers[i], layer_turn(source, i));
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
                  PGFPLOTS_PX * sheet->layout->width * 0.96, sheet->layout->width / 2, sheet->layout->height - (box.y0 + box.y1) / 2);
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
        PGFPLOTS_PX * sheet.layout->size * 0.95, PGFPLOTS_PX * sheet.layout->size * 1.15, PGFPLOTS_PX * sheet.layout->size * 1.15,
        PGFPLOTS_PX * sheet.layout->size * 1.4, PGFPLOTS_PX * sheet.layout->size * 0.82, PGFPLOTS_PX * sheet.layout->size);
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
