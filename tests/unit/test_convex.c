/* Faces of surfaces, painted by their sides. */
#include "base/random.h"
#include "figure/convex.h"
#include "figure/convex_rows.h"
#include "figure/coverage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/arena.h"

enum { SIDE = 8, ARENA_BYTES = 1 << 26 };

/* Faces by their sides against the exact sums: near to them wherever they lie, over the rim of the image too, and together as dark. */
static void test_faces(void *arena)
{
    enum { FACES = 2000, IMAGE = 24, RIM = 3, NUMBERS = 7 };
    static uint32_t by_sides[IMAGE * IMAGE + 1], by_sums[IMAGE * IMAGE];
    const struct image_size size = {IMAGE, IMAGE, 1, 1};
    double worst = 0, off = 0, all = 0;
    for (size_t face = 0; face < FACES; face++) {
        double u[NUMBERS];
        random_uniforms(1, random_stream(RANDOM_START, face), 0, u, NUMBERS);
        const double angle = 6.3 * u[0], skew = 0.6 * u[1] - 0.3, wide = 1 + 6 * u[2], high = 1 + 6 * u[3], taper = 0.5 + 0.5 * u[4];
        const struct point middle = {IMAGE * u[5], IMAGE * u[6]};
        struct path path = {.arena = arena};
        struct point corners[4];
        for (size_t i = 0; i < 4; i++) {
            const double y = i < 2 ? -high : high, x = (i == 0 || i == 3 ? -wide : wide) * (i < 2 ? 1 : taper) + skew * y;
            corners[face % 2 ? i : 3 - i] = (struct point){middle.x + cos(angle) * x - sin(angle) * y, middle.y + sin(angle) * x + cos(angle) * y};
        }
        path_polygon(&path, corners, 4);
        for (size_t i = 0; i < IMAGE * IMAGE; i++)
            by_sides[i] = by_sums[i] = 0xffffffffu;
        by_sides[IMAGE * IMAGE] = 0x12345678u;
        coverage_fill(&path, &size, 0, 255, by_sums);
        assert_true(convex_fill(corners, IMAGE, IMAGE, 0, 255, by_sides));
        assert_int_equal(by_sides[IMAGE * IMAGE], 0x12345678u);
        for (size_t i = 0; i < IMAGE * IMAGE; i++) {
            const double difference = ((double)(by_sides[i] & 255) - (double)(by_sums[i] & 255)) / 255;
            assert_int_equal(by_sides[i] >> 24, 255);
            if (i % IMAGE < RIM || i % IMAGE >= IMAGE - RIM) /* there sums are not exact: what leaves the image is taken as upright along its side */
                continue;
            worst = fmax(worst, fabs(difference));
            off += difference;
            all += 1 - (double)(by_sums[i] & 255) / 255;
        }
    }
    if (getenv("W"))
        fail_msg("%g %g", worst, off / all);
    assert_true(worst <= 0.17 && fabs(off) <= 1e-3 * all);
}

/* Level rectangles are as by sums; what bends inwards or crosses itself is refused, and nothing is painted. */
static void test_odd_faces(void *arena)
{
    static const struct {
        struct point corners[4];
        bool convex;
    } rows[] = {
        {{{1.25, 1.5}, {6.5, 1.5}, {6.5, 4.75}, {1.25, 4.75}}, true},
        {{{2, 2}, {2, 5}, {2.5, 5}, {2.5, 2}}, true},
        {{{-9, -9}, {99, -9}, {99, 3.5}, {-9, 3.5}}, true},
        {{{3, 3}, {3, 3}, {3, 3}, {3, 3}}, true},
        {{{1, 1}, {6, 6}, {6, 1}, {1, 6}}, false},
        {{{1, 1}, {4, 2}, {7, 1}, {4, 7}}, false},
        {{{70, 70}, {80, 70}, {80, 80}, {70, 80}}, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t by_sides[SIDE * SIDE], by_sums[SIDE * SIDE];
        for (size_t k = 0; k < SIDE * SIDE; k++)
            by_sides[k] = by_sums[k] = 0xff204060u;
        struct path path = {.arena = arena};
        path_polygon(&path, rows[i].corners, 4);
        if (rows[i].convex)
            coverage_fill(&path, &(struct image_size){SIDE, SIDE, 1, 1}, 0xfedcba, 200, by_sums);
        assert_int_equal(convex_fill(rows[i].corners, SIDE, SIDE, 0xfedcba, 200, by_sides), rows[i].convex);
        for (size_t k = 0; k < SIDE * SIDE; k++)
            for (unsigned shift = 0; shift < 32; shift += 8)
                if (abs((int)(by_sides[k] >> shift & 255) - (int)(by_sums[k] >> shift & 255)) > 1)
                    fail_msg("face %zu, pixel %zu: %08x, not %08x", i, k, by_sides[k], by_sums[k]);
    }
}

/* Every width of vectors that the processor has paints the same pixels, and none beside the image. */
static void test_widths(void **state)
{
    (void)state;
    enum { COLUMNS = 21, ROWS = 9, BEHIND = 8 };
    const struct {
        convex_rows *paint;
        bool supported;
    } widths[] = {
        {convex_rows_sse2, true}, {convex_rows_avx, __builtin_cpu_supports("avx")}, {convex_rows_avx512, __builtin_cpu_supports("avx512f")}};
    for (uint64_t seed = 0; seed < 300; seed++) {
        uint32_t first[COLUMNS * ROWS + BEHIND] = {0};
        struct convex_sides sides = {.across = {0}};
        double u[3 * CONVEX_SIDES + 2];
        random_uniforms(1, random_stream(RANDOM_START, seed), 0, u, sizeof u / sizeof *u);
        for (size_t i = 0; i < CONVEX_SIDES; i++) {
            sides.across[i] = (float)(2 * u[3 * i] - 1);
            sides.down[i] = (float)(2 * u[3 * i + 1] - 1);
            sides.offset[i] = (float)(10 * u[3 * i + 2] - 2);
            sides.end[i] = 1e9F;
        }
        const int left = (int)(COLUMNS * u[3 * CONVEX_SIDES]);
        for (size_t k = 0; k < sizeof widths / sizeof *widths; k++) {
            uint32_t pixels[COLUMNS * ROWS + BEHIND];
            for (size_t i = 0; i < COLUMNS * ROWS + BEHIND; i++)
                pixels[i] = 0xff000000u | (uint32_t)(0x010305 * i);
            const uint32_t behind = pixels[COLUMNS * ROWS];
            if (!widths[k].supported)
                continue;
            widths[k].paint(
                &sides,
                &(struct convex_box){.first = pixels + left, .width = COLUMNS - left, .height = ROWS, .room = COLUMNS - left, .stride = COLUMNS},
                0xff4080c0u);
            if (!k)
                memcpy(first, pixels, sizeof first);
            assert_memory_equal(first, pixels, sizeof first);
            assert_int_equal(pixels[COLUMNS * ROWS], behind);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_faces), unit_test_in_arena(test_odd_faces), cmocka_unit_test(test_widths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
