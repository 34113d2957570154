/* Which parts of a panel are taken by curves and text: a coarse grid that legends and annotations look up to find room. */
#ifndef FIGURE_OCCUPANCY_H
#define FIGURE_OCCUPANCY_H

#include "figure/panel_layout.h"

struct occupancy {
    struct box area;
    double step; /* side of a cell, px */
    size_t columns, rows;
    unsigned char *cells;
};

/* The grid of a panel with everything its layers draw marked. */
struct occupancy *occupancy_make(const struct panel_layout *panel);

void occupancy_mark_segment(struct occupancy *map, struct point from, struct point to);
void occupancy_mark_outline(struct occupancy *map, struct box box);
void occupancy_mark_box(struct occupancy *map, struct box box);

/* How many cells within the box, or along the segment (its last `spare` px left out), are taken. */
double occupancy_of_box(const struct occupancy *map, struct box box);
bool occupancy_at(const struct occupancy *map, struct point place); /* whether the cell of a place is */
double occupancy_of_segment(const struct occupancy *map, struct point from, struct point to, double spare);

#endif
