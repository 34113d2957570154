/* Text in every script: measured as it is drawn, broken where its script allows, the same bytes every time and on every thread, never
 * nothing, and nothing a caller can write harms. What the fonts lack is known before, and becomes a box where nobody asked. */
#include "base/memory.h"
#include "base/text.h"
#include "figure/figure.h"
#include "figure/font_set.h"
#include "figure/label.h"
#include "figure/text.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena.h"
#include "tests/unit/drawing.h"

enum { CAP = 1 << 28 };

static const char *const scripts[] = {
    "鞍点与局部最小值",
    "鞍點與局部最小值",
    "勾配降下法と鞍点",
    "안장점과 국소 최솟값",
    "نقاط السرج (saddle)",
    "נקודות אוכף f(x)",
    "काठी बिंदु और न्यूनतम",
    "จุดอานม้าและค่าต่ำสุด",
    "x̄ and é",
    "😀 loss 🚀",
    "mixed 鞍点 אוכף سرج \U0001d465",
    "\U000F1234",
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

static struct box outline_box(struct arena *arena, const char *line)
{
    struct path path = {.arena = arena};
    text_outline(&path, line, &(struct glyph_place){.size = 1});
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < path.point_count; i++) {
        assert_true(isfinite(path.points[i].x) && isfinite(path.points[i].y));
        box = box_union(box, (struct box){path.points[i].x, path.points[i].y, path.points[i].x, path.points[i].y});
    }
    return box;
}

static void test_outlines_fill_the_measured_width(void **state)
{
    (void)state;
    struct arena *arena = arena_create(CAP);
    for (size_t i = 0; i < SCRIPTS; i++) {
        assert_false(font_covers(scripts[i]));
        double width = canvas_text_width(arena, scripts[i]);
        struct box box = outline_box(arena, scripts[i]);
        assert_true(width > 0.3 && width < 40);
        assert_true(box.x0 > -0.25 && box.x0 < 0.5);
        assert_true(box.x1 < width + 0.25 && box.x1 > width - 0.5);
        assert_true(box.y0 < -0.4 && box.y0 > -2 && box.y1 < 1);
    }
    arena_destroy(arena);
}

static void test_base_letters_keep_their_widths(void **state)
{
    (void)state;
    struct arena *arena = arena_create(CAP);
    const char *text = "local minimum of f(x)";
    double width;
    assert_true(font_measure(text, &width));
    assert_true(fabs(text_width(arena, text) - width) < 0.15); /* but for kerning */
    arena_destroy(arena);
}

static void test_characters_without_glyphs_are_boxes(void **state)
{
    (void)state;
    struct arena *arena = arena_create(CAP);
    for (size_t count = 1; count <= 3; count++) {
        struct path path = {.arena = arena};
        const char *text = &"\uFFFF\uFFFF\uFFFF"[3 * (3 - count)];
        text_outline(&path, text, &(struct glyph_place){.size = 10});
        assert_int_equal(path.verb_count, 10 * count); /* two rectangles each */
    }
    arena_destroy(arena);
}

