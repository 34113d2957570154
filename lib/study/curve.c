/* Most curves are smooth between 4096 samples, as a comparison of neighbours shows: only where they disagree is more evaluated (curve_gaps.c).
 * The result is then thinned to the points that differ visibly from a straight line. */
#include "study/curve.h"

#include "study/curve_gaps.h"

#include <math.h>
#include <string.h>

enum { FEW = 64 };

static const double most_work = 4e7; /* elementary operations a curve */
static const double thin = 5e-5;     /* of the height of the picture: what the thinned line may deviate */
static const double longest =
    1.0 / 400; /* of the width, and of the points, which may lie evenly by powers: a straight line is bent on a logarithmic axis */

/* The distance at which values near sample i tell rounding from the curve: some roundings of the largest x, but nothing beside the samples'
 * distance. */
static double rounding_near(const double *x, size_t count, size_t i)
{
    const double left = i > 0 ? x[i] - x[i - 1] : INFINITY, right = i + 1 < count ? x[i + 1] - x[i] : INFINITY;
    return fmin(0x1p-50 * fmax(fabs(x[0]), fabs(x[count - 1])), 1e-9 * fmin(left, right));
}

/* Whether values come down from a pole on the way from a sample: at one, two and four distances each less than the one before. */
static bool comes_down(struct curve_tracer *tracer, const double y[3])
{
    const double middle = tracer->survey.middle, height = fabs(y[0] - middle), least = fmax(1e-3 * tracer->survey.spread, 1e-2 * height);
    const double first = height - fabs(y[1] - middle), second = fabs(y[1] - middle) - fabs(y[2] - middle);
    const bool down = first > least && second > least;
    if (down)
        tracer->pole[y[0] > middle] = true;
    return down;
}

static bool stands_out(const struct curve_tracer *tracer, const double *y, size_t count, size_t i)
{
    const double middle = tracer->survey.middle, height = fabs(y[i] - middle);
    const bool left = i == 0 || !isfinite(y[i - 1]) || fabs(y[i - 1] - middle) < height;
    const bool right = i + 1 == count || !isfinite(y[i + 1]) || fabs(y[i + 1] - middle) < height;
    return isfinite(y[i]) && height > 0.4 * tracer->survey.spread && left && right;
}

/* A sample one rounding from a pole is no value of the curve: its digits are those of the rounding. It is taken for the infinity that it
 * stands for, as if the sample had met the pole. Whether there was one. */
static bool drop_poles(struct curve_tracer *tracer, const double *x, double *y, size_t count)
{
    enum { AROUND = 6 };
    size_t candidates = 0, *samples = ARENA_ROOM(tracer->arena, size_t, count);
    for (size_t i = 0; i < count; i++)
        if (stands_out(tracer, y, count, i))
            samples[candidates++] = i;
    if (!candidates || !(tracer->survey.spread > 0))
        return false;
    double *places = ARENA_ROOM(tracer->arena, double, AROUND *candidates);
    for (size_t i = 0; i < candidates; i++) {
        const double near = rounding_near(x, count, samples[i]);
        for (int k = 0; k < AROUND; k++)
            places[AROUND * i + (size_t)k] = x[samples[i]] + (k < AROUND / 2 ? -1 : 1) * (double)(1 << k % (AROUND / 2)) * near;
    }
    const double *around = tracer_evaluate(tracer, places, AROUND * candidates);
    bool any = false;
    for (size_t i = 0; i < candidates; i++) {
        const bool left = comes_down(tracer, around + AROUND * i), right = comes_down(tracer, around + AROUND * i + AROUND / 2);
        if (left || right)
            y[samples[i]] = copysign(INFINITY, y[samples[i]]);
        any |= left || right;
    }
    return any;
}

double curve_cost(double lines, double work)
{
    return lines * fmin(most_work, 4 * CURVE_DENSE * work);
}

/* The even samples among CURVE_DENSE others; of landscapes that take long to evaluate, among fewer. */
static struct curve_line sample_densely(struct curve_tracer *tracer, const double *x, size_t count)
{
    const size_t affordable = (size_t)(most_work / (program_work(tracer->program) + 1)), most = affordable < CURVE_DENSE ? affordable : CURVE_DENSE;
    const size_t intervals = count > 1 ? count - 1 : 1, step = most > intervals ? (most + intervals - 1) / intervals : 1;
    struct curve_line line = {.count = count ? (count - 1) * step + 1 : 0};
    line.x = ARENA_NEW(tracer->arena, double, line.count);
    for (size_t i = 0; i < line.count; i++) {
        const size_t left = i / step, part = i % step;
        line.x[i] = part ? x[left] + (x[left + 1] - x[left]) * ((double)part / (double)step) : x[left];
    }
    line.y = tracer_evaluate(tracer, line.x, line.count);
    drop_poles(tracer, line.x, line.y, line.count);
    if (!(tracer->survey.spread > 0)) { /* even samples that are all alike say nothing of how large a bend is */
        double range[2] = {INFINITY, -INFINITY};
        for (size_t i = 0; i < line.count; i++)
            if (isfinite(line.y[i]))
                survey_widen(range, line.y[i]);
        tracer->survey.spread = fmax(0, range[1] - range[0]);
    }
    return line;
}

