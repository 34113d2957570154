/* Elementary functions that give the same bits on every processor. libm's do not: it picks code by processor (with fused multiply-add or without),
 * and the last digit follows. + − × ÷, square roots, roundings, fmod, ldexp and frexp are exact by IEEE 754, and so taken from where they are; all
 * else is here, on SLEEF's consistent functions without fused multiply-add. A test of the objects fails where lib/ or server/ imports another.
 *
 * Arguments and results outside the domain are as in C (not-a-number, infinities); errors are within one unit in the last place. Formulas over
 * many points are for expression/kernels.h, which has the same bits. */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H

double exact_sin(double x);
double exact_cos(double x);
double exact_tan(double x);
double exact_atan2(double y, double x);

double exact_exp(double x);
double exact_expm1(double x);
double exact_log(double x);
double exact_log1p(double x);
double exact_tanh(double x);
double exact_pow(double x, double y);
double exact_erf(double x);
double exact_erfc(double x); /* within two units */

/* √(x² + y²), without overflow or underflow on the way; within half a unit in the last place and a little more. */
double exact_hypot(double x, double y);

/* The decimal logarithm; of a power of ten the exponent itself, so that its floor is the number of digits. */
double exact_log10(double x);

/* 10^exponent; of a whole exponent the nearest double there is. */
double exact_power_of_ten(double exponent);

#endif
