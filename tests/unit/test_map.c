/* Maps as they are drawn: what the grid hits or misses by accident changes nothing of what is said of poles, jumps, edges and oscillation. */
#include "base/random.h"
#include "figure/ground.h"
#include "study/map.h"

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
#include "tests/unit/landscapes.h"

static struct slice slice_of_formula(struct arena *arena, const char *f)
{
    return slice_of(arena, resolve(arena, f, 2));
}

/* So many places evenly apart. */
static double *places(struct arena *arena, double low, double high, size_t samples)
{
    double *at = ARENA_NEW(arena, double, samples);
    for (size_t i = 0; i < samples; i++)
        at[i] = low + (high - low) * (double)i / (double)(samples - 1);
    return at;
}

static struct map sample(struct arena *arena, const char *f, const double box[4], size_t samples, size_t page)
{
    const struct slice slice = slice_of_formula(arena, f);
    const double *x = places(arena, box[0], box[1], samples), *y = places(arena, box[2], box[3], samples);
    struct map map = {0};
    map_sample(arena, &slice, x, samples, y, samples, (const size_t[2]){page, page}, &map);
    return map;
}

static size_t count(const struct map *map, enum break_kind kind)
{
    size_t found = 0;
    for (size_t i = 0; i < map->breaks.count; i++)
        found += map->breaks.items[i].kind == kind;
    return found;
}

