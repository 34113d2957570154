#include "study/effect.h"

#include "study/kind.h"

#include <stdio.h>
#include <string.h>

/* The condition of a parameter, in parts. */
struct effect {
    const struct parameter *choice;
    const char *values; /* of the choice, separated by '|' */
};

/* Of a parameter of the study; false: it has an effect always. */
static bool effect_read(const struct study *study, const struct parameter *parameter, struct effect *effect)
{
    const char *condition = parameter->effective;
    if (!condition)
        return false;
    const size_t length = strcspn(condition, "=");
    for (size_t i = 0; i < study->parameter_count; i++) {
        const struct parameter *choice = &study->parameters[i];
        if (strlen(choice->name) == length && !strncmp(choice->name, condition, length)) {
            *effect = (struct effect){choice, condition + length + 1};
            return true;
        }
    }
    return false;
}

static bool is_among(const char *values, const char *value)
{
    const size_t length = strlen(value);
    for (const char *end; *values; values = end + (*end == '|')) {
        end = values + strcspn(values, "|");
        if ((size_t)(end - values) == length && !strncmp(values, value, length))
            return true;
    }
    return false;
}

static const char *text_of(struct arena *arena, const struct effect *effect)
{
    struct buffer text = {.arena = arena};
    for (const char *value = effect->values, *end; *value; value = end + (*end == '|')) {
        end = value + strcspn(value, "|");
        if (value != effect->values)
            buffer_text(&text, *end ? ", " : " or ");
        buffer_format(&text, "%s=%.*s", effect->choice->name, (int)(end - value), value);
    }
    return buffer_string(&text);
}

const char *effect_help(struct arena *arena, const struct study *study, const struct parameter *parameter)
{
    struct effect effect;
    return study && effect_read(study, parameter, &effect)
               ? arena_format(arena, "%s; has an effect with %s", parameter->help, text_of(arena, &effect))
               : parameter->help;
}

bool effect_check(struct arena *arena, const struct study *study, const struct parameter *parameter, const void *parameters, struct error *error)
{
    struct effect effect;
    if (!effect_read(study, parameter, &effect))
        return true;
    struct buffer chosen = {.arena = arena};
    kind_rows[effect.choice->kind].write(effect.choice, (const char *)parameters + effect.choice->offset, &chosen);
    if (is_among(effect.values, buffer_string(&chosen)))
        return true;
    error_set(error, ERROR_INVALID, "it has no effect with %s=%s, only with %s: ask for that, or leave it out", effect.choice->name,
              buffer_string(&chosen), text_of(arena, &effect));
    snprintf(error->also[0].parameter, sizeof error->also[0].parameter, "%s", effect.choice->name);
    snprintf(error->also[0].value, sizeof error->also[0].value, "%.*s", (int)strcspn(effect.values, "|"), effect.values);
    return error_blame(error, parameter->name, "");
}
