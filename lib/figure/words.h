/* Words among the data: captions under the images of a sheet. */
#ifndef FIGURE_WORDS_H
#define FIGURE_WORDS_H

#include "figure/panel_layout.h"

/* Adds the words of the panel's LAYER_WORDS to its labels, each layer's in the largest size at which all of them fit into their room, but no larger
 * than the panel's text. Where that is too small to be read there are none, and they are counted as left out. The frame must be known. */
void words_place(struct panel_layout *panel);

#endif
