/* Small readers, stricter than browsers and parsers are: they build nothing, they only refuse. */
#include "tests/fuzz/forms.h"

#include "base/text.h"
#include "server/text/json.h"

#include <ctype.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>

/* --- XML --- */

enum { MOST_DEPTH = 1024 };

struct xml {
    const char *at, *end;
    struct {
        const char *text;
        size_t length;
    } open[MOST_DEPTH];
    size_t depth, roots;
};

static bool skip_past(struct xml *xml, const char *mark)
{
    const char *found = memmem(xml->at, (size_t)(xml->end - xml->at), mark, strlen(mark));
    if (found)
        xml->at = found + strlen(mark);
    return found;
}

static size_t name_length(const struct xml *xml)
{
    const char *at = xml->at;
    while (at < xml->end && (isalnum((unsigned char)*at) || strchr("_:-.", *at)))
        at++;
    return (size_t)(at - xml->at);
}

/* A reference such as &lt; or &#60; at the cursor. */
static bool skip_reference(struct xml *xml)
{
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((size_t)(xml->end - xml->at) >= strlen(names[i]) && !memcmp(xml->at, names[i], strlen(names[i]))) {
            xml->at += strlen(names[i]);
            return true;
        }
    if (xml->end - xml->at < 4 || xml->at[1] != '#')
        return false;
    const char *at = xml->at + 2 + (xml->at[2] == 'x');
    const char *const digits = at;
    while (at < xml->end && isxdigit((unsigned char)*at))
        at++;
    xml->at = at + 1;
    return at > digits && at < xml->end && *at == ';';
}

/* Characters up to one of `stop`. */
static const char *read_characters(struct xml *xml, const char *stop)
{
    while (xml->at < xml->end && !strchr(stop, *xml->at)) {
        const unsigned char byte = (unsigned char)*xml->at;
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')
            return "a control character";
        if (byte != '&')
            xml->at++;
        else if (!skip_reference(xml))
            return "an ampersand that is no reference";
    }
    return NULL;
}

static void skip_blanks(struct xml *xml)
{
    while (xml->at < xml->end && isspace((unsigned char)*xml->at))
        xml->at++;
}

static const char *read_attributes(struct xml *xml)
{
    for (;;) {
        skip_blanks(xml);
        const size_t length = name_length(xml);
        if (!length)
            return NULL;
        xml->at += length;
        if (xml->end - xml->at < 2 || xml->at[0] != '=' || xml->at[1] != '"')
            return "an attribute without a quoted value";
        xml->at += 2;
        const char *fault = read_characters(xml, "\"<");
        if (fault)
            return fault;
        if (xml->at == xml->end || *xml->at++ != '"')
            return "an attribute that is never closed";
    }
}

static const char *read_opening(struct xml *xml)
{
    const char *name = xml->at;
    const size_t length = name_length(xml);
    if (!length)
        return "a '<' that opens nothing";
    xml->at += length;
    const char *fault = read_attributes(xml);
    if (fault)
        return fault;
    const bool empty = xml->at < xml->end && *xml->at == '/';
    xml->at += empty;
    if (xml->at == xml->end || *xml->at++ != '>')
        return "a tag that is never closed";
    xml->roots += !xml->depth;
    if (empty)
        return NULL;
    if (xml->depth == MOST_DEPTH)
        return "elements nested too deep";
    xml->open[xml->depth].text = name;
    xml->open[xml->depth++].length = length;
    return NULL;
}

static const char *read_closing(struct xml *xml)
{
    const size_t length = name_length(xml);
    if (!xml->depth || xml->open[xml->depth - 1].length != length || memcmp(xml->open[xml->depth - 1].text, xml->at, length))
        return "a closing tag that closes another element";
    xml->depth--;
    xml->at += length;
    return xml->at < xml->end && *xml->at++ == '>' ? NULL : "a closing tag that is never closed";
}

static const char *read_markup(struct xml *xml)
{
    static const char *const sections[][2] = {{"<?", "?>"}, {"<!--", "-->"}, {"<![CDATA[", "]]>"}};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if ((size_t)(xml->end - xml->at) > strlen(sections[i][0]) && !memcmp(xml->at, sections[i][0], strlen(sections[i][0])))
            return skip_past(xml, sections[i][1]) ? NULL : "a section that is never closed";
    xml->at++;
    if (xml->at < xml->end && *xml->at == '/') {
        xml->at++;
        return read_closing(xml);
    }
    return read_opening(xml);
}

const char *xml_fault(const char *text, size_t length)
{
    struct xml xml = {.at = text, .end = text + length};
    if (memchr(text, 0, length))
        return "a NUL";
    if (!text_is_utf8(text, length))
        return "bytes that are not UTF-8";
    while (xml.at < xml.end) {
        const char *fault = *xml.at == '<' ? read_markup(&xml) : read_characters(&xml, "<");
        if (fault)
            return fault;
    }
    return xml.depth ? "an element that is never closed" : xml.roots != 1 ? "not one root element" : NULL;
}

