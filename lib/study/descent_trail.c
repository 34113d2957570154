/* How a run is told apart from the others in a figure: its words in the legend, its colour and dashes. */
#include "study/descent.h"
#include "study/sentence.h"

#include <ctype.h>
#include <string.h>

/* The name of a run as a legend has it: a run alone is told by its method, whose arguments the sentence repeats; a minus looks like one. */
static void append_name(struct buffer *label, const char *name, bool alone)
{
    const size_t length = alone ? strcspn(name, "(") : strlen(name);
    for (size_t i = 0; i < length; i++)
        if (name[i] == '-' && isdigit((unsigned char)name[i + 1]))
            buffer_text(label, "−");
        else
            buffer_character(label, name[i]);
}

const char *trail_label(struct arena *arena, const struct descent_result *result, const struct trail *trail)
{
    const struct outcome *outcome = &trail->outcome;
    const bool away = outcome->kind == OUTCOME_DIVERGED || outcome->kind == OUTCOME_LEFT_DOMAIN;
    const double telling = (away ? trail->value : trail->gradient_norm)[trail->rows - 1];
    struct buffer label = {.arena = arena};
    append_name(&label, trail->name, result->count == 1);
    buffer_format(&label, ", %s", outcome_label(outcome->kind));
    if (result->count == 1) {
        buffer_format(&label, "%s%s, %s = ", outcome->place ? ": " : "", outcome->place ? outcome->place : "", away ? "f" : "|∇f|");
        sentence_rounded(&label, telling, 2);
    }
    return buffer_string(&label);
}

struct figure_style trail_style(const struct descent_result *result)
{
    return result->count == 1 ? (struct figure_style){.colour = COLOUR_ORANGE, .dash = DASH_SOLID} : (struct figure_style){.colour = COLOUR_CYCLE};
}
