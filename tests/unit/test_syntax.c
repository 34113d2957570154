/* What the expression language refuses and with which words, where the caret points, and the meanings that only corners of a formula have.
 * Tables of {formula, what is said}; what is evaluated is in test_expression.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "expression/lower.h"
#include "expression/print.h"
#include "tests/unit/ask.h"

static const char *printed(struct arena *arena, const struct syntax *tree)
{
    struct buffer text = {.arena = arena};
    syntax_print(tree, PRINT_TEXT, &text);
    return buffer_string(&text);
}

/* --- Text that parses --- */

static const struct {
    const char *text, *means;
} parsed[] = {
    {"x+1", "x + 1"},
    {"a*x^2; a = 2", "2*x^2"},
    {"x^a + b;a=-2;b=.5 ", "x^(-2) + 0.5"},
    {"y = a*x; a = 1e-3", "0.001*x"},
    {"x\t+\r\n 1", "x + 1"},
    {"x+*+y", "x*y"},
    {"x + + y", "x + y"},
    {"++x", "x"},
    {"x+", "x"},
    {"(x+)", "x"},
    {"x[1+]", "x[1]"},
    {"max(x+,y+)", "max(x, y)"},
    {"cos+(x)", "cos(x)"},
    {"cos +(x)", "cos(x)"},
    {"cos (x)", "cos(x)"},
    {"x + -y", "x - y"},
    {"x + (-y)", "x + (-y)"},
    {"x + (-2)*y", "x + (-2*y)"},
    {"x + (-y)^2", "x + (-y)^2"},
    {"x + (-y - z)*2", "x + (-y - z)*2"},
    {"(x < y) == z", "(x < y) == z"},
    {"x < (y == z)", "x < (y == z)"},
    {"x ≤ 1 and y ≥ 2 or x ≠ y", "x <= 1 and y >= 2 or x != y"},
    {"2·x × y − 1", "2*x*y - 1"},
    {"not x and not (x or y)", "not x and not (x or y)"},
    {"nothing", "nothing"},
    {"android*orbit", "android*orbit"},
    {"x²", "x^2"},
    {"x¹²", "x^12"},
    {"(x^y)²", "(x^y)^2"},
    {"-x²", "-x^2"},
    {"2^3^2", "2^3^2"},
    {"2^-x", "2^(-x)"},
    {"--x", "-(-x)"},
    {"min(x, y, 1)", "min(min(x, y), 1)"},
    {".5", "0.5"},
    {"5.", "5"},
    {"1e3", "1000"},
    {"1E-2", "0.01"},
    {"1e+2", "100"},
    {"π*pi", "pi*pi"},
    {"ln(x) + arctan(y)", "log(x) + atan(y)"},
    {"sum(i, 1, n, x[i])", "sum(i, 1, n, x[i])"},
    {"2x", "2*x"},
    {"2(x)", "2*x"},
    {"x(x+1)^2", "x*(x + 1)^2"},
    {"1/2x", "1/2*x"},
    {"x^2y", "x^2*y"},
    {"-x y", "-x*y"},
    {"1e", "1*e"},
    {"x andy", "x*andy"},
    {"x < y < z", "x < y and y < z"},
    {"x⁹⁹⁹⁹⁹⁹", "x^999999"},
    {"x⁻¹", "x^(-1)"},
    {"ππ", "pi*pi"},
    {"|x|y|z|", "abs(x)*y*abs(z)"},
    {"|(|x|)|", "abs(abs(x))"},
    {"sum(i, 1, n, i(x_i))", "sum(i, 1, n, i*x[i])"},
    {"log₂(x)^2", "log2(x)^2"},
};

static void test_parsed(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof parsed / sizeof *parsed; i++) {
        struct error error = {0};
        const struct syntax *tree = syntax_parse(arena, parsed[i].text, &error);
        if (!tree)
            fail_msg("%s: %s", parsed[i].text, error.detail);
        assert_string_equal(printed(arena, tree), parsed[i].means);
        /* What is printed is the canonical spelling: it prints as itself. */
        tree = syntax_parse(arena, parsed[i].means, &error);
        assert_non_null(tree);
        assert_string_equal(printed(arena, tree), parsed[i].means);
    }
}

