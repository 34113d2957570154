/* A Pratt parser: one loop climbs the precedences of infix_rows, one function reads primaries. Nothing here knows what a name
 * means but for functions, whose operands it counts. */
#include "expression/syntax.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct arena *arena;
    const char *text, *at;
    struct error *error;
    int nesting;
};

bool syntax_error(struct error *error, const char *text, size_t position, const char *format, ...)
{
    enum { BEFORE = 40, AFTER = 32 };
    if (error->code != ERROR_NONE)
        return false;
    char sentence[320], excerpt[BEFORE + AFTER + 16] = "", caret[BEFORE + 16] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_trim_partial(sentence);

    size_t start = position > BEFORE ? position - BEFORE : 0;
    while (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80)
        start--;
    snprintf(excerpt, sizeof excerpt, "%s%.*s", start ? "…" : "", (int)(position - start + AFTER), text + start);
    text_trim_partial(excerpt);
    size_t column = start ? 1 : 0;
    for (const char *cursor = text + start; cursor < text + position;) {
        text_next(&cursor);
        column++;
    }
    memset(caret, ' ', column);
    error_set(error, ERROR_INVALID, "%s\n  %s\n  %s^", sentence, excerpt, caret);
    return false;
}

__attribute__((format(printf, 3, 4))) static struct syntax *fail(struct parser *parser, const char *at, const char *format, ...)
{
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    syntax_error(parser->error, parser->text, (size_t)(at - parser->text), "%s", sentence);
    return NULL;
}

static struct syntax *node_new(struct arena *arena, enum syntax_kind kind, size_t child_count)
{
    struct syntax *node = ARENA_NEW(arena, struct syntax, 1);
    node->kind = kind;
    node->children = child_count ? ARENA_NEW(arena, struct syntax *, child_count) : NULL;
    node->child_count = child_count;
    return node;
}

struct syntax *syntax_number(struct arena *arena, double number)
{
    struct syntax *node = node_new(arena, SYNTAX_NUMBER, 0);
    node->number = number;
    return node;
}

struct syntax *syntax_name(struct arena *arena, const char *name)
{
    struct syntax *node = node_new(arena, SYNTAX_NAME, 0);
    node->name = name;
    return node;
}

struct syntax *syntax_operation(struct arena *arena, enum operation operation, struct syntax *const *children, size_t count)
{
    struct syntax *node = node_new(arena, SYNTAX_OPERATION, count);
    node->operation = operation;
    if (count)
        memcpy(node->children, children, count * sizeof *children);
    return node;
}

static void skip_blanks(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\t' || *parser->at == '\n' || *parser->at == '\r')
        parser->at++;
}

/* Letters of names: ASCII, and any character beyond it that is not one of our operators or superscripts. */
static bool starts_name(const char *at)
{
    return isalpha((unsigned char)*at) || *at == '_' || !strncmp(at, "π", strlen("π"));
}

static const char *name_end(const char *at)
{
    for (; starts_name(at) || isdigit((unsigned char)*at); at += (unsigned char)*at < 0x80 ? 1 : strlen("π"))
        continue;
    return at;
}

/* The infix operator at the cursor, null if there is none. Word operators must end where a name would. */
static const struct infix_row *infix_at(const char *at)
{
    for (size_t i = 0; i < infix_count; i++) {
        const size_t length = strlen(infix_rows[i].symbol);
        if (!strncmp(at, infix_rows[i].symbol, length) && (!isalpha((unsigned char)*at) || name_end(at) == at + length))
            return &infix_rows[i];
    }
    return NULL;
}

/* Passes over every '+' that stands where no operand follows it: before another binary operator, a comma, a closing bracket or the end. */
static void skip_stray_plus(struct parser *parser)
{
    for (;;) {
        skip_blanks(parser);
        const char *at = parser->at;
        while (*at == '+' || *at == ' ')
            at++;
        if (at == parser->at || !(*at == 0 || *at == ',' || *at == ')' || *at == ']' || *at == ';' || (infix_at(at) && *at != '+')))
            return;
        parser->at = at;
    }
}

