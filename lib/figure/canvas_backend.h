/* What a file format has to bring to be drawn on. canvas.c has those of cairo, canvas_svg.c writes SVG itself. */
#ifndef FIGURE_CANVAS_BACKEND_H
#define FIGURE_CANVAS_BACKEND_H

#include "figure/canvas.h"

struct canvas_backend {
    void (*fill)(struct canvas *canvas, const struct path *path, struct paint paint);
    void (*stroke)(struct canvas *canvas, const struct path *path, const struct pen *pen);
    void (*text)(struct canvas *canvas, const char *text, struct point at, const struct text_style *style);
    void (*image)(struct canvas *canvas, struct box box, uint32_t *pixels, uint32_t columns, uint32_t rows, bool smooth);
    void (*clip)(struct canvas *canvas, struct box box);
    void (*unclip)(struct canvas *canvas);
    void (*group)(struct canvas *canvas, const char *name, const char *attributes);
    void (*ungroup)(struct canvas *canvas);
    bool (*close)(struct canvas *canvas, struct buffer *out, struct error *error);
};

/* The part all canvases share, at the beginning of each. */
struct canvas {
    const struct canvas_backend *backend;
    struct arena *arena;
    struct canvas_page page;
    double grid_x, grid_y; /* device pixels a unit; 0: the format has none */
};

/* Formats of pixels, and PDF; null with an error if the library refuses. */
struct canvas *canvas_cairo_open(struct arena *arena, const struct canvas_page *page, struct error *error);

/* How an SVG moves: see canvas.h. */
void canvas_svg_appear(struct canvas *canvas, double from, double until);
void canvas_svg_grow(struct canvas *canvas, const struct path *path, const struct pen *pen, const double *times, const double *parts, size_t count);
void canvas_svg_reveal(struct canvas *canvas, const struct path *path, double width, const double *times, const double *parts, size_t count);
void canvas_svg_follow(struct canvas *canvas, const struct point *distances, const double *times, size_t count);

struct canvas *canvas_svg_open(struct arena *arena, const struct canvas_page *page);

#endif
