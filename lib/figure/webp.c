/* The only file that calls libwebp: pixels are packed without loss, frame by frame, and put together by its muxer. Its animation encoder
 * would look for what changed in whole pictures, which is known here. */
#include "figure/raster.h"

#include <webp/encode.h>
#include <webp/mux.h>

#include <string.h>

/* What the library takes for a picture, at most: measured as 1.1 MB and 32 bytes a pixel, of noise; for a copy of the pixels, chains and
 * references through them, histograms. */
enum { PICTURE_BYTES = 2 << 20, PIXEL_BYTES = 36, METHOD = 1, QUALITY = 30 };

struct webp {
    const struct movie *movie;
    WebPMux *mux;
    size_t held; /* bytes of frames that the muxer has copied */
};

static void release(void *resource)
{
    struct webp *webp = resource;
    WebPMuxDelete(webp->mux);
    webp->mux = NULL;
}

static void *open(const struct movie *movie, struct error *error)
{
    struct arena *arena = movie->out->arena;
    struct webp *webp = ARENA_NEW(arena, struct webp, 1);
    if (movie->columns > WEBP_MAX_DIMENSION || movie->rows > WEBP_MAX_DIMENSION) {
        error_set(error, ERROR_TOO_MUCH, "a WebP picture has at most %d pixels a side; this would have %u by %u: lower width, height or scale",
                  WEBP_MAX_DIMENSION, (unsigned)movie->columns, (unsigned)movie->rows);
        error_blame(error, movie->columns > WEBP_MAX_DIMENSION ? "width" : "height", "");
        return NULL;
    }
    *webp = (struct webp){.movie = movie};
    if (movie->frames == 1)
        return webp;
    arena_defer(arena, release, webp);
    webp->mux = WebPMuxNew();
    const WebPMuxAnimParams shown = {.bgcolor = 0, .loop_count = (int)movie->loops};
    if (!webp->mux || WebPMuxSetAnimationParams(webp->mux, &shown) != WEBP_MUX_OK ||
        WebPMuxSetCanvasSize(webp->mux, (int)movie->columns, (int)movie->rows) != WEBP_MUX_OK)
        arena_exhausted(arena);
    return webp;
}

static int append(const uint8_t *bytes, size_t length, const WebPPicture *picture)
{
    return buffer_try_bytes(picture->custom_ptr, bytes, length);
}

/* The rectangle's pixels in the library's format. In an opaque picture what is as before is transparent, which packs well. */
static uint32_t *pixels_of(struct arena *arena, const struct movie *movie, const struct movie_frame *frame)
{
    uint32_t *pixels = ARENA_ROOM(arena, uint32_t, (size_t)frame->columns * frame->rows), *at = pixels, colours[PALETTE_MOST];
    const uint32_t alpha = movie->opaque ? 0xff000000u : 0;
    for (size_t i = 0; movie->palette && i < movie->palette->size; i++)
        colours[i] = pixel_straight(movie->palette->colours[i] | alpha);
    for (uint32_t y = frame->y; y < frame->y + frame->rows; y++) {
        const size_t first = (size_t)y * movie->columns + frame->x;
        for (uint32_t x = 0; x < frame->columns; x++)
            if (movie->palette)
                *at++ =
                    movie->opaque && frame->before && frame->before[first + x] == frame->entries[first + x] ? 0 : colours[frame->entries[first + x]];
            else
                *at++ = pixel_straight(frame->pixels[first + x] | alpha);
    }
    return pixels;
}

static bool pack(const struct movie *movie, const struct movie_frame *frame, struct arena *scratch, struct buffer *packed, struct error *error)
{
    WebPConfig config;
    WebPPicture picture;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        return error_set(error, ERROR_INTERNAL, "The WebP library is of another version.");
    config.lossless = 1;
    config.exact = 1;
    config.method = METHOD;
    config.quality = QUALITY;
    picture.use_argb = 1;
    picture.width = (int)frame->columns;
    picture.height = (int)frame->rows;
    picture.argb = pixels_of(scratch, movie, frame);
    picture.argb_stride = (int)frame->columns;
    picture.writer = append;
    picture.custom_ptr = packed;
    const size_t charged = PICTURE_BYTES + PIXEL_BYTES * (size_t)frame->columns * frame->rows;
    arena_charge(scratch, charged);
    const bool done = WebPEncode(&config, &picture);
    arena_discharge(scratch, charged);
    if (!done && (picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY || picture.error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY ||
                  picture.error_code == VP8_ENC_ERROR_BAD_WRITE))
        arena_exhausted(scratch);
    return done || error_set(error, ERROR_INTERNAL, "The WebP library reports error %d.", (int)picture.error_code);
}

static bool add(void *writer, const struct movie_frame *frame, struct error *error)
{
    struct webp *webp = writer;
    struct arena *arena = webp->movie->out->arena, *scratch = arena_within(arena);
    struct buffer packed = {.arena = scratch};
    if (!webp->mux)
        return pack(webp->movie, frame, scratch, webp->movie->out, error);
    if (!pack(webp->movie, frame, scratch, &packed, error))
        return false;
    const WebPMuxFrameInfo info = {.bitstream = {(const uint8_t *)packed.data, packed.length},
                                   .x_offset = (int)frame->x,
                                   .y_offset = (int)frame->y,
                                   .duration = (int)(frame->ends - frame->begins),
                                   .id = WEBP_CHUNK_ANMF,
                                   .dispose_method = WEBP_MUX_DISPOSE_NONE,
                                   .blend_method = webp->movie->opaque ? WEBP_MUX_BLEND : WEBP_MUX_NO_BLEND};
    enum { CHUNK_BYTES = 512 };
    arena_charge(arena, packed.length + CHUNK_BYTES);
    webp->held += packed.length + CHUNK_BYTES;
    if (WebPMuxPushFrame(webp->mux, &info, 1) != WEBP_MUX_OK)
        arena_exhausted(arena);
    arena_clear(scratch);
    return true;
}

static bool close(void *writer, struct error *error)
{
    (void)error;
    struct webp *webp = writer;
    struct arena *arena = webp->movie->out->arena;
    WebPData all = {0};
    if (!webp->mux)
        return true;
    arena_charge(arena, webp->held);
    if (WebPMuxAssemble(webp->mux, &all) != WEBP_MUX_OK)
        arena_exhausted(arena);
    const bool kept = buffer_try_bytes(webp->movie->out, all.bytes, all.size);
    WebPDataClear(&all);
    release(webp);
    arena_discharge(arena, 2 * webp->held);
    if (!kept)
        arena_exhausted(arena);
    return true;
}

const struct movie_format webp_movie = {.open = open, .add = add, .close = close};
