/* LaTeX that the grammar does not read: sums with limits, cases, derivatives. */
#include "expression/foreign_parts.h"

#include <string.h>

/* A subscript or superscript, in braces or one character; empty if there is none. */
static struct excerpt script_at(struct excerpt text, char sign)
{
    struct excerpt script = {text.at, text.at};
    if (text.at == text.end || *text.at != sign)
        return script;
    script.at++;
    const char *past = *script.at == '{' ? excerpt_past_bracket(script.at, text.end) : NULL;
    if (past)
        return (struct excerpt){script.at + 1, past - 1};
    script.end = script.at + (script.at < text.end);
    return script;
}

static const char *past_script(struct excerpt script)
{
    return script.end + (script.end > script.at && script.at[-1] == '{');
}

/* Where a term ends in which bars may stand: behind the second of two. */
static const char *term_end(struct excerpt text)
{
    const char *end = excerpt_term_end(text);
    while (end < text.end && *end == '|') {
        int bars = 0;
        for (const char *at = text.at; at <= end; at++)
            bars += *at == '|';
        const struct excerpt rest = excerpt_trim((struct excerpt){end + 1, text.end});
        if (bars % 2 == 0 && (rest.at == rest.end || strchr("+-=<>,;&)", *rest.at)))
            return end + 1;
        end = excerpt_term_end(rest);
    }
    return end;
}

/* Where the term of a sum over an index ends: at its first sign, but behind the last place where the index stands, \sum_i a_i + b_i. */
static const char *summed_end(struct rewriting *rewriting, struct excerpt text, struct excerpt index)
{
    const char *end = term_end(text), *name = excerpt_copy(rewriting->arena, index);
    const char *low = arena_format(rewriting->arena, "_%s", name), *braced = arena_format(rewriting->arena, "_{%s", name);
    for (;;) {
        const struct excerpt rest = {end + (end < text.end), text.end};
        const char *next = end < text.end && strchr("+-", *end) ? term_end(rest) : end;
        const char *term = next > end ? excerpt_copy(rewriting->arena, (struct excerpt){end, next}) : "";
        const bool other = strstr(term, "\\sum") || strstr(term, "\\prod");
        if (other || (!strstr(term, low) && !strstr(term, braced)))
            return end;
        end = next;
    }
}

/* The upper end of a sum in ours: d and D of many papers are n. */
static const char *upper_end(struct rewriting *rewriting, struct excerpt high)
{
    const bool dimension = strchr("dDN", *high.at) && (high.end - high.at == 1 || excerpt_starts((struct excerpt){high.at + 1, high.end}, "-1"));
    return dimension ? arena_format(rewriting->arena, "n%.*s", (int)(high.end - high.at - 1), high.at + 1) : rewriting->rewrite(rewriting, high);
}

/* \sum_{i=1}^{3} term. */
static const char *put_sum(struct rewriting *rewriting, struct excerpt text, const char *ours, struct buffer *out)
{
    struct excerpt low = script_at(excerpt_trim(text), '_'), parts[EXCERPT_MOST_PARTS];
    const struct excerpt high = script_at((struct excerpt){past_script(low), text.end}, '^');
    if (high.at == high.end && excerpt_split(low, "=", parts) == 1) { /* \sum_i x_i, of all coordinates */
        const struct excerpt index = low.at < low.end ? low : (struct excerpt){"i", &"i"[1]}, rest = {past_script(low), text.end};
        const char *name = excerpt_copy(rewriting->arena, index), *end = summed_end(rewriting, rest, index);
        const struct excerpt term = excerpt_trim((struct excerpt){rest.at, end});
        const char *written = excerpt_copy(rewriting->arena, term);
        if (strlen(name) != 1 || !(strstr(written, arena_format(rewriting->arena, "_%s", name)) || strstr(written, "ᵢ")))
            return NULL;
        buffer_format(out, "%s(%s, 1, n, %s)", ours, name, rewriting->rewrite(rewriting, term));
        return end;
    }
    if (high.at == high.end || excerpt_split(low, "=", parts) != 2)
        return NULL;
    const char *term = past_script(high), *end = summed_end(rewriting, (struct excerpt){term, text.end}, parts[0]);
    buffer_format(out, "%s(%s, %s, %s, %s)", ours, excerpt_copy(rewriting->arena, parts[0]), rewriting->rewrite(rewriting, parts[1]),
                  upper_end(rewriting, high), rewriting->rewrite(rewriting, excerpt_trim((struct excerpt){term, end})));
    return end;
}

