/* What letters in pixels are made of: shares of pixels, and numbers of fixed places as SVG has them. Shares come in tenths of the way from 0
 * to 255. */
#include "base/number.h"
#include "base/random.h"
#include "figure/coverage.h"
#include "figure/stroke.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/arena.h"

enum { SIDE = 8, ARENA_BYTES = 1 << 26 };

/* The share of pixel (x, y), 0 … 255. */
static int share_at(const struct coverage *coverage, int x, int y)
{
    const int column = x - coverage->x, row = y - coverage->y;
    if (column < 0 || row < 0 || column >= coverage->width || row >= coverage->height)
        return 0;
    return coverage->shares[row * coverage->stride + column];
}

static bool cover(struct path *path, int margin, struct coverage *coverage)
{
    return coverage_of_path(path, &(struct image_size){SIDE, SIDE, 1, 1}, margin, coverage);
}

static int share(double area)
{
    return (int)(9 * area + 0.5) * 255 / 9;
}

/* Rectangles anywhere, whole or cut off by the image: pixels are covered by what lies over them. */
static void test_rectangles(void **state)
{
    (void)state;
    static const struct box boxes[] = {{1, 1, 3, 4},       {1.25, 2.5, 3.75, 2.8}, {-5, -5, 2.5, 1.4},
                                       {6.5, 6.1, 40, 70}, {2, 2, 2.3, 7},         {-9, 3, 99, 3.4}};
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        struct path path = {.arena = arena};
        struct coverage coverage;
        path_rectangle(&path, boxes[i]);
        assert_true(cover(&path, (int)i % 3, &coverage));
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++) {
                const double across = fmin(x + 1, boxes[i].x1) - fmax(x, boxes[i].x0), down = fmin(y + 1, boxes[i].y1) - fmax(y, boxes[i].y0);
                const int expected = share(fmax(0, across) * fmax(0, down));
                if (share_at(&coverage, x, y) != expected)
                    fail_msg("box %zu, pixel %d, %d: %d, not %d", i, x, y, share_at(&coverage, x, y), expected);
            }
        arena_destroy(arena);
    }
}

/* A colour over black, over white and over nothing, opaque and not: what is covered has its share of it, to half a 255th for each rounding. */
static void test_fill(void **state)
{
    (void)state;
    static const struct box box = {1.25, 2.5, 6.7, 5.1};
    static const uint32_t below[] = {0xff000000u, 0xffffffffu, 0};
    const uint32_t rgb = 0x40c0ff;
    const struct image_size size = {SIDE, SIDE, 1, 1};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        for (unsigned alpha = 85; alpha <= 255; alpha += 85) {
            struct arena *arena = arena_create(ARENA_BYTES);
            struct path path = {.arena = arena};
            uint32_t pixels[SIDE * SIDE];
            for (size_t k = 0; k < SIDE * SIDE; k++)
                pixels[k] = below[i];
            path_rectangle(&path, box);
            coverage_fill(&path, &size, rgb, alpha, pixels);
            for (int y = 0; y < SIDE; y++)
                for (int x = 0; x < SIDE; x++) {
                    const double across = fmin(x + 1, box.x1) - fmax(x, box.x0), down = fmin(y + 1, box.y1) - fmax(y, box.y0);
                    const double share = fmax(0, across) * fmax(0, down) * alpha / 255;
                    for (int shift = 0; shift < 32; shift += 8) {
                        const double own = shift < 24 ? rgb >> shift & 255 : 255, under = below[i] >> shift & 255;
                        assert_true(fabs((pixels[y * SIDE + x] >> shift & 255) - (share * own + (1 - share) * under)) <= 2);
                    }
                }
            arena_destroy(arena);
        }
}

enum { COLUMNS = 300, ROWS = 200 };

static void stroke_into(uint32_t *pixels, const struct coverage_band *band, const struct path *lines, double half, bool round_caps, struct box clip)
{
    struct stroke stroke = stroke_create(lines->arena);
    memset(pixels, 0, COLUMNS * ROWS * sizeof *pixels);
    for (size_t first = 0; first < lines->point_count;) {
        first = stroke_outline(&stroke, lines, first, 64, (struct point){1, 1}, half, round_caps);
        coverage_fill_lines(&stroke.outline, &(struct image_size){COLUMNS, ROWS, 1, 1}, clip, band, 0xffffff, 255, pixels);
    }
}

