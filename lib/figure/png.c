/* The three chunks a PNG needs, compressed by libdeflate: several times as fast as libpng, and smaller. Line figures have a few hues and
 * many shades of antialiasing between them; those shades are merged until 256 are left, as long as nobody could tell. */
#include "figure/png.h"

#include <libdeflate.h>

#include <stdlib.h>
#include <string.h>

enum { LEVEL = 5, MOST_SHADES = 8192, TABLE = 4 * MOST_SHADES, PALETTE = 256, FEW = 64, NEAR = 20, FAR = 64, SPECK = 6 };

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

static uint32_t hash(uint32_t colour)
{
    return (colour * 2654435761u) >> 17; /* 15 bits: TABLE slots */
}

/* The entry of a colour, made if there is none; null if there would be more than `most`. */
static struct shade *find(struct shades *shades, uint32_t colour, size_t most)
{
    uint32_t slot = hash(colour);
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

/* PNG's alpha is not premultiplied. */
static uint32_t straight(uint32_t pixel)
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

/* A picture as stretches of one colour, row after row; none goes on from one row to the next. */
struct run {
    uint16_t shade, length; /* an index into the shades; pixels */
};
enum { MOST_RUNS = 2000000 };
struct runs {
    struct arena *arena;
    struct run *items;
    size_t count, room;
    uint32_t rows; /* the first rows are kept, as long as they have no more than MOST_RUNS; those behind are found again when they are written */
};

static void make_room(struct runs *runs, size_t more)
{
    if (runs->count + more <= runs->room)
        return;
    const size_t room = 2 * (runs->room + more);
    struct run *items = ARENA_ROOM(runs->arena, struct run, room);
    if (runs->count)
        memcpy(items, runs->items, runs->count * sizeof *items);
    runs->items = items;
    runs->room = room;
}

/* How many of the `count` pixels, from the first on, are the same but for the `ignored` bits. Long stretches go by blocks. */
static size_t run_length(const uint32_t *pixels, size_t count, uint32_t ignored)
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

/* Finds the runs and counts the colours; false if there are too many for a palette to stand for them. */
static bool find_row(struct runs *runs, struct shades *shades, const uint32_t *pixels, uint32_t width, uint32_t ignored)
{
    const uint32_t background = shades->items[0].colour;
    make_room(runs, width);
    for (size_t x = 0, length; x < width; x += length) {
        const uint32_t colour = pixels[x] | ignored;
        struct shade *shade = colour == background ? shades->items : find(shades, colour, MOST_SHADES);
        if (!shade)
            return false;
        length = run_length(pixels + x, width - x, ignored);
        shade->count += (uint32_t)length;
        runs->items[runs->count++] = (struct run){(uint16_t)(shade - shades->items), (uint16_t)length};
    }
    return true;
}

static bool find_runs(struct runs *runs, struct shades *shades, const uint32_t *pixels, uint32_t width, uint32_t height, uint32_t ignored)
{
    find(shades, pixels[0] | ignored, MOST_SHADES); /* every other run is of this colour, which is the first shade */
    for (uint32_t y = 0; y < height; y++) {
        const size_t before = runs->count;
        if (!find_row(runs, shades, pixels + (size_t)y * width, width, ignored))
            return false;
        if (runs->rows == y && runs->count <= MOST_RUNS)
            runs->rows++;
        else
            runs->count = before;
    }
    return true;
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

/* Frequent colours (background, lines, areas) have an entry each. Of the others, those in the same cell share one, that of the most
 * frequent, and specks of colour, as at the edges of letters, do so in coarser cells; when all entries are given away, the rare colours left
 * take the nearest. False if that would show: if one of them has none near, or many none very near. */
static bool choose_palette(struct arena *arena, struct shades *shades, size_t pixels, uint32_t *palette, size_t *size)
{
    size_t strained = 0, frequent = shades->count <= FEW ? 0 : pixels / 2000;
    struct shades cells = {.items = ARENA_NEW(arena, struct shade, CELLS * shades->count), .slots = ARENA_NEW(arena, uint16_t, TABLE)};
    struct shade **order = by_frequency(arena, shades);
    *size = 0;
    for (size_t i = 0; i < shades->count; i++) {
        struct shade *shade = order[i], *cell[CELLS];
        for (int k = 0; k < CELLS; k++)
            cell[k] = find(&cells, shade->colour & cell_masks[k], CELLS * shades->count);
        const struct shade *shared = cell[shade->count > SPECK ? CELLS_FINE : CELLS_COARSE];
        if (shade->count < frequent && shared->count) {
            shade->entry = shared->entry;
        } else if (*size < PALETTE) {
            shade->entry = (uint16_t)*size;
            palette[(*size)++] = shade->colour;
        } else {
            int distance = nearest_entry(palette, *size, shade->colour, &shade->entry);
            strained += distance > NEAR ? shade->count : 0;
            if (distance > FAR || (distance > NEAR && shade->count > SPECK) || strained > pixels / 250)
                return false;
        }
        for (int k = 0; k < CELLS; k++)
            if (!cell[k]->count++)
                cell[k]->entry = shade->entry;
    }
    return true;
}

static void put32(unsigned char *into, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        into[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void chunk(struct buffer *out, const char type[4], const unsigned char *data, size_t length)
{
    unsigned char number[4];
    put32(number, (uint32_t)length);
    buffer_bytes(out, number, 4);
    buffer_bytes(out, type, 4);
    buffer_bytes(out, data, length);
    put32(number, libdeflate_crc32(libdeflate_crc32(0, type, 4), data, length));
    buffer_bytes(out, number, 4);
}

static void compressed_chunk(struct buffer *out, const unsigned char *rows, size_t length)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    if (!compressor)
        arena_exhausted(out->arena);
    const size_t bound = libdeflate_zlib_compress_bound(compressor, length);
    unsigned char *packed = arena_try_room(out->arena, bound, 1);
    const size_t size = packed ? libdeflate_zlib_compress(compressor, rows, length, packed, bound) : 0;
    libdeflate_free_compressor(compressor);
    if (!packed)
        arena_exhausted(out->arena);
    chunk(out, "IDAT", packed, size);
}

static void header(struct buffer *out, uint32_t width, uint32_t height, int colour_type, uint32_t density)
{
    unsigned char data[13] = {0};
    put32(data, width);
    put32(data + 4, height);
    data[8] = 8;
    data[9] = (unsigned char)colour_type;
    buffer_bytes(out, "\x89PNG\r\n\x1a\n", 8);
    chunk(out, "IHDR", data, sizeof data);
    if (density) {
        unsigned char physical[9];
        put32(physical, density);
        put32(physical + 4, density);
        physical[8] = 1;
        chunk(out, "pHYs", physical, sizeof physical);
    }
}

static void write_palette(struct buffer *out, const uint32_t *palette, size_t size)
{
    unsigned char colours[3 * PALETTE], alphas[PALETTE];
    size_t translucent = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t colour = straight(palette[i]);
        for (int k = 0; k < 3; k++)
            colours[3 * i + (size_t)k] = (unsigned char)(colour >> (16 - 8 * k));
        alphas[i] = (unsigned char)(colour >> 24);
        if (alphas[i] != 255)
            translucent = i + 1;
    }
    chunk(out, "PLTE", colours, 3 * size);
    if (translucent)
        chunk(out, "tRNS", alphas, translucent);
}

enum filter { FILTER_NONE, FILTER_SUB, FILTER_UP, FILTER_AVERAGE, FILTER_PAETH, FILTERS };

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

static void write_indexed(struct buffer *out, struct shades *shades, struct runs *runs, const uint32_t *pixels, uint32_t width, uint32_t height,
                          uint32_t ignored)
{
    const size_t stride = (size_t)width + 1, kept = runs->count;
    unsigned char *rows = ARENA_ROOM(out->arena, unsigned char, stride *height + sizeof(uint64_t)), *at = rows;
    const struct run *next = runs->items;
    for (uint32_t y = 0; y < height; y++) {
        if (y >= runs->rows) {
            runs->count = kept;
            find_row(runs, shades, pixels + (size_t)y * width, width, ignored);
            next = runs->items + kept;
        }
        *at++ = FILTER_NONE;
        at = write_runs(shades, &next, width, at);
    }
    compressed_chunk(out, rows, stride * height);
}

static int paeth(int left, int up, int corner)
{
    int da = abs(up - corner), db = abs(left - corner), dc = abs(left + up - 2 * corner);
    return da <= db && da <= dc ? left : db <= dc ? up : corner;
}

/* `row` and `above` have `step` zero bytes before them. */
static void filter_row(enum filter filter, const unsigned char *above, const unsigned char *row, size_t length, size_t step, unsigned char *out)
{
    const unsigned char *left = row - step, *corner = above - step;
    switch (filter) {
    case FILTER_SUB:
        for (size_t i = 0; i < length; i++)
            out[i] = (unsigned char)(row[i] - left[i]);
        break;
    case FILTER_UP:
        for (size_t i = 0; i < length; i++)
            out[i] = (unsigned char)(row[i] - above[i]);
        break;
    case FILTER_AVERAGE:
        for (size_t i = 0; i < length; i++)
            out[i] = (unsigned char)(row[i] - (left[i] + above[i]) / 2);
        break;
    case FILTER_PAETH:
        for (size_t i = 0; i < length; i++)
            out[i] = (unsigned char)(row[i] - paeth(left[i], above[i], corner[i]));
        break;
    default:
        memcpy(out, row, length);
        break;
    }
}

/* Writes a row with the filter that leaves the least sum of magnitudes, as the standard advises. */
static void best_filter(const unsigned char *above, const unsigned char *row, size_t length, size_t step, unsigned char *scratch, unsigned char *out)
{
    unsigned long best = (unsigned long)-1;
    for (enum filter filter = FILTER_NONE; filter < FILTERS; filter++) {
        unsigned long sum = 0;
        filter_row(filter, above, row, length, step, scratch);
        for (size_t i = 0; i < length; i++)
            sum += (unsigned long)abs((signed char)scratch[i]);
        if (sum < best) {
            best = sum;
            out[0] = (unsigned char)filter;
            memcpy(out + 1, scratch, length);
        }
    }
}

/* Without alpha a filtered row is no longer than its pixels, so the rows take the place of pixels that have been read: of a large picture pixels,
 * rows and what they are packed into would not fit into memory together. */
static void write_true_colour(struct buffer *out, uint32_t *pixels, uint32_t width, uint32_t height, bool opaque)
{
    size_t step = opaque ? 3 : 4, length = step * width;
    unsigned char *above = ARENA_NEW(out->arena, unsigned char, length + step) + step,
                  *row = ARENA_NEW(out->arena, unsigned char, length + step) + step;
    unsigned char *scratch = ARENA_NEW(out->arena, unsigned char, length);
    unsigned char *rows = opaque ? (unsigned char *)pixels : ARENA_ROOM(out->arena, unsigned char, (length + 1) * height);
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++) {
            uint32_t colour = pixels[(size_t)y * width + x];
            colour = opaque ? colour : straight(colour);
            unsigned char *into = row + x * step;
            into[0] = (unsigned char)(colour >> 16);
            into[1] = (unsigned char)(colour >> 8);
            into[2] = (unsigned char)colour;
            if (!opaque)
                into[3] = (unsigned char)(colour >> 24);
        }
        best_filter(above, row, length, step, scratch, rows + y * (length + 1));
        unsigned char *swap = above;
        above = row;
        row = swap;
    }
    compressed_chunk(out, rows, (length + 1) * height);
}

void png_write(struct buffer *out, uint32_t *pixels, uint32_t width, uint32_t height, bool opaque, uint32_t density)
{
    size_t size = 0;
    uint32_t ignored = opaque ? 0xff000000u : 0; /* that byte may hold anything */
    uint32_t palette[PALETTE];
    struct arena *scratch = arena_within(out->arena); /* what the search for a palette took goes before the rows are packed */
    struct shades shades = {.items = ARENA_NEW(scratch, struct shade, MOST_SHADES), .slots = ARENA_NEW(scratch, uint16_t, TABLE)};
    struct runs runs = {.arena = scratch};
    bool indexed =
        find_runs(&runs, &shades, pixels, width, height, ignored) && choose_palette(scratch, &shades, (size_t)width * height, palette, &size);
    header(out, width, height, indexed ? 3 : opaque ? 2 : 6, density);
    if (indexed) {
        write_palette(out, palette, size);
        write_indexed(out, &shades, &runs, pixels, width, height, ignored);
    } else {
        arena_clear(scratch);
        write_true_colour(out, pixels, width, height, opaque);
    }
    chunk(out, "IEND", (const unsigned char *)"", 0); /* not null: that would make its checksum 0 */
}
