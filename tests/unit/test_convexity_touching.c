/* Convexity where a curvature touches 0: random landscapes that do, and the same bent down there by a little, which no proof may call convex. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "tests/unit/judging.h"

enum { ARENA_BYTES = 64 << 20 };

static double uniform(uint64_t *position, double low, double high)
{
    return low + (high - low) * random_uniform(7, random_stream(RANDOM_START, 22), (*position)++);
}

/* Of t: positive factors g, each with its first and second derivative. */
enum factor { EXPONENTIAL, SQUARE, HILL, LOGISTIC, FACTORS };
static const char *const factors[FACTORS] = {"exp(%.17g*(%s))", "(%.17g+(%s))^2", "(1/(%.17g+(%s)^2))", "sigmoid(%.17g*(%s))"};

static void factor_at(enum factor factor, double b, double t, double g[3])
{
    const double e = exp(b * t), s = 1 / (1 + exp(-b * t)), q = 1 / (b + t * t);
    const double values[FACTORS][3] = {{e, b * e, b * b * e},
                                       {(b + t) * (b + t), 2 * (b + t), 2},
                                       {q, -2 * t * q * q, -2 * q * q + 8 * t * t * q * q * q},
                                       {s, b * s * (1 - s), b * b * s * (1 - s) * (1 - 2 * s)}};
    memcpy(g, values[factor], sizeof values[factor]);
}

/* (t^p g)'' = t^(p−2) (p (p − 1) g + 2 p t g' + t² g''): the least of what is in brackets, which has the sign of the curvature. */
static double least_bracket(enum factor factor, double p, double b, double low, double high)
{
    enum { SAMPLES = 1000 };
    double least = INFINITY;
    for (int i = 0; i <= SAMPLES; i++) {
        const double t = low + (high - low) * i / SAMPLES;
        double g[3];
        factor_at(factor, b, t, g);
        least = fmin(least, (p * (p - 1) * g[0] + 2 * p * t * g[1] + t * t * g[2]) / (p * (p - 1) * g[0]));
    }
    return least;
}

/* k (x − a) to the power of 4 or 6 times a positive factor: a random number of the machine a, in units of 10^±6. Returns the least of what has the sign of its curvature, relative to the factor. */
static double random_term(uint64_t *position, const char *name, char *text, size_t room, double box[2], double *center, double *scale)
{
    const enum factor factor = (enum factor)uniform(position, 0, FACTORS);
    const double b = factor == SQUARE ? uniform(position, 4, 9) : uniform(position, 0.5, 1.5), k = pow(10, uniform(position, -6, 6)),
                 a = uniform(position, -1, 1) / k, power = uniform(position, 0, 1) < 0.7 ? 4 : 6, low = uniform(position, -1.5, -0.2),
                 high = uniform(position, 0.2, 1.5);
    char t[100], g[300];
    snprintf(t, sizeof t, "%.17g*(%s-(%.17g))", k, name, a);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(g, sizeof g, factors[factor], b, t);
#pragma GCC diagnostic pop
    snprintf(text, room, "(%s)^%g*%s", t, power, g);
    box[0] = a + low / k;
    box[1] = a + high / k;
    *center = a;
    *scale = k;
    return least_bracket(factor, power, b, low, high);
}

/* One coordinate, or a sum of two. */
static void test_products(void **state)
{
    (void)state;
    enum { RUNS = 150 };
    uint64_t position = 0;
    size_t convex[2] = {0}, proved[2] = {0}, refuted = 0;
    for (size_t run = 0; run < RUNS; run++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const size_t n = 1 + run % 2;
        char terms[2][600] = {"", ""}, f[1600];
        double box[2][2], center[2], scale[2], least = INFINITY;
        for (size_t k = 0; k < n; k++)
            least = fmin(least, random_term(&position, k ? "y" : "x", terms[k], sizeof terms[k], box[k], &center[k], &scale[k]));
        const double size = pow(10, uniform(&position, -6, 6)), dip = pow(10, uniform(&position, -11, -3));
        snprintf(f, sizeof f, "%.17g*(%s%s%s)", size, terms[0], n == 2 ? "+" : "", terms[1]);
        const struct convexity whole = judge(arena, f, n, (const double(*)[2])box);
        if (least < -1e-6 ? whole.verdict == CONVEXITY_PROVED : whole.verdict == CONVEXITY_REFUTED && least > 0)
            fail_msg("%s is said to be %s: %g", f, convexity_name(whole.verdict), least);
        convex[n - 1] += least > 0.1;
        proved[n - 1] += least > 0.1 && whole.verdict == CONVEXITY_PROVED;
        snprintf(f, sizeof f, "%.17g*(%s%s%s-%.17g*(%.17g*(x-(%.17g)))^2)", size, terms[0], n == 2 ? "+" : "", terms[1], dip, scale[0], center[0]);
        const struct convexity bent = judge(arena, f, n, (const double(*)[2])box);
        if (bent.verdict == CONVEXITY_PROVED)
            fail_msg("%s is said to be convex", f);
        refuted += bent.verdict == CONVEXITY_REFUTED;
        arena_destroy(arena);
    }
    print_message("%zu of %zu and %zu of %zu proved, %zu of %d refuted\n", proved[0], convex[0], proved[1], convex[1], refuted, RUNS);
    assert_true(convex[0] >= RUNS / 4 && convex[1] >= RUNS / 4 && refuted >= RUNS * 9 / 10);
    assert_true(10 * proved[0] >= 9 * convex[0] && 2 * proved[1] >= convex[1]);
}

