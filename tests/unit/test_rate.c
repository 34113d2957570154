/* lr=auto: the rules of optimize/rate.h, on quadratics whose eigenvalues are known in closed form, under other units, and over the catalogue. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "landscape/catalogue.h"
#include "optimize/method.h"
#include "tests/unit/ask.h"

static double rate_of(struct arena *arena, const char *query)
{
    const struct answer answer = ask_well(arena, "descent", query);
    assert_true(value_find(answer.description.runs[0].more, "lr_rule") != NULL);
    return value_find(answer.description.runs[0].more, "lr")->number;
}

/* 1/λ of random quadratics a x² + b x y + c y² at random starts: λ = a + c ± sqrt((a − c)² + b²), the larger in magnitude. */
static void test_quadratics(void *context)
{
    enum { COUNT = 40 };
    struct arena *arena = context;
    double drawn[5 * COUNT];
    random_uniforms(3, random_stream(RANDOM_START, 0), 0, drawn, 5 * COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const double *u = drawn + 5 * i, a = 3 * u[0], b = 4 * u[1] - 2, c = 5 * u[2];
        const double middle = a + c, spread = sqrt((a - c) * (a - c) + b * b), greatest = middle + spread;
        const char *query =
            arena_format(arena, "f=%.17g*x^2+%.17g*x*y+%.17g*y^2&start=%.17g,%.17g&lr=auto&steps=3", a, b, c, 8 * u[3] - 4, 8 * u[4] - 4);
        if (middle - spread < -greatest / 2) /* descent runs away along what curves downwards */
            continue;
        const double rate = rate_of(arena, query);
        if (!(fabs(rate * greatest - 1) < 1e-3))
            fail_msg("%s: %g, not %g", query, rate, 1 / greatest);
        assert_near(rate_of(arena, arena_format(arena, "%s&optimizer=momentum(momentum=0.75)", query)) / rate, 0.25, 1e-9);
    }
}

/* Of f multiplied by c the rate by curvature is that of f divided by c, that by width stays; where coordinates are multiplied by s it is s² and s times. */
static void test_units(void *context)
{
    static const double scales[] = {1e-12, 1e-3, 7, 1e9};
    struct arena *arena = context;
    const double by_curvature = rate_of(arena, "f=himmelblau(x,y)&start=1,0.5&lr=auto&steps=3"),
                 by_width = rate_of(arena, "f=himmelblau&start=1,0.5&lr=auto&steps=3&optimizer=adam");
    assert_near(by_width, 0.1, 1e-15); /* of -5 to 5 */
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        const double c = scales[i];
        assert_near(rate_of(arena, arena_format(arena, "f=%.17g*himmelblau(x,y)&start=1,0.5&lr=auto&steps=3", c)) * c / by_curvature, 1, 1e-5);
        assert_near(rate_of(arena, arena_format(arena, "f=%.17g*himmelblau(x,y)&start=1,0.5&lr=auto&steps=3&optimizer=adam", c)), by_width, 1e-15);
    }
    for (double s = 0.125; s < 2; s *= 4)
        assert_near(rate_of(arena, arena_format(arena, "f=himmelblau(x/%g,y/%g)&start=%g,%g&lr=auto&steps=3", s, s, s, 0.5 * s)) / (s * s) /
                        by_curvature,
                    1, 1e-5);
}

/* Over the catalogue gradient descent at that rate ends no higher than it starts, and every method has one. */
static void test_catalogue(void *context)
{
    (void)context;
    enum { ARENA_BYTES = 256 << 20 };
    size_t met = 0;
    for (size_t i = 0; i < catalogue_count; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *name = catalogue[i].definition.name;
        struct answer answer;
        struct error_list errors = {0};
        if (ask(arena, "descent", arena_format(arena, "f=%s&lr=auto&steps=60&view=loss", name), &answer, &errors)) {
            const struct study_column *value = column_of(&answer.description.runs[0].columns, "value");
            met++;
            if (!(value->numbers[value->count - 1] <= value->numbers[0]) || !strcmp(answer.description.runs[0].outcome, "diverged"))
                fail_msg("%s: %s", name, answer.sentence);
        }
        arena_destroy(arena);
    }
    assert_true(met > catalogue_count / 2);
    for (size_t m = 0; m < method_count; m++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *f = methods[m]->squares ? "rosenbrock" : "himmelblau";
        const double rate = rate_of(arena, arena_format(arena, "f=%s&lr=auto&steps=10&optimizer=%s", f, methods[m]->callable.name));
        if (!(rate > 0 && rate <= 1e6))
            fail_msg("%s: %g", methods[m]->callable.name, rate);
        /* Said within the method it is the same, and of that method alone. */
        const char *nested = strstr(methods[m]->callable.name, "lookahead") ? "sgd," : "";
        const char *within = arena_format(arena, "f=%s&steps=10&optimizer=%s(%slr=auto),gd(lr=0.5)", f, methods[m]->callable.name, nested);
        const struct answer both = ask_well(arena, "descent", within);
        assert_true(value_find(both.description.runs[0].more, "lr")->number == rate &&
                    value_find(both.description.runs[1].more, "lr")->number == 0.5);
        assert_non_null(value_find(both.description.runs[0].more, "lr_rule"));
        assert_null(value_find(both.description.runs[1].more, "lr_rule"));
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_quadratics), unit_test_in_arena(test_units), unit_test_in_arena(test_catalogue)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
