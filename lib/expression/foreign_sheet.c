/* Formulas of spreadsheets, =POWER(A1;2)-LOG(B1), where they mean something else than in ours: LOG is to the base 10, ATAN2 has x first, a sign binds more
 * tightly than a power, 10% is a number, and cells of the columns A to C are coordinates. */
#include "expression/foreign_parts.h"

#include <ctype.h>
#include <string.h>

static bool is_name_character(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* A1 or $B$2. */
static const char *put_cell(struct excerpt text, struct buffer *out)
{
    const char *column = text.at + (*text.at == '$'), *at = column;
    if (at == text.end || *at < 'A' || *at > 'C')
        return NULL;
    at++;
    at += at < text.end && *at == '$';
    const char *row = at;
    while (at < text.end && isdigit((unsigned char)*at))
        at++;
    if (at == row || (at < text.end && (is_name_character(*at) || *at == '(')))
        return NULL;
    buffer_character(out, "xyz"[*column - 'A']);
    return at;
}

/* -x^2, which is the square of -x there. */
static const char *put_minus(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    size_t before = out->length;
    while (before && out->data[before - 1] == ' ')
        before--;
    const char *operand = text.at + 1, *end = excerpt_operand_end((struct excerpt){operand, text.end}), *power = end;
    while (power < text.end && *power == ' ')
        power++;
    if ((before && !strchr("(,;+-*/^<>=&", out->data[before - 1])) || end == operand || power == text.end || *power != '^')
        return NULL;
    buffer_format(out, "(-%s)", rewriting->rewrite(rewriting, (struct excerpt){operand, end}));
    return end;
}

static const char *put_percent(struct excerpt text, struct buffer *out)
{
    const char *end = text.at;
    while (end < text.end && (isdigit((unsigned char)*end) || *end == '.'))
        end++;
    if (end == text.at || end == text.end || *end != '%')
        return NULL;
    buffer_format(out, "(%.*s/100)", (int)(end - text.at), text.at);
    return end + 1;
}

const char *foreign_sheet(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    if (*text.at == ';') {
        buffer_character(out, ',');
        return text.at + 1;
    }
    if (*text.at == '-')
        return put_minus(rewriting, text, out);
    return isdigit((unsigned char)*text.at) ? put_percent(text, out) : put_cell(text, out);
}
