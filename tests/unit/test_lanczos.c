/* Eigenvalues by products alone: quadrature, error bounds and vectors against the whole matrix; tridiagonal matrices against closed forms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/lanczos.h"
#include "base/eigen.h"
#include "base/linear.h"
#include "base/random.h"
#include "tests/unit/arena.h"

struct matrix {
    size_t n;
    double *entries;
};

static void apply(void *context, const double *vector, double *product)
{
    const struct matrix *matrix = context;
    for (size_t i = 0; i < matrix->n; i++)
        product[i] = linear_dot(matrix->n, matrix->entries + i * matrix->n, vector);
}

/* A random symmetric matrix, of the given rank. */
static struct matrix random_matrix(struct arena *arena, size_t n, size_t rank, uint64_t seed, double scale)
{
    struct matrix matrix = {n, ARENA_NEW(arena, double, n *n)};
    double *factors = ARENA_NEW(arena, double, n *rank);
    random_normals(seed, random_stream(RANDOM_MATRIX, n), 0, factors, n * rank);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            for (size_t k = 0; k < rank; k++)
                matrix.entries[i * n + j] += scale * (k % 3 ? 1 : -1) * factors[i * rank + k] * factors[j * rank + k];
    return matrix;
}

static double *eigenvalues(struct arena *arena, const struct matrix *matrix)
{
    double *copy = ARENA_NEW(arena, double, matrix->n * matrix->n), *values = ARENA_NEW(arena, double, matrix->n);
    memcpy(copy, matrix->entries, matrix->n * matrix->n * sizeof *copy);
    symmetric_eigen(matrix->n, copy, values, NULL);
    return values;
}

static double largest_of(const double *values, size_t n)
{
    return fmax(fabs(values[0]), fabs(values[n - 1]));
}

/* By way of a tridiagonal matrix, the eigenvalues that Jacobi's method has; at any scale. */
static void test_values(void **state)
{
    (void)state;
    static const double scales[] = {1, 1e-200, 1e150};
    for (size_t n = 1; n <= 60; n += n < 8 ? 1 : 13)
        for (size_t s = 0; s < 3; s++) {
            struct arena *arena = arena_create(64 << 20);
            const struct matrix matrix = random_matrix(arena, n, n / 2 + 1, n, scales[s]);
            const double *expected = eigenvalues(arena, &matrix);
            double *values = ARENA_NEW(arena, double, n), *scratch = ARENA_NEW(arena, double, 3 * n);
            symmetric_values(n, matrix.entries, values, scratch);
            for (size_t i = 0; i < n; i++)
                assert_true(fabs(values[i] - expected[i]) <= 1e-14 * (double)n * largest_of(expected, n));
            arena_destroy(arena);
        }
}

/* And its eigenvectors: A v = λ v, of length 1 and at right angles, whatever the matrix: of full or low rank (whose eigenvalue 0 has many), in blocks that
 * nothing is to be reflected in, diagonal, or zero. */
static void check_vectors(struct arena *arena, const struct matrix *matrix, const double *expected)
{
    const size_t n = matrix->n;
    double *copy = ARENA_NEW(arena, double, n *n), *vectors = ARENA_NEW(arena, double, n *n), *values = ARENA_NEW(arena, double, n);
    double *product = ARENA_NEW(arena, double, n), *scratch = ARENA_NEW(arena, double, 2 * n);
    memcpy(copy, matrix->entries, n * n * sizeof *copy);
    symmetric_vectors(n, copy, values, vectors, scratch);
    const double tolerance = 1e-14 * (double)n, largest = largest_of(expected, n);
    for (size_t k = 0; k < n; k++) {
        assert_true(fabs(values[k] - expected[k]) <= tolerance * largest);
        apply((void *)matrix, vectors + k * n, product);
        for (size_t i = 0; i < n; i++)
            assert_true(fabs(product[i] - values[k] * vectors[k * n + i]) <= tolerance * largest);
        for (size_t other = 0; other <= k; other++)
            assert_true(fabs(linear_dot(n, vectors + k * n, vectors + other * n) - (other == k)) <= tolerance);
    }
}

