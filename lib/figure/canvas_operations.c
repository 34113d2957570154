/* The operations as drawing code calls them: what every format does alike (pixel boundaries, transparency) is done here, the rest by
 * the format. */
#include "figure/canvas_backend.h"

#include <math.h>

struct canvas *canvas_open(struct arena *arena, const struct canvas_page *page, struct error *error)
{
    return page->format == FIGURE_SVG ? canvas_svg_open(arena, page) : canvas_cairo_open(arena, page, error);
}

bool canvas_close(struct canvas *canvas, struct buffer *out, struct error *error)
{
    return canvas->backend->close(canvas, out, error);
}

/* What a transparent figure lies on is not known, so nothing is painted in its colour. */
static bool invisible(const struct canvas *canvas, struct paint paint)
{
    return canvas->page.theme->transparent && paint.role == PAINT_BACKGROUND;
}

void canvas_fill(struct canvas *canvas, const struct path *path, struct paint paint)
{
    arena_checkpoint(canvas->arena);
    if (path->verb_count && !invisible(canvas, paint))
        canvas->backend->fill(canvas, path, paint);
}

void canvas_stroke(struct canvas *canvas, const struct path *path, const struct pen *pen)
{
    arena_checkpoint(canvas->arena);
    if (path->verb_count && !invisible(canvas, pen->paint))
        canvas->backend->stroke(canvas, path, pen);
}

/* Moves a line `thick` device pixels wide to where its edges are pixel edges. */
static double snap(double position, double grid, double thick)
{
    return (fmod(thick, 2) == 1 ? floor(position * grid) + 0.5 : rint(position * grid)) / grid;
}

static double whole(double position, double grid)
{
    return grid > 0 ? rint(position * grid) / grid : position;
}

void canvas_hairlines(struct canvas *canvas, bool upright, const double *places, size_t count, double from, double to, const struct pen *pen)
{
    struct pen crisp = *pen;
    struct path path = {.arena = canvas->arena};
    const double across = upright ? canvas->grid_x : canvas->grid_y, along = upright ? canvas->grid_y : canvas->grid_x;
    const double thick = fmax(1, rint(pen->width * across));
    if (across > 0)
        crisp.width = thick / across;
    from = whole(from, along);
    to = whole(to, along);
    for (size_t i = 0; i < count; i++) {
        const double at = across > 0 ? snap(places[i], across, thick) : places[i];
        path_move(&path, upright ? (struct point){at, from} : (struct point){from, at});
        path_line(&path, upright ? (struct point){at, to} : (struct point){to, at});
    }
    canvas_stroke(canvas, &path, &crisp);
}

void canvas_outline(struct canvas *canvas, struct box box, const struct pen *pen)
{
    double thick_x = fmax(1, rint(pen->width * canvas->grid_x)), thick_y = fmax(1, rint(pen->width * canvas->grid_y));
    double half_x = pen->width / 2, half_y = pen->width / 2;
    if (canvas->grid_x > 0 && canvas->grid_y > 0) {
        half_x = thick_x / canvas->grid_x / 2;
        half_y = thick_y / canvas->grid_y / 2;
        box = (struct box){snap(box.x0, canvas->grid_x, thick_x), snap(box.y0, canvas->grid_y, thick_y), snap(box.x1, canvas->grid_x, thick_x),
                           snap(box.y1, canvas->grid_y, thick_y)};
    }
    double x[] = {box.x0 - half_x, box.x1 + half_x}, y[] = {box.y0 + half_y, box.y1 - half_y};
    struct box sides[] = {{x[0], box.y0 - half_y, x[1], y[0]},
                          {x[0], y[1], x[1], box.y1 + half_y},
                          {x[0], y[0], box.x0 + half_x, y[1]},
                          {box.x1 - half_x, y[0], x[1], y[1]}};
    struct path path = {.arena = canvas->arena};
    for (int i = 0; i < 4; i++)
        path_rectangle(&path, sides[i]);
    canvas_fill(canvas, &path, pen->paint);
}

void canvas_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    struct text_style shown = *style;
    if (canvas->page.theme->transparent)
        shown.halo = 0;
    if (*text)
        canvas->backend->text(canvas, text, at, &shown);
}

void canvas_image(struct canvas *canvas, struct box box, uint32_t *pixels, uint32_t columns, uint32_t rows, bool smooth)
{
    if (columns && rows)
        canvas->backend->image(canvas, box, pixels, columns, rows, smooth);
}

void canvas_clip(struct canvas *canvas, struct box box)
{
    canvas->backend->clip(canvas, box);
}

void canvas_unclip(struct canvas *canvas)
{
    canvas->backend->unclip(canvas);
}

void canvas_group(struct canvas *canvas, const char *name)
{
    canvas->backend->group(canvas, name, "");
}

void canvas_group_data(struct canvas *canvas, const char *name, const char *attributes)
{
    canvas->backend->group(canvas, name, attributes);
}

void canvas_ungroup(struct canvas *canvas)
{
    canvas->backend->ungroup(canvas);
}

static bool has_pixels(const struct canvas *canvas)
{
    return canvas->page.format != FIGURE_SVG && canvas->page.format != FIGURE_PDF;
}

double canvas_resolution(const struct canvas *canvas)
{
    return has_pixels(canvas) ? canvas->grid_x : 2;
}

double canvas_image_resolution(const struct canvas *canvas, bool smooth)
{
    return smooth && canvas->page.format == FIGURE_SVG ? 1 : canvas_resolution(canvas);
}

double canvas_most_image(const struct canvas *canvas)
{
    return has_pixels(canvas) ? INFINITY : 2e6;
}

struct arena *canvas_arena(const struct canvas *canvas)
{
    return canvas->arena;
}

void canvas_use_arena(struct canvas *canvas, struct arena *arena)
{
    canvas->arena = arena;
}

bool canvas_moves(const struct canvas *canvas)
{
    return canvas->page.moves && canvas->page.format == FIGURE_SVG;
}

size_t canvas_frames(const struct canvas *canvas)
{
    return canvas->page.frames;
}

void canvas_appear(struct canvas *canvas, double from, double until)
{
    canvas_svg_appear(canvas, from, until);
}

void canvas_grow(struct canvas *canvas, const struct path *path, const struct pen *pen, const double *times, const double *parts, size_t count)
{
    arena_checkpoint(canvas->arena);
    if (path->verb_count && !invisible(canvas, pen->paint))
        canvas_svg_grow(canvas, path, pen, times, parts, count);
}

void canvas_reveal(struct canvas *canvas, const struct path *path, double width, const double *times, const double *parts, size_t count)
{
    canvas_svg_reveal(canvas, path, width, times, parts, count);
}

void canvas_follow(struct canvas *canvas, const struct point *distances, const double *times, size_t count)
{
    canvas_svg_follow(canvas, distances, times, count);
}
