#include "analysis/level_jump.h"

#include "base/number.h"

#include <float.h>
#include <math.h>

enum { SIDES = 2, DIGITS = 17, FEW_DIGITS = 9, ROUNDINGS = 64, MOST_STEPS = 200 };
static const double rounding = 1e-14; /* of the magnitude of what is summed to a value */
static const double risen = 1e3;      /* times rounding: no longer noise */
static const double reach = 1e-6;     /* of the interval: a minimum found is as near to the jump */
static const double steady = 1.5;     /* times as high twice as far: what rises more does not jump */
static const double sudden = 0.25;    /* of the rise: what a jump makes of it at least */
static const double isolated = 1e-9;  /* of the interval: beside a place that is lower alone */
static const double nothing = 1e-24;  /* of the interval: 0 has no neighbour that counts */

static double value_at(level_function *function, void *subject, double x)
{
    return function(subject, x).value;
}

void level_part(level_function *function, void *subject, double width, double most, double *good, double *bad)
{
    for (int step = 0; step < MOST_STEPS && fabs(*bad - *good) > nothing * width; step++) {
        const double middle = *good + (*bad - *good) / 2;
        if (middle == *good || middle == *bad)
            return;
        *(value_at(function, subject, middle) <= most ? good : bad) = middle;
    }
}

struct looker {
    level_function *function;
    void *subject;
    const double *interval;
    double least, magnitude; /* the value at the minimum, and what it is the sum of */
};

/* How far apart roundings of x, and of what is computed from it, leave the places of one jump. */
static double uncertainty(const double interval[2])
{
    return ROUNDINGS * DBL_EPSILON * fmax(fabs(interval[0]), fabs(interval[1]));
}

/* The number with the fewest decimal digits between two places, or as near to them as rounding leaves them if it has few. */
static double roundest(const double interval[2], double a, double b)
{
    const double low = fmin(a, b), high = fmax(a, b), middle = low + (high - low) / 2, slack = uncertainty(interval);
    if (low <= slack && high >= -slack && interval[0] <= 0 && interval[1] >= 0)
        return 0;
    for (int digits = 1; digits < DIGITS; digits++) {
        const double round = number_round(middle, digits), beyond = digits <= FEW_DIGITS ? slack : 0;
        if (round >= fmax(low - beyond, interval[0]) && round <= fmin(high + beyond, interval[1]))
            return round;
    }
    return a;
}

/* Whether the function jumps up between a place that is low and one that is high; moves both to the neighbours on both sides of the jump. */
static bool is_sudden(const struct looker *looker, double *good, double *bad)
{
    const double rise = value_at(looker->function, looker->subject, *bad) - looker->least;
    if (!isfinite(rise) || !(rise > risen * rounding * looker->magnitude))
        return false;
    level_part(looker->function, looker->subject, looker->interval[1] - looker->interval[0], looker->least + rise / 2, good, bad);
    return value_at(looker->function, looker->subject, *bad) - value_at(looker->function, looker->subject, *good) > sudden * rise;
}

/* A place between two at which parts of the function jump, or 0: it may be higher there alone. The nearer one to the first is returned; that itself if there is
 * none. */
static double nearest_mark(const struct level_marks *marks, double from, double to)
{
    double nearest = 0;
    bool found = nearest != from && (nearest - from) * (nearest - to) <= 0;
    for (size_t k = 0; k < marks->jump_count; k++) {
        const double x = marks->jumps[k];
        if (x == from || (x - from) * (x - to) > 0 || (found && fabs(x - from) >= fabs(nearest - from)))
            continue;
        nearest = x;
        found = true;
    }
    return found ? nearest : from;
}

