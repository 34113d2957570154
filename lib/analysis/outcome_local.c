#include "analysis/outcome_local.h"

#include "base/eigen.h"
#include "base/exact.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { CHUNK = 16, RADII = 2, SIDES = 2, PER_DIRECTION = RADII * SIDES, MOST_ROWS = 1000, BEHIND = 64, AHEAD = 256, CREASE_STEPS = 50 };
static const double radius_part = 1e-6, small_part = 1e-3; /* of the path's extent along a direction; of that radius */
static const double least_extent = 1e-3;                   /* of the extent of the coordinates: a direction's */
static const double proportional = 0.01, corner = 0.25;
static const double rounding = 4 * DBL_EPSILON, resolved = 64 * DBL_EPSILON;
static const double part_of_way = 0.9, aside = 0.01;
static const double soon = 2.8; /* see local_steepens_ahead */
static const double unabated = 0.9;
static const double crease_least = 1e-6, crease_part = 0.1; /* see falls_along_crease: of the largest gradient; of the combination's length */
static const double across = 0.1;                           /* see local_steepness */
static const double quarters[4] = {1, 1.189207115002721, 1.4142135623730951, 1.681792830507429}; /* powers of 2^¼ */

static double norm_of(const double *numbers, size_t n)
{
    double most = 0, sum = 0;
    for (size_t d = 0; d < n; d++)
        most = fmax(most, fabs(numbers[d]));
    if (most == 0 || !isfinite(most))
        return most;
    for (size_t d = 0; d < n; d++)
        sum += numbers[d] / most * (numbers[d] / most);
    return most * sqrt(sum);
}

/* The slopes at the end, and the Hessian taken apart. */
static void decompose(const struct surroundings *around, size_t i, enum outcome_search search, struct local *local)
{
    const size_t n = around->dimension;
    const double *extent = outcome_extent(around, i);
    double value;
    local->point = outcome_point(around, search, i);
    local->slopes = ARENA_NEW(around->arena, double, n);
    outcome_evaluate(around, local->point, 1, &value, local->slopes);
    for (size_t d = 0; d < n; d++)
        local->slopes[d] *= extent[d];
    if (!around->inspections)
        return;
    const double *hessian = local->hessian = outcome_inspection(around, search, i)->hessian;
    double *matrix = ARENA_NEW(around->arena, double, n *n);
    local->values = ARENA_NEW(around->arena, double, n);
    local->vectors = ARENA_NEW(around->arena, double, n *n);
    for (size_t row = 0; row < n; row++)
        for (size_t column = 0; column < n; column++)
            matrix[row * n + column] = hessian[row * n + column] * extent[row] * extent[column];
    symmetric_eigen(n, matrix, local->values, local->vectors);
    if (!isfinite(local->values[0]) || !isfinite(local->values[n - 1]))
        local->values = local->vectors = NULL;
    if (!local->vectors)
        local->hessian = NULL;
}

/* One direction: its component by coordinate, the two distances looked at, and what rounding makes of a slope along it. */
struct direction {
    double *along; /* [n], in units of the extents */
    double radii[RADII];
    double noise;
};

/* How far from a point the path reaches along a direction. */
static double reach_along(const struct surroundings *around, const struct outcome_path *path, size_t i, const double *point, const double *along)
{
    const size_t n = around->dimension, stride = 1 + path->rows / MOST_ROWS;
    const double *extent = outcome_extent(around, i);
    double reach = least_extent;
    for (size_t row = 0; row < path->rows; row += stride) {
        double product = 0;
        for (size_t d = 0; d < n; d++)
            product += along[d] * ((path->x[row * n + d] - point[d]) / extent[d]);
        reach = fmax(reach, fabs(product));
    }
    return reach;
}

static void choose_direction(const struct surroundings *around, const struct outcome_path *path, size_t i, const struct local *local, size_t k,
                             struct direction *direction)
{
    const size_t n = around->dimension;
    const double *extent = outcome_extent(around, i), *point = local->point, *hessian = local->hessian;
    double floor = 0;
    direction->noise = 0;
    for (size_t d = 0; d < n; d++) {
        direction->along[d] = local->vectors ? local->vectors[k * n + d] : (double)(d == k);
        if (fabs(direction->along[d]) > 0.1)
            floor = fmax(floor, resolved * fabs(point[d]) / extent[d]);
        double shift = fabs(local->slopes[d]);
        for (size_t other = 0; other < n && hessian; other++)
            shift += extent[d] * fabs(hessian[d * n + other] * point[other]);
        direction->noise += isfinite(shift) ? fabs(direction->along[d]) * rounding * shift : 0;
    }
    direction->radii[0] = fmax(floor, radius_part * (local->vectors ? reach_along(around, path, i, point, direction->along) : 1));
    direction->radii[1] = fmax(floor, small_part * direction->radii[0]);
}

