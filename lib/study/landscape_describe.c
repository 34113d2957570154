/* A landscape in words and columns: its extremes among the samples, its valleys, what is undefined. */
#include "study/landscape.h"

#include "base/number.h"
#include "study/sentence.h"

#include <math.h>

enum { DIGITS = 6 }; /* at least, of numbers in the sentence */

const char *landscape_axis_name(struct arena *arena, const struct landscape_parameters *parameters, int axis)
{
    return coordinate_name(arena, (size_t)parameters->dimension, parameters->axis[axis]);
}

const char *landscape_column_name(struct arena *arena, const struct landscape_parameters *parameters, size_t i, long order)
{
    const struct landscape *landscape = &parameters->landscapes[i];
    return arena_format(arena, "%s%s", landscape->name ? landscape->name : landscape->formula, order == 1 ? "'" : order == 2 ? "''" : "");
}

static void add_extreme(struct arena *arena, struct value *facts, const char *name, const struct landscape_parameters *parameters,
                        const struct landscape_result *result, size_t i)
{
    struct value *extreme = value_add(arena, facts, name, VALUE_OBJECT);
    double *at = ARENA_NEW(arena, double, 2);
    at[0] = result->x[i % result->columns];
    if (parameters->plane)
        at[1] = result->y[i / result->columns];
    value_add_numbers(arena, extreme, "at", at, parameters->plane ? 2 : 1);
    value_add_number(arena, extreme, "value", result->values[0][0][i]);
}

void landscape_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct landscape_parameters *parameters = untyped;
    const struct landscape_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    struct value *formulas = value_add(arena, facts, "formulas", VALUE_LIST);
    for (size_t i = 0; i < parameters->count; i++)
        value_add_text(arena, formulas, NULL, parameters->landscapes[i].formula);
    transformation_describe(arena, &parameters->landscapes[0], facts);
    value_add_number(arena, facts, "dimension", (double)parameters->dimension);
    if (result->any) {
        add_extreme(arena, facts, "least_sample", parameters, result, result->least);
        add_extreme(arena, facts, "greatest_sample", parameters, result, result->greatest);
    }
    value_add_number(arena, facts, "undefined", (double)result->undefined);
    value_add_number(arena, facts, "infinite", (double)result->infinite);
    breaks_describe(arena, facts, landscape_breaks(parameters, result), parameters->plane ? 2 : 1);
    struct value *chords = parameters->chord.given ? value_add(arena, facts, "chords", VALUE_LIST) : NULL;
    for (size_t i = 0; chords && i < parameters->count; i++) {
        struct value *chord = value_add(arena, chords, NULL, VALUE_OBJECT);
        value_add_numbers(arena, chord, "values", result->chords[i].value, 2);
        value_add_number(arena, chord, "least", result->chords[i].least);
        value_add_number(arena, chord, "greatest", result->chords[i].most);
    }
    if (parameters->plane) {
        description->grid = (struct study_grid){result->rows, result->columns, result->x, result->y, result->values[0][0]};
        return;
    }
    struct study_columns *columns = &description->columns;
    study_columns_add(columns, landscape_axis_name(arena, parameters, 0), result->columns, result->x);
    for (size_t i = 0; i < parameters->count; i++)
        for (long order = 0; order <= parameters->derivatives; order++)
            study_columns_add(columns, landscape_column_name(arena, parameters, i, order), result->columns, result->values[i][order]);
}

static void say_coordinate(struct buffer *sentence, const struct landscape_parameters *parameters, int axis, const double *positions, size_t count,
                           size_t i)
{
    buffer_format(sentence, "%s = ", landscape_axis_name(sentence->arena, parameters, axis));
    sentence_rounded(sentence, positions[i], number_digits_between(positions[0], positions[count - 1], DIGITS));
}

static void say_place(struct buffer *sentence, const struct landscape_parameters *parameters, const struct landscape_result *result, size_t i)
{
    say_coordinate(sentence, parameters, 0, result->x, result->columns, i % result->columns);
    if (!parameters->plane)
        return;
    buffer_text(sentence, ", ");
    say_coordinate(sentence, parameters, 1, result->y, result->rows, i / result->columns);
}

bool landscape_has_chord(const struct landscape_parameters *parameters, const struct landscape_result *result, size_t i)
{
    return parameters->chord.given && isfinite(result->chords[i].value[0]) && isfinite(result->chords[i].value[1]);
}

