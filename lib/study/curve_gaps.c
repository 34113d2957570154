/* Bisection: the intervals in which neighbours disagree are halved, all in one run of the evaluator a round. */
#include "study/curve_gaps.h"

#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 12, MOST_FOUND = 12288, BISECTIONS = 60, MOST_GAPS = 1024 };

static const double bend = 1e-3; /* of the spread of values: what neighbours may deviate from a line without being looked at */
static const double leap = 5e-3; /* of the spread: smaller jumps are not seen */

void tracer_prepare(struct curve_tracer *tracer, size_t dimension, const double *at)
{
    const size_t outputs = program_outputs(tracer->program);
    tracer->workspace = workspace_create(tracer->arena, tracer->program);
    tracer->inputs = ARENA_NEW(tracer->arena, const double *, dimension);
    tracer->outputs = ARENA_NEW(tracer->arena, double *, outputs);
    for (size_t i = 0; i < dimension; i++) {
        double *constant = i == tracer->axis ? NULL : ARENA_NEW(tracer->arena, double, PROGRAM_BLOCK);
        for (size_t k = 0; constant && k < PROGRAM_BLOCK; k++)
            constant[k] = at ? at[i] : 0;
        tracer->inputs[i] = constant;
    }
    for (size_t i = 0; i < outputs; i++)
        tracer->outputs[i] = i == tracer->output ? NULL : ARENA_NEW(tracer->arena, double, PROGRAM_BLOCK);
}

double *tracer_evaluate(struct curve_tracer *tracer, const double *x, size_t count)
{
    double *y = ARENA_ROOM(tracer->arena, double, count);
    for (size_t done = 0; done < count; done += PROGRAM_BLOCK) {
        const size_t left = count - done;
        tracer->inputs[tracer->axis] = x + done;
        tracer->outputs[tracer->output] = y + done;
        program_run(tracer->program, tracer->workspace, tracer->inputs, tracer->outputs, left < PROGRAM_BLOCK ? left : PROGRAM_BLOCK);
    }
    return y;
}

static void add_gap(struct gaps *gaps, double left, double left_value, double right, double right_value)
{
    gaps->items[gaps->count++] =
        (struct gap){.x = {left, right}, .y = {left_value, right_value}, .difference = fabs(right_value - left_value), .before = left};
}

/* What may deviate from a straight line between two values: little, but more where the curve is on its way out of sight. */
static double allowance(const struct curve_tracer *tracer, double left, double right)
{
    const double above = fmin(left, right) - tracer->survey.typical[1], below = tracer->survey.typical[0] - fmax(left, right);
    return bend * tracer->survey.spread + 0.05 * fmax(0, fmax(above, below) - tracer->survey.spread);
}

static bool bent_at(const struct curve_tracer *tracer, const double *y)
{
    const double off = fabs((y[-1] - y[0]) + (y[1] - y[0]));
    return off > bend * tracer->survey.spread && off > allowance(tracer, y[-1], y[1]);
}

struct gaps gaps_bent(const struct curve_tracer *tracer, const struct curve_line *line)
{
    struct gaps gaps = {.count = 0};
    const double *x = line->x, *y = line->y;
    size_t points = 0, inside = line->count > 2 ? line->count - 1 : 0;
    for (size_t i = 1; i < inside; i++)
        points += bent_at(tracer, &y[i]);
    gaps.items = ARENA_NEW(tracer->arena, struct gap, 2 * points);
    size_t next = 0; /* the first interval not yet added */
    for (size_t i = 1; points && i < inside; i++)
        for (size_t k = bent_at(tracer, &y[i]) ? i - 1 : i + 1; k <= i; k++)
            if (k >= next) {
                add_gap(&gaps, x[k], y[k], x[k + 1], y[k + 1]);
                next = k + 1;
            }
    return gaps;
}

