/* The door of the room: a figure goes in, a file comes out. */
#include "figure/figure.h"

#include "figure/canvas.h"
#include "figure/font.h"
#include "figure/font_set.h"
#include "figure/layout.h"
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

void layout_draw(struct canvas *canvas, const struct layout *layout)
{
    for (size_t i = 0; i < layout->panel_count; i++)
        (layout->panels[i].panel->space ? space_draw : plane_draw)(canvas, &layout->panels[i]);
    for (size_t i = 0; i < layout->labels.count; i++)
        label_draw(canvas, &layout->labels.items[i]);
}

bool figure_render(const struct figure *figure, enum figure_format format, struct buffer *out, struct error *error)
{
    struct arena *arena = out->arena;
    if (!font_file())
        return error_set(error, ERROR_INTERNAL, "The figures have not been started.");
    struct theme *theme = ARENA_NEW(arena, struct theme, 1);
    theme_choose(theme, figure, format == FIGURE_SVG);
    double scale = scale_of(figure);
    struct layout *layout = layout_make(arena, figure, format == FIGURE_PNG ? scale : 2);
    const char *title = figure->alternative_title ? figure->alternative_title : figure->title;
    struct canvas_page page = {.format = format,
                               .width = layout->width,
                               .height = layout->height,
                               .scale = scale,
                               .theme = theme,
                               .title = label_clean(arena, title),
                               .description = label_clean(arena, arena_format(arena, *layout->left_out ? "%s %s" : "%s%s",
                                                                              figure->description ? figure->description : "", layout->left_out))};
    struct canvas *canvas = canvas_open(arena, &page, error);
    if (!canvas)
        return false;
    layout_draw(canvas, layout);
    return canvas_close(canvas, out, error);
}

void figure_describe_layout(const struct figure *figure, struct buffer *out)
{
    layout_describe(layout_make(out->arena, figure, scale_of(figure)), out);
}
