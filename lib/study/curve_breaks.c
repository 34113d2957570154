/* What the gaps of a line are: poles, jumps, edges of what is defined, or nothing. */
#include "study/curve_gaps.h"

#include "study/jumps.h"

#include <math.h>
#include <string.h>

enum { DISTANCES = 3, AROUND = 2 * DISTANCES };
static const double distances[DISTANCES] = {0x1p-10, 0x1p-20, 0x1p-30}; /* of a quarter of the distance of dense samples */

/* Gaps that are no further apart than the places are from them at which values are compared: one break, or none. */
struct gap_group {
    const struct gap *first, *last;
    double around[2][DISTANCES]; /* values on the left and the right, at the three distances */
};

static bool is_pole(const struct curve_tracer *tracer, const struct gap *gap, const double around[2][DISTANCES])
{
    for (int side = 0; side < 2; side++) {
        const double last = around[side][DISTANCES - 1];
        const bool wild = survey_is_wild(&tracer->survey, gap->y[side]) && !survey_is_near(&tracer->survey, last); /* else it is rounding */
        if (isfinite(gap->y[side]) && (wild || survey_diverges(&tracer->survey, around[side])))
            return true;
    }
    return false;
}

/* Whether a group is around a place that alone has another value: beside it values are those at a thousand times the distance, and not rounding. */
static bool is_alone(const struct curve_tracer *tracer, const struct gap_group *group)
{
    static const double noticed = 1e-6; /* of the spread */
    bool smooth = group->first != group->last && isfinite(group->first->y[1]) && isfinite(group->last->y[0]);
    for (int side = 0; side < 2; side++)
        smooth = smooth && fabs(group->around[side][2] - group->around[side][1]) <= noticed * tracer->survey.spread;
    return smooth;
}

/* What a group is; BREAK_KINDS: nothing, as the values on both sides are one, at a distance at which they are not rounding, as they are beside 0/0. */
static enum break_kind kind_of(const struct curve_tracer *tracer, const struct gap_group *group, bool pole)
{
    static const double seen = 2.5e-3; /* of the spread */
    const double left = group->around[0][0], right = group->around[1][0];
    if (pole)
        return BREAK_POLE;
    if (!isfinite(left) || !isfinite(right))
        return BREAK_EDGE;
    return fabs(right - left) > seen * tracer->survey.spread || is_alone(tracer, group) ? BREAK_JUMP : BREAK_KINDS;
}

/* Whether values are infinite from sample i on to the end of the line, in that direction: they are beyond the range of numbers, and no break of the curve. */
static bool stays_beyond(const struct curve_line *line, const struct gap *gap, bool right)
{
    size_t i = 0;
    while (i < line->count && line->x[i] < gap->x[1])
        i++;
    for (i = right ? i : i - 1; i < line->count && !isfinite(line->y[i]); i = right ? i + 1 : i - 1)
        ;
    return i >= line->count; /* as 0 − 1 is, too */
}

/* Takes out of a line what lies between two places: the straight line between the points beside them is the curve. */
static void cut_out(struct curve_line *line, double low, double high)
{
    size_t kept = 0;
    for (size_t i = 0; i < line->count; i++)
        if (line->x[i] < low || line->x[i] > high) {
            line->x[kept] = line->x[i];
            line->y[kept++] = line->y[i];
        }
    line->count = kept;
}

