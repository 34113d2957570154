/* Convexity: verdicts and constants that are known, eigenvalues of random quadratics, and random functions of which no sample may contradict what is proved. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/eigen.h"
#include "base/random.h"
#include "study/convexity.h"
#include "study/sentence.h"
#include "tests/unit/ask.h"
#include "tests/unit/judging.h"

enum { ARENA_BYTES = 64 << 20, MOST = CONVEXITY_MOST_DIMENSION };

static double uniform(uint64_t *position, double low, double high)
{
    return low + (high - low) * random_uniform(7, random_stream(RANDOM_START, 21), (*position)++);
}

static void test_known(void **state)
{
    (void)state;
    static const struct {
        const char *f;
        size_t n;
        double box[2][2];
        const char *convex;
        bool concave;
        double least, most, within; /* the true constants, and how far the bounds may be outside; not-a-number: not bounded */
    } rows[] = {
        {"x^2", 1, {{-5, 5}}, "proved", false, 2, 2, 0},
        {"x^4", 1, {{-1, 1}}, "proved", false, 0, 12, 1e-9},
        {"x^4-x^2", 1, {{-1, 1}}, "refuted", false, -2, 10, 0.1},
        {"x^4-x^2", 1, {{0.5, 1}}, "proved", false, 1, 10, 0.1},
        {"cos(pi*x)", 1, {{-2, 2}}, "refuted", false, -9.869604401089358, 9.869604401089358, 1e-9},
        {"cos(pi*x)", 1, {{-0.4, 0.4}}, "refuted", true, -9.869604401089358, -3.0498755, 0.1},
        {"x*log(x)", 1, {{0.1, 5}}, "proved", false, 0.2, 10, 0.1},
        {"1/x", 1, {{0.5, 2}}, "proved", false, 0.25, 16, 0.1},
        {"1/x", 1, {{-1, 1}}, "refuted", false, NAN, NAN, 0},
        {"-x^2", 1, {{-1, 1}}, "refuted", true, -2, -2, 0},
        {"2*x+3", 1, {{-1, 1}}, "proved", true, 0, 0, 0},
        {"floor(x)", 1, {{-2, 2}}, "refuted", false, NAN, NAN, 0},
        {"where(x>0,1,0)", 1, {{-2, 2}}, "refuted", false, NAN, NAN, 0},
        {"sqrt(abs(x))", 1, {{-2, 2}}, "refuted", false, NAN, NAN, 0},
        {"log(x)", 1, {{1, 2}}, "refuted", true, -1, -0.25, 0.01},
        {"x^2+x*y+y^2", 2, {{-5, 5}, {-5, 5}}, "proved", false, 1, 3, 1e-12},
        {"(x+2*y)^2", 2, {{-5, 5}, {-5, 5}}, "proved", false, 0, 10, 1e-12},
        {"x*y", 2, {{-5, 5}, {-5, 5}}, "refuted", false, -1, 1, 1e-12},
        {"log(e^x+e^y)", 2, {{-1, 1}, {-1, 1}}, "proved", false, 0, 0.5, 0.1},
        {"abs(x)+y^2", 2, {{-1, 1}, {-1, 1}}, "proved", false, NAN, NAN, 0},
        {"max(x,y,-x-y)", 2, {{-1, 1}, {-1, 1}}, "proved", false, NAN, NAN, 0},
        {"sqrt(1+x^2+y^2)", 2, {{-5, 5}, {-5, 5}}, "proved", false, 0.0027, 1, 0.02},
        {"sqrt(x^2+y^2)", 2, {{-5, 5}, {-5, 5}}, "proved", false, NAN, NAN, 0},
        {"x^2/y", 2, {{-1, 1}, {1, 2}}, "proved", false, 0, 4, 0.05},
        {"-sqrt(x*y)", 2, {{1, 2}, {1, 2}}, NULL, false, 0, 1.0, 1}, /* convex, with a level direction: no rule knows */
        {"himmelblau", 2, {{-5, 5}, {-5, 5}}, "refuted", false, -62.5, 331, 4},
        {"himmelblau", 2, {{2.5, 3.5}, {1.5, 2.5}}, "proved", false, 3.8, 125, 1},
        {"relu(x)^2+abs(y-x)", 2, {{-1, 1}, {-1, 1}}, "proved", false, NAN, NAN, 0},
        {"x^4-abs(x-2)", 1, {{-5, 5}}, "refuted", false, NAN, NAN, 0},
        {"exp(-(x-0.5)^2)+exp(2*x)", 1, {{-5, 5}}, "proved", false, 0.00018, 88107, 1000}, /* from below it is as good as its sign asks for */
        {"-exp(-x^2-y^2)", 2, {{-0.5, 0.5}, {-0.5, 0.5}}, NULL, false, 0, 2, 0.05},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct convexity result = judge(arena, rows[i].f, rows[i].n, rows[i].box);
        if (rows[i].convex && (strcmp(convexity_name(result.verdict), rows[i].convex) || result.concave != rows[i].concave))
            fail_msg("%s: %s, %d", rows[i].f, convexity_name(result.verdict), result.concave);
        if (!rows[i].convex)
            assert_int_not_equal(result.verdict, CONVEXITY_REFUTED);
        const double tiny = 1e-12 * fmax(1, fabs(rows[i].most));
        if (!isnan(rows[i].least) &&
            (result.least > rows[i].least + fmax(tiny, rows[i].within) || result.least < rows[i].least - rows[i].within - tiny ||
             result.most < rows[i].most - fmax(tiny, rows[i].within) || result.most > rows[i].most + rows[i].within + tiny))
            fail_msg("%s: %.17g to %.17g", rows[i].f, result.least, result.most);
        if (isnan(rows[i].least))
            assert_false(isfinite(result.least) && isfinite(result.most));
        arena_destroy(arena);
    }
}

