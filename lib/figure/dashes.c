#include "figure/dashes.h"

#include <math.h>

struct dashes dashes_along(const struct path *lines, const double *lengths, size_t count)
{
    return (struct dashes){.lines = lines, .lengths = lengths, .count = count};
}

static bool in_dash(const struct dashes *dashes)
{
    return dashes->part % 2 == 0;
}

/* Walks to the next point; false: only to where enough dashes were taken before it. */
static bool walk(struct dashes *dashes, struct path *into, size_t most)
{
    const struct point to = dashes->lines->points[dashes->next];
    const double dx = to.x - dashes->at.x, dy = to.y - dashes->at.y, length = sqrt(dx * dx + dy * dy);
    const struct point from = dashes->at;
    double done = 0;
    while (length - done > dashes->left) {
        done += dashes->left;
        dashes->at = (struct point){from.x + dx * (done / length), from.y + dy * (done / length)};
        if (in_dash(dashes))
            path_line(into, dashes->at);
        dashes->part = (dashes->part + 1) % dashes->count;
        dashes->left = dashes->lengths[dashes->part];
        if (in_dash(dashes) && into->point_count >= most)
            return false;
        if (in_dash(dashes))
            path_move(into, dashes->at);
    }
    dashes->left -= length - done;
    dashes->at = to;
    dashes->next++;
    if (in_dash(dashes))
        path_line(into, to);
    return true;
}

bool dashes_take(struct dashes *dashes, struct path *into, size_t most)
{
    const struct path *lines = dashes->lines;
    into->verb_count = into->point_count = 0;
    if (dashes->next < lines->point_count && lines->verbs[dashes->next] != PATH_MOVE && in_dash(dashes))
        path_move(into, dashes->at);
    for (bool more = true; more && dashes->next < lines->point_count;) {
        if (lines->verbs[dashes->next] == PATH_MOVE && into->point_count >= most) {
            more = false;
        } else if (lines->verbs[dashes->next] == PATH_MOVE) {
            dashes->at = lines->points[dashes->next++];
            dashes->part = 0;
            dashes->left = dashes->lengths[0];
            path_move(into, dashes->at);
        } else {
            more = walk(dashes, into, most);
        }
    }
    return into->point_count > 0;
}
