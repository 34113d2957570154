/* A picture is never blank without a word: why nothing is seen. */
#ifndef FIGURE_APOLOGY_H
#define FIGURE_APOLOGY_H

#include "figure/panel_layout.h"

/* Why there is nothing in the frame, whose axes and place are known; null if there is something. */
const char *apology_of(const struct panel_layout *panel);

/* Puts it into the middle of the frame, if there is any. */
void apology_place(struct panel_layout *panel);

#endif
