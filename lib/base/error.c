/* First error wins; texts are cut to their fields, never in the middle of a UTF-8 character. */
#include "base/error.h"

#include "base/arena.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, enum error_code code, const char *format, ...)
{
    if (error->code != ERROR_NONE)
        return false;
    error->code = code;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->detail, sizeof error->detail, format, arguments);
    va_end(arguments);
    text_trim_partial(error->detail);
    return false;
}

bool error_blame(struct error *error, const char *parameter, const char *value)
{
    if (error->parameter[0])
        return false;
    snprintf(error->parameter, sizeof error->parameter, "%s", parameter);
    text_trim_partial(error->parameter);
    text_shorten(error->value, sizeof error->value, value);
    return false;
}

void error_mend(struct error *error, size_t start, size_t length, const char *text)
{
    if (error->edit.known || strlen(text) >= sizeof error->edit.text)
        return;
    error->edit = (struct edit){.known = true, .start = start, .length = length};
    strcpy(error->edit.text, text);
}

const char *error_mended(struct arena *arena, const char *value, const struct error *error)
{
    const struct edit *edit = &error->edit;
    const size_t length = strlen(value);
    if (!edit->known || edit->start > length)
        return NULL;
    const size_t replaced = edit->length == EDIT_TO_END ? length - edit->start : edit->length;
    if (replaced > length - edit->start)
        return NULL;
    return arena_format(arena, "%.*s%s%s", (int)edit->start, value, edit->text, value + edit->start + replaced);
}
