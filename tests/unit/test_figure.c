/* Figures: limits, ticks and projection against tests/reference/figures.json; the same bytes every time; nothing clipped; nothing a
 * caller can put into a figure harms. */
#include "base/memory.h"
#include "base/text.h"
#include "figure/figure.h"
#include "figure/layout.h"
#include "figure/ticks.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/drawing.h"
#include "tests/unit/reference.h"

static const double pi = 3.14159265358979323846;

static double risk(double x)
{
    return x * cos(pi * x);
}

static double empirical_risk(double x)
{
    return risk(x) + 0.2 * cos(5 * pi * x);
}

static double cube(double x)
{
    return x * x * x;
}

/* The five figures of the chapter, as its reference draws them. */
enum { MOST_SAMPLES = 700, GRID = 101 };
struct chapter {
    double x[MOST_SAMPLES], y[2][MOST_SAMPLES], line[GRID], z[GRID * GRID];
    struct figure_layer layers[2];
    struct figure_annotation notes[2];
    struct figure_panel panel;
    struct figure figure;
};

static const struct {
    const char *name, *ylabel;
    double start, stop;
    double (*functions[2])(double);
    struct figure_annotation notes[2];
} chapter_lines[] = {
    {"a_risk",
     "risk",
     0.5,
     1.5,
     {risk, empirical_risk},
     {{.text = "min of\nempirical risk", .tip = {1.017, -1.2085}, .text_given = true, .text_at = {0.5, -1.1}},
      {.text = "min of risk", .tip = {1.0904, -1.04672}, .text_given = true, .text_at = {0.95, -0.5}}}},
    {"b_local_minimum",
     "f(x)",
     -1,
     2,
     {risk, NULL},
     {{.text = "local minimum", .tip = {-0.2739, -0.1786}, .text_given = true, .text_at = {-0.77, -1}},
      {.text = "global minimum", .tip = {1.0904, -1.04672}, .text_given = true, .text_at = {0.6, 0.8}}}},
    {"c_cubic", "f(x)", -2, 2, {cube, NULL}, {{.text = "saddle point", .tip = {0, 0}, .text_given = true, .text_at = {-0.52, -5}}}},
    {"e_tanh", "f(x)", -2, 5, {tanh, NULL}, {{.text = "vanishing gradient", .tip = {4, 0.99933}, .text_given = true, .text_at = {2, 0}}}},
};
enum { CHAPTER_LINES = sizeof chapter_lines / sizeof *chapter_lines };

static void make_line_figure(struct chapter *chapter, size_t which)
{
    memset(chapter, 0, sizeof *chapter);
    size_t count = (size_t)ceil((chapter_lines[which].stop - chapter_lines[which].start) / 0.01 - 1e-9);
    for (size_t i = 0; i < count; i++)
        chapter->x[i] = chapter_lines[which].start + (double)i * 0.01;
    for (int k = 0; k < 2 && chapter_lines[which].functions[k]; k++) {
        for (size_t i = 0; i < count; i++)
            chapter->y[k][i] = chapter_lines[which].functions[k](chapter->x[i]);
        chapter->layers[k] = (struct figure_layer){.kind = LAYER_LINE, .count = count, .x = chapter->x, .y = chapter->y[k]};
        chapter->panel.layer_count++;
    }
    while (chapter->panel.annotation_count < 2 && chapter_lines[which].notes[chapter->panel.annotation_count].text) {
        chapter->notes[chapter->panel.annotation_count] = chapter_lines[which].notes[chapter->panel.annotation_count];
        chapter->panel.annotation_count++;
    }
    chapter->panel.layers = chapter->layers;
    chapter->panel.annotations = chapter->notes;
    chapter->panel.x.label = "x";
    chapter->panel.y.label = chapter_lines[which].ylabel;
    chapter->figure = (struct figure){
        .panels = &chapter->panel, .panel_count = 1, .alternative_title = chapter_lines[which].name, .description = "A <test> & more."};
}

