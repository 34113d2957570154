/* Runs that take turns in the lanes of a block end as those that begin together do. */
#include "tests/unit/descents.h"

#include "optimize/relay.h"

#include <stdlib.h>

enum { COUNT = 1100, STOPS = STOP_UNDEFINED + 1 };

struct row {
    const char *f, *method;
    size_t steps;
    double tolerance;
};

/* Where values are not asked for, gradients may do. */
static struct descent_ends ends_of(struct arena *arena, const struct row *row, const double *starts, bool values,
                                   const struct descent_observer *observer)
{
    const struct call method = read_call(arena, row->method, method_at);
    struct objective objective;
    struct error error = {0};
    assert_true(objective_formula(arena, resolve(arena, row->f, 2), false, &objective, &error));
    double *rates = ARENA_NEW(arena, double, row->steps + 1);
    for (size_t i = 0; i <= row->steps; i++)
        rates[i] = method.values[METHOD_LR];
    const struct descent_options options = {.method = &method, .rates = rates, .steps = row->steps, .tolerance = row->tolerance};
    assert_true(relay_fits(&options));
    const struct descent_ends ends = {
        .x = ARENA_NEW(arena, double, 2 * COUNT),
        .value = values ? ARENA_NEW(arena, double, COUNT) : NULL,
        .gradient_norm = ARENA_NEW(arena, double, COUNT),
        .steps = ARENA_NEW(arena, size_t, COUNT),
        .evaluations = ARENA_NEW(arena, size_t, COUNT),
        .stops = ARENA_NEW(arena, enum descent_stop, COUNT),
    };
    descent_run(arena, &objective, &options, starts, COUNT, &ends, observer);
    return ends;
}

static bool are_same(const struct descent_ends *a, const struct descent_ends *b)
{
    return !memcmp(a->x, b->x, 2 * COUNT * sizeof *a->x) && (!a->value || !memcmp(a->value, b->value, COUNT * sizeof *a->value)) &&
           !memcmp(a->gradient_norm, b->gradient_norm, COUNT * sizeof *a->gradient_norm) && !memcmp(a->steps, b->steps, COUNT * sizeof *a->steps) &&
           !memcmp(a->evaluations, b->evaluations, COUNT * sizeof *a->evaluations) && !memcmp(a->stops, b->stops, COUNT * sizeof *a->stops);
}

/* With an observer, though it looks at nothing, runs begin together. */
static void test_same_ends(void **state)
{
    (void)state;
    static const char *const sets[] = {"sse2", "avx", "avx512"};
    static const struct row rows[] = {
        {"himmelblau", "gd(lr=0.01)", 300, 1e-6},
        {"himmelblau", "gd(lr=0.02)", 40, 1e-3},
        {"himmelblau", "gd(lr=0.01)", 0, 10},
        {"x^2+y^2", "momentum(lr=0.1,momentum=0.5)", 100, 0},
        {"rosenbrock", "nesterov(lr=0.0005)", 80, 1},
        {"sqrt(x)+y^2", "gd(lr=0.3)", 60, 1e-4},
        {"-x^4-y^2", "gd(lr=0.1)", 90, 1e-9},
        {"abs(x)^0.5+abs(y)", "rmsprop(lr=0.1)", 70, -1},
        {"1e-150*(x^2+y^2)", "gd(lr=1e6)", 50, 1e-150},
        {"rastrigin", "lion(lr=0.01)", 50, 1e-2},
        {"rastrigin", "gd(lr=0.002)", 90, 1e-2},
        {"exp(x)+exp(y^2)", "gd(lr=0.3)", 200, 1e-3},
        {"x^4/9-y^2/30+x*y/5", "gd(lr=0.7)", 1200, 1e-3},
        {"log(x*y)", "adadelta", 50, 0.2},
    };
    size_t seen[STOPS] = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        double starts[2 * COUNT];
        random_uniforms(1, random_stream(RANDOM_START, i), 0, starts, 2 * COUNT);
        for (size_t k = 0; k < 2 * COUNT; k++)
            starts[k] = k % 97 == 0 ? 0 : 6 * starts[k] - 2;
        const struct descent_ends together = ends_of(arena, &rows[i], starts, true, &(struct descent_observer){.context = NULL});
        for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
            if (!kernels_choose(sets[k]))
                continue;
            for (int values = 0; values < 2; values++) {
                const struct descent_ends relayed = ends_of(arena, &rows[i], starts, values, NULL);
                if (!are_same(&relayed, &together))
                    fail_msg("%s on %s ends otherwise by turns, with %s%s", rows[i].method, rows[i].f, sets[k], values ? "" : ", without values");
            }
        }
        kernels_choose("auto");
        for (size_t k = 0; k < COUNT; k++)
            seen[together.stops[k]]++;
        arena_destroy(arena);
    }
    assert_true(seen[STOP_BUDGET] && seen[STOP_TOLERANCE] && seen[STOP_OVERFLOW] && seen[STOP_NOWHERE] && seen[STOP_UNDEFINED]);
}

