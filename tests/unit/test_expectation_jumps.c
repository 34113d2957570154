/* Expectations of losses made of jumps in z, near each other, against sums over the stretches between them by the data's distribution functions. */
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/losses.h"

enum { MOST_PARTS = 4, PLACES = 2, MOST_EDGES = 512 };
static const double pi = 3.14159265358979323846;

static double normal(double z)
{
    return z < 0 ? erfc(-z / sqrt(2)) / 2 : 1 - erfc(z / sqrt(2)) / 2;
}

static double uniform(double z)
{
    return fmin(fmax((z + 1) / 2, 0), 1);
}

static double laplace(double z)
{
    return z < 0 ? exp(z) / 2 : 1 - exp(-z) / 2;
}

static double cauchy(double z)
{
    return 0.5 + atan(z) / pi;
}

static double student(double z)
{
    const double t = z / sqrt(3);
    return 0.5 + (1 / (1 / t + t) + atan(t)) / pi;
}

static const struct {
    const char *name;
    double (*below)(double z);
} data[] = {{"normal", normal}, {"uniform", uniform}, {"laplace", laplace}, {"student(df=1)", cauchy}, {"student(df=3)", student}};

/* What jumps, as text of two offsets from x, and by the distances of z from x and the two. */
enum form { SIGN, ABOVE, BELOW, STEP, WINDOW, SQUARE, PRODUCT, NESTED, SIDE, BENT, STAIRS, FORMS };
static const char *const texts[FORMS] = {
    [SIGN] = "sign(z-x-%.17g)+0*(%.17g)",
    [ABOVE] = "where(z>x+%.17g,1,0)+0*(%.17g)",
    [BELOW] = "(z<x+%.17g)*(1+0*(%.17g))",
    [STEP] = "step(z-x-%.17g)+0*(%.17g)",
    [WINDOW] = "where(abs(z-x-%.17g)<abs(%.17g),1,0)",
    [SQUARE] = "where((x-z+%.17g)^2>(%.17g)^2,1,-1)",
    [PRODUCT] = "where((z-x-%.17g)*(z-x-%.17g)<0,1,0)",
    [NESTED] = "where(z>x+%.17g,where(z<x+%.17g,2,-1),0.5)",
    [SIDE] = "(z-x-%1$.17g)/abs(z-x-%1$.17g)+0*(%2$.17g)",
    [BENT] = "round(atan(z-x-%.17g))+0*(%.17g)",
    [STAIRS] = "floor((z-x-%.17g)/4)+0*(%.17g)",
};

static double value_of(enum form form, double z, const double *offsets)
{
    const double a = z - offsets[0], b = z - offsets[1], width = fabs(offsets[1]);
    switch (form) {
    case SIGN:
    case SIDE:
        return a > 0 ? 1 : -1;
    case ABOVE:
    case STEP:
        return a > 0;
    case BELOW:
        return a < 0;
    case WINDOW:
        return fabs(a) < width;
    case SQUARE:
        return fabs(a) > width ? 1 : -1;
    case PRODUCT:
        return (a < 0) != (b < 0);
    case NESTED:
        return a > 0 ? (b < 0 ? 2 : -1) : 0.5;
    case BENT:
        return rint(atan(a));
    default:
        return floor(a / 4);
    }
}

/* Adds where it jumps, from x on. */
static size_t edges_of(enum form form, const double *offsets, double *edges)
{
    enum { STEPS = 20 };
    size_t count = 0;
    if (form == WINDOW || form == SQUARE) {
        edges[count++] = offsets[0] - fabs(offsets[1]);
        edges[count++] = offsets[0] + fabs(offsets[1]);
    } else if (form == BENT) {
        for (int side = -1; side <= 1; side += 2) {
            edges[count++] = offsets[0] + side * tan(0.5);
            edges[count++] = offsets[0] + side * tan(1.5);
        }
    } else if (form == STAIRS) {
        for (int k = -STEPS; k <= STEPS; k++)
            edges[count++] = offsets[0] + 4 * k;
    } else {
        edges[count++] = offsets[0];
        edges[count++] = offsets[1];
    }
    return count;
}

