/* What arranging and drawing a panel have in common. */
#include "figure/panel_layout.h"

#include <math.h>
#include <string.h>

struct placed_label *label_add(struct arena *arena, struct label_list *list, const char *role, const struct placed_label *placed)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 32;
        struct placed_label *items = ARENA_NEW(arena, struct placed_label, room);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    struct placed_label *added = &list->items[list->count++];
    *added = *placed;
    added->role = role;
    return added;
}

struct point panel_point(const struct panel_layout *panel, double x, double y, double z)
{
    if (panel->panel->space) {
        double fractions[3] = {axis_fraction(&panel->x, x), axis_fraction(&panel->y, y), axis_fraction(&panel->z, z)};
        return view_page(&panel->view, fractions);
    }
    double across = axis_fraction(&panel->x, x), up = axis_fraction(&panel->y, y);
    return (struct point){panel->frame.x0 + across * box_width(panel->frame), panel->frame.y1 - up * box_height(panel->frame)};
}

size_t layer_turn(const struct figure_panel *panel, size_t layer)
{
    size_t turn = 0;
    if (panel->layers[layer].like)
        return layer_turn(panel, panel->layers[layer].like - 1);
    for (size_t i = 0; i < layer; i++)
        turn += !panel->layers[i].like && panel->layers[i].kind < LAYER_WORDS && panel->layers[i].kind != LAYER_BAND &&
                panel->layers[i].style.colour == COLOUR_CYCLE;
    return turn;
}

double panel_marker_size(const struct panel_layout *panel, const struct figure_layer *layer)
{
    static const double usual = 6, least = 1.2, covered = 1.0 / 6;
    const double unit = panel->in->unit;
    const struct box room = panel->panel->space ? panel->in->cell : panel->frame;
    size_t count = 0;
    if (layer->style.marker_size > 0)
        return unit * layer->style.marker_size;
    for (size_t i = 0; i < panel->panel->layer_count; i++)
        if (panel->panel->layers[i].kind == LAYER_POINTS && !(panel->panel->layers[i].style.marker_size > 0))
            count += panel->panel->layers[i].count;
    if (layer->kind != LAYER_POINTS || !count)
        return usual * unit;
    return fmin(usual * unit, fmax(least * unit, sqrt(covered * box_width(room) * box_height(room) / (double)count)));
}
