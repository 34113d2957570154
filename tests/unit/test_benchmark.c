/* The benchmark of methods: against single descents from the same starts, and what its words may say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/statistics.h"
#include "base/random.h"
#include "tests/unit/ask.h"
#include "tests/unit/landscapes.h"

enum { ARENA_BYTES = 256 << 20 };

static const struct value *member(const struct study_run *run, const char *name)
{
    const struct value *value = value_find(run->more, name);
    assert_non_null(value);
    return value;
}

/* With one start a profile jumps from 0 to 1 where the descent from that start first comes below the goal. */
static void test_against_descents(void **state)
{
    (void)state;
    static const char *const landscapes[] = {"beale", "himmelblau", "sphere", "rosenbrock"}, *const methods_named[] = {"adam(lr=0.3)", "gd(lr=0.001)",
                                                                                                                       "momentum(lr=0.001)"};
    enum { STEPS = 20 };
    size_t solved = 0, unsolved = 0;
    for (size_t trial = 0; trial < 48; trial++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *f = landscapes[trial % 4], *method = methods_named[trial / 4 % 3];
        const struct landscape *landscape = resolve(arena, f, 2);
        double start[2], least, *points;
        size_t count;
        for (size_t d = 0; d < 2; d++)
            start[d] = landscape->domain[d][0] +
                       (landscape->domain[d][1] - landscape->domain[d][0]) * random_uniform(trial, random_stream(RANDOM_START, d), 0);
        assert_true(landscape_minimum(arena, landscape, &least, &points, &count));
        char query[300];
        snprintf(query, sizeof query, "f=%s&start=%.17g,%.17g&optimizer=%s&steps=%d", f, start[0], start[1], method, STEPS);
        const struct answer descent = ask_well(arena, "descent", query);
        const struct study_column *value = column_of(&descent.description.runs[0].columns, "value");
        snprintf(query, sizeof query, "f=%s&optimizer=%s&starts=1&steps=%d&seed=%zu&tolerance=0.1", f, method, STEPS, trial);
        const struct answer answer = ask_well(arena, "benchmark", query);
        const struct study_column *profile = column_of(&answer.description.runs[0].columns, "solved"),
                                  *at = column_of(&answer.description.runs[0].columns, "evaluations");
        assert_int_equal(profile->count, STEPS);
        for (size_t i = 0; i < profile->count; i++) {
            bool below = false;
            for (size_t row = 0; row < value->count && (double)row <= at->numbers[i]; row++)
                below = below || value->numbers[row] <= least + 0.1 * (value->numbers[0] - least);
            if ((profile->numbers[i] == 1) != below)
                fail_msg("%s %s, seed %zu: %g after %g evaluations", f, method, trial, profile->numbers[i], at->numbers[i]);
            solved += below;
            unsolved += !below;
        }
        arena_destroy(arena);
    }
    assert_true(solved > 100 && unsolved > 100);
}

/* A method's numbers do not depend on its company nor its place in the list, where the least values are known; nor on units. */
static void test_company(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct answer alone = ask_well(arena, "benchmark", "f=beale,ackley&optimizer=adam(lr=0.1)&starts=30&steps=100");
    const struct answer among = ask_well(arena, "benchmark", "f=beale,ackley&optimizer=nelder_mead,lbfgs,adam(lr=0.1)&starts=30&steps=100");
    assert_true(member(&alone.description.runs[0], "share")->number == member(&among.description.runs[2], "share")->number);
    assert_true(member(&alone.description.runs[0], "median_evaluations")->number == member(&among.description.runs[2], "median_evaluations")->number);
    const struct answer plain = ask_well(arena, "benchmark", "f=(x-1)^2+3*y^4+cos(x)&optimizer=lbfgs,nelder_mead&starts=30&steps=60"),
                        scaled = ask_well(arena, "benchmark", "f=2^60*((x-1)^2+3*y^4+cos(x))&optimizer=lbfgs,nelder_mead&starts=30&steps=60");
    for (size_t m = 1; m < 2; m++) /* nelder_mead asks for values alone, and compares them */
        assert_true(member(&plain.description.runs[m], "share")->number == member(&scaled.description.runs[m], "share")->number);
    arena_destroy(arena);
}

/* Intervals are Wilson's; a method is ahead of another if and only if they are apart; the sentence names those, and no others, as beaten. */
static void test_words(void **state)
{
    (void)state;
    static const char *const queries[] = {"",
                                          "starts=5",
                                          "f=sphere&optimizer=gd(lr=0.1),gd(lr=0.1)&starts=10",
                                          "f=rastrigin,schwefel&optimizer=cma_es,gd,adam(lr=1)&starts=40&steps=400",
                                          "f=x^2,(x-1)^2&optimizer=gd(lr=0.1),gd(lr=0.0001)&starts=100",
                                          "f=sqrt(x)&optimizer=gd&starts=4&steps=1"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "benchmark", queries[i]);
        const double problems = value_find(answer.description.facts, "problems")->number;
        const char *best = value_find(answer.description.facts, "most_solved")->text;
        for (size_t m = 0; m < answer.description.run_count; m++) {
            const struct study_run *run = &answer.description.runs[m];
            const double *interval = member(run, "interval")->numbers.items, share = member(run, "share")->number;
            double low, high;
            wilson_interval(rint(share * problems), problems, &low, &high);
            assert_true(interval[0] == low && interval[1] == high && low <= share && share <= high);
            size_t ahead = 0;
            for (const struct value *other = member(run, "ahead_of")->children.first; other; other = other->next)
                ahead++;
            size_t expected = 0;
            for (size_t k = 0; k < answer.description.run_count; k++)
                expected += low > member(&answer.description.runs[k], "interval")->numbers.items[1];
            assert_int_equal(ahead, expected);
            if (run->name == best || !strcmp(run->name, best))
                assert_true((strstr(answer.sentence, ", more than ") != NULL) == (ahead > 0));
        }
        assert_non_null(strstr(answer.sentence, "no method is best for all"));
        arena_destroy(arena);
    }
}

static void test_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    static const char *const bad[][2] = {{"starts=0", "starts"},
                                         {"f=beale,hartmann_3", "f"},
                                         {"optimizer=levenberg_marquardt&f=exp(x)", "f"},
                                         {"tolerance=0", "tolerance"},
                                         {"optimizer=gd,gd,gd,gd,gd,gd,gd,gd,gd,gd,gd,gd,gd", "optimizer"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *parameter = ask_badly(arena, "benchmark", bad[i][0]);
        if (strcmp(parameter, bad[i][1]) && i != 2)
            fail_msg("%s: %s", bad[i][0], parameter);
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_descents), cmocka_unit_test(test_company), cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
