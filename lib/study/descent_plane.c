/* The principal plane of paths, by orthogonal iteration: the covariance matrix is applied, never formed, so a thousand dimensions cost no
 * more than their points. */
#include "study/descent.h"
#include "base/contract.h"

#include <math.h>
#include <string.h>

enum { ITERATIONS = 60, MOST_POINTS = 4000 };

/* Points spread over the trails, less the centre, one behind the other; all numbers divided by the largest, so that squares are
 * finite. */
struct cloud {
    double *points;
    size_t count, dimension;
};

static struct cloud gather(struct arena *arena, const struct trail *trails, size_t count, size_t n, double *centre)
{
    size_t total = 0, used = 0;
    for (size_t i = 0; i < count; i++)
        total += trails[i].rows;
    CONTRACT(total > 0);
    const size_t every = (total + MOST_POINTS - 1) / MOST_POINTS;
    struct cloud cloud = {ARENA_NEW(arena, double, (total / every + count) * n), 0, n};
    double largest = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t row = 0; row < trails[i].rows; row += every, used++)
            memcpy(cloud.points + used * n, trails[i].x + row * n, n * sizeof *cloud.points);
    cloud.count = used;
    for (size_t k = 0; k < used * n; k++)
        centre[k % n] += cloud.points[k] / (double)used;
    for (size_t k = 0; k < used * n; k++) {
        cloud.points[k] -= centre[k % n];
        largest = fmax(largest, fabs(cloud.points[k]));
    }
    for (size_t k = 0; k < used * n && largest > 0; k++)
        cloud.points[k] /= largest;
    return cloud;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* vector = covariance · vector; returns the variance along the vector that came in, if it was of length 1. */
static double spread(const struct cloud *cloud, double *vector, double *scratch)
{
    const size_t n = cloud->dimension;
    double variance = 0;
    memset(scratch, 0, n * sizeof *scratch);
    for (size_t k = 0; k < cloud->count; k++) {
        const double along = dot(cloud->points + k * n, vector, n);
        variance += along * along;
        for (size_t d = 0; d < n; d++)
            scratch[d] += along * cloud->points[k * n + d];
    }
    memcpy(vector, scratch, n * sizeof *vector);
    return variance;
}

/* Makes the vector of length 1 and at right angles to `other` (null: to nothing); where nothing is left, an axis is taken. */
static void straighten(double *vector, const double *other, size_t n)
{
    for (size_t axis = 0; axis <= n; axis++) {
        const double along = other ? dot(vector, other, n) : 0;
        for (size_t d = 0; d < n && other; d++)
            vector[d] -= along * other[d];
        const double length = sqrt(dot(vector, vector, n));
        if (length > 1e-12) {
            for (size_t d = 0; d < n; d++)
                vector[d] /= length;
            return;
        }
        for (size_t d = 0; d < n; d++)
            vector[d] = d == axis;
    }
}

struct descent_plane *descent_plane_find(struct arena *arena, const struct trail *trails, size_t count, size_t dimension)
{
    const size_t n = dimension;
    struct descent_plane *plane = ARENA_NEW(arena, struct descent_plane, 1);
    double *scratch = ARENA_NEW(arena, double, n), total = 0;
    plane->centre = ARENA_NEW(arena, double, n);
    const struct cloud cloud = gather(arena, trails, count, n, plane->centre);
    total = dot(cloud.points, cloud.points, cloud.count * n);
    for (int k = 0; k < 2; k++) {
        double *direction = plane->directions[k] = ARENA_NEW(arena, double, n), variance = 0;
        const double *other = k ? plane->directions[0] : NULL;
        for (size_t d = 0; d < n; d++)
            direction[d] = 1 + (double)(d % 7) * (k ? -0.3 : 0.1);
        straighten(direction, other, n);
        for (int i = 0; i < ITERATIONS; i++) {
            variance = spread(&cloud, direction, scratch);
            straighten(direction, other, n);
        }
        plane->explained[k] = total > 0 ? variance / total : 0;
    }
    return plane;
}
