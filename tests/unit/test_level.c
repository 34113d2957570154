/* Intervals of minimisers against closed forms: medians and quantiles of random data, margins, and smooth minima that only look level. */
#include "analysis/expectation.h"
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/losses.h"

static int ascending(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

/* The pinball loss of part/whole over `count` sorted data, all alike: every x from one quantile to the next, if part·count/whole is whole. */
static struct level quantile(const double *sorted, size_t count, size_t part, size_t whole)
{
    const size_t below = part * count / whole;
    return part * count % whole ? (struct level){.left = sorted[below], .right = sorted[below]}
                                : (struct level){.left = sorted[below - 1], .right = sorted[below]};
}

static bool is_level(const struct minima *minima, const struct level *level, double tolerance)
{
    return minima->count == 1 && fabs(minima->levels[0].left - level->left) <= tolerance && fabs(minima->levels[0].right - level->right) <= tolerance;
}

/* Of random data, as a distribution and as a sample, in units from 1e-3 to 1e3 and losses from 1e-90 to 1e90. */
static void test_quantiles(void **state)
{
    enum { CASES = 400, MOST = 12 };
    size_t intervals = 0;
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        struct arena *arena = arena_create(64 << 20);
        double random[MOST + 5], z[MOST], least;
        random_uniforms(7, random_stream(RANDOM_START, k), 0, random, MOST + 5);
        const size_t count = 2 + (size_t)(random[0] * (MOST - 1)), whole = 2 + (size_t)(random[1] * 9),
                     part = 1 + (size_t)(random[2] * (double)(whole - 1));
        const double unit = pow(10, floor(7 * random[3]) - 3), size = pow(10, floor(181 * random[4]) - 90);
        const char *list = "";
        for (size_t i = 0; i < count; i++) {
            z[i] = unit * (floor(random[5 + i] * 2000) - 1000) / 100;
            list = arena_format(arena, "%s%s%.17g", list, i ? ";" : "", z[i]);
        }
        qsort(z, count, sizeof *z, ascending);
        const char *text = arena_format(arena, "%.17g*where(z<x,%zu/%zu,%zu/%zu)*abs(x-z)", size, whole - part, whole, part, whole);
        const struct level level = quantile(z, count, part, whole);
        const double interval[2] = {-11 * unit, 12 * unit};
        struct loss loss;
        struct distribution distribution;
        struct minima minima;
        prepare(arena, text, arena_format(arena, "discrete(%s)", list), &loss, &distribution);
        double argmin = expectation_minimize(expectation_create(arena, &loss, &distribution), interval, &least, &minima);
        if (!is_level(&minima, &level, 1e-11 * unit) || fabs(argmin - (level.left + level.right) / 2) > 1e-11 * unit)
            fail_msg("%s over %s: the first of %zu is %.17g to %.17g, not %.17g to %.17g", text, list, minima.count, minima.levels[0].left,
                     minima.levels[0].right, level.left, level.right);
        argmin = estimator_minimize(estimator_create(arena, &loss), &(struct data){.z = z, .count = count}, interval, &least, &minima);
        if (!is_level(&minima, &level, 1e-11 * unit) || fabs(argmin - (level.left + level.right) / 2) > 1e-11 * unit)
            fail_msg("%s over the sample %s: the first of %zu is %.17g to %.17g, not %.17g to %.17g", text, list, minima.count, minima.levels[0].left,
                     minima.levels[0].right, level.left, level.right);
        intervals += level.left < level.right;
        arena_destroy(arena);
    }
    print_message("%zu of %d quantiles are intervals\n", intervals, (int)CASES);
    assert_in_range(intervals, CASES / 10, CASES / 2);
}

