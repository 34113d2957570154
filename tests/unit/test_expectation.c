/* Expectations by the adaptive rule against closed forms and against mpmath, and what cannot be integrated. */
#include "analysis/expectation_curve.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/losses.h"

/* Values by closed forms; those of the last rows by mpmath's quad with the singular points as ends of its intervals. */
static void test_values(void **state)
{
    static const struct {
        const char *loss, *data;
        double x, risk;
    } rows[] = {
#include "tests/reference/expectations.inc"
    };
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        struct distribution distribution;
        prepare(arena, rows[i].loss, rows[i].data, &loss, &distribution);
        loss_look_narrow(arena, &loss, &distribution, (const double[]){rows[i].x - 1, rows[i].x + 1});
        const struct expected expected = expectation_at(expectation_create(arena, &loss, &distribution), rows[i].x);
        if (expected.state != EXPECTATION_FINITE || !(fabs(expected.value - rows[i].risk) <= 1e-11 * fmax(1e-3, fabs(rows[i].risk)))) {
            print_error("%s over %s at %g: %.17g (%d at %g), not %.17g\n", rows[i].loss, rows[i].data, rows[i].x, expected.value, (int)expected.state,
                        expected.where, rows[i].risk);
            wrong++;
        }
        arena_destroy(arena);
    }
    print_message("%zu expectations\n", sizeof rows / sizeof *rows);
    assert_int_equal(wrong, 0);
}

/* To the edge of the range, where loss or density alone are no numbers: E e^(xz) = e^(x²/2) for normal data, with slope x e^(x²/2), and its like. */
static void test_edge(void **state)
{
    enum { POWER, HYPERBOLIC, SQUARE, SUM, SIGNED, MOMENT, QUARTER, SHIFTED, ROOT, BEYOND };
    static const char *const losses[] = {[POWER] = "exp(x*z)",       [HYPERBOLIC] = "cosh(x*z)",      [SQUARE] = "(exp(x*z/2)-1)^2",
                                         [SUM] = "exp(x*z)-x*z+z^2", [SIGNED] = "z*exp(x*z)",         [MOMENT] = "exp(x*z)*exp(-x*z/2)*exp(x*z/2)",
                                         [QUARTER] = "3^(x*z)",      [SHIFTED] = "exp(x*z-x)/exp(x)", [ROOT] = "sqrt(exp(2*x*z))"};
    size_t wrong = 0, count = 0;
    (void)state;
    for (int what = 0; what < BEYOND; what++)
        for (double x = -37.5; x <= 37.5; x += 0.625, count++) {
            struct arena *arena = arena_create(64 << 20);
            struct loss loss;
            const struct expected expected = expectation_at(prepare_expectation(arena, losses[what], "normal", &loss), x);
            const double e = exp(x * x / 2), third = x * log(3),
                         values[] = {e, e, e - 2 * exp(x * x / 8) + 1, e + 1, x * e, e, exp(third * third / 2), exp(x * x / 2 - 2 * x), e};
            const double slopes[] = {x * e,
                                     x * e,
                                     x * e - x / 2 * exp(x * x / 8),
                                     x * e,
                                     (1 + x * x) * e,
                                     x * e,
                                     log(3) * third * values[QUARTER],
                                     (x - 2) * values[SHIFTED],
                                     x * e};
            const bool beyond = !isfinite(values[what]), steep = !(fabs(slopes[what]) < 1e306); /* the integrand is a few times as large */
            if (beyond ? expected.state != EXPECTATION_TAIL
                       : !(fabs(expected.value - values[what]) <= 1e-12 * (1 + fabs(values[what]))) ||
                             (!steep && !(fabs(expected.slope - slopes[what]) <= 1e-12 * (1 + fabs(slopes[what]) + e)))) {
                print_error("%s at %g: %.17g and %.17g (%d), not %.17g and %.17g\n", losses[what], x, expected.value, expected.slope,
                            (int)expected.state, values[what], slopes[what]);
                wrong++;
            }
            arena_destroy(arena);
        }
    print_message("%zu expectations to the edge of the range\n", count);
    assert_int_equal(wrong, 0);
}

