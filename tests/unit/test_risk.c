/* Risk and empirical risk where theory knows the answer: the mean of normal data, the median, signs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/empirical.h"
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

/* Expectations by quadrature. */
static void test_quadrature(void *context)
{
    static const struct {
        const char *loss;
        enum data_kind data;
        double x, risk;
    } rows[] = {
        {"x*z^2 + z^4", DATA_NORMAL, 2, 5},
        {"cos(x*z)", DATA_NORMAL, 1, 0.60653065971263342},
        {"cos(5*x*z)", DATA_NORMAL, 1, 3.726653172078671e-6},
        {"abs(x - z)", DATA_NORMAL, 0, 0.79788456080286536},
        {"x + z^2", DATA_UNIFORM, 1, 4.0 / 3},
        {"exp(x*z)", DATA_UNIFORM, 1, 1.1752011936438014},
        {"(x - z)^2", DATA_RADEMACHER, 3, 10},
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct landscape *landscape;
        struct loss loss;
        struct error error = {0};
        double value;
        assert_true(loss_resolve(arena, rows[i].loss, &landscape, &loss, &error));
        const struct data data = data_quadrature(arena, rows[i].data);
        estimator_values(estimator_create(arena, &loss), &data, &rows[i].x, 1, &value);
        assert_near(value, rows[i].risk, strchr(rows[i].loss, 'b') ? 1e-4 : 1e-13 * fmax(1, fabs(rows[i].risk)));
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

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_mean), unit_test_in_arena(test_quadrature), unit_test_in_arena(test_views)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
