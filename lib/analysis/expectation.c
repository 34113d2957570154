/* All panels of a level are evaluated together. Beside a jump one panel a level is left, so it costs a few dozen levels of two panels. */
#include "analysis/expectation_integral.h"

#include "expression/kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MAX_LEVELS = 200, EXTRAPOLATED = 18, SPOTTED = 36 };
static const double negligible = 1e-15;     /* of the whole: what halves may differ by from their panel */
static const double told = 1e-11;           /* of the whole: what panels that end at a singularity may add without being told of */
static const double noise = 1e-6;           /* of the whole: what a loss that is mostly rounding may be uncertain by */
static const double unresolved = 1e-13;     /* of the whole: what may be left in a panel that cannot be halved */
static const double stable = 1e-5;          /* ratios that differ by less are the same */
static const double steepest_power = 0.999; /* ratio from which a geometric sequence has no sum */
static const double placing = 30;           /* operations: a node and the density there */
static const double near = 1e-8;            /* of t: singularities are farther apart */
static const double plain = 1e-3;           /* ratios as near to a half are those of a function without a singularity */

/* The higher end of a panel; its height goes to *height unless that is null. */
static double singular_end(const struct panel *panel, size_t k, double *height)
{
    const double heights[2] = {panel->infinite_ends[0] ? INFINITY : fabs(panel->ends[k][0]),
                               panel->infinite_ends[1] ? INFINITY : fabs(panel->ends[k][1])};
    const bool right = heights[1] > heights[0];
    if (height)
        *height = heights[right];
    return right ? panel->high : panel->low;
}

/* What the rule makes of a power on the panel [1, 2], in proportion to its integral; from ratio = 2^-q with q = 1 + power: as it is for the panel beside
 * any that ends at the singularity. */
static double rule_over_exact(double ratio)
{
    const double q = -integral_log(ratio) / integral_log(2), exact = (1 / ratio - 1) / q;
    double sum = 0;
    for (size_t node = 0; node < PANEL_NODES; node++)
        sum += lobatto_weights[node] / 2 * kernel_scalar(OPERATION_POWER, 1.5 + lobatto_nodes[node] / 2, q - 1, 0);
    return sum / exact;
}

/* Sums the rest of a geometric sequence: what is left in a panel beside a singularity, from what was cut off it. The terms are r^m (1 + b 2^-m), up to
 * squares of 2^-m: what multiplies the power is not constant, but smooth. */
static bool extrapolate(struct integral *integral, const struct panel *panel, size_t k, double *rest)
{
    const double *shed = panel->shed[k], before = shed[1] / shed[0], last = shed[2] / shed[1], ratio = 2 * last - before, bend = 1 - last / ratio;
    if (!(before > 0) || !(fabs(last - before) <= stable) || fabs(ratio - 0.5) <= plain)
        return false;
    if (ratio >= steepest_power) {
        integral->lost_at = integral->lost[0] || integral->lost[1] ? integral->lost_at : singular_end(panel, k, NULL);
        integral->lost[k] = true;
    } else
        *rest = shed[2] / rule_over_exact(ratio) * ((1 - bend) * ratio / (1 - ratio) + bend * ratio / (2 - ratio));
    integral->extrapolated = true;
    return true;
}

static bool is_narrow(const struct panel *panel)
{
    const double middle = panel->low + (panel->high - panel->low) / 2;
    return middle <= panel->low || middle >= panel->high || panel->high - panel->low < 1e-290;
}

/* A singularity lies at the higher end of a panel. Of places too near to be distinguished the highest counts. */
static void add_spot(struct integral *integral, const struct panel *panel, size_t k)
{
    double height;
    const double place = singular_end(panel, k, &height);
    size_t at = 0;
    while (at < integral->spot_count && fabs(integral->spots[at] - place) > near * (1 + fabs(place)))
        at++;
    if (at == MAX_SPOTS || (at < integral->spot_count && integral->heights[at] >= height))
        return;
    integral->spots[at] = place;
    integral->heights[at] = height;
    if (at == integral->spot_count)
        integral->spot_count++;
}

