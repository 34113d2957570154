/* Ends are found by steps outward, and then by bisection. */
#include "analysis/level.h"

#include "base/exact.h"
#include "base/number.h"

#include <float.h>
#include <math.h>

enum { BISECTIONS = 50, INSIDE = 9, SHORTEST = 20, FEW_DIGITS = 9, ROUNDINGS = 64 };
static const double rounding = 1e-14; /* of the magnitude of what is summed to a value */
static const double flat = 1e-13;     /* of that of a slope */
static const double narrowest = 1e-6; /* of the interval: what is narrower is one place */
static const double seen = 100;       /* times its rounding, what a value shows */
static const double risen = 1e3;      /* times rounding: no longer noise */
static const double steepest = 60;    /* power of the distance */
static const double definite = 1e-10; /* of the interval: an end is told by more than rounding if all is clear so far from it */

struct finder {
    level_function *function;
    void *subject;
    const double *interval, *limits;
    double least, slack; /* what a value may be above the least */
    bool by_slope;       /* slopes must be 0, too */
    bool informed;       /* they are sums of slopes that are not: where they are 0 but for rounding, more is not to be known */
};

static bool is_least(const struct finder *finder, const struct level_look *look)
{
    return look->value <= finder->least + finder->slack;
}

static bool is_flat(const struct level_look *look)
{
    return fabs(look->slope) <= flat * look->slope_magnitude;
}

static bool holds(const struct finder *finder, double x)
{
    const struct level_look look = finder->function(finder->subject, x);
    return is_least(finder, &look) && (!finder->by_slope || is_flat(&look));
}

/* The end of what holds around a place, to the left (side −1) or right (1). */
static double find_end(const struct finder *finder, double place, int side)
{
    const double width = finder->interval[1] - finder->interval[0], limit = finder->limits[side > 0];
    double good = place, bad = place, step = narrowest * width / 2;
    for (;;) {
        bad = side > 0 ? fmin(good + step, limit) : fmax(good - step, limit);
        if (bad == good)
            return good;
        if (!holds(finder, bad))
            break;
        good = bad;
        step = fmin(2 * step, width / LEVEL_GRID);
    }
    for (int k = 0; k < BISECTIONS; k++) {
        const double middle = good + (bad - good) / 2;
        if (middle == good || middle == bad)
            break;
        *(holds(finder, middle) ? &good : &bad) = middle;
    }
    return fabs(good) <= DBL_EPSILON * width ? 0 : good;
}

/* The one minimiser of what is level by values alone: where the slope changes its sign, if it does so from falling to rising. */
static double find_turn(const struct finder *finder, const struct level *level, double place)
{
    double low = level->left, high = level->right;
    if (!(finder->function(finder->subject, low).slope < 0) || !(finder->function(finder->subject, high).slope > 0))
        return place;
    for (int k = 0; k < BISECTIONS; k++) {
        const double middle = low + (high - low) / 2, slope = finder->function(finder->subject, middle).slope;
        if (slope == 0)
            return middle;
        *(slope < 0 ? &low : &high) = middle;
    }
    return fabs(low) <= DBL_EPSILON * (finder->interval[1] - finder->interval[0]) ? 0 : low;
}

static bool is_interval(const struct finder *finder, const struct level *level)
{
    return level->right - level->left > narrowest * (finder->interval[1] - finder->interval[0]);
}

/* Whether value or slope leave what is level, beyond its end, more steeply than a smooth function leaves its minimum. */
static bool is_sharp(const struct finder *finder, const struct level *level, int side)
{
    const double half = (level->right - level->left) / 2, end = side > 0 ? level->right : level->left;
    double part = 0.25;
    if (end == finder->interval[side > 0] || fabs(end - finder->limits[side > 0]) <= narrowest * (finder->interval[1] - finder->interval[0]))
        return true;
    for (int k = 0; k < SHORTEST; k++, part /= 2) {
        const struct level_look look = finder->function(finder->subject, end + side * part * half);
        const double rises[] = {(look.value - finder->least) / finder->slack,
                                finder->by_slope ? fabs(look.slope) / (flat * look.slope_magnitude) : 0};
        for (size_t i = 0; i < 2; i++)
            if (rises[i] > risen && exact_log(rises[i]) > steepest * exact_log(1 + part))
                return true;
    }
    return false;
}

/* One minimiser, though values alone show more. */
static struct level one_place(double place)
{
    return (struct level){.left = place, .right = place, .near = place, .rounded = true};
}

/* What slopes say inside of what is level by values. Where they are not 0, though too small to show in values, they are believed. */
static struct level ask_slopes(struct finder *finder, const struct level *level, double place)
{
    const double width = level->right - level->left;
    double flats[INSIDE];
    size_t flat_count = 0, signs[2] = {0};
    bool contradicted = false;
    finder->informed = true;
    for (size_t k = 0; k < INSIDE; k++) {
        const double x = level->left + width * ((double)(k + 1) / (INSIDE + 1));
        const struct level_look look = finder->function(finder->subject, x);
        finder->informed = finder->informed && look.slope_magnitude > 0;
        if (is_flat(&look))
            flats[flat_count++] = x;
        else
            signs[look.slope > 0]++;
        contradicted = contradicted || (!is_flat(&look) && !(fabs(look.slope) * width <= seen * finder->slack));
    }
    finder->informed = finder->informed && !contradicted;
    if (contradicted) /* the function jumps: its slope is not the derivative of its mean */
        return *level;
    if (signs[0] == INSIDE || signs[1] == INSIDE)
        return one_place(signs[0] ? level->right : level->left);
    if (flat_count < 2) {
        const double turn = find_turn(finder, level, place);
        return one_place(turn);
    }
    finder->by_slope = true;
    const double from = flats[flat_count / 2];
    return (struct level){.left = find_end(finder, from, -1), .right = find_end(finder, from, 1), .near = from};
}

