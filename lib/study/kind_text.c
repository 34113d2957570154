/* What stands between dollar signs is mathematics, in which \n begins \nabla; elsewhere \n ends a line. */
#include "study/kind_text.h"

#include "base/text.h"
#include "figure/figure.h"
#include "study/kind_numbers.h"

#include <ctype.h>
#include <string.h>

enum { MOST_TEXT = 1000 };

/* False with an error that names the character for a text that the fonts cannot set: boxes would say nothing. */
static bool can_be_drawn(const char *text, struct error *error)
{
    const uint32_t character = figure_missing_character(text);
    if (!character)
        return true;
    const char *at = text, *end = text;
    while (text_next(&end) != character)
        at = end;
    text_shorten(error->allowed, sizeof error->allowed, figure_scripts());
    return error_set(error, ERROR_INVALID, "no font here has the character '%.*s' (U+%04X)", (int)(end - at), at, (unsigned)character);
}

static bool is_blank(char character)
{
    return character == ' ' || !character;
}

/* The end of the mathematics that a '$' opens: the next '$' that has no blank before it and no digit behind it, if there is no blank behind
 * the first (as pandoc reads them: "$5 or $6" is money). Null: the '$' stands for itself. */
static const char *mathematics_end(const char *dollar, const char *end)
{
    if (is_blank(dollar[1]))
        return NULL;
    for (const char *at = dollar + 1; at < end; at++)
        if (*at == '$' && !is_blank(at[-1]) && !(at + 1 < end && at[1] >= '0' && at[1] <= '9') && at > dollar + 1)
            return at;
    return NULL;
}

/* The length of a command of mathematics whose \n is no end of a line, as nothing that is written begins like the rest of it; 0: there is none. */
static size_t command_length(const char *at, const char *end)
{
    static const char *const commands[] = {"\\nabla", "\\neq", "\\notin", "\\nexists", "\\natural", "\\nearrow", "\\nwarrow"};
    for (size_t i = 0; *at == '\\' && i < sizeof commands / sizeof *commands; i++) {
        const size_t length = strlen(commands[i]);
        if ((size_t)(end - at) >= length && !memcmp(at, commands[i], length) && !(at + length < end && isalpha((unsigned char)at[length])))
            return length;
    }
    return 0;
}

/* How far a text goes as it is from `at`: through mathematics or a command of it, where \n begins \nabla; else a character. Never past `end`. */
static size_t literal_length(const char *at, const char *end)
{
    const char *close = *at == '$' ? mathematics_end(at, end) : NULL;
    const size_t command = command_length(at, end);
    return close ? (size_t)(close + 1 - at) : command ? command : 1;
}

/* Appends what stands for itself, without control characters; a line feed in mathematics is a blank. */
static bool append_literal(struct buffer *out, const char *at, size_t length, struct error *error)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char character = (unsigned char)at[i];
        if ((character < 0x20 && character != '\n') || character == 0x7f)
            return error_set(error, ERROR_INVALID, "the text has a control character (code %d)", character);
        buffer_character(out, character == '\n' && length > 1 ? ' ' : (char)character);
    }
    return true;
}

/* Text for a figure: UTF-8, lines parted by a line feed or the two characters \n, no other control characters. \\ is a backslash; between
 * dollar signs nothing is read. */
static bool read_display_text(struct arena *arena, const char *typed, size_t length, const char **text, struct error *error)
{
    if (!text_is_utf8(typed, length))
        return error_set(error, ERROR_INVALID, "the text is not UTF-8");
    if (length > MOST_TEXT)
        return error_set(error, ERROR_INVALID, "the text is %zu bytes long; at most %d are allowed", length, MOST_TEXT);
    struct buffer out = {.arena = arena};
    for (const char *at = typed, *end = typed + length; at < end;) {
        const bool escape = *at == '\\' && at + 1 < end && (at[1] == 'n' || at[1] == '\\') && !command_length(at, end);
        const size_t taken = escape ? 2 : literal_length(at, end);
        if (escape)
            buffer_character(&out, at[1] == 'n' ? '\n' : '\\');
        else if (!append_literal(&out, at, taken, error))
            return false;
        at += taken;
    }
    *text = buffer_string(&out);
    return can_be_drawn(*text, error);
}

bool kind_read_text(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    return read_display_text(arena, argument->text, strlen(argument->text), field, error);
}

void kind_write_text(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const char *text = *(const char *const *)field;
    for (const char *end = text ? strchr(text, 0) : NULL; text && *text;) {
        const size_t taken = literal_length(text, end);
        if (*text == '\n')
            buffer_text(out, "\\n");
        else if (*text == '\\' && text[1] && strchr("n\\\n", text[1]) && !command_length(text, end)) /* else it would be read with what follows */
            buffer_text(out, "\\\\");
        else
            buffer_bytes(out, text, taken);
        text += taken;
    }
}

/* Coordinates of an annotation, true if the piece is two or three numbers. */
static bool read_place(struct arena *arena, const char *piece, double place[3], size_t *count)
{
    struct error ignored = {0};
    const double *items = NULL;
    if (!kind_read_numbers(arena, piece, ',', KIND_MOST_ITEMS, &items, count, &ignored) || !items || *count < 2 || *count > 3)
        return false;
    memcpy(place, items, *count * sizeof *items);
    return true;
}

bool kind_read_annotation(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct annotation_text *annotation = field;
    *annotation = (struct annotation_text){0};
    if (!strcmp(argument->text, "auto")) {
        annotation->automatic = true;
        return true;
    }
    /* The coordinates are read from the end, so that a text may hold an '@'. */
    const char *last = strrchr(argument->value, '@');
    double place[3];
    size_t count;
    if (!last || !read_place(arena, last + 1, annotation->tip, &annotation->dimension))
        return error_set(error, ERROR_INVALID, "an annotation is TEXT@x,y or TEXT@x,y@textx,texty (coordinates of the data), or auto");
    const char *before = arena_copy(arena, argument->value, (size_t)(last - argument->value)), *first = strrchr(before, '@');
    size_t length = (size_t)(last - argument->value);
    if (first && read_place(arena, first + 1, place, &count)) {
        if (annotation->dimension != 2)
            return error_set(error, ERROR_INVALID, "the place of an annotation's text is two numbers");
        annotation->text_given = true;
        memcpy(annotation->text_at, annotation->tip, sizeof annotation->text_at);
        memcpy(annotation->tip, place, sizeof place);
        annotation->dimension = count;
        length = (size_t)(first - before);
    }
    return read_display_text(arena, argument->text, length, &annotation->text, error);
}

void kind_write_annotation(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct annotation_text *annotation = field;
    if (annotation->automatic) {
        buffer_text(out, "auto");
        return;
    }
    kind_write_text(parameter, &annotation->text, out);
    buffer_character(out, '@');
    kind_write_numbers(annotation->tip, annotation->dimension, ",", out);
    if (annotation->text_given) {
        buffer_character(out, '@');
        kind_write_numbers(annotation->text_at, 2, ",", out);
    }
}