static struct syntax *parse_expression(struct parser *parser, int least);

/* The digits ² and ³ and their like as an exponent: x² is x^2. */
static bool superscript_at(const char *at, int *digit, size_t *length)
{
    static const char *const superscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    for (int i = 0; i < 10; i++)
        if (!strncmp(at, superscripts[i], strlen(superscripts[i]))) {
            *digit = i;
            *length = strlen(superscripts[i]);
            return true;
        }
    return false;
}

static struct syntax *parse_number(struct parser *parser)
{
    const char *start = parser->at, *at = start;
    while (isdigit((unsigned char)*at))
        at++;
    if (*at == '.')
        for (at++; isdigit((unsigned char)*at);)
            at++;
    if (at == start + 1 && *start == '.')
        return fail(parser, start, "a number needs digits beside its point");
    if (*at == 'e' || *at == 'E') {
        const char *digits = at + 1 + (at[1] == '+' || at[1] == '-');
        if (isdigit((unsigned char)*digits)) {
            for (at = digits; isdigit((unsigned char)*at);)
                at++;
        }
    }
    struct syntax *node = syntax_number(parser->arena, strtod(arena_copy(parser->arena, start, (size_t)(at - start)), NULL));
    node->position = (size_t)(start - parser->text);
    node->length = (size_t)(at - start);
    parser->at = at;
    if (!isfinite(node->number))
        return fail(parser, start, "this number is beyond the largest double, 1.7976931348623157e308");
    return node;
}

