/* Sweeps: what is told of settings is what theory says of quadratics, and what every run does by itself. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "optimize/method.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static double share_of(const struct answer *answer, const char *outcome)
{
    return value_find(fact_of(answer, "shares"), outcome)->number;
}

/* Momentum is stable below ηλ = 2(1 + β), Nesterov's below 2(1 + β)/(1 + 2β) (torch's form), and gradient descent below 2: lines to the last digits. */
static void test_boundaries(void *context)
{
    static const struct {
        const char *method, *f;
    } rows[4] = {{"momentum", "x^2"}, {"momentum", "x^2+2*(y-3)^2-x*y"}, {"nesterov", "x^2"}, {"sgd", "(x+1)^2"}};
    for (size_t i = 0; i < 4; i++) {
        const struct answer answer =
            ask_well(context, "sweep",
                     arena_format(context, "f=%s&optimizer=%s&x=lr,0.01:2.5&y=momentum,0:0.99&samples=33&steps=20", rows[i].f, rows[i].method));
        const struct value *eigenvalues = fact_of(&answer, "eigenvalues");
        const double lambda = eigenvalues->numbers.items[eigenvalues->numbers.count - 1];
        const struct study_column *x = column_of(&answer.description.columns, "boundary_x");
        const double *y = numbers_of(&answer, "boundary_y");
        assert_true(x->count > 30);
        for (size_t k = 0; k < x->count; k++) {
            const double beta = y[k];
            if (isnan(beta))
                continue;
            const double limit = !strcmp(rows[i].method, "nesterov") ? 2 * (1 + beta) / (1 + 2 * beta) : 2 * (1 + beta);
            assert_near(x->numbers[k] * lambda, limit, 1e-9);
        }
    }
}

