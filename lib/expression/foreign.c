/* One pass over the text, in which the operands of calls are passes of their own. Rules are rows: characters, names, calls by a template, calls of lists. */
#include "expression/foreign.h"

#include "base/text.h"
#include "expression/foreign_parts.h"
#include "expression/spelling.h"

#include <ctype.h>
#include <string.h>

enum { MOST_BYTES = 4000, MOST_DEPTH = 12 };

/* --- Characters and names --- */

static const struct {
    const char *foreign, *ours;
} signs[] = {{"~=", "!="},
             {"~", "!"},
             {"½", "(1/2)"},
             {"¼", "(1/4)"},
             {"¾", "(3/4)"},
             {"⅓", "(1/3)"},
             {"⅔", "(2/3)"},
             {"•", "*"},
             {"ˆ", "^"},
             {"[[", "["},
             {"]]", "]"},
             {"=<", "<="},
             {"=/=", "!="},
             {"!==", "!="},
             {"===", "=="},
             {"&lt;", "<"},
             {"&gt;", ">"},
             {"&le;", "<="},
             {"&ge;", ">="},
             {"&amp;", "&"},
             {"&nbsp;", " "},
             {"&minus;", "-"},
             {"&times;", "*"},
             {"&middot;", "*"},
             {"&sup2;", "^2"},
             {"&sup3;", "^3"},
             {"&pi;", "pi"},
             {"<sup>", "^("},
             {"</sup>", ")"},
             {"<sub>", "_"},
             {"</sub>", ""},
             {"→", "->"},
             {"⟶", "->"},
             {"⟼", "->"},
             {"⇒", "=>"},
             {"\\left[", "("},
             {"\\right]", ")"},
             {"\\lg", " log10"},
             {"\\mid", "|"},
             {"\\vert", "|"},
             {"\\ast", "*"},
             {"\\pmod", " mod "},
             {"\\limits", ""},
             {"\\displaystyle", ""},
             {"\\left\\{", "("},
             {"\\right\\}", ")"},
             {"\\{", "("},
             {"\\}", ")"},
             {"\\mathbf", ""},
             {"\\boldsymbol", ""},
             {"\\vec", ""},
             {"&=", "="},
             {"\\[Pi]", "pi"},
             {"...", " "},
             {"\\%", "%"},
             {"\\(", " "},
             {"\\)", " "},
             {"\\[", " "},
             {"\\]", " "},
             {"\\geqslant", ">="},
             {"\\cfrac", "\\frac"},
             {"\\leqslant", "<="},
             {"\\land", " and "},
             {"\\wedge", " and "},
             {"\\lor", " or "},
             {"\\vee", " or "},
             {"<>", "!="},
             {".+", "+"},
             {".-", "-"},
             {".(", "("},
             {"‐", "-"},
             {"‑", "-"},
             {"‒", "-"},
             {"—", "-"}};

static const struct {
    const char *foreign, *ours;
} words[] = {{"True", "1"},
             {"TRUE", "1"},
             {"true", "1"},
             {"False", "0"},
             {"FALSE", "0"},
             {"false", "0"},
             {"Degree", "(pi/180)"},
             {"squared", "^2"},
             {"cubed", "^3"},
             {"deg", "(pi/180)"},
             {"PI", "pi"},
             {"M_PI", "pi"},
             {"M_E", "e"},
             {"LN2", "log(2)"},
             {"LN10", "log(10)"},
             {"SQRT2", "sqrt(2)"},
             {"SQRT1_2", "sqrt(1/2)"},
             {"Math.LN2", "log(2)"},
             {"Math.LN10", "log(10)"},
             {"Math.SQRT2", "sqrt(2)"},
             {"Math.SQRT1_2", "sqrt(1/2)"},
             {"GoldenRatio", "((1+sqrt(5))/2)"},
             {"EulerGamma", "0.5772156649015329"}};

/* np.array([x, y]).sum() as sum([x, y]): what stands behind the call of a list, past its brackets, or null. */
static const char *put_method(struct rewriting *rewriting, const char *name, struct excerpt within, struct excerpt behind, const char **ours)
{
    static const char *const lists[] = {"array", "asarray", "tensor"};
    bool listed = false;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        listed = listed || !strcmp(name, lists[i]);
    const char *end = listed && excerpt_starts(behind, ".") ? memchr(behind.at, '(', (size_t)(behind.end - behind.at)) : NULL;
    if (!end || !excerpt_starts((struct excerpt){end, behind.end}, "()"))
        return NULL;
    *ours = foreign_call(rewriting, excerpt_copy(rewriting->arena, (struct excerpt){behind.at + 1, end}), within, false);
    return *ours ? end + 2 : NULL;
}

