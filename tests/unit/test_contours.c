/* Contours and maps: lines of equal height against heights that are known, levels, ranked axes, colour bars, the same bytes. */
#include "base/random.h"
#include "figure/crossings.h"
#include "figure/figure.h"
#include "figure/isolines.h"
#include "figure/layout.h"
#include "figure/levels.h"
#include "figure/poles.h"
#include "figure/series.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena.h"
#include "tests/unit/drawing.h"

/* A field over -1..1 in both directions. */
static struct field make_field(struct arena *arena, size_t side, double (*height)(double, double))
{
    struct field field = {.rows = side, .columns = side};
    field.x = ARENA_NEW(arena, double, side);
    field.y = ARENA_NEW(arena, double, side);
    field.heights = ARENA_NEW(arena, double, side *side);
    for (size_t i = 0; i < side; i++)
        field.x[i] = field.y[i] = -1 + 2 * (double)i / (double)(side - 1);
    for (size_t r = 0; r < side; r++)
        for (size_t c = 0; c < side; c++)
            field.heights[r * side + c] = height(field.x[c], field.y[r]);
    return field;
}

static double bowl(double x, double y)
{
    return x * x + y * y;
}

static double slope(double x, double y)
{
    return x + 0.3 * y;
}

static double saddle(double x, double y)
{
    return x * y;
}

static double half_undefined(double x, double y)
{
    return x < 0 ? NAN : 1 + 0 * y;
}

static double area(const struct isoline *line)
{
    double twice = 0;
    for (size_t i = 1; i < line->count; i++)
        twice += line->points[i - 1].x * line->points[i].y - line->points[i].x * line->points[i - 1].y;
    return twice / 2;
}

/* The lines of one level alone. */
static struct isolines trace(struct arena *arena, const struct field *field, bool regions, double level)
{
    return tracer_trace(tracer_make(arena, field, regions, &level, 1), regions, arena);
}

static void test_lines(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 24);
    struct field field = make_field(arena, 101, bowl);
    struct isolines lines = trace(arena, &field, false, 0.25);
    assert_int_equal(lines.count, 1);
    assert_true(lines.items[0].closed);
    for (size_t i = 0; i < lines.items[0].count; i++)
        assert_true(fabs(hypot(lines.items[0].points[i].x, lines.items[0].points[i].y) - 0.5) < 4e-4);
    lines = trace(arena, &field, false, 1.5);
    assert_int_equal(lines.count, 4); /* one in each corner */
    field = make_field(arena, 30, slope);
    lines = trace(arena, &field, false, 0.1);
    assert_int_equal(lines.count, 1);
    assert_false(lines.items[0].closed);
    for (size_t i = 0; i < lines.items[0].count; i++)
        assert_true(fabs(slope(lines.items[0].points[i].x, lines.items[0].points[i].y) - 0.1) < 1e-12);
    assert_int_equal(trace(arena, &field, false, 7).count, 0);
    arena_destroy(arena);
}

static double waves(double x, double y)
{
    const double z = x * x * x - x + y * y * y * y - 2 * x * y;
    return x * x + y * y < 0.01 ? NAN : z;
}

/* Many levels of one field, in any order and again, are as each of them alone; and how many nodes are at each or above. */
static void test_many_levels(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 25);
    const struct field field = make_field(arena, 77, waves);
    const double levels[] = {-3, -1.25, -0.5, -0.1, 0, 0, 0.05, 0.3, 1, 5};
    enum { LEVELS = sizeof levels / sizeof *levels };
    for (int regions = 0; regions < 2; regions++) {
        struct tracer *tracer = tracer_make(arena, &field, regions, levels, LEVELS);
        for (size_t k = 0; k < 2 * LEVELS; k++) {
            const size_t level = 7 * k % LEVELS;
            const struct isolines lines = tracer_trace(tracer, level + (size_t)regions, arena), alone = trace(arena, &field, regions, levels[level]);
            size_t above = 0;
            assert_int_equal(lines.count, alone.count);
            for (size_t i = 0; i < lines.count; i++) {
                assert_int_equal(lines.items[i].count, alone.items[i].count);
                assert_memory_equal(lines.items[i].points, alone.items[i].points, lines.items[i].count * sizeof *lines.items[i].points);
            }
            for (size_t i = 0; i < field.rows * field.columns; i++)
                above += field.heights[i] >= levels[level];
            assert_int_equal(tracer_above(tracer, level + (size_t)regions), above);
        }
    }
    arena_destroy(arena);
}

