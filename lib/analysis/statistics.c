/* Two passes for the deviation: the textbook's one-pass formula cancels. */
#include "analysis/statistics.h"

#include <math.h>

void wilson_interval(double successes, double trials, double *low, double *high)
{
    const double z = 1.959963984540054; /* the normal's 97.5 % quantile */
    *low = 0;
    *high = 1;
    if (!(trials > 0))
        return;
    const double p = successes / trials, square = z * z / trials;
    const double centre = (p + square / 2) / (1 + square), half = z / (1 + square) * sqrt(p * (1 - p) / trials + square / (4 * trials));
    *low = successes > 0 ? fmax(centre - half, 0) : 0;
    *high = successes < trials ? fmin(centre + half, 1) : 1;
}

void mean_deviation(const double *numbers, size_t count, size_t stride, double *mean, double *deviation)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += numbers[i * stride];
    *mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (numbers[i * stride] - *mean) * (numbers[i * stride] - *mean);
    *deviation = count < 2 ? 0 : sqrt(squares / (double)(count - 1));
}

double sorted_quantile(const double *ascending, size_t count, double fraction)
{
    if (!count)
        return NAN;
    const double place = fraction * (double)(count - 1), below = floor(place);
    const size_t i = (size_t)below;
    return i + 1 < count ? ascending[i] + (place - below) * (ascending[i + 1] - ascending[i]) : ascending[count - 1];
}