/* In third differences a smooth curve leaves next to nothing. */
struct gaps gaps_leaping(const struct curve_tracer *tracer, const struct curve_line *line)
{
    struct gaps gaps = {.items = ARENA_ROOM(tracer->arena, struct gap, line->count)};
    const double *x = line->x, *y = line->y, least = leap * tracer->survey.spread;
    for (size_t i = 0; i + 1 < line->count; i++) {
        const double before = i > 0 && isfinite(y[i - 1]) ? y[i - 1] : y[i], rise = y[i + 1] - y[i];
        const double after = i + 2 < line->count && isfinite(y[i + 2]) ? y[i + 2] : y[i + 1];
        if (fabs(rise) > least && fabs((after - before) - 3 * rise) > 2 * least)
            add_gap(&gaps, x[i], y[i], x[i + 1], y[i + 1]);
    }
    return gaps;
}

/* Halves every interval, writes the midpoints, and returns the halves that are still in doubt. */
static struct gaps halve(struct curve_tracer *tracer, const struct gaps *gaps, struct curve_line *middles)
{
    struct gaps left = {.items = ARENA_NEW(tracer->arena, struct gap, 2 * gaps->count)};
    middles->count = gaps->count;
    middles->x = ARENA_NEW(tracer->arena, double, gaps->count);
    for (size_t i = 0; i < gaps->count; i++)
        middles->x[i] = gaps->items[i].x[0] + (gaps->items[i].x[1] - gaps->items[i].x[0]) / 2;
    middles->y = tracer_evaluate(tracer, middles->x, gaps->count);
    for (size_t i = 0; i < gaps->count; i++) {
        const struct gap *gap = &gaps->items[i];
        const double x = middles->x[i], y = middles->y[i];
        const bool defined = isfinite(gap->y[0]) && isfinite(gap->y[1]), hole = defined && !isfinite(y);
        if (!(x > gap->x[0] && x < gap->x[1]) || !defined)
            continue;
        if (!hole && !(fabs(y - (gap->y[0] / 2 + gap->y[1] / 2)) > allowance(tracer, gap->y[0], gap->y[1])))
            continue;
        add_gap(&left, gap->x[0], gap->y[0], x, y);
        add_gap(&left, x, y, gap->x[1], gap->y[1]);
    }
    return left;
}

struct vertex {
    double x, y;
};

static int by_place(const void *a, const void *b)
{
    const double x = ((const struct vertex *)a)->x, y = ((const struct vertex *)b)->x;
    return (x > y) - (x < y);
}

/* The line with the vertices that were found, in order. */
static struct curve_line merge(struct arena *arena, const struct curve_line *line, struct vertex *found, size_t count)
{
    struct curve_line merged = {ARENA_NEW(arena, double, line->count + count), ARENA_NEW(arena, double, line->count + count), 0};
    size_t next = 0;
    qsort(found, count, sizeof *found, by_place);
    for (size_t i = 0; i < line->count; i++) {
        for (; next < count && found[next].x < line->x[i]; next++) {
            merged.x[merged.count] = found[next].x;
            merged.y[merged.count++] = found[next].y;
        }
        merged.x[merged.count] = line->x[i];
        merged.y[merged.count++] = line->y[i];
        while (next < count && found[next].x == line->x[i])
            next++;
    }
    return merged;
}

/* What is still in doubt after all rounds jumps, or is a peak without end. */
struct curve_line gaps_refine(struct curve_tracer *tracer, const struct curve_line *line, struct gaps *gaps)
{
    struct curve_line rounds[ROUNDS];
    int round = 0;
    size_t total = 0;
    for (; round < ROUNDS && gaps->count && total + gaps->count <= MOST_FOUND; round++) {
        *gaps = halve(tracer, gaps, &rounds[round]);
        total += rounds[round].count;
    }
    for (size_t i = 0; round == ROUNDS && i < gaps->count; i++)
        for (int side = 0; side < 2; side++) {
            const double y = gaps->items[i].y[side];
            if (isfinite(y) && survey_is_wild(&tracer->survey, y))
                tracer->pole[y > tracer->survey.middle] = true;
        }
    if (!total)
        return *line;
    struct vertex *found = ARENA_NEW(tracer->arena, struct vertex, total);
    total = 0;
    for (int i = 0; i < round; i++)
        for (size_t k = 0; k < rounds[i].count; k++)
            found[total++] = (struct vertex){rounds[i].x[k], rounds[i].y[k]};
    return merge(tracer->arena, line, found, total);
}