/* x·y on the four corners of one cell: bilinear interpolation is exact, and its hyperbolas lie in opposite corners. */
static void test_saddles(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    struct field field = make_field(arena, 2, saddle);
    for (int sign = -1; sign <= 1; sign += 2) {
        struct isolines lines = trace(arena, &field, false, 0.2 * sign);
        assert_int_equal(lines.count, 2);
        for (size_t i = 0; i < 2; i++) {
            struct point a = lines.items[i].points[0], b = lines.items[i].points[1];
            assert_int_equal(lines.items[i].count, 2);
            assert_true(sign * (a.x + b.x) * (a.y + b.y) > 0);
        }
    }
    arena_destroy(arena);
}

static void test_regions(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 24);
    struct field field = make_field(arena, 101, bowl);
    struct tracer *tracer = tracer_make(arena, &field, true, (double[]){0.25}, 1);
    struct isolines whole = tracer_trace(tracer, 0, arena), outside = tracer_trace(tracer, 1, arena);
    assert_int_equal(whole.count, 1);
    assert_true(fabs(fabs(area(&whole.items[0])) - 4) < 1e-9);
    assert_int_equal(outside.count, 2); /* the edge, and the hole, which turns the other way */
    double both = area(&outside.items[0]) + area(&outside.items[1]);
    assert_true(fabs(fabs(both) - (4 - 0.25 * 3.14159265358979)) < 2e-3);
    field = make_field(arena, 101, half_undefined);
    struct isolines defined = trace(arena, &field, true, 0.5);
    assert_int_equal(defined.count, 1);
    assert_true(fabs(fabs(area(&defined.items[0])) - 2) < 1e-9);
    arena_destroy(arena);
}

enum { SIDE = 41 };
struct map {
    double line[SIDE], z[SIDE * SIDE];
    struct figure_layer layers[2];
    struct figure_panel panel;
    struct figure figure;
};

static void make_map(struct map *map, enum layer_kind kind, enum figure_scale scale)
{
    memset(map, 0, sizeof *map);
    for (size_t i = 0; i < SIDE; i++)
        map->line[i] = -2 + 0.1 * (double)i;
    for (size_t r = 0; r < SIDE; r++)
        for (size_t c = 0; c < SIDE; c++)
            map->z[r * SIDE + c] = pow(1 - map->line[c], 2) + 100 * pow(map->line[r] - map->line[c] * map->line[c], 2) + 1e-3;
    map->layers[0] = (struct figure_layer){.kind = kind, .rows = SIDE, .columns = SIDE, .grid_x = map->line, .grid_y = map->line, .z = map->z};
    map->panel = (struct figure_panel){.layers = map->layers, .layer_count = 1, .z = {.scale = scale, .label = "loss"}};
    map->figure = (struct figure){.panels = &map->panel, .panel_count = 1, .alternative_title = "map", .description = ""};
}

static void test_levels(void **state)
{
    (void)state;
    static struct map map;
    for (enum figure_scale scale = SCALE_LINEAR; scale <= SCALE_RANK; scale++) {
        struct arena *arena = arena_create(1 << 26);
        make_map(&map, LAYER_CONTOUR_FILLED, scale);
        const struct panel_layout *panel = &layout_make(arena, &map.figure, 1)->panels[0];
        struct levels levels = levels_choose(panel, &map.layers[0]);
        assert_true(levels.count >= 5 && levels.count <= 14);
        for (size_t i = 1; i < levels.count; i++) {
            assert_true(levels.values[i] > levels.values[i - 1]);
            assert_true(levels.fractions[i] > levels.fractions[i - 1]);
            if (scale == SCALE_LOG) /* powers of ten, or 1, 3 or 1, 2, 5 times them */
                assert_true(strspn(levels.labels[i], "1235") == 1 || strspn(levels.labels[i], "0.") > 0);
        }
        assert_true(box_width(panel->colour_bar) > 0);
        assert_true(panel->z.ticks.count >= 3);
        arena_destroy(arena);
    }
    struct arena *arena = arena_create(1 << 26);
    static const double given[] = {1, 2, 300};
    make_map(&map, LAYER_CONTOUR, SCALE_LINEAR);
    map.layers[0].levels = given;
    map.layers[0].level_count = 3;
    struct levels levels = levels_choose(&layout_make(arena, &map.figure, 1)->panels[0], &map.layers[0]);
    assert_int_equal(levels.count, 3);
    assert_string_equal(levels.labels[2], "300");
    arena_destroy(arena);
}

