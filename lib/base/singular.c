#include "base/singular.h"

#include <math.h>
#include <stdbool.h>

enum { MOST_SWEEPS = 40 }; /* some ten are enough */

/* The shorter side's vectors: component i of vector k at matrix[k * stride + i * step]. */
struct vectors {
    double *matrix;
    size_t count, length, stride, step;
};

static double dot(const struct vectors *vectors, size_t a, size_t b)
{
    double sum = 0;
    for (size_t i = 0; i < vectors->length; i++)
        sum += vectors->matrix[a * vectors->stride + i * vectors->step] * vectors->matrix[b * vectors->stride + i * vectors->step];
    return sum;
}

/* Turns two vectors in their plane until they are orthogonal; false if they were. */
static bool straighten(const struct vectors *vectors, size_t a, size_t b)
{
    static const double nothing = 1e-15;
    const double aa = dot(vectors, a, a), bb = dot(vectors, b, b), ab = dot(vectors, a, b);
    if (!(fabs(ab) > nothing * sqrt(aa) * sqrt(bb)))
        return false;
    const double tau = (bb - aa) / (2 * ab), tangent = (tau < 0 ? -1 : 1) / (fabs(tau) + sqrt(1 + tau * tau));
    const double cosine = 1 / sqrt(1 + tangent * tangent), sine = cosine * tangent;
    double *p = vectors->matrix + a * vectors->stride, *q = vectors->matrix + b * vectors->stride;
    for (size_t i = 0; i < vectors->length * vectors->step; i += vectors->step) {
        const double first = p[i], second = q[i];
        p[i] = cosine * first - sine * second;
        q[i] = sine * first + cosine * second;
    }
    return true;
}

static bool sweep(const struct vectors *vectors)
{
    bool turned = false;
    for (size_t a = 0; a < vectors->count; a++)
        for (size_t b = a + 1; b < vectors->count; b++)
            turned = straighten(vectors, a, b) || turned;
    return turned;
}

void singular_values(size_t rows, size_t columns, double *matrix, double *values)
{
    const bool wide = rows < columns;
    const struct vectors vectors = {matrix, wide ? rows : columns, wide ? columns : rows, wide ? columns : 1, wide ? 1 : columns};
    bool finite = true;
    for (size_t i = 0; i < rows * columns; i++)
        finite = finite && isfinite(matrix[i]);
    for (int time = 0; finite && time < MOST_SWEEPS && sweep(&vectors); time++)
        ;
    for (size_t k = 0; k < vectors.count; k++) {
        const double value = finite ? sqrt(dot(&vectors, k, k)) : NAN;
        size_t at = k;
        for (; at > 0 && values[at - 1] < value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}
