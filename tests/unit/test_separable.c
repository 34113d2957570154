/* Kinds of points two ways: in the list of a sum or a product of functions of one coordinate each they come of the kinds along the coordinates, of a point
 * that is asked for alone of the Hessian and the values around it in the plane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"

enum { MOST_POINTS = 16 };

/* Corners, kinks of the second derivative, one that is infinite, inflections, and one side that is flatter than the other. */
static const char *const functions[] = {"cos(U)^2",          "relu(U)^4+U^2",     "abs(U)^1.5",         "-3*abs(U-0.3)+U^2",
                                        "abs(U-1)^3",        "U*abs(U)",          "tanh(U-0.5)^2",      "-relu(U)^2+U^2-relu(U)^4",
                                        "max(U+1,-(U+1)/2)", "-log(1+(U-0.3)^2)", "0.5*U^4-relu(U-1)^2"};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static const char *of(struct arena *arena, const char *function, char variable)
{
    char *text = arena_copy(arena, function, strlen(function));
    for (char *at = text; *at; at++)
        *at = *at == 'U' ? variable : *at;
    return text;
}

/* How many points of the list are of another kind where they are asked for alone. */
static size_t compare(const char *f)
{
    struct arena *arena = arena_create(256 << 20);
    const struct answer list = ask_well(arena, "critical-points", arena_format(arena, "f=%s&x=-4:4&y=-2:2", f));
    const struct study_column *kinds = column_of(&list.description.columns, "kind");
    size_t differ = 0;
    for (size_t i = 0; i < kinds->count && i < MOST_POINTS; i++) {
        const double x = numbers_of(&list, "x")[i], y = numbers_of(&list, "y")[i];
        const struct answer alone = ask_well(arena, "point", arena_format(arena, "f=%s&at=%.17g,%.17g", f, x, y));
        const char *kind = value_find(fact_of(&alone, "points")->children.first, "kind")->text;
        if (!strcmp(kind, kinds->texts[i]))
            continue;
        print_error("f=%s at (%.17g, %.17g): %s in the list, %s alone\n", f, x, y, kinds->texts[i], kind);
        differ++;
    }
    arena_destroy(arena);
    return differ;
}

static void test_sums(void *context)
{
    size_t differ = 0;
    for (size_t i = 0; i < FUNCTIONS; i++)
        for (size_t k = 0; k < FUNCTIONS; k++)
            differ += compare(arena_format(context, "%s-(%s)", of(context, functions[i], 'x'), of(context, functions[k], 'y')));
    assert_int_equal(differ, 0);
}

static void test_products(void *context)
{
    size_t differ = 0;
    for (size_t i = 0; i < FUNCTIONS; i++)
        for (size_t k = i; k < FUNCTIONS; k++)
            differ += compare(arena_format(context, "(2-%s)*(3+%s)", of(context, functions[i], 'x'), of(context, functions[k], 'y')));
    assert_int_equal(differ, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_sums), unit_test_in_arena(test_products)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
