/* The rules behind the column `interval` of operations.def. Functions come from the kernels and are widened by more than the kernel's error. */
#include "expression/interval_rules.h"
#include "expression/grid.h"
#include "expression/kernels.h"
#include "expression/special.h"

#include <float.h>
#include <math.h>

static const double pi_low = INTERVAL_PI_LOW, pi_high = 3.141592653589793560087173;

/* The kernel's value, and bounds of what it may be in truth. */
static struct enclosure around_value(double value, double error)
{
    return enclosure_between(interval_below(value, error + 1) - INTERVAL_UNDERFLOW, interval_above(value, error + 1) + INTERVAL_UNDERFLOW);
}

static struct enclosure around(enum operation operation, double a, double b, double error)
{
    return around_value(kernel_scalar(operation, a, b, 0), error);
}

/* The kernel's values at both ends. */
static void at_ends(enum operation operation, struct enclosure a, double values[2])
{
    const double ends[2] = {a.low, a.high};
    kernel_two(operation, ends, ends, ends, values);
}

static struct enclosure interval_hypot(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    const double first[2] = {interval_least_magnitude(a), interval_most_magnitude(a)},
                 second[2] = {interval_least_magnitude(b), interval_most_magnitude(b)};
    double values[2];
    kernel_two(OPERATION_HYPOT, first, second, first, values);
    return enclosure_between(fmax(around_value(values[0], 1).low, fmax(first[0], second[0])), around_value(values[1], 1).high);
}

/* SLEEF's log1p is infinite from 1e307 on; there log(a) is as good. */
static struct enclosure interval_log1p(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    if (a.high < -1)
        return interval_nowhere();
    struct enclosure result = {.partial = a.low <= -1};
    result.low = a.low <= -1 ? -INFINITY : a.low == 0 ? 0 : around(a.low < 1e300 ? OPERATION_LOG1P : OPERATION_LOG, a.low, 0, 1).low;
    result.high = a.high > 1e300 ? INFINITY : a.high == 0 ? 0 : a.high == -1 ? -DBL_MAX : around(OPERATION_LOG1P, a.high, 0, 1).high;
    return result;
}

/* Whether some k + offset, k whole, may lie between low/period and high/period, for the period 2π or, halved, π. */
static bool meets(struct enclosure a, double halved, double offset)
{
    const double low = a.low / pi_low / 2 * halved - offset, high = a.high / pi_low / 2 * halved - offset;
    const double slack = 8 * 0x1p-52 * (fmax(fabs(low), fabs(high)) + 1);
    return !(ceil(low - slack) > floor(high + slack)); /* nor for a not-a-number */
}

static bool is_short_and_far(struct enclosure a)
{
    static const double short_of_half_turn = 3;
    return interval_most_magnitude(a) > INTERVAL_FAR_OUT && a.high - a.low < short_of_half_turn;
}

/* Sine and cosine: extremes at the ends, but for the crests and troughs between. */
static struct enclosure wave(enum operation operation, struct enclosure a, double crest)
{
    if (isinf(a.low) || isinf(a.high))
        return enclosure_between(-1, 1);
    double values[2];
    at_ends(operation, a, values);
    bool rises_and_falls, falls_and_rises;
    if (is_short_and_far(a)) {
        static const double rounding = 1e-15;
        const double sign = operation == OPERATION_SIN ? 1 : -1;
        double slopes[2];
        at_ends(operation == OPERATION_SIN ? OPERATION_COS : OPERATION_SIN, a, slopes);
        rises_and_falls = sign * slopes[0] >= -rounding && sign * slopes[1] <= rounding;
        falls_and_rises = sign * slopes[0] <= rounding && sign * slopes[1] >= -rounding;
    } else {
        rises_and_falls = meets(a, 1, crest);
        falls_and_rises = meets(a, 1, crest + 0.5);
    }
    const struct enclosure first = around_value(values[0], 1), last = around_value(values[1], 1);
    return enclosure_between(falls_and_rises ? -1 : fmax(fmin(first.low, last.low), -1), rises_and_falls ? 1 : fmin(fmax(first.high, last.high), 1));
}

