/* Interval arithmetic: what kernels compute, and what functions are to 64 bits, lies in the bounds, for every operation of the table; what is
 * said to be continuous has no jump; programs lie in the bounds of their formulas. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "expression/interval.h"
#include "expression/kernels.h"
#include "tests/unit/arena.h"
#include "tests/unit/landscapes.h"

enum { BOXES = 2000, POINTS = 12 };

static double uniform(uint64_t stream, uint64_t index)
{
    return random_uniform(7, random_stream(RANDOM_START, stream), index);
}

/* Ends of domains, poles, jumps, corners, extremes, and what overflows. */
static const double special[] = {0,
                                 -0.0,
                                 1,
                                 -1,
                                 2,
                                 -2,
                                 0.5,
                                 -0.5,
                                 3.141592653589793,
                                 1.5707963267948966,
                                 -1.5707963267948966,
                                 1e-300,
                                 -1e-300,
                                 1e300,
                                 -1e300,
                                 5e-324,
                                 26,
                                 -38,
                                 709.782712893384,
                                 -745.2,
                                 710.4,
                                 1e16,
                                 DBL_MAX,
                                 -DBL_MAX};

static double end(uint64_t stream, uint64_t index)
{
    const double choice = uniform(stream, 4 * index), u = uniform(stream, 4 * index + 1), v = uniform(stream, 4 * index + 2);
    const double number = special[(size_t)(v * (sizeof special / sizeof *special))];
    if (choice < 0.3)
        return number;
    if (choice < 0.5)
        return number + (u - 0.5) * pow(10, 12 * v - 12);
    if (choice < 0.8)
        return 8 * u - 4;
    return (u < 0.5 ? -1 : 1) * pow(10, 40 * v - 20);
}

static struct enclosure box(uint64_t stream, uint64_t index)
{
    double low = end(stream, 2 * index), high = end(stream, 2 * index + 1);
    const double kind = uniform(stream + 1000, index);
    if (kind < 0.15)
        high = low;
    else if (kind < 0.4)
        high = fmin(low + fabs(low) * pow(10, -15 * uniform(stream + 2000, index)), DBL_MAX);
    return low <= high ? enclosure_between(low, high) : enclosure_between(high, low);
}

static double inside(struct enclosure box, uint64_t stream, uint64_t index)
{
    const double u = uniform(stream, index), middle = box.low / 2 + box.high / 2;
    const double place = u < 0.15  ? box.low
                         : u < 0.3 ? box.high
                         : u < 0.4 ? middle
                                   : box.low * (1 - uniform(stream + 1, index)) + box.high * uniform(stream + 1, index);
    if (u > 0.9 && box.low <= 0 && box.high >= 0)
        return 0;
    return fmin(fmax(place, box.low), box.high);
}

static void expect_holds(enum operation operation, const struct enclosure *bounds, const double *at, double value)
{
    const bool held = isnan(value)
                          ? bounds->partial || isinf(bounds->low) || isinf(bounds->high)
                          : enclosure_holds(bounds, value) || (isinf(value) && (bounds->partial || bounds->high > 1e307 || bounds->low < -1e307));
    if (!held)
        fail_msg("%s(%.17g, %.17g, %.17g) = %.17g is not in [%.17g, %.17g]", operation_rows[operation].name, at[0], at[1], at[2], value, bounds->low,
                 bounds->high);
}

static void test_operations(void **state)
{
    (void)state;
    for (enum operation operation = OPERATION_FIRST_COMPUTED; operation < OPERATION_GRID; operation++) /* grids: test_grid.c */
        for (uint64_t i = 0; i < BOXES; i++) {
            struct enclosure operands[3];
            for (uint64_t k = 0; k < 3; k++)
                operands[k] = box(10 * operation + k, i);
            if (operation == OPERATION_POWER && i % 2)
                operands[1] = enclosure_of(floor(10 * uniform(5, i)) - 5);
            const struct enclosure bounds = interval_apply(operation, operands[0], operands[1], operands[2]);
            for (uint64_t point = 0; point < POINTS; point++) {
                double at[3];
                for (uint64_t k = 0; k < 3; k++)
                    at[k] = inside(operands[k], 100000 + 10 * operation + 3 * k, POINTS * i + point);
                expect_holds(operation, &bounds, at, kernel_scalar(operation, at[0], at[1], at[2]));
                if (operation == OPERATION_MULTIPLY) {
                    const struct enclosure square = interval_square(operands[0]);
                    expect_holds(operation, &square, (double[3]){at[0], at[0], 0}, at[0] * at[0]);
                }
            }
        }
}

