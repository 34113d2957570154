/* The deepest valleys of a grid may be as low as each other: all that are as low as the lowest are looked around. */
#include "analysis/minimize.h"

#include <math.h>

enum { VALLEYS = MINIMA_MAX, USUAL_VALLEYS = 4 };

static const double alike = 1e-13; /* of a value: neighbours on the grid that differ by no more are as low */

/* Places of the grid that are no higher than what is on both sides: those from first to last are alike, and `lowest` is the least of them. */
struct grid_valley {
    size_t first, lowest, last;
    double depth; /* the value at the lowest, or that of the parabola through it and its neighbours */
};

/* The lowest places of valleys, and the values there. */
struct candidates {
    struct level lowest[VALLEYS + 2 * LOSS_MOST_JUMPS];
    double values[VALLEYS + 2 * LOSS_MOST_JUMPS];
    size_t count;
};

/* The value of the parabola through a value and its neighbours where it turns, if it has such. */
static double depth_of(const double *values, size_t count, size_t i)
{
    if (i == 0 || i + 1 == count)
        return values[i];
    const double bend = values[i - 1] - 2 * values[i] + values[i + 1], lean = values[i - 1] - values[i + 1],
                 depth = values[i] - lean * lean / (8 * bend);
    return isfinite(depth) && bend > 0 ? depth : values[i];
}

/* The valleys of values, the deepest first, at most VALLEYS; returns how many. */
static size_t valleys_of(const double *values, size_t count, struct grid_valley *valleys)
{
    size_t found = 0;
    for (size_t first = 0, last = 0; first < count; first = last + 1) {
        struct grid_valley valley = {first, first, first, values[first]};
        for (last = first; last + 1 < count && fabs(values[last + 1] - values[first]) <= alike * fabs(values[first]); last++)
            if (values[last + 1] < values[valley.lowest])
                valley.lowest = last + 1;
        valley.last = last;
        if (!isfinite(values[first]) || (first > 0 && values[first - 1] < values[first]) || (last + 1 < count && values[last + 1] < values[last]))
            continue;
        valley.depth = depth_of(values, count, valley.lowest);
        size_t place = found < VALLEYS ? found++ : VALLEYS;
        for (; place > 0 && valleys[place - 1].depth > valley.depth; place--)
            if (place < VALLEYS)
                valleys[place] = valleys[place - 1];
        if (place < VALLEYS)
            valleys[place] = valley;
    }
    return found;
}

static struct level_marks marks_of(const struct mean_loss *mean)
{
    const struct loss *loss = mean->loss;
    return (struct level_marks){mean->grid, mean->heights, loss->jumps, loss->cells + 1, loss->jump_count};
}

static double value_at(const struct mean_loss *mean, double x)
{
    double value;
    mean->values(mean->owner, &x, 1, &value);
    return value;
}

/* Adds the lowest place between two, from one in between with this value. */
static void add_lowest(const struct mean_loss *mean, const double interval[2], double low, double high, double start, double value,
                       struct candidates *candidates)
{
    const double width = interval[1] - interval[0], at = mean->descend(mean->owner, low, high, start, width, &value);
    const struct level_marks marks = marks_of(mean);
    struct level lowest = {.left = at, .right = at, .near = at};
    if (!mean->loss->continuous)
        lowest = level_beside_jump(mean->look, mean->owner, interval, &marks, at, &value);
    if (!lowest.jump && at != 0 && fabs(at) < 1e-13 * width) { /* where rounding has moved it from 0 */
        lowest.left = lowest.right = lowest.near = 0;
        value = value_at(mean, 0);
    }
    candidates->lowest[candidates->count] = lowest;
    candidates->values[candidates->count++] = value;
}

