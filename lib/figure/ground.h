/* How low the values of a grid or a curve are seen to go on a logarithmic scale. */
#ifndef FIGURE_GROUND_H
#define FIGURE_GROUND_H

#include <stddef.h>

/* The least positive value of z[row * columns + column] that its neighbours bear out. Where values pass through 0, or touch it along a curve, a sample
 * comes as near to 0 as it happens to lie to the curve: such a one is lower by far than its neighbours on both sides, in its row or in its column,
 * those left out that are not positive. Infinite if no value is positive; the least of all if every one is such. */
struct ground {
    double least;
    size_t by_chance; /* how many are lower than that */
};
struct ground ground_of(const double *z, size_t rows, size_t columns);

/* The same of a curve through (x[i], y[i]), x ascending, whose neighbours are those a four-hundredth of its width away. */
double ground_of_curve(const double *x, const double *y, size_t count);

#endif
