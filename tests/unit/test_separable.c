/* Kinds of points in other ways than by the values around them in the plane, and the Hessian: in the list of a sum or a product of functions of one coordinate
 * each they come of the kinds along the coordinates; of a sum whose coordinates are slanted or bent, and at the end of rays, they are known by themselves. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/critical.h"
#include "base/random.h"
#include "tests/unit/ask.h"
#include "tests/unit/landscapes.h"

enum { MOST_POINTS = 16 };

/* Corners, kinks of the second derivative, one that is infinite, inflections, and one side that is flatter than the other. */
static const char *const functions[] = {"cos(U)^2",          "relu(U)^4+U^2",     "abs(U)^1.5",         "-3*abs(U-0.3)+U^2",
                                        "abs(U-1)^3",        "U*abs(U)",          "tanh(U-0.5)^2",      "-relu(U)^2+U^2-relu(U)^4",
                                        "max(U+1,-(U+1)/2)", "-log(1+(U-0.3)^2)", "0.5*U^4-relu(U-1)^2"};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

/* The function with a coordinate for U. */
static const char *in(struct arena *arena, const char *function, const char *coordinate)
{
    struct buffer text = {.arena = arena};
    for (const char *at = function; *at; at++)
        buffer_format(&text, *at == 'U' ? "%s" : "%.1s", *at == 'U' ? coordinate : at);
    return buffer_string(&text);
}