/* By theory. */
static void test_levels(void **state)
{
    static const struct {
        const char *loss, *data;
        double interval[2];
        struct minima minima;
        double tolerance;
    } rows[] = {
        {"relu(1-x*z)", "uniform", {-5, 5}, {{{.left = -1, .right = 1}}, 1}, 1e-12},
        {"relu(1-x*z)", "normal", {-5, 5}, {{{.left = 0, .right = 0}}, 1}, 1e-9},
        {"relu(1-x*z)", "discrete(1;2)", {-5, 5}, {{{.left = 1, .right = 5}}, 1}, 1e-12},
        {"max(0,abs(x-z)-2)", "uniform", {-5, 5}, {{{.left = -1, .right = 1}}, 1}, 1e-12},
        {"max(0,abs(x-z)-2)^3", "rademacher", {-5, 5}, {{{.left = -1, .right = 1}}, 1}, 1e-12},
        {"where(abs(x-z)<1,0,1)", "normal", {-5, 5}, {{{.left = 0, .right = 0}}, 1}, 1e-6},
        {"where(abs(x-z)<1,0,1)", "discrete(0;5)", {-2, 8}, {{{.left = -1, .right = 1}, {.left = 4, .right = 6}}, 2}, 1e-12},
        {"where(abs(x-z)<2,0,1)", "uniform", {-5, 5}, {{{.left = -1, .right = 1}}, 1}, 1e-12},
        {"where(z<x,1,0)-x/2", "uniform", {-0.5, 0.75}, {{{.left = -0.5, .right = 0.75}}, 1}, 1e-12},
        {"floor(2*x)+z", "laplace", {-5, 5}, {{{.left = -5, .right = -4.5}}, 1}, 1e-12},
        {"(x^2-1)^2+z", "normal", {-5, 5}, {{{.left = -1, .right = -1}, {.left = 1, .right = 1}}, 2}, 1e-6},
        {"relu(x-z)^20", "discrete(0;1)", {-5, 5}, {{{.left = -5, .right = 0}}, 1}, 1e-12},
        {"x^20+z^2", "normal", {-4, 5}, {{{.left = 0, .right = 0}}, 1}, 1e-9},
        {"(x-0.3)^12+z^2", "laplace", {-4, 5}, {{{.left = 0.3, .right = 0.3}}, 1}, 1e-9},
        {"z^2+exp(-x)", "normal", {0, 500}, {{{.left = 500, .right = 500}}, 1}, 1e-9},
        {"z^2-1e-17*x", "uniform", {-2, 3}, {{{.left = 3, .right = 3}}, 1}, 1e-9},
        {"1e6+1e-6*(x-z)^2", "normal", {-3, 3}, {{{.left = 0, .right = 0}}, 1}, 1e-6},
        {"cos(x*z)", "normal", {9, 20}, {{{.left = 9, .right = 20}}, 1}, 0},
        {"log(abs(x-z))", "normal", {-3, 3}, {{{.left = 0, .right = 0}}, 1}, 0},
        {"sin(z)*exp(x)", "normal", {0, 1}, {{{.left = 0, .right = 1}}, 1}, 0},
        {"where(abs(x-z)<=1,0,1)", "discrete(0;2)", {-3, 4}, {{{.left = 1, .right = 1}}, 1}, 0},                          /* at one place alone */
        {"where(abs(x-z)<1,0,1)", "discrete(0;2)", {-3, 4}, {{{.left = -1, .right = 1}, {.left = 1, .right = 3}}, 2}, 0}, /* parted by a place */
        {"where(abs(x-z)<=1.1,0,1)", "discrete(-1;0;1;1.19)", {-2.65, 2.21}, {{{.left = 0.09, .right = 0.1}}, 1}, 1e-12}, /* less than a cell */
        {"where(abs(x-z)<=0.59,0,1)", /* and a ridge of less than a cell */
         "discrete(-1;-0.2;0.5;1)",
         {-2.93, 3.48},
         {{{.left = -0.79, .right = -0.41}, {.left = -0.09, .right = 0.39}, {.left = 0.41, .right = 1.09}}, 3},
         1e-12},
        {"where(x*z>0,0,1)", "normal", {-3, 4}, {{{.left = -3, .right = 0}, {.left = 0, .right = 4}}, 2}, 0},
        {"where(x>=z,0.7,0.67)+1.7*abs(x-z)", "discrete(-0.36;0.77;1)", {-3.51, 2.88}, {{{.left = 0.77, .right = 0.77}}, 1}, 0}, /* from the left */
        {"where(x<z,0.28,0.52)+max(0.89*(x-z),-0.11*(x-z))", "discrete(-1;-0.2;1.59)", {-2.27, 3.41}, {{{.left = -1, .right = -1}}, 1}, 0},
        {"floor(1.44*x)*z+0.1*sin(1.44*x)*z^2", "discrete(-1;-0.1)", {-3.66, 3.49}, {{{.left = 5 / 1.44, .right = 5 / 1.44}}, 1}, 1e-12},
        {"1.32*(x-0.35)^2+1.31*ceil(x-z)^2", "discrete(-2;0.1;0.59;1;1.08)", {-3.7, 2.22}, {{{.left = 0, .right = 0}}, 1}, 0},
        {"-exp(-1e8*(x-0.3123)^2)+0.001*x^2+z", "discrete(-1;1)", {-1, 1}, {{{.left = 0.3123, .right = 0.3123}}, 1}, 1e-9}, /* narrower than a cell */
        {"-exp(-1e8*(x-0.3123)^2)+0.001*(x-z)^2", "normal", {-1, 1}, {{{.left = 0.3123, .right = 0.3123}}, 1}, 1e-9},
        {"exp(-1e8*(x-0.3)^2)*z^2", "normal", {0, 1}, {{{.left = 0, .right = 0.29728}, {.left = 0.30272, .right = 1}}, 2}, 1e-4}, /* and a peak */
        {"abs(x-z)", "discrete(values=0;1;2,weights=1;2;1)", {-3, 3}, {{{.left = 1, .right = 1}}, 1}, 1e-12},
        {"abs(x-z)", "discrete(values=0;1;2,weights=1;1;2)", {-3, 3}, {{{.left = 1, .right = 2}}, 1}, 1e-12},
    };
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        struct distribution distribution;
        struct minima minima;
        double least;
        prepare(arena, rows[i].loss, rows[i].data, &loss, &distribution);
        loss_look(arena, &loss, &distribution, rows[i].interval);
        expectation_minimize(expectation_create(arena, &loss, &distribution), rows[i].interval, &least, &minima);
        bool right = minima.count == rows[i].minima.count;
        for (size_t k = 0; k < minima.count; k++) {
            const struct level *level = &minima.levels[k], *expected = &rows[i].minima.levels[k];
            right = right && fabs(level->left - expected->left) <= rows[i].tolerance && fabs(level->right - expected->right) <= rows[i].tolerance &&
                    (level->left < level->right) == (expected->left < expected->right);
            if (!right)
                print_error("%s over %s: %.17g to %.17g\n", rows[i].loss, rows[i].data, level->left, level->right);
        }
        wrong += !right;
        arena_destroy(arena);
    }
    assert_int_equal(wrong, 0);
}

