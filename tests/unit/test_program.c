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

/* What depends on the first coordinate alone, evaluated by one program and given to another, or by one program with the rest. */
static size_t run_split(struct arena *arena, const char *f, size_t dimension)
{
    struct landscape *landscape = resolve(arena, f, dimension);
    struct error error = {0};
    if (!landscape_differentiate(landscape, 2, &error))
        fail_msg("%s: %s", f, error.detail);
    const node_id outputs[] = {landscape->value, landscape->gradient[0], landscape->hessian[0]};
    enum { OUTPUTS = sizeof outputs / sizeof *outputs, MOST = 256 };
    const size_t n = landscape->dimension;
    node_id given[MOST];
    const size_t parts = program_invariants(arena, landscape->graph, outputs, OUTPUTS, 1, UINT32_MAX, given, MOST);
    assert_in_range(parts, 0, MOST);
    struct points points = draw(arena, n + parts, OUTPUTS);
    const double *const *in = (const double *const *)points.in;
    const struct program *whole = program_compile(arena, landscape->graph, outputs, OUTPUTS, n),
                         *part = program_compile(arena, landscape->graph, given, parts, n),
                         *rest = program_compile_given(arena, landscape->graph, outputs, OUTPUTS, n, given, parts);
    program_run(whole, workspace_create(arena, whole), in, points.expected, POINTS);
    program_run(part, workspace_create(arena, part), in, points.in + n, POINTS);
    program_run(rest, workspace_create(arena, rest), in, points.out, POINTS);
    expect_same(&points, 0, POINTS, f, "in two programs");
    assert_true(program_work(rest) + program_work(part) <= 1.5 * program_work(whole));
    return parts;
}

static void test_split(void *arena)
{
    size_t split = 0;
    for (size_t i = 0; i < catalogue_count; i++)
        if (catalogue[i].definition.dimension != 1)
            split += run_split(arena, catalogue[i].definition.name, catalogue[i].definition.dimension ? 0 : 3) > 0;
    assert_true(split > catalogue_count / 4);
    assert_true(run_split(arena, "sin(3*x) + y*cos(5*x)", 2) >= 2);
    assert_int_equal(run_split(arena, "(x - y)^2", 2), 0);
    assert_true(run_split(arena, "cos(5*x)", 2) > 0);
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

/* A graph drawn by chance, most of it plain arithmetic on what was made last, so that there are chains to be made; what follows may read any of it. */
static struct graph *draw_graph(struct arena *arena, uint64_t k, node_id *nodes, size_t count)
{
    static const enum operation others[] = {OPERATION_SIN, OPERATION_MAX, OPERATION_DIVIDE, OPERATION_SQRT};
    static const double numbers[] = {-1.5, 0.3, 2, 7};
    struct graph *graph = graph_create_bare(arena);
    const uint64_t stream = random_stream(RANDOM_START, k);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t position = 8 * i;
        if (i < 7) {
            nodes[i] = i < 3 ? graph_variable(graph, i) : graph_number(graph, numbers[i - 3]);
            continue;
        }
        const uint64_t kind = random_below(2, stream, position++, 10);
        const enum operation operation = kind < 9 ? (enum operation)(OPERATION_ADD + kind % 3) : others[random_below(2, stream, position++, 4)];
        node_id operands[2];
        for (int j = 0; j < 2; j++) {
            const size_t back = 1 + random_below(2, stream, position, 7), pool = random_below(2, stream, position + 1, 2) ? 7 : i;
            operands[j] = nodes[back < 4 ? i - back : random_below(2, stream, position + 2, pool)];
            position += 3;
        }
        nodes[i] = graph_node(graph, operation, operands[0], operation_rows[operation].arity > 1 ? operands[1] : 0, 0);
    }
    return graph;
}

/* What each node of a graph is at a point, one after the other. */
static void evaluate_nodes(const struct graph *graph, const double *at, double *values)
{
    for (node_id id = 0; id < graph->count; id++) {
        const struct node *node = &graph->nodes[id];
        values[id] = node->constant                          ? node->value
                     : node->operation == OPERATION_VARIABLE ? at[(size_t)node->value]
                                                             : kernel_scalar((enum operation)node->operation, values[node->operands[0]],
                                                                             values[node->operands[1]], values[node->operands[2]]);
    }
}

