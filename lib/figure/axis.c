/* Ranges are taken over finite values only, so an undefined sample never moves an axis. */
#include "figure/axis.h"

#include "base/exact.h"
#include "base/finite_range.h"
#include "figure/ground.h"
#include "figure/label.h"
#include "figure/poles.h"
#include "figure/ticks.h"

#include <float.h>
#include <math.h>

static void see(struct range *range, double value)
{
    if (!isfinite(value))
        return;
    range->seen++;
    range->low = value < range->low ? value : range->low;
    range->high = value > range->high ? value : range->high;
    if (value >= DBL_MIN) /* smaller ones have no digits to speak of */
        range->least_positive = value < range->least_positive ? value : range->least_positive;
    else
        range->not_positive++;
}

static void see_all(struct range *range, const double *values, size_t count)
{
    const struct finite_range seen = finite_range_of(values, values ? count : 0);
    range->seen += seen.finite;
    range->low = seen.low < range->low ? seen.low : range->low;
    range->high = seen.high > range->high ? seen.high : range->high;
    range->least_positive = seen.least_positive < range->least_positive ? seen.least_positive : range->least_positive;
    range->not_positive += seen.finite - seen.positive;
}

static bool is_grid(enum layer_kind kind)
{
    return kind >= LAYER_HEATMAP;
}

/* Grids lie flat in the plane and stand up in space. A sample of a heatmap is a rectangle around its point. */
static void see_grid(struct range *range, const struct figure_layer *layer, enum axis_which which)
{
    if (which == AXIS_Z) {
        see_all(range, layer->z, layer->rows * layer->columns);
        return;
    }
    const double *values = which == AXIS_X ? layer->grid_x : layer->grid_y;
    size_t count = which == AXIS_X ? layer->columns : layer->rows;
    if (!values || count == 0)
        return;
    double first = values[0], last = values[count - 1];
    bool cells = layer->kind == LAYER_CATEGORIES || layer->kind == LAYER_IMAGES || (layer->kind == LAYER_HEATMAP && !layer->smooth);
    if (cells && count > 1) {
        first -= (values[1] - values[0]) / 2;
        last += (values[count - 1] - values[count - 2]) / 2;
    }
    see(range, first);
    see(range, last);
    for (size_t i = 1; i < count && first <= 0; i++) /* a logarithmic axis begins at the first positive one */
        if (values[i] > 0) {
            see(range, values[i]);
            break;
        }
    range->stick_low = fmin(range->stick_low, fmin(first, last));
    range->stick_high = fmax(range->stick_high, fmax(first, last));
}

static double least_spacing(const double *values, size_t count)
{
    double least = INFINITY;
    for (size_t i = 1; i < count; i++) {
        double spacing = fabs(values[i] - values[i - 1]);
        if (spacing > 0)
            least = fmin(least, spacing);
    }
    return isfinite(least) ? least : 1;
}

static void see_bars(struct range *range, const struct figure_layer *layer, enum axis_which which)
{
    if (which == AXIS_Y) {
        see_all(range, layer->y, layer->count);
        range->stick_low = range->stick_high = 0;
        see(range, 0);
        return;
    }
    if (which == AXIS_Z || !layer->x)
        return;
    double half = 0.4 * least_spacing(layer->x, layer->count);
    for (size_t i = 0; i < layer->count; i++) {
        see(range, layer->x[i] - half);
        see(range, layer->x[i] + half);
    }
}

/* A function with poles is shown where it is most of the time. */
static bool see_typical(struct arena *arena, struct range *range, const struct figure_layer *layer)
{
    if (layer->kind != LAYER_LINE || layer->traced || layer->z || !has_poles(layer->y, layer->count))
        return false;
    double typical[2];
    typical_range(arena, layer->y, layer->count, typical);
    see(range, typical[0]);
    see(range, typical[1]);
    return true;
}

/* A curve, which is seen to go as low on a logarithmic axis as ground.h says. */
static void see_curve(struct arena *arena, struct range *range, const struct figure_panel *panel, const struct figure_layer *layer)
{
    const double before = range->least_positive, *x = layer->x;
    double *logarithms = panel->x.scale == SCALE_LOG ? ARENA_NEW(arena, double, layer->count) : NULL;
    for (size_t i = 0; logarithms && i < layer->count; i++)
        logarithms[i] = exact_log10(fmax(x[i], DBL_MIN));
    see_all(range, layer->y, layer->count);
    range->least_positive = fmin(before, ground_of_curve(logarithms ? logarithms : x, layer->y, layer->count));
}