/* The gaps as breaks. Where there is none after all, *gaps loses gaps, and *line what lies in them. */
static struct breaks tell_breaks(struct curve_tracer *tracer, struct curve_line *line, struct gaps *gaps)
{
    const double width = line->count ? line->x[line->count - 1] - line->x[0] : 0, reach = width / (4 * CURVE_DENSE), apart = reach * distances[0];
    struct breaks breaks = {.items = ARENA_NEW(tracer->arena, struct landscape_break, gaps->count), .columns = line->count};
    double *places = ARENA_NEW(tracer->arena, double, AROUND * gaps->count);
    for (size_t i = 0; i < AROUND * gaps->count; i++)
        places[i] = gaps->items[i / AROUND].x[i % AROUND / DISTANCES] + (i % AROUND < DISTANCES ? -reach : reach) * distances[i % DISTANCES];
    const double *values = tracer_evaluate(tracer, places, AROUND * gaps->count);
    size_t kept = 0;
    for (size_t i = 0, next; i < gaps->count; i = next) {
        struct gap_group group = {.first = &gaps->items[i]};
        bool pole = false;
        memcpy(group.around[0], values + AROUND * i, sizeof group.around[0]);
        for (next = i; next < gaps->count && (next == i || gaps->items[next].x[0] - gaps->items[next - 1].x[1] < apart); next++) {
            double around[2][DISTANCES];
            memcpy(around, values + AROUND * next, sizeof around);
            pole = pole || is_pole(tracer, &gaps->items[next], (const double(*)[DISTANCES])around);
            memcpy(group.around[1], around[1], sizeof around[1]);
            group.last = &gaps->items[next];
        }
        const enum break_kind kind = kind_of(tracer, &group, pole);
        const double ends[2] = {group.first->x[0], group.last->x[1]}, at = breaks_place(ends, width);
        if (kind == BREAK_KINDS) {
            cut_out(line, ends[0] - apart, ends[1] + apart);
            continue;
        }
        const bool begins = isinf(group.last->y[1]), ends_here = isinf(group.first->y[0]); /* a stretch of infinite values, which a pole is in */
        if (ends_here && breaks.count && !stays_beyond(line, group.first, false))
            breaks.items[breaks.count - 1].high[0] = at;
        else if (!ends_here && !(begins && stays_beyond(line, group.last, true)))
            breaks.items[breaks.count++] = (struct landscape_break){begins ? BREAK_POLE : kind, {at, 0}, {at, 0}};
        for (size_t k = i; k < next; k++)
            gaps->items[kept++] = gaps->items[k];
    }
    gaps->count = kept;
    return breaks;
}

static double *evaluate_for_jumps(void *tracer, const double *x, size_t count)
{
    return tracer_evaluate(tracer, x, count);
}

/* The breaks together with the jumps of the even samples that are too small for the line to be broken at. */
static struct breaks with_small_jumps(struct curve_tracer *tracer, const struct curve_line *even, const struct breaks *breaks)
{
    const double width = even->count ? even->x[even->count - 1] - even->x[0] : 0;
    const struct jumps jumps = jumps_find(tracer->arena, &(struct jump_line){.x = even->x,
                                                                             .y = even->y,
                                                                             .count = even->count,
                                                                             .stride = 1,
                                                                             .least = jumps_least(tracer->survey.largest),
                                                                             .evaluate = evaluate_for_jumps,
                                                                             .context = tracer});
    struct breaks all = *breaks;
    all.items = ARENA_NEW(tracer->arena, struct landscape_break, breaks->count + jumps.count);
    all.count = 0;
    size_t next = 0;
    for (size_t i = 0; i < jumps.count; i++) {
        const double at = breaks_place((const double[2]){jumps.at[i], jumps.at[i]}, width);
        while (next < breaks->count && breaks->items[next].low[0] <= at + 1e-9 * width)
            all.items[all.count++] = breaks->items[next++];
        if (!all.count || all.items[all.count - 1].high[0] < at - 1e-9 * width) /* none that is known */
            all.items[all.count++] = (struct landscape_break){BREAK_JUMP, {at, 0}, {at, 0}};
    }
    while (next < breaks->count)
        all.items[all.count++] = breaks->items[next++];
    return all;
}

struct breaks gaps_as_breaks(struct curve_tracer *tracer, const struct curve_line *even, struct curve_line *line, struct gaps *gaps)
{
    const struct breaks breaks = tell_breaks(tracer, line, gaps);
    return with_small_jumps(tracer, even, &breaks);
}
