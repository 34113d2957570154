#include "analysis/marchenko_pastur.h"

#include "base/exact.h"

#include <math.h>

static const double pi = 3.141592653589793;

void marchenko_pastur_ends(double ratio, double ends[2])
{
    const double low = 1 - sqrt(ratio), high = 1 + sqrt(ratio);
    ends[0] = low * low;
    ends[1] = high * high;
}

double marchenko_pastur_density(double ratio, double x)
{
    double ends[2];
    marchenko_pastur_ends(ratio, ends);
    return x < ends[0] || x > ends[1] ? 0 : sqrt((ends[1] - x) * (x - ends[0])) / (2 * pi * ratio * x);
}

/* ∫ √((b − x)(x − a))/x dx = r + (a + b)/2 arctan((x − (a + b)/2)/r) − √(ab) arctan(((a + b)/2 x − ab)/(√(ab) r)), r being the root. */
static double integral(double ratio, double x, double root)
{
    const double middle = 1 + ratio, product = fabs(1 - ratio);
    const double second = product > 0 ? product * exact_atan2(middle * x - product * product, product * root) : 0;
    return root + middle * exact_atan2(x - middle, root) - second;
}

double marchenko_pastur_below(double ratio, double x)
{
    double ends[2];
    marchenko_pastur_ends(ratio, ends);
    const double at = fmin(fmax(x, ends[0]), ends[1]), root = sqrt((ends[1] - at) * (at - ends[0]));
    return (integral(ratio, at, root) - integral(ratio, ends[0], 0)) / (2 * pi * ratio);
}
