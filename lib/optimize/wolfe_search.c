/* The numbers without a name in the paper are MINPACK-2's. */
#include "optimize/wolfe_search.h"

#include <math.h>

static const double shortest = 1e-100, longest = 1e100, narrowest = 1e-14;
static const double widen_least = 1.1, widen_most = 4, shrink = 0.66;
enum { MOST_TRIALS = 100 };

/* A trial and what was found there. */
struct trial {
    double length, value, slope;
};

void wolfe_search_begin(struct wolfe_search *search, double value, double slope, double length)
{
    *search = (struct wolfe_search){.stage = 1, .start = value, .slope = slope, .best_value = value, .best_slope = slope, .other_value = value};
    search->other_slope = slope;
    search->width = longest - shortest;
    search->width_before = 2 * search->width;
    search->length = fmin(fmax(length, shortest), longest);
    search->high = search->length + widen_most * search->length;
}

/* The root of a cubic's slope, by its coefficients as the paper's section 4 has them: the discriminant's root for the ends' slopes. */
static double discriminant(double theta, double a, double b, bool floored)
{
    const double scale = fmax(fabs(theta), fmax(fabs(a), fabs(b))), inside = theta / scale * (theta / scale) - a / scale * (b / scale);
    return scale * sqrt(floored ? fmax(0, inside) : inside);
}

static double theta_of(double value_a, double value_b, double span, double slope_a, double slope_b)
{
    return 3 * (value_a - value_b) / span + slope_a + slope_b;
}

/* Case 1: a higher value. The minimum lies between. */
static double between_higher(const struct trial *best, const struct trial *now)
{
    const double span = now->length - best->length, theta = theta_of(best->value, now->value, span, best->slope, now->slope);
    const double root = discriminant(theta, best->slope, now->slope, false), gamma = now->length < best->length ? -root : root;
    const double r = (gamma - best->slope + theta) / (gamma - best->slope + gamma + now->slope);
    const double cubic = best->length + r * span;
    const double quadratic = best->length + best->slope / ((best->value - now->value) / span + best->slope) / 2 * span;
    return fabs(cubic - best->length) < fabs(quadratic - best->length) ? cubic : cubic + (quadratic - cubic) / 2;
}

/* Case 2: a lower value, and a slope of the other sign. The minimum lies between. */
static double between_slopes(const struct trial *best, const struct trial *now)
{
    const double span = best->length - now->length, theta = theta_of(best->value, now->value, -span, best->slope, now->slope);
    const double root = discriminant(theta, best->slope, now->slope, false), gamma = now->length > best->length ? -root : root;
    const double r = (gamma - now->slope + theta) / (gamma - now->slope + gamma + best->slope);
    const double cubic = now->length + r * span, secant = now->length + now->slope / (now->slope - best->slope) * span;
    return fabs(cubic - now->length) > fabs(secant - now->length) ? cubic : secant;
}

/* Case 3: a lower value, a slope of the same sign and less. */
static double beyond_flatter(const struct wolfe_search *search, const struct trial *best, const struct trial *now, double low, double high)
{
    const double span = best->length - now->length, theta = theta_of(best->value, now->value, -span, best->slope, now->slope);
    const double root = discriminant(theta, best->slope, now->slope, true), gamma = now->length > best->length ? -root : root;
    const double r = (gamma - now->slope + theta) / (gamma + (best->slope - now->slope) + gamma);
    const double cubic = r < 0 && gamma != 0 ? now->length + r * span : now->length > best->length ? high : low;
    const double secant = now->length + now->slope / (now->slope - best->slope) * span;
    const bool cubic_nearer =
        fabs(cubic - now->length)<fabs(secant - now->length), cubic_farther = fabs(cubic - now->length)> fabs(secant - now->length);
    if (search->bracketed == 0)
        return fmax(low, fmin(high, cubic_farther ? cubic : secant));
    const double next = cubic_nearer ? cubic : secant, limit = now->length + shrink * (search->other - now->length);
    return now->length > best->length ? fmin(limit, next) : fmax(limit, next);
}

