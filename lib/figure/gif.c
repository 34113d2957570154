/* The only file that calls giflib. Pixels that did not change since the last frame are transparent, which packs well; where the picture itself is
 * transparent, each frame is a whole one, as GIF cannot restore what an earlier frame covered. Times are in hundredths of a second, and browsers take less than two of them for ten. */
#include "figure/raster.h"

#include <gif_lib.h>

#include <string.h>

/* The library's tables (a hash of 8,192 codes of four bytes, buffers, colour maps), its structs, and malloc's own. */
enum { LIBRARY_BYTES = 96 << 10, LEAST_HUNDREDTHS = 2, OPAQUE_ENOUGH = 128 };

struct gif {
    const struct movie *movie;
    GifFileType *file;
    ColorMapObject *map;
    int clear;                           /* the entry that is transparent, or −1 */
    unsigned char entries[PALETTE_MOST]; /* of this file for those of the palette */
    unsigned char *row;
    bool out_of_memory, dropped; /* after the file is given up, what is still written is discarded */
};

static int append(GifFileType *file, const GifByteType *bytes, int length)
{
    struct gif *gif = file->UserData;
    if (!gif->dropped && !buffer_try_bytes(gif->movie->out, bytes, (size_t)length))
        gif->out_of_memory = true;
    return gif->out_of_memory ? 0 : length;
}

static void release(void *resource)
{
    struct gif *gif = resource;
    int ignored;
    gif->dropped = true;
    if (gif->file)
        EGifCloseFile(gif->file, &ignored);
    if (gif->map)
        GifFreeMapObject(gif->map);
    gif->file = NULL;
    gif->map = NULL;
}

static bool fail(struct gif *gif, struct error *error)
{
    const int code = gif->file ? gif->file->Error : E_GIF_ERR_NOT_ENOUGH_MEM;
    if (gif->out_of_memory || code == E_GIF_ERR_NOT_ENOUGH_MEM)
        arena_exhausted(gif->movie->out->arena);
    return error_set(error, ERROR_INTERNAL, "The GIF library reports: %s.", GifErrorString(code));
}

/* The palette with one entry that is transparent: a free one, else that of the rarest colour, for which the nearest stands in. */
static bool make_map(struct gif *gif)
{
    const struct palette *palette = gif->movie->palette;
    GifColorType colours[PALETTE_MOST];
    memset(colours, 0, sizeof colours);
    const size_t size = palette->size < PALETTE_MOST ? palette->size : PALETTE_MOST - 1;
    gif->clear = (int)size;
    for (size_t i = 0; i < palette->size; i++) {
        const uint32_t colour = pixel_straight(palette->colours[i] | palette->ignored);
        gif->entries[i] = (unsigned char)(colour >> 24 < OPAQUE_ENOUGH ? size
                                          : i < size                   ? i
                                                                       : palette_nearest(palette->colours, size, palette->colours[i]));
        if (i < size)
            colours[i] = (GifColorType){(GifByteType)(colour >> 16), (GifByteType)(colour >> 8), (GifByteType)colour};
    }
    int bits = 1;
    while (1 << bits <= gif->clear)
        bits++;
    gif->map = GifMakeMapObject(1 << bits, colours);
    return gif->map;
}

static bool put_loops(GifFileType *file, size_t loops)
{
    /* Viewers show it once, and then as often as said here. */
    const unsigned again = (unsigned)(loops ? loops - 1 : 0);
    const unsigned char count[3] = {1, (unsigned char)again, (unsigned char)(again >> 8)};
    return EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE) != GIF_ERROR && EGifPutExtensionBlock(file, 11, "NETSCAPE2.0") != GIF_ERROR &&
           EGifPutExtensionBlock(file, 3, count) != GIF_ERROR && EGifPutExtensionTrailer(file) != GIF_ERROR;
}

static void *open(const struct movie *movie, struct error *error)
{
    struct arena *arena = movie->out->arena;
    struct gif *gif = ARENA_NEW(arena, struct gif, 1);
    int code = 0;
    *gif = (struct gif){.movie = movie, .row = ARENA_NEW(arena, unsigned char, movie->columns)};
    arena_charge(arena, LIBRARY_BYTES);
    arena_defer(arena, release, gif);
    gif->file = EGifOpen(gif, append, &code);
    if (!gif->file || !make_map(gif)) {
        fail(gif, error);
        return NULL;
    }
    EGifSetGifVersion(gif->file, true);
    if (EGifPutScreenDesc(gif->file, (int)movie->columns, (int)movie->rows, 8, 0, gif->map) == GIF_ERROR ||
        (movie->frames > 1 && movie->loops != 1 && !put_loops(gif->file, movie->loops))) {
        fail(gif, error);
        return NULL;
    }
    return gif;
}

static bool put_control(struct gif *gif, const struct movie_frame *frame)
{
    const unsigned long hundredths = (frame->ends + 5) / 10 - (frame->begins + 5) / 10;
    const GraphicsControlBlock control = {.DisposalMode = gif->movie->opaque ? DISPOSE_DO_NOT : DISPOSE_BACKGROUND,
                                          .DelayTime = (int)(hundredths > LEAST_HUNDREDTHS ? hundredths : LEAST_HUNDREDTHS),
                                          .TransparentColor = gif->clear};
    GifByteType bytes[4];
    EGifGCBToExtension(&control, bytes);
    return EGifPutExtension(gif->file, GRAPHICS_EXT_FUNC_CODE, sizeof bytes, bytes) != GIF_ERROR;
}

static bool add(void *writer, const struct movie_frame *frame, struct error *error)
{
    struct gif *gif = writer;
    const struct movie *movie = gif->movie;
    const bool opaque = movie->opaque;
    const uint32_t x0 = opaque ? frame->x : 0, y0 = opaque ? frame->y : 0, columns = opaque ? frame->columns : movie->columns,
                   rows = opaque ? frame->rows : movie->rows;
    if ((movie->frames > 1 || !opaque) && !put_control(gif, frame))
        return fail(gif, error);
    if (EGifPutImageDesc(gif->file, (int)x0, (int)y0, (int)columns, (int)rows, false, NULL) == GIF_ERROR)
        return fail(gif, error);
    for (uint32_t y = y0; y < y0 + rows; y++) {
        const unsigned char *entries = frame->entries + (size_t)y * movie->columns + x0;
        const unsigned char *before = frame->before && opaque ? frame->before + (size_t)y * movie->columns + x0 : NULL;
        for (uint32_t x = 0; x < columns; x++)
            gif->row[x] = before && before[x] == entries[x] ? (unsigned char)gif->clear : gif->entries[entries[x]];
        if (EGifPutLine(gif->file, gif->row, (int)columns) == GIF_ERROR)
            return fail(gif, error);
    }
    return true;
}

static bool close(void *writer, struct error *error)
{
    struct gif *gif = writer;
    int code = 0;
    const bool closed = EGifCloseFile(gif->file, &code) != GIF_ERROR;
    gif->file = NULL;
    release(gif);
    if (gif->out_of_memory)
        arena_exhausted(gif->movie->out->arena);
    arena_discharge(gif->movie->out->arena, LIBRARY_BYTES);
    return closed || error_set(error, ERROR_INTERNAL, "The GIF library reports: %s.", GifErrorString(code));
}

const struct movie_format gif_movie = {.wants_palette = true, .open = open, .add = add, .close = close};