/* How much of an image, in pixels, a stroke of half that width covers, of what a clip lets through; as much by a high band as by a low one. */
static double stroked(const struct path *lines, double half, bool round_caps, struct box clip)
{
    static uint32_t pixels[COLUMNS * ROWS], by_low[COLUMNS * ROWS];
    struct coverage_band band = coverage_band_create(lines->arena, COLUMNS);
    double sum = 0;
    stroke_into(by_low, &band, lines, half, round_caps, clip);
    assert_true(band.rows < ROWS);
    coverage_band_heighten(&band);
    assert_true(band.rows > ROWS);
    stroke_into(pixels, &band, lines, half, round_caps, clip);
    for (size_t i = 0; i < COLUMNS * ROWS; i++) /* a sixteenth: where an edge begins in a row is rounded in another way */
        assert_true(abs((int)(pixels[i] >> 24) - (int)(by_low[i] >> 24)) <= 17);
    for (size_t i = 0; i < COLUMNS * ROWS; i++)
        sum += (pixels[i] >> 24) / 255.0;
    return sum;
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g, not %.17g", value, expected);
}

/* Strokes cover as much as they are wide and long, with their ends and corners; and no more than the clip lets through. */
static void test_strokes(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    const double pi = 3.14159265358979323846, half = 2.3;
    const struct box all = {0, 0, 300, 200};
    struct path line = {.arena = arena}, corner = {.arena = arena}, ring = {.arena = arena}, back = {.arena = arena}, many = {.arena = arena};
    path_move(&line, (struct point){20.3, 30.7});
    path_line(&line, (struct point){20.3, 30.7}); /* no step */
    path_line(&line, (struct point){260.3, 130.7});
    assert_near(stroked(&line, half, false, all), 260 * 2 * half, 5);
    assert_near(stroked(&line, half, true, all), 260 * 2 * half + pi * half * half, 5);
    assert_near(stroked(&line, half, false, (struct box){20.3, 30.7, 140.3, 200}), 130 * 2 * half, 8);
    assert_near(stroked(&line, half, false, (struct box){0, 0, 300, 10}), 0, 0);
    path_move(&corner, (struct point){20, 20});
    path_line(&corner, (struct point){150, 80.5});
    path_line(&corner, (struct point){100, 180});
    const double sides = sqrt(130 * 130 + 60.5 * 60.5) + sqrt(50 * 50 + 99.5 * 99.5), turn = atan2(99.5, -50) - atan2(60.5, 130);
    assert_near(stroked(&corner, half, false, all), sides * 2 * half + half * half * (turn / 2 - tan(turn / 2)), 8);
    for (int i = 0; i <= 90; i++) {
        const double angle = pi * (i % 90) / 45;
        (i ? path_line : path_move)(&ring, (struct point){150 + 70 * cos(angle), 100 + 70 * sin(angle)});
    }
    assert_near(stroked(&ring, half, false, all), 2 * 90 * 70 * sin(pi / 90) * 2 * half, 10);
    path_move(&back, (struct point){50, 50}); /* and the same way back: what covers a part of a pixel twice counts twice, up to the whole */
    path_line(&back, (struct point){150, 90});
    path_line(&back, (struct point){50, 50});
    const double there = sqrt(100 * 100 + 40 * 40);
    assert_near(stroked(&back, half, false, all), there * (2 * half + 0.25) + pi * half * half / 2, there * 0.25 + 8);
    for (int i = 0; i < 100; i++) {
        path_move(&many, (struct point){1.5 + 2 * i, 10});
        path_line(&many, (struct point){1.6 + 2 * i, 110});
    }
    assert_near(stroked(&many, 0.5, false, all), 100 * 100, 100);
    arena_destroy(arena);
}

/* Sums of shares are areas: of slanted and curved outlines, with holes, whichever way they turn. */
static void test_areas(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct image_size size = {200, 200, 10, 10};
    const double pi = 3.14159265358979323846;
    double areas[3], expected[3] = {0.5 * 7 * 5, pi * 36, pi * (36 - 4)};
    for (int i = 0; i < 3; i++) {
        struct path path = {.arena = arena};
        struct coverage coverage;
        if (i == 0) {
            path_polygon(&path, (struct point[]){{1, 1}, {8, 2.5}, {8, 7.5}}, 3);
        } else {
            path_circle(&path, (struct point){9, 9}, 6);
            if (i == 2) /* the other way round */
                for (int k = 0; k <= 256; k++) {
                    const struct point at = {9 + 2 * cos(k * pi / 128), 9 - 2 * sin(k * pi / 128)};
                    (k ? path_line : path_move)(&path, at);
                }
        }
        assert_true(coverage_of_path(&path, &size, 0, &coverage));
        areas[i] = 0;
        for (int k = 0; k < coverage.stride * coverage.height; k++)
            areas[i] += coverage.shares[k] / 255.0 / 100;
        if (fabs(areas[i] - expected[i]) > 0.005 * expected[i])
            fail_msg("area %d: %g, not %g", i, areas[i], expected[i]);
    }
    arena_destroy(arena);
}

