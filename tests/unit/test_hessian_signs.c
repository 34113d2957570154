/* The signs of random Hessians against tests/reference/goe.json and spin_glass.json: exact values to 1e-12 relative, simulations
 * within five of their standard errors. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/goe.h"
#include "analysis/marchenko_pastur.h"
#include "analysis/random_matrix.h"
#include "analysis/spin_glass.h"
#include "base/eigen.h"
#include "base/random.h"
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
        const struct ensemble ensemble = {.entries = ENTRIES_GOE, .n = (size_t)reference_number(entry, "n"), .seed = 3};
        random_matrix_signs(arena, &ensemble, SAMPLES, counts);
        compare(counts, SAMPLES, cJSON_GetObjectItem(entry, "p_negative"), NULL);
    }
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "other_ensembles"))
    {
        const bool normal = !strcmp(cJSON_GetObjectItem(entry, "ensemble")->valuestring, "iid_normal");
        const struct ensemble ensemble = {.entries = normal ? ENTRIES_NORMAL : ENTRIES_UNIFORM, .n = (size_t)reference_number(entry, "n"), .seed = 3};
        random_matrix_signs(arena, &ensemble, SAMPLES, counts);
        compare(counts, SAMPLES, cJSON_GetObjectItem(entry, "p_negative"), cJSON_GetObjectItem(entry, "se"));
    }
    cJSON_Delete(reference);
}

/* [1 1; 1 1] and its like have the eigenvalue 0, which is neither sign: P(all positive) of 2 × 2 matrices of ±1 is 0. */
static void check_singular(void *context)
{
    struct arena *arena = context;
    const struct ensemble ensemble = {.entries = ENTRIES_RADEMACHER, .n = 2, .seed = 1};
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

/* The eigenvalues of products are those of the law of Marchenko and Pastur, on both sides of as many rows as columns. */
static void check_wishart(void *context)
{
    struct arena *arena = context;
    cJSON *reference = reference_read("spin_glass.json");
    const cJSON *entry;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "marchenko_pastur"))
        assert_near(marchenko_pastur_below(reference_number(entry, "ratio"), reference_number(entry, "x")), reference_number(entry, "below"), 1e-14);
    cJSON_Delete(reference);
    static const struct {
        const char *query;
        double ratio, zero;
    } cases[] = {{"n=200&ensemble=wishart&samples=100", 0.5, 0},
                 {"n=200&ensemble=wishart&samples=100&ratio=1&seed=3", 1, 0},
                 {"n=300&ensemble=wishart&samples=60&ratio=3", 3, 2.0 / 3},
                 {"n=100&ensemble=wishart&samples=200&ratio=0.05", 0.05, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct answer answer = ask_well(arena, "hessian-signs", cases[i].query);
        const struct study_column *density = column_of(&answer.description.columns, "density");
        const double *at = numbers_of(&answer, "eigenvalue"), *law = numbers_of(&answer, "marchenko_pastur"), width = at[1] - at[0];
        double sum = 0, mean = 0, expected = 0;
        for (size_t k = 0; k < density->count; k++) {
            sum += density->numbers[k] * width;
            mean += density->numbers[k] * width * at[k];
            expected += law[k] * width;
            assert_near(sum, expected, 0.01); /* near its ends the law is that of infinitely large matrices */
        }
        assert_near(sum, 1 - cases[i].zero, 2e-3);
        assert_near(expected, 1 - cases[i].zero, 1e-12);
        assert_near(mean, 1, 0.02); /* the trace of X Xᵀ/m by n */
        assert_near(fact_of(&answer, "zero_share")->number, cases[i].zero, 1e-15);
        assert_near(fact_of(&answer, "columns")->number, fact_of(&answer, "n")->number / cases[i].ratio, 1e-9);
    }
}

/* The same numbers by another way: λ being the eigenvalue number k of a GOE matrix of N rows, √N wide and not N − 1, the expected number of critical
 * points of index k is 2 √(2/p) (p − 1)^(N/2) E exp(−N (p − 2)/(2p) λ²), and the energies are λ √(2(p − 1)/p) (Auffinger, Ben Arous & Černý, theorem
 * 2.1). Here λ is drawn. */
