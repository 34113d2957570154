#include "study/survey.h"

#include "base/finite_range.h"
#include "base/sort.h"

#include <math.h>

static const double tails = 0.05; /* of the samples: so many may be out of sight on the side of a pole */

void survey_widen(double range[2], double value)
{
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
}

static const double *keep_finite(const double *values, size_t count, double *finite)
{
    size_t many = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i]))
            finite[many++] = values[i];
    return finite;
}

struct survey survey_make(struct arena *arena, const double *values, size_t count)
{
    const struct finite_range range = finite_range_of(values, count);
    const size_t many = range.finite;
    struct survey survey = {.range = {range.low, range.high}, .typical = {range.low, range.high}, .largest = fmax(fabs(range.low), fabs(range.high))};
    if (many < 3)
        return survey;
    struct arena *scratch = arena_within(arena);
    double *room = ARENA_ROOM(scratch, double, 2 * many + many / 4 + 1); /* for sort_ranks, with 16 bits a number, and for those defined */
    const double *defined = many == count ? values : keep_finite(values, count, room + many + many / 4 + 1);
    const size_t left_out = (size_t)(tails * (double)(many - 1)), ranks[3] = {many / 2, left_out, many - 1 - left_out};
    double found[3];
    sort_ranks(defined, many, survey.range[0], survey.range[1], ranks, 3, room, found);
    arena_clear(scratch);
    survey.middle = found[0];
    survey.typical[0] = found[1];
    survey.typical[1] = found[2];
    survey.spread = survey.typical[1] - survey.typical[0];
    if (!(survey.spread > 0))
        survey.spread = survey.range[1] - survey.range[0];
    return survey;
}

double survey_furthest(const struct survey *survey)
{
    return fmax(fabs(survey->range[0] - survey->middle), fabs(survey->range[1] - survey->middle));
}

bool survey_is_wild(const struct survey *survey, double value)
{
    return fabs(value - survey->middle) > 1e3 * fmax(survey_furthest(survey), survey->spread);
}

bool survey_is_near(const struct survey *survey, double value)
{
    return fabs(value - survey->middle) <= 1.5 * survey_furthest(survey);
}

bool survey_diverges(const struct survey *survey, const double values[3])
{
    const double middle = survey->middle, first = fabs(values[1] - middle) - fabs(values[0] - middle),
                 second = fabs(values[2] - middle) - fabs(values[1] - middle);
    return first > 0 && second > 0.7 * first && second > 1e-3 * survey->spread;
}