/* --- Text that does not, and where the caret stands (in characters, from 0) --- */

static const struct {
    const char *text, *says;
    size_t caret;
} unparsed[] = {
    {"", "the formula is empty", 0},
    {"x*", "the formula ends where an operand should stand", 2},
    {"x @ y", "'@' means nothing here", 2},
    {"x = 1", "'=' means nothing here: equality is '=='", 2},
    {"x;", "';' means nothing here", 1},
    {"a*x; a = 2; b = 3", "no formula has the constant 'b'", 12},
    {"a*x; a = x", "the constant a is a number", 8},
    {"a*x; x = 2", "'x' is a coordinate and cannot be given a number", 5},
    {"e*x; e = 2", "'e' means something already and cannot be given a number", 5},
    {"a*x; a = 2, x", "one formula is expected here", 10},
    {"a*x; a == 2", "';' means nothing here", 3},
    {"x,y", "one formula is expected here, not several", 1},
    {"x é", "'é' means nothing here", 2},
    {"x)", "there is no '(' for this ')'", 1},
    {"x]", "there is no '[' for this ']'", 1},
    {"2 3", "an operator is missing here", 2},
    {"x .5", "an operator is missing here", 2},
    {"(x", "this bracket is never closed", 0},
    {"(x]", "expected ')' or an operator", 2},
    {"fun(x", "this bracket of fun is never closed", 3},
    {"fun(x]", "expected ',' or ')' among the operands of fun", 5},
    {"fun()", "fun() needs an operand between its brackets", 4},
    {"fun(+)", "fun() needs an operand between its brackets", 5},
    {"f(x", "this bracket is never closed", 1},
    {"|x", "this bar is never closed", 0},
    {"|x)", "expected '|' or an operator", 2},
    {"{x", "this brace is never closed", 0},
    {"{x: 1", "this brace is never closed", 0},
    {"{x: 1, 2]", "expected '}' or an operator", 8},
    {"⌊x", "this bracket is never closed", 0},
    {"\\frac{x}", "a brace should stand here", 8},
    {"√", "the formula ends where an operand should stand", 1},
    {"√x^2", "this root could be of the power or of its base", 0},
    {"x ? 1", "expected ':' of the choice c ? a : b", 5},
    {"x if y", "expected 'else' of the choice a if c else b", 6},
    {"if x else y", "expected 'then' of the choice if c then a else b", 5},
    {"sin x", "the operand of sin stands in brackets: sin(x)", 0},
    {"2 + sin^-1(x)", "sin^-1 could be an inverse or a quotient", 4},
    {"x²⁻", "these superscripts are no exponent", 1},
    {"e⁻ˣ²", "these superscripts are no exponent", 1},
    {"y = y + 1", "y = … is an equation if y stands behind it", 4},
    {"y = z", "y = … is an equation if z stands behind it", 4},
    {"f(t) = t", "the variables are x, y, z, …: write x for t", 6},
    {"x[1", "expected ']' to close the index of x", 1},
    {"x[1)", "expected ']' to close the index of x", 3},
    {"x[", "the formula ends where an operand should stand", 2},
    {"*x", "an operand should stand here, not '*'", 0},
    {"x*é", "an operand should stand here, not 'é'", 2},
    {"and x", "'and' needs an operand on its left", 0},
    {"x*or", "'or' needs an operand on its left", 2},
    {".", "a number needs digits beside its point", 0},
    {"1e999", "this number is beyond the largest double", 0},
    {"cos(x, y)", "cos takes 1 operand, not 2", 0},
    {"1 + atan2(x)", "atan2 takes 2 operands, not 1", 4},
    {"max(x)", "max takes at least 2 operands, not 1", 0},
    {"ππππππππππππππππππππππππππππππ @", "'@' means nothing here", 22}, /* 30 letters of two bytes: the last 20 are shown */
};

/* The characters between the start of the detail's last line and its caret, less the two that indent it. */
static size_t caret_of(const struct error *error)
{
    const char *line = strrchr(error->detail, '\n');
    return line ? strlen(line) - strlen("\n  ^") : SIZE_MAX;
}

