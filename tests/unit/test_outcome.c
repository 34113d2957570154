/* How descents are judged: one row a way to end. */
#include "analysis/outcome.h"
#include "base/random.h"

#include "descents.h"
#include "tests/unit/watched.h"

/* A path recorded as outcomes are judged from: columns. */
struct columns {
    struct outcome_path path;
    double *x, *value, *norm;
};

static void record_columns(void *context, const struct block *block, size_t point)
{
    struct columns *columns = context;
    const size_t row = columns->path.rows++;
    for (size_t d = 0; d < block->dimension; d++)
        columns->x[row * block->dimension + d] = block->x[d * block->lanes + point];
    columns->value[row] = block->value[point];
    columns->norm[row] = block->norm[point];
}

/* An outcome, and where the path ended. */
struct ending {
    struct outcome outcome;
    const double *x;
};

static struct ending judge_end(struct arena *arena, const struct setting *setting, const double (*box)[2])
{
    struct landscape *landscape = resolve(arena, setting->f, setting->dimension);
    const size_t rows = setting->steps + 1;
    struct columns columns = {
        .x = ARENA_NEW(arena, double, rows * landscape->dimension), .value = ARENA_NEW(arena, double, rows), .norm = ARENA_NEW(arena, double, rows)};
    const struct descent_ends ends = run(arena, setting, &(struct descent_observer){.observe = record_columns, .context = &columns});
    columns.path.x = columns.x;
    columns.path.value = columns.value;
    columns.path.gradient_norm = columns.norm;
    columns.path.stop = ends.stops[0];
    const struct outcome_setting how = {
        .landscape = landscape, .box = box ? box : (const double(*)[2])landscape->domain, .noisy = setting->noise > 0};
    struct ending ending = {.x = columns.x + (columns.path.rows - 1) * landscape->dimension};
    struct error error = {0};
    assert_true(outcome_judge(arena, &how, &columns.path, 1, &ending.outcome, &error));
    return ending;
}

static struct outcome judge(struct arena *arena, const struct setting *setting, const double (*box)[2])
{
    return judge_end(arena, setting, box).outcome;
}

