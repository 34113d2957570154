/* Forms of a whole text that other languages have, each a rule of its own. */
#include "expression/foreign_parts.h"
#include "expression/spelling.h"

#include <ctype.h>
#include <string.h>

/* What stands before the value of a constant that is told behind a formula: a*x^2, a = 2; a*x^2 where a = 2. Null if there is none. */
static const char *with_constant(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const before[] = {",", " where ", " with ", " for "};
    struct excerpt parts[EXCERPT_MOST_PARTS], sides[EXCERPT_MOST_PARTS];
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (excerpt_split(text, before[i], parts) != 2 || excerpt_split(parts[1], "=", sides) != 2 || !excerpt_is_name(sides[0]))
            continue;
        const size_t number = strspn(sides[1].at, "-+.0123456789e");
        if (sides[1].at < sides[1].end && sides[1].at + number == sides[1].end)
            return arena_format(rewriting->arena, "%s; %s = %s", excerpt_copy(rewriting->arena, excerpt_trim(parts[0])),
                                excerpt_copy(rewriting->arena, sides[0]), excerpt_copy(rewriting->arena, sides[1]));
    }
    return NULL;
}

/* "a = 2", of which the name and the number are written into `out` as a constant behind a formula. */
static bool put_constant(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    struct excerpt sides[EXCERPT_MOST_PARTS];
    if (excerpt_split(text, ":=", sides) != 2 && excerpt_split(text, "=", sides) != 2)
        return false;
    if (!excerpt_is_name(sides[0]) || strchr("xyz", *sides[0].at) || sides[1].at == sides[1].end ||
        sides[1].at + strspn(sides[1].at, "-+.0123456789e") < sides[1].end)
        return false;
    buffer_format(out, "; %s = %s", excerpt_copy(rewriting->arena, sides[0]), excerpt_copy(rewriting->arena, sides[1]));
    return true;
}

/* Constants that are told before the formula, as programs have them: a = 2; a*x^2, or in lines. */
static const char *constants_first(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const signs[] = {";", "\n", ",", " in "};
    struct excerpt parts[EXCERPT_MOST_PARTS];
    text.at += excerpt_starts(text, "let ") ? strlen("let ") : 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct buffer constants = {.arena = rewriting->arena};
        size_t count = excerpt_split(text, signs[i], parts), k = 0;
        count -= count > 1 && parts[count - 1].at == parts[count - 1].end;
        while (k + 1 < count && put_constant(rewriting, parts[k], &constants))
            k++;
        if (count > 1 && k + 1 == count)
            return arena_format(rewriting->arena, "%s%s", excerpt_copy(rewriting->arena, parts[k]), buffer_string(&constants));
    }
    return NULL;
}

/* "if x > 0: x else: -x", Python's lines in one. */
static const char *branched(struct rewriting *rewriting, struct excerpt text)
{
    struct excerpt parts[EXCERPT_MOST_PARTS], branches[EXCERPT_MOST_PARTS];
    if (!excerpt_starts(text, "if ") || excerpt_split(text, "else", parts) != 2 || excerpt_split(parts[0], ":", branches) != 2)
        return NULL;
    parts[1].at += excerpt_starts(parts[1], ":");
    return arena_format(rewriting->arena, "where(%s, %s, %s)",
                        excerpt_copy(rewriting->arena, excerpt_trim((struct excerpt){branches[0].at + 3, branches[0].end})),
                        excerpt_copy(rewriting->arena, branches[1]), excerpt_copy(rewriting->arena, excerpt_trim(parts[1])));
}

/* What an "otherwise" or "else" stands before or behind; false if none of them does. */
static bool is_otherwise(struct excerpt *text)
{
    static const char *const words[] = {"otherwise", "else", "elsewhere"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const ptrdiff_t length = (ptrdiff_t)strlen(words[i]);
        const bool longer = text->end - text->at > length, first = longer && excerpt_starts(*text, words[i]) && strchr(" :", text->at[length]),
                   last = longer && text->end[-length - 1] == ' ' && excerpt_equals((struct excerpt){text->end - length, text->end}, words[i]);
        if (first)
            text->at += length + (text->at[length] == ':');
        else if (last)
            text->end -= length;
        *text = excerpt_trim(*text);
        if (first || last)
            return true;
    }
    return false;
}

/* x^2 if x > 0, 0 otherwise: values with their conditions as people say them; beyond all of them undefined. */
static const char *spoken(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const signs[] = {",", ";", "\n"}, *const words[] = {" if ", " for ", " when ", " where "};
    struct excerpt parts[EXCERPT_MOST_PARTS], values[EXCERPT_MOST_PARTS], conditions[EXCERPT_MOST_PARTS], sides[EXCERPT_MOST_PARTS];
    if (excerpt_starts(text, "{") && excerpt_past_bracket(text.at, text.end) == text.end)
        text = excerpt_trim((struct excerpt){text.at + 1, text.end - 1});
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const size_t count = excerpt_split(text, signs[i], parts);
        size_t k = 0;
        for (; count > 1 && k < count; k++) {
            size_t found = 0, w = 0;
            for (; w < sizeof words / sizeof *words && found != 2; w++)
                found = excerpt_split(parts[k], words[w], sides);
            values[k] = found == 2 ? sides[0] : parts[k];
            conditions[k] = found == 2 ? sides[1] : (struct excerpt){text.end, text.end};
            if (found == 2 ? !strpbrk(excerpt_copy(rewriting->arena, sides[1]), "<>=") : !(k && is_otherwise(&values[k])))
                break;
        }
        if (count > 1 && k == count)
            return foreign_choose(rewriting, values, conditions, count, "0/0");
    }
    return NULL;
}

