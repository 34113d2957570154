/* The expression language: what formulas mean, what is refused and where the caret stands, how formulas are printed, and that every
 * instruction set gives the same bits. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "expression/kernels.h"
#include "landscape/landscape.h"
#include "tests/unit/arena.h"

/* f, ∂f/∂x, ∂f/∂y at a point. */
static bool evaluate(struct arena *arena, const char *formula, double x, double y, double results[3], struct error *error)
{
    struct landscape *landscape;
    struct program *program;
    size_t count;
    if (!landscape_resolve(arena, formula, 2, 0, NULL, 0, &landscape, &count, error) || !landscape_program(landscape, 1, &program, error))
        return false;
    program_run(program, workspace_create(arena, program), (const double *[]){&x, &y}, (double *[]){results, results + 1, results + 2}, 1);
    return true;
}

static const struct {
    const char *formula;
    double value, dx, dy; /* at x = 1.25, y = −0.5 */
} meanings[] = {
    {"-x^2", -1.5625, -2.5, 0},
    {"2^3^2+0*x", 512, 0, 0},
    {"2**-1*x", 0.625, 0.5, 0},
    {"x+1", 2.25, 1, 0},
    {"x+*+y", -0.625, -0.5, 1.25},
    {"x + + y", 0.75, 1, 1},
    {"x+-+1", 0.25, 1, 0},
    {"x+", 1.25, 1, 0},
    {"max(+x+,+y+)", 1.25, 1, 0},
    {"abs+(y)", 0.5, 0, -1},
    {"x1*x2", -0.625, -0.5, 1.25},
    {"x[1]-x[2]", 1.75, 1, -1},
    {"x*y%2", 1.375, -0.5, 1.25},
    {"sum(i,1,n,i*x[i])", 0.25, 1, 2},
    {"prod(k,1,3,x+k-k)", 1.953125, 4.6875, 0},
    {"sum(i,1,0,x)", 0, 0, 0},
    {"where(y<0,x^2,sqrt(y))", 1.5625, 2.5, 0},
    {"where(x>0,x,log(y))", 1.25, 1, 0},
    {"(x>1) and (y>1) or not(y>0)", 1, 0, 0},
    {"diff(x^3*y,x)", -2.34375, -3.75, 4.6875},
    {"diff(x^3*y,x,2)", -3.75, -3, 7.5},
    {"risk(x)", -0.88388347648318444, 2.0696950551624305, 0},
    {"saddle", 1.3125, 2.5, 1},
    {"rosenbrock(x,y)", 425.453125, 1031.75, -412.5},
    {"rosenbrock(x,y,1)-rosenbrock(x,y,1)", 0, 0, 0},
    {"x²·y", -0.78125, -1.25, 1.5625},
    {"π*x−π*x", 0, 0, 0},
    {"relu(y)+relu(x)", 1.25, 1, 0},
    {"min(x,y,-2)", -2, 0, 0},
    {"1e0*x+1.E+0-1", 1.25, 1, 0},
    {"e^(x-x)*y", -0.5, 0, 1},
    {"x^y^0", 1.25, 1, 0},
    {"hypot(x*0+3,4*x/x)", 5, 0, 0},
    {"--x", 1.25, 1, 0},
    {"sigmoid(x-x)+sigmoid(-800*x)", 0.5, 0, 0},
    {"softplus(1000*x)", 1250, 1000, 0},
    {"gelu(1000*x)-1000*x", 0, 0, 0},
    {"tanh(800*x)", 1, 0, 0},
};

static void test_meanings(void *arena)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        struct error error = {0};
        double results[3];
        if (!evaluate(arena, meanings[i].formula, 1.25, -0.5, results, &error))
            fail_msg("%s: %s", meanings[i].formula, error.detail);
        const double expected[] = {meanings[i].value, meanings[i].dx, meanings[i].dy};
        for (int k = 0; k < 3; k++)
            if (!(fabs(results[k] - expected[k]) <= 1e-13 * fmax(1, fabs(expected[k]))))
                fail_msg("%s: result %d is %.17g, not %.17g", meanings[i].formula, k, results[k], expected[k]);
    }
}

