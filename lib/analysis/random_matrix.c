/* Signs are counted, not computed: the negative pivots of a tridiagonal matrix minus λ are as many as its eigenvalues below λ (Sylvester). */
#include "analysis/random_matrix.h"

#include "base/random.h"
#include "expression/kernels.h"

#include <float.h>
#include <lapacke.h>
#include <math.h>

/* A tridiagonal matrix: its diagonal and the squares of its off-diagonal entries. */
struct tridiagonal {
    size_t n;
    double *diagonal, *squares;
    double *normals, *uniforms; /* scratch */
};

static struct tridiagonal make_tridiagonal(struct arena *arena, size_t n)
{
    return (struct tridiagonal){n, ARENA_NEW(arena, double, n), ARENA_NEW(arena, double, n), ARENA_NEW(arena, double, n),
                                ARENA_NEW(arena, double, n)};
}

static uint64_t stream_of(const struct ensemble *ensemble, uint64_t sample)
{
    return random_stream(RANDOM_MATRIX, (uint64_t)ensemble->n << 32 | sample);
}

/* Half a χ² of 2·shape degrees of freedom from one normal and one uniform number, shape ≥ 1; false if they are to be drawn again
 * (Marsaglia & Tsang, ACM Transactions on Mathematical Software 26 (2000) 363). */
static bool gamma_from(double shape, double normal, double uniform, double *gamma)
{
    const double d = shape - 1.0 / 3, root = 1 + normal / sqrt(9 * d), v = root * root * root, square = normal * normal;
    *gamma = d * v;
    if (v <= 0)
        return false;
    if (uniform < 1 - 0.0331 * square * square)
        return true;
    const double log_uniform = kernel_scalar(OPERATION_LOG, uniform, 0, 0), log_v = kernel_scalar(OPERATION_LOG, v, 0, 0);
    return log_uniform < square / 2 + d * (1 - v + log_v);
}

/* The sample's numbers lie in regions of its stream, each as long as the diagonal: normals of the diagonal, then for each attempt at the
 * off-diagonal normals and uniforms. */
static void draw_tridiagonal(const struct ensemble *ensemble, uint64_t sample, struct tridiagonal *matrix)
{
    const size_t n = matrix->n, region = n + n % 2;
    const uint64_t seed = ensemble->seed, stream = stream_of(ensemble, sample);
    random_normals(seed, stream, 0, matrix->diagonal, n);
    random_normals(seed, stream, region, matrix->normals, n - 1);
    random_uniforms(seed, stream, 2 * region, matrix->uniforms, n - 1);
    for (size_t i = 0; i < n; i++)
        matrix->diagonal[i] *= sqrt(2);
    for (size_t i = 0; i + 1 < n; i++) {
        const double freedom = (double)(n - 1 - i);
        double normal = matrix->normals[i], uniform = matrix->uniforms[i], gamma = normal * normal / 2;
        for (uint64_t attempt = 1; freedom > 1 && !gamma_from(freedom / 2, normal, uniform, &gamma); attempt++) {
            random_normals(seed, stream, (1 + 2 * attempt) * region + i, &normal, 1);
            random_uniforms(seed, stream, (2 + 2 * attempt) * region + i, &uniform, 1);
        }
        matrix->squares[i] = 2 * gamma;
    }
}

/* How many eigenvalues are below x. */
static size_t count_below(const struct tridiagonal *matrix, double x)
{
    size_t count = 0;
    double pivot = 1, square = 0;
    for (size_t i = 0; i < matrix->n; i++) {
        pivot = matrix->diagonal[i] - x - square / pivot;
        if (fabs(pivot) < DBL_MIN)
            pivot = -DBL_MIN;
        count += pivot < 0;
        square = matrix->squares[i];
    }
    return count;
}

/* A full matrix and what LAPACK needs. */
struct full {
    size_t n;
    double *entries, *eigenvalues, *work;
    lapack_int work_length;
};

static struct full make_full(struct arena *arena, size_t n)
{
    struct full matrix = {.n = n};
    double best = 1;
    const lapack_int order = (lapack_int)n;
    LAPACKE_dsyev_work(LAPACK_COL_MAJOR, 'N', 'L', order, NULL, order, NULL, &best, -1);
    matrix.work_length = (lapack_int)fmax(best, 3 * (double)n);
    matrix.entries = arena_allocate(arena, n * n, sizeof *matrix.entries);
    matrix.eigenvalues = ARENA_NEW(arena, double, n);
    matrix.work = ARENA_NEW(arena, double, (size_t)matrix.work_length);
    return matrix;
}

