/* Values and derivatives of random compositions at arguments from 1e-300 to 1e300: right, or null, or said to be lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

struct tally {
    size_t right, null, lost, off, wrong;
};

static bool is_named(const struct value *list, const char *name)
{
    for (const struct value *item = list ? list->children.first : NULL; item; item = item->next)
        if (!strcmp(item->text, name))
            return true;
    return false;
}

/* Points far out and close to 0 are evaluated with more digits, but for a few functions. */
static bool is_refined(double x)
{
    return fabs(x) < 1e-20 || fabs(x) > 1e20;
}

/* A number against the truth (not-a-number: beyond the range), within four bounds, nine digits, or what a move of x by 1e-10 of it makes. */
static void compare(struct tally *tally, const char *f, double x, const char *name, double got, double truth, double bound, double moved, bool lost)
{
    const double allowed = 4 * (isfinite(bound) ? bound : 0) + 1e-9 * fabs(truth) + moved + 1e-300;
    if (!isfinite(got))
        tally->null++;
    else if (lost)
        tally->lost++;
    else if (isnan(truth) ? fabs(got) > 1e307 : fabs(got - truth) <= allowed)
        tally->right++, tally->off += is_refined(x) && got != 0 && !isnan(truth) && fabs(got - truth) > 1e-14 * fabs(truth) + 1e-323;
    else {
        print_error("%s of %s at %.17g: %.17g, not %.17g\n", name, f, x, got, truth);
        tally->wrong++;
    }
}

static double at(const cJSON *row, int column)
{
    const cJSON *item = cJSON_GetArrayItem(row, column);
    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

static void compare_point(struct tally *tally, const char *f, const cJSON *row, const struct value *point)
{
    const struct value *lost = value_find(point, "lost"), *rounding = value_find(point, "rounding");
    const double x = at(row, 0), value = at(row, 1), slope = at(row, 2), curvature = at(row, 3);
    const double by_value = isfinite(value) ? 1e-10 * fabs(value / x) : 0, by_slope = isfinite(slope) ? 1e-10 * fabs(slope / x) : 0,
                 by_curvature = isfinite(curvature) ? 1e-4 * fabs(curvature * x) : 0;
    compare(tally, f, x, "value", value_find(point, "value")->number, value, rounding ? value_find(rounding, "value")->number : 0, 0,
            is_named(lost, "value"));
    compare(tally, f, x, "slope", value_find(point, "gradient")->numbers.items[0], slope,
            rounding && value_find(rounding, "gradient") ? value_find(rounding, "gradient")->numbers.items[0] : 0, by_value + by_curvature,
            is_named(lost, "gradient"));
    compare(tally, f, x, "curvature", value_find(point, "hessian")->children.first->numbers.items[0], curvature,
            rounding && value_find(rounding, "hessian") ? value_find(rounding, "hessian")->children.first->numbers.items[0] : 0,
            by_value / fabs(x) + by_slope, is_named(lost, "hessian"));
}

static void test_extremes(void **state)
{
    cJSON *records = reference_read("extremes.json");
    struct tally tally = {0};
    const cJSON *record;
    (void)state;
    cJSON_ArrayForEach(record, records)
    {
        struct arena *arena = arena_create(64 << 20);
        const char *f = cJSON_GetObjectItem(record, "f")->valuestring, *query = arena_format(arena, "f=%s", f);
        const cJSON *rows = cJSON_GetObjectItem(record, "rows"), *row;
        cJSON_ArrayForEach(row, rows) query = arena_format(arena, "%s&at=%.17g", query, at(row, 0));
        const struct answer answer = ask_well(arena, "point", query);
        const struct value *point = fact_of(&answer, "points")->children.first;
        cJSON_ArrayForEach(row, rows)
        {
            compare_point(&tally, f, row, point);
            point = point->next;
        }
        arena_destroy(arena);
    }
    print_message("%zu numbers right, %zu null, %zu lost, %zu off\n", tally.right, tally.null, tally.lost, tally.off);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.off <= 3); /* of functions that are not evaluated with more digits, as those which x − sin(x) is written by */
    assert_true(tally.right > 10000 && tally.lost < tally.right / 20 && tally.null < tally.right / 12);
    cJSON_Delete(records);
}

