#include "figure/crossings.h"

#include <math.h>

enum { LOOKED_AT = 100 };

/* How many of the ascending values are at or below z. */
static size_t rank_of(const double *values, size_t count, double z)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (values[middle] <= z)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Along `length` heights that are `stride` apart. */
static double along(const double *z, size_t length, size_t stride, const double *values, size_t count)
{
    size_t crossings = 0, before = 0;
    bool known = false;
    for (size_t i = 0; i < length; i++) {
        const double height = z[i * stride];
        const size_t rank = isnan(height) ? 0 : rank_of(values, count, height);
        if (known && !isnan(height))
            crossings += rank > before ? rank - before : before - rank;
        known = !isnan(height);
        before = rank;
    }
    return (double)crossings;
}

double crossings_estimate(const struct figure_layer *layer, const double *values, size_t count)
{
    const size_t row_step = layer->rows / LOOKED_AT + 1, column_step = layer->columns / LOOKED_AT + 1;
    double crossings = 0;
    for (size_t r = 0; r < layer->rows; r += row_step)
        crossings += (double)row_step * along(layer->z + r * layer->columns, layer->columns, 1, values, count);
    for (size_t c = 0; c < layer->columns; c += column_step)
        crossings += (double)column_step * along(layer->z + c, layer->rows, layer->columns, values, count);
    return crossings;
}
