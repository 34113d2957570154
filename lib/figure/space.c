/* Perspective as in mpl_toolkits.mplot3d 3.6: a box with sides 4 : 4 : 3 seen from distance 10 with focal length 1. */
#include "figure/space.h"

#include "base/exact.h"

#include <math.h>

static const double distance = 10;

void view_make(struct view *view, double azimuth, double elevation)
{
    const double degree = 3.14159265358979323846 / 180, side = 1.8294640721620434 / 6.4031242374328485; /* over the length of (4, 4, 3) */
    *view = (struct view){.aspect = {4 * side, 4 * side, 3 * side}, .scale = 1};
    double a = remainder(azimuth, 360) * degree, e = remainder(elevation, 360) * degree;
    double towards[3] = {exact_cos(e) * exact_cos(a), exact_cos(e) * exact_sin(a), exact_sin(e)};
    double up_sign = fabs(remainder(elevation, 360)) > 90 ? -1 : 1;
    double right[3] = {-up_sign * exact_sin(a), up_sign * exact_cos(a), 0}; /* the upright turned by the azimuth, also when looking straight down */
    double up[3] = {towards[1] * right[2] - towards[2] * right[1], towards[2] * right[0] - towards[0] * right[2],
                    towards[0] * right[1] - towards[1] * right[0]};
    for (int i = 0; i < 3; i++) {
        view->rows[0][i] = right[i];
        view->rows[1][i] = up[i];
        view->rows[2][i] = towards[i];
    }
}

struct point view_project(const struct view *view, const double fractions[3], double *depth)
{
    double camera[3] = {0};
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < 3; i++)
            camera[row] += view->rows[row][i] * view->aspect[i] * (fractions[i] - 0.5);
    if (depth)
        *depth = camera[2];
    double away = fmax(distance - camera[2], 0.5); /* what is behind the eye is not folded to the front */
    return (struct point){camera[0] / away, camera[1] / away};
}

struct point view_page(const struct view *view, const double fractions[3])
{
    struct point p = view_project(view, fractions, NULL);
    return (struct point){view->origin.x + view->scale * p.x, view->origin.y - view->scale * p.y};
}

void view_walls(const struct view *view, double walls[3])
{
    for (int i = 0; i < 3; i++)
        walls[i] = view->rows[2][i] > 0 ? -SPACE_OVERLAP : 1 + SPACE_OVERLAP;
}

struct space_edge view_edge(const struct view *view, enum axis_which which)
{
    struct space_edge edge = {.outward = which == AXIS_X ? AXIS_Y : AXIS_X};
    double walls[3], front[3], at[3];
    view_walls(view, walls);
    for (int i = 0; i < 3; i++) {
        front[i] = 1 - walls[i];
        at[i] = walls[i];
    }
    if (which != AXIS_Z) { /* on the floor (or ceiling), at its near side */
        at[edge.outward] = front[edge.outward];
    } else { /* upright, at the side of a wall that is further right on the page */
        double one[3] = {front[0], walls[1], 0.5}, other[3] = {walls[0], front[1], 0.5};
        bool first = view_project(view, one, NULL).x >= view_project(view, other, NULL).x;
        edge.outward = first ? AXIS_X : AXIS_Y;
        at[edge.outward] = front[edge.outward];
    }
    edge.sign = at[edge.outward] > 0.5 ? 1 : -1;
    for (int i = 0; i < 3; i++) {
        edge.from[i] = i == (int)which ? -SPACE_OVERLAP : at[i];
        edge.to[i] = i == (int)which ? 1 + SPACE_OVERLAP : at[i];
    }
    return edge;
}
