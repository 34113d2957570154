/* Escapes against tests/reference/escape.json: probabilities known without sampling, within their statistics. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static void test_reference(void *context)
{
    enum { RUNS = 20000 };
    struct arena *arena = context;
    cJSON *reference = reference_read("escape.json");
    const cJSON *entry;
    int cases = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "cases"))
    {
        const double p = reference_number(entry, "p");
        const struct answer answer = ask_well(
            arena, "escape",
            arena_format(
                arena,
                "f=x*cos(pi*x)&start=-0.27385268680085085&region=-1:0.27385268680085085&x=-1:2&noise=%.17g&lr=%.17g&steps=%.0f&runs=%d&seed=%d",
                reference_number(entry, "sigma"), reference_number(entry, "lr"), reference_number(entry, "steps"), RUNS, ++cases));
        assert_near(numbers_of(&answer, "probability")[0], p, 5 * sqrt(p * (1 - p) / RUNS) + 5e-4);
        assert_true(numbers_of(&answer, "low")[0] <= numbers_of(&answer, "probability")[0]);
        assert_true(numbers_of(&answer, "high")[0] >= numbers_of(&answer, "probability")[0]);
    }
    assert_int_equal(cases, 7);
    cJSON_Delete(reference);
}

/* Without start and region both follow from the landscape; momentum leaves where plain descent does not. */
static void test_defaults(void *context)
{
    struct arena *arena = context;
    const struct answer answer = ask_well(arena, "escape", "f=risk&runs=500&noise=0,1.5&optimizer=gd,momentum");
    assert_near(fact_of(&answer, "start")->number, -0.27385268680085085, 1e-10);
    assert_near(fact_of(&answer, "region")->numbers.items[0], -1, 0);
    assert_near(fact_of(&answer, "region")->numbers.items[1], 0.27385268680085085, 1e-10);
    const struct value *barrier = fact_of(&answer, "barriers")->children.first, *quiet = fact_of(&answer, "without_noise")->children.first;
    assert_near(value_find(barrier, "height")->number, 0.3572050230954666, 1e-10);
    assert_near(value_find(quiet, "share")->number, 0, 0);
    assert_true(value_find(quiet->next, "share")->number > 0.1);
    assert_int_equal(answer.description.run_count, 2);
    assert_non_null(strstr(ask_well(context, "escape", "f=cos(x)&x=1e6:1000010&noise=1&runs=10&steps=5").sentence, "runs from 1000009.7823"));
    assert_non_null(strstr(ask_well(context, "escape", "f=double_well&start=1&noise=0,0.01&runs=10&steps=5").sentence, "0 % at noise 0.01"));
    const struct study_columns *columns = &answer.description.runs[0].columns;
    assert_near(column_of(columns, "probability")->numbers[0], 0, 0);
    /* ΔU/D = 3.2: Kramers' formula is near, though not in its limit */
    assert_near(column_of(columns, "kramers")->numbers[1], column_of(columns, "probability")->numbers[1], 0.1);
    assert_true(isnan(column_of(&answer.description.runs[1].columns, "kramers")->numbers[1]));
}

static void test_refusals(void *context)
{
    struct arena *arena = context;
    static const char *const rows[][2] = {
        {"f=himmelblau", "f"}, {"f=x", "start"}, {"f=risk&start=0,0", "start"}, {"f=risk&noise=-1", "noise"}, {"f=risk&runs=0", "runs"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(ask_badly(arena, "escape", rows[i][0]), rows[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_reference), unit_test_in_arena(test_defaults), unit_test_in_arena(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