/* --- TeX --- */

static size_t occurrences(const char *text, const char *of)
{
    size_t count = 0;
    for (; (text = strstr(text, of)); text += strlen(of))
        count++;
    return count;
}

const char *tex_fault(const char *text)
{
    long depth = 0;
    for (const char *at = text; *at; at++) {
        if (*at == '\\' && at[1])
            at++;
        else if (*at == '{' || *at == '}')
            depth += *at == '{' ? 1 : -1;
        if (depth < 0)
            return "a '}' without its '{'";
    }
    return depth ? "a '{' without its '}'" : occurrences(text, "\\left") != occurrences(text, "\\right") ? "a \\left without its \\right" : NULL;
}

/* --- PNG --- */

static unsigned long big_endian(const unsigned char *bytes)
{
    return (unsigned long)bytes[0] << 24 | (unsigned long)bytes[1] << 16 | (unsigned long)bytes[2] << 8 | bytes[3];
}

const char *png_fault(const unsigned char *bytes, size_t length, unsigned long *width, unsigned long *height)
{
    enum { SIGNATURE = 8, HEAD = 8, CHECKSUM = 4 };
    if (length < SIGNATURE + HEAD + 13 || memcmp(bytes, "\x89PNG\r\n\x1a\n", SIGNATURE) || memcmp(bytes + SIGNATURE + 4, "IHDR", 4))
        return "no PNG";
    *width = big_endian(bytes + SIGNATURE + HEAD);
    *height = big_endian(bytes + SIGNATURE + HEAD + 4);
    for (size_t at = SIGNATURE; at + HEAD + CHECKSUM <= length;) {
        const unsigned long size = big_endian(bytes + at);
        const unsigned char *type = bytes + at + 4;
        if (size > length - at - HEAD - CHECKSUM)
            return "a chunk beyond the end";
        if (libdeflate_crc32(0, type, 4 + size) != big_endian(type + 4 + size))
            return "a chunk with a wrong checksum";
        at += HEAD + size + CHECKSUM;
        if (!memcmp(type, "IEND", 4))
            return at == length ? NULL : "something behind IEND";
    }
    return "no IEND";
}

/* --- JSON and CSV --- */

const char *json_fault(struct arena *arena, const char *text, size_t length)
{
    if (length < 3 || text[0] != '{' || text[length - 2] != '}' || text[length - 1] != '\n')
        return "not an object and a newline";
    if (memchr(text, 0, length) || !text_is_utf8(text, length))
        return "bytes that are not UTF-8";
    return json_read(arena, text) ? NULL : "no JSON";
}

const char *csv_fault(const char *text, size_t length)
{
    size_t fields = 0, wanted = 0;
    bool quoted = false;
    if (memchr(text, 0, length) || !text_is_utf8(text, length))
        return "bytes that are not UTF-8";
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            quoted = !quoted;
        fields += !quoted && (text[i] == ',' || text[i] == '\n');
        if (quoted || text[i] != '\n')
            continue;
        if (wanted && fields != wanted)
            return "lines of unequal length";
        wanted = fields;
        fields = 0;
    }
    return quoted ? "a quote that is never closed" : length && text[length - 1] != '\n' ? "a last line without its end" : NULL;
}

/* The end of a string that begins at text[at], or length; strings of one quote end on their line. */
static size_t string_end(const char *text, size_t length, size_t at)
{
    const bool triple = at + 2 < length && text[at + 1] == '"' && text[at + 2] == '"';
    for (size_t i = at + (triple ? 3 : 1); i < length; i++) {
        if (text[i] == '\\')
            i++;
        else if (!triple && text[i] == '\n')
            return length;
        else if (text[i] == '"' && (!triple || (i + 2 < length && text[i + 1] == '"' && text[i + 2] == '"')))
            return i + (triple ? 2 : 0);
    }
    return length;
}

const char *python_fault(const char *text, size_t length)
{
    static const char first[] = "#!/usr/bin/env python3\n\"\"\"", last[] = "if __name__ == \"__main__\":\n    main()\n";
    long depth = 0;
    if (memchr(text, 0, length) || !text_is_utf8(text, length))
        return "bytes that are not UTF-8";
    if (length < sizeof first + sizeof last || strncmp(text, first, sizeof first - 1) != 0 ||
        strncmp(text + length - (sizeof last - 1), last, sizeof last - 1) != 0)
        return "not from its first line to its last";
    for (size_t i = 0; i < length; i++) {
        const char *line = memchr(text + i, '\n', length - i);
        if (text[i] == '#')
            i = (size_t)(line - text); /* the last line ends in one */
        else if (text[i] == '"' && (i = string_end(text, length, i)) == length)
            return "a string that is never closed";
        depth += strchr("([{", text[i]) ? 1 : strchr(")]}", text[i]) ? -1 : 0;
        if (depth < 0)
            return "a bracket that was never opened";
    }
    return depth ? "a bracket that is never closed" : NULL;
}