static void test_outcomes(void **state)
{
    (void)state;
    static const struct {
        struct setting setting;
        double start[2], box[2]; /* 0:0: the landscape's domain */
        enum outcome_kind kind;
        enum critical_kind critical;
    } rows[] = {
        {{.f = "square", .method = "gd(lr=0.2)", .steps = 100}, {10}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "square", .method = "gd(lr=0.05)", .steps = 10}, {10}, {0}, OUTCOME_OUT_OF_STEPS, CRITICAL_MINIMUM},
        {{.f = "square", .method = "gd(lr=1.1)", .steps = 10}, {10}, {0}, OUTCOME_DIVERGED, CRITICAL_REGULAR},
        {{.f = "square", .method = "gd(lr=1)", .steps = 10}, {10}, {0}, OUTCOME_OSCILLATING, CRITICAL_MINIMUM},
        {{.f = "square", .method = "gd(lr=1)", .steps = 101}, {10}, {0}, OUTCOME_OSCILLATING, CRITICAL_MINIMUM},
        {{.f = "square", .method = "gd(lr=0.1)", .steps = 200, .noise = 1}, {10}, {0}, OUTCOME_OSCILLATING, CRITICAL_MINIMUM},
        {{.f = "x^3", .method = "gd(lr=1)", .steps = 100}, {-1}, {0}, OUTCOME_DIVERGED, CRITICAL_REGULAR},
        {{.f = "cubic", .method = "gd(lr=0.1)", .steps = 10000}, {1.5}, {0}, OUTCOME_STALLED, CRITICAL_DEGENERATE},
        {{.f = "x^4", .method = "newton", .steps = 60}, {1}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "relu", .method = "gd", .steps = 30}, {1}, {0}, OUTCOME_CONVERGED, CRITICAL_DEGENERATE},
        /* a level that rounding makes uneven, and one that is come to from above */
        {{.f = "abs(x-1)-abs(x+1)", .method = "gd(lr=0.1)", .steps = 100}, {0.5}, {0}, OUTCOME_CONVERGED, CRITICAL_DEGENERATE},
        {{.f = "relu(x)^2", .method = "gd(lr=0.1)", .steps = 500}, {3}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "relu(x-1)^2+y^2", .method = "gd(lr=0.2)", .steps = 300}, {3, 1}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "easom", .method = "gd", .steps = 100}, {50, 50}, {0}, OUTCOME_PLATEAU, CRITICAL_REGULAR},
        {{.f = "tanh", .method = "gd(lr=0.1)", .steps = 100}, {4}, {0}, OUTCOME_PLATEAU, CRITICAL_REGULAR},
        {{.f = "tanh", .method = "gd(lr=0.1)", .steps = 10}, {12}, {-15, 15}, OUTCOME_PLATEAU, CRITICAL_REGULAR},
        {{.f = "tanh", .method = "gd(lr=0.1)", .steps = 4000}, {4}, {0}, OUTCOME_LEFT_DOMAIN, CRITICAL_REGULAR},
        {{.f = "risk", .method = "gd(lr=0.05)", .steps = 100}, {-0.8}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "risk", .method = "newton", .steps = 20}, {0.3}, {0}, OUTCOME_STALLED, CRITICAL_MAXIMUM},
        {{.f = "saddle", .method = "gd(lr=0.1)", .steps = 100}, {1, 0}, {0}, OUTCOME_STALLED, CRITICAL_SADDLE},
        {{.f = "saddle", .method = "gd(lr=0.1)", .steps = 30}, {1, 1e-6}, {0}, OUTCOME_STALLED, CRITICAL_SADDLE},
        {{.f = "saddle", .method = "gd(lr=0.1)", .steps = 76}, {1, 1e-6}, {0}, OUTCOME_LEFT_DOMAIN, CRITICAL_REGULAR},
        {{.f = "rosenbrock", .method = "gd(lr=0.001)", .steps = 100}, {-1.5, 2}, {0}, OUTCOME_OUT_OF_STEPS, CRITICAL_MINIMUM},
        {{.f = "rosenbrock", .method = "gd(lr=0.01)", .steps = 100}, {-1.5, 2}, {0}, OUTCOME_DIVERGED, CRITICAL_REGULAR},
        {{.f = "d2l_quadratic", .method = "gd(lr=0.6)", .steps = 20}, {-5, -2}, {0}, OUTCOME_DIVERGED, CRITICAL_REGULAR},
        {{.f = "bowl", .method = "sgd(lr=0.1)", .schedule = "exponential_decay", .steps = 1000, .noise = 1},
         {-5, -2},
         {0},
         OUTCOME_STALLED,
         CRITICAL_MINIMUM},
        {{.f = "relu(x)+0*y", .method = "newton", .steps = 10}, {1, 1}, {0}, OUTCOME_STALLED, CRITICAL_REGULAR},
        {{.f = "schwefel", .method = "newton", .steps = 10}, {-2.5, 0}, {0}, OUTCOME_STALLED, CRITICAL_REGULAR}, /* no Hessian at y = 0 */
        /* minima without a gradient of their own */
        {{.f = "sqrt(x)", .method = "gd", .steps = 10}, {0}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "abs(x)", .method = "gd(lr=0.25)", .steps = 10}, {1}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "ackley", .method = "gd", .steps = 10}, {0, 0}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "ackley", .method = "lbfgs", .steps = 100}, {1, 1}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        /* valleys whose bottom is level, with slopes along them that vanish with the distance */
        {{.f = "x^2*y^2", .method = "gd(lr=0.05)", .steps = 500}, {1, 2}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "x^4*y^2", .method = "gd(lr=0.05)", .steps = 5000}, {1, 2}, {0}, OUTCOME_OUT_OF_STEPS, CRITICAL_MINIMUM},
        {{.f = "x^6+y^2", .method = "gd(lr=0.05)", .steps = 5000}, {1, 2}, {0}, OUTCOME_OUT_OF_STEPS, CRITICAL_MINIMUM},
        {{.f = "(x^3-3*x*y^2)^2", .method = "gd(lr=0.001)", .steps = 5000}, {1, 2}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "x^3*y^2", .method = "gd(lr=0.02)", .steps = 5000}, {1, 2}, {0}, OUTCOME_STALLED, CRITICAL_DEGENERATE},
        {{.f = "x^3-3*x*y^2", .method = "gd(lr=0.01)", .steps = 5000}, {1, 0}, {0}, OUTCOME_STALLED, CRITICAL_DEGENERATE},
        {{.f = "x^2*exp(y)", .method = "gd(lr=0.05)", .steps = 500}, {1, 2}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        {{.f = "1e-5*(3*x - 2)^2*cosh(y)", .method = "momentum(lr=1e3)", .steps = 2000}, {-3, 1}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        /* where the landscape ends */
        {{.f = "log(x)", .method = "gd(lr=0.5)", .steps = 20}, {1}, {0}, OUTCOME_LEFT_DOMAIN, CRITICAL_REGULAR},
        {{.f = "x^4 - x^6", .method = "gd(lr=0.1)", .steps = 20}, {1.1}, {0}, OUTCOME_LEFT_DOMAIN, CRITICAL_REGULAR},
        /* beside a jump downwards, of which gradients do not tell, and upwards */
        {{.f = "floor(x)+x^2", .method = "gd(lr=0.1)", .steps = 200}, {3}, {0}, OUTCOME_STALLED, CRITICAL_UNDEFINED},
        {{.f = "(x-0.5)^2+floor(2*x)", .method = "gd(lr=0.1)", .steps = 200}, {3}, {0}, OUTCOME_STALLED, CRITICAL_UNDEFINED},
        {{.f = "x^2+y^2-where(x+y<0,1,0)", .method = "gd(lr=0.1)", .steps = 200}, {3, 1}, {0}, OUTCOME_STALLED, CRITICAL_UNDEFINED},
        {{.f = "x^2+where(x<0,1,0)", .method = "gd(lr=0.1)", .steps = 200}, {3}, {0}, OUTCOME_CONVERGED, CRITICAL_MINIMUM},
        /* slow for want of slope, not for a step too short */
        {{.f = "cubic", .method = "gd(lr=0.1)", .steps = 2000}, {1.5}, {0}, OUTCOME_STALLED, CRITICAL_DEGENERATE},
        {{.f = "x^4", .method = "gd(lr=0.1)", .steps = 2000}, {1.5}, {0}, OUTCOME_OUT_OF_STEPS, CRITICAL_MINIMUM},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        struct setting setting = rows[i].setting;
        setting.starts = rows[i].start;
        const struct outcome outcome = judge(arena, &setting, rows[i].box[0] < rows[i].box[1] ? &rows[i].box : NULL);
        if (outcome.kind != rows[i].kind || outcome.critical != rows[i].critical)
            print_error("%s on %s: %s at or heading for %s: %s\n", setting.method, setting.f, outcome_name(outcome.kind),
                        critical_kind_name(outcome.critical), outcome.evidence),
                wrong++;
        arena_destroy(arena);
    }
    assert_int_equal(wrong, 0);
}

