/* Numbers as other countries and languages write them: thousands set apart, decimal commas, percents, exponents. */
#include "expression/foreign_parts.h"
#include "expression/operation.h"

#include <ctype.h>
#include <string.h>

/* Past the sign between thousands, 1_000, 1 000, 1'000 and, where there are two of them, 1,000,000; null if none stands there. */
static const char *past_thousands(struct excerpt text, const char *sign, bool several)
{
    const char *first = text.at + strlen(sign);
    if (!excerpt_starts(text, sign) || strspn(first, "0123456789") != 3 || first + 3 > text.end)
        return NULL;
    return several && !past_thousands((struct excerpt){first + 3, text.end}, sign, false) ? NULL : first;
}

/* A number, with thousands set apart, a decimal comma, Wolfram's exponent 1.5*^3 or a sign of percent behind it, in ours. */
const char *foreign_number(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    static const char *const apart[] = {"_", " ", "'", "’", "\u00a0", "\u202f", "\u2009"};
    const char *at = text.at, *past = NULL, *sign = NULL;
    struct buffer digits = {.arena = rewriting->arena};
    for (size_t i = 0; !sign && i < sizeof apart / sizeof *apart; i++)
        sign = past_thousands((struct excerpt){at + strspn(at, "0123456789"), text.end}, apart[i], false) ? apart[i] : NULL;
    if (!sign && rewriting->decimal && past_thousands((struct excerpt){at + strspn(at, "0123456789"), text.end}, ".", false) &&
        at[strspn(at, "0123456789.")] == ',')
        sign = ".";
    const struct excerpt behind_digits = {at + strspn(at, "0123456789"), text.end};
    if (!sign && (past_thousands(behind_digits, ",", true) || (past_thousands(behind_digits, ",", false) && behind_digits.at[4] == '.')))
        sign = ",";
    const size_t leading = strspn(at, "0123456789");
    sign = leading && leading < 4 && *at != '0' ? sign : NULL;
    for (bool point = false; at < text.end; at = past) {
        const struct excerpt rest = {at, text.end};
        past = sign && !point ? past_thousands(rest, sign, false) : NULL;
        rewriting->changed = rewriting->changed || past;
        if (past)
            continue;
        const bool comma = rewriting->decimal && !point && *at == ',' && at + 1 < text.end && isdigit((unsigned char)at[1]);
        if (!isdigit((unsigned char)*at) && *at != '.' && !comma)
            break;
        rewriting->changed = rewriting->changed || comma;
        point = point || comma || *at == '.';
        buffer_character(&digits, comma ? '.' : *at);
        past = at + 1;
    }
    const struct excerpt behind = excerpt_trim((struct excerpt){at + (at < text.end), text.end});
    const bool percent = at < text.end && *at == '%' && (behind.at == behind.end || strchr("*/),", *behind.at) || excerpt_starts(behind, "of "));
    buffer_format(out, percent ? "(%s/100)" : "%s", buffer_string(&digits));
    rewriting->changed = rewriting->changed || percent;
    if (percent && excerpt_starts(behind, "of ")) {
        buffer_character(out, '*');
        return behind.at + 3;
    }
    const char *indicator = !strcmp(buffer_string(&digits), "1") ? at + excerpt_starts((struct excerpt){at, text.end}, "_") : text.end;
    const char *indicated = indicator < text.end && strchr("[{", *indicator) ? excerpt_past_bracket(indicator, text.end) : NULL;
    if (indicated && strpbrk(excerpt_copy(rewriting->arena, (struct excerpt){indicator, indicated}), "<>=")) { /* 1[x > 0] */
        buffer_format(out, "*(%s)", rewriting->rewrite(rewriting, (struct excerpt){indicator + 1, indicated - 1}));
        rewriting->changed = true;
        return indicated;
    }
    if (percent || !excerpt_starts((struct excerpt){at, text.end}, "*^"))
        return at + percent;
    buffer_character(out, 'e');
    rewriting->changed = true;
    return at + 2;
}

/* Whether the bracket that opens at a place is a call's of a function that takes several operands, or a list's. */
static bool takes_several(struct arena *arena, const char *start, const char *opening)
{
    const char *name = opening;
    while (name > start && (isalnum((unsigned char)name[-1]) || name[-1] == '_'))
        name--;
    const enum operation operation = operation_find(arena_copy(arena, name, (size_t)(opening - name)));
    return *opening != '(' ||
           (name < opening && (operation == OPERATION_COUNT || operation == OPERATION_LOG || operation_rows[operation].arity != 1));
}

/* Whether a comma stands between digits where it separates nothing, outside of brackets and of operands, and none that may be one of thousands. */
bool foreign_has_decimal_comma(struct arena *arena, struct excerpt text)
{
    enum { DEEPEST = 32 };
    bool several[DEEPEST] = {false};
    int depth = 0;
    bool found = false;
    for (const char *at = text.at; at < text.end && depth < DEEPEST - 1; at++) {
        if (strchr("([{", *at))
            several[++depth] = takes_several(arena, text.at, at) && !memchr(at, ';', (size_t)(text.end - at));
        depth -= strchr(")]}", *at) && depth ? 1 : 0;
        if (*at != ',' || at == text.at || !isdigit((unsigned char)at[-1]) || at + 1 == text.end || !isdigit((unsigned char)at[1]))
            continue;
        if (strspn(at + 1, "0123456789") == 3)
            return false;
        found = found || !several[depth];
    }
    return found;
}