/* Operands up to the closing bracket, which is consumed. The tree of a call is complete but for its kind. */
static struct syntax *parse_operands(struct parser *parser, const char *opening, const char *name)
{
    struct syntax *operands[64];
    size_t count = 0;
    skip_stray_plus(parser);
    if (*parser->at == ')')
        return fail(parser, parser->at, "%s() needs an operand between its brackets", name);
    for (;;) {
        if (count == sizeof operands / sizeof *operands)
            return fail(parser, parser->at, "%s takes at most 64 operands", name);
        operands[count] = parse_expression(parser, 0);
        if (!operands[count++])
            return NULL;
        if (*parser->at == ')')
            break;
        if (*parser->at != ',')
            return *parser->at ? fail(parser, parser->at, "expected ',' or ')' among the operands of %s", name)
                               : fail(parser, opening, "this bracket of %s is never closed", name);
        parser->at++;
    }
    parser->at++;
    struct syntax *node = node_new(parser->arena, SYNTAX_CALL, count);
    memcpy(node->children, operands, count * sizeof *operands);
    node->name = name;
    return node;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* Turns a call of a function of the table into operations: max and min of many are folded pairwise. */
static struct syntax *resolve_function(struct parser *parser, struct syntax *call, const char *at)
{
    const enum operation operation = operation_find(call->name);
    if (operation == OPERATION_COUNT)
        return call;
    const size_t arity = (size_t)operation_rows[operation].arity;
    const bool variadic = operation == OPERATION_MAX || operation == OPERATION_MIN;
    if (variadic ? call->child_count < 2 : call->child_count != arity) {
        syntax_error(parser->error, parser->text, (size_t)(at - parser->text), "%s takes %s%zu operand%s, not %zu", call->name,
                     variadic ? "at least " : "", arity, plural(arity), call->child_count);
        return NULL;
    }
    struct syntax *node = syntax_operation(parser->arena, operation, call->children, arity);
    node->position = call->position;
    for (size_t i = arity; i < call->child_count; i++) {
        node = syntax_operation(parser->arena, operation, (struct syntax *[]){node, call->children[i]}, 2);
        node->position = call->position;
    }
    return node;
}

static struct syntax *parse_name(struct parser *parser)
{
    const char *start = parser->at, *end = name_end(start);
    const char *name = arena_copy(parser->arena, start, (size_t)(end - start));
    if (!strcmp(name, "π"))
        name = "pi";
    parser->at = end;
    skip_blanks(parser);
    /* "cos+(x)" is how a form sends "cos (x)": a plus between a function's name and its bracket is no plus. */
    if (operation_find(name) != OPERATION_COUNT) {
        const char *bracket = parser->at;
        while (*bracket == '+' || *bracket == ' ')
            bracket++;
        if (*bracket == '(')
            parser->at = bracket;
    }
    struct syntax *node;
    if (*parser->at == '(') {
        const char *opening = parser->at++;
        node = parse_operands(parser, opening, name);
        if (!node)
            return NULL;
        node->position = (size_t)(start - parser->text);
        node = resolve_function(parser, node, start);
    } else if (*parser->at == '[') {
        const char *opening = parser->at++;
        struct syntax *index = parse_expression(parser, 0);
        if (!index)
            return NULL;
        if (*parser->at != ']')
            return fail(parser, *parser->at ? parser->at : opening, "expected ']' to close the index of %s", name);
        parser->at++;
        node = node_new(parser->arena, SYNTAX_INDEX, 1);
        node->children[0] = index;
        node->name = name;
    } else {
        node = syntax_name(parser->arena, name);
    }
    if (node) {
        node->position = (size_t)(start - parser->text);
        node->length = (size_t)(end - start);
    }
    return node;
}

static struct syntax *parse_primary(struct parser *parser)
{
    const char *at = parser->at;
    if (isdigit((unsigned char)*at) || *at == '.')
        return parse_number(parser);
    if (starts_name(at)) {
        const struct infix_row *word = infix_at(at);
        return word ? fail(parser, at, "'%s' needs an operand on its left", word->symbol) : parse_name(parser);
    }
    if (*at == '(') {
        parser->at++;
        struct syntax *node = parse_expression(parser, 0);
        if (!node)
            return NULL;
        if (*parser->at != ')')
            return *parser->at ? fail(parser, parser->at, "expected ')' or an operator") : fail(parser, at, "this bracket is never closed");
        parser->at++;
        return node;
    }
    if (!*at)
        return fail(parser, at, "%s", at == parser->text ? "the formula is empty" : "the formula ends where an operand should stand");
    char what[8] = {0};
    const char *next = at;
    text_next(&next);
    memcpy(what, at, (size_t)(next - at));
    return fail(parser, at, "an operand should stand here, not '%s'", what);
}

/* A primary with the superscripts behind it. */
static struct syntax *parse_powered(struct parser *parser)
{
    struct syntax *node = parse_primary(parser);
    int digit, exponent = 0;
    size_t length;
    const char *start = parser->at;
    while (node && superscript_at(parser->at, &digit, &length) && exponent < 10000) {
        exponent = exponent * 10 + digit;
        parser->at += length;
    }
    if (!node || parser->at == start)
        return node;
    struct syntax *power = syntax_operation(parser->arena, OPERATION_POWER, (struct syntax *[]){node, syntax_number(parser->arena, exponent)}, 2);
    power->position = (size_t)(start - parser->text);
    return power;
}

/* A sign, a `not`, or a primary. */
static struct syntax *parse_prefixed(struct parser *parser)
{
    skip_blanks(parser);
    while (*parser->at == '+') {
        parser->at++;
        skip_blanks(parser);
    }
    const char *start = parser->at;
    enum operation operation = OPERATION_COUNT;
    int binding = PRECEDENCE_NEGATION;
    if (!strncmp(start, "not", 3) && name_end(start) == start + 3) {
        operation = OPERATION_NOT;
        binding = PRECEDENCE_NOT;
    } else if (infix_at(start) && infix_at(start)->operation == OPERATION_SUBTRACT) {
        operation = OPERATION_NEGATE;
    }
    if (operation == OPERATION_COUNT)
        return parse_powered(parser);
    parser->at += operation == OPERATION_NOT ? 3 : strlen(infix_at(start)->symbol);
    struct syntax *operand = parse_expression(parser, binding);
    if (!operand)
        return NULL;
    struct syntax *node = syntax_operation(parser->arena, operation, &operand, 1);
    node->position = (size_t)(start - parser->text);
    return node;
}

/* An expression whose operators bind at least as tightly as `least`. Leaves the cursor on the first character that is not part of it. */
static struct syntax *parse_expression(struct parser *parser, int least)
{
    if (++parser->nesting > SYNTAX_MOST_NESTING)
        return fail(parser, parser->at, "brackets, signs and powers are nested more than 100 deep here");
    struct syntax *left = parse_prefixed(parser);
    bool compared = false;
    while (left) {
        skip_stray_plus(parser);
        const char *start = parser->at;
        const struct infix_row *infix = infix_at(start);
        if (!infix || infix->precedence < least)
            break;
        if (infix->precedence == PRECEDENCE_COMPARISON && compared)
            return fail(parser, start, "comparisons do not chain: write (a < b) and (b < c)");
        parser->at += strlen(infix->symbol);
        struct syntax *right = parse_expression(parser, infix->precedence + (infix->right_associative ? 0 : 1));
        if (!right)
            return NULL;
        left = syntax_operation(parser->arena, infix->operation, (struct syntax *[]){left, right}, 2);
        left->position = (size_t)(start - parser->text);
        left->length = strlen(infix->symbol);
        compared = infix->precedence == PRECEDENCE_COMPARISON;
    }
    parser->nesting--;
    return left;
}

static bool parser_start(struct parser *parser, struct arena *arena, const char *text, struct error *error)
{
    *parser = (struct parser){.arena = arena, .text = text, .at = text, .error = error};
    const size_t length = strlen(text);
    if (length > SYNTAX_MOST_BYTES)
        return error_set(error, ERROR_INVALID, "the formula is %zu bytes long; at most %d are allowed", length, SYNTAX_MOST_BYTES);
    if (!text_is_utf8(text, length))
        return error_set(error, ERROR_INVALID, "the formula is not UTF-8");
    return true;
}

/* What is wrong with the text left over behind a complete expression. */
static struct syntax *fail_left_over(struct parser *parser)
{
    const char *at = parser->at;
    if (*at == ')' || *at == ']')
        return fail(parser, at, "%s", *at == ')' ? "there is no '(' for this ')'" : "there is no '[' for this ']'");
    if (starts_name(at) || isdigit((unsigned char)*at) || *at == '(' || *at == '.')
        return fail(parser, at, "an operator is missing here: products are written with '*'");
    char what[8] = {0};
    const char *next = at;
    text_next(&next);
    memcpy(what, at, (size_t)(next - at));
    if (*at == ',')
        return fail(parser, at, "one formula is expected here, not several");
    return fail(parser, at, *at == '=' ? "'%s' means nothing here: equality is '=='" : "'%s' means nothing here", what);
}

struct syntax *syntax_parse(struct arena *arena, const char *text, struct error *error)
{
    struct parser parser;
    if (!parser_start(&parser, arena, text, error))
        return NULL;
    struct syntax *node = parse_expression(&parser, 0);
    return node && *parser.at ? fail_left_over(&parser) : node;
}

struct syntax **syntax_parse_list(struct arena *arena, const char *text, size_t *count, struct error *error)
{
    enum { MOST = 16 };
    struct parser parser;
    struct syntax **list = ARENA_NEW(arena, struct syntax *, MOST);
    *count = 0;
    if (!parser_start(&parser, arena, text, error))
        return NULL;
    for (;;) {
        struct syntax *node = parse_expression(&parser, 0);
        if (!node)
            return NULL;
        if (*count == MOST) {
            error_set(error, ERROR_INVALID, "there are more than %d formulas", MOST);
            return NULL;
        }
        list[(*count)++] = node;
        if (!*parser.at)
            return list;
        if (*parser.at != ',') {
            fail_left_over(&parser);
            return NULL;
        }
        parser.at++;
    }
}
