/* Values are compared by their bounds, so that "higher" and "lower" are certain. */
#include "analysis/critical_values.h"
#include "base/contract.h"

#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum { DIRECTIONS = CRITICAL_DIRECTIONS, MOST_REFINED = 8, FIRST_RADIUS = 14, LAST_RADIUS = 2, LEVELLING = 60, REFINEMENTS = 24 };
/* The part of a ring's values that must differ from the point's; a ring is taken for larger ones on which more differ up to this size, lest shallow
 * directions be lost in rounding; for larger ones only if f changes along an axis along which it did not. */
static const double enough = 0.6, nearly_all = 0.985, large = 1e-5;

struct center {
    const struct critical_values *values;
    const double *point, *axes, *scale, *farthest;
    struct enclosure bounds; /* of the value there */
    double value;
    double *place, *semi_axes; /* scratch; semi_axes: in coordinates divided by scale */
    double **places;           /* scratch: of all directions */
    struct enclosure *boxes;   /* scratch: likewise, and bounds over them */
    size_t *asked;             /* scratch: directions */
    double *units;             /* the lengths that take each axis as far as the domain is wide */
};

/* The place in a direction given by its components along the axes, in units of the semi-axes. */
static void go(const struct center *center, const double *direction)
{
    const size_t n = center->values->dimension;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t k = 0; k < n; k++)
            sum += center->axes[k * n + i] * center->semi_axes[k] * direction[k];
        center->place[i] = center->point[i] + sum * center->scale[i];
    }
}

/* The values in `count` directions at once; their places stay in center->places. */
static void evaluate(const struct center *center, const double *directions, size_t count, double *values)
{
    const size_t n = center->values->dimension;
    for (size_t k = 0; k < n; k++)
        center->values->inputs[k] = center->places[k];
    for (size_t i = 0; i < count; i++) {
        go(center, directions + i * n);
        for (size_t k = 0; k < n; k++)
            center->places[k][i] = center->place[k];
    }
    program_run(center->values->program, center->values->workspace, center->values->inputs, &values, count);
}

/* Of the values that evaluate() has found: 1 if one is surely higher, −1 if surely lower, else 0; 2 if there is none. A value within the bounds of that at
 * the center is neither, whatever its own bounds. */
static void compare(const struct center *center, const double *values, size_t count, int *signs)
{
    const size_t n = center->values->dimension;
    struct enclosure *boxes = center->boxes, *bounds = boxes + n * center->values->direction_count;
    size_t asked = 0;
    for (size_t i = 0; i < count; i++) {
        const bool within = values[i] >= center->bounds.low && values[i] <= center->bounds.high;
        signs[i] = isnan(values[i]) ? 2 : 0;
        if (within || signs[i])
            continue;
        for (size_t k = 0; k < n; k++)
            boxes[n * asked + k] = enclosure_of(center->places[k][i]);
        center->asked[asked++] = i;
    }
    interval_run_many(center->values->bounds, boxes, asked, bounds);
    for (size_t i = 0; i < asked; i++)
        signs[center->asked[i]] = bounds[i].low > center->bounds.high ? 1 : bounds[i].high < center->bounds.low ? -1 : 0;
}

/* How far f changes along an axis, the larger of both sides. */
static double change_along(const struct center *center, size_t axis, double length)
{
    const size_t n = center->values->dimension;
    double most = 0;
    for (int side = -1; side <= 1; side += 2) {
        for (size_t i = 0; i < n; i++)
            center->place[i] = center->point[i] + side * length * center->axes[axis * n + i] * center->scale[i];
        const double change = fabs(critical_value_at(center->values, center->place) - center->value);
        most = isfinite(change) ? fmax(most, change) : most;
    }
    return most;
}

/* Shortens the axes along which f changes more than along others, until it changes alike; those along which it does not change stay. Returns along
 * how many it changes. */
static size_t level(const struct center *center, double radius)
{
    const size_t n = center->values->dimension;
    size_t changing = 0;
    double least = INFINITY, *changes = ARENA_NEW(center->values->arena, double, n);
    const double noise = 4 * (center->bounds.high - center->bounds.low);
    for (size_t k = 0; k < n; k++) {
        center->semi_axes[k] = fmin(radius, center->farthest[k]) * center->units[k];
        changes[k] = change_along(center, k, center->semi_axes[k]);
        if (!(changes[k] > noise))
            continue;
        least = fmin(least, changes[k]);
        changing++;
    }
    for (size_t k = 0; k < n && isfinite(least); k++) {
        if (!(changes[k] > 2 * least))
            continue;
        double low = center->semi_axes[k] * 1e-20, high = center->semi_axes[k]; /* bisected by their ratio */
        for (int i = 0; i < LEVELLING && high > 1.1 * low; i++) {
            const double middle = sqrt(low * high);
            *(change_along(center, k, middle) > least ? &high : &low) = middle;
        }
        center->semi_axes[k] = high;
    }
    return changing;
}