/* How many points of the list are of another kind where they are asked for alone. */
static size_t compare(const char *f)
{
    struct arena *arena = arena_create(256 << 20);
    const bool space = strchr(f, 'z');
    const struct answer list = ask_well(arena, "critical-points", arena_format(arena, space ? "f=%s&box=-3:3" : "f=%s&x=-4:4&y=-2:2", f));
    const struct study_column *kinds = column_of(&list.description.columns, "kind");
    size_t differ = 0;
    for (size_t i = 0; i < kinds->count && i < MOST_POINTS; i++) {
        const char *at =
            space ? arena_format(arena, "%.17g,%.17g,%.17g", numbers_of(&list, "x1")[i], numbers_of(&list, "x2")[i], numbers_of(&list, "x3")[i])
                  : arena_format(arena, "%.17g,%.17g", numbers_of(&list, "x")[i], numbers_of(&list, "y")[i]);
        const struct answer alone = ask_well(arena, "point", arena_format(arena, "f=%s&at=%s", f, at));
        const char *kind = value_find(fact_of(&alone, "points")->children.first, "kind")->text;
        if (!strcmp(kind, kinds->texts[i]))
            continue;
        print_error("f=%s at (%s): %s in the list, %s alone\n", f, at, kinds->texts[i], kind);
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
            differ += compare(arena_format(context, "%s-(%s)", in(context, functions[i], "x"), in(context, functions[k], "y")));
    assert_int_equal(differ, 0);
}

static void test_products(void *context)
{
    size_t differ = 0;
    for (size_t i = 0; i < FUNCTIONS; i++)
        for (size_t k = i; k < FUNCTIONS; k++)
            differ += compare(arena_format(context, "(2-%s)*(3+%s)", in(context, functions[i], "x"), in(context, functions[k], "y")));
    assert_int_equal(differ, 0);
}

/* Functions of U at 0: 1 a minimum, −1 a maximum, 0 neither. */
static const struct part {
    const char *function;
    int kind;
    bool gradient, smooth, curved; /* the gradient exists; the second derivative is continuous; it is not 0 */
} parts[] = {{"U^2", 1, true, true, true},
             {"-U^2", -1, true, true, true},
             {"relu(U)^4+U^2", 1, true, true, true},
             {"abs(U)^3", 1, true, true, false},
             {"U^3", 0, true, true, false},
             {"abs(U)", 1, false, false, false},
             {"-abs(U)", -1, false, false, false},
             {"max(U,-U/2)", 1, false, false, false},
             {"relu(U)^2-2*relu(-U)", 0, false, false, false},
             {"abs(U)^1.5", 1, true, false, false},
             {"-abs(U)^1.5", -1, true, false, false},
             {"U*abs(U)", 0, true, false, false},
             {"relu(-U)^2-relu(U)^4", 0, true, false, false},
             {"U^2+U*abs(U)/2", 1, true, false, true}};

static const char *kind_of_sum(const struct part *first, const struct part *second)
{
    if (first->kind && first->kind == second->kind)
        return first->kind > 0 ? "minimum" : "maximum";
    if (first->kind && second->kind)
        return first->smooth && second->smooth && !(first->curved && second->curved) ? "degenerate" : "saddle";
    return first->gradient && second->gradient ? "degenerate" : "none";
}

static void test_slanted_sums(void *context)
{
    static const char *const coordinates[][2] = {{"x", "y"},       {"(x+y)", "(x-y)"}, {"(0.8*x+0.6*y)", "(0.8*y-0.6*x)"},
                                                 {"(x+y^2)", "y"}, {"(100*x)", "y"},   {"(x+y)", "(0.1*y)"}};
    enum { PARTS = sizeof parts / sizeof *parts, COORDINATES = sizeof coordinates / sizeof *coordinates };
    size_t differ = 0;
    for (size_t i = 0; i < COORDINATES * PARTS * PARTS; i++) {
        const struct part *first = &parts[i % PARTS], *second = &parts[i / PARTS % PARTS];
        const char *const *slanted = coordinates[i / PARTS / PARTS];
        struct arena *arena = arena_create(256 << 20);
        const char *f = arena_format(arena, "%s+(%s)", in(arena, first->function, slanted[0]), in(arena, second->function, slanted[1]));
        const struct answer answer = ask_well(arena, "point", arena_format(arena, "f=%s&at=0,0", f));
        const char *kind = value_find(fact_of(&answer, "points")->children.first, "kind")->text, *expected = kind_of_sum(first, second);
        if (strcmp(kind, expected)) {
            print_error("%s: %s, not %s\n", f, kind, expected);
            differ++;
        }
        arena_destroy(arena);
    }
    assert_int_equal(differ, 0);
    (void)context;
}

/* In three dimensions values are not counted on the way round. */
static void test_space(void *context)
{
    size_t differ = 0;
    for (size_t i = 0; i < FUNCTIONS; i++)
        for (size_t k = 0; k < FUNCTIONS; k++)
            differ +=
                compare(arena_format(context, "%s-(%s)+2*sin(z)-abs(z-0.2)^1.5", in(context, functions[i], "x"), in(context, functions[k], "y")));
    assert_int_equal(differ, 0);
}

/* How far a place lies from a ray that begins at 0, or more where that is in its back. */
static const char *from_ray(struct arena *arena, double angle)
{
    const double c = cos(angle), s = sin(angle);
    return arena_format(arena, "abs(%.17g*y-(%.17g)*x)+relu(-(%.17g)*x-(%.17g)*y)", c, s, c, s);
}

/* Rays from 0 in all directions. On some f falls with the square of the distance, in sectors as narrow as the distance, and rises between them: no direction but
 * theirs sees that. Beside others it rises less than elsewhere, though on these, too. The gradient turns round once less than there are rays on which f falls;
 * two make a saddle. In every other landscape the first lies along an axis. */
static void test_rays(void *context)
{
    enum { LANDSCAPES = 64, MOST = 4, OTHERS = 9 };
    const double turn = 2 * acos(-1);
    size_t differ = 0;
    (void)context;
    for (uint64_t k = 0; k < LANDSCAPES; k++) {
        struct arena *arena = arena_create(256 << 20);
        const size_t falling = 1 + k / 2 % MOST, count = falling + k / 8 % 2 * OTHERS;
        const uint64_t stream = random_stream(RANDOM_START, k);
        const double first = k % 2 ? 0 : turn * random_uniform(5, stream, 0);
        const char *least = "1";
        for (size_t i = 0; i < count; i++) {
            const double angle = first + turn / (double)count * ((double)i + (i ? 0.4 * random_uniform(5, stream, i) : 0));
            const bool falls = (i + 1) * falling / count > i * falling / count; /* spread among the others */
            least = arena_format(arena, "min(%s,%s%s)", least, from_ray(arena, angle), falls ? "" : "+0.1*hypot(x,y)");
        }
        const char *f = arena_format(arena, "%s(%s-x^2-y^2)", k % 32 < 16 ? "" : "-", least);
        struct inspection seen;
        struct error error = {0};
        assert_true(critical_inspect(arena, resolve(arena, f, 2), (const double[]){0, 0}, 1, &seen, &error));
        if (seen.kind != (falling == 2 ? CRITICAL_SADDLE : CRITICAL_NONE) || seen.index != 1 - (int)falling) {
            print_error("landscape %zu: %s, index %d, where f falls on %zu rays of %zu\n", (size_t)k, critical_kind_name(seen.kind), seen.index,
                        falling, count);
            differ++;
        }
        arena_destroy(arena);
    }
    assert_int_equal(differ, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_sums), unit_test_in_arena(test_products), unit_test_in_arena(test_slanted_sums),
                                       unit_test_in_arena(test_rays), unit_test_in_arena(test_space)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
