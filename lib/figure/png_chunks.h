/* The chunks a PNG needs, compressed by libdeflate: several times as fast as libpng, and smaller. */
#ifndef FIGURE_PNG_CHUNKS_H
#define FIGURE_PNG_CHUNKS_H

#include "base/buffer.h"

#include <stdint.h>

/* How hard is searched for what comes again. By the fifth level line figures are 2 % smaller, and take 6 % longer as a whole. */
enum { PNG_LEVEL = 4 };

enum png_filter { PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP };

/* Four bytes, the highest first. */
void png_put32(unsigned char *into, uint32_t value);

void png_chunk(struct buffer *out, const char type[4], const unsigned char *data, size_t length);

/* Packs rows behind `room` bytes that are left free. */
unsigned char *png_compress(struct arena *arena, int level, const unsigned char *rows, size_t length, size_t room, size_t *size);

/* Packed rows as the chunk IDAT. */
void png_compressed_chunk(struct buffer *out, int level, const unsigned char *rows, size_t length);

/* The signature and what stands before all else; `density` in pixels per metre, 0 for none. */
void png_header(struct buffer *out, uint32_t width, uint32_t height, int colour_type, uint32_t density);

void png_palette(struct buffer *out, const uint32_t *palette, size_t size);

/* `height` rows of `width` pixels that are `stride` apart, as differences from the row above; returns how many bytes they take. True colour is what
 * surfaces have, whose faces are higher than wide: packed alike, rastrigin's is 4 % smaller by this than where each row has the filter that leaves the
 * least sum of magnitudes, and himmelblau's 3 %. The rows may take the place of the pixels, where a row is no longer than its pixels. */
size_t png_filter_rows(struct arena *arena, const uint32_t *pixels, size_t stride, uint32_t width, uint32_t height, bool opaque, unsigned char *rows);

#endif