/* Whether a panel and its halves agree on sum k, to rounding at least; what is to be added goes to *rest. Where they only do to rounding, or
 * cannot be halved, beside something that counts, is a singularity: a spot. */
static bool agrees(struct integral *integral, const struct panel *panel, const struct panel halves[2], size_t k, int level, bool narrow, double *rest)
{
    const double sum = halves[0].sums[k] + halves[1].sums[k], difference = fabs(sum - panel->sums[k]), scale = integral->scale[k];
    /* What a unit in the last place of t and of z makes of the integral. */
    const double rounding = 8 * DBL_EPSILON * fmax(fabs(panel->low), fabs(panel->high)) * fabs(panel->ends[k][1] - panel->ends[k][0]);
    /* Where it is infinite at a node, the sum lacks what is beside that node, unless it is 0 at all others. */
    const bool lacking = (k ? panel->steep : panel->infinite) && (sum != 0 || panel->sums[k] != 0);
    *rest = sum;
    if (integral->lost[k] || (difference <= negligible * scale && !lacking) || (level >= EXTRAPOLATED && extrapolate(integral, panel, k, rest)))
        return true;
    const bool rounded = difference <= negligible * scale + rounding && !lacking;
    if (((rounded && level >= SPOTTED) || narrow) && fabs(panel->shed[k][SHED - 1]) > unresolved * scale)
        add_spot(integral, panel, k);
    return rounded;
}

/* Takes the halves of a panel into the totals if they agree with it or cannot be halved; else they are panels of the next level. */
static size_t settle(struct integral *integral, const struct panel *panel, struct panel halves[2], int level, bool last, struct panel *next)
{
    const bool narrow = is_narrow(&halves[0]) || is_narrow(&halves[1]);
    bool agree = true;
    double rest[SUMS];
    for (size_t k = 0; k < integral->sums; k++) {
        const bool agreed = agrees(integral, panel, halves, k, level, narrow, &rest[k]);
        integral->forced[k] += !agreed && last && !narrow ? fabs(rest[k] - panel->sums[k]) : 0;
        agree = agree && agreed;
    }
    if (!agree && !last && !narrow) {
        for (size_t side = 0; side < 2; side++) {
            for (size_t k = 0; k < integral->sums; k++) {
                memcpy(halves[side].shed[k], panel->shed[k] + 1, (SHED - 1) * sizeof(double));
                halves[side].shed[k][SHED - 1] = halves[!side].sums[k];
            }
            next[side] = halves[side];
        }
        return 2;
    }
    for (size_t k = 0; k < integral->sums; k++)
        integral->totals[k] += rest[k];
    return 0;
}

/* Halves panels level by level; the first halves may have been evaluated before. */
static void refine(struct expectation *expectation, double x, struct integral *integral, bool halved)
{
    struct panel *panels = expectation->panels, *next = expectation->next, *const halves = expectation->halves;
    size_t count = expectation->first;
    for (int level = 0; count && integral->expected.state == EXPECTATION_FINITE; level++) {
        if (level || !halved) {
            panels_halve(panels, count, halves);
            panels_evaluate(expectation, x, halves, 2 * count);
        }
        size_t left = 0;
        const bool last = level == MAX_LEVELS || 2 * count > MAX_PANELS;
        for (size_t i = 0; i < count; i++)
            left += settle(integral, &panels[i], &halves[2 * i], level, last, &next[left]);
        struct panel *const done = panels;
        panels = next;
        next = done;
        count = left;
    }
    if (integral->forced[0] > noise * integral->scale[0])
        integral_fail(expectation, integral, EXPECTATION_UNRESOLVED, 0);
    integral->lost[1] = integral->lost[1] || integral->forced[1] > noise * integral->scale[1];
}

