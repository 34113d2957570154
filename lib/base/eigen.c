/* Jacobi's method is chosen over faster ones for its accuracy: small eigenvalues, whose sign decides between a minimum and a saddle,
 * come out to high relative precision where the matrix determines them. */
#include "base/eigen.h"

#include <math.h>
#include <stdbool.h>

enum { MOST_SWEEPS = 60 }; /* convergence is quadratic: eight are many */

/* Mirrors the lower triangle, divided by a power of two near its largest entry, so that no product overflows. The exponent of that
 * power goes to *exponent. False if an entry is not finite. */
static bool prepare(size_t n, double *a, int *exponent)
{
    double largest = 0;
    for (size_t row = 0; row < n; row++)
        for (size_t column = 0; column <= row; column++) {
            if (!isfinite(a[row * n + column]))
                return false;
            largest = fmax(largest, fabs(a[row * n + column]));
        }
    frexp(largest, exponent);
    for (size_t row = 0; row < n; row++)
        for (size_t column = 0; column <= row; column++)
            a[row * n + column] = a[column * n + row] = ldexp(a[row * n + column], -*exponent);
    return true;
}

/* The rotation in the plane of p and q that makes a[p][q] zero. */
static void rotate(size_t n, double *a, double *vectors, size_t p, size_t q)
{
    const double off = a[p * n + q], ratio = (a[q * n + q] - a[p * n + p]) / (2 * off);
    const double tangent = (ratio < 0 ? -1 : 1) / (fabs(ratio) + sqrt(ratio * ratio + 1));
    const double cosine = 1 / sqrt(tangent * tangent + 1), sine = tangent * cosine;
    a[p * n + p] -= tangent * off;
    a[q * n + q] += tangent * off;
    a[p * n + q] = a[q * n + p] = 0;
    for (size_t k = 0; k < n; k++) {
        if (k == p || k == q)
            continue;
        const double old_p = a[k * n + p], old_q = a[k * n + q];
        a[k * n + p] = a[p * n + k] = cosine * old_p - sine * old_q;
        a[k * n + q] = a[q * n + k] = sine * old_p + cosine * old_q;
    }
    for (size_t k = 0; vectors && k < n; k++) {
        const double old_p = vectors[p * n + k], old_q = vectors[q * n + k];
        vectors[p * n + k] = cosine * old_p - sine * old_q;
        vectors[q * n + k] = sine * old_p + cosine * old_q;
    }
}

/* Whether an off-diagonal entry is lost in rounding beside both diagonal entries of its plane. */
static bool negligible(double off, double p, double q)
{
    const double small = fabs(off) / 64;
    return fabs(p) + small == fabs(p) && fabs(q) + small == fabs(q);
}

static void diagonalize(size_t n, double *a, double *vectors)
{
    bool rotated = true;
    for (int sweep = 0; rotated && sweep < MOST_SWEEPS; sweep++) {
        rotated = false;
        for (size_t p = 0; p + 1 < n; p++)
            for (size_t q = p + 1; q < n; q++)
                if (!negligible(a[p * n + q], a[p * n + p], a[q * n + q])) {
                    rotate(n, a, vectors, p, q);
                    rotated = true;
                }
    }
}

static void sort(size_t n, double *values, double *vectors)
{
    for (size_t i = 0; i + 1 < n; i++) {
        size_t least = i;
        for (size_t k = i + 1; k < n; k++)
            if (values[k] < values[least])
                least = k;
        const double value = values[i];
        values[i] = values[least];
        values[least] = value;
        for (size_t k = 0; vectors && least != i && k < n; k++) {
            const double component = vectors[i * n + k];
            vectors[i * n + k] = vectors[least * n + k];
            vectors[least * n + k] = component;
        }
    }
}

void symmetric_eigen(size_t n, double *matrix, double *values, double *vectors)
{
    int exponent = 0;
    const bool finite = prepare(n, matrix, &exponent);
    for (size_t i = 0; vectors && i < n * n; i++)
        vectors[i] = !finite ? NAN : i / n == i % n ? 1 : 0;
    if (finite)
        diagonalize(n, matrix, vectors);
    for (size_t i = 0; i < n; i++)
        values[i] = finite ? ldexp(matrix[i * n + i], exponent) : NAN;
    if (finite)
        sort(n, values, vectors);
}
