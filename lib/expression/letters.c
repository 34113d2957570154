/* Letters that formulas have instead of coordinates, and other guesses at what names were meant to be. */
#include "expression/spelling.h"

#include "base/buffer.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Past the next name, number or character of a formula. */
static const char *token_end(struct arena *arena, const char *at, const char **name)
{
    *name = NULL;
    if (spelling_starts_name(at)) {
        const struct spelled_name spelled = spelling_name(arena, at);
        *name = spelled.index ? NULL : spelled.name;
        return spelled.end;
    }
    if (isdigit((unsigned char)*at)) {
        at += strspn(at, "0123456789.");
        const char *exponent = at + 1 + (*at && (at[1] == '+' || at[1] == '-'));
        return (*at == 'e' || *at == 'E') && isdigit((unsigned char)*exponent) ? exponent + strspn(exponent, "0123456789") : at;
    }
    text_next(&at);
    return at;
}

const char *spelling_rename(struct arena *arena, const char *text, size_t length, const char *const *from, const char *const *to, size_t count)
{
    struct buffer renamed = {.arena = arena};
    for (const char *at = text, *end, *name; at < text + length; at = end) {
        end = token_end(arena, at, &name);
        size_t i = 0;
        while (name && i < count && strcmp(name, from[i]))
            i++;
        if (name && i < count)
            buffer_text(&renamed, to[i]);
        else
            buffer_bytes(&renamed, at, (size_t)(end - at));
    }
    return buffer_string(&renamed);
}

/* A name of one letter, or a letter's own name: t, θ, theta. */
static bool is_letter_name(const char *name)
{
    const char *behind = name;
    return (text_next(&behind) && !*behind) || (spelling_is_greek(name) && strcmp(name, "pi") && strcmp(name, "tau") && (unsigned char)*name < 0x80);
}

size_t spelling_foreign_letters(struct arena *arena, const char *text, const char **letters, size_t most)
{
    size_t count = 0;
    for (const char *at = text, *end, *name; *at; at = end) {
        end = token_end(arena, at, &name);
        if (name && name[0] && strchr("xyz", name[1]) && name[1] && !name[2]) /* ax: a constant times a coordinate */
            return 0;
        if (name && !strcmp(name, "I")) /* the imaginary unit of SymPy and Wolfram's language */
            return 0;
        if (!name || !is_letter_name(name) || !strcmp(name, "e") || !strcmp(name, "n"))
            continue;
        if (strchr("xyz", *name))
            return 0;
        size_t i = 0;
        while (i < count && strcmp(letters[i], name))
            i++;
        if (i == most)
            return 0;
        if (i == count)
            letters[count++] = name;
    }
    return count;
}

bool spelling_is_preposition(const char *name)
{
    static const char *const words[] = {"for",  "with", "of", "in",   "to",    "by",  "over", "when", "such",
                                        "that", "the",  "on", "from", "begin", "end", "Σ",    "Π"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(name, words[i]))
            return true;
    return false;
}

bool spelling_is_imaginary(const char *text, const char *name)
{
    if (!strcmp(name, "I") && text && strchr(text, '['))
        return true;
    if (strcmp(name, "i") && strcmp(name, "j"))
        return false;
    for (const char *at = text ? strchr(text, *name) : NULL; at; at = strchr(at + 1, *name)) {
        const char *number = at;
        while (number > text && (isdigit((unsigned char)number[-1]) || number[-1] == '.'))
            number--;
        const bool begins = number == text || !(isalnum((unsigned char)number[-1]) || number[-1] == '_');
        if (number < at && begins && !isalnum((unsigned char)at[1]) && at[1] != '_')
            return true;
    }
    return false;
}

const char *spelling_count_from_one(struct arena *arena, const char *text)
{
    struct buffer counted = {.arena = arena};
    for (const char *at = text; *at;) {
        const size_t digits = *at == '[' ? strspn(at + 1, "0123456789") : 0;
        if (digits && digits < 6 && at[1 + digits] == ']') {
            buffer_format(&counted, "[%d]", atoi(at + 1) + 1);
            at += digits + 2;
        } else {
            buffer_character(&counted, *at++);
        }
    }
    return buffer_string(&counted);
}

bool spelling_is_constant(const char *name)
{
    const char *digits = name + strcspn(name, "0123456789_");
    char letters[16] = {0};
    if ((size_t)(digits - name) >= sizeof letters || digits == name || strspn(digits, "0123456789_") != strlen(digits))
        return false;
    memcpy(letters, name, (size_t)(digits - name));
    const char *behind = letters;
    return (text_next(&behind) && !*behind) || spelling_is_greek(letters);
}

