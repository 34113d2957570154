/* Round numbers where numbers are what is read; even shares of the axis where it is not linear. */
#include "figure/levels.h"

#include "base/exact.h"
#include "figure/crossings.h"
#include "figure/ticks.h"

#include <math.h>

enum { MOST_LEVELS = 60, DEFAULT_LEVELS = 10, DIGITS = 4 };

struct ranked_levels {
    const struct axis *axis;
    double *values;
    size_t count;
};

/* Adds the roundest value near the one that `share` of all values lie below, give or take 0.3 `step`. */
static void add_ranked(struct ranked_levels *levels, double share, double step)
{
    static const double slack = 0.3;
    const struct axis *axis = levels->axis;
    const double by = slack * step;
    const double value = ticks_roundest(axis_value(axis, share - by), axis_value(axis, share + by), axis_value(axis, share));
    if (value > axis->limits[0] && value < axis->limits[1] && levels->count < MOST_LEVELS &&
        (levels->count == 0 || value > levels->values[levels->count - 1]))
        levels->values[levels->count++] = value;
}

/* The levels of a ranked axis: as much area between each; and where the values at an end are closer than elsewhere, as in the valley round a minimum,
 * which would be blank, a third of the last area lies beyond each further one, down to a hundredth of all. */
static size_t choose_ranked(const struct axis *axis, size_t wanted, double *values)
{
    enum { DEEPER = 3 };
    static const double least = 0.01;
    struct ranked_levels levels = {.axis = axis, .values = values};
    const double step = 1 / (double)(wanted + 1), range = axis->limits[1] - axis->limits[0];
    double shares[DEEPER];
    size_t deeper = 0;
    for (double share = step / 3; share >= least / 1.5 && deeper < DEEPER; share /= 3)
        shares[deeper++] = share;
    if (axis_value(axis, step) - axis->limits[0] < step * range)
        for (size_t i = deeper; i-- > 0;)
            add_ranked(&levels, shares[i], shares[i]);
    for (size_t i = 1; i <= wanted; i++)
        add_ranked(&levels, (double)i * step, step);
    if (axis->limits[1] - axis_value(axis, 1 - step) < step * range)
        for (size_t i = 0; i < deeper; i++)
            add_ranked(&levels, 1 - shares[i], shares[i]);
    return levels.count;
}

/* Powers of ten with the digits 1, 2, 5 or 1, 3 or 1, or only every second power, ...: the densest choice that is not too dense. */
static size_t choose_powers(const double limits[2], size_t wanted, double *values)
{
    static const struct {
        int decades, count;
        double digits[3];
    } ladders[] = {{1, 3, {1, 2, 5}}, {1, 2, {1, 3}}, {1, 1, {1}}, {2, 1, {1}}, {3, 1, {1}}, {5, 1, {1}}, {10, 1, {1}}, {20, 1, {1}}, {50, 1, {1}}};
    size_t count = 0;
    for (size_t k = 0; k < sizeof ladders / sizeof *ladders; k++) {
        count = 0;
        double step = ladders[k].decades, first = floor(exact_log10(limits[0]) / step) * step;
        for (double power = first; power <= exact_log10(limits[1]) && count < MOST_LEVELS; power += step)
            for (int i = 0; i < ladders[k].count && count < MOST_LEVELS; i++) {
                double value = ladders[k].digits[i] * ticks_power(power);
                if (value > limits[0] && value < limits[1])
                    values[count++] = value;
            }
        if (count <= wanted + wanted / 3)
            break;
    }
    return count;
}

static size_t choose_values(const struct panel_layout *panel, size_t wanted, double *values)
{
    const struct axis *axis = &panel->z;
    size_t count = 0;
    if (axis->sorted)
        return choose_ranked(axis, wanted, values);
    if (axis->scale == SCALE_LOG && axis->limits[1] > 8 * axis->limits[0])
        return choose_powers(axis->limits, wanted, values);
    struct figure_ticks ticks;
    ticks_round(panel->arena, axis->limits, (int)wanted + 1, &ticks);
    const double rim = 1e-9 * (axis->limits[1] - axis->limits[0]); /* at a limit there are roundings, and no lines */
    for (size_t i = 0; i < ticks.count && count < MOST_LEVELS; i++)
        if (ticks.positions[i] > axis->limits[0] + rim && ticks.positions[i] < axis->limits[1] - rim)
            values[count++] = ticks.positions[i];
    return count;
}

/* Lines are crowded where both hold, as a coarse pass over the samples tells:
 * of more than half of them the same level is met again, along the row or the column, less than 6 units away, as on hills and valleys whose two sides
 * cannot be told apart (a line is 1.1 units wide);
 * and there is a line in every 8 units: they are the picture, not a narrow well in it. */
static const double return_units = 6, line_units = 8, most_returning = 0.5;