static void see_layer(struct arena *arena, struct range *range, const struct figure_panel *panel, const struct figure_layer *layer,
                      enum axis_which which)
{
    if (which == AXIS_Y && see_typical(arena, range, layer))
        return;
    if (is_grid(layer->kind)) {
        see_grid(range, layer, which);
        return;
    }
    if (layer->kind == LAYER_BARS) {
        see_bars(range, layer, which);
        return;
    }
    if (which == AXIS_Y && panel->y.scale == SCALE_LOG && layer->kind == LAYER_LINE && layer->traced && layer->x && layer->y) {
        see_curve(arena, range, panel, layer);
        return;
    }
    see_all(range, which == AXIS_X ? layer->x : which == AXIS_Y ? layer->y : layer->z, layer->count);
    if (which == AXIS_Y && (layer->kind == LAYER_BAND || layer->kind == LAYER_ERRORS)) {
        size_t samples_not_positive = range->not_positive; /* the ends of an interval are no samples of their own */
        see_all(range, layer->low, layer->count);
        see_all(range, layer->high, layer->count);
        range->not_positive = samples_not_positive;
    }
}

struct range axis_range(struct arena *arena, const struct figure_panel *panel, enum axis_which which)
{
    struct range range = {.low = INFINITY, .high = -INFINITY, .least_positive = INFINITY, .stick_low = INFINITY, .stick_high = -INFINITY};
    for (size_t i = 0; i < panel->layer_count; i++)
        see_layer(arena, &range, panel, &panel->layers[i], which);
    if (panel->space) { /* nothing lies flat against a wall */
        range.stick_low = INFINITY;
        range.stick_high = -INFINITY;
    }
    return range;
}

struct range axis_ground(const struct figure_panel *panel, const struct range *range, enum figure_scale scale)
{
    struct range grounded = *range;
    double least = INFINITY;
    for (size_t i = 0; scale == SCALE_LOG && i < panel->layer_count; i++) {
        const struct figure_layer *layer = &panel->layers[i];
        const bool cells = layer->kind == LAYER_CATEGORIES || layer->kind == LAYER_IMAGES || (layer->kind == LAYER_HEATMAP && !layer->smooth);
        if (is_grid(layer->kind) && !cells && layer->z)
            least = fmin(least, ground_of(layer->z, layer->rows, layer->columns).least);
        else
            least = fmin(least, range->least_positive);
    }
    if (isfinite(least))
        grounded.least_positive = fmax(range->least_positive, least);
    return grounded;
}

/* Ticks at given positions, in order and inside the limits. */
static void given_ticks(struct arena *arena, struct axis *axis, const struct figure_axis *wanted)
{
    struct figure_ticks *ticks = &axis->ticks;
    size_t room = wanted->tick_count < FIGURE_MOST_TICKS ? wanted->tick_count : FIGURE_MOST_TICKS;
    ticks->positions = ARENA_NEW(arena, double, room + 1);
    char **labels = ARENA_NEW(arena, char *, room + 1);
    ticks->count = 0;
    for (size_t i = 0; i < wanted->tick_count && ticks->count < room; i++) {
        double fraction = axis_fraction(axis, wanted->ticks[i]);
        if (!(fraction >= -1e-9 && fraction <= 1 + 1e-9))
            continue;
        if (wanted->tick_labels)
            labels[ticks->count] = (char *)label_clean(arena, wanted->tick_labels[i]);
        ticks->positions[ticks->count++] = wanted->ticks[i];
    }
    if (wanted->tick_labels) {
        ticks->labels = labels;
        ticks->offset_text = "";
    } else if (axis->scale == SCALE_LOG) {
        bool powers = true;
        for (size_t i = 0; i < ticks->count; i++)
            powers = powers && fabs(exact_log10(ticks->positions[i]) - round(exact_log10(ticks->positions[i]))) < 1e-9;
        for (size_t i = 0; i < ticks->count; i++)
            labels[i] = (char *)ticks_log_label(arena, ticks->positions[i], !powers);
        ticks->labels = labels;
        ticks->offset_text = "";
    } else {
        ticks_label(arena, ticks);
    }
}