/* Random quadratics: the bounds are their eigenvalues, to rounding, and the verdict is the sign of the least. */
static void test_quadratics(void **state)
{
    (void)state;
    uint64_t position = 0;
    size_t convex = 0, concave = 0;
    for (size_t trial = 0; trial < 80; trial++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const size_t n = 1 + trial % 6;
        double hessian[MOST * MOST], values[MOST], box[MOST][2], weight[MOST], vectors[MOST * MOST];
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++)
                hessian[i * n + j] = hessian[j * n + i] = uniform(&position, -3, 3);
        symmetric_eigen(n, hessian, values, vectors);
        for (size_t k = 0; k < n; k++)
            weight[k] = trial % 3 == 0 ? fabs(values[k]) + 0.01 : trial % 3 == 1 ? -fabs(values[k]) - 0.01 : values[k];
        struct buffer text = {.arena = arena};
        buffer_text(&text, "0");
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double entry = 0;
                for (size_t k = 0; k < n; k++)
                    entry += vectors[k * n + i] * weight[k] * vectors[k * n + j];
                hessian[i * n + j] = entry;
                if (j <= i)
                    buffer_format(&text, "+(%.17g)*x[%zu]*x[%zu]", i == j ? entry / 2 : entry, i + 1, j + 1);
            }
        for (size_t k = 0; k < n; k++) {
            box[k][0] = uniform(&position, -10, 0);
            box[k][1] = uniform(&position, 0.1, 10);
        }
        symmetric_eigen(n, hessian, values, NULL);
        const struct convexity result = judge(arena, buffer_string(&text), n, (const double(*)[2])box);
        const double slack = 1e-11 * fmax(fabs(values[0]), fabs(values[n - 1]));
        if (!(fabs(result.least - values[0]) <= slack && fabs(result.most - values[n - 1]) <= slack))
            fail_msg("%s: %.17g to %.17g, and %.17g to %.17g", buffer_string(&text), result.least, result.most, values[0], values[n - 1]);
        assert_int_equal(result.verdict, values[0] > slack ? CONVEXITY_PROVED : CONVEXITY_REFUTED);
        assert_int_equal(result.concave, values[n - 1] < -slack);
        convex += result.verdict == CONVEXITY_PROVED;
        concave += result.concave;
        arena_destroy(arena);
    }
    assert_true(convex >= 25 && concave >= 25);
}

