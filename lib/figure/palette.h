/* The few colours that stand for those of a picture. Pixels are 0xaarrggbb with colour premultiplied by alpha. */
#ifndef FIGURE_PALETTE_H
#define FIGURE_PALETTE_H

#include "base/arena.h"

#include <stdint.h>

enum { SHADES_MOST = 8192, PALETTE_MOST = 256 };

/* The distinct colours of a picture, found by hashing. */
struct shade {
    uint32_t colour, count;
    uint16_t entry; /* in the palette */
};
struct shades {
    struct shade *items;
    size_t count;
    uint16_t *slots; /* 1 + index into items, by hash */
};

struct shades shades_make(struct arena *arena);

/* Where of the 4 * SHADES_MOST slots a colour is looked for first. */
static inline uint32_t shades_slot(uint32_t colour)
{
    return (colour * 2654435761u) >> 17;
}

/* The shade of a colour, made if there is none; null if there would be more than SHADES_MOST. */
struct shade *shades_search(struct shades *shades, uint32_t colour);
static inline struct shade *shades_find(struct shades *shades, uint32_t colour)
{
    const uint16_t slot = shades->slots[shades_slot(colour)];
    return slot && shades->items[slot - 1].colour == colour ? &shades->items[slot - 1] : shades_search(shades, colour);
}

/* Whether the first of `count` pixels is all of its run, as it often is: see pixel_run. */
static inline bool pixel_is_alone(const uint32_t *pixels, size_t count, uint32_t ignored)
{
    return count == 1 || (pixels[0] | ignored) != (pixels[1] | ignored);
}

/* Where among `count` pixels, at least one, runs of the same but for the `ignored` bits begin: written to `starts`, which has room for all and one more,
 * and behind them the count. Returns how many there are. */
size_t pixel_runs(const uint32_t *pixels, size_t count, uint32_t ignored, uint32_t *starts);

/* How many of the `count` pixels, from the first on, are the same but for the `ignored` bits. */
size_t pixel_run(const uint32_t *pixels, size_t count, uint32_t ignored);

/* The pixel with its colour not premultiplied. */
uint32_t pixel_straight(uint32_t pixel);

/* Gives every shade its entry in a palette of at most PALETTE_MOST colours. Frequent colours (background, lines, areas) have an entry each. Of
 * the others, those in the same cell share one, that of the most frequent, and specks of colour, as at the edges of letters, do so in coarser
 * cells, larger ones where a first try fails; when all entries are given away, the rare colours left take the nearest. False if that would show: if one
 * of them has none near, or many none very near; never if `forced`. */
bool palette_choose(struct arena *arena, struct shades *shades, size_t pixels, bool forced, uint32_t *palette, size_t *size);

/* The palette of a picture, which other pictures like it (the frames of a motion) are then drawn with. */
struct palette {
    uint32_t colours[PALETTE_MOST];
    size_t size;
    uint32_t ignored, mask; /* bits of a pixel that may be anything; bits that are looked at */
    struct shades shades;
};

/* Null if the picture has so many colours that their merging would show; not if `forced`. */
struct palette *palette_of_pixels(struct arena *arena, const uint32_t *pixels, size_t count, uint32_t ignored, bool forced);

/* The entry nearest to a colour. */
unsigned char palette_nearest(const uint32_t *colours, size_t size, uint32_t colour);

/* The entries of pixels. A colour of the picture that the palette is of has that which png_write gives it; others the nearest. */
void palette_map(struct palette *palette, const uint32_t *pixels, size_t count, unsigned char *entries);

#endif