/* The functions in another library's numbers, of 64 bits. */
static long double sech_long(long double x)
{
    return 1 / coshl(x);
}
static long double sigmoid_long(long double x)
{
    return 1 / (1 + expl(-x));
}
static long double log_cosh_long(long double x)
{
    return fabsl(x) < 0.5 ? log1pl(2 * sinhl(x / 2) * sinhl(x / 2)) : fabsl(x) + log1pl(expl(-2 * fabsl(x))) - logl(2);
}
static long double log1m_exp_long(long double x)
{
    return x > -0.7L ? logl(-expm1l(x)) : log1pl(-expl(x));
}
static long double sinc_long(long double x)
{
    return x == 0 ? 1 : sinl(x) / x;
}
static long double tanhc_long(long double a)
{
    return a == 0 ? 1 : tanhl(a) / a;
}

static long double log1p_square_long(long double a)
{
    return log1pl(a * a);
}

static long double exprel_long(long double x)
{
    return x == 0 ? 1 : expm1l(x) / x;
}
static long double softplus_long(long double x)
{
    return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x));
}
static long double gelu_long(long double x)
{
    return x / 2 * erfcl(-x * 0.707106781186547524400844362104849039L);
}
static long double silu_long(long double x)
{
    return x / (1 + expl(-x));
}
static long double softsign_long(long double x)
{
    return x / (1 + fabsl(x));
}
static long double sind_long(long double x)
{
    return sinl(remainderl(x, 360) * (acosl(-1) / 180));
}
static long double cosd_long(long double x)
{
    return cosl(remainderl(x, 360) * (acosl(-1) / 180));
}
static long double elu_long(long double x)
{
    return x > 0 ? x : expm1l(x);
}

static void test_real_numbers(void **state)
{
    (void)state;
    static const struct {
        enum operation operation;
        long double (*function)(long double);
    } rows[] = {
        {OPERATION_SQRT, sqrtl},
        {OPERATION_CBRT, cbrtl},
        {OPERATION_EXP, expl},
        {OPERATION_EXP2, exp2l},
        {OPERATION_EXPM1, expm1l},
        {OPERATION_LOG, logl},
        {OPERATION_LOG2, log2l},
        {OPERATION_LOG10, log10l},
        {OPERATION_LOG1P, log1pl},
        {OPERATION_SIN, sinl},
        {OPERATION_COS, cosl},
        {OPERATION_TAN, tanl},
        {OPERATION_ASIN, asinl},
        {OPERATION_ACOS, acosl},
        {OPERATION_ATAN, atanl},
        {OPERATION_SINH, sinhl},
        {OPERATION_COSH, coshl},
        {OPERATION_TANH, tanhl},
        {OPERATION_SECH, sech_long},
        {OPERATION_ASINH, asinhl},
        {OPERATION_ACOSH, acoshl},
        {OPERATION_ATANH, atanhl},
        {OPERATION_ERF, erfl},
        {OPERATION_ERFC, erfcl},
        {OPERATION_ELU, elu_long},
        {OPERATION_SIGMOID, sigmoid_long},
        {OPERATION_SOFTPLUS, softplus_long},
        {OPERATION_GELU, gelu_long},
        {OPERATION_LOG_COSH, log_cosh_long},
        {OPERATION_LOG1M_EXP, log1m_exp_long},
        {OPERATION_SINC, sinc_long},
        {OPERATION_EXPREL, exprel_long},
        {OPERATION_TANHC, tanhc_long},
        {OPERATION_LOG1P_SQUARE, log1p_square_long},
        {OPERATION_SILU, silu_long},
        {OPERATION_SOFTSIGN, softsign_long},
        {OPERATION_GAMMA, tgammal},
        {OPERATION_LGAMMA, lgammal},
        {OPERATION_SIND, sind_long},
        {OPERATION_COSD, cosd_long},
    };
    volatile long double one = 1; /* valgrind computes with 53 bits of them, and cbrtl(0) is -0.18 then */
    if (one + 0x1p-60L == one)
        skip();
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        for (uint64_t i = 0; i < BOXES; i++) {
            const struct enclosure operand = box(10 * rows[row].operation + 5, i),
                                   bounds = interval_apply(rows[row].operation, operand, operand, operand);
            for (uint64_t point = 0; point < 4; point++) {
                const double at = inside(operand, 300000 + rows[row].operation, 4 * i + point);
                const long double value = rows[row].function(at);
                if (!isnan(value) && !isinf(value) && !(value >= bounds.low && value <= bounds.high))
                    fail_msg("%s(%.17g) = %.20Lg is not in [%.17g, %.17g]", operation_rows[rows[row].operation].name, at, value, bounds.low,
                             bounds.high);
            }
        }
}

