/* Lines painted by how far pixels are from them, against their outlines. */
#include "base/random.h"
#include "figure/coverage.h"
#include "figure/shares.h"
#include "figure/stroke.h"
#include "figure/thin_raise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/arena.h"

enum { COLUMNS = 61, ROWS = 40, PIXELS = COLUMNS * ROWS, ARENA_BYTES = 1 << 26 };

static struct thin_sheet sheet_in(struct arena *arena)
{
    return (struct thin_sheet){.arena = arena, .columns = COLUMNS, .rows = ROWS};
}

static void fill_white(uint32_t *pixels)
{
    for (size_t i = 0; i < PIXELS; i++)
        pixels[i] = 0xffffffffu;
}

/* What of a pixel is painted black. */
static double darkness(uint32_t pixel)
{
    return 1 - (double)(pixel & 255) / 255;
}

/* Rounds of steps as contours have them, from 2 to 6 pixels, within the image and over its rim. */
static struct path rounds(struct arena *arena, uint64_t seed)
{
    enum { LINES = 40 };
    double u[LINES + 2];
    struct path path = {.arena = arena};
    random_uniforms(1, random_stream(RANDOM_START, seed), 0, u, LINES + 2);
    struct point at = {COLUMNS * u[LINES], ROWS * u[LINES + 1]};
    double angle = 6.3 * u[0];
    path_move(&path, at);
    for (size_t i = 0; i < LINES; i++) {
        angle += 0.12 * u[i]; /* does not come round: where lines cross, outlines count twice */
        at = (struct point){at.x + (2 + 4 * u[i]) * cos(angle), at.y + (2 + 4 * u[i]) * sin(angle)};
        path_line(&path, at);
    }
    return path;
}

static void paint_by_outline(const struct path *path, double half, struct box clip, unsigned alpha, uint32_t *pixels)
{
    struct arena *arena = arena_create(ARENA_BYTES);
    struct stroke stroke = stroke_create(arena);
    const struct coverage_band band = coverage_band_create(arena, COLUMNS);
    stroke_outline(&stroke, path, 0, SIZE_MAX, (struct point){1, 1}, half, true);
    coverage_fill_lines(&stroke.outline, &(struct image_size){COLUMNS, ROWS, 1, 1}, clip, &band, 0, alpha, pixels);
    arena_destroy(arena);
}

/* Pixel by pixel within a fifth where the clip lets lines through, and together as dark. */
static void test_against_outlines(void *arena)
{
    static const double halves[] = {0.25, 0.55, 0.6, 1.1, 1.5};
    static const struct box clips[] = {{0, 0, COLUMNS, ROWS}, {3.25, 4.5, 40.75, 30.1}, {10, 10, 11, 30}, {-50, 20, 500, 20.5}};
    struct thin_sheet sheet = sheet_in(arena);
    for (size_t h = 0; h < sizeof halves / sizeof *halves; h++) {
        double off = 0, all = 0;
        for (uint64_t seed = 0; seed < 60; seed++) {
            static uint32_t by_distance[PIXELS], by_outline[PIXELS];
            const struct box clip = clips[seed % (sizeof clips / sizeof *clips)];
            const struct path path = rounds(arena, seed);
            fill_white(by_distance);
            fill_white(by_outline);
            paint_by_outline(&path, halves[h], clip, 255, by_outline);
            thin_stroke(&sheet, &path, (struct point){1, 1}, halves[h], clip, 0, 255, by_distance);
            for (size_t i = 0; i < PIXELS; i++) {
                const double difference = darkness(by_distance[i]) - darkness(by_outline[i]), x = (double)(i % COLUMNS), y = (double)(i / COLUMNS);
                if (x + 1 <= clip.x0 || y + 1 <= clip.y0 || x >= clip.x1 || y >= clip.y1)
                    assert_int_equal(by_distance[i], 0xffffffffu);
                else if (fabs(difference) > 0.45)
                    fail_msg("%g to each side, seed %d, pixel %zu, %zu: %g, not %g", halves[h], (int)seed, i % COLUMNS, i / COLUMNS,
                             darkness(by_distance[i]), darkness(by_outline[i]));
                off += difference;
                all += darkness(by_outline[i]);
            }
        }
        if (fabs(off) > 0.08 * all) /* of half a pixel shares are rounded to tenths */
            fail_msg("%g to each side: %g of what it is", halves[h], 1 + off / all);
    }
}