/* x^2_1 and x^{2}_{1} of LaTeX, of which x stands at `text`, as x1^2; past it, or null. */
static const char *put_raised_coordinate(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    struct excerpt parts[2];
    const char *at = text.at + 1;
    for (size_t k = 0; k < 2; k++) {
        if (at == text.end || *at != "^_"[k])
            return NULL;
        const bool braced = ++at < text.end && *at == '{';
        parts[k].at = at += braced;
        while (at < text.end && isdigit((unsigned char)*at))
            at++;
        parts[k].end = at;
        if (parts[k].at == at || (braced && (at == text.end || *at++ != '}')))
            return NULL;
    }
    buffer_format(out, "x%s^%s", excerpt_copy(rewriting->arena, parts[1]), excerpt_copy(rewriting->arena, parts[0]));
    rewriting->changed = true;
    return at;
}

/* x_{i+1} of LaTeX, of which x stands at `text`, as x[i+1]; past it, or null. */
static const char *put_index(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    const char *past = excerpt_starts(text, "x_{") ? excerpt_past_bracket(text.at + 2, text.end) : NULL;
    const struct excerpt within = {text.at + 3, past ? past - 1 : text.at + 3};
    if (!past || !strpbrk(excerpt_copy(rewriting->arena, within), "+-"))
        return NULL;
    buffer_format(out, "x[%s]", rewriting->rewrite(rewriting, within));
    rewriting->changed = true;
    return past;
}

/* A name and, if it is called, its operands, into `out`; past them. */
static const char *put_name(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    struct excerpt name = {text.at, text.at};
    const char *last = text.at;
    for (;
         name.end < text.end && (isalnum((unsigned char)*name.end) || *name.end == '_' || (*name.end == '.' && isalpha((unsigned char)name.end[1])));
         name.end++)
        last = *name.end == '.' ? name.end + 1 : last;
    const char *opening = name.end;
    while (opening < text.end && (*opening == ' ' || excerpt_starts((struct excerpt){opening, text.end}, "\\left(")))
        opening += *opening == ' ' ? 1 : strlen("\\left");
    const char *past = opening < text.end && (*opening == '(' || *opening == '[') ? excerpt_past_bracket(opening, text.end) : NULL;
    const struct excerpt within = {opening + 1, past ? past - 1 : opening + 1};
    char *low = arena_copy(rewriting->arena, last, (size_t)(name.end - last));
    for (char *at = low; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    const char *ours = past ? foreign_call(rewriting, low, within, *opening == '[') : NULL;
    if (past == within.at + 1 && past < text.end && *past == '(') { /* torch.nn.Softplus()(x) */
        buffer_text(out, low);
        rewriting->changed = true;
        return past;
    }
    if (!past && excerpt_equals(name, "exp") && opening < text.end && *opening == '^')
        ours = "e";
    if (past && !ours && last > name.at && name.at[1] != '.' && spelling_is_function(low)) { /* keras.activations.relu(x) */
        name.at = last;
        rewriting->changed = true;
    } else if (past && !ours && last == name.at + 2 && !strchr("xyz", *name.at) && spelling_is_function(low)) { /* K.relu(x) */
        name.at = last;
        rewriting->changed = true;
    }
    const char *raised = excerpt_equals(name, "x")    ? put_raised_coordinate(rewriting, text, out)
                         : excerpt_equals(name, "x_") ? put_index(rewriting, text, out)
                                                      : NULL;
    if (raised)
        return raised;
    const char *behind = past && !ours ? put_method(rewriting, low, within, (struct excerpt){past, text.end}, &ours) : NULL;
    past = behind ? behind : past;
    if (past && excerpt_equals(name, "x") && *opening == '(' && strspn(within.at, "0123456789") == (size_t)(within.end - within.at))
        ours = arena_format(rewriting->arena, "x%.*s", (int)(within.end - within.at), within.at);
    if (!past && opening > name.end && (isalnum((unsigned char)*opening) || *opening == '\\')) /* tg x */
        ours = foreign_name(rewriting, low);
    for (size_t i = 0; !past && i < sizeof words / sizeof *words; i++)
        if (excerpt_equals(name, words[i].foreign))
            ours = arena_format(rewriting->arena, "%s ", words[i].ours);
    rewriting->changed = rewriting->changed || ours;
    if (ours) {
        buffer_text(out, ours);
        return past ? past : name.end;
    }
    buffer_bytes(out, name.at, (size_t)(name.end - name.at));
    return name.end;
}

/* --- Whole texts --- */

static const char *put_sign(struct rewriting *rewriting, struct excerpt text, struct buffer *out)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *behind = text.at + strlen(signs[i].foreign);
        if (!excerpt_starts(text, signs[i].foreign) || (isalpha((unsigned char)behind[-1]) && behind < text.end && isalpha((unsigned char)*behind)))
            continue;
        buffer_text(out, signs[i].ours);
        rewriting->changed = true;
        return behind;
    }
    return NULL;
}

