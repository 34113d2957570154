/* Critical points in words: how many, of what kinds, where the lowest minimum is, which of them lie on curves, and what the list rests on. */
#include "study/critical_points.h"

#include "base/number.h"
#include "study/sentence.h"

#include <math.h>

/* Whether a place is on a curve that is traced: nearer to a piece of it than a millionth of the box. */
static bool is_on_chain(const struct critical_parameters *parameters, const struct critical_chain *chain, const double *at)
{
    const double near = 1e-6;
    double(*const box)[2] = parameters->box;
    for (size_t i = 0; i + !chain->closed < chain->count; i++) {
        const double *from = chain->at[i], *to = chain->at[(i + 1) % chain->count];
        double along[2], away[2];
        for (size_t k = 0; k < 2; k++) {
            along[k] = (to[k] - from[k]) / (box[k][1] - box[k][0]);
            away[k] = (at[k] - from[k]) / (box[k][1] - box[k][0]);
        }
        const double square = along[0] * along[0] + along[1] * along[1],
                     part = square > 0 ? fmax(0, fmin(1, (along[0] * away[0] + along[1] * away[1]) / square)) : 0;
        const double dx = away[0] - part * along[0], dy = away[1] - part * along[1];
        if (dx * dx + dy * dy < near * near)
            return true;
    }
    return false;
}

/* The points of the list that are isolated, or those that lie on a traced curve: where curves meet or end, or their kind changes. */
static struct critical_points listed_where(struct arena *arena, const struct critical_parameters *parameters, const struct critical_points *found,
                                           bool on_chains)
{
    struct critical_points part = *found;
    part.items = ARENA_NEW(arena, struct critical_point, found->count ? found->count : 1);
    part.count = 0;
    for (size_t i = 0; i < found->count; i++) {
        bool on = false;
        for (size_t k = 0; k < found->chain_count && !on; k++)
            on = is_on_chain(parameters, &found->chains[k], found->items[i].at);
        if (on == on_chains)
            part.items[part.count++] = found->items[i];
    }
    return part;
}

/* "4 minima, 1 maximum and 4 saddles". */
static void say_kinds(struct buffer *sentence, const struct critical_points *found)
{
    size_t counts[CRITICAL_LISTED_KINDS], present = 0, said = 0;
    for (size_t i = 0; i < CRITICAL_LISTED_KINDS; i++) {
        counts[i] = critical_count_kind(found, critical_listed[i].kind);
        present += counts[i] > 0;
    }
    for (size_t i = 0; i < CRITICAL_LISTED_KINDS; i++)
        if (counts[i]) {
            buffer_text(sentence, said == 0 ? "" : said + 1 == present ? " and " : ", ");
            buffer_count(sentence, counts[i]);
            buffer_format(sentence, " %s", counts[i] == 1 ? critical_listed[i].name : critical_listed[i].plural);
            said++;
        }
}

static void say_completeness(struct buffer *sentence, const struct critical_points *found)
{
    if (found->complete == CRITICAL_PROVED) {
        buffer_text(sentence, " Interval arithmetic proves that there are no others.");
        return;
    }
    buffer_text(sentence, found->complete == CRITICAL_INCOMPLETE ? " The list is not complete: " : " Nothing contradicts the list: ");
    buffer_format(sentence, "%s.", found->evidence);
}

/* A position with the digits that tell places in the box apart. */
static void say_position(struct buffer *sentence, const struct critical_parameters *parameters, const double *at)
{
    const size_t n = (size_t)parameters->dimension;
    buffer_text(sentence, n > 1 ? "(" : "");
    for (size_t k = 0; k < n; k++) {
        buffer_text(sentence, k ? ", " : "");
        sentence_rounded(sentence, at[k], number_digits_between(parameters->box[k][0], parameters->box[k][1], 6));
    }
    buffer_text(sentence, n > 1 ? ")" : "");
}

/* The value at a minimum or maximum, or 0 where the neighbouring doubles of the coordinates are as far from it: 8e-31 is but their rounding. */
static double said_value(const struct critical_point *point)
{
    const size_t n = point->dimension;
    double rounding = 0;
    for (size_t k = 0; k < n; k++)
        rounding += 0x1p-52 * point->at[k] * (0x1p-52 * point->at[k]);
    const double steepest = fmax(fabs(point->eigenvalues[0]), fabs(point->eigenvalues[n - 1]));
    return fabs(point->value) <= 2 * steepest * rounding ? 0 : point->value;
}

static void say_chains(struct buffer *sentence, const struct critical_parameters *parameters, const struct critical_points *found)
{
    if (!found->chain_count)
        return;
    buffer_text(sentence, " Whole curves of critical points are not counted among them: ");
    buffer_count(sentence, found->chain_count);
    buffer_text(sentence, found->chain_count == 1 ? " is" : " are");
    buffer_text(sentence, " traced");
    const struct critical_points on = listed_where(sentence->arena, parameters, found, true);
    if (on.count) {
        buffer_text(sentence, ", and ");
        say_kinds(sentence, &on);
        buffer_format(sentence, on.count == 1 ? " lies where %s, at " : " lie where %s", found->chain_count == 1 ? "it ends" : "they meet or end");
        if (on.count == 1)
            say_position(sentence, parameters, on.items[0].at);
    }
    buffer_text(sentence, ".");
}