/* Programs give the bits of their graph's nodes one after the other, whatever is joined, linked and put later, and which nodes are outputs. */
static void test_drawn_graphs(void *arena)
{
    enum { GRAPHS = 300, NODES = 90, OUTPUTS = 4, INPUTS = 3 };
    for (uint64_t k = 0; k < GRAPHS; k++) {
        node_id nodes[NODES], outputs[OUTPUTS];
        const size_t count = 10 + random_below(3, random_stream(RANDOM_START, k), 0, NODES - 9);
        const struct graph *graph = draw_graph(arena, k, nodes, count);
        for (size_t i = 0; i < OUTPUTS; i++)
            outputs[i] = nodes[i ? random_below(3, random_stream(RANDOM_START, k), i, count) : count - 1];
        const size_t asked = 1 + k % OUTPUTS;
        const struct program *program = program_compile(arena, graph, outputs, asked, INPUTS);
        const struct points points = draw(arena, INPUTS, asked);
        const char *name = arena_format(arena, "graph %zu", (size_t)k);
        for (size_t i = 0; i < POINTS; i++) {
            double *values = ARENA_NEW(arena, double, graph->count);
            evaluate_nodes(graph, (const double[]){points.in[0][i], points.in[1][i], points.in[2][i]}, values);
            for (size_t j = 0; j < asked; j++)
                points.expected[j][i] = values[outputs[j]];
        }
        program_run(program, workspace_create(arena, program), (const double *const *)points.in, points.out, POINTS);
        expect_same(&points, 0, POINTS, name, "in a block");
        program_run(program, workspace_create(arena, program), (const double *const *)points.in, points.out, KERNEL_LANES);
        expect_same(&points, 0, KERNEL_LANES, name, "by instructions");
    }
}

static size_t stages_of(struct arena *arena, const char *f, size_t dimension)
{
    const struct landscape *landscape = resolve(arena, f, dimension);
    return program_compile(arena, landscape->graph, &landscape->value, 1, dimension)->stage_count;
}

/* Plain arithmetic whose results nothing else reads is one stage, on whichever side of an operation it stands and wherever in the program; of what is long
 * there are several. */
static void test_stages(void *arena)
{
    static const struct {
        const char *f;
        size_t stages;
    } rows[] = {
        {"1 + x*(2 + x*(3 + x*(4 + x*(5 + 6*x))))", 1},
        {"(x + 1)*(y + 2)", 1},
        {"(x + 1)*(y + 2) - (x - y)*(x - 3)", 2}, /* a difference goes on with one of its sides */
        {"7 - (x - (y - (3 - x*y)))", 1},
        {"sin(x + 1 - y)*y - 2 + x", 3}, /* before the sine, the sine with its product, behind it */
        {"max(x - y*2, x*3 - y)", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (stages_of(arena, rows[i].f, 2) != rows[i].stages)
            fail_msg("%s: %zu stages", rows[i].f, stages_of(arena, rows[i].f, 2));
    enum { TERMS = 24, LONG = 90 };
    const char *f = "x[1]";
    for (int i = 1; i <= TERMS; i++)
        f = arena_format(arena, "max(%s, 1 + x[%d]*(2 + x[%d]*(3 + x[%d])))", f, i, i, i);
    assert_int_equal(stages_of(arena, f, TERMS), 2 * TERMS);
    f = repeated(arena, repeated(arena, "", "(", LONG, "x"), "*y + x)", LONG, "");
    assert_in_range(stages_of(arena, f, 2), LONG / 30, LONG / 5);
    /* what is made first of all stands on the right of what is made behind it */
    struct graph *graph = graph_create_bare(arena);
    const node_id x = graph_variable(graph, 0), y = graph_variable(graph, 1), product = graph_node(graph, OPERATION_MULTIPLY, x, y, 0),
                  sum = graph_node(graph, OPERATION_ADD, x, y, 0), difference = graph_node(graph, OPERATION_SUBTRACT, sum, product, 0);
    assert_int_equal(program_compile(arena, graph, &difference, 1, 2)->stage_count, 1);
}

/* Quotients by constants, which are products where these are powers of two, are those of C. */
static void test_quotients(void *arena)
{
    static const struct {
        const char *f;
        double divisor;
    } quotients[] = {
        {"x/2", 2}, {"x/(-4)", -4}, {"x/0.125", 0.125}, {"x/3", 3}, {"x/2^1023", 0x1p1023}, {"x/2^(-1022)", 0x1p-1022}, {"x/2^(-1074)", 0x1p-1074},
        {"x/0", 0}};
    static const double x[] = {0, -0.0, 1, -3, 1e300, -1.7e308, 5e-324, -1.5e-320, 2.2250738585072014e-308, INFINITY, -INFINITY, NAN};
    enum { COUNT = sizeof x / sizeof *x };
    for (size_t i = 0; i < sizeof quotients / sizeof *quotients; i++) {
        const struct landscape *landscape = resolve(arena, quotients[i].f, 1);
        const struct program *program = program_compile(arena, landscape->graph, &landscape->value, 1, 1);
        double z[COUNT];
        program_run(program, workspace_create(arena, program), (const double *const[]){x}, (double *const[]){z}, COUNT);
        for (size_t k = 0; k < COUNT; k++)
            if (!same(z[k], x[k] / quotients[i].divisor))
                fail_msg("%s at %a is %a", quotients[i].f, x[k], z[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_catalogue), unit_test_in_arena(test_formulas),  unit_test_in_arena(test_chain),
                                       unit_test_in_arena(test_split),     unit_test_in_arena(test_quotients), unit_test_in_arena(test_drawn_graphs),
                                       unit_test_in_arena(test_stages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
