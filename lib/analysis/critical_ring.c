/* Values are compared by their bounds, so that "higher" and "lower" are certain. */
#include "analysis/critical_values.h"
#include "base/contract.h"

#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum { DIRECTIONS = CRITICAL_DIRECTIONS, MOST_REFINED = 8, FIRST_RADIUS = 14, LAST_RADIUS = 2, LEVELLING = 60, REFINEMENTS = 24, FINEST = 50 };
/* The part of a ring's values that must differ from the point's; a ring is taken for larger ones on which more differ up to this size, lest shallow
 * directions be lost in rounding; for larger ones only if f changes on a side of an axis on which it did not. */
static const double enough = 0.6, nearly_all = 0.985, large = 1e-5;
/* Semi-axes are at least so many times as long as what coordinates are rounded by: else directions are not what they are taken for. */
static const double resolved = 128;

struct center {
    const struct critical_values *values;
    const double *point, *axes, *scale;
    const double (*farthest)[2];
    struct enclosure bounds; /* of the value there */
    double value;
    double *place;           /* scratch */
    double (*semi_axes)[2];  /* in coordinates divided by scale, to the lower and to the upper side of each axis */
    double **places;         /* scratch: of all directions */
    struct enclosure *boxes; /* scratch: likewise, and bounds over them */
    size_t *asked;           /* scratch: directions */
    double *units;           /* the lengths that take each axis as far as the domain is wide */
    double *shortest;        /* of semi-axes that coordinates resolve */
};

/* What a ring's axes see. */
struct reach {
    bool resolved;      /* no semi-axis is shorter than coordinates resolve, and f changes alike along all */
    size_t axes, sides; /* how many f changes along, of n and 2 n */
};

/* The place in a direction given by its components along the axes, in units of the semi-axes of that side. */
static void go(const struct center *center, const double *direction)
{
    const size_t n = center->values->dimension;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t k = 0; k < n; k++)
            sum += center->axes[k * n + i] * center->semi_axes[k][direction[k] > 0] * direction[k];
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

/* Goes so far to one side along an axis. */
static void go_along(const struct center *center, size_t axis, int side, double length)
{
    const size_t n = center->values->dimension;
    for (size_t i = 0; i < n; i++)
        center->place[i] = center->point[i] + (side ? length : -length) * center->axes[axis * n + i] * center->scale[i];
}

/* How far f changes to one side along an axis. */
static double change_along(const struct center *center, size_t axis, int side, double length)
{
    go_along(center, axis, side, length);
    const double change = fabs(critical_value_at(center->values, center->place) - center->value);
    return isfinite(change) ? change : 0;
}

/* Whether f differs at the end of a semi-axis, for certain. */
static bool differs_along(const struct center *center, size_t axis, int side)
{
    go_along(center, axis, side, center->semi_axes[axis][side]);
    const struct enclosure bounds = critical_bounds_at(center->values, center->place);
    return bounds.low > center->bounds.high || bounds.high < center->bounds.low;
}

/* Shortens a semi-axis until f changes along it no more than so far; false if coordinates do not resolve that. */
static bool shorten(const struct center *center, size_t axis, int side, double change)
{
    double *const length = &center->semi_axes[axis][side];
    double low = fmax(*length * 1e-20, center->shortest[axis]), high = *length; /* bisected by their ratio */
    if (low >= high || change_along(center, axis, side, low) > change) {
        *length = fmin(low, high);
        return false;
    }
    for (int i = 0; i < LEVELLING && high > 1.1 * low; i++) {
        const double middle = sqrt(low * high);
        *(change_along(center, axis, side, middle) > change ? &high : &low) = middle;
    }
    *length = high;
    return true;
}