/* \frac{d}{dx} term. */
static const char *put_derivative(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    static const char *const heads[] = {"\\frac{d}{d", "\\frac{\\mathrm{d}}{\\mathrm{d}", "\\frac{\\mathrm d}{\\mathrm d ",
                                        "\\frac{\\partial}{\\partial "};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *name = text.at + strlen(heads[i]),
                   *closing = excerpt_starts(text, heads[i]) ? memchr(name, '}', (size_t)(text.end - name)) : NULL;
        if (!closing)
            continue;
        const char *end = excerpt_term_end((struct excerpt){closing + 1, text.end});
        buffer_format(out, "diff(%s, %s)", rewriting->rewrite(rewriting, excerpt_trim((struct excerpt){closing + 1, end})),
                      excerpt_copy(rewriting->arena, (struct excerpt){name, closing}));
        return end;
    }
    return NULL;
}

/* The condition of a case, without "if". */
static struct excerpt condition_of(struct excerpt text)
{
    static const char *const heads[] = {"\\text{if}",    "\\text{if }", "\\text{, if }", "\\text{for}", "\\text{for }",
                                        "\\text{when }", "\\mbox{if }", "if ",           "for "};
    static const char *const rests[] = {"\\text{otherwise}", "\\text{else}", "\\mbox{otherwise}"};
    if (excerpt_starts(text, ":"))
        text = excerpt_trim((struct excerpt){text.at + 1, text.end});
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (excerpt_starts(text, heads[i]))
            return excerpt_trim((struct excerpt){text.at + strlen(heads[i]), text.end});
    const char *within = excerpt_starts(text, "\\text{if ") ? text.at + strlen("\\text{if ") : NULL; /* \text{if $x>0$} */
    if (within && excerpt_starts((struct excerpt){within, text.end}, "$") && text.end[-1] == '}' && text.end[-2] == '$')
        return (struct excerpt){within + 1, text.end - 2};
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++)
        if (excerpt_starts(text, rests[i]))
            return (struct excerpt){text.end, text.end};
    return text;
}

/* \begin{cases} value & condition \\ … \end{cases}: beyond all conditions it is undefined. */
static const char *put_cases(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    static const char *const begins[] = {"\\begin{cases}", "\\begin{array}"}, *const ends[] = {"\\end{cases}", "\\end{array}"};
    const bool braced = excerpt_starts(text, "\\left\\{"); /* \left\{\begin{array}{ll}…\end{array}\right. */
    text = braced ? excerpt_trim((struct excerpt){text.at + 7, text.end}) : text;
    const bool array = excerpt_starts(text, begins[1]);
    const char *begin = begins[array], *finish = ends[array], *end = excerpt_starts(text, begin) ? strstr(text.at, finish) : NULL;
    const char *first = text.at + strlen(begin);
    if (end && array && *first == '{')
        first = excerpt_past_bracket(first, text.end);
    if (!first || (array && !braced))
        return NULL;
    struct excerpt rows[EXCERPT_MOST_PARTS], values[EXCERPT_MOST_PARTS], conditions[EXCERPT_MOST_PARTS], cells[EXCERPT_MOST_PARTS];
    if (!end || end > text.end)
        return NULL;
    size_t count = excerpt_split(excerpt_trim((struct excerpt){first, end}), "\\\\", rows);
    count -= rows[count - 1].at == rows[count - 1].end;
    for (size_t k = 0; k < count; k++) {
        const size_t parts = excerpt_split(rows[k], "&", cells);
        values[k] = cells[0];
        while (parts > 1 && cells[1].end > cells[1].at && strchr(",.;", cells[1].end[-1]))
            cells[1] = excerpt_trim((struct excerpt){cells[1].at, cells[1].end - 1});
        while (values[k].end > values[k].at && values[k].end[-1] == ',')
            values[k].end--;
        conditions[k] = parts > 1 ? condition_of(cells[1]) : (struct excerpt){rows[k].end, rows[k].end};
    }
    buffer_text(out, foreign_choose(rewriting, values, conditions, count, "0/0"));
    end += strlen(finish);
    const struct excerpt behind = excerpt_trim((struct excerpt){end, text.end});
    return braced && excerpt_starts(behind, "\\right.") ? behind.at + 7 : end;
}

