/* Figures against what they looked like when last looked at: the sentence and the layout of every named figure and of a dozen others as text, and
 * a few pictures by how they look from afar, so that another version of the font library changes nothing that matters here. `make golden`
 * writes all of them anew, to be looked at. */
#include "figure/figure.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/drawing.h"
#include "tests/unit/pixels.h"

struct golden {
    const char *file;
    const char *study; /* null: the named figure that the file is called after */
    const char *query;
};

static const struct golden layouts[] = {
    {"learning", "train", "data=moons(n=60,noise=0.2)&network=mlp(hidden=8)&epochs=10&view=both&moment=0.5"},
    {"legend-above", "landscape", "f=sin(x),cos(x),sin(2*x),cos(2*x),sin(3*x),cos(3*x)&x=0:2*pi"},
    {"legend-inside", "landscape", "f=x^2,exp(x)&x=-2:2"},
    {"poles", "landscape", "f=tan(x),x^2"},
    {"logarithmic", "landscape", "f=exp(x),x^3&x=-5:5&yscale=log&title=Growth"},
    {"filled", "landscape", "f=himmelblau&view=filled&annotate=auto"},
    {"heatmap-small", "landscape", "f=rastrigin&view=heatmap&width=200&height=160"},
    {"long-title", "landscape",
     "f=x^2&title=A title that goes on and on, for as long as a title can, until it has to be broken into several lines to fit into the picture"},
    {"nothing", "landscape", "f=log(x)&x=-5:-1"},
    {"huge", "landscape", "f=1e300*sin(x)&x=-1e-300:1e-300"},
};
enum { LAYOUTS = sizeof layouts / sizeof *layouts };

static const struct golden pictures[] = {
    {"risk", NULL, NULL},
    {"legend-inside", "landscape", "f=x^2,exp(x)&x=-2:2&width=420&height=240"},
    {"contours", "landscape", "f=rosenbrock&zscale=log&width=420&height=240&theme=dark"},
    {"surface", "landscape", "f=himmelblau&view=surface&width=420&height=300"},
};
enum { PICTURES = sizeof pictures / sizeof *pictures };

static bool writes(void)
{
    return getenv("GOLDEN") && !strcmp(getenv("GOLDEN"), "write");
}

static const struct named_figure *named(const char *id)
{
    for (size_t i = 0; i < named_figure_count; i++)
        if (!strcmp(named_figures[i].id, id))
            return &named_figures[i];
    fail_msg("no figure is called %s", id);
    return NULL;
}

/* Draws what a query asks for; the sentence that goes with it. */
static const char *draw(struct arena *arena, const struct golden *golden, struct figure *figure)
{
    struct answer answer =
        golden->study ? ask_well(arena, golden->study, golden->query) : ask_well(arena, named(golden->file)->study, named(golden->file)->query);
    *figure = (struct figure){0};
    question_figure(arena, &answer.question, answer.result, figure);
    return answer.sentence;
}

static const char *path_of(struct arena *arena, const struct golden *golden, const char *extension)
{
    return arena_format(arena, "tests/golden/%s.%s", golden->file, extension);
}

