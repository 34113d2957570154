/* There is a jump where the curve on the left of a stretch, carried on into it, does not meet the one on its right. Both are cubics through
 * four samples; of a smooth curve they miss each other by next to nothing, and by nearly as much in the stretches around. A stretch is an interval
 * between samples, or the two intervals around a sample that has a value of its own, as that of sign(x) at 0. */
#include "study/jumps.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { SIDE = 4, MOST = 1024, BISECTIONS = 64 };

static const double stands_out = 4; /* times what the curve misses by in the stretches around */

double jumps_least(double largest)
{
    return fmax(256 * DBL_EPSILON * largest, DBL_MIN); /* numbers below have too few digits to be continuous */
}

/* A stretch, with the samples on either side of it. */
struct jump_candidate {
    double x[2 * SIDE], y[2 * SIDE];
    double at[2], value[2]; /* what is left of it */
    double step;            /* between samples */
    bool settled, holds;
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

static double middle_of(const struct jump_candidate *candidate)
{
    return candidate->at[0] + (candidate->at[1] - candidate->at[0]) / 2;
}

/* What the cubics miss each other by in the middle of what is left. */
static double height_of(const struct jump_candidate *candidate)
{
    const double middle = middle_of(candidate);
    return told(candidate, true, middle) - told(candidate, false, middle);
}

/* By how much the cubics miss each other in the middle of interval i. */
static double missed_between(const struct jump_line *line, size_t i)
{
    const double *y = line->y + i;
    const double left = 35 * (y[0] - y[-1]) + 21 * y[-2] - 5 * y[-3];
    const double right = 35 * (y[1] - y[2]) + 21 * y[3] - 5 * y[4];
    return fabs(right - left) / 16;
}

/* By how much the cubics on both sides of sample i miss each other there. */
static double missed_at(const struct jump_line *line, size_t i)
{
    const double *y = line->y + i;
    const double left = 4 * (y[-1] + y[-3]) - 6 * y[-2] - y[-4];
    const double right = 4 * (y[1] + y[3]) - 6 * y[2] - y[4];
    return fabs(right - left);
}

/* The misses of all stretches that have four samples on either side: misses[first] to misses[last − 1]; the stretch of an interval has the number of the
 * sample on its left. */
struct jump_misses {
    double *misses;
    size_t first, last;
    size_t alone; /* from so many stretches away on a jump changes nothing */
};

/* A stretch whose cubics miss each other by far more than those around. */
struct jump_suspect {
    size_t i;
    bool sample; /* around a sample, not an interval */
};

static struct jump_misses compare_sides(struct arena *arena, const struct jump_line *line, bool samples)
{
    struct jump_misses all = {ARENA_ROOM(arena, double, line->count), SIDE - 1 + samples, line->count - SIDE, SIDE + samples};
    for (size_t i = all.first; samples && i < all.last; i++)
        all.misses[i] = missed_at(line, i);
    for (size_t i = all.first; !samples && i < all.last; i++)
        all.misses[i] = missed_between(line, i);
    return all;
}

/* Whether the cubics of stretch i miss each other by far more than those that a jump in it has nothing to do with. Those that it has to do with miss
 * each other by up to 19/16 of it around an interval, by no more than it around a sample. */
static bool is_suspect(const struct jump_misses *all, size_t i, double least)
{
    const double *misses = all->misses;
    size_t beyond = 0;
    if (!(misses[i] > least) || (i + all->alone < all->last && !(stands_out * misses[i + all->alone] < misses[i]))) /* as nearly everywhere */
        return false;
    for (size_t k = i - all->first >= all->alone ? i - all->alone + 1 : all->first; k < i + all->alone && k < all->last; k++)
        if (misses[k] > 1.25 * misses[i])
            return false;
    for (size_t away = all->alone; away < all->alone + SIDE; away++)
        for (int side = 0; side < 2; side++)
            if (side ? i + away < all->last : i - all->first >= away) {
                if (!(stands_out * misses[side ? i + away : i - away] < misses[i])) /* true of not-a-number */
                    return false;
                beyond++;
            }
    return beyond >= SIDE;
}

/* Halves the stretches, to where the values leave the curve on the left for that on the right. */
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

/* Whether the values beside what is left of a stretch are those of the curves on their side, from a sixteenth to a thousandth of an interval away: of a
 * jump they are, and are off as much at each distance. Beside 0/0 values are rounding, which is another at each, and a sample there misleads the curve that
 * passes through it. */
static void check_sides(struct arena *arena, const struct jump_line *line, struct jump_candidate *candidates, size_t count)
{
    enum { DISTANCES = 4, AROUND = 2 * DISTANCES };
    static const double distances[DISTANCES] = {0x1p-4, 0.7 * 0x1p-5, 0x1p-7, 0x1p-10}, most_off = 0.5, most_scatter = 0.15; /* of the height */
    double *places = ARENA_NEW(arena, double, AROUND *count);
    for (size_t i = 0; i < AROUND * count; i++) {
        const double by = distances[i % DISTANCES] * candidates[i / AROUND].step;
        places[i] = middle_of(&candidates[i / AROUND]) + (i % AROUND < DISTANCES ? -by : by);
    }
    const double *values = line->evaluate(line->context, places, AROUND * count);
    for (size_t i = 0; i < 2 * count; i++) {
        struct jump_candidate *candidate = &candidates[i / 2];
        const double height = fabs(height_of(candidate));
        double least = INFINITY, most = -INFINITY;
        for (size_t k = i * DISTANCES; k < (i + 1) * DISTANCES; k++) {
            const double off = values[k] - told(candidate, i % 2, places[k]);
            candidate->holds = candidate->holds && isfinite(off);
            least = fmin(least, off);
            most = fmax(most, off);
        }
        candidate->holds = candidate->holds && -least < most_off * height && most < most_off * height && most - least < most_scatter * height;
    }
}

/* Whether there is a jump in what is left of a stretch: it is as high as the cubics miss each other by, and its values rise by that, not by less, as those of
 * a steep slope do; by half of it where the value of the place itself lies between those of its sides. The cubics meet at a kink; values run away from them
 * at a pole. */
static bool is_jump(const struct jump_candidate *candidate, double least)
{
    const double expected = height_of(candidate);
    const double found =
        candidate->value[1] - candidate->value[0] - (told(candidate, false, candidate->at[1]) - told(candidate, false, candidate->at[0]));
    return candidate->holds && isfinite(expected) && fabs(expected) > least && !(fabs(found) < 0.01 * fabs(expected));
}

static struct jump_candidate make_candidate(const struct jump_line *line, size_t i, bool sample)
{
    const size_t left = i - sample, right = i + 1;
    struct jump_candidate candidate = {
        .at = {line->x[left], line->x[right]}, .value = {line->y[left], line->y[right]}, .step = line->x[right] - line->x[i], .holds = true};
    for (size_t k = 0; k < SIDE; k++) {
        candidate.x[k] = line->x[left + 1 + k - SIDE];
        candidate.y[k] = line->y[left + 1 + k - SIDE];
        candidate.x[SIDE + k] = line->x[right + k];
        candidate.y[SIDE + k] = line->y[right + k];
    }
    return candidate;
}

static int by_place(const void *a, const void *b)
{
    const double x = middle_of(a), y = middle_of(b);
    return (x > y) - (x < y);
}

/* How far sample i is off the cubic through the two on either side; infinite where it is undefined between samples that are defined. */
static double off_neighbours(const double *y, size_t count, size_t i)
{
    if (i < 2 || i + 2 >= count)
        return 0;
    const double told_by_neighbours = (4 * (y[i - 1] + y[i + 1]) - (y[i - 2] + y[i + 2])) / 6, off = fabs(y[i] - told_by_neighbours);
    return isfinite(told_by_neighbours) && !isfinite(y[i]) ? INFINITY : off;
}

/* The line with its values side by side, and others for samples that stand out, or are undefined, as those at 0/0 are rounding or none: the mean of the
 * two a thousandth of an interval away, if that is further from the sample's value than these are from each other. */
static struct jump_line mend(struct arena *arena, const struct jump_line *line)
{
    struct jump_line mended = *line;
    const size_t most = line->count < MOST ? line->count : MOST;
    double *y = ARENA_ROOM(arena, double, line->count), *off = ARENA_ROOM(arena, double, line->count), *places = ARENA_ROOM(arena, double, 2 * most);
    size_t *samples = ARENA_ROOM(arena, size_t, most), found = 0;
    for (size_t i = 0; i < line->count; i++)
        y[i] = line->y[i * line->stride];
    for (size_t i = 0; i < line->count; i++)
        off[i] = off_neighbours(y, line->count, i);
    for (size_t i = SIDE; i + SIDE < line->count && found < most; i++) {
        const double step = line->x[i + 1] - line->x[i];
        if (!(off[i] > line->least) || off[i] < off[i - 1] || off[i] < off[i + 1] || !(off[i] > stands_out * off[i - 3]) ||
            !(off[i] > stands_out * off[i + 3]))
            continue;
        places[2 * found] = line->x[i] - 0x1p-10 * step;
        places[2 * found + 1] = line->x[i] + 0x1p-10 * step;
        samples[found++] = i;
    }
    const double *beside = line->evaluate(line->context, places, 2 * found);
    for (size_t k = 0; k < found; k++) {
        const double left = beside[2 * k], right = beside[2 * k + 1], middle = left / 2 + right / 2;
        if (isfinite(middle) && !(fabs(y[samples[k]] - middle) <= fabs(right - left) + line->least))
            y[samples[k]] = middle;
    }
    mended.y = y;
    mended.stride = 1;
    return mended;
}

/* Writes those of the stretches that are suspect, at most `most`, to `suspects`; returns how many. */
static size_t find_suspects(struct arena *arena, const struct jump_line *line, struct jump_suspect *suspects, size_t most)
{
    size_t count = 0;
    for (int samples = 0; samples < 2; samples++) {
        const struct jump_misses all = compare_sides(arena, line, samples);
        for (size_t i = all.first; i < all.last && count < most; i++)
            if (is_suspect(&all, i, line->least))
                suspects[count++] = (struct jump_suspect){i, samples};
    }
    return count;
}

struct jumps jumps_find(struct arena *arena, const struct jump_line *given)
{
    struct jumps jumps = {0};
    if (given->count < 4 * SIDE)
        return jumps;
    const struct jump_line mended = mend(arena, given), *const line = &mended;
    const size_t most = 2 * given->count < MOST ? 2 * given->count : MOST;
    struct jump_suspect *suspects = ARENA_ROOM(arena, struct jump_suspect, most);
    const size_t count = find_suspects(arena, line, suspects, most);
    if (!count)
        return jumps;
    struct jump_candidate *candidates = ARENA_ROOM(arena, struct jump_candidate, count);
    for (size_t i = 0; i < count; i++)
        candidates[i] = make_candidate(line, suspects[i].i, suspects[i].sample);
    close_in(arena, line, candidates, count);
    check_sides(arena, line, candidates, count);
    qsort(candidates, count, sizeof *candidates, by_place);
    jumps.at = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const double at = middle_of(&candidates[i]);
        if (is_jump(&candidates[i], line->least) && !(jumps.count && at - jumps.at[jumps.count - 1] < 1e-3 * candidates[i].step))
            jumps.at[jumps.count++] = at;
    }
    return jumps;
}
