/* Few colours for many: what palettes keep of random pictures, runs of equal pixels, and colours that are not premultiplied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "figure/coarse_palette.h"
#include "figure/palette.h"
#include "tests/unit/arena.h"

static uint32_t drawn(uint64_t seed, uint64_t position, uint64_t bound)
{
    return (uint32_t)random_below(seed, 0, position, bound);
}

/* The largest difference of a channel. */
static int apart(uint32_t a, uint32_t b)
{
    int most = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const int difference = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
        most = difference > most ? difference : most;
    }
    return most;
}

/* Of every alpha and every channel up to it: the nearest of 255 levels, and the same alpha. */
static void test_straight(void **state)
{
    (void)state;
    for (uint32_t alpha = 1; alpha < 256; alpha++)
        for (uint32_t value = 0; value <= alpha; value++) {
            const uint32_t others = alpha - value, straight = pixel_straight(alpha << 24 | value << 16 | others << 8 | value);
            const double exact = 255.0 * value / alpha, other = 255.0 * others / alpha;
            assert_int_equal(straight >> 24, alpha);
            assert_true((straight & 255) <= exact + 0.5 && (straight & 255) >= exact - 0.5);
            assert_int_equal(straight >> 16 & 255, straight & 255);
            assert_true((straight >> 8 & 255) <= other + 0.5 && (straight >> 8 & 255) >= other - 0.5);
        }
    assert_int_equal(pixel_straight(0), 0);
    assert_int_equal(pixel_straight(0x80ff8000u), 0x80ffff00u); /* more than its alpha: as much as there is */
}

/* Runs of random lengths, between pixels that differ in one bit, some of which is to be ignored. */
static void test_runs(void **state)
{
    (void)state;
    enum { LENGTH = 4000 };
    static uint32_t pixels[LENGTH];
    static const uint32_t ignored[] = {0, 0xff000000u, 0x00010000u};
    for (uint64_t seed = 1; seed <= 9; seed++) {
        for (size_t i = 0, left = 0; i < LENGTH; i++, left--) {
            if (!left)
                left = 1 + drawn(seed, i, seed % 2 ? 6 : 90);
            pixels[i] = (i && left > 1 ? pixels[i - 1] : (i ? pixels[i - 1] : 0) ^ 1u << drawn(seed, LENGTH + i, 32));
        }
        for (size_t k = 0; k < sizeof ignored / sizeof *ignored; k++)
            for (size_t i = 0; i < LENGTH; i++) {
                size_t length = 1;
                while (i + length < LENGTH && !((pixels[i + length] ^ pixels[i]) & ~ignored[k]))
                    length++;
                assert_int_equal(pixel_run(pixels + i, LENGTH - i, ignored[k]), length);
                assert_true(pixel_is_alone(pixels + i, LENGTH - i, ignored[k]) == (length == 1));
            }
        for (size_t k = 0; k < sizeof ignored / sizeof *ignored; k++)
            for (size_t count = 1; count <= LENGTH; count += 1 + count / 7) {
                static uint32_t starts[LENGTH + 1];
                const size_t found = pixel_runs(pixels, count, ignored[k], starts);
                size_t at = 0;
                for (size_t i = 0; i < found; i++) {
                    assert_int_equal(starts[i], at);
                    at += pixel_run(pixels + at, count - at, ignored[k]);
                }
                assert_int_equal(at, count);
                assert_int_equal(starts[found], count);
            }
    }
}

/* A picture of as many hues with so many shades around each, the first hue over half of it. */
static void paint(uint32_t *pixels, size_t count, uint64_t seed, uint32_t hues, uint32_t spread)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t hue = drawn(seed, 3 * i, 2) ? drawn(seed, 3 * i + 1, hues) : 0, base = hue * 2654435761u >> 3,
                       shade = drawn(seed, 3 * i + 2, spread);
        pixels[i] = 0xff000000u | ((base & 0xbfbfbf) + shade * 0x010101u);
    }
}

/* What a palette gives for a picture: whether it was made; `all`: of how many pixels the colour is changed by more than 20, `worst`: by how much. */
struct change {
    bool made;
    size_t size, all;
    int worst;
};

