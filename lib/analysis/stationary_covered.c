/* Which points the traced curves and the level stretches account for. */
#include "analysis/stationary.h"

#include "base/exact.h"
#include "expression/interval.h"

#include <math.h>

/* In units of the box: how near to a curve a point is one of it; how near to the end of a curve it is one of its own; what is far; how near two
 * traces of one curve are. */
static const double on = 1.0 / 512, own = 1e-6, far = 1.0 / 32, same = 1.0 / 4096;

static double distance(const struct stationary *search, const struct critical_chain *chain, const double at[2])
{
    double least = INFINITY;
    for (size_t i = 0; i + 1 < chain->count + chain->closed; i++) {
        double from[2], way[2], square = 0, dot = 0;
        for (int k = 0; k < 2; k++) {
            from[k] = (at[k] - chain->at[i][k]) / search->extent[k];
            way[k] = (chain->at[(i + 1) % chain->count][k] - chain->at[i][k]) / search->extent[k];
            square += way[k] * way[k];
            dot += from[k] * way[k];
        }
        if (fmax(fabs(from[0]), fabs(from[1])) > far) /* as most are */
            continue;
        const double part = square > 0 ? fmin(fmax(dot / square, 0), 1) : 0;
        least = fmin(least, fmax(fabs(from[0] - part * way[0]), fabs(from[1] - part * way[1])));
    }
    return least;
}

bool stationary_ends_at(const struct stationary *search, const struct critical_chain *chain, const double at[2])
{
    for (int end = 0; end < 2 && !chain->closed; end++) {
        const double *place = chain->at[end ? chain->count - 1 : 0];
        bool rim = false;
        for (int k = 0; k < 2; k++)
            rim = rim || place[k] == search->low[k] || place[k] == search->low[k] + search->extent[k];
        if (!rim && exact_hypot((place[0] - at[0]) / search->extent[0], (place[1] - at[1]) / search->extent[1]) < own)
            return true;
    }
    return false;
}

bool stationary_on_chain(const struct stationary *search, size_t first, const double *at)
{
    bool covered = false;
    for (size_t i = first; i < search->chain_count && search->dimension == 2; i++) {
        if (stationary_ends_at(search, &search->chains[i], at))
            return false;
        covered = covered || distance(search, &search->chains[i], at) < on;
    }
    return covered;
}

bool stationary_is_traced(const struct stationary *search, const double at[2])
{
    for (size_t i = 0; i < search->chain_count; i++)
        if (distance(search, &search->chains[i], at) < same)
            return true;
    return false;
}

static struct interval_program *slopes_of(struct stationary *search)
{
    const struct landscape *landscape = search->landscape;
    const node_id nodes[3] = {landscape->value, landscape->gradient[0], landscape->gradient[search->dimension - 1]};
    if (!search->slopes)
        search->slopes = interval_compile(search->arena, landscape->graph, nodes, 1 + search->dimension, search->dimension);
    return search->slopes;
}

bool stationary_on_level(struct stationary *search, const double *at)
{
    enum { DIRECTIONS = 16 };
    static const double circle[DIRECTIONS][2] = {{1, 0},        {0.92, 0.38},  {0.71, 0.71},  {0.38, 0.92},   {0, 1},         {-0.38, 0.92},
                                                 {-0.71, 0.71}, {-0.92, 0.38}, {-1, 0},       {-0.92, -0.38}, {-0.71, -0.71}, {-0.38, -0.92},
                                                 {0, -1},       {0.38, -0.92}, {0.71, -0.71}, {0.92, -0.38}};
    static const double near = 1e-6, half = 0.15; /* of a box beside the point: its distance, in units of the box, and of that half its side */
    const size_t n = search->dimension;
    if (n > 2 || !search->may_be_level)
        return false;
    struct enclosure boxes[2 * DIRECTIONS], slopes[3 * DIRECTIONS];
    for (size_t i = 0; i < DIRECTIONS; i++)
        for (size_t k = 0; k < n; k++) {
            const double side = n == 1 ? (i % 2 ? -1 : 1) : circle[i][k], unit = near * search->extent[k], middle = at[k] + side * unit;
            boxes[n * i + k] = enclosure_between(middle - half * unit, middle + half * unit);
        }
    interval_run_many(slopes_of(search), boxes, n == 1 ? 2 : DIRECTIONS, slopes);
    for (size_t i = 0; i < (n == 1 ? 2 : DIRECTIONS); i++) {
        bool level = true;
        for (size_t k = 0; k <= n; k++) {
            const struct enclosure *bounds = &slopes[(n + 1) * i + k];
            level = level && enclosure_continuous(bounds) &&
                    (k == 0 ? isfinite(bounds->low) && isfinite(bounds->high) : bounds->low == 0 && bounds->high == 0);
        }
        if (level)
            return true;
    }
    return false;
}