enum side { SIDE_RISES, SIDE_LEVEL, SIDE_FALLS };

/* Beyond the edge of where the landscape is defined there is no way down. */
static enum side side_of(double outward, double noise)
{
    return !(outward <= noise) ? SIDE_RISES : outward < -noise ? SIDE_FALLS : SIDE_LEVEL;
}

enum turn { TURN_RISES, TURN_FALLS, TURN_LEVEL, TURN_ONWARD };

/* What the slopes outward on two sides say together. */
static enum turn turn_of(const double outward[SIDES], double noise)
{
    const enum side a = side_of(outward[0], noise), b = side_of(outward[1], noise);
    if (isnan(outward[0]) && isnan(outward[1]))
        return TURN_ONWARD;
    return a == SIDE_RISES && b == SIDE_RISES   ? TURN_RISES
           : a == SIDE_FALLS && b == SIDE_FALLS ? TURN_FALLS
           : a != SIDE_FALLS && b != SIDE_FALLS ? TURN_LEVEL
                                                : TURN_ONWARD;
}

/* One direction's turn from the slopes outward at both radii. */
static enum turn judge_direction(const struct direction *direction, const double outward[RADII][SIDES], bool *jumps)
{
    const double change = outward[0][0] + outward[0][1], near_change = outward[1][0] + outward[1][1];
    const double expected = change * (direction->radii[1] / direction->radii[0]);
    const enum turn far = turn_of(outward[0], direction->noise), near = turn_of(outward[1], direction->noise);
    if (fabs(near_change - expected) <= proportional * fabs(expected) + 4 * direction->noise)
        return far;
    *jumps = *jumps || (near == TURN_RISES && near_change >= corner * change);
    return near == TURN_LEVEL ? far : near;
}

/* A few directions together: their points in one block. */
static void look_along(const struct surroundings *around, size_t i, const struct direction *directions, size_t count, struct local *local)
{
    const size_t n = around->dimension, points = PER_DIRECTION * count;
    const double *extent = outcome_extent(around, i);
    double *x = ARENA_NEW(around->arena, double, n *points), *gradients = ARENA_NEW(around->arena, double, n *points), values[PER_DIRECTION * CHUNK];
    for (size_t at = 0; at < points; at++) {
        const struct direction *direction = &directions[at / PER_DIRECTION];
        const double distance = direction->radii[at / SIDES % RADII] * (at % SIDES ? 1 : -1);
        for (size_t d = 0; d < n; d++)
            x[d * points + at] = local->point[d] + distance * direction->along[d] * extent[d];
    }
    outcome_evaluate(around, x, points, values, gradients);
    for (size_t k = 0; k < count; k++) {
        double outward[RADII][SIDES] = {{0}};
        for (size_t j = 0; j < PER_DIRECTION; j++) {
            const size_t at = k * PER_DIRECTION + j;
            double *slope = &outward[j / SIDES][j % SIDES];
            for (size_t d = 0; d < n; d++)
                *slope += directions[k].along[d] == 0 ? 0 : gradients[d * points + at] * directions[k].along[d] * extent[d];
            *slope = isnan(values[at]) ? NAN : j % SIDES ? *slope : -*slope;
        }
        const enum turn turn = judge_direction(&directions[k], (const double(*)[SIDES])outward, &local->jumps);
        *(turn == TURN_RISES ? &local->rises : turn == TURN_FALLS ? &local->falls : turn == TURN_LEVEL ? &local->level : &local->onward) += 1;
    }
}

/* Whether the landscape falls along a crease, as 10·|u| − v does along v: there it may rise on both sides of every axis. A direction is sought by
 * Lemaréchal's bundle of two: from gradients at the first radius, each straight down from the shortest combination of those before (Nonsmooth
 * Optimization and Descent Methods, IIASA RR-78-4, 1978), until the slope at such a place still falls by a part of that combination's length. */
