/* The finished figure is drawn first: it is the first frame, and its colours are the palette of all. */
#include "figure/movie.h"

#include "figure/canvas_backend.h"
#include "figure/panel.h"
#include "figure/reel.h"

#include <string.h>

/* A figure being filmed. */
struct film {
    struct canvas *canvas;
    const struct layout *layout;
    struct reel reel;
    struct arena *frame; /* what a frame takes */
    uint32_t *below;     /* the pixels of what lies below all that moves */
};

static size_t bytes_of(const struct raster *raster)
{
    return (size_t)raster->columns * raster->rows * sizeof *raster->pixels;
}

/* Puts the figure at a moment in place of what is on the canvas. */
static bool draw_moment(struct film *film, double moment, struct error *error)
{
    struct raster *raster = &film->reel.raster;
    arena_clear(film->frame);
    memcpy(raster->pixels, film->below, bytes_of(raster));
    canvas_changed(film->canvas);
    layout_draw(film->canvas, layout_at(film->frame, film->layout, moment), FIGURE_ABOVE);
    return canvas_raster(film->canvas, raster, error);
}

static bool add_moments(struct film *film, struct error *error)
{
    struct reel *reel = &film->reel;
    const size_t frames = reel->movie.frames, bytes = bytes_of(&reel->raster);
    uint32_t *seen = arena_room(reel->movie.out->arena, bytes, 1);
    if (!reel_add(reel, 0, NULL, error))
        return false;
    for (size_t k = 1; k < frames; k++) {
        memcpy(seen, reel->raster.pixels, bytes);
        if (!draw_moment(film, (double)(k - 1) / (double)(frames - 2), error) || !reel_add(reel, k, seen, error))
            return false;
    }
    return true;
}

static bool draw_finished(struct film *film, struct error *error)
{
    struct canvas *canvas = film->canvas;
    struct raster *raster = &film->reel.raster;
    layout_draw(canvas, film->layout, FIGURE_BELOW);
    if (!canvas_raster(canvas, raster, error))
        return false;
    film->below = arena_room(canvas_arena(canvas), bytes_of(raster), 1);
    memcpy(film->below, raster->pixels, bytes_of(raster));
    layout_draw(canvas, film->layout, FIGURE_ABOVE);
    return canvas_raster(canvas, raster, error);
}

bool movie_render(struct canvas *canvas, const struct layout *layout, struct buffer *out, struct error *error)
{
    const struct figure *figure = layout->figure;
    struct film film = {.canvas = canvas, .layout = layout, .frame = arena_within(out->arena)};
    const size_t frames = figure->at_moment ? 1 : figure->frames;
    if (!draw_finished(&film, error) || !reel_open(&film.reel, canvas->page.format, out, frames, figure->loops, figure->duration, error))
        return false;
    canvas_use_arena(canvas, film.frame);
    const bool drawn =
        figure->at_moment ? draw_moment(&film, figure->moment, error) && reel_add(&film.reel, 0, NULL, error) : add_moments(&film, error);
    canvas_use_arena(canvas, out->arena);
    return drawn && reel_close(&film.reel, error);
}
