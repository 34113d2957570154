/* There is a jump where the curve on the left of an interval, carried on into it, does not meet the one on its right. Both are cubics through
 * four samples; of a smooth curve they miss each other by next to nothing, and by nearly as much in the intervals around. */
#include "study/jumps.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

enum { SIDE = 4, MOST = 1024, BISECTIONS = 64 };

static const double stands_out = 4; /* times what the curve misses by in the intervals around */

double jumps_least(double largest)
{
    return 256 * DBL_EPSILON * largest;
}

/* An interval, with the samples on either side of it. */
struct jump_candidate {
    double x[2 * SIDE], y[2 * SIDE];
    double at[2], value[2]; /* what is left of it */
    bool settled;
};

/* The value at `at` of the cubic through four samples, in Newton's form. */
static double cubic(const double *x, const double *y, double at)
{
    double divided[SIDE], value;
    for (int i = 0; i < SIDE; i++)
        divided[i] = y[i];
    for (int order = 1; order < SIDE; order++)
        for (int i = SIDE - 1; i >= order; i--)
            divided[i] = (divided[i] - divided[i - 1]) / (x[i] - x[i - order]);
    value = divided[SIDE - 1];
    for (int i = SIDE - 2; i >= 0; i--)
        value = divided[i] + (at - x[i]) * value;
    return value;
}

static double told(const struct jump_candidate *candidate, bool right, double at)
{
    return cubic(candidate->x + right * SIDE, candidate->y + right * SIDE, at);
}

/* By how much the cubics miss each other in the middle of interval i. */
static double missed(const struct jump_line *line, size_t i)
{
    const ptrdiff_t stride = (ptrdiff_t)line->stride;
    const double *y = line->y + (ptrdiff_t)i * stride;
    const double left = 35 * (y[0] - y[-stride]) + 21 * y[-2 * stride] - 5 * y[-3 * stride];
    const double right = 35 * (y[stride] - y[2 * stride]) + 21 * y[3 * stride] - 5 * y[4 * stride];
    return fabs(right - left) / 16;
}

/* Whether the cubics of interval i miss each other by far more than those that a jump in it has nothing to do with. */
static bool is_suspect(const double *misses, size_t count, size_t i, double least)
{
    size_t alone = 0;
    if (!(misses[i] > least))
        return false;
    for (size_t k = i > SIDE - 1 ? i - SIDE + 1 : 0; k < i + SIDE && k < count; k++) /* those beside it miss by up to 19/16 of it */
        if (misses[k] > 1.25 * misses[i])
            return false;
    for (size_t away = SIDE; away < 2 * SIDE; away++)
        for (int side = 0; side < 2; side++)
            if (side ? i + away < count : i >= away) {
                if (!(stands_out * misses[side ? i + away : i - away] < misses[i])) /* true of not-a-number */
                    return false;
                alone++;
            }
    return alone >= SIDE;
}

/* Halves the intervals, to where the values leave the curve on the left for that on the right. */
static void close_in(struct arena *arena, const struct jump_line *line, struct jump_candidate *candidates, size_t count)
{
    double *places = ARENA_NEW(arena, double, count);
    for (int round = 0; round < BISECTIONS; round++) {
        size_t open = 0, next = 0;
        for (size_t i = 0; i < count; i++)
            if (!candidates[i].settled)
                places[open++] = candidates[i].at[0] + (candidates[i].at[1] - candidates[i].at[0]) / 2;
        if (!open)
            return;
        const double *values = line->evaluate(line->context, places, open);
        for (size_t i = 0; i < count; i++) {
            struct jump_candidate *candidate = &candidates[i];
            if (candidate->settled)
                continue;
            const double at = places[next], value = values[next++];
            candidate->settled = !(at > candidate->at[0] && at < candidate->at[1]) || !isfinite(value);
            if (candidate->settled)
                continue;
            const bool side = fabs(value - told(candidate, true, at)) < fabs(value - told(candidate, false, at));
            candidate->at[side] = at;
            candidate->value[side] = value;
        }
    }
}

/* Whether what is left of an interval rises by what the cubics miss each other by: neither less, as a steep slope does, nor more, as a pole. They
 * meet at a kink. Where the value of the place itself lies between those of its sides, as that of sign(x) at 0, it is half of it. */
static bool is_jump(const struct jump_candidate *candidate, double least)
{
    const double middle = candidate->at[0] + (candidate->at[1] - candidate->at[0]) / 2;
    const double expected = told(candidate, true, middle) - told(candidate, false, middle), found = candidate->value[1] - candidate->value[0];
    return fabs(expected) > least && fabs(found - expected) < 0.75 * fabs(expected);
}

static struct jump_candidate make_candidate(const struct jump_line *line, size_t i)
{
    struct jump_candidate candidate = {.at = {line->x[i], line->x[i + 1]}, .value = {line->y[i * line->stride], line->y[(i + 1) * line->stride]}};
    for (size_t k = 0; k < sizeof candidate.x / sizeof *candidate.x; k++) {
        candidate.x[k] = line->x[i + 1 + k - SIDE];
        candidate.y[k] = line->y[(i + 1 + k - SIDE) * line->stride];
    }
    return candidate;
}

struct jumps jumps_find(struct arena *arena, const struct jump_line *line)
{
    struct jumps jumps = {0};
    if (line->count < 4 * SIDE)
        return jumps;
    const size_t intervals = line->count - 1;
    double *misses = ARENA_NEW(arena, double, intervals);
    size_t suspects = 0, count = 0;
    for (size_t i = SIDE - 1; i + SIDE < line->count; i++)
        misses[i] = missed(line, i);
    for (size_t i = SIDE - 1; i + SIDE < line->count; i++)
        suspects += is_suspect(misses, intervals, i, line->least);
    suspects = suspects < MOST ? suspects : MOST;
    struct jump_candidate *candidates = ARENA_NEW(arena, struct jump_candidate, suspects);
    for (size_t i = SIDE - 1; count < suspects; i++)
        if (is_suspect(misses, intervals, i, line->least))
            candidates[count++] = make_candidate(line, i);
    close_in(arena, line, candidates, count);
    jumps.at = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        if (is_jump(&candidates[i], line->least))
            jumps.at[jumps.count++] = candidates[i].at[0] + (candidates[i].at[1] - candidates[i].at[0]) / 2;
    return jumps;
}