static void test_unparsed(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof unparsed / sizeof *unparsed; i++) {
        struct error error = {0};
        if (syntax_parse(arena, unparsed[i].text, &error))
            fail_msg("%s is accepted", unparsed[i].text);
        assert_int_equal(error.code, ERROR_INVALID);
        if (strncmp(error.detail, unparsed[i].says, strlen(unparsed[i].says)) || caret_of(&error) != unparsed[i].caret)
            fail_msg("'%s' is refused, caret at %zu, with: %s", unparsed[i].text, caret_of(&error), error.detail);
    }
}

static void assert_refused(struct arena *arena, const char *text, const char *says)
{
    struct error error = {0}, error_of_list = {0};
    size_t count;
    assert_null(syntax_parse(arena, text, &error));
    assert_null(syntax_parse_list(arena, text, &count, &error_of_list));
    if (!strstr(error.detail, says) || !strstr(error_of_list.detail, says))
        fail_msg("%.40s… is refused with: %s / %s", text, error.detail, error_of_list.detail);
}

static void test_bounds(void *context)
{
    struct arena *arena = context;
    struct error error = {0};
    size_t count;
    assert_refused(arena, repeated(arena, "x", "+x", SYNTAX_MOST_BYTES / 2, ""), "bytes long; at most 65536 are allowed");
    assert_refused(arena, repeated(arena, "x", "+x", SYNTAX_MOST_DEPTH + 1, ""), "more than 2048 operations follow upon each other");
    assert_refused(arena, repeated(arena, "(x", " x", SYNTAX_MOST_DEPTH + 1, ")/2"), "more than 2048 operations follow upon each other");
    assert_refused(arena, "x + \xff", "not UTF-8");
    assert_refused(arena, repeated(arena, "", "(", SYNTAX_MOST_NESTING + 1, "x"), "nested more than 100 deep");
    assert_refused(arena, repeated(arena, "", "-", SYNTAX_MOST_NESTING + 1, "x"), "nested more than 100 deep");
    assert_refused(arena, repeated(arena, "max(x", ",x", 64, ")"), "max takes at most 64 operands");
    assert_non_null(syntax_parse(arena, repeated(arena, "max(x", ",x", 63, ")"), &error));
    assert_non_null(syntax_parse_list(arena, repeated(arena, "x", ",x", 15, ""), &count, &error));
    assert_int_equal(count, 16);
    assert_null(syntax_parse_list(arena, repeated(arena, "x", ",x", 16, ""), &count, &error));
    assert_string_equal(error.detail, "there are more than 16 formulas");
    /* The first error stands. */
    assert_false(syntax_error(&error, "x", 0, "another"));
    assert_string_equal(error.detail, "there are more than 16 formulas");
}

/* --- What names mean --- */

static const struct definition definition_rows[] = {
    {"bowl", "x^2 + y^2", 2}, {"hill", "-x^2", 1}, {"ball", "sum(i, 1, n, x[i]^2)", 0}, {"nested", "hill(x)", 1}, {"broken", "x +* (", 1}};

static const struct definition *definition_at(size_t index)
{
    return index < sizeof definition_rows / sizeof *definition_rows ? &definition_rows[index] : NULL;
}
static const struct definitions definitions = {definition_at};

static bool lower_text(struct arena *arena, const char *text, size_t dimension, struct graph **graph, node_id *result, struct scope *scope,
                       struct error *error)
{
    const struct syntax *tree = syntax_parse(arena, text, error);
    assert_non_null(tree);
    *graph = graph_create(arena);
    *scope = (struct scope){.text = text, .dimension = dimension, .definitions = &definitions};
    return syntax_lower(*graph, tree, scope, result, error);
}

