/* Brackets of all kinds: (…), ⌊…⌋, |…|, LaTeX's {…}, \frac and \sqrt, and the cases {condition: value, …}. */
#include "expression/parser.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* A formula up to `closing`, which is consumed; `opening` is where its bracket stands. The bars outside do not count within. */
static struct syntax *parse_within(struct parser *parser, const char *opening, const char *closing)
{
    const int bars = parser->bars;
    parser->bars = 0;
    parser->brackets++;
    struct syntax *node = parser->formula(parser);
    parser->bars = bars;
    parser->brackets--;
    if (!node)
        return NULL;
    if (text_starts_with(parser->at, closing)) {
        parser->at += strlen(closing);
        return node;
    }
    if (!*parser->at) {
        parser_fail(parser, opening, "this bracket is never closed");
        return parser_mend(parser, parser->at, parser->at, closing);
    }
    const char *at = parser->at;
    parser_fail(parser, at, "expected '%s' or an operator", closing);
    if (*at == '=')
        return parser_mend(parser, at, at + 1, "==");
    return strchr(")]}", *at) ? parser_mend(parser, at, at + 1, closing) : NULL;
}

/* |formula|. */
static struct syntax *parse_bars(struct parser *parser)
{
    const char *opening = parser->at++;
    parser->bars++;
    struct syntax *node = parser->formula(parser);
    parser->bars--;
    if (!node)
        return NULL;
    if (*parser->at != '|') {
        const bool end = !*parser->at;
        parser_fail(parser, end ? opening : parser->at, end ? "this bar is never closed" : "expected '|' or an operator");
        return end ? parser_mend(parser, parser->at, parser->at, "|") : NULL;
    }
    parser->at++;
    return parser_operation(parser, OPERATION_ABS, node, NULL, opening);
}

/* Passes over the brace that closes, } or LaTeX's \}; false, with an error, if it does not stand here. */
static bool close_brace(struct parser *parser, const char *opening)
{
    parser->at += *parser->at == '\\' && parser->at[1] == '}';
    if (*parser->at == '}') {
        parser->at++;
        return true;
    }
    const bool end = !*parser->at;
    parser_fail(parser, end ? opening : parser->at, end ? "this brace is never closed" : "expected '}' or an operator");
    if (end)
        parser_mend(parser, parser->at, parser->at, "}");
    return false;
}

/* {condition: formula, ..., otherwise}; without an otherwise it is undefined where no condition holds. The first condition is read. */
static struct syntax *parse_cases(struct parser *parser, const char *opening, struct syntax *condition)
{
    const char *at = parser->at++;
    struct syntax *value = parser_descend(parser) ? parser->formula(parser) : NULL, *otherwise;
    if (!value)
        return NULL;
    if (*parser->at == ',') {
        parser->at++;
        otherwise = parser->formula(parser);
        if (otherwise && *parser->at == ':')
            otherwise = parse_cases(parser, opening, otherwise);
        else if (otherwise && !close_brace(parser, opening))
            return NULL;
    } else {
        otherwise = parser_operation(parser, OPERATION_DIVIDE, syntax_number(parser->arena, 0), syntax_number(parser->arena, 0), at);
        if (!close_brace(parser, opening))
            return NULL;
    }
    parser->nesting--;
    if (!otherwise)
        return NULL;
    struct syntax *const operands[] = {condition, value, otherwise};
    return parser_place(parser, syntax_operation(parser->arena, OPERATION_WHERE, operands, 3), at, at + 1);
}

/* {formula} or \{formula\}, LaTeX's brackets, or the cases of a function. */
static struct syntax *parse_braces(struct parser *parser)
{
    const char *opening = parser->at;
    const int bars = parser->bars;
    parser->at += *opening == '\\' ? 2 : 1;
    parser->bars = 0;
    parser->brackets++;
    struct syntax *node = parser->formula(parser);
    if (node && *parser->at == ':')
        node = parse_cases(parser, opening, node);
    else if (node && !close_brace(parser, opening))
        return NULL;
    parser->bars = bars;
    parser->brackets--;
    return node;
}

/* What a command of LaTeX takes: {formula}, or a single letter or digit. */
static struct syntax *parse_latex_operand(struct parser *parser)
{
    parser_skip_blanks(parser);
    if (*parser->at == '{')
        return parse_braces(parser);
    const char *at = parser->at;
    if (!isalnum((unsigned char)*at))
        return parser_fail(parser, at, "a brace should stand here: {…}");
    const char *one = arena_copy(parser->arena, at, 1);
    parser->at++;
    return parser_place(parser, parser_is_digit(*at) ? syntax_number(parser->arena, *at - '0') : syntax_name(parser->arena, one), at, at + 1);
}

/* \frac{a}{b}, \sqrt{a} and \sqrt[n]{a}; null without an error if none of them stands here. */
static struct syntax *parse_latex(struct parser *parser)
{
    const char *start = parser->at;
    const size_t command = text_starts_with(start, "\\frac") ? 5 : text_starts_with(start, "\\dfrac") || text_starts_with(start, "\\tfrac") ? 6 : 0;
    if (command) {
        parser->at += command;
        struct syntax *numerator = parse_latex_operand(parser);
        struct syntax *denominator = numerator ? parse_latex_operand(parser) : NULL;
        return denominator ? parser_operation(parser, OPERATION_DIVIDE, numerator, denominator, start) : NULL;
    }
    if (!text_starts_with(start, "\\sqrt"))
        return NULL;
    parser->at += strlen("\\sqrt");
    struct syntax *degree = NULL;
    parser_skip_blanks(parser);
    if (*parser->at == '[') {
        const char *opening = parser->at++;
        if (!(degree = parse_within(parser, opening, "]")))
            return NULL;
    }
    const char *bracket = *parser->at == '(' ? parser->at++ : NULL;
    struct syntax *radicand = bracket ? parse_within(parser, bracket, ")") : parse_latex_operand(parser);
    if (!radicand)
        return NULL;
    if (!degree || (degree->kind == SYNTAX_NUMBER && (degree->number == 2 || degree->number == 3)))
        return parser_operation(parser, degree && degree->number == 3 ? OPERATION_CBRT : OPERATION_SQRT, radicand, NULL, start);
    return parser_operation(parser, OPERATION_POWER, radicand,
                            parser_operation(parser, OPERATION_DIVIDE, syntax_number(parser->arena, 1), degree, start), start);
}

struct syntax *parser_bracket(struct parser *parser)
{
    static const struct {
        const char *opening, *closing;
        enum operation operation;
    } brackets[] = {{"(", ")", OPERATION_COUNT},
                    {"⌊", "⌋", OPERATION_FLOOR},
                    {"⌈", "⌉", OPERATION_CEIL},
                    {"\\lfloor", "\\rfloor", OPERATION_FLOOR},
                    {"\\lceil", "\\rceil", OPERATION_CEIL},
                    {"\\lvert", "\\rvert", OPERATION_ABS}};
    const char *at = parser->at;
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
        if (text_starts_with(at, brackets[i].opening)) {
            parser->at += strlen(brackets[i].opening);
            struct syntax *node = parse_within(parser, at, brackets[i].closing);
            return node && brackets[i].operation != OPERATION_COUNT ? parser_operation(parser, brackets[i].operation, node, NULL, at) : node;
        }
    return *at == '|'                                  ? parse_bars(parser)
           : *at == '{' || text_starts_with(at, "\\{") ? parse_braces(parser)
           : *at == '\\'                               ? parse_latex(parser)
                                                       : NULL;
}