/* A random formula in x and y: sums of terms, some convex and some not. */
static const char *random_formula(struct arena *arena, uint64_t *position)
{
    static const char *const terms[] = {"exp(%.3g*x+%.3g*y)", "(%.3g*x+%.3g*y)^2", "abs(%.3g*x-%.3g*y)", "log(exp(%.3g*x)+exp(%.3g*y)+1)",
                                        "sqrt(1+(%.3g*x)^2+(%.3g*y)^2)", "max(%.3g*x,%.3g*y,1)", "cosh(%.3g*x+%.3g*y)", "(%.3g*x)^4+y^2*%.3g^2",
                                        "softplus(%.3g*x-%.3g*y)", "-log(9+%.3g*x+%.3g*y)", "1/(9+%.3g*x+%.3g*y)", "x^2*%.3g^2/(9+%.3g*y)",
                                        "relu(%.3g*x+%.3g*y)^2",
                                        /* not all convex: */
                                        "0.1*sin(%.3g*x+%.3g*y)", "0.1*%.3g*x*y*%.3g", "exp(-(%.3g*x)^2-(%.3g*y)^2)", "tanh(%.3g*x+%.3g*y)"};
    enum { TERMS = sizeof terms / sizeof *terms, CONVEX = 13 };
    struct buffer text = {.arena = arena};
    const size_t count = 1 + (size_t)uniform(position, 0, 3), among = uniform(position, 0, 1) < 0.6 ? CONVEX : TERMS;
    for (size_t i = 0; i < count; i++) {
        char term[200];
        const double a = uniform(position, -2, 2), b = uniform(position, -2, 2);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(term, sizeof term, terms[(size_t)uniform(position, 0, (double)among)], a, b);
#pragma GCC diagnostic pop
        buffer_format(&text, "%s%s", i ? "+" : "", term);
    }
    return buffer_string(&text);
}

/* Values at three places: the ends and the middle of a chord. */
static double gap_of(struct program *program, struct workspace *workspace, const double from[2], const double to[2], double *size)
{
    double x[3] = {from[0], to[0], from[0] / 2 + to[0] / 2}, y[3] = {from[1], to[1], from[1] / 2 + to[1] / 2}, value[3];
    program_run(program, workspace, (const double *const[]){x, y}, (double *[]){value}, 3);
    *size = fabs(value[0]) + fabs(value[1]) + fabs(value[2]);
    return value[0] / 2 + value[1] / 2 - value[2];
}

/* What is proved holds at samples that the proof did not see; what is refuted has a witness that holds in plain arithmetic. */
static void test_samples(void **state)
{
    (void)state;
    enum { FUNCTIONS = 120, SAMPLES = 150 };
    uint64_t position = 1 << 20;
    size_t verdicts[3] = {0}, bounded = 0;
    for (size_t trial = 0; trial < FUNCTIONS; trial++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *f = random_formula(arena, &position);
        const double box[2][2] = {{uniform(&position, -2, 0), uniform(&position, 0.1, 2)}, {uniform(&position, -2, 0), uniform(&position, 0.1, 2)}};
        struct landscape *landscape = resolve(arena, f, 2);
        struct convexity result;
        struct error error = {0};
        struct program *program, *value;
        assert_true(convexity_judge(arena, landscape, box, &result, &error) && landscape_program(landscape, 2, &program, &error) &&
                    landscape_program(landscape, 0, &value, &error));
        struct workspace *workspace = workspace_create(arena, program), *plain = workspace_create(arena, value);
        verdicts[result.verdict]++;
        bounded += isfinite(result.least);
        for (size_t i = 0; i < SAMPLES; i++) {
            double from[2], to[2], numbers[6], *outputs[6], values[2], size;
            for (size_t k = 0; k < 2; k++) {
                from[k] = uniform(&position, box[k][0], box[k][1]);
                to[k] = uniform(&position, box[k][0], box[k][1]);
            }
            for (size_t k = 0; k < 6; k++)
                outputs[k] = &numbers[k];
            program_run(program, workspace, (const double *const[]){&from[0], &from[1]}, outputs, 1);
            double matrix[4] = {numbers[3], 0, numbers[4], numbers[5]};
            symmetric_eigen(2, matrix, values, NULL);
            const double slack = 1e-12 * (fabs(values[0]) + fabs(values[1]) + 1);
            if (values[0] < result.least - slack || values[1] > result.most + slack)
                fail_msg("%s at %.17g, %.17g: eigenvalues %.17g, %.17g are not from %.17g to %.17g", f, from[0], from[1], values[0], values[1],
                         result.least, result.most);
            const double gap = gap_of(value, plain, from, to, &size);
            if (result.verdict == CONVEXITY_PROVED && gap < -1e-14 * size)
                fail_msg("%s is said to be convex: %g", f, gap);
            if (result.concave && gap > 1e-14 * size)
                fail_msg("%s is said to be concave: %g", f, gap);
        }
        double size;
        if (result.verdict == CONVEXITY_REFUTED && result.from)
            assert_true(gap_of(value, plain, result.from, result.to, &size) < 0);
        if (result.verdict == CONVEXITY_REFUTED)
            assert_true(result.from || (result.at && result.curvature < 0));
        arena_destroy(arena);
    }
    print_message("%zu proved, %zu refuted, %zu not decided; %zu bounded\n", verdicts[0], verdicts[1], verdicts[2], bounded);
    assert_true(verdicts[0] >= FUNCTIONS / 3 && verdicts[1] >= FUNCTIONS / 10 && verdicts[2] <= FUNCTIONS / 4);
}