/* Whether tan may have a pole there: between zeros of the cosine its sign stays. */
static bool may_hold_pole_of_tan(struct enclosure a)
{
    if (!is_short_and_far(a))
        return meets(a, 2, 0.5);
    double cosines[2];
    at_ends(OPERATION_COS, a, cosines);
    return !(cosines[0] * cosines[1] > 0);
}

static struct enclosure interval_sin(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    return a.low == 0 && a.high == 0 ? a : wave(OPERATION_SIN, a, 0.25);
}

static struct enclosure interval_cos(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    return wave(OPERATION_COS, a, 0);
}

static struct enclosure interval_tan(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    if (isinf(a.low) || isinf(a.high) || may_hold_pole_of_tan(a))
        return interval_anything(true, true);
    if (a.low == 0 && a.high == 0)
        return a;
    return enclosure_between(around(OPERATION_TAN, a.low, 0, 1).low, around(OPERATION_TAN, a.high, 0, 1).high);
}

/* The angle of (b, a): it jumps on the negative half of the axis of b. */
static struct enclosure interval_atan2(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    if (a.low <= 0 && a.high >= 0 && b.low <= 0)
        return (struct enclosure){-pi_high, pi_high, false, true};
    struct enclosure result = interval_nowhere();
    for (int i = 0; i < 4; i++) {
        const struct enclosure corner = around(OPERATION_ATAN2, i & 1 ? a.high : a.low, i & 2 ? b.high : b.low, 1);
        result.low = fmin(result.low, corner.low);
        result.high = fmax(result.high, corner.high);
    }
    result.partial = false;
    return result;
}

/* A product in which an exact 0 wins, even beside what is not defined. */
static struct enclosure interval_chain(struct enclosure a, struct enclosure b, struct enclosure c)
{
    const bool empty = enclosure_empty(&a) || enclosure_empty(&b), still = (a.low == 0 && a.high == 0) || (b.low == 0 && b.high == 0);
    const bool zero = enclosure_holds(&a, 0) || enclosure_holds(&b, 0);
    if (still)
        return enclosure_of(0);
    if (empty)
        return zero ? (struct enclosure){0, 0, true, true} : interval_nowhere();
    struct enclosure result = interval_multiply(a, b, c);
    const bool pole = isinf(a.low) || isinf(a.high) || isinf(b.low) || isinf(b.high);
    result.partial = a.partial || b.partial || (zero && pole);
    result.jumps = a.jumps || b.jumps || (zero && (pole || result.partial));
    return result;
}

/* a/√(a² + b²) rises with a; with |b| it goes to 0. At the origin it jumps. */
static struct enclosure interval_unit(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    if (a.low == 0 && a.high == 0 && b.low == 0 && b.high == 0) /* all over the box */
        return enclosure_of(0);
    const double least = interval_least_magnitude(b), most = interval_most_magnitude(b);
    const struct enclosure low = around(OPERATION_UNIT, a.low, a.low >= 0 ? most : least, 3),
                           high = around(OPERATION_UNIT, a.high, a.high >= 0 ? least : most, 3);
    return (struct enclosure){a.low >= 0 ? fmax(low.low, 0) : fmax(low.low, -1), a.high <= 0 ? fmin(high.high, 0) : fmin(high.high, 1), false,
                              enclosure_holds(&a, 0) && enclosure_holds(&b, 0)};
}

/* It rises with both operands; where the greater is below 0, the sum of it and the logarithm cancels. */
static struct enclosure interval_log_add_exp(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    const double slack[2] = {4 * 0x1p-52 * (fmin(fabs(fmax(a.low, b.low)), 1e300) + 1), 4 * 0x1p-52 * (fmin(fabs(fmax(a.high, b.high)), 1e300) + 1)};
    return enclosure_between(kernel_scalar(OPERATION_LOG_ADD_EXP, a.low, b.low, 0) - slack[0],
                             kernel_scalar(OPERATION_LOG_ADD_EXP, a.high, b.high, 0) + slack[1]);
}

