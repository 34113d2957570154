/* What stands around a formula and is none of it: quotes, definitions, bodies of functions, prose, comments. Rules that each take one layer off. */
#include "expression/foreign_parts.h"
#include "expression/spelling.h"

#include <ctype.h>
#include <string.h>

static bool is_word_character(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *past_word(struct excerpt text)
{
    while (text.at < text.end && is_word_character(*text.at))
        text.at++;
    return text.at;
}

static struct excerpt behind(const char *at, struct excerpt text)
{
    return excerpt_trim((struct excerpt){at, text.end});
}

const char *foreign_comment(struct excerpt text)
{
    static const char *const signs[][2] = {{"(*", "*)"}, {"/*", "*/"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *closing = excerpt_starts(text, signs[i][0]) ? strstr(text.at + 2, signs[i][1]) : NULL;
        if (closing && closing < text.end)
            return closing + 2;
    }
    return NULL;
}

/* Quotes and LaTeX's signs of a formula, if they stand on both sides. */
static struct excerpt without_quotes(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const around[][2] = {{"'", "'"}, {"‘", "’"}, {"\"", "\""},   {"“", "”"},           {"`", "`"},
                                            {"$", "$"}, {"«", "»"}, {"\\(", "\\)"}, {"&quot;", "&quot;"}, {"{\\displaystyle", "}"}};
    (void)rewriting;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        const size_t first = strlen(around[i][0]), last = strlen(around[i][1]);
        const struct excerpt end = {text.end - (text.end - text.at > (ptrdiff_t)last ? last : 0), text.end};
        if (!excerpt_starts(text, around[i][0]) || !excerpt_equals(end, around[i][1]) || (size_t)(text.end - text.at) < first + last)
            continue;
        if (*text.at != '{' || excerpt_past_bracket(text.at, text.end) == text.end)
            return (struct excerpt){text.at + first, end.at};
    }
    return text;
}

/* "// square" and "% doubled": the sign with a word behind it that nothing is called. */
static struct excerpt without_comment(struct rewriting *rewriting, struct excerpt text)
{
    const char *comment = memchr(text.at, '#', (size_t)(text.end - text.at));
    const char *line = comment ? memchr(comment, '\n', (size_t)(text.end - comment)) : NULL;
    if (comment && comment > text.at && !memchr(text.at, '&', (size_t)(text.end - text.at))) {
        const char *kept = arena_format(rewriting->arena, "%.*s%s", (int)(comment - text.at), text.at,
                                        line ? excerpt_copy(rewriting->arena, (struct excerpt){line, text.end}) : "");
        return (struct excerpt){kept, kept + strlen(kept)};
    }
    const char *marked = memchr(text.at, ';', (size_t)(text.end - text.at)); /* MATLAB's: 2*x; % doubled */
    if (marked && excerpt_starts(behind(marked + 1, text), "%"))
        return (struct excerpt){text.at, marked};
    for (const char *at = text.at; at + 1 < text.end; at++) {
        const struct excerpt said = behind(at + 2, text);
        const char *end = past_word(said);
        if (at > text.at && ((at[0] == '/' && at[1] == '/') || (at[0] == '%' && at[1] == ' ' && at[-1] == ' ')) && isalpha((unsigned char)*said.at) &&
            end - said.at > 2 && (end == said.end || *end == ' ') &&
            !spelling_is_function(excerpt_copy(rewriting->arena, (struct excerpt){said.at, end})))
            return (struct excerpt){text.at, at};
    }
    return text;
}

/* The expression that a body in braces returns: { return x*x; }; empty if it is none. */
static struct excerpt returned(struct excerpt body)
{
    if (excerpt_starts(body, "{") && excerpt_past_bracket(body.at, body.end) == body.end)
        body = excerpt_trim((struct excerpt){body.at + 1, body.end - 1});
    if (!excerpt_starts(body, "return") || body.end - body.at < 7 || is_word_character(body.at[6]))
        return (struct excerpt){body.end, body.end};
    body.at += 6;
    while (body.end > body.at && (body.end[-1] == ';' || isspace((unsigned char)body.end[-1])))
        body.end--;
    return excerpt_trim(body);
}

/* Variables without their types: "double x, double y", "x: float, y: float". */
static const char *untyped(struct rewriting *rewriting, struct excerpt list)
{
    struct excerpt names[EXCERPT_MOST_PARTS], parts[EXCERPT_MOST_PARTS];
    struct buffer out = {.arena = rewriting->arena};
    const size_t count = excerpt_split(list, ",", names);
    for (size_t i = 0; i < count; i++) {
        const bool annotated = excerpt_split(names[i], ":", parts) > 1;
        const size_t words = annotated ? 1 : excerpt_split(names[i], " ", parts);
        buffer_format(&out, "%s%s", i ? ", " : "", excerpt_copy(rewriting->arena, parts[words - 1]));
    }
    return buffer_string(&out);
}

/* "def f(x): return e", "function f(x) { return e; }", "double f(double x) { return e; }" as f(x) = e; "x => { return e }" as x => e. */
static struct excerpt without_body(struct rewriting *rewriting, struct excerpt text)
{
    const char *opening = memchr(text.at, '(', (size_t)(text.end - text.at)), *past = opening ? excerpt_past_bracket(opening, text.end) : NULL;
    const char *arrow = NULL;
    for (const char *at = text.at; !arrow && at + 1 < text.end; at++)
        arrow = at[0] == '=' && at[1] == '>' ? at + 2 : NULL;
    struct excerpt body = arrow ? returned(behind(arrow, text)) : (struct excerpt){text.end, text.end};
    const char *ours = NULL;
    if (body.at < body.end)
        ours = arena_format(rewriting->arena, "%.*s %s", (int)(arrow - text.at), text.at, excerpt_copy(rewriting->arena, body));
    else if (past && !arrow) {
        const char *name = opening;
        while (name > text.at && (is_word_character(name[-1]) || name[-1] == ' '))
            name--;
        const bool defined = excerpt_starts(text, "def ");
        const char *colon = defined ? memchr(past, ':', (size_t)(text.end - past)) : NULL;
        body = name > text.at || (defined && !colon) ? body : returned(behind(colon ? colon + 1 : past, text));
        const char *variables = body.at < body.end ? untyped(rewriting, (struct excerpt){opening + 1, past - 1}) : "";
        if (body.at < body.end && *variables)
            ours = arena_format(rewriting->arena, "f(%s) = %s", variables, excerpt_copy(rewriting->arena, body));
    }
    const struct excerpt only = returned(text);
    if (!ours && only.at < only.end)
        return only;
    return ours ? (struct excerpt){ours, ours + strlen(ours)} : text;
}

/* "f <- ", "f = @(x)", "const f = x =>", "f: x ->", "f(x): ". */
static struct excerpt without_name(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const keywords[] = {"const ", "let ", "var ", "auto "};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (excerpt_starts(text, keywords[i]))
            return behind(text.at + strlen(keywords[i]), text);
    const char *end = past_word(text);
    const struct excerpt name = {text.at, end}, rest = behind(end, text);
    if (end == text.at || isdigit((unsigned char)*text.at) || excerpt_equals(name, "x")) /* x <- 1 compares */
        return text;
    if (excerpt_starts(rest, "<-") && rest.end - rest.at > 2 && isspace((unsigned char)rest.at[2]))
        return behind(rest.at + 2, text);
    if (excerpt_starts(rest, "=") && !excerpt_starts(rest, "==") && !excerpt_starts(rest, "=>")) {
        const struct excerpt defined = behind(rest.at + 1, text);
        const char *arrow = strstr(defined.at, "=>");
        if (excerpt_starts(defined, "@(") || excerpt_starts(defined, "function") || excerpt_starts(defined, "lambda ") || (arrow && arrow < text.end))
            return defined;
    }
    const char *brackets = excerpt_starts(rest, "(") ? excerpt_past_bracket(rest.at, rest.end) : NULL;
    const struct excerpt colon = brackets ? behind(brackets, text) : rest;
    if (!excerpt_starts(colon, ":") || excerpt_starts(colon, ":=") || excerpt_starts(colon, "::") || excerpt_equals(name, "lambda"))
        return text;
    if (!brackets)
        return behind(colon.at + 1, text);
    const char *ours = arena_format(rewriting->arena, "%.*s = %s", (int)(brackets - text.at), text.at,
                                    excerpt_copy(rewriting->arena, (struct excerpt){colon.at + 1, text.end}));
    return (struct excerpt){ours, ours + strlen(ours)};
}

/* f(\mathbf{x}) = …, of a vector that LaTeX sets in bold. */
static struct excerpt without_vector(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const bold[] = {"\\mathbf", "\\boldsymbol", "\\vec", "\\bm"};
    const char *opening = past_word(text), *closing = opening > text.at && *opening == '(' ? excerpt_past_bracket(opening, text.end) : NULL;
    const struct excerpt rest = closing ? behind(closing, text) : text;
    if (!closing || !excerpt_starts(rest, "="))
        return text;
    const char *named = excerpt_copy(rewriting->arena, (struct excerpt){opening, closing});
    for (size_t i = 0; i < sizeof bold / sizeof *bold; i++)
        if (strstr(named, bold[i]))
            return behind(rest.at + 1, text);
    return text;
}

/* Leaves out words in front of a formula that ask for a picture or a minimum of it. */
static struct excerpt without_prose(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const words[] = {"plot",    "graph",    "draw", "sketch", "show",      "minimize", "minimise", "min",
                                        "minimum", "optimize", "of",   "the",    "landscape", "function", "surface",  "please"};
    const char *end = past_word(text);
    const struct excerpt rest = behind(end, text);
    if (end == text.end || *end != ' ' || strchr("=:{", *rest.at) ||
        (strchr("([", *rest.at) && spelling_is_function(excerpt_copy(rewriting->arena, (struct excerpt){text.at, end}))))
        return text;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (excerpt_equals((struct excerpt){text.at, end}, words[i]))
            return rest;
    return text;
}

static struct excerpt without_end(struct rewriting *rewriting, struct excerpt text)
{
    (void)rewriting;
    while (text.end > text.at && text.end[-1] == ';')
        text = excerpt_trim((struct excerpt){text.at, text.end - 1});
    const struct excerpt end = {text.end - (text.end - text.at > 2 ? 2 : 0), text.end};
    return excerpt_equals(end, "\\\\") ? (struct excerpt){text.at, end.at} : text;
}

struct excerpt foreign_stripped(struct rewriting *rewriting, struct excerpt text)
{
    enum { MOST_LAYERS = 8 };
    static struct excerpt (*const rules[])(struct rewriting *, struct excerpt) = {without_quotes, without_comment, without_end,  without_body,
                                                                                  without_name,   without_vector,  without_prose};
    const struct excerpt given = text = excerpt_trim(text);
    for (int layer = 0; layer < MOST_LAYERS; layer++) {
        const struct excerpt before = text;
        for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
            text = excerpt_trim(rules[i](rewriting, text));
        if (text.at == before.at && text.end == before.end)
            break;
    }
    rewriting->changed = rewriting->changed || text.at != given.at || text.end != given.end;
    return text;
}