static bool falls_along_crease(const struct surroundings *around, size_t i, const struct local *local)
{
    const size_t n = around->dimension;
    const double *extent = outcome_extent(around, i);
    double *shortest = ARENA_NEW(around->arena, double, n), *slopes = ARENA_NEW(around->arena, double, n), *x = ARENA_NEW(around->arena, double, n);
    double largest = 0, value;
    for (size_t d = 0; d < n; d++) /* where there is no gradient at the point, a place beside it has one */
        x[d] = 1 / sqrt((double)d + 2);
    memcpy(shortest, isfinite(norm_of(local->slopes, n)) ? local->slopes : x, n * sizeof *shortest);
    for (int step = 0; step < CREASE_STEPS; step++) {
        const double norm = norm_of(shortest, n);
        if (!(norm > crease_least * largest) || !isfinite(norm))
            return false;
        for (size_t d = 0; d < n; d++)
            x[d] = local->point[d] - radius_part * (shortest[d] / norm) * extent[d];
        outcome_evaluate(around, x, 1, &value, slopes);
        double along = 0, between = 0, apart = 0;
        for (size_t d = 0; d < n; d++) {
            slopes[d] *= extent[d];
            along += slopes[d] * (shortest[d] / norm);
        }
        const double scale = largest = fmax(largest, norm_of(slopes, n));
        if (!isfinite(along))
            return false;
        if (step > 0 && along >= crease_part * norm)
            return true;
        if (step == 0 && !isfinite(norm_of(local->slopes, n))) {
            memcpy(shortest, slopes, n * sizeof *shortest);
            continue;
        }
        for (size_t d = 0; d < n; d++) {
            const double difference = (slopes[d] - shortest[d]) / scale;
            between -= difference * (shortest[d] / scale);
            apart += difference * difference;
        }
        const double part = apart > 0 ? fmin(1, fmax(0, between / apart)) : 0; /* of the way from one to the other, where it is nearest to 0 */
        for (size_t d = 0; d < n; d++)
            shortest[d] += part * (slopes[d] - shortest[d]);
    }
    return false;
}

struct local local_inspect(const struct surroundings *around, const struct outcome_path *path, size_t i, enum outcome_search search, double floor)
{
    const size_t n = around->dimension;
    struct local local = {0};
    struct direction directions[CHUNK];
    decompose(around, i, search, &local);
    for (size_t k = 0; k < CHUNK; k++)
        directions[k].along = ARENA_NEW(around->arena, double, n);
    for (size_t first = 0; first < n; first += CHUNK) {
        const size_t count = n - first < CHUNK ? n - first : CHUNK;
        for (size_t k = 0; k < count; k++) {
            choose_direction(around, path, i, &local, first + k, &directions[k]);
            directions[k].noise += floor;
        }
        look_along(around, i, directions, count, &local);
    }
    if (around->inspections && n > 1 && !local.falls && !local.onward && (local.jumps || !local.vectors) &&
        !critical_kind_listed(outcome_inspection(around, search, i)->kind))
        local.onward += falls_along_crease(around, i, &local);
    return local;
}

enum critical_kind local_kind(const struct local *local)
{
    return local->onward   ? CRITICAL_REGULAR
           : local->level  ? CRITICAL_DEGENERATE
           : !local->falls ? CRITICAL_MINIMUM
           : local->rises  ? CRITICAL_SADDLE
                           : CRITICAL_MAXIMUM;
}

bool local_near(const struct surroundings *around, const struct local *local, size_t i, const double *point)
{
    const size_t n = around->dimension;
    const double *extent = outcome_extent(around, i), *end = local->point;
    if (!local->vectors)
        return false;
    double *way = ARENA_NEW(around->arena, double, n), rest = 0;
    for (size_t d = 0; d < n; d++)
        way[d] = (point[d] - end[d]) / extent[d];
    const double whole = norm_of(way, n);
    for (size_t k = 0; k < n; k++) {
        const double *vector = local->vectors + k * n;
        double slope = 0, part = 0;
        for (size_t d = 0; d < n; d++) {
            slope += vector[d] * local->slopes[d];
            part += vector[d] * way[d];
        }
        if (fabs(part) > aside * whole && slope != 0) /* a point across a valley is there whatever Newton's method does along it */
            part += slope / local->values[k];
        rest = exact_hypot(rest, part);
    }
    return rest <= part_of_way * whole;
}