/* Where the chord of line i runs. */
static void say_chord(struct buffer *sentence, const struct landscape_parameters *parameters, const struct landscape_result *result, size_t i)
{
    const struct chord *chord = &result->chords[i];
    if (!landscape_has_chord(parameters, result, i) || !(chord->least <= chord->most))
        return;
    const double slack = 1e-9 * fmax(fabs(chord->value[0]), fabs(chord->value[1]));
    buffer_text(sentence, "; its chord from ");
    sentence_number(sentence, parameters->chord.low);
    buffer_text(sentence, " to ");
    sentence_number(sentence, parameters->chord.high);
    if (chord->least >= -slack)
        buffer_text(sentence, " runs nowhere below it");
    else {
        buffer_text(sentence, chord->most > slack ? " runs up to " : " runs nowhere above it, and up to ");
        sentence_rounded(sentence, -chord->least, 3);
        buffer_text(sentence, " below it");
    }
}

/* How often a line turns from falling to rising, each by more than rounding; across what breaks it there is no turn. */
static size_t count_valleys(const double *y, size_t count)
{
    static const double ulps = 0x1p-48;          /* of the largest value: what rounding may raise or lower it by */
    double largest = 0, top = NAN, bottom = NAN; /* since the last turn; NaN: not known to fall, or to rise */
    size_t valleys = 0;
    for (size_t i = 0; i < count; i++)
        largest = isfinite(y[i]) ? fmax(largest, fabs(y[i])) : largest;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(y[i])) {
            top = bottom = NAN;
        } else if (isnan(bottom)) {
            top = fmax(top, y[i]);
            bottom = y[i] < top - ulps * largest ? y[i] : NAN;
        } else if (y[i] > bottom + ulps * largest) {
            valleys++;
            top = y[i];
            bottom = NAN;
        } else {
            bottom = fmin(bottom, y[i]);
        }
    }
    return valleys;
}

/* The valleys of the first line: of the landscape, where the curve goes where the landscape does, or of what samples were asked for. */
static void say_valleys(struct buffer *sentence, const struct landscape_parameters *parameters, const struct landscape_result *result)
{
    const struct curve *curve = &result->curves[0][0];
    const size_t valleys = count_valleys(curve->y, curve->count);
    if (valleys > 1)
        buffer_format(sentence, parameters->finer ? "; it has %zu valleys" : ", which have %zu valleys", valleys);
}

/* Sample i of a line, or those beside it that are alike, with the digits that distinguish the least from the greatest. */
static void say_extreme(struct buffer *sentence, const struct landscape_parameters *parameters, const struct landscape_result *result, size_t line,
                        const size_t extremes[2], size_t i)
{
    const double *values = result->values[line][0], both[2] = {values[extremes[0]], values[extremes[1]]};
    size_t first = i, last = i;
    while (!parameters->plane && first > 0 && values[first - 1] == values[i])
        first--;
    while (!parameters->plane && last + 1 < result->columns && values[last + 1] == values[i])
        last++;
    if (first < last) {
        const int digits = number_digits_between(result->x[0], result->x[result->columns - 1], DIGITS);
        buffer_format(sentence, "every %s from ", landscape_axis_name(sentence->arena, parameters, 0));
        sentence_rounded(sentence, result->x[first], digits);
        buffer_text(sentence, " to ");
        sentence_rounded(sentence, result->x[last], digits);
    } else {
        say_place(sentence, parameters, result, i);
    }
    buffer_text(sentence, " (");
    sentence_rounded(sentence, values[i], number_digits(both, 2, DIGITS));
    buffer_text(sentence, ")");
}

/* The first landscape's least and greatest sample, and its valleys. */
static void say_first(struct buffer *sentence, const struct landscape_parameters *parameters, const struct landscape_result *result)
{
    const double *values = result->values[0][0];
    const size_t count = result->columns * result->rows, extremes[2] = {result->least, result->greatest};
    if (values[result->least] == values[result->greatest] && count > 1 && !result->undefined && !result->infinite) {
        buffer_text(sentence, " is ");
        sentence_rounded(sentence, values[0], 10);
        buffer_text(sentence, " at all ");
        buffer_count(sentence, count);
        buffer_text(sentence, " samples");
        return;
    }
    buffer_text(sentence, " is least at ");
    say_extreme(sentence, parameters, result, 0, extremes, result->least);
    if (count == 1) {
        buffer_text(sentence, ", the only sample");
        return;
    }
    buffer_text(sentence, " and greatest at ");
    say_extreme(sentence, parameters, result, 0, extremes, result->greatest);
    buffer_text(sentence, " among ");
    buffer_count(sentence, count);
    buffer_text(sentence, " samples");
    const struct breaks *breaks =
        landscape_breaks(parameters, result); /* beside these, and between waves, the curve shows other valleys than there are */
    if (!parameters->plane && !breaks->count && !breaks->oscillates && !result->critical[0].count)
        say_valleys(sentence, parameters, result);
}