static const struct {
    const char *text;
    size_t dimension;
    const char *means; /* the graph written out */
    size_t highest;    /* coordinate named */
    bool uses_n;
} lowered[] = {
    {"x + y", 0, "x + y", 2, false},
    {"x2", 0, "y", 2, false},
    {"x[2]", 2, "y", 2, false},
    {"z", 3, "x3", 3, false},
    {"n", 3, "3", 0, true},
    {"n", 0, "2", 0, true},
    {"bowl", 2, "x^2 + y^2", 2, false},
    {"hill + 1", 1, "1 - x^2", 1, false},
    {"bowl(y, 1)", 2, "y^2 + 1", 2, false},
    {"ball", 2, "x^2 + y^2", 2, true},
    {"ball", 0, "x^2 + y^2", 2, true},
    {"ball(x, 2)", 1, "x^2 + 4", 1, false},
    {"sum(i, 2, 1, x)", 1, "0", 0, false},
    {"prod(i, 2, 1, x)", 1, "1", 0, false},
    {"product(i, 1, 2, x + i)", 1, "(x + 1)*(x + 2)", 1, false},
    {"sum(i, 1, 2, sum(i, 3, 3, i*x))", 1, "3*x + 3*x", 1, false},
    {"diff(x^2, x, 0)", 1, "x^2", 1, false},
    {"diff(x^2*y, x)", 2, "2*(x*y)", 2, false},
    {"where(1 > 0, x, y)", 2, "x", 2, false},
    {"e", 1, "e", 0, false},
};

static void test_lowered(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof lowered / sizeof *lowered; i++) {
        struct graph *graph;
        struct scope scope;
        struct error error = {0};
        node_id id;
        if (!lower_text(arena, lowered[i].text, lowered[i].dimension, &graph, &id, &scope, &error))
            fail_msg("%s: %s", lowered[i].text, error.detail);
        assert_string_equal(printed(arena, graph_syntax(graph, id, lowered[i].dimension, 100)), lowered[i].means);
        assert_int_equal(scope.highest, lowered[i].highest);
        assert_int_equal(scope.uses_n, lowered[i].uses_n);
    }
}

static const struct {
    const char *text;
    size_t dimension;
    const char *says, *nearest;
} meaningless[] = {
    {"x[0]", 0, "x[0] is not a coordinate: they are counted from 1 to at most 1000", ""},
    {"x[1001]", 0, "x[1001] is not a coordinate: they are counted from 1 to at most 1000", ""},
    {"x[1.5]", 2, "x[1.5] is not a coordinate: there are 2, counted from 1", ""},
    {"x[2]", 1, "x[2] is not a coordinate: there is 1, counted from 1", ""},
    {"x[y]", 0, "an index must be constant", ""},
    {"x[1/0]", 0, "an index must be constant", ""},
    {"x[q]", 0, "there is no name 'q'", ""},
    {"y[1]", 0, "only x has an index: x[i]", ""},
    {"y", 1, "there is no coordinate 'y' here: the landscape is 1-dimensional", ""},
    {"x3", 2, "x[3] is not a coordinate", ""},
    {"x0", 2, "there is no coordinate 'x0' here", ""},
    {"x100000", 2, "there is no coordinate 'x100000' here", ""},
    {"x1a", 2, "there is no name 'x1a'", ""},
    {"xx", 2, "there is no name 'xx'", ""},
    {"yes", 2, "there is no name 'yes'", ""},
    {"w", 2, "there is no name 'w': variables are x, y, z, x1, x2, … or x[i]", ""},
    {"_", 2, "there is no name '_'", ""},
    {"hil", 1, "there is no name 'hil'; did you mean 'hill'?", "hill"},
    {"arctann(x)", 1, "there is no function 'arctann'; did you mean 'arctan'?", "arctan"},
    {"qqqqqqqq(x)", 1, "there is no function 'qqqqqqqq'", ""},
    {"cos", 1, "cos is a function: write cos(…)", ""},
    {"sum", 1, "sum is a function: write sum(…)", ""},
    {"prod", 1, "prod is a function: write prod(…)", ""},
    {"diff", 1, "diff is a function: write diff(…)", ""},
    {"bowl(x)", 1, "bowl takes 2 operands, not 1", ""},
    {"hill(x, x)", 1, "hill takes 1 operand, not 2", ""},
    {"hill(q)", 1, "there is no name 'q'", ""},
    {"bowl", 1, "x[2] is not a coordinate", ""},
    {"nested", 1, "hill calls another landscape", ""},
    {"broken", 1, "the formula ends where an operand should stand", ""},
    {"sum(x)", 1, "sum is written sum(i, first, last, term in i)", ""},
    {"prod(1, 1, 2, x)", 1, "prod is written prod(i, first, last, term in i)", ""},
    {"sum(i, x, 2, i)", 1, "the first index must be constant", ""},
    {"sum(i, 1, x, i)", 1, "the last index must be constant", ""},
    {"sum(i, 0.5, 2, i)", 1, "an index runs over whole numbers", ""},
    {"sum(i, 1, 2.5, i)", 1, "an index runs over whole numbers", ""},
    {"sum(i, 1, 1e7, i)", 1, "this sum has more than 262144 terms", ""},
    {"sum(i, 1, 2, q)", 1, "there is no name 'q'", ""},
    {"sum(i, 1, 100000, x*x*x*x*x)", 1, "the formula unrolls to more than 262144 operations", ""},
    {"diff(sum(i, 1, 30000, sin(x*i)), x, 8)", 1, "the formula with its derivatives unrolls to more than 524288 operations", ""},
    {"diff(x)", 1, "diff is written diff(expression, variable)", ""},
    {"diff(q, x)", 1, "there is no name 'q'", ""},
    {"diff(x, q)", 1, "there is no name 'q'", ""},
    {"diff(x, 2)", 1, "diff needs a variable here", ""},
    {"diff(x, x, x)", 1, "the order must be constant", ""},
    {"diff(x, x, -1)", 1, "the order of a derivative is 0 to 8", ""},
    {"diff(x, x, 1.5)", 1, "the order of a derivative is 0 to 8", ""},
    {"diff(x, x, 9)", 1, "the order of a derivative is 0 to 8", ""},
};

