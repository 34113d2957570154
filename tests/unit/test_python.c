/* Formulas as Python: what tests/programs.py runs, looked at. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expression/python.h"
#include "landscape/landscape.h"
#include "optimize/method.h"
#include "study/study.h"

#include <string.h>

static const struct {
    const char *formula, *statements, *result;
} formulas[] = {
    {"x^2", "", "x**2"},
    {"-x^2", "", "-x**2"},
    {"(-x)^2", "", "(-x)**2"},
    {"2^-x", "", "2**-x"},
    {"(x^2)^3", "", "(x**2)**3"},
    {"x-(1-x)", "", "x - (1 - x)"},
    {"x/(2*x)", "", "x/(2*x)"},
    {"x*cos(pi*x)", "", "x*np.cos(np.pi*x)"},
    {"1/0 + x", "", "np.inf + x"},
    {"where(x > 1, x, 0)", "", "np.where(x > 1, x, 0)"},
    {"where(x, 1, 2)", "", "np.where(x != 0, 1, 2)"},
    {"(x < 1) + x", "", "1.0*(x < 1) + x"},
    {"where(x > 0 and not (x > 2), x, 0)", "", "np.where((x > 0) & (~(x > 2)), x, 0)"},
    {"x % 3", "", "modulo(x, 3)"},
    {"sin(x) + sin(x)^2", "    t1 = np.sin(x)\n", "t1 + t1**2"},
    {"relu(x)", "", "np.maximum(x, 0)"},
};

static void test_formulas(void **state)
{
    (void)state;
    static const char *const variables[] = {"x", "y"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        struct arena *arena = arena_create(1 << 24);
        struct landscape *landscape;
        size_t count;
        struct error error = {0};
        struct python_uses uses = {0};
        struct buffer out = {.arena = arena};
        const char *result;
        assert_true(landscape_resolve(arena, formulas[i].formula, 0, 0, NULL, 0, &landscape, &count, &error));
        assert_true(python_statements(landscape->graph, &landscape->value, 1, variables, &out, &result, &uses, &error));
        assert_string_equal(buffer_string(&out), formulas[i].statements);
        assert_string_equal(result, formulas[i].result);
        arena_destroy(arena);
    }
}

/* Text that would end the string it stands in, or read in another order than it runs. */
static const struct {
    const char *text, *string;
} strings[] = {
    {"plain é ∇", "\"plain é ∇\""},        {"\"\"\"; import os", "\"\\\"\\\"\\\"; import os\""}, {"\\", "\"\\\\\""}, {"\\\"", "\"\\\\\\\"\""},
    {"a\nb\r\t", "\"a\\x0ab\\x0d\\x09\""}, {"\u202e\u2066\ufeff", "\"\\u202e\\u2066\\ufeff\""},
};

static void test_strings(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        struct buffer out = {.arena = arena};
        python_string(strings[i].text, &out);
        assert_string_equal(buffer_string(&out), strings[i].string);
    }
    struct buffer out = {.arena = arena};
    python_name("lambda", &out);
    python_name("lr", &out);
    python_number(1e-9, &out);
    python_number((double)-INFINITY, &out);
    assert_string_equal(buffer_string(&out), "lambda_lr1e-9-np.inf");
    arena_destroy(arena);
}

/* What there is no program of says so: an operation without Python, a formula that is too long. */
static void test_refusals(void **state)
{
    (void)state;
    static const char *const refused[] = {"polygamma(1, x)", "sum(i, 1, 3000, sin(i*x))"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct arena *arena = arena_create(1 << 26);
        struct landscape *landscape;
        size_t count;
        struct error error = {0};
        assert_true(landscape_resolve(arena, refused[i], 0, 0, NULL, 0, &landscape, &count, &error));
        assert_false(python_can(landscape->graph, &landscape->value, 1, &error));
        assert_non_null(strstr(error.detail, "csv"));
        arena_destroy(arena);
    }
}

/* A study with programs has no reason for having none; that each of the others says one, tests/programs.py sees. */
static void test_studies(void **state)
{
    (void)state;
    for (size_t i = 0; i < study_count; i++)
        if (studies[i]->script && studies[i]->unscripted)
            fail_msg("%s", studies[i]->name);
}

/* Every method has a rule in Python for any number of coordinates, or a reason for having none. */
static void test_methods(void **state)
{
    (void)state;
    for (size_t i = 0; i < method_count; i++)
        if ((!methods[i]->python || methods[i]->python_fits) != (methods[i]->unscripted != NULL))
            fail_msg("%s", methods[i]->callable.name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_studies), cmocka_unit_test(test_methods), cmocka_unit_test(test_formulas),
                                       cmocka_unit_test(test_strings), cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
