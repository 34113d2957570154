/* A palette where few colours, or colours near to them, tell the picture; else true colour. */
#include "figure/png.h"

#include "base/contract.h"
#include "figure/coarse_palette.h"
#include "figure/png_chunks.h"

#include <stdlib.h>
#include <string.h>

/* Of busy pictures, in which there is little that comes again: contours take half the time with the lesser, and files that are 3 to 5 % larger; of true
 * colour, a quarter less than by the fifth level, for 3 %. */
enum { BUSY_LEVEL = 1, TRUE_COLOUR_LEVEL = 2 };

/* A picture as stretches of one colour, row after row; none goes on from one row to the next. */
struct run {
    uint16_t shade, length; /* an index into the shades; pixels */
};
enum { MOST_RUNS = 2000000, RUNS_AT_FIRST = 1 << 16 }; /* as many as most pictures have: what is not used of the room is not touched */
struct runs {
    struct arena *arena;
    struct run *items;
    uint32_t *starts; /* scratch for a row: a place for each of its pixels, and one more */
    size_t count, room;
    uint32_t rows; /* the first rows are kept, as long as they have no more than MOST_RUNS; those behind are found again when they are written */
};

static void make_room(struct runs *runs, size_t more)
{
    if (runs->count + more <= runs->room)
        return;
    const size_t room = runs->room ? 2 * (runs->room + more) : RUNS_AT_FIRST + more;
    struct run *items = ARENA_ROOM(runs->arena, struct run, room);
    if (runs->count)
        memcpy(items, runs->items, runs->count * sizeof *items);
    runs->items = items;
    runs->room = room;
}

/* Finds the runs and counts the colours; false if there are too many for a palette to stand for them. */
static bool find_row(struct runs *runs, struct shades *shades, const uint32_t *pixels, uint32_t width, uint32_t ignored)
{
    const size_t count = pixel_runs(pixels, width, ignored, runs->starts);
    make_room(runs, count);
    for (size_t i = 0; i < count; i++) {
        const uint32_t start = runs->starts[i], length = runs->starts[i + 1] - start, colour = pixels[start] | ignored;
        struct shade *shade = shades_find(shades, colour);
        if (!shade)
            return false;
        shade->count += length;
        runs->items[runs->count++] = (struct run){(uint16_t)(shade - shades->items), (uint16_t)length};
    }
    return true;
}

/* The runs of all rows; false if shades are too many for a palette. Where many come a few times only, a coarse palette is tried first, once, if one is
 * wanted (not null): it becomes `made` then, which is faster than to know all of them. */
static bool find_runs(struct runs *runs, struct shades *shades, const uint32_t *pixels, uint32_t width, uint32_t height, uint32_t ignored,
                      struct coarse_palette *coarse, bool *made)
{
    enum { MANY = 2048, FEW_TIMES = 8 };
    for (uint32_t y = 0; y < height; y++) {
        const size_t before = runs->count;
        if (!find_row(runs, shades, pixels + (size_t)y * width, width, ignored))
            return false;
        if (coarse && shades->count > MANY && runs->rows == y && runs->count < FEW_TIMES * shades->count) {
            *made = coarse_palette_make(runs->arena, pixels, width, height, coarse);
            coarse = NULL;
            if (*made)
                return false;
        }
        if (runs->rows == y && runs->count <= MOST_RUNS)
            runs->rows++;
        else
            runs->count = before;
    }
    return true;
}

/* Most runs are short, and for them eight bytes are written whether or not they are wanted; what comes next goes over them. */
static unsigned char *write_runs(const struct shades *shades, const struct run **next, size_t width, unsigned char *at)
{
    const struct run *run = *next;
    for (size_t left = width; left; left -= run->length, run++) {
        const uint64_t entry = shades->items[run->shade].entry, eight = entry * 0x0101010101010101u;
        if (run->length <= sizeof eight)
            memcpy(at, &eight, sizeof eight);
        else
            memset(at, (int)entry, run->length);
        at += run->length;
    }
    *next = run;
    return at;
}

/* How many of the first runs begin where one of the same colour does in the row above. */
static size_t count_repeated(const struct runs *runs, size_t count, uint32_t width)
{
    size_t repeated = 0, at = 0, above = 0; /* places among all pixels */
    const struct run *other = runs->items;
    for (const struct run *run = runs->items, *end = run + count; run < end; at += run->length, run++) {
        while (above + width < at)
            above += other++->length;
        repeated += above + width == at && other->shade == run->shade;
    }
    return repeated;
}