static void sample_glass(const struct spin_glass *glass, double *number, double *error, double *energy)
{
    enum { SAMPLES = 20000, MOST = 12 };
    const size_t n = glass->spins;
    const double p = glass->interactions, size = (double)n;
    double squares[MOST] = {0};
    for (size_t k = 0; k < n; k++)
        number[k] = energy[k] = 0;
    for (uint64_t sample = 0; sample < SAMPLES; sample++) {
        double matrix[MOST * MOST], normals[MOST * MOST + 1], values[MOST], scratch[3 * MOST];
        random_normals(7, random_stream(RANDOM_MATRIX, sample), 0, normals, n * n);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++)
                matrix[i * n + j] = (normals[i * n + j] + normals[j * n + i]) / sqrt(2) / sqrt(2 * size);
        symmetric_values(n, matrix, values, scratch);
        for (size_t k = 0; k < n; k++) {
            const double weight = 2 * sqrt(2 / p) * pow(p - 1, size / 2) * exp(-size * (p - 2) / (2 * p) * values[k] * values[k]);
            number[k] += weight / SAMPLES;
            squares[k] += weight * weight / SAMPLES;
            energy[k] += weight * values[k] * sqrt(2 * (p - 1) / p) / SAMPLES;
        }
    }
    for (size_t k = 0; k < n; k++) {
        energy[k] /= number[k];
        error[k] = sqrt((squares[k] - number[k] * number[k]) / SAMPLES);
    }
}

static void check_glass_reference(void *context)
{
    struct arena *arena = context;
    cJSON *reference = reference_read("spin_glass.json");
    const cJSON *entry, *density;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "densities"))
    {
        double ours[8], sum = 0;
        const struct spin_glass glass = {(size_t)reference_number(entry, "spins"), (unsigned)reference_number(entry, "interactions"), false};
        spin_glass_density(arena, &glass, reference_number(entry, "energy"), ours);
        size_t k = 0;
        cJSON_ArrayForEach(density, cJSON_GetObjectItem(entry, "densities")) sum += density->valuedouble;
        cJSON_ArrayForEach(density, cJSON_GetObjectItem(entry, "densities")) assert_near(ours[k++], density->valuedouble, 1e-12 * sum);
    }
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "lowest"))
    {
        const struct spin_glass glass = {10, (unsigned)reference_number(entry, "interactions"), false};
        assert_near(spin_glass_lowest(&glass), reference_number(entry, "energy"), 1e-12);
    }
    cJSON_Delete(reference);
}

/* A random quadratic form has two critical points for each of its N eigenvectors; on a circle cos^p crosses zero slopes 2√(3p − 2) times; and indices
 * rise with energy. */
static void check_glass(void *context)
{
    struct arena *arena = context;
    for (unsigned p = 2; p <= 20; p = p == 2 ? 3 : p + 17)
        for (size_t n = 2; n <= 6; n += n == 2 ? 1 : 3) {
            const struct answer answer =
                ask_well(arena, "hessian-signs", arena_format(arena, "ensemble=spin_glass&view=index&n=%zu&interactions=%u", n, p));
            const double *number = numbers_of(&answer, "number"), *energy = numbers_of(&answer, "energy");
            double sampled[12], error[12], sampled_energy[12];
            for (size_t k = 0; k + 1 < n; k++)
                assert_true(energy[k] < energy[k + 1]);
            if (n % 2) /* the middle index lies at 0 by symmetry */
                assert_true(energy[n / 2] == 0);
            for (size_t k = 0; k < n && p == 2; k++)
                assert_near(number[k], 2, 1e-12);
            if (n == 2)
                assert_near(fact_of(&answer, "critical_points")->number, 2 * sqrt(3 * p - 2), 1e-12);
            if (n < 6 || p == 20)
                continue;
            sample_glass(&(struct spin_glass){n, p, false}, sampled, error, sampled_energy);
            for (size_t k = 0; k < n; k++) {
                assert_near(number[k], sampled[k], 5 * error[k] + 1e-9);
                assert_near(energy[k], sampled_energy[k], 0.02);
            }
        }
    const struct answer answer = ask_well(arena, "hessian-signs", "ensemble=spin_glass");
    assert_non_null(strstr(answer.sentence, "has 286.9 critical points on average, 6.08 of them minima"));
}

static void test_ensembles(void **state)
{
    (void)state;
    in_arena(check_wishart);
    in_arena(check_glass_reference);
    in_arena(check_glass);
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

    static const char *const refused[][2] = {{"n=2.5", "n"},
                                             {"n=0", "n"},
                                             {"n=2001", "n"},
                                             {"n=2,3&view=index", "view"},
                                             {"samples=0", "samples"},
                                             {"ensemble=gue", "ensemble"},
                                             {"entries=uniform", "entries"},
                                             {"ratio=2", "ratio"},
                                             {"interactions=4", "interactions"},
                                             {"n=10&ensemble=wishart&view=index", "view"},
                                             {"n=2,3&ensemble=wishart", "view"},
                                             {"ensemble=spin_glass&view=spectrum", "view"},
                                             {"view=energy", "view"},
                                             {"n=1&ensemble=spin_glass", "n"},
                                             {"n=34&ensemble=spin_glass", "n"},
                                             {"ensemble=spin_glass&samples=20", "samples"},
                                             {"ensemble=spin_glass&seed=2", "seed"}};
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_exact), cmocka_unit_test(test_simulation), cmocka_unit_test(test_ensembles),
                                       cmocka_unit_test(test_study)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
