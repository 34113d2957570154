/* Texts that would be read as something else than what was meant: numbers of other bases, decimal commas, lines, codes of addresses. */
#include "expression/parser.h"

#include "base/buffer.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* 0x10, 0b101 and 0o17 are numbers of other bases elsewhere, and products here: neither is taken for the other. */
bool parser_refuses_base(struct parser *parser, const char *at)
{
    static const struct {
        char letter;
        const char *digits;
        int base;
    } rows[] = {{'x', "0123456789abcdefABCDEF", 16}, {'b', "01", 2}, {'o', "01234567", 8}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows && *at == '0'; i++) {
        const size_t digits = tolower((unsigned char)at[1]) == rows[i].letter ? strspn(at + 2, rows[i].digits) : 0;
        if (!digits || digits > 12 || isalnum((unsigned char)at[2 + digits]))
            continue;
        const char *number = arena_copy(parser->arena, at, 2 + digits);
        const long long value = strtoll(number + 2, NULL, rows[i].base);
        parser_fail(parser, at, "%s is a number to the base %d elsewhere: write %lld, or 0*%s", number, rows[i].base, value, number + 1);
        parser_mend(parser, at, at + 2 + digits, arena_format(parser->arena, "%lld", value));
        return true;
    }
    return false;
}

/* "x, y -> x*y": variables without brackets, which would be a formula each. */
bool parser_checks_variables(struct parser *parser, struct syntax *const *list, size_t count, const char *start)
{
    const char *arrow = start + strcspn(start, "-=↦");
    bool names = count > 1 && arrow < parser->at && (text_starts_with(arrow, "->") || text_starts_with(arrow, "=>") || text_starts_with(arrow, "↦"));
    for (size_t i = 0; i + 1 < count; i++)
        names = names && list[i]->kind == SYNTAX_NAME;
    if (!names)
        return true;
    parser_fail(parser, parser->text, "the variables of a function stand in brackets: (x, y) -> …");
    parser_mend(parser, parser->text, arrow, arena_format(parser->arena, "(%.*s) ", (int)(arrow - parser->text), parser->text));
    return false;
}

/* "0,5x" and "x^2+0,5": a decimal comma would make two formulas of one. A list of numbers alone, as 7,0, is what it seems. */
bool parser_checks_comma(struct parser *parser, const struct syntax *node)
{
    const char *comma = parser->at, *behind = spelling_skip_blanks(comma + 1 + strspn(comma + 1, "0123456789")), *digits = comma;
    while (digits > parser->text && parser_is_digit(digits[-1]))
        digits--;
    const bool number = node->kind == SYNTAX_NUMBER && node->position + node->length == parser_position(parser, comma);
    const bool written = digits < comma && (digits == parser->text || !strchr("._", digits[-1])) &&
                         (digits == parser->text || !isalnum((unsigned char)digits[-1])) && parser_is_digit(comma[1]);
    const bool last = !*behind || *behind == ',';
    if (!(number ? parser_is_digit(comma[1]) : written) || (number ? last : !last))
        return true;
    parser_fail(parser, comma, "a comma separates formulas; numbers have a decimal point (for two formulas, put a blank behind the comma)");
    /* 1,000 may as well have a comma between its thousands. */
    if (strspn(comma + 1, "0123456789") != 3)
        parser_mend(parser, comma, comma + 1, ".");
    return false;
}

static int hexadecimal(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* The text decoded once more, and whether it looks encoded: by a sign of which the code has a letter (%2B, %5E, %CF%80), by brackets (%28 … %29), or
 * by blanks where no number can be divided by (+%20x). x%20 is a remainder. */
static const char *decoded(struct arena *arena, const char *text, bool *encoded)
{
    struct buffer out = {.arena = arena};
    bool opened = false;
    *encoded = false;
    for (const char *at = text; *at; at++) {
        const int high = *at == '%' ? hexadecimal(at[1]) : -1, low = high >= 0 ? hexadecimal(at[2]) : -1;
        const int byte = 16 * high + low;
        const bool known = low >= 0 && (byte >= 0x80 || (byte >= 0x20 && strchr(" !\"#$%&'()*+,/:;<=>?@[\\]^`{|}", byte)));
        if (!known) {
            buffer_character(&out, *at);
            continue;
        }
        const bool blank = byte == ' ' && ((at > text && strchr("+-*/^(,=<>", at[-1])) || (at[3] && (isalpha((unsigned char)at[3]) || at[3] == '%')));
        *encoded = *encoded || low > 9 || high > 9 || blank || (byte == ')' && opened);
        opened = opened || byte == '(';
        buffer_character(&out, (char)byte);
        at += 2;
    }
    return buffer_string(&out);
}

bool parser_is_encoded(struct parser *parser)
{
    bool encoded;
    const char *once = strchr(parser->text, '%') ? decoded(parser->arena, parser->text, &encoded) : NULL;
    if (!once || !encoded || !text_is_utf8(once, strlen(once)))
        return false;
    parser_fail(parser, strchr(parser->text, '%'), "this was encoded for an address twice: a remainder is written with blanks, x %% 5");
    parser_mend(parser, parser->text, parser->text + strlen(parser->text), once);
    return true;
}

bool parser_breaks_line(struct parser *parser, const char *at)
{
    const char *end = at;
    bool broken = false;
    while (end > parser->text && isspace((unsigned char)end[-1]))
        broken = *--end == '\n' || broken;
    if (!broken || parser->brackets || parser->bars)
        return false;
    const char *name = spelling_starts_name(at) ? spelling_skip_blanks(spelling_name(parser->arena, at).end) : at;
    const bool constant = *name == '=' && name[1] != '=';
    parser_fail(parser, at, "a line ends before this: several formulas are separated by ',', and constants by ';'");
    parser_mend(parser, end, at, constant ? "; " : ", ");
    return true;
}