/* Halves a box where the function changes most: what is left is a jump, if there is one. */
static double jump(enum operation operation, struct enclosure a, double b, double c)
{
    for (int i = 0; i < 1100 && nextafter(a.low, INFINITY) < a.high; i++) {
        const double middle = a.low < 0 && a.high > 0 ? 0 : a.low / 2 + a.high / 2;
        const double left = fabs(kernel_scalar(operation, middle, b, c) - kernel_scalar(operation, a.low, b, c)),
                     right = fabs(kernel_scalar(operation, a.high, b, c) - kernel_scalar(operation, middle, b, c));
        *(left > right ? &a.high : &a.low) = middle;
        if (middle == a.low && middle == a.high)
            break;
    }
    const double low = kernel_scalar(operation, a.low, b, c), high = kernel_scalar(operation, a.high, b, c);
    return fabs(high - low) / (1 + fmin(fabs(low), fabs(high)));
}

static void test_continuity(void **state)
{
    (void)state;
    for (enum operation operation = OPERATION_FIRST_COMPUTED; operation < OPERATION_GRID; operation++) /* grids: test_grid.c */
        for (uint64_t i = 0; i < 300; i++) {
            const struct enclosure operand = box(10 * operation + 7, i);
            const double b = end(3, i), c = end(4, i);
            const struct enclosure bounds = interval_apply(operation, operand, enclosure_of(b), enclosure_of(c));
            if (!enclosure_continuous(&bounds) || isinf(bounds.low) || isinf(bounds.high) || fabs(operand.low) > 1e6 || fabs(operand.high) > 1e6 ||
                fabs(b) > 1e6 || (b != 0 && fabs(b) < 1e-6) || fabs(c) > 1e6)
                continue;
            if (!(jump(operation, operand, b, c) < 1e-3))
                fail_msg("%s over [%.17g, %.17g] with %g, %g is said to be continuous", operation_rows[operation].name, operand.low, operand.high, b,
                         c);
        }
}