/* Case 4: a lower value, and a slope of the same sign and no less. */
static double beyond_steeper(const struct wolfe_search *search, const struct trial *best, const struct trial *other, const struct trial *now,
                             double low, double high)
{
    if (search->bracketed == 0)
        return now->length > best->length ? high : low;
    const double span = other->length - now->length, theta = theta_of(now->value, other->value, span, other->slope, now->slope);
    const double root = discriminant(theta, other->slope, now->slope, false), gamma = now->length > other->length ? -root : root;
    const double r = (gamma - now->slope + theta) / (gamma - now->slope + gamma + other->slope);
    return now->length + r * span;
}

/* The next length, and the interval with this trial for an end. */
static double step(struct wolfe_search *search, struct trial *best, struct trial *other, const struct trial *now, double low, double high)
{
    const double turn = now->slope * (best->slope / fabs(best->slope));
    double next;
    if (now->value > best->value)
        next = between_higher(best, now);
    else if (turn < 0)
        next = between_slopes(best, now);
    else if (fabs(now->slope) < fabs(best->slope))
        next = beyond_flatter(search, best, now, low, high);
    else
        next = beyond_steeper(search, best, other, now, low, high);
    if (now->value > best->value || turn < 0)
        search->bracketed = 1;
    if (now->value > best->value) {
        *other = *now;
    } else {
        if (turn < 0)
            *other = *best;
        *best = *now;
    }
    return next;
}

static void narrow(struct wolfe_search *search, double next)
{
    if (search->bracketed != 0) {
        const double width = fabs(search->other - search->best);
        if (width >= shrink * search->width_before)
            next = search->best + 0.5 * (search->other - search->best);
        search->width_before = search->width;
        search->width = width;
        search->low = fmin(search->best, search->other);
        search->high = fmax(search->best, search->other);
    } else {
        search->low = next + widen_least * (next - search->best);
        search->high = next + widen_most * (next - search->best);
    }
    next = fmin(fmax(next, shortest), longest);
    const bool spent =
        search->bracketed != 0 && (next <= search->low || next >= search->high || search->high - search->low <= narrowest * search->high);
    search->length = spent ? search->best : next;
}

enum wolfe_verdict wolfe_search_next(struct wolfe_search *search, const struct wolfe_conditions *conditions, double value, double slope)
{
    const double line = conditions->decrease * search->slope, length = search->length, highest = search->start + length * line;
    if (search->stage == 1 && value <= highest && slope >= 0)
        search->stage = 2;
    if (value <= highest && fabs(slope) <= conditions->curvature * -search->slope)
        return WOLFE_FOUND;
    const bool rounding = search->bracketed != 0 && (length <= search->low || length >= search->high);
    const bool closed = search->bracketed != 0 && search->high - search->low <= narrowest * search->high;
    const bool ends = (length == longest && value <= highest && slope <= line) || (length == shortest && (value > highest || slope >= line));
    if (rounding || closed || ends || ++search->trials >= MOST_TRIALS || !isfinite(value) || !isfinite(slope))
        return WOLFE_FAILED;
    /* Until stage 2 trials are judged by how far they lie above the line. */
    const double tilt = search->stage == 1 && value <= search->best_value && value > highest ? line : 0;
    struct trial now = {length, value - length * tilt, slope - tilt};
    struct trial best = {search->best, search->best_value - search->best * tilt, search->best_slope - tilt};
    struct trial other = {search->other, search->other_value - search->other * tilt, search->other_slope - tilt};
    const double next = step(search, &best, &other, &now, search->low, search->high);
    search->best = best.length, search->best_value = best.value + best.length * tilt, search->best_slope = best.slope + tilt;
    search->other = other.length, search->other_value = other.value + other.length * tilt, search->other_slope = other.slope + tilt;
    narrow(search, next);
    return WOLFE_TRY;
}