/* A sheet is empty after each path; what is not finite is not painted, a line of no length is a dot, and what is far away reaches in; translucent lines are painted once where they meet. */
static void test_sheets(void *arena)
{
    static uint32_t once[PIXELS], again[PIXELS], other[PIXELS];
    struct thin_sheet sheet = sheet_in(arena), fresh = sheet_in(arena);
    const struct box whole = {0, 0, COLUMNS, ROWS};
    const struct path path = rounds(arena, 3);
    fill_white(once);
    fill_white(again);
    fill_white(other);
    thin_stroke(&sheet, &path, (struct point){1, 1}, 0.55, whole, 0x204060, 128, once);
    for (int right = 5; right < COLUMNS; right++) { /* what lines reach beyond a clip is not left behind */
        static uint32_t cut[PIXELS];
        thin_stroke(&sheet, &path, (struct point){1, 1}, 0.55, (struct box){3, 2, right, 30}, 0, 255, cut);
    }
    thin_stroke(&sheet, &path, (struct point){1, 1}, 0.55, whole, 0x204060, 128, again);
    assert_memory_equal(once, again, sizeof once);
    for (size_t i = 0; i < PIXELS; i++)
        assert_true((once[i] & 255) >= 255 - (255 - 0x60) * 129 / 255);
    for (size_t i = 0; i < (size_t)sheet.stride * ROWS; i++)
        assert_int_equal(sheet.shares[i], 0);
    for (size_t i = 0; i < (size_t)sheet.blocks * ROWS; i++)
        assert_int_equal(sheet.touched[i], 0);
    struct path odd = {.arena = arena};
    path_move(&odd, (struct point){5, 5});
    path_line(&odd, (struct point){5, 5});
    path_move(&odd, (struct point){3, 3});
    path_line(&odd, (struct point){5, 5});
    odd.points[3].x = NAN;
    path_move(&odd, (struct point){-5e5, 20.5});
    path_line(&odd, (struct point){5e5, 20.5});
    thin_stroke(&fresh, &odd, (struct point){1, 1}, 0.5, whole, 0, 255, other);
    for (size_t i = 0; i < PIXELS; i++)
        if (i != 5 * COLUMNS + 5 && i != 5 * COLUMNS + 4 && i != 4 * COLUMNS + 4 && i != 4 * COLUMNS + 5 &&
            other[i] != (i / COLUMNS == 20 ? 0xff000000u : 0xffffffffu))
            fail_msg("pixel %zu, %zu is %08x", i % COLUMNS, i / COLUMNS, other[i]);
}

/* Every width of vectors that the processor has raises shares and paints alike. */
static void test_widths(void *arena)
{
    const struct {
        const struct thin_lanes *lanes;
        bool supported;
    } widths[] = {{&thin_sse2, true}, {&thin_avx, __builtin_cpu_supports("avx")}, {&thin_avx512, __builtin_cpu_supports("avx512f")}};
    uint32_t *const pixels = ARENA_NEW(arena, uint32_t, PIXELS), *const before = ARENA_NEW(arena, uint32_t, PIXELS);
    const struct thin_window window = {3, 2, COLUMNS - 5, ROWS - 1};
    for (uint64_t seed = 0; seed < 40; seed++) {
        const struct path path = rounds(arena, seed);
        const unsigned char *first = NULL;
        for (size_t k = 0; k < sizeof widths / sizeof *widths; k++) {
            struct thin_sheet sheet = sheet_in(arena);
            thin_prepare(&sheet);
            if (!widths[k].supported)
                continue;
            widths[k].lanes->raise(&sheet, &window, &path, (struct point){1, 1}, 0.55);
            const unsigned char *const shares = (const unsigned char *)arena_copy(arena, (const char *)sheet.shares, (size_t)sheet.stride * ROWS);
            first = first ? first : shares;
            for (int i = 0; i < sheet.stride * ROWS; i++)
                if (i % sheet.stride >= window.left && i % sheet.stride < window.right) /* behind it they do not count */
                    assert_int_equal(sheet.shares[i], first[i]);
            for (int i = 0; i < sheet.stride * ROWS; i++)
                assert_true(!sheet.shares[i] || sheet.touched[i / sheet.stride * sheet.blocks + i % sheet.stride / THIN_BLOCK]);
            const struct stroke_paint paint = stroke_paint(0x3366cc, seed % 2 ? 255 : 150);
            for (uint32_t i = 0; i < PIXELS; i++)
                before[i] = pixels[i] = (i + 1) * 2654435761u;
            widths[k].lanes->paint(&sheet, &paint, pixels);
            for (int i = 0; i < PIXELS; i++) {
                if (i / COLUMNS >= window.top && i / COLUMNS < window.bottom)
                    paint_share(&before[i], &paint, shares[i / COLUMNS * sheet.stride + i % COLUMNS]);
                assert_int_equal(pixels[i], before[i]);
            }
            for (int i = window.top * sheet.blocks; i < window.bottom * sheet.blocks; i++)
                assert_int_equal(sheet.touched[i], 0);
        }
    }
}

static void test_fits(void *arena)
{
    struct thin_sheet sheet = sheet_in(arena);
    struct path path = {.arena = arena};
    path_move(&path, (struct point){0, 0});
    for (int i = 0; i < 2000; i++)
        path_line(&path, (struct point){i % 40, i % 30});
    assert_true(thin_fits(&sheet, &path, 0.55));
    assert_false(thin_fits(&sheet, &path, 5));
    path.point_count = path.verb_count = 10;
    assert_false(thin_fits(&sheet, &path, 0.55));
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_against_outlines), unit_test_in_arena(test_sheets), unit_test_in_arena(test_widths),
                                       unit_test_in_arena(test_fits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
