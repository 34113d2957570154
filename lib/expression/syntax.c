/* Trees and the errors about their text. */
#include "expression/syntax.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool syntax_error(struct error *error, const char *text, size_t position, const char *format, ...)
{
    enum { BEFORE = 40, AFTER = 32 };
    if (error->code != ERROR_NONE)
        return false;
    char sentence[320], excerpt[BEFORE + AFTER + 16] = "", caret[BEFORE + 16] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_trim_partial(sentence);

    size_t start = position > BEFORE ? position - BEFORE : 0;
    while (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80)
        start--;
    snprintf(excerpt, sizeof excerpt, "%s%.*s", start ? "…" : "", (int)(position - start + AFTER), text + start);
    text_trim_partial(excerpt);
    size_t column = start ? 1 : 0;
    for (const char *cursor = text + start; cursor < text + position;) {
        text_next(&cursor);
        column++;
    }
    memset(caret, ' ', column);
    error_set(error, ERROR_INVALID, "%s\n  %s\n  %s^", sentence, excerpt, caret);
    return false;
}

struct syntax *syntax_node(struct arena *arena, enum syntax_kind kind, size_t child_count)
{
    struct syntax *node = ARENA_NEW(arena, struct syntax, 1);
    node->kind = kind;
    node->children = child_count ? ARENA_NEW(arena, struct syntax *, child_count) : NULL;
    node->child_count = child_count;
    return node;
}

struct syntax *syntax_number(struct arena *arena, double number)
{
    struct syntax *node = syntax_node(arena, SYNTAX_NUMBER, 0);
    node->number = number;
    return node;
}

struct syntax *syntax_name(struct arena *arena, const char *name)
{
    struct syntax *node = syntax_node(arena, SYNTAX_NAME, 0);
    node->name = name;
    return node;
}

struct syntax *syntax_operation(struct arena *arena, enum operation operation, struct syntax *const *children, size_t count)
{
    struct syntax *node = syntax_node(arena, SYNTAX_OPERATION, count);
    node->operation = operation;
    if (count)
        memcpy(node->children, children, count * sizeof *children);
    return node;
}
