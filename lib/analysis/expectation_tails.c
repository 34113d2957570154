/* The tails of an expectation: where they are cut, and what lies beyond their last panels. */
#include "analysis/expectation_integral.h"
#include "expression/kernels.h"

#include <math.h>

enum { SHORTENED = 50, MAX_POWER = 2 };
static const double vanished = 1e-16;     /* of the whole: what is left at the end of a tail */
static const double extrapolated = 1e-11; /* of the whole: what a tail's rest may be uncertain by */
static const double heavy = 0.999;        /* of the integrand at a tail's last panel, from its inner end to the outer: it does not fall */
static const double slowing = 0.1;        /* of the rate at which it grows: less is none */

double integral_place(const struct expectation *expectation, double t)
{
    return expectation->distribution->row->bounded ? t : kernel_scalar(OPERATION_SINH, t, 0, 0);
}

void integral_fail(const struct expectation *expectation, struct integral *integral, enum expectation_state state, double t)
{
    if (integral->expected.state == EXPECTATION_FINITE)
        integral->expected = (struct expected){.state = state, .value = NAN, .slope = NAN, .where = integral_place(expectation, t)};
}

double integral_log(double value)
{
    return kernel_scalar(OPERATION_LOG, value, 0, 0);
}

/* What lies beyond the outer end of a tail's last panel, if the integrand falls there as a power of z, that is exponentially in t; not-a-number
 * if it does not. */
static double beyond(const struct panel *last, const struct panel *before, size_t k, bool right, double scale)
{
    const double outer = last->ends[k][right], inner = last->ends[k][!right], innermost = before->ends[k][!right];
    const double fall = integral_log(inner / outer) / (last->high - last->low),
                 fall_before = integral_log(innermost / inner) / (before->high - before->low);
    const double rest = outer / fall;
    return fall > 0 && fabs(fall - fall_before) / fall * fabs(rest) <= extrapolated * scale ? rest : NAN;
}

/* The same if it falls as |z|^power times an exponential of z, as e^(xz) of Laplace data does: from three places, two rates that must agree. */
static double beyond_exponential(const struct expectation *expectation, const struct panel *last, const struct panel *before, size_t k, bool right,
                                 int power, double scale)
{
    const double t[3] = {right ? before->low : before->high, right ? last->low : last->high, right ? last->high : last->low};
    double z[3], height[3] = {before->ends[k][!right], last->ends[k][!right], last->ends[k][right]};
    for (int i = 0; i < 3; i++) { /* per unit of z rather than of t, and without the power */
        z[i] = fabs(integral_place(expectation, t[i]));
        height[i] /= sqrt(1 + z[i] * z[i]);
        for (int p = 0; p < power; p++)
            height[i] /= z[i];
    }
    const double fall = integral_log(height[1] / height[2]) / (z[2] - z[1]), fall_before = integral_log(height[0] / height[1]) / (z[1] - z[0]);
    double rest = 0, term = height[2] / fall;
    for (int p = 0; p < power; p++)
        term *= z[2];
    for (int p = power; p >= 0; p--) { /* the integral of z^power e^(−fall·z), by parts */
        rest += term;
        term *= p / (fall * z[2]);
    }
    return fall > 0 && fabs(fall - fall_before) / fall * fabs(rest) <= extrapolated * scale ? rest : NAN;
}

/* Whether the loss goes on to grow as fast as the density falls: the ratio of the rates of their logarithms per unit of z does not shrink. That of
 * e^(xz) and the normal density does, however large x is: their product falls in the end, though perhaps only where it is no longer a number. */
static bool keeps_pace(const struct expectation *expectation, const struct panel *last, const struct panel *before, bool right)
{
    const double t[3] = {right ? before->low : before->high, right ? last->low : last->high, right ? last->high : last->low};
    const double height[3] = {before->ends[0][!right], last->ends[0][!right], last->ends[0][right]};
    double z[KERNEL_LANES] = {0}, density[KERNEL_LANES], grows[2], falls[2];
    for (int i = 0; i < 3; i++)
        z[i] = integral_place(expectation, t[i]);
    distribution_log_density(expectation->distribution, z, density, 3);
    for (int i = 0; i < 2; i++) {
        const double width = fabs(z[i + 1] - z[i]), unit = sqrt((1 + z[i] * z[i]) / (1 + z[i + 1] * z[i + 1]));
        falls[i] = (density[i] - density[i + 1]) / width;
        grows[i] = integral_log(fabs(height[i + 1] / height[i]) * unit) / width + falls[i];
    }
    return !(grows[1] * falls[0] < (heavy - slowing / 2) * grows[0] * falls[1]);
}

