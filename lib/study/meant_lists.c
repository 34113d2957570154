/* Lists, points and intervals as they are written elsewhere. */
#include "study/meant_rewritings.h"

#include "base/buffer.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

const char *meant_trimmed(struct arena *arena, const char *start, const char *end)
{
    while (start < end && isspace((unsigned char)*start))
        start++;
    while (end > start && isspace((unsigned char)end[-1]))
        end--;
    return arena_copy(arena, start, (size_t)(end - start));
}

/* Replaces every one of some spellings by another. */
const char *meant_replaced(struct arena *arena, const char *text, const char *const *spellings, const char *by)
{
    struct buffer out = {.arena = arena};
    while (*text) {
        const char *const *spelling = spellings;
        while (*spelling && !text_starts_with(text, *spelling))
            spelling++;
        buffer_text(&out, *spelling ? by : "");
        if (!*spelling)
            buffer_character(&out, *text);
        text += *spelling ? strlen(*spelling) : 1;
    }
    return buffer_string(&out);
}

/* ---- lists ---- */

/* All brackets but the round ones that a formula has: those around the whole, or behind no name. */
const char *meant_unbracketed(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    static const char *const opening[] = {"[", "{", "⟨", NULL}, *const closing[] = {"]", "}", "⟩", NULL};
    if (*text == '<' && text[strlen(text) - 1] == '>')
        text = arena_format(arena, "(%.*s)", (int)strlen(text) - 2, text + 1);
    text = meant_replaced(arena, meant_replaced(arena, text, opening, "("), closing, ")");
    struct buffer out = {.arena = arena};
    enum { DEEPEST = 64 };
    bool of_formula[DEEPEST] = {0};
    size_t depth = 0;
    for (const char *at = text; *at; at++) {
        const char before = at > text ? at[-1] : ' ';
        if (*at == '(') {
            if (depth == DEEPEST)
                return NULL;
            of_formula[depth++] = isalnum((unsigned char)before) || (before != ' ' && strchr("+-*/^", before));
        }
        const bool keep = (*at != '(' && *at != ')') || (depth && of_formula[depth - 1]);
        if (*at == ')' && depth)
            depth--;
        if (keep)
            buffer_character(&out, *at);
    }
    const char *result = buffer_string(&out);
    return meant_trimmed(arena, result, strchr(result, 0));
}

/* np.array([1,2]), vec(1,2) and c(-1,1): what is constructed, where that is several numbers. */
const char *meant_unconstructed(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    size_t name = 0;
    while (isalnum((unsigned char)text[name]) || text[name] == '_' || text[name] == '.')
        name++;
    int depth = 0;
    bool several = false;
    if (!name || text[name] != '(')
        return NULL;
    for (const char *at = text + name; *at; at++) {
        depth += (*at == '(') - (*at == ')');
        several = several || (depth == 1 && strchr(",[", *at));
        if (depth == 0)
            return several && !at[1] ? meant_trimmed(arena, text + name + 1, at) : NULL;
    }
    return NULL;
}

/* A separator outside of brackets, or several with blanks, becomes `by`. */
static const char *separated(struct arena *arena, const char *text, const char *separators, char by)
{
    struct buffer out = {.arena = arena};
    int depth = 0;
    for (; *text; text++) {
        depth += (*text == '(') - (*text == ')');
        const size_t span = depth == 0 ? strspn(text, separators) : 0;
        if (span && span == strspn(text, " ") && (strchr("+-*/^:=", text[span]) || (out.length && strchr("+-*/^:=", out.data[out.length - 1])))) {
            /* Blanks around an operator separate nothing, but "1 -2" is two numbers. */
            const bool sign = text[span] == '-' && text[span + 1] != ' ' && out.length && !strchr("+-*/^:=", out.data[out.length - 1]);
            if (sign)
                buffer_character(&out, by);
            text += span - 1;
        } else if (span) {
            buffer_character(&out, by);
            text += span - 1;
        } else {
            buffer_character(&out, *text);
        }
    }
    return buffer_string(&out);
}

/* (1,2),(3,4) and [[1,2],[3,4]]: what stands between two brackets ends a point. */
const char *meant_points_parted(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    struct buffer out = {.arena = arena};
    for (; *text; text++) {
        buffer_character(&out, *text);
        if (!strchr(")]}", *text))
            continue;
        const char *next = text + 1 + strspn(text + 1, " ,;");
        if (next > text + 1 && strchr("([{", *next) && *next) {
            buffer_character(&out, ';');
            text = next - 1;
        }
    }
    return buffer_string(&out);
}

/* (x,y)=(1,2): what stands behind the sign. */
const char *meant_behind_tuple(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    const char *equals = strrchr(text, '=');
    const char *last = equals;
    while (last && last > text && last[-1] == ' ')
        last--;
    return last && last > text && strchr(")]}", last[-1]) ? meant_trimmed(arena, equals + 1, strchr(equals, 0)) : NULL;
}

/* x=1, y=2: without the names. */
const char *meant_without_names(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    struct buffer out = {.arena = arena};
    for (bool begins = true; *text; text++) {
        size_t name = begins ? strspn(text, "xyzuvwXYZ_0123456789") : 0;
        name += name ? strspn(text + name, " ") : 0;
        const bool named = name && isalpha((unsigned char)*text) && (text[name] == '=' || text[name] == ':');
        if (named)
            text += name + strspn(text + name + 1, " ");
        else
            buffer_character(&out, *text);
        begins = !named && strchr(",; ([", *text) != NULL;
    }
    return buffer_string(&out);
}

const char *meant_with_commas(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    const char *points = meant_replaced(arena, text, (const char *const[]){"|", NULL}, ";");
    return separated(arena, points,
                     strchr(points, ',')   ? ", "
                     : strchr(points, ';') ? "; "
                                           : ":; ",
                     strchr(points, ',') || !strchr(points, ';') ? ',' : ';');
}