static void make_saddle(struct chapter *chapter)
{
    static const double zero, ticks[] = {-1, 0, 1};
    memset(chapter, 0, sizeof *chapter);
    for (size_t i = 0; i < GRID; i++)
        chapter->line[i] = -1 + 0.02 * (double)i;
    for (size_t r = 0; r < GRID; r++)
        for (size_t c = 0; c < GRID; c++)
            chapter->z[r * GRID + c] = chapter->line[c] * chapter->line[c] - chapter->line[r] * chapter->line[r];
    chapter->layers[0] = (struct figure_layer){
        .kind = LAYER_WIREFRAME, .rows = GRID, .columns = GRID, .grid_x = chapter->line, .grid_y = chapter->line, .z = chapter->z, .stride = 10};
    chapter->layers[1] = (struct figure_layer){
        .kind = LAYER_POINTS, .count = 1, .x = &zero, .y = &zero, .z = &zero, .style = {.colour = COLOUR_MARK_RED, .marker = MARKER_CROSS}};
    struct figure_axis axis = {.ticks_given = true, .ticks = ticks, .tick_count = 3};
    chapter->panel = (struct figure_panel){
        .space = true, .azimuth = -60, .elevation = 30, .layers = chapter->layers, .layer_count = 2, .x = axis, .y = axis, .z = axis};
    chapter->panel.x.label = "x";
    chapter->panel.y.label = "y";
    chapter->figure = (struct figure){.panels = &chapter->panel, .panel_count = 1, .alternative_title = "saddle", .description = ""};
}

static double item(const cJSON *array, int i)
{
    return cJSON_GetArrayItem(array, i)->valuedouble;
}

static void check_axis(const struct axis *axis, const cJSON *limits, const cJSON *ticks, const cJSON *labels)
{
    double tolerance = 1e-9 * fabs(item(limits, 1) - item(limits, 0));
    for (int i = 0; i < 2; i++)
        assert_true(fabs(axis->limits[i] - item(limits, i)) <= tolerance);
    assert_int_equal(axis->ticks.count, cJSON_GetArraySize(ticks));
    for (size_t i = 0; i < axis->ticks.count; i++) {
        assert_true(fabs(axis->ticks.positions[i] - item(ticks, (int)i)) <= tolerance);
        const char *expected = cJSON_GetArrayItem(labels, (int)i)->valuestring, *label = axis->ticks.labels[i];
        if (*expected == '-') {
            assert_memory_equal(label, NUMBER_MINUS, strlen(NUMBER_MINUS));
            label += strlen(NUMBER_MINUS);
            expected++;
        }
        assert_string_equal(label, expected);
    }
}

static void check_against(struct chapter *chapter, const cJSON *expected)
{
    struct arena *arena = arena_create(1 << 24);
    struct layout *layout = layout_make(arena, &chapter->figure, 1);
    for (int up = 0; up < 2; up++)
        check_axis(up ? &layout->panels[0].y : &layout->panels[0].x, cJSON_GetObjectItem(expected, up ? "ylim" : "xlim"),
                   cJSON_GetObjectItem(expected, up ? "yticks" : "xticks"), cJSON_GetObjectItem(expected, up ? "yticklabels" : "xticklabels"));
    arena_destroy(arena);
}

static void test_limits_and_ticks_of_the_chapter(void **state)
{
    (void)state;
    cJSON *json = reference_read("figures.json");
    struct chapter *chapter = malloc(sizeof *chapter);
    for (size_t i = 0; i < CHAPTER_LINES; i++) {
        const cJSON *expected = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "figures"), chapter_lines[i].name);
        make_line_figure(chapter, i);
        check_against(chapter, expected);
        chapter->figure.width = 490; /* as 3.5 x 2.5 in */
        chapter->figure.height = 350;
        check_against(chapter, cJSON_GetObjectItem(expected, "at_3.5x2.5"));
        chapter->figure.width = 1260; /* the proportions decide, not the size */
        chapter->figure.height = 700;
        check_against(chapter, expected);
    }
    free(chapter);
    cJSON_Delete(json);
}