/* The kernel's value at the middle, and as far from it as the greatest slope leads; within the function's own bounds. */
static struct enclosure by_slope(double value, struct enclosure a, double middle, double slope, double error)
{
    const double reach = interval_above(slope * interval_above(fmax(middle - a.low, a.high - middle), 1), 1) + error;
    return enclosure_between(interval_below(value - reach, 1), interval_above(value + reach, 1));
}

/* sinc_k = j_k(a)/a^k, of the spherical Bessel functions: even; from 0 it falls to its least value and swings with ever smaller crests from there on. */
struct rings {
    enum operation operation;
    int k;
    double turn, least; /* where it is least, and its value there */
    double steepest;    /* its greatest slope, that is the maximum of |j_{k+1}(a)/a^k| */
};

/* Three bounds at once: by the fall and the crests; by |a·j_k(a)|, |a·j_{k+1}(a)| < 1.19 for k ≤ 3, of which values and slopes are not more than
 * 1.19/a^{k+1}; and by the value at the middle and the slope. */
static struct enclosure ringing(const struct rings *rings, struct enclosure a)
{
    static const double most_wave = 1.19, widest = 4;
    const double least = interval_least_magnitude(a), most = interval_most_magnitude(a), middle = a.low / 2 + a.high / 2;
    double fall = most_wave * (1 + 8 * 0x1p-52);
    for (int k = 0; k <= rings->k; k++)
        fall /= least;
    const double slack = 4e-15 * fmin(fall, 1), first = least < rings->turn ? kernel_scalar(rings->operation, least, 0, 0) + slack : -rings->least;
    double low = most < rings->turn ? fmax(kernel_scalar(rings->operation, most, 0, 0) - slack, rings->least) : rings->least;
    double high = fmin(most < rings->turn ? first : fmax(first, -rings->least), fall);
    low = fmax(low, -fall);
    if (a.high - a.low < widest) {
        const struct enclosure near = by_slope(kernel_scalar(rings->operation, middle, 0, 0), a, middle, fmin(rings->steepest, fall), slack);
        low = fmax(low, near.low);
        high = fmin(high, near.high);
    }
    return enclosure_between(low, high);
}

static struct enclosure interval_sinc(struct enclosure a, struct enclosure b, struct enclosure c)
{
    static const struct rings rings = {OPERATION_SINC, 0, 4.493, -0.21724, 0.43619};
    const struct enclosure bounds = ringing(&rings, a);
    if (enclosure_holds(&a, 0))
        return bounds;
    const struct enclosure quotient = interval_divide(interval_sin(a, b, c), a, c);
    return enclosure_between(fmax(bounds.low, quotient.low), fmin(bounds.high, quotient.high));
}

#define RINGS(name, ...)                                                                                                                             \
    static struct enclosure name(struct enclosure a, struct enclosure b, struct enclosure c)                                                         \
    {                                                                                                                                                \
        static const struct rings rings = {__VA_ARGS__};                                                                                             \
        (void)b, (void)c;                                                                                                                            \
        return ringing(&rings, a);                                                                                                                   \
    }
RINGS(interval_sinc1, OPERATION_SINC1, 1, 5.763, -0.0288, 0.10403)
RINGS(interval_sinc2, OPERATION_SINC2, 2, 6.987, -0.0028, 0.016937)
RINGS(interval_sinc3, OPERATION_SINC3, 3, 8.182, -0.000205, 0.0020878)