static void test_breaks(void *outer)
{
    struct arena *arena = arena_within(outer);
    static const struct {
        const char *f;
        double box[4];
        size_t poles, jumps, edges;
        bool limited;
    } rows[] = {
        {"x^2+y^2", {-2, 2, -2, 2}, 0, 0, 0, false},
        {"(1-x)^2+100*(y-x^2)^2", {-2, 2, -1, 3}, 0, 0, 0, false},
        {"20+x^2-10*cos(2*pi*x)+y^2-10*cos(2*pi*y)", {-5, 5, -5, 5}, 0, 0, 0, false},
        {"exp(x)*exp(y)", {-5, 5, -5, 5}, 0, 0, 0, false},
        {"tanh(30*(x+0.3*y))", {-2, 2, -2, 2}, 0, 0, 0, false},
        {"abs(x)+abs(y)", {-2, 2, -2, 2}, 0, 0, 0, false},
        {"7+0*x*y", {-2, 2, -2, 2}, 0, 0, 0, false},
        {"sin(x)/x*y", {-2, 2, -2, 2}, 0, 0, 0, false},
        {"1/x+0*y", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"1e-30*(sign(x-0.1)+y)", {-2, 2, -2, 2}, 0, 1, 0, false},
        {"1e30*(sign(x-0.1)+y)", {-2, 2, -2, 2}, 0, 1, 0, false},
        {"1/(x-0.1)+y", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"1/(y+0.7391)^2+x", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"tan(x*y)", {-2, 2, -2, 2}, 4, 0, 0, true},
        {"1/(x^2+y^2-1)", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"1/(x^2+y^2-1)^2", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"tan(x+y)^2", {-5, 5, -5, 5}, 6, 0, 0, true},
        {"1/(x^2+y^2)", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"1/((x-0.317)^2+(y+0.211)^2)", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"log(x^2+y^2)", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"log((x-0.317)^2+(y+0.211)^2)", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"log(x-y)", {-2, 2, -2, 2}, 1, 0, 0, true},
        {"floor(x)+y", {-1.9, 2.1, -2, 2}, 0, 4, 0, false},
        {"where(x>y,1,0)", {-2, 2, -2, 2}, 0, 1, 0, false},
        {"where(x^2+y^2>1,1,0)", {-2, 2, -2, 2}, 0, 1, 0, false},
        {"sqrt(1-x^2-y^2)", {-2, 2, -2, 2}, 0, 0, 1, false},
        {"sqrt(x)+y", {-2, 2, -2, 2}, 0, 0, 1, false},
        {"atan2(y,x)", {-2, 2, -2, 2}, 0, 1, 0, false},
        {"1e9*sqrt(1-x^2-y^2)+1e12", {-2, 2, -2, 2}, 0, 0, 1, false},
        {"x*sign(y)", {-2, 2.1, -2, 2.1}, 0, 1, 0, false},
        {"0.02*x*sign(y)+x^2", {-2, 2.1, -2, 2.1}, 0, 1, 0, false},
        {"x^2+y^2+0.01*sign(x-0.3)", {-2, 2.1, -2, 2.1}, 0, 1, 0, false},
        {"x^2+y^2+1e-5*sign(x+y-0.3)", {-2, 2.1, -2, 2.1}, 0, 1, 0, false},
        {"x^2-x*y+1e-3*floor(x)", {-2.3, 1.7, -2, 2.1}, 0, 4, 0, false},
        {"1e200*(x^2+y^2+0.001*where(x^2+y^2>1,1,0))", {-2, 2.1, -2, 2.1}, 0, 1, 0, false},
        {"max(x,y)", {-2, 2.1, -2, 2.1}, 0, 0, 0, false},
        {"abs(x+y-0.3)^3+relu(x-0.1)", {-2, 2.1, -2, 2.1}, 0, 0, 0, false},
        {"x^2+0.001*tanh(1e6*(x+y))", {-2, 2.1, -2, 2.1}, 0, 0, 0, false},
        {"exp(x^2+y^2)", {-30, 30, -30, 30}, 0, 0, 0, false},
        {"cosh(x*y)", {-30, 30, -30, 30}, 0, 0, 0, false},
        {"exp(1/(x^2+y^2))", {-1, 1, -1, 1}, 1, 0, 0, true},
        {"exp(1/(x^2+y^2-0.5))", {-5, 5, -5, 5}, 1, 0, 0, true},
        {"exp(1/sin(x+0.3*y))", {-5, 5, -5, 5}, 5, 0, 0, true},
        {"exp(1/(x*y-1))", {-5, 5, -5, 5}, 2, 0, 0, true},
        {"exp(1/(y-x^2))+10*where(x>y,1,0)*exp(-(x-3)^2)", {-5, 5, -5, 5}, 1, 1, 0, true},
        {"1e-9/(x-1000000.3)+0*y", {999999, 1000001, -2, 2}, 1, 0, 0, true},
    };
    static const size_t samples[] = {100, 101, 200, 201}, pages[] = {0, 300};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < 8; k++, arena_clear(arena)) {
            const struct map map = sample(arena, rows[i].f, rows[i].box, samples[k / 2], pages[k % 2]);
            const size_t poles = count(&map, BREAK_POLE), jumps = count(&map, BREAK_JUMP), edges = count(&map, BREAK_EDGE);
            if (poles != rows[i].poles || jumps != rows[i].jumps || edges != rows[i].edges || map.limited != rows[i].limited || map.breaks.oscillates)
                fail_msg("%s at %zu samples (page %zu): %zu poles, %zu jumps, %zu edges, %s, %s", rows[i].f, samples[k / 2], pages[k % 2], poles,
                         jumps, edges, map.limited ? "limited" : "not limited", map.breaks.oscillates ? "oscillates" : "does not oscillate");
            for (size_t c = 0; c + 1 < map.cut_count; c++)
                assert_true(map.cuts[c].edge < map.cuts[c + 1].edge);
            if (!map.cut_count && !map.breaks.count)
                assert_int_equal(map.columns, samples[k / 2]); /* nothing to be finer for */
        }
}

