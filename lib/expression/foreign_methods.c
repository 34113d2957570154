/* Methods of NumPy's and PyTorch's arrays, as calls: x.sin(), (x - 1).pow(2).exp(), x.clamp(min=0). */
#include "expression/foreign_parts.h"

#include <ctype.h>
#include <string.h>

static bool is_word_character(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool is_one_of(const char *name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(name, words[i]))
            return true;
    return false;
}

/* Where the operand begins that ends before `end`: a coordinate, a bracket, a call or an index; null if it is none, np of np.sin(x) say. */
static const char *operand_start(const char *from, const char *end)
{
    const char *at = end;
    int depth = 0;
    bool bracketed = false;
    while (at > from && (depth || strchr(")]", at[-1]))) {
        depth += strchr(")]", at[-1]) ? 1 : strchr("([", at[-1]) ? -1 : 0;
        at--;
        bracketed = true;
    }
    if (depth)
        return NULL;
    const char *name = at;
    while (name > from && (is_word_character(name[-1]) || name[-1] == '.'))
        name--;
    const bool coordinate = at - name == 1 && strchr("xyz", *name);
    return bracketed || coordinate ? name : NULL;
}

/* The first method of the text as a call; null if there is none. */
static const char *one_as_call(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const reductions[] = {"sum", "mean", "max", "min", "prod", "norm", "dot", "std", "var"};
    static const char *const same[] = {"item", "detach", "numpy", "copy", "clone", "float", "double"};
    for (const char *at = text.at; at + 1 < text.end; at++) {
        const char *name = at + 1, *opening = name;
        while (opening < text.end && is_word_character(*opening))
            opening++;
        if (*at != '.' || !isalpha((unsigned char)*name) || opening == text.end || *opening != '(')
            continue;
        const char *start = operand_start(text.at, at), *past = excerpt_past_bracket(opening, text.end);
        const char *called = excerpt_copy(rewriting->arena, (struct excerpt){name, opening});
        if (!start || !past || is_one_of(called, reductions, sizeof reductions / sizeof *reductions))
            continue;
        const struct excerpt operand = {start, at}, within = excerpt_trim((struct excerpt){opening + 1, past - 1});
        const bool bracketed = *start == '(' && excerpt_past_bracket(start, at) == at;
        if (within.at == within.end && is_one_of(called, same, sizeof same / sizeof *same))
            called = bracketed ? "" : " ";
        return arena_format(rewriting->arena, "%.*s%s%s%.*s%s%s%s%.*s", (int)(start - text.at), text.at, called,
                            bracketed || *called == ' ' ? "" : "(", (int)(operand.end - operand.at - bracketed), operand.at,
                            within.at < within.end ? ", " : "", excerpt_copy(rewriting->arena, within), *called == ' ' ? "" : ")",
                            (int)(text.end - past), past);
    }
    return NULL;
}

/* Whether a tilde stands behind an operand and before no equals sign: LaTeX's blank, and not MATLAB's negation. */
static bool has_ties(struct excerpt text)
{
    for (const char *at = text.at; at + 1 < text.end; at++)
        if (at > text.at && *at == '~' && at[1] != '=' && (is_word_character(at[-1]) || strchr(")}", at[-1])))
            return true;
    return false;
}

/* Signs of sums as LaTeX has them. */
static const char *with_commands(struct rewriting *rewriting, struct excerpt text)
{
    static const char *const signs[][2] = {{"∑ᵢ", "\\sum_i "}, {"∏ᵢ", "\\prod_i "}, {"∑", "\\sum "},    {"∏", "\\prod "},
                                           {"Σ_", "\\sum_"},   {"sum_", "\\sum_"},  {"Sum_", "\\sum_"}, {"prod_", "\\prod_"}};
    struct buffer out = {.arena = rewriting->arena};
    const bool ties = has_ties(text);
    while (text.at < text.end) {
        const char last = out.length ? out.data[out.length - 1] : 0;
        if (ties && *text.at == '~') {
            buffer_character(&out, ' ');
            text.at++;
            rewriting->changed = true;
            continue;
        }
        size_t i = 0;
        while (i < sizeof signs / sizeof *signs && !(excerpt_starts(text, signs[i][0]) && last != '\\' && !is_word_character(last)))
            i++;
        const bool known = i < sizeof signs / sizeof *signs;
        buffer_text(&out, known ? signs[i][1] : "");
        if (!known)
            buffer_character(&out, *text.at);
        text.at += known ? strlen(signs[i][0]) : 1;
        rewriting->changed = rewriting->changed || known;
    }
    return buffer_string(&out);
}

const char *foreign_plain(struct rewriting *rewriting, struct excerpt text)
{
    enum { MOST_METHODS = 16 };
    const char *plain = with_commands(rewriting, text);
    for (int i = 0; i < MOST_METHODS; i++) {
        const char *next = one_as_call(rewriting, (struct excerpt){plain, plain + strlen(plain)});
        if (!next)
            break;
        plain = next;
        rewriting->changed = true;
    }
    return plain;
}