/* |J₀| is at most 1 and falls to −0.4028; all others are at most 0.5819, as are all slopes (Abramowitz & Stegun 9.1.60, table 9.5). */
static struct enclosure interval_bessel(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    const double most = a.low == 0 ? 1 : 0.58187, least = a.low == 0 ? -0.40276 : -0.58187, middle = b.low / 2 + b.high / 2;
    if (a.low != a.high || a.low != floor(a.low) || fabs(a.low) > SPECIAL_MOST_BESSEL)
        return a.low == a.high ? interval_nowhere() : interval_anything(true, true);
    if (!(b.high - b.low < 4))
        return enclosure_between(least, most);
    const struct enclosure near = by_slope(kernel_scalar(OPERATION_BESSEL, a.low, middle, 0), b, middle, 0.58187, 2e-14);
    return enclosure_between(fmax(near.low, least), fmin(near.high, most));
}

/* Whether one of the poles 0, −1, −2, … lies in it. */
static bool holds_pole(struct enclosure a)
{
    return a.low <= 0 && ceil(a.low) <= fmin(a.high, 0);
}

/* The value, of which the kernel may be so far away: of itself, and by itself. */
static struct enclosure nearly(double value, double relative, double absolute)
{
    const double slack = relative * fmin(fabs(value), 1e300) + absolute;
    return isnan(value) ? interval_anything(true, true) : enclosure_between(interval_below(value - slack, 1), interval_above(value + slack, 1));
}

/* Of a function of positive numbers that falls up to `turn` and rises from there. */
static struct enclosure valley(enum operation operation, struct enclosure a, double turn, double relative, double absolute)
{
    const struct enclosure first = nearly(kernel_scalar(operation, a.low, 0, 0), relative, absolute),
                           last = nearly(kernel_scalar(operation, a.high, 0, 0), relative, absolute);
    const bool turns = a.low < turn && a.high > turn;
    return enclosure_between(turns ? nearly(kernel_scalar(operation, turn, 0, 0), relative, absolute).low : fmin(first.low, last.low),
                             fmax(first.high, last.high));
}

static const double gamma_turn = 1.4616321449683623;

static struct enclosure sine_of_half_turns(struct enclosure a)
{
    const struct enclosure half_turns = enclosure_between(pi_low, pi_high);
    return interval_sin(interval_multiply(half_turns, a, a), a, a);
}

/* On the left by reflection: Γ(x)·Γ(1 − x) = π/sin(πx). */
static struct enclosure interval_gamma(struct enclosure a, struct enclosure b, struct enclosure c)
{
    if (a.low > 0)
        return valley(OPERATION_GAMMA, a, gamma_turn, 1e-15, INTERVAL_UNDERFLOW);
    if (holds_pole(a))
        return interval_anything(true, true);
    const struct enclosure other = interval_gamma(interval_subtract(enclosure_of(1), a, c), b, c);
    struct enclosure result = interval_divide(enclosure_between(pi_low, pi_high), interval_multiply(sine_of_half_turns(a), other, c), c);
    const double slack = 1e-14 * fmin(interval_most_magnitude(result), 1e300) + INTERVAL_UNDERFLOW;
    result.low -= slack;
    result.high += slack;
    return result;
}

static struct enclosure interval_lgamma(struct enclosure a, struct enclosure b, struct enclosure c)
{
    if (a.low > 0)
        return valley(OPERATION_LGAMMA, a, gamma_turn, 1e-15, 4e-15);
    if (holds_pole(a))
        return interval_anything(true, true);
    const struct enclosure sine = sine_of_half_turns(a), size = interval_apply(OPERATION_ABS, sine, sine, sine);
    const struct enclosure quotient = interval_divide(enclosure_between(pi_low, pi_high), size, c);
    struct enclosure result = interval_subtract(interval_apply(OPERATION_LOG, quotient, quotient, quotient),
                                                interval_lgamma(interval_subtract(enclosure_of(1), a, c), b, c), c);
    const double slack = 1e-13 * (1 + fmin(interval_most_magnitude(result), 1e300));
    result.low -= slack;
    result.high += slack;
    result.partial = result.partial || quotient.partial;
    return result;
}

