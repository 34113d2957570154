/* What programs have of maps: how a grid is drawn. */
#ifndef STUDY_MAP_SCRIPT_H
#define STUDY_MAP_SCRIPT_H

#include "study/map_show.h"
#include "study/script.h"

/* Adds the statements that draw the answer, a grid x, y, z: as a surface, or with levels(z, count), a function that is added, too. */
void script_draw_map(struct script *script, const struct map_view *view);

#endif