/* What oscillates faster than the samples is said to, also where the grid meets zeros alone; what can be made finer is. */
static void test_oscillation(void *arena)
{
    static const struct {
        const char *f;
        size_t page;
        bool oscillates, finer;
    } rows[] = {
        {"sin(200*x*y)", 600, true, true},       {"sin(50*pi*x)*sin(50*pi*y)", 0, true, false}, {"sin(50*pi*x)*sin(50*pi*y)", 1, true, true},
        {"sin(40*x)*sin(40*y)", 0, true, false}, {"sin(40*x)*sin(40*y)", 600, false, true},     {"sin(6*x)*sin(6*y)", 600, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct map map = sample(arena, rows[i].f, (const double[4]){-2, 2, -2, 2}, 101, rows[i].page);
        if (map.breaks.oscillates != rows[i].oscillates || (map.columns > 101) != rows[i].finer)
            fail_msg("%s: %s at %zu samples", rows[i].f, map.breaks.oscillates ? "oscillates" : "does not", map.columns);
    }
}

/* Cuts are where the landscape breaks, to the last digits, with the values there. */
/* What a few places tell is what the map tells; where they do not, the map is made. */
static void test_calm(void *outer)
{
    enum { SAMPLES = 121, CALM = 6 };
    static const char *const formulas[] = {
        "(1-x)^2+100*(y-x^2)^2", "7+0*x*y",          "exp(x)*exp(y)",     "sin(3*x)*cos(2*y)",  "tanh(x+0.3*y)",           "(x^2+y-11)^2+(x+y^2-7)^2",
        "sin(90*x)*cos(2*y)",    "cos(400*x*y)+x^2", "sin(1e3*x)+0.01*y", "x^2+0.5*cos(200*y)", "(x+1e9)^2-1e18-2e9*x+0*y"};
    static const double box[4] = {-5, 5, -5, 5};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        struct arena *arena = arena_within(outer);
        const struct slice slice = slice_of_formula(arena, formulas[i]);
        const double *at = places(arena, box[0], box[1], SAMPLES);
        const bool calm = map_is_calm(arena, &slice, at, SAMPLES, at, SAMPLES);
        if (calm != (i < CALM) || (calm && sample(arena, formulas[i], box, SAMPLES, 300).breaks.oscillates))
            fail_msg("%s: calm %d", formulas[i], calm);
    }
    struct arena *arena = arena_within(outer);
    const struct slice slice = slice_of_formula(arena, formulas[0]);
    assert_false(map_is_calm(arena, &slice, box, 2, box, 2)); /* too few samples to tell */
}

/* A grid that was made finer, and one of which parts are evaluated once for each place of a coordinate, have the values of each sample by itself. */
static void test_samples(void *arena)
{
    static const char *const formulas[] = {"cos(20*x)+sin(30*y)+exp(x*y/4)", "cos(20*x*y)/2", "sqrt(cos(40*x)+cos(40*y)+2)/8"};
    for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++) {
        const struct slice slice = slice_of_formula(arena, formulas[f]);
        const struct map map = sample(arena, formulas[f], (const double[4]){-3, 3.1, -2.9, 3}, 101, 300);
        assert_true(map.columns > 101 && map.rows > 101);
        double *x = ARENA_ROOM(arena, double, map.columns), *y = ARENA_ROOM(arena, double, map.columns), *z = ARENA_ROOM(arena, double, map.columns);
        for (size_t row = 0; row < map.rows; row++) {
            for (size_t i = 0; i < map.columns; i++) {
                x[i] = map.x[i];
                y[i] = map.y[row];
            }
            slicer_evaluate(slicer_create(arena, &slice), x, y, map.columns, z);
            assert_memory_equal(z, map.z + row * map.columns, map.columns * sizeof *z);
        }
    }
}

static void test_places(void *arena)
{
    const struct map map = sample(arena, "where(x^2+y^2>1,5+x,y)", (const double[4]){-2, 2, -2, 2}, 61, 200);
    assert_true(map.cut_count > 100);
    for (size_t i = 0; i < map.cut_count; i++) {
        const struct figure_cut *cut = &map.cuts[i];
        const size_t row = cut->edge / 2 / map.columns, column = cut->edge / 2 % map.columns;
        double x = map.x[column], y = map.y[row];
        const bool outside = map.z[cut->edge / 2] > 2;
        if (cut->edge % 2)
            y += cut->part * (map.y[row + 1] - y);
        else
            x += cut->part * (map.x[column + 1] - x);
        assert_true(fabs(x * x + y * y - 1) < 1e-12);
        assert_true(fabs(cut->value[!outside] - (5 + x)) < 1e-8 && fabs(cut->value[outside] - y) < 1e-8);
    }
    const struct map dome = sample(arena, "sqrt(1-x^2-y^2)", (const double[4]){-2, 2, -2, 2}, 61, 0);
    for (size_t i = 0; i < dome.cut_count; i++)
        assert_true(isnan(dome.cuts[i].value[0]) != isnan(dome.cuts[i].value[1]));
}

