/* Levels, colours and angles of a sampled grid. */
#include "study/map_show.h"

#include "base/sort.h"
#include "figure/ground.h"
#include "study/picture.h"
#include "study/study.h"

#include <math.h>

/* On a logarithmic axis in space, a valley narrower than the samples are apart would be a row of spikes, as deep as samples come near its
 * ground by chance: where there are such, the ground is drawn where all but the lowest few samples lie. */
static const double *level_ground(struct arena *arena, const double *z, size_t rows, size_t columns)
{
    static const double lowest = 0.04;
    const size_t count = rows * columns;
    double *sorted = ARENA_NEW(arena, double, count), *levelled = ARENA_NEW(arena, double, count);
    size_t positive = 0;
    for (size_t i = 0; i < count; i++)
        if (z[i] > 0 && isfinite(z[i]))
            sorted[positive++] = z[i];
    if (!positive)
        return z;
    sort_ascending(sorted, positive);
    const struct ground found = ground_of(z, rows, columns);
    const double ground = found.by_chance ? fmax(found.least, sorted[(size_t)(lowest * (double)positive)]) : sorted[0];
    for (size_t i = 0; i < count; i++)
        levelled[i] = z[i] >= 0 && z[i] < ground ? ground : z[i];
    return levelled;
}

bool map_in_space(const struct map_view *view)
{
    return view->kind == MAP_WIREFRAME || view->kind == MAP_SURFACE;
}

void map_show(struct arena *arena, const struct map *map, const struct map_view *view, struct figure_layer *layer, struct figure_panel *panel)
{
    static const enum layer_kind kinds[] = {[MAP_CONTOUR] = LAYER_CONTOUR,
                                            [MAP_FILLED] = LAYER_CONTOUR_FILLED,
                                            [MAP_HEATMAP] = LAYER_HEATMAP,
                                            [MAP_WIREFRAME] = LAYER_WIREFRAME,
                                            [MAP_SURFACE] = LAYER_SURFACE};
    static const enum figure_scale scales[] = {SCALE_AUTO, SCALE_LINEAR, SCALE_LOG, SCALE_RANK};
    const bool space = map_in_space(view);
    *layer = (struct figure_layer){.kind = kinds[view->kind],
                                   .stride = (size_t)view->stride,
                                   .level_count = (size_t)view->levels,
                                   .smooth = true,
                                   .style = {.colour = space ? COLOUR_BLUE : COLOUR_CYCLE}};
    map_draw(map, layer, panel);
    panel->z.scale = scales[view->zscale];
    if (space && panel->z.scale == SCALE_AUTO)
        panel->z.scale = SCALE_LINEAR;
    if (space && panel->z.scale == SCALE_LOG)
        layer->z = level_ground(arena, layer->z, layer->rows, layer->columns);
    panel->space = space;
    panel->azimuth = view->azimuth;
    panel->turn = 360;
    panel->elevation = view->elevation;
    panel->x.tight = panel->y.tight = !space;
}

/* Wires, faces and bands are drawn as finely as the page shows; see figure/mesh.c. */
static void measure_space(const struct picture *picture, const struct map_view *view, double samples_x, double samples_y, struct study_size *size)
{
    enum { MOST_WIRES = 201, WIRE_POINTS = 300, MOST_FACES_SIDE = 72 };
    const double pixels = picture_pixels(picture);
    if (view->kind == MAP_SURFACE) {
        size->pieces += 3 * fmin(samples_x, MOST_FACES_SIDE) * fmin(samples_y, MOST_FACES_SIDE);
        size->painted += 2.4 * pixels;
        return;
    }
    const double across = view->stride ? fmin(MOST_WIRES, ceil(samples_x / (double)view->stride)) : fmin(samples_x, 21),
                 down = view->stride ? fmin(MOST_WIRES, ceil(samples_y / (double)view->stride)) : fmin(samples_y, 21);
    size->pieces += 0.6 * (across * fmin(samples_y, WIRE_POINTS) + down * fmin(samples_x, WIRE_POINTS)); /* the rest is hidden */
    size->painted += 40 * (across + down) * sqrt(pixels);
}

void map_show_measure(const struct picture *picture, const struct map_view *view, double across, double up, struct study_size *size)
{
    if (view->kind == MAP_HEATMAP)
        size->coloured = 1;
    else if (map_in_space(view))
        measure_space(picture, view, across, up, size);
    else
        picture_measure_map(picture, across, up, (double)view->levels, 0, size);
}

double map_show_frame(const struct picture *picture, double cells)
{
    return 2e6 + 1500 * cells + 40 * picture_pixels(picture);
}