static void test_ranked_axis(void **state)
{
    (void)state;
    static struct map map;
    make_map(&map, LAYER_HEATMAP, SCALE_RANK);
    struct arena *arena = arena_create(1 << 26);
    const struct axis *axis = &layout_make(arena, &map.figure, 1)->panels[0].z;
    size_t below = 0;
    for (size_t i = 0; i < SIDE * SIDE; i++)
        below += axis_fraction(axis, map.z[i]) < 0.5;
    assert_true(below > 0.48 * SIDE * SIDE && below < 0.52 * SIDE * SIDE); /* half of the samples are in the lower half */
    for (double t = 0; t <= 1; t += 0.01)
        assert_true(fabs(axis_fraction(axis, axis_value(axis, t)) - t) < 2e-3); /* heights that differ in the last bit are a step */
    assert_true(axis_fraction(axis, -1e300) < 0 && axis_fraction(axis, 1e300) > 1);
    arena_destroy(arena);
}

/* In crooked valleys, and on their mirror images, little of the area is beyond the last level of a ranked axis: it shows where the minimum is. */
/* Fractions of many values at once are those of each, bit for bit, on axes of all kinds, whether their distinct values lie evenly, crowded, or as far apart
 * as numbers go. */
static void test_fractions(void *arena)
{
    enum { MOST_KNOTS = 3000, VALUES = 5000, KINDS = 7 };
    double *knots = ARENA_NEW(arena, double, MOST_KNOTS), *ranks = ARENA_NEW(arena, double, MOST_KNOTS);
    double *values = ARENA_NEW(arena, double, VALUES), *fractions = ARENA_NEW(arena, double, VALUES);
    for (int kind = 0; kind < KINDS; kind++) {
        const size_t knot_count = kind == 2 ? 2 : kind == 3 ? 129 : MOST_KNOTS, counts[] = {VALUES, 10, 0};
        struct axis axis = {.scale = kind == 1 ? SCALE_LOG : SCALE_LINEAR, .limits = {0.5, 300}};
        for (size_t i = 0; i < knot_count; i++) {
            const double t = (double)i / (double)(knot_count - 1);
            knots[i] = kind == 4 ? t * t * t * t * t * t * 1e6 : kind == 5 ? (2 * t - 1) * 1.7e308 : kind == 6 ? 1 + 1e-11 * t : 100 * t + sin(9 * t);
            ranks[i] = t * t;
        }
        if (kind > 1) {
            axis.sorted = knots;
            axis.ranks = ranks;
            axis.sorted_count = knot_count;
        }
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            for (size_t i = 0; i < counts[k]; i++) {
                const double u = random_uniform(3, (uint64_t)kind, i), low = kind > 1 ? knots[0] : -10, high = kind > 1 ? knots[knot_count - 1] : 400;
                values[i] = i % 3      ? low - 0.1 * (high / 2 - low / 2) + u * (high - low / 2) * 1.1
                            : kind > 1 ? knots[(size_t)(u * (double)knot_count)]
                                       : u;
            }
            if (counts[k]) {
                const double special[] = {NAN, INFINITY, -INFINITY, 0, 1e300};
                memcpy(values + 5, special, sizeof special);
            }
            axis_fractions(&axis, values, counts[k], fractions);
            for (size_t i = 0; i < counts[k]; i++) {
                const double one = axis_fraction(&axis, values[i]);
                assert_true(isnan(one) ? isnan(fractions[i]) : one == fractions[i]);
            }
            axis_fractions(&axis, values, counts[k], values);
            assert_memory_equal(values, fractions, counts[k] * sizeof *values);
        }
    }
}