/* Gradients alone will do where nothing can be infinite or undefined as far as runs get, and are then those that come with values. */
static void test_slopes(void **state)
{
    (void)state;
    static const struct {
        const char *f, *method;
        double largest, reach; /* of the starts; 0: they will not do */
    } rows[] = {
        {"himmelblau", "gd", 3, 1e6},      {"rastrigin", "gd", 3, 1e6},  {"exp(x)+y^2", "gd", 3, 12}, {"exp(x)+y^2", "gd", 300, 0},
        {"sqrt(x)+y^2", "gd", 3, 0},       {"1/x+y", "gd", 3, 0},        {"x^40+y", "gd", 3, 12},     {"himmelblau", "momentum", 3, 0},
        {"himmelblau", "gd", INFINITY, 0}, {"himmelblau", "gd", NAN, 0}, {"x^2+y^2", "gd", 5e6, 2e7}, {"where(x > y, log(x), 0)", "gd", 3, 0},
        {"1e200*x^2+y", "gd", 3, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct call method = read_call(arena, rows[i].method, method_at);
        struct objective objective;
        struct error error = {0};
        double starts[2 * COUNT], both[3][COUNT], alone[2][COUNT];
        assert_true(objective_formula(arena, resolve(arena, rows[i].f, 2), false, &objective, &error));
        random_uniforms(1, random_stream(RANDOM_START, i), 0, starts, 2 * COUNT);
        starts[17] = rows[i].largest;
        struct relay_runs runs = {.objective = &objective,
                                  .options = &(struct descent_options){.method = &method},
                                  .starts = starts,
                                  .count = COUNT,
                                  .ends = &(struct descent_ends){.x = both[0]}};
        relay_slopes(arena, &runs);
        if ((runs.slopes != NULL) != (rows[i].reach > 0))
            fail_msg("gradients of %s alone %s", rows[i].f, runs.slopes ? "do" : "will not do");
        if (!runs.slopes) {
            arena_destroy(arena);
            continue;
        }
        assert_true(runs.reach == rows[i].reach);
        for (size_t first = 0; first + PROGRAM_BLOCK <= COUNT; first += PROGRAM_BLOCK) {
            double x[2][PROGRAM_BLOCK];
            memcpy(x[0], starts + first, sizeof x[0]);
            memcpy(x[1], starts + COUNT + first, sizeof x[1]);
            struct objective_points points = {PROGRAM_BLOCK, PROGRAM_BLOCK, x[0], both[0], both[1], NULL};
            objective.kind->evaluate(objective.kind->open(arena, &objective, PROGRAM_BLOCK, false), &points, NULL);
            points.value = NULL;
            points.gradient = alone[0];
            runs.slopes->kind->evaluate(runs.slopes->kind->open(arena, runs.slopes, PROGRAM_BLOCK, false), &points, NULL);
            assert_memory_equal(both[1], alone[0], 2 * PROGRAM_BLOCK * sizeof(double));
        }
        runs.ends = &(struct descent_ends){.x = both[0], .value = both[1]};
        runs.slopes = NULL;
        relay_slopes(arena, &runs);
        assert_null(runs.slopes);
        arena_destroy(arena);
    }
}

/* What says of itself that its steps are all alike has them alike, whatever its options are. */
static void test_timeless(void **state)
{
    (void)state;
    enum { NUMBERS = 37 };
    size_t found = 0;
    for (size_t m = 0; m < method_count; m++) {
        const struct method *method = methods[m];
        if (!method->timeless)
            continue;
        found++;
        assert_null(method->begin);
        for (int all = 0; all < 2; all++) {
            double values[CALL_MOST_OPTIONS], x[2][NUMBERS], g[NUMBERS], memory[2][METHOD_MAX_ARRAYS][NUMBERS] = {{{0}}};
            for (size_t k = 0; k < method->callable.option_count; k++)
                values[k] = all && k >= METHOD_OWN ? 0.5 : method->callable.options[k].initial;
            for (size_t i = 0; i < NUMBERS; i++) {
                x[0][i] = x[1][i] = (double)i / 7 - 2;
                g[i] = (double)(i * i % 11) - 5;
            }
            for (size_t t = 1; t < 5; t++)
                for (size_t k = 0; k < 2; k++) {
                    double *rows[METHOD_MAX_ARRAYS];
                    for (size_t j = 0; j < METHOD_MAX_ARRAYS; j++)
                        rows[j] = memory[k][j];
                    method->update(&(struct method_step){.values = values, .lr = 0.1, .t = k ? 1 : t}, x[k], g, rows, NUMBERS);
                }
            if (memcmp(x[0], x[1], sizeof x[0]) != 0 || memcmp(memory[0], memory[1], sizeof memory[0]) != 0)
                fail_msg("steps of %s are not alike", method->callable.name);
        }
    }
    assert_true(found >= 6);
}

static void test_what_does_not_fit(void **state)
{
    (void)state;
    static const char *const texts[] = {"adam", "sgd", "gd(clip=1)", "gd(average=polyak)", "nesterov(report=lookahead)", "lookahead(inner=gd)"};
    const double rates[] = {0.1, 0.1, 0.2, 0.2};
    struct arena *arena = arena_create(ARENA_BYTES);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct call method = read_call(arena, texts[i], method_at);
        assert_false(relay_fits(&(struct descent_options){.method = &method, .rates = rates, .steps = 1}));
    }
    const struct call gd = read_call(arena, "gd", method_at);
    assert_true(relay_fits(&(struct descent_options){.method = &gd, .rates = rates, .steps = 2}));
    assert_false(relay_fits(&(struct descent_options){.method = &gd, .rates = rates, .steps = 3}));
    assert_false(relay_fits(&(struct descent_options){.method = &gd, .rates = rates, .steps = 2, .noise = 1}));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_ends), cmocka_unit_test(test_slopes), cmocka_unit_test(test_timeless),
                                       cmocka_unit_test(test_what_does_not_fit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
