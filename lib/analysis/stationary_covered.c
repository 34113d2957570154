/* Which points the traced curves account for. */
#include "analysis/stationary.h"

#include "base/exact.h"

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

/* Whether the chain ends at a place inside the box. */
static bool ends_at(const struct stationary *search, const struct critical_chain *chain, const double at[2])
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
        if (ends_at(search, &search->chains[i], at))
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