/* What the flags and the tight cases must be. */
static void test_rules(void **state)
{
    (void)state;
    const struct {
        enum operation operation;
        double a[2], b[2];
        double low, high;
        bool partial, jumps;
    } rows[] = {
        {OPERATION_DIVIDE, {1, 1}, {-1, 1}, -INFINITY, INFINITY, true, true},
        {OPERATION_DIVIDE, {1, 1}, {0, 2}, 0.5, INFINITY, true, false},
        {OPERATION_LOG, {-2, -1}, {0}, INFINITY, -INFINITY, true, false},
        {OPERATION_SQRT, {-1, 0}, {0}, 0, 0, true, false},
        {OPERATION_POWER, {-2, 1}, {2, 2}, 0, 4, false, false},
        {OPERATION_POWER, {-2, 1}, {3, 3}, -8, 1, false, false},
        {OPERATION_ABS, {-2, 1}, {0}, 0, 2, false, false},
        {OPERATION_FLOOR, {0.5, 2}, {0}, 0, 2, false, true},
        {OPERATION_FLOOR, {0.5, 0.75}, {0}, 0, 0, false, false},
        {OPERATION_SIGN, {-1, 1}, {0}, -1, 1, false, true},
        {OPERATION_MAX, {-1, 1}, {0, 0.5}, 0, 1, false, false},
        {OPERATION_LESS, {0, 1}, {2, 3}, 1, 1, false, false},
        {OPERATION_LESS, {0, 1}, {1, 3}, 0, 1, false, true},
        {OPERATION_TAN, {1, 2}, {0}, -INFINITY, INFINITY, true, true},
        {OPERATION_ATAN2, {-1, 1}, {-1, 1}, -3.1415926535897936, 3.1415926535897936, false, true},
        {OPERATION_SIN, {0, 4}, {0}, -0.75680249530792953, 1, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct enclosure a = enclosure_between(rows[i].a[0], rows[i].a[1]), b = enclosure_between(rows[i].b[0], rows[i].b[1]),
                               bounds = interval_apply(rows[i].operation, a, b, b);
        if (bounds.partial != rows[i].partial || bounds.jumps != rows[i].jumps ||
            !(bounds.low == rows[i].low || fabs(bounds.low - rows[i].low) < 1e-14) ||
            !(bounds.high == rows[i].high || fabs(bounds.high - rows[i].high) < 1e-14))
            fail_msg("row %zu: [%.17g, %.17g] partial %d jumps %d", i, bounds.low, bounds.high, bounds.partial, bounds.jumps);
    }
}

/* Whether two bounds are the same; zeros of either sign are. */
static bool is_same(const struct enclosure *a, const struct enclosure *b)
{
    return a->low == b->low && a->high == b->high && a->partial == b->partial && a->jumps == b->jumps;
}

/* Many boxes at once have the bounds that they have alone, on every width of vectors; `count` of any size. */
static void expect_many(struct interval_program *intervals, const struct enclosure *boxes, size_t n, size_t count, size_t outputs, const char *what)
{
    static const char *const sets[] = {"sse2", "avx", "avx512"};
    struct enclosure *many = malloc(count * outputs * sizeof *many), *one = malloc(outputs * sizeof *one);
    for (size_t set = 0; set < sizeof sets / sizeof *sets; set++) {
        if (!kernels_choose(sets[set]))
            continue;
        interval_run_many(intervals, boxes, count, many);
        for (size_t i = 0; i < count; i++) {
            interval_run(intervals, boxes + n * i, one);
            for (size_t k = 0; k < outputs; k++)
                if (!is_same(&one[k], &many[outputs * i + k]))
                    fail_msg("%s, %s, box %zu of %zu, output %zu: [%.17g, %.17g] %d %d alone, [%.17g, %.17g] %d %d among others", what, sets[set], i,
                             count, k, one[k].low, one[k].high, one[k].partial, one[k].jumps, many[outputs * i + k].low, many[outputs * i + k].high,
                             many[outputs * i + k].partial, many[outputs * i + k].jumps);
        }
    }
    kernels_choose("auto");
    free(many);
    free(one);
}

/* Each operation of up to three variables, over boxes with special ends, and beside constants; then of results of others. */
static void test_many(void *arena)
{
    enum { COUNT = 1000 };
    static struct enclosure boxes[3 * COUNT];
    for (enum operation operation = OPERATION_FIRST_COMPUTED; operation < OPERATION_GRID; operation++) {
        struct graph *graph = graph_create(arena);
        node_id nodes[5] = {graph_variable(graph, 0), graph_variable(graph, 1), graph_variable(graph, 2)};
        nodes[3] = graph_node(graph, operation, nodes[0], nodes[1], nodes[2]);
        nodes[4] = graph_node(graph, operation, graph_node(graph, OPERATION_LOG, nodes[0], 0, 0), graph_node(graph, OPERATION_FLOOR, nodes[1], 0, 0),
                              nodes[2]);
        for (uint64_t i = 0; i < COUNT; i++)
            for (uint64_t k = 0; k < 3; k++)
                boxes[3 * i + k] = i % 3 == 0 && k == 1 ? enclosure_of(floor(10 * uniform(6, i)) - 5) : box(10 * operation + k, i);
        struct interval_program *intervals = interval_compile(arena, graph, nodes, 5, 3);
        expect_many(intervals, boxes, 3, COUNT, 5, operation_rows[operation].name);
        for (int exponent = -4; exponent <= 9; exponent++) {
            nodes[0] = graph_node(graph, operation, graph_variable(graph, 0), graph_number(graph, exponent), 0);
            expect_many(interval_compile(arena, graph, nodes, 1, 3), boxes, 3, operation == OPERATION_POWER ? COUNT : 37, 1,
                        operation_rows[operation].name);
        }
    }
}

/* A landscape's value, gradient and Hessian over random boxes. */
static void check_landscape(struct arena *arena, const char *f, size_t n)
{
    enum { ROUNDS = 40 };
    struct landscape *landscape = resolve(arena, f, n);
    struct program *program;
    struct error error = {0};
    assert_true(landscape_program(landscape, 2, &program, &error));
    const size_t count = program_outputs(program);
    node_id *nodes = ARENA_NEW(arena, node_id, count);
    nodes[0] = landscape->value;
    for (size_t i = 1; i < count; i++)
        nodes[i] = i <= n ? landscape->gradient[i - 1] : landscape->hessian[i - 1 - n];
    struct interval_program *intervals = interval_compile(arena, landscape->graph, nodes, count, n);
    struct workspace *workspace = workspace_create(arena, program);
    struct enclosure *boxes = ARENA_NEW(arena, struct enclosure, n), *bounds = ARENA_NEW(arena, struct enclosure, count);
    double *numbers = ARENA_NEW(arena, double, n + count), **pointers = ARENA_NEW(arena, double *, n + count);
    for (size_t i = 0; i < n + count; i++)
        pointers[i] = numbers + i;
    struct enclosure *all = ARENA_NEW(arena, struct enclosure, ROUNDS * n);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            const double low = landscape->domain[i][0], high = landscape->domain[i][1], at = low + (high - low) * uniform(i, round);
            boxes[i] = enclosure_between(at, at + (high - at) * pow(10, -6 * uniform(50, round)) * uniform(i + 20, round));
            all[n * round + i] = boxes[i];
        }
        interval_run(intervals, boxes, bounds);
        for (uint64_t point = 0; point < POINTS; point++) {
            for (size_t i = 0; i < n; i++)
                numbers[i] = inside(boxes[i], 500000 + 2 * i, POINTS * round + point);
            program_run(program, workspace, (const double *const *)pointers, pointers + n, 1);
            for (size_t i = 0; i < count; i++)
                if (isnan(numbers[n + i]) ? !(bounds[i].partial || isinf(bounds[i].low) || isinf(bounds[i].high))
                                          : !enclosure_holds(&bounds[i], numbers[n + i]) && !(isinf(numbers[n + i]) && bounds[i].partial))
                    fail_msg("%s: output %zu is %.17g, the bounds are [%.17g, %.17g]", f, i, numbers[n + i], bounds[i].low, bounds[i].high);
        }
    }
    expect_many(intervals, all, n, ROUNDS, count, f);
}

static void test_landscapes(void *arena)
{
    for (size_t i = 0; i < catalogue_count; i++)
        check_landscape(arena, catalogue[i].definition.name, catalogue[i].definition.dimension ? catalogue[i].definition.dimension : 2);
    static const char *const formulas[] = {
        "abs(x*y)", "where(x > y, sqrt(x - y), x^3)", "max(x, y)^2 + min(x, -y)", "x % 2 + atan2(y, x)",    "hypot(x, y)",     "log(x)*y^-3",
        "x^y",      "relu(x - y)*silu(x) + gelu(y)",  "floor(x)*cosh(y)",         "exp(-1e10*(x - 0.3)^2)", "x^(1/3) + y^2.5", "sech(x)*tan(y)"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        check_landscape(arena, formulas[i], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_operations), cmocka_unit_test(test_real_numbers), cmocka_unit_test(test_continuity),
                                       cmocka_unit_test(test_rules),      unit_test_in_arena(test_many),       unit_test_in_arena(test_landscapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
