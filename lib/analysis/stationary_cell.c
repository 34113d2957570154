/* Parts of the box in one or two dimensions. */
#include "analysis/stationary.h"

#include <math.h>

/* In units of the box. */
static const double smallest = 1e-15;

double stationary_share(const struct stationary *search, const struct stationary_cell *cell)
{
    double part = 1;
    for (size_t k = 0; k < search->dimension; k++)
        part *= (cell->high[k] - cell->low[k]) / search->extent[k];
    return part;
}

bool stationary_is_smallest(const struct stationary *search, const struct stationary_cell *cell)
{
    for (size_t k = 0; k < search->dimension; k++) {
        const double size = fmax(fabs(cell->low[k]), fabs(cell->high[k]));
        if (cell->high[k] - cell->low[k] > fmax(smallest * search->extent[k], 4 * 0x1p-52 * size))
            return false;
    }
    return true;
}

struct stationary_cell stationary_widened(const struct stationary *search, const struct stationary_cell *cell)
{
    struct stationary_cell wide = *cell;
    for (size_t k = 0; k < search->dimension; k++) {
        wide.low[k] -= cell->high[k] - cell->low[k];
        wide.high[k] += cell->high[k] - cell->low[k];
    }
    return wide;
}

void stationary_middle(const struct stationary *search, const struct stationary_cell *cell, double at[2])
{
    for (size_t k = 0; k < search->dimension; k++)
        at[k] = cell->low[k] + (cell->high[k] - cell->low[k]) / 2;
}
