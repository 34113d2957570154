/* Poles at which values run away to the same side on both, as 1/x² does: no two neighbours leap there, so crests are climbed by halving. */
#include "study/curve_gaps.h"

#include <math.h>
#include <string.h>

enum { MOST_CRESTS = 512, HALVINGS = 60, DISTANCES = 3 };

static const double flat = 1e-4; /* of the spread: what is left to climb at most where there is no pole */

/* Three places of a line, the middle one the highest, or with `down` the lowest: then all values have the other sign. */
struct crest {
    double x[3], y[3];
    bool down, settled;
};

/* What is left to climb as far as is known. */
static double relief(const struct crest *crest)
{
    return crest->y[1] - fmin(crest->y[0], crest->y[2]);
}

/* Whether an interval of the line lies in a gap that is known. */
static bool is_known(const struct gaps *gaps, double low, double high)
{
    size_t first = 0, last = gaps->count;
    while (first < last) {
        const size_t middle = first + (last - first) / 2;
        if (gaps->items[middle].x[1] < low)
            first = middle + 1;
        else
            last = middle;
    }
    return first < gaps->count && gaps->items[first].x[0] <= high;
}

static size_t find_crests(const struct curve_tracer *tracer, const struct curve_line *line, const struct gaps *gaps, struct crest *crests)
{
    size_t count = 0;
    for (size_t i = 1; i + 1 < line->count && count < MOST_CRESTS; i++) {
        const double *x = line->x + i - 1, *y = line->y + i - 1;
        const bool up = y[1] > y[0] && y[1] >= y[2], down = y[1] < y[0] && y[1] <= y[2];
        if (!(up || down) || !isfinite(y[0] - y[1]) || !isfinite(y[2] - y[1]))
            continue;
        struct crest crest = {.x = {x[0], x[1], x[2]}, .down = down};
        for (int k = 0; k < 3; k++)
            crest.y[k] = down ? -y[k] : y[k];
        if (relief(&crest) >= flat * tracer->survey.spread && !is_known(gaps, x[0], x[2]))
            crests[count++] = crest;
    }
    return count;
}

/* Goes on with the highest of five places and those beside it. */
static void climb(const struct curve_tracer *tracer, struct crest *crest, const double x[2], const double y[2])
{
    const double sign = crest->down ? -1 : 1;
    const double places[5] = {crest->x[0], x[0], crest->x[1], x[1], crest->x[2]};
    const double values[5] = {crest->y[0], sign * y[0], crest->y[1], sign * y[1], crest->y[2]};
    crest->settled = !(x[0] > places[0] && x[0] < places[2] && x[1] > places[2] && x[1] < places[4]);
    if (crest->settled)
        return;
    size_t best = 2;
    for (size_t i = 1; i < 4; i += 2)
        best = values[i] > values[best] ? i : best;
    memcpy(crest->x, places + best - 1, sizeof crest->x);
    memcpy(crest->y, values + best - 1, sizeof crest->y);
    crest->settled = isinf(crest->y[1]) || relief(crest) < flat * tracer->survey.spread;
}

static void climb_all(struct curve_tracer *tracer, struct crest *crests, size_t count, double most)
{
    double *x = ARENA_NEW(tracer->arena, double, 2 * count);
    for (int round = 0; round < HALVINGS && most > 0; round++) {
        size_t places = 0;
        for (size_t i = 0; i < count; i++)
            for (int side = 0; side < 2 && !crests[i].settled; side++)
                x[places++] = crests[i].x[side] + (crests[i].x[side + 1] - crests[i].x[side]) / 2;
        if (!places)
            return;
        const double *y = tracer_evaluate(tracer, x, places);
        most -= (double)places;
        places = 0;
        for (size_t i = 0; i < count; i++)
            if (!crests[i].settled) {
                climb(tracer, &crests[i], x + places, y + places);
                places += 2;
            }
    }
}

/* Whether values grow without end on a side, of which these are the ones at three distances (as survey_diverges, up or down from where they are). */
static bool runs_away(const struct curve_tracer *tracer, const struct crest *crest, const double values[DISTANCES])
{
    const double sign = crest->down ? -1 : 1, first = sign * (values[1] - values[0]), second = sign * (values[2] - values[1]);
    return first > 0 && second > 0.7 * first && second > 1e-3 * tracer->survey.spread;
}

/* Keeps the crests on both sides of which values run away, or that leave the range of numbers. */
static size_t keep_poles(struct curve_tracer *tracer, double reach, struct crest *crests, size_t count)
{
    double *places = ARENA_NEW(tracer->arena, double, (size_t)2 * DISTANCES * count);
    size_t kept = 0, next = 0;
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 2 * DISTANCES; k++)
            places[next++] = crests[i].x[1] + (k < DISTANCES ? -1 : 1) * ldexp(reach, -10 * (1 + k % DISTANCES));
    const double *values = tracer_evaluate(tracer, places, next);
    for (size_t i = 0; i < count; i++, values += 2 * DISTANCES) {
        const struct crest *crest = &crests[i];
        if (!isinf(crest->y[1]) && !(runs_away(tracer, crest, values) && runs_away(tracer, crest, values + DISTANCES)))
            continue;
        const double value = crest->down ? -crest->y[1] : crest->y[1], beyond = fabs(value - tracer->survey.middle);
        tracer->pole[!crest->down] = tracer->pole[!crest->down] || beyond > 10 * tracer->survey.spread; /* a weaker one is shown with the rest */
        crests[kept++] = *crest;
    }
    return kept;
}

/* The gaps together with those at crests; a gap ends at points of the line, as all do. */
static struct gaps with_crests(struct curve_tracer *tracer, struct curve_line *line, const struct gaps *gaps, const struct crest *crests,
                               size_t count)
{
    struct gaps all = {.items = ARENA_NEW(tracer->arena, struct gap, gaps->count + count)};
    struct curve_line wider = {.x = ARENA_NEW(tracer->arena, double, line->count + 2 * count),
                               .y = ARENA_NEW(tracer->arena, double, line->count + 2 * count)};
    size_t next = 0, known = 0;
    for (size_t i = 0; i < line->count || next < count; i++) {
        while (next < count && (i == line->count || line->x[i] >= crests[next].x[0])) {
            const struct crest *crest = &crests[next++];
            while (known < gaps->count && gaps->items[known].before < crest->x[0])
                all.items[all.count++] = gaps->items[known++];
            struct gap gap = {.before = crest->x[0], .settled = true};
            for (int side = 0; side < 2; side++) {
                gap.x[side] = wider.x[wider.count] = crest->x[2 * side];
                gap.y[side] = wider.y[wider.count++] = crest->down ? -crest->y[2 * side] : crest->y[2 * side];
            }
            all.items[all.count++] = gap;
            while (i < line->count && line->x[i] <= crest->x[2])
                i++;
        }
        if (i < line->count) {
            wider.x[wider.count] = line->x[i];
            wider.y[wider.count++] = line->y[i];
        }
    }
    while (known < gaps->count)
        all.items[all.count++] = gaps->items[known++];
    *line = wider;
    return all;
}

struct gaps gaps_at_crests(struct curve_tracer *tracer, struct curve_line *line, double reach, double most, const struct gaps *gaps)
{
    struct crest *crests = ARENA_ROOM(tracer->arena, struct crest, MOST_CRESTS);
    size_t count = tracer->survey.spread > 0 ? find_crests(tracer, line, gaps, crests) : 0;
    climb_all(tracer, crests, count, most);
    count = count ? keep_poles(tracer, reach, crests, count) : 0;
    return count ? with_crests(tracer, line, gaps, crests, count) : *gaps;
}