static struct change change_of(struct arena *arena, const uint32_t *pixels, size_t count, bool forced)
{
    struct palette *palette = palette_of_pixels(arena, pixels, count, 0, forced);
    if (!palette)
        return (struct change){0};
    struct change change = {.made = true, .size = palette->size};
    unsigned char *entries = ARENA_NEW(arena, unsigned char, count);
    palette_map(palette, pixels, count, entries);
    assert_true(palette->size <= PALETTE_MOST);
    for (size_t i = 0; i < count; i++) {
        assert_true(entries[i] < palette->size);
        const int difference = apart(palette->colours[entries[i]], pixels[i]);
        change.all += difference > 20;
        change.worst = difference > change.worst ? difference : change.worst;
    }
    return change;
}

/* Up to 256 frequent colours stay as they are, and rare ones are changed a little or not at all; what would show is no palette, unless forced. */
static void test_pictures_of_few_hues(void *arena)
{
    enum { COUNT = 200 * 200 };
    uint32_t *pixels = ARENA_NEW(arena, uint32_t, COUNT);
    static const struct {
        uint32_t hues, spread;
        bool exact, made;
    } rows[] = {{1, 1, true, true},   {60, 1, true, true},   {64, 1, true, true},     {65, 1, true, true},
                {256, 1, true, true}, {30, 60, false, true}, {1000, 1, false, false}, {3000, 1, false, false}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (uint64_t seed = 1; seed <= 3; seed++) {
            paint(pixels, COUNT, seed, rows[r].hues, rows[r].spread);
            const struct change free = change_of(arena, pixels, COUNT, false), forced = change_of(arena, pixels, COUNT, true);
            assert_int_equal(free.made, rows[r].made);
            assert_true(forced.made);
            if (rows[r].exact)
                assert_true(free.worst == 0 && forced.worst == 0 && free.size <= rows[r].hues);
            if (free.made) { /* what is seen of a palette that nobody forced: next to nothing */
                assert_true(free.worst <= 64 + 16);
                assert_true(free.all <= COUNT / 250);
            }
        }
}

/* An antialiased line figure: a background, a few strokes, and thousands of rare shades between them, of which none is changed much. */
static void test_rare_shades(void *arena)
{
    enum { COUNT = 300 * 300 };
    uint32_t *pixels = ARENA_NEW(arena, uint32_t, COUNT);
    static const uint32_t strokes[] = {0xff1f77b4u, 0xffff7f0eu, 0xff2ca02cu, 0xffd62728u};
    for (uint64_t seed = 1; seed <= 4; seed++) {
        for (size_t i = 0; i < COUNT; i++) {
            const uint32_t stroke = strokes[drawn(seed, 2 * i, 4)], part = drawn(seed, 2 * i + 1, 1200);
            uint32_t mixed = 0xff000000u;
            for (int shift = 0; shift < 24; shift += 8)
                mixed |= ((stroke >> shift & 255) * (part & 255) + 255 * (255 - (part & 255))) / 255 << shift;
            pixels[i] = part < 40 ? mixed : part < 300 ? stroke : 0xffffffffu;
        }
        struct palette *palette = palette_of_pixels(arena, pixels, COUNT, 0, false);
        assert_non_null(palette);
        unsigned char *entries = ARENA_NEW(arena, unsigned char, COUNT);
        palette_map(palette, pixels, COUNT, entries);
        for (size_t i = 0; i < COUNT; i++) {
            const int difference = apart(palette->colours[entries[i]], pixels[i]);
            assert_true(difference <= 16);
            for (size_t k = 0; k < sizeof strokes / sizeof *strokes; k++)
                assert_true(pixels[i] != strokes[k] || !difference);
        }
    }
}

/* Of more frequent colours than a palette has room for, the most frequent stay as they are, in whatever order they come. */
static void test_frequent_stay(void *arena)
{
    enum { COLOURS = 400, LEAST = 156, COUNT = COLOURS * LEAST + COLOURS * (COLOURS - 1) / 2 };
    uint32_t *pixels = ARENA_NEW(arena, uint32_t, COUNT);
    unsigned char *entries = ARENA_NEW(arena, unsigned char, COUNT);
    size_t at = 0, often[COLOURS]; /* each frequency once */
    for (size_t i = 0; i < COLOURS; i++) {
        often[i] = LEAST + i * 179 % COLOURS;
        for (size_t k = 0; k < often[i]; k++)
            pixels[at++] = 0xff000000u | (uint32_t)i * 0x0a57f3u;
    }
    struct palette *palette = palette_of_pixels(arena, pixels, COUNT, 0, true);
    assert_int_equal(palette->size, PALETTE_MOST);
    palette_map(palette, pixels, COUNT, entries);
    at = 0;
    for (size_t i = 0; i < COLOURS; i++) {
        assert_true(often[i] < LEAST + COLOURS - PALETTE_MOST || palette->colours[entries[at]] == pixels[at]);
        at += often[i];
    }
}

/* A colour of another picture gets the nearest entry, the same each time. */
static void test_nearest(void *arena)
{
    enum { COUNT = 5000 };
    uint32_t *pixels = ARENA_NEW(arena, uint32_t, COUNT), *others = ARENA_NEW(arena, uint32_t, COUNT);
    unsigned char *entries = ARENA_NEW(arena, unsigned char, COUNT), *again = ARENA_NEW(arena, unsigned char, COUNT);
    paint(pixels, COUNT, 5, 200, 1);
    for (size_t i = 0; i < COUNT; i++)
        others[i] = 0xff000000u | drawn(6, i, 1 << 24);
    struct palette *palette = palette_of_pixels(arena, pixels, COUNT, 0, false);
    palette_map(palette, others, COUNT, entries);
    palette_map(palette, others, COUNT, again);
    for (size_t i = 0; i < COUNT; i++) {
        int least = 256;
        for (size_t k = 0; k < palette->size; k++) {
            const int difference = apart(palette->colours[k], others[i]);
            least = difference < least ? difference : least;
        }
        assert_int_equal(apart(palette->colours[entries[i]], others[i]), least);
        assert_int_equal(apart(palette->colours[palette_nearest(palette->colours, palette->size, others[i])], others[i]), least);
        assert_int_equal(again[i], entries[i]);
    }
}

/* Facets of two thousand shades with mixed pixels between them have a coarse palette, by which hardly a pixel differs as can be seen; shading that is
 * gradual has none, nor have colours at random. */
static void test_coarse(void *arena)
{
    enum { SIDE = 360, FACET = 8 };
    uint32_t *pixels = ARENA_NEW(arena, uint32_t, SIDE * SIDE);
    for (int picture = 0; picture < 4; picture++) {
        for (uint32_t y = 0; y < SIDE; y++)
            for (uint32_t x = 0; x < SIDE; x++) {
                const uint32_t facet = y / FACET * (SIDE / FACET) + x / FACET, height = drawn(2, facet, 180), shade = 60 + drawn(3, facet, 5) * 40;
                const uint32_t red = height * shade / 255, green = (90 + height * 5 / 6) * shade / 255, blue = (200 - height) * shade / 255;
                const uint32_t mixed = x % FACET ? 0 : 20, even = (x + y) * 250 / (2 * SIDE);
                const uint32_t faceted = (red + mixed) << 16 | (green + mixed) << 8 | (blue + mixed), random = drawn(4, y * SIDE + x, 1 << 24);
                const uint32_t gradual = even << 16 | (250 - even) << 8 | even / 2;
                pixels[y * SIDE + x] = 0xff000000u | (picture == 3 ? random : picture == 2 ? gradual : picture || y > SIDE / 2 ? faceted : 0xffffff);
            }
        struct coarse_palette palette;
        const bool made = coarse_palette_make(arena, pixels, SIDE, SIDE, &palette);
        assert_int_equal(made, picture < 2);
        size_t changed = 0;
        for (size_t i = 0; i < SIDE * SIDE && made; i++) {
            const unsigned char entry = coarse_palette_entry(&palette, pixels[i]);
            assert_true(entry < palette.size);
            assert_true(pixels[i] != 0xffffffffu || palette.colours[entry] == 0xffffffffu);
            changed += apart(palette.colours[entry], pixels[i]) > 20;
        }
        assert_true(changed <= SIDE * SIDE / 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_straight),      cmocka_unit_test(test_runs),      unit_test_in_arena(test_pictures_of_few_hues),
        unit_test_in_arena(test_rare_shades), unit_test_in_arena(test_nearest), unit_test_in_arena(test_frequent_stay),
        unit_test_in_arena(test_coarse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