static const char *rewrite(struct rewriting *rewriting, struct excerpt text)
{
    struct buffer out = {.arena = rewriting->arena};
    if (++rewriting->depth > MOST_DEPTH) {
        rewriting->depth--;
        return excerpt_copy(rewriting->arena, text);
    }
    while (text.at < text.end && !rewriting->full) {
        const char *past = *text.at == '\\' ? foreign_command(rewriting, text, &out) : rewriting->sheet ? foreign_sheet(rewriting, text, &out) : NULL;
        rewriting->changed = rewriting->changed || past;
        if (!past && rewriting->decimal && *text.at == ';') { /* max(0,5; x) */
            buffer_character(&out, ',');
            past = text.at + 1;
        }
        if (!past && *text.at == '{')
            past = foreign_over(rewriting, text, &out);
        if (!past && (past = foreign_comment(text)))
            rewriting->changed = true;
        if (!past)
            past = put_sign(rewriting, text, &out);
        if (!past && isalpha((unsigned char)*text.at))
            past = put_name(rewriting, text, &out);
        if (!past && *text.at == '\\' && isalpha((unsigned char)text.at[1])) { /* a command stays one */
            for (past = text.at + 1; past < text.end && isalpha((unsigned char)*past);)
                past++;
            buffer_bytes(&out, text.at, (size_t)(past - text.at));
        }
        if (!past && isdigit((unsigned char)*text.at)) { /* 1.5e3, and no name behind a number */
            past = foreign_number(rewriting, text, &out);
        }
        if (!past) {
            past = text.at + 1;
            buffer_character(&out, *text.at);
        }
        text.at = past;
    }
    rewriting->depth--;
    return buffer_string(&out);
}

/* Letters and digits of mathematics as word processors set them, 𝑥², without their type: U+1D400 to U+1D7FF. */
static const char *plain_letters(struct rewriting *rewriting, const char *text)
{
    enum { FIRST = 0x1d400, GREEK = 0x1d6a4, DIGITS = 0x1d7ce, LAST = 0x1d7ff, ALPHABET = 52 };
    struct buffer out = {.arena = rewriting->arena};
    for (const char *at = text, *next = text; *at; at = next) {
        const uint32_t letter = text_next(&next);
        if (letter >= FIRST && letter < GREEK) {
            const uint32_t place = (letter - FIRST) % ALPHABET;
            buffer_character(&out, (char)(place < ALPHABET / 2 ? 'A' + place : 'a' + place - ALPHABET / 2));
        } else if (letter >= DIGITS && letter <= LAST) {
            buffer_character(&out, (char)('0' + (letter - DIGITS) % 10));
        } else {
            buffer_bytes(&out, at, (size_t)(next - at));
            continue;
        }
        rewriting->changed = true;
    }
    return rewriting->changed ? buffer_string(&out) : text;
}

const char *foreign_rewrite(struct arena *arena, const char *text)
{
    struct rewriting rewriting = {.arena = arena, .rewrite = rewrite};
    if (strnlen(text, MOST_BYTES + 1) > MOST_BYTES)
        return NULL;
    const char *ours = plain_letters(&rewriting, text), *end = ours + strlen(ours);
    text = ours;
    if (text_starts_with(text, "@. ")) /* Julia's: of each element */
        ours += 3;
    rewriting.sheet = *text == '=' && text[1] != '=';
    if (rewriting.sheet && spelling_raises_sign(arena, text)) /* what is meant is not known */
        return NULL;
    ours += rewriting.sheet;
    rewriting.changed = rewriting.changed || ours > text;
    if (text_starts_with(text, "\\(") && !strstr(text, "\\)")) { /* R's short function */
        ours = arena_format(arena, "function%s", text + 1);
        end = ours + strlen(ours);
        rewriting.changed = true;
    }
    ours = foreign_plain(&rewriting, (struct excerpt){ours, end});
    end = ours + strlen(ours);
    rewriting.decimal = foreign_has_decimal_comma(arena, (struct excerpt){ours, end});
    const char *form = foreign_whole(&rewriting, (struct excerpt){ours, end});
    if (form) {
        ours = form;
        end = form + strlen(form);
        rewriting.changed = true;
    }
    const char *rewritten = rewrite(&rewriting, foreign_stripped(&rewriting, (struct excerpt){ours, end}));
    return rewriting.changed && !rewriting.full ? rewritten : NULL;
}
