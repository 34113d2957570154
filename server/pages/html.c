/* A template is copied up to the next comment; a comment without a part stays as it is. */
#include "server/pages/html.h"

#include "base/xml.h"

#include <ctype.h>
#include <string.h>

void html_format(struct buffer *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    for (const char *at = format; *at; at++) {
        if (*at != '%')
            buffer_character(page, *at);
        else if (*++at == 's') {
            const char *text = va_arg(arguments, const char *);
            xml_text(page, text, strlen(text));
        } else
            buffer_character(page, '%');
    }
    va_end(arguments);
}

void html_slug(struct buffer *page, const char *name)
{
    for (; *name; name++)
        buffer_character(page, isalnum((unsigned char)*name) ? (char)tolower((unsigned char)*name) : '-');
}

const char *html_alternative(struct arena *arena, const char *text)
{
    enum { MOST_CHARACTERS = 125 };
    const char *at = text, *word = text;
    for (int characters = 0; *at; at++) {
        if ((*at & 0xC0) != 0x80 && ++characters > MOST_CHARACTERS)
            return word > text ? arena_format(arena, "%.*s…", (int)(word - text), text) : "";
        /* The ellipsis takes a character, too. */
        if (*at == ' ' && characters <= MOST_CHARACTERS)
            word = at;
    }
    return text;
}

static const struct html_part *part_find(const struct html_part *parts, const char *name, size_t length)
{
    for (; parts->marker; parts++)
        if (strlen(parts->marker) == length && !memcmp(parts->marker, name, length))
            return parts;
    return NULL;
}

void html_fill(struct buffer *page, const char *template, size_t length, const struct html_part *parts, const void *context)
{
    static const char open[] = "<!--", close[] = "-->";
    const char *at = template, *const end = template + length, *start, *stop;
    while ((start = memmem(at, (size_t)(end - at), open, 4)) && (stop = memmem(start, (size_t)(end - start), close, 3))) {
        const struct html_part *part = part_find(parts, start + 4, (size_t)(stop - start) - 4);
        buffer_bytes(page, at, (size_t)((part ? start : stop + 3) - at));
        if (part)
            part->write(page, context);
        at = stop + 3;
    }
    buffer_bytes(page, at, (size_t)(end - at));
}