/* To the pixel: with steps enough every setting converges where theory's rate is below 1 and diverges where it is above. */
static void test_theory(void *context)
{
    static const char *const queries[] = {
        "f=x^2/2&optimizer=momentum&x=lr,0.01:4&y=momentum,0:0.98&samples=41&steps=4000&measure=outcome",
        "f=x^2/2&optimizer=nesterov&x=lr,0.01:4&y=momentum,0:0.98&samples=41&steps=4000&measure=outcome",
        "f=0.1*x^2%s2*y^2&optimizer=sgd(dampening=0.3)&x=lr,0.013:1.7&y=momentum,0:0.97&samples=33&steps=4000&measure=outcome",
        "f=x^2%sx*y%sy^2-7*x&optimizer=gd&x=lr,0.01:1&y=start.y,-2.03:2.17&samples=33&steps=4000&measure=outcome",
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const struct answer answer = ask_well(context, "sweep", arena_format(context, queries[i], "+", "+"));
        assert_near(fact_of(&answer, "theory_deviation")->number, 0, 0);
        assert_true(share_of(&answer, "converged") > 0.1 && share_of(&answer, "diverged") > 0.1);
        assert_true(share_of(&answer, "out_of_steps") < 0.03);
    }
    /* No quadratic, no theory: a quartic; a method that is not linear; noise. */
    static const char *const without[] = {"f=x^4&x=lr,0:1", "f=x^2&optimizer=adam&x=lr,0:1", "f=x^2&noise=1&x=lr,0:1", "f=abs(x)&x=lr,0:1",
                                          "f=x^2&schedule=cosine&x=lr,0:1"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        assert_null(value_find(ask_well(context, "sweep", without[i]).description.facts, "eigenvalues"));
}

/* The rate that is measured is the one that theory has, of one curvature and of two. */
static void test_rate(void *context)
{
    static const char *const queries[] = {"f=(x-1)^2/2&start=3&optimizer=momentum(momentum=0.5)&x=lr,0.05:2.9&measure=rate&samples=58&steps=300",
                                          "f=x^2/2&start=3&optimizer=nesterov&x=momentum,0.1:0.9&lr=0.3&measure=rate&samples=33&steps=300",
                                          "f=x^2/2+3*(y+1)^2&start=3,3&x=lr,0.02:0.32&measure=rate&samples=31&steps=300"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const struct answer answer = ask_well(context, "sweep", queries[i]);
        const struct study_column *rate = column_of(&answer.description.columns, "rate");
        const double *theory = numbers_of(&answer, "theory");
        for (size_t k = 0; k < rate->count; k++)
            assert_near(rate->numbers[k], theory[k], 0.02);
    }
}

/* Whatever the method: a run among others with settings of their own ends where the same run ends alone, to the last bit. */
static void check_alone(struct arena *arena, const struct method *method)
{
    const char *name = method->callable.name;
    const double initial = method->callable.options[METHOD_LR].initial, usual = isnan(initial) ? 0.01 : initial;
    struct buffer sweep = {.arena = arena};
    buffer_format(&sweep, "f=himmelblau&optimizer=%s&y=start.x,-3:1&start=0,2&samples=3&steps=12&tolerance=0&schedule=exponential&x=lr,", name);
    buffer_number(&sweep, usual / 8);
    buffer_character(&sweep, ':');
    buffer_number(&sweep, usual / 2);
    const struct answer all = ask_well(arena, "sweep", buffer_string(&sweep));
    const struct study_grid *grid = &all.description.grid;
    for (size_t i = 0; i < 9; i++) {
        struct buffer query = {.arena = arena};
        buffer_format(&query, "f=himmelblau&optimizer=%s&steps=12&schedule=exponential&lr=", name);
        buffer_number(&query, grid->x[i % 3]);
        buffer_text(&query, "&start=");
        buffer_number(&query, grid->y[i / 3]);
        buffer_text(&query, ",2");
        const struct answer one = ask_well(arena, "descent", buffer_string(&query));
        const struct study_column *value = column_of(&one.description.runs[0].columns, "value");
        if (isfinite(grid->z[i]) && grid->z[i] != value->numbers[value->count - 1])
            fail_msg("%s: %.17g in a sweep, %.17g alone", buffer_string(&query), grid->z[i], value->numbers[value->count - 1]);
    }
}

/* Every method whose step is a rule for each coordinate moves many runs with steps of their own at once, but those made of another. */
static void test_alone(void **state)
{
    (void)state;
    for (size_t m = 0; m < method_count; m++)
        if (methods[m]->update && !methods[m]->update_each && methods[m]->callable.check != method_adopt_inner)
            fail_msg("%s has no update_each", methods[m]->callable.name);
    for (size_t m = 0; m < method_count; m++) {
        struct arena *arena = arena_create(256 << 20);
        check_alone(arena, methods[m]);
        arena_destroy(arena);
    }
}

/* Newton's method on Re(z⁴/4 − z), whose gradient's zeros are the cube roots of 1, is Newton's method for z³ = 1. */
static void test_fractal(void *context)
{
    const struct answer answer = ask_well(
        context, "sweep", "f=(x^4-6*x^2*y^2+y^4)/4-x&optimizer=newton&x=start.x,-2:2&y=start.y,-1.9:2.1&samples=60&steps=60&measure=outcome");
    const struct study_grid *grid = &answer.description.grid;
    const struct value *places = fact_of(&answer, "places");
    double complex at[3];
    size_t count = 0, wrong = 0;
    for (const struct value *place = places->children.first; place; place = place->next, count++) {
        assert_true(count < 3);
        const double *numbers = value_find(place, "at")->numbers.items;
        at[count] = numbers[0] + numbers[1] * I;
        assert_near(cabs(at[count] * at[count] * at[count] - 1), 0, 1e-4);
    }
    assert_int_equal(count, 3);
    for (size_t i = 0; i < grid->rows * grid->columns; i++) {
        double complex z = grid->x[i % grid->columns] + grid->y[i / grid->columns] * I;
        for (size_t step = 0; step < 60; step++)
            z -= (z * z * z - 1) / (3 * z * z);
        wrong += grid->z[i] < 3 && cabs(z - at[(size_t)grid->z[i]]) > 1e-3;
    }
    assert_true(wrong < 20); /* rounding decides within the fractal itself */
}

/* A range test: more seeds are a band around the median, and without noise no band; what diverges from some rate on is told. */
static void test_line(void *context)
{
    const struct answer noisy = ask_well(context, "sweep", "f=x^2+y^2&x=lr,0.01:1.5,log&noise=1&seeds=16&samples=21&steps=40");
    const double *value = numbers_of(&noisy, "value"), *low = numbers_of(&noisy, "low"), *high = numbers_of(&noisy, "high");
    assert_true(low[5] < value[5] && value[5] < high[5]);
    assert_near(fact_of(&noisy, "diverges_from")->number, 1.1, 0.1);
    const struct answer still = ask_well(context, "sweep", "f=x^2+y^2&x=lr,0.01:0.9,log&seeds=4&samples=21&steps=40");
    assert_near(numbers_of(&still, "low")[5], numbers_of(&still, "high")[5], 0);
    /* All settings meet the same noise: the value is a smooth function of the rate. */
    const struct answer one = ask_well(context, "sweep", "f=x^2+y^2&x=lr,0.1:0.1001&noise=1&samples=9&steps=40");
    for (size_t i = 1; i < 9; i++)
        assert_near(numbers_of(&one, "value")[i], numbers_of(&one, "value")[0], 1e-3);
}

/* Whole grids against numpy: where each run ends, and whether it diverged. */
static void test_reference(void *context)
{
    cJSON *reference = reference_read("sweep.json");
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(reference, "cases"))
    {
        const char *query = cJSON_GetObjectItemCaseSensitive(item, "query")->valuestring;
        const struct answer answer = ask_well(context, "sweep", query);
        const cJSON *expected = cJSON_GetObjectItemCaseSensitive(item, "value")->child;
        size_t known = 0;
        for (size_t i = 0; i < 32 * 32; i++, expected = expected->next) {
            const double value = answer.description.grid.z[i];
            if (cJSON_IsNull(expected) != isnan(value))
                fail_msg("%s, cell %zu: %g", query, i, value);
            if (!isnan(value))
                assert_near(value, expected->valuedouble, 1e-8 * (1e-3 + fabs(expected->valuedouble)));
            known += !isnan(value);
        }
        assert_true(known > 300);
    }
    cJSON_Delete(reference);
}

