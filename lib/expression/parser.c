/* The cursor and the errors of the parser. */
#include "expression/parser.h"

#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct syntax *parser_fail(struct parser *parser, const char *at, const char *format, ...)
{
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    syntax_error(parser->error, parser->text, (size_t)(at - parser->text), "%s", sentence);
    return NULL;
}

/* Behind parser_fail(): the text from start to end would better read so. */
struct syntax *parser_mend(struct parser *parser, const char *start, const char *end, const char *text)
{
    error_mend(parser->error, (size_t)(start - parser->text), (size_t)(end - start), text);
    return NULL;
}

size_t parser_position(const struct parser *parser, const char *at)
{
    return (size_t)(at - parser->text);
}

struct syntax *parser_place(const struct parser *parser, struct syntax *node, const char *start, const char *end)
{
    if (node) {
        node->position = parser_position(parser, start);
        node->length = (size_t)(end - start);
        for (size_t i = 0; i < node->child_count; i++)
            node->depth = node->children[i]->depth >= node->depth ? node->children[i]->depth + 1 : node->depth;
    }
    return node;
}

struct syntax *parser_operation(const struct parser *parser, enum operation operation, struct syntax *a, struct syntax *b, const char *at)
{
    struct syntax *const operands[] = {a, b};
    return parser_place(parser, syntax_operation(parser->arena, operation, operands, b ? 2 : 1), at, at);
}

void parser_skip_blanks(struct parser *parser)
{
    parser->at = spelling_skip_blanks(parser->at);
}

bool parser_is_digit(char c)
{
    return isdigit((unsigned char)c) != 0;
}

bool parser_starts_number(const char *at)
{
    return parser_is_digit(*at) || (*at == '.' && parser_is_digit(at[1]));
}

/* The character at the cursor, as text. */
const char *parser_character(struct parser *parser, const char *at)
{
    const char *next = at;
    text_next(&next);
    return arena_copy(parser->arena, at, (size_t)(next - at));
}

/* Passes over every '+' that stands where no operand follows it: before another binary operator, a comma, a closing bracket or the end. */
void parser_skip_stray_plus(struct parser *parser)
{
    for (;;) {
        parser_skip_blanks(parser);
        const char *at = parser->at;
        while (*at == '+' || *at == ' ')
            at++;
        const bool closing = !*at || strchr(",)];}", *at);
        if (at == parser->at || !(closing || (spelling_infix(at) && *at != '+')) || text_starts_with(parser->at, "+/-")) /* ± is no quotient */
            return;
        parser->at = at;
    }
}

bool parser_descend(struct parser *parser)
{
    if (++parser->nesting <= SYNTAX_MOST_NESTING)
        return true;
    parser_fail(parser, parser->at, "brackets, signs and powers are nested more than %d deep here", SYNTAX_MOST_NESTING);
    return false;
}

/* Past what a reader takes for the operand of a function without brackets: "2x" of "sin 2x + 1", "x^2" of "exp x^2 * y". */
const char *parser_operand_end(struct parser *parser, const char *at)
{
    const char *end = spelling_skip_blanks(at);
    bool coordinate = false;
    for (bool first = true;; first = false) {
        const char *next = spelling_skip_blanks(end);
        /* \sin x\, y and sin x e^-x: what stands apart behind a coordinate, and an exponential, are factors of their own. */
        if (coordinate && ((end[0] == '\\' && strchr(",;:", end[1])) || (spelling_is_word(next, "e") && *spelling_skip_blanks(next + 1) == '^')))
            return end;
        if (parser_starts_number(next)) {
            while (parser_is_digit(*next) || *next == '.')
                next++;
        } else if (text_starts_with(next, "\\frac") || text_starts_with(next, "\\dfrac") || text_starts_with(next, "\\tfrac")) {
            next = strchr(next, 'c') + 1; /* its braces follow */
        } else if (spelling_starts_name(next) && !spelling_infix(next)) {
            const struct spelled_name spelled = spelling_name(parser->arena, next);
            const bool function = operation_find(spelled.name) != OPERATION_COUNT;
            coordinate = coordinate || (strchr("xyz", *spelled.name) && *spelled.name);
            if (function && !first)
                return end;
            next = function ? parser_operand_end(parser, spelled.end) : spelled.end;
        } else if (!first && spelling_power_sign(next)) { /* no operand begins with one: "sin ^ x" */
            next += spelling_power_sign(next);
        } else if (*next == '|' && strchr(next + 1, '|')) {
            next = strchr(next + 1, '|') + 1;
        } else if (*next == '(' || *next == '{' || *next == '[') {
            int depth = 0;
            do
                depth += strchr("([{", *next) ? 1 : strchr(")]}", *next) ? -1 : 0;
            while (*next++ && depth && *next);
            if (depth)
                return end;
        } else {
            const char *superscripts;
            if (!spelling_superscripts(parser->arena, next, &superscripts))
                return end;
            next = superscripts;
        }
        end = next;
    }
}
