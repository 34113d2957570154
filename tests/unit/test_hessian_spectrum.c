/* Hessians of networks and their critical points against torch (tests/reference/spectrum.json), and what holds of them whatever the network. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/outliers.h"
#include "analysis/statistics.h"
#include "base/linear.h"
#include "base/random.h"
#include "base/sort.h"
#include "study/hessian_spectrum.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

enum { ARENA_BYTES = 256 << 20 };

static void compare(const char *query, const char *what, double ours, double theirs, double tolerance)
{
    if (!(fabs(ours - theirs) <= tolerance * fmax(1, fabs(theirs))))
        fail_msg("%s: %s is %.17g, outside it is %.17g", query, what, ours, theirs);
}

/* All eigenvalues, or Ritz values that have an eigenvalue within their bounds. */
static void compare_values(const char *query, const struct spectrum_result *result, const cJSON *values)
{
    const size_t n = (size_t)cJSON_GetArraySize(values);
    assert_true(result->bounds ? result->count < n : result->count == n);
    for (size_t k = 0; k < result->count; k++) {
        double nearest = INFINITY;
        const cJSON *value;
        cJSON_ArrayForEach(value, values) nearest = fmin(nearest, fabs(value->valuedouble - result->values[k]));
        if (!(nearest <= (result->bounds ? result->bounds[k] : 1e-12 * fmax(1, result->values[n - 1]))))
            fail_msg("%s: %.17g is %g from any eigenvalue", query, result->values[k], nearest);
        if (!result->bounds)
            compare(query, "an eigenvalue", result->values[k], cJSON_GetArrayItem(values, (int)k)->valuedouble, 1e-12);
    }
    compare(query, "the greatest", result->values[result->count - 1], cJSON_GetArrayItem(values, (int)n - 1)->valuedouble, 1e-12);
}

static void test_points(void **state)
{
    (void)state;
    cJSON *reference = reference_read("spectrum.json");
    const cJSON *entry;
    size_t count = 0, estimated = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "points"))
    {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *query = cJSON_GetObjectItem(entry, "query")->valuestring;
        const struct answer answer = ask_well(arena, "hessian-spectrum", query);
        const struct spectrum_result *result = answer.result;
        compare_values(query, result, cJSON_GetObjectItem(entry, "eigenvalues"));
        compare(query, "the trace", result->trace, reference_number(entry, "trace"), 1e-12);
        compare(query, "the Frobenius norm", result->frobenius, reference_number(entry, "frobenius"), 1e-12);
        compare(query, "the loss", result->loss, reference_number(entry, "loss"), 1e-12);
        estimated += result->bounds != NULL;
        count++;
        arena_destroy(arena);
    }
    assert_true(count == 6 && estimated == 1);
    cJSON_Delete(reference);
}

static void test_critical(void **state)
{
    (void)state;
    cJSON *reference = reference_read("spectrum.json");
    const cJSON *entry;
    size_t most = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "critical"))
    {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *query = cJSON_GetObjectItem(entry, "query")->valuestring;
        const cJSON *points = cJSON_GetObjectItem(entry, "points"), *point;
        const struct spectrum_result *result = ask_well(arena, "hessian-spectrum", query).result;
        size_t k = 0, minima = 0;
        assert_int_equal(result->saddles.count, cJSON_GetArraySize(points));
        cJSON_ArrayForEach(point, points)
        {
            const struct saddle *saddle = &result->saddles.items[k++];
            compare(query, "a loss", saddle->value, reference_number(point, "loss"), 1e-12);
            compare(query, "an index", (double)saddle->negative, reference_number(point, "negative"), 0);
            compare(query, "the zero ones", (double)saddle->zero, reference_number(point, "zero"), 0);
            assert_true(saddle->gradient_norm <= 1e-10);
            minima += saddle->negative == 0 && saddle->zero == 0;
        }
        assert_true(minima > 0 && minima == result->minima);
        most = k > most ? k : most;
        arena_destroy(arena);
    }
    assert_true(most >= 50);
    cJSON_Delete(reference);
}

