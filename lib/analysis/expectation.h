/* The risk: the expectation of a loss over its random datum z, by one adaptive rule for curves, facts and descents alike.
 *
 * Panels of Gauss and Lobatto's rule, in t with z = sinh(t), are halved for as long as they disagree with their halves by more than 1e-15 of the
 * integral of |loss|: kinks in z cost some levels and no digits. Where operations of the loss jump in z is found before (loss_add_steps), and panels end
 * on both sides of the 64 jumps nearest to the centre, however near they are to each other; to further ones, and to those that such operations do not
 * tell of, panels are halved. Where a power |z − c|^p is infinite at c, halving yields a geometric sequence, which is summed; if it does not fall
 * (p ≤ −1), the expectation is infinite. Tails are followed as far as loss times density is a number; if it has not
 * vanished there, its fall is extrapolated if it is a power of z, and else the expectation counts as infinite, too. Losses made of exponentials or high
 * powers are then tried once more as one expression with the density, whose logarithm is added within the exponentials (expression/weigh.h): e^(xz)
 * over normal data is e^(x²/2) until that overflows. */
#ifndef ANALYSIS_EXPECTATION_H
#define ANALYSIS_EXPECTATION_H

#include "analysis/empirical.h"

enum expectation_state {
    EXPECTATION_FINITE,
    EXPECTATION_INFINITE,  /* at `where` loss times density grows too fast to be integrated */
    EXPECTATION_OVERFLOW,  /* about `where` it is too large for a number */
    EXPECTATION_HEAVY,     /* out to `where`, as far as it is a number, it falls no faster than 1/|z| */
    EXPECTATION_TAIL,      /* it falls faster, but has not vanished there */
    EXPECTATION_UNDEFINED, /* at `where` the loss is undefined */
    EXPECTATION_UNRESOLVED /* it has too many kinks, jumps or waves */
};

struct expected {
    enum expectation_state state;
    double value, slope; /* E loss(x, z), E ∂loss(x, z)/∂x; the slope not-a-number where that is not finite, both where the value is not */
    double magnitude, slope_magnitude; /* E |loss(x, z)| and E |∂loss(x, z)/∂x|, roughly: what rounding of value and slope is to be compared with */
    double where;                      /* z */
};

/* Finds whether the integrand has peaks in z that panels miss, as e^(-10^8 (z - 0.3)^2), at five places of the interval: then they are looked for at each x, among
 * 32,768 data. Call it before expectation_create. Temporary memory comes from the arena. */
void loss_look_narrow(struct arena *arena, struct loss *loss, const struct distribution *distribution, const double interval[2]);

/* What integrates one loss over one distribution; arena memory, some megabytes. */
struct expectation;
struct expectation *expectation_create(struct arena *arena, const struct loss *loss, const struct distribution *distribution);

struct expected expectation_at(struct expectation *expectation, double x);

/* The risk at `count` points: not-a-number where it is not finite. */
void expectation_values(struct expectation *expectation, const double *x, size_t count, double *values);

/* The first point that expectation_values or expectation_minimize found a risk at that is not finite: true with *x and what it is. */
bool expectation_failed(const struct expectation *expectation, double *x, struct expected *expected);

/* Whether some value so far has a part that the panels of programs (study/risk_script.c) have not: what lies beyond a tail's end, beside a place where
 * the loss is infinite, in a narrow peak, or between a jump and one back near by. */
bool expectation_extrapolated(const struct expectation *expectation);

/* Where the risk is least on the interval: the best of a grid's MINIMA_MAX deepest valleys, narrowed down by values to a billionth of the interval,
 * and further by the slope where it is the derivative of the risk (where the loss jumps, it is not). The value there goes to *least; all minimisers
 * that these valleys hold to *minima. Of an interval of them the middle is returned; if it is the whole interval, the risk is level. */
double expectation_minimize(struct expectation *expectation, const double interval[2], double *least, struct minima *minima);

/* Whether the risk is still the least value beyond an end of the interval (0: the left one), wherever that is tried: at up to a million times the
 * interval's width from it. */
bool expectation_least_beyond(struct expectation *expectation, const double interval[2], double least, int end);

/* The work of the risk at one point of the interval, in elementary operations: found by integrating at both ends and in the middle, since it grows
 * with the waves and kinks of the loss. Temporary memory of some megabytes comes from the arena's cap. */
double expectation_cost(struct arena *arena, const struct loss *loss, const struct distribution *distribution, const double interval[2]);

/* That of expectation_minimize, from the work at one point. */
double expectation_minimize_cost(const struct loss *loss, double cost);

#endif