/* Those of the grid's valleys, of gaps between jumps that it does not show, and places that are lower alone. */
static void find_candidates(const struct mean_loss *mean, const double interval[2], struct candidates *candidates)
{
    const struct loss *loss = mean->loss;
    const struct level_marks marks = marks_of(mean);
    const size_t cells = loss->cells;
    double *const x = mean->grid, *const heights = mean->heights;
    struct grid_valley valleys[VALLEYS];
    for (size_t i = 0; i <= cells; i++)
        x[i] = interval[0] + (interval[1] - interval[0]) * ((double)i / (double)cells);
    mean->values(mean->owner, x, cells + 1, heights);
    const size_t count = valleys_of(heights, cells + 1, valleys);
    for (size_t k = 0; k < count; k++) {
        const struct grid_valley *valley = &valleys[k];
        add_lowest(mean, interval, x[valley->first > 0 ? valley->first - 1 : 0], x[valley->last < cells ? valley->last + 1 : cells],
                   x[valley->lowest], heights[valley->lowest], candidates);
    }
    for (size_t k = 0; k < loss->gap_count; k++) {
        const double low = loss->gaps[k][0], high = loss->gaps[k][1], middle = low + (high - low) / 2;
        add_lowest(mean, interval, low, high, middle, value_at(mean, middle), candidates);
    }
    candidates->count +=
        level_isolated(mean->look, mean->owner, interval, &marks, candidates->lowest + candidates->count, candidates->values + candidates->count);
}

/* The minimisers around the lowest place of a valley: one, beside a jump or not, or an interval. */
static struct level minimisers_around(const struct mean_loss *mean, const double interval[2], const struct level *lowest, double *least)
{
    const struct level_marks marks = marks_of(mean);
    struct level level = level_between(mean->look, mean->owner, interval, &marks, lowest->near, *least);
    if (level.left == level.right && lowest->jump)
        return *lowest;
    if (mean->takes_zero && level.left == level.right && interval[0] <= 0 && interval[1] >= 0 &&
        mean->takes_zero(mean->owner, level.left, MINIMIZE_NEAR_ZERO * (interval[1] - interval[0]), least))
        level.left = level.right = level.near = 0;
    if (!level.jump)
        level_round(mean->look, mean->owner, interval, *least, &level);
    return level;
}

/* Adds minimisers, and those that lie beyond their ends, behind a place at which the mean is higher. */
static void add_minimisers(const struct mean_loss *mean, const double interval[2], struct level level, double *least, struct minima *minima)
{
    const struct level_marks marks = marks_of(mean);
    minima_add(minima, level);
    for (int end = 0; end < 2; end++) {
        struct level across = {0}, last = level;
        while (minima->count < MINIMA_MAX && level_across(mean->look, mean->owner, interval, &marks, *least, &last, end, &across.near) &&
               minima_distance(minima, across.near) > 0) {
            last = minimisers_around(mean, interval, &across, least);
            minima_add(minima, last);
        }
    }
}

struct minimum minimize(const struct mean_loss *mean, const double interval[2], struct minima *minima)
{
    const double width = interval[1] - interval[0];
    struct minimum minimum = {NAN, NAN, 0};
    struct candidates candidates;
    size_t best = 0;
    candidates.count = 0;
    *minima = (struct minima){0};
    find_candidates(mean, interval, &candidates);
    if (candidates.count == 0)
        return minimum;
    for (size_t k = 0; k < candidates.count; k++)
        best = !(candidates.values[k] >= candidates.values[best]) ? k : best;
    minimum.value = candidates.values[best];
    minimum.tolerance = mean->tolerance(mean->owner, candidates.lowest[best].near, minimum.value);
    for (size_t k = 0; k < candidates.count; k++) {
        const struct level *lowest = &candidates.lowest[k];
        if (!(fabs(candidates.values[k] - minimum.value) <= minimum.tolerance) ||
            (minima_distance(minima, lowest->left) <= mean->apart * width && !lowest->open[0] && !lowest->open[1]))
            continue;
        const struct level level = minimisers_around(mean, interval, lowest, &candidates.values[k]);
        if (k == best)
            minimum.place = level.left + (level.right - level.left) / 2;
        add_minimisers(mean, interval, level, &minimum.value, minima);
    }
    if (isnan(minimum.place))
        minimum.place = candidates.lowest[best].left;
    return minimum;
}

double minimize_valleys(const struct loss *loss)
{
    return (double)loss->gap_count + (loss->cells > LEVEL_GRID ? VALLEYS : USUAL_VALLEYS);
}
