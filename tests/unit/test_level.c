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
    return part * count % whole ? (struct level){sorted[below], sorted[below], false} : (struct level){sorted[below - 1], sorted[below], false};
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
        {"relu(1-x*z)", "uniform", {-5, 5}, {{{-1, 1, false}}, 1}, 1e-12},
        {"relu(1-x*z)", "normal", {-5, 5}, {{{0, 0, false}}, 1}, 1e-9},
        {"relu(1-x*z)", "discrete(1;2)", {-5, 5}, {{{1, 5, false}}, 1}, 1e-12},
        {"max(0,abs(x-z)-2)", "uniform", {-5, 5}, {{{-1, 1, false}}, 1}, 1e-12},
        {"max(0,abs(x-z)-2)^3", "rademacher", {-5, 5}, {{{-1, 1, false}}, 1}, 1e-12},
        {"where(abs(x-z)<1,0,1)", "normal", {-5, 5}, {{{0, 0, false}}, 1}, 1e-6},
        {"where(abs(x-z)<1,0,1)", "discrete(0;5)", {-2, 8}, {{{-1, 1, false}, {4, 6, false}}, 2}, 1e-12},
        {"where(abs(x-z)<2,0,1)", "uniform", {-5, 5}, {{{-1, 1, false}}, 1}, 1e-12},
        {"where(z<x,1,0)-x/2", "uniform", {-0.5, 0.75}, {{{-0.5, 0.75, false}}, 1}, 1e-12},
        {"floor(2*x)+z", "laplace", {-5, 5}, {{{-5, -4.5, false}}, 1}, 1e-12},
        {"(x^2-1)^2+z", "normal", {-5, 5}, {{{-1, -1, false}, {1, 1, false}}, 2}, 1e-6},
        {"relu(x-z)^20", "discrete(0;1)", {-5, 5}, {{{-5, 0, false}}, 1}, 1e-12},
        {"x^20+z^2", "normal", {-4, 5}, {{{0, 0, false}}, 1}, 1e-9},
        {"(x-0.3)^12+z^2", "laplace", {-4, 5}, {{{0.3, 0.3, false}}, 1}, 1e-9},
        {"z^2+exp(-x)", "normal", {0, 500}, {{{500, 500, false}}, 1}, 1e-9},
        {"z^2-1e-17*x", "uniform", {-2, 3}, {{{3, 3, false}}, 1}, 1e-9},
        {"1e6+1e-6*(x-z)^2", "normal", {-3, 3}, {{{0, 0, false}}, 1}, 1e-6},
        {"cos(x*z)", "normal", {9, 20}, {{{9, 20, false}}, 1}, 0},
        {"log(abs(x-z))", "normal", {-3, 3}, {{{0, 0, false}}, 1}, 0},
        {"sin(z)*exp(x)", "normal", {0, 1}, {{{0, 1, false}}, 1}, 0},
        {"abs(x-z)", "discrete(values=0;1;2,weights=1;2;1)", {-3, 3}, {{{1, 1, false}}, 1}, 1e-12},
        {"abs(x-z)", "discrete(values=0;1;2,weights=1;1;2)", {-3, 3}, {{{1, 2, false}}, 1}, 1e-12},
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rounded), cmocka_unit_test(test_quantiles), cmocka_unit_test(test_levels),
                                       unit_test_in_arena(test_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
