/* What figures are drawn on: about ten operations, behind which stand PNG, SVG and PDF. Lengths are CSS pixels, y points down.
 * Nothing here fails before canvas_close: errors are kept and told there. */
#ifndef FIGURE_CANVAS_H
#define FIGURE_CANVAS_H

#include "base/buffer.h"
#include "base/error.h"
#include "figure/path.h"
#include "figure/theme.h"

struct canvas;

struct canvas_page {
    enum figure_format format;
    double width, height, scale;
    const struct theme *theme;
    const char *title, *description; /* never null */
};

struct pen {
    struct paint paint;
    double width;
    enum figure_dash dash; /* DASH_AUTO is solid */
    bool round_caps;
};

struct text_style {
    double size, angle; /* radians, counter-clockwise */
    struct paint paint;
    double halo; /* width of a rim in the background's colour that keeps text legible on lines; 0: none */
};

/* Prepares the drawing library; once, before the first canvas. */
bool canvas_start(struct error *error);

/* A canvas of the page's size, blank or filled with the theme's background. It lives in the arena, foreign resources included. Null with an
 * error if the library refuses. */
struct canvas *canvas_open(struct arena *arena, const struct canvas_page *page, struct error *error);

/* Finishes the file and appends it to `out`; the canvas is then of no more use. */
bool canvas_close(struct canvas *canvas, struct buffer *out, struct error *error);

void canvas_fill(struct canvas *canvas, const struct path *path, struct paint paint);
void canvas_stroke(struct canvas *canvas, const struct path *path, const struct pen *pen);

/* A horizontal or vertical line, moved to pixel boundaries and as many whole pixels thick as comes nearest to the pen's width. */
void canvas_hairline(struct canvas *canvas, struct point from, struct point to, const struct pen *pen);

/* The four sides of a rectangle, as crisp as hairlines, with square corners. */
void canvas_outline(struct canvas *canvas, struct box box, const struct pen *pen);

/* One line of text whose baseline begins at `at`. */
void canvas_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style);

/* The width of one line of text, in ems. */
double canvas_text_width(struct arena *arena, const char *text);

/* Pixels 0xaarrggbb, either opaque or 0 (nothing), row after row from the top, each drawn as an even rectangle. What the array
 * holds is lost. */
void canvas_image(struct canvas *canvas, struct box box, uint32_t *pixels, uint32_t columns, uint32_t rows);

/* Until canvas_unclip nothing is drawn outside the box. They nest. */
void canvas_clip(struct canvas *canvas, struct box box);
void canvas_unclip(struct canvas *canvas);

/* What is drawn until canvas_ungroup belongs together, and is found under this name by those who edit an SVG. They nest. */
void canvas_group(struct canvas *canvas, const char *name);

/* The same, with data for programs that read the SVG: attributes as they stand in a tag, a blank before each; other formats drop them. */
void canvas_group_data(struct canvas *canvas, const char *name, const char *attributes);
void canvas_ungroup(struct canvas *canvas);

/* How many pixels lie in a unit; what is finer cannot be seen. For formats without pixels, a number that is fine enough. */
double canvas_resolution(const struct canvas *canvas);

/* The most pixels an image need have: more are neither seen nor to be sent in a format that has no pixels of its own. */
double canvas_most_image(const struct canvas *canvas);

struct arena *canvas_arena(const struct canvas *canvas);

#endif