/* Between two poles those of even order rise, those of odd order are above 0 and turn once; on the right these fall. */
static struct enclosure interval_polygamma(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    if (a.low != a.high || holds_pole(b))
        return interval_anything(true, true);
    if (!(a.low >= 0 && a.low <= SPECIAL_MOST_POLYGAMMA) || a.low != floor(a.low))
        return interval_nowhere();
    const struct enclosure first = nearly(kernel_scalar(OPERATION_POLYGAMMA, a.low, b.low, 0), 1e-11, 1e-11),
                           last = nearly(kernel_scalar(OPERATION_POLYGAMMA, a.low, b.high, 0), 1e-11, 1e-11);
    if (fmod(a.low, 2) == 0)
        return enclosure_between(first.low, last.high);
    return enclosure_between(b.low > 0 ? fmax(last.low, 0) : 0, fmax(first.high, last.high));
}

/* As sine and cosine of radians, but for where they turn. */
static struct enclosure wave_of_degrees(enum operation operation, struct enclosure a, double crest)
{
    const struct enclosure radians = enclosure_between(a.low / 180 * pi_low, a.high / 180 * pi_low);
    if (isinf(a.low) || isinf(a.high))
        return enclosure_between(-1, 1);
    const struct enclosure first = nearly(kernel_scalar(operation, a.low, 0, 0), 1e-15, 1e-15),
                           last = nearly(kernel_scalar(operation, a.high, 0, 0), 1e-15, 1e-15);
    return enclosure_between(meets(radians, 1, crest + 0.5) ? -1 : fmax(fmin(first.low, last.low), -1),
                             meets(radians, 1, crest) ? 1 : fmin(fmax(first.high, last.high), 1));
}

static struct enclosure interval_sind(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    return a.low == 0 && a.high == 0 ? a : wave_of_degrees(OPERATION_SIND, a, 0.25);
}

static struct enclosure interval_cosd(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    return wave_of_degrees(OPERATION_COSD, a, 0);
}

#define RISING(error, from, to, least, most)                                                                                                         \
    {                                                                                                                                                \
        SHAPE_RISING, error, from, to, least, most, NULL                                                                                             \
    }
#define FALLING(error, from, to, least, most)                                                                                                        \
    {                                                                                                                                                \
        SHAPE_FALLING, error, from, to, least, most, NULL                                                                                            \
    }
#define VALLEY(error, at)                                                                                                                            \
    {                                                                                                                                                \
        SHAPE_VALLEY, error, at, at, -INFINITY, INFINITY, NULL                                                                                       \
    }
#define HILL(error, at)                                                                                                                              \
    {                                                                                                                                                \
        SHAPE_HILL, error, at, at, -INFINITY, INFINITY, NULL                                                                                         \
    }
#define STAIRS                                                                                                                                       \
    {                                                                                                                                                \
        SHAPE_STAIRS, 0, -INFINITY, INFINITY, -INFINITY, INFINITY, NULL                                                                              \
    }
#define RULE(name)                                                                                                                                   \
    {                                                                                                                                                \
        SHAPE_RULE, 0, 0, 0, 0, 0, interval_##name                                                                                                   \
    }
static const struct interval_row rules[OPERATION_COUNT] = {
#define OPERATION(id, name, arity, kernel, da, db, dc, interval, ...) [OPERATION_##id] = interval,
#include "expression/operations.def"
#undef OPERATION
};

const struct interval_row *interval_row_of(enum operation operation)
{
    return &rules[operation];
}

/* As `around` for a function of one operand; exact functions, and functions through the origin there, are not widened. */
static struct enclosure at_end(const struct interval_row *rule, double a, double value)
{
    if (rule->error == 0 || (a == 0 && value == 0))
        return enclosure_of(value);
    return enclosure_between(fmax(interval_below(value, rule->error + 1) - INTERVAL_UNDERFLOW, rule->least),
                             fmin(interval_above(value, rule->error + 1) + INTERVAL_UNDERFLOW, rule->most));
}