/* A closed outline, also as a polygon of short lines that is made here. */
struct outline {
    struct path path;
    struct point *corners;
    size_t count;
};

/* The point of the curve that starts at `from` and has 0, 1 or 2 control points before its end, by de Casteljau's halving of all its lines. */
static struct point on_curve(struct point from, const struct point *to, int controls, double t)
{
    struct point p[4] = {from};
    memcpy(p + 1, to, (size_t)(controls + 1) * sizeof *p);
    for (int left = controls + 1; left > 0; left--)
        for (int i = 0; i < left; i++)
            p[i] = (struct point){p[i].x + t * (p[i + 1].x - p[i].x), p[i].y + t * (p[i + 1].y - p[i].y)};
    return p[0];
}

/* Sides around a centre, each a line, a quadratic or a cubic by `controls` or, where that is negative, by turns. */
static struct outline draw_outline(struct arena *arena, uint64_t seed, int controls)
{
    enum { SIDES = 5, LINES = 200 };
    struct outline outline = {.path = {.arena = arena}, .corners = ARENA_NEW(arena, struct point, SIDES * LINES)};
    struct point around[3 * SIDES + 1];
    for (int i = 0; i < 3 * SIDES; i++) {
        const double angle = 2 * 3.14159265358979323846 * (i + 0.8 * random_uniform(seed, 1, (uint64_t)i)) / (3 * SIDES);
        const double radius = 2 + 5 * random_uniform(seed, 2, (uint64_t)i);
        around[i] = (struct point){6 + radius * cos(angle), 6 + radius * sin(angle)};
    }
    around[3 * SIDES] = around[0];
    path_move(&outline.path, around[0]);
    for (int i = 0; i < SIDES; i++) {
        const int of_side = controls < 0 ? i % 3 : controls;
        const struct point from = around[3 * i],
                           to[] = {of_side ? around[3 * i + 1] : around[3 * i + 3], around[3 * i + (of_side > 1 ? 2 : 3)], around[3 * i + 3]};
        if (of_side == 0)
            path_line(&outline.path, to[0]);
        else if (of_side == 1)
            path_quadratic(&outline.path, to[0], to[1]);
        else
            path_cubic(&outline.path, to[0], to[1], to[2]);
        for (int k = 0; k < LINES; k++)
            outline.corners[outline.count++] = on_curve(from, to, of_side, (double)k / LINES);
    }
    path_close(&outline.path);
    return outline;
}

/* What the polygon covers of a pixel: how far it reaches across, exactly, on many lines through the pixel. */
static double covered(const struct outline *outline, int column, int row)
{
    enum { LINES = 64 };
    double sum = 0;
    for (int line = 0; line < LINES; line++) {
        const double y = row + (line + 0.5) / LINES;
        for (size_t i = 0; i < outline->count; i++) {
            const struct point a = outline->corners[i], b = outline->corners[(i + 1) % outline->count];
            if ((a.y <= y) != (b.y <= y)) {
                const double x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), right = fmax(0, fmin(1, column + 1 - x));
                sum += b.y > a.y ? right : -right; /* an edge covers what lies on its right */
            }
        }
    }
    return fabs(sum) / LINES;
}