/* Whether the integrand is far larger at an end of a panel than within. */
static bool is_steep(const struct panel *panel, size_t k, bool right)
{
    const double far_larger = 16;
    return fabs(panel->ends[k][right]) * (panel->high - panel->low) > far_larger * fabs(panel->sums[k]);
}

/* Whether a jump is at a singularity of the loss, or of its slope: that is one if what it may add between both sides of the jump counts, else it may be
 * rounding. */
static bool jumps_at_singularity(const struct expectation *expectation, const double jump[2])
{
    const double counts = 1e-13;
    double height = 0, slope = 0;
    for (size_t i = 0; i < expectation->first; i++)
        for (size_t side = 0; side < 2; side++) {
            const struct panel *panel = &expectation->panels[i];
            if ((side ? panel->high : panel->low) != jump[!side])
                continue;
            if (panel->infinite_ends[side] || is_steep(panel, 0, side))
                return true;
            height = fmax(height, fabs(panel->ends[0][side]));
            slope = fmax(slope, expectation->sums > 1 && is_steep(panel, 1, side) ? fabs(panel->ends[1][side]) : 0);
        }
    return slope * (jump[1] - jump[0]) > counts * height;
}

/* Leaves out the jumps at singularities, which halving approaches: beside panels that end a little away from these it is no geometric sequence. */
static bool drop_singular(struct expectation *expectation)
{
    const size_t before = expectation->jump_count;
    expectation->jump_count = 0;
    for (size_t k = 0; k < before; k++)
        if (!jumps_at_singularity(expectation, expectation->jumps[k]))
            memmove(expectation->jumps[expectation->jump_count++], expectation->jumps[k], sizeof expectation->jumps[k]);
    return expectation->jump_count < before;
}

/* Whether the loss jumps there and back within less than programs look at: their panels end at no jumps. */
static bool has_strip(const struct expectation *expectation)
{
    const double narrow = 0.05; /* of t */
    for (size_t i = 1; i + 1 < expectation->first && expectation->jump_count > 1; i++) {
        const struct panel *panel = &expectation->panels[i];
        if (panel->high - panel->low < narrow && panel->low > panel[-1].high && panel->high < panel[1].low &&
            (panel->ends[0][0] - panel[-1].ends[0][1]) * (panel[1].ends[0][0] - panel->ends[0][1]) < 0)
            return true;
    }
    return false;
}

/* Integrates with panels that end at the jumps and the spots; more spots may be found. */
static struct integral integrate(struct expectation *expectation, double x, const double *spots, size_t spot_count)
{
    struct integral integral = {.sums = expectation->sums};
    struct panel *panels = expectation->panels;
    bool halved = spot_count == 0 && !expectation->weighted;
    if (!halved) {
        panels_choose(expectation, spots, spot_count);
        panels_evaluate(expectation, x, panels, expectation->first);
    } else {
        panels_evaluate_usual(expectation, x);
    }
    if (expectation->jump_count && drop_singular(expectation))
        return integrate(expectation, x, spots, spot_count);
    integral.extrapolated = has_strip(expectation);
    const size_t left = integral_cut_tail(expectation, x, &integral, panels, false, &halved),
                 right = integral_cut_tail(expectation, x, &integral, panels, true, &halved);
    for (size_t i = 0; i < expectation->first; i++) {
        for (size_t k = 0; k < integral.sums; k++)
            integral.scale[k] += fabs(panels[i].sums[k]);
        integral.lost[1] = integral.lost[1] || (integral.sums > 1 && panels[i].steep > 1); /* one may be a pole that is integrated over */
    }
    if (!expectation->distribution->row->bounded) {
        integral_close_tail(expectation, &integral, panels, left, false);
        integral_close_tail(expectation, &integral, panels, right, true);
    }
    refine(expectation, x, &integral, halved);
    if (integral.lost[0])
        integral_fail(expectation, &integral, EXPECTATION_INFINITE, integral.lost_at);
    return integral;
}

