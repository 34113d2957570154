#include "expression/special.h"

#include "base/exact.h"

#include <math.h>
#include <stdbool.h>

static const double pi = 3.141592653589793115997963;

/* --- Polygamma --- */

/* d^m/dx^m cot(πx) is π^m times a polynomial in the cotangent: P₀(c) = c, P' · −(1 + c²) is the next. */
static double cotangent_derivative(int order, double x)
{
    double polynomial[SPECIAL_MOST_POLYGAMMA + 2] = {0, 1}, next[SPECIAL_MOST_POLYGAMMA + 2];
    const double cotangent = 1 / exact_tan(pi * (x - rint(x)));
    double scale = 1, sum = 0;
    for (int m = 0; m < order; m++) {
        for (int k = 0; k <= m + 2; k++)
            next[k] = -(k <= m ? (k + 1) * polynomial[k + 1] : 0) - (k >= 2 ? (k - 1) * polynomial[k - 1] : 0);
        for (int k = 0; k <= m + 2; k++)
            polynomial[k] = next[k];
        scale *= pi;
    }
    for (int k = order + 1; k >= 0; k--)
        sum = sum * cotangent + polynomial[k];
    return scale * sum;
}

static double whole_power(double base, int exponent)
{
    double power = 1;
    for (int i = 0; i < exponent; i++)
        power *= base;
    return power;
}

static double factorial(int n)
{
    double product = 1;
    for (int i = 2; i <= n; i++)
        product *= i;
    return product;
}

/* The asymptotic series for x from 12 + order on (Abramowitz & Stegun 6.3.18, 6.4.11), without the sign (−1)^(order + 1). */
static double asymptotic(int order, double x)
{
    static const double bernoulli[] = {1.0 / 6,       -1.0 / 30, 1.0 / 42,      -1.0 / 30,     5.0 / 66,
                                       -691.0 / 2730, 7.0 / 6,   -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};
    enum { TERMS = sizeof bernoulli / sizeof *bernoulli };
    const double inverse = 1 / x, square = inverse * inverse;
    double series = 0;
    /* The quotient (2k + order − 1)!/(2k)!, by which the Bernoulli numbers are multiplied. */
    for (int k = TERMS; k > 0; k--) {
        double quotient = 1;
        if (order == 0)
            quotient = 1.0 / (2 * k);
        for (int i = 2 * k + 1; i < 2 * k + order; i++)
            quotient *= i;
        series = square * (series + bernoulli[k - 1] * quotient);
    }
    if (order == 0)
        return -(exact_log(x) - (0.5 * inverse + series));
    return whole_power(inverse, order) * (factorial(order - 1) + (0.5 * factorial(order) * inverse + series));
}

double special_polygamma(double order, double x)
{
    if (!(order >= 0 && order <= SPECIAL_MOST_POLYGAMMA) || order != floor(order) || isnan(x) || (x <= 0 && x == floor(x)))
        return NAN;
    const int m = (int)order;
    const double sign = m % 2 ? 1 : -1;
    if (x < 0)
        return -sign * special_polygamma(order, 1 - x) - pi * cotangent_derivative(m, x);
    if (isinf(x))
        return m ? 0 : INFINITY;
    double steps = 0;
    for (; x < 12 + m; x += 1)
        steps += 1 / whole_power(x, m + 1);
    return sign * (factorial(m) * steps + asymptotic(m, x));
}

/* --- Bessel functions --- */

/* J₀ and J₁ for x from 25 on, by Hankel's asymptotic series (Abramowitz & Stegun 9.2.5, 9.2.9). */
static double hankel(int order, double x)
{
    enum { TERMS = 24 };
    const double sine = exact_sin(x), cosine = exact_cos(x), eighth = 1 / (8 * x);
    double terms[TERMS] = {1}, even = 0, odd = 0;
    for (int k = 1; k < TERMS; k++)
        terms[k] = terms[k - 1] * (4 * order * order - (2 * k - 1) * (2 * k - 1)) * eighth / k;
    for (int k = TERMS - 2; k >= 0; k -= 2) {
        const double turn = k % 4 ? -1 : 1;
        even += turn * terms[k];
        odd += turn * terms[k + 1];
    }
    const double with_cosine = order ? sine - cosine : sine + cosine, with_sine = order ? -(sine + cosine) : sine - cosine;
    return sqrt(1 / (pi * x)) * (even * with_cosine - odd * with_sine);
}

/* J of order n by Miller's recurrence from above, scaled by 1 = J₀ + 2(J₂ + J₄ + …) (Abramowitz & Stegun 9.12). */
static double miller(int n, double x)
{
    const double greater = n > x ? n : x;
    double above = 0, here = 1e-30, sum = 0, result = 0;
    for (int k = 2 * (int)((greater + 42) / 2); k >= 0; k--) {
        if (k == n)
            result = here;
        if (k % 2 == 0)
            sum += k ? 2 * here : here;
        const double below = 2 * k * here / x - above;
        above = here;
        here = below;
        if (fabs(here) > 1e100) {
            here *= 1e-100;
            above *= 1e-100;
            sum *= 1e-100;
            result *= 1e-100;
        }
    }
    return result / sum;
}

/* The first term of the power series, of which the second is less than half a unit in the last place. */
static double bessel_near_zero(int n, double x)
{
    double term = 1;
    for (int k = 1; k <= n; k++)
        term *= x / (2 * k);
    return term;
}

static double bessel(int n, double x)
{
    if (x < 1e-8)
        return bessel_near_zero(n, x);
    if (x < 25 || n > x)
        return miller(n, x);
    double below = hankel(0, x), here = hankel(1, x);
    if (n == 0)
        return below;
    for (int k = 1; k < n; k++) {
        const double above = 2 * k / x * here - below;
        below = here;
        here = above;
    }
    return here;
}

double special_bessel(double order, double x)
{
    if (!(fabs(order) <= SPECIAL_MOST_BESSEL) || order != floor(order) || isnan(x))
        return NAN;
    if (isinf(x))
        return 0;
    const int n = (int)fabs(order);
    const bool turned = n % 2 && (x < 0) != (order < 0);
    const double value = bessel(n, fabs(x));
    return turned ? -value : value;
}

/* --- The inverse of the error function --- */

double special_erfinv(double value)
{
    const double magnitude = fabs(value), rest = 1 - magnitude, slope = 1.1283791670955126; /* 2/√π */
    if (!(magnitude < 1))
        return magnitude == 1 ? copysign(INFINITY, value) : NAN;
    if (magnitude < 1e-8)
        return value / slope;
    double root;
    if (magnitude <= 0.5) {
        const double square = magnitude * magnitude;
        root = magnitude / slope * (1 + square * (pi / 12 + square * (7 * pi * pi / 480)));
        for (int i = 0; i < 3; i++)
            root -= (exact_erf(root) - magnitude) / (slope * exact_exp(-root * root));
    } else {
        /* Newton's method for the logarithm of erfc, from Abramowitz & Stegun 26.2.23; 1 − |value| is exact here. */
        const double t = sqrt(-2 * exact_log(0.5 * rest));
        root = (t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))) * 0.70710678118654752;
        for (int i = 0; i < 3; i++) {
            const double tail = exact_erfc(root);
            root += (exact_log(tail / rest)) * tail / (slope * exact_exp(-root * root));
        }
    }
    return copysign(root, value);
}
