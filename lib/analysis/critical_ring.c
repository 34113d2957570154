/* The ring around a point by whose values its kind is told: how large it is, and what is seen on it. */
#include "analysis/critical_center.h"

#include <math.h>
#include <string.h>

enum { DIRECTIONS = CRITICAL_DIRECTIONS, FIRST_RADIUS = 14, LAST_RADIUS = 2, LEVELLING = 60, HALVINGS = 24, MOST_HALVINGS = 50 };
/* The part of a ring's values that must differ from the point's; a ring is taken for larger ones on which more differ up to this size, lest shallow
 * directions be lost in rounding; for larger ones only if f changes on a side of an axis on which it did not. */
static const double enough = 0.6, nearly_all = 0.985, large = 1e-5;
/* Semi-axes are at least so many times as long as what coordinates are rounded by, and this part of the domain: else directions are not what they are taken for,
 * and a point that is off a minimum or a kink by less than any zero of the gradient is known to would count for what is beside it. */
static const double resolved = 128, least_part = 1e-15;

/* What a ring's axes see. */
struct reach {
    bool resolved;      /* no semi-axis is shorter than coordinates resolve, and f changes alike along all */
    size_t axes, sides; /* how many f changes along, of n and 2 n */
};

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

/* How often the signs change on the way round. */
static int count_changes(const int *signs, size_t count)
{
    int changes = 0, last = 0;
    for (size_t i = 0; i < count; i++)
        last = signs[i] ? signs[i] : last;
    for (size_t i = 0; i < count; i++)
        if (signs[i]) {
            changes += signs[i] == -last;
            last = signs[i];
        }
    return changes;
}

/* One ring; the part of its values that differ goes to *part. */
static struct critical_ring look(const struct center *center, const double *directions, size_t count, double *part)
{
    struct critical_ring ring = {.undefined = false};
    const size_t n = center->values->dimension;
    int *signs = ARENA_NEW(center->values->arena, int, count);
    double *values = ARENA_NEW(center->values->arena, double, count);
    size_t differ = 0;
    center_evaluate(center, directions, count, values);
    center_compare(center, values, count, signs);
    for (size_t i = 0; i < count; i++) {
        ring_see(&ring, signs[i]);
        differ += signs[i] != 0;
    }
    *part = (double)differ / (double)count;
    if (n == 1)
        ring.sign_changes = signs[0] == -signs[1] && signs[0];
    if (n != 2)
        return ring;
    ring.sign_changes = count_changes(signs, count);
    if (*part >= enough && ring.sign_changes < 4 && !ring.undefined) {
        double lowest;
        const int valleys = ring_refine(center, values, 1, HALVINGS, &ring, &lowest);
        const int peaks = ring_refine(center, values, -1, HALVINGS, &ring, &lowest);
        const int apart = valleys > peaks ? valleys : peaks, least = ring.lower && ring.higher ? 1 : 0;
        ring.sign_changes = (int)fmax(ring.sign_changes, 2 * fmax(apart, least));
    }
    return ring;
}

/* Whether on larger rings values go below that at the center (times sign), at least so often and apart, by what grows as a power of the distance does: by one
 * factor from each ring to the next, as nothing farther off would. Returns how often; 0 if not. */
static int count_farther(const struct center *center, int sign, int least)
{
    static const double radii[3] = {1e-6, 3e-6, 9e-6}, least_growth = 2, alike = 0.3;
    const double noise = 4 * (center->bounds.high - center->bounds.low);
    double change[3], values[DIRECTIONS];
    int valleys = 0;
    for (int i = 0; i < 3; i++) {
        struct critical_ring unused = {.undefined = false};
        for (int k = 0; k < 4; k++)
            center->semi_axes[k / 2][k % 2] = radii[i];
        center_evaluate(center, center->values->directions, DIRECTIONS, values);
        valleys = ring_refine(center, values, sign, MOST_HALVINGS, &unused, &change[i]);
        change[i] -= sign * center->value;
        if (!(change[i] < -noise) || valleys < least)
            return 0;
    }
    const double first = change[1] / change[0], second = change[2] / change[1];
    return first >= least_growth && fabs(second / first - 1) <= alike ? valleys : 0;
}

/* Where f has no Hessian it may fall along a curve of kinks, or rise along one, though only with a power of the distance: in a sector too narrow and by too little
 * for small rings. */
static void look_farther(const struct center *center, struct critical_ring *ring)
{
    if (center->values->dimension != 2 || ring->undefined || ring->sign_changes > 2)
        return;
    for (int sign = -1; sign <= 1; sign += 2) {
        const bool seen = sign > 0 ? ring->lower : ring->higher, other = sign > 0 ? ring->higher : ring->lower;
        const int count = other ? count_farther(center, sign, seen ? 2 : 1) : 0;
        if (!count)
            continue;
        ring->lower = ring->higher = true;
        ring->sign_changes = 2 * count > ring->sign_changes ? 2 * count : ring->sign_changes;
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
        center.shortest[k] = fmax(resolved * rounding, least_part * center.units[k]);
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
        look_farther(&center, &best);
    return best;
}