/* Images of a point, its hidden units in another order and with other signs, are the point. */
static void test_images(void **state)
{
    (void)state;
    enum { HIDDEN = 4, INPUTS = 2, OUTPUTS = 2, IMAGES = 4 };
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct answer answer = ask_well(arena, "hessian-spectrum", "at=critical&points=8&seed=5");
    const struct spectrum_parameters *parameters = answer.question.parameters;
    const struct spectrum_result *result = answer.result;
    const struct examples train = training_examples(arena, &parameters->plan, 0, &result->set->train);
    struct objective objective;
    objective_network(arena, result->group->model, &train, parameters->typed.decay, &objective);
    const size_t n = objective.dimension;
    assert_int_equal(n, HIDDEN * (INPUTS + 1) + OUTPUTS * (HIDDEN + 1));
    for (size_t k = 0; k < result->saddles.count; k++) {
        const double *point = result->saddles.items[k].point, *images[IMAGES];
        for (size_t image = 0; image < IMAGES; image++) {
            double *moved = ARENA_NEW(arena, double, n);
            memcpy(moved, point, n * sizeof *moved);
            for (size_t unit = 0; unit < HIDDEN; unit++) {
                const size_t from = (unit + image) % HIDDEN;
                const double sign = (image >> (unit % 2)) & 1 ? -1 : 1;
                for (size_t i = 0; i < INPUTS; i++)
                    moved[unit * INPUTS + i] = sign * point[from * INPUTS + i];
                moved[HIDDEN * INPUTS + unit] = sign * point[HIDDEN * INPUTS + from];
                for (size_t o = 0; o < OUTPUTS; o++)
                    moved[HIDDEN * (INPUTS + 1) + o * HIDDEN + unit] = sign * point[HIDDEN * (INPUTS + 1) + o * HIDDEN + from];
            }
            images[image] = moved;
        }
        struct saddles saddles;
        saddles_find(arena, &objective, images, IMAGES, &(struct saddle_options){.wanted = 2, .hessians = 4 * IMAGES, .seed = 1}, &saddles);
        assert_true(saddles.count == 1 && saddles.repeated >= IMAGES - 1);
        for (size_t other = 0; other < k; other++)
            assert_false(saddles_same(n, &result->saddles.items[k], &result->saddles.items[other]));
    }
    arena_destroy(arena);
}

/* A bulk of random numbers, and so many far from it. */
static void test_outliers(void **state)
{
    (void)state;
    enum { BULK = 190, MOST = 12 };
    static const double scales[] = {1, 1e-100, 1e100, 3}, shifts[] = {0, 0, 0, 7};
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (size_t wanted = 0; wanted <= MOST; wanted++)
            for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
                double values[BULK + MOST], weights[BULK + MOST], bounds[BULK + MOST], edge;
                random_uniforms(seed, 0, 0, values, BULK);
                for (size_t k = 0; k < BULK; k++)
                    values[k] = seed % 2 ? 2 * values[k] - 1 : values[k] * values[k] - 0.3; /* even, or crowded below */
                const double width = seed % 2 ? 1 : 0.75;
                for (size_t k = 0; k < wanted; k++)
                    values[BULK + k] = width * (2.2 + (double)(k * k)) * (seed % 3 ? 1 : 1.2);
                const size_t count = BULK + wanted;
                for (size_t k = 0; k < count; k++) {
                    values[k] = scales[s] * values[k] + shifts[s];
                    weights[k] = 1 / (double)count;
                    bounds[k] = 0;
                }
                sort_ascending(values, count);
                const double blur = 1e-6 * fabs(values[count - 1]);
                assert_int_equal(outliers_above(count, values, weights, NULL, blur, &edge), wanted);
                assert_true(edge == values[BULK - 1]);
                assert_int_equal(outliers_above(count, values, weights, bounds, blur, &edge), wanted);
                bounds[BULK - 1] = 1.5 * width * scales[s]; /* the edge is not known: the gap may not be there */
                assert_true(outliers_above(count, values, weights, bounds, blur, &edge) < wanted + (wanted == 0));
            }
}

