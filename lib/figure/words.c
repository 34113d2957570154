#include "figure/words.h"

#include <math.h>

static const double least_size = 7; /* px: what can still be read */

static double size_of(const struct panel_layout *panel, const struct figure_layer *layer)
{
    const double across = box_width(panel->frame) / fabs(panel->x.limits[1] - panel->x.limits[0]) * layer->words_room[0];
    const double up = box_height(panel->frame) / fabs(panel->y.limits[1] - panel->y.limits[0]) * layer->words_room[1];
    double size = panel->in->size;
    for (size_t i = 0; i < layer->count; i++) {
        const struct label label = label_make(panel->arena, layer->words[i]);
        if (label.line_count)
            size = fmin(size, fmin(across / label.width, up / label_height(&label, 1)));
    }
    return size;
}

static void place_layer(struct panel_layout *panel, const struct figure_layer *layer)
{
    if (!layer->words || !layer->x || !layer->y)
        return;
    const double size = size_of(panel, layer);
    const bool legible = size >= least_size;
    for (size_t i = 0; i < layer->count; i++) {
        const struct point at = panel_point(panel, layer->x[i], layer->y[i], 0);
        if (!layer->words[i] || !*layer->words[i] || !box_contains(panel->frame, at))
            continue;
        panel->words_left_out += !legible;
        if (!legible)
            continue;
        struct label label = label_make(panel->arena, layer->words[i]);
        struct placed_label placed = label_place(&label, size, 0, at, 0.5, LABEL_MIDDLE);
        label_add(panel->arena, &panel->labels, "word", &placed);
    }
}

void words_place(struct panel_layout *panel)
{
    panel->words_left_out = 0;
    for (size_t i = 0; i < panel->panel->layer_count; i++)
        if (panel->panel->layers[i].kind == LAYER_WORDS)
            place_layer(panel, &panel->panel->layers[i]);
}