/* Of the intervals in doubt those that may jump, and all where what is defined begins or ends. */
static struct gaps find_gaps(const struct curve_tracer *tracer, const struct curve_line *line, const struct gaps *doubts)
{
    const double *x = line->x, *y = line->y;
    size_t edges = 0, leaps = 0;
    for (size_t i = 0; i + 1 < line->count; i++)
        edges += isfinite(y[i]) != isfinite(y[i + 1]);
    double least = leap * tracer->survey.spread;
    do { /* where there are too many, the largest */
        leaps = 0;
        for (size_t i = 0; i < doubts->count; i++)
            leaps += doubts->items[i].difference > least;
        least *= leaps > MOST_GAPS ? 2 : 1;
    } while (leaps > MOST_GAPS);
    const size_t room = edges < MOST_GAPS ? edges + leaps : MOST_GAPS + leaps;
    struct gaps gaps = {.items = ARENA_NEW(tracer->arena, struct gap, room)};
    size_t next = 0;
    for (size_t i = 0; i + 1 < line->count && gaps.count < room; i++) {
        while (next < doubts->count && doubts->items[next].x[0] < x[i])
            next++;
        const bool doubtful = next < doubts->count && doubts->items[next].x[0] == x[i];
        if (isfinite(y[i]) != isfinite(y[i + 1]) || (doubtful && fabs(y[i + 1] - y[i]) > least))
            add_gap(&gaps, x[i], y[i], x[i + 1], y[i + 1]);
    }
    return gaps;
}

/* Whether a value between those of a gap is further from the first than from the second, where differences of numbers far apart round to the same, too. */
static bool is_further(const double y[2], double value)
{
    if (value > fmax(y[0], y[1]))
        return y[0] < y[1];
    return value < fmin(y[0], y[1]) ? y[0] > y[1] : fabs(value - y[0]) > fabs(y[1] - value);
}

void gap_narrow(struct gap *gap, double x, double y)
{
    const bool edge = isfinite(gap->y[0]) != isfinite(gap->y[1]);
    gap->settled = !(x > gap->x[0] && x < gap->x[1]) || (!edge && !isfinite(y));
    if (gap->settled)
        return;
    const bool right = edge ? isfinite(gap->y[1]) == isfinite(y) : is_further(gap->y, y);
    gap->x[right] = x;
    gap->y[right] = y;
    const double difference = fabs(gap->y[1] - gap->y[0]);
    gap->settled = gap->smooth = !edge && difference < gap->difference / 4;
    gap->difference = edge ? gap->difference : fmax(gap->difference, difference);
}

static void close_in(struct curve_tracer *tracer, struct gaps *gaps)
{
    double *x = ARENA_NEW(tracer->arena, double, gaps->count);
    for (int round = 0; round < BISECTIONS; round++) {
        size_t count = 0;
        for (size_t i = 0; i < gaps->count; i++)
            if (!gaps->items[i].settled)
                x[count++] = gaps->items[i].x[0] + (gaps->items[i].x[1] - gaps->items[i].x[0]) / 2;
        if (!count)
            return;
        const double *y = tracer_evaluate(tracer, x, count);
        count = 0;
        for (size_t i = 0; i < gaps->count; i++)
            if (!gaps->items[i].settled) {
                gap_narrow(&gaps->items[i], x[count], y[count]);
                count++;
            }
    }
}

struct gaps gaps_close(struct curve_tracer *tracer, const struct curve_line *line, const struct gaps *doubts)
{
    struct gaps gaps = find_gaps(tracer, line, doubts);
    close_in(tracer, &gaps);
    size_t kept = 0;
    for (size_t i = 0; i < gaps.count; i++)
        if (!gaps.items[i].smooth)
            gaps.items[kept++] = gaps.items[i];
    gaps.count = kept;
    return gaps;
}
