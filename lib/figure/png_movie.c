/* With three more kinds of chunk (acTL, fcTL, fdAT) a PNG moves: https://www.w3.org/TR/png-3/#apng-frame-based-animation. */
#include "figure/png_chunks.h"
#include "figure/raster.h"

#include <string.h>

/* A moving picture being written. */
struct png_movie {
    const struct movie *movie;
    uint32_t sequence; /* of the chunks about frames */
};

static void *movie_open(const struct movie *movie, struct error *error)
{
    (void)error;
    struct png_movie *png = ARENA_NEW(movie->out->arena, struct png_movie, 1);
    *png = (struct png_movie){.movie = movie};
    png_header(movie->out, movie->columns, movie->rows, movie->palette ? 3 : movie->opaque ? 2 : 6, movie->density);
    if (movie->frames > 1) {
        unsigned char control[8];
        png_put32(control, (uint32_t)movie->frames);
        png_put32(control + 4, (uint32_t)movie->loops);
        png_chunk(movie->out, "acTL", control, sizeof control);
    }
    if (movie->palette)
        png_palette(movie->out, movie->palette->colours, movie->palette->size);
    return png;
}

/* What is inside the rectangle takes the place of what was there. */
static void write_frame_control(struct png_movie *png, const struct movie_frame *frame)
{
    unsigned char control[26] = {0};
    const unsigned long delay = frame->ends - frame->begins;
    png_put32(control, png->sequence++);
    png_put32(control + 4, frame->columns);
    png_put32(control + 8, frame->rows);
    png_put32(control + 12, frame->x);
    png_put32(control + 16, frame->y);
    control[20] = (unsigned char)(delay >> 8);
    control[21] = (unsigned char)delay;
    control[22] = 1000 >> 8;
    control[23] = 1000 & 255;
    png_chunk(png->movie->out, "fcTL", control, sizeof control);
}

static bool movie_add(void *writer, const struct movie_frame *frame, struct error *error)
{
    (void)error;
    struct png_movie *png = writer;
    const struct movie *movie = png->movie;
    struct arena *scratch = arena_within(movie->out->arena);
    const size_t first = (size_t)frame->y * movie->columns + frame->x, pixel = movie->palette ? 1 : movie->opaque ? 3 : 4;
    unsigned char *rows = ARENA_ROOM(scratch, unsigned char, (pixel * frame->columns + 1) * frame->rows), *at = rows;
    if (movie->frames > 1)
        write_frame_control(png, frame);
    for (uint32_t y = 0; y < frame->rows && movie->palette; y++) {
        *at++ = PNG_FILTER_NONE;
        memcpy(at, frame->entries + first + (size_t)y * movie->columns, frame->columns);
        at += frame->columns;
    }
    if (!movie->palette)
        at += png_filter_rows(scratch, frame->pixels + first, movie->columns, frame->columns, frame->rows, movie->opaque, rows);
    size_t size;
    unsigned char *packed = png_compress(scratch, PNG_LEVEL, rows, (size_t)(at - rows), 4, &size);
    if (frame->index)
        png_put32(packed, png->sequence++);
    png_chunk(movie->out, frame->index ? "fdAT" : "IDAT", frame->index ? packed : packed + 4, frame->index ? size + 4 : size);
    arena_clear(scratch);
    return true;
}

static bool movie_close(void *writer, struct error *error)
{
    (void)error;
    const struct png_movie *png = writer;
    png_chunk(png->movie->out, "IEND", (const unsigned char *)"", 0);
    return true;
}

const struct movie_format png_movie = {.open = movie_open, .add = movie_add, .close = movie_close};