static struct expected over_points(struct expectation *expectation, double x)
{
    const struct data *points = &expectation->distribution->points;
    double totals[SUMS] = {0}, magnitudes[SUMS] = {0};
    for (size_t i = 0; i < points->count; i++) {
        expectation->x[i] = x;
        expectation->z[i] = points->z[i];
    }
    program_run(expectation->loss->slope, expectation->slope_space, (const double *const[]){expectation->x, expectation->z}, expectation->outputs,
                points->count);
    for (size_t i = 0; i < points->count; i++) {
        const double weight = points->weights ? points->weights[i] : 1 / (double)points->count, value = expectation->outputs[0][i];
        if (weight > 0 && !isfinite(value))
            return (struct expected){isnan(value) ? EXPECTATION_UNDEFINED : EXPECTATION_INFINITE, NAN, NAN, NAN, NAN, points->z[i]};
        for (size_t k = 0; k < SUMS && weight > 0; k++) {
            totals[k] += weight * expectation->outputs[k][i];
            magnitudes[k] += weight * fabs(expectation->outputs[k][i]);
        }
    }
    return (struct expected){EXPECTATION_FINITE, totals[0], totals[1], magnitudes[0], magnitudes[1], 0};
}

/* Moves a spot to where loss and slope are largest near by: an error of its place is one of the sum of the sequence. */
static double sharpen(struct expectation *expectation, double x, double spot)
{
    enum { TRIALS = 64, ROUNDS = 5, FINER = 16 };
    const bool bounded = expectation->distribution->row->bounded;
    double *t = bounded ? expectation->z : expectation->t, reach = 1e-11 * (1 + fabs(spot));
    for (int round = 0; round < ROUNDS; round++, reach /= FINER) {
        double best = spot, highest = 0;
        for (size_t i = 0; i < TRIALS; i++) {
            t[i] = spot + reach * (2 * (double)i / TRIALS - 1);
            expectation->x[i] = x;
        }
        if (!bounded)
            kernels_chosen()->functions[OPERATION_SINH](expectation->z, t, NULL, NULL, TRIALS);
        program_run(expectation->loss->slope, expectation->slope_space, (const double *const[]){expectation->x, expectation->z}, expectation->outputs,
                    TRIALS);
        for (size_t i = 0; i < TRIALS; i++) {
            const double slope = fabs(expectation->outputs[1][i]), height = fabs(expectation->outputs[0][i]) + (isnan(slope) ? 0 : slope);
            if (height > highest) {
                highest = height;
                best = t[i];
            }
        }
        spot = best;
    }
    return spot;
}

/* Whether panels that end at singularities have made more than rounding of the sums: at kinks and jumps they do not. */
static bool differ(const struct integral *before, const struct integral *ended)
{
    bool differ = before->extrapolated || ended->expected.state != EXPECTATION_FINITE;
    for (size_t k = 0; k < SUMS; k++)
        differ = differ || before->lost[k] != ended->lost[k] || fabs(before->totals[k] - ended->totals[k]) > told * ended->scale[k];
    return differ;
}

/* Where singularities were found but at jumps, where panels end already: a slope that is mostly rounding is large beside them. Returns how many. */
static size_t choose_spots(struct expectation *expectation, double x, const struct integral *integral, double *spots)
{
    size_t count = 0;
    for (size_t i = 0; i < integral->spot_count; i++) {
        bool ends = false;
        for (size_t k = 0; k < expectation->jump_count; k++)
            ends = ends || fabs(expectation->jumps[k][0] - integral->spots[i]) <= near * (1 + fabs(integral->spots[i]));
        if (!ends)
            spots[count++] = sharpen(expectation, x, integral->spots[i]);
    }
    return count;
}