/* The slope is the derivative of the value, by differences. */
static void test_slopes(void **state)
{
    static const struct {
        const char *loss, *data;
        double x;
    } rows[] = {
        {"exp(x*z)", "normal", 3},           {"abs(x-z)", "normal", 0.4},        {"abs(x-z)", "student(df=2)", -1},   {"exp(x*z)", "laplace", 0.98},
        {"max(0,1-x*z)", "laplace", 0.7},    {"sqrt(abs(x-z))", "laplace", 0.3}, {"(x-z)^2", "discrete(-1;0;2)", 1},  {"cos(x*z)", "uniform", 2},
        {"(x-1)^2/abs(z)^0.5", "normal", 3}, {"softplus(-x*z)", "student", 1},   {"x^2*z^2", "empirical(1;2;4)", -2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        struct expectation *expectation = prepare_expectation(arena, rows[i].loss, rows[i].data, &loss);
        const double h = 1e-4, x = rows[i].x, slope = expectation_at(expectation, x).slope;
        const double far = expectation_at(expectation, x + 2 * h).value - expectation_at(expectation, x - 2 * h).value,
                     near = expectation_at(expectation, x + h).value - expectation_at(expectation, x - h).value,
                     difference = (8 * near - far) / (12 * h);
        if (!(fabs(slope - difference) <= 1e-7 * fmax(1, fabs(slope))))
            fail_msg("%s over %s: slope %.12g, by differences %.12g", rows[i].loss, rows[i].data, slope, difference);
        arena_destroy(arena);
    }
}

/* The value alone, after the slope was wanted elsewhere, is the value that comes with the slope, and so is that of a fresh rule. */
static void test_values_alone(void **state)
{
    enum { ROUNDS = 12 };
    static const char *const losses[] = {"(1+x^2)/abs(z-%.3f)^0.9",     "(x-%.3f)^2*abs(z)^(-0.5)", "(1+x^2)*log(abs(z-%.3f))",
                                         "(x-z)^2+1/sqrt(abs(z-%.3f))", "max(0,%.3f-x*z)",          "exp(x*z/4)*abs(z-%.3f)^(-0.75)"};
    static const char *const data[] = {"normal", "uniform", "laplace", "student(df=5)"};
    (void)state;
    for (size_t i = 0; i < sizeof losses / sizeof *losses * ROUNDS; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        double u[3], alone;
        random_uniforms(7, random_stream(RANDOM_START, i), 0, u, 3);
        const double x[2] = {2 * u[0] - 1, i % 3 ? 2 * u[1] - 1 : 0}, c = i % 4 ? u[2] : 0.5;
        struct buffer text = {.arena = arena};
        const char *const form = losses[i / ROUNDS], *const hole = strstr(form, "%.3f");
        buffer_format(&text, "%.*s%.3f%s", (int)(hole - form), form, c, hole + strlen("%.3f"));
        const char *const over = strstr(form, "exp") ? data[i % 3] : data[i % 4];
        struct expectation *expectation = prepare_expectation(arena, buffer_string(&text), over, &loss);
        (void)expectation_at(expectation, x[0]);
        expectation_values(expectation, &x[1], 1, &alone);
        const struct expected both = expectation_at(prepare_expectation(arena, buffer_string(&text), over, &loss), x[1]);
        if (both.state != EXPECTATION_FINITE || !(fabs(alone - both.value) <= 1e-13 * both.magnitude))
            fail_msg("%s over %s at %.17g: %.17g alone, %.17g with its slope", buffer_string(&text), over, x[1], alone, both.value);
        arena_destroy(arena);
    }
}

/* Peaks between the nodes of all first panels: E e^(−a (z − c)²) = e^(−a c²/(1 + 2a))/√(1 + 2a) over normal data, and a window's share of uniform ones. */
static void test_narrow(void **state)
{
    enum { CASES = 200 };
    static const double interval[2] = {-1, 1};
    size_t narrow = 0;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        struct distribution distribution;
        double u[3];
        random_uniforms(23, random_stream(RANDOM_START, i), 0, u, 3);
        const double a = pow(10, 3 + 5 * u[0]), c = floor(2000 * u[1] - 1000) / 1000, x = 2 * u[2] - 1, half = pow(10, -3.3 + 1.5 * u[0]);
        const bool moves = i % 3 == 1, window = i % 3 == 2;
        const double at = moves ? x : c, value = window ? half : exp(-a * at * at / (1 + 2 * a)) / sqrt(1 + 2 * a);
        const char *text = window  ? arena_format(arena, "where(abs(z-%.17g)<%.17g,1,0)+0*x", 0.9 * c, half)
                           : moves ? arena_format(arena, "exp(-%.17g*(z-x)^2)", a)
                                   : arena_format(arena, "exp(-%.17g*(z-%g)^2)+0*x", a, c);
        prepare(arena, text, window ? "uniform" : "normal", &loss, &distribution);
        loss_look_narrow(arena, &loss, &distribution, interval);
        const struct expected expected = expectation_at(expectation_create(arena, &loss, &distribution), x);
        if (expected.state != EXPECTATION_FINITE || !(fabs(expected.value - value) <= 1e-11 * value))
            fail_msg("%s at %.17g: %.17g (%d), not %.17g", text, x, expected.value, (int)expected.state, value);
        narrow += loss.narrow;
        arena_destroy(arena);
    }
    print_message("%zu of %d losses are looked at for narrow peaks\n", narrow, (int)CASES);
    assert_in_range(narrow, CASES / 10, 9 * CASES / 10);
}