/* What is said of them. */
static void test_words(void *context)
{
    static const char *const rows[][3] = {
        {"loss=abs(x-z)&data=discrete(0;1;3;4)", "least at every x from 1 to 3;", "none"},
        {"loss=relu(1-x*z)&data=discrete(1;2)", "least at every x from 1 on;", "right"},
        {"loss=relu(1-x*z)&data=discrete(-1;-2)", "least at every x up to −1;", "left"},
        {"loss=where(abs(x)<1,1,0)", "least at every x up to −1 and at every x from 1 on;", "both"},
        {"loss=(x^2-1)^2", "least at −1 and at 1;", "none"},
        {"loss=where(x*z>0,0,1)&x=1:2", "the same at every x, 0.5", "right"},
        {"loss=where(x*z>0,0,1)+0.01*x^2&data=discrete(1;-2;3)&x=-3:3",
         "no minimum: its infimum, 0.333333, is approached at 0 from the right (not attained);", "none"},
        {"loss=where(x*z>0,0,1)+0.01*abs(x)&x=-3:4", "no minimum: its infimum, 0.5, is approached at 0 from both sides (not attained);", "none"},
        {"loss=where(x>=0.3,0,1)+x^2&x=-3:4", "least at 0.3;", "none"},
        {"loss=where(x*z>0,0,1)&x=-3:4",
         "every x up to 0 (the right end does not belong to it) and at every x from 0 on (the left end does not belong to it);", "both"},
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct answer answer = ask_well(arena, "risk", arena_format(arena, "%s&trials=2", rows[i][0]));
        if (!strstr(answer.sentence, rows[i][1]) || strcmp(fact_of(&answer, "minimizers_beyond")->text, rows[i][2]) != 0)
            fail_msg("%s: %s (beyond: %s)", rows[i][0], answer.sentence, fact_of(&answer, "minimizers_beyond")->text);
    }
    const struct answer even = ask_well(arena, "risk", "loss=abs(x-z)&n=7,8&trials=50");
    assert_near(numbers_of(&even, "argmin_width")[0], 0, 1e-12);
    assert_true(numbers_of(&even, "argmin_width")[1] > 0.1 && numbers_of(&even, "argmin_width")[1] < 1);
}

