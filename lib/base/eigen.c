/* Jacobi's method is chosen over faster ones for its accuracy: small eigenvalues, whose sign decides between a minimum and a saddle,
 * come out to high relative precision where the matrix determines them. */
#include "base/eigen.h"

#include "base/tridiagonal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SWEEPS = 60 }; /* convergence is quadratic: eight are many */

/* As ldexp: by a product where the power of two is a normal number, which takes a tenth of the time. */
static double scaled(double number, int exponent)
{
    enum { BIAS = 1023, FRACTION_BITS = 52 };
    if (abs(exponent) >= BIAS)
        return ldexp(number, exponent);
    const uint64_t bits = (uint64_t)(exponent + BIAS) << FRACTION_BITS;
    double power;
    memcpy(&power, &bits, sizeof power);
    return number * power;
}

/* Mirrors the lower triangle, divided by a power of two near its largest entry, so that no product overflows. The exponent of that
 * power goes to *exponent. False if an entry is not finite. */
static inline __attribute__((always_inline)) bool prepare(size_t n, double *a, int *exponent)
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
            a[row * n + column] = a[column * n + row] = scaled(a[row * n + column], -*exponent);
    return true;
}

/* The rotation in the plane of p and q that makes a[p][q] zero. */
static inline __attribute__((always_inline)) void rotate(size_t n, double *a, double *vectors, size_t p, size_t q)
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

static inline __attribute__((always_inline)) void diagonalize(size_t n, double *a, double *vectors)
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

/* Ascending; vectors[k * rows …] is the vector of values[k]. */
static inline __attribute__((always_inline)) void sort(size_t n, double *values, double *vectors, size_t rows)
{
    for (size_t i = 0; i + 1 < n; i++) {
        size_t least = i;
        for (size_t k = i + 1; k < n; k++)
            if (values[k] < values[least])
                least = k;
        const double value = values[i];
        values[i] = values[least];
        values[least] = value;
        for (size_t k = 0; vectors && least != i && k < rows; k++) {
            const double component = vectors[i * rows + k];
            vectors[i * rows + k] = vectors[least * rows + k];
            vectors[least * rows + k] = component;
        }
    }
}

static inline __attribute__((always_inline)) void eigen_of(size_t n, double *matrix, double *values, double *vectors)
{
    int exponent = 0;
    const bool finite = prepare(n, matrix, &exponent);
    for (size_t i = 0; vectors && i < n * n; i++)
        vectors[i] = !finite ? NAN : i / n == i % n ? 1 : 0;
    if (finite)
        diagonalize(n, matrix, vectors);
    for (size_t i = 0; i < n; i++)
        values[i] = finite ? scaled(matrix[i * n + i], exponent) : NAN;
    if (finite)
        sort(n, values, vectors, n);
}

/* Most matrices are of the plane, and the loops of a known size take half the time. */
void symmetric_eigen(size_t n, double *matrix, double *values, double *vectors)
{
    if (n == 2)
        eigen_of(2, matrix, values, vectors);
    else
        eigen_of(n, matrix, values, vectors);
}

/* One sweep of QL over the block from `first` to `last`, which nothing divides. */
static void sweep(size_t first, size_t last, double *diagonal, double *off, double *vectors, size_t rows)
{
    double g = (diagonal[first + 1] - diagonal[first]) / (2 * off[first]), radius = sqrt(g * g + 1);
    double sine = 1, cosine = 1, shift = 0;
    g = diagonal[last] - diagonal[first] + off[first] / (g + (g < 0 ? -radius : radius));
    for (size_t i = last; i-- > first;) {
        const double f = sine * off[i], b = cosine * off[i];
        radius = sqrt(f * f + g * g);
        off[i + 1] = radius;
        if (radius == 0) { /* the block falls apart here */
            diagonal[i + 1] -= shift;
            off[last] = 0;
            return;
        }
        sine = f / radius;
        cosine = g / radius;
        g = diagonal[i + 1] - shift;
        radius = (diagonal[i] - g) * sine + 2 * cosine * b;
        shift = sine * radius;
        diagonal[i + 1] = g + shift;
        g = cosine * radius - b;
        for (size_t r = 0; r < rows; r++) {
            const double upper = vectors[(i + 1) * rows + r], lower = vectors[i * rows + r];
            vectors[(i + 1) * rows + r] = sine * lower + cosine * upper;
            vectors[i * rows + r] = cosine * lower - sine * upper;
        }
    }
    diagonal[first] -= shift;
    off[first] = g;
    off[last] = 0;
}

void tridiagonal_eigen(size_t n, double *diagonal, double *off, double *vectors, size_t rows)
{
    for (size_t first = 0; first < n; first++)
        for (int sweeps = 0; sweeps < MOST_SWEEPS; sweeps++) {
            size_t last = first;
            while (last + 1 < n &&
                   fabs(diagonal[last]) + fabs(diagonal[last + 1]) + fabs(off[last]) != fabs(diagonal[last]) + fabs(diagonal[last + 1]))
                last++;
            if (last == first)
                break;
            sweep(first, last, diagonal, off, vectors, rows);
        }
    sort(n, diagonal, vectors, rows);
}

void symmetric_values(size_t n, double *matrix, double *values, double *scratch)
{
    int exponent = 0;
    if (!prepare(n, matrix, &exponent)) {
        for (size_t i = 0; i < n; i++)
            values[i] = NAN;
        return;
    }
    struct tridiagonal tridiagonal = {n, values, scratch};
    tridiagonal_reduce(matrix, &tridiagonal, scratch + n);
    for (size_t i = 0; i + 1 < n; i++)
        scratch[i] = sqrt(scratch[i]);
    tridiagonal_eigen(n, values, scratch, NULL, 0);
    for (size_t i = 0; i < n; i++)
        values[i] = scaled(values[i], exponent);
}

void symmetric_vectors(size_t n, double *matrix, double *values, double *vectors, double *scratch)
{
    int exponent = 0;
    const bool finite = prepare(n, matrix, &exponent);
    for (size_t i = 0; i < n * n; i++)
        vectors[i] = !finite ? NAN : i / n == i % n ? 1 : 0;
    for (size_t i = 0; i < n && !finite; i++)
        values[i] = NAN;
    if (!finite)
        return;
    struct tridiagonal tridiagonal = {n, values, scratch};
    tridiagonal_reduce(matrix, &tridiagonal, scratch + n);
    tridiagonal_off(n, matrix, scratch);
    tridiagonal_eigen(n, values, scratch, vectors, n);
    tridiagonal_vectors(n, matrix, vectors, n);
    for (size_t i = 0; i < n; i++)
        values[i] = scaled(values[i], exponent);
}
