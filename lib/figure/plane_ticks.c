#include "figure/plane_ticks.h"

#include "base/exact.h"
#include "figure/levels.h"
#include "figure/ticks.h"

#include <math.h>

int plane_tick_space(const struct panel_layout *panel, bool across)
{
    double width = box_width(panel->in->cell), height = box_height(panel->in->cell);
    double in_step = 15.5 * exact_pow(width / 630, 0.4) * exact_pow(height / 350, 0.6);
    double length = across ? 0.775 * width : 0.77 * height;
    double comfortable = length / (in_step * (across ? 3.9 : 2.8)), possible = length / (panel->in->size * (across ? 3 : 2));
    return (int)fmax(1, fmin(comfortable, possible));
}

/* Gives ticks a list of labels of their own, of which some may be left out. */
static void keep_labels(struct arena *arena, struct figure_ticks *ticks)
{
    char **labels = ARENA_NEW(arena, char *, ticks->count);
    for (size_t i = 0; i < ticks->count; i++)
        labels[i] = ticks->labels[i];
    ticks->labels = labels;
}

/* The colour bar of bands has its ticks where colours change: at every level, or every second, ... */
static void tick_levels(struct panel_layout *panel, const struct figure_layer *layer, int space)
{
    struct levels levels = levels_choose(panel, layer);
    size_t step = levels.count / (size_t)(2 * space) + 1;
    panel->z.ticks = (struct figure_ticks){.limits = {panel->z.limits[0], panel->z.limits[1]}, .offset_text = ""};
    panel->z.ticks.positions = ARENA_NEW(panel->arena, double, FIGURE_MOST_TICKS);
    panel->z.ticks.labels = ARENA_NEW(panel->arena, char *, FIGURE_MOST_TICKS);
    panel->z.minor_count = 0;
    for (size_t i = 0; i < levels.count; i += step)
        if (levels.fractions[i] >= -1e-9 && levels.fractions[i] <= 1 + 1e-9 && panel->z.ticks.count < FIGURE_MOST_TICKS) {
            panel->z.ticks.positions[panel->z.ticks.count] = levels.values[i];
            panel->z.ticks.labels[panel->z.ticks.count++] = levels.labels[i];
        }
    if (panel->z.scale == SCALE_LINEAR && !panel->z.sorted) /* with a common power of ten, if that is shorter */
        ticks_label(panel->arena, &panel->z.ticks);
}

/* The axis of heights, without ticks at levels. */
static void make_heights(struct panel_layout *panel, const struct range *range, int space)
{
    const struct axis *before = panel->heights;
    struct figure_axis wanted = panel->panel->z;
    if (before && before->sorted) {
        panel->z = *before;
        keep_labels(panel->arena, &panel->z.ticks);
        return;
    }
    if (wanted.scale == SCALE_AUTO)
        wanted.scale = before ? before->scale : axis_auto(panel->arena, panel->panel, range);
    const struct range grounded = axis_ground(panel->panel, range, wanted.scale);
    axis_make(panel->arena, &panel->z, &wanted, &grounded, false, space);
    if (wanted.scale == SCALE_RANK)
        axis_rank(panel->arena, &panel->z, panel->panel);
    panel->z.chosen = panel->panel->z.scale == SCALE_AUTO && wanted.scale != SCALE_LINEAR;
}

void plane_make_height(struct panel_layout *panel, const struct range *range, int space)
{
    make_heights(panel, range, space);
    if (!panel->heights) {
        struct axis *heights = ARENA_NEW(panel->arena, struct axis, 1);
        *heights = panel->z;
        keep_labels(panel->arena, &heights->ticks);
        panel->heights = heights;
    }
    const struct figure_panel *source = panel->panel;
    for (size_t i = 0; i < source->layer_count && source->layers[i].kind != LAYER_HEATMAP; i++)
        if (source->layers[i].kind == LAYER_CONTOUR_FILLED && !source->z.ticks_given && !panel->z.empty) {
            tick_levels(panel, &source->layers[i], space);
            return;
        }
}

void plane_make_axis(struct panel_layout *panel, enum axis_which which, int space)
{
    const struct range *range = &panel->in->ranges[which];
    if (which == AXIS_X)
        axis_make(panel->arena, &panel->x, &panel->panel->x, range, true, space);
    else if (which == AXIS_Y)
        axis_make(panel->arena, &panel->y, &panel->panel->y, range, true, space);
    else
        plane_make_height(panel, range, space);
}

bool plane_labels_collide(struct panel_layout *panel, const struct axis *axis, bool across)
{
    double length = across ? box_width(panel->frame) : box_height(panel->frame), end = -INFINITY;
    double gap = across ? 0.45 * panel->in->size : 0.1 * panel->in->size;
    bool turned = axis->limits[0] > axis->limits[1];
    for (size_t k = 0; k < axis->ticks.count; k++) {
        size_t i = turned ? axis->ticks.count - 1 - k : k;
        if (!*axis->ticks.labels[i])
            continue;
        struct label label = label_make(panel->arena, axis->ticks.labels[i]);
        double half = (across ? label.width * panel->in->size : label_height(&label, panel->in->size) - FONT_DESCENT * panel->in->size) / 2;
        double middle = axis_fraction(axis, axis->ticks.positions[i]) * length;
        if (middle - half < end + gap)
            return true;
        end = middle + half;
    }
    return false;
}

void plane_wrap_labels(struct panel_layout *panel)
{
    struct figure_ticks *ticks = &panel->x.ticks;
    double nearest = box_width(panel->frame);
    for (size_t i = 1; i < ticks->count; i++) {
        double apart = axis_fraction(&panel->x, ticks->positions[i]) - axis_fraction(&panel->x, ticks->positions[i - 1]);
        nearest = fmin(nearest, fabs(apart) * box_width(panel->frame));
    }
    for (size_t i = 0; i < ticks->count; i++) {
        struct label label = label_break(panel->arena, ticks->labels[i], fmax(2, nearest / panel->in->size - 0.5), 3);
        struct buffer joined = {.arena = panel->arena};
        for (size_t k = 0; k < label.line_count; k++)
            buffer_format(&joined, "%s%s", k ? "\n" : "", label.lines[k]);
        ticks->labels[i] = (char *)buffer_string(&joined);
    }
}

void plane_thin_labels(struct axis *axis)
{
    size_t step = 1;
    while (step < axis->ticks.count && (axis->ticks.labels[0][0] == 0 || axis->ticks.labels[step][0] == 0))
        step++;
    for (size_t i = 0; i < axis->ticks.count; i++)
        if (i % (2 * step) != 0)
            axis->ticks.labels[i] = (char *)"";
}
