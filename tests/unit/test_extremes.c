/* Values and derivatives of random compositions at arguments from 1e-300 to 1e300: right, or null, or said to be lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

struct tally {
    size_t right, null, lost, wrong;
};

static bool is_named(const struct value *list, const char *name)
{
    for (const struct value *item = list ? list->children.first : NULL; item; item = item->next)
        if (!strcmp(item->text, name))
            return true;
    return false;
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
        tally->right++;
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
    print_message("%zu numbers right, %zu null, %zu lost\n", tally.right, tally.null, tally.lost);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.right > 8000 && tally.lost < tally.right / 7);
    cJSON_Delete(records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_extremes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