/* A plane along directions is the one along axes, where these are the directions. */
static void test_directions(void *arena)
{
    static const double origin[3] = {0.25, -0.5, 2}, first[3] = {0, 1, 0}, second[3] = {0, 0, 1};
    const struct landscape *landscape = resolve(arena, "x1^3-x2*x1+2*x3^2", 3);
    struct slice slice = {
        .program = program_compile(arena, landscape->graph, &landscape->value, 1, 3), .dimension = 3, .origin = origin, .axes = {1, 2}};
    double u[300], v[300], along_axes[300], along_directions[300];
    for (size_t i = 0; i < 300; i++) {
        u[i] = (double)i / 64;
        v[i] = 3 - (double)i / 32;
    }
    slicer_evaluate(slicer_create(arena, &slice), u, v, 300, along_axes);
    slice.directions[0] = first;
    slice.directions[1] = second;
    slice.centre[0] = origin[1];
    slice.centre[1] = origin[2];
    slicer_evaluate(slicer_create(arena, &slice), u, v, 300, along_directions);
    assert_memory_equal(along_axes, along_directions, sizeof along_axes);
    assert_near(along_axes[64], 0.25 * 0.25 * 0.25 - 0.25 + 2, 1e-15);
}

/* What interval arithmetic shows to be continuous has no jumps, however steep; what it does not is looked at. */
static void test_continuous(void *arena)
{
    static const struct {
        const char *query;
        double jumps;
    } rows[] = {
        {"f=atan(1e16*(x-y))+y^2&x=-1:1&y=-1:1", 0},
        {"f=tanh(1e17*(x-y))+y^2&x=-1:1&y=-1:1", 0},
        {"f=sign(x-y)+y^2&x=-1:1&y=-1:1", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int study = 0; study < 2; study++) {
            const struct answer answer = ask_well(arena, study ? "landscape" : "critical-points", rows[i].query);
            const double jumps = value_find(fact_of(&answer, "breaks"), "jumps")->number;
            if (jumps != rows[i].jumps)
                fail_msg("%s, study %d: %g jumps", rows[i].query, study, jumps);
        }
    }
}

/* A sample at which the formula alone is undefined has the value of both sides, in either direction; at a jump, a pole and the edge of the box, none. */
static void test_holes(void *arena)
{
    enum { SAMPLES = 41 };
    static const struct {
        const char *f, *whole; /* null: the hole stays */
        double box[4];
    } rows[] = {
        {"(x^2+x)/x*cos(y)", "(x+1)*cos(y)", {-2, 2, -1, 3}},
        {"(y^2-2*y)/y*exp(x)", "(y-2)*exp(x)", {-1, 1, -3, 3}},
        {"(x-y)*(x+y+x^2)/(x-y)", "x+y+x^2", {-2, 2, -4, 4}},
        {"1e-30*((x^2+x)/x+y)", "1e-30*(x+1+y)", {-0.125, 4.875, -2, 0.5}},
        {"(exp(x-y)-exp(2*y-2*x))/(x-y)", "(exp(x-y+1e-7)-exp(2*y-2*x-2e-7))/(x-y+1e-7)", {-2, 2, -4, 4}}, /* beside the hole: rounding */
        {"abs(x)/x+y", NULL, {-2, 2, -2, 2}},
        {"abs(y)/y+0.01*x", NULL, {-2, 2, -2, 2}},
        {"x/x^2+y", NULL, {-2, 2, -2, 2}},
        {"(x^2+x)/x+y", NULL, {0, 4, -2, 2}},
        {"(y^2+y)/y+x", NULL, {-2, 2, -4, 0}},
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        const struct map map = sample(arena, rows[row].f, rows[row].box, SAMPLES, 0);
        size_t holes = 0, undefined = 0;
        assert_int_equal(map.columns * map.rows, SAMPLES * SAMPLES);
        const double *z = rows[row].whole ? sample(arena, rows[row].whole, rows[row].box, SAMPLES, 0).samples : NULL;
        double least = INFINITY, most = -INFINITY;
        for (size_t i = 0; i < SAMPLES * SAMPLES; i++) {
            holes += !isfinite(map.samples[i]);
            undefined += !isfinite(map.z[i]);
            least = z ? fmin(least, z[i]) : 0;
            most = z ? fmax(most, z[i]) : 0;
        }
        assert_true(holes > SAMPLES / 4);
        if (undefined != (z ? 0 : holes))
            fail_msg("%s: %zu of %zu holes are left", rows[row].f, undefined, holes);
        for (size_t i = 0; i < SAMPLES * SAMPLES && z; i++)
            if (fabs(map.z[i] - z[i]) > 1e-3 * (most - least))
                fail_msg("%s: sample %zu is %g, not %g", rows[row].f, i, map.z[i], z[i]);
    }
}

