/* KKT points and multipliers, against tests/reference/kkt.json: answers in closed form, and scipy's SLSQP and trust-constr; and against the definitions. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "study/constrained.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static const struct kkt_found *found_of(const struct answer *answer)
{
    return ((const struct constrained_result *)answer->result)->found;
}

static void check_residuals(const char *query, const struct kkt_found *found)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].held && !(found->items[i].residual <= 1e-10 && found->items[i].violation <= 1e-10))
            fail_msg("%s: point %zu leaves %g and is broken by %g", query, i, found->items[i].residual, found->items[i].violation);
}

/* The minimum of the least value is the known one, with its multipliers; where it is known in closed form to 1e-10. */
static void test_reference(void *arena)
{
    cJSON *reference = reference_read("kkt.json");
    const cJSON *entry;
    size_t compared = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "problems"))
    {
        const char *query = cJSON_GetObjectItem(entry, "query")->valuestring;
        const struct answer answer = ask_well(arena, "constrained", query);
        const struct kkt_found *found = found_of(&answer);
        const double near = cJSON_IsTrue(cJSON_GetObjectItem(entry, "exact")) ? 1e-10 : 2e-6,
                     pull = cJSON_IsTrue(cJSON_GetObjectItem(entry, "exact_multipliers")) ? 1e-10 : 1e-4;
        const struct kkt_point *best = NULL;
        check_residuals(query, found);
        for (size_t i = 0; i < found->count && !best; i++)
            if (found->items[i].held && found->items[i].kind == CRITICAL_MINIMUM)
                best = &found->items[i];
        if (!best)
            fail_msg("%s: %s", query, answer.sentence);
        for (int d = 0; d < 2; d++)
            if (!(fabs(best->at[d] - cJSON_GetArrayItem(cJSON_GetObjectItem(entry, "at"), d)->valuedouble) <= near))
                fail_msg("%s: %s", query, answer.sentence);
        const cJSON *multipliers = cJSON_GetObjectItem(entry, "multipliers");
        for (int i = 0; i < cJSON_GetArraySize(multipliers); i++) {
            const double theirs = cJSON_GetArrayItem(multipliers, i)->valuedouble;
            if (!(fabs(best->multipliers[i] - theirs) <= pull * fmax(1, fabs(theirs))))
                fail_msg("%s: multiplier %d is %.12g, not %.12g", query, i, best->multipliers[i], theirs);
        }
        compared++;
    }
    assert_true(compared == 15);
    cJSON_Delete(reference);
}

/* A multiplier is what the least value falls by when its constraint is loosened. */
static void test_price(void *arena)
{
    const struct answer tight = ask_well(arena, "constrained", "f=himmelblau&subject=x^2+y^2<=9"),
                        loose = ask_well(arena, "constrained", "f=himmelblau&subject=x^2+y^2<=9.0001");
    const struct kkt_point *a = found_of(&tight)->items, *b = found_of(&loose)->items;
    assert_near((a->value - b->value) / 0.0001, a->multipliers[0], 1e-3 * a->multipliers[0]);
}

