/* What lines cannot tell, colours do: of thousands of wells the eye sees the shape of the whole. */
#include "figure/crowded.h"

#include "figure/levels.h"

#include <string.h>

static const double pale = 0.4; /* opacity of colours that lines and points lie on */

static bool is_chosen_contour(const struct figure_layer *layer)
{
    return layer->kind == LAYER_CONTOUR && !layer->levels && layer->z && layer->rows >= 2 && layer->columns >= 2;
}

static bool has_colours(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind == LAYER_HEATMAP || panel->layers[i].kind == LAYER_CONTOUR_FILLED)
            return true;
    return false;
}

static const struct figure_panel *with_colours(const struct panel_layout *panel, size_t index)
{
    const struct figure_panel *source = panel->panel;
    struct figure_panel *shown = ARENA_NEW(panel->arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(panel->arena, struct figure_layer, source->layer_count), *layer = &layers[index];
    memcpy(layers, source->layers, source->layer_count * sizeof *layers);
    *shown = *source;
    shown->layers = layers;
    const char *const before = source->note ? source->note : "";
    shown->note = arena_format(panel->arena, "%s%scolours: contours would lie too close", before, *before ? "; " : "");
    if (has_colours(source))
        layer->rows = layer->columns = 0;
    else
        layer->kind = LAYER_HEATMAP;
    layer->smooth = true;
    layer->rises = false;
    layer->style.opacity = source->layer_count > 1 ? pale : 1;
    return shown;
}

void crowded_replace(struct panel_layout *panel)
{
    for (size_t i = 0; i < panel->panel->layer_count && !panel->panel->space && !panel->in->nothing; i++) {
        if (!is_chosen_contour(&panel->panel->layers[i]))
            continue;
        struct panel_layout heights = *panel;
        plane_make_height(&heights, &panel->in->ranges[AXIS_Z], 1);
        const struct levels *levels = levels_keep(&heights, &panel->panel->layers[i]);
        panel->heights = heights.heights;
        panel->levels = levels;
        panel->levels_of = heights.levels_of;
        if (levels->crowded)
            panel->panel = with_colours(panel, i);
    }
}