/* Units change nothing of what is said. */
/* A quadratic that is written as products, and corners along random lines: convex if all of these rise, not if one falls, however strong the quadratic is. */
static void test_corners(void **state)
{
    (void)state;
    enum { RUNS = 60, CORNERS = 3 };
    static const double box[2][2] = {{-2, 2}, {-2, 2}};
    uint64_t position = 0;
    for (int run = 0; run < RUNS; run++) {
        const size_t n = 1 + (size_t)(run % 2);
        const bool falls = run / 2 % 2;
        const double a = uniform(&position, 1, 20), b = uniform(&position, -1.5, 1.5), c = uniform(&position, -1.5, 1.5);
        char f[600];
        int used = n == 1 ? snprintf(f, sizeof f, "%.17g*(x-1)*(x+2)+%.17g*x", a, b)
                          : snprintf(f, sizeof f, "%.17g*((x-1)*(x+2)+(y-%.17g)*y)+%.17g*x*y", a, b, 0.9 * a * c);
        for (int i = 0; i < CORNERS; i++) {
            static const char *const corners[] = {"abs", "relu", "2*max(0,-3+3+"};
            const char *const corner = corners[i], *const end = i == 2 ? "))" : ")";
            const double size = uniform(&position, 0.5, 3), slope = n == 1 ? 0 : uniform(&position, -2, 2), at = uniform(&position, -1, 1);
            used += snprintf(f + used, sizeof f - (size_t)used, "%s%.17g*%s(x+%.17g*%s-(%.17g)%s", falls && i == run % CORNERS ? "-" : "+", size,
                             corner, slope, n == 1 ? "1" : "y", at, end);
        }
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct convexity judged = judge(arena, f, n, box);
        if (judged.verdict != (falls ? CONVEXITY_REFUTED : CONVEXITY_PROVED))
            fail_msg("%s: %s", f, convexity_name(judged.verdict));
        if (falls)
            assert_true(judged.at || judged.gap < 0);
        else /* no less than the true one, but for bounds */
            assert_true(judged.parted && judged.least <= 2 * a + 1e-9 && judged.least > 0);
        arena_destroy(arena);
    }
}

static void test_units(void **state)
{
    (void)state;
    static const char *const forms[] = {"(%g)*((x*%g)^4-(x*%g)^2)", "(%g)*(exp(x*%g)+(x*%g)^2)", "(%g)*(abs(x*%g)+0.5*(x*%g))",
                                        "(%g)*(sin(x*%g)+0*(x*%g))"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        enum convexity_verdict first = CONVEXITY_NOT_DECIDED;
        for (size_t k = 0; k < 4; k++) {
            static const double scales[4][2] = {{1, 1}, {1e100, 1}, {1e-100, 1e6}, {1e20, 1e-6}};
            struct arena *arena = arena_create(ARENA_BYTES);
            char f[200];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(f, sizeof f, forms[i], scales[k][0], scales[k][1], scales[k][1]);
#pragma GCC diagnostic pop
            const struct convexity result = judge(arena, f, 1, (const double[1][2]){{-2 / scales[k][1], 2 / scales[k][1]}});
            first = k ? first : result.verdict;
            if (result.verdict != first)
                fail_msg("%s: %s", f, convexity_name(result.verdict));
            arena_destroy(arena);
        }
        assert_int_not_equal(first, CONVEXITY_NOT_DECIDED);
    }
}