/* \binom{n}{k}. */
static const char *put_binomial(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    const char *first = text.at + strlen("\\binom"), *second = excerpt_past_bracket(first, text.end);
    const char *past = second && second < text.end && *second == '{' ? excerpt_past_bracket(second, text.end) : NULL;
    if (!past)
        return NULL;
    const char *operands = arena_format(rewriting->arena, "%.*s,%.*s", (int)(second - first - 2), first + 1, (int)(past - second - 2), second + 1);
    const char *ours = foreign_call(rewriting, "binomial", (struct excerpt){operands, operands + strlen(operands)}, false);
    if (!ours) /* a comma within */
        return NULL;
    buffer_text(out, ours);
    return past;
}

const char *foreign_over(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    static const char over[] = "\\over ";
    const char *past = excerpt_past_bracket(text.at, text.end);
    struct excerpt parts[EXCERPT_MOST_PARTS];
    if (!past || excerpt_split((struct excerpt){text.at + 1, past - 1}, over, parts) != 2)
        return NULL;
    buffer_format(out, "((%s)/(%s))", rewriting->rewrite(rewriting, parts[0]), rewriting->rewrite(rewriting, parts[1]));
    rewriting->changed = true;
    return past;
}

const char *foreign_command(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    static const char *const ignored[] = {"\\begin{aligned}", "\\end{aligned}",    "\\begin{align}",
                                          "\\end{align}",     "\\begin{equation}", "\\end{equation}"};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        if (excerpt_starts(text, ignored[i]))
            return text.at + strlen(ignored[i]);
    static const char *const uprights[] = {"\\operatorname{", "\\mathrm{", "\\text{", "\\mathcal{"};
    for (size_t i = 0; i < sizeof uprights / sizeof *uprights; i++) {
        const char *name = text.at + strlen(uprights[i]),
                   *closing = excerpt_starts(text, uprights[i]) ? memchr(name, '}', (size_t)(text.end - name)) : NULL;
        if (!closing || !excerpt_is_name((struct excerpt){name, closing}))
            continue;
        const char *plain = arena_format(rewriting->arena, "%.*s%.*s", (int)(closing - name), name, (int)(text.end - closing - 1), closing + 1);
        buffer_text(out, rewriting->rewrite(rewriting, (struct excerpt){plain, plain + strlen(plain)}));
        return text.end;
    }
    if (excerpt_starts(text, "\\binom{"))
        return put_binomial(rewriting, text, out);
    if (excerpt_starts(text, "\\sum"))
        return put_sum(rewriting, (struct excerpt){text.at + 4, text.end}, "sum", out);
    if (excerpt_starts(text, "\\prod"))
        return put_sum(rewriting, (struct excerpt){text.at + 5, text.end}, "prod", out);
    const char *past = put_cases(rewriting, text, out);
    return past ? past : put_derivative(rewriting, text, out);
}