/* How many crossings the lines have, and whether they are crowded. */
static double look_at_lines(const struct panel_layout *panel, const struct figure_layer *layer, struct levels *levels)
{
    static const double isotropic = 0.78539816339744831; /* of lines in all directions: their length by the crossings of rows and columns, π/4 */
    const double unit = panel->in->unit, width = box_width(panel->in->cell), height = box_height(panel->in->cell);
    const double across = width / (double)(layer->columns > 1 ? layer->columns - 1 : 1),
                 down = height / (double)(layer->rows > 1 ? layer->rows - 1 : 1);
    const struct crossings crossings =
        crossings_look(panel->arena, layer, levels->values, levels->count, return_units * unit / across, return_units * unit / down);
    const double length = isotropic * crossings.count * sqrt(across * down);
    levels->crowded = crossings.returns > most_returning * crossings.count && length * line_units * unit > width * height;
    return crossings.count;
}

/* Leaves every n-th level, so that there are not too many points. */
static void thin_levels(const struct panel_layout *panel, const struct figure_layer *layer, struct levels *levels)
{
    const double spacing = 3.5; /* px; where samples are further apart there are points between them */
    const double finer = fmax(1, box_width(panel->in->cell) / spacing / (double)(layer->columns + 1));
    levels->every = 1;
    if (!layer->z || !levels->count)
        return;
    const double all = finer * look_at_lines(panel, layer, levels);
    const double every = fmin((double)levels->count, ceil(all / CONTOUR_MOST_POINTS));
    levels->points = all;
    if (!(every > 1))
        return;
    const size_t first = (size_t)every / 2;
    levels->every = (size_t)every;
    for (size_t i = first, kept = 0; i < levels->count; i += levels->every)
        levels->values[kept++] = levels->values[i];
    levels->count = (levels->count - first + levels->every - 1) / levels->every;
    levels->points = finer * crossings_look(panel->arena, layer, levels->values, levels->count, 0, 0).count;
}

struct panel_layout levels_smooth(const struct panel_layout *panel)
{
    enum { KNOTS = 129 };
    struct panel_layout smooth = *panel;
    const size_t last = panel->z.sorted ? panel->z.sorted_count - 1 : 0;
    if (last < KNOTS)
        return smooth;
    double *values = ARENA_ROOM(panel->arena, double, KNOTS), *ranks = ARENA_ROOM(panel->arena, double, KNOTS);
    for (size_t i = 0; i < KNOTS; i++) {
        values[i] = panel->z.sorted[i * last / (KNOTS - 1)];
        ranks[i] = panel->z.ranks[i * last / (KNOTS - 1)];
    }
    smooth.z.sorted = values;
    smooth.z.ranks = ranks;
    smooth.z.sorted_count = KNOTS;
    return smooth;
}

/* The fraction of a value on an axis; what is not positive is on a logarithmic one below everything. */
static double fraction_of(const struct axis *axis, double value)
{
    const double fraction = axis_fraction(axis, value);
    return isnan(fraction) ? -1 : fraction;
}

struct levels levels_choose(const struct panel_layout *panel, const struct figure_layer *layer)
{
    if (panel->levels && panel->levels_of == layer)
        return *panel->levels;
    struct levels levels = {0};
    size_t wanted = layer->level_count ? layer->level_count : DEFAULT_LEVELS;
    wanted = wanted < MOST_LEVELS ? wanted : MOST_LEVELS - 1;
    levels.values = ARENA_NEW(panel->arena, double, MOST_LEVELS);
    levels.fractions = ARENA_NEW(panel->arena, double, MOST_LEVELS);
    levels.heights = ARENA_NEW(panel->arena, double, MOST_LEVELS);
    if (layer->levels) {
        for (size_t i = 0; i < layer->level_count && levels.count < MOST_LEVELS; i++)
            if (isfinite(layer->levels[i]))
                levels.values[levels.count++] = layer->levels[i];
    } else if (!panel->z.empty) {
        levels.count = choose_values(panel, wanted, levels.values);
    }
    thin_levels(panel, layer, &levels);
    struct figure_ticks ticks = {.limits = {panel->z.limits[0], panel->z.limits[1]}, .count = levels.count, .positions = levels.values};
    ticks_label_set(panel->arena, &ticks, DIGITS);
    levels.labels = ticks.labels;
    levels.offset_text = ticks.offset_text;
    const struct panel_layout smooth = levels_smooth(panel);
    for (size_t i = 0; i < levels.count; i++) {
        levels.fractions[i] = fraction_of(&panel->z, levels.values[i]);
        levels.heights[i] = fraction_of(&smooth.z, levels.values[i]);
    }
    return levels;
}

const struct levels *levels_keep(struct panel_layout *panel, const struct figure_layer *layer)
{
    struct levels *levels = ARENA_NEW(panel->arena, struct levels, 1);
    *levels = levels_choose(panel, layer);
    panel->levels_of = layer;
    panel->levels = levels;
    return levels;
}
