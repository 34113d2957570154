/* What drawing may take: what is charged for the drawing library is no less than what it takes, and grids that are too fine for the page are
 * drawn in little memory, with a remark on what is left out. */
#include "base/heap.h"
#include "base/memory.h"
#include "figure/canvas.h"
#include "figure/figure.h"
#include "figure/theme.h"

#include <malloc.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/drawing.h"

enum { MEBIBYTE = 1 << 20 };

/* Bytes that are allocated, by whomever; nothing is known of them where a sanitizer has the allocator. */
static size_t allocated(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* Lines to and fro over the page. */
static struct path scribble(struct arena *arena, size_t count)
{
    struct path path = {.arena = arena};
    path_move(&path, (struct point){0, 0});
    for (size_t i = 0; i < count; i++)
        path_line(&path, (struct point){(double)(i * 7919 % 600), (double)(i * 104729 % 340)});
    return path;
}

struct drawing {
    struct arena *arena;
    struct canvas *canvas;
};

static void stroke_long(const struct drawing *drawing)
{
    const struct path path = scribble(drawing->arena, 100000);
    canvas_stroke(drawing->canvas, &path, &(struct pen){.paint = paint_rgb(0), .width = 1});
}

static void stroke_translucent(const struct drawing *drawing)
{
    const struct path path = scribble(drawing->arena, 5000);
    struct pen pen = {.paint = paint_rgb(0), .width = 1};
    pen.paint.opacity = 0.5;
    canvas_stroke(drawing->canvas, &path, &pen);
}

static void stroke_many(const struct drawing *drawing)
{
    const struct path path = scribble(drawing->arena, 4);
    for (int i = 0; i < 5000; i++)
        canvas_stroke(drawing->canvas, &path, &(struct pen){.paint = paint_rgb((uint32_t)i), .width = 1, .dash = DASH_DASHED});
}

static void fill_many(const struct drawing *drawing)
{
    const struct path path = scribble(drawing->arena, 4);
    for (int i = 0; i < 5000; i++)
        canvas_fill(drawing->canvas, &path, paint_rgb((uint32_t)i));
}

static void fill_long(const struct drawing *drawing)
{
    const struct path path = scribble(drawing->arena, 2000);
    canvas_fill(drawing->canvas, &path, paint_rgb(0x336699));
}

static void write(const struct drawing *drawing)
{
    for (int i = 0; i < 100; i++)
        canvas_text(drawing->canvas, "Every letter is a command of its own", (struct point){10, 3.0 * i},
                    &(struct text_style){.size = 10, .paint = paint_rgb(0)});
}

/* Scripts that Pango sets, each letter another, and long ones without a place to break. */
static void write_scripts(const struct drawing *drawing)
{
    static const char *const units[] = {"鸞", "क्षि", "خطأ", "点خ", "e\u0301\u0302\u0303"};
    struct buffer all = {.arena = drawing->arena};
    for (uint32_t i = 0; i < 300; i++)
        buffer_format(&all, "%c%c%c", 0xe4 + (int)(i >> 6 & 3), 0x80 + (int)(i * 7 % 64), 0x80 + (int)(i % 64));
    for (size_t u = 0; u <= sizeof units / sizeof *units; u++) {
        struct buffer text = {.arena = drawing->arena};
        for (int i = 0; u < sizeof units / sizeof *units && i < 50; i++)
            buffer_text(&text, units[u]);
        canvas_text(drawing->canvas, u < sizeof units / sizeof *units ? buffer_string(&text) : buffer_string(&all),
                    (struct point){10, 20.0 + 40.0 * (double)u}, &(struct text_style){.size = 30, .paint = paint_rgb(0)});
    }
}

static void paint_image(const struct drawing *drawing)
{
    const uint32_t side = 1000;
    uint32_t *pixels = ARENA_NEW(drawing->arena, uint32_t, (size_t)side * side);
    for (size_t i = 0; i < (size_t)side * side; i++)
        pixels[i] = 0xff000000 | (uint32_t)(i * 2654435761u >> 8);
    canvas_image(drawing->canvas, (struct box){0, 0, 600, 340}, pixels, side, side, false);
}

static void (*const drawings[])(const struct drawing *drawing) = {stroke_long, stroke_translucent, stroke_many, fill_many, fill_long,
                                                                  write,       write_scripts,      paint_image};

/* What the library holds after each drawing, beside what is counted; a PDF is what it keeps most for. */
static void test_charges_cover_what_is_taken(void **state)
{
    (void)state;
    enum { SLACK = 256 * 1024 }; /* caches of the library, and fonts it loads once */
    static const enum figure_format formats[] = {FIGURE_PDF, FIGURE_PNG};
    for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
        for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++)
            for (int warm = 0; warm < 2; warm++) {
                struct error error = {0};
                struct figure figure = {.alternative_title = "a", .description = "b"};
                struct theme theme;
                theme_choose(&theme, &figure, false);
                const size_t before = allocated(), counted = memory_used();
                struct arena *arena = arena_create((size_t)256 * MEBIBYTE);
                const struct canvas_page page = {
                    .format = formats[f], .width = 630, .height = 350, .scale = 1, .theme = &theme, .title = "a", .description = "b"};
                const struct drawing drawing = {arena, canvas_open(arena, &page, &error)};
                assert_non_null(drawing.canvas);
                drawings[i](&drawing);
                const size_t taken = allocated() - before, charged = memory_used() - counted;
                struct buffer out = {.arena = arena};
                assert_true(canvas_close(drawing.canvas, &out, &error) && out.length > 0);
                arena_destroy(arena);
                if (warm && taken > charged + SLACK && taken < SIZE_MAX / 2)
                    fail_msg("drawing %zu as format %d takes %zu bytes; %zu are counted", i, (int)formats[f], taken, charged);
            }
}