/* Without a Hessian the same is told from probes. */
static void test_outcome_in_many_dimensions(void **state)
{
    (void)state;
    enum { N = 300 };
    struct arena *arena = arena_create(ARENA_BYTES);
    double starts[N];
    for (size_t i = 0; i < N; i++)
        starts[i] = -4;
    struct setting setting = {.f = "styblinski_tang", .method = "lbfgs", .dimension = N, .steps = 100, .starts = starts};
    struct outcome outcome = judge(arena, &setting, NULL);
    assert_int_equal(outcome.kind, OUTCOME_CONVERGED);
    assert_int_equal(outcome.critical, CRITICAL_MINIMUM);
    setting.method = "gd(lr=0.001)";
    setting.steps = 3;
    outcome = judge(arena, &setting, NULL);
    assert_int_equal(outcome.kind, OUTCOME_OUT_OF_STEPS);
    assert_int_equal(outcome.critical, CRITICAL_MINIMUM);
    arena_destroy(arena);
}

/* The kind a descent tells of the point it is at, or heading for, is the kind that point tells of it: one rule (critical.h) over the whole catalogue,
 * as it is, turned and moved. */
static void test_kinds(void **state)
{
    (void)state;
    static const char *const tried[] = {"gd(lr=0.001)", "newton", "lbfgs", "adam(lr=0.1)", "gd(lr=0.1)"};
    enum { METHODS = sizeof tried / sizeof *tried, STARTS = 3, STEPS = 150 };
    size_t compared = 0, wrong = 0, seen[CRITICAL_KIND_COUNT] = {0};
    for (size_t row = 0; row < catalogue_count; row++)
        for (size_t m = row % ROWS_APART; m < METHODS; m += ROWS_APART)
            for (size_t k = 0; k < STARTS; k++) {
                struct arena *arena = arena_create(ARENA_BYTES);
                const size_t fixed = catalogue[row].definition.dimension, n = fixed ? fixed : 2;
                struct landscape *landscape = resolve(arena, catalogue[row].definition.name, n);
                double *start = ARENA_NEW(arena, double, n);
                for (size_t d = 0; d < n; d++)
                    start[d] = landscape->domain[d][0] +
                               (landscape->domain[d][1] - landscape->domain[d][0]) * random_uniform(3, random_stream(RANDOM_START, row), 10 * k + d);
                const struct setting setting = {
                    .f = catalogue[row].definition.name, .dimension = n, .method = tried[m], .steps = STEPS, .starts = start};
                const struct outcome outcome = judge(arena, &setting, NULL);
                struct inspection inspection;
                struct error error = {0};
                if (outcome.target) {
                    assert_true(critical_inspect(arena, landscape, outcome.target, 1, &inspection, &error));
                    compared += critical_kind_listed(inspection.kind);
                    seen[outcome.critical]++;
                    const bool contrary = outcome.at && outcome.kind == (outcome.critical == CRITICAL_MINIMUM   ? OUTCOME_STALLED
                                                                         : outcome.critical == CRITICAL_MAXIMUM ? OUTCOME_CONVERGED
                                                                         : outcome.critical == CRITICAL_SADDLE  ? OUTCOME_CONVERGED
                                                                                                                : OUTCOME_COUNT);
                    if (contrary || (critical_kind_listed(inspection.kind) && inspection.kind != outcome.critical)) {
                        wrong++;
                        print_error("%s on %s from %g,%g: %s %s %g,%g it calls %s; the point is %s%s: %s\n", setting.method, setting.f, start[0],
                                    n > 1 ? start[1] : 0, outcome_name(outcome.kind), outcome.at ? "at" : "for", outcome.target[0],
                                    n > 1 ? outcome.target[1] : 0, critical_kind_name(outcome.critical), critical_kind_name(inspection.kind),
                                    inspection.smooth ? "" : " (not smooth)", outcome.evidence);
                    }
                }
                arena_destroy(arena);
            }
    print_message("%zu points compared, %zu differ:", compared, wrong);
    for (size_t kind = 0; kind < CRITICAL_KIND_COUNT; kind++)
        print_message(" %zu %s", seen[kind], critical_kind_name((enum critical_kind)kind));
    print_message("\n");
    assert_int_equal(wrong, 0);
}

