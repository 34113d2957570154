/* Tables of spellings, and the few rules that are no table: subscripts become part of a name, superscripts a formula of their own. */
#include "expression/spelling.h"

#include "base/buffer.h"
#include "base/text.h"
#include "expression/function.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The row of a table of prefixes that stands at the cursor, or null. */
static const char *prefix_of(const char *at, const char *const *prefixes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (*at == *prefixes[i] && text_starts_with(at, prefixes[i]))
            return prefixes[i];
    return NULL;
}
#define PREFIX_OF(at, table) prefix_of(at, table, sizeof(table) / sizeof *(table))

const char *spelling_skip_blanks(const char *at)
{
    static const char *const blanks[] = {" ",      "\t",     "\n",     "\r",     "\u00a0", "\u2002", "\u2003", "\u2004", "\u2005",
                                         "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u200b", "\u202f", "\u205f", "\u2060",
                                         "\u2061", "\u2062", "\u3000", "\ufeff", "\\,",    "\\;",    "\\:",    "\\!",    "\\ "};
    static const char *const commands[] = {"\\left", "\\right", "\\bigl", "\\bigr",  "\\Bigl",        "\\Bigr",
                                           "\\big",  "\\Big",   "\\quad", "\\qquad", "\\displaystyle"};
    for (;;) {
        /* Most characters are plain. */
        if (isgraph((unsigned char)*at) && *at != '\\')
            return at;
        const char *blank = PREFIX_OF(at, blanks);
        if (!blank) {
            blank = PREFIX_OF(at, commands);
            while (blank && isalpha((unsigned char)at[strlen(blank)]))
                blank = NULL;
        }
        if (!blank)
            return at;
        at += strlen(blank);
    }
}

/* --- Names --- */

/* Characters that are a name by themselves. */
static const struct {
    const char *text, *name;
} symbols[] = {{"π", "pi"}, {"τ", "tau"}, {"∞", "inf"}, {"ℯ", "e"}, {"Γ", "gamma"}};

