/* Pixels to PNG. Few colours become a palette, which makes line figures small; many become true colour. Moving ones: raster.h. */
#ifndef FIGURE_PNG_H
#define FIGURE_PNG_H

#include "base/buffer.h"

#include <stdint.h>

/* `exact`: every colour is as it was, else those of a palette may stand for others that look like them. `pixels` are 0xaarrggbb with colour premultiplied by alpha, row after row; alpha is ignored if `opaque`. `density` is in pixels per
 * metre, 0 for none. The pixels are overwritten. Allocates from out->arena. */
void png_write(struct buffer *out, uint32_t *pixels, uint32_t width, uint32_t height, bool opaque, bool exact, uint32_t density);

#endif
