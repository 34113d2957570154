/* Basins: every start's number is that of the minimum it descends to, and the shares add up. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "study/basins.h"
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

/* What a map is said to cost rests on how many steps a sample of its runs takes: about as many as all of them do. */
static void test_expected_steps(void *context)
{
    struct arena *arena = context;
    static const char *const queries[] = {
        "f=himmelblau",
        "f=himmelblau&steps=2000",
        "f=rastrigin",
        "f=x^2+3*y^2",
        "f=x^2+y^2",
        "f=rosenbrock",
        "f=himmelblau&optimizer=momentum",
        "f=himmelblau&optimizer=newton",
        "f=himmelblau&optimizer=adam",
        "f=log(1+x^2)+y^2",
        "f=sqrt(x)+y^2",
        "f=x+y&lr=0.1",
        "f=x^2+y^2&lr=3",
        "f=himmelblau&lr=1e-6",
        "f=himmelblau&steps=1",
        "f=sin(x)*sin(y)",
        "f=3",
        "f=log(-1-x^2)+y",
        "f=ackley",
        "f=cos(1.6*pi*x)+cos(1.6*pi*y)",
        "f=cos(1.6*pi*x)+cos(1.6*pi*y)&lr=0.001",
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        char query[128];
        snprintf(query, sizeof query, "%s&samples=41&view=steps", queries[i]);
        const struct answer answer = ask_well(arena, "basins", query);
        const struct study_grid *grid = &answer.description.grid;
        const double expected = ((const struct basins_parameters *)answer.question.parameters)->expected_steps;
        double sum = 0;
        for (size_t k = 0; k < grid->rows * grid->columns; k++)
            sum += grid->z[k];
        const double mean = sum / (double)(grid->rows * grid->columns);
        if (!(expected <= 1.5 * mean + 2) || !(mean <= 1.5 * expected + 2))
            fail_msg("%s: %g steps are expected, and %g taken", query, expected, mean);
    }
}

/* An end belongs to the target nearest to it, whatever the one before belonged to: also where targets are nearer to each other than what is near. */
static void test_nearest(void *context)
{
    struct arena *arena = context;
    enum { TARGETS = 60, ENDS = 20000 };
    struct basins_parameters parameters = {.box = {{-1, 3}, {0, 1}}};
    struct basins_target targets[TARGETS + BASINS_NOWHERE] = {{{0}, 0, 0, 0}};
    struct basins_result result = {.targets = targets, .target_count = TARGETS};
    struct critical_points critical = {0};
    double places[2 * TARGETS], ends[2 * ENDS];
    size_t found = 0, beside = 0;
    random_uniforms(1, random_stream(RANDOM_START, 0), 0, places, 2 * TARGETS);
    random_uniforms(1, random_stream(RANDOM_START, 1), 0, ends, 2 * ENDS);
    for (size_t i = 0; i < TARGETS; i++) {
        targets[i].at[0] = 4 * places[2 * i] - 1;
        targets[i].at[1] = places[2 * i + 1];
    }
    struct basins_search *search = basins_search_open(arena, &parameters, &critical, &result);
    for (size_t i = 0; i < ENDS; i++) {
        const double *around = targets[i / 7 % TARGETS].at, reach = i % 3 ? 0.021 : 1;
        const struct basins_end end = {
            {around[0] + 4 * reach * (2 * ends[2 * i] - 1), around[1] + reach * (2 * ends[2 * i + 1] - 1)}, 1e-9, STOP_BUDGET};
        double best = BASINS_NEARNESS;
        size_t nearest = TARGETS, near = 0;
        for (size_t k = 0; k < TARGETS; k++) {
            const double distance = fmax(fabs(end.at[0] - targets[k].at[0]) / 4, fabs(end.at[1] - targets[k].at[1]));
            near += distance < BASINS_NEARNESS;
            if (distance < best) {
                best = distance;
                nearest = k;
            }
        }
        const size_t settled = basins_settle(search, &end);
        assert_int_equal(settled < TARGETS ? settled : TARGETS, nearest);
        found += near == 1;
        beside += near > 1;
    }
    assert_true(found > 1000 && beside > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_himmelblau), unit_test_in_arena(test_steps), unit_test_in_arena(test_nowhere),
                                       unit_test_in_arena(test_expected_steps), unit_test_in_arena(test_nearest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