/* What a descent heads for is 0 where the gradient is as small there: Newton's method only creeps to a place where it vanishes with a power. */
static void test_noise_is_zero(void **state)
{
    (void)state;
    static const char *const functions[] = {"x^2*y^2", "x^4+y^4", "x^4*y^2", "x^6+y^2", "(x*y)^4", "x^4+x^2*y^2", "(x+y)^4+(x-y)^4", "x^8+1e-3*y^8"};
    static const char *const tried[] = {"gd(lr=1e-3)", "adam(lr=0.01)", "momentum(lr=1e-3)", "rmsprop(lr=0.01)"};
    enum { FUNCTIONS = sizeof functions / sizeof *functions, METHODS = sizeof tried / sizeof *tried, STARTS = 8 };
    size_t targets = 0, zeros = 0;
    for (size_t f = 0; f < FUNCTIONS; f++)
        for (size_t m = 0; m < METHODS; m++)
            for (size_t k = 0; k < STARTS; k++) {
                struct arena *arena = arena_create(ARENA_BYTES);
                double start[2];
                random_uniforms(5, random_stream(RANDOM_START, k), 0, start, 2);
                start[0] = 4 * start[0] - 2;
                start[1] = 4 * start[1] - 2;
                const struct setting setting = {.f = functions[f], .dimension = 2, .method = tried[m], .steps = 60, .starts = start};
                const struct outcome outcome = judge(arena, &setting, NULL);
                for (size_t d = 0; d < 2 && outcome.target; d++) {
                    targets++;
                    zeros += outcome.target[d] == 0;
                    if (outcome.target[d] != 0 && fabs(outcome.target[d]) < 1e-8)
                        fail_msg("%s on %s from %g, %g heads for (%g, %g)", tried[m], functions[f], start[0], start[1], outcome.target[0],
                                 outcome.target[1]);
                }
                arena_destroy(arena);
            }
    assert_true(targets > 200 && zeros > targets / 2);
}

