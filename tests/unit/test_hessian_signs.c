/* The signs of random Hessians against tests/reference/goe.json: exact values to 1e-12 relative, simulations within five of their standard
 * errors. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/goe.h"
#include "analysis/random_matrix.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static void check_exact(void *context)
{
    struct arena *arena = context;
    cJSON *reference = reference_read("goe.json");
    const cJSON *entry, *probability;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "all_positive"))
    {
        const size_t n = (size_t)reference_number(entry, "n");
        assert_near(goe_all_positive(arena, n) / reference_number(entry, "p_all_positive"), 1, 1e-12);
    }
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "index"))
    {
        double ours[GOE_MOST_INDEX + 1], *next = ours;
        goe_index(arena, (size_t)reference_number(entry, "n"), ours);
        cJSON_ArrayForEach(probability, cJSON_GetObjectItem(entry, "p_negative")) assert_near(*next++ / probability->valuedouble, 1, 1e-12);
    }
    cJSON_Delete(reference);
}

/* The largest sizes: the two ways of computing agree, and the law of large n comes near. */
static void check_large(void *context)
{
    struct arena *arena = context;
    double index[GOE_MOST_INDEX + 1], sum = 0;
    goe_index(arena, GOE_MOST_INDEX, index);
    for (size_t k = 0; k <= GOE_MOST_INDEX; k++)
        sum += index[k];
    assert_near(sum, 1, 1e-15);
    assert_near(index[0] / goe_all_positive(arena, GOE_MOST_INDEX), 1, 1e-15);
    const double law = -log(goe_all_positive(arena, GOE_MOST_POSITIVE)) / (GOE_MOST_POSITIVE * GOE_MOST_POSITIVE);
    assert_true(law > log(3) / 4 && law < 0.285);
    assert_near(goe_asymptote(10), exp(-25 * log(3)), 1e-26);
}

static void test_exact(void **state)
{
    (void)state;
    in_arena(check_exact);
    in_arena(check_large);
}

static void compare(const uint64_t *counts, double samples, const cJSON *probabilities, const cJSON *errors)
{
    for (int k = 0; k < cJSON_GetArraySize(probabilities); k++) {
        const double p = cJSON_GetArrayItem(probabilities, k)->valuedouble, theirs = errors ? cJSON_GetArrayItem(errors, k)->valuedouble : 0;
        assert_near((double)counts[k] / samples, p, 5 * sqrt(p * (1 - p) / samples + theirs * theirs) + 1 / samples);
    }
}

static void check_simulation(void *context)
{
    enum { SAMPLES = 100000 };
    struct arena *arena = context;
    cJSON *reference = reference_read("goe.json");
    const cJSON *entry;
    uint64_t counts[32];
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "index"))
    {
        const struct ensemble ensemble = {ENTRIES_GOE, (size_t)reference_number(entry, "n"), 3};
        random_matrix_signs(arena, &ensemble, SAMPLES, counts);
        compare(counts, SAMPLES, cJSON_GetObjectItem(entry, "p_negative"), NULL);
    }
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "other_ensembles"))
    {
        const bool normal = !strcmp(cJSON_GetObjectItem(entry, "ensemble")->valuestring, "iid_normal");
        const struct ensemble ensemble = {normal ? ENTRIES_NORMAL : ENTRIES_UNIFORM, (size_t)reference_number(entry, "n"), 3};
        random_matrix_signs(arena, &ensemble, SAMPLES, counts);
        compare(counts, SAMPLES, cJSON_GetObjectItem(entry, "p_negative"), cJSON_GetObjectItem(entry, "se"));
    }
    cJSON_Delete(reference);
}

/* [1 1; 1 1] and its like have the eigenvalue 0, which is neither sign: P(all positive) of 2 × 2 matrices of ±1 is 0. */
static void check_singular(void *context)
{
    struct arena *arena = context;
    const struct ensemble ensemble = {ENTRIES_RADEMACHER, 2, 1};
    uint64_t counts[3];
    assert_int_equal(random_matrix_signs(arena, &ensemble, 10000, counts), 0);
    assert_near((double)counts[0], 2500, 250); /* trace 2, determinant 0 */
    assert_int_equal(counts[2], 0);
}

static void test_simulation(void **state)
{
    (void)state;
    in_arena(check_simulation);
    in_arena(check_singular);
}

static void check_spectrum(void *context)
{
    struct arena *arena = context;
    static const char *const queries[] = {"n=200&view=spectrum&samples=50", "n=60&view=spectrum&samples=200&ensemble=wigner&entries=uniform"};
    for (size_t i = 0; i < 2; i++) {
        const struct answer answer = ask_well(arena, "hessian-signs", queries[i]);
        const struct study_column *density = column_of(&answer.description.columns, "density");
        double sum = 0;
        for (size_t k = 0; k < density->count; k++) {
            sum += density->numbers[k] * 0.08;
            assert_near(density->numbers[k], numbers_of(&answer, "semicircle")[k], 0.06);
        }
        assert_near(sum, 1, 1e-3);
    }
}

static void check_study(void *context)
{
    struct arena *arena = context;
    const struct answer index = ask_well(arena, "hessian-signs", "n=10");
    assert_int_equal(column_of(&index.description.columns, "negative")->count, 11);
    assert_near(numbers_of(&index, "exact")[0] / 2.265653158108417e-14, 1, 1e-12);
    assert_near(fact_of(&index, "all_positive_exact")->number / 2.265653158108417e-14, 1, 1e-12);
    assert_non_null(strstr(index.sentence, "Of 10,000 random 10 × 10 Hessians none was positive definite; exactly, one in 4.4×10¹³ is."));

    const struct answer sweep = ask_well(arena, "hessian-signs", "n=2,10,60&samples=1000");
    assert_near(numbers_of(&sweep, "exact")[0], (2 - sqrt(2)) / 4, 1e-15);
    assert_true(isnan(numbers_of(&sweep, "exact")[2]));
    assert_near(numbers_of(&sweep, "all_positive")[1], 0, 0);
    assert_near(numbers_of(&sweep, "asymptote")[1], exp(-25 * log(3)), 1e-26);
    assert_true(numbers_of(&sweep, "low")[0] < 0.1464 && numbers_of(&sweep, "high")[0] > 0.1464);

    const struct answer large = ask_well(arena, "hessian-signs", "n=2000&samples=20");
    assert_near(fact_of(&large, "mean_negative")->number, 1000, 2);

    static const char *const refused[][2] = {
        {"n=2.5", "n"}, {"n=0", "n"}, {"n=2001", "n"}, {"n=2,3&view=index", "view"}, {"samples=0", "samples"}, {"ensemble=gue", "ensemble"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, "hessian-signs", refused[i][0]), refused[i][1]);
}

static void test_study(void **state)
{
    (void)state;
    in_arena(check_study);
    in_arena(check_spectrum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_exact), cmocka_unit_test(test_simulation), cmocka_unit_test(test_study)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