static uint64_t drawn;

static double draw(void)
{
    return random_uniform(20, random_stream(RANDOM_START, 0), drawn++);
}

/* A line a·x + b·y with what may be typed for a and b, so that two of them differ by nothing at many samples, and as it comes, at none. */
static void choose_line(bool round, double line[2])
{
    static const double typed[] = {1, -1, 2, 0.5, 0.1, -3, 0.3, 0};
    for (int k = 0; k < 2; k++)
        line[k] = round ? typed[(size_t)(8 * draw())] : 4 * draw() - 2;
}

/* Difference quotients (g(u) − g(v))/(u − v) cancel along a line, and values beside it are rounding: the line is no jump, edge or pole, in any unit. A step
 * across the same line is one jump. */
static void test_cancelling_lines(void *outer)
{
    enum { RUNS = 400 };
    static const char *const quotients[] = {"((%1$s)^3-(%2$s)^3)/(%3$s)",      "((%1$s)^2-(%2$s)^2)/(%3$s)",        "(sin(%1$s)-sin(%2$s))/(%3$s)",
                                            "(exp(%1$s)-exp(%2$s))/(%3$s)",    "sin(%3$s)/(%3$s)+(%1$s)",           "(exp(%3$s)-1)/(%3$s)+(%2$s)^2",
                                            "(cos(%3$s)-1)/(%3$s)^2*(2+%1$s)", "((%1$s)^4-(%2$s)^4)/(%3$s)+(%1$s)", "(atan(%1$s)-atan(%2$s))/(%3$s)",
                                            "log(1+(%3$s)^2)/(%3$s)*cos(%1$s)"};
    struct arena *arena = arena_within(outer);
    size_t stepped = 0, exact = 0;
    for (int run = 0; run < RUNS; run++, arena_clear(arena)) {
        const bool round = draw() < 0.7, step = draw() < 0.4, square = draw() < 0.5;
        double u[2], v[2], box[4], d[2];
        choose_line(round, u);
        choose_line(round, v);
        for (int k = 0; k < 2; k++) {
            box[2 * k] = square ? -2 : -3 * draw() - 0.5;
            box[2 * k + 1] = square ? 2 : 3 * draw() + 0.5;
            d[k] = u[k] - v[k];
        }
        char first[80], second[80], difference[200], quotient[2000], f[2400];
        snprintf(first, sizeof first, "%.17g*x+%.17g*y", u[0], u[1]);
        snprintf(second, sizeof second, "%.17g*x+%.17g*y", v[0], v[1]);
        snprintf(difference, sizeof difference, "(%s)-(%s)", first, second);
        const double scale = pow(10, floor(61 * draw()) - 30);
        const char *const form = quotients[(size_t)(10 * draw())];
        const double height = pow(10, -1 - 2 * draw());
        if (fabs(d[0]) + fabs(d[1]) < 0.3)
            continue;
        snprintf(quotient, sizeof quotient, form, first, second, difference);
        snprintf(f, sizeof f, "%.17g*(%s+%.17g*sign(%s))", scale, quotient, step ? height : 0, difference);
        const struct map map = sample(arena, f, box, 101 + (size_t)(100 * draw()), draw() < 0.5 ? 300 : 0);
        const size_t poles = count(&map, BREAK_POLE), jumps = count(&map, BREAK_JUMP), edges = count(&map, BREAK_EDGE);
        if (!step && (poles || edges || jumps))
            fail_msg("%s in [%.17g, %.17g] × [%.17g, %.17g], %zu samples: %zu poles, %zu jumps, %zu edges", f, box[0], box[1], box[2], box[3],
                     map.columns, poles, jumps, edges);
        stepped += step;
        exact += step && !poles && !edges && jumps == 1;
    }
    if (stepped < RUNS / 8 || exact < stepped - stepped / 8) /* among rounding a step may not be found at all samples, and then be several */
        fail_msg("%zu of %zu steps are one jump", exact, stepped);
}

