/* Mixing colours by shares of pixels, for the files that paint. */
#ifndef FIGURE_SHARES_H
#define FIGURE_SHARES_H

#include <stdint.h>

/* Four numbers of a byte times one, in 255ths, rounded. */
static inline uint32_t times(uint32_t bytes, uint32_t share)
{
    uint32_t even = (bytes & 0x00ff00ffu) * share + 0x00800080u, odd = (bytes >> 8 & 0x00ff00ffu) * share + 0x00800080u;
    even = (even + (even >> 8 & 0x00ff00ffu)) >> 8 & 0x00ff00ffu;
    odd = (odd + (odd >> 8 & 0x00ff00ffu)) & 0xff00ff00u;
    return even | odd;
}

/* Shares are rounded to as many as letters and lines need to look smooth: with all 256 the PNG of a line figure is a twentieth larger for its letters
 * alone, and with sixteen for lines by a twentieth again. */
enum { SHARES = 10 };

/* What is painted of a stroke: its colour by the rounded shares of a pixel, each with what it leaves of what is there. */
struct stroke_paint {
    uint32_t colour[SHARES], left[SHARES];
};

static inline struct stroke_paint stroke_paint(uint32_t rgb, unsigned alpha)
{
    struct stroke_paint paint;
    const uint32_t colour = times(0xff000000u | rgb, alpha);
    for (uint32_t i = 0; i < SHARES; i++) {
        paint.colour[i] = times(colour, i * 255 / (SHARES - 1));
        paint.left[i] = 255 - (paint.colour[i] >> 24);
    }
    return paint;
}

static inline void paint_share(uint32_t *pixel, const struct stroke_paint *paint, unsigned share)
{
    *pixel = paint->colour[share] + times(*pixel, paint->left[share]); /* also where it is all or nothing: that cannot be foretold */
}

#endif