/* Digits that tell the value of a stretch from those of the stretches below and above it; they ascend. */
static int digits_of_stretch(const struct critical_points *found, size_t i)
{
    int digits = 6;
    for (size_t k = i ? i - 1 : i + 1; k <= i + 1 && k < found->stretch_count; k += 2)
        if (found->stretches[k].value != found->stretches[i].value) {
            const int apart = number_digits_between(found->stretches[i].value, found->stretches[k].value, 2);
            digits = apart > digits ? apart : digits;
        }
    return digits;
}

/* "On a level stretch of minima, from −1 to 1, the value is 0." */
static void say_stretches(struct buffer *sentence, const struct critical_parameters *parameters, const struct critical_points *found)
{
    enum { SAID = 3 };
    const size_t n = (size_t)parameters->dimension;
    for (size_t i = 0; i < found->stretch_count && i < SAID; i++) {
        const struct critical_stretch *stretch = &found->stretches[i];
        buffer_text(sentence, i ? "; on another" : " On a level stretch");
        buffer_text(sentence, stretch->kind == CRITICAL_MINIMUM   ? " of minima"
                              : stretch->kind == CRITICAL_MAXIMUM ? " of maxima"
                              : i                                 ? " of neither"
                                                                  : "");
        for (size_t k = 0; k < n; k++) {
            const int digits = number_digits_between(parameters->box[k][0], parameters->box[k][1], n == 1 ? 6 : 3);
            buffer_format(sentence, "%s%s from ", k ? "," : n == 1 ? "," : ", about", n == 1 ? "" : k ? " y" : " x");
            sentence_rounded(sentence, stretch->box[k][0], digits);
            buffer_text(sentence, " to ");
            sentence_rounded(sentence, stretch->box[k][1], digits);
        }
        buffer_text(sentence, ", the value is ");
        sentence_rounded(sentence, stretch->value, digits_of_stretch(found, i));
    }
    if (found->stretch_count > SAID)
        buffer_format(sentence, "; and there %s %zu more", found->stretch_count == SAID + 1 ? "is" : "are", found->stretch_count - SAID);
    buffer_text(sentence, found->stretch_count ? "." : "");
}

/* The points that are isolated: how many, of what kinds, and where the lowest minimum is. */
static void say_points(struct buffer *sentence, const struct critical_parameters *parameters, const struct critical_points *found,
                       const char *isolated)
{
    if (found->count)
        buffer_count(sentence, found->count);
    else
        buffer_text(sentence, "no");
    buffer_format(sentence, " %scritical point%s here", isolated, found->count == 1 ? "" : "s");
    if (found->count) {
        buffer_text(sentence,
                    found->overfull ? ", of which these are listed: " : ": "); /* those that one search comes to first are no sample of all */
        say_kinds(sentence, found);
    }
    const size_t corners = critical_count_corners(found);
    if (corners)
        buffer_text(sentence, found->count == 1         ? ", at a corner"
                              : corners == found->count ? ", all at corners"
                              : corners == 1            ? ", one of them at a corner"
                                                        : arena_format(sentence->arena, ", %zu of them at corners", corners));
    const double same = 1e-12; /* of a value: rounding */
    const struct critical_point *lowest = NULL;
    for (size_t i = 0; i < found->count && !lowest; i++)
        lowest = found->items[i].kind == CRITICAL_MINIMUM ? &found->items[i] : NULL;
    if (lowest) {
        double values[2] = {said_value(lowest), INFINITY}; /* and the nearest above it */
        for (size_t i = 0; i < found->count; i++)
            if (found->items[i].value - values[0] > same * fabs(found->items[i].value))
                values[1] = fmin(values[1], found->items[i].value);
        buffer_format(sentence, "; the lowest %sminimum %sis ", isolated, found->complete == CRITICAL_PROVED ? "" : "found ");
        const double steepest = fmax(fabs(lowest->eigenvalues[0]), fabs(lowest->eigenvalues[lowest->dimension - 1])),
                     width = parameters->box[0][1] - parameters->box[0][0], scale = isfinite(steepest) ? steepest * width * width : 0;
        const int apart = number_digits(values, 2, 6), within = number_digits_within(values[0], 1e-6 * scale, 6, 10);
        sentence_rounded(sentence, values[0], apart > within ? apart : within);
        buffer_text(sentence, " at ");
        say_position(sentence, parameters, lowest->at);
        buffer_text(sentence, lowest->boundary ? ", on the rim of the box" : "");
    } else if (found->count == 1) {
        buffer_text(sentence, corners ? ": " : " at ");
        say_position(sentence, parameters, found->items[0].at);
    }
    buffer_text(sentence, ".");
}

void critical_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct critical_parameters *parameters = untyped;
    const struct critical_points *found = answer;
    if (found->undefined) {
        buffer_format(sentence, "%s has no finite value with a gradient anywhere here.", parameters->landscape->label);
        return;
    }
    const struct critical_points alone = listed_where(sentence->arena, parameters, found, false);
    buffer_format(sentence, "%s has %s", parameters->landscape->label, found->overfull ? "at least " : "");
    say_points(sentence, parameters, &alone, found->flat || found->level || found->chain_count || found->surfaces ? "isolated " : "");
    say_chains(sentence, parameters, found);
    say_stretches(sentence, parameters, found);
    say_completeness(sentence, found);
}
