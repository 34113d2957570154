/* Special functions of one number that no library has with the same bits everywhere: kernels_lanes.c takes them for each number of a vector.
 * They stand on base/exact.h and plain arithmetic, so their bits are the same at every width. Outside the domain they are not-a-number. */
#ifndef EXPRESSION_SPECIAL_H
#define EXPRESSION_SPECIAL_H

/* The highest orders there are; of polygamma from 0, of Bessel functions in both directions. */
enum { SPECIAL_MOST_POLYGAMMA = 20, SPECIAL_MOST_BESSEL = 64 };

/* The derivative of this order of the digamma function ψ = Γ'/Γ, order a whole number from 0 on (Abramowitz & Stegun 6.4). Errors are within
 * 1e-13 of the value; near a zero, and near a zero between two poles, within 1e-14 of the terms that cancel there. */
double special_polygamma(double order, double x);

/* The Bessel function of the first kind of a whole order (Abramowitz & Stegun 9.1). Errors are within 2e-15 for |x| up to 1000, and beyond it as
 * large as that of the sine of x. */
double special_bessel(double order, double x);

/* The x whose error function this is; errors are within 4 units in the last place. */
double special_erfinv(double value);

#endif