/* "2 minima and 1 saddle point": what annotate=auto names. */
static void say_critical(struct buffer *sentence, const struct critical_points *points)
{
    static const struct {
        enum critical_kind kind;
        const char *one, *many;
    } kinds[] = {{CRITICAL_MINIMUM, "minimum", "minima"},
                 {CRITICAL_MAXIMUM, "maximum", "maxima"},
                 {CRITICAL_SADDLE, "saddle point", "saddle points"},
                 {CRITICAL_DEGENERATE, "degenerate point", "degenerate points"}};
    enum { KINDS = sizeof kinds / sizeof *kinds };
    size_t counts[KINDS] = {0}, left = 0, said = 0;
    for (size_t k = 0; k < KINDS; k++) {
        for (size_t i = 0; i < points->count; i++)
            counts[k] += points->items[i].kind == kinds[k].kind;
        left += counts[k] > 0;
    }
    for (size_t k = 0; k < KINDS; k++)
        if (counts[k]) {
            buffer_format(sentence, "%s%zu %s",
                          !said              ? "; it has "
                          : said + 1 == left ? " and "
                                             : ", ",
                          counts[k], counts[k] == 1 ? kinds[k].one : kinds[k].many);
            said++;
        }
}

/* "; it has 2 poles and oscillates faster than 401 samples show" */
static void say_breaks(struct buffer *sentence, const struct breaks *breaks)
{
    if (breaks->count)
        buffer_text(sentence, "; it has ");
    breaks_list(sentence, breaks);
    if (breaks->oscillates)
        buffer_text(sentence, breaks->count ? " and " : "; it ");
    breaks_oscillation(sentence, breaks);
}

/* "; 3 values are undefined" */
static void say_values(struct buffer *sentence, size_t count, const char *what)
{
    if (!count)
        return;
    buffer_text(sentence, "; ");
    buffer_count(sentence, count);
    buffer_format(sentence, " %s %s", count == 1 ? "value is" : "values are", what);
}

static bool any_infinite(const double *values, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any = any || isinf(values[i]);
    return any;
}

/* " where x3 = 0 and x4 = 1": the coordinates that do not vary, the first of many. */
static void say_slice(struct buffer *sentence, const struct landscape_parameters *parameters)
{
    enum { SAID = 3 };
    const size_t n = (size_t)parameters->dimension, fixed = n - (parameters->plane ? 2 : 1);
    size_t said = 0;
    for (size_t d = 0; d < n && said < SAID; d++)
        if (d != parameters->axis[0] && d != parameters->axis[1]) {
            buffer_format(sentence, "%s%s = ", !said ? " where " : said + 1 == fixed ? " and " : ", ", coordinate_name(sentence->arena, n, d));
            sentence_number(sentence, parameters->at.items[d]);
            said++;
        }
    buffer_text(sentence, fixed > SAID ? ", …" : "");
}

void landscape_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct landscape_parameters *parameters = untyped;
    const struct landscape_result *result = answer;
    for (size_t i = 0; i < parameters->count; i++) {
        size_t extremes[2] = {result->least, result->greatest};
        buffer_format(sentence, "%s%s", i ? "; " : "", parameters->landscapes[i].label);
        if (!i)
            say_slice(sentence, parameters);
        if (i ? !landscape_extremes(result, i, extremes) : !result->any) {
            buffer_text(sentence, any_infinite(result->values[i][0], result->columns * result->rows) ? " is nowhere finite among the samples"
                                                                                                     : " is undefined at every sample");
            continue;
        }
        if (i && result->values[i][0][extremes[0]] == result->values[i][0][extremes[1]]) {
            buffer_text(sentence, " is ");
            sentence_rounded(sentence, result->values[i][0][extremes[0]], 10);
            buffer_text(sentence, " wherever it is defined");
        } else if (i) {
            buffer_text(sentence, " is least at ");
            say_extreme(sentence, parameters, result, i, extremes, extremes[0]);
        } else {
            say_first(sentence, parameters, result);
            say_values(sentence, result->undefined, "undefined");
            say_values(sentence, result->infinite, "infinite or out of range");
        }
        if (!i)
            say_breaks(sentence, landscape_breaks(parameters, result));
        say_chord(sentence, parameters, result, i);
        if (parameters->count == 1)
            say_critical(sentence, &result->critical[i]);
    }
    buffer_text(sentence, ".");
}
