/* The study of critical points: columns, facts, sentence and refusals. The search itself is tested in test_analysis.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"

static void test_columns(void *context)
{
    struct arena *arena = context;
    const struct answer answer = ask_well(arena, "critical-points", "f=three_hump_camel");
    const struct study_column *kind = column_of(&answer.description.columns, "kind");
    assert_int_equal(kind->count, 5);
    assert_string_equal(kind->texts[0], "minimum");
    assert_string_equal(kind->texts[4], "saddle");
    assert_near(numbers_of(&answer, "x")[1], -1.7475523458302893, 1e-10);
    assert_near(numbers_of(&answer, "y")[1], 0.8737761729151447, 1e-10);
    assert_near(numbers_of(&answer, "value")[1], 0.2986384422368594, 1e-10);
    assert_near(numbers_of(&answer, "eigenvalue1")[0], 5 / 2.0 + 0.5 - sqrt(2), 1e-10);
    assert_near(numbers_of(&answer, "eigenvalue2")[0], 5 / 2.0 + 0.5 + sqrt(2), 1e-10);
    assert_true(fact_of(&answer, "complete")->boolean);
    assert_near(fact_of(&answer, "winding_number")->number, 1, 0);
    assert_near(fact_of(&answer, "saddles")->number, 2, 0);
    assert_string_equal(answer.sentence,
                        "three_hump_camel has 5 critical points here: 3 minima and 2 saddles; the lowest minimum is 0 at (0, 0). The "
                        "winding number of the gradient round the box, 1, confirms the list.");
}

static void test_sentences(void *context)
{
    struct arena *arena = context;
    static const char *const rows[][2] = {
        {"f=cubic", "cubic has 1 critical point here: 1 degenerate point at 0. The slope never changes sign, which confirms the list."},
        {"f=risk&x=2:-1", "risk has 3 critical points here: 2 minima and 1 maximum; the lowest minimum is −1.04672 at 1.09041. The slope changes "
                          "sign 3 times, which confirms the list."},
        {"f=tanh", "tanh has no critical points here. The slope never changes sign, which confirms the list."},
        {"f=rastrigin&dim=1&x=-0.7:0.7", "rastrigin has 3 critical points here: 1 minimum and 2 maxima; the lowest minimum is 0 at 0. The slope "
                                         "changes sign 3 times, which confirms the list."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(ask_well(arena, "critical-points", rows[i][0]).sentence, rows[i][1]);
}

static void test_refusals(void *context)
{
    struct arena *arena = context;
    static const char *const rows[][2] = {{"", "f"},         {"f=x[3]", "f"}, {"f=x,x^2", "f"}, {"f=x^2&y=0:1", "y"}, {"f=sphere&dim=3", "dim"},
                                          {"f=x&x=1:1", "x"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(ask_badly(arena, "critical-points", rows[i][0]), rows[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_columns), unit_test_in_arena(test_sentences), unit_test_in_arena(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