static void test_what_the_fonts_lack(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t missing;
    } rows[] = {
        {"min of\nempirical risk", 0}, {"鞍点と勾配 안장점", 0}, {"काठी बिंदु", 0}, {"سرج אוכף", 0},
        {"👨\u200D👩 😀\uFE0F 🇫🇷", 0},    {"\u202Eabc\u2069", 0},   {"จุด", 0x0e08},  {"a\uFFFF", 0},
        {"x \U000F1234", 0xf1234},     {"🫠", 0x1fae0},        {"", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(figure_missing_character(rows[i].text), rows[i].missing);
    struct error error = {0};
    assert_true(font_set_check(FIGURE_FONTS, &error));
    assert_false(font_set_check("/nowhere", &error));
    assert_non_null(strstr(error.detail, "/nowhere/dejavu/DejaVuSans.ttf"));
    assert_non_null(strstr(error.detail, "fonts-dejavu-core"));
}

/* The characters of `text` without blanks and direction marks. */
static const char *letters(struct arena *arena, const char *text)
{
    struct buffer kept = {.arena = arena};
    for (const char *start = text; text_next(&text); start = text) {
        size_t length = (size_t)(text - start);
        if (*start != ' ' && strncmp(start, "\u200E", length) != 0 && strncmp(start, "\u200F", length) != 0)
            buffer_bytes(&kept, start, length);
    }
    return buffer_string(&kept);
}

static void test_wraps_within_the_width_and_loses_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_create(CAP);
    for (size_t i = 0; i < SCRIPTS; i++)
        for (double most = 3; most < 30; most += 1.7) {
            const char *text = arena_format(arena, "%s %s, %s", scripts[i], scripts[i], scripts[i]);
            struct label label = label_break(arena, text, most, 64);
            struct buffer all = {.arena = arena};
            for (size_t k = 0; k < label.line_count; k++) {
                assert_true(label.widths[k] <= most + 0.01);
                buffer_text(&all, label.lines[k]);
            }
            assert_string_equal(letters(arena, buffer_string(&all)), letters(arena, text));
        }
    struct label chinese = label_break(arena, "在高维空间里梯度下降可能停在任何梯度为零的地方", 10.2, 64);
    assert_int_equal(chinese.line_count, 3); /* 23 characters, an em each, broken between any two */
    struct label cut = label_break(arena, "在高维空间里梯度下降可能停在任何梯度为零的地方", 10.2, 2);
    assert_int_equal(cut.line_count, 2);
    assert_non_null(strstr(cut.lines[1], "…"));
    assert_true(cut.width <= 10.21);
    arena_destroy(arena);
}

/* A line that begins with Latin letters in a Hebrew paragraph is still read from the right. */
static void test_lines_keep_the_direction_of_their_paragraph(void **state)
{
    (void)state;
    struct arena *arena = arena_create(CAP);
    struct label label = label_break(arena, "נקודות saddle אוכף", 6, 64);
    assert_true(label.line_count > 1);
    bool marked = false;
    for (size_t i = 0; i < label.line_count; i++)
        if (strstr(label.lines[i], "saddle"))
            marked = strncmp(label.lines[i], "\u200F", 3) == 0 || strncmp(label.lines[i], "נ", 2) == 0;
    assert_true(marked);
    arena_destroy(arena);
}

static const double x[] = {0, 1, 2}, y[] = {0, 2, 1};

static struct figure_panel panel_with(const char *text, struct figure_layer *layer, struct figure_annotation *note)
{
    *layer = (struct figure_layer){.kind = LAYER_LINE, .label = text, .count = 3, .x = x, .y = y};
    *note = (struct figure_annotation){.text = text, .tip = {1, 2}};
    return (struct figure_panel){.title = text,
                                 .x.label = text,
                                 .y.label = text,
                                 .note = text,
                                 .legend = SWITCH_ON,
                                 .layers = layer,
                                 .layer_count = 1,
                                 .annotations = note,
                                 .annotation_count = 1};
}

/* A figure that says the same everywhere. */
static struct buffer render(struct arena *arena, const char *text, enum figure_format format, enum figure_theme theme, double width)
{
    struct figure_layer layer;
    struct figure_annotation note;
    struct figure_panel panel = panel_with(text, &layer, &note);
    struct figure figure = {.width = width,
                            .height = width * 5 / 9,
                            .theme = theme,
                            .title = text,
                            .alternative_title = text,
                            .description = text,
                            .panels = &panel,
                            .panel_count = 1};
    struct buffer out = {.arena = arena};
    struct error error = {0};
    if (!figure_render(&figure, format, &out, &error))
        fail_msg("%s", error.detail);
    return out;
}

static void *render_all(void *unused)
{
    (void)unused;
    struct arena *arena = arena_create(CAP);
    struct buffer *all = malloc(sizeof *all);
    *all = (struct buffer){.arena = arena};
    for (size_t i = 0; i < SCRIPTS; i++)
        for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++) {
            struct buffer one = render(arena, scripts[i], format, THEME_AUTO, 630);
            buffer_bytes(all, one.data, one.length);
        }
    return all;
}

