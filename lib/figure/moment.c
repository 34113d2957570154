/* Layers are copied, never changed: a figure is drawn at many moments. */
#include "figure/moment.h"

#include "figure/series.h"

#include <math.h>

static bool is_finished(const struct panel_layout *panel)
{
    return panel->moment >= 1;
}

bool moment_moves_layer(const struct figure_layer *layer)
{
    return layer->times || layer->follows || layer->rises || layer->heights || layer->state_count;
}

bool figure_moves(const struct figure *figure)
{
    for (size_t i = 0; i < figure->panel_count; i++) {
        const struct figure_panel *panel = &figure->panels[i];
        bool moves = panel->space && panel->turn != 0;
        for (size_t k = 0; k < panel->layer_count && !moves; k++)
            moves = moment_moves_layer(&panel->layers[k]);
        if (moves)
            return true;
    }
    return false;
}

size_t moment_reached(const struct panel_layout *panel, const double *times, size_t count)
{
    size_t low = 0, high = count; /* those before low have come, those from high on have not */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (times[middle] <= panel->moment)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t moment_line(const struct panel_layout *panel, const double *times, struct point *points, size_t count)
{
    const size_t reached = moment_reached(panel, times, count);
    if (!reached || reached == count)
        return reached;
    struct point *const head = &points[reached], before = points[reached - 1];
    const double part = (panel->moment - times[reached - 1]) / (times[reached] - times[reached - 1]);
    *head = (struct point){before.x + part * (head->x - before.x), before.y + part * (head->y - before.y)};
    return part > 0 ? reached + 1 : reached;
}

/* The numbers of those points that have come. */
static const double *keep(struct arena *arena, const double *numbers, const bool *there, size_t count)
{
    if (!numbers)
        return NULL;
    double *kept = ARENA_NEW(arena, double, count);
    for (size_t i = 0, used = 0; i < count; i++)
        if (there[i])
            kept[used++] = numbers[i];
    return kept;
}

static void keep_points(const struct panel_layout *panel, struct figure_layer *layer)
{
    const size_t count = layer->count;
    bool *there = ARENA_NEW(panel->arena, bool, count);
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        /* A height beyond the axis is no less there than one at its end. */
        const double time = layer->times ? layer->times[i] : fmin(1, axis_fraction(&panel->z, layer->heights[i]));
        there[i] = !(time > panel->moment);
        left += there[i];
    }
    const double **const arrays[] = {&layer->x, &layer->y, &layer->z, &layer->low, &layer->high};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = keep(panel->arena, *arrays[i], there, count);
    layer->count = left;
}

/* The band up to the moment, with an end between the last point reached and the next, evenly on the page. */
static void cut_band(const struct panel_layout *panel, struct figure_layer *layer)
{
    const size_t reached = moment_reached(panel, layer->times, layer->count);
    const double **const arrays[] = {&layer->x, &layer->low, &layer->high};
    const struct axis *const axes[] = {&panel->x, &panel->y, &panel->y};
    if (reached == layer->count || !reached) {
        layer->count = reached;
        return;
    }
    const double part = (panel->moment - layer->times[reached - 1]) / (layer->times[reached] - layer->times[reached - 1]);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        double *cut = ARENA_NEW(panel->arena, double, reached + 1);
        for (size_t k = 0; k < reached; k++)
            cut[k] = (*arrays[i])[k];
        const double before = axis_fraction(axes[i], cut[reached - 1]), after = axis_fraction(axes[i], (*arrays[i])[reached]);
        cut[reached] = axis_value(axes[i], before + part * (after - before));
        *arrays[i] = cut;
    }
    layer->count = reached + 1;
}

static const struct figure_layer *state_at(const struct panel_layout *panel, const struct figure_layer *layer)
{
    static const struct figure_layer nothing = {.kind = LAYER_POINTS};
    const struct figure_layer *state = &nothing;
    if (!layer->state_count)
        return layer;
    for (size_t i = 0; i < layer->state_count && layer->states[i].time <= panel->moment; i++)
        state = layer->states[i].layer;
    return state;
}

struct figure_layer moment_layer(const struct panel_layout *panel, size_t index)
{
    const struct figure_layer *whole = &panel->panel->layers[index];
    if (is_finished(panel) || !moment_moves_layer(whole))
        return *whole;
    struct figure_layer layer = *state_at(panel, whole);
    if (layer.kind == LAYER_BAND && layer.times)
        cut_band(panel, &layer);
    else if ((layer.times || layer.heights) && layer.kind != LAYER_LINE && layer.kind < LAYER_HEATMAP)
        keep_points(panel, &layer);
    return layer;
}
