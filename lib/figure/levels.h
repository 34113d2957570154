/* The levels of contours. */
#ifndef FIGURE_LEVELS_H
#define FIGURE_LEVELS_H

#include "figure/panel_layout.h"

struct levels {
    size_t count;
    double *values;
    double *fractions;       /* of the z axis */
    char **labels;           /* as people write them, with the digits that tell them apart */
    const char *offset_text; /* what is told once for all labels, as in figure_ticks */
};

/* The levels of a contour layer: those given, or about as many as asked for at round numbers (on a logarithmic axis: evenly by powers;
 * on a ranked one: as much area between each). */
struct levels levels_choose(const struct panel_layout *panel, const struct figure_layer *layer);

#endif