static struct enclosure monotone(enum operation operation, const struct interval_row *rule, struct enclosure a)
{
    const bool partial = a.low < rule->from || a.high > rule->to;
    const double low = fmax(a.low, rule->from), high = fmin(a.high, rule->to);
    if (low > high)
        return interval_nowhere();
    double values[2];
    at_ends(operation, enclosure_between(low, high), values);
    const struct enclosure first = at_end(rule, low, values[0]), last = at_end(rule, high, values[1]);
    /* At the end of a domain there may be a pole, as log has at 0. */
    const bool pole =
        (low == rule->from && !isinf(low) && isinf(first.low)) || (high == rule->to && !isinf(high) && (isinf(last.high) || isinf(last.low)));
    return rule->shape == SHAPE_FALLING
               ? (struct enclosure){last.low, first.high, partial, false}
               : (struct enclosure){first.low, last.high, partial || pole, rule->shape == SHAPE_STAIRS && first.low != last.low};
}

/* Rises to the turn and falls from there, or the other way round. */
static struct enclosure turning(enum operation operation, const struct interval_row *rule, struct enclosure a)
{
    double values[2];
    at_ends(operation, a, values);
    const struct enclosure first = at_end(rule, a.low, values[0]), last = at_end(rule, a.high, values[1]);
    struct enclosure result = enclosure_between(fmin(first.low, last.low), fmax(first.high, last.high));
    if (enclosure_holds(&a, rule->from)) {
        const struct enclosure turn = at_end(rule, rule->from, kernel_scalar(operation, rule->from, rule->from, rule->from));
        result.low = fmin(result.low, turn.low);
        result.high = fmax(result.high, turn.high);
    }
    return result;
}

struct enclosure interval_apply(enum operation operation, struct enclosure a, struct enclosure b, struct enclosure c)
{
    struct enclosure result;
    return interval_compute(operation, &a, &b, &result) ? result : interval_by_rule(operation, a, b, c);
}

struct enclosure interval_by_rule(enum operation operation, struct enclosure a, struct enclosure b, struct enclosure c)
{
    const struct interval_row *rule = &rules[operation];
    const int arity = operation_rows[operation].arity;
    /* These are defined even where an operand is not. */
    const bool of_truth = (operation >= OPERATION_LESS && operation <= OPERATION_WHERE) || operation == OPERATION_CHAIN;
    if (!of_truth && (enclosure_empty(&a) || (arity > 1 && enclosure_empty(&b))))
        return interval_nowhere();
    struct enclosure result = rule->shape == SHAPE_RULE                                  ? rule->function(a, b, c)
                              : rule->shape == SHAPE_VALLEY || rule->shape == SHAPE_HILL ? turning(operation, rule, a)
                                                                                         : monotone(operation, rule, a);
    if (!of_truth) {
        result.partial = result.partial || a.partial || (arity > 1 && b.partial);
        result.jumps = result.jumps || a.jumps || (arity > 1 && b.jumps);
    }
    return result;
}

/* Here, since it needs the rule of another operation. */
struct enclosure interval_modulo(struct enclosure a, struct enclosure b, struct enclosure c)
{
    const struct enclosure quotient = interval_divide(a, b, c), whole = interval_apply(OPERATION_FLOOR, quotient, quotient, quotient);
    if (enclosure_empty(&quotient))
        return quotient;
    const struct enclosure remainder = interval_subtract(a, interval_multiply(b, whole, c), c);
    if (isinf(quotient.low) || isinf(quotient.high) || interval_most_magnitude(a) > INTERVAL_OVERFLOW) /* or the product may overflow */
        return interval_anything(quotient.partial, true);
    if (whole.low == whole.high)
        return (struct enclosure){remainder.low, remainder.high, quotient.partial, quotient.jumps};
    const double slack =
        4 * 0x1p-52 * interval_most_magnitude(a) + 0x1p-1070 * interval_most_magnitude(b); /* of the product, and of a quotient that underflows */
    return (struct enclosure){fmax(fmin(b.low, 0) - slack, remainder.low), fmin(fmax(b.high, 0) + slack, remainder.high), quotient.partial, true};
}