/* Whether an end would be there with half and with twice the rounding, too. */
static bool is_definite(const struct finder *finder, const struct level *level, int side)
{
    const double end = side > 0 ? level->right : level->left, away = definite * (finder->interval[1] - finder->interval[0]);
    if (end == finder->interval[side > 0])
        return true;
    const struct level_look inside = finder->function(finder->subject, end - side * away),
                            outside = finder->function(finder->subject, end + side * away);
    return inside.value <= finder->least + finder->slack / 2 && fabs(inside.slope) <= flat / 2 * inside.slope_magnitude &&
           (outside.value > finder->least + 2 * finder->slack || fabs(outside.slope) > 2 * flat * outside.slope_magnitude);
}

struct level level_around(level_function *function, void *subject, const double interval[2], const double limits[2], double place, double least)
{
    const struct level one = {.left = place, .right = place, .near = place}, told_one = one_place(place);
    struct finder finder = {.function = function, .subject = subject, .interval = interval, .limits = limits, .least = least};
    finder.slack = rounding * function(subject, place).magnitude;
    const double near = 2 * narrowest * (interval[1] - interval[0]);
    if (!holds(&finder, fmax(place - near, interval[0])) && !holds(&finder, fmin(place + near, interval[1])))
        return one;
    struct level level = {.left = find_end(&finder, place, -1), .right = find_end(&finder, place, 1), .near = place};
    if (!is_interval(&finder, &level))
        return one;
    level = ask_slopes(&finder, &level, place);
    level.rounded = !finder.by_slope || !is_definite(&finder, &level, -1) || !is_definite(&finder, &level, 1);
    if (level.left == level.right)
        return level;
    if (!is_interval(&finder, &level))
        return told_one;
    const bool open = level.left == interval[0] || level.right == interval[1];
    return (finder.informed && open) || (is_sharp(&finder, &level, -1) && is_sharp(&finder, &level, 1)) ? level : told_one;
}

void level_round(level_function *function, void *subject, const double interval[2], double least, struct level *level)
{
    const double near = ROUNDINGS * DBL_EPSILON * fmax(fabs(interval[0]), fabs(interval[1]));
    const bool one = level->left == level->right;
    for (int end = one; end < 2; end++) {
        double *const place = end ? &level->right : &level->left, round = number_round(*place, FEW_DIGITS);
        if (round == *place || !(fabs(round - *place) <= near) || round < interval[0] || round > interval[1])
            continue;
        const struct level_look look = function(subject, round);
        *place = look.value <= least + rounding * look.magnitude ? round : *place;
    }
    if (one)
        level->left = level->near = level->right;
}

bool minima_are_level(const struct minima *minima)
{
    for (size_t k = 0; k < minima->count; k++)
        if (minima->levels[k].left < minima->levels[k].right)
            return true;
    return false;
}

bool minima_are_rounded(const struct minima *minima)
{
    for (size_t k = 0; k < minima->count; k++)
        if (minima->levels[k].rounded)
            return true;
    return false;
}

double minima_distance(const struct minima *minima, double x)
{
    double least = INFINITY;
    for (size_t k = 0; k < minima->count; k++)
        least = fmin(least, fmax(0, fmax(minima->levels[k].left - x, x - minima->levels[k].right)));
    return least;
}

double minima_near(const struct minima *minima, double x)
{
    for (size_t k = 0; k < minima->count; k++)
        if (minima->levels[k].left == x && minima->levels[k].right == x)
            return minima->levels[k].near;
    return x;
}

bool minima_jump(const struct minima *minima)
{
    for (size_t k = 0; k < minima->count; k++)
        if (minima->levels[k].jump)
            return true;
    return false;
}

bool minima_are_attained(const struct minima *minima)
{
    for (size_t k = 0; k < minima->count; k++)
        if (minima->levels[k].left < minima->levels[k].right || (!minima->levels[k].open[0] && !minima->levels[k].open[1]))
            return true;
    return false;
}

double minima_width_at(const struct minima *minima, double x)
{
    for (size_t k = 0; k < minima->count; k++)
        if (x >= minima->levels[k].left && x <= minima->levels[k].right)
            return minima->levels[k].right - minima->levels[k].left;
    return 0;
}

void minima_add(struct minima *minima, struct level level)
{
    size_t k = minima->count;
    for (size_t i = 0; i < minima->count; i++)
        if (level.left == level.right && minima->levels[i].left == level.left && minima->levels[i].right == level.left) {
            minima->levels[i].open[0] = minima->levels[i].open[0] || level.open[0];
            minima->levels[i].open[1] = minima->levels[i].open[1] || level.open[1];
            return;
        }
    if (k == MINIMA_MAX)
        return;
    for (minima->count++; k > 0 && minima->levels[k - 1].left > level.left; k--)
        minima->levels[k] = minima->levels[k - 1];
    minima->levels[k] = level;
}