/* Functions that run away along random lines and conics have poles there, and neither jumps nor edges; with a factor that steps they have jumps, too. */
static void test_lines_of_poles(void *outer)
{
    enum { RUNS = 120 };
    static const char *const lines[] = {"(%.3f*x%+.3f*y%+.3f)", "(x^2%+.3f*x+2*y^2%+.3f*y-1%+.3f)", "(y%+.3f*x^2%+.3f*x%+.3f)"};
    static const char *const forms[] = {"exp(1/%s)", "exp(-1/%s)", "1/%s", "1/%s^2", "1/abs(%s)", "%s^-3", "log(abs(%s))", "tan(pi/2+%s)"};
    struct arena *arena = arena_within(outer);
    for (int run = 0; run < RUNS; run++, arena_clear(arena)) {
        char line[200], pole[300], f[500];
        const double a = draw() + 0.5, b = 2 * draw() - 1, c = draw() - 0.5;
        const bool steps = draw() < 0.4;
        snprintf(line, sizeof line, lines[(size_t)(3 * draw())], a, b, c);
        snprintf(pole, sizeof pole, forms[(size_t)(8 * draw())], line);
        snprintf(f, sizeof f, "%s*%s", pole, steps ? "where(x-0.3*y>0.2,2,1)" : "1");
        const struct map map = sample(arena, f, (const double[4]){-3, 3, -3.1, 2.9}, 101 + (size_t)(100 * draw()), draw() < 0.5 ? 300 : 0);
        const size_t poles = count(&map, BREAK_POLE), jumps = count(&map, BREAK_JUMP), edges = count(&map, BREAK_EDGE);
        if (!poles || edges || (jumps > 0) != steps)
            fail_msg("%s, %zu samples: %zu poles, %zu jumps, %zu edges", f, map.columns, poles, jumps, edges);
    }
}

/* On a logarithmic axis values that come near 0 by chance, between larger ones or such as have no logarithm, are not where it begins. */
static void test_ground(void *outer)
{
    (void)outer;
    static const struct {
        double z[9], least;
        size_t by_chance;
    } rows[] = {
        {{1, 2, 3, 2, 4, 6, 3, 6, 9}, 1, 0},
        {{1, 2, 4, 1, 1e-15, 4, 1, 3, 4}, 1, 1},
        {{-1, 1e-15, 2, -2, 1, 3, -3, 2, 4}, 1, 1},
        {{-1, -1, -1, -1, 1e-15, -1, -1, -1, -1}, 1e-15, 0}, /* all there is */
        {{1e-15, 1e-10, 1e-5, 1e-10, 1e-5, 1, 1e-5, 1, 1e5}, 1e-15, 0},
        {{1e-15, 2, 4, 2, 3, 5, 4, 5, 6}, 2, 1},
        {{NAN, 5, 6, 7, 0, 8, 9, 10, 11}, 5, 0},
        {{-1, -1, -1, -1, -1, -1, -1, -1, 0}, INFINITY, 0},
        {{9, 9, 9, 1, 0.5, 1, 9, 9, 9}, 9, 3}, /* a furrow that the samples are too far apart for */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct ground ground = ground_of(rows[i].z, 3, 3);
        if (ground.least != rows[i].least || ground.by_chance != rows[i].by_chance)
            fail_msg("row %zu: %g and %zu lower ones, not %g and %zu", i, ground.least, ground.by_chance, rows[i].least, rows[i].by_chance);
    }
}

