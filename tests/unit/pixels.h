/* Reads PNG files with cairo, which did not write them. Include it behind cmocka.h. */
#ifndef TESTS_PIXELS_H
#define TESTS_PIXELS_H

#include "base/arena.h"

#include <cairo.h>
#include <string.h>

struct png_stream {
    const char *data;
    size_t left;
};

static inline cairo_status_t png_stream_read(void *untyped, unsigned char *data, unsigned length)
{
    struct png_stream *stream = untyped;
    if (length > stream->left)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, stream->data, length);
    stream->data += length;
    stream->left -= length;
    return CAIRO_STATUS_SUCCESS;
}

/* The pixels of a PNG, 0xaarrggbb, row by row from the top. */
static inline uint32_t *png_pixels(struct arena *arena, const char *png, size_t size, size_t *width, size_t *height)
{
    struct png_stream stream = {png, size};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(png_stream_read, &stream);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    *width = (size_t)cairo_image_surface_get_width(surface);
    *height = (size_t)cairo_image_surface_get_height(surface);
    uint32_t *pixels = ARENA_NEW(arena, uint32_t, *width * *height);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (size_t y = 0; y < *height; y++)
        memcpy(pixels + y * *width, cairo_image_surface_get_data(surface) + y * stride, *width * sizeof *pixels);
    cairo_surface_destroy(surface);
    return pixels;
}

#endif
