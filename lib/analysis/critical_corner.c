/* Saddles without a Hessian in more than two dimensions: by gradients and values in pairs of opposite directions. */
#include "analysis/critical_inspector.h"

#include "base/contract.h"
#include "base/sort.h"

#include <math.h>
#include <string.h>

enum { ITERATIONS = 2000 };
static const double none = 0.01, apart = 0.02; /* of a typical component: what counts as 0, and as none */

/* What is seen on both sides of a point. */
struct sides {
    double *gradients; /* [count][n] */
    size_t count;
    bool rises, falls; /* on both sides along a line */
};

/* Value and gradient at a step of the ring, to both sides. Gradients on an axis, where other coordinates are those of the point, do not count: a component of one
 * sign, as along a point of inflection, is 0 there. */
static void look_along(struct inspector *inspector, const double *direction, bool on_axis, const double (*semi_axes)[2], struct sides *sides)
{
    const size_t n = inspector->n;
    double *const *inputs = inspector->pairs, *const *results = inspector->pairs + n;
    for (size_t i = 0; i < n; i++)
        for (int side = 0; side < 2; side++)
            inputs[i][side] = inspector->point[i] + (side ? 1 : -1) * inspector->scale[i] * semi_axes[i][(direction[i] > 0) == side] * direction[i];
    program_run(inspector->program, inspector->workspace, (const double *const *)inputs, results, 2);
    const struct enclosure *here = &inspector->at_point[0];
    sides->rises = sides->rises || (results[0][0] > here->high && results[0][1] > here->high);
    sides->falls = sides->falls || (results[0][0] < here->low && results[0][1] < here->low);
    for (int side = 0; side < 2 && !on_axis; side++) {
        double *gradient = sides->gradients + sides->count * n;
        bool finite = true;
        for (size_t i = 0; i < n; i++) {
            gradient[i] = results[1 + i][side];
            finite = finite && isfinite(gradient[i]);
        }
        sides->count += finite;
    }
}

/* Measures each component by half of its own, and holds its size within some of these: a coordinate may have been moved by a rounding and another by less, slopes
 * of √|x| next to 0 are far beyond all others, and those of x² left of 0 far beyond those of −x⁴ right of it, of the same sign. */
static void scale_components(struct arena *arena, struct sides *sides, size_t n)
{
    static const double least = 0.1, far = 4;
    double *sorted = ARENA_NEW(arena, double, sides->count + 1);
    for (size_t k = 0; k < n; k++) {
        size_t sloping = 0;
        for (size_t i = 0; i < sides->count; i++)
            if (sides->gradients[i * n + k] != 0)
                sorted[sloping++] = fabs(sides->gradients[i * n + k]);
        const double typical = sloping ? sort_ranked(sorted, sloping, sloping / 2) : 1;
        for (size_t i = 0; i < sides->count; i++) {
            double *component = &sides->gradients[i * n + k];
            const double size = fmax(least, fmin(far, fabs(*component) / typical));
            *component = *component == 0 ? 0 : copysign(size, *component);
        }
    }
}

static double product(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* A convex combination of gradients. */
struct combination {
    double *weights, *sum; /* [count], [n] */
};

/* Moves a combination towards a gradient by a part of the way, or away from it where that is below 0. */
static void move(const struct sides *sides, size_t n, struct combination *combination, size_t to, double part)
{
    for (size_t i = 0; i < sides->count; i++)
        combination->weights[i] *= 1 - part;
    combination->weights[to] = fmax(0, combination->weights[to] + part);
    for (size_t k = 0; k < n; k++)
        combination->sum[k] += part * (sides->gradients[to * n + k] - combination->sum[k]);
}

/* Whether 0 is a convex combination of the gradients: conditional gradients with steps away (Wolfe, Convergence theory in nonlinear programming, 1970) go to
 * the shortest one. */
static bool holds_zero(struct arena *arena, const struct sides *sides, size_t n)
{
    struct combination shortest = {ARENA_NEW(arena, double, sides->count), ARENA_NEW(arena, double, n)};
    shortest.weights[0] = 1;
    memcpy(shortest.sum, sides->gradients, n * sizeof *shortest.sum);
    for (int step = 0; step < ITERATIONS; step++) {
        const double square = product(shortest.sum, shortest.sum, n), norm = sqrt(square);
        size_t nearest = 0, farthest = 0;
        double least = INFINITY, most = -INFINITY;
        if (norm <= none)
            return true;
        for (size_t i = 0; i < sides->count; i++) {
            const double along = product(shortest.sum, sides->gradients + i * n, n);
            nearest = along < least ? i : nearest;
            farthest = shortest.weights[i] > 0 && along > most ? i : farthest;
            least = fmin(least, along);
            most = shortest.weights[i] > 0 ? fmax(most, along) : most;
        }
        if (least > apart * norm)
            return false;
        const bool away = most - square > square - least && shortest.weights[farthest] < 1;
        const double *to = sides->gradients + (away ? farthest : nearest) * n, along = away ? most : least;
        const double length = square - 2 * along + product(to, to, n), weight = shortest.weights[farthest];
        const double limit = away ? -weight / (1 - weight) : 1, part = (square - along) / length;
        move(sides, n, &shortest, away ? farthest : nearest, away ? fmax(limit, part) : fmin(limit, part));
    }
    return false;
}

bool inspector_is_saddle(struct inspector *inspector, const double (*semi_axes)[2])
{
    const size_t n = inspector->n, count = inspector->values.direction_count;
    CONTRACT(n > 2);
    struct arena *scratch = arena_within(inspector->arena);
    struct sides sides = {.gradients = ARENA_NEW(scratch, double, 2 * count * n)};
    for (size_t i = 0; i < count; i++)
        look_along(inspector, inspector->values.directions + i * n, i < 2 * n, semi_axes, &sides);
    scale_components(scratch, &sides, n);
    const bool saddle = sides.rises && sides.falls && sides.count && holds_zero(scratch, &sides, n);
    arena_clear(scratch);
    return saddle;
}