static void see(struct critical_ring *ring, int sign)
{
    ring->higher = ring->higher || sign == 1;
    ring->lower = ring->lower || sign == -1;
    ring->undefined = ring->undefined || sign == 2;
}

/* Low (or high) values of a circle, which are followed to where each is least between its neighbours: a valley may be narrower than their angle. */
struct valleys {
    double angles[MOST_REFINED], least[MOST_REFINED];
    bool moved[MOST_REFINED];
    size_t count;
};

/* Looks at one side of all valleys that have not moved. */
static void move_all(const struct center *center, struct valleys *valleys, double turn, int sign, struct critical_ring *ring)
{
    double angles[MOST_REFINED] = {0}, parts[2][MOST_REFINED], directions[2 * MOST_REFINED] = {0}, values[MOST_REFINED];
    size_t which[MOST_REFINED], count = 0;
    int signs[MOST_REFINED];
    for (size_t i = 0; i < valleys->count; i++)
        if (!valleys->moved[i]) {
            angles[count] = valleys->angles[i] + turn;
            which[count++] = i;
        }
    CONTRACT(center->values->dimension == 2);
    kernels_chosen()->functions[OPERATION_COS](parts[0], angles, angles, angles, MOST_REFINED);
    kernels_chosen()->functions[OPERATION_SIN](parts[1], angles, angles, angles, MOST_REFINED);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 2; k++)
            directions[2 * i + k] = parts[k][i];
    evaluate(center, directions, count, values);
    for (size_t i = 0; i < count; i++) {
        const double value = sign * values[i];
        if (!(value < valleys->least[which[i]])) {
            values[i] = center->value; /* which need not be compared */
            continue;
        }
        valleys->least[which[i]] = value;
        valleys->angles[which[i]] = angles[i];
        valleys->moved[which[i]] = true;
        if (!(value < sign * center->value))
            values[i] = center->value;
    }
    if (sign > 0 ? ring->lower : ring->higher)
        return;
    compare(center, values, count, signs);
    for (size_t i = 0; i < count; i++)
        see(ring, signs[i]);
}

/* From the values all round. The lowest of all valleys goes to *lowest; returns how many are below the value at the center. */
static int refine(const struct center *center, const double *around, int sign, struct critical_ring *ring, double *lowest)
{
    double values[DIRECTIONS], step = 2 * 3.14159265358979323846 / DIRECTIONS;
    struct valleys valleys = {.count = 0};
    int below = 0;
    *lowest = INFINITY;
    for (size_t i = 0; i < DIRECTIONS; i++)
        values[i] = sign * around[i];
    for (size_t i = 0; i < DIRECTIONS && valleys.count < MOST_REFINED; i++)
        if (values[i] <= values[(i + 1) % DIRECTIONS] && values[i] <= values[(i + DIRECTIONS - 1) % DIRECTIONS]) {
            valleys.angles[valleys.count] = step * (double)i;
            valleys.least[valleys.count++] = values[i];
        }
    for (int i = 0; i < REFINEMENTS && valleys.count; i++) {
        step /= 2;
        memset(valleys.moved, 0, sizeof valleys.moved);
        move_all(center, &valleys, -step, sign, ring);
        move_all(center, &valleys, step, sign, ring);
    }
    for (size_t i = 0; i < valleys.count; i++) {
        below += valleys.least[i] < sign * center->value;
        *lowest = fmin(*lowest, valleys.least[i]);
    }
    return below;
}

