/* Double descent against tests/reference/double_descent.json: the formula of mpmath, and means over numpy's draws. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "study/double_descent.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

enum { ARENA_BYTES = 64 << 20 };

static void test_reference(void **state)
{
    (void)state;
    cJSON *reference = reference_read("double_descent.json");
    const cJSON *entry;
    size_t count = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "cases"))
    {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *query = cJSON_GetObjectItem(entry, "query")->valuestring;
        const struct answer answer = ask_well(arena, "double-descent", query);
        const struct double_descent_curve *curve = &((const struct double_descent_result *)answer.result)->curves[0];
        const cJSON *exact = cJSON_GetObjectItem(entry, "exact"), *mean = cJSON_GetObjectItem(entry, "mean");
        if (exact && !(fabs(curve->exact[0] - exact->valuedouble) <= 1e-12 * exact->valuedouble))
            fail_msg("%s: the formula has %.17g, mpmath %.17g", query, curve->exact[0], exact->valuedouble);
        if (mean) {
            const double error = reference_number(entry, "error"), own = (curve->high[0] - curve->low[0]) / 4;
            if (!(fabs(curve->exact[0] - mean->valuedouble) <= 5 * error))
                fail_msg("%s: the formula has %.17g, numpy's draws %.17g ± %g", query, curve->exact[0], mean->valuedouble, error);
            if (!(fabs(curve->simulated[0] - mean->valuedouble) <= 5 * sqrt(error * error + own * own)))
                fail_msg("%s: the trials have %.17g, numpy's draws %.17g ± %g", query, curve->simulated[0], mean->valuedouble, error);
        }
        count++;
        arena_destroy(arena);
    }
    assert_int_equal(count, 33);
    cJSON_Delete(reference);
}

/* Intervals hold the formula about as often as they say, over questions that differ. */
static void test_coverage(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    size_t compared = 0, covered = 0;
    for (int seed = 1; seed <= 24; seed++) {
        static const char *const ridges[] = {"0", "0.01", "0.3"};
        const struct answer answer =
            ask_well(arena, "double-descent",
                     arena_format(arena, "seed=%d&examples=%d&features=%d&ridge=%s&noise=0.%d&falloff=0.%d&trials=60&parameters=2,9,40,55", seed,
                                  18 + seed % 7, 55 + 3 * seed, ridges[seed % 3], 1 + seed % 8, seed % 9));
        const struct double_descent_curve *curve = &((const struct double_descent_result *)answer.result)->curves[0];
        compared += curve->compared;
        covered += curve->covered;
    }
    assert_int_equal(compared, 96);
    if (covered < 84)
        fail_msg("%zu of %zu intervals hold the formula", covered, compared);
    arena_destroy(arena);
}

/* The formula does not depend on the unit of the targets; the trials have the same draws whatever else is asked for. */
static void test_units(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct answer one = ask_well(arena, "double-descent", "noise=0.5&ridge=0.1&trials=5"),
                        other = ask_well(arena, "double-descent", "noise=512&signal=1024&ridge=0.1&trials=5"),
                        few = ask_well(arena, "double-descent", "noise=0.5&ridge=0.1&trials=5&parameters=4,60");
    const struct double_descent_curve *a = &((const struct double_descent_result *)one.result)->curves[0],
                                      *b = &((const struct double_descent_result *)other.result)->curves[0],
                                      *c = &((const struct double_descent_result *)few.result)->curves[0];
    const struct double_descent_parameters *parameters = one.question.parameters;
    size_t found = 0;
    for (size_t k = 0; k < parameters->size_count; k++) {
        assert_true(fabs(b->exact[k] / 1048576 - a->exact[k]) <= 1e-12 * a->exact[k]);
        assert_true(fabs(b->simulated[k] / 1048576 - a->simulated[k]) <= 1e-9 * a->simulated[k]);
        for (size_t i = 0; i < 2; i++)
            if (parameters->sizes[k] == (i ? 60 : 4)) {
                assert_true(a->simulated[k] == c->simulated[i]);
                found++;
            }
    }
    assert_int_equal(found, 2);
    arena_destroy(arena);
}

/* Without noise and with all that matters used, the fit is exact; at the peak nothing bounds the mean. */
static void test_ends(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct answer plain = ask_well(arena, "double-descent", "examples=20&features=10&noise=0&parameters=10,0"),
                        peak = ask_well(arena, "double-descent", "examples=20&features=60&parameters=19,20,21,22,25");
    const struct double_descent_curve *a = &((const struct double_descent_result *)plain.result)->curves[0],
                                      *b = &((const struct double_descent_result *)peak.result)->curves[0];
    assert_true(fabs(a->exact[0] - 1) < 1e-15 && a->exact[1] == 0 && fabs(a->simulated[1]) < 1e-20);
    assert_true(isinf(b->exact[0]) && isinf(b->exact[1]) && isinf(b->exact[2]) && isfinite(b->exact[3]));
    assert_true(isnan(b->low[0]) && isnan(b->high[3]) && b->high[4] > b->simulated[4]);
    assert_int_equal(b->compared, 1);
    static const char *const bad[][2] = {{"parameters=1.5", "parameters"}, {"parameters=200", "parameters"}, {"noise=1,2,3&ridge=0,1,2", "ridge"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(ask_badly(arena, "double-descent", bad[i][0]), bad[i][1]);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
