/* Risk and empirical risk where theory knows the answer: the mean of normal data, the median, signs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "study/risk.h"
#include "tests/unit/ask.h"

/* (x − z)² is minimised by the sample's mean: the gap is √(2/πn) on average, the excess risk 1/n, the generalisation gap 2/n. */
static void test_mean(void *context)
{
    enum { TRIALS = 4000 };
    struct arena *arena = context;
    const struct answer answer = ask_well(arena, "risk", "loss=(x-z)^2&n=1,4,16,64&x=-6:6&trials=4000");
    assert_near(fact_of(&answer, "argmin_risk")->number, 0, 1e-12);
    assert_near(fact_of(&answer, "least_risk")->number, 1, 1e-12);
    assert_near(fact_of(&answer, "exponent")->number, -0.5, 0.03);
    for (size_t i = 0; i < 4; i++) {
        const double n = numbers_of(&answer, "n")[i], gap = sqrt(2 / (acos(-1) * n)), deviation = sqrt((1 - 2 / acos(-1)) / n / TRIALS);
        assert_near(numbers_of(&answer, "gap")[i], gap, 5 * deviation);
        assert_near(numbers_of(&answer, "argmin_empirical")[i], 0, 5 / sqrt(n * TRIALS));
        assert_near(numbers_of(&answer, "excess_risk")[i], 1 / n, 5 * sqrt(2.0 / TRIALS) / n);
        assert_near(numbers_of(&answer, "generalization_gap")[i], 2 / n, 5 * sqrt((2 / n + 8 / (n * n)) / TRIALS));
        assert_near(numbers_of(&answer, "argmin_high")[i], 1.645 / sqrt(n), 0.2 / sqrt(n));
    }
}

/* The curve and the fact are the same number. */
static void test_curve_and_fact(void *context)
{
    static const char *const queries[] = {
        "loss=where(x*z>0,0,1)&x=1:2",     "loss=exp(-x*z)&x=-10:10",
        "loss=(x-1)^2/abs(z)^0.5&x=0:2",   "loss=abs(x-z)&data=laplace&x=0:2",
        "loss=(x-z)^2&data=student&x=0:4", "loss=max(0,1-x*z)&data=uniform&x=0:3",
        "loss=where(z<x,1,2)&x=0:1",       "loss=abs(x-z)&data=discrete(0;1;3)&x=0:3",
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const struct answer answer = ask_well(arena, "risk", arena_format(arena, "%s&trials=2", queries[i]));
        const double *x = numbers_of(&answer, "x"), *risk = numbers_of(&answer, "risk"), argmin = fact_of(&answer, "argmin_risk")->number,
                     least = fact_of(&answer, "least_risk")->number;
        for (size_t k = 0; k < 401; k++) {
            if (!(risk[k] >= least - 1e-12 * fabs(least)))
                fail_msg("%s: %g at %g is below the least, %g at %g", queries[i], risk[k], x[k], least, argmin);
            if (x[k] == argmin)
                assert_near(risk[k], least, 1e-13 * fabs(least));
        }
    }
}

/* Of few atoms the empirical minimisers are often the risk's own: then they are no distance apart, not one of roundings. */
static void test_no_distance(void *outer)
{
    enum { RUNS = 120 };
    static const char *const losses[] = {"abs(x-z)",      "(x-z)^2", "where(abs(x-z)<1,0,1)", "max(0,abs(x-z)-1)", "where(abs(x-z)<0.3,0,1)",
                                         "log(cosh(x-z))"};
    struct arena *arena = arena_within(outer);
    size_t none = 0;
    for (uint64_t run = 0; run < RUNS; run++, arena_clear(arena)) {
        double random[5];
        random_uniforms(41, random_stream(RANDOM_START, run), 0, random, 5);
        const double first = floor(40 * random[0]) / 10 - 2, second = run % 2 ? first : floor(40 * random[1]) / 10 - 2;
        const char *query = arena_format(arena, "loss=%s&data=discrete(%g;%g)&n=%d&x=-3:3&trials=5&seed=%d", losses[(size_t)(6 * random[2])], first,
                                         second, 1 + (int)(10 * random[3]), (int)(100 * random[4]));
        const struct answer answer = ask_well(arena, "risk", query);
        const double gap = numbers_of(&answer, "gap")[0];
        none += gap == 0;
        if (gap < 0 || (gap > 0 && gap < 1e-9))
            fail_msg("%s: %g away", query, gap);
    }
    assert_true(none > RUNS / 3);
}

/* Among many valleys the least risk is the lowest: no value on a grid of 200,001 places is below it, and the sample's minimum is as low. The datum's
 * square has the mean 1, or is 1. */