/* The Hessian as products, whole and summed up, and the gradient's differences. */
static void test_curvature(void **state)
{
    (void)state;
    static const char *const queries[] = {"steps=5", "steps=5&network=mlp(hidden=5;3,activation=gelu,residual=1)&data=iris(n=30)",
                                          "steps=3&network=mlp(hidden=7,normalization=layer)&data=sine(n=20)&decay=0.2"};
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "hessian-spectrum", queries[q]);
        const struct spectrum_parameters *parameters = answer.question.parameters;
        const struct spectrum_result *result = answer.result;
        const struct examples train = training_examples(arena, &parameters->plan, 0, &result->set->train);
        struct objective objective;
        objective_network(arena, result->group->model, &train, parameters->typed.decay, &objective);
        struct curvature *curvature = curvature_create(arena, &objective);
        const struct linear_operator matrix = curvature_operator(curvature);
        const size_t n = matrix.n;
        double *dense = ARENA_NEW(arena, double, n *n), *moved = ARENA_NEW(arena, double, n), trace, frobenius, sum = 0;
        double *vectors[4];
        for (size_t k = 0; k < 4; k++)
            vectors[k] = ARENA_NEW(arena, double, n);
        curvature_move(curvature, result->point, 1);
        curvature_dense(curvature, dense);
        curvature_invariants(curvature, &trace, &frobenius);
        random_normals(q, 0, 0, vectors[0], n);
        matrix.apply(matrix.context, vectors[0], vectors[1]);
        for (size_t sign = 0; sign < 2; sign++) {
            for (size_t i = 0; i < n; i++)
                moved[i] = result->point[i] + (sign ? 1e-5 : -1e-5) * vectors[0][i];
            curvature_move(curvature, moved, 1);
            curvature_gradient(curvature, vectors[2 + sign]);
        }
        for (size_t i = 0; i < n; i++) {
            assert_true(fabs(linear_dot(n, dense + i * n, vectors[0]) - vectors[1][i]) <= 1e-13 * (double)n * frobenius);
            assert_true(fabs((vectors[3][i] - vectors[2][i]) / 2e-5 - vectors[1][i]) <= 1e-7 * frobenius);
            sum += dense[i * n + i];
            for (size_t k = 0; k < n; k++)
                assert_true(dense[i * n + k] == dense[k * n + i]);
        }
        compare(queries[q], "the trace", trace, sum, 1e-12);
        compare(queries[q], "the norm", frobenius, sqrt(linear_dot(n * n, dense, dense)), 1e-12);
        compare(queries[q], "the loss", curvature_gradient(curvature, moved), result->loss, 1e-2);
        arena_destroy(arena);
    }
}

/* Spearman's correlation as scipy has it, and Fisher's interval about it. */
static void test_rank_correlation(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        double a[8], b[8], expected[3];
    } rows[] = {
        {5, {1, 2, 3, 4, 5}, {2, 1, 4, 3, 5}, {0.8, -0.4571243888052967, 0.9908429478778042}},
        {8, {0, 0, 1, 1, 2, 2, 3, 3}, {0.1, 0.3, 0.2, 0.5, 0.4, 0.9, 0.8, 0.7}, {0.7807200583588266, 0.04596137581906211, 0.96729414536015}},
        {6, {1, 2, 3, 4, 5, 6}, {9, 7, 7, 3, 2, 0}, {-0.9856107606091623, -0.9990817952802888, -0.7947927118312901}},
    };
    double ranks[16], low, high;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        compare("ranks", "their correlation", rank_correlation(rows[i].count, rows[i].a, rows[i].b, ranks, &low, &high), rows[i].expected[0], 1e-14);
        compare("ranks", "the low end", low, rows[i].expected[1], 1e-14);
        compare("ranks", "the high end", high, rows[i].expected[2], 1e-14);
    }
    assert_true(rank_correlation(5, rows[0].a, rows[0].a, ranks, &low, &high) == 1 && low <= 1 && high == 1);
    assert_true(isnan(rank_correlation(3, rows[0].a, rows[0].b, ranks, &low, &high)) && low == -1 && high == 1);
    assert_true(isnan(rank_correlation(5, rows[0].a, (const double[]){2, 2, 2, 2, 2}, ranks, &low, &high)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),   cmocka_unit_test(test_critical),  cmocka_unit_test(test_images),
        cmocka_unit_test(test_outliers), cmocka_unit_test(test_curvature), cmocka_unit_test(test_rank_correlation),
    };
    return cmocka_run_group_tests_name("hessian_spectrum", tests, NULL, NULL);
}
