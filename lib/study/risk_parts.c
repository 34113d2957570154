/* Curves of risks that jump, parted there. */
#include "study/risk.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_STRETCHES = 64, ROUNDS = 24 };
static const double leap = 5e-3;   /* of the range of values: smaller jumps are not seen */
static const double stays = 0.75;  /* of the difference at the ends of a stretch: what a jump leaves at those of one half */
static const double beside = 1e-9; /* of the interval: as near to a jump is looked */

struct risk_sample {
    double x, y;
};

/* What may jump, from one sample to another. */
struct risk_stretch {
    struct risk_sample ends[2];
};

static int ascending(const void *a, const void *b)
{
    const struct risk_sample *p = a, *q = b;
    return (p->x > q->x) - (p->x < q->x);
}

static double difference(const struct risk_stretch *stretch)
{
    return fabs(stretch->ends[1].y - stretch->ends[0].y);
}

/* Halves the stretches as often as the difference stays in one half; those that it leaves are dropped. Returns how many are left. */
static size_t bisect(struct arena *arena, risk_mean *values, void *mean, double least, struct risk_stretch *stretches, size_t count)
{
    double *x = ARENA_NEW(arena, double, count), *y = ARENA_NEW(arena, double, count);
    for (int round = 0; round < ROUNDS && count; round++) {
        size_t left = 0;
        for (size_t i = 0; i < count; i++)
            x[i] = stretches[i].ends[0].x + (stretches[i].ends[1].x - stretches[i].ends[0].x) / 2;
        values(mean, x, count, y);
        for (size_t i = 0; i < count; i++) {
            const struct risk_stretch whole = stretches[i];
            struct risk_stretch halves[2] = {whole, whole};
            halves[0].ends[1] = halves[1].ends[0] = (struct risk_sample){x[i], y[i]};
            const struct risk_stretch *higher = &halves[difference(&halves[1]) > difference(&halves[0])];
            if (difference(higher) >= fmax(stays * difference(&whole), least) && left < MOST_STRETCHES)
                stretches[left++] = *higher;
        }
        count = left;
    }
    return count;
}

/* Adds the samples at both sides of places where the loss jumps, and there. */
static size_t look_at_places(struct arena *arena, risk_mean *values, void *mean, double width, const double *places, size_t place_count,
                             const double interval[2], struct risk_sample *samples)
{
    enum { SIDES = 3 };
    double *x = ARENA_NEW(arena, double, SIDES *place_count + 1), *y = ARENA_NEW(arena, double, SIDES *place_count + 1);
    size_t count = 0;
    for (size_t k = 0; k < place_count; k++)
        for (int side = -1; side <= 1; side++) {
            const double at = places[k] + side * beside / 2 * width;
            if (at >= interval[0] && at <= interval[1])
                x[count++] = at;
        }
    values(mean, x, count, y);
    for (size_t i = 0; i < count; i++)
        samples[i] = (struct risk_sample){x[i], y[i]};
    return count;
}

struct risk_line risk_parted(struct arena *arena, risk_mean *values, void *mean, const double *x, const double *y, size_t count, const double *places,
                             size_t place_count)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, y[i]);
        high = fmax(high, y[i]);
    }
    const double interval[2] = {x[0], x[count - 1]}, width = interval[1] - interval[0], least = leap * (high - low);
    struct risk_sample *all = ARENA_NEW(arena, struct risk_sample, 3 * count + 3 * place_count);
    size_t samples = 0;
    for (size_t i = 0; i < count; i++)
        all[samples++] = (struct risk_sample){x[i], y[i]};
    if (places) {
        samples += look_at_places(arena, values, mean, width, places, place_count, interval, all + samples);
    } else {
        struct risk_stretch *stretches = ARENA_NEW(arena, struct risk_stretch, count);
        size_t doubtful = 0;
        for (size_t i = 0; i + 1 < count; i++) {
            stretches[doubtful] = (struct risk_stretch){{{x[i], y[i]}, {x[i + 1], y[i + 1]}}};
            doubtful += difference(&stretches[doubtful]) > least;
        }
        doubtful = bisect(arena, values, mean, least, stretches, doubtful);
        for (size_t i = 0; i < doubtful; i++)
            for (int end = 0; end < 2; end++)
                all[samples++] = stretches[i].ends[end];
    }
    qsort(all, samples, sizeof *all, ascending);
    double *line_x = ARENA_NEW(arena, double, 2 * samples), *line_y = ARENA_NEW(arena, double, 2 * samples);
    size_t points = 0;
    for (size_t i = 0; i < samples; i++) {
        if (i && all[i].x - all[i - 1].x <= beside * width && fabs(all[i].y - all[i - 1].y) > least) {
            line_x[points] = all[i].x;
            line_y[points++] = NAN;
        }
        line_x[points] = all[i].x;
        line_y[points++] = all[i].y;
    }
    return (struct risk_line){points, line_x, line_y};
}

double risk_parted_cost(const struct risk_parameters *parameters)
{
    return parameters->loss.continuous ? 0 : RISK_SAMPLES + MOST_STRETCHES * ROUNDS;
}
