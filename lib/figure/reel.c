/* Of each frame the rectangle goes to the writer outside of which it is like the one before. */
#include "figure/reel.h"

#include <math.h>
#include <string.h>

static size_t pixels_of(const struct raster *raster)
{
    return (size_t)raster->columns * raster->rows;
}

bool reel_open(struct reel *reel, enum figure_format format, struct buffer *out, size_t frames, size_t loops, double duration, struct error *error)
{
    const struct raster *raster = &reel->raster;
    struct arena *arena = out->arena;
    reel->format = format == FIGURE_GIF ? &gif_movie : format == FIGURE_WEBP ? &webp_movie : &png_movie;
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
                                 .loops = loops};
    reel->duration = 1000 * duration;
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

bool reel_add(struct reel *reel, size_t index, const uint32_t *seen, struct error *error)
{
    const struct raster *raster = &reel->raster;
    struct movie_frame frame = {.columns = raster->columns, .rows = raster->rows};
    if (index)
        frame = find_change(raster, seen);
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

bool reel_close(struct reel *reel, struct error *error)
{
    return reel->format->close(reel->writer, error);
}