/* What is said of points close to where a formula is undefined, and of numbers that are too large. */
static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *query, *words, *not ; /* what the sentence has, and what it has not */
    } rows[] = {
        {"f=atan(1/x)&at=1e-300", "the slope −1, the curvature 2×10⁻³⁰⁰: no critical point.", "jumps"},
        {"f=atan(1/x)&at=1e-150", "the slope −1, the curvature 2×10⁻¹⁵⁰: no critical point.", "jumps"},
        {"f=x*log(x)&at=1e-200", "the slope −459.517, the curvature 10²⁰⁰: no critical point.", "jumps"},
        {"f=1/x&at=1e-300", "the slope beyond the range of numbers, the curvature beyond the range of numbers: no critical point.", "corner"},
        {"f=sqrt(x)&at=1e-300", "the slope 5×10¹⁴⁹, the curvature beyond the range of numbers: no critical point.", "second"},
        {"f=sqrt(x*y)&at=1e-200,1e-250", "the gradient (5×10⁻²⁶, 5×10²⁴)", "jumps"},
        {"f=exp(-1/x)&at=1e-300", "it jumps or ends close by", "there"},
        {"f=sign(x)&at=1e-150", "it jumps or ends close by", "there"},
        {"f=sign(x)&at=0", "it jumps or ends there", "close"},
        {"f=floor(x)&at=2", "it jumps or ends there", "close"},
        {"f=1/x&at=0", "is undefined", "range"},
        {"f=(2/x)/x^-2&at=8e-300", "the slope 2, the curvature 0", "undefined"},
        {"f=exp(x)&at=1e30", "is beyond the range of numbers", "undefined"},
        {"f=exp(x)&at=-800", "the slope below the range of numbers, the curvature 0: no critical point.", "degenerate"},
        {"f=exp(x)&at=-740", "the slope 4.19956×10⁻³²², the curvature 4.19956×10⁻³²²: no critical point.", "degenerate"},
        {"f=exp(-x^2)&at=27.2", ": no critical point.", "degenerate"},
        {"f=x^6&at=1e-60", ": a minimum", "degenerate"},
        {"f=x^6&at=1e-80", ": a minimum", "degenerate"},
        {"f=x^6&at=1e-90", ": a minimum", "degenerate"},
        {"f=x^2&at=1e-300", "the slope 2×10⁻³⁰⁰, the curvature 2: a minimum", "undefined"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(64 << 20);
        const struct answer answer = ask_well(arena, "point", arena_format(arena, "%s", rows[i].query));
        const char *sentence = answer.sentence;
        if (!strstr(sentence, rows[i].words) || strstr(sentence, rows[i].not ))
            fail_msg("%s: %s", rows[i].query, sentence);
        arena_destroy(arena);
    }
}

/* Slopes below the doubles are none that is 0, and functions that are level are. */
static void test_below(void **state)
{
    static const char *const falling[] = {"exp(%.6g*x)",        "sigmoid(%.6g*x)", "exp(-(%.6g*x)^2)", "softplus(%.6g*x)",
                                          "1/(1+exp(-%.6g*x))", "tanh(%.6g*x)",    "erf(%.6g*x)"};
    static const char *const level[] = {"relu(%.6g*x)", "max(%.6g*x,0)", "0*x+%.6g", "floor(%.6g*x/1e9)", "exp(%.6g*x)-exp(%.6g*x)"};
    enum { FALLING = sizeof falling / sizeof *falling, LEVEL = sizeof level / sizeof *level, ROUNDS = 8 };
    (void)state;
    for (uint64_t i = 0; i < (FALLING + LEVEL) * ROUNDS; i++) {
        struct arena *arena = arena_create(64 << 20);
        const bool falls = i / ROUNDS < FALLING;
        double u[2];
        random_uniforms(23, random_stream(RANDOM_START, i), 0, u, 2);
        const double factor = 0.1 + 10 * u[0], x = -(800 + 5000 * u[1]) / factor;
        const char *form = falls ? falling[i / ROUNDS] : level[i / ROUNDS - FALLING];
        const char *second = strchr(strchr(form, '%') + 1, '%');
        const char *f = arena_format(arena, "%.*s%.6g%s", (int)(strchr(form, '%') - form), form, factor, strchr(form, '%') + 4);
        if (second)
            f = arena_format(arena, "exp(%.6g*x)-exp(%.6g*x)", factor, factor);
        const struct answer answer = ask_well(arena, "point", arena_format(arena, "f=%s&at=%.9g", f, x));
        const char *words = falls ? "the slope below the range of numbers" : "the slope 0, ";
        if (!strstr(answer.sentence, words) || !strstr(answer.sentence, falls ? "no critical point" : "degenerate"))
            fail_msg("%s", answer.sentence);
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_extremes), cmocka_unit_test(test_words), cmocka_unit_test(test_below)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
