/* The dashes of lines, as lines. */
#ifndef FIGURE_DASHES_H
#define FIGURE_DASHES_H

#include "figure/path.h"

#include <stdbool.h>

/* How far a walk along the lines of a path has come. Each stretch of lines begins with a dash. */
struct dashes {
    const struct path *lines; /* moves and lines */
    const double *lengths;    /* [count], even: of a dash and of the gap behind it, in turn, all above 0 */
    size_t count;
    size_t next;     /* the point walked to */
    struct point at; /* where the walk is, */
    size_t part;     /* in which of the lengths, */
    double left;     /* and how much of it is left */
};

struct dashes dashes_along(const struct path *lines, const double *lengths, size_t count);

/* `into` becomes the next dashes, of `most` points or as few more as end a dash; false: there were none left. */
bool dashes_take(struct dashes *dashes, struct path *into, size_t most);

#endif