static const char *symbol_at(const char *at, size_t *length)
{
    if ((unsigned char)*at < 0x80)
        return NULL;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (text_starts_with(at, symbols[i].text)) {
            *length = strlen(symbols[i].text);
            return symbols[i].name;
        }
    /* A Greek letter, U+0370 to U+03FF, is a name of its own. */
    const unsigned char first = (unsigned char)at[0];
    if ((first == 0xcd && (unsigned char)at[1] >= 0xb0) || first == 0xce || first == 0xcf) {
        *length = 2;
        return "";
    }
    return NULL;
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *subscript_digit(const char *at, int *digit)
{
    for (*digit = 0; *digit < 10; ++*digit)
        if (text_starts_with(at, text_subscripts[*digit]))
            return at + strlen(text_subscripts[*digit]);
    return NULL;
}

/* Past the module that a function is taken from in Python, JavaScript and Julia: np.sin, torch.nn.functional.relu. */
static const char *skip_module(const char *at)
{
    static const char *const modules[] = {"np.",    "numpy.", "math.", "Math.",    "jnp.", "torch.", "tf.",         "scipy.", "sp.",
                                          "sympy.", "cmath.", "nn.",   "special.", "jax.", "F.",     "functional.", "linalg."};
    for (;;) {
        const char *end = at;
        while (is_name_byte(*end))
            end++;
        if (*end != '.')
            return at;
        const char *module = PREFIX_OF(at, modules);
        if (!module || !is_letter(at[strlen(module)]))
            return at;
        at += strlen(module);
    }
}

/* The commands of LaTeX that set a name upright: \operatorname{sech}. */
static const char *const upright[] = {"\\operatorname", "\\mathrm", "\\text", "\\mathit", "\\mathop"};

/* The braces of \operatorname{sech}, if a name stands in them; else null. */
static const char *upright_name(const char *at)
{
    const char *command = PREFIX_OF(at, upright);
    if (!command)
        return NULL;
    at += strlen(command);
    at += *at == '*';
    if (*at != '{' || !is_letter(at[1]))
        return NULL;
    const char *end = at + 1;
    while (is_name_byte(*end))
        end++;
    return *end == '}' ? at : NULL;
}

static bool is_one_of(const char *command, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (spelling_is_word(command, words[i]))
            return true;
    return false;
}

bool spelling_opens_command(const char *at)
{
    static const char *const opening[] = {"frac", "dfrac", "tfrac", "sqrt", "lfloor", "lceil", "lvert"};
    return *at == '\\' && (at[1] == '{' || is_one_of(at + 1, opening, sizeof opening / sizeof *opening));
}

/* Commands of LaTeX that are no names beside those that open something. */
static bool is_closing_command(const char *at)
{
    static const char *const others[] = {"rfloor", "rceil", "rvert", "lnot", "neg"};
    return is_one_of(at + 1, others, sizeof others / sizeof *others);
}

bool spelling_starts_name(const char *at)
{
    size_t length;
    if (is_letter(*at) || symbol_at(at, &length) || upright_name(at))
        return true;
    if (*at != '\\' || !isalpha((unsigned char)at[1]))
        return false;
    return !spelling_infix(at) && spelling_skip_blanks(at) == at && !spelling_opens_command(at) && !is_closing_command(at);
}

bool spelling_is_word(const char *at, const char *word)
{
    return text_starts_with(at, word) && !is_name_byte(at[strlen(word)]);
}

static const char *lower_case(struct arena *arena, const char *name)
{
    char *copy = arena_copy(arena, name, strlen(name));
    for (char *at = copy; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

static bool is_known(const char *name)
{
    const enum operation operation = operation_find(name);
    const bool word = operation == OPERATION_AND || operation == OPERATION_OR || operation == OPERATION_NOT;
    return (operation != OPERATION_COUNT && !word) || function_find(name) || spelling_is_reserved(name);
}

/* x_1 is x1, log_2 is log2: a number set low belongs to the name. */
static const char *join_number(struct arena *arena, const char *name)
{
    const char *bar = strrchr(name, '_');
    if (!bar || bar == name || !bar[1] || strspn(bar + 1, "0123456789") != strlen(bar + 1))
        return name;
    const char *joined = arena_format(arena, "%.*s%s", (int)(bar - name), name, bar + 1);
    return bar == name + 1 || is_known(joined) ? joined : name;
}

/* Capitals mean what small letters mean where only those have a meaning: X, Pi, Sin. */
static const char *settle_case(struct arena *arena, const char *name)
{
    const char *low = lower_case(arena, name);
    if (!strcmp(name, low) || is_known(name))
        return name;
    const bool coordinate = strchr("xyz", low[0]) && strspn(low + 1, "0123456789") == strlen(low + 1);
    return coordinate || is_known(low) || !strcmp(low, "pi") || !strcmp(low, "e") || !strcmp(low, "tau") || !strcmp(low, "inf") ||
                   !strcmp(low, "infinity")
               ? low
               : name;
}

/* The subscripts behind a name: digits, or the letter of an index, in braces or not. */
static const char *read_subscript(struct arena *arena, struct spelled_name *spelled, const char *at)
{
    static const struct {
        const char *text, *letter;
    } letters[] = {{"ᵢ", "i"}, {"ⱼ", "j"}, {"ₖ", "k"}, {"ₙ", "n"}};
    int digit;
    for (const char *next; (next = subscript_digit(at, &digit)); at = next)
        spelled->name = arena_format(arena, "%s%d", spelled->name, digit);
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (text_starts_with(at, letters[i].text)) {
            spelled->index = letters[i].letter;
            return at + strlen(letters[i].text);
        }
    if (*at == '_' && isdigit((unsigned char)at[1])) {
        const size_t digits = strspn(at + 1, "0123456789");
        spelled->name = arena_format(arena, "%s_%.*s", spelled->name, (int)digits, at + 1);
        return at + 1 + digits;
    }
    const size_t length = strlen(spelled->name);
    if (*at == '{' && length > 1 && spelled->name[length - 1] == '_') {
        const char *end = at + 1;
        while (isalnum((unsigned char)*end))
            end++;
        if (*end == '}' && end > at + 1) {
            spelled->name = arena_format(arena, "%s%.*s", spelled->name, (int)(end - at - 1), at + 1);
            return end + 1;
        }
    }
    return at;
}

struct spelled_name spelling_name(struct arena *arena, const char *at)
{
    struct spelled_name spelled = {0};
    size_t length;
    const char *symbol = symbol_at(at, &length), *braces = upright_name(at);
    if (symbol) {
        spelled.name = *symbol ? symbol : arena_copy(arena, at, length);
        spelled.end = read_subscript(arena, &spelled, at + length);
        spelled.index = NULL;
        return spelled;
    }
    spelled.command = *at == '\\';
    spelled.upright = braces;
    if (braces) {
        at = braces + 1;
        spelled.end = strchr(at, '}');
        spelled.name = arena_copy(arena, at, (size_t)(spelled.end++ - at));
    } else {
        at = spelled.command ? at + 1 : skip_module(at);
        const char *end = at;
        while (is_name_byte(*end))
            end++;
        spelled.name = arena_copy(arena, at, (size_t)(end - at));
        spelled.end = end;
        if (spelled.command && !strcmp(spelled.name, "infty"))
            spelled.name = "inf";
        /* LaTeX's small letter is a letter, the capital one the function. */
        if (spelled.command && !strcmp(spelled.name, "gamma"))
            spelled.name = "γ";
    }
    spelled.end = read_subscript(arena, &spelled, spelled.end);
    spelled.name = settle_case(arena, join_number(arena, spelled.name));
    /* x_i: the letter set low is an index. */
    if (!spelled.index && spelled.name[0] && spelled.name[1] == '_' && isalpha((unsigned char)spelled.name[2]) && !spelled.name[3] &&
        strchr("xX", spelled.name[0]))
        spelled.index = spelled.name + 2;
    if (spelled.index)
        spelled.name = "x";
    return spelled;
}

bool spelling_is_greek(const char *name)
{
    static const char *const greek[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta",    "theta", "kappa", "lambda",
                                        "mu",    "nu",   "xi",    "rho",   "sigma",   "phi",  "varphi", "chi",   "psi",   "omega"};
    if ((unsigned char)*name >= 0x80 || !strcmp(name, "pi") || !strcmp(name, "tau"))
        return true;
    for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
        if (*name == *greek[i] && !strcmp(name, greek[i]))
            return true;
    return false;
}

bool spelling_names_number(const char *name)
{
    static const char *const constants[] = {"pi", "tau", "inf", "infinity"};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!strcmp(name, constants[i]))
            return true;
    const bool letter = isalpha((unsigned char)name[0]) && strspn(name + 1, "0123456789") == strlen(name + 1);
    return (letter || (spelling_is_greek(name) && (unsigned char)*name < 0x80)) && !is_known(name);
}

bool spelling_is_function(const char *name)
{
    return operation_find(name) != OPERATION_COUNT || function_find(name);
}

const char *spelling_reserved(size_t index)
{
    static const char *const names[] = {"sum", "prod", "product", "diff", "pick"};
    return index < sizeof names / sizeof *names ? names[index] : NULL;
}

bool spelling_is_reserved(const char *name)
{
    const char *reserved;
    for (size_t i = 0; (reserved = spelling_reserved(i)); i++)
        if (!strcmp(reserved, name))
            return true;
    return false;
}

/* --- Operators --- */

const struct infix_row *spelling_infix(const char *at)
{
    for (size_t i = 0; i < infix_count; i++) {
        const char *symbol = infix_rows[i].symbol;
        if (*at != *symbol || !text_starts_with(at, symbol))
            continue;
        const size_t length = strlen(symbol);
        const bool word = isalpha((unsigned char)symbol[length - 1]);
        if (!(word && (*symbol == '\\' ? isalpha((unsigned char)at[length]) != 0 : is_name_byte(at[length]))))
            return &infix_rows[i];
    }
    return NULL;
}

size_t spelling_power_sign(const char *at)
{
    const struct infix_row *infix = spelling_infix(at);
    return infix && infix->operation == OPERATION_POWER ? strlen(infix->symbol) : 0;
}

/* The superscript that stands here, on the line, and its length; 0 if there is none. */
static char superscript_at(const char *at, size_t *length)
{
    static const struct {
        const char *text;
        char plain;
    } others[] = {{"⁻", '-'}, {"⁺", '+'}, {"⁽", '('}, {"⁾", ')'}, {"ˣ", 'x'}, {"ʸ", 'y'},
                  {"ᶻ", 'z'}, {"ⁿ", 'n'}, {"ⁱ", 'i'}, {"ᵏ", 'k'}, {"ᵉ", 'e'}, {"ʲ", 'j'}};
    if ((unsigned char)*at < 0x80)
        return 0;
    for (int digit = 0; digit < 10; digit++)
        if (text_starts_with(at, text_superscripts[digit])) {
            *length = strlen(text_superscripts[digit]);
            return (char)('0' + digit);
        }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (text_starts_with(at, others[i].text)) {
            *length = strlen(others[i].text);
            return others[i].plain;
        }
    return 0;
}

const char *spelling_superscripts(struct arena *arena, const char *at, const char **end)
{
    struct buffer plain = {.arena = arena};
    size_t length;
    for (char character; (character = superscript_at(at, &length)); at += length)
        buffer_character(&plain, character);
    *end = at;
    return plain.length ? buffer_string(&plain) : NULL;
}

/* --- Names run together --- */

enum part { PART_NONE, PART_FUNCTION, PART_LETTER, PART_NUMBERED, PART_CONSTANT, PART_DIGITS };

/* The longest name of a number or function that `name` begins with, and its length; digits only where a factor of an operand may stand. */
static enum part first_part(struct arena *arena, const char *name, bool digits, size_t *length)
{
    *length = strspn(name, "0123456789");
    if (*length)
        return digits ? PART_DIGITS : PART_NONE;
    for (*length = strlen(name); *length > 0; --*length) {
        const char *part = arena_copy(arena, name, *length);
        const bool ends = !isdigit((unsigned char)name[*length]);
        if (spelling_is_function(part))
            return PART_FUNCTION;
        if (*length == 1 && strchr("xyz", *part) && ends)
            return PART_LETTER;
        const size_t low = *part == 'x' ? 1 + (part[1] == '_') : 0; /* x1 and x_1 */
        if (low && *length > low && strspn(part + low, "0123456789") == *length - low && ends)
            return PART_NUMBERED;
        if (!strcmp(part, "pi") || !strcmp(part, "e"))
            return PART_CONSTANT;
    }
    return PART_NONE;
}

const char *spelling_divide(struct arena *arena, const char *name, bool called)
{
    enum { LONGEST = 256 }; /* what is longer is no product that somebody typed, and time grows as the square */
    if (strnlen(name, LONGEST + 1) > LONGEST)
        return NULL;
    struct buffer divided = {.arena = arena};
    bool open = false, first = true, seen[PART_DIGITS + 1] = {false};
    enum part part = PART_NONE;
    for (size_t length; *name; name += length) {
        part = first_part(arena, name, open && first, &length);
        /* x2y may be x2*y or x^2*y. */
        seen[part] = true;
        if (part == PART_NONE || (seen[PART_LETTER] && seen[PART_NUMBERED]))
            return NULL;
        if (part == PART_FUNCTION && open) {
            buffer_character(&divided, ')');
            open = first = false;
        }
        if (!first)
            buffer_character(&divided, '*');
        buffer_bytes(&divided, name, length);
        first = false;
        if (part == PART_FUNCTION && name[length]) {
            buffer_character(&divided, '(');
            open = first = true;
        }
    }
    if ((part == PART_FUNCTION) != called)
        return NULL;
    buffer_text(&divided, open ? ")" : "");
    return buffer_string(&divided);
}
