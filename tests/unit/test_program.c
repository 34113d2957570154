/* A point's results are the same to the bit however it is run: in a block, with a few others, by itself, by packs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "expression/kernels.h"
#include "expression/packed.h"
#include "tests/unit/arena.h"
#include "tests/unit/landscapes.h"

enum { POINTS = 24, ROUNDS = 70 };

/* A program's inputs and outputs at POINTS points, all coordinates over −6 … 6 and some that no formula likes. */
struct points {
    size_t inputs, outputs;
    double **in, **expected, **out;
};

static double **rows(struct arena *arena, size_t count)
{
    double **rows = ARENA_NEW(arena, double *, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = ARENA_NEW(arena, double, POINTS);
    return rows;
}

static struct points draw(struct arena *arena, size_t inputs, size_t outputs)
{
    static const double awkward[] = {0, -0.0, 1, -1, 1e300, -1e-310, INFINITY, NAN};
    struct points points = {inputs, outputs, rows(arena, inputs), rows(arena, outputs), rows(arena, outputs)};
    for (size_t i = 0; i < inputs; i++)
        for (size_t k = 0; k < POINTS; k++)
            points.in[i][k] = (i + k) % 31 == 30 ? awkward[(i + k) / 31 % (sizeof awkward / sizeof *awkward)]
                                                 : 12 * random_uniform(1, random_stream(RANDOM_START, k), i) - 6;
    return points;
}

/* Not-a-number is one value here, whatever its sign. */
static bool same(double a, double b)
{
    return isnan(a) ? isnan(b) : !memcmp(&a, &b, sizeof a);
}

static void expect_same(const struct points *points, size_t first, size_t count, const char *f, const char *how)
{
    for (size_t i = 0; i < points->outputs; i++)
        for (size_t k = first; k < first + count; k++)
            if (!same(points->out[i][k], points->expected[i][k]))
                fail_msg("%s: output %zu at point %zu is %a, %s %a", f, i, k, points->expected[i][k], how, points->out[i][k]);
}

/* The rows from a point on. */
static double **from(struct arena *arena, double *const *rows, size_t count, size_t first)
{
    double **shifted = ARENA_NEW(arena, double *, count);
    for (size_t i = 0; i < count; i++)
        shifted[i] = rows[i] + first;
    return shifted;
}

/* Runs a program in all ways; true if there are packs for it. */
static bool run_all_ways(struct arena *arena, const char *f, size_t dimension, int order)
{
    struct landscape *landscape = resolve(arena, f, dimension);
    struct program *program;
    struct error error = {0};
    if (!landscape_program(landscape, order, &program, &error))
        fail_msg("%s: %s", f, error.detail);
    const struct points points = draw(arena, landscape->dimension, program_outputs(program));
    struct workspace *workspace = workspace_create(arena, program);
    program_run(program, workspace_create(arena, program), (const double *const *)points.in, points.expected, POINTS);
    for (size_t round = 0; round < ROUNDS; round++) {
        const size_t first = round % POINTS, left = POINTS - first, count = left < 1 + round % 9 ? left : 1 + round % 9;
        program_run(program, workspace, (const double *const *)from(arena, points.in, points.inputs, first),
                    from(arena, points.out, points.outputs, first), count);
        expect_same(&points, first, count, f, "among few points");
    }
    struct packed *packed = packed_create(arena, program);
    if (packed) {
        packed_run(packed, (const double *const *)points.in, points.out, POINTS);
        expect_same(&points, 0, POINTS, f, "by packs");
        assert_in_range(packed_most_points(packed), 2, KERNEL_LANES);
    }
    return packed;
}

static void test_catalogue(void *arena)
{
    for (size_t i = 0; i < catalogue_count; i++) {
        const bool any = !catalogue[i].definition.dimension;
        run_all_ways(arena, catalogue[i].definition.name, any ? 7 : 0, 2);
        if (any)
            run_all_ways(arena, catalogue[i].definition.name, 40, 1);
    }
}

/* Formulas whose instructions stand in awkward orders, and what packs are for. */
static void test_formulas(void *arena)
{
    static const struct {
        const char *f;
        size_t dimension;
        bool packed;
    } formulas[] = {
        {"rosenbrock", 100, true},
        {"rastrigin", 100, true},
        {"sum(i, 1, n, sin(i*x[i])*x[n + 1 - i])", 33, true},
        {"sum(i, 1, n, where(x[i] > x[1], x[i]^3, exp(-x[i]))/i)", 50, true},
        {"prod(i, 1, n, 1 + x[i]^2/i)", 20, true},
        {"sum(i, 1, n, sum(j, 1, n, x[i]*x[j]/(i + j)))", 16, true},
        {"sum(i, 1, n, x[1]*x[i])", 40, false}, /* little but the chain of the sum */
        {"x*cos(pi*x)", 1, false},
    };
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        if (run_all_ways(arena, formulas[i].f, formulas[i].dimension, 1) != formulas[i].packed)
            fail_msg("%s is%s run by packs", formulas[i].f, formulas[i].packed ? " not" : "");
}

/* Instructions that all wait for the one before cannot be packed, however many they are. */
static void test_chain(void *arena)
{
    assert_false(run_all_ways(arena, repeated(arena, "x", "*sin(x", 40, repeated(arena, "", ")", 40, "")), 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_catalogue), unit_test_in_arena(test_formulas), unit_test_in_arena(test_chain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