/* Integrates, with panels that end at jumps and at narrow peaks, and again with such that end where singularities were found, too. */
static struct integral attempt(struct expectation *expectation, double x)
{
    double spots[2 * MAX_SPOTS];
    const size_t narrow = expectation->loss->narrow ? expectation_find_narrow(expectation, x, spots) : 0;
    expectation_find_jumps(expectation, x);
    struct integral integral = integrate(expectation, x, spots, narrow);
    const size_t count = integral.expected.state == EXPECTATION_FINITE ? choose_spots(expectation, x, &integral, spots + narrow) : 0;
    if (count) {
        const struct integral before = integral;
        integral = integrate(expectation, x, spots, narrow + count);
        integral.extrapolated = integral.extrapolated || differ(&before, &integral);
    }
    integral.extrapolated = integral.extrapolated || narrow; /* programs have no such panels */
    return integral;
}

struct expected expectation_at(struct expectation *expectation, double x)
{
    if (expectation->distribution->points.count)
        return over_points(expectation, x);
    struct integral integral = attempt(expectation, x);
    const enum expectation_state state = integral.expected.state;
    if (expectation->log_weights && (integral.lost[1] || state == EXPECTATION_INFINITE || state == EXPECTATION_OVERFLOW ||
                                     state == EXPECTATION_HEAVY || state == EXPECTATION_TAIL)) {
        expectation->weighted = true;
        struct integral weighted = attempt(expectation, x);
        expectation->weighted = false;
        if (weighted.expected.state == EXPECTATION_FINITE) { /* else what the plain one says is nearer to the centre */
            weighted.extrapolated = true;
            integral = weighted;
        }
    }
    expectation->extrapolated = expectation->extrapolated || integral.extrapolated;
    if (integral.expected.state == EXPECTATION_FINITE) {
        integral.expected.value = integral.totals[0];
        integral.expected.magnitude = integral.scale[0];
        integral.expected.slope_magnitude = integral.scale[1];
        integral.expected.slope = integral.lost[1] || integral.sums == 1 ? NAN : integral.totals[1];
    }
    return integral.expected;
}

static void remember_failure(struct expectation *expectation, double x, const struct expected *expected)
{
    if (expected->state == EXPECTATION_FINITE || expectation->failed)
        return;
    expectation->failed = true;
    expectation->failed_x = x;
    expectation->failure = *expected;
}

void expectation_values(struct expectation *expectation, const double *x, size_t count, double *values)
{
    expectation->sums = 1;
    for (size_t i = 0; i < count; i++) {
        const struct expected expected = expectation_at(expectation, x[i]);
        remember_failure(expectation, x[i], &expected);
        values[i] = expected.value;
    }
    expectation->sums = SUMS;
}

bool expectation_failed(const struct expectation *expectation, double *x, struct expected *expected)
{
    *x = expectation->failed_x;
    *expected = expectation->failure;
    return expectation->failed;
}

bool expectation_extrapolated(const struct expectation *expectation)
{
    return expectation->extrapolated;
}

double expectation_cost(struct arena *arena, const struct loss *loss, const struct distribution *distribution, const double interval[2])
{
    const double work = program_work(loss->value) + 10, places[] = {interval[0], interval[0] + (interval[1] - interval[0]) / 2, interval[1]};
    enum { PLACES = sizeof places / sizeof *places };
    if (distribution->points.count)
        return (double)distribution->points.count * work;
    struct arena *within = arena_within(arena);
    struct expectation *expectation = expectation_create(within, loss, distribution);
    double values[PLACES];
    expectation_values(expectation, places, PLACES, values);
    const double nodes = expectation->nodes / PLACES, placed = expectation->placed / PLACES, stepped = expectation->stepped / PLACES;
    arena_clear(within);
    return nodes * work + placed * placing + (stepped > 0 ? stepped * (program_work(loss->steps) + placing / 2) : 0);
}