/* A signed 0-1 loss and a parabola, w where (x - c) z is no longer above 0 (or no longer at least 0): left of c, right of c and at c its minima are known. */
struct signs {
    double c, middle, steep, positive; /* the last: the weight of the data above 0; the others are below */
    bool at;                           /* the loss is 1 at c */
};

static double parabola(const struct signs *signs, double x)
{
    return signs->steep * (x - signs->middle) * (x - signs->middle);
}

/* The least value, and where it is: at the parabola's minimum, or at c, approached from the left or the right, or taken. */
static double least_of(const struct signs *signs, const double interval[2], struct level *level)
{
    const double left = fmax(interval[0], fmin(signs->c, signs->middle)), right = fmin(interval[1], fmax(signs->c, signs->middle));
    const double values[] = {signs->positive + parabola(signs, left), 1 - signs->positive + parabola(signs, right),
                             signs->at + parabola(signs, signs->c)};
    const double least = fmin(fmin(values[0], values[1]), values[2]);
    *level = (struct level){.left = values[0] == least ? left : values[1] == least ? right : signs->c};
    level->right = level->left;
    if (values[2] > least && level->left == signs->c) {
        level->open[0] = values[0] == least && left == signs->c;
        level->open[1] = values[1] == least && right == signs->c;
    }
    return least;
}

static bool is_right(const struct minima *minima, const struct level *level, double value, double least)
{
    const struct level *found = &minima->levels[0];
    return minima->count == 1 && fabs(found->left - level->left) <= 1e-7 && found->right == found->left && found->open[0] == level->open[0] &&
           found->open[1] == level->open[1] && minima_are_attained(minima) == !(level->open[0] || level->open[1]) &&
           (found->left == level->left || !(level->open[0] || level->open[1])) && fabs(value - least) <= 1e-12;
}

static void test_jumps(void **state)
{
    enum { CASES = 600 };
    static const double interval[2] = {-2, 3};
    size_t approached = 0;
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        struct arena *arena = arena_create(64 << 20);
        double random[6], least;
        random_uniforms(17, random_stream(RANDOM_START, k), 0, random, 6);
        const int tenths = 1 + (int)(9 * random[3]);
        const struct signs signs = {.c = k % 5 ? (floor(2000 * random[0]) - 500) / 1000 : 0,
                                    .middle = (floor(200 * random[1]) - 50) / 100,
                                    .steep = pow(10, floor(5 * random[2]) - 3),
                                    .positive = tenths == 5 ? 0.4 : tenths / 10.0,
                                    .at = random[4] < 0.6};
        const bool normal = k % 3 == 0; /* then half of the data are above 0: only the parabola tells the sides apart */
        const struct signs of = {signs.c, signs.middle, signs.steep, normal ? 0.5 : signs.positive, signs.at};
        const char *text = arena_format(arena, "where((x-%g)*z%s0,0,1)+%g*(x-%g)^2", of.c, of.at ? ">" : ">=", of.steep, of.middle);
        const char *data =
            normal ? "normal" : arena_format(arena, "discrete(values=%g;-2,weights=%g;%g)", 0.5 + random[5], of.positive, 1 - of.positive);
        struct loss loss;
        struct distribution distribution;
        struct minima minima;
        struct level level;
        prepare(arena, text, data, &loss, &distribution);
        const double expected = least_of(&of, interval, &level);
        loss_look(arena, &loss, &distribution, interval);
        expectation_minimize(expectation_create(arena, &loss, &distribution), interval, &least, &minima);
        if (!is_right(&minima, &level, least, expected))
            fail_msg("%s over %s: %.17g at the first of %zu, %.17g (%d %d), not %.17g at %.17g (%d %d)", text, data, least, minima.count,
                     minima.levels[0].left, minima.levels[0].open[0], minima.levels[0].open[1], expected, level.left, level.open[0], level.open[1]);
        if (!normal) {
            estimator_minimize(estimator_create(arena, &loss), &distribution.points, interval, &least, &minima);
            if (!is_right(&minima, &level, least, expected))
                fail_msg("%s over a sample of %s: %.17g at the first of %zu, %.17g, not %.17g at %.17g", text, data, least, minima.count,
                         minima.levels[0].left, expected, level.left);
        }
        approached += level.open[0] || level.open[1];
        arena_destroy(arena);
    }
    print_message("%zu of %d infima beside a jump are not attained\n", approached, (int)CASES);
    assert_in_range(approached, CASES / 10, 2 * CASES / 3);
}