/* Whether the function jumps up on one side of the low place *good: to higher values, or at one place. `near` is what a look at near.x says. */
static bool jumps(const struct looker *looker, const struct level_marks *marks, double near, double near_value, int side, double *good, double *bad)
{
    const double width = looker->interval[1] - looker->interval[0], place = *good, limit = looker->interval[side > 0];
    const double far = side > 0 ? fmin(place + 2 * reach * width, limit) : fmax(place - 2 * reach * width, limit);
    const double rise = near_value - looker->least;
    if (near == place)
        return false;
    *bad = nearest_mark(marks, place, near);
    if (*bad != place && is_sudden(looker, good, bad))
        return true;
    *good = place;
    *bad = near;
    if (!(rise > risen * rounding * looker->magnitude) ||
        (far != near && value_at(looker->function, looker->subject, far) - looker->least > steady * rise))
        return false;
    return is_sudden(looker, good, bad);
}

/* The minimiser beside a jump between *good, where the function is low, and *bad, on the right (end 1) or the left of it. */
static struct level beside(const struct looker *looker, int end, double good, double bad, double *least)
{
    const double slack = rounding * looker->magnitude, at = roundest(looker->interval, good, bad),
                 there = value_at(looker->function, looker->subject, at);
    const double clear =
        end ? fmax(good - uncertainty(looker->interval), looker->interval[0]) : fmin(good + uncertainty(looker->interval), looker->interval[1]);
    double value = value_at(looker->function, looker->subject, good);
    /* Parts that jump at one place do so at several doubles: what the function is between these is no value of it. */
    const double settled = value_at(looker->function, looker->subject, clear);
    if (fabs(value - settled) > risen * slack) {
        good = clear;
        value = settled;
    }
    struct level level = {.left = at, .right = at, .near = at, .jump = true};
    if (there <= value + slack) {
        *least = there;
        return level;
    }
    /* Where the function is as low on the other side, too, it is high at the place alone. */
    const double away = fmax(fabs(good - at), uncertainty(looker->interval)), across = end ? at + away : at - away;
    level.open[!end] = true;
    level.open[end] =
        across >= looker->interval[0] && across <= looker->interval[1] && value_at(looker->function, looker->subject, across) <= value + slack;
    level.near = good;
    *least = value;
    return level;
}

struct level level_beside_jump(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, double place,
                               double *least)
{
    const double away = reach * (interval[1] - interval[0]), near[SIDES] = {fmax(place - away, interval[0]), fmin(place + away, interval[1])};
    const struct level_look looks[SIDES] = {function(subject, near[0]), function(subject, near[1])};
    const struct looker looker = {function, subject, interval, *least, fmax(looks[0].magnitude, looks[1].magnitude)};
    double good[SIDES], bad[SIDES];
    bool jump[SIDES];
    for (int end = 0; end < SIDES; end++) { /* from a place on the higher side of the jump */
        const struct looker beyond = {function, subject, interval, looks[end].value, looker.magnitude};
        double low = near[end], high = place;
        if (looks[end].value < *least - risen * rounding * looker.magnitude && is_sudden(&beyond, &low, &high)) {
            *least = looks[end].value;
            return beside(&beyond, !end, low, high, least);
        }
    }
    for (int end = 0; end < SIDES; end++) {
        good[end] = place;
        jump[end] = jumps(&looker, marks, near[end], looks[end].value, end ? 1 : -1, &good[end], &bad[end]);
    }
    const int end = jump[1];
    const bool here = jump[0] == jump[1] || /* else the minimum may be here, and not at the jump */
                      !(value_at(function, subject, good[end]) <= *least + rounding * looker.magnitude);
    return here ? (struct level){.left = place, .right = place, .near = place} : beside(&looker, end, good[end], bad[end], least);
}

static void open_ends(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, double least,
                      struct level *level)
{
    const double away = reach * (interval[1] - interval[0]);
    const struct looker looker = {function, subject, interval, least, function(subject, level->near).magnitude};
    for (int end = 0; end < SIDES; end++) {
        double *const place = end ? &level->right : &level->left, bad, good = *place + (end ? -away : away) / 1e3;
        const double near = end ? fmin(good + away, interval[1]) : fmax(good - away, interval[0]);
        if (*place == interval[end] || !jumps(&looker, marks, near, value_at(function, subject, near), end ? 1 : -1, &good, &bad))
            continue;
        *place = roundest(interval, good, bad);
        level->jump = true;
        level->open[end] = !(value_at(function, subject, *place) <= least + rounding * looker.magnitude);
    }
}

