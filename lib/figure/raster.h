/* Pixels, and the files that are made of them: stills, and moving pictures whose frames come one by one. */
#ifndef FIGURE_RASTER_H
#define FIGURE_RASTER_H

#include "base/buffer.h"
#include "base/error.h"
#include "figure/figure.h"
#include "figure/palette.h"

/* 0xaarrggbb with colour premultiplied by alpha, row after row; alpha may be anything if `opaque`. */
struct raster {
    uint32_t *pixels;
    uint32_t columns, rows;
    bool opaque;
    uint32_t density; /* pixels a metre; 0: unknown */
};

/* Appends the still as a file of a format that has pixels. The pixels are overwritten. */
bool raster_write(const struct raster *raster, enum figure_format format, struct buffer *out, struct error *error);

/* A moving picture. All of its frames have the same colours. */
struct movie {
    struct buffer *out;
    uint32_t columns, rows;
    bool opaque;
    uint32_t density;
    const struct palette *palette; /* null: true colour */
    size_t frames;
    size_t loops; /* how often it is shown; 0: for ever */
};

/* A frame: the whole of it, and the rectangle, never empty, outside of which it is like the one before. It begins at even places, as WebP requires. */
struct movie_frame {
    size_t index;
    uint32_t x, y, columns, rows;
    const unsigned char *entries, *before; /* of the palette, this frame's and those of the one before; or */
    const uint32_t *pixels;                /* without a palette */
    unsigned long begins, ends;            /* milliseconds */
};

/* What a format of moving pictures has to bring. `open` returns what the others are given; null with the error set. All memory is of the arena of
 * movie->out, and what libraries take is charged to it. */
struct movie_format {
    bool wants_palette; /* has no true colour */
    void *(*open)(const struct movie *movie, struct error *error);
    bool (*add)(void *writer, const struct movie_frame *frame, struct error *error);
    bool (*close)(void *writer, struct error *error);
};
extern const struct movie_format png_movie, gif_movie, webp_movie; /* png_movie.c, gif.c, webp.c; a PNG of one frame is a still */

#endif
