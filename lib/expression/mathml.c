/* A recursive descent over a small part of TeX. An atom is written to a buffer of its own, since what follows it (a power, a bound) decides
 * what it is wrapped in. */
#include "expression/mathml.h"

#include "base/xml.h"

#include <ctype.h>
#include <string.h>

enum { MOST_NESTING = 400 };

struct tex_reader {
    const char *at;
    int nesting;
};

/* Commands that stand for a character. Those that are not listed are names of functions. */
static const struct {
    const char *command, *element, *text;
} symbols[] = {
    {"alpha", "mi", "α"},  {"beta", "mi", "β"},  {"gamma", "mi", "γ"},   {"delta", "mi", "δ"},   {"epsilon", "mi", "ε"}, {"eta", "mi", "η"},
    {"lambda", "mi", "λ"}, {"mu", "mi", "μ"},    {"pi", "mi", "π"},      {"rho", "mi", "ρ"},     {"sigma", "mi", "σ"},   {"tau", "mi", "τ"},
    {"psi", "mi", "ψ"},    {"Phi", "mi", "Φ"},   {"Gamma", "mi", "Γ"},   {"infty", "mi", "∞"},   {"partial", "mi", "∂"}, {"nabla", "mi", "∇"},
    {"top", "mi", "⊤"},    {"cdot", "mo", "⋅"},  {"times", "mo", "×"},   {"le", "mo", "≤"},      {"ge", "mo", "≥"},      {"ne", "mo", "≠"},
    {"land", "mo", "∧"},   {"lor", "mo", "∨"},   {"lnot", "mo", "¬"},    {"bmod", "mo", "mod"},  {"lfloor", "mo", "⌊"},  {"rfloor", "mo", "⌋"},
    {"lceil", "mo", "⌈"},  {"rceil", "mo", "⌉"}, {"nearrow", "mo", "↗"}, {"searrow", "mo", "↘"}, {"|", "mo", "‖"},       {"{", "mo", "{"},
    {"}", "mo", "}"},
};

static void read_row(struct tex_reader *reader, struct buffer *out);
static bool read_command(struct tex_reader *reader, struct buffer *out);

static void append_leaf(struct buffer *out, const char *element, const char *text, size_t length)
{
    buffer_format(out, "<%s>", element);
    xml_text(out, text, length);
    buffer_format(out, "</%s>", element);
}

/* Passes over `text` if it stands here. */
static bool accept(struct tex_reader *reader, const char *text)
{
    const size_t length = strlen(text);
    if (strncmp(reader->at, text, length) != 0)
        return false;
    reader->at += length;
    return true;
}

/* What stands between braces, as plain text. */
static const char *read_plain(struct tex_reader *reader, size_t *length)
{
    const char *start = reader->at + (*reader->at == '{');
    *length = strcspn(start, "}");
    reader->at = start + *length + (start[*length] == '}');
    return start;
}

/* An argument as one element: a group in braces, else a single character or command. */
static void read_argument(struct tex_reader *reader, struct buffer *out)
{
    const char *start = reader->at;
    if (accept(reader, "{")) {
        buffer_text(out, "<mrow>");
        read_row(reader, out);
        accept(reader, "}");
        buffer_text(out, "</mrow>");
    } else if (*start == '\\') {
        read_command(reader, out);
    } else if (*start) {
        reader->at++;
        append_leaf(out, isdigit((unsigned char)*start) ? "mn" : isalpha((unsigned char)*start) ? "mi" : "mo", start, 1);
    } else {
        buffer_text(out, "<mrow></mrow>");
    }
}

/* One bracket of \left or \right: a character or a command. */
static void read_bracket(struct tex_reader *reader, struct buffer *out)
{
    const char *start = reader->at;
    size_t length = *start == '\\' ? 1 + strspn(start + 1, "abcdefghijklmnopqrstuvwxyz") : *start ? 1 : 0;
    reader->at += length;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (*start == '\\' && strlen(symbols[i].command) == length - 1 && !memcmp(symbols[i].command, start + 1, length - 1)) {
            start = symbols[i].text;
            length = strlen(start);
            break;
        }
    append_leaf(out, "mo", start, length);
}

static void read_bracketed(struct tex_reader *reader, struct buffer *out)
{
    buffer_text(out, "<mrow>");
    read_bracket(reader, out);
    read_row(reader, out);
    if (accept(reader, "\\right"))
        read_bracket(reader, out);
    buffer_text(out, "</mrow>");
}

static void read_cases(struct tex_reader *reader, struct buffer *out)
{
    buffer_text(out, "<mrow><mo>{</mo><mtable columnalign=\"left left\"><mtr><mtd>");
    for (;;) {
        read_row(reader, out);
        if (accept(reader, "&"))
            buffer_text(out, "</mtd><mtd>");
        else if (accept(reader, "\\\\"))
            buffer_text(out, "</mtd></mtr><mtr><mtd>");
        else
            break;
    }
    accept(reader, "\\end{cases}");
    buffer_text(out, "</mtd></mtr></mtable></mrow>");
}

static void read_root(struct tex_reader *reader, struct buffer *out)
{
    const bool index = *reader->at == '[';
    const size_t length = index ? strcspn(reader->at, "]") : 0;
    const char *degree = reader->at + 1;
    reader->at += length + (index && reader->at[length]);
    buffer_text(out, index ? "<mroot>" : "<msqrt>");
    read_argument(reader, out);
    if (index)
        append_leaf(out, "mn", degree, length - 1);
    buffer_text(out, index ? "</mroot>" : "</msqrt>");
}

