/* One number in a vector of two, the narrowest that there is on every x86-64: narrower ones of SLEEF's are other functions with other bits. */
#include "base/exact.h"

#include <emmintrin.h>
#include <math.h>
#include <sleef.h>
#include <stdio.h>
#include <stdlib.h>

#define OF_ONE(name, function)                                                                                                                       \
    double exact_##name(double x)                                                                                                                    \
    {                                                                                                                                                \
        return _mm_cvtsd_f64(function(_mm_set1_pd(x)));                                                                                              \
    }
#define OF_TWO(name, function)                                                                                                                       \
    double exact_##name(double x, double y)                                                                                                          \
    {                                                                                                                                                \
        return _mm_cvtsd_f64(function(_mm_set1_pd(x), _mm_set1_pd(y)));                                                                              \
    }
OF_ONE(sin, Sleef_cinz_sind2_u10sse2)
OF_ONE(cos, Sleef_cinz_cosd2_u10sse2)
OF_ONE(tan, Sleef_cinz_tand2_u10sse2)
OF_TWO(atan2, Sleef_cinz_atan2d2_u10sse2)
OF_ONE(exp, Sleef_cinz_expd2_u10sse2)
OF_ONE(expm1, Sleef_cinz_expm1d2_u10sse2)
OF_ONE(log, Sleef_cinz_logd2_u10sse2)
OF_ONE(tanh, Sleef_cinz_tanhd2_u10sse2)
OF_ONE(erf, Sleef_cinz_erfd2_u10sse2)
OF_ONE(erfc, Sleef_cinz_erfcd2_u15sse2)
OF_TWO(pow, Sleef_cinz_powd2_u10sse2)
OF_TWO(hypot, Sleef_cinz_hypotd2_u05sse2)

double exact_log1p(double x)
{
    /* SLEEF's is infinite from 1e307 on; there log(x) is as good. */
    return x > 1e300 ? exact_log(x) : _mm_cvtsd_f64(Sleef_cinz_log1pd2_u10sse2(_mm_set1_pd(x)));
}

double exact_log10(double x)
{
    const double logarithm = _mm_cvtsd_f64(Sleef_cinz_log10d2_u10sse2(_mm_set1_pd(x))), whole = rint(logarithm);
    return fabs(logarithm - whole) < 1e-12 && x == exact_power_of_ten(whole) ? whole : logarithm;
}

double exact_power_of_ten(double exponent)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    enum { MOST = sizeof exact / sizeof *exact - 1 };
    if (exponent != rint(exponent) || fabs(exponent) > 400)
        return exact_pow(10, exponent);
    /* Up to 10²² powers are doubles, and a quotient of doubles is rounded correctly. */
    if (fabs(exponent) <= MOST)
        return exponent < 0 ? 1 / exact[(int)-exponent] : exact[(int)exponent];
    char text[16];
    snprintf(text, sizeof text, "1e%d", (int)exponent);
    return strtod(text, NULL);
}
