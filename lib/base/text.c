/* UTF-8 by the table of RFC 3629, and the edit distance that finds "the nearest known name". */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

const char *const text_superscripts[10] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
const char *const text_subscripts[10] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};

bool text_starts_with(const char *text, const char *beginning)
{
    for (; *beginning; text++, beginning++)
        if (*text != *beginning)
            return false;
    return true;
}

/* The length of the well-formed character at `text`, 0 if there is none within `left` bytes. */
static size_t character_length(const unsigned char *text, size_t left)
{
    const unsigned char first = text[0];
    if (first < 0x80)
        return 1;
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || length > left)
        return 0;
    const unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (text[1] < least || text[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

bool text_is_utf8(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        const size_t step = character_length((const unsigned char *)text + i, length - i);
        if (!step)
            return false;
        i += step;
    }
    return true;
}

uint32_t text_next(const char **cursor)
{
    const unsigned char *at = (const unsigned char *)*cursor;
    if (!at[0])
        return 0;
    const size_t length = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    uint32_t code = length == 1 ? at[0] : at[0] & (0x7fu >> length);
    size_t used = 1;
    for (; used < length && (at[used] & 0xc0) == 0x80; used++)
        code = code << 6 | (at[used] & 0x3f);
    *cursor += used;
    return code;
}

void text_trim_partial(char *text)
{
    size_t length = strlen(text), start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xc0 && !character_length((unsigned char *)text + start - 1, length - start + 1))
        text[start - 1] = 0;
}

void text_shorten(char *into, size_t size, const char *text)
{
    static const char ellipsis[] = "…";
    if (strlen(text) < size) {
        strcpy(into, text);
        return;
    }
    memcpy(into, text, size - sizeof ellipsis);
    into[size - sizeof ellipsis] = 0;
    text_trim_partial(into);
    strcat(into, ellipsis);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

unsigned text_distance(const char *a, const char *b)
{
    enum { MOST = 64 };
    const size_t n = strlen(a), m = strlen(b);
    if (n >= MOST || m >= MOST)
        return MOST;
    unsigned rows[3][MOST], *before = rows[0], *previous = rows[1], *current = rows[2];
    for (size_t j = 0; j <= m; j++)
        previous[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        current[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            const unsigned replaced = previous[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            unsigned least = previous[j] + 1 < current[j - 1] + 1 ? previous[j] + 1 : current[j - 1] + 1;
            least = replaced < least ? replaced : least;
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]) && before[j - 2] + 1 < least)
                least = before[j - 2] + 1;
            current[j] = least;
        }
        unsigned *recycled = before;
        before = previous;
        previous = current;
        current = recycled;
    }
    return previous[m];
}

void text_nearest(const char *wanted, const char *candidate, const char **best)
{
    const size_t length = strlen(wanted);
    const unsigned distance = text_distance(wanted, candidate);
    const unsigned allowed = (unsigned)(length < 3 ? 1 : (length + 2) / 3);
    if (distance > allowed || distance >= length)
        return;
    if (!*best || distance < text_distance(wanted, *best))
        *best = candidate;
}

const char *text_piece(const char **at, char separator, size_t *length)
{
    const char *start = *at, *end = start;
    if (!start)
        return NULL;
    for (int depth = 0; *end && (depth > 0 || *end != separator); end++)
        depth += (*end == '(') - (*end == ')');
    *length = (size_t)(end - start);
    *at = *end ? end + 1 : NULL;
    return start;
}

bool text_lists(const char *names, char separator, const char *name)
{
    size_t length;
    for (const char *piece; (piece = text_piece(&names, separator, &length));)
        if (strlen(name) == length && !strncmp(piece, name, length))
            return true;
    return false;
}