static void test_deepest_level(void *outer)
{
    enum { RUNS = 60 };
    static struct map map;
    struct arena *arena = arena_within(outer);
    uint64_t position = 0;
    for (int run = 0; run < RUNS; run++, arena_clear(arena)) {
        make_map(&map, LAYER_CONTOUR, SCALE_RANK);
        double u[5];
        for (int i = 0; i < 5; i++)
            u[i] = 2 * random_uniform(26, 0, position++) - 1;
        for (size_t r = 0; r < SIDE; r++)
            for (size_t c = 0; c < SIDE; c++) {
                const double x = map.line[c], y = map.line[r], across = y - u[0] * x * x - u[1] * x - u[2] / 2, along = x - u[3];
                map.z[r * SIDE + c] = (run % 2 ? -1 : 1) * (exp(6 * u[4]) * (across * across + 0.1 * along * along) + along * along * along * along);
            }
        const struct panel_layout *panel = &layout_make(arena, &map.figure, 1)->panels[0];
        const struct levels levels = levels_choose(panel, &map.layers[0]);
        size_t beyond = 0;
        for (size_t i = 0; i < SIDE * SIDE; i++)
            beyond += run % 2 ? map.z[i] > levels.values[levels.count - 1] : map.z[i] < levels.values[0];
        if (beyond > SIDE * SIDE / 40)
            fail_msg("run %d: %zu of %d samples are beyond the last level", run, beyond, SIDE * SIDE);
    }
}

static void test_same_bytes(void **state)
{
    (void)state;
    static struct map map;
    for (enum layer_kind kind = LAYER_HEATMAP; kind <= LAYER_SURFACE; kind++)
        for (enum figure_format format = FIGURE_PNG; format <= FIGURE_PDF; format++) {
            make_map(&map, kind, SCALE_LOG);
            map.panel.space = kind >= LAYER_WIREFRAME;
            map.panel.azimuth = -60;
            map.panel.elevation = 30;
            map.layers[0].smooth = format == FIGURE_SVG;
            struct arena *arenas[2];
            struct buffer out[2];
            struct error error = {0};
            for (int i = 0; i < 2; i++) {
                arenas[i] = arena_create((size_t)1 << 30);
                out[i] = (struct buffer){.arena = arenas[i]};
                assert_true(figure_render(&map.figure, format, &out[i], &error));
            }
            assert_int_equal(out[0].length, out[1].length);
            assert_memory_equal(out[0].data, out[1].data, out[0].length);
            arena_destroy(arenas[0]);
            arena_destroy(arenas[1]);
        }
}

/* Poles are told from noise and from steep but finite slopes. */
static void test_poles(void **state)
{
    (void)state;
    double y[400];
    for (int i = 0; i < 400; i++)
        y[i] = tan(-3 + 6 * (i + 0.37) / 400);
    assert_true(has_poles(y, 400));
    size_t poles = 0;
    for (size_t i = 0; i < 400; i++)
        poles += pole_between(y, 400, i);
    assert_int_equal(poles, 2);
    unsigned seed = 7;
    for (int i = 0; i < 400; i++)
        y[i] = tanh(40 * (-3 + 6 * (i + 0.37) / 400));
    assert_false(has_poles(y, 400));
    for (int i = 0; i < 400; i++)
        y[i] = i % 2 ? pow(1.2, i) : -pow(1.2, i); /* a descent that diverges */
    assert_false(has_poles(y, 400));
    size_t mistaken = 0;
    for (int i = 0; i < 400; i++) {
        seed = seed * 1664525u + 1013904223u;
        y[i] = (double)(seed >> 8) / (1 << 24) - 0.5;
    }
    for (size_t i = 0; i < 400; i++)
        mistaken += pole_between(y, 400, i);
    assert_true(mistaken <= 2);
}

