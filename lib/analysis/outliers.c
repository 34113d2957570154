#include "analysis/outliers.h"

size_t outliers_above(size_t count, const double *values, const double *weights, const double *bounds, double blur, double *edge)
{
    static const double bulk = 0.9;
    double below = 0;
    size_t k = 0;
    while (k + 1 < count && (below += weights[k]) < 0.5)
        k++;
    const double median = values[k];
    *edge = values[count - 1];
    for (below = 0, k = 0; k + 1 < count; k++) {
        below += weights[k];
        const double low = values[k] + (bounds ? bounds[k] : 0), high = values[k + 1] - (bounds ? bounds[k + 1] : 0);
        if (below < bulk || high - low < blur || high - low < low - median)
            continue;
        *edge = values[k];
        return count - 1 - k;
    }
    return 0;
}
