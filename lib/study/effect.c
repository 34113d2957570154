#include "study/effect.h"

#include "base/contract.h"
#include "base/text.h"
#include "study/kind.h"

#include <stdio.h>
#include <string.h>

/* The condition of a parameter, in parts. */
struct effect {
    const struct parameter *choice; /* null: there is none, and the parameter has an effect always */
    const char *values;             /* of the choice, separated by '|' */
};

static struct effect effect_of(const struct study *study, const struct parameter *parameter)
{
    if (!parameter->effective)
        return (struct effect){NULL, NULL};
    const size_t length = strcspn(parameter->effective, "=");
    const struct parameter *choice = study->parameters, *const end = choice + study->parameter_count;
    while (choice < end && (strncmp(choice->name, parameter->effective, length) != 0 || choice->name[length]))
        choice++;
    CONTRACT(choice < end);
    return (struct effect){choice, parameter->effective + length + 1};
}

static const char *text_of(struct arena *arena, const struct effect *effect)
{
    struct buffer text = {.arena = arena};
    const char *rest = effect->values;
    size_t length;
    for (const char *value; (value = text_piece(&rest, '|', &length));)
        buffer_format(&text, "%s%s=%.*s", value == effect->values ? "" : value[length] ? ", " : " or ", effect->choice->name, (int)length, value);
    return buffer_string(&text);
}

const char *effect_help(struct arena *arena, const struct study *study, const struct parameter *parameter)
{
    const struct effect effect = effect_of(study, parameter);
    return effect.choice ? arena_format(arena, "%s; has an effect with %s", parameter->help, text_of(arena, &effect)) : parameter->help;
}

bool effect_check(struct arena *arena, const struct study *study, const struct parameter *parameter, const void *parameters, struct error *error)
{
    const struct effect effect = effect_of(study, parameter);
    if (!effect.choice)
        return true;
    struct buffer chosen = {.arena = arena};
    kind_rows[effect.choice->kind].write(effect.choice, (const char *)parameters + effect.choice->offset, &chosen);
    if (text_lists(effect.values, '|', buffer_string(&chosen)))
        return true;
    error_set(error, ERROR_INVALID, "it has no effect with %s=%s, only with %s: ask for that, or leave it out", effect.choice->name,
              buffer_string(&chosen), text_of(arena, &effect));
    snprintf(error->also[0].parameter, sizeof error->also[0].parameter, "%s", effect.choice->name);
    snprintf(error->also[0].value, sizeof error->also[0].value, "%.*s", (int)strcspn(effect.values, "|"), effect.values);
    return error_blame(error, parameter->name, "");
}