static int ascending(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

struct part {
    enum form form;
    int operation; /* with what is before it: +, -, * */
    double offsets[PLACES];
};

static double loss_at(const struct part *parts, size_t count, double z)
{
    double value = 0;
    for (size_t k = 0; k < count; k++) {
        const double more = value_of(parts[k].form, z, parts[k].offsets);
        value = k == 0 || parts[k].operation == '+' ? value + more : parts[k].operation == '-' ? value - more : value * more;
    }
    return value;
}

/* The share of the data between two places, in the lower half if both are above the middle: there it has more digits. */
static double share(double (*below)(double), double from, double to)
{
    return from > 0 ? below(-from) - below(-to) : below(to) - below(from);
}

static void test_near(void **state)
{
    enum { CASES = 1000 };
    size_t wrong = 0, near = 0;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct part parts[MOST_PARTS];
        struct loss loss;
        double u[4 + 4 * MOST_PARTS], edges[MOST_EDGES];
        random_uniforms(41, random_stream(RANDOM_START, i), 0, u, sizeof u / sizeof *u);
        const size_t kind = i % (sizeof data / sizeof *data), count = 2 + (size_t)(3 * u[0]),
                     forms = strstr(data[kind].name, "student") ? STAIRS : FORMS;
        const double x = i % 7 ? 4 * u[1] - 2 : 0, distance = pow(10, -1 - 8 * u[2]);
        const char *text = "";
        size_t edge_count = 0;
        for (size_t k = 0; k < count; k++) {
            const double *const v = u + 4 + 4 * k;
            parts[k] =
                (struct part){(enum form)((double)forms * v[0]), "+-*" [(int)(3 * v[1])], { distance *(2 * v[2] - 1), distance *(2 * v[3] - 1) }};
            char *const more = arena_format(arena, texts[parts[k].form], parts[k].offsets[0], parts[k].offsets[1]);
            text = k ? arena_format(arena, "(%s)%c(%s)", text, parts[k].operation, more) : more;
            edge_count += edges_of(parts[k].form, parts[k].offsets, edges + edge_count);
        }
        qsort(edges, edge_count, sizeof *edges, ascending);
        double sum = 0, magnitude = 0;
        for (size_t k = 0; k <= edge_count; k++) {
            const double from = k ? edges[k - 1] : -INFINITY, to = k < edge_count ? edges[k] : INFINITY;
            const double value = loss_at(parts, count,
                                         k == 0            ? to - 1
                                         : k == edge_count ? from + 1
                                                           : from + (to - from) / 2),
                         weight = share(data[kind].below, x + from, x + to);
            sum += from < to ? value * weight : 0;
            magnitude += from < to ? fabs(value) * weight : 0;
        }
        const struct expected expected = expectation_at(prepare_expectation(arena, text, data[kind].name, &loss), x);
        const double spacing = 2e-15; /* of places of jumps about x, in doubles */
        if (expected.state != EXPECTATION_FINITE || !(fabs(expected.value - sum) <= 1e-12 * magnitude + spacing)) {
            print_error("%s over %s at %.17g: %.17g (%d), not %.17g\n", text, data[kind].name, x, expected.value, (int)expected.state, sum);
            wrong++;
        }
        near += distance < 1e-2;
        arena_destroy(arena);
    }
    print_message("%d losses, %zu of them with jumps nearer together than 0.01\n", (int)CASES, near);
    assert_int_equal(wrong, 0);
}

/* Losses that vary between their jumps. E z over z > x is the density at x for normal data. */
static void test_varying(void **state)
{
    (void)state;
    for (int i = -20; i <= 20; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        const double x = i / 10.0, d = pow(10, -1 - abs(i) % 9);
        const struct expected expected =
            expectation_at(prepare_expectation(arena, arena_format(arena, "z*where(z>x,1,0)*where(z<x+%.17g,1,0)", d), "normal", &loss), x);
        const double middle = x + d / 2, density = exp(-x * x / 2) / sqrt(2 * pi), value = -density * expm1(-d * middle);
        if (expected.state != EXPECTATION_FINITE || !(fabs(expected.value - value) <= 1e-12 * fabs(value) + 2e-15))
            fail_msg("between %g and %g beyond it: %.17g (%d), not %.17g", x, d, expected.value, (int)expected.state, value);
        arena_destroy(arena);
    }
}

/* Windows that smooth functions of z make where they turn, as far from x as 0.01: between nodes of the first panels. */
static void test_turns(void **state)
{
    static const struct {
        const char *loss;
        bool periodic;
    } rows[] = {{"where(z^2-2*x*z+x^2<0.0001,1,0)", false},
                {"(2*x*z>z^2+x^2-0.0001)", false},
                {"where(cos(z-x)>cos(0.01),1,0)", true},
                {"step(1/cosh(z-x)-1/cosh(0.01))", false},
                {"1-sign(sin((z-x)/2)^2-sin(0.005)^2)^2+where(sin((z-x)/2)^2<sin(0.005)^2,1,0)", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int k = -8; k <= 8; k++) {
            struct arena *arena = arena_create(64 << 20);
            struct loss loss;
            const double x = 0.237 * k;
            const struct expected expected = expectation_at(prepare_expectation(arena, rows[i].loss, "normal", &loss), x);
            double value = 0;
            for (int turn = rows[i].periodic ? -3 : 0; turn <= (rows[i].periodic ? 3 : 0); turn++)
                value += share(normal, x + 2 * pi * turn - 0.01, x + 2 * pi * turn + 0.01);
            if (expected.state != EXPECTATION_FINITE || !(fabs(expected.value - value) <= 1e-13))
                fail_msg("%s at %g: %.17g (%d), not %.17g", rows[i].loss, x, expected.value, (int)expected.state, value);
            arena_destroy(arena);
        }
}

/* What has no such operation has no steps, nor has one of x alone. */
static void test_none(void **state)
{
    static const struct {
        const char *loss;
        bool jumps;
    } rows[] = {{"(x-z)^2", false},    {"max(0,1-x*z)", false},    {"abs(z-x)+sqrt(abs(z))", false}, {"where(x>0,z,-z)", false},
                {"floor(x)*z", false}, {"where(x*z<0,1,0)", true}, {"where(max(z,0),1,0)", true},    {"mod(z,x)", true},
                {"z*(z>x)", true},     {"atan2(z,x)", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        struct loss loss;
        struct distribution distribution;
        prepare(arena, rows[i].loss, "normal", &loss, &distribution);
        if ((loss.steps != NULL) != rows[i].jumps)
            fail_msg("%s: %s steps", rows[i].loss, loss.steps ? "some" : "no");
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_near), cmocka_unit_test(test_varying), cmocka_unit_test(test_turns),
                                       cmocka_unit_test(test_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
