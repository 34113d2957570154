/* Which scale shows the minimum of a map.
 *
 * A scale shows the minimum if no more than `most` of the samples are in the lowest tenth of the axis: else the valley is one colour, and hardly
 * a level runs through it. A linear axis is taken where it does so, and for quadratics, whose even levels show their shape. Otherwise a
 * logarithmic axis, if all values are positive and it shows the minimum, and not only by the depth that a few samples happen to reach: at
 * least `least` of them are in its lowest tenth. Otherwise an axis by rank, which always does. Where nearly all samples are in the lowest and the
 * highest tenth of a linear axis, there are two plateaus and no valley. */
#include "figure/axis.h"

#include <math.h>

static const double most = 0.35, least = 0.01, plateaus = 0.99; /* shares of the samples */
static const double wide = 100;                                 /* the ratio from which on a logarithmic axis shows more */
static const double boundless = 1e15;                           /* the ratio from which on values that reach 0 have underflowed */

/* Whether four values evenly apart lie on a parabola: their third difference is nothing. */
static bool is_parabola(const double *z, size_t step)
{
    const double size = fabs(z[0]) + fabs(z[step]) + fabs(z[2 * step]) + fabs(z[3 * step]);
    return fabs(z[3 * step] - 3 * z[2 * step] + 3 * z[step] - z[0]) <= 1e-10 * size;
}

/* Whether a grid of even steps is of a quadratic: cuts along rows, columns and diagonals are parabolas, whole and in part. */
static bool is_quadratic(const struct figure_layer *layer)
{
    const size_t columns = layer->columns, rows = layer->rows;
    if (columns < 8 || rows < 8 || !layer->z)
        return false;
    for (size_t parts = 1; parts <= 2; parts++) {
        const size_t right = (columns - 1) / (3 * parts), down = (rows - 1) / (3 * parts), both = right < down ? right : down;
        for (size_t i = 0; i < parts; i++) {
            const double *corner = layer->z + 3 * i * (down * columns + right), *diagonal = layer->z + 3 * i * both * (columns + 1);
            if (!is_parabola(corner, right) || !is_parabola(corner, down * columns) || !is_parabola(diagonal, both * (columns + 1)))
                return false;
        }
    }
    return true;
}

/* The share of values that are at most `limit`. */
static double share_below(const double *values, size_t count, double limit)
{
    size_t below = 0;
    for (size_t i = 0; i < count; i++)
        below += values[i] <= limit;
    return (double)below / (double)count;
}

/* The tenth root of a ratio above 1, by bisection: products are the same on every machine. */
static double tenth_root(double ratio)
{
    double low = 1, high = 1e31;
    for (int i = 0; i < 200; i++) {
        const double middle = low / 2 + high / 2, square = middle * middle, eighth = square * square * square * square;
        if (eighth * square <= ratio)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static enum figure_scale choose(struct arena *arena, const struct figure_panel *panel, const struct range *range)
{
    double *values;
    const double low = panel->z.limits_given ? fmin(panel->z.limits[0], panel->z.limits[1]) : range->low,
                 high = panel->z.limits_given ? fmax(panel->z.limits[0], panel->z.limits[1]) : range->high;
    const size_t count = axis_values(arena, panel, &values);
    if (!count || !(low < high))
        return SCALE_LINEAR;
    const double lowest = share_below(values, count, low + (high / 10 - low / 10)),
                 highest = 1 - share_below(values, count, high - (high / 10 - low / 10));
    if (lowest <= most || (highest > least && lowest + highest > plateaus))
        return SCALE_LINEAR;
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind >= LAYER_HEATMAP && is_quadratic(&panel->layers[i]))
            return SCALE_LINEAR;
    const double positive = low == 0 && high / boundless > range->least_positive ? range->least_positive : low;
    if (positive > 0 && high / wide > positive) {
        const double share = share_below(values, count, positive * tenth_root(high / positive));
        if (share >= least && share <= most)
            return SCALE_LOG;
    }
    return SCALE_RANK;
}

enum figure_scale axis_auto(struct arena *arena, const struct figure_panel *panel, const struct range *range)
{
    struct arena *scratch = arena_within(arena);
    const enum figure_scale scale = choose(scratch, panel, range);
    arena_clear(scratch);
    return scale;
}