/* A network in a sweep is the network that the train study trains; rates of all layers alike are one rate. */
static void test_network(void *context)
{
    static const char *const network = "data=moons(n=20)&network=mlp(hidden=4)&loss=squared";
    const struct answer sweep = ask_well(context, "sweep", arena_format(context, "%s&x=lr,0.05:0.4&samples=3&steps=30&tolerance=0", network));
    const struct answer one = ask_well(context, "train", arena_format(context, "%s&optimizer=gd(lr=0.4)&batch=0&steps=30", network));
    const struct study_column *loss = column_of(&one.description.runs[0].columns, "train_loss");
    assert_near(numbers_of(&sweep, "value")[2], loss->numbers[loss->count - 1], 1e-12);

    /* By minibatches, too, the value is that of all examples. */
    const struct answer some = ask_well(context, "sweep", arena_format(context, "%s&x=lr,0.05:0.4&samples=3&steps=30&batch=8", network));
    const struct answer alone = ask_well(context, "train", arena_format(context, "%s&optimizer=gd(lr=0.4)&batch=8&steps=30", network));
    const struct study_column *end = column_of(&alone.description.runs[0].columns, "train_loss");
    assert_near(numbers_of(&some, "value")[2], end->numbers[end->count - 1], 1e-12);

    /* Examples may be typed in lines, as train takes them. */
    static const char *const typed[2] = {"0,0,0;0,1,1;1,0,1;1,1,0", "0,0,0\n0,1,1\n1,0,1\n1,1,0"};
    double ends[2];
    for (size_t i = 0; i < 2; i++) {
        const struct answer given =
            ask_well(context, "sweep", arena_format(context, "data=given&x=lr,0.05:0.4&samples=3&steps=10&examples=%s", typed[i]));
        ends[i] = numbers_of(&given, "value")[2];
    }
    assert_true(ends[0] == ends[1]);

    const struct answer layers = ask_well(
        context, "sweep", arena_format(context, "%s&x=lr.1,0.05:0.4&y=lr.2,0.05:0.4&samples=3&steps=30&tolerance=0&optimizer=adam", network));
    const struct answer both =
        ask_well(context, "sweep", arena_format(context, "%s&x=lr,0.05:0.4&samples=3&steps=30&tolerance=0&optimizer=adam", network));
    for (size_t i = 0; i < 3; i++)
        assert_near(layers.description.grid.z[4 * i], numbers_of(&both, "value")[i], 0);
    assert_true(fabs(layers.description.grid.z[1] - layers.description.grid.z[3]) > 1e-9);

    /* Seeds are other weights: a band. */
    const struct answer seeds = ask_well(context, "sweep", arena_format(context, "%s&x=lr,0.05:0.4&samples=3&steps=30&seeds=8", network));
    assert_true(numbers_of(&seeds, "low")[1] < numbers_of(&seeds, "high")[1]);
}

