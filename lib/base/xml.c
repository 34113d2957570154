/* Bytes that stand for themselves are copied in runs. */
#include "base/xml.h"

#include <string.h>

/* What is written for the character at `text`, and the number of its bytes in *length; null if it stands for itself. */
static const char *substitute(const char *text, size_t left, size_t *length)
{
    static const char replacement[] = "\uFFFD";
    const unsigned char byte = (unsigned char)text[0];
    *length = 1;
    switch (byte) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        break;
    }
    if (byte < 0x20)
        return replacement;
    if (left < 3)
        return NULL;
    const bool surrogate = byte == 0xed && (unsigned char)text[1] >= 0xa0;
    if (!surrogate && memcmp(text, "\uFFFE", 3) != 0 && memcmp(text, "\uFFFF", 3) != 0)
        return NULL;
    *length = 3;
    return replacement;
}

void xml_text(struct buffer *out, const char *text, size_t length)
{
    size_t start = 0;
    for (size_t i = 0, step; i < length; i += step) {
        const char *written = substitute(text + i, length - i, &step);
        if (!written)
            continue;
        buffer_bytes(out, text + start, i - start);
        buffer_text(out, written);
        start = i + step;
    }
    buffer_bytes(out, text + start, length - start);
}