const char *spelling_operand_goes_on(struct arena *arena, const char *at)
{
    const char *end = at, *past;
    while ((unsigned char)*end >= 0x80 && spelling_starts_name(end))
        end = spelling_name(arena, end).end + strspn(spelling_name(arena, end).end, "xyz");
    if (spelling_superscripts(arena, end, &past))
        return past;
    const size_t sign = spelling_power_sign(end);
    if (!sign)
        return end;
    past = end + sign;
    if (*past == '(' || *past == '{') {
        int depth = 0;
        do
            depth += strchr("({", *past) ? 1 : strchr(")}", *past) ? -1 : 0;
        while (*past++ && depth && *past);
        return depth ? at : past;
    }
    const size_t digits = strspn(past, "0123456789.");
    return digits ? past + digits : at;
}

/* Past the subscript that stands at `at`, a digit; null if there is none. */
static const char *past_subscript(const char *at, int *digit)
{
    for (*digit = 0; *digit < 10; ++*digit)
        if (text_starts_with(at, text_subscripts[*digit]))
            return at + strlen(text_subscripts[*digit]);
    return NULL;
}

/* The letter and the number of w1, w_1, θ₁ or w[1], and past it; null if none of these stands there. */
static const char *numbered_letter(struct arena *arena, const char *at, const char **letter, int *number)
{
    const char *name, *end = token_end(arena, at, &name);
    int digit;
    if (!name)
        return NULL;
    const char *digits = name + strcspn(name, "0123456789_"), *low;
    *letter = arena_copy(arena, name, (size_t)(digits - name));
    digits += *digits == '_';
    if (*digits && strspn(digits, "0123456789") == strlen(digits) && strlen(digits) < 4) {
        *number = atoi(digits);
    } else if (!*digits && *end == '[' && strspn(end + 1, "0123456789") && end[1 + strspn(end + 1, "0123456789")] == ']') {
        *number = atoi(end + 1);
        end += strspn(end + 1, "0123456789") + 2;
    } else if (!*digits && (low = past_subscript(end, &digit))) {
        *number = digit;
        end = low;
    } else {
        return NULL;
    }
    const char *behind = *letter;
    static const char *const words[] = {"params", "theta", "weights", "p", "w"};
    bool is_letter = (text_next(&behind) && !*behind) || spelling_is_greek(*letter);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is_letter = is_letter || !strcmp(*letter, words[i]);
    return is_letter && **letter ? end : NULL;
}

const char *spelling_number_letters(struct arena *arena, const char *text)
{
    const char *letter = NULL, *one, *name, *end;
    int number = 0, least = 2;
    for (const char *at = text; *at; at = end) {
        end = numbered_letter(arena, at, &one, &number);
        if (end) {
            if (letter && strcmp(letter, one))
                return NULL;
            letter = one;
            least = number < least ? number : least;
            continue;
        }
        end = token_end(arena, at, &name);
        if (name && (spelling_is_constant(name) && strcmp(name, "pi") && strcmp(name, "e") && strcmp(name, "tau")))
            return NULL;
    }
    if (!letter || least > 1 || (!strcmp(letter, "x") && least))
        return NULL;
    struct buffer out = {.arena = arena};
    for (const char *at = text; *at; at = end) {
        if ((end = numbered_letter(arena, at, &one, &number))) {
            buffer_format(&out, "x%d", number + 1 - least);
            continue;
        }
        end = token_end(arena, at, &name);
        buffer_bytes(&out, at, (size_t)(end - at));
    }
    return buffer_string(&out);
}

bool spelling_raises_sign(struct arena *arena, const char *text)
{
    bool raised = false;
    for (const char *at = text; *at; at++) {
        const char *before = at, *operand = spelling_skip_blanks(at + 1);
        if (*at >= 'A' && *at <= 'C' && isdigit((unsigned char)(at[1] == '$' ? at[2] : at[1])) && (at == text || !isalpha((unsigned char)at[-1])))
            return false; /* a cell */
        while (before > text && before[-1] == ' ')
            before--;
        if (*at != '-' || (before > text && !strchr("(,;+-*/^<>=&", before[-1])))
            continue;
        int depth = 0;
        const char *end = spelling_starts_name(operand) ? spelling_name(arena, operand).end : operand;
        do
            depth += *end == '(' ? 1 : *end == ')' && depth ? -1 : 0;
        while (depth && *end && *++end);
        end += *end == ')' && *operand == '(';
        raised = raised || (end > operand && *spelling_skip_blanks(end) == '^');
    }
    return raised;
}