/* The projected points agree with the reference up to scale and place, which our tighter layout chooses itself. */
static void test_projection(void **state)
{
    (void)state;
    cJSON *json = reference_read("figures.json");
    const cJSON *expected = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "figures"), "d_saddle");
    const cJSON *points = cJSON_GetObjectItem(expected, "projected"), *point;
    struct chapter *chapter = malloc(sizeof *chapter);
    make_saddle(chapter);
    struct arena *arena = arena_create(1 << 24);
    const struct panel_layout *panel = &layout_make(arena, &chapter->figure, 1)->panels[0];
    const char *const names[] = {"xlim", "ylim", "zlim"};
    const struct axis *const axes[] = {&panel->x, &panel->y, &panel->z};
    for (int i = 0; i < 3; i++)
        for (int end = 0; end < 2; end++)
            assert_true(fabs(axes[i]->limits[end] - item(cJSON_GetObjectItem(expected, names[i]), end)) < 1e-9);
    struct point ours[16], theirs[16], our_middle = {0}, their_middle = {0};
    size_t count = 0;
    cJSON_ArrayForEach(point, points)
    {
        const cJSON *at = cJSON_GetObjectItem(point, "xyz"), *fraction = cJSON_GetObjectItem(point, "figure_fraction");
        ours[count] = panel_point(panel, item(at, 0), item(at, 1), item(at, 2));
        theirs[count] = (struct point){4.5 * item(fraction, 0), -2.5 * item(fraction, 1)};
        our_middle = (struct point){our_middle.x + ours[count].x / 9, our_middle.y + ours[count].y / 9};
        their_middle = (struct point){their_middle.x + theirs[count].x / 9, their_middle.y + theirs[count].y / 9};
        count++;
    }
    assert_int_equal(count, 9);
    double product = 0, square = 0;
    for (size_t i = 0; i < count; i++) {
        product += (ours[i].x - our_middle.x) * (theirs[i].x - their_middle.x) + (ours[i].y - our_middle.y) * (theirs[i].y - their_middle.y);
        square += pow(theirs[i].x - their_middle.x, 2) + pow(theirs[i].y - their_middle.y, 2);
    }
    double scale = product / square;
    for (size_t i = 0; i < count; i++) {
        assert_true(fabs(ours[i].x - our_middle.x - scale * (theirs[i].x - their_middle.x)) < 1e-6 * scale);
        assert_true(fabs(ours[i].y - our_middle.y - scale * (theirs[i].y - their_middle.y)) < 1e-6 * scale);
    }
    arena_destroy(arena);
    free(chapter);
    cJSON_Delete(json);
}

/* A rendering in memory of its own. */
struct rendering {
    char *bytes;
    size_t length;
};

static struct rendering render(const struct figure *figure, enum figure_format format)
{
    struct arena *arena = arena_create((size_t)1 << 30);
    struct buffer out = {.arena = arena};
    struct error error = {0};
    assert_true(figure_render(figure, format, &out, &error));
    struct rendering rendering = {malloc(out.length), out.length};
    memcpy(rendering.bytes, out.data, out.length);
    arena_destroy(arena);
    return rendering;
}

static void check_file(const struct rendering *file, enum figure_format format)
{
    static const char *const starts[] = {[FIGURE_PNG] = "\x89PNG\r\n\x1a\n", [FIGURE_SVG] = "<?xml version", [FIGURE_PDF] = "%PDF-"};
    static const char *const ends[] = {[FIGURE_PNG] = "IEND\xae\x42\x60\x82", [FIGURE_SVG] = "</svg>\n", [FIGURE_PDF] = "%%EOF\n"};
    size_t length = strlen(ends[format]);
    assert_true(file->length > 100);
    assert_memory_equal(file->bytes, starts[format], strlen(starts[format]));
    assert_memory_equal(file->bytes + file->length - length, ends[format], length);
    if (format == FIGURE_SVG)
        assert_true(text_is_utf8(file->bytes, file->length));
}

struct job {
    const struct figure *figure;
    enum figure_format format;
    struct rendering result;
};

static void *render_job(void *context)
{
    struct job *job = context;
    job->result = render(job->figure, job->format);
    return NULL;
}

static void test_same_bytes(void **state)
{
    (void)state;
    static struct chapter chapters[2];
    make_line_figure(&chapters[0], 0);
    make_saddle(&chapters[1]);
    for (int which = 0; which < 2; which++)
        for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++) {
            struct rendering first = render(&chapters[which].figure, format);
            struct job jobs[6];
            pthread_t threads[6];
            for (int i = 0; i < 6; i++) {
                jobs[i] = (struct job){&chapters[i % 2 ? !which : which].figure, format, {0}};
                pthread_create(&threads[i], NULL, render_job, &jobs[i]);
            }
            for (int i = 0; i < 6; i++) {
                pthread_join(threads[i], NULL);
                if (i % 2 == 0) {
                    assert_int_equal(jobs[i].result.length, first.length);
                    assert_memory_equal(jobs[i].result.bytes, first.bytes, first.length);
                }
                free(jobs[i].result.bytes);
            }
            free(first.bytes);
        }
}

