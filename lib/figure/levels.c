/* Round numbers where numbers are what is read; even shares of the axis where it is not linear. */
#include "figure/levels.h"

#include "base/exact.h"
#include "figure/crossings.h"
#include "figure/ticks.h"

#include <math.h>

enum { MOST_LEVELS = 60, DEFAULT_LEVELS = 10, DIGITS = 4 };

/* The rung of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is nearest in proportion. */
static double rung(double value)
{
    static const double rungs[] = {1, 1.5, 2, 3, 4, 5, 6, 8, 10};
    double power = ticks_power(floor(exact_log10(fabs(value)))), best = 1;
    if (value == 0 || !isfinite(power) || power == 0)
        return value;
    for (size_t i = 1; i < sizeof rungs / sizeof *rungs; i++)
        if (fabs(exact_log(fabs(value) / power / rungs[i])) < fabs(exact_log(fabs(value) / power / best)))
            best = rungs[i];
    return number_round(copysign(best * power, value), 2);
}

/* The levels of a ranked axis: rungs where that keeps them apart, else two digits. */
static size_t choose_ranked(const struct axis *axis, size_t wanted, double *values)
{
    size_t count = 0;
    for (size_t i = 1; i <= wanted && count < MOST_LEVELS; i++) {
        double exact = axis_value(axis, (double)i / (double)(wanted + 1)), after = axis_value(axis, (double)(i + 1) / (double)(wanted + 1));
        double value = rung(exact);
        if ((count > 0 && value <= values[count - 1]) || value >= after || value <= axis->limits[0])
            value = number_round(exact, 2);
        if (value > axis->limits[0] && value < axis->limits[1] && (count == 0 || value > values[count - 1]))
            values[count++] = value;
    }
    return count;
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
    for (size_t i = 0; i < ticks.count && count < MOST_LEVELS; i++)
        values[count++] = ticks.positions[i];
    return count;
}

/* Leaves every n-th level, so that there are not too many points. */
static void thin_levels(const struct panel_layout *panel, const struct figure_layer *layer, struct levels *levels)
{
    const double spacing = 3.5; /* px; where samples are further apart there are points between them */
    const double finer = fmax(1, box_width(panel->cell) / spacing / (double)(layer->columns + 1));
    levels->every = 1;
    if (!layer->z || !levels->count)
        return;
    const double all = finer * crossings_estimate(layer, levels->values, levels->count);
    const double every = fmin((double)levels->count, ceil(all / CONTOUR_MOST_POINTS));
    levels->points = all;
    if (!(every > 1))
        return;
    const size_t first = (size_t)every / 2;
    levels->every = (size_t)every;
    for (size_t i = first, kept = 0; i < levels->count; i += levels->every)
        levels->values[kept++] = levels->values[i];
    levels->count = (levels->count - first + levels->every - 1) / levels->every;
    levels->points = finer * crossings_estimate(layer, levels->values, levels->count);
}

struct levels levels_choose(const struct panel_layout *panel, const struct figure_layer *layer)
{
    struct levels levels = {0};
    size_t wanted = layer->level_count ? layer->level_count : DEFAULT_LEVELS;
    wanted = wanted < MOST_LEVELS ? wanted : MOST_LEVELS - 1;
    levels.values = ARENA_NEW(panel->arena, double, MOST_LEVELS);
    levels.fractions = ARENA_NEW(panel->arena, double, MOST_LEVELS);
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
    for (size_t i = 0; i < levels.count; i++) {
        levels.fractions[i] = axis_fraction(&panel->z, levels.values[i]);
        if (isnan(levels.fractions[i]))
            levels.fractions[i] = -1; /* not positive, on a logarithmic axis: below everything */
    }
    return levels;
}
