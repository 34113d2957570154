/* Double-quoted YAML scalars are JSON strings, and flow lists of numbers JSON arrays, so only the block structure is our own. */
#include "server/text/yaml.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

static void append_string(struct buffer *text, const char *string)
{
    buffer_character(text, '"');
    for (; *string; string++) {
        if (*string == '"' || *string == '\\')
            buffer_format(text, "\\%c", *string);
        else if (*string == '\n')
            buffer_text(text, "\\n");
        else if ((unsigned char)*string < ' ' || *string == 0x7f)
            buffer_format(text, "\\x%02x", (unsigned char)*string);
        else
            buffer_character(text, *string);
    }
    buffer_character(text, '"');
}

/* Keys are plain where no reader can take them for anything but text. */
static void append_key(struct buffer *text, const char *key)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    bool plain = strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") > 0 &&
                 strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-") == strlen(key);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        plain = plain && strcasecmp(key, words[i]) != 0;
    if (plain)
        buffer_text(text, key);
    else
        append_string(text, key);
    buffer_character(text, ':');
}

/* YAML 1.1, which many readers still speak, takes a number with an exponent for text unless it has a point and the exponent a sign. */
static void append_number(struct buffer *text, double number)
{
    char plain[NUMBER_SIZE];
    if (!isfinite(number)) {
        buffer_text(text, "null");
        return;
    }
    number_print(plain, number);
    char *exponent = strchr(plain, 'e');
    if (!exponent) {
        buffer_text(text, plain);
        return;
    }
    buffer_bytes(text, plain, (size_t)(exponent - plain));
    if (!memchr(plain, '.', (size_t)(exponent - plain)))
        buffer_text(text, ".0");
    buffer_format(text, exponent[1] == '-' ? "e%s" : "e+%s", exponent + 1);
}

static void append_numbers(struct buffer *text, const double *items, size_t count)
{
    buffer_character(text, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_text(text, ", ");
        append_number(text, items[i]);
    }
    buffer_character(text, ']');
}

static void append_value(struct buffer *text, const struct value *value, int indent);

/* The children of a list or an object, each on lines of its own; the first follows what stands on the line if `inlined`. */
static void append_children(struct buffer *text, const struct value *parent, int indent, bool inlined)
{
    for (const struct value *child = parent->children.first; child; child = child->next) {
        if (!inlined)
            buffer_format(text, "\n%*s", indent, "");
        inlined = false;
        if (parent->kind == VALUE_LIST) {
            buffer_text(text, "-");
            if ((child->kind == VALUE_OBJECT || child->kind == VALUE_LIST) && child->children.first) {
                buffer_text(text, " ");
                append_children(text, child, indent + 2, true);
                continue;
            }
        } else {
            append_key(text, child->name);
        }
        append_value(text, child, indent + 2);
    }
}

/* A value behind a key or a dash. */
static void append_value(struct buffer *text, const struct value *value, int indent)
{
    const bool nested = value->kind == VALUE_LIST || value->kind == VALUE_OBJECT;
    if (nested && value->children.first) {
        append_children(text, value, indent, false);
        return;
    }
    buffer_character(text, ' ');
    switch (value->kind) {
    case VALUE_NULL:
        buffer_text(text, "null");
        break;
    case VALUE_BOOLEAN:
        buffer_text(text, value->boolean ? "true" : "false");
        break;
    case VALUE_NUMBER:
        append_number(text, value->number);
        break;
    case VALUE_TEXT:
        append_string(text, value->text);
        break;
    case VALUE_NUMBERS:
        append_numbers(text, value->numbers.items, value->numbers.count);
        break;
    case VALUE_LIST:
        buffer_text(text, "[]");
        break;
    case VALUE_OBJECT:
        buffer_text(text, "{}");
        break;
    }
}

void yaml_write(struct buffer *text, const struct value *value)
{
    append_children(text, value, 0, true);
    buffer_character(text, '\n');
}