static void test_sizes_and_files(void **state)
{
    (void)state;
    static struct chapter chapter;
    make_line_figure(&chapter, 0);
    struct rendering png = render(&chapter.figure, FIGURE_PNG);
    assert_true(png.length < 15000); /* a palette, not true colour */
    assert_int_equal(png.bytes[25], 3);
    assert_int_equal((unsigned char)png.bytes[18] << 8 | (unsigned char)png.bytes[19], 630);
    free(png.bytes);
    chapter.figure.scale = 2.5;
    png = render(&chapter.figure, FIGURE_PNG);
    assert_int_equal((unsigned char)png.bytes[18] << 8 | (unsigned char)png.bytes[19], 1575);
    free(png.bytes);
    struct rendering svg = render(&chapter.figure, FIGURE_SVG);
    svg.bytes[svg.length - 1] = 0;
    assert_non_null(strstr(svg.bytes, "role=\"img\""));
    assert_non_null(strstr(svg.bytes, "width=\"630\" height=\"350\" viewBox=\"0 0 630 350\""));
    assert_non_null(strstr(svg.bytes, ">a_risk</title>"));
    assert_non_null(strstr(svg.bytes, ">A &lt;test&gt; &amp; more.</desc>"));
    assert_null(strstr(svg.bytes, "prefers-color-scheme"));
    free(svg.bytes);
    chapter.figure.theme = THEME_AUTO;
    svg = render(&chapter.figure, FIGURE_SVG);
    svg.bytes[svg.length - 1] = 0;
    assert_non_null(strstr(svg.bytes, "prefers-color-scheme"));
    free(svg.bytes);
}

static void test_themes(void **state)
{
    (void)state;
    static struct chapter chapter;
    make_line_figure(&chapter, 1);
    for (enum figure_theme theme = THEME_LIGHT; theme <= THEME_AUTO; theme++)
        for (int background = 0; background < 3; background++)
            for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++) {
                chapter.figure.theme = theme;
                chapter.figure.background_given = background == 1;
                chapter.figure.background = 0x123456;
                chapter.figure.transparent = background == 2;
                struct rendering file = render(&chapter.figure, format);
                check_file(&file, format);
                free(file.bytes);
            }
}

static void assert_inside(const struct layout *layout, const struct placed_label *label)
{
    assert_true(label->box.x0 >= -0.01 && label->box.y0 >= -0.01);
    assert_true(label->box.x1 <= layout->width + 0.01 && label->box.y1 <= layout->height + 0.01);
}

/* Titles, labels, ticks and notes stay on the page at every size, and tick labels never touch. */
static void check_layout(const struct figure *figure)
{
    struct arena *arena = arena_create(1 << 26);
    struct layout *layout = layout_make(arena, figure, 1);
    for (size_t i = 0; i < layout->labels.count; i++)
        assert_inside(layout, &layout->labels.items[i]);
    for (size_t p = 0; p < layout->panel_count; p++) {
        const struct panel_layout *panel = &layout->panels[p];
        for (size_t i = 0; i < panel->labels.count; i++) {
            assert_inside(layout, &panel->labels.items[i]);
            for (size_t k = 0; k < i; k++) {
                bool same = strcmp(panel->labels.items[i].role, panel->labels.items[k].role) == 0;
                struct box above = panel->labels.items[i].box, below = panel->labels.items[k].box;
                above.y1 -= FONT_DESCENT * panel->in->size; /* numbers have no descenders */
                below.y1 -= FONT_DESCENT * panel->in->size;
                assert_false(same && box_overlaps(above, below) && !panel->panel->space);
            }
        }
        for (size_t i = 0; i < panel->note_count; i++)
            assert_inside(layout, &panel->notes[i].label);
        assert_true(box_width(panel->frame) > 0 && box_height(panel->frame) > 0);
    }
    arena_destroy(arena);
}

static void test_nothing_is_clipped(void **state)
{
    (void)state;
    static const double sizes[][2] = {{200, 111}, {100, 60}, {630, 350}, {2000, 1111}, {1500, 120}, {150, 900}, {333.3, 222.2}};
    static const char *const titles[] = {
        NULL, "short",
        "a title that goes on for so long that it cannot possibly fit on one line of any picture of a usual size, so "
        "it is broken into several, andonewordthatislongerthanmostpicturesarewideandhastobebrokensomewhere"};
    static struct chapter chapter;
    for (size_t which = 0; which <= CHAPTER_LINES; which++)
        for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
            for (size_t title = 0; title < 3; title++) {
                if (which < CHAPTER_LINES)
                    make_line_figure(&chapter, which);
                else
                    make_saddle(&chapter);
                chapter.figure.width = sizes[size][0];
                chapter.figure.height = sizes[size][1];
                chapter.figure.title = titles[title];
                chapter.panel.note = titles[title];
                check_layout(&chapter.figure);
            }
}