static const struct {
    const char *formula, *words;
    int caret; /* the column under which the caret stands, −1: none */
} refusals[] = {
    {"", "empty", 0},
    {"x+*", "ends where", 3},
    {"(x", "never closed", 0},
    {"x)", "no '('", 1},
    {"x[1", "close the index", 1},
    {"2 2", "operator is missing", 2},
    {"cos x", "stands in brackets", 0},
    {"cos", "is a function", 0},
    {"cosh()", "needs an operand", 5},
    {"cos(x,y)", "takes 1 operand", 0},
    {"where(x,y)", "takes 3 operands", 0},
    {"cosinus(x)", "no function 'cosinus'", 0},
    {"gela(x)", "did you mean 'gelu'", 0},
    {"q", "no name 'q'", 0},
    {"x3", "names coordinate 3", -1},
    {"z", "names coordinate 3", -1},
    {"x[0]", "counted from 1", 0},
    {"x[1.5]", "not a coordinate", 0},
    {"x[x]", "must be constant", 2},
    {"y[1]", "only x has an index", 0},
    {"x = 1", "equality is '=='", 2},
    {"x $ y", "means nothing", 2},
    {"x * $", "should stand here", 4},
    {"1e999", "largest double", 0},
    {".", "digits beside its point", 0},
    {"sum(i,1,n)", "is written sum", 0},
    {"sum(1,1,n,x)", "is written sum", 0},
    {"sum(i,1,x,x)", "must be constant", 8},
    {"sum(i,1,2.5,x)", "whole numbers", 8},
    {"sum(i,1,1e9,x)", "terms", 0},
    {"sum(i,1,1000,sum(j,1,1000,sum(k,1,1000,x)))", "unrolls to more than", -1},
    {"diff(x)", "is written diff", 0},
    {"diff(x,2)", "needs a variable", 7},
    {"diff(x,x,9)", "0 to 8", 9},
    {"saddle(x)", "takes 2 operands", 0},
    {"x, y", "", -2},
    {"max(x)", "at least 2", 0},
    {"αx", "no name 'α'", 0},
};

static void test_refusals(void *arena)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct error error = {0};
        double results[3];
        if (refusals[i].caret == -2)
            continue;
        if (evaluate(arena, refusals[i].formula, 1, 1, results, &error))
            fail_msg("%s was accepted", refusals[i].formula);
        if (!strstr(error.detail, refusals[i].words))
            fail_msg("%s: \"%s\" does not say \"%s\"", refusals[i].formula, error.detail, refusals[i].words);
        const char *line = strrchr(error.detail, '\n');
        if (refusals[i].caret >= 0 && (!line || (int)strlen(line + 1) - 3 != refusals[i].caret))
            fail_msg("%s: the caret is at the wrong place:\n%s", refusals[i].formula, error.detail);
    }
}

static void test_limits(void *arena)
{
    double results[3];
    const char *const deep[] = {
        repeated(arena, "", "(", 3000, "x"),   repeated(arena, "", "-", 3000, "x"),  repeated(arena, "x", "^x", 1500, ""),
        repeated(arena, "", "cos(", 900, "x"), repeated(arena, "", "x[", 1500, "1"), repeated(arena, "", "not ", 900, "x"),
        repeated(arena, "x", " ", 70000, ""),  repeated(arena, "", "\xff", 3, ""),
    };
    for (size_t i = 0; i < sizeof deep / sizeof *deep; i++) {
        struct error error = {0};
        assert_false(evaluate(arena, deep[i], 1, 1, results, &error));
        assert_non_null(strstr(error.detail, i < 6 ? "nested more than" : i == 6 ? "bytes long" : "UTF-8"));
    }
    struct error error = {0};
    assert_true(evaluate(arena, repeated(arena, "x", "+x", 2000, ""), 1, 1, results, &error));
    assert_true(results[0] == 2001 && results[1] == 2001);
}

static const struct {
    const char *formula, *text, *tex, *readable;
} printings[] = {
    {"x*cos(pi*x)", "x*cos(pi*x)", "x\\,\\cos\\left(\\pi\\,x\\right)", "x·cos(πx)"},
    {"(1-x)^2+100*(y-x^2)**2", "(1 - x)^2 + 100*(y - x^2)^2", "\\left(1 - x\\right)^{2} + 100\\,\\left(y - x^{2}\\right)^{2}",
     "(1 − x)² + 100(y − x²)²"},
    {"x/(y/3)", "x/(y/3)", "\\frac{x}{\\frac{y}{3}}", "x/(y/3)"},
    {"x-(y-1)", "x - (y - 1)", "x - \\left(y - 1\\right)", "x − (y − 1)"},
    {"x+(y+1)", "x + (y + 1)", "x + y + 1", "x + y + 1"},
    {"(-x)^2", "(-x)^2", "\\left(-x\\right)^{2}", "(−x)²"},
    {"2^x^2", "2^x^2", "2^{x^{2}}", "2^x²"},
    {"(2^x)^2", "(2^x)^2", "\\left(2^{x}\\right)^{2}", "(2^x)²"},
    {"sqrt(abs(x))", "sqrt(abs(x))", "\\sqrt{\\left|x\\right|}", "√(|x|)"},
    {"sum(i,1,n,x[i]^2)", "sum(i, 1, n, x[i]^2)", "\\sum_{i=1}^{n}x_{i}^{2}", "Σ[i=1…n] x[i]²"},
    {"x1*2", "x1*2", "x_{1}\\cdot 2", "x₁·2"},
    {"1e-9*x", "1e-9*x", "1\\times10^{-9}\\,x", "10⁻⁹x"},
    {"x/4.3e33", "x/4.3e33", "\\frac{x}{4.3\\times10^{33}}", "x/(4.3×10³³)"},
    {"x*-y", "x*-y", "x\\,\\left(-y\\right)", "x·(−y)"},
};

