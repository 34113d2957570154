/* Drawn on the figures' canvas, not as a figure: there are no axes, and the caret under a formula has to hit its character in a font whose
 * letters are not all as wide. */
#include "server/exchange/problem_picture.h"

#include "base/text.h"
#include "figure/canvas.h"
#include "figure/label.h"

#include <string.h>

static const double width = 630, height = 350, margin = 24, heading_size = 18, text_size = 14, line_height = 20;
enum { MOST_LINES_EACH = 4 };

/* Where the next line goes, and the line that a caret would point into. */
struct cursor {
    struct canvas *canvas;
    double y;
    const char *above;
    double above_size;
};

static void draw_line(struct cursor *cursor, const char *line, double size, enum paint_role role)
{
    const struct text_style style = {.size = size, .paint = paint_role(role)};
    canvas_text(cursor->canvas, line, (struct point){margin, cursor->y}, &style);
    cursor->y += line_height;
}

static bool is_caret(const char *line)
{
    const char *at = line + strspn(line, " ");
    return at[0] == '^' && !at[1];
}

/* The caret under the character that has as many before it as there are blanks before the caret. */
static void draw_caret(struct cursor *cursor, const char *line)
{
    struct arena *arena = canvas_arena(cursor->canvas);
    const char *start = cursor->above, *before = start;
    for (size_t column = strspn(line, " "); column && *before; column--)
        text_next(&before);
    const char *behind = before;
    text_next(&behind);
    const double left = canvas_text_width(arena, arena_copy(arena, start, (size_t)(before - start)));
    const double pointed = canvas_text_width(arena, arena_copy(arena, before, (size_t)(behind - before)));
    const struct text_style style = {.size = text_size, .paint = paint_role(PAINT_RED)};
    const double middle = margin + (left + pointed / 2) * cursor->above_size;
    /* The font's '^' hangs high in its line, which puts it right under the formula. */
    canvas_text(cursor->canvas, "^", (struct point){middle - canvas_text_width(arena, "^") * text_size / 2, cursor->y - 4}, &style);
    cursor->y += line_height;
}

/* A line that is pointed into must stay one line: it is set smaller if it has to. */
static void draw_pointed(struct cursor *cursor, const char *line)
{
    const double wide = canvas_text_width(canvas_arena(cursor->canvas), line) * text_size, room = width - 2 * margin;
    cursor->above = line;
    cursor->above_size = wide > room ? text_size * room / wide : text_size;
    draw_line(cursor, line, cursor->above_size, PAINT_TEXT);
}

static void draw_text(struct cursor *cursor, const char *text)
{
    struct arena *arena = canvas_arena(cursor->canvas);
    const struct label lines = label_make(arena, text);
    for (size_t i = 0; i < lines.line_count; i++) {
        if (cursor->y > height - margin) {
            draw_line(cursor, "…", text_size, PAINT_MUTED);
            return;
        }
        if (is_caret(lines.lines[i]) && cursor->above) {
            draw_caret(cursor, lines.lines[i]);
        } else if (i + 1 < lines.line_count && is_caret(lines.lines[i + 1])) {
            draw_pointed(cursor, lines.lines[i]);
        } else {
            const struct label broken = label_break(arena, lines.lines[i], (width - 2 * margin) / text_size, MOST_LINES_EACH);
            for (size_t k = 0; k < broken.line_count; k++)
                draw_line(cursor, broken.lines[k], text_size, PAINT_TEXT);
        }
    }
}

bool problem_picture(const char *heading, const char *text, enum figure_format format, struct buffer *out, struct error *error)
{
    struct arena *arena = out->arena;
    const struct figure figure = {.theme = THEME_AUTO};
    struct theme *theme = ARENA_NEW(arena, struct theme, 1);
    theme_choose(theme, &figure, format == FIGURE_SVG);
    const struct canvas_page page = {.format = format,
                                     .width = width,
                                     .height = height,
                                     .scale = 1,
                                     .theme = theme,
                                     .title = label_clean(arena, heading),
                                     .description = label_clean(arena, text)};
    struct cursor cursor = {.canvas = canvas_open(arena, &page, error), .y = margin + heading_size};
    if (!cursor.canvas)
        return false;
    draw_line(&cursor, heading, heading_size, PAINT_RED);
    cursor.y += line_height / 2;
    draw_text(&cursor, page.description);
    return canvas_close(cursor.canvas, out, error);
}
