#include "figure/ground.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const double far = 8; /* times: of a straight line through 0, a sample nearer than a seventh of a step */

/* Whether value i of a line is between neighbours that have no logarithm or are far more than it, one of them at least; at an end of the line: whether it
 * falls off from the next one far more than that from the one after it. */
static bool drops(const double *z, size_t i, size_t count, size_t stride)
{
    if (count < 3)
        return false;
    const double here = z[i * stride];
    if (i == 0 || i + 1 == count) {
        const double next = z[(i ? i - 1 : 1) * stride], second = z[(i ? i - 2 : 2) * stride];
        return next > far * here && !(second > 0 && second / next >= next / (far * here));
    }
    const double before = z[(i - 1) * stride], after = z[(i + 1) * stride];
    const bool left = before > far * here, right = after > far * here;
    return (left || !(before > 0)) && (right || !(after > 0)) && (left || right);
}

struct ground ground_of(const double *z, size_t rows, size_t columns)
{
    struct ground ground = {.least = INFINITY};
    double lowest = INFINITY;
    for (size_t i = 0; i < rows * columns; i++) {
        if (!(z[i] >= DBL_MIN) || !isfinite(z[i]) || !(z[i] < ground.least))
            continue;
        const size_t row = i / columns, column = i % columns;
        lowest = fmin(lowest, z[i]);
        if (!drops(z + row * columns, column, columns, 1) && !drops(z + column, row, rows, columns))
            ground.least = z[i];
    }
    ground.least = isfinite(ground.least) ? ground.least : lowest;
    for (size_t i = 0; i < rows * columns; i++)
        ground.by_chance += z[i] >= DBL_MIN && z[i] < ground.least;
    return ground;
}

double ground_of_curve(const double *x, const double *y, size_t count)
{
    static const double reach = 1.0 / 400;
    const double away = count ? reach * (x[count - 1] - x[0]) : 0;
    double least = INFINITY, lowest = INFINITY;
    for (size_t i = 0, left = 0, right = 0; i < count; i++) {
        while (left < i && x[left + 1] <= x[i] - away)
            left++;
        while (right + 1 < count && x[right] < x[i] + away)
            right++;
        if (!(y[i] >= DBL_MIN) || !isfinite(y[i]))
            continue;
        lowest = fmin(lowest, y[i]);
        const bool before = y[left] > far * y[i], after = y[right] > far * y[i];
        if (!((before || !(y[left] > 0)) && (after || !(y[right] > 0)) && (before || after)))
            least = fmin(least, y[i]);
    }
    return isfinite(least) ? least : lowest;
}