/* --- Grids that are too fine --- */

struct rendering {
    struct arena *arena;
    const struct figure *figure;
    enum figure_format format;
    size_t bytes;
};

static void render(void *context)
{
    struct rendering *rendering = context;
    struct error error = {0};
    struct buffer out = {.arena = rendering->arena};
    if (figure_render(rendering->figure, rendering->format, &out, &error))
        rendering->bytes = out.length;
}

static double egg_box(double x, double y)
{
    return sin(50 * x) * sin(50 * y);
}

static double hills(double x, double y)
{
    return sin(9 * x) * sin(9 * y);
}

static double chequers(double x, double y)
{
    return sin(30 * x) * sin(30 * y) > 0;
}

static void test_fine_grids_take_little(void **state)
{
    (void)state;
    enum { SIDE = 1000, MOST = 96 * MEBIBYTE };
    static const struct {
        enum layer_kind kind;
        double (*f)(double, double);
        bool remark;
    } rows[] = {{LAYER_WIREFRAME, egg_box, true},      {LAYER_WIREFRAME, chequers, true},
                {LAYER_CONTOUR, hills, true},          {LAYER_CONTOUR, egg_box, false /* colours */},
                {LAYER_CONTOUR_FILLED, egg_box, true}, {LAYER_CONTOUR_FILLED, chequers, true},
                {LAYER_SURFACE, chequers, false}};
    double *places = malloc(SIDE * sizeof *places), *z = malloc((size_t)SIDE * SIDE * sizeof *z);
    assert_true(places && z);
    for (size_t i = 0; i < SIDE; i++)
        places[i] = -3 + 6 * (double)i / (SIDE - 1);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        for (size_t i = 0; i < (size_t)SIDE * SIDE; i++)
            z[i] = rows[k].f(places[i % SIDE], places[i / SIDE]);
        const struct figure_layer layer = {
            .kind = rows[k].kind, .rows = SIDE, .columns = SIDE, .grid_x = places, .grid_y = places, .z = z, .stride = 1, .level_count = 50};
        const struct figure_panel panel = {
            .space = rows[k].kind >= LAYER_WIREFRAME, .azimuth = -60, .elevation = 30, .layers = &layer, .layer_count = 1};
        const struct figure figure = {.alternative_title = "a", .description = "b", .panels = &panel, .panel_count = 1};
        for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++) {
            struct rendering rendering = {arena_create((size_t)256 * MEBIBYTE), &figure, format, 0};
            assert_true(arena_protect(rendering.arena, render, &rendering) && rendering.bytes > 1000);
            if (arena_peak(rendering.arena) > MOST)
                fail_msg("row %zu takes %zu MiB as format %d", k, arena_peak(rendering.arena) / MEBIBYTE, (int)format);
            arena_destroy(rendering.arena);
        }
        struct arena *arena = arena_create((size_t)256 * MEBIBYTE);
        struct buffer described = {.arena = arena};
        figure_describe_layout(&figure, &described);
        assert_int_equal(strstr(buffer_string(&described), "is drawn") != NULL, rows[k].remark);
        arena_destroy(arena);
    }
    free(places);
    free(z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_charges_cover_what_is_taken), cmocka_unit_test(test_fine_grids_take_little)};
    heap_start();
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