/* Whether the stretches of one colour are short, as far as they are kept, and most are not repeated in the next row, as those of large cells are. */
static bool is_busy(const struct runs *runs, size_t kept, uint32_t width)
{
    enum { SHORT = 10, LOOKED_AT = 8192 };
    const size_t count = kept < LOOKED_AT ? kept : LOOKED_AT;
    return kept > 0 && (size_t)runs->rows * width < SHORT * kept && 2 * count_repeated(runs, count, width) < count;
}

/* Entries as differences from the one before. */
static void subtract_left(unsigned char *row, size_t width)
{
    for (size_t x = width; --x > 0;)
        row[x] = (unsigned char)(row[x] - row[x - 1]);
}

/* Entries take the place of the pixels where these are known by their runs alone, as in write_true_colour. */
static void write_indexed(struct buffer *out, struct shades *shades, struct runs *runs, uint32_t *pixels, uint32_t width, uint32_t height,
                          uint32_t ignored, enum png_filter filter)
{
    const size_t stride = (size_t)width + 1, kept = runs->count, room = stride * height + sizeof(uint64_t);
    const bool in_place = runs->rows == height && room <= (size_t)width * height * sizeof *pixels;
    unsigned char *rows = in_place ? (unsigned char *)pixels : ARENA_ROOM(out->arena, unsigned char, room), *at = rows;
    const struct run *next = runs->items;
    for (uint32_t y = 0; y < height; y++) {
        if (y >= runs->rows) {
            runs->count = kept;
            find_row(runs, shades, pixels + (size_t)y * width, width, ignored);
            next = runs->items + kept;
        }
        *at++ = (unsigned char)filter;
        at = write_runs(shades, &next, width, at);
        if (filter == PNG_FILTER_SUB)
            subtract_left(at - width, width);
    }
    png_compressed_chunk(out, filter == PNG_FILTER_NONE && is_busy(runs, kept, width) ? BUSY_LEVEL : PNG_LEVEL, rows, stride * height);
}

static int brightness(uint32_t colour)
{
    return (int)(3 * (colour >> 16 & 255) + 6 * (colour >> 8 & 255) + (colour & 255));
}

struct ranked {
    bool rare;
    int brightness;
    uint16_t entry;
};

static int darker(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->rare != y->rare)
        return x->rare ? 1 : -1;
    return x->brightness != y->brightness ? (x->brightness > y->brightness) - (x->brightness < y->brightness) : x->entry - y->entry;
}

/* The place of each entry of a palette by brightness; rare ones, as at the edges of letters, come behind, where they do not widen the steps
 * between the others. */
static void rank_entries(const struct shades *shades, const uint32_t *palette, size_t size, size_t pixels, uint16_t *ranks)
{
    enum { RARE = 1000 };
    struct ranked order[PALETTE_MOST];
    size_t counts[PALETTE_MOST] = {0};
    for (size_t i = 0; i < shades->count; i++)
        counts[shades->items[i].entry] += shades->items[i].count;
    for (size_t i = 0; i < size; i++)
        order[i] = (struct ranked){counts[i] < pixels / RARE, brightness(palette[i]), (uint16_t)i};
    qsort(order, size, sizeof *order, darker);
    for (size_t i = 0; i < size; i++)
        ranks[order[i].entry] = (uint16_t)i;
}

/* Whether nearly all neighbours that differ are near to each other by brightness, as in a map of heights. What cannot become so is left early. */
static bool is_gradual(const struct shades *shades, const struct runs *runs, uint32_t width, const uint16_t *ranks)
{
    enum { NEAR = 16 };
    static const double nearly_all = 0.85;
    const double most_far = (1 - nearly_all) * (double)runs->count;
    size_t steps = 0, far = 0;
    for (size_t i = 0, x = 0; i + 1 < runs->count && (double)far <= most_far; i++) {
        x += runs->items[i].length;
        if (x == width) { /* the next run begins a row */
            x = 0;
            continue;
        }
        steps++;
        far += abs(ranks[shades->items[runs->items[i].shade].entry] - ranks[shades->items[runs->items[i + 1].shade].entry]) > NEAR;
    }
    return (double)(steps - far) > nearly_all * (double)steps;
}

/* Which filter suits. Entries have no order, so that differences between them are no smaller than they are; but those of a gradual picture are
 * sorted by brightness, and the differences to the pixels on the left take little more than half. */
