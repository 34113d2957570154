/* Line figures have a few hues and many shades of antialiasing between them; those shades are merged until 256 are left, as long as the
 * difference cannot be seen. */
#include "figure/palette.h"

#include <emmintrin.h>

#include <stdlib.h>
#include <string.h>

enum {
    TABLE = 4 * SHADES_MOST, /* slots: shades_slot has 15 bits */
    FEW = 64,
    NEAR = 20,
    FAR = 64,
    SPECK = 6,
    LARGE_SPECK = 60 /* of a picture of many shades, as of dots on a map of heights */
};

struct shades shades_make(struct arena *arena)
{
    return (struct shades){.items = ARENA_ROOM(arena, struct shade, SHADES_MOST), .slots = ARENA_NEW(arena, uint16_t, TABLE)};
}

/* The entry of a colour, made if there is none; null if there would be more than `most`. */
static struct shade *find(struct shades *shades, uint32_t colour, size_t most)
{
    uint32_t slot = shades_slot(colour);
    while (shades->slots[slot]) {
        struct shade *shade = &shades->items[shades->slots[slot] - 1];
        if (shade->colour == colour)
            return shade;
        slot = (slot + 1) % TABLE;
    }
    if (shades->count == most)
        return NULL;
    struct shade *shade = &shades->items[shades->count++];
    *shade = (struct shade){.colour = colour};
    shades->slots[slot] = (uint16_t)shades->count;
    return shade;
}

struct shade *shades_search(struct shades *shades, uint32_t colour)
{
    return find(shades, colour, SHADES_MOST);
}

uint32_t pixel_straight(uint32_t pixel)
{
    uint32_t alpha = pixel >> 24;
    if (alpha == 255)
        return pixel;
    if (alpha == 0)
        return 0;
    uint32_t result = alpha << 24;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t value = ((pixel >> shift & 255) * 255 + alpha / 2) / alpha;
        result |= (value > 255 ? 255 : value) << shift;
    }
    return result;
}

/* Which of the sixteen pixels from here on differ from the one before them, as bits. */
static inline uint64_t changes(const uint32_t *pixels, __m128i ignored)
{
    __m128i same[4];
    for (int i = 0; i < 4; i++) {
        const __m128i before = _mm_loadu_si128((const __m128i *)(const void *)(pixels + 4 * i - 1));
        const __m128i here = _mm_loadu_si128((const __m128i *)(const void *)(pixels + 4 * i));
        same[i] = _mm_cmpeq_epi32(_mm_or_si128(before, ignored), _mm_or_si128(here, ignored));
    }
    const __m128i all = _mm_packs_epi16(_mm_packs_epi32(same[0], same[1]), _mm_packs_epi32(same[2], same[3]));
    return ~(uint64_t)_mm_movemask_epi8(all) & 0xffffu;
}

/* How long runs are cannot be foretold: that is found for 64 pixels at a time, without a branch for each. */
size_t pixel_runs(const uint32_t *pixels, size_t count, uint32_t ignored, uint32_t *starts)
{
    enum { BLOCK = 64 };
    const __m128i bits = _mm_set1_epi32((int)ignored);
    size_t found = 1, at = 1;
    starts[0] = 0;
    for (; at + BLOCK <= count; at += BLOCK) {
        const uint32_t *here = pixels + at;
        uint64_t left = changes(here, bits) | changes(here + 16, bits) << 16 | changes(here + 32, bits) << 32 | changes(here + 48, bits) << 48;
        for (; left; left &= left - 1)
            starts[found++] = (uint32_t)at + (uint32_t)__builtin_ctzll(left);
    }
    for (; at < count; at++)
        if ((pixels[at] | ignored) != (pixels[at - 1] | ignored))
            starts[found++] = (uint32_t)at;
    starts[found] = (uint32_t)count;
    return found;
}

/* Long stretches go by blocks. */
size_t pixel_run(const uint32_t *pixels, size_t count, uint32_t ignored)
{
    enum { BLOCK = 16, SHORT = 4 };
    const uint32_t first = pixels[0] | ignored;
    size_t length = 1;
    while (length < SHORT && length < count && (pixels[length] | ignored) == first)
        length++;
    if (length < SHORT)
        return length;
    for (uint32_t different = 0; length + BLOCK <= count; length += BLOCK) {
        for (size_t i = 0; i < BLOCK; i++)
            different |= (pixels[length + i] | ignored) ^ first;
        if (different)
            break;
    }
    while (length < count && (pixels[length] | ignored) == first)
        length++;
    return length;
}

static int more_frequent(const void *a, const void *b)
{
    const struct shade *x = *(struct shade *const *)a, *y = *(struct shade *const *)b;
    return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : (x > y) - (x < y);
}

/* The shades from the most frequent on; of equals, the one met first. Rare ones, of which there are thousands, are sorted by counting. */
static struct shade **by_frequency(struct arena *arena, const struct shades *shades)
{
    enum { RARE = 256 };
    size_t starts[RARE + 1] = {0}, frequent = 0;
    struct shade **order = ARENA_NEW(arena, struct shade *, shades->count);
    for (size_t i = 0; i < shades->count; i++)
        if (shades->items[i].count < RARE)
            starts[shades->items[i].count]++;
        else
            order[frequent++] = &shades->items[i];
    qsort(order, frequent, sizeof *order, more_frequent);
    for (size_t count = RARE, next = frequent; count-- > 0;) {
        const size_t found = starts[count];
        starts[count] = next;
        next += found;
    }
    for (size_t i = 0; i < shades->count; i++)
        if (shades->items[i].count < RARE)
            order[starts[shades->items[i].count]++] = &shades->items[i];
    return order;
}