/* Rates of coordinates: with (lr.x, lr.y) = (a/4, a) descent on 2x² + y²/2 shrinks both by the same factor 1 − a. */
static void test_coordinate_rates(void *context)
{
    const struct answer answer = ask_well(context, "sweep", "f=2*x^2+y^2/2&x=lr.x,0.05:0.25&y=lr.y,0.2:1&samples=5&measure=rate&steps=20");
    const struct study_grid *grid = &answer.description.grid;
    for (size_t i = 0; i < 4; i++)
        assert_near(grid->z[i * 6], 1 - grid->y[i], 1e-6);
    assert_null(value_find(answer.description.facts, "eigenvalues"));
}

static void test_refused(void *context)
{
    static const char *const rows[][2] = {
        {"f=x^2", "x"},
        {"x=lr,0:1", "f"},
        {"f=x^2&data=moons&x=lr,0:1", "data"},
        {"f=x^2&batch=4&x=lr,0:1", "batch"},
        {"data=moons&start=1,2&x=lr,0:1", "start"},
        {"data=moons&x=start.x,0:1", "x"},
        {"data=moons&x=lr.3,0:1", "x"},
        {"f=x^2&optimizer=newton&x=lr.x,0:1", "x"},
        {"f=x^2&x=learning,0:1", "x"},
        {"f=x^2&x=lr,0:1&y=momentum,0:1", "y"},
        {"f=x^2&x=lr,0:1&y=lr,0:2", "y"},
        {"f=x^2&x=lr,-1:1", "x"},
        {"f=x^2&x=lr,0:1&lr=0.1", "x"},
        {"f=x^2&optimizer=momentum(momentum=0.5)&x=lr,0:1&y=momentum,0:1", "y"},
        {"f=x^2&optimizer=gd,adam&x=lr,0:1", "optimizer"},
        {"f=x^2&x=start.y,0:1", "x"},
        {"f=x^2&x=lr,0:1&start=1,2", "start"},
        {"f=x^2+y^2&x=lr,0:1&y=start.x,0:1&seeds=4", "seeds"},
        {"f=x^2,x^3&x=lr,0:1", "f"},
        {"f=x^2+y^2&optimizer=muon(rows=3)&x=lr,0:1", "optimizer"},
        {"f=x^2+y^2&optimizer=shampoo(matrices=3)&x=lr,0:1", "optimizer"},
        {"data=digits&network=mlp(hidden=32)&optimizer=bfgs&x=lr,0:1&samples=9", "optimizer"},
        {"f=x^2&optimizer=sgd(nesterov=1)&x=momentum,0:1", "optimizer"},
        {"f=x^2&x=lr,0:1&schedule=cosine&y=schedule.T_max,1:50&samples=1001&steps=1000", "samples"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(ask_badly(context, "sweep", rows[i][0]), rows[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_boundaries), unit_test_in_arena(test_theory),  unit_test_in_arena(test_rate),
        cmocka_unit_test(test_alone),        unit_test_in_arena(test_fractal), unit_test_in_arena(test_line),
        unit_test_in_arena(test_reference),  unit_test_in_arena(test_network), unit_test_in_arena(test_coordinate_rates),
        unit_test_in_arena(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