static void test_positions(void *outer)
{
    struct arena *arena = arena_within(outer);
    static const double x[5] = {-1, 0, 1, 50, 10000}, expected[5] = {1, 10, 100, 1000, 10000};
    const double *even = positions_on(arena, 2, x, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(fabs(even[i] - expected[i]) <= 1e-12 * expected[i]);
    assert_ptr_equal(positions_on(arena, 1, x, 5), x);
    assert_ptr_equal(positions_on(arena, 0, x, 5), x);
    assert_ptr_equal(positions_on(arena, 2, x, 3), x);
}

/* A grid has the very bits of its places one by one, whatever of a landscape one coordinate tells alone, and whichever coordinates the slice has. */
static void test_grids(void *outer)
{
    static const struct {
        const char *f;
        size_t dimension, axes[2];
    } cases[] = {{"rastrigin", 2, {0, 1}}, {"rastrigin", 3, {2, 0}}, {"himmelblau", 2, {1, 0}},
                 {"ackley", 2, {0, 1}},    {"levy_n13", 2, {0, 1}},  {"exp(sin(x))*y", 2, {0, 1}},
                 {"cos(x)", 2, {0, 1}},    {"log(y)", 2, {0, 1}},    {"exp(z)*sin(x)+sqrt(y*z)", 3, {1, 0}},
                 {"3+0*x*y", 2, {0, 1}}};
    enum { COLUMNS = 301, ROWS = 17 };
    static double x[COLUMNS], y[ROWS], u[COLUMNS * ROWS], v[COLUMNS * ROWS], grid[COLUMNS * ROWS], single[COLUMNS * ROWS];
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct arena *arena = arena_within(outer);
        const struct landscape *landscape = resolve(arena, cases[k].f, cases[k].dimension);
        static const double origin[3] = {0.3, 1.7, -0.4};
        const struct slice slice = {.program = program_compile(arena, landscape->graph, &landscape->value, 1, cases[k].dimension),
                                    .graph = landscape->graph,
                                    .output = landscape->value,
                                    .dimension = cases[k].dimension,
                                    .origin = origin,
                                    .axes = {cases[k].axes[0], cases[k].axes[1]}};
        for (size_t i = 0; i < COLUMNS; i++)
            x[i] = 8 * random_uniform(k, 1, i) - 4;
        for (size_t i = 0; i < ROWS; i++)
            y[i] = 8 * random_uniform(k, 2, i) - 4;
        for (size_t i = 0; i < COLUMNS * ROWS; i++) {
            u[i] = x[i % COLUMNS];
            v[i] = y[i / COLUMNS];
        }
        slicer_evaluate(slicer_create(arena, &slice), u, v, COLUMNS * ROWS, single);
        slicer_fill(slicer_create(arena, &slice), x, COLUMNS, y, ROWS, grid);
        assert_memory_equal(grid, single, sizeof grid);
        slicer_fill(slicer_create(arena, &slice), x, 40, y, ROWS, grid); /* of few columns */
        for (size_t i = 0; i < (size_t)40 * ROWS; i++)
            assert_memory_equal(&grid[i], &single[i / 40 * COLUMNS + i % 40], sizeof *grid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_breaks),    unit_test_in_arena(test_oscillation),      unit_test_in_arena(test_places),
        unit_test_in_arena(test_samples),   unit_test_in_arena(test_directions),       unit_test_in_arena(test_continuous),
        unit_test_in_arena(test_holes),     unit_test_in_arena(test_cancelling_lines), unit_test_in_arena(test_ground),
        unit_test_in_arena(test_positions), unit_test_in_arena(test_lines_of_poles),   unit_test_in_arena(test_grids),
        unit_test_in_arena(test_calm)};
    return cmocka_run_group_tests_name("map", tests, start_drawing, NULL);
}
