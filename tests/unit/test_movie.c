/* Moving pictures: what of a layer is there at a moment, palettes, the rectangles that change, memory. tests/motion.py compares decoded frames with
 * stills. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "figure/moment.h"
#include "figure/palette.h"
#include "server/service/service.h"
#include "tests/unit/arena.h"

/* --- What is there at a moment --- */

static void test_lines_are_cut(void **state)
{
    (void)state;
    static const double times[] = {0, 0.25, 0.5, 0.5, 1};
    static const struct {
        double moment;
        size_t count;
        double head;
    } rows[] = {{0, 1, 0}, {0.1, 2, 0.4}, {0.25, 2, 1}, {0.3, 3, 1.2}, {0.5, 4, 3}, {0.75, 5, 3.5}, {0.999, 5, 3.998}, {1, 5, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct point points[] = {{0, 0}, {1, 10}, {2, 20}, {3, 30}, {4, 40}};
        const struct panel_layout panel = {.moment = rows[i].moment};
        const size_t count = moment_line(&panel, times, points, 5);
        assert_int_equal(count, rows[i].count);
        assert_true(points[count - 1].x > rows[i].head - 1e-9 && points[count - 1].x < rows[i].head + 1e-9);
        assert_true(points[count - 1].y > 10 * rows[i].head - 1e-8 && points[count - 1].y < 10 * rows[i].head + 1e-8);
    }
}

static void test_layers_come_in_time(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    static const double x[] = {1, 2, 3}, y[] = {4, 5, 6}, times[] = {0.9, 0.1, 0.5}, low[] = {0, 1, 2}, ascending[] = {0, 0.5, 1};
    const struct figure_layer early = {.kind = LAYER_POINTS, .count = 1, .x = x, .y = y}, late = {.kind = LAYER_POINTS, .count = 2, .x = x, .y = y};
    const struct figure_state states[] = {{0.2, &early}, {0.6, &late}};
    const struct figure_layer layers[] = {
        {.kind = LAYER_POINTS, .count = 3, .x = x, .y = y, .times = times},
        {.kind = LAYER_BAND, .count = 3, .x = x, .low = low, .high = y, .times = ascending},
        {.kind = LAYER_POINTS, .count = 3, .x = x, .y = y, .states = states, .state_count = 2},
    };
    const struct figure_panel source = {.layers = layers, .layer_count = 3};
    const struct figure figure = {.panels = &source, .panel_count = 1};
    struct panel_layout panel = {.panel = &source, .arena = arena, .moment = 0.55, .x.limits = {0, 10}, .y.limits = {0, 10}};
    assert_true(figure_moves(&figure));
    struct figure_layer layer = moment_layer(&panel, 0);
    assert_int_equal(layer.count, 2);
    assert_true(layer.x[0] == 2 && layer.y[1] == 6);
    layer = moment_layer(&panel, 1);
    assert_int_equal(layer.count, 3);
    assert_true(layer.x[2] > 2.0999 && layer.x[2] < 2.1001 && layer.low[2] > 1.0999 && layer.high[2] < 5.1001);
    static const struct {
        double moment;
        size_t count;
    } rows[] = {{0, 0}, {0.2, 1}, {0.55, 1}, {0.6, 2}, {0.99, 2}, {1, 3}, {2, 3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        panel.moment = rows[i].moment;
        assert_int_equal(moment_layer(&panel, 2).count, rows[i].count);
    }
    arena_destroy(arena);
}

/* --- Palettes and frames --- */

static void test_palette(void **state)
{
    (void)state;
    struct arena *arena = arena_create(64 << 20);
    enum { SIDE = 64 };
    uint32_t *pixels = ARENA_NEW(arena, uint32_t, SIDE * SIDE);
    unsigned char entries[SIDE * SIDE];
    for (size_t i = 0; i < SIDE * SIDE; i++) /* 50 colours; the byte that is ignored differs */
        pixels[i] = (uint32_t)(i % 50) * 0x050301 | (uint32_t)i << 24;
    struct palette *palette = palette_of_pixels(arena, pixels, SIDE * SIDE, 0xff000000u, false);
    assert_non_null(palette);
    assert_int_equal(palette->size, 50);
    palette_map(palette, pixels, SIDE * SIDE, entries);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(palette->colours[entries[i]], pixels[i] | 0xff000000u);
    const uint32_t strange = 0x0f0a04; /* 3 × 0x050301 = 0x0f0903 is the nearest */
    palette_map(palette, &strange, 1, entries);
    assert_int_equal(palette->colours[entries[0]], 0xff0f0903u);
    for (size_t i = 0; i < SIDE * SIDE; i++) /* as many colours as pixels */
        pixels[i] = (uint32_t)i * 2654435761u >> 8;
    assert_null(palette_of_pixels(arena, pixels, SIDE * SIDE, 0xff000000u, false));
    palette = palette_of_pixels(arena, pixels, SIDE * SIDE, 0xff000000u, true);
    assert_true(palette && palette->size == PALETTE_MOST);
    arena_destroy(arena);
}

/* The rectangles of an APNG's frames, in order; returns how many. */
static size_t read_rectangles(const struct response *response, uint32_t (*rectangles)[4])
{
    const unsigned char *at = (const unsigned char *)response->body + 8, *end = at - 8 + response->length;
    size_t count = 0;
    while (at + 12 <= end) {
        const uint32_t length = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
        if (!memcmp(at + 4, "fcTL", 4)) {
            for (size_t k = 0; k < 4; k++) {
                const unsigned char *number = at + 12 + 4 * k;
                rectangles[count][k] = (uint32_t)number[0] << 24 | (uint32_t)number[1] << 16 | (uint32_t)number[2] << 8 | number[3];
            }
            count++;
        }
        at += 12 + length;
    }
    return count;
}

/* One path that goes from left to right: each frame is where its head is. */
static void test_rectangles_are_small(void **state)
{
    (void)state;
    struct arena *arena = arena_create(256 << 20);
    const struct request request = {
        .method = "GET", .target = "/v1/descent.apng?f=x^2%2B0*y&start=-5,0&lr=0.02&steps=80&legend=off&frames=42", .accept = "*/*", .ready = true};
    struct response response;
    uint32_t rectangles[64][4];
    service_respond(&service_default_limits, &request, arena, &response);
    assert_int_equal(response.status, 200);
    assert_int_equal(read_rectangles(&response, rectangles), 42);
    assert_true(rectangles[0][0] == 630 && rectangles[0][1] == 350 && !rectangles[0][2] && !rectangles[0][3]);
    for (size_t i = 2; i < 42; i++) {
        assert_true(rectangles[i][0] * rectangles[i][1] < 630 * 350 / 20);
        assert_true(i == 2 || rectangles[i][2] + rectangles[i][0] >= rectangles[i - 1][2]);
    }
    arena_destroy(arena);
}

/* --- Memory --- */

/* Of the longest and largest of usual pictures. What libraries take is charged before they are called, and so is in it. */
static void test_memory(void **state)
{
    (void)state;
    static const char *const extensions[] = {"gif", "webp", "apng"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        struct arena *arena = arena_create(service_default_limits.arena_bytes);
        const struct request request = {
            .method = "GET",
            .target = arena_format(arena, "/v1/descent.%s?f=0.1*x^2%%2B2*y^2&start=-5,-2&scale=2&frames=300&steps=20", extensions[i]),
            .accept = "*/*",
            .ready = true};
        struct response response;
        service_respond(&service_default_limits, &request, arena, &response);
        assert_int_equal(response.status, 200);
        assert_true(arena_peak(arena) < (size_t)128 << 20);
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_cut), cmocka_unit_test(test_layers_come_in_time),
        cmocka_unit_test(test_palette),       cmocka_unit_test(test_rectangles_are_small),
        cmocka_unit_test(test_memory),
    };
    struct error error = {0};
    return service_start(&error) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
