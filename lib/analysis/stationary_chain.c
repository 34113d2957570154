/* Curves of critical points. From a point that the Hessian leaves open a step is made along the direction of least curvature, and Newton's method along
 * the other direction leads back onto the curve, if there is one: then the place reached is critical, too, and as far away as the step. */
#include "analysis/stationary.h"

#include "base/eigen.h"
#include "base/exact.h"

#include <math.h>
#include <string.h>

enum { MOST_LINKS = 600, CORRECTIONS = 12 };
/* Steps in units of the box. */
static const double link = 1.0 / 128, arrived = 0.75;

struct follower {
    struct stationary *search;
    struct program *program;
    struct workspace *workspace;
};

/* Gradient and Hessian in units of the box, and the eigenvectors: vectors[0] of the curvature nearest to 0. */
static void look(struct follower *follower, const double at[2], double gradient[2], double curvatures[2], double vectors[2][2])
{
    const double *extent = follower->search->extent;
    double numbers[6], *outputs[6], matrix[4], values[2], rows[4];
    for (int i = 0; i < 6; i++)
        outputs[i] = &numbers[i];
    program_run(follower->program, follower->workspace, (const double *const[]){&at[0], &at[1]}, outputs, 1);
    gradient[0] = numbers[1] * extent[0];
    gradient[1] = numbers[2] * extent[1];
    matrix[0] = numbers[3] * extent[0] * extent[0];
    matrix[2] = numbers[4] * extent[0] * extent[1];
    matrix[3] = numbers[5] * extent[1] * extent[1];
    matrix[1] = matrix[2];
    symmetric_eigen(2, matrix, values, rows);
    const int least = fabs(values[0]) <= fabs(values[1]) ? 0 : 1;
    for (int i = 0; i < 2; i++) {
        curvatures[i] = values[i == 0 ? least : 1 - least];
        memcpy(vectors[i], rows + 2 * (i == 0 ? least : 1 - least), sizeof vectors[i]);
    }
}

static bool in_box(const struct stationary *search, const double at[2])
{
    for (int k = 0; k < 2; k++)
        if (!(at[k] >= search->low[k] && at[k] <= search->low[k] + search->extent[k]))
            return false;
    return true;
}

/* Newton's method across the curve, onto it; false if that takes too long a step. */
static bool correct(struct follower *follower, double at[2])
{
    double gradient[2], curvatures[2], vectors[2][2];
    for (int i = 0; i < CORRECTIONS; i++) {
        look(follower, at, gradient, curvatures, vectors);
        const double slope = gradient[0] * vectors[1][0] + gradient[1] * vectors[1][1];
        const double step = slope == 0 ? 0 : -slope / curvatures[1];
        if (!(fabs(step) <= link))
            return false;
        for (int k = 0; k < 2; k++)
            at[k] += step * vectors[1][k] * follower->search->extent[k];
        if (step == 0)
            break;
    }
    return true;
}

/* The next place on the curve from `at` in a direction (in units of the box); false if there is none. */
static bool advance(struct follower *follower, const double at[2], const double direction[2], double next[2], enum critical_kind *kind)
{
    const struct stationary *search = follower->search;
    const double *extent = search->extent;
    for (int k = 0; k < 2; k++)
        next[k] = at[k] + link * direction[k] * extent[k];
    if (!correct(follower, next))
        return false;
    const double u = (next[0] - at[0]) / extent[0], v = (next[1] - at[1]) / extent[1];
    if (!(u * direction[0] + v * direction[1] > arrived * link))
        return false;
    struct inspection inspection;
    critical_inspect_by(search->inspector, next, 1, false, &inspection);
    *kind = inspection.kind;
    return critical_kind_listed(inspection.kind) && !inspection.sure;
}