/* The estimate of crossings is the count on grids of less than a hundred rows and columns, holes or not, and near it on larger ones. */
static void test_crossings(void *arena)
{
    static const struct {
        size_t rows, columns;
        double part_undefined, tolerance;
    } cases[] = {{1, 40, 0, 0}, {40, 1, 0.1, 0}, {7, 5, 0, 0}, {99, 99, 0.2, 0}, {60, 99, 0, 0}, {350, 310, 0.1, 0.03}, {100, 250, 0, 0.03}};
    static const double levels[] = {-0.5, 0, 0.125, 0.5, 0.5000001, 3};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const size_t rows = cases[i].rows, columns = cases[i].columns;
        double *z = ARENA_NEW(arena, double, rows *columns), count = 0;
        for (size_t k = 0; k < rows * columns; k++) { /* some on a level */
            const double height = 2 * random_uniform(i, 1, k) - 1;
            z[k] = random_uniform(i, 2, k) < cases[i].part_undefined ? NAN : random_uniform(i, 3, k) < 0.1 ? 0.5 : height;
        }
        for (size_t k = 0; k < rows * columns; k++)
            for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
                const bool above = z[k] >= levels[l];
                if (k % columns + 1 < columns && !isnan(z[k]) && !isnan(z[k + 1]))
                    count += above != (z[k + 1] >= levels[l]);
                if (k + columns < rows * columns && !isnan(z[k]) && !isnan(z[k + columns]))
                    count += above != (z[k + columns] >= levels[l]);
            }
        const struct figure_layer layer = {.rows = rows, .columns = columns, .z = z};
        const double estimate = crossings_look(arena, &layer, levels, sizeof levels / sizeof *levels, 0, 0).count;
        if (!(fabs(estimate - count) <= cases[i].tolerance * count))
            fail_msg("%zu by %zu: %g crossings, not %g", rows, columns, estimate, count);
    }
}

/* How often levels come again within a reach, counted by hand. */
static void test_returns(void *arena)
{
    static const double z[] = {0, 2, 2, 0, 0, 0, 0, 2, NAN, 0, 2, 0}, levels[] = {1, 3}; /* crossed at 1, 3, 7, 10, 11 */
    const struct figure_layer row = {.rows = 1, .columns = 12, .z = z}, column = {.rows = 12, .columns = 1, .z = z};
    static const double returns[][2] = {{1, 0}, {1.5, 1}, {2.5, 2}, {3.5, 3}, {4.5, 4}, {100, 4}};
    for (size_t i = 0; i < sizeof returns / sizeof *returns; i++) {
        struct crossings found = crossings_look(arena, &row, levels, 2, returns[i][0], 0);
        assert_float_equal(found.count, 5, 0);
        assert_float_equal(found.returns, returns[i][1], 0);
        found = crossings_look(arena, &column, levels, 2, 0, returns[i][0]);
        assert_float_equal(found.returns, returns[i][1], 0);
    }
}

static double ripples(double x, double y)
{
    return x * x + y * y + 0.3 * cos(120 * x) * cos(120 * y);
}

static double few_ripples(double x, double y)
{
    return x * x + y * y + 0.3 * cos(12 * x) * cos(12 * y);
}

static double many_waves(double x, double y)
{
    return sin(150 * x + 20 * y);
}

static double narrow_well(double x, double y)
{
    return -exp(-4000 * (x * x + y * y));
}

static double cliff(double x, double y)
{
    return tanh(200 * (x + y / 3));
}