/* What programs of risks rest on: whether rounding tells that a minimiser is one place, or where an interval of them ends. */
static void test_rounded(void **state)
{
    static const struct {
        const char *loss, *data;
        bool level, rounded;
    } rows[] = {
        {"(x-z)^2", "discrete(0;1)", false, false},
        {"abs(x-z)", "discrete(0;1)", true, false},
        {"abs(x-z)", "discrete(0;1;3)", false, false},
        {"relu(1-x*z)", "discrete(1;2)", true, false},
        {"relu(x-z)^2", "discrete(0;1)", true, false},
        {"relu(x-z)^4", "discrete(0;1)", true, false},
        {"x*z+relu(x-1)^4+relu(-x)", "discrete(-1;1)", true, true},
        {"x^20+z^2", "discrete(0;1)", false, true},
        {"floor(2*x)+z", "discrete(0;1)", true, false},
        {"z", "discrete(0;1)", true, false},
        {"1e6+1e-6*(x-z)^2", "discrete(0;1)", false, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        const double interval[2] = {-5, 5};
        double least;
        struct loss loss;
        struct distribution distribution;
        struct minima minima;
        prepare(arena, rows[i].loss, rows[i].data, &loss, &distribution);
        struct estimator *estimator = estimator_create(arena, &loss);
        estimator_minimize(estimator, &distribution.points, interval, &least, &minima);
        const struct estimator_doubts doubts = estimator_doubts(estimator);
        if (minima_are_level(&minima) != rows[i].level || minima_are_rounded(&minima) != rows[i].rounded || doubts.tied ||
            doubts.level != rows[i].level || doubts.rounded != rows[i].rounded)
            fail_msg("%s over %s: %.17g to %.17g, level %d, rounded %d", rows[i].loss, rows[i].data, minima.levels[0].left, minima.levels[0].right,
                     minima_are_level(&minima), minima_are_rounded(&minima));
        arena_destroy(arena);
    }
}

/* A minimiser that rounding moves from 0 is 0, and the least value that at 0: |x| + c·z·x is 0 there and above it elsewhere. */
static void test_zero(void **state)
{
    enum { CASES = 200 };
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        struct arena *arena = arena_create(64 << 20);
        double random[4], least;
        random_uniforms(8, random_stream(RANDOM_START, k), 0, random, 4);
        const double interval[2] = {-0.1 - 5 * random[0], 0.1 + 5 * random[1]}, z = 2 * random[2] - 1;
        struct loss loss;
        struct distribution distribution;
        struct minima minima;
        prepare(arena, arena_format(arena, "abs(x)+%.17g*z*x", 1.8 * random[3] - 0.9), "normal", &loss, &distribution);
        const double place = estimator_minimize(estimator_create(arena, &loss), &(struct data){.z = &z, .count = 1}, interval, &least, &minima);
        if (place != 0 || least != 0)
            fail_msg("on %.17g to %.17g, z = %.17g: %.17g at %.17g", interval[0], interval[1], z, least, place);
        arena_destroy(arena);
    }
}

/* A loss is only said to be continuous if it is. */
static void test_continuous(void *arena)
{
    static const struct {
        const char *text;
        bool continuous;
    } rows[] = {{"(x-z)^2", true},     {"abs(x-z)/3", true},     {"risk(x)+z*cos(x)", true}, {"relu(1-x*z)", true},   {"max(x,z)^3*exp(-x)", true},
                {"x/abs(x-z)", false}, {"atan(1/(x-z))", false}, {"where(x>z,0,1)", false},  {"sign(x-z)", false},    {"(x-z)^(-1)", false},
                {"floor(x*z)", false}, {"atan2(x,z)", false},    {"atan(tan(x*z))", false},  {"abs(x-z)^0.5", false}, {"(x>z)*x", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct landscape *landscape;
        struct loss loss;
        struct error error = {0};
        assert_true(loss_resolve(arena, rows[i].text, &landscape, &loss, &error));
        if (loss.continuous != rows[i].continuous)
            fail_msg("%s is continuous: %d", rows[i].text, loss.continuous);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rounded), cmocka_unit_test(test_quantiles), cmocka_unit_test(test_levels),
                                       cmocka_unit_test(test_jumps),   unit_test_in_arena(test_words),   unit_test_in_arena(test_continuous),
                                       cmocka_unit_test(test_zero)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
