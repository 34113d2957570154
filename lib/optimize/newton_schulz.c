#include "optimize/newton_schulz.h"

#include "optimize/matrices.h"

#include <math.h>

const double newton_schulz_coefficients[3] = {3.4445, -4.7750, 2.0315};

static size_t lesser(size_t rows, size_t columns)
{
    return rows < columns ? rows : columns;
}

size_t newton_schulz_scratch(size_t rows, size_t columns)
{
    return rows * columns + 2 * lesser(rows, columns) * lesser(rows, columns);
}

double newton_schulz_work(size_t rows, size_t columns)
{
    const double low = (double)lesser(rows, columns);
    return (double)(rows * columns) * (4 * low + 4) + 2 * low * low * low;
}

/* Of the two Gram matrices the smaller one is taken, so that the products are small. */
void newton_schulz_run(double *matrix, size_t rows, size_t columns, size_t steps, double *scratch)
{
    static const double spare = 1e-7;
    const double a = newton_schulz_coefficients[0], b = newton_schulz_coefficients[1], c = newton_schulz_coefficients[2];
    const bool tall = rows > columns;
    const size_t low = lesser(rows, columns);
    double *gram = scratch, *gram2 = gram + low * low, *next = gram2 + low * low, sum = 0;
    for (size_t i = 0; i < rows * columns; i++)
        sum += matrix[i] * matrix[i];
    const double norm = sqrt(sum) + spare;
    for (size_t i = 0; i < rows * columns; i++)
        matrix[i] /= norm;
    for (size_t step = 0; step < steps; step++) {
        if (tall)
            matrices_product(low, rows, low, matrix, true, matrix, false, gram);
        else
            matrices_product(low, columns, low, matrix, false, matrix, true, gram);
        matrices_product(low, low, low, gram, false, gram, false, gram2);
        for (size_t i = 0; i < low * low; i++)
            gram[i] = b * gram[i] + c * gram2[i];
        if (tall)
            matrices_product(rows, low, low, matrix, false, gram, false, next);
        else
            matrices_product(low, low, columns, gram, false, matrix, false, next);
        for (size_t i = 0; i < rows * columns; i++)
            matrix[i] = a * matrix[i] + next[i];
    }
}

double newton_schulz_map(double value, size_t steps)
{
    const double *coefficients = newton_schulz_coefficients;
    for (size_t step = 0; step < steps; step++) {
        const double square = value * value;
        value *= coefficients[0] + square * (coefficients[1] + square * coefficients[2]);
    }
    return value;
}
