/* Two dimensions: Newton's method from the points of a grid, many starts in lockstep. Then every tile of the region must hold points
 * whose indices sum to the winding number of its rim; where they do not, the tile is searched more closely, down to a kink. */
#include "analysis/stationary.h"
#include "analysis/winding.h"

#include <math.h>
#include <string.h>

enum { STARTS = 144, MOST_STEPS = 44, POLISHING_STEPS = 160, TILES = 16, TILE_STARTS = 20, CHILD_STARTS = 6, MOST_LEVELS = 40, MOST_TILES_LEFT = 48 };
/* In units of the region. */
static const double longest_step = 1.0 / 16, polished_step = 1e-12, slow_step = 1e-4, reach_outside = 0.1, small_tile = 1e-5, smallest_tile = 1e-9;

struct plane {
    struct stationary *search;
    struct program *slope, *curvature; /* gradient; value, gradient, Hessian's lower triangle */
    struct workspace *workspace;       /* of `curvature` */
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

/* Follows the starts until they rest, and takes in where; then those that still move, but hardly. */
static bool follow(const struct plane *plane, struct swarm *swarm, int most_steps, struct error *error)
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
    if (!stationary_add(search, rest_x, rest_y, rested, error))
        return false;
    size_t slow = 0;
    for (size_t i = 0; i < swarm->count; i++)
        if (swarm->step[i] <= slow_step) {
            swarm->x[slow] = swarm->x[i];
            swarm->y[slow++] = swarm->y[i];
        }
    return stationary_add(search, swarm->x, swarm->y, slow, error);
}

/* Starts on a side × side grid of each rectangle, and a little outside it. */
static bool search_rectangles(const struct plane *plane, const struct rectangle *rectangles, size_t count, size_t side, struct error *error)
{
    struct arena *arena = plane->search->arena;
    const size_t each = side * side, total = each * count;
    struct swarm swarm = {ARENA_NEW(arena, double, total), ARENA_NEW(arena, double, total), ARENA_NEW(arena, double, total), total};
    for (size_t i = 0; i < total; i++) {
        const struct rectangle *rectangle = &rectangles[i / each];
        const double u = ((double)(i % side) + 0.5) / (double)side, v = ((double)(i % each / side) + 0.5) / (double)side;
        swarm.x[i] = rectangle->low[0] + (1.1 * u - 0.05) * (rectangle->high[0] - rectangle->low[0]);
        swarm.y[i] = rectangle->low[1] + (1.1 * v - 0.05) * (rectangle->high[1] - rectangle->low[1]);
    }
    return follow(plane, &swarm, MOST_STEPS, error);
}

/* Newton's method nears degenerate points by a fixed fraction a step only, so the few there are get more of them. */
static bool polish_degenerate(const struct plane *plane, struct error *error)
{
    struct arena *arena = plane->search->arena;
    const size_t most = STATIONARY_MOST_DEGENERATE;
    struct swarm swarm = {ARENA_NEW(arena, double, most), ARENA_NEW(arena, double, most), ARENA_NEW(arena, double, most), 0};
    swarm.count = stationary_take_degenerate(plane->search, swarm.x, swarm.y);
    return follow(plane, &swarm, POLISHING_STEPS, error);
}

/* Degenerate points turn the gradient as often as a small rim round them tells; curves of them cannot be counted so. */
static void count_degenerate(const struct plane *plane)
{
    struct stationary *search = plane->search;
    for (size_t i = 0; i < search->count && !search->continuum; i++) {
        struct critical_point *point = &search->points[i];
        if (point->kind != CRITICAL_DEGENERATE)
            continue;
        double reach = 1e-3;
        for (size_t k = 0; k < search->count; k++)
            if (k != i)
                reach = fmin(reach, 0.4 * fmax(fabs(search->points[k].at[0] - point->at[0]) / search->extent[0],
                                               fabs(search->points[k].at[1] - point->at[1]) / search->extent[1]));
        struct rectangle rim = {0};
        for (int k = 0; k < 2; k++) {
            rim.low[k] = point->at[k] - reach * search->extent[k];
            rim.high[k] = point->at[k] + 1.1 * reach * search->extent[k];
        }
        winding_count(search->arena, plane->slope, &rim, 1);
        point->index = rim.known ? (int)rim.turns : 0;
    }
}

