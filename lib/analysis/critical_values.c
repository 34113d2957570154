/* Values at a point and beside it. Those on rings around it: critical_ring.c. */
#include "analysis/critical_values.h"

#include "base/random.h"
#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum { DIRECTIONS = CRITICAL_DIRECTIONS };

/* The directions of a ring: both sides of the line, the circle, and in more dimensions the axes and random ones. */
static size_t directions_of(size_t n, double *directions)
{
    const size_t count = n == 1 ? 2 : n == 2 ? DIRECTIONS : 2 * n + DIRECTIONS;
    memset(directions, 0, count * n * sizeof *directions);
    for (size_t i = 0; i < count; i++) {
        if (n == 2) {
            const double angle = 2 * 3.14159265358979323846 * ((double)i / DIRECTIONS);
            directions[2 * i] = i % (DIRECTIONS / 2) == DIRECTIONS / 4 ? 0 : kernel_scalar(OPERATION_COS, angle, 0, 0);
            directions[2 * i + 1] = i % (DIRECTIONS / 2) == 0 ? 0 : kernel_scalar(OPERATION_SIN, angle, 0, 0);
        } else if (i < 2 * n) {
            directions[i * n + i / 2] = i % 2 ? -1 : 1;
        } else {
            double square = 0;
            random_normals(0, random_stream(RANDOM_START, i), 0, directions + i * n, n);
            for (size_t k = 0; k < n; k++)
                square += directions[i * n + k] * directions[i * n + k];
            for (size_t k = 0; k < n; k++)
                directions[i * n + k] /= sqrt(square);
        }
    }
    return count;
}

struct critical_values critical_values_of(struct arena *arena, const struct landscape *landscape)
{
    const size_t n = landscape->dimension;
    const struct program *program = program_compile(arena, landscape->graph, &landscape->value, 1, n);
    double *directions = ARENA_NEW(arena, double, (2 * n + DIRECTIONS) * n);
    return (struct critical_values){.arena = arena,
                                    .directions = directions,
                                    .direction_count = directions_of(n, directions),
                                    .dimension = n,
                                    .domain = (const double(*)[2])landscape->domain,
                                    .program = program,
                                    .workspace = workspace_create(arena, program),
                                    .bounds = interval_compile(arena, landscape->graph, &landscape->value, 1, n),
                                    .inputs = ARENA_NEW(arena, const double *, n),
                                    .box = ARENA_NEW(arena, struct enclosure, n)};
}

double critical_value_at(const struct critical_values *values, const double *place)
{
    double value, *output = &value;
    for (size_t i = 0; i < values->dimension; i++)
        values->inputs[i] = &place[i];
    program_run(values->program, values->workspace, values->inputs, &output, 1);
    return value;
}

struct enclosure critical_bounds_at(const struct critical_values *values, const double *place)
{
    struct enclosure result;
    for (size_t i = 0; i < values->dimension; i++)
        values->box[i] = enclosure_of(place[i]);
    interval_run(values->bounds, values->box, &result);
    return result;
}

/* What values there are rounded by; 0 if that is not known. */
static double rounding_at(const struct critical_values *values, const double *place)
{
    const struct enclosure bounds = critical_bounds_at(values, place);
    const double rounding = 4 * (bounds.high - bounds.low);
    return enclosure_continuous(&bounds) && isfinite(rounding) ? rounding : 0;
}

/* The largest change of f from the point to places so many times as far as rounding tells apart, both ways along each axis and a diagonal, that is more than
 * `noise` at the point, if there is any, and what values are rounded by at the place. */
static double change_within(const struct critical_values *values, const double *point, double times, const double *noise, bool *undefined)
{
    const size_t n = values->dimension;
    double *place = ARENA_NEW(values->arena, double, n), most = 0;
    const double value = critical_value_at(values, point);
    for (size_t axis = 0; axis <= n; axis++)
        for (int side = -1; side <= 1; side += 2) {
            for (size_t i = 0; i < n; i++) {
                const double reach = times * fmax(1e-15 * (values->domain[i][1] - values->domain[i][0]), 0x1p-50 * fabs(point[i]));
                place[i] = point[i] + (axis == n || axis == i ? side * reach * (1 - 0.3 * (double)(i % 2)) : 0);
            }
            const double change = fabs(critical_value_at(values, place) - value);
            *undefined = *undefined || !isfinite(change);
            most = change > most && (!noise || change > *noise + rounding_at(values, place)) ? change : most;
        }
    return most;
}

bool critical_values_jump(const struct critical_values *values, const double *point, bool *undefined)
{
    const struct enclosure bounds = critical_bounds_at(values, point);
    const double noise = enclosure_continuous(&bounds) ? 4 * (bounds.high - bounds.low) : 0x1p-48 * fabs(critical_value_at(values, point));
    const double near = change_within(values, point, 1, &noise, undefined);
    bool beyond = false; /* what is undefined farther off does not count */
    return near > 0 && near > 0.1 * change_within(values, point, 1e6, NULL, &beyond);
}

/* What distances from a point are measured in: the domain's width, or far outside of it as much as rounding leaves to be told apart. */
static double unit_at(const struct critical_values *values, const double *point, size_t i)
{
    static const double far = 1e-9;
    return fmax(values->domain[i][1] - values->domain[i][0], far * fabs(point[i]));
}

bool critical_values_level(const struct critical_values *values, const double *point)
{
    const size_t n = values->dimension;
    double *place = ARENA_NEW(values->arena, double, n);
    const double value = critical_value_at(values, point);
    for (size_t axis = 0; axis <= n; axis++)
        for (int side = -1; side <= 1; side += 2) {
            for (size_t i = 0; i < n; i++)
                place[i] = point[i] + (axis == n || axis == i ? side * 1e-3 * unit_at(values, point, i) : 0);
            if (critical_value_at(values, place) != value)
                return false;
        }
    return true;
}

/* The change of f between two places so far on both sides of the point along an axis, which is certain: 0 if it is not, or if f bends more than it
 * slopes. */
static double change_across(const struct critical_values *values, const double *point, size_t axis, double distance)
{
    static const double bent = 0.5;
    double *place = ARENA_NEW(values->arena, double, values->dimension), sides[2];
    struct enclosure bounds[2];
    memcpy(place, point, values->dimension * sizeof *place);
    for (int side = 0; side < 2; side++) {
        place[axis] = point[axis] + (side ? distance : -distance);
        sides[side] = critical_value_at(values, place);
        bounds[side] = critical_bounds_at(values, place);
    }
    const double change = sides[1] - sides[0], bend = sides[1] + sides[0] - 2 * critical_value_at(values, point);
    const bool certain = bounds[0].high < bounds[1].low || bounds[1].high < bounds[0].low;
    return certain && fabs(bend) <= bent * fabs(change) ? change : 0;
}

bool critical_values_slope(const struct critical_values *values, const double *point, const double *doubt)
{
    static const double step = 4, hidden = 1.0 / 16, proportional = 0.25;
    for (size_t axis = 0; axis < values->dimension; axis++) {
        const double width = unit_at(values, point, axis);
        double before = 0;
        for (double part = 0x1p-40; part < 0x1p-6; part *= step) {
            const double change = change_across(values, point, axis, part * width), slope = fabs(change) / (2 * part * width);
            if (before != 0 && fabs(change / before - step) <= proportional * step && doubt[axis] >= hidden * slope)
                return true;
            before = change;
        }
    }
    return false;
}