/* Whether the integrand does not fall at the outer end of a tail, nor begins to: from panel to panel it grows no slower in t, and is not overtaken. */
static bool is_heavy(const struct expectation *expectation, const struct panel *last, const struct panel *before, size_t k, bool right)
{
    const double outer = fabs(last->ends[k][right]), inner = fabs(last->ends[k][!right]), innermost = fabs(before->ends[k][!right]);
    const double growth = integral_log(outer / inner) / (last->high - last->low),
                 growth_before = integral_log(inner / innermost) / (before->high - before->low);
    return outer >= heavy * inner && growth >= growth_before - slowing * fabs(growth_before) - (1 - heavy) &&
           (expectation->distribution->row->bounded || keeps_pace(expectation, last, before, right));
}

static bool is_broken(const struct panel *panel, size_t most)
{
    return panel->undefined + panel->infinite > most;
}

/* The part of a tail's panel, from its inner end on, in which loss and slope are numbers. */
static void shorten(struct expectation *expectation, double x, struct panel *panel, bool right)
{
    double good = right ? panel->low : panel->high, bad = right ? panel->high : panel->low;
    for (int step = 0; step < SHORTENED; step++) {
        const double middle = good + (bad - good) / 2;
        struct panel trial = right ? (struct panel){.low = good, .high = middle} : (struct panel){.low = middle, .high = good};
        panels_evaluate(expectation, x, &trial, 1);
        *(is_broken(&trial, 0) || trial.steep ? &bad : &good) = middle;
    }
    *(right ? &panel->high : &panel->low) = good;
    panels_evaluate(expectation, x, panel, 1);
}

/* Whether from within a panel on outward the loss is too large for a number: it overflows, rather than having a pole. */
static bool overflows(const struct expectation *expectation, const struct panel *panels, size_t at, bool right)
{
    const size_t outward = right ? 1 : (size_t)-1;
    if (panels[at].undefined || panels[at].infinite_ends[!right])
        return false;
    for (size_t beyond = at + outward; beyond < expectation->first; beyond += outward)
        if (panels[beyond].infinite < PANEL_NODES)
            return false;
    return panels[at].infinite_ends[right];
}

size_t integral_cut_tail(struct expectation *expectation, double x, struct integral *integral, struct panel *panels, bool right, bool *halved)
{
    const size_t count = expectation->first, outward = right ? 1 : (size_t)-1;
    for (size_t at = count / 2; at < count; at += outward) { /* also ends by wrapping below 0 */
        struct panel *panel = &panels[at];
        const bool outside = !expectation->distribution->row->bounded && (panel->low >= PANELS_CENTRAL || panel->high <= -PANELS_CENTRAL ||
                                                                          (at != count / 2 && overflows(expectation, panels, at, right)));
        if (!is_broken(panel, outside ? 0 : 1))
            continue;
        if (!outside) {
            integral_fail(expectation, integral, panel->undefined > 1 ? EXPECTATION_UNDEFINED : EXPECTATION_OVERFLOW, (panel->low + panel->high) / 2);
            return at;
        }
        shorten(expectation, x, panel, right);
        *halved = false; /* what was evaluated before are halves of another panel */
        for (size_t beyond = at + outward; beyond < count; beyond += outward)
            panels[beyond] = (struct panel){.low = right ? panel->high : panel->low, .high = right ? panel->high : panel->low};
        return at;
    }
    return right ? count - 1 : 0;
}

void integral_close_tail(const struct expectation *expectation, struct integral *integral, const struct panel *panels, size_t last, bool right)
{
    for (size_t k = 0; k < integral->sums; k++) {
        if (fabs(panels[last].ends[k][right]) <= vanished * integral->scale[k])
            continue;
        const struct panel *before = &panels[right ? last - 1 : last + 1];
        double rest = beyond(&panels[last], before, k, right, integral->scale[k]);
        for (int power = 0; power <= MAX_POWER && !isfinite(rest) && !expectation->distribution->row->bounded; power++)
            rest = beyond_exponential(expectation, &panels[last], before, k, right, power, integral->scale[k]);
        integral->extrapolated = integral->extrapolated || isfinite(rest);
        if (isfinite(rest))
            integral->totals[k] += rest;
        else if (k == 0)
            integral_fail(expectation, integral, is_heavy(expectation, &panels[last], before, k, right) ? EXPECTATION_HEAVY : EXPECTATION_TAIL,
                          right ? panels[last].high : panels[last].low);
        else
            integral->lost[k] = true;
    }
}