static enum png_filter sort_gradual(struct arena *arena, struct shades *shades, const struct runs *runs, uint32_t width, uint32_t height,
                                    uint32_t *palette, size_t size)
{
    uint16_t ranks[PALETTE_MOST];
    rank_entries(shades, palette, size, (size_t)width * height, ranks);
    if (!is_gradual(shades, runs, width, ranks))
        return PNG_FILTER_NONE;
    uint32_t *sorted = ARENA_NEW(arena, uint32_t, size);
    for (size_t i = 0; i < size; i++)
        sorted[ranks[i]] = palette[i];
    memcpy(palette, sorted, size * sizeof *sorted);
    for (size_t i = 0; i < shades->count; i++)
        shades->items[i].entry = ranks[shades->items[i].entry];
    return PNG_FILTER_SUB;
}

/* Entries of a coarse palette, in the place of pixels that have been read, as in write_true_colour. */
static void write_coarse(struct buffer *out, struct coarse_palette *palette, uint32_t *pixels, uint32_t width, uint32_t height)
{
    CONTRACT(palette->entries);
    unsigned char *at = (unsigned char *)pixels;
    uint32_t *row = ARENA_ROOM(out->arena, uint32_t, width);
    png_palette(out, palette->colours, palette->size);
    for (uint32_t y = 0; y < height; y++) {
        memcpy(row, pixels + (size_t)y * width, width * sizeof *row);
        *at++ = PNG_FILTER_NONE;
        for (uint32_t x = 0; x < width; x++)
            *at++ = coarse_palette_entry(palette, row[x]);
    }
    png_compressed_chunk(out, TRUE_COLOUR_LEVEL, (const unsigned char *)pixels, ((size_t)width + 1) * height);
}

/* Without alpha a filtered row is no longer than its pixels, so the rows take the place of pixels that have been read: of a large picture pixels,
 * rows and what they are packed into would not fit into memory together. */
static void write_true_colour(struct buffer *out, uint32_t *pixels, uint32_t width, uint32_t height, bool opaque)
{
    unsigned char *rows = opaque ? (unsigned char *)pixels : ARENA_ROOM(out->arena, unsigned char, (4 * (size_t)width + 1) * height);
    png_compressed_chunk(out, TRUE_COLOUR_LEVEL, rows, png_filter_rows(out->arena, pixels, width, width, height, opaque, rows));
}

void png_write(struct buffer *out, uint32_t *pixels, uint32_t width, uint32_t height, bool opaque, bool exact, uint32_t density)
{
    size_t size = 0;
    uint32_t ignored = opaque ? 0xff000000u : 0; /* that byte may hold anything */
    uint32_t palette[PALETTE_MOST];
    struct arena *scratch = arena_within(out->arena); /* what the search for a palette took goes before the rows are packed */
    struct shades shades = shades_make(scratch);
    struct runs runs = {.arena = scratch, .starts = ARENA_ROOM(scratch, uint32_t, (size_t)width + 1)};
    const size_t shared = exact ? 0 : (size_t)width * height; /* pixels among which a colour may be so rare that it shares an entry */
    const bool may_be_coarse = opaque && !exact;
    struct coarse_palette coarse = {.size = 0};
    bool coarsely = false;
    const bool indexed = find_runs(&runs, &shades, pixels, width, height, ignored, may_be_coarse ? &coarse : NULL, &coarsely) &&
                         (!exact || shades.count <= PALETTE_MOST) && palette_choose(scratch, &shades, shared, false, palette, &size);
    if (!indexed && !coarsely) {
        arena_clear(scratch);
        coarsely = may_be_coarse && coarse_palette_make(scratch, pixels, width, height, &coarse);
    }
    png_header(out, width, height, indexed || coarsely ? 3 : opaque ? 2 : 6, density);
    if (indexed) {
        const enum png_filter filter = sort_gradual(scratch, &shades, &runs, width, height, palette, size);
        png_palette(out, palette, size);
        write_indexed(out, &shades, &runs, pixels, width, height, ignored, filter);
    } else if (coarsely) {
        write_coarse(out, &coarse, pixels, width, height);
    } else {
        arena_clear(scratch);
        write_true_colour(out, pixels, width, height, opaque);
    }
    png_chunk(out, "IEND", (const unsigned char *)"", 0); /* not null: that would make its checksum 0 */
}
