/* Each column of the triangle is passed over twice a step: once for its product with the reflection's vector, once for the update. */
#include "base/tridiagonal.h"

#include "base/linear.h"

#include <float.h>
#include <math.h>

enum { LANES = 4 };

static double sum_of(const double sums[LANES])
{
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* product += column · factor, and returns column · vector: both halves of what a column of the lower triangle has to do with a product. */
static double multiply_column(size_t n, const double *restrict column, double factor, const double *restrict vector, double *restrict product)
{
    double sums[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            product[i + lane] += column[i + lane] * factor;
            sums[lane] += column[i + lane] * vector[i + lane];
        }
    for (; i < n; i++) {
        product[i] += column[i] * factor;
        sums[i % LANES] += column[i] * vector[i];
    }
    return sum_of(sums);
}

/* product = A · vector for the m × m lower triangle at `corner` of a matrix whose columns are n apart. */
static void multiply(size_t m, size_t n, const double *corner, const double *vector, double *product)
{
    for (size_t i = 0; i < m; i++)
        product[i] = corner[i * n + i] * vector[i];
    for (size_t j = 0; j + 1 < m; j++)
        product[j] += multiply_column(m - j - 1, corner + j * n + j + 1, vector[j], vector + j + 1, product + j + 1);
}

/* A −= v wᵀ + w vᵀ, in the lower triangle. */
static void update(size_t m, size_t n, double *corner, const double *restrict v, const double *restrict w)
{
    for (size_t j = 0; j < m; j++) {
        double *restrict column = corner + j * n;
        for (size_t i = j; i < m; i++)
            column[i] -= v[i] * w[j] + w[i] * v[j];
    }
}

/* Reflects the m numbers at `v` onto the first axis; what they become there is squared and returned, and left as it is in *off. The reflection's vector,
 * whose first component is 1, is left in their place, with *factor = 2 / vᵀv, which is 0 where nothing is to be reflected: squares lost in underflow
 * would make no reflection. */
static double reflect(size_t m, double *v, double *factor, double *off)
{
    const double rest = linear_dot(m - 1, v + 1, v + 1), square = v[0] * v[0] + rest;
    *factor = 0;
    *off = v[0] < 0 ? sqrt(square) : -sqrt(square);
    if (rest < DBL_MIN / DBL_EPSILON) {
        *off = v[0] < 0 ? -sqrt(square) : sqrt(square);
        return square;
    }
    const double first = v[0] + (v[0] < 0 ? -sqrt(square) : sqrt(square));
    *factor = 2 / (1 + rest / (first * first));
    v[0] = 1;
    for (size_t i = 1; i < m; i++)
        v[i] /= first;
    return square;
}

/* Column k keeps its reflection below the diagonal, and the factor of that on it; the entry above the diagonal of the next column is the off-diagonal
 * one. */
void tridiagonal_reduce(double *matrix, struct tridiagonal *result, double *scratch)
{
    const size_t n = result->n;
    for (size_t k = 0; k + 1 < n; k++) {
        const size_t m = n - k - 1;
        double *v = matrix + k * n + k + 1, *corner = matrix + (k + 1) * n + k + 1, *w = scratch, factor, off;
        result->diagonal[k] = matrix[k * n + k];
        result->squares[k] = reflect(m, v, &factor, &off);
        matrix[k * n + k] = factor;
        matrix[(k + 1) * n + k] = off;
        if (factor == 0)
            continue;
        multiply(m, n, corner, v, w);
        const double along = factor * linear_dot(m, w, v) / 2;
        for (size_t i = 0; i < m; i++)
            w[i] = factor * (w[i] - along * v[i]);
        update(m, n, corner, v, w);
    }
    result->diagonal[n - 1] = matrix[n * n - 1];
}

void tridiagonal_off(size_t n, const double *reduced, double *off)
{
    for (size_t k = 0; k + 1 < n; k++)
        off[k] = reduced[(k + 1) * n + k];
}

void tridiagonal_vectors(size_t n, const double *reduced, double *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = n - 1; k-- > 0;) {
            const size_t m = n - k - 1;
            const double factor = reduced[k * n + k], *v = reduced + k * n + k + 1;
            double *part = vectors + i * n + k + 1;
            const double along = factor == 0 ? 0 : factor * linear_dot(m, v, part);
            for (size_t j = 0; j < m && along != 0; j++)
                part[j] -= along * v[j];
        }
}

/* A pivot that is no divisor counts as negative. */
static double usable(double pivot)
{
    return fabs(pivot) < DBL_MIN ? -DBL_MIN : pivot;
}

size_t tridiagonal_count_below(const struct tridiagonal *matrix, double x)
{
    double pivot = usable(matrix->diagonal[0] - x);
    size_t count = pivot < 0;
    for (size_t i = 1; i < matrix->n; i++) {
        pivot = usable(matrix->diagonal[i] - x - matrix->squares[i - 1] / pivot);
        count += pivot < 0;
    }
    return count;
}

double tridiagonal_bound(const struct tridiagonal *matrix)
{
    double bound = 0, before = 0;
    for (size_t i = 0; i < matrix->n; i++) {
        const double behind = i + 1 < matrix->n ? sqrt(matrix->squares[i]) : 0;
        bound = fmax(bound, before + fabs(matrix->diagonal[i]) + behind);
        before = behind;
    }
    return bound;
}