static void append(struct curve_line *line, double x, double y)
{
    line->x[line->count] = x;
    line->y[line->count++] = y;
}

/* Whether a value found at the side of a gap belongs to a pole; if it does not, and is no larger than samples are, it should be seen. */
static void judge(struct curve_tracer *tracer, double value)
{
    if (!isfinite(value))
        return;
    if (survey_is_wild(&tracer->survey, value))
        tracer->pole[value > tracer->survey.middle] = true;
    else if (survey_is_near(&tracer->survey, value))
        survey_widen(tracer->survey.range, value);
}

/* Whether the value at a side of a gap is that of the pole's other side, one rounding on: it is on the other side of the middle than the sample, and
 * so is it a billionth of the way to the sample. */
static bool is_beyond(struct curve_tracer *tracer, const struct gap *gap, size_t side, double x, double y)
{
    const double middle = tracer->survey.middle, back = gap->x[side] + 0x1p-30 * (x - gap->x[side]);
    const bool above = gap->y[side] > middle;
    return above != (y > middle) && above != (*tracer_evaluate(tracer, &back, 1) > middle);
}

/* The line with what was found in its gaps, and a not-a-number where it breaks. */
static struct curve_line break_line(struct curve_tracer *tracer, const struct curve_line *line, const struct gaps *gaps)
{
    const size_t room = line->count + 3 * gaps->count;
    struct curve_line broken = {ARENA_NEW(tracer->arena, double, room), ARENA_NEW(tracer->arena, double, room), 0};
    size_t next = 0;
    for (size_t i = 0; i < line->count; i++) {
        append(&broken, line->x[i], line->y[i]);
        if (next == gaps->count || gaps->items[next].before != line->x[i])
            continue;
        const struct gap *gap = &gaps->items[next++];
        for (size_t side = 0; side < 2; side++) {
            judge(tracer, gap->y[side]);
            const bool beyond = survey_is_wild(&tracer->survey, gap->y[side]) && is_beyond(tracer, gap, side, line->x[i + side], line->y[i + side]);
            if (isfinite(gap->y[side]) && gap->x[side] != line->x[i + side] && !beyond)
                append(&broken, gap->x[side], gap->y[side]);
            if (!side)
                append(&broken, gap->x[0] + (gap->x[1] - gap->x[0]) / 2, NAN);
        }
    }
    return broken;
}

/* A peak between the even samples is to be seen, too; where values run away, only what is typical is. */
static void choose_range(struct curve_tracer *tracer, const struct curve_line *line)
{
    const double *y = line->y;
    for (size_t i = 1; i + 1 < line->count; i++) {
        const bool peak = y[i] > y[i - 1] && y[i] >= y[i + 1], valley = y[i] < y[i - 1] && y[i] <= y[i + 1];
        if ((peak || valley) && isfinite(y[i - 1]) && isfinite(y[i]) && isfinite(y[i + 1]))
            survey_widen(tracer->survey.range, y[i]);
    }
    for (int side = 0; side < 2; side++)
        if (tracer->pole[side])
            tracer->survey.range[side] = tracer->survey.typical[side];
}

/* How far the line may pass by point i, in heights: less than can be seen; not at all by a peak, which limits follow; and less by small
 * values, so that the line is right on a logarithmic axis, too. */
static double tolerance(const struct curve_line *line, size_t i, double height)
{
    const double *y = &line->y[i];
    if (i > 0 && i + 1 < line->count && (y[0] > y[-1]) != (y[1] > y[0]))
        return 0;
    return fmin(thin, fmax(1e-12, 10 * thin * fabs(*y / height)));
}

/* Leaves out, in place, the points that a straight line between others passes by closely enough: from the last point kept, the slopes that pass
 * by all points since are an interval, and a point outside of it starts a new one. */
static void thin_line(struct curve_line *line, double height)
{
    const double *x = line->x, *y = line->y, width = line->count ? x[line->count - 1] / 2 - x[0] / 2 : 0;
    struct curve_line kept = {line->x, line->y, 0};
    double from = 0, start = 0, least = -INFINITY, most = INFINITY; /* the last point kept, and the slopes from it */
    double last = 0, last_value = 0;                                /* the point before this one */
    size_t since = 0;                                               /* how many points after the last kept */
    for (size_t i = 0; i < line->count; i++) {
        const double here = x[i], value = y[i];
        const bool joined = i > 0 && isfinite(value) && isfinite(last_value);
        double slope = joined ? (value / height - start / height) / ((here - from) / width) : 0;
        const bool near = here - from <= 2 * longest * width && (double)since <= 2 * longest * (double)line->count;
        const bool passes = joined && since && slope >= least && slope <= most && near;
        if (since && !passes)
            append(&kept, last, last_value);
        if (!passes) {
            from = joined ? last : here;
            start = joined ? last_value : value;
            least = -INFINITY;
            most = INFINITY;
        }
        const bool within_gap = !isfinite(value) && i > 0 && i + 1 < line->count && !isfinite(last_value);
        if (!joined && !within_gap)
            append(&kept, here, value);
        since = joined ? passes ? since + 1 : 1 : 0;
        if (joined) {
            const double run = (here - from) / width, room = tolerance(line, i, height) / run;
            slope = (value / height - start / height) / run;
            least = fmax(least, slope - room);
            most = fmin(most, slope + room);
        }
        last = here;
        last_value = value;
    }
    if (since)
        append(&kept, last, last_value);
    line->count = kept.count;
}