static void test_same_bytes_twice_and_on_every_thread(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    struct buffer *first = render_all(NULL);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, render_all, NULL), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        struct buffer *other = result;
        assert_int_equal(other->length, first->length);
        assert_memory_equal(other->data, first->data, first->length);
        arena_destroy(other->arena);
        free(other);
    }
    arena_destroy(first->arena);
    free(first);
}

static void test_never_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_create(CAP);
    for (size_t i = 0; i < SCRIPTS; i++) {
        struct buffer with = render(arena, scripts[i], FIGURE_SVG, THEME_LIGHT, 630), without = render(arena, "", FIGURE_SVG, THEME_LIGHT, 630);
        assert_true(with.length > without.length + 500);
    }
    arena_destroy(arena);
}

static void test_hostile_strings(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t times;
    } hostile[] = {
        {"\u0301", 1},         {"\u0301", 2000},   {"\u202E", 1000},     {"\u202Ea\u202Dא", 500},
        {"\u2067\u2066", 700}, {"\u200B", 50},     {"\uFFFF", 300},      {"\uFFFE<&\"", 9},
        {"鞍", 5000},          {"a\u0300", 3000},  {"\u2028\u2029", 40}, {"鞍\r\n\t", 90},
        {"\u200D", 500},       {"\U0010FFFD", 50}, {"\xff\xfe鞍", 20},   {"\xe9\x9e", 1},
        {"ﷺ﷽", 600},           {"👨\u200D", 400},   {"🇫", 301},           {"\U000E0041", 99},
        {"א1", 900},           {"क्", 999},         {"กำ\u0E49", 700},    {"\u1112\u1161\u11AB", 300},
    };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct arena *arena = arena_create(CAP);
        const char *text = repeated(arena, "", hostile[i].text, hostile[i].times, "");
        for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++)
            render(arena, text, format, THEME_DARK, 200);
        assert_true(canvas_text_width(arena, label_clean(arena, text)) >= 0);
        arena_destroy(arena);
    }
}

/* Noncharacters cannot stand in XML, not even escaped, and cairo refuses them. */
static void test_svg_stays_xml(void **state)
{
    (void)state;
    struct arena *arena = arena_create(CAP);
    struct buffer out = render(arena, "a\uFFFE<b>\uFFFF&\uFFFD鞍", FIGURE_SVG, THEME_LIGHT, 630);
    assert_null(strstr(buffer_string(&out), "\uFFFE"));
    assert_null(strstr(buffer_string(&out), "\uFFFF"));
    assert_non_null(strstr(buffer_string(&out), "aria-label=\"a\uFFFD&lt;b&gt;\uFFFD&amp;\uFFFD鞍\""));
    arena_destroy(arena);
}

static void try_render(void *context)
{
    render(context, "鞍点 אוכף x̄", FIGURE_SVG, THEME_LIGHT, 630);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    bool finished = false;
    for (size_t cap = 1000; !finished; cap = cap * 5 / 4) {
        struct arena *arena = arena_create(cap);
        finished = arena_protect(arena, try_render, arena);
        arena_destroy(arena);
    }
    finished = false;
    for (long allowed = 1; !finished; allowed++) {
        struct arena *arena = arena_create(CAP);
        memory_fail_after(allowed);
        finished = arena_protect(arena, try_render, arena);
        memory_fail_after(-1);
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outlines_fill_the_measured_width),
        cmocka_unit_test(test_base_letters_keep_their_widths),
        cmocka_unit_test(test_characters_without_glyphs_are_boxes),
        cmocka_unit_test(test_what_the_fonts_lack),
        cmocka_unit_test(test_wraps_within_the_width_and_loses_nothing),
        cmocka_unit_test(test_lines_keep_the_direction_of_their_paragraph),
        cmocka_unit_test(test_same_bytes_twice_and_on_every_thread),
        cmocka_unit_test(test_never_nothing),
        cmocka_unit_test(test_hostile_strings),
        cmocka_unit_test(test_svg_stays_xml),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