static void test_vectors(void **state)
{
    (void)state;
    static const double scales[] = {1, 1e-200, 1e150};
    for (size_t n = 1; n <= 47; n += n < 8 ? 1 : 13)
        for (int kind = 0; kind < 5; kind++)
            for (size_t s = 0; s < 3; s++) {
                struct arena *arena = arena_create(64 << 20);
                const struct matrix matrix = random_matrix(arena, n, kind ? n / 2 + 1 : n, n, scales[s]);
                for (size_t i = 0; i < n * n && kind > 1; i++) /* blocks of two, the diagonal, nothing */
                    if (kind == 4 || (kind == 3 ? i / n != i % n : i / n / 2 != i % n / 2))
                        matrix.entries[i] = 0;
                check_vectors(arena, &matrix, eigenvalues(arena, &matrix));
                arena_destroy(arena);
            }
    double matrix[4] = {1, 0, NAN, 1}, values[2], vectors[4], scratch[4];
    symmetric_vectors(2, matrix, values, vectors, scratch);
    assert_true(isnan(values[0]) && isnan(values[1]) && isnan(vectors[0]) && isnan(vectors[3]));
}

/* The second difference has eigenvalues 2 − 2 cos(kπ/(n + 1)), and the vectors' components are sines. */
static void test_tridiagonal(void **state)
{
    (void)state;
    enum { N = 50 };
    double diagonal[N], off[N], ends[2 * N] = {0};
    for (size_t i = 0; i < N; i++) {
        diagonal[i] = 2;
        off[i] = -1;
    }
    ends[0] = ends[2 * (N - 1) + 1] = 1;
    tridiagonal_eigen(N, diagonal, off, ends, 2);
    for (size_t k = 0; k < N; k++) {
        const double angle = acos(-1) * (double)(k + 1) / (N + 1), component = sqrt(2.0 / (N + 1)) * sin(angle);
        assert_true(fabs(diagonal[k] - (2 - 2 * cos(angle))) < 1e-13);
        assert_true(fabs(fabs(ends[2 * k]) - component) < 1e-12 && fabs(fabs(ends[2 * k + 1]) - component) < 1e-12);
    }
}

/* The quadrature is exact to degree 2m − 1: Σ weight · value^d = vᵀ A^d v, by products with the matrix itself. */
static void test_moments(void **state)
{
    (void)state;
    enum { STEPS = 7 };
    for (size_t n = STEPS; n < 60; n += 11) {
        struct arena *arena = arena_create(64 << 20);
        struct matrix matrix = random_matrix(arena, n, n, n, 1 / (double)n);
        const struct linear_operator operator= {n, apply, &matrix};
        struct lanczos lanczos;
        lanczos_run(arena, &operator, &(struct lanczos_options){.steps = STEPS, .seed = n}, &lanczos);
        const double scale = largest_of(eigenvalues(arena, &matrix), n);
        double *power = ARENA_NEW(arena, double, n), *next = ARENA_NEW(arena, double, n), unit = 1;
        memcpy(power, lanczos.basis, n * sizeof *power);
        for (size_t degree = 0; degree < 2 * STEPS; degree++) {
            double sum = 0;
            for (size_t k = 0; k < lanczos.count; k++) {
                double term = lanczos.weight[k];
                for (size_t d = 0; d < degree; d++)
                    term *= lanczos.value[k];
                sum += term;
            }
            if (!(fabs(sum - linear_dot(n, lanczos.basis, power)) <= 1e-13 * unit))
                fail_msg("n = %zu, degree %zu: %.17g is not %.17g", n, degree, sum, linear_dot(n, lanczos.basis, power));
            apply(&matrix, power, next);
            memcpy(power, next, n * sizeof *power);
            unit *= scale;
        }
        arena_destroy(arena);
    }
}