/* Quartic forms in the plane, typed out: x⁴ + m x²y² + y⁴ is convex for m from 0 to 6, about any place. */
static void test_forms(void **state)
{
    (void)state;
    enum { RUNS = 60 };
    uint64_t position = 1 << 20;
    for (size_t run = 0; run < RUNS; run++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        static const char *const form = "%.17g*((x-%.17g)^4+%.17g*(x-%.17g)^2*(y-%.17g)^2+(y-%.17g)^4-%.17g*(x-%.17g)*(y-%.17g))";
        const double size = pow(10, uniform(&position, -6, 6)), a = uniform(&position, 0, 1), b = uniform(&position, 0, 1),
                     inside = uniform(&position, 0.2, 5.8), outside = run % 2 ? -uniform(&position, 1e-3, 1) : 6 + uniform(&position, 1e-3, 1),
                     box[2][2] = {{uniform(&position, -2, -1), uniform(&position, 1.5, 2)}, {uniform(&position, -2, -1), uniform(&position, 1.5, 2)}};
        const double dip = pow(10, uniform(&position, -10, -2)), rows[][2] = {{inside, 0}, {outside, 0}, {inside, dip}};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            char f[400];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(f, sizeof f, form, size, a, rows[i][0], a, b, b, rows[i][1], a, b);
#pragma GCC diagnostic pop
            const struct convexity result = judge(arena, f, 2, box);
            if (i == 0 ? result.verdict != CONVEXITY_PROVED || result.least != 0 : result.verdict == CONVEXITY_PROVED)
                fail_msg("%s is said to be %s", f, convexity_name(result.verdict));
        }
        arena_destroy(arena);
    }
}

static void test_known(void **state)
{
    (void)state;
    static const struct {
        const char *f;
        size_t n;
        double box[3][2];
        enum convexity_verdict convex;
        bool concave;
    } rows[] = {
        {"x^4*(x-7)^2", 1, {{-3, 3}}, CONVEXITY_PROVED, false},
        {"-x^4*(x-7)^2", 1, {{-3, 3}}, CONVEXITY_REFUTED, true},
        {"x^4*(x-7)^2+abs(x)", 1, {{-3, 3}}, CONVEXITY_PROVED, false},
        {"x^6-5*x^4+15*x^2", 1, {{-1.7, 2.1}}, CONVEXITY_PROVED, false}, /* 30 (x² − 1)²: two places */
        {"x^6-5*x^4+14.9999*x^2", 1, {{-1.7, 2.1}}, CONVEXITY_REFUTED, false},
        {"x^6*(x-7)^2", 1, {{-2, 2}}, CONVEXITY_PROVED, false},
        {"-x^6*exp(x)-y^2", 2, {{-1, 1}, {-1, 1}}, CONVEXITY_REFUTED, true},
        {"x^4-12*x^3+54*x^2", 1, {{0, 5}}, CONVEXITY_PROVED, false},
        {"x^4-1.375*x^3+0.708984375*x^2", 1, {{-1, 1}}, CONVEXITY_PROVED, false}, /* 12 (x − 11/32)² */
        {"x^4-1.375*x^3+0.70898*x^2", 1, {{-1, 1}}, CONVEXITY_REFUTED, false},
        {"exp(x)-x^3/6-x^2/2", 1, {{-2, 2}}, CONVEXITY_PROVED, false},
        {"x^4+1e-6*x^3", 1, {{-1, 1}}, CONVEXITY_REFUTED, false}, /* between samples */
        {"x^4-4*x^3+6*x^2-4*x+y^4", 2, {{-1, 2}, {-1, 1}}, CONVEXITY_PROVED, false},
        {"x^4+6*x^2*y^2+y^4", 2, {{-1, 1}, {-1, 1}}, CONVEXITY_PROVED, false},  /* along both diagonals */
        {"x^4*(x-7)^2+exp(y)", 2, {{-1, 1}, {-1, 1}}, CONVEXITY_PROVED, false}, /* along a line */
        {"x^4+y^2+x^2*y^2", 2, {{-1, 1}, {-1, 1}}, CONVEXITY_PROVED, false},
        {"x^4+y^2+x*y^2/10", 2, {{-1, 1}, {-1, 1}}, CONVEXITY_REFUTED, false},
        {"(x^2+y^2)^2+(y^2+y*z+z^2)^2", 3, {{-1, 1}, {-1, 1}, {-1, 1}}, CONVEXITY_PROVED, false},
        {"x^4*exp(x)+y^4*exp(y)+z^2", 3, {{-1, 1}, {-1, 1}, {-1, 1}}, CONVEXITY_PROVED, false}, /* coordinate by coordinate */
        {"x^4*exp(x)+y^4*exp(y)-1e-9*y^2", 2, {{-1, 1}, {-1, 1}}, CONVEXITY_REFUTED, false},
        {"x^4-1.2*x^3+0.54*x^2", 1, {{-1, 1}}, CONVEXITY_NOT_DECIDED, false}, /* at 0.3, which is no number of the machine, nor is 0.54 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct convexity result = judge(arena, rows[i].f, rows[i].n, rows[i].box);
        if (result.verdict != rows[i].convex || result.concave != rows[i].concave)
            fail_msg("%s: %s, %d", rows[i].f, convexity_name(result.verdict), result.concave);
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known), cmocka_unit_test(test_products), cmocka_unit_test(test_forms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