/* Whether the points inside account for the rectangle's turns. */
static bool agrees(const struct stationary *search, const struct rectangle *rectangle)
{
    long sum = 0;
    for (size_t i = 0; i < search->count; i++) {
        const double *at = search->points[i].at;
        if (at[0] >= rectangle->low[0] && at[0] < rectangle->high[0] && at[1] >= rectangle->low[1] && at[1] < rectangle->high[1])
            sum += search->points[i].index;
    }
    return rectangle->known && sum == rectangle->turns;
}

static size_t keep_disagreeing(const struct stationary *search, struct rectangle *rectangles, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!agrees(search, &rectangles[i]))
            rectangles[kept++] = rectangles[i];
    return kept;
}

/* Cuts each rectangle into pieces × pieces. */
static struct rectangle *cut(struct arena *arena, const struct rectangle *rectangles, size_t count, size_t pieces)
{
    const size_t each = pieces * pieces;
    struct rectangle *cuts = ARENA_NEW(arena, struct rectangle, each * count);
    for (size_t i = 0; i < each * count; i++) {
        const struct rectangle *whole = &rectangles[i / each];
        const size_t turn[2] = {i % pieces, i % each / pieces};
        for (int k = 0; k < 2; k++) {
            const double width = whole->high[k] - whole->low[k];
            cuts[i].low[k] = whole->low[k] + width * (double)turn[k] / (double)pieces;
            cuts[i].high[k] = turn[k] + 1 == pieces ? whole->high[k] : whole->low[k] + width * (double)(turn[k] + 1) / (double)pieces;
        }
    }
    return cuts;
}

/* Takes out the tiles whose turns are not known: small ones are kinks, the others leave the count unconfirmed. */
static size_t keep_known(struct stationary *search, struct rectangle *tiles, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        const bool small = tiles[i].high[0] - tiles[i].low[0] <= (tiles[i].known ? smallest_tile : small_tile) * search->extent[0];
        if (small)
            stationary_add_kink(search, (tiles[i].low[0] + tiles[i].high[0]) / 2, (tiles[i].low[1] + tiles[i].high[1]) / 2);
        else if (tiles[i].known)
            tiles[known++] = tiles[i];
        else
            search->confirmed = false;
    }
    return known;
}

/* Follows disagreeing tiles down by quarters until a point is found that explains them, or they have shrunk to a kink. */
static bool descend(const struct plane *plane, struct rectangle *tiles, size_t count, struct error *error)
{
    struct stationary *search = plane->search;
    for (int level = 0; level < MOST_LEVELS; level++) {
        count = keep_known(search, tiles, count);
        if (!count || count > MOST_TILES_LEFT || search->continuum)
            break;
        tiles = cut(search->arena, tiles, count, 2);
        count *= 4;
        winding_count(search->arena, plane->slope, tiles, count);
        count = keep_disagreeing(search, tiles, count);
        if (!search_rectangles(plane, tiles, count, CHILD_STARTS, error))
            return false;
        count_degenerate(plane);
        count = keep_disagreeing(search, tiles, count);
    }
    search->confirmed = search->confirmed && !count;
    return true;
}

bool stationary_search_plane(struct stationary *search, struct error *error)
{
    struct arena *arena = search->arena;
    struct plane plane = {.search = search};
    if (!landscape_program(search->landscape, 2, &plane.curvature, error))
        return false;
    plane.workspace = workspace_create(arena, plane.curvature);
    plane.slope = program_compile(arena, search->landscape->graph, search->landscape->gradient, 2, 2);

    struct rectangle whole = {.known = false};
    for (int k = 0; k < 2; k++) {
        whole.low[k] = search->low[k];
        whole.high[k] = search->low[k] + search->extent[k];
    }
    if (!search_rectangles(&plane, &whole, 1, STARTS, error) || !polish_degenerate(&plane, error))
        return false;
    struct rectangle *tiles = cut(arena, &whole, 1, TILES);
    size_t count = TILES * TILES;
    winding_count(arena, plane.slope, tiles, count);
    search->confirmed = true;
    for (size_t i = 0; i < count; i++)
        search->counted += tiles[i].turns;
    count_degenerate(&plane);
    count = keep_disagreeing(search, tiles, count);
    if (!search_rectangles(&plane, tiles, count, TILE_STARTS, error))
        return false;
    count_degenerate(&plane);
    count = keep_disagreeing(search, tiles, count);
    return descend(&plane, tiles, count, error);
}