/* What has no expectation, and why. */
static void test_states(void **state)
{
    static const struct {
        const char *loss, *data;
        double x;
        enum expectation_state state;
    } rows[] = {
        {"exp(z^2)+x", "normal", 0, EXPECTATION_HEAVY},
        {"exp(z^2/2)+x", "normal", 0, EXPECTATION_HEAVY},
        {"exp(z^2/4)+x", "normal", 0, EXPECTATION_FINITE},
        {"exp(x*z)", "laplace", 1.5, EXPECTATION_HEAVY},
        {"exp(x*z)", "laplace", 0.9, EXPECTATION_FINITE},
        {"(x-z)^2", "student(df=2)", 0, EXPECTATION_HEAVY},
        {"(x-z)^2", "student(df=1.9)", 0, EXPECTATION_HEAVY},
        {"(x-z)^2", "student(df=2.1)", 0, EXPECTATION_FINITE},
        {"abs(x-z)", "student(df=1)", 0, EXPECTATION_HEAVY},
        {"abs(z)^0.5+x", "student(df=1)", 0, EXPECTATION_FINITE},
        {"z+x", "student(df=1)", 0, EXPECTATION_HEAVY},
        {"exp(z)+x", "student(df=5)", 0, EXPECTATION_HEAVY},
        {"1/abs(z)+x", "normal", 0, EXPECTATION_INFINITE},
        {"1/z^2+x", "uniform", 0, EXPECTATION_INFINITE},
        {"1/z+x", "normal", 0, EXPECTATION_INFINITE},
        {"1/abs(x-z)", "laplace", 0.37, EXPECTATION_INFINITE},
        {"1/abs(z)^0.99+x", "uniform", 0, EXPECTATION_FINITE},
        {"log(z)+x", "normal", 0, EXPECTATION_UNDEFINED},
        {"sqrt(z)+x", "uniform", 0, EXPECTATION_UNDEFINED},
        {"sin(z)/z+x", "normal", 0, EXPECTATION_FINITE},
        {"log(z)+x", "discrete(1;2)", 0, EXPECTATION_FINITE},
        {"log(z)+x", "empirical(1;-2)", 0, EXPECTATION_UNDEFINED},
        {"1/z+x", "discrete(0;2)", 0, EXPECTATION_INFINITE},
        {"1/z+x", "discrete(values=0;2,weights=0;1)", 0, EXPECTATION_FINITE},
        {"exp(x*z)", "normal", -29.5, EXPECTATION_FINITE},
        {"exp(x*z)", "normal", 19, EXPECTATION_FINITE},
        {"exp(z^2*0.6)+x", "normal", 0, EXPECTATION_HEAVY},
        {"exp(abs(z)^3)+x", "normal", 0, EXPECTATION_HEAVY},
        {"exp(x*z)", "normal", 36, EXPECTATION_FINITE},
        {"exp(x*z)", "normal", -38, EXPECTATION_TAIL},
        {"exp(x*z)", "normal", 200, EXPECTATION_TAIL},
        {"sinh(x*z)", "normal", 36, EXPECTATION_FINITE},
        {"exp(abs(z)^1.5*x)", "normal", 9, EXPECTATION_TAIL},
        {"exp(x*z^2)", "normal", 3, EXPECTATION_HEAVY},
        {"exp(x*abs(z)^0.5)", "laplace", 40, EXPECTATION_FINITE},
        {"exp(x*z)", "laplace", -40, EXPECTATION_HEAVY},
        {"exp(x*z)", "student(df=3)", 9, EXPECTATION_HEAVY},
        {"exp(x*abs(z)^0.2)", "student(df=3)", 9, EXPECTATION_HEAVY},
        {"sinh(x*z)", "laplace", 1.25, EXPECTATION_HEAVY},
        {"sin(1e6*z)^2+x", "uniform", 0, EXPECTATION_UNRESOLVED},
    };
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        const struct expected expected = expectation_at(prepare_expectation(arena, rows[i].loss, rows[i].data, &loss), rows[i].x);
        if (expected.state != rows[i].state || isfinite(expected.value) != (rows[i].state == EXPECTATION_FINITE)) {
            print_error("%s over %s at %g: %d at %g, %g\n", rows[i].loss, rows[i].data, rows[i].x, (int)expected.state, expected.where,
                        expected.value);
            wrong++;
        }
        arena_destroy(arena);
    }
    assert_int_equal(wrong, 0);
}