bool level_across(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, double least,
                  const struct level *level, int end, double *place)
{
    const double away = reach * (interval[1] - interval[0]), most = least + rounding * function(subject, level->near).magnitude;
    const double from = end ? level->right : level->left, beyond = end ? from + away : from - away;
    const double next = nearest_mark(marks, beyond, interval[end]), before = nearest_mark(marks, beyond, from - (beyond - from));
    const double behind = 2 * next - from;
    const bool peak = next != beyond && value_at(function, subject, next) > most; /* whose other side is as far */
    const double places[] = {beyond, end ? next + away : next - away, end ? behind + away : behind - away};
    const bool may[] = {level->open[end], fabs(before - from) <= uncertainty(interval), peak};
    for (int k = 0; k < 3 && level->left < level->right && from != interval[end]; k++) {
        *place = places[k];
        if (may[k] && *place >= interval[0] && *place <= interval[1] && value_at(function, subject, *place) <= most)
            return true;
    }
    return false;
}

bool level_jump_between(level_function *function, void *subject, const double interval[2], double from, double to, double *place)
{
    const double first = value_at(function, subject, from), last = value_at(function, subject, to);
    const bool falls = last < first;
    const struct looker looker = {function, subject, interval, falls ? last : first, function(subject, from).magnitude};
    double good = falls ? to : from, bad = falls ? from : to;
    if (!is_sudden(&looker, &good, &bad))
        return false;
    *place = roundest(interval, good, bad);
    return true;
}

size_t level_isolated(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, struct level *lowest,
                      double *values)
{
    const double away = isolated * (interval[1] - interval[0]);
    size_t found = 0;
    for (size_t k = 0; k < marks->jump_count; k++) {
        const double place = marks->jumps[k], left = place - away, right = place + away;
        const struct level_look look = function(subject, place);
        const double most = look.value + risen * rounding * look.magnitude;
        if ((left >= interval[0] && !(value_at(function, subject, left) > most)) ||
            (right <= interval[1] && !(value_at(function, subject, right) > most)))
            continue;
        lowest[found] = (struct level){.left = place, .right = place, .near = place, .jump = true};
        values[found++] = look.value;
    }
    return found;
}

static void limit(double place, double x, double limits[2])
{
    if (x > place)
        limits[1] = fmin(limits[1], x);
    if (x < place)
        limits[0] = fmax(limits[0], x);
}

static void find_limits(level_function *function, void *subject, const struct level_marks *marks, double place, double most, double limits[2])
{
    limits[0] = marks->x[0];
    limits[1] = marks->x[marks->count - 1];
    for (size_t i = 0; i < marks->count; i++)
        if (marks->values[i] > most)
            limit(place, marks->x[i], limits);
    for (size_t i = 0; i <= 2 * marks->jump_count; i++) { /* the jumps, places between them, and 0 */
        const size_t k = i / 2, next = k + 1 < marks->jump_count ? k + 1 : k;
        const double x = k == marks->jump_count ? 0 : i % 2 ? marks->jumps[k] + (marks->jumps[next] - marks->jumps[k]) / 2 : marks->jumps[k];
        if (x > limits[0] && x < limits[1] && value_at(function, subject, x) > most)
            limit(place, x, limits);
    }
}

struct level level_between(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, double place,
                           double least)
{
    const struct level level = level_around(function, subject, interval, interval, place, least);
    if (level.left == level.right && !level.rounded)
        return level;
    double limits[2];
    find_limits(function, subject, marks, place, least + risen * rounding * function(subject, place).magnitude, limits);
    const bool parted = limits[0] > interval[0] || limits[1] < interval[1];
    struct level within = parted ? level_around(function, subject, interval, limits, place, least) : level;
    if (within.left < within.right)
        open_ends(function, subject, interval, marks, least, &within);
    return within;
}
