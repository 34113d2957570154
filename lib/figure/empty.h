/* Says in an empty picture why nothing is seen. */
#ifndef FIGURE_EMPTY_H
#define FIGURE_EMPTY_H

#include "figure/panel_layout.h"

/* Why there is nothing in the frame, whose axes and place are known; null if there is something. */
const char *empty_reason(const struct panel_layout *panel);

/* Puts it into the middle of the frame, if there is any. */
void empty_say(struct panel_layout *panel);

#endif
