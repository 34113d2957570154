/* Two passes for the deviation: the textbook's one-pass formula cancels. */
#include "analysis/statistics.h"

#include "base/exact.h"
#include "base/linear.h"

#include <math.h>

static const double z = 1.959963984540054; /* the normal's 97.5 % quantile */

void wilson_interval(double successes, double trials, double *low, double *high)
{
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

void mean_interval(const double *numbers, size_t count, double *mean, double *low, double *high)
{
    double deviation;
    mean_deviation(numbers, count, 1, mean, &deviation);
    const double v = (double)count - 1, g1 = (z * z * z + z) / 4, g2 = (5 * z * z * z * z * z + 16 * z * z * z + 3 * z) / 96;
    const double half = (z + g1 / v + g2 / (v * v)) * deviation / sqrt((double)count);
    *low = *mean - half;
    *high = *mean + half;
}

double sorted_quantile(const double *ascending, size_t count, double fraction)
{
    if (!count)
        return NAN;
    const double place = fraction * (double)(count - 1), below = floor(place);
    const size_t i = (size_t)below;
    return i + 1 < count ? ascending[i] + (place - below) * (ascending[i + 1] - ascending[i]) : ascending[count - 1];
}

static void rank(size_t count, const double *numbers, double *ranks)
{
    for (size_t i = 0; i < count; i++) {
        double below = 0, equal = 0;
        for (size_t k = 0; k < count; k++) {
            below += numbers[k] < numbers[i];
            equal += numbers[k] == numbers[i];
        }
        ranks[i] = below + (equal + 1) / 2 - ((double)count + 1) / 2;
    }
}

double rank_correlation(size_t count, const double *a, const double *b, double *ranks, double *low, double *high)
{
    rank(count, a, ranks);
    rank(count, b, ranks + count);
    const double squares = linear_dot(count, ranks, ranks) * linear_dot(count, ranks + count, ranks + count);
    *low = -1;
    *high = 1;
    if (count < 4 || !(squares > 0))
        return NAN;
    const double rho = fmax(-1, fmin(1, linear_dot(count, ranks, ranks + count) / sqrt(squares)));
    const double centre = exact_log1p(rho) / 2 - exact_log1p(-rho) / 2, reach = z * sqrt((1 + rho * rho / 2) / ((double)count - 3));
    *low = exact_tanh(centre - reach);
    *high = exact_tanh(centre + reach);
    return rho;
}