static void test_waves(void *context)
{
    enum { ROUNDS = 8, PLACES = 200001 };
    struct arena *arena = context;
    for (size_t i = 0; i < ROUNDS; i++) {
        double u[6];
        random_uniforms(11, random_stream(RANDOM_START, i), 0, u, 6);
        const double a = 0.5 + u[0], w = 5 + 200 * u[1] * u[1], p = 6 * u[2], b = 0.3 * u[3], v = 300 * u[4], c = 0.2 * u[5];
        const struct answer answer =
            ask_well(arena, "risk",
                     arena_format(arena, "loss=z^2*(%.6f*sin(%.6f*x+%.6f)+%.6f*cos(%.6f*x)+%.6f*(x-0.3)^2)&x=-2:2&trials=1&data=%s", a, w, p, b, v, c,
                                  i % 2 ? "normal" : "rademacher"));
        const double least = fact_of(&answer, "least_risk")->number;
        double lowest = INFINITY;
        for (size_t k = 0; k < PLACES; k++) {
            const double x = -2 + 4.0 * (double)k / (PLACES - 1);
            lowest = fmin(lowest, a * sin(w * x + p) + b * cos(v * x) + c * (x - 0.3) * (x - 0.3));
        }
        if (!(least <= lowest + 1e-5) || !(least >= lowest - 1e-3))
            fail_msg("%s: %.9g, on a grid %.9g", answer.sentence, least, lowest);
    }
}

static void test_views(void *context)
{
    struct arena *arena = context;
    /* The sample's mean of −1 and 1, and the same seed's sample again. */
    const struct answer signs = ask_well(arena, "risk", "loss=(x-z)^2&data=rademacher&n=2&x=-2:2&trials=1");
    const double argmin = numbers_of(&signs, "argmin_empirical")[0];
    assert_true(argmin == -1 || argmin == 0 || argmin == 1);
    assert_near(numbers_of(&signs, "gap")[0], fabs(argmin), 1e-12);

    /* The book's risk is the risk of the default loss. */
    const struct answer curves = ask_well(arena, "risk", "trials=3");
    assert_near(fact_of(&curves, "argmin_risk")->number, 1.0904082219467213, 1e-10);
    assert_near(fact_of(&curves, "least_risk")->number, -1.0467211246605712, 1e-10);
    assert_int_equal(column_of(&curves.description.columns, "empirical_risk")->count, 401);
    assert_near(numbers_of(&curves, "risk")[400], 2, 1e-12);

    const struct answer descent = ask_well(arena, "risk", "loss=(x-z)^2&n=20&view=descent&x=-4:4&start=2&lr=0.1&batch=5&steps=500&trials=300");
    const struct study_column *gap = column_of(&descent.description.columns, "difference");
    assert_near(gap->numbers[0], 0, 0.3); /* the start knows nothing of the sample */
    assert_near(gap->numbers[gap->count - 1], 0.1, 0.06);

    /* The distribution does not depend on the sizes swept: a sample of ten begins a sample of a hundred. */
    const struct answer alone = ask_well(arena, "risk", "loss=(x-z)^2&n=10&trials=5"),
                        among = ask_well(arena, "risk", "loss=(x-z)^2&n=10,100&trials=5");
    assert_true(numbers_of(&alone, "gap")[0] == numbers_of(&among, "gap")[0]);

    static const char *const refused[][2] = {{"loss=x*y", "loss"},          {"loss=x*w", "loss"},         {"n=0", "n"},
                                             {"n=1,2&view=curves", "view"}, {"loss=log(-1-x^2)", "loss"}, {"data=cauchy", "data"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, "risk", refused[i][0]), refused[i][1]);
}