/* Whether the landscape between the points of a line, at places that no grid has, is often not where the line runs. */
static bool oscillates(struct curve_tracer *tracer, const struct curve_line *line)
{
    enum { PROBES = 1024 };
    static const double part = 0.6180339887498949, off = 0.05, often = 0.05; /* of the spread; of the probes */
    const size_t intervals = line->count - 1, count = intervals < PROBES ? intervals : PROBES;
    double *places = ARENA_NEW(tracer->arena, double, count), *told = ARENA_NEW(tracer->arena, double, count);
    size_t disagree = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t k = (size_t)((double)i * ((double)intervals / (double)count));
        const double p = (double)(i + 1) * part, t = 0.2 + 0.6 * (p - floor(p));
        places[i] = line->x[k] + t * (line->x[k + 1] - line->x[k]);
        told[i] = (1 - t) * line->y[k] + t * line->y[k + 1];
    }
    const double *values = tracer_evaluate(tracer, places, count), *typical = tracer->survey.typical;
    const double spread = tracer->survey.spread, least = fmax(off * spread, 1e-9 * tracer->survey.largest);
    for (size_t i = 0; i < count; i++)
        disagree += isfinite(told[i]) && told[i] >= typical[0] - spread && told[i] <= typical[1] + spread && !(fabs(values[i] - told[i]) <= least);
    return (double)disagree > often * (double)count;
}

/* The curve of a line, with matplotlib's limits. */
static struct curve finish(struct curve_line *line, const double range[2])
{
    const double height = range[1] - range[0], margin = 0.05 * (height > 0 ? height : range[0] != 0 ? fabs(range[0]) : 1);
    struct curve curve = {.count = line->count, .x = line->x, .y = line->y, .limits = {range[0] - margin, range[1] + margin}};
    for (size_t i = 0; i < line->count; i++) {
        line->y[i] = isfinite(line->y[i]) ? line->y[i] : NAN;
        curve.limited = curve.limited || line->y[i] < range[0] || line->y[i] > range[1];
    }
    return curve;
}

void curve_drop_poles(struct arena *arena, const struct program *program, size_t output, size_t dimension, const double *at, size_t axis,
                      const double *x, size_t count, double *y)
{
    struct curve_tracer tracer = {.arena = arena, .program = program, .output = output, .axis = axis};
    tracer_prepare(&tracer, dimension, at);
    tracer.survey = survey_make(arena, y, count);
    drop_poles(&tracer, x, y, count);
}

struct curve curve_trace(struct arena *arena, const struct program *program, size_t output, size_t dimension, const double *at, size_t axis,
                         const double *x, size_t count, bool finer, double *samples)
{
    struct curve_tracer tracer = {.arena = arena, .program = program, .output = output, .axis = axis};
    tracer_prepare(&tracer, dimension, at);
    struct curve_line line = {.x = ARENA_NEW(arena, double, count), .y = tracer_evaluate(&tracer, x, count), .count = count};
    memcpy(line.x, x, count * sizeof *x);
    tracer.survey = survey_make(arena, line.y, count);
    if (drop_poles(&tracer, x, line.y, count))
        tracer.survey = survey_make(arena, line.y, count);
    if (samples)
        memcpy(samples, line.y, count * sizeof *samples);
    if (finer)
        line = sample_densely(&tracer, x, count);
    const struct curve_line even = line;
    struct breaks breaks = {0};
    if (finer || count > FEW) {
        struct gaps doubts = finer ? gaps_bent(&tracer, &line) : gaps_leaping(&tracer, &line);
        if (finer)
            line = gaps_refine(&tracer, &line, &doubts);
        struct gaps gaps = gaps_close(&tracer, &line, &doubts);
        gaps = gaps_at_crests(&tracer, &line, (x[count - 1] - x[0]) / (4 * CURVE_DENSE), most_work / (program_work(program) + 1) / 2, &gaps);
        breaks = gaps_as_breaks(&tracer, &even, &line, &gaps);
        if (gaps.count)
            line = break_line(&tracer, &line, &gaps);
        breaks.oscillates = oscillates(&tracer, &line);
        choose_range(&tracer, &line);
    }
    const double height = fmax(tracer.survey.range[1] - tracer.survey.range[0], tracer.survey.spread);
    if (finer)
        thin_line(&line, height > 0 ? height : 1);
    struct curve curve = finish(&line, tracer.survey.range);
    curve.breaks = breaks;
    return curve;
}
