/* Trees and the errors about their text. */
#include "expression/syntax.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A place in a text of one or more lines. */
struct text_place {
    const char *line, *end; /* of its line */
    size_t number, column;  /* of lines and of characters in it, from 1 */
};

static struct text_place find_place(const char *text, size_t position)
{
    struct text_place place = {text, text + position + strcspn(text + position, "\r\n"), 1, 1};
    for (size_t i = 0; i < position; i++)
        if (text[i] == '\n') {
            place.number++;
            place.line = text + i + 1;
        }
    for (const char *cursor = place.line; cursor < text + position; place.column++)
        text_next(&cursor);
    return place;
}

bool syntax_error(struct error *error, const char *text, size_t position, const char *format, ...)
{
    enum { BEFORE = 40, AFTER = 32 };
    if (error->code != ERROR_NONE)
        return false;
    char sentence[320], told[64] = "", excerpt[BEFORE + AFTER + 16] = "", caret[BEFORE + 16] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_trim_partial(sentence);

    const struct text_place place = find_place(text, position);
    const char *at = text + position, *start = at - place.line > BEFORE ? at - BEFORE : place.line;
    while (start > place.line && ((unsigned char)*start & 0xc0) == 0x80)
        start--;
    const bool cut = start > place.line;
    const char *end = place.end - at > AFTER ? at + AFTER : place.end;
    snprintf(excerpt, sizeof excerpt, "%s%.*s", cut ? "…" : "", (int)(end - start), start);
    text_trim_partial(excerpt);
    for (char *character = excerpt; *character; character++)
        *character = *character == '\t' ? ' ' : *character;
    size_t column = cut ? 1 : 0;
    for (const char *cursor = start; cursor < at; column++)
        text_next(&cursor);
    memset(caret, ' ', column);
    if (strchr(text, '\n'))
        snprintf(told, sizeof told, "line %zu, column %zu: ", place.number, place.column);
    error_set(error, ERROR_INVALID, "%s%s\n  %s\n  %s^", told, sentence, excerpt, caret);
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