static const char *printed(struct arena *arena, const struct syntax *tree, enum print_style style)
{
    struct buffer text = {.arena = arena};
    syntax_print(tree, style, &text);
    return buffer_string(&text);
}

static void test_printing(void *arena)
{
    for (size_t i = 0; i < sizeof printings / sizeof *printings; i++) {
        struct error error = {0};
        const struct syntax *tree = syntax_parse(arena, printings[i].formula, &error);
        assert_string_equal(printed(arena, tree, PRINT_TEXT), printings[i].text);
        assert_string_equal(printed(arena, tree, PRINT_TEX), printings[i].tex);
        assert_string_equal(printed(arena, tree, PRINT_READABLE), printings[i].readable);
    }
    /* What is printed parses back to the same node for the catalogue, and for its gradients to what is printed alike: products of the chain rule
     * come back as plain ones. */
    for (size_t i = 0; i < catalogue_count; i++) {
        struct error error = {0};
        struct landscape *landscape;
        size_t count;
        assert_true(landscape_resolve(arena, catalogue[i].definition.name, 0, 3, NULL, 0, &landscape, &count, &error));
        assert_true(landscape_differentiate(landscape, 1, &error));
        for (size_t k = 0; k <= landscape->dimension; k++) {
            const node_id node = k ? landscape->gradient[k - 1] : landscape->value;
            const char *text = landscape_formula(landscape, node, PRINT_TEXT);
            if (!text)
                continue;
            struct scope scope = {.text = text, .dimension = landscape->dimension};
            node_id again;
            const struct syntax *tree = syntax_parse(arena, text, &error);
            if (!tree || !syntax_lower(landscape->graph, tree, &scope, &again, &error) ||
                strcmp(text, landscape_formula(landscape, again, PRINT_TEXT)) || (!k && again != node))
                fail_msg("%s: %s does not parse back (%s)", catalogue[i].definition.name, text, error.detail);
        }
    }
}

enum { OPERANDS = 1 << 12 };
static double operand_a[OPERANDS], operand_b[OPERANDS], operand_c[OPERANDS];

static void draw_operands(void)
{
    static const double awkward[] = {0.0, -0.0, 1, -1, 0.5, INFINITY, -INFINITY, NAN, 5e-324, 1e308, -1e308, 1e-300, 3, 710, -745, 1e16, 100.5};
    uint64_t bits = 88172645463325252u;
    for (size_t i = 0; i < OPERANDS; i++) {
        double *const operands[] = {&operand_a[i], &operand_b[i], &operand_c[i]};
        for (int k = 0; k < 3; k++) {
            bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
            const double uniform = (double)(bits >> 11) * 0x1p-53;
            *operands[k] = i < 400 ? awkward[bits % (sizeof awkward / sizeof *awkward)] : (uniform - 0.5) * (i % 3 ? 20 : 2e3);
        }
    }
}

static void expect_same_bits(const double *out, const double *expected, int kernel, const char *who)
{
    for (size_t i = 0; i < OPERANDS; i++)
        if (memcmp(&out[i], &expected[i], sizeof *out) && !(isnan(out[i]) && isnan(expected[i])))
            fail_msg("%s %d of (%.17g, %.17g, %.17g): %s gives %.17g, not %.17g",
                     kernel < OPERATION_COUNT ? operation_rows[kernel].name : "joint kernel", kernel, operand_a[i], operand_b[i], operand_c[i], who,
                     out[i], expected[i]);
}

/* What a pair of operations or a scaled function stands for, one operation after the other. */
static void take_apart(int kernel, const double *b, const double *c, double *out)
{
    static const enum operation seconds[] = {[SECOND_ADD] = OPERATION_ADD,
                                             [SECOND_SUBTRACT] = OPERATION_SUBTRACT,
                                             [SECOND_SUBTRACT_FROM] = OPERATION_SUBTRACT,
                                             [SECOND_MULTIPLY] = OPERATION_MULTIPLY};
    static double first[OPERANDS], second[OPERANDS];
    kernel_function *const *functions = kernels_chosen()->functions;
    if (kernel >= KERNEL_SCALED(0)) {
        functions[OPERATION_MULTIPLY](first, operand_a, b, c, OPERANDS);
        functions[kernel - KERNEL_SCALED(0)](second, first, first, first, OPERANDS);
        functions[OPERATION_MULTIPLY](out, second, c, c, OPERANDS);
        return;
    }
    const int number = kernel - OPERATION_COUNT, then = number % SECOND_COUNT;
    const bool swapped = then == SECOND_SUBTRACT_FROM;
    functions[OPERATION_ADD + number / SECOND_COUNT](first, operand_a, b, c, OPERANDS);
    functions[seconds[then]](out, swapped ? c : first, swapped ? first : c, c, OPERANDS);
}

