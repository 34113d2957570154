/* What figures are drawn on: about ten operations, behind which stand pixels, SVG and PDF. Lengths are CSS pixels, y points down.
 * Nothing here fails before canvas_close, which reports the first error. */
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
    bool live_text;                  /* an SVG whose letters are characters rather than outlines */
    bool moves;                      /* an SVG that moves by its style sheet: */
    double duration;                 /* seconds, once through */
    size_t loops;                    /* 0: for ever */
    size_t frames;                   /* as finely as so many moments show it */
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

/* Upright or level lines at these places across (x or y), each from `from` to `to` along it, as one stroke: moved to pixel boundaries and as many whole
 * pixels thick as comes nearest to the pen's width. */
void canvas_hairlines(struct canvas *canvas, bool upright, const double *places, size_t count, double from, double to, const struct pen *pen);

/* The four sides of a rectangle, as crisp as hairlines, with square corners. */
void canvas_outline(struct canvas *canvas, struct box box, const struct pen *pen);

/* One line of text whose baseline begins at `at`. */
void canvas_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style);

/* The width of one line of text, in ems. */
double canvas_text_width(struct arena *arena, const char *text);

/* Pixels 0xaarrggbb, colour premultiplied by alpha, row after row from the top, each drawn as an even rectangle; if `smooth`, a viewer
 * that shows them larger may blend neighbours. What the array holds is lost. */
void canvas_image(struct canvas *canvas, struct box box, uint32_t *pixels, uint32_t columns, uint32_t rows, bool smooth);

/* Until canvas_unclip nothing is drawn outside the box. They nest. */
void canvas_clip(struct canvas *canvas, struct box box);
void canvas_unclip(struct canvas *canvas);

/* What is drawn until canvas_ungroup belongs together, and is found under this name in an editor of SVG. They nest. */
void canvas_group(struct canvas *canvas, const char *name);

/* The same, with data for programs that read the SVG: attributes as they stand in a tag, a blank before each; other formats drop them. */
void canvas_group_data(struct canvas *canvas, const char *name, const char *attributes);
void canvas_ungroup(struct canvas *canvas);

/* How many pixels lie in a unit; what is finer cannot be seen. For formats without pixels, a number that is fine enough. */
double canvas_resolution(const struct canvas *canvas);

/* The same for an image: in an SVG, viewers blend the pixels of a smooth one, so that more than those of the page need not be sent. */
double canvas_image_resolution(const struct canvas *canvas, bool smooth);

/* The most pixels an image need have: more are neither seen nor to be sent in a format that has no pixels of its own. */
double canvas_most_image(const struct canvas *canvas);

struct arena *canvas_arena(const struct canvas *canvas);

/* Whether what is drawn is to say how it moves, by the operations below. Times are parts of the whole, 0 to 1. Who has asked for less motion, and
 * programs that read no style sheets, see the finished figure. */
bool canvas_moves(const struct canvas *canvas);

/* At how many moments it is to be seen exactly. */
size_t canvas_frames(const struct canvas *canvas);

/* What is drawn until canvas_ungroup is seen from one time on until another; if that is above 1, also in the finished figure. */
void canvas_appear(struct canvas *canvas, double from, double until);

/* A stroke that has grown to `parts` (ascending, of its length) at `times` (ascending), evenly between them. */
void canvas_grow(struct canvas *canvas, const struct path *path, const struct pen *pen, const double *times, const double *parts, size_t count);

/* What is drawn until canvas_ungroup is seen where a stroke of that width along the path, which grows, has passed. */
void canvas_reveal(struct canvas *canvas, const struct path *path, double width, const double *times, const double *parts, size_t count);

/* What is drawn until canvas_ungroup is moved by these distances from its place at these times, evenly between them. */
void canvas_follow(struct canvas *canvas, const struct point *distances, const double *times, size_t count);

/* Ends a page of a PDF and begins the next, which is like the first. */
void canvas_end_page(struct canvas *canvas);

/* The pixels as they are now, of a canvas whose format has pixels. They may be written to if canvas_changed is called afterwards. False with the
 * error set if the library failed until now. */
struct raster;
bool canvas_raster(struct canvas *canvas, struct raster *raster, struct error *error);
void canvas_changed(struct canvas *canvas);

/* Has what is drawn from now on take its memory from another arena. */
void canvas_use_arena(struct canvas *canvas, struct arena *arena);

#endif
