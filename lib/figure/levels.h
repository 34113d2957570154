/* The levels of contours. */
#ifndef FIGURE_LEVELS_H
#define FIGURE_LEVELS_H

#include "figure/panel_layout.h"

struct levels {
    size_t count;
    double *values;
    double *fractions;       /* of the z axis */
    double *heights;         /* where lines are traced: fractions of the smooth axis */
    char **labels;           /* as people write them, with the digits that tell them apart */
    const char *offset_text; /* what is common to all labels, as in figure_ticks */
    size_t every;  /* 1, or every how many of the levels that were asked for is left, since lines at all of them are more than can be drawn */
    double points; /* about how many points the lines have */
    bool crowded;  /* lines at them could not be told apart (levels.c) */
};

/* More points than this cannot be drawn in half a second, nor distinguished in a picture. */
enum { CONTOUR_MOST_POINTS = 100000 };

/* The levels of a contour layer: those given, or about as many as asked for at round numbers (on a logarithmic axis: evenly by powers;
 * on a ranked one: as much area between each). */
struct levels levels_choose(const struct panel_layout *panel, const struct figure_layer *layer);

/* The panel with the axis of heights that lines are traced through: where it is ranked, with the ranks of a hundred samples, since at each of ten thousand
 * an axis bends, and lines with it; else as it is. */
struct panel_layout levels_smooth(const struct panel_layout *panel);

/* Has the levels of the layer known from here on, as long as the panel's heights and cell are as they are. */
const struct levels *levels_keep(struct panel_layout *panel, const struct figure_layer *layer);

#endif
