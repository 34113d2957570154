/* Cells are few enough for a table, and the stretches of a picture are gone through once: hashing every shade takes longer than packing what it saves. */
#include "figure/coarse_palette.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 1 << 15, NEAR = 20, FAR = 64, FAR_WEIGHT = 8, EVERY = 3 };
static const uint32_t slight = 3;

struct cell {
    uint32_t count, colour, votes; /* pixels; the colour that most of them may have (Boyer and Moore's vote) */
};

struct used_cell {
    uint32_t count;
    uint16_t cell;
};

/* Whether colours differ by three levels at most. */
static bool differ_slightly(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 24; shift += 8)
        if ((a >> shift & 255) - (b >> shift & 255) + slight > 2 * slight) /* of unsigned numbers: one below 0 is large, too */
            return false;
    return true;
}

static void vote(struct cell *cell, uint32_t colour, size_t length)
{
    const uint32_t weight = (uint32_t)length;
    cell->count += weight;
    if (cell->colour == colour) {
        cell->votes += weight;
    } else if (cell->votes >= weight) {
        cell->votes -= weight;
    } else {
        cell->colour = colour;
        cell->votes = weight - cell->votes;
    }
}

/* Counts the cells of some rows, until more than `most` neighbours that hardly differ would differ by a step: then false. */
static bool count_cells(const uint32_t *pixels, uint32_t width, uint32_t height, size_t most, struct cell *cells)
{
    const uint32_t alpha = 0xff000000u;
    size_t steps = 0;
    for (uint32_t y = 0; y < height && steps <= most; y += EVERY) {
        const uint32_t *row = pixels + (size_t)y * width;
        uint32_t before = row[0] | alpha;
        for (size_t x = 0, length; x < width; x += length) {
            const uint32_t colour = row[x] | alpha, cell = coarse_cell(colour);
            length = pixel_is_alone(row + x, width - x, alpha) ? 1 : pixel_run(row + x, width - x, alpha);
            steps += cell != coarse_cell(before) && differ_slightly(colour, before);
            vote(&cells[cell], colour, length);
            before = colour;
        }
    }
    return steps <= most;
}

static int more_frequent(const void *a, const void *b)
{
    const struct used_cell *p = a, *q = b;
    return p->count != q->count ? (p->count < q->count ? 1 : -1) : p->cell - q->cell;
}

static unsigned char apart(unsigned char a, unsigned char b)
{
    return (unsigned char)(a > b ? a - b : b - a);
}

static unsigned char greater(unsigned char a, unsigned char b)
{
    return a > b ? a : b;
}

/* The entry nearest to a colour, by loops that compilers make vectors of; *far is how far that is. */
static unsigned char nearest(const struct coarse_palette *palette, uint32_t colour, unsigned char *far)
{
    const unsigned char red = (unsigned char)(colour >> 16), green = (unsigned char)(colour >> 8), blue = (unsigned char)colour;
    const unsigned char *reds = palette->channels[0], *greens = palette->channels[1], *blues = palette->channels[2];
    unsigned char distances[PALETTE_MOST], least = 255;
    for (size_t i = 0; i < PALETTE_MOST; i++)
        distances[i] = greater(greater(apart(reds[i], red), apart(greens[i], green)), apart(blues[i], blue));
    for (size_t i = 0; i < PALETTE_MOST; i++)
        least = distances[i] < least ? distances[i] : least;
    *far = least;
    return (unsigned char)((const unsigned char *)memchr(distances, least, sizeof distances) - distances);
}

unsigned char coarse_palette_find(struct coarse_palette *palette, uint32_t colour)
{
    unsigned char far;
    const unsigned char entry = nearest(palette, colour, &far);
    palette->entries[coarse_cell(colour)] = entry;
    return entry;
}

/* The most frequent of the cells have entries of their own. */
static void choose_colours(const struct cell *cells, const struct used_cell *used, size_t count, struct coarse_palette *palette)
{
    palette->size = count < PALETTE_MOST ? count : PALETTE_MOST;
    for (size_t i = 0; i < PALETTE_MOST; i++) { /* what is beyond the last is as the last */
        palette->colours[i] = cells[used[i < palette->size ? i : palette->size - 1].cell].colour;
        for (size_t k = 0; k < 3; k++)
            palette->channels[k][i] = (unsigned char)(palette->colours[i] >> (16 - 8 * k));
    }
    for (size_t i = 0; i < CELLS; i++)
        palette->entries[i] = -1;
    for (size_t i = 0; i < palette->size; i++)
        palette->entries[used[i].cell] = (int16_t)i;
}

bool coarse_palette_make(struct arena *arena, const uint32_t *pixels, uint32_t width, uint32_t height, struct coarse_palette *palette)
{
    struct cell *cells = ARENA_NEW(arena, struct cell, CELLS);
    struct used_cell *used = ARENA_ROOM(arena, struct used_cell, CELLS);
    const size_t looked_at = (size_t)width * ((height + EVERY - 1) / EVERY);
    size_t count = 0, strained = 0;
    if (!count_cells(pixels, width, height, looked_at / 100, cells))
        return false;
    for (size_t i = 0; i < CELLS; i++)
        if (cells[i].count)
            used[count++] = (struct used_cell){cells[i].count, (uint16_t)i};
    qsort(used, count, sizeof *used, more_frequent);
    palette->entries = ARENA_ROOM(arena, int16_t, CELLS);
    choose_colours(cells, used, count, palette);
    for (size_t i = palette->size; i < count; i++) {
        const uint32_t colour = cells[used[i].cell].colour;
        unsigned char far;
        palette->entries[used[i].cell] = nearest(palette, colour, &far);
        strained += far > FAR ? FAR_WEIGHT * used[i].count : far > NEAR ? used[i].count : 0;
        if (strained > looked_at / 250)
            return false;
    }
    return true;
}