/* One ring; the part of its values that differ goes to *part. */
static struct critical_ring look(const struct center *center, const double *directions, size_t count, double *part)
{
    struct critical_ring ring = {.undefined = false};
    const size_t n = center->values->dimension;
    double lowest;
    int *signs = ARENA_NEW(center->values->arena, int, count), last = 0;
    double *values = ARENA_NEW(center->values->arena, double, count);
    size_t differ = 0;
    evaluate(center, directions, count, values);
    compare(center, values, count, signs);
    for (size_t i = 0; i < count; i++) {
        see(&ring, signs[i]);
        differ += signs[i] != 0;
        last = signs[i] ? signs[i] : last;
    }
    *part = (double)differ / (double)count;
    if (n == 2 && *part >= enough && !(ring.lower && ring.higher) && !ring.undefined) {
        if (!ring.lower)
            refine(center, values, 1, &ring, &lowest);
        if (!ring.higher)
            refine(center, values, -1, &ring, &lowest);
        ring.sign_changes = ring.lower && ring.higher ? 2 : 0;
    }
    if (n > 2)
        return ring;
    int changes = 0;
    for (size_t i = 0; i < count; i++)
        if (signs[i]) {
            changes += n == 2 && signs[i] == -last;
            last = signs[i];
        }
    ring.sign_changes = n == 1 ? signs[0] == -signs[1] && signs[0] : changes > ring.sign_changes ? changes : ring.sign_changes;
    return ring;
}

/* At a corner f may fall along the curve of corners, though only with the square of the distance: in a sector too narrow and by too little for small
 * rings. Larger ones show it, if what they see grows with the distance or its square, as nothing farther off would. */
static void look_along(const struct center *center, struct critical_ring *ring)
{
    static const double radii[2] = {1e-6, 3e-6};
    if (center->values->dimension != 2 || ring->lower == ring->higher || ring->undefined)
        return;
    const int sign = ring->higher ? 1 : -1;
    double change[2], values[DIRECTIONS];
    int valleys = 0;
    for (int i = 0; i < 2; i++) {
        struct critical_ring unused = {.undefined = false};
        center->semi_axes[0] = center->semi_axes[1] = radii[i];
        evaluate(center, center->values->directions, DIRECTIONS, values);
        valleys = refine(center, values, sign, &unused, &change[i]);
        change[i] -= sign * center->value;
    }
    const double noise = 4 * (center->bounds.high - center->bounds.low);
    if (change[0] < -noise && change[1] < 2 * change[0] && change[1] > 16 * change[0]) {
        ring->lower = ring->higher = true;
        ring->sign_changes = 2 * valleys;
    }
}

struct critical_ring critical_values_around(const struct critical_values *values, const double *point, const double *axes, const double *scale,
                                            const double *farthest, bool corner)
{
    const size_t n = values->dimension;
    struct arena *arena = values->arena;
    struct center center = {.values = values, .point = point, .axes = axes, .scale = scale, .farthest = farthest};
    center.place = ARENA_NEW(arena, double, n);
    center.semi_axes = ARENA_NEW(arena, double, n);
    center.places = ARENA_NEW(arena, double *, n);
    center.boxes = ARENA_NEW(arena, struct enclosure, (n + 1) * values->direction_count);
    center.asked = ARENA_NEW(arena, size_t, values->direction_count);
    for (size_t k = 0; k < n; k++)
        center.places[k] = ARENA_NEW(arena, double, values->direction_count);
    center.bounds = critical_bounds_at(values, point);
    center.value = critical_value_at(values, point);
    center.units = ARENA_NEW(arena, double, n);
    for (size_t k = 0; k < n; k++) {
        double reach = 0;
        for (size_t i = 0; i < n; i++)
            reach = fmax(reach, fabs(axes[k * n + i]) * scale[i] / (values->domain[i][1] - values->domain[i][0]));
        center.units[k] = 1 / reach;
    }
    double joined = 0; /* the radius at which the last axis was seen to change */
    double most = 0, radius = 1e-14;
    size_t axes_seen = 0;
    struct critical_ring best = {.undefined = false};
    double *semi_axes = ARENA_NEW(arena, double, n);
    for (int exponent = FIRST_RADIUS; exponent >= LAST_RADIUS; exponent--, radius *= 10) {
        double part;
        const size_t changing = level(&center, radius);
        if (changing <= axes_seen && most >= enough && radius > fmax(large, 100 * joined)) /* nothing more is seen farther off */
            continue;
        joined = changing > axes_seen ? radius : joined;
        const struct critical_ring ring = look(&center, values->directions, values->direction_count, &part);
        if (changing > axes_seen || (changing == axes_seen && part > most)) {
            best = ring;
            memcpy(semi_axes, center.semi_axes, n * sizeof *semi_axes);
            most = part;
            axes_seen = changing;
        }
        if (axes_seen == n && (part >= nearly_all || (most >= enough && radius >= fmax(large, 100 * joined))))
            break;
    }
    best.semi_axes = semi_axes;
    best.level = most < enough || (!corner && axes_seen < n && !(best.higher && best.lower));
    if (corner)
        look_along(&center, &best);
    return best;
}
