/* Lines of equal height through a field: marching squares, joined into polylines. */
#ifndef FIGURE_ISOLINES_H
#define FIGURE_ISOLINES_H

#include "figure/field.h"

struct isoline {
    struct point *points;
    size_t count;
    bool closed;
};

struct isolines {
    struct isoline *items;
    size_t count, room;
};

/* The lines that the cuts of a field lie on. */
struct isolines isolines_of_cuts(struct arena *arena, const struct field *field);

/* What lines of a field at ascending levels are traced by; fewer than 255 levels. The field's heights stay in use. */
struct tracer;
struct tracer *tracer_make(struct arena *arena, const struct field *field, bool regions, const double *levels, size_t count);

/* The lines where the field is at a level, counted from 0; they end at cuts. A tracer made for regions has one more level, the first, below all that is
 * defined; and it closes all lines along the field's edge and around what is undefined: together they bound where the field is at least at the level (fill
 * them by the non-zero rule). The lines are the given arena's. */
struct isolines tracer_trace(struct tracer *tracer, size_t level, struct arena *arena);

/* How many nodes are at a level or above. */
size_t tracer_above(const struct tracer *tracer, size_t level);

#endif