static double member(const struct value *facts, const char *object, const char *name)
{
    return value_find(value_find(facts, object), name)->number;
}

static void test_study(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct answer square = ask_well(arena, "convexity", "f=(x-1)^2&x=-2:2&from=-1.5&to=1&weight=0.25");
    const struct value *facts = square.description.facts;
    assert_true(member(facts, "chord", "gap") == 0.25 * 0.75 * 2.5 * 2.5); /* w (1 − w) |a − b|² */
    assert_true(member(facts, "tangent", "least_height") >= 0 && value_find(facts, "condition")->number == 1);
    const struct answer wave = ask_well(arena, "convexity", "f=cos(pi*x)&x=-2:2");
    const struct answer straight = ask_well(arena, "convexity", "f=log(exp(x)+exp(y))"); /* along its diagonal, but for rounding */
    assert_true(member(straight.description.facts, "chord", "gap") == 0);
    assert_true(member(wave.description.facts, "chord", "gap") < 0 && value_find(wave.description.facts, "strong_convexity")->number != 0);
    const struct answer space = ask_well(arena, "convexity", "f=rosenbrock&dim=4&x=-1:1");
    assert_int_equal(space.description.grid.rows, 0);
    assert_int_equal(column_of(&space.description.columns, "s")->count, CONVEXITY_SECTION);
    static const char *const bad[][2] = {{"f=x^2&y=0:1", "y"}, {"f=x^2&from=1", "from"},   {"f=x^2&from=1&to=99", "to"},
                                         {"f=x,x^2", "f"},     {"f=sphere&dim=11", "dim"}, {"f=x^2&from=0,1&to=1", "from"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(ask_badly(arena, "convexity", bad[i][0]), bad[i][1]);
    arena_destroy(arena);
}

/* What is shown of a lower bound is not above it, of an upper one not below, and within a unit of the last digit. */
static void test_bounds_shown(void *arena)
{
    uint64_t position = 100000;
    for (uint64_t i = 0; i < 4000; i++) {
        const double magnitude = uniform(&position, 0.1, 1) * pow(10, floor(uniform(&position, -300, 300))), bound = i % 2 ? magnitude : -magnitude;
        const double near = i % 5 ? bound : strtod(arena_format(arena, "%.3e", bound), NULL) * (1 + 1e-15 * (double)(i % 3));
        for (int above = 0; above < 2; above++) {
            struct buffer text = {.arena = arena}, plain = {.arena = arena};
            sentence_bound(&text, near, above, 4);
            /* Back to what C reads: "−1.5×10⁻³" to "-1.5e-3". */
            static const char *const marks[][2] = {{"−", "-"}, {"×10", "e"}, {"⁻", "-"}, {"⁰", "0"}, {"¹", "1"}, {"²", "2"}, {"³", "3"},
                                                   {"⁴", "4"}, {"⁵", "5"},   {"⁶", "6"}, {"⁷", "7"}, {"⁸", "8"}, {"⁹", "9"}};
            for (const char *at = buffer_string(&text); *at;) {
                size_t k = 0;
                while (k < sizeof marks / sizeof *marks && strncmp(at, marks[k][0], strlen(marks[k][0])) != 0)
                    k++;
                if (k < sizeof marks / sizeof *marks) {
                    buffer_text(&plain, marks[k][1]);
                    at += strlen(marks[k][0]);
                } else {
                    buffer_character(&plain, *at++);
                }
            }
            const char *read = buffer_string(&plain);
            const char *power = !strncmp(read, "10-", 3) ? "1e" : !strncmp(read, "-10-", 4) ? "-1e" : NULL;
            const double shown = strtod(power ? arena_format(arena, "%s%s", power, strchr(read, '0') + 1) : read, NULL);
            if (!(above ? shown >= near : shown <= near) || !(fabs(shown - near) <= 1.01e-3 * fabs(near)))
                fail_msg("%.17g is shown as %s (%s)", near, buffer_string(&text), above ? "above" : "below");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known),         cmocka_unit_test(test_quadratics), cmocka_unit_test(test_samples),
                                       cmocka_unit_test(test_corners),       cmocka_unit_test(test_units),      cmocka_unit_test(test_study),
                                       unit_test_in_arena(test_bounds_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