/* 1;2 for the one point 1,2. */
const char *meant_one_point(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    return strchr(text, ',') ? NULL : separated(arena, text, "; ", ',');
}

/* 1,2,3,4 for two points of the plane. */
const char *meant_in_pairs(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    struct buffer out = {.arena = arena};
    size_t commas = 0;
    if (strchr(text, ';'))
        return NULL;
    int depth = 0;
    for (; *text; text++) {
        depth += (*text == '(') - (*text == ')');
        buffer_character(&out, *text == ',' && depth == 0 && ++commas % 2 == 0 ? ';' : *text);
    }
    return commas % 2 ? buffer_string(&out) : NULL;
}

/* ---- intervals ---- */

/* -1 < x <= 1 */
const char *meant_unchained(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const at_most[] = {"≤", "<=", "⩽", NULL};
    (void)parameter;
    text = meant_replaced(arena, text, at_most, "<");
    const char *first = strchr(text, '<'), *second = first ? strchr(first + 1, '<') : NULL;
    if (!second || strchr(second + 1, '<'))
        return NULL;
    for (const char *at = first + 1; at < second; at++)
        if (!isalnum((unsigned char)*at) && *at != ' ' && *at != '_')
            return NULL;
    return arena_format(arena, "%s:%s", meant_trimmed(arena, text, first), meant_trimmed(arena, second + 1, strchr(second, 0)));
}

/* linspace(-1,1), np.linspace(-1,1,101), arange(0,1,0.1), range(0,10), Interval(0,1): the step of linspace is had from its count. */
const char *meant_ranged(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    const char *open = strchr(text, '('), *name = open;
    if (!open || text[strlen(text) - 1] != ')')
        return NULL;
    while (name > text && (isalpha((unsigned char)name[-1]) || name[-1] == '_'))
        name--;
    const size_t length = (size_t)(open - name);
    const char *at = arena_copy(arena, open + 1, strlen(open) - 2), *pieces[3] = {NULL}, *piece;
    size_t count = 0, bytes;
    while ((piece = text_piece(&at, ',', &bytes)) && count < 3)
        pieces[count++] = meant_trimmed(arena, piece, piece + bytes);
    if (at || count < 2)
        return NULL;
    static const char *const ranges[] = {"linspace", "arange", "range", "seq", "Interval"};
    size_t kind = 0;
    while (kind < sizeof ranges / sizeof *ranges && (strlen(ranges[kind]) != length || strncmp(name, ranges[kind], length) != 0))
        kind++;
    if (kind == sizeof ranges / sizeof *ranges)
        return NULL;
    if (count == 2 || parameter->kind != KIND_INTERVAL)
        return arena_format(arena, "%s:%s", pieces[0], pieces[1]);
    if (kind == 0)
        return arena_format(arena, "%s:%s:(%s-(%s))/(%s-1)", pieces[0], pieces[1], pieces[1], pieces[0], pieces[2]);
    return arena_format(arena, "%s:%s:%s", pieces[0], pieces[1], pieces[2]);
}

/* ±2 and +-2 */
const char *meant_both_signs(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const signs[] = {"±", "+-", "+/-", "-+", "-/+"};
    (void)parameter;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (text_starts_with(text, signs[i])) {
            const char *length = meant_trimmed(arena, text + strlen(signs[i]), strchr(text, 0));
            return arena_format(arena, "-%s:%s", length, length);
        }
    return NULL;
}

const char *meant_with_colons(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const words[] = {"...",   "..",  "…",    " to ",    " until ", " till ", " through ", " and ", " bis ",
                                        " und ", " à ", " et ", " hasta ", " a ",     " y ",    "->",        "→",     NULL},
                             *const blanks[] = {": ", " :", NULL};
    (void)parameter;
    text = meant_replaced(arena, text, words, ":");
    text = separated(arena, text, strchr(text, ':') ? " " : strchr(text, ';') ? ";" : strchr(text, ',') ? "," : " ", ':');
    return meant_replaced(arena, text, blanks, ":");
}

/* 1:-1 */
const char *meant_ascending(struct arena *arena, const struct parameter *parameter, const char *text)
{
    const char *colon = strchr(text, ':');
    if (!colon || strchr(colon + 1, ':') || parameter->kind != KIND_INTERVAL)
        return NULL;
    return arena_format(arena, "%s:%s", meant_trimmed(arena, colon + 1, strchr(colon, 0)), meant_trimmed(arena, text, colon));
}

/* lr=0.001:1, lr in [0.001, 1], lr,0.001,1,log, lr 0.001..1 log: the name, the interval as such, and the scale. */
const char *meant_swept(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const logarithmic[] = {"log10", "logarithmic", "log scale", "logspace", "log", NULL};
    const char *name_end = text;
    while (isalnum((unsigned char)*name_end) || *name_end == '_' || *name_end == '.')
        name_end++;
    const char *rest = meant_replaced(arena, name_end, logarithmic, "");
    const bool log = strlen(rest) < strlen(name_end);
    const struct parameter interval = {.kind = KIND_LIMITS};
    rest += strspn(rest, " ,=:∈");
    rest = text_starts_with(rest, "in ") ? rest + strlen("in ") : rest;
    const char *end = strchr(rest, 0);
    while (end > rest && strchr(" ,;", end[-1]))
        end--;
    const char *ends = meant_unbracketed(arena, parameter, meant_trimmed(arena, rest, end));
    ends = ends ? meant_with_colons(arena, &interval, ends) : NULL;
    return ends && name_end > text ? arena_format(arena, "%.*s,%s%s", (int)(name_end - text), text, ends, log ? ",log" : "") : NULL;
}
