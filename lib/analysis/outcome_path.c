#include "analysis/outcome_path.h"

#include "expression/kernels.h"

#include <math.h>

enum { LEAST_FITTED = 5 };
static const double unmoved = 1e-3;                         /* of the box's width: the extent of a coordinate that never moved */
static const double negligible = 1e-100;                    /* of it: what is no motion, as squares of it leave the range of doubles */
static const double shrinkage = 0.97, most_shrinkage = 0.5; /* a step, and in all: steps that shrink less do not come to rest */
static const double most_spread = 0.02, clearly = 3;        /* of a law's constant; the other law's spread over it */
static const double most_drift = 0.5;                       /* of a law's constant on all of the way ahead, going on as in the fit */
static const double farthest_ahead = 5, constant = 1e-9; /* times the path's steps; what spread a length has that does not change but for rounding */

void path_extent(const struct outcome_path *path, size_t n, const double (*box)[2], double *extent)
{
    const double *end = path->x + (path->rows - 1) * n;
    for (size_t d = 0; d < n; d++) {
        extent[d] = 0;
        for (size_t row = 0; row < path->rows; row++)
            extent[d] = fmax(extent[d], fabs(path->x[row * n + d] - end[d]));
        if (extent[d] <= negligible * (box[d][1] - box[d][0]))
            extent[d] = unmoved * (box[d][1] - box[d][0]);
    }
}

double path_distance(const double *a, const double *b, const double *extent, size_t n)
{
    double sum = 0, most = 0;
    for (size_t d = 0; d < n; d++)
        most = fmax(most, fabs(a[d] - b[d]) / extent[d]);
    if (most == 0 || !isfinite(most))
        return most;
    for (size_t d = 0; d < n; d++)
        sum += (a[d] - b[d]) / extent[d] / most * ((a[d] - b[d]) / extent[d] / most);
    return most * sqrt(sum);
}

struct motion path_motion(const struct outcome_path *path, size_t n, const double *extent)
{
    const size_t last = path->rows - 1, middle = last / 2, quarter = last - last / 4;
    struct motion motion = {.steps = last - middle, .sustained = 1};
    double third = 0, fourth = 0, least = path->value[0], third_value = -INFINITY, fourth_value = -INFINITY;
    for (size_t row = 1; row <= last; row++) {
        const double step = path_distance(path->x + row * n, path->x + (row - 1) * n, extent, n);
        motion.whole += step;
        least = fmin(least, path->value[row]);
        if (row > middle) {
            double *greatest = row <= quarter ? &third_value : &fourth_value;
            *greatest = fmax(*greatest, path->value[row]);
            *(row <= quarter ? &third : &fourth) += step;
        }
    }
    motion.travelled = third + fourth;
    /* To and fro comes back after two steps: the half may begin at either. */
    motion.advanced = fmin(path_distance(path->x + last * n, path->x + middle * n, extent, n),
                           middle < last ? path_distance(path->x + last * n, path->x + (middle + 1) * n, extent, n) : INFINITY);
    for (size_t row = quarter; row < last && motion.sustained > most_shrinkage; row++)
        motion.sustained *= shrinkage;
    motion.growth = last > quarter ? fourth / (double)(last - quarter) / (third / (double)(quarter - middle)) : 1;
    motion.rise = (fourth_value - least) / (third_value - least);
    return motion;
}

/* The least and the greatest of a law's constants, a step each. */
struct path_range {
    double least, greatest;
};

static void extend(struct path_range *range, double value)
{
    range->least = fmin(range->least, value);
    range->greatest = fmax(range->greatest, value);
}

static double spread(const struct path_range *range)
{
    return (range->greatest - range->least) / range->greatest;
}

static double log_of(double value)
{
    return kernel_scalar(OPERATION_LOG, value, 0, 0);
}

struct pace path_pace(const struct outcome_path *path, size_t n, const double *extent, const double *target, double within)
{
    const size_t last = path->rows - 1, middle = last / 2;
    struct path_range length = {INFINITY, 0}, part = {INFINITY, 0};
    double before = path_distance(path->x + middle * n, target, extent, n), farthest = 0;
    if (last - middle < LEAST_FITTED)
        return (struct pace){.law = PACE_NONE, .constant = NAN, .steps = NAN};
    for (size_t row = 0; row <= last; row++)
        farthest = fmax(farthest, path_distance(path->x + row * n, target, extent, n));
    within *= farthest;
    for (size_t row = middle + 1; row <= last; row++) {
        const double distance = path_distance(path->x + row * n, target, extent, n);
        if (!(distance < before))
            return (struct pace){.law = PACE_NONE, .constant = NAN, .steps = NAN};
        extend(&length, before - distance);
        extend(&part, (before - distance) / before);
        before = distance;
    }
    struct pace pace = {.law = PACE_NONE, .constant = NAN, .steps = NAN};
    double drift = 0;
    if (spread(&part) <= most_spread && clearly * spread(&part) <= spread(&length)) {
        const double left = 1 - (part.least + part.greatest) / 2;
        pace = (struct pace){.law = PACE_PART, .constant = left, .steps = log_of(within / before) / log_of(left)};
        drift = spread(&part);
    } else if (spread(&length) <= most_spread && clearly * spread(&length) <= spread(&part)) {
        const double step = (length.least + length.greatest) / 2;
        pace = (struct pace){.law = PACE_LENGTH, .constant = step, .steps = (before - within) / step};
        drift = spread(&length);
    }
    const bool drifts = drift * pace.steps > most_drift * (double)(last - middle), far = pace.steps > farthest_ahead * (double)last;
    pace.least = pace.law == PACE_LENGTH && (drifts || (far && drift > constant));
    return drifts && !pace.least ? (struct pace){.law = PACE_NONE, .constant = NAN, .steps = NAN} : pace;
}