/* Small ticks; labelled at 2 and 5 (or, within one decade, at every digit) if there is not more than one power of ten to read. */
static void minor_ticks(struct arena *arena, struct axis *axis, int space)
{
    enum { MOST_MINORS = 128 };
    axis->minors = ARENA_NEW(arena, double, MOST_MINORS);
    axis->minor_count = ticks_log_minor(axis->limits, space, axis->minors, MOST_MINORS);
    if (axis->ticks.count > 1)
        return;
    axis->minor_labels = ARENA_NEW(arena, const char *, MOST_MINORS);
    for (size_t i = 0; i < axis->minor_count; i++) {
        double value = axis->minors[i];
        int digit = (int)lrint(value / exact_power_of_ten(floor(exact_log10(value) + 1e-9)));
        if (axis->minor_count <= 4 || digit == 2 || digit == 5 || (axis->minor_count <= 8 && digit == 3))
            axis->minor_labels[i] = ticks_log_label(arena, value, true);
    }
    for (size_t i = 0; i < axis->ticks.count && axis->minor_count; i++)
        axis->ticks.labels[i] = (char *)ticks_log_label(arena, axis->ticks.positions[i], true);
}

/* Where no small ticks are drawn, those with labels become ticks. */
static void promote_minors(struct arena *arena, struct axis *axis)
{
    const struct figure_ticks few = axis->ticks;
    struct figure_ticks *all = &axis->ticks;
    all->positions = ARENA_NEW(arena, double, few.count + axis->minor_count);
    all->labels = ARENA_NEW(arena, char *, few.count + axis->minor_count);
    all->count = 0;
    for (size_t i = 0, next = 0; i <= axis->minor_count; i++) {
        for (; next < few.count && (i == axis->minor_count || few.positions[next] < axis->minors[i]); next++) {
            all->positions[all->count] = few.positions[next];
            all->labels[all->count++] = few.labels[next];
        }
        if (i < axis->minor_count && axis->minor_labels && axis->minor_labels[i] && all->count < FIGURE_MOST_TICKS) {
            all->positions[all->count] = axis->minors[i];
            all->labels[all->count++] = (char *)axis->minor_labels[i];
        }
    }
    axis->minor_count = 0;
}

/* Within a part of a decade, round numbers say more than powers of ten. */
static void round_ticks(struct arena *arena, struct axis *axis, int space)
{
    size_t labelled = axis->ticks.count;
    for (size_t i = 0; axis->minor_labels && i < axis->minor_count; i++)
        labelled += axis->minor_labels[i] != NULL;
    if (labelled > 1)
        return;
    figure_ticks(arena, axis->limits, true, SCALE_LINEAR, space, &axis->ticks);
    axis->minor_count = 0;
}

void axis_make(struct arena *arena, struct axis *axis, const struct figure_axis *wanted, const struct range *range, bool margin, int space)
{
    *axis = (struct axis){.scale = wanted->scale == SCALE_LOG ? SCALE_LOG : SCALE_LINEAR};
    double low = axis->scale == SCALE_LOG ? range->least_positive : range->low, high = range->high;
    axis->left_out = axis->scale == SCALE_LOG ? range->not_positive : 0;
    axis->empty = !wanted->limits_given && !(low <= high);
    double data[2] = {axis->empty ? axis->scale == SCALE_LOG : low, axis->empty ? axis->scale == SCALE_LOG ? 10 : 1 : high};
    bool are_limits = axis->empty || wanted->limits_given || wanted->tight || !margin;
    if (wanted->limits_given) {
        data[0] = wanted->limits[0];
        data[1] = wanted->limits[1];
    }
    const enum figure_scale scale = wanted->scale == SCALE_COUNT ? SCALE_COUNT : axis->scale;
    figure_ticks(arena, data, are_limits, scale, space, &axis->ticks);
    if (!are_limits && low < high) { /* margins do not go past the foot of bars or the edge of an image */
        double sticky[2] = {range->low >= range->stick_low ? fmax(axis->ticks.limits[0], range->stick_low) : axis->ticks.limits[0],
                            range->high <= range->stick_high ? fmin(axis->ticks.limits[1], range->stick_high) : axis->ticks.limits[1]};
        if (sticky[0] < sticky[1] && (axis->scale != SCALE_LOG || sticky[0] > 0) &&
            (sticky[0] != axis->ticks.limits[0] || sticky[1] != axis->ticks.limits[1]))
            figure_ticks(arena, sticky, true, scale, space, &axis->ticks);
    }
    axis->limits[0] = axis->ticks.limits[0];
    axis->limits[1] = axis->ticks.limits[1];
    if (wanted->ticks_given)
        given_ticks(arena, axis, wanted);
    else if (axis->empty)
        axis->ticks.count = 0;
    else if (axis->scale == SCALE_LOG) {
        minor_ticks(arena, axis, space);
        round_ticks(arena, axis, space);
        if (!margin && axis->ticks.count < 2 && axis->limits[0] < axis->limits[1])
            promote_minors(arena, axis);
    }
}