/* Every operation of the table, every pair and every scaled function, on awkward and ordinary operands, gives the same bits in every set; what
 * is joined gives those of its operations one after the other. */
static void test_same_bits(void **state)
{
    (void)state;
    static double expected[OPERANDS], out[OPERANDS];
    static const char *const names[] = {"sse2", "avx", "avx512"};
    int sets = 0;
    draw_operands();
    for (int kernel = OPERATION_FIRST_COMPUTED; kernel < KERNEL_COUNT; kernel++)
        for (int set = 0; set < 3; set++) {
            if (!kernels_choose(names[set]) || !kernels_chosen()->functions[kernel] || kernel == OPERATION_GRID) /* which takes an address */
                continue;
            sets += kernel == OPERATION_FIRST_COMPUTED;
            kernels_chosen()->functions[kernel](set ? out : expected, operand_a, operand_b, operand_c, OPERANDS);
            if (set)
                expect_same_bits(out, expected, kernel, names[set]);
            if (kernel < OPERATION_COUNT)
                continue;
            take_apart(kernel, operand_b, operand_c, out);
            expect_same_bits(out, expected, kernel, "one operation after the other");
        }
    kernels_choose("auto");
    print_message("%d instruction sets compared\n", sets);
}

/* What a chain of two steps stands for: (a · c), and then one of a kind, by b and `last`. */
static void take_chain_apart(enum chain_first first, int second, const double *last, double *out)
{
    static double begun[OPERANDS], t[OPERANDS];
    kernel_function *const *functions = kernels_chosen()->functions;
    functions[OPERATION_MULTIPLY](begun, operand_a, operand_c, operand_c, OPERANDS);
    if (first == FIRST_NONE)
        memcpy(t, last, sizeof t);
    else if (first == FIRST_SQUARE)
        functions[OPERATION_MULTIPLY](t, operand_b, operand_b, operand_b, OPERANDS);
    else
        functions[OPERATION_ADD + (first - FIRST_ADD)](t, operand_b, last, last, OPERANDS);
    if (second == CHAIN_BEGIN)
        memcpy(out, t, sizeof t);
    else if (second == SECOND_SUBTRACT_FROM)
        functions[OPERATION_SUBTRACT](out, t, begun, begun, OPERANDS);
    else
        functions[second == SECOND_ADD        ? OPERATION_ADD
                  : second == SECOND_SUBTRACT ? OPERATION_SUBTRACT
                                              : OPERATION_MULTIPLY](out, begun, t, t, OPERANDS);
}

/* Steps of every kind give the bits of their operations one after the other, in every set, whatever a constant is and however many points there are;
 * also into a row that is read. */
static void test_chains(void **state)
{
    (void)state;
    static double constant[OPERANDS], expected[OPERANDS], out[OPERANDS];
    static const char *const names[] = {"sse2", "avx", "avx512"};
    draw_operands();
    for (int kind = 0; kind < CHAIN_KIND(CHAIN_SECONDS, 0, 0); kind++)
        for (size_t k = 0; k < 40; k++) {
            const enum chain_first first = (enum chain_first)(kind / 2 % FIRST_COUNT);
            const int second = kind / 2 / FIRST_COUNT;
            const bool fixed = kind % 2;
            if (first == FIRST_SQUARE && fixed)
                continue;
            for (size_t i = 0; i < OPERANDS; i++)
                constant[i] = operand_b[17 * k];
            take_chain_apart(first, second, fixed ? constant : operand_c, expected);
            const struct chain_step steps[] = {{CHAIN_KIND(FIRST_MULTIPLY, CHAIN_BEGIN, 0), 0, 2},
                                               {(uint32_t)kind, first == FIRST_NONE ? (fixed ? 3 : 2) : 1, fixed ? 3 : 2}};
            const size_t count = k ? k * KERNEL_LANES : OPERANDS;
            for (int set = 0; set < 3; set++) {
                if (!kernels_choose(names[set]))
                    continue;
                memcpy(out, expected, sizeof out);
                memcpy(out, operand_a, count * sizeof *out);
                kernels_chosen()->chain(out, steps, 2, (double *const[]){out, operand_b, operand_c, constant}, count);
                expect_same_bits(out, expected, kind, names[set]);
            }
        }
    kernels_choose("auto");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_meanings), unit_test_in_arena(test_refusals), unit_test_in_arena(test_limits),
        unit_test_in_arena(test_printing), cmocka_unit_test(test_same_bits),  cmocka_unit_test(test_chains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
