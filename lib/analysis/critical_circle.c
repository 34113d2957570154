/* Values on a circle around a point, compared by their bounds, so that "higher" and "lower" are certain. */
#include "analysis/critical_center.h"

#include "base/contract.h"
#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum { DIRECTIONS = CRITICAL_DIRECTIONS, MOST_REFINED = 8 };
static const double TURN = 2 * 3.14159265358979323846;

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

void center_evaluate(const struct center *center, const double *directions, size_t count, double *values)
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

void center_compare(const struct center *center, const double *values, size_t count, int *signs)
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

void ring_see(struct critical_ring *ring, int sign)
{
    ring->higher = ring->higher || sign == 1;
    ring->lower = ring->lower || sign == -1;
    ring->undefined = ring->undefined || sign == 2;
}

/* Low (or high) values of a circle, which are followed to where each is least between its neighbours: a valley may be narrower than their angle. */
struct valleys {
    struct valley {
        double angle, least;
        bool moved;
    } items[MOST_REFINED];
    size_t count;
};

/* The values at some angles; their places stay in center->places. */
static void evaluate_at(const struct center *center, const double angles[MOST_REFINED], size_t count, double *values)
{
    double parts[2][MOST_REFINED], directions[2 * MOST_REFINED] = {0};
    CONTRACT(center->values->dimension == 2);
    kernels_chosen()->functions[OPERATION_COS](parts[0], angles, angles, angles, MOST_REFINED);
    kernels_chosen()->functions[OPERATION_SIN](parts[1], angles, angles, angles, MOST_REFINED);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 2; k++)
            directions[2 * i + k] = parts[k][i];
    center_evaluate(center, directions, count, values);
}

/* Looks at one side of all valleys that have not moved. */
static void move_all(const struct center *center, struct valleys *valleys, double turn, int sign)
{
    double angles[MOST_REFINED] = {0}, values[MOST_REFINED];
    size_t which[MOST_REFINED], count = 0;
    for (size_t i = 0; i < valleys->count; i++)
        if (!valleys->items[i].moved) {
            angles[count] = valleys->items[i].angle + turn;
            which[count++] = i;
        }
    evaluate_at(center, angles, count, values);
    for (size_t i = 0; i < count; i++) {
        const double value = sign * values[i];
        if (!(value < valleys->items[which[i]].least))
            continue;
        valleys->items[which[i]].least = value;
        valleys->items[which[i]].angle = angles[i];
        valleys->items[which[i]].moved = true;
    }
}

/* Whether somewhere between two angles, from < to, a value (times sign) is above that at the center. */
static bool rises_between(const struct center *center, const double *values, int sign, double from, double to)
{
    const double step = TURN / DIRECTIONS, above = sign * center->value + 4 * (center->bounds.high - center->bounds.low);
    for (long i = (long)ceil(from / step); i <= (long)floor(to / step); i++)
        if (values[(i + DIRECTIONS) % DIRECTIONS] > above)
            return true;
    return false;
}

/* The lowest of the values that are no higher than their neighbours, in the order of their angles. */
static struct valleys find_valleys(const double *values)
{
    struct valleys valleys = {.count = 0};
    for (size_t i = 0; i < DIRECTIONS; i++) {
        if (!(values[i] <= values[(i + 1) % DIRECTIONS] && values[i] <= values[(i + DIRECTIONS - 1) % DIRECTIONS]))
            continue;
        if (valleys.count == MOST_REFINED) {
            size_t highest = 0;
            for (size_t k = 1; k < MOST_REFINED; k++)
                highest = valleys.items[k].least > valleys.items[highest].least ? k : highest;
            if (!(values[i] < valleys.items[highest].least))
                continue;
            valleys.count--;
            memmove(valleys.items + highest, valleys.items + highest + 1, (valleys.count - highest) * sizeof *valleys.items);
        }
        valleys.items[valleys.count++] = (struct valley){TURN / DIRECTIONS * (double)i, values[i], false};
    }
    return valleys;
}

int ring_refine(const struct center *center, const double *around, int sign, int halvings, struct critical_ring *ring, double *lowest)
{
    double values[DIRECTIONS], ends[MOST_REFINED], step = TURN / DIRECTIONS;
    int below = 0, signs[MOST_REFINED];
    *lowest = INFINITY;
    for (size_t i = 0; i < DIRECTIONS; i++)
        values[i] = sign * around[i];
    struct valleys valleys = find_valleys(values);
    for (int i = 0; i < halvings && valleys.count; i++) {
        step /= 2;
        for (size_t k = 0; k < valleys.count; k++)
            valleys.items[k].moved = false;
        move_all(center, &valleys, -step, sign);
        move_all(center, &valleys, step, sign);
    }
    double angles[MOST_REFINED] = {0};
    for (size_t i = 0; i < valleys.count; i++)
        angles[i] = valleys.items[i].angle;
    evaluate_at(center, angles, valleys.count, ends);
    center_compare(center, ends, valleys.count, signs);
    size_t first = SIZE_MAX, before = SIZE_MAX;
    for (size_t i = 0; i < valleys.count; i++) {
        ring_see(ring, signs[i]);
        *lowest = fmin(*lowest, valleys.items[i].least);
        if (signs[i] != -sign)
            continue;
        below += before != SIZE_MAX && rises_between(center, values, sign, valleys.items[before].angle, valleys.items[i].angle);
        first = first == SIZE_MAX ? i : first;
        before = i;
    }
    below += first != SIZE_MAX && rises_between(center, values, sign, valleys.items[before].angle, valleys.items[first].angle + TURN);
    return below;
}