/* Contours that could not be told apart are colours, and the picture says so; the same landscape has lines where the picture is large enough for them. */
static void test_crowded(void *arena)
{
    static const struct {
        double (*height)(double, double);
        double width, height_px;
        bool crowded;
    } cases[] = {{bowl, 630, 350, false},        {bowl, 120, 90, false},    {saddle, 630, 350, false},    {cliff, 630, 350, false},
                 {narrow_well, 630, 350, false}, {ripples, 630, 350, true}, {ripples, 6000, 5000, false}, {many_waves, 630, 350, true},
                 {few_ripples, 630, 350, false}, {ripples, 200, 111, true}, {many_waves, 120, 90, true}};
    enum { SAMPLES = 301 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int above = 0; above < 2; above++) {
            const struct field field = make_field(arena, SAMPLES, cases[i].height);
            const struct figure_layer layers[] = {
                {.kind = LAYER_CONTOUR, .rows = SAMPLES, .columns = SAMPLES, .grid_x = field.x, .grid_y = field.x, .z = field.heights, .rises = true},
                {.kind = LAYER_POINTS, .count = 1, .x = field.x, .y = field.x}};
            const struct figure_panel source = {.layers = layers, .layer_count = 1 + (size_t)above, .note = "first"};
            const struct figure figure = {.panels = &source, .panel_count = 1, .width = cases[i].width, .height = cases[i].height_px};
            const struct panel_layout *panel = &layout_make(arena, &figure, 1)->panels[0];
            const struct figure_layer *shown = &panel->panel->layers[0];
            if ((shown->kind == LAYER_HEATMAP) != cases[i].crowded)
                fail_msg("case %zu is drawn as %s", i, cases[i].crowded ? "lines" : "colours");
            assert_string_equal(panel->panel->note, cases[i].crowded ? "first; colours: contours would lie too close" : "first");
            assert_true((box_width(panel->colour_bar) > 0) == cases[i].crowded);
            assert_true(shown->rises != cases[i].crowded);
            assert_true((shown->style.opacity > 0 && shown->style.opacity < 1) == (cases[i].crowded && above));
        }
}

/* Points without a size are told apart: as large as 6 units where they are few, the less the more there are, and dots where shapes are specks. */
static void test_markers(void *arena)
{
    static const struct {
        double width, height;
        size_t count;
        bool dots;
    } cases[] = {{630, 350, 1, false},   {630, 350, 150, false},    {630, 350, 500, false},
                 {630, 350, 5000, true}, {6300, 3500, 3000, false}, {150, 90, 500, true}};
    double *x = ARENA_NEW(arena, double, 5000);
    for (size_t i = 0; i < 5000; i++)
        x[i] = random_uniform(7, 1, i);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const size_t half = cases[i].count / 2;
        const struct figure_layer layers[] = {
            {.kind = LAYER_POINTS, .count = half, .x = x, .y = x, .style = {.marker = MARKER_CROSS}},
            {.kind = LAYER_POINTS, .count = cases[i].count - half, .x = x, .y = x, .style = {.marker = MARKER_TRIANGLE}},
            {.kind = LAYER_POINTS, .count = 900, .x = x, .y = x, .style = {.marker = MARKER_STAR, .marker_size = 2}}};
        const struct figure_panel source = {.layers = layers, .layer_count = 3};
        const struct figure figure = {.panels = &source, .panel_count = 1, .width = cases[i].width, .height = cases[i].height};
        const struct panel_layout *panel = &layout_make(arena, &figure, 1)->panels[0];
        const double size = panel_marker_size(panel, &layers[0]), unit = panel->in->unit;
        const double covered = size * size * (double)cases[i].count / (box_width(panel->frame) * box_height(panel->frame));
        assert_true(size <= 6 * unit && size >= 1.2 * unit);
        assert_true(covered < 0.17 || size <= 1.2 * unit);
        assert_true(size == 6 * unit || covered > 0.16);
        assert_float_equal(panel_marker_size(panel, &layers[1]), size, 0);
        assert_float_equal(panel_marker_size(panel, &layers[2]), 2 * unit, 1e-12);
        assert_int_equal(series_marker(panel, &layers[0], 0), cases[i].dots ? MARKER_DOT : MARKER_CROSS);
        assert_int_equal(series_marker(panel, &layers[1], 0), cases[i].dots ? MARKER_DOT : MARKER_TRIANGLE);
        assert_int_equal(series_marker(panel, &layers[2], 0), MARKER_STAR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),           cmocka_unit_test(test_many_levels), cmocka_unit_test(test_saddles),
        cmocka_unit_test(test_regions),         cmocka_unit_test(test_levels),      cmocka_unit_test(test_ranked_axis),
        cmocka_unit_test(test_same_bytes),      cmocka_unit_test(test_poles),       unit_test_in_arena(test_crossings),
        unit_test_in_arena(test_returns),       unit_test_in_arena(test_crowded),   unit_test_in_arena(test_markers),
        unit_test_in_arena(test_deepest_level), unit_test_in_arena(test_fractions),
    };
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
