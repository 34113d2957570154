#include "analysis/least_squares.h"

#include <math.h>

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Takes from `column` its parts along the orthonormal columns of `basis`; twice is enough (Kahan & Parlett). */
static void orthogonalize(const double *basis, size_t columns, double *column, size_t count)
{
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < columns; k++) {
            const double *unit = basis + k * count;
            const double along = dot(unit, column, count);
            for (size_t i = 0; i < count; i++)
                column[i] -= along * unit[i];
        }
}

double least_squares_floor(struct arena *arena, const double *input, size_t inputs, const double *target, size_t step, size_t count, bool constant)
{
    static const double dependent = 1e-12; /* of a column's norm: what is left of one that depends on others */
    double *basis = ARENA_NEW(arena, double, (inputs + 1) * count), *rest = ARENA_NEW(arena, double, count);
    size_t columns = 0;
    for (size_t k = constant ? 0 : 1; k <= inputs; k++) {
        double *column = basis + columns * count;
        for (size_t i = 0; i < count; i++)
            column[i] = k ? input[i * inputs + k - 1] : 1;
        const double before = sqrt(dot(column, column, count));
        orthogonalize(basis, columns, column, count);
        const double norm = sqrt(dot(column, column, count));
        if (!(norm > dependent * before))
            continue;
        for (size_t i = 0; i < count; i++)
            column[i] /= norm;
        columns++;
    }
    for (size_t i = 0; i < count; i++)
        rest[i] = target[i * step];
    orthogonalize(basis, columns, rest, count);
    return dot(rest, rest, count) / (double)count;
}
