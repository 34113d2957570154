/* Ranks make room for what is crowded: a valley that a linear scale would paint in one colour gets as many as it has samples. */
#include "figure/axis.h"

#include "base/sort.h"
#include "figure/ticks.h"

#include <float.h>
#include <math.h>

static const double alike = 1e-7;    /* of the range: closer values are one, so that rounding errors on a plain are no mountains */
static const double heaviest = 0.01; /* of all values: what one that many samples have counts for at most, so that a plain leaves room for the rest */

enum { MOST_VALUES = 1 << 16, RANK_TICKS = 5, RANK_DIGITS = 3 };

size_t axis_values(struct arena *arena, const struct figure_panel *panel, double **values)
{
    const struct figure_axis *z = &panel->z;
    const double low = z->limits_given ? fmax(-DBL_MAX, fmin(z->limits[0], z->limits[1])) : -DBL_MAX,
                 high = z->limits_given ? fmin(DBL_MAX, fmax(z->limits[0], z->limits[1])) : DBL_MAX;
    size_t total = 0, count = 0;
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind >= LAYER_HEATMAP && panel->layers[i].z)
            total += panel->layers[i].rows * panel->layers[i].columns;
    const size_t step = total / MOST_VALUES + 1;
    size_t passed = 0; /* since the last that was taken, of which every step-th is */
    double *const taken = *values = ARENA_ROOM(arena, double, total / step + 2);
    for (size_t i = 0; i < panel->layer_count; i++) {
        const struct figure_layer *layer = &panel->layers[i];
        size_t cells = layer->kind >= LAYER_HEATMAP && layer->z ? layer->rows * layer->columns : 0;
        for (size_t k = 0; k < cells; k++) {
            const double value = layer->z[k];
            if (!(value >= low && value <= high))
                continue;
            if (passed == 0)
                taken[count++] = value;
            passed = passed + 1 < step ? passed + 1 : 0;
        }
    }
    return count;
}

/* A round value near the one at which a tick would be if all were evenly apart; the ends of the axis as they are. */
static double tick_near(const struct axis *axis, size_t i)
{
    static const double slack = 0.2; /* of the way to the next one */
    const double rank = (double)i / (RANK_TICKS - 1), value = axis_value(axis, rank), by = slack / (RANK_TICKS - 1);
    return i == 0 || i + 1 == RANK_TICKS ? value : ticks_roundest(axis_value(axis, rank - by), axis_value(axis, rank + by), value);
}

void axis_rank(struct arena *arena, struct axis *axis, const struct figure_panel *panel)
{
    double *values;
    size_t count = axis_values(arena, panel, &values), distinct = 0;
    sort_ascending(values, count);
    if (count == 0 || values[0] == values[count - 1])
        return; /* all alike: the axis stays as it is */
    double *ranks = ARENA_ROOM(arena, double, count), same = alike * (values[count - 1] / 2 - values[0] / 2), below = 0;
    const double most = fmax(1, heaviest * (double)count);
    for (size_t first = 0, last; first < count; first = last + 1) {
        for (last = first; last + 1 < count && values[last + 1] / 2 - values[first] / 2 <= same;)
            last++;
        const double samples = (double)(last - first + 1), weight = samples < most ? samples : most;
        values[distinct] = values[first];
        ranks[distinct++] = below + weight / 2;
        below += weight;
    }
    double low = ranks[0], high = ranks[distinct - 1];
    for (size_t i = 0; i < distinct; i++)
        ranks[i] = (ranks[i] - low) / (high - low);
    axis->scale = SCALE_LINEAR;
    axis->limits[0] = values[0];
    axis->limits[1] = values[distinct - 1];
    axis->sorted = values;
    axis->ranks = ranks;
    axis->sorted_count = distinct;
    axis->minor_count = 0;
    axis->ticks = (struct figure_ticks){.limits = {axis->limits[0], axis->limits[1]}, .offset_text = ""};
    axis->ticks.positions = ARENA_NEW(arena, double, RANK_TICKS);
    for (size_t i = 0; i < RANK_TICKS; i++)
        axis->ticks.positions[axis->ticks.count++] = tick_near(axis, i);
    ticks_label_set(arena, &axis->ticks, RANK_DIGITS);
}