/* What is said of risks, question by question. */
static void test_words(void *context)
{
    static const struct {
        const char *query, *says; /* in the sentence, or in the refusal */
        const char *refused;      /* the parameter at fault; null: it is answered */
    } rows[] = {
        {"loss=exp(z^2)*(x-1)^2", "infinite, as far as numbers reach", "loss"},
        {"loss=(x-1)^2/abs(z)^0.5&x=0:3", "The risk is least at 1;", NULL},
        {"loss=(x-z)^2&data=student(df=2)", "falls no faster than 1/|z| (student data)", "loss"},
        {"loss=(x-z)^2&data=student(df=2.5)&x=-2:2", "The risk is least at 0;", NULL},
        {"loss=exp(x*z)&data=laplace", "is infinite", "loss"},
        {"loss=exp(x*z)&data=uniform&x=-800:800", "is infinite or beyond the largest number: about z = −", "loss"},
        {"loss=cos(x*z)&x=0:20", "every x from ", NULL},
        {"loss=cos(x-z)&data=uniform&x=-10:10", "least at −9.42478, at −3.14159, at 3.14159 and at 9.42478;", NULL},
        {"loss=cos(20*x-z)&data=uniform&x=-10:10", " and at 9 or more places;", NULL},
        {"loss=sin(150*x)*z^2+x^2&x=-2:2", "least at −0.010471;", NULL},
        {"loss=sin(5000*x)*z^2+x^2&x=-2:2", "more waves in x than 8193 places show", NULL},
        {"loss=abs(x-z)&data=empirical(1;2)&x=0:3", " for this sample, 0 away on average", NULL},
        {"loss=exp(x*z)&data=laplace&x=-0.5:0.5", "The risk is least at 0;", NULL},
        {"loss=(x-z)^2/abs(z-0.5)&data=uniform", "is infinite: at z = 0.5", "loss"},
        {"loss=log(z)*x", "is undefined: the loss has no value at z = −", "loss"},
        {"loss=log(z)*x^2&data=discrete(1;2)&x=-1:1", "The risk is least at 0;", NULL},
        {"loss=abs(x-z)&data=empirical(0.3;1.2;0.7)&x=0:2", "The risk is least at 0.7;", NULL},
        {"loss=(x-z)^2&data=discrete(values=0;1,weights=3;1)&x=0:1", "The risk is least at 0.25;", NULL},
        {"loss=(x-z-1e9)^2&x=1000000000:1000000010", "The risk is least at 1000000000;", NULL},
        {"loss=where(x*z>0,0,1)&x=1:2", "The risk is the same at every x, 0.5: no x is better", NULL},
        {"loss=1/(1+exp(x*z))", "The risk is the same at every x, 0.5:", NULL},
        {"loss=sin(z)*exp(x)&x=0:1", "The risk is the same at every x, 0:", NULL},
        {"loss=floor(z)*x", "The risk is least at 5;", NULL},
        {"data=discrete()", "needs values", "data"},
        {"data=discrete(values=0;1,weights=3)", "as many numbers as values, 2 here", "data"},
        {"data=discrete(values=0;1,weights=3;-1)", "none is negative", "data"},
        {"data=discrete(values=0;1,weights=0;0)", "a sum above 0", "data"},
        {"data=student(df=0)", "df of student must be from 0.1 to 1000", "data"},
        {"data=normal(2)", "normal takes no arguments", "data"},
        {"data=laplce", "did you mean 'laplace'", "data"},
        {"data=empirical(1;two)", "two", "data"},
    };
    struct arena *arena = context;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer;
        struct error_list errors = {0};
        const bool answered = ask(arena, "risk", arena_format(arena, "%s&trials=2", rows[i].query), &answer, &errors);
        const char *said = answered ? answer.sentence : errors.items[0].detail, *at_fault = answered ? NULL : errors.items[0].parameter;
        if (answered != !rows[i].refused || !strstr(said, rows[i].says) || (at_fault && strcmp(at_fault, rows[i].refused))) {
            print_error("%s: %s: %s\n", rows[i].query, at_fault ? at_fault : "answered", said);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* Steps of given heights at given places, on a slope as steep as 1/width at 0.25, and a value of its own at a place. */
struct steps {
    double at[8], height[8], alone;
    size_t count;
    double width;
};

static void step_values(void *untyped, const double *x, size_t count, double *values)
{
    const struct steps *steps = untyped;
    for (size_t i = 0; i < count; i++) {
        values[i] = x[i] * x[i] + tanh((x[i] - 0.25) / steps->width);
        for (size_t k = 0; k < steps->count; k++)
            values[i] += x[i] > steps->at[k] ? steps->height[k] : 0;
        values[i] += x[i] == steps->alone ? 2 : 0;
    }
}

/* Curves of risks are parted at their jumps, nowhere else, and pass through all samples. */
static void test_parted(void *outer)
{
    enum { SAMPLES = 401, CASES = 60 };
    for (uint64_t c = 0; c < CASES; c++) {
        struct arena *arena = arena_within(outer);
        struct steps steps = {.count = (size_t)random_below(7, c, 0, 9), .alone = c % 3 ? INFINITY : 0.5, .width = c % 2 ? 1 : 1e-3};
        double x[SAMPLES], y[SAMPLES];
        size_t places = 0, gaps = 0, next = 0;
        for (size_t k = 0; k < steps.count; k++) {
            steps.at[k] = -0.95 + 0.2 * (double)k + 0.15 * random_uniform(7, c, 1 + k);
            steps.height[k] = (k % 2 ? -1 : 1) * (0.1 + random_uniform(7, c, 20 + k));
        }
        for (size_t i = 0; i < SAMPLES; i++)
            x[i] = -1 + 2 * (double)i / (SAMPLES - 1);
        step_values(&steps, x, SAMPLES, y);
        places = steps.count + (steps.alone < 1 ? 2 : 0);
        const bool known = c % 4 == 0 && steps.alone > 1;
        const struct risk_line line = risk_parted(arena, step_values, &steps, x, y, SAMPLES, known ? steps.at : NULL, known ? steps.count : 0);
        for (size_t i = 0; i < line.count; i++) {
            gaps += isnan(line.y[i]);
            if (next < SAMPLES && !isnan(line.y[i]) && line.x[i] == x[next])
                assert_true(line.y[i] == y[next++]);
        }
        if (gaps != places || next != SAMPLES)
            fail_msg("case %d: %zu gaps for %zu jumps, %zu samples", (int)c, gaps, places, next);
        arena_clear(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_mean),  unit_test_in_arena(test_curve_and_fact), unit_test_in_arena(test_no_distance),
                                       unit_test_in_arena(test_waves), unit_test_in_arena(test_views),          unit_test_in_arena(test_words),
                                       unit_test_in_arena(test_parted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