static void read_fraction(struct tex_reader *reader, struct buffer *out)
{
    buffer_text(out, "<mfrac>");
    read_argument(reader, out);
    read_argument(reader, out);
    buffer_text(out, "</mfrac>");
}

static void append_command(struct buffer *out, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (strlen(symbols[i].command) == length && !memcmp(symbols[i].command, name, length)) {
            append_leaf(out, symbols[i].element, symbols[i].text, strlen(symbols[i].text));
            return;
        }
    append_leaf(out, "mi", name, length);
}

/* Spaces are commands of one character or a word. A thin one is how a product is written; the sign is there to be heard. */
static bool append_space(struct buffer *out, const char *name, size_t length)
{
    static const struct {
        const char *name, *mathml;
    } spaces[] = {{",", "<mo>\u2062</mo><mspace width=\"0.15em\"/>"}, {" ", "<mspace width=\"0.3em\"/>"}, {"quad", "<mspace width=\"1em\"/>"}};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (strlen(spaces[i].name) == length && !memcmp(spaces[i].name, name, length)) {
            buffer_text(out, spaces[i].mathml);
            return true;
        }
    return false;
}

static bool is_word(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && !memcmp(name, word, length);
}

/* A command; true if bounds are to stand above and below what it writes. */
static bool read_command(struct tex_reader *reader, struct buffer *out)
{
    const char *name = ++reader->at;
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    length = length || !*name ? length : 1;
    reader->at += length;
    if (!length || append_space(out, name, length))
        return false;
    const bool sum = is_word(name, length, "sum"), product = is_word(name, length, "prod");
    if (sum || product) {
        buffer_text(out, sum ? "<mo>∑</mo>" : "<mo>∏</mo>");
    } else if (is_word(name, length, "frac") || is_word(name, length, "tfrac")) {
        read_fraction(reader, out);
    } else if (is_word(name, length, "sqrt")) {
        read_root(reader, out);
    } else if (is_word(name, length, "left")) {
        read_bracketed(reader, out);
    } else if (is_word(name, length, "begin") && accept(reader, "{cases}")) {
        read_cases(reader, out);
    } else if (is_word(name, length, "operatorname") || is_word(name, length, "mathrm") || is_word(name, length, "text")) {
        const bool text = *name == 't';
        const char *word = read_plain(reader, &length);
        append_leaf(out, text ? "mtext" : "mi", word, length);
    } else {
        append_command(out, name, length);
    }
    return sum || product;
}

/* A number, a letter, a command, a group or a sign; as read_command. */
static bool read_atom(struct tex_reader *reader, struct buffer *out)
{
    const char *start = reader->at;
    const size_t digits = strspn(start, "0123456789.");
    if (digits) {
        reader->at += digits;
        append_leaf(out, "mn", start, digits);
    } else if (*start == '\\') {
        return read_command(reader, out);
    } else if (*start == '{') {
        read_argument(reader, out);
    } else if (isalpha((unsigned char)*start)) {
        reader->at++;
        append_leaf(out, "mi", start, 1);
    } else {
        reader->at++;
        while ((*reader->at & 0xc0) == 0x80)
            reader->at++;
        if (*start == '-')
            buffer_text(out, "<mo>−</mo>");
        else
            append_leaf(out, "mo", start, (size_t)(reader->at - start));
    }
    return false;
}

/* An atom and what stands at its upper and lower right, in either order. */
static void read_scripted(struct tex_reader *reader, struct buffer *out)
{
    struct buffer base = {.arena = out->arena}, below = base, above = base;
    const bool big = read_atom(reader, &base);
    while (*reader->at == '^' || *reader->at == '_') {
        struct buffer *script = *reader->at++ == '^' ? &above : &below;
        read_argument(reader, script);
    }
    const char *element = above.length && below.length ? big ? "munderover" : "msubsup"
                          : above.length               ? big ? "mover" : "msup"
                          : below.length               ? big ? "munder" : "msub"
                                                       : NULL;
    if (!element) {
        buffer_text(out, buffer_string(&base));
        return;
    }
    buffer_format(out, "<%s>%s", element, buffer_string(&base));
    buffer_text(out, buffer_string(&below));
    buffer_text(out, buffer_string(&above));
    buffer_format(out, "</%s>", element);
}

/* Whether what stands here ends a row: a closing brace or bracket, a cell's or a line's end. */
static bool at_row_end(const char *at)
{
    return !*at || *at == '}' || *at == '&' || !strncmp(at, "\\\\", 2) || !strncmp(at, "\\right", 6) || !strncmp(at, "\\end", 4);
}

static void read_row(struct tex_reader *reader, struct buffer *out)
{
    if (++reader->nesting > MOST_NESTING)
        reader->at += strlen(reader->at);
    while (!at_row_end(reader->at)) {
        if (*reader->at == ' ')
            reader->at++;
        else
            read_scripted(reader, out);
    }
    reader->nesting--;
}

void mathml_from_tex(const char *tex, bool block, struct buffer *out)
{
    struct tex_reader reader = {tex, 0};
    buffer_format(out, "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"%s>", block ? " display=\"block\"" : " displaystyle=\"true\"");
    read_row(&reader, out);
    buffer_text(out, "</math>");
}