/* Draws a sample and computes its eigenvalues, ascending. */
static void draw_full(const struct ensemble *ensemble, uint64_t sample, struct full *matrix)
{
    const size_t n = matrix->n;
    const uint64_t stream = stream_of(ensemble, sample);
    uint64_t position = 0;
    for (size_t column = 0; column < n; position += n - column, column++) {
        double *lower = matrix->entries + column * n + column;
        if (ensemble->entries == ENTRIES_NORMAL)
            random_normals(ensemble->seed, stream, position, lower, n - column);
        else
            random_uniforms(ensemble->seed, stream, position, lower, n - column);
        for (size_t i = 0; i < n - column && ensemble->entries != ENTRIES_NORMAL; i++)
            lower[i] = ensemble->entries == ENTRIES_UNIFORM ? 2 * lower[i] - 1 : lower[i] < 0.5 ? -1 : 1;
    }
    const lapack_int order = (lapack_int)n;
    LAPACKE_dsyev_work(LAPACK_COL_MAJOR, 'N', 'L', order, matrix->entries, order, matrix->eigenvalues, matrix->work, matrix->work_length);
}

static uint64_t full_signs(struct arena *arena, const struct ensemble *ensemble, size_t samples, uint64_t *negative)
{
    struct full matrix = make_full(arena, ensemble->n);
    uint64_t all_positive = 0;
    for (size_t sample = 0; sample < samples; sample++) {
        arena_checkpoint(arena);
        draw_full(ensemble, sample, &matrix);
        /* Singular matrices are common among those of ±1: zero is what is zero within rounding. */
        const double zero = (double)matrix.n * DBL_EPSILON * fmax(fabs(matrix.eigenvalues[0]), fabs(matrix.eigenvalues[matrix.n - 1]));
        size_t below = 0;
        while (below < matrix.n && matrix.eigenvalues[below] < -zero)
            below++;
        negative[below]++;
        all_positive += matrix.eigenvalues[0] > zero;
    }
    return all_positive;
}

uint64_t random_matrix_signs(struct arena *arena, const struct ensemble *ensemble, size_t samples, uint64_t *negative)
{
    for (size_t k = 0; k <= ensemble->n; k++)
        negative[k] = 0;
    if (ensemble->entries != ENTRIES_GOE)
        return full_signs(arena, ensemble, samples, negative);
    struct tridiagonal matrix = make_tridiagonal(arena, ensemble->n);
    for (size_t sample = 0; sample < samples; sample++) {
        arena_checkpoint(arena);
        draw_tridiagonal(ensemble, sample, &matrix);
        negative[count_below(&matrix, 0)]++;
    }
    return negative[0];
}

void random_matrix_spectrum(struct arena *arena, const struct ensemble *ensemble, size_t samples, const double *edges, size_t count, uint64_t *below)
{
    const size_t n = ensemble->n;
    const double scale = sqrt((double)n / (ensemble->entries == ENTRIES_UNIFORM ? 3 : 1));
    for (size_t k = 0; k < count; k++)
        below[k] = 0;
    if (ensemble->entries == ENTRIES_GOE) {
        struct tridiagonal matrix = make_tridiagonal(arena, n);
        for (size_t sample = 0; sample < samples; sample++) {
            arena_checkpoint(arena);
            draw_tridiagonal(ensemble, sample, &matrix);
            for (size_t k = 0; k < count; k++)
                below[k] += count_below(&matrix, edges[k] * scale);
        }
        return;
    }
    struct full matrix = make_full(arena, n);
    for (size_t sample = 0; sample < samples; sample++) {
        arena_checkpoint(arena);
        draw_full(ensemble, sample, &matrix);
        for (size_t k = 0, i = 0; k < count; k++) {
            while (i < n && matrix.eigenvalues[i] < edges[k] * scale)
                i++;
            below[k] += i;
        }
    }
}

double random_matrix_cost(const struct ensemble *ensemble, size_t edges)
{
    const double n = (double)ensemble->n;
    return ensemble->entries == ENTRIES_GOE ? 75 * n + 6 * n * (double)edges : 0.35 * n * n * n + 40 * n * n + 200 * n;
}
