/* Contours whose lines could not be told apart are drawn as colours. */
#ifndef FIGURE_CROWDED_H
#define FIGURE_CROWDED_H

#include "figure/panel_layout.h"

/* Where the levels of a contour layer were chosen and lines at them are crowded (levels.h), the panel becomes a copy that has the layer as a heatmap, pale
 * if other layers lie on it, and says so in its note; where it has colours already, the layer is left out. Of the layout panel, arena and input are read. */
void crowded_replace(struct panel_layout *panel);

#endif
