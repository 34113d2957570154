/* Singular values, and what Muon's iteration makes of them, against tests/reference/newton_schulz.json: numpy's SVD before and after. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/singular.h"
#include "optimize/newton_schulz.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

enum { MOST = 400 };

static size_t read_numbers(const cJSON *list, double *numbers)
{
    size_t count = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list) numbers[count++] = item->valuedouble;
    assert_true(count <= MOST);
    return count;
}

static void check_values(size_t rows, size_t columns, double *matrix, const cJSON *expected)
{
    double values[MOST], theirs[MOST];
    const size_t n = read_numbers(expected, theirs);
    singular_values(rows, columns, matrix, values);
    for (size_t i = 0; i < n; i++)
        if (!(fabs(values[i] - theirs[i]) <= 1e-12 * fmax(1, theirs[0])))
            fail_msg("%zu × %zu: value %zu is %.17g, numpy has %.17g", rows, columns, i, values[i], theirs[i]);
}

static void test_reference(void **state)
{
    (void)state;
    cJSON *reference = reference_read("newton_schulz.json");
    const cJSON *entry, *after;
    size_t compared = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "cases"))
    {
        const size_t rows = (size_t)reference_number(entry, "rows"), columns = (size_t)reference_number(entry, "columns");
        double matrix[MOST], scratch[3 * MOST];
        assert_true(newton_schulz_scratch(rows, columns) <= 3 * MOST);
        assert_int_equal(read_numbers(cJSON_GetObjectItem(entry, "matrix"), matrix), rows * columns);
        check_values(rows, columns, matrix, cJSON_GetObjectItem(entry, "values"));
        cJSON_ArrayForEach(after, cJSON_GetObjectItem(entry, "after"))
        {
            read_numbers(cJSON_GetObjectItem(entry, "matrix"), matrix);
            newton_schulz_run(matrix, rows, columns, (size_t)reference_number(after, "steps"), scratch);
            check_values(rows, columns, matrix, cJSON_GetObjectItem(after, "values"));
            compared++;
        }
    }
    assert_true(compared >= 30);
    cJSON_Delete(reference);
}

/* Small singular values keep their digits where columns are only scaled; the sum of squares is the norm's; what is not finite is said. */
static void test_singular_values(void **state)
{
    (void)state;
    double values[8], matrix[64];
    for (size_t trial = 0; trial < 50; trial++) {
        const size_t rows = 1 + trial % 8, columns = 1 + trial / 7 % 8, n = rows < columns ? rows : columns;
        double norm = 0, sum = 0;
        random_normals(trial, random_stream(RANDOM_MATRIX, 7), 0, matrix, rows * columns);
        for (size_t i = 0; i < rows * columns; i++)
            norm += matrix[i] * matrix[i];
        singular_values(rows, columns, matrix, values);
        for (size_t i = 0; i < n; i++) {
            sum += values[i] * values[i];
            assert_true(values[i] >= 0 && (!i || values[i] <= values[i - 1]));
        }
        assert_true(fabs(sum - norm) <= 1e-13 * norm);
    }
    memcpy(matrix, (double[]){1e-10, 1, 1e-10, -1}, 4 * sizeof *matrix);
    singular_values(2, 2, matrix, values);
    assert_true(fabs(values[1] - 1e-10 * sqrt(2)) <= 1e-24 && fabs(values[0] - sqrt(2)) <= 1e-15);
    memcpy(matrix, (double[]){1, NAN, 1, 2}, 4 * sizeof *matrix);
    singular_values(2, 2, matrix, values);
    assert_true(isnan(values[0]) && isnan(values[1]));
    memset(matrix, 0, sizeof matrix);
    singular_values(3, 2, matrix, values);
    assert_true(values[0] == 0 && values[1] == 0);
}

/* The matrix as the iteration changes it and the polynomial, which never see each other, agree; five steps end where Muon's authors say. */
static void test_study(void **state)
{
    (void)state;
    static const char *const queries[] = {"",
                                          "rows=1&columns=1",
                                          "rows=40&columns=3&steps=0,9",
                                          "rows=3&columns=40&seed=5",
                                          "rows=25&columns=25&seed=9&steps=30",
                                          "rows=100&columns=60&steps=5,1"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct arena *arena = arena_create(64 << 20);
        const struct answer answer = ask_well(arena, "newton-schulz", queries[i]);
        const struct value *difference = value_find(answer.description.facts, "largest_difference");
        if (!(difference->number <= 1e-10))
            fail_msg("%s: %g", queries[i], difference->number);
        arena_destroy(arena);
    }
    struct arena *arena = arena_create(64 << 20);
    const struct answer answer = ask_well(arena, "newton-schulz", "rows=16&columns=32");
    const struct study_run *last = &answer.description.runs[answer.description.run_count - 1];
    assert_string_equal(last->name, "after 5 steps");
    assert_true(value_find(last->more, "least")->number > 0.68 && value_find(last->more, "greatest")->number < 1.135);
    assert_string_equal(ask_badly(arena, "newton-schulz", "steps=1.5"), "steps");
    assert_string_equal(ask_badly(arena, "newton-schulz", "steps=1,1"), "steps");
    assert_string_equal(ask_badly(arena, "newton-schulz", "rows=101"), "rows");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference), cmocka_unit_test(test_singular_values), cmocka_unit_test(test_study)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
