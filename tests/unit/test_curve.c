/* Curves as they are drawn: nothing narrow is missed, jumps and poles are broken, limits show the rest, and flat lines cost nothing. */
#include "base/random.h"
#include "study/curve.h"

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

static struct curve trace(struct arena *arena, const char *f, double low, double high, size_t count, bool finer)
{
    const struct landscape *landscape = resolve(arena, f, 1);
    const struct program *program = program_compile(arena, landscape->graph, &landscape->value, 1, 1);
    double *x = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        x[i] = count == 1 ? low : low + (high - low) * (double)i / (double)(count - 1);
    return curve_trace(arena, program, 0, 1, NULL, 0, x, count, finer, NULL);
}

/* Gaps between defined pieces. */
static size_t breaks_of(const struct curve *curve)
{
    size_t breaks = 0, last = SIZE_MAX;
    for (size_t i = 0; i < curve->count; i++) {
        if (isnan(curve->y[i]))
            continue;
        breaks += last != SIZE_MAX && last + 1 != i;
        last = i;
    }
    return breaks;
}

static void test_curves(void *arena)
{
    static const struct {
        const char *f;
        double low, high;
        size_t samples;
        bool finer;
        size_t breaks, most_points;
        double limits[2]; /* with margins; equal: not looked at */
    } rows[] = {
        {"x^2", -5, 5, 401, true, 0, 600, {-1.25, 26.25}},
        {"7", -5, 5, 401, true, 0, 450, {6.65, 7.35}},
        {"0*x", -5, 5, 401, true, 0, 450, {-0.05, 0.05}},
        {"abs(x)", -5, 5, 401, true, 0, 450, {-0.25, 5.25}},
        {"x*cos(pi*x)", 0.5, 1.49, 100, false, 0, 100, {0, 0}},
        {"0^x", 0, 40, 401, true, 1, 450, {-0.05, 1.05}},
        {"0^x", 0, 39, 40, false, 0, 40, {-0.05, 1.05}},
        {"(-0.9)^x", 0, 19, 20, false, 0, 20, {0, 0}},
        {"exp(-1e6*(x-0.3217)^2) + x^2", -1, 1, 401, true, 0, 700, {-0.055, 1.159}},
        {"exp(-1e7*(x-0.3217)^2)", -1, 1, 401, true, 0, 800, {-0.05, 1.05}},
        {"exp(-(1000*x)^2)", -5, 5, 401, true, 0, 800, {-0.05, 1.05}},
        {"tan(x)", -5, 5, 401, true, 4, 3000, {-8.5, 8.5}},
        {"tan(x)^2", -5, 5, 401, true, 4, 4000, {0, 0}},
        {"1/(x-0.3217)^40", -5, 5, 401, true, 1, 5000, {0, 0}},
        {"exp(1/(x-0.3217)^2)", -5, 5, 401, true, 1, 8000, {0, 0}},
        {"tan(x)", -5, 5, 100, false, 4, 120, {0, 0}},
        {"1/x", -5, 5, 401, true, 1, 1000, {-2.2, 2.2}},
        {"1/x^2", -5, 5, 401, true, 1, 1500, {-0.76, 16.8}},
        {"1/(x-0.3217)^2", -5, 5, 401, true, 1, 1500, {-0.75, 16.4}},
        {"1/(x-0.1)", -1, 1, 401, true, 1, 1000, {-11, 11}},
        {"1/(x-0.1)", -1, 0.9, 20, false, 1, 22, {-11, 11}},
        {"1/(x^2-0.01)", -1, 1, 401, true, 2, 1500, {-144, 92}},
        {"1/(x-0.1)^2", -1, 1, 401, true, 1, 1500, {-19.2, 420}},
        {"log(abs(x-0.1))", -1, 1, 401, true, 1, 1500, {-3.15, 0.25}},
        {"1/sin(pi*x)", 0, 5, 401, true, 4, 3000, {0, 0}},
        {"where(x == 0, 5, x)", -1, 1, 401, true, 2, 600, {-1.3, 5.3}},
        {"1/x", -1e-300, 1e-300, 401, true, 1, 1000, {-1.1e301, 1.1e301}},
        {"1e300*sin(x)", -5, 5, 401, true, 0, 700, {-1.1e300, 1.1e300}},
        {"floor(x)", -5, 5, 401, true, 10, 500, {-5.5, 5.5}},
        {"floor(x)", -5, 5, 201, false, 10, 240, {-5.5, 5.5}},
        {"sign(x)", -5, 5, 401, true, 2, 450, {-1.1, 1.1}},
        {"where(x < 0.3, 1, 5)", -5, 5, 401, true, 1, 450, {0.8, 5.2}},
        {"tanh(1e10*x)", -5, 5, 401, true, 0, 500, {-1.1, 1.1}},
        {"exp(x^2)", -5, 5, 401, true, 0, 1500, {-3.61e9, 7.57e10}},
        {"sqrt(x - 0.3217)", -5, 5, 401, true, 0, 800, {-0.11, 2.28}},
        {"log(x)", 0, 5, 401, true, 0, 1000, {-4.69, 1.91}},
        {"sin(1/x)", -1, 1, 401, true, 1, 20000, {-1.1, 1.1}},
        {"log(x)", -5, -1, 401, true, 0, 450, {0, 0}},
        {"x", 1, 1, 1, true, 0, 1, {0.95, 1.05}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct curve curve = trace(arena, rows[i].f, rows[i].low, rows[i].high, rows[i].samples, rows[i].finer);
        if (breaks_of(&curve) != rows[i].breaks)
            fail_msg("%s: %zu breaks, not %zu", rows[i].f, breaks_of(&curve), rows[i].breaks);
        if (curve.count > rows[i].most_points)
            fail_msg("%s: %zu points, more than %zu", rows[i].f, curve.count, rows[i].most_points);
        for (size_t k = 1; k < curve.count; k++)
            if (!(curve.x[k] >= curve.x[k - 1]))
                fail_msg("%s: x goes back at %.17g", rows[i].f, curve.x[k]);
        if (!(curve.count > 0 && curve.x[0] == rows[i].low && fabs(curve.x[curve.count - 1] - rows[i].high) <= 1e-12 * fabs(rows[i].high)))
            fail_msg("%s does not run from end to end", rows[i].f);
        const double slack = 0.02 * (rows[i].limits[1] - rows[i].limits[0]);
        for (int k = 0; k < 2 && slack > 0; k++)
            if (!(fabs(curve.limits[k] - rows[i].limits[k]) <= slack))
                fail_msg("%s: limits %g to %g", rows[i].f, curve.limits[0], curve.limits[1]);
    }
}

/* Spikes as narrow as a two-thousandth of the interval, wherever they are: the picture shows nearly all of their height. */
static void test_spikes(void *arena)
{
    for (int i = 0; i < 200; i++) {
        const double at = -0.99 + 1.98 * fmod(0.6180339887498949 * i, 1), width = 2.0 / 2000; /* at half the height */
        const char *f = arena_format(arena, "exp(-2.772588722239781*((x-(%.17g))/%.17g)^2)+x/4", at, width);
        const struct curve curve = trace(arena, f, -1, 1, 401, true);
        double highest = 0;
        for (size_t k = 0; k < curve.count; k++)
            highest = fmax(highest, curve.y[k] - curve.x[k] / 4);
        if (!(highest > 0.98))
            fail_msg("of the spike at %g only %.3f is seen", at, highest);
        assert_true(curve.limits[1] > at / 4 + 0.98);
    }
}

/* Jumps of any height down to a thousandth of a millionth of the range, wherever they are, and in any units; and none where there is none. */
static void test_small_jumps(void *outer)
{
    struct arena *arena = arena_within(outer);
    static const char *const smooth[] = {"sin(2*x)", "x^3-x", "exp(x)", "1/(1+x^2)", "x^2+100", "sqrt(x+9)"};
    static const char *const scales[] = {"1", "1e100", "1e-100"};
    static const struct {
        const char *step;
        size_t jumps;
    } rows[] = {{"sign(x-a)", 1}, {"where(x>=a,1,0)", 1}, {"floor(x-a)", SIZE_MAX}, {"tanh(1e7*(x-a))", 0}, {"abs(x-a)", 0}, {"relu(x-a)", 0}};
    for (size_t i = 0; i < 6 * 6 * 8; i++, arena_clear(arena)) {
        const double at = -0.9 + 1.8 * fmod(0.6180339887498949 * (double)i, 1);
        const char *f = arena_format(arena, "%s*(%s+1e-%zu*%s); a = %.17g", scales[i % 3], smooth[i % 6], 2 + i / 36, rows[i / 6 % 6].step, at);
        const struct curve curve = trace(arena, f, -3.01, 3.02, 401, true);
        const size_t expected = rows[i / 6 % 6].jumps < SIZE_MAX ? rows[i / 6 % 6].jumps : (size_t)(floor(3.02 - at) - floor(-3.01 - at));
        size_t jumps = 0, near = 0;
        for (size_t k = 0; k < curve.breaks.count; k++) {
            jumps += curve.breaks.items[k].kind == BREAK_JUMP;
            near += fabs(curve.breaks.items[k].low[0] - at) < 1e-12;
        }
        if (jumps != expected || curve.breaks.count != jumps || near != (jumps > 0))
            fail_msg("%s: %zu jumps among %zu breaks", f, jumps, curve.breaks.count);
    }
}

/* A difference quotient (g(x) − g(a))/(x − a) is continued through a, whether a sample is there, nearly there or not, in any unit; a step at a is one jump, on
 * a sample, too, where sign has a value of its own. */
static void test_cancelling_places(void *outer)
{
    enum { RUNS = 600 };
    size_t stepped = 0, exact = 0;
    static const char *const forms[] = {"(x^3-(%1$s)^3)/(x-(%1$s))",
                                        "(x^2-(%1$s)^2)/(x-(%1$s))",
                                        "(sin(x)-sin(%1$s))/(x-(%1$s))",
                                        "(exp(x)-exp(%1$s))/(x-(%1$s))",
                                        "(cos(x-(%1$s))-1)/(x-(%1$s))^2+x",
                                        "(atan(x)-atan(%1$s))/(x-(%1$s))*cos(x)",
                                        "sqrt(x+9)*x",
                                        "cos(x)+x^2"};
    struct arena *arena = arena_within(outer);
    for (uint64_t run = 0; run < RUNS; run++, arena_clear(arena)) {
        double random[5];
        random_uniforms(21, random_stream(RANDOM_START, run), 0, random, 5);
        const bool typed = random[0] < 0.6, step = random[1] < 0.5;
        const char *at = typed ? arena_format(arena, "%g", floor(random[2] * 360 - 180) * 0.015) : arena_format(arena, "%.17g", random[2] * 5 - 2.5);
        const char *quotient = arena_format(arena, forms[(size_t)(8 * random[3])], at);
        const char *f = arena_format(arena, "1e%d*(%s+%g*sign(x-(%s)))", (int)(random[4] * 60) - 30, quotient, step ? 0.003 : 0, at);
        const struct curve curve = trace(arena, f, -3, 3, 401, true);
        if (!step && curve.breaks.count)
            fail_msg("%s: %zu breaks, the first of kind %d", f, curve.breaks.count, (int)curve.breaks.items[0].kind);
        stepped += step;
        exact += step && curve.breaks.count == 1 && curve.breaks.items[0].kind == BREAK_JUMP;
    }
    if (stepped < RUNS / 4 || exact < stepped - stepped / 25) /* beside rounding as high as a step, the step may not stand out */
        fail_msg("%zu of %zu steps are one jump", exact, stepped);
}

/* Values that leave the range of numbers are no break where they do not come back; where they do, a pole is between. */
static void test_out_of_range(void *arena)
{
    static const struct {
        const char *f;
        double low, high;
        size_t poles;
        double at[2]; /* what the first pole lies in */
    } rows[] = {{"exp(x^2)", -30, 30, 0, {0}},
                {"cosh(x)", -800, 800, 0, {0}},
                {"gamma(x)", 1, 200, 0, {0}},
                {"x^400", -10, 10, 0, {0}},
                {"exp(exp(x))", -3, 10, 0, {0}},
                {"exp(1/x)", -3, 3, 1, {0, 0.0015}},
                {"exp(-1/x)", -3, 3, 1, {-0.0015, 0}},
                {"exp(1/x^2)", -3, 3, 1, {-0.04, 0.04}},
                {"1/x^200", -1, 1, 1, {-0.03, 0.03}},
                {"exp(1/x)+exp(1/(x-1))", -2, 2, 2, {0, 0.0015}},
                {"exp(1/x)+exp(x^2)", -30, 30, 1, {0, 0.0015}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct breaks breaks = trace(arena, rows[i].f, rows[i].low, rows[i].high, 401, true).breaks;
        bool right = breaks.count == rows[i].poles;
        for (size_t k = 0; k < breaks.count; k++)
            right = right && breaks.items[k].kind == BREAK_POLE;
        if (right && breaks.count)
            right = breaks.items[0].low[0] >= rows[i].at[0] - 1e-9 && breaks.items[0].high[0] <= rows[i].at[1] + 1e-9;
        if (!right)
            fail_msg("%s: %zu breaks, the first of kind %d", rows[i].f, breaks.count, breaks.count ? (int)breaks.items[0].kind : -1);
    }
}

/* The thinned line is where the function is. */
static void test_thinned_lines(void *arena)
{
    static const char *const formulas[] = {"sin(x)", "x*cos(pi*x)", "x^9", "exp(x)", "tanh(5*x)", "sqrt(abs(x))"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        const struct curve line = trace(arena, formulas[i], -5, 5, 401, true), exact = trace(arena, formulas[i], -5, 5, 40001, false);
        const double height = line.limits[1] - line.limits[0];
        for (size_t k = 0, next = 0; k < exact.count; k++) {
            while (next + 2 < line.count && line.x[next + 1] < exact.x[k])
                next++;
            const double t = (exact.x[k] - line.x[next]) / (line.x[next + 1] - line.x[next]);
            const double y = line.y[next] + t * (line.y[next + 1] - line.y[next]);
            if (!(fabs(y - exact.y[k]) <= 2e-4 * height))
                fail_msg("%s is %g at %g and drawn at %g", formulas[i], exact.y[k], exact.x[k], y);
        }
    }
}

/* A pole of one line does not cut off another. */
static void test_limits_of_several(void *arena)
{
    struct answer answer = ask_well(arena, "landscape", "f=tan(x),x^2");
    struct figure figure = {0};
    question_figure(arena, &answer.question, answer.result, &figure);
    assert_true(figure.panels[0].y.limits_given);
    assert_true(figure.panels[0].y.limits[1] > 25 && figure.panels[0].y.limits[1] < 30 && figure.panels[0].y.limits[0] < -5);
    answer = ask_well(arena, "landscape", "f=0.95^x,0^x&x=0:40:1");
    question_figure(arena, &answer.question, answer.result, &figure);
    assert_false(figure.panels[0].y.limits_given);
}

/* What a map's scale is, and what its figure says of it; one rule for every study that draws the landscape. */
static void test_scales(void *arena)
{
    static const struct {
        const char *study, *query;
        const char *said;
    } rows[] = {
        {"landscape", "f=x^2+2*y^2", NULL},
        {"landscape", "f=0.1*x^2+2*y^2&x=-5.5:1&y=-3:1", NULL},
        {"landscape", "f=(x+y)^2&x=3:9", NULL},
        {"landscape", "f=x^2*y^2", "levels by rank"},
        {"landscape", "f=sin(x)*sin(y)", NULL},
        {"landscape", "f=himmelblau", "levels by rank"},
        {"landscape", "f=beale", "levels by rank"},
        {"landscape", "f=rosenbrock&view=filled", "levels by rank"},
        {"landscape", "f=goldstein_price&view=heatmap", "colours by rank"},
        {"landscape", "f=exp(x+y)", "logarithmic levels"},
        {"landscape", "f=rosenbrock&zscale=linear", NULL},
        {"landscape", "f=x*y&view=heatmap&zscale=log", "negative values are left blank"},
        {"critical-points", "f=x^2+y^2", NULL},
        {"critical-points", "f=himmelblau", "levels by rank"},
        {"descent", "f=d2l_quadratic&start=-5,-2", NULL},
        {"descent", "f=rosenbrock&start=-1,1&lr=0.001", "levels by rank"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer = ask_well(arena, rows[i].study, rows[i].query);
        struct figure figure = {0};
        question_figure(arena, &answer.question, answer.result, &figure);
        struct buffer text = {.arena = arena};
        figure_describe_layout(&figure, &text);
        static const char *const words[] = {"levels by rank", "colours by rank", "logarithmic levels", "logarithmic colours",
                                            "negative values are left blank"};
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if ((strstr(buffer_string(&text), words[k]) != NULL) != (rows[i].said && !strcmp(rows[i].said, words[k])))
                fail_msg("%s?%s says: %s", rows[i].study, rows[i].query, buffer_string(&text));
    }
}

/* A sample one rounding from a pole is neither the greatest nor the least. */
static void test_pole_samples(void *arena)
{
    struct answer answer = ask_well(arena, "landscape", "f=1/(x-0.1)&x=-1:1");
    assert_true(fact_of(&answer, "undefined")->number == 0 && fact_of(&answer, "infinite")->number == 1);
    assert_true(value_find(fact_of(&answer, "greatest_sample"), "value")->number < 201);
    assert_true(value_find(fact_of(&answer, "least_sample"), "value")->number > -201);
}

/* A logarithmic x axis begins at the first positive sample. */
static void test_logarithmic_axis(void *arena)
{
    struct answer answer = ask_well(arena, "landscape", "f=log(x)&x=-1:100&xscale=log");
    struct figure figure = {0};
    question_figure(arena, &answer.question, answer.result, &figure);
    assert_near(figure.panels[0].layers[0].x[0], 0.01, 1e-12);
}

static double draw(void)
{
    static uint64_t drawn;
    return random_uniform(21, random_stream(RANDOM_START, 0), drawn++);
}

/* Values that run away to one side or to both at random places, hidden by nothing: each place is one pole, in any unit, on any height. */
static void test_poles_of_any_order(void *outer)
{
    enum { RUNS = 300, FORMS = 10, REST = 8, MOST = 3 };
    static const char *const forms[FORMS] = {
        "1/(x-(%1$.*2$f))",      "1/(x-(%1$.*2$f))^2",       "-1/(x-(%1$.*2$f))^2",      "1/abs(x-(%1$.*2$f))^1.5",  "1/abs(x-(%1$.*2$f))",
        "1/sin(x-(%1$.*2$f))^2", "abs(x-(%1$.*2$f))^(-0.3)", "3*log(abs(x-(%1$.*2$f)))", "tan(pi/2+x-(%1$.*2$f))^2", "1/log(1+abs(x-(%1$.*2$f)))"};
    static const char *const rest[REST] = {"sin(3*x)",           "x^2",      "abs(x-0.7)", "-sqrt(abs(x-0.2))", "exp(-1000*(x-1)^2)",
                                           "1/((x-0.3)^2+0.01)", "max(x,0)", "exp(x)"};
    static const char *const units[] = {"1", "1", "1e-30", "1e30"};
    static const int digits[] = {0, 1, 3, 15};
    struct arena *arena = arena_within(outer);
    size_t wrong = 0;
    char last[1100] = "";
    for (int run = 0; run < RUNS; run++, arena_clear(arena)) {
        char f[1000];
        const size_t poles = (size_t)((MOST + 1) * draw());
        size_t used =
            (size_t)snprintf(f, sizeof f, "%s*(%s+%s", units[(size_t)(4 * draw())], rest[(size_t)(REST * draw())], draw() < 0.3 ? "1000" : "0");
        for (size_t k = 0; k < poles; k++) { /* at -1, 0, 1 and up to a quarter beside them */
            used += (size_t)snprintf(f + used, sizeof f - used, "+");
            used += (size_t)snprintf(f + used, sizeof f - used, forms[(size_t)(FORMS * draw())], (double)k - 1 + draw() / 4,
                                     digits[(size_t)(4 * draw())]);
        }
        snprintf(f + used, sizeof f - used, ")");
        const struct curve curve = trace(arena, f, -1.5, 1.5, 401, true);
        size_t found = 0;
        for (size_t i = 0; i < curve.breaks.count; i++)
            found += curve.breaks.items[i].kind == BREAK_POLE;
        const bool right = found == poles && curve.breaks.count == poles;
        wrong += !right;
        if (!right)
            snprintf(last, sizeof last, "%s: %zu poles of %zu, %zu breaks", f, found, poles, curve.breaks.count);
    }
    if (wrong > RUNS / 30) /* one may be lost beside another that is far higher */
        fail_msg("%zu of %d, as %s", wrong, RUNS, last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_curves),
                                       unit_test_in_arena(test_spikes),
                                       unit_test_in_arena(test_small_jumps),
                                       unit_test_in_arena(test_cancelling_places),
                                       unit_test_in_arena(test_out_of_range),
                                       unit_test_in_arena(test_thinned_lines),
                                       unit_test_in_arena(test_limits_of_several),
                                       unit_test_in_arena(test_scales),
                                       unit_test_in_arena(test_pole_samples),
                                       unit_test_in_arena(test_logarithmic_axis),
                                       unit_test_in_arena(test_poles_of_any_order)};
    return cmocka_run_group_tests_name("curve", tests, start_drawing, NULL);
}