static void test_kinds(void *arena)
{
    static const struct {
        const char *query, *said;
    } cases[] = {
        {"f=x+y&subject=x^2+y^2=2", "2 KKT points in the box: 1 minimum, 1 maximum"},
        {"f=x+y&subject=x^2+y^2<=2", "1 KKT point in the box: 1 minimum"}, /* the maximum has a multiplier below 0 */
        {"f=-x^2-y^2&subject=x+y<=1&x=-3:3&y=-3:3", "2 KKT points in the box: 1 maximum, 1 saddle"},
        {"f=x^2+y^2&subject=x+y<=1", "no constraint is active"},
        {"f=x^2-y^2&subject=y=0&x=-1:1&y=-1:1", "1 minimum"}, /* of the constraint's making: f has a saddle there */
        {"f=-x&subject=y<=(1-x)^3&subject=y>=0&x=-1:2&y=-1:2", "LICQ fails at 1 place, the first (1, "},
        {"f=-x&subject=y<=(1-x)^3&subject=y>=0&x=-1:2&y=-1:2", "where there are no multipliers."},
        {"f=x&subject=x^2+y^2=0&x=-1:1&y=-1:1", "0 KKT points in the box; LICQ fails at 1 place, the first (0, 0)"},
        {"f=x&subject=x>=0&x=-1:1&y=-1:1", "at least 100 KKT points in the box: 100 degenerate points"}, /* a whole line of them */
        {"f=x*y&subject=x+y=1&x=-3:3&y=-3:3", "1 maximum; it is lower"},
        {"f=x^4+y&subject=y>=0", "1 degenerate point"},
        {"f=x&subject=sin(1/x)=2&x=1:2", "no point of the box was found"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer;
        struct error_list errors = {0};
        if (!ask(arena, "constrained", cases[i].query, &answer, &errors)) {
            assert_true(i == sizeof cases / sizeof *cases - 1 && strstr(errors.items[0].detail, "interval arithmetic proves it"));
            continue;
        }
        check_residuals(cases[i].query, found_of(&answer));
        if (!strstr(answer.sentence, cases[i].said))
            fail_msg("%s: %s", cases[i].query, answer.sentence);
    }
}

/* The points move with the problem. */
static void test_moved(void *arena)
{
    const struct answer plain = ask_well(arena, "constrained", "f=x+2*y&subject=x^2+y^2<=2&x=-4:4&y=-4:4"),
                        moved = ask_well(arena, "constrained", "f=x+2*y&subject=x^2+y^2<=2&x=-4:4&y=-4:4&rotate=90&shift=1,0.5");
    const struct kkt_point *a = found_of(&plain)->items, *b = found_of(&moved)->items;
    assert_near(b->at[0], -a->at[1] + 1, 1e-12);
    assert_near(b->at[1], a->at[0] + 0.5, 1e-12);
    assert_near(b->multipliers[0], a->multipliers[0], 1e-12);
}

/* Of x^2 + y^2 with x + y = 1 every round is known in closed form: x = y = (m - u) / (2 (1 + m)), with u = 0 of the quadratic penalty. */
static void test_rounds(void *arena)
{
    for (int augmented = 0; augmented < 2; augmented++) {
        const struct answer answer = ask_well(arena, "constrained",
                                              augmented ? "f=x^2+y^2&subject=x+y=1&method=augmented-lagrangian&growth=3&start=3,-1"
                                                        : "f=x^2+y^2&subject=x+y=1&method=penalty&growth=3&start=3,-1");
        const double *x = numbers_of(&answer, "x"), *y = numbers_of(&answer, "y"), *multiplier = numbers_of(&answer, "multiplier1"),
                     *weight = numbers_of(&answer, "weight"), *violation = numbers_of(&answer, "violation");
        double u = 0, m = 1;
        assert_int_equal(column_of(&answer.description.columns, "x")->count, 11);
        assert_true(x[0] == 3 && y[0] == -1);
        for (size_t i = 1; i <= 10; i++, m *= 3) {
            const double expected = (m - u) / (2 * (1 + m)), said = u + m * (2 * expected - 1);
            assert_near(weight[i], m, 0);
            assert_near(x[i], expected, 1e-12);
            assert_near(y[i], expected, 1e-12);
            assert_near(multiplier[i], said, 1e-9);
            assert_near(violation[i], fabs(2 * expected - 1), 1e-12);
            u = augmented ? said : 0;
        }
        assert_near(multiplier[10], -1, augmented ? 1e-9 : 1e-4);
    }
}

/* On textbook problems the rounds come to a KKT point: those of the augmented Lagrangian to it, those of the penalty as near as their weight tells. */
static void test_ways(void *arena)
{
    cJSON *reference = reference_read("kkt.json");
    const cJSON *entry;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "problems"))
    {
        static const char *const methods[] = {"penalty", "augmented-lagrangian"};
        static const double near[] = {1e-3, 1e-7};
        for (int k = 0; k < 2; k++) {
            const char *query =
                arena_format(arena, "%s&method=%s&rounds=16&start=0.3,0.4", cJSON_GetObjectItem(entry, "query")->valuestring, methods[k]);
            const struct answer answer = ask_well(arena, "constrained", query);
            const struct value *end = fact_of(&answer, "end");
            if (!(value_find(end, "distance")->number <= near[k] && value_find(end, "violation")->number <= near[k]))
                fail_msg("%s: %s", query, answer.sentence);
        }
    }
    cJSON_Delete(reference);
}

static void test_refused(void *arena)
{
    static const char *const queries[][2] = {
        {"f=x", "subject"},
        {"f=x&subject=x+y", "subject"},
        {"f=x&subject=x==y", "subject"},
        {"f=x&subject=x+z<=1", "subject"},
        {"f=x&subject=x+q<=1", "subject"},
        {"f=x&subject=0<=x<=1", "subject"},
        {"f=x&subject=x<=1&subject=y<=1&subject=x>=0", "subject"},
        {"f=x&subject=x^2+y^2<=-1", "subject"},
        {"f=x[1]+x[2]+x[3]&subject=x<=1", "f"},
        {"f=x*&subject=x<=1", "f"},
        {"f=x&subject=x<=1&method=penalty&start=1", "start"},
        {"f=log(x)&subject=x<=1&x=-1:2&method=penalty&start=-1,0", "start"},
        {"f=x&subject=x<=1&method=newton", "method"},
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        assert_string_equal(ask_badly(arena, "constrained", queries[i][0]), queries[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_reference), unit_test_in_arena(test_price),  unit_test_in_arena(test_kinds),
                                       unit_test_in_arena(test_moved),     unit_test_in_arena(test_rounds), unit_test_in_arena(test_ways),
                                       unit_test_in_arena(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
