#include "figure/png_chunks.h"

#include "figure/palette.h"

#include <libdeflate.h>

void png_put32(unsigned char *into, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        into[i] = (unsigned char)(value >> (24 - 8 * i));
}

void png_chunk(struct buffer *out, const char type[4], const unsigned char *data, size_t length)
{
    unsigned char number[4];
    png_put32(number, (uint32_t)length);
    buffer_bytes(out, number, 4);
    buffer_bytes(out, type, 4);
    buffer_bytes(out, data, length);
    png_put32(number, libdeflate_crc32(libdeflate_crc32(0, type, 4), data, length));
    buffer_bytes(out, number, 4);
}

unsigned char *png_compress(struct arena *arena, int level, const unsigned char *rows, size_t length, size_t room, size_t *size)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    if (!compressor)
        arena_exhausted(arena);
    const size_t bound = libdeflate_zlib_compress_bound(compressor, length);
    unsigned char *packed = arena_try_room(arena, room + bound, 1);
    *size = packed ? libdeflate_zlib_compress(compressor, rows, length, packed + room, bound) : 0;
    libdeflate_free_compressor(compressor);
    if (!packed)
        arena_exhausted(arena);
    return packed;
}

void png_compressed_chunk(struct buffer *out, int level, const unsigned char *rows, size_t length)
{
    size_t size;
    const unsigned char *packed = png_compress(out->arena, level, rows, length, 0, &size);
    png_chunk(out, "IDAT", packed, size);
}

void png_header(struct buffer *out, uint32_t width, uint32_t height, int colour_type, uint32_t density)
{
    unsigned char data[13] = {0};
    png_put32(data, width);
    png_put32(data + 4, height);
    data[8] = 8;
    data[9] = (unsigned char)colour_type;
    buffer_bytes(out, "\x89PNG\r\n\x1a\n", 8);
    png_chunk(out, "IHDR", data, sizeof data);
    if (density) {
        unsigned char physical[9];
        png_put32(physical, density);
        png_put32(physical + 4, density);
        physical[8] = 1;
        png_chunk(out, "pHYs", physical, sizeof physical);
    }
}

void png_palette(struct buffer *out, const uint32_t *palette, size_t size)
{
    unsigned char colours[3 * PALETTE_MOST] = {0}, alphas[PALETTE_MOST];
    size_t translucent = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t colour = pixel_straight(palette[i]);
        for (int k = 0; k < 3; k++)
            colours[3 * i + (size_t)k] = (unsigned char)(colour >> (16 - 8 * k));
        alphas[i] = (unsigned char)(colour >> 24);
        if (alphas[i] != 255)
            translucent = i + 1;
    }
    png_chunk(out, "PLTE", colours, 3 * size);
    if (translucent)
        png_chunk(out, "tRNS", alphas, translucent);
}

/* A row as samples: three bytes a pixel, or four with alpha. */
static void write_samples(const uint32_t *pixels, uint32_t width, bool opaque, unsigned char *row)
{
    const size_t step = opaque ? 3 : 4;
    for (uint32_t x = 0; x < width; x++) {
        const uint32_t colour = opaque ? pixels[x] : pixel_straight(pixels[x]);
        unsigned char *into = row + x * step;
        into[0] = (unsigned char)(colour >> 16);
        into[1] = (unsigned char)(colour >> 8);
        into[2] = (unsigned char)colour;
        if (!opaque)
            into[3] = (unsigned char)(colour >> 24);
    }
}

size_t png_filter_rows(struct arena *arena, const uint32_t *pixels, size_t stride, uint32_t width, uint32_t height, bool opaque, unsigned char *rows)
{
    const size_t step = opaque ? 3 : 4, length = step * width;
    unsigned char *above = ARENA_NEW(arena, unsigned char, length), *row = ARENA_NEW(arena, unsigned char, length);
    for (uint32_t y = 0; y < height; y++) {
        unsigned char *out = rows + y * (length + 1); /* over pixels that have been read */
        write_samples(pixels + y * stride, width, opaque, row);
        *out++ = PNG_FILTER_UP;
        for (size_t i = 0; i < length; i++)
            out[i] = (unsigned char)(row[i] - above[i]);
        unsigned char *swap = above;
        above = row;
        row = swap;
    }
    return (length + 1) * height;
}
