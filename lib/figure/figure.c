/* Renders a figure to a file: layout, then drawing on the canvas of the format. */
#include "figure/figure.h"

#include "figure/canvas.h"
#include "figure/font.h"
#include "figure/font_set.h"
#include "figure/layout.h"
#include "figure/movie.h"
#include "figure/panel.h"
#include "figure/text.h"

#include <math.h>

static const char *font_folder = FIGURE_FONTS;

void figure_look_for_fonts(const char *folder)
{
    font_folder = folder;
}

bool figure_start(struct error *error)
{
    return font_set_start(font_folder, error) && font_start(error) && canvas_start(error);
}

uint32_t figure_missing_character(const char *text)
{
    return font_file() ? text_missing_character(text) : 0;
}

const char *figure_scripts(void)
{
    return font_set_scripts;
}

static double scale_of(const struct figure *figure)
{
    double scale = figure->scale > 0 ? figure->scale : 1;
    return fmax(1, fmin(4, scale));
}

/* A page for the finished figure and one for each moment. */
static void draw_pages(struct canvas *canvas, const struct layout *layout)
{
    struct arena *arena = canvas_arena(canvas), *page = arena_within(arena);
    const size_t frames = layout->figure->frames;
    layout_draw(canvas, layout, FIGURE_ALL);
    for (size_t k = 1; k < frames; k++) {
        arena_clear(page);
        canvas_end_page(canvas);
        layout_draw(canvas, layout_at(page, layout, (double)(k - 1) / (double)(frames - 2)), FIGURE_ALL);
    }
}

static bool turns(const struct figure *figure)
{
    for (size_t i = 0; i < figure->panel_count; i++)
        if (figure->panels[i].space && figure->panels[i].turn != 0)
            return true;
    return false;
}

/* What turns is another drawing at every moment. */
static void draw_views(struct canvas *canvas, const struct layout *layout)
{
    enum { VIEWS = 24 };
    canvas_appear(canvas, 1, 2);
    layout_draw(canvas, layout, FIGURE_ALL);
    canvas_ungroup(canvas);
    for (int i = 0; i < VIEWS; i++) {
        canvas_appear(canvas, (double)i / VIEWS, (double)(i + 1) / VIEWS);
        layout_draw(canvas, layout_at(canvas_arena(canvas), layout, (double)i / VIEWS), FIGURE_ALL);
        canvas_ungroup(canvas);
    }
}

/* Draws what a canvas without pixels shows. */
static void draw_lines(struct canvas *canvas, const struct layout *layout)
{
    const struct figure *figure = layout->figure;
    const bool moves = figure_moves(figure);
    if (figure->at_moment && moves)
        layout_draw(canvas, layout_at(canvas_arena(canvas), layout, figure->moment), FIGURE_ALL);
    else if (canvas_moves(canvas) && turns(figure))
        draw_views(canvas, layout);
    else if (figure->in_motion && moves && !canvas_moves(canvas))
        draw_pages(canvas, layout);
    else
        layout_draw(canvas, layout, FIGURE_ALL);
}

bool figure_render(const struct figure *figure, enum figure_format format, struct buffer *out, struct error *error)
{
    struct arena *arena = out->arena;
    if (!font_file())
        return error_set(error, ERROR_INTERNAL, "The figures have not been started.");
    const bool pixels = format != FIGURE_SVG && format != FIGURE_PDF;
    struct theme *theme = ARENA_NEW(arena, struct theme, 1);
    theme_choose(theme, figure, format == FIGURE_SVG);
    double scale = scale_of(figure);
    struct layout *layout = layout_make(arena, figure, pixels ? scale : 2);
    const char *title = figure->alternative_title ? figure->alternative_title : figure->title;
    struct canvas_page page = {.format = format,
                               .width = layout->width,
                               .height = layout->height,
                               .scale = scale,
                               .theme = theme,
                               .live_text = figure->live_text && format == FIGURE_SVG,
                               .moves = figure->in_motion && !figure->at_moment && figure_moves(figure),
                               .duration = figure->duration,
                               .loops = figure->loops,
                               .frames = figure->frames,
                               .title = label_clean(arena, title),
                               .description = label_clean(arena, arena_format(arena, *layout->left_out ? "%s %s" : "%s%s",
                                                                              figure->description ? figure->description : "", layout->left_out))};
    struct canvas *canvas = canvas_open(arena, &page, error);
    if (!canvas)
        return false;
    if (pixels && figure_moves(figure) && (figure->at_moment || (figure->in_motion && format != FIGURE_PNG)))
        return movie_render(canvas, layout, out, error);
    draw_lines(canvas, layout);
    return canvas_close(canvas, out, error);
}

void figure_describe_layout(const struct figure *figure, struct buffer *out)
{
    layout_describe(layout_make(out->arena, figure, scale_of(figure)), out);
}