/* Shortens the semi-axes along which f changes more than along others, until it changes alike; those along which it does not change stay. */
static struct reach level(const struct center *center, double radius)
{
    const size_t n = center->values->dimension;
    struct reach reach = {.resolved = true};
    double least = INFINITY, *changes = ARENA_NEW(center->values->arena, double, 2 * n);
    for (size_t i = 0; i < 2 * n; i++) {
        const size_t axis = i / 2, side = i % 2;
        double *const length = &center->semi_axes[axis][side];
        *length = fmin(radius, center->farthest[axis][side]) * center->units[axis];
        const bool differs = differs_along(center, axis, (int)side);
        changes[i] = differs ? change_along(center, axis, (int)side, *length) : 0;
        reach.sides += differs;
        reach.axes += differs && (side == 0 || changes[i - 1] == 0);
        reach.resolved = reach.resolved && *length >= center->shortest[axis];
        least = differs ? fmin(least, changes[i]) : least;
    }
    for (size_t i = 0; i < 2 * n; i++)
        if (changes[i] > 2 * least)
            reach.resolved = shorten(center, i / 2, i % 2, least) && reach.resolved;
    return reach;
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

/* Whether somewhere between two angles, the way round, a value (times sign) is above that at the center. */
static bool rises_between(const struct center *center, const double *values, int sign, double from, double to)
{
    const double step = 2 * 3.14159265358979323846 / DIRECTIONS, above = sign * center->value + 4 * (center->bounds.high - center->bounds.low);
    const long first = (long)ceil(from / step), last = (long)floor(to / step) + (to > from ? 0 : DIRECTIONS);
    for (long i = first; i <= last; i++)
        if (values[(i + DIRECTIONS) % DIRECTIONS] > above)
            return true;
    return false;
}

/* From the values all round, by so many halvings of their angle. The lowest of all valleys goes to *lowest; returns how many are below the value at the center and apart: on the way to the
 * next one values go above it. */
static int refine(const struct center *center, const double *around, int sign, int refinements, struct critical_ring *ring, double *lowest)
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
    for (int i = 0; i < refinements && valleys.count; i++) {
        step /= 2;
        memset(valleys.moved, 0, sizeof valleys.moved);
        move_all(center, &valleys, -step, sign, ring);
        move_all(center, &valleys, step, sign, ring);
    }
    size_t first = SIZE_MAX, before = SIZE_MAX;
    for (size_t i = 0; i < valleys.count; i++) {
        *lowest = fmin(*lowest, valleys.least[i]);
        if (!(valleys.least[i] < sign * center->value))
            continue;
        below += before != SIZE_MAX && rises_between(center, values, sign, valleys.angles[before], valleys.angles[i]);
        first = first == SIZE_MAX ? i : first;
        before = i;
    }
    below += first != SIZE_MAX && rises_between(center, values, sign, valleys.angles[before], valleys.angles[first]);
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
            refine(center, values, 1, REFINEMENTS, &ring, &lowest);
        if (!ring.higher)
            refine(center, values, -1, REFINEMENTS, &ring, &lowest);
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

/* At a corner f may fall along the curve of corners, though only with a power of the distance: in a sector too narrow and by too little for small rings. Larger
 * ones show it, if what they see grows as a power of the distance does, by one factor from each ring to the next, as nothing farther off would. */
static void look_along(const struct center *center, struct critical_ring *ring)
{
    static const double radii[3] = {1e-6, 3e-6, 9e-6}, least_growth = 2, alike = 0.3;
    if (center->values->dimension != 2 || ring->lower == ring->higher || ring->undefined)
        return;
    const int sign = ring->higher ? 1 : -1;
    const double noise = 4 * (center->bounds.high - center->bounds.low);
    double change[3], values[DIRECTIONS];
    int valleys = 0;
    for (int i = 0; i < 3; i++) {
        struct critical_ring unused = {.undefined = false};
        for (int k = 0; k < 4; k++)
            center->semi_axes[k / 2][k % 2] = radii[i];
        evaluate(center, center->values->directions, DIRECTIONS, values);
        valleys = refine(center, values, sign, FINEST, &unused, &change[i]);
        change[i] -= sign * center->value;
        if (!(change[i] < -noise))
            return;
    }
    const double first = change[1] / change[0], second = change[2] / change[1];
    if (first >= least_growth && fabs(second / first - 1) <= alike) {
        ring->lower = ring->higher = true;
        ring->sign_changes = 2 * valleys;
    }
}

struct critical_ring critical_values_around(const struct critical_values *values, const double *point, const double *axes, const double *scale,
                                            const double (*farthest)[2], bool corner)
{
    const size_t n = values->dimension;
    struct arena *arena = values->arena;
    struct center center = {.values = values, .point = point, .axes = axes, .scale = scale, .farthest = farthest};
    center.place = ARENA_NEW(arena, double, n);
    center.semi_axes = (double(*)[2])ARENA_NEW(arena, double, 2 * n);
    center.places = ARENA_NEW(arena, double *, n);
    center.boxes = ARENA_NEW(arena, struct enclosure, (n + 1) * values->direction_count);
    center.asked = ARENA_NEW(arena, size_t, values->direction_count);
    for (size_t k = 0; k < n; k++)
        center.places[k] = ARENA_NEW(arena, double, values->direction_count);
    center.bounds = critical_bounds_at(values, point);
    center.value = critical_value_at(values, point);
    center.units = ARENA_NEW(arena, double, 2 * n);
    center.shortest = center.units + n;
    for (size_t k = 0; k < n; k++) {
        double reach = 0, rounding = 0;
        for (size_t i = 0; i < n; i++) {
            reach = fmax(reach, fabs(axes[k * n + i]) * scale[i] / (values->domain[i][1] - values->domain[i][0]));
            rounding += 0x1p-53 * fabs(axes[k * n + i] * point[i] / scale[i]);
        }
        center.units[k] = 1 / reach;
        center.shortest[k] = resolved * rounding;
    }
    double joined = 0; /* the radius at which the last side was seen to change */
    double most = 0, radius = 1e-14;
    struct reach seen = {.sides = 0};
    struct critical_ring best = {.undefined = false};
    double(*semi_axes)[2] = (double(*)[2])ARENA_NEW(arena, double, 2 * n);
    for (int exponent = FIRST_RADIUS; exponent >= LAST_RADIUS; exponent--, radius *= 10) {
        double part;
        const struct reach reach = level(&center, radius);
        if (!reach.resolved && (exponent > LAST_RADIUS || most > 0)) /* the largest is as good as any if none is resolved */
            continue;
        const bool more = reach.sides > seen.sides;
        if (!more && most >= enough && radius > fmax(large, 100 * joined)) /* nothing more is seen farther off */
            continue;
        joined = more ? radius : joined;
        const struct critical_ring ring = look(&center, values->directions, values->direction_count, &part);
        if (more || (reach.sides == seen.sides && part > most)) {
            best = ring;
            memcpy(semi_axes, center.semi_axes, n * sizeof *semi_axes);
            most = part;
            seen = reach;
        }
        if (seen.sides == 2 * n && (part >= nearly_all || (most >= enough && radius >= fmax(large, 100 * joined))))
            break;
    }
    best.semi_axes = (const double(*)[2])semi_axes;
    best.level = most < enough || (!corner && seen.axes < n && !(best.higher && best.lower));
    if (corner)
        look_along(&center, &best);
    return best;
}
