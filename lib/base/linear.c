/* Rows change places, columns do not: the order of all sums is fixed. */
#include "base/linear.h"

#include <math.h>

bool linear_solve(size_t n, double *matrix, double *right, double singular)
{
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t row = k + 1; row < n; row++)
            if (fabs(matrix[row * n + k]) > fabs(matrix[pivot * n + k]))
                pivot = row;
        if (!(fabs(matrix[pivot * n + k]) > singular))
            return false;
        for (size_t column = 0; column < n && pivot != k; column++) {
            const double entry = matrix[k * n + column];
            matrix[k * n + column] = matrix[pivot * n + column];
            matrix[pivot * n + column] = entry;
        }
        const double entry = right[k];
        right[k] = right[pivot];
        right[pivot] = entry;
        for (size_t row = k + 1; row < n; row++) {
            const double factor = matrix[row * n + k] / matrix[k * n + k];
            for (size_t column = k + 1; column < n; column++)
                matrix[row * n + column] -= factor * matrix[k * n + column];
            right[row] -= factor * right[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t column = k + 1; column < n; column++)
            right[k] -= matrix[k * n + column] * right[column];
        right[k] /= matrix[k * n + k];
    }
    return true;
}

double linear_dot(size_t n, const double *a, const double *b)
{
    enum { LANES = 8 };
    double sums[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += a[i + lane] * b[i + lane];
    for (; i < n; i++)
        sums[i % LANES] += a[i] * b[i];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

double linear_normalize(size_t n, double *vector)
{
    const double norm = sqrt(linear_dot(n, vector, vector));
    for (size_t i = 0; i < n && norm > 0; i++)
        vector[i] /= norm;
    return norm;
}

void linear_turn_up(size_t n, double *vector)
{
    double largest = 0;
    size_t first = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(vector[i]));
    while (first + 1 < n && fabs(vector[first]) < (1 - LINEAR_TIE) * largest)
        first++;
    const double sign = vector[first] < 0 ? -1 : 1;
    for (size_t i = 0; i < n; i++)
        vector[i] *= sign;
}