/* Within the residual of each Ritz value there is an eigenvalue, its vector has that residual, and the steps end in a whole spectrum or as soon
 * as the leading values are known as well as asked. */
static void test_bounds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct arena *arena = arena_create(64 << 20);
        const size_t n = 80, rank = seed % 2 ? 9 : n;
        struct matrix matrix = random_matrix(arena, n, rank, seed, 1e5);
        const struct linear_operator operator= {n, apply, &matrix};
        const double *values = eigenvalues(arena, &matrix), scale = largest_of(values, n);
        struct lanczos lanczos;
        lanczos_run(arena, &operator, &(struct lanczos_options){.steps = 25, .seed = seed}, &lanczos);
        assert_int_equal(lanczos.whole, rank < n);
        assert_true(rank < n ? lanczos.count > rank && lanczos.count <= rank + 3 : lanczos.count == 25); /* the last vectors hold rounding */
        double sum = 0, *vector = ARENA_NEW(arena, double, n), *product = ARENA_NEW(arena, double, n);
        for (size_t k = 0; k < lanczos.count; k++) {
            double nearest = INFINITY, square = 0;
            for (size_t i = 0; i < n; i++)
                nearest = fmin(nearest, fabs(values[i] - lanczos.value[k]));
            assert_true(nearest <= lanczos.residual[k] + 1e-12 * scale);
            lanczos_vector(&lanczos, k, vector);
            apply(&matrix, vector, product);
            for (size_t i = 0; i < n; i++)
                square += (product[i] - lanczos.value[k] * vector[i]) * (product[i] - lanczos.value[k] * vector[i]);
            if (!(fabs(sqrt(square) - lanczos.residual[k]) <= 1e-11 * scale))
                fail_msg("n = %zu, rank %zu, value %.17g: residual %.17g is not %.17g", n, rank, lanczos.value[k], sqrt(square), lanczos.residual[k]);
            sum += lanczos.weight[k];
        }
        assert_true(fabs(sum - 1) < 1e-13);
        lanczos_run(arena, &operator, &(struct lanczos_options){.steps = n, .seed = seed, .tolerance = 1e-9, .leading = 3}, &lanczos);
        assert_true(lanczos.count < n);
        for (size_t k = 1; k <= 3; k++)
            assert_true(fabs(lanczos.value[lanczos.count - k] - values[n - k]) <= 2e-9 * scale);
        arena_destroy(arena);
    }
}

/* The sign of an eigenvector does not depend on rounding: not of the greatest component where another is its negative, either. */
static void test_signs(void **state)
{
    static const struct {
        double vector[4];
        double sign;
    } table[] = {{{0.5, -0.5, 0.1, 0}, 1},
                 {{-0.5, 0.5, 0.1, 0}, -1},
                 {{0.1, 0.5, -0.5 - 1e-12, 0.2}, 1},
                 {{0.1, -0.5, 0.5 + 1e-12, 0}, -1},
                 {{0.1, 0.5, -0.500002, 0.2}, -1},
                 {{-0.1, -0.2, 0.5, 0.3}, 1},
                 {{0, 0, 0, 0}, 1},
                 {{-1e-300, 1e-310, 0, 0}, -1},
                 {{0, 0, 0, -2}, -1},
                 {{-1, -1, -1, -1}, -1},
                 {{1 - 1e-9, -1, 1, -1 + 1e-9}, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double vector[4];
        memcpy(vector, table[i].vector, sizeof vector);
        linear_turn_up(4, vector);
        for (size_t k = 0; k < 4; k++)
            if (vector[k] != table[i].sign * table[i].vector[k])
                fail_msg("row %zu, component %zu: %g of %g", i, k, vector[k], table[i].vector[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_vectors), cmocka_unit_test(test_tridiagonal),
        cmocka_unit_test(test_moments), cmocka_unit_test(test_bounds),  cmocka_unit_test(test_signs),
    };
    return cmocka_run_group_tests_name("lanczos", tests, NULL, NULL);
}