/* The steepness of slopes; those that are not finite have none. */
static double steepness_of(const struct surroundings *around, const struct outcome_path *path, size_t i, const double *slopes)
{
    const size_t n = around->dimension, count = path->rows < BEHIND ? path->rows : BEHIND;
    const double *extent = outcome_extent(around, i), *end = outcome_point(around, SEARCH_NONE, i);
    double most = across * norm_of(slopes, n);
    for (size_t at = 0; at < count; at++) {
        double change = 0;
        for (size_t d = 0; d < n; d++)
            change += slopes[d] * ((path->x[at * path->rows / count * n + d] - end[d]) / extent[d]);
        most = fmax(most, fabs(change));
    }
    return most;
}

double local_steepness(const struct surroundings *around, const struct outcome_path *path, size_t i, const struct local *local)
{
    return steepness_of(around, path, i, local->slopes);
}

double local_steepest_behind(const struct surroundings *around, const struct outcome_path *path, size_t i)
{
    const size_t n = around->dimension, count = path->rows < BEHIND ? path->rows : BEHIND;
    const double *extent = outcome_extent(around, i);
    double *points = ARENA_NEW(around->arena, double, n *count), *slopes = ARENA_NEW(around->arena, double, n *count), values[BEHIND], steepest = 0;
    double *column = ARENA_NEW(around->arena, double, n);
    for (size_t at = 0; at < count; at++)
        for (size_t d = 0; d < n; d++)
            points[d * count + at] = path->x[at * path->rows / count * n + d];
    outcome_evaluate(around, points, count, values, slopes);
    for (size_t at = 0; at < count; at++) {
        for (size_t d = 0; d < n; d++)
            column[d] = slopes[d * count + at] * extent[d];
        const double steepness = steepness_of(around, path, i, column);
        steepest = isfinite(steepness) ? fmax(steepest, steepness) : steepest;
    }
    return steepest;
}

/* Slopes at lengths in a geometric progression of the steepest way down from a point; the first is at the point itself. */
struct way {
    double lengths[AHEAD], slopes[AHEAD];
    size_t count; /* as far as the value falls within the box */
};

/* Goes down in coordinates divided by these extents; from each point straight on to the next. */
static void look_ahead(const struct surroundings *around, const double *from, const double *extent, struct way *way)
{
    const size_t n = around->dimension;
    double *point = ARENA_NEW(around->arena, double, n), *slopes = ARENA_NEW(around->arena, double, n), value = INFINITY;
    memcpy(point, from, n * sizeof *point);
    for (way->count = 0; way->count < AHEAD; way->count++) {
        const size_t at = way->count;
        const double before = value;
        outcome_evaluate(around, point, 1, &value, slopes);
        if (!(value <= before + rounding * fabs(value)) || !outcome_inside(around, point))
            break;
        for (size_t d = 0; d < n; d++)
            slopes[d] *= extent[d];
        way->lengths[at] = at ? ldexp(quarters[at % 4], (int)(at / 4) - 10) : 0;
        way->slopes[at] = norm_of(slopes, n);
        const double step = ldexp(quarters[(at + 1) % 4], (int)((at + 1) / 4) - 10) - way->lengths[at];
        for (size_t d = 0; d < n; d++)
            point[d] -= step * (slopes[d] / way->slopes[at]) * extent[d];
    }
}

/* The length at which the slope is first so steep, between two that are known in proportion; infinite if nowhere. */
static double length_to(const struct way *way, double slope)
{
    for (size_t at = 1; at < way->count && way->slopes[at] >= unabated * way->slopes[0]; at++)
        if (way->slopes[at] >= slope) {
            const double part = (slope - way->slopes[at - 1]) / (way->slopes[at] - way->slopes[at - 1]);
            return way->lengths[at - 1] + part * (way->lengths[at] - way->lengths[at - 1]);
        }
    return INFINITY;
}

/* A path that moved along one coordinate alone has extents too unlike for a way that bends: those that are alike are tried, too. */
bool local_steepens_ahead(const struct surroundings *around, const struct local *local, size_t i)
{
    struct way *way = ARENA_NEW(around->arena, struct way, 1);
    double *alike = ARENA_NEW(around->arena, double, around->dimension);
    outcome_extent_alike(around, i, alike);
    for (int turn = 0; turn < 2 && around->inspections; turn++) {
        look_ahead(around, local->point, turn ? alike : outcome_extent(around, i), way);
        const double slope = way->count ? way->slopes[0] : 0, much = slope > 0 ? length_to(way, 100 * slope) : INFINITY;
        if (isfinite(much) && much <= soon * length_to(way, 10 * slope))
            return true;
    }
    return false;
}
