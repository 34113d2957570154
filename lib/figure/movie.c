/* The finished figure is drawn first: it is the first frame, and its colours are the palette of all. */
#include "figure/movie.h"

#include "figure/canvas_backend.h"
#include "figure/panel.h"
#include "figure/raster.h"

#include <math.h>
#include <string.h>

/* A moving picture on its way. */
struct reel {
    struct canvas *canvas;
    const struct layout *layout;
    struct raster raster;
    struct arena *frame; /* what a frame takes */
    uint32_t *below;     /* the pixels of what lies below all that moves */
    uint32_t *seen;      /* of the frame before */
    struct palette *palette;
    unsigned char *entries, *before; /* of this frame and the one before; null without a palette */
    const struct movie_format *format;
    struct movie movie;
    void *writer;
    double duration; /* milliseconds */
};

static size_t pixels_of(const struct raster *raster)
{
    return (size_t)raster->columns * raster->rows;
}

/* Readies the writer for pictures with the colours of those in the raster. */
static bool open_writer(struct reel *reel, struct buffer *out, size_t frames, struct error *error)
{
    const struct raster *raster = &reel->raster;
    const struct figure *figure = reel->layout ? reel->layout->figure : NULL;
    struct arena *arena = out->arena;
    reel->palette = palette_of_pixels(arena, raster->pixels, pixels_of(raster), raster->opaque ? 0xff000000u : 0, reel->format->wants_palette);
    if (reel->palette) {
        reel->entries = ARENA_ROOM(arena, unsigned char, pixels_of(raster));
        reel->before = ARENA_ROOM(arena, unsigned char, pixels_of(raster));
    }
    reel->movie = (struct movie){.out = out,
                                 .columns = raster->columns,
                                 .rows = raster->rows,
                                 .opaque = raster->opaque,
                                 .density = raster->density,
                                 .palette = reel->palette,
                                 .frames = frames,
                                 .loops = figure ? figure->loops : 1};
    reel->duration = figure ? 1000 * figure->duration : 0;
    reel->writer = reel->format->open(&reel->movie, error);
    return reel->writer;
}

/* The least rectangle from even places on outside of which two pictures agree; of one pixel where they agree everywhere. */
static struct movie_frame find_change(const struct raster *raster, const uint32_t *seen)
{
    const size_t columns = raster->columns, bytes = columns * sizeof *seen;
    struct movie_frame change = {.columns = 1, .rows = 1};
    uint32_t first = raster->rows, last = 0, left = raster->columns, right = 0;
    for (uint32_t y = 0; y < raster->rows; y++) {
        const uint32_t *now = raster->pixels + y * columns, *then = seen + y * columns;
        if (!memcmp(now, then, bytes))
            continue;
        first = first < y ? first : y;
        last = y;
        uint32_t from = 0, to = raster->columns - 1;
        while (from < left && now[from] == then[from])
            from++;
        while (to > right && now[to] == then[to])
            to--;
        left = from < left ? from : left;
        right = to > right ? to : right;
    }
    if (first == raster->rows)
        return change;
    left &= ~1u;
    first &= ~1u;
    change = (struct movie_frame){.x = left, .y = first, .columns = right - left + 1, .rows = last - first + 1};
    return change;
}

/* Brings what the raster shows as the frame of that index. */
static bool add_frame(struct reel *reel, size_t index, struct error *error)
{
    const struct raster *raster = &reel->raster;
    struct movie_frame frame = {.columns = raster->columns, .rows = raster->rows};
    if (index)
        frame = find_change(raster, reel->seen);
    for (uint32_t y = frame.y; y < frame.y + frame.rows && reel->palette; y++) {
        const size_t first = (size_t)y * raster->columns + frame.x;
        if (index)
            memcpy(reel->before + first, reel->entries + first, frame.columns);
        palette_map(reel->palette, raster->pixels + first, frame.columns, reel->entries + first);
    }
    frame.index = index;
    frame.entries = reel->entries;
    frame.before = index ? reel->before : NULL;
    frame.pixels = raster->pixels;
    frame.begins = (unsigned long)lrint(reel->duration * (double)index / (double)reel->movie.frames);
    frame.ends = (unsigned long)lrint(reel->duration * (double)(index + 1) / (double)reel->movie.frames);
    return reel->format->add(reel->writer, &frame, error);
}

/* Puts the figure at a moment in place of what is on the canvas. */
static bool draw_moment(struct reel *reel, double moment, struct error *error)
{
    arena_clear(reel->frame);
    memcpy(reel->raster.pixels, reel->below, pixels_of(&reel->raster) * sizeof *reel->below);
    canvas_changed(reel->canvas);
    layout_draw(reel->canvas, layout_at(reel->frame, reel->layout, moment), FIGURE_ABOVE);
    return canvas_raster(reel->canvas, &reel->raster, error);
}

static bool add_moments(struct reel *reel, struct error *error)
{
    const size_t frames = reel->movie.frames;
    const size_t bytes = pixels_of(&reel->raster) * sizeof *reel->seen;
    reel->seen = arena_room(reel->movie.out->arena, bytes, 1);
    if (!add_frame(reel, 0, error))
        return false;
    for (size_t k = 1; k < frames; k++) {
        memcpy(reel->seen, reel->raster.pixels, bytes);
        if (!draw_moment(reel, (double)(k - 1) / (double)(frames - 2), error) || !add_frame(reel, k, error))
            return false;
    }
    return true;
}

static bool draw_finished(struct reel *reel, struct error *error)
{
    struct canvas *canvas = reel->canvas;
    struct arena *arena = canvas_arena(canvas);
    layout_draw(canvas, reel->layout, FIGURE_BELOW);
    if (!canvas_raster(canvas, &reel->raster, error))
        return false;
    reel->below = ARENA_ROOM(arena, uint32_t, pixels_of(&reel->raster));
    memcpy(reel->below, reel->raster.pixels, pixels_of(&reel->raster) * sizeof *reel->below);
    layout_draw(canvas, reel->layout, FIGURE_ABOVE);
    return canvas_raster(canvas, &reel->raster, error);
}

bool movie_render(struct canvas *canvas, const struct layout *layout, struct buffer *out, struct error *error)
{
    const struct figure *figure = layout->figure;
    struct reel reel = {.canvas = canvas, .layout = layout, .format = movie_format_of(canvas->page.format), .frame = arena_within(out->arena)};
    const size_t frames = figure->at_moment ? 1 : figure->frames;
    if (!draw_finished(&reel, error) || !open_writer(&reel, out, frames, error))
        return false;
    canvas_use_arena(canvas, reel.frame);
    const bool drawn = figure->at_moment ? draw_moment(&reel, figure->moment, error) && add_frame(&reel, 0, error) : add_moments(&reel, error);
    canvas_use_arena(canvas, out->arena);
    return drawn && reel.format->close(reel.writer, error);
}

bool movie_write_still(const struct raster *raster, enum figure_format format, struct buffer *out, struct error *error)
{
    struct reel reel = {.raster = *raster, .format = movie_format_of(format)};
    return open_writer(&reel, out, 1, error) && add_frame(&reel, 0, error) && reel.format->close(reel.writer, error);
}