static void write_file(const char *path, const char *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        fail_msg("%s cannot be written", path);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static char *read_file(struct arena *arena, const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is missing: run the tests from the repository's root, or write it by `make golden`", path);
    struct buffer buffer = {.arena = arena};
    char piece[4096];
    for (size_t count; (count = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_bytes(&buffer, piece, count);
    fclose(file);
    *size = buffer.length;
    return (char *)buffer_string(&buffer);
}

/* The end of a word: words are separated by blanks outside of quotes. */
static const char *word_end(const char *word, const char *end)
{
    for (bool quoted = false; word < end && (quoted || *word != ' '); word++)
        quoted = quoted != (*word == '"');
    return word;
}

/* Numbers of pixels may differ by a pixel and a half; everything else is as it was, limits up to rounding. */
static bool same_word(const char *a, size_t a_length, const char *b, size_t b_length, bool pixels)
{
    char *a_end, *b_end;
    const double x = strtod(a, &a_end), y = strtod(b, &b_end);
    if (a_end == a + a_length && b_end == b + b_length && a_length && b_length)
        return fabs(x - y) <= (pixels ? 1.5 : 1e-9 * fmax(fabs(x), fabs(y)));
    return a_length == b_length && !memcmp(a, b, a_length);
}

static bool same_line(const char *a, size_t a_length, const char *b, size_t b_length)
{
    const char *a_end = a + a_length, *b_end = b + b_length;
    const bool data = a_length > 2 && a[1] == ' '; /* "x limits …": in the units of the axis */
    while (a < a_end && b < b_end) {
        const char *a_word = word_end(a, a_end), *b_word = word_end(b, b_end);
        if (!same_word(a, (size_t)(a_word - a), b, (size_t)(b_word - b), !data))
            return false;
        a = a_word + (a_word < a_end);
        b = b_word + (b_word < b_end);
    }
    return a == a_end && b == b_end;
}

/* The number of the first line that differs, with both lines in *said; 0 if none does. */
static int compare_layouts(struct arena *arena, const char *golden, const char *now, const char **said)
{
    for (int line = 1; *golden || *now; line++) {
        const size_t a = strcspn(golden, "\n"), b = strcspn(now, "\n");
        if (!same_line(golden, a, now, b)) {
            *said = arena_format(arena, "line %d was\n    %.*s\nand is\n    %.*s", line, (int)a, golden, (int)b, now);
            return line;
        }
        golden += a + (golden[a] == '\n');
        now += b + (now[b] == '\n');
    }
    return 0;
}

/* Whether a figure says and shows what it did; in writing, it does from now on. */
static bool same_figure(struct arena *arena, const struct golden *golden)
{
    struct figure figure;
    struct buffer now = {.arena = arena};
    buffer_format(&now, "sentence \"%s\"\n", draw(arena, golden, &figure));
    figure_describe_layout(&figure, &now);
    const char *path = path_of(arena, golden, "txt"), *said;
    if (writes()) {
        write_file(path, buffer_string(&now), now.length);
        return true;
    }
    size_t size;
    if (!compare_layouts(arena, read_file(arena, path, &size), buffer_string(&now), &said))
        return true;
    print_error("%s: %s\n", path, said);
    return false;
}

static void test_layouts(void *arena)
{
    int different = 0;
    for (size_t i = 0; i < LAYOUTS; i++)
        different += !same_figure(arena, &layouts[i]);
    if (different)
        fail_msg("%d layouts are not as they were; if they are better, run `make golden` and look at them", different);
}

static void test_named_figures(void *arena)
{
    struct arena *one = arena_within(arena);
    int different = 0;
    for (size_t i = 0; i < named_figure_count; i++) {
        const struct named_figure *figure = &named_figures[i];
        different += !same_figure(one, &(struct golden){arena_format(one, "figures/%s", figure->id), figure->study, figure->query});
        arena_clear(one);
    }
    if (different)
        fail_msg("%d named figures are not as they were; if they are better, run `make golden` and look at them", different);
}

static bool is_in_a_figure(const struct study *study)
{
    for (size_t i = 0; i < named_figure_count; i++)
        if (!strcmp(named_figures[i].study, study->name))
            return true;
    return false;
}

/* A study that no named figure draws: the figure of its own example. */
static void test_studies(void *arena)
{
    int different = 0;
    for (size_t i = 0; i < study_count; i++)
        if (!is_in_a_figure(studies[i]))
            different +=
                !same_figure(arena, &(struct golden){arena_format(arena, "studies/%s", studies[i]->name), studies[i]->name, studies[i]->example});
    if (different)
        fail_msg("%d studies are not drawn as they were; if they are better, run `make golden` and look at them", different);
}

/* A comparison that lets everything pass would be none: what moved by more than a hair, or reads differently, is found. */
static void test_layouts_that_differ(void **state)
{
    (void)state;
    static const struct {
        const char *golden, *now;
        int line;
    } rows[] = {
        {"figure 630.0 350.0\nlegend 10.0 20.0 90.0 60.0 \"a\"\n", "figure 630.0 350.0\nlegend 10.4 19.2 90.4 59.1 \"a\"\n", 0},
        {"figure 630.0 350.0\nlegend 10.0 20.0 90.0 60.0 \"a\"\n", "figure 630.0 350.0\nlegend 40.0 20.0 120.0 60.0 \"a\"\n", 2},
        {"legend 10.0 20.0 90.0 60.0 \"a b\" \"c\"\n", "legend 10.0 20.0 90.0 60.0 \"a c\" \"c\"\n", 1},
        {"x linear limits 0.5 1.5\n", "x linear limits 0.5 1.6\n", 1},
        {"x ticks 0.5=\"0.5\" 1=\"1.0\"\n", "x ticks 0.5=\"0.5\"\n", 1},
        {"title 1.0 2.0 3.0 4.0 \"t\"\n", "", 1},
    };
    struct arena *arena = arena_create(1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *said;
        assert_int_equal(compare_layouts(arena, rows[i].golden, rows[i].now, &said), rows[i].line);
    }
    arena_destroy(arena);
}

/* A picture from afar: the mean luminance of squares of CELL pixels, 0 to 1. */
enum { CELL = 6 };
struct view {
    size_t columns, rows, width, height;
    double *light;
};

static struct view see(struct arena *arena, const uint32_t *pixels, size_t width, size_t height)
{
    struct view view = {width / CELL, height / CELL, width, height, NULL};
    view.light = ARENA_NEW(arena, double, view.columns *view.rows);
    for (size_t y = 0; y < view.rows * CELL; y++)
        for (size_t x = 0; x < view.columns * CELL; x++) {
            const uint32_t p = pixels[y * width + x];
            const double light = 0.2126 * (p >> 16 & 255) + 0.7152 * (p >> 8 & 255) + 0.0722 * (p & 255);
            view.light[y / CELL * view.columns + x / CELL] += light / 255 / (CELL * CELL);
        }
    return view;
}

/* How different two pictures look: the root of the mean square over the most different hundredth of the squares. Other hinting or another
 * rasterizer stays under 0.1, a text or a line that moved is above 0.2. */
static int descending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static double distance_of(struct arena *arena, const struct view *a, const struct view *b)
{
    if (a->width != b->width || a->height != b->height)
        return 1;
    const size_t count = a->columns * a->rows, worst = count / 100 + 1;
    double *squares = ARENA_NEW(arena, double, count), sum = 0;
    for (size_t i = 0; i < count; i++)
        squares[i] = (a->light[i] - b->light[i]) * (a->light[i] - b->light[i]);
    qsort(squares, count, sizeof *squares, descending);
    for (size_t i = 0; i < worst; i++)
        sum += squares[i];
    return sqrt(sum / (double)worst);
}

static const double most_distance = 0.12;

static struct buffer render(struct arena *arena, const struct golden *golden, struct figure *figure)
{
    struct buffer png = {.arena = arena};
    struct error error = {0};
    draw(arena, golden, figure);
    if (!figure_render(figure, FIGURE_PNG, &png, &error))
        fail_msg("%s: %s", golden->file, error.detail);
    return png;
}

static void test_pictures(void *arena)
{
    for (size_t i = 0; i < PICTURES; i++) {
        struct figure figure;
        const struct buffer now = render(arena, &pictures[i], &figure);
        const char *path = path_of(arena, &pictures[i], "png");
        if (writes()) {
            write_file(path, now.data, now.length);
            continue;
        }
        size_t size, width, height;
        const char *golden = read_file(arena, path, &size);
        const uint32_t *before = png_pixels(arena, golden, size, &width, &height);
        const struct view then = see(arena, before, width, height);
        const uint32_t *after = png_pixels(arena, now.data, now.length, &width, &height);
        const struct view seen = see(arena, after, width, height);
        const double distance = distance_of(arena, &then, &seen);
        if (!(distance <= most_distance))
            fail_msg("%s looks different (%.3f, at most %.2f); if it is better, run `make golden` and look at it", path, distance, most_distance);
    }
}

/* The legend of a figure as text: its box in px. */
static void legend_box(struct arena *arena, const struct figure *figure, double box[4])
{
    struct buffer layout = {.arena = arena};
    figure_describe_layout(figure, &layout);
    const char *line = strstr(buffer_string(&layout), "\nlegend ");
    assert_non_null(line);
    assert_int_equal(sscanf(line, "\nlegend %lf %lf %lf %lf", &box[0], &box[1], &box[2], &box[3]), 4);
}

/* Moves the legend by hand and looks: both comparisons must see it. */
static void test_a_moved_legend_is_seen(void *arena)
{
    struct figure figure;
    const struct buffer png = render(arena, &pictures[1], &figure);
    double box[4];
    size_t width, height;
    legend_box(arena, &figure, box);
    uint32_t *pixels = png_pixels(arena, png.data, png.length, &width, &height);
    const struct view before = see(arena, pixels, width, height);
    assert_true(distance_of(arena, &before, &before) == 0);
    const size_t x0 = (size_t)box[0], y0 = (size_t)box[1], x1 = (size_t)box[2] + 1, y1 = (size_t)box[3] + 1, down = 40;
    assert_true(y1 + down < height && x1 < width);
    for (size_t y = y1; y-- > y0;)
        for (size_t x = x0; x < x1; x++) {
            pixels[(y + down) * width + x] = pixels[y * width + x];
            pixels[y * width + x] = y < y0 + down ? 0xffffffff : pixels[y * width + x];
        }
    const struct view after = see(arena, pixels, width, height);
    const double distance = distance_of(arena, &before, &after);
    if (distance < 1.5 * most_distance)
        fail_msg("a legend that moved is hardly seen: %.3f", distance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_layouts),  unit_test_in_arena(test_named_figures),
                                       unit_test_in_arena(test_studies),  cmocka_unit_test(test_layouts_that_differ),
                                       unit_test_in_arena(test_pictures), unit_test_in_arena(test_a_moved_legend_is_seen)};
    return cmocka_run_group_tests_name("golden", tests, start_drawing, NULL);
}
