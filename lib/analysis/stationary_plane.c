/* Two dimensions: Newton's method from the points of a grid, many starts in lockstep. It finds nearly all points for little; the cells find the rest. */
#include "analysis/stationary.h"

#include <math.h>

enum { STARTS = 112, MOST_STEPS = 44, POLISHING_STEPS = 160, MOST_POLISHED = 64 };
/* In units of the box. */
static const double longest_step = 1.0 / 16, polished_step = 1e-14, slow_step = 1e-4, reach_outside = 0.1;

struct plane {
    struct stationary *search;
    struct program *curvature; /* value, gradient, Hessian's lower triangle */
    struct workspace *workspace;
};

/* Starts that are still moving. */
struct swarm {
    double *x, *y, *step; /* step: the length of the last one */
    size_t count;
};

/* Newton's step from gradient g and Hessian h = {xx, xy, yy}, in units of the region; along a singular Hessian's range only. */
static void newton_step(const double g[2], const double h[3], double step[2])
{
    const double determinant = h[0] * h[2] - h[1] * h[1], square = h[0] * h[0] + 2 * h[1] * h[1] + h[2] * h[2];
    if (fabs(determinant) > 2.5e-16 * square) {
        step[0] = -(h[2] * g[0] - h[1] * g[1]) / determinant;
        step[1] = -(h[0] * g[1] - h[1] * g[0]) / determinant;
    } else { /* rank one: the pseudo-inverse is h / |h|² */
        step[0] = -(h[0] * g[0] + h[1] * g[1]) / square;
        step[1] = -(h[1] * g[0] + h[2] * g[1]) / square;
    }
}

/* Moves one start; false if it is to be given up. */
static bool advance(const struct plane *plane, double *const *outputs, size_t i, struct swarm *swarm, size_t to)
{
    struct stationary *search = plane->search;
    const double *extent = search->extent;
    const double g[2] = {outputs[1][i] * extent[0], outputs[2][i] * extent[1]};
    const double h[3] = {outputs[3][i] * extent[0] * extent[0], outputs[4][i] * extent[0] * extent[1], outputs[5][i] * extent[1] * extent[1]};
    double step[2] = {0, 0};
    if (g[0] != 0 || g[1] != 0)
        newton_step(g, h, step);
    const double length = fmax(fabs(step[0]), fabs(step[1])), shorten = length > longest_step ? longest_step / length : 1;
    const double x = swarm->x[i] + shorten * step[0] * extent[0], y = swarm->y[i] + shorten * step[1] * extent[1];
    const double u = (x - search->low[0]) / extent[0], v = (y - search->low[1]) / extent[1];
    swarm->x[to] = x;
    swarm->y[to] = y;
    swarm->step[to] = length;
    return fabs(u - 0.5) <= 0.5 + reach_outside && fabs(v - 0.5) <= 0.5 + reach_outside; /* not for a not-a-number */
}

/* Follows the starts until they rest, and takes in where; what is left still moves, but hardly. */
static void follow(const struct plane *plane, struct swarm *swarm, int most_steps)
{
    struct stationary *search = plane->search;
    double *outputs[6], *rest_x = ARENA_NEW(search->arena, double, swarm->count), *rest_y = ARENA_NEW(search->arena, double, swarm->count);
    size_t rested = 0;
    for (int k = 0; k < 6; k++)
        outputs[k] = ARENA_NEW(search->arena, double, swarm->count);
    for (int step = 0; step < most_steps && swarm->count; step++) {
        size_t moving = 0;
        program_run(plane->curvature, plane->workspace, (const double *const[]){swarm->x, swarm->y}, outputs, swarm->count);
        for (size_t i = 0; i < swarm->count; i++) {
            if (!advance(plane, outputs, i, swarm, moving))
                continue;
            if (swarm->step[moving] <= polished_step) {
                rest_x[rested] = swarm->x[moving];
                rest_y[rested++] = swarm->y[moving];
            } else {
                moving++;
            }
        }
        swarm->count = moving;
    }
    stationary_add(search, rest_x, rest_y, rested, true);
    size_t slow = 0;
    for (size_t i = 0; i < swarm->count; i++)
        if (swarm->step[i] <= slow_step) {
            swarm->x[slow] = swarm->x[i];
            swarm->y[slow] = swarm->y[i];
            swarm->step[slow++] = swarm->step[i];
        }
    swarm->count = slow;
}

/* Newton's method nears degenerate points by a fixed fraction a step only, so some of those that still move get more steps. */
static void polish_slow(const struct plane *plane, struct swarm *swarm)
{
    const size_t each = swarm->count / MOST_POLISHED + 1;
    size_t kept = 0;
    for (size_t i = 0; i < swarm->count; i += each) {
        swarm->x[kept] = swarm->x[i];
        swarm->y[kept++] = swarm->y[i];
    }
    swarm->count = kept;
    follow(plane, swarm, POLISHING_STEPS);
    stationary_add(plane->search, swarm->x, swarm->y, swarm->count, true);
}

bool stationary_follow(struct stationary *search, double *x, double *y, size_t count, struct error *error)
{
    struct plane plane = {.search = search};
    if (!landscape_program(search->landscape, 2, &plane.curvature, error))
        return false;
    plane.workspace = workspace_create(search->arena, plane.curvature);
    struct swarm swarm = {x, y, ARENA_NEW(search->arena, double, count), count};
    follow(&plane, &swarm, MOST_STEPS);
    polish_slow(&plane, &swarm);
    return true;
}

bool stationary_search_plane(struct stationary *search, struct error *error)
{
    const size_t total = STARTS * STARTS;
    double *x = ARENA_NEW(search->arena, double, total), *y = ARENA_NEW(search->arena, double, total);
    for (size_t i = 0; i < total; i++) {
        const double u = ((double)(i % STARTS) + 0.5) / STARTS, v = ((double)(i / STARTS) + 0.5) / STARTS;
        x[i] = search->low[0] + (1.003 * u - 0.0017) * search->extent[0];
        y[i] = search->low[1] + (1.003 * v - 0.0013) * search->extent[1];
    }
    return stationary_follow(search, x, y, total, error);
}
