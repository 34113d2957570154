/* How a sampled grid is drawn, whatever it was sampled from: a formula's plane or a network's loss. */
#ifndef STUDY_MAP_SHOW_H
#define STUDY_MAP_SHOW_H

#include "study/map.h"

enum map_kind { MAP_CONTOUR, MAP_FILLED, MAP_HEATMAP, MAP_WIREFRAME, MAP_SURFACE };

struct map_view {
    enum map_kind kind;
    int zscale; /* 0: auto, 1: linear, 2: log, 3: rank */
    long levels, stride;
    double azimuth, elevation;
};

/* Whether it is drawn in space. */
bool map_in_space(const struct map_view *view);

/* Fills in the layer of the map, and the panel's axes and angles: in space it turns once in the figure's time. */
void map_show(struct arena *arena, const struct map *map, const struct map_view *view, struct figure_layer *layer, struct figure_panel *panel);

/* Adds to a study's size what drawing it takes: so many samples across and up, of which `cells` are described. */
struct picture;
struct study_size;
void map_show_measure(const struct picture *picture, const struct map_view *view, double across, double up, struct study_size *size);

/* Work of drawing it at one moment of its turn; see struct study. */
double map_show_frame(const struct picture *picture, double cells);

#endif