static int channel_distance(uint32_t a, uint32_t b)
{
    int most = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        int difference = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
        most = difference > most ? difference : most;
    }
    return most;
}

/* The entry nearest to a colour; returns how far that is. */
static int nearest_entry(const uint32_t *palette, size_t size, uint32_t colour, uint16_t *entry)
{
    int least = 256;
    for (size_t i = 0; i < size && least > 1; i++) {
        int distance = channel_distance(palette[i], colour);
        if (distance < least) {
            least = distance;
            *entry = (uint16_t)i;
        }
    }
    return least;
}

/* Colours that agree in what is left of every channel share a cell. */
enum { CELLS_FINE, CELLS_COARSE, CELLS };
static const uint32_t cell_masks[CELLS] = {0xf8f8f8f8u, 0xf0f0f0f0u};

/* A palette in which shades of more than `speck` pixels share fine cells only, and those of more than `most_strained` are given a colour that is near. */
static bool choose(struct arena *arena, struct shades *shades, struct shade *const *order, size_t pixels, size_t speck, size_t most_strained,
                   bool forced, uint32_t *palette, size_t *size)
{
    size_t strained = 0, frequent = shades->count <= FEW ? 0 : pixels / 2000;
    struct shades cells = {.items = ARENA_ROOM(arena, struct shade, CELLS * shades->count), .slots = ARENA_NEW(arena, uint16_t, TABLE)};
    *size = 0;
    for (size_t i = 0; i < shades->count; i++) {
        struct shade *shade = order[i], *cell[CELLS];
        for (int k = 0; k < CELLS; k++)
            cell[k] = find(&cells, shade->colour & cell_masks[k], CELLS * shades->count);
        const struct shade *shared = cell[shade->count > speck ? CELLS_FINE : CELLS_COARSE];
        if (shade->count < frequent && shared->count) {
            shade->entry = shared->entry;
        } else if (*size < PALETTE_MOST) {
            shade->entry = (uint16_t)*size;
            palette[(*size)++] = shade->colour;
        } else {
            int distance = nearest_entry(palette, *size, shade->colour, &shade->entry);
            strained += distance > NEAR ? shade->count : 0;
            if (!forced && (distance > FAR || (distance > NEAR && shade->count > most_strained) || strained > pixels / 250))
                return false;
        }
        for (int k = 0; k < CELLS; k++)
            if (!cell[k]->count++)
                cell[k]->entry = shade->entry;
    }
    return true;
}

/* How many pixels are in larger specks: were they most, as in shaded surfaces, their merging would show. */
static size_t in_large_specks(const struct shades *shades)
{
    size_t pixels = 0;
    for (size_t i = 0; i < shades->count; i++)
        pixels += shades->items[i].count > SPECK && shades->items[i].count <= LARGE_SPECK ? shades->items[i].count : 0;
    return pixels;
}

bool palette_choose(struct arena *arena, struct shades *shades, size_t pixels, bool forced, uint32_t *palette, size_t *size)
{
    struct shade **order = by_frequency(arena, shades);
    return choose(arena, shades, order, pixels, SPECK, SPECK, forced, palette, size) ||
           (in_large_specks(shades) <= pixels / 10 && choose(arena, shades, order, pixels, LARGE_SPECK, 2 * SPECK, forced, palette, size));
}

/* Counts the colours, read through the mask; false if there are too many. */
static bool count_colours(struct palette *palette, const uint32_t *pixels, size_t count)
{
    for (size_t at = 0, length; at < count; at += length) {
        length = pixel_run(pixels + at, count - at, palette->ignored);
        struct shade *shade = shades_find(&palette->shades, (pixels[at] & palette->mask) | palette->ignored);
        if (!shade)
            return false;
        shade->count += (uint32_t)length;
    }
    return true;
}

struct palette *palette_of_pixels(struct arena *arena, const uint32_t *pixels, size_t count, uint32_t ignored, bool forced)
{
    static const uint32_t masks[] = {0xffffffffu, 0xf8f8f8f8u, 0xf0f0f0f0u};
    struct palette *palette = ARENA_NEW(arena, struct palette, 1);
    palette->ignored = ignored;
    for (size_t i = 0; i < (forced ? sizeof masks / sizeof *masks : 1); i++) {
        palette->mask = masks[i];
        palette->shades = shades_make(arena);
        if (count_colours(palette, pixels, count))
            return palette_choose(arena, &palette->shades, count, forced, palette->colours, &palette->size) ? palette : NULL;
    }
    return NULL;
}

unsigned char palette_nearest(const uint32_t *colours, size_t size, uint32_t colour)
{
    uint16_t entry = 0;
    nearest_entry(colours, size, colour, &entry);
    return (unsigned char)entry;
}

/* The entry of a colour; one that the picture had not is given the nearest, and keeps it. */
static unsigned char entry_of(struct palette *palette, uint32_t colour)
{
    struct shade *shade = shades_find(&palette->shades, colour);
    if (shade && shade->count)
        return (unsigned char)shade->entry;
    const unsigned char entry = palette_nearest(palette->colours, palette->size, colour);
    if (shade) {
        shade->count = 1;
        shade->entry = entry;
    }
    return entry;
}

void palette_map(struct palette *palette, const uint32_t *pixels, size_t count, unsigned char *entries)
{
    for (size_t at = 0, length; at < count; at += length) {
        length = pixel_run(pixels + at, count - at, palette->ignored);
        memset(entries + at, entry_of(palette, (pixels[at] & palette->mask) | palette->ignored), length);
    }
}
