/* Other cases than the reference files': the questions of tests/reference/more.json, whose answers were worked out by other means
 * (more.py beside it), asked of the studies one by one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "expression/function.h"
#include "expression/graph.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

/* A question, and where within its answer a comparison is. */
struct place {
    const char *study, *query;
    double tolerance;
    const char *name;
};

static void compare_number(const struct place *place, double value, const cJSON *expected)
{
    const cJSON *within = cJSON_GetObjectItem(expected, "within");
    const double near = within ? reference_number(expected, "near") : expected->valuedouble;
    const double tolerance = within ? within->valuedouble : place->tolerance * fmax(1, fabs(near));
    if (!cJSON_IsNull(expected) && !(fabs(value - near) <= tolerance))
        fail_msg("%s?%s: %s is %.17g, not %.17g within %g", place->study, place->query, place->name, value, near, tolerance);
}

static void compare_numbers(const struct place *place, const double *numbers, size_t count, const cJSON *expected)
{
    size_t i = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, expected)
    {
        if (i == count)
            fail_msg("%s?%s: %s has only %zu numbers", place->study, place->query, place->name, count);
        compare_number(place, numbers[i++], item);
    }
}

static void compare_value(const struct place *place, const struct value *value, const cJSON *expected)
{
    const cJSON *item;
    if (!value)
        fail_msg("%s?%s: there is no %s", place->study, place->query, place->name);
    if (cJSON_GetObjectItem(expected, "within")) {
        compare_number(place, value->number, expected);
    } else if (cJSON_IsArray(expected) && value->kind == VALUE_NUMBERS) {
        compare_numbers(place, value->numbers.items, value->numbers.count, expected);
    } else if (cJSON_IsArray(expected)) {
        const struct value *child = value->children.first;
        cJSON_ArrayForEach(item, expected)
        {
            compare_value(place, child, item);
            child = child ? child->next : NULL;
        }
    } else if (cJSON_IsObject(expected)) {
        cJSON_ArrayForEach(item, expected)
        {
            struct place inside = *place;
            inside.name = item->string;
            compare_value(&inside, value_find(value, item->string), item);
        }
    } else if (cJSON_IsBool(expected)) {
        /* The reference knows of a list whether its count agrees: then it is not known to be incomplete, else it is not proved. */
        const bool expects = cJSON_IsTrue(expected),
                   found = value->kind == VALUE_TEXT ? strcmp(value->text, expects ? "no" : "proved") != 0 ? expects : !expects : value->boolean;
        if (found != cJSON_IsTrue(expected))
            fail_msg("%s?%s: %s is %s", place->study, place->query, place->name, found ? "true" : "false");
    } else {
        compare_number(place, value->number, expected);
    }
}

static void compare_columns(const struct place *place, const struct study_columns *columns, const cJSON *expected)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, expected)
    {
        struct place inside = *place;
        inside.name = item->string;
        const struct study_column *column = column_of(columns, item->string);
        compare_numbers(&inside, column->numbers, column->count, item);
    }
}

static void compare_answer(const struct place *place, const struct study_description *description, const cJSON *expected)
{
    const cJSON *facts = cJSON_GetObjectItem(expected, "facts"), *run;
    size_t i = 0;
    if (facts)
        compare_value(place, description->facts, facts);
    compare_columns(place, &description->columns, cJSON_GetObjectItem(expected, "columns"));
    cJSON_ArrayForEach(run, cJSON_GetObjectItem(expected, "runs"))
    {
        assert_true(i < description->run_count);
        compare_columns(place, &description->runs[i++].columns, cJSON_GetObjectItem(run, "columns"));
    }
}

static struct {
    const cJSON *record;
} asked;

static void ask_one(void *context)
{
    struct arena *arena = context;
    struct place place = {.study = cJSON_GetObjectItem(asked.record, "study")->valuestring,
                          .query = cJSON_GetObjectItem(asked.record, "query")->valuestring,
                          .tolerance = reference_number(asked.record, "tolerance")};
    const struct answer answer = ask_well(arena, place.study, place.query);
    compare_answer(&place, &answer.description, cJSON_GetObjectItem(asked.record, "expect"));
}

static void test_records(void **state)
{
    static const struct {
        const char *name;
        int least;
    } files[] = {{"more.json", 100}, {"derivatives.json", 100}, {"functions.json", 30}};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        cJSON *reference = reference_read(files[i].name);
        int count = 0;
        cJSON_ArrayForEach(asked.record, reference)
        {
            in_arena(ask_one);
            count++;
        }
        assert_true(count > files[i].least);
        cJSON_Delete(reference);
    }
}

/* Every form that is rewritten lest it lose digits has a record of its own. */
static void test_every_rewrite(void **state)
{
    (void)state;
    const char *pattern;
    cJSON *reference = reference_read("derivatives.json");
    for (size_t i = 0; (pattern = graph_stable_pattern(i)); i++) {
        const cJSON *record;
        bool asked_for = false;
        cJSON_ArrayForEach(record, reference)
        {
            const cJSON *of = cJSON_GetObjectItem(record, "pattern");
            asked_for = asked_for || (of && !strcmp(of->valuestring, pattern));
        }
        if (!asked_for)
            fail_msg("%s: no record", pattern);
    }
    cJSON_Delete(reference);
}

/* So has every function that is a formula, with its derivatives, and every function of special.h. */
static void test_every_function(void **state)
{
    static const char *const special[] = {"gamma", "lgamma", "polygamma", "besselj", "erfinv", "sind", "cosd"};
    enum { SPECIAL = sizeof special / sizeof *special };
    (void)state;
    cJSON *reference = reference_read("functions.json");
    for (size_t i = 0; i < SPECIAL + function_count; i++) {
        const char *name = i < SPECIAL ? special[i] : function_rows[i - SPECIAL].name;
        const cJSON *record;
        bool asked_for = false;
        cJSON_ArrayForEach(record, reference) asked_for = asked_for || !strcmp(cJSON_GetObjectItem(record, "function")->valuestring, name);
        if (!asked_for)
            fail_msg("%s: no record", name);
    }
    cJSON_Delete(reference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_records), cmocka_unit_test(test_every_rewrite), cmocka_unit_test(test_every_function)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
