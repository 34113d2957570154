/* A risk as a polynomial: where it is wanted at thousands of places of one interval and is smooth, some dozens of integrals say it all. */
#ifndef ANALYSIS_EXPECTATION_CURVE_H
#define ANALYSIS_EXPECTATION_CURVE_H

#include "analysis/expectation.h"

enum { EXPECTATION_CURVE_MAX_DEGREE = 256 };

struct expectation_curve;

/* The risk on the interval by its values at Chebyshev's points (Trefethen, Approximation Theory and Approximation Practice, ch. 3 and 4), of the
 * lowest degree of 64, 128 and 256 for which the polynomial of half as many values says the others to 10⁻¹⁴ of their magnitude. Null where there is
 * none: the risk has corners, poles or is not finite. Arena memory. */
struct expectation_curve *expectation_curve_create(struct arena *arena, struct expectation *expectation, const double interval[2]);

/* Its values at `count` places of the interval. One of them, a different one in each call, is integrated besides: false if that differs by more than
 * 10⁻¹³ of the magnitude of what is summed, since then the curve has missed something and none of its values is to be trusted. */
bool expectation_curve_values(struct expectation_curve *curve, const double *x, size_t count, double *values);

#endif