static void test_arrows_touch_what_they_name(void **state)
{
    (void)state;
    static struct chapter chapter;
    make_line_figure(&chapter, 1);
    struct arena *arena = arena_create(1 << 24);
    const struct panel_layout *panel = &layout_make(arena, &chapter.figure, 1)->panels[0];
    assert_int_equal(panel->note_count, 2);
    for (size_t i = 0; i < 2; i++) {
        struct point tip = panel_point(panel, chapter.notes[i].tip[0], chapter.notes[i].tip[1], 0);
        assert_true(panel->notes[i].arrow);
        assert_true(hypot(panel->notes[i].tip.x - tip.x, panel->notes[i].tip.y - tip.y) < 1e-9);
    }
    arena_destroy(arena);
}

static const double hostile[] = {0,       NAN,    INFINITY, -INFINITY, 1e300, -1e300, 1.7e308, -1.7e308, 1e-300,
                                 -1e-300, 5e-324, 1,        -1,        1e16,  1e-16,  3,       2,        0.5};
enum { HOSTILE = sizeof hostile / sizeof *hostile };

/* Layers of every kind over data of every ugliness: no crash, no hang, a whole file. */
static void test_hostile_data(void **state)
{
    (void)state;
    double x[64], y[64], low[64], high[64], z[64], ascending[8];
    const char *words[64] = {"word", NULL, "", "two\nlines", "\xff"};
    unsigned seed = 1;
    for (int round = 0; round < 120; round++) {
        for (int i = 0; i < 64; i++) {
            double *const arrays[] = {x, y, low, high, z};
            for (int a = 0; a < 5; a++) {
                seed = seed * 1664525u + 1013904223u;
                arrays[a][i] = round % 3 == 0 ? hostile[(seed >> 16) % HOSTILE] : (double)((seed >> 16) % 100) * pow(10, round % 7 - 3);
            }
        }
        for (int i = 0; i < 8; i++)
            ascending[i] = round % 2 ? i : (round % 3 == 0 ? hostile[i] : i * 1e300 / 10);
        struct figure_layer layers[LAYER_SURFACE + 1] = {0};
        for (int kind = 0; kind <= LAYER_SURFACE; kind++) {
            layers[kind] = (struct figure_layer){.kind = (enum layer_kind)kind,
                                                 .label = "layer \x01\xff\xc3",
                                                 .count = round % 5 == 0 ? (size_t)(round % 4) : 64,
                                                 .x = x,
                                                 .y = y,
                                                 .z = z,
                                                 .words = kind == LAYER_WORDS && round % 3 ? words : NULL,
                                                 .words_room = {hostile[round % HOSTILE], 1},
                                                 .low = low,
                                                 .high = high,
                                                 .rows = 8,
                                                 .columns = 8,
                                                 .grid_x = ascending,
                                                 .grid_y = ascending};
            layers[kind].style.marker = (enum figure_marker)(round % 8);
            if (kind < LAYER_HEATMAP && round % 4)
                layers[kind].z = NULL;
        }
        struct figure_annotation notes[] = {{.text = "note\nof two lines", .tip = {hostile[round % HOSTILE], 1, 1}},
                                            {.text = "\xff\x02\n\n", .tip = {1, NAN, 1}, .text_given = true, .text_at = {1e300, -INFINITY}}};
        for (int start = 0; start < 3; start++) {
            int first = start == 0   ? 0
                        : start == 1 ? LAYER_HEATMAP
                                     : LAYER_WIREFRAME,
                last = start == 0   ? LAYER_WORDS
                       : start == 1 ? LAYER_CONTOUR_FILLED
                                    : LAYER_SURFACE;
            struct figure_panel panel = {.layers = layers + first,
                                         .layer_count = (size_t)(last - first + 1),
                                         .space = start == 2,
                                         .annotations = notes,
                                         .annotation_count = 2,
                                         .title = "\x80 title",
                                         .azimuth = hostile[round % HOSTILE],
                                         .elevation = 30};
            panel.x.scale = round % 5 == 1 ? SCALE_LOG : SCALE_LINEAR;
            panel.y.scale = round % 7 == 1 ? SCALE_LOG : SCALE_LINEAR;
            panel.z.scale = (enum figure_scale)(round % 3);
            panel.y.limits_given = round % 11 == 0;
            panel.y.limits[0] = hostile[round % HOSTILE];
            panel.y.limits[1] = hostile[(round * 7) % HOSTILE];
            panel.x.ticks_given = round % 6 == 0;
            panel.x.ticks = hostile;
            panel.x.tick_count = HOSTILE;
            panel.equal_aspect = round % 13 == 0;
            struct figure figure = {
                .panels = &panel, .panel_count = 1, .alternative_title = "hostile \xff", .description = "\x07", .width = 300, .height = 200};
            enum figure_format format = (enum figure_format)(round % 3);
            struct rendering file = render(&figure, format);
            check_file(&file, format);
            free(file.bytes);
        }
    }
}

