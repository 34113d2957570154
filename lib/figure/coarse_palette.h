/* A palette of pictures whose shades are too many to be told one by one, as of surfaces of thousands of faces and the mixed pixels between them: colours
 * that agree in five bits of each channel have one entry. */
#ifndef FIGURE_COARSE_PALETTE_H
#define FIGURE_COARSE_PALETTE_H

#include "figure/palette.h"

struct coarse_palette {
    uint32_t colours[PALETTE_MOST];
    size_t size;
    unsigned char channels[3][PALETTE_MOST]; /* of the colours */
    int16_t *entries;                        /* by coarse_cell; negative: not known yet */
};

/* A palette of pixels of which alpha is not looked at. The entry of a cell is the colour that fills most of it, if one fills half; the rarest cells have
 * the entry nearest to them. False if that would show, as every third row tells: if more than one in a hundred pixels would differ by a step from a
 * neighbour that it differs from by three levels at most, as in gradual shading; or if colours are not near what stands for them. */
bool coarse_palette_make(struct arena *arena, const uint32_t *pixels, uint32_t width, uint32_t height, struct coarse_palette *palette);

/* The entry nearest to a colour, which its cell keeps. */
unsigned char coarse_palette_find(struct coarse_palette *palette, uint32_t colour);

static inline uint32_t coarse_cell(uint32_t colour)
{
    return (colour >> 9 & 0x7c00) | (colour >> 6 & 0x3e0) | (colour >> 3 & 0x1f);
}

static inline unsigned char coarse_palette_entry(struct coarse_palette *palette, uint32_t colour)
{
    const int16_t entry = palette->entries[coarse_cell(colour)];
    return entry >= 0 ? (unsigned char)entry : coarse_palette_find(palette, colour);
}

#endif
