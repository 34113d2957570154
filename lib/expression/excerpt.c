#include "expression/excerpt.h"

#include <ctype.h>
#include <string.h>

struct excerpt excerpt_trim(struct excerpt text)
{
    text.at = text.at < text.end ? text.at : text.end; /* what stands behind a word that ends the text */
    while (text.at < text.end && isspace((unsigned char)*text.at))
        text.at++;
    while (text.end > text.at && isspace((unsigned char)text.end[-1]))
        text.end--;
    return text;
}

bool excerpt_starts(struct excerpt text, const char *prefix)
{
    const size_t length = strlen(prefix);
    return (size_t)(text.end - text.at) >= length && !memcmp(text.at, prefix, length);
}

bool excerpt_equals(struct excerpt text, const char *word)
{
    return (size_t)(text.end - text.at) == strlen(word) && excerpt_starts(text, word);
}

const char *excerpt_copy(struct arena *arena, struct excerpt text)
{
    return text.at < text.end ? arena_copy(arena, text.at, (size_t)(text.end - text.at)) : "";
}

/* Past the bracket that closes the one at `at`; null if none does. */
const char *excerpt_past_bracket(const char *at, const char *end)
{
    int depth = 0;
    for (; at < end; at++) {
        depth += strchr("([{", *at) ? 1 : strchr(")]}", *at) ? -1 : 0;
        if (!depth)
            return at + 1;
    }
    return NULL;
}

/* Splits at a sign outside of all brackets; how many parts there are, at most EXCERPT_MOST_PARTS. */
size_t excerpt_split(struct excerpt text, const char *sign, struct excerpt *parts)
{
    size_t count = 0;
    int depth = 0;
    const char *from = text.at;
    for (const char *at = text.at; at < text.end; at++) {
        depth += strchr("([{", *at) ? 1 : strchr(")]}", *at) ? -1 : 0;
        if (depth || !excerpt_starts((struct excerpt){at, text.end}, sign) || count + 1 == EXCERPT_MOST_PARTS)
            continue;
        parts[count++] = excerpt_trim((struct excerpt){from, at});
        at += strlen(sign) - 1;
        from = at + 1;
    }
    parts[count++] = excerpt_trim((struct excerpt){from, text.end});
    return count;
}

const char *excerpt_operand_end(struct excerpt text)
{
    const char *at = text.at;
    while (at < text.end && (isalnum((unsigned char)*at) || strchr("_.$", *at)))
        at++;
    const char *past = at < text.end && *at == '(' ? excerpt_past_bracket(at, text.end) : NULL;
    return past ? past : at;
}

/* Where a term ends that begins here: before a sign of a sum or comparison, a comma or a bracket that it has not opened. */
const char *excerpt_term_end(struct excerpt text)
{
    int depth = 0;
    const char *at = text.at;
    for (bool any = false; at < text.end; at++) {
        if (!depth && any && strchr("+-=<>,;&|", *at) && !strchr("^*/", at[-1]))
            break;
        depth += strchr("([{", *at) ? 1 : strchr(")]}", *at) ? -1 : 0;
        if (depth < 0)
            break;
        any = any || !isspace((unsigned char)*at);
    }
    return at;
}

bool excerpt_is_name(struct excerpt text)
{
    if (text.at == text.end || !isalpha((unsigned char)*text.at))
        return false;
    while (text.at < text.end && (isalnum((unsigned char)*text.at) || *text.at == '_'))
        text.at++;
    return text.at == text.end;
}