static void check_meaningless_row(void *context)
{
    const size_t i = *(const size_t *)((void **)context)[1];
    struct arena *arena = *(struct arena **)context;
    struct graph *graph;
    struct scope scope;
    struct error error = {0};
    node_id id;
    assert_false(lower_text(arena, meaningless[i].text, meaningless[i].dimension, &graph, &id, &scope, &error));
    if (strncmp(error.detail, meaningless[i].says, strlen(meaningless[i].says)))
        fail_msg("%s: %s", meaningless[i].text, error.detail);
    assert_string_equal(error.nearest, meaningless[i].nearest);
}

static void test_meaningless(void **state)
{
    (void)state;
    /* Some of them fill a graph to its brim: an arena each. */
    for (size_t i = 0; i < sizeof meaningless / sizeof *meaningless; i++) {
        struct arena *arena = arena_create(512u << 20);
        assert_non_null(arena);
        assert_true(arena_protect(arena, check_meaningless_row, (void *[]){arena, &i}));
        arena_destroy(arena);
    }
}

/* Where the text is not at hand (a formula of the catalogue), the sentence stands without a caret. */
static void test_without_text(void *context)
{
    struct arena *arena = context;
    struct error error = {0};
    struct scope scope = {.dimension = 1};
    node_id id;
    assert_false(syntax_lower(graph_create(arena), syntax_parse(arena, "q", &error), &scope, &id, &error));
    assert_string_equal(error.detail, "there is no name 'q': variables are x, y, z, x1, x2, … or x[i]");
}

/* --- Constants --- */

static const struct {
    const char *text;
    double value;
    const char *says; /* null: it is a number */
} constants[] = {
    {"-2*pi", -6.283185307179586, NULL},
    {"sum(i, 1, 4, i)", 10, NULL},
    {"2²", 4, NULL},
    {"x", 0, "a number is wanted here, without variables"},
    {"x - x", 0, "a number is wanted here, without variables"},
    {"n", 0, "a number is wanted here, without variables"},
    {"1/0", 0, "this is not a finite number"},
    {"0/0", 0, "this is not a finite number"},
    {"abc", 0, "there is no name 'abc'"},
    {"1 +* (", 0, "the formula ends"},
};

static void test_constants(void *context)
{
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        struct error error = {0};
        double value = 0;
        const bool read = syntax_constant(context, constants[i].text, &value, &error);
        assert_int_equal(read, !constants[i].says);
        if (read)
            assert_true(value == constants[i].value);
        else if (strncmp(error.detail, constants[i].says, strlen(constants[i].says)))
            fail_msg("%s: %s", constants[i].text, error.detail);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_parsed),    unit_test_in_arena(test_unparsed),  unit_test_in_arena(test_bounds),
        unit_test_in_arena(test_lowered),   cmocka_unit_test(test_meaningless), unit_test_in_arena(test_without_text),
        unit_test_in_arena(test_constants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
