#include "analysis/expectation_curve.h"

#include "base/contract.h"
#include "base/exact.h"

#include <math.h>

enum { FIRST_DEGREE = 32, MAX_DEGREE = EXPECTATION_CURVE_MAX_DEGREE, LANES = 64 };
static const double agreement = 1e-14, trusted = 1e-13; /* of the magnitude of what is summed */

struct expectation_curve {
    struct expectation *expectation;
    double middle, half; /* of the interval */
    double magnitude;    /* the largest of the values' */
    size_t degree, calls;
    double coefficients[MAX_DEGREE + 1];
};

/* cos(π k/n), odd about the middle to the bit. */
static double node_of(size_t k, size_t n)
{
    static const double pi = 3.141592653589793;
    return 2 * k <= n ? exact_cos(pi * (double)k / (double)n) : -exact_cos(pi * (double)(n - k) / (double)n);
}

/* Values of the polynomial at `count` ≤ LANES numbers of [−1, 1], by Clenshaw's recurrence, a place a lane. */
static void sum_series(const struct expectation_curve *curve, const double *t, size_t count, double *values)
{
    double last[LANES] = {0}, before[LANES] = {0};
    for (size_t k = curve->degree; k > 0; k--)
        for (size_t i = 0; i < count; i++) {
            const double next = curve->coefficients[k] + 2 * t[i] * last[i] - before[i];
            before[i] = last[i];
            last[i] = next;
        }
    for (size_t i = 0; i < count; i++)
        values[i] = curve->coefficients[0] + t[i] * last[i] - before[i];
}

/* The coefficients of the polynomial through values at cos(π k/n). */
static void transform(struct expectation_curve *curve, const double *values, size_t n)
{
    double cosines[2 * MAX_DEGREE];
    const size_t period = 2 * n;
    CONTRACT(period > 0 && period <= 2 * MAX_DEGREE);
    for (size_t k = 0; k < period; k++)
        cosines[k] = node_of(k <= n ? k : period - k, n);
    curve->degree = n;
    for (size_t j = 0; j <= n; j++) {
        double sum = 0;
        for (size_t k = 0; k <= n; k++)
            sum += (k == 0 || k == n ? 0.5 : 1) * values[k] * cosines[j * k % period];
        curve->coefficients[j] = sum * (j == 0 || j == n ? 1 : 2) / (double)n;
    }
}

static double integral_at(struct expectation_curve *curve, double t)
{
    const struct expected expected = expectation_at(curve->expectation, curve->middle + curve->half * t);
    curve->magnitude = fmax(curve->magnitude, expected.magnitude);
    return expected.state == EXPECTATION_FINITE ? expected.value : NAN;
}

/* Twice as many values; whether the polynomial of those that were there says the others. */
static bool refine(struct expectation_curve *curve, double *values, size_t n)
{
    bool agree = true;
    for (size_t k = n; k > 0; k--)
        values[2 * k] = values[k];
    for (size_t k = 1; k < 2 * n; k += 2) {
        const double t = node_of(k, 2 * n);
        double foretold;
        values[k] = integral_at(curve, t);
        if (!isfinite(values[k]))
            return false;
        sum_series(curve, &t, 1, &foretold);
        agree = agree && fabs(foretold - values[k]) <= agreement * curve->magnitude;
    }
    return agree;
}

struct expectation_curve *expectation_curve_create(struct arena *arena, struct expectation *expectation, const double interval[2])
{
    struct expectation_curve *curve = ARENA_NEW(arena, struct expectation_curve, 1);
    double values[MAX_DEGREE + 1];
    size_t n = FIRST_DEGREE;
    *curve = (struct expectation_curve){
        .expectation = expectation, .middle = interval[0] + (interval[1] - interval[0]) / 2, .half = (interval[1] - interval[0]) / 2};
    for (size_t k = 0; k <= n; k++) {
        values[k] = integral_at(curve, node_of(k, n));
        if (!isfinite(values[k]))
            return NULL;
    }
    for (; n < MAX_DEGREE; n *= 2) {
        transform(curve, values, n);
        if (refine(curve, values, n)) {
            transform(curve, values, 2 * n);
            return curve;
        }
    }
    return NULL;
}

bool expectation_curve_values(struct expectation_curve *curve, const double *x, size_t count, double *values)
{
    double t[LANES];
    CONTRACT(count > 0);
    for (size_t first = 0; first < count; first += LANES) {
        const size_t lanes = count - first < LANES ? count - first : LANES;
        bool inside = true;
        for (size_t i = 0; i < lanes; i++) {
            t[i] = (x[first + i] - curve->middle) / curve->half;
            inside = inside && fabs(t[i]) <= 1 + 1e-15;
        }
        if (!inside)
            return false;
        sum_series(curve, t, lanes, values + first);
    }
    const size_t looked = curve->calls++ * 31 % count;
    const struct expected expected = expectation_at(curve->expectation, x[looked]);
    return expected.state == EXPECTATION_FINITE && fabs(values[looked] - expected.value) <= trusted * curve->magnitude;
}