/* "x, y -> x*y", whose variables stand without brackets. */
static const char *of_variables(struct rewriting *rewriting, struct excerpt text)
{
    struct excerpt parts[EXCERPT_MOST_PARTS], names[EXCERPT_MOST_PARTS];
    const size_t count = excerpt_split(text, "->", parts) == 2 ? excerpt_split(parts[0], ",", names) : 0;
    for (size_t i = 0; i < count; i++)
        if (!excerpt_is_name(names[i]))
            return NULL;
    return count < 2
               ? NULL
               : arena_format(rewriting->arena, "(%s) -> %s", excerpt_copy(rewriting->arena, parts[0]), excerpt_copy(rewriting->arena, parts[1]));
}

/* a // b as the floor of a quotient: of all factors before it and the one behind it. */
static const char *floored(struct rewriting *rewriting, struct excerpt numerator, struct excerpt behind)
{
    const char *end = excerpt_operand_end(behind);
    const struct excerpt rest = excerpt_trim((struct excerpt){end, behind.end});
    if (end == behind.at || excerpt_term_end(numerator) != numerator.end || (rest.at < rest.end && excerpt_term_end(rest) != rest.end) ||
        (rest.at < rest.end && (!strchr("*/", *rest.at) || excerpt_starts(rest, "**"))))
        return NULL;
    return arena_format(rewriting->arena, "floor((%s)/(%s))%s", excerpt_copy(rewriting->arena, numerator),
                        excerpt_copy(rewriting->arena, (struct excerpt){behind.at, end}), excerpt_copy(rewriting->arena, rest));
}

/* x |> sin |> exp and x %>% sin() as exp(sin(x)). Null if it is no pipe of functions of one operand. */
static const char *piped(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const signs_of_pipes[] = {"|>", "%>%"};
    struct excerpt parts[EXCERPT_MOST_PARTS];
    for (size_t i = 0; i < sizeof signs_of_pipes / sizeof *signs_of_pipes; i++) {
        const size_t count = excerpt_split(text, signs_of_pipes[i], parts);
        const char *ours = excerpt_copy(rewriting->arena, parts[0]);
        for (size_t k = 1; k < count; k++) {
            struct excerpt called = parts[k];
            called.end -= called.end - called.at > 2 && !memcmp(called.end - 2, "()", 2) ? 2 : 0;
            if (!excerpt_is_name(called))
                return NULL;
            ours = arena_format(rewriting->arena, "%s(%s)", excerpt_copy(rewriting->arena, called), ours);
        }
        if (count > 1)
            return ours;
    }
    return NULL;
}

const char *foreign_whole(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const quotients[] = {"//", "%/%"};
    struct excerpt parts[EXCERPT_MOST_PARTS];
    text = excerpt_trim(text);
    static const char *(*const rules[])(struct rewriting *, struct excerpt) = {with_constant, constants_first, branched, spoken, of_variables};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const char *ours = rules[i](rewriting, text);
        if (ours)
            return ours;
    }
    if (text.end > text.at && text.end[-1] == '&' && memchr(text.at, '#', (size_t)(text.end - text.at))) {
        char *body = arena_copy(rewriting->arena, text.at, (size_t)(text.end - 1 - text.at));
        for (char *at = body; *at; at++)
            *at = *at == '#' ? 'x' : *at;
        return body;
    }
    if (excerpt_split(text, "@", parts) == 2 && excerpt_is_name(parts[0]) && isupper((unsigned char)*parts[0].at))
        return arena_format(rewriting->arena, "%s[%s]", excerpt_copy(rewriting->arena, parts[0]), excerpt_copy(rewriting->arena, parts[1]));
    for (size_t i = 0; i < sizeof quotients / sizeof *quotients; i++) {
        if (excerpt_split(text, quotients[i], parts) != 2)
            continue;
        if (!i && excerpt_is_name(parts[1]) && isupper((unsigned char)*parts[1].at))
            return arena_format(rewriting->arena, "%s[%s]", excerpt_copy(rewriting->arena, parts[1]), excerpt_copy(rewriting->arena, parts[0]));
        if (excerpt_is_name(parts[1]) && parts[1].end - parts[1].at > 2) /* a comment */
            continue;
        const char *ours = floored(rewriting, parts[0], parts[1]);
        if (ours)
            return ours;
    }
    const char *pipe = piped(rewriting, text);
    if (pipe)
        return pipe;
    const bool dotted = excerpt_split(text, ".\\", parts) == 2;
    if ((dotted || (excerpt_split(text, "\\", parts) == 2 && strchr("xy", *parts[1].at))) && excerpt_operand_end(parts[1]) == parts[1].end &&
        excerpt_term_end(parts[0]) == parts[0].end && excerpt_term_end(parts[1]) == parts[1].end)
        return arena_format(rewriting->arena, "(%s)/(%s)", excerpt_copy(rewriting->arena, parts[1]), excerpt_copy(rewriting->arena, parts[0]));
    if (excerpt_split(text, "\\over ", parts) == 2) /* TeX's: of all of its group */
        return arena_format(rewriting->arena, "(%s)/(%s)", excerpt_copy(rewriting->arena, parts[0]), excerpt_copy(rewriting->arena, parts[1]));
    const char *condition = text.at + 2, *past;
    while (condition < text.end && *condition == ' ')
        condition++;
    if (!excerpt_starts(text, "if") || condition == text.end || *condition != '(' || !(past = excerpt_past_bracket(condition, text.end)) ||
        excerpt_split((struct excerpt){past, text.end}, " else ", parts) != 2)
        return NULL;
    return arena_format(rewriting->arena, "where(%.*s, %s, %s)", (int)(past - condition - 2), condition + 1, excerpt_copy(rewriting->arena, parts[0]),
                        excerpt_copy(rewriting->arena, parts[1]));
}
