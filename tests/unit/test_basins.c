/* Basins: every start's number is that of the minimum it descends to, and the shares add up. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"

static double share_of(const struct answer *answer, const char *fact)
{
    return value_find(fact_of(answer, fact), "share")->number;
}

static void test_himmelblau(void *context)
{
    struct arena *arena = context;
    const struct answer answer = ask_well(arena, "basins", "f=himmelblau&samples=41");
    const struct study_grid *grid = &answer.description.grid;
    const struct study_column *share = column_of(&answer.description.columns, "share");
    assert_int_equal(share->count, 4);
    double sum = share_of(&answer, "outside") + share_of(&answer, "undefined") + share_of(&answer, "curve") + share_of(&answer, "stalled") +
                 share_of(&answer, "unsettled"),
           counted[4] = {0};
    for (size_t k = 0; k < 4; k++)
        sum += share->numbers[k];
    assert_near(sum, 1, 1e-12);
    for (size_t i = 0; i < grid->rows * grid->columns; i++)
        if (grid->z[i] < 4)
            counted[(size_t)grid->z[i]] += 1.0 / (41 * 41);
    for (size_t k = 0; k < 4; k++) {
        assert_near(counted[k], share->numbers[k], 1e-12);
        /* a start near a minimum stays there */
        const size_t column = (size_t)lround((numbers_of(&answer, "x")[k] + 5) * 4), row = (size_t)lround((numbers_of(&answer, "y")[k] + 5) * 4);
        assert_near(grid->z[row * grid->columns + column], (double)k, 0);
    }
}

/* x²/2 + y²: one basin, of the contraction (1 − lr) a step. */
static void test_steps(void *context)
{
    struct arena *arena = context;
    const struct answer answer = ask_well(arena, "basins", "f=x^2/2+y^2/2&x=-1:1&y=-1:1&samples=11&lr=0.5&view=steps");
    const struct study_grid *grid = &answer.description.grid;
    assert_near(grid->z[5 * 11 + 5], 0, 0);
    assert_near(numbers_of(&answer, "share")[0], 1, 1e-12);
    assert_near(grid->z[0], ceil(log2(sqrt(2) / 1e-6)), 2); /* as often as it takes to a millionth of the usual gradient */
}

static void test_nowhere(void *context)
{
    struct arena *arena = context;
    static const struct {
        const char *query, *fact;
        double least;
    } rows[] = {
        {"f=saddle&samples=20", "outside", 1},
        {"f=himmelblau&optimizer=newton&samples=31", "stalled", 0.2},
        {"f=rosenbrock&samples=21&steps=5", "unsettled", 0.5},
        {"f=1e8*(x^2-1)^2+y^2&x=-2:2&y=-2:2&samples=21", "unsettled", 0.9},
        {"f=(x^2+y^2-1)^2&x=-2:2&y=-2:2&samples=21", "curve", 0.9},
        {"f=(x-y)^2&x=-2:2&y=-2:2&samples=21", "curve", 0.99},
        {"f=sqrt(x)+y^2&x=-1:1&y=-1:1&samples=21", "undefined", 0.99},
        {"f=himmelblau&lr=1&samples=21", "outside", 0.9},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct answer answer = ask_well(arena, "basins", rows[i].query);
        assert_true(share_of(&answer, rows[i].fact) >= rows[i].least);
    }
    /* Digits that the box asks for; a share that is not all is not called 100 %. */
    static const char *const said[][2] = {
        {"f=sin(x)*sin(y)&x=1e9:1000000010&y=1e9:1000000010&samples=21", "minimum at (1000000000.9934, 1000000004.135)"},
        {"f=x^2+y^2&x=-2:2&y=-2:2&lr=2&samples=161", "99.996 % leave the box"},
        {"f=x+y&x=-2:2&y=-2:2&samples=5", "none to an isolated minimum; 100 % leave the box"},
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (!strstr(ask_well(arena, "basins", said[i][0]).sentence, said[i][1]))
            fail_msg("%s: %s", said[i][0], ask_well(arena, "basins", said[i][0]).sentence);
    /* the tip of a cone is a minimum like any other, and the lowest */
    const struct answer cone = ask_well(arena, "basins", "f=ackley&x=-2.2:2.2&y=-2.2:2.2&samples=31&lr=0.005");
    assert_near(numbers_of(&cone, "value")[0], 0, 1e-3);
    assert_true(numbers_of(&cone, "share")[0] > 0.05);

    static const char *const refused[][2] = {
        {"f=risk", "f"}, {"f=himmelblau&optimizer=gd,adam", "optimizer"}, {"f=himmelblau&samples=1", "samples"}, {"f=himmelblau&lr=1,2", "lr"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, "basins", refused[i][0]), refused[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_himmelblau), unit_test_in_arena(test_steps), unit_test_in_arena(test_nowhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
