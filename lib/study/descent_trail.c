/* What distinguishes a run in a figure: its words in the legend, its colour and dashes. */
#include "base/number.h"
#include "study/descent.h"
#include "study/sentence.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* What distinguishes runs: their methods by name, or by name and arguments, and their starts. */
struct telling {
    bool methods, arguments;
};

static struct telling what_tells(const struct descent_result *result)
{
    struct telling telling = {.methods = result->count == 1};
    for (size_t i = 0; i < result->count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct descent_group *one = result->trails[i].group, *other = result->trails[k].group;
            const bool same_call = !strcmp(one->name, other->name);
            telling.methods = telling.methods || !same_call;
            telling.arguments = telling.arguments || (!same_call && !strcmp(one->method.callable->name, other->method.callable->name));
        }
    return telling;
}

/* A minus looks like one. */
static void append_typeset(struct buffer *label, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '-' && isdigit((unsigned char)text[i + 1]))
            buffer_text(label, "−");
        else
            buffer_character(label, text[i]);
}

/* " from 0,1 (2)" as a legend has it: starts that were put back into a set have all digits of a double in the name. */
static void append_start(struct buffer *label, const struct trail *trail, const char *start)
{
    enum { DIGITS = 6 };
    const char *number = strstr(start, "from "), *equals = strstr(start, " (");
    if (!number) {
        append_typeset(label, start, strlen(start));
        return;
    }
    buffer_bytes(label, start, (size_t)(number - start) + strlen("from "));
    size_t coordinates = 1;
    for (const char *c = number; *c; c++)
        coordinates += *c == ',';
    for (size_t d = 0; d < coordinates; d++) {
        buffer_text(label, d ? "," : "");
        sentence_rounded(label, trail->x[d], DIGITS);
    }
    buffer_text(label, equals ? equals : "");
}

/* The name of a run as a legend has it, without what it shares with all others: the sentence repeats that. */
static void append_name(struct buffer *label, const struct descent_result *result, const struct trail *trail)
{
    const struct telling telling = what_tells(result);
    const char *method = trail->group->name, *start = trail->name + strlen(method); /* " from 0,1" where starts differ, " (2)" */
    if (telling.methods || strncmp(start, " from", 5))
        append_typeset(label, method, telling.arguments ? strlen(method) : strlen(trail->group->method.callable->name));
    else
        start += *start == ' ';
    append_start(label, trail, start);
}

/* How many digits tell the ends of all runs apart; ends that take more than a legend has room for are as good as equal. */
static int digits_of_ends(struct arena *arena, const struct descent_result *result)
{
    enum { MOST_DIGITS = 4 };
    double *ends = ARENA_NEW(arena, double, result->count);
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++) {
        const struct trail *trail = &result->trails[i];
        if (isfinite(trail->value[trail->rows - 1]))
            ends[count++] = trail->value[trail->rows - 1];
    }
    const int digits = count ? number_digits(ends, count, 3) : 3;
    return digits < MOST_DIGITS ? digits : MOST_DIGITS;
}

const char *trail_label(struct arena *arena, const struct descent_result *result, const struct trail *trail)
{
    const struct outcome *outcome = &trail->outcome;
    const bool away = outcome->kind == OUTCOME_DIVERGED || outcome->kind == OUTCOME_LEFT_DOMAIN, alone = result->count == 1;
    struct buffer label = {.arena = arena};
    append_name(&label, result, trail);
    if (alone || outcome->kind != OUTCOME_OUT_OF_STEPS) /* what all have in common while nothing is said */
        buffer_format(&label, ", %s", outcome_label(outcome->kind));
    if (alone && outcome->place)
        buffer_format(&label, ": %s", outcome->place);
    const double *norms = trail->residual ? trail->residual : trail->gradient_norm;
    buffer_format(&label, ", %s\u00a0=\u00a0", !alone || away ? "f" : trail->residual ? "|x−P(x−∇f)|" : "|∇f|");
    sentence_rounded(&label, (alone && !away ? norms : trail->value)[trail->rows - 1], alone ? 2 : digits_of_ends(arena, result));
    return buffer_string(&label);
}

const char *trail_short_label(struct arena *arena, const struct descent_result *result, const struct trail *trail)
{
    struct buffer label = {.arena = arena};
    append_name(&label, result, trail);
    return buffer_string(&label);
}

struct figure_style trail_style(const struct descent_result *result)
{
    return result->count == 1 ? (struct figure_style){.colour = COLOUR_ORANGE, .dash = DASH_SOLID} : (struct figure_style){.colour = COLOUR_CYCLE};
}

double trail_time(const struct descent_result *result, const struct trail *trail, size_t row)
{
    return trail->evaluated[row] / result->longest;
}

const double *trail_end(const struct trail *trail, size_t dimension)
{
    return trail->x + (trail->rows - 1) * dimension;
}
