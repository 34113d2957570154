/* Pictures that become the frames of a moving picture, one after the other, in colours that all of them share. */
#ifndef FIGURE_REEL_H
#define FIGURE_REEL_H

#include "figure/raster.h"

/* A moving picture on its way. */
struct reel {
    struct raster raster; /* the picture to be added next; the caller draws it */
    struct palette *palette;
    unsigned char *entries, *before; /* of this frame and the one before; null without a palette */
    const struct movie_format *format;
    struct movie movie;
    void *writer;
    double duration; /* milliseconds */
};

/* Begins a moving picture whose colours are those of the picture in reel->raster, shown `loops` times (0: for ever) for `duration` seconds each.
 * False with the error set. */
bool reel_open(struct reel *reel, enum figure_format format, struct buffer *out, size_t frames, size_t loops, double duration, struct error *error);

/* Adds what the raster shows as the frame of that index; `seen` is what the frame before showed, null for the first. */
bool reel_add(struct reel *reel, size_t index, const uint32_t *seen, struct error *error);

bool reel_close(struct reel *reel, struct error *error);

#endif
