/* Undefined values, values that a logarithmic axis has no place for, limits that leave everything out, plains without contours. */
#include "figure/empty.h"

#include "figure/series.h"
#include "figure/ticks.h"

#include <float.h>
#include <math.h>

static bool all_left_out(const struct axis *axis, const struct range *range)
{
    return axis->scale == SCALE_LOG && range->seen && range->seen == range->not_positive;
}

static bool overlaps(const struct axis *axis, const double *values, size_t count)
{
    double first = axis_fraction(axis, values[0]), last = axis_fraction(axis, values[count - 1]);
    return !(fmax(first, last) < 0) && !(fmin(first, last) > 1);
}

/* Whether some of a grid's values, of which this is the range, is within the limits of z: colours show those beyond as the ends of their scale. */
static bool reaches_height(const struct panel_layout *panel, const struct figure_layer *layer)
{
    const struct range *z = &panel->in->ranges[AXIS_Z];
    const double *limits = panel->z.limits;
    if (!panel->panel->z.limits_given || (!panel->panel->space && layer->kind != LAYER_CONTOUR))
        return true;
    return z->high >= fmin(limits[0], limits[1]) && z->low <= fmax(limits[0], limits[1]);
}

/* Whether some of a layer is within the limits. */
static bool reaches_frame(const struct panel_layout *panel, const struct figure_layer *layer)
{
    if (layer->kind >= LAYER_HEATMAP)
        return !layer->rows || !layer->columns ||
               (overlaps(&panel->x, layer->grid_x, layer->columns) && overlaps(&panel->y, layer->grid_y, layer->rows) &&
                reaches_height(panel, layer));
    if ((layer->kind != LAYER_LINE && layer->kind != LAYER_POINTS) || panel->panel->space)
        return layer->count > 0; /* bars, bands and intervals extend beyond their points */
    const struct point *points = series_points(panel, layer);
    for (size_t i = 0; i < layer->count; i++) {
        struct point from = points[i ? i - 1 : 0], to = points[i];
        if (isfinite(to.x + to.y) && box_contains(panel->frame, to))
            return true;
        if (layer->kind == LAYER_LINE && isfinite(from.x + from.y + to.x + to.y) && box_clip_segment(panel->frame, &from, &to))
            return true;
    }
    return false;
}

static bool leaves_all_out(const struct panel_layout *panel)
{
    const struct figure_panel *source = panel->panel;
    if (!source->x.limits_given && !source->y.limits_given && !source->z.limits_given)
        return false;
    for (size_t i = 0; i < source->layer_count; i++)
        if (reaches_frame(panel, &source->layers[i]))
            return false;
    return true;
}

const char *empty_reason(const struct panel_layout *panel)
{
    const struct figure_panel *source = panel->panel;
    const struct range *ranges = panel->in->ranges, z = ranges[AXIS_Z];
    if (panel->in->nothing)
        return "nothing to draw: no value here is a finite number";
    if (all_left_out(&panel->x, &ranges[AXIS_X]) || all_left_out(&panel->y, &ranges[AXIS_Y]) || all_left_out(&panel->z, &z))
        return "nothing to draw: a logarithmic axis has no place for values that are not positive";
    if (leaves_all_out(panel))
        return "nothing to draw between these limits";
    bool contours = source->layer_count > 0 && source->layers[0].kind == LAYER_CONTOUR;
    if (!contours || z.high / 2 - z.low / 2 >= fmax(DBL_MIN, 5e-16 * fmax(fabs(z.low), fabs(z.high))))
        return NULL;
    if (z.low < z.high)
        return "no contours: the values hardly differ";
    return arena_format(panel->arena, "no contours: every value is %s", ticks_plain_label(panel->arena, z.low, 10));
}

void empty_say(struct panel_layout *panel)
{
    const char *text = empty_reason(panel);
    if (!text)
        return;
    struct label label = label_break(panel->arena, text, fmax(4, 0.8 * box_width(panel->frame) / panel->in->size), 4);
    struct placed_label placed = label_place(&label, panel->in->size, 0, box_centre(panel->frame), 0.5, LABEL_MIDDLE);
    struct placed_label *added = label_add(panel->arena, &panel->labels, "reason", &placed);
    added->paint = paint_role(PAINT_MUTED);
    added->halo = 0.3 * panel->in->size; /* it lies on the lines of the grid */
}