/* Pixel by pixel, of outlines of all kinds: a step of the shares and, on curves, as much as lines may stand off them. */
static void test_outlines(void *arena)
{
    enum { PIXELS = 13 };
    static const struct {
        int controls;
        double tolerance;
    } rows[] = {{0, 0.066}, {1, 0.12}, {2, 0.12}, {-1, 0.12}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (uint64_t seed = 1; seed <= 5; seed++) {
            const struct outline outline = draw_outline(arena, seed, rows[r].controls);
            struct coverage coverage;
            double area = 0, expected_area = 0;
            assert_true(coverage_of_path(&outline.path, &(struct image_size){PIXELS, PIXELS, 1, 1}, (int)seed % 3, &coverage));
            for (int y = 0; y < PIXELS; y++)
                for (int x = 0; x < PIXELS; x++) {
                    const double expected = covered(&outline, x, y), found = share_at(&coverage, x, y) / 255.0;
                    area += found;
                    expected_area += expected;
                    if (fabs(found - expected) > rows[r].tolerance)
                        fail_msg("%d control points, seed %d, pixel %d, %d: %g, not %g", rows[r].controls, (int)seed, x, y, found, expected);
                }
            assert_true(fabs(area - expected_area) < 0.02 * expected_area + 0.5);
        }
}

static void test_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    struct path empty = {.arena = arena}, outside = {.arena = arena};
    struct coverage coverage;
    assert_false(cover(&empty, 1, &coverage));
    path_rectangle(&outside, (struct box){20, 20, 30, 30});
    assert_false(cover(&outside, 1, &coverage));
    arena_destroy(arena);
}

/* The rim around a pixel is a disc. */
static void test_rim(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    struct path path = {.arena = arena};
    struct coverage pixel;
    path_rectangle(&path, (struct box){4, 4, 5, 5});
    assert_true(cover(&path, 3, &pixel));
    const struct coverage rim = coverage_spread(arena, &pixel, 2);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const double inside = 2.5 - hypot(x - 4, y - 4);
            assert_true(fabs(share_at(&rim, x, y) - 255 * fmax(0, fmin(1, inside))) < 2);
        }
    arena_destroy(arena);
}

static void test_fixed_numbers(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int places;
        const char *text;
    } rows[] = {{0, 2, "0"},
                {1, 2, ".01"},
                {-1, 2, "-.01"},
                {10, 2, ".1"},
                {150, 2, "1.5"},
                {-12345, 2, "-123.45"},
                {0, 2, "0"},
                {999, 2, "9.99"},
                {9999, 2, "99.99"},
                {10000, 2, "100"},
                {-2000, 2, "-20"},
                {-2070, 2, "-20.7"},
                {1200, 2, "12"},
                {7, 0, "7"},
                {-100, 0, "-100"},
                {100000, 3, "100"},
                {123456789, 8, "1.23456789"},
                {INT64_MIN, 18, "-9.223372036854775808"},
                {INT64_MAX, 0, "9223372036854775807"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[NUMBER_SIZE];
        assert_int_equal(number_print_fixed(text, rows[i].value, rows[i].places), strlen(rows[i].text));
        assert_memory_equal(text, rows[i].text, strlen(rows[i].text));
    }
}

/* Multiples of steps and what is a little off them, halves, numbers from the middle of nowhere, and those that are none: as printf has them. */
static void test_decimals_are_those_of_printf(void **state)
{
    (void)state;
    static const double steps[] = {1, 0.1, 0.2, 0.25, 0.5, 1e-3, 2.5e-4, 1e-7, 3, 1e4, 0.3333333333333333, 7.7777e-5, 123456.789},
                        singles[] = {0, -0.0, NAN, INFINITY, -INFINITY, 1e300, -1e300, 5e-324, 999999999.9, 0.5, 1.5, 2.5, 0.125, 0.375, 1e9, 1e8};
    char ours[NUMBER_DECIMALS_SIZE], theirs[NUMBER_DECIMALS_SIZE];
    for (int decimals = 0; decimals <= 20; decimals++) {
        for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
            assert_int_equal(number_print_decimals(ours, singles[i], decimals), snprintf(theirs, sizeof theirs, "%.*f", decimals, singles[i]));
            assert_string_equal(ours, theirs);
        }
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            for (int k = -300; k <= 300; k++)
                for (int off = -1; off <= 1; off++) {
                    const double value = k * steps[i] * (1 + off * 1e-15);
                    assert_int_equal(number_print_decimals(ours, value, decimals), snprintf(theirs, sizeof theirs, "%.*f", decimals, value));
                    assert_string_equal(ours, theirs);
                }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rectangles), cmocka_unit_test(test_fill),          cmocka_unit_test(test_strokes),
        cmocka_unit_test(test_areas),      unit_test_in_arena(test_outlines),    cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_rim),        cmocka_unit_test(test_fixed_numbers), cmocka_unit_test(test_decimals_are_those_of_printf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