static void test_many_points(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    double *x = malloc(COUNT * sizeof *x), *y = malloc(COUNT * sizeof *y);
    unsigned seed = 1;
    for (int i = 0; i < COUNT; i++) {
        seed = seed * 1664525u + 1013904223u;
        x[i] = i;
        y[i] = (double)(seed >> 8);
    }
    struct figure_layer layer = {.count = COUNT, .x = x, .y = y};
    struct figure_panel panel = {.layers = &layer, .layer_count = 1};
    struct figure figure = {.panels = &panel, .panel_count = 1};
    struct rendering png = render(&figure, FIGURE_PNG);
    check_file(&png, FIGURE_PNG);
    free(png.bytes);
    struct rendering svg = render(&figure, FIGURE_SVG);
    assert_true(svg.length < 300000); /* thinned to what can be seen */
    free(svg.bytes);
    free(x);
    free(y);
}

static void test_empty_figures(void **state)
{
    (void)state;
    struct figure_layer none = {.count = 0};
    struct figure_panel panels[] = {{0}, {.layers = &none, .layer_count = 1}, {.space = true}};
    for (size_t panel_count = 0; panel_count <= 3; panel_count++)
        for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++) {
            struct figure figure = {.panels = panels, .panel_count = panel_count};
            struct rendering file = render(&figure, format);
            check_file(&file, format);
            free(file.bytes);
        }
}

struct attempt {
    struct arena *arena;
    const struct figure *figure;
    enum figure_format format;
    bool done;
};

static void try_render(void *context)
{
    struct attempt *attempt = context;
    struct buffer out = {.arena = attempt->arena};
    struct error error = {0};
    attempt->done = figure_render(attempt->figure, attempt->format, &out, &error);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    static struct chapter chapter;
    make_line_figure(&chapter, 0);
    for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++) {
        bool finished = false;
        for (size_t cap = 1000; !finished; cap = cap * 5 / 4) {
            struct attempt attempt = {arena_create(cap), &chapter.figure, format, false};
            finished = arena_protect(attempt.arena, try_render, &attempt);
            assert_int_equal(finished, attempt.done);
            arena_destroy(attempt.arena);
            assert_true(cap < (size_t)1 << 30);
        }
        finished = false;
        for (long allowed = 1; !finished; allowed++) {
            struct attempt attempt = {arena_create((size_t)1 << 30), &chapter.figure, format, false};
            memory_fail_after(allowed);
            finished = arena_protect(attempt.arena, try_render, &attempt);
            memory_fail_after(-1);
            arena_destroy(attempt.arena);
            assert_true(allowed < 10000);
        }
    }
}

static void test_description(void **state)
{
    (void)state;
    static struct chapter chapter;
    make_line_figure(&chapter, 2);
    struct arena *arena = arena_create(1 << 24);
    struct buffer out = {.arena = arena};
    figure_describe_layout(&chapter.figure, &out);
    assert_non_null(strstr(buffer_string(&out), "x ticks -2=\"−2\" -1=\"−1\" 0=\"0\" 1=\"1\" 2=\"2\"\n"));
    assert_non_null(strstr(buffer_string(&out), "y ticks -5=\"−5\" 0=\"0\" 5=\"5\"\n"));
    assert_non_null(strstr(buffer_string(&out), "\"saddle point\"\n"));
    assert_non_null(strstr(buffer_string(&out), "arrow "));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_and_ticks_of_the_chapter),
        cmocka_unit_test(test_projection),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_sizes_and_files),
        cmocka_unit_test(test_themes),
        cmocka_unit_test(test_nothing_is_clipped),
        cmocka_unit_test(test_arrows_touch_what_they_name),
        cmocka_unit_test(test_hostile_data),
        cmocka_unit_test(test_many_points),
        cmocka_unit_test(test_empty_figures),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_description),
    };
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
