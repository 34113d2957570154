#include "optimize/matrices.h"

struct matrices matrices_shape(const double *values, size_t dimension)
{
    size_t matrices = (size_t)values[MATRICES_COUNT], rows = (size_t)values[MATRICES_ROWS];
    if (dimension % matrices)
        matrices = 1;
    const size_t each = dimension / matrices;
    if (!rows || each % rows) {
        rows = 1;
        for (size_t k = 2; k * k <= each; k++)
            rows = each % k ? rows : k;
    }
    const size_t columns = each / rows;
    return (struct matrices){.matrices = matrices,
                             .rows = rows,
                             .columns = columns,
                             .size = each,
                             .left = rows * rows,
                             .right = columns * columns,
                             .longer = rows > columns ? rows : columns};
}

bool matrices_fit(const double *values, size_t dimension, struct error *error)
{
    const size_t matrices = (size_t)values[MATRICES_COUNT], rows = (size_t)values[MATRICES_ROWS];
    if (dimension % matrices)
        return error_set(error, ERROR_INVALID, "matrices=%zu does not divide the %zu coordinates", matrices, dimension);
    if (rows && dimension / matrices % rows)
        return error_set(error, ERROR_INVALID, "rows=%zu does not divide the %zu numbers of each matrix", rows, dimension / matrices);
    return true;
}

size_t matrices_scratch(size_t numbers, size_t lanes)
{
    return (numbers + lanes - 1) / lanes + 1;
}

void matrices_load(const struct block *block, size_t point, const double *from, size_t first, size_t count, double *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[(first + i) * block->lanes + point];
}

void matrices_store(const struct block *block, size_t point, const double *from, size_t first, size_t count, double *to)
{
    for (size_t i = 0; i < count; i++)
        to[(first + i) * block->lanes + point] = from[i];
}

void matrices_product(size_t rows, size_t inner, size_t columns, const double *a, bool left, const double *b, bool right, double *to)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            double sum = 0;
            for (size_t k = 0; k < inner; k++)
                sum += (left ? a[k * rows + i] : a[i * inner + k]) * (right ? b[j * inner + k] : b[k * columns + j]);
            to[i * columns + j] = sum;
        }
}

size_t matrices_grams(const struct matrices *shape)
{
    return shape->matrices * (shape->left + shape->right);
}

void matrices_gather(const struct block *block, size_t point, const double *matrix, size_t n, size_t inner, bool turned, double keep, double weight,
                     double *kept, double *gram)
{
    if (turned)
        matrices_product(n, inner, n, matrix, true, matrix, false, gram);
    else
        matrices_product(n, inner, n, matrix, false, matrix, true, gram);
    for (size_t i = 0; i < n * n; i++) {
        double *number = kept + i * block->lanes + point;
        gram[i] = *number = keep * *number + weight * gram[i];
    }
}