/* Landscapes of even powers whose critical points are minima, but for one at the middle of a ring: lines, hyperbolas, circles and points of them, turned. What
 * a descent by plain gradients is said to head for is hardly farther than the nearest of them, and no such descent stalls on its way. */
static void test_flat_minima(void **state)
{
    (void)state;
    enum { RUNS = 600, FORMS = 5 };
    static const char *const forms[FORMS] = {"(%1$s)^%3$d*(%2$s)^%4$d", "(%1$s)^%3$d+(%2$s)^%4$d", "((%1$s)*(%2$s)-1)^%3$d",
                                             "(%1$s)^%3$d*(1+(%2$s)^2)", "((%1$s)^2+(%2$s)^2-1)^%3$d"};
    size_t kinds[OUTCOME_COUNT] = {0}, targets = 0, wrong = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        double random[9];
        random_uniforms(31, random_stream(RANDOM_START, run), 0, random, 9);
        const double angle = run % 3 ? 6.283185307179586 * random[0] : 0, shift[2] = {random[1] - 0.5, random[2] - 0.5};
        const double start[2] = {4 * random[3] - 2, 4 * random[4] - 2}, rate = pow(10, -1 - 2 * random[5]);
        const int p = 2 + 2 * (int)(3 * random[6]), q = 2 + 2 * (int)(3 * random[7]), form = (int)(FORMS * random[8]);
        const double c = run % 3 ? cos(angle) : 1, s = run % 3 ? sin(angle) : 0;
        const char *u = arena_format(arena, "%.17g*x+%.17g*y-(%.17g)", c, s, shift[0]),
                   *v = arena_format(arena, "%.17g*y-(%.17g)*x-(%.17g)", c, s, shift[1]);
        const struct setting setting = {.f = arena_format(arena, forms[form], u, v, p, q),
                                        .dimension = 2,
                                        .method = arena_format(arena, "gd(lr=%.3g)", rate),
                                        .steps = 2000,
                                        .starts = start};
        const struct ending ending = judge_end(arena, &setting, NULL);
        const struct outcome *outcome = &ending.outcome;
        const double at[2] = {c * ending.x[0] + s * ending.x[1] - shift[0], c * ending.x[1] - s * ending.x[0] - shift[1]};
        const double distances[FORMS] = {fmin(fabs(at[0]), fabs(at[1])), hypot(at[0], at[1]), fabs(at[0] * at[1] - 1) / hypot(at[0], at[1]),
                                         fabs(at[0]), fabs(hypot(at[0], at[1]) - 1)};
        kinds[outcome->kind]++;
        const bool on_its_way = outcome->kind == OUTCOME_CONVERGED || outcome->kind == OUTCOME_OUT_OF_STEPS;
        const double away = outcome->target ? hypot(outcome->target[0] - ending.x[0], outcome->target[1] - ending.x[1]) : 0;
        targets += on_its_way && outcome->target;
        if ((outcome->kind == OUTCOME_STALLED && outcome->place) || outcome->kind == OUTCOME_PLATEAU ||
            (on_its_way && away > 3 * distances[form] + 1e-6)) {
            wrong++;
            print_error("%s by %s from %g, %g at %.17g, %.17g: %s: %s; %g away, not %g\n", setting.f, setting.method, start[0], start[1], ending.x[0],
                        ending.x[1], outcome_name(outcome->kind), outcome->evidence, away, distances[form]);
        }
        arena_destroy(arena);
    }
    print_message("%zu targets, %zu converged, %zu out of steps, %zu wrong\n", targets, kinds[OUTCOME_CONVERGED], kinds[OUTCOME_OUT_OF_STEPS], wrong);
    assert_true(targets > RUNS / 2);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_outcomes), cmocka_unit_test(test_outcome_in_many_dimensions),
                                       cmocka_unit_test(test_kinds), cmocka_unit_test(test_noise_is_zero), cmocka_unit_test(test_flat_minima)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
