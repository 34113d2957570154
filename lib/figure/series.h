/* Layers made of points: lines, markers, bands, bars and error bars. */
#ifndef FIGURE_SERIES_H
#define FIGURE_SERIES_H

#include "figure/panel_layout.h"

/* Where a layer's points are on the page, one per sample; not numbers where undefined. */
struct point *series_points(const struct panel_layout *panel, const struct figure_layer *layer);

/* Draws a layer of a kind below LAYER_WORDS as it is given here, with no regard to its time, clipped to the panel's frame (in space: to its
 * cell). */
void series_draw_layer(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn);

/* The pen of a layer, and the sizes its style leaves open filled in. */
struct pen series_pen(const struct panel_layout *panel, const struct figure_layer *layer, size_t turn);

/* Half the width of a bar, in the units of x: bars leave a fifth of their least spacing free. */
double series_bar_half_width(const struct figure_layer *layer);

/* Half the width of the strokes at the ends of an error bar, px. */
double series_cap_half_width(const struct panel_layout *panel);

/* Adds one marker, `size` px across, to paths that are to be filled and stroked. */
void marker_add(struct path *filled, struct path *stroked, enum figure_marker marker, struct point at, double size);

/* Draws markers at points; those outside the box are left out. `rim`: px of background colour around each; 0: none. */
void markers_draw(struct canvas *canvas, const struct point *points, size_t count, struct box box, enum figure_marker marker, double size,
                  struct paint paint, double rim);

/* The marker a layer is drawn with whose turn in the cycle is `turn`: dots where points are too small for shapes. */
enum figure_marker series_marker(const struct panel_layout *panel, const struct figure_layer *layer, size_t turn);

#endif
