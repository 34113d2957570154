/* The rules are RFC 9112's, read strictly; a request of any browser, curl or proxy in its right mind passes. */
#include "server/http/framing.h"

#include <string.h>
#include <strings.h>

/* Sets of bytes, a bit each; none above 127. Of a token: letters, digits and !#$%&'*+-.^_`|~. Of a host: all but blanks, control characters below them and
 * /?#@\"<>,; */
static const uint64_t token_bytes[4] = {0x03ff6cfa00000000, 0x57ffffffc7fffffe}, host_bytes[4] = {0x27ff6ff200000000, 0xffffffffeffffffe};

static bool are_all_of(const uint64_t set[4], const char *text, size_t length)
{
    uint64_t all = 1;
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];
        all &= set[byte / 64] >> byte % 64;
    }
    return all & 1;
}

static bool is_token(const char *text, size_t length)
{
    return length > 0 && are_all_of(token_bytes, text, length);
}

static bool has_control_character(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
            return true;
    return false;
}

/* Control characters have no place in a value, but for the tab; bytes above 127 have, by tradition. Most of what a browser sends are values: eight
 * bytes at a time are looked at, the last eight perhaps once more, and one by one only where one of them is below the blank or is 127. */
static bool is_value(const char *text, size_t length)
{
    const uint64_t ones = 0x0101010101010101, tops = 0x80 * ones;
    uint64_t word;
    if (length < sizeof word)
        return !has_control_character(text, length);
    for (size_t i = 0; i < length; i += sizeof word) {
        const char *at = text + (length - i < sizeof word ? length - sizeof word : i);
        memcpy(&word, at, sizeof word);
        const uint64_t delete = word ^ 0x7f * ones;
        if ((((word - ' ' * ones) & ~word) | ((delete - ones) & ~delete)) & tops && has_control_character(at, sizeof word))
            return false;
    }
    return true;
}

static bool is_named(const struct header_field *field, const char *name)
{
    return field->name_length == strlen(name) && !strncasecmp(field->name, name, field->name_length);
}

static bool is_host(const struct header_field *field)
{
    return are_all_of(host_bytes, field->value, field->value_length);
}

bool framing_has_no_body(const char *method)
{
    return !strcmp(method, "GET") || !strcmp(method, "HEAD") || !strcmp(method, "OPTIONS");
}

static const char *body_fault(const struct header_field *fields, size_t count)
{
    size_t lengths = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_named(&fields[i], "Transfer-Encoding"))
            return "a request of this method has no body, so Transfer-Encoding is not allowed";
        if (is_named(&fields[i], "Content-Length") && (lengths++ || fields[i].value_length != 1 || fields[i].value[0] != '0'))
            return "a request of this method has no body, so Content-Length can only be 0, once";
    }
    return NULL;
}

/* A length that is given once, in digits, and no other sign of where the body ends. */
static const char *length_fault(const struct header_field *fields, size_t count)
{
    size_t lengths = 0, codings = 0;
    for (size_t i = 0; i < count; i++) {
        const struct header_field *field = &fields[i];
        if (is_named(field, "Transfer-Encoding") && (codings++ || field->value_length != 7 || strncasecmp(field->value, "chunked", 7) != 0))
            return "Transfer-Encoding is not chunked, once";
        if (!is_named(field, "Content-Length"))
            continue;
        size_t digits = 0;
        while (digits < field->value_length && field->value[digits] >= '0' && field->value[digits] <= '9')
            digits++;
        if (lengths++ || !digits || digits != field->value_length)
            return "Content-Length is not a whole number, once";
    }
    return lengths && codings ? "there are Content-Length and Transfer-Encoding, which say different things" : NULL;
}

size_t framing_body_length(const struct header_field *fields, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_named(&fields[i], "Transfer-Encoding"))
            return SIZE_MAX;
        for (size_t k = 0; is_named(&fields[i], "Content-Length") && k < fields[i].value_length; k++) {
            if (length > (SIZE_MAX - 9) / 10)
                return SIZE_MAX - 1;
            length = 10 * length + (size_t)(fields[i].value[k] - '0');
        }
    }
    return length;
}

const char *framing_fault(const char *method, const char *version, const struct header_field *fields, size_t count)
{
    size_t hosts = 0;
    if (!is_token(method, strlen(method)))
        return "the method is not a token";
    if (strncmp(version, "HTTP/1.", 7) != 0 || strlen(version) != 8)
        return "the request line does not end in HTTP/1.0 or HTTP/1.1";
    for (size_t i = 0; i < count; i++) {
        if (!is_token(fields[i].name, fields[i].name_length))
            return "a header's name is not a token followed by a colon at once";
        if (!is_value(fields[i].value, fields[i].value_length))
            return "a header's value holds a control character";
        if (is_named(&fields[i], "Host") && (hosts++ || !is_host(&fields[i])))
            return "there is more than one Host, or it is malformed";
    }
    if (!hosts && strcmp(version, "HTTP/1.0") != 0)
        return "a request of HTTP/1.1 needs a Host";
    return framing_has_no_body(method) ? body_fault(fields, count) : !strcmp(method, "POST") ? length_fault(fields, count) : NULL;
}