/* Minima by theory: means, medians, quantiles, jumps. */
static void test_minima(void **state)
{
    static const struct {
        const char *loss, *data;
        double interval[2], argmin, least, tolerance;
        bool level;
    } rows[] = {
        {"(x-z)^2", "normal", {-3, 4}, 0, 1, 1e-9, false},
        {"(x-z)^2", "student(df=3)", {-3, 4}, 0, 3, 1e-9, false},
        {"(x-z-0.3)^2", "laplace", {-3, 4}, 0.3, 2, 1e-9, false},
        {"abs(x-exp(z))", "normal", {0, 4}, 1, 1.1255646869698814, 1e-7, false},
        {"where(z<x,0.25,0.75)*abs(x-z)", "normal", {-3, 4}, 0.67448975019608174, 0.31777657268410693, 1e-8, false},
        {"(x-z)^2", "empirical(0.3;1.2;0.7)", {-1, 2}, 0.73333333333333333, 0.13555555555555556, 1e-9, false},
        {"(x-z)^2+where(x<0.51,1,0)", "normal", {-3, 4}, 0.51, 1.2601, 1e-8, false},
        {"where(abs(x-0.123456789)<0.02,0,1)+z^2", "uniform", {0, 1}, 0.123456789, 1.0 / 3, 1e-9, true},
        {"risk(x) + 0.2*z*cos(5*pi*x)", "normal", {-1, 2}, 1.0904082219467213, -1.0467211246605712, 1e-12, false},
        {"sigmoid(-x*z)", "normal", {-5, 5}, 0, 0.5, 5, true},
        {"where(x*z>0,0,1)", "laplace", {1, 2}, 1.5, 0.5, 0.5, true},
        {"z^3*x", "uniform", {1, 2}, 1.5, 0, 0.5, true},
        {"1e6+1e-6*(x-z)^2", "normal", {-3, 3}, 0, 1000000.000001, 1e-3, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        double least;
        struct minima minima;
        const double argmin = expectation_minimize(prepare_expectation(arena, rows[i].loss, rows[i].data, &loss), rows[i].interval, &least, &minima);
        if (minima_are_level(&minima) != rows[i].level)
            fail_msg("%s over %s: from %.17g to %.17g", rows[i].loss, rows[i].data, minima.levels[0].left, minima.levels[0].right);
        if (!(fabs(argmin - rows[i].argmin) <= rows[i].tolerance) || !(fabs(least - rows[i].least) <= 1e-9))
            fail_msg("%s over %s: %.17g at %.17g, not %.17g at %.17g", rows[i].loss, rows[i].data, least, argmin, rows[i].least, rows[i].argmin);
        arena_destroy(arena);
    }
}

/* Quantiles by mpmath, and samples that have them: at most five deviations off. A sample begins a larger one. */
static void test_samples(void *context)
{
    enum { N = 40000 };
    static const struct {
        const char *data;
        double p, quantile;
    } rows[] = {
        {"normal", 0.05, -1.6448536269514729},
        {"normal", 0.9, 1.2815515655446004},
        {"uniform", 0.25, -0.5},
        {"laplace", 0.1, -1.6094379124341003},
        {"laplace", 0.95, 2.302585092994045},
        {"student(df=3)", 0.95, 2.3533634348018264},
        {"student(df=1)", 0.9, 3.0776835371752527},
        {"student(df=0.5)", 0.75, 1.5537739740300373},
        {"student(df=1000)", 0.25, -0.6747351646070094},
        {"rademacher", 0.3, -1},
        {"discrete(-1;0;2)", 0.5, 0},
        {"discrete(values=0;1,weights=3;1)", 0.7, 0},
        {"discrete(values=5;1,weights=3;1)", 0.2, 1},
        {"empirical(3;1;2;2)", 0.6, 2},
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct distribution distribution;
        struct call call;
        struct error error = {0};
        assert_true(call_read(arena, rows[i].data, "distribution", distribution_at, &call, &error) &&
                    distribution_make(arena, &call, &distribution, &error));
        const double quantile = distribution_quantile(&distribution, rows[i].p);
        if (!(fabs(quantile - rows[i].quantile) <= 1e-7 * fmax(1, fabs(quantile))))
            fail_msg("%s: quantile %g is %.12g, not %.12g", rows[i].data, rows[i].p, quantile, rows[i].quantile);
        const struct data data = distribution_draw(arena, &distribution, 3, 1, N), fewer = distribution_draw(arena, &distribution, 3, 1, 10);
        assert_memory_equal(data.z, fewer.z, 10 * sizeof *data.z);
        size_t below = 0, reached = 0;
        for (size_t k = 0; k < N; k++) {
            below += data.z[k] < quantile;
            reached += data.z[k] <= quantile;
        }
        const double slack = 5 * sqrt(rows[i].p * (1 - rows[i].p) / N);
        if (!((double)below / N <= rows[i].p + slack && (double)reached / N >= rows[i].p - slack))
            fail_msg("%s: %g to %g of a sample lie below quantile %g", rows[i].data, (double)below / N, (double)reached / N, rows[i].p);
    }
}

/* A curve says what integrals say, at places of chance; there is none of risks with corners, and one that has missed a spike says so. */
static void test_curves(void **state)
{
    enum { CURVE, NONE, MISSED };
    static const struct {
        const char *loss, *data;
        double interval[2];
        int what;
    } rows[] = {
        {"(x-z)^2", "normal", {-3, 3}, CURVE},
        {"abs(x-z)", "normal", {-3, 3}, CURVE},
        {"risk(x)+0.2*z*cos(5*pi*x)", "normal", {0.5, 1.5}, CURVE},
        {"tanh(x-z)^2", "laplace", {-1, 1}, CURVE},
        {"1e30*sin(x*z)", "uniform", {-5, 5}, CURVE},
        {"abs(x-z)", "laplace", {-1, 1}, NONE}, /* its third derivative jumps */
        {"abs(x)+z^2", "normal", {-1, 1.5}, NONE},
        {"1/(x-0.3)+z^2", "normal", {-1, 1}, NONE},
        {"(x-z)^2+exp(-(5e3*(x-0.3))^2)", "normal", {-1, 1}, MISSED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum { PLACES = 40 };
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        const double *const ends = rows[i].interval;
        struct expectation *expectation = prepare_expectation(arena, rows[i].loss, rows[i].data, &loss);
        struct expectation_curve *curve = expectation_curve_create(arena, expectation, ends);
        if (!curve != (rows[i].what == NONE))
            fail_msg("%s over %s: %s curve", rows[i].loss, rows[i].data, curve ? "a" : "no");
        double x[PLACES], values[PLACES];
        random_uniforms(1, random_stream(RANDOM_START, i), 0, x, PLACES);
        for (size_t k = 0; k < PLACES; k++)
            x[k] = ends[0] + (ends[1] - ends[0]) * x[k];
        if (rows[i].what == MISSED)
            x[0] = 0.3;
        if (curve && expectation_curve_values(curve, x, PLACES, values) != (rows[i].what == CURVE))
            fail_msg("%s over %s: the curve is%s trusted", rows[i].loss, rows[i].data, rows[i].what == CURVE ? " not" : "");
        for (size_t k = 0; curve && rows[i].what == CURVE && k < PLACES; k++) {
            const struct expected expected = expectation_at(expectation, x[k]);
            if (!(fabs(values[k] - expected.value) <= 1e-13 * expected.magnitude))
                fail_msg("%s over %s at %.17g: %.17g, not %.17g", rows[i].loss, rows[i].data, x[k], values[k], expected.value);
        }
        x[1] = ends[1] + (ends[1] - ends[0]) / 10;
        assert_false(curve && expectation_curve_values(curve, x, PLACES, values)); /* it ends with the interval */
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values), cmocka_unit_test(test_values_alone), cmocka_unit_test(test_edge),
                                       cmocka_unit_test(test_slopes), cmocka_unit_test(test_narrow),       cmocka_unit_test(test_states),
                                       cmocka_unit_test(test_minima), unit_test_in_arena(test_samples),    cmocka_unit_test(test_curves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