/* Follows the curve one way; the places go behind each other into `places`. */
static size_t follow(struct follower *follower, const double start[2], double sign, double (*places)[2], bool *closed)
{
    const double *extent = follower->search->extent;
    double at[2] = {start[0], start[1]}, gradient[2], curvatures[2], vectors[2][2], heading[2] = {0, 0};
    size_t count = 0;
    *closed = false;
    while (count < MOST_LINKS) {
        enum critical_kind kind;
        look(follower, at, gradient, curvatures, vectors);
        double along = count ? heading[0] * vectors[0][0] + heading[1] * vectors[0][1] : sign;
        double next[2], direction[2];
        for (int k = 0; k < 2; k++)
            direction[k] = along < 0 ? -vectors[0][k] : vectors[0][k];
        if (count && fabs(along) < 0.5) /* where all curvatures are 0 the direction is the last one */
            memcpy(direction, heading, sizeof direction);
        if (isnan(direction[0]) || !advance(follower, at, direction, next, &kind) || !in_box(follower->search, next))
            break;
        const double length = exact_hypot((next[0] - at[0]) / extent[0], (next[1] - at[1]) / extent[1]);
        for (int k = 0; k < 2; k++)
            heading[k] = (next[k] - at[k]) / extent[k] / length;
        memcpy(places[count++], next, sizeof next);
        memcpy(at, next, sizeof at);
        if (count > 4 && fabs(at[0] - start[0]) / extent[0] < 0.7 * link && fabs(at[1] - start[1]) / extent[1] < 0.7 * link) {
            *closed = true;
            break;
        }
    }
    return count;
}

/* The distance of a point from the chain's pieces, in units of the box. */
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
        const double part = fmin(fmax(dot / square, -1), 2); /* beyond its ends, too, which are up to a step from the rim */
        least = fmin(least, fmax(fabs(from[0] - part * way[0]), fabs(from[1] - part * way[1])));
    }
    return least;
}

/* What the chain accounts for goes from the list. */
static void absorb(struct stationary *search, const struct critical_chain *chain)
{
    for (size_t i = search->count; i-- > 0;)
        if (!search->points[i].sure && distance(search, chain, search->points[i].point.at) < link / 4)
            stationary_take_out(search, i);
}

/* The chain through a point, if it lies on one. */
static bool trace(struct follower *follower, const double start[2])
{
    struct stationary *search = follower->search;
    double(*forth)[2] = arena_allocate(search->arena, MOST_LINKS, sizeof *forth),
    (*back)[2] = arena_allocate(search->arena, MOST_LINKS, sizeof *back);
    bool closed, unused;
    const size_t ahead = follow(follower, start, 1, forth, &closed), behind = closed ? 0 : follow(follower, start, -1, back, &unused);
    if (ahead + behind == 0)
        return false;
    struct critical_chain chain = {.at = arena_allocate(search->arena, ahead + behind + 1, sizeof *chain.at), .closed = closed};
    for (size_t i = behind; i-- > 0;)
        memcpy(chain.at[chain.count++], back[i], sizeof *back);
    memcpy(chain.at[chain.count++], start, sizeof *back);
    for (size_t i = 0; i < ahead - closed; i++)
        memcpy(chain.at[chain.count++], forth[i], sizeof *forth);
    struct inspection inspection;
    critical_inspect_by(search->inspector, chain.at[chain.count / 3], 1, true, &inspection);
    chain.kind = inspection.kind;
    search->chains[search->chain_count++] = chain;
    absorb(search, &chain);
    return true;
}

bool stationary_chain(struct stationary *search, struct error *error)
{
    struct follower follower = {.search = search};
    if (search->dimension == 1 || !search->unsure_count)
        return true;
    if (!landscape_program(search->landscape, 2, &follower.program, error))
        return false;
    follower.workspace = workspace_create(search->arena, follower.program);
    for (size_t i = 0; i < search->count && search->chain_count < CRITICAL_MOST_CHAINS; i++) {
        if (search->points[i].sure || search->points[i].followed)
            continue;
        search->points[i].followed = true;
        double start[2] = {search->points[i].point.at[0], search->points[i].point.at[1]};
        if (!search->points[i].point.smooth)
            continue;
        if (correct(&follower, start) && trace(&follower, start))
            i = SIZE_MAX; /* the list has changed: from the beginning */
    }
    return true;
}
