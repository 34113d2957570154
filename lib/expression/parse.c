/* A Pratt parser: one loop climbs the precedences of infix_rows, one function reads primaries. The parser does not resolve names. An error
 * comes with a change to the text that would mend it, where there is an obvious one. */
#include "expression/parser.h"

#include "base/buffer.h"
#include "base/text.h"
#include "expression/foreign.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct syntax *parse_expression(struct parser *parser, int least);

static struct syntax *parse_number(struct parser *parser)
{
    const char *start = parser->at, *at = start;
    if (parser_refuses_base(parser, at))
        return NULL;
    while (parser_is_digit(*at))
        at++;
    if (*at == '.')
        for (at++; parser_is_digit(*at);)
            at++;
    if (at == start + 1 && *start == '.')
        return parser_fail(parser, start, "a number needs digits beside its point");
    if (*at == 'e' || *at == 'E') {
        const char *digits = at + 1 + (at[1] == '+' || at[1] == '-');
        if (parser_is_digit(*digits)) {
            for (at = digits; parser_is_digit(*at);)
                at++;
        }
    }
    struct syntax *node = syntax_number(parser->arena, strtod(arena_copy(parser->arena, start, (size_t)(at - start)), NULL));
    parser->at = at;
    if (!isfinite(node->number))
        return parser_fail(parser, start, "this number is beyond the largest double, 1.7976931348623157e308");
    return parser_place(parser, node, start, at);
}

/* --- Primaries --- */

static bool is_grammar_word(const char *at)
{
    static const char *const words[] = {"not", "if", "then", "else"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (spelling_is_word(at, words[i]))
            return true;
    return false;
}

/* Characters that are not of the language, but known to be pasted along: quotes and dollars around a formula, the wide forms of East Asian
 * keyboards. */
static struct syntax *mend_foreign(struct parser *parser, const char *at)
{
    static const char *const around[] = {"$", "`", "\"", "“", "”", "„", "«", "»"};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        if (text_starts_with(at, around[i]))
            return parser_mend(parser, at, at + strlen(around[i]), "");
    struct buffer narrow = {.arena = parser->arena};
    bool any = false;
    for (const char *next = parser->text, *start = next; *start; start = next) {
        const uint32_t wide = text_next(&next);
        const bool is_wide = wide > 0xff00 && wide < 0xff5f;
        any = any || is_wide;
        if (is_wide)
            buffer_character(&narrow, (char)(wide - 0xff00 + 0x20));
        else
            buffer_bytes(&narrow, start, (size_t)(next - start));
    }
    return any ? parser_mend(parser, parser->text, parser->text + strlen(parser->text), buffer_string(&narrow)) : NULL;
}

/* Roots by their sign: √ is of the primary behind it, and of a power only in brackets. */
static struct syntax *parse_root(struct parser *parser);

/* Whether two numbers with nothing but blanks between them stand there: a row of a matrix, [1 2 3]. */
static bool lists_numbers(const char *at)
{
    const size_t digits = strspn(at, "0123456789."), blanks = strspn(at + digits, " ");
    const char *next = at + digits + blanks;
    return digits && blanks && (parser_is_digit(*next) || (*next == '-' && parser_is_digit(next[1])));
}

static struct syntax *parse_primary(struct parser *parser)
{
    const char *at = parser->at;
    if (parser_is_digit(*at) || *at == '.')
        return parse_number(parser);
    struct syntax *node = parser_bracket(parser);
    if (node || parser->error->code != ERROR_NONE)
        return node;
    if (spelling_starts_name(at)) {
        const struct infix_row *word = spelling_infix(at);
        return word && word->operation != OPERATION_MODULO ? parser_fail(parser, at, "'%s' needs an operand on its left", word->symbol)
                                                           : parser_name(parser);
    }
    if (text_starts_with(at, "√") || text_starts_with(at, "∛") || text_starts_with(at, "∜"))
        return parse_root(parser);
    if (!*at)
        return parser_fail(parser, at, "%s", at == parser->text ? "the formula is empty" : "the formula ends where an operand should stand");
    if (*at == '=' && at == parser->text && spelling_raises_sign(parser->arena, parser->text))
        return parser_fail(parser, at, "a spreadsheet reads -x^2 as (-x)^2, others as -(x^2): write one of these, without the '=' in front");
    parser_fail(parser, at, "an operand should stand here, not '%s'", parser_character(parser, at));
    if (*at == '=' && at == parser->text)
        return parser_mend(parser, at, at + 1, "");
    return *at == '[' && !lists_numbers(at + 1) ? parser_mend(parser, at, at + 1, "(") : mend_foreign(parser, at);
}

static struct syntax *parse_root(struct parser *parser)
{
    const char *start = parser->at;
    const enum operation root = text_starts_with(start, "∛") ? OPERATION_CBRT : OPERATION_SQRT;
    const bool fourth = text_starts_with(start, "∜");
    parser->at += strlen("√");
    parser_skip_blanks(parser);
    const char *operand = parser->at, *end;
    const bool bracketed = *operand == '(' || *operand == '{';
    struct syntax *node = parser_descend(parser) ? parse_primary(parser) : NULL;
    if (!node)
        return NULL;
    parser->nesting--;
    const char *behind = spelling_skip_blanks(parser->at);
    const bool powered = spelling_power_sign(behind) || spelling_superscripts(parser->arena, behind, &end);
    if (powered && !bracketed) {
        end = parser_operand_end(parser, operand);
        const char *name = fourth ? "∜" : operation_rows[root].name;
        parser_fail(parser, start, "this root could be of the power or of its base: write %s(…)", name);
        return parser_mend(parser, start, end, arena_format(parser->arena, "%s(%.*s)", name, (int)(end - operand), operand));
    }
    node = parser_operation(parser, root, node, NULL, start);
    return fourth ? parser_operation(parser, root, node, NULL, start) : node;
}

/* Gives the whole tree one place in the text. */
static void move(struct syntax *tree, size_t position, size_t length)
{
    tree->position = position;
    tree->length = length;
    for (size_t i = 0; i < tree->child_count; i++)
        move(tree->children[i], position, length);
}

/* A primary with the superscripts behind it: a formula of their own, which stands in their place. */
static struct syntax *parse_powered(struct parser *parser)
{
    struct syntax *node = parse_primary(parser);
    if (node && text_starts_with(parser->at, "°")) {
        parser->at += strlen("°");
        node = parser_operation(
            parser, OPERATION_MULTIPLY, node,
            parser_operation(parser, OPERATION_DIVIDE, syntax_name(parser->arena, "pi"), syntax_number(parser->arena, 180), parser->at), parser->at);
    }
    if (node && *parser->at == '!' && parser->at[1] != '=') {
        if (parser->at[1] == '!')
            return parser_fail(parser, parser->at, "a double factorial is no function here: write (x!)! for the factorial of one");
        struct syntax *call = syntax_node(parser->arena, SYNTAX_CALL, 1);
        call->children[0] = node;
        call->name = "factorial";
        node = parser_place(parser, call, parser->at, parser->at + 1);
        parser->at++;
        parser_skip_blanks(parser);
    }
    const char *start = parser->at, *end = start;
    const char *raised = node ? spelling_superscripts(parser->arena, start, &end) : NULL;
    if (!raised)
        return node;
    struct error error = {0};
    /* A digit behind a letter could be set lower or higher: e⁻ˣ² is refused. */
    bool clear = strlen(raised) <= 64;
    for (const char *next = raised; *next; next++)
        clear = clear && !(isalpha((unsigned char)next[0]) && parser_is_digit(next[1]));
    struct syntax *exponent = !clear ? NULL : syntax_parse(parser->arena, raised, &error);
    if (!exponent)
        return parser_fail(parser, start, "these superscripts are no exponent: %s is written on the line", raised);
    move(exponent, parser_position(parser, start), (size_t)(end - start));
    parser->at = end;
    return parser_operation(parser, OPERATION_POWER, node, exponent, start);
}

/* The length of the sign of negation that stands here; 0 if there is none. */
static size_t negation_at(const char *at)
{
    static const char *const signs[] = {"not", "¬", "\\lnot", "\\neg", "!"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const size_t length = strlen(signs[i]);
        const bool word = isalpha((unsigned char)signs[i][length - 1]) != 0;
        if (text_starts_with(at, signs[i]) && !(word && isalnum((unsigned char)at[length])) && !(*at == '!' && at[1] == '='))
            return length;
    }
    return 0;
}

/* A sign, a `not`, or a primary. */
static struct syntax *parse_prefixed(struct parser *parser)
{
    parser_skip_blanks(parser);
    while (*parser->at == '+') {
        parser->at++;
        parser_skip_blanks(parser);
    }
    const char *start = parser->at;
    const struct infix_row *infix = spelling_infix(start);
    const size_t negation = negation_at(start);
    const bool minus = !negation && infix && infix->operation == OPERATION_SUBTRACT;
    if (!negation && !minus)
        return parse_powered(parser);
    parser->at += negation ? negation : strlen(infix->symbol);
    struct syntax *operand = parse_expression(parser, minus ? PRECEDENCE_NEGATION : PRECEDENCE_NOT);
    return operand ? parser_operation(parser, minus ? OPERATION_NEGATE : OPERATION_NOT, operand, NULL, start) : NULL;
}

/* --- Operators --- */

/* Whether an operand begins here, so that a product was left out. Numbers do not count: 2 3 is more likely a slip. */
static bool starts_factor(const struct parser *parser, const char *at)
{
    if (*at == '|')
        return !parser->bars;
    if (*at == '(' || *at == '{' || text_starts_with(at, "√") || text_starts_with(at, "∛") || text_starts_with(at, "∜") ||
        text_starts_with(at, "⌊") || text_starts_with(at, "⌈"))
        return true;
    if (*at == '\\')
        return spelling_starts_name(at) || spelling_opens_command(at);
    return spelling_starts_name(at) && !is_grammar_word(at);
}

/* A number behind a factor: taken right behind a closing bracket, else refused, as "x 2" may have lost a plus or a power. */
static bool takes_number(struct parser *parser)
{
    const char *at = parser->at;
    if (at > parser->text && strchr(")]}|", at[-1]))
        return true;
    parser_fail(parser, at, "an operator is missing here: before a number, products are written with '*'");
    const char *blanks = at;
    while (blanks > parser->text && blanks[-1] == ' ')
        blanks--;
    if (*at != '.' || blanks < at)
        parser_mend(parser, blanks, at, "*");
    return false;
}

static struct syntax *fail_deep(struct parser *parser, const char *at)
{
    return parser_fail(parser, at, "more than %d operations follow upon each other: brackets or sum(i, 1, n, …) make the formula less deep",
                       SYNTAX_MOST_DEPTH);
}

/* An expression whose operators bind at least as tightly as `least`. Leaves the cursor on the first character that is not part of it. */
static struct syntax *parse_expression(struct parser *parser, int least)
{
    if (!parser_descend(parser))
        return NULL;
    struct syntax *left = parse_prefixed(parser);
    struct syntax *middle = NULL; /* the right side of the comparison just read */
    while (left) {
        parser_skip_stray_plus(parser);
        const char *start = parser->at;
        const struct infix_row *infix = parser->bars && *start == '|' ? NULL : spelling_infix(start);
        const bool number = parser_starts_number(start);
        if (!infix && least <= PRECEDENCE_PRODUCT && (number || starts_factor(parser, start))) {
            if (parser_breaks_line(parser, start))
                return NULL;
            struct syntax *right = !number || takes_number(parser) ? parse_expression(parser, PRECEDENCE_PRODUCT + 1) : NULL;
            left = right ? parser_operation(parser, OPERATION_MULTIPLY, left, right, start) : NULL;
            if (left && left->depth > SYNTAX_MOST_DEPTH)
                return fail_deep(parser, start);
            continue;
        }
        if (!infix || infix->precedence < least)
            break;
        if (parser_assigns(parser, start))
            return NULL;
        parser->at += strlen(infix->symbol);
        struct syntax *right = parse_expression(parser, infix->precedence + (infix->right_associative ? 0 : 1));
        if (!right)
            return NULL;
        const bool compares = infix->precedence == PRECEDENCE_COMPARISON;
        struct syntax *node = parser_operation(parser, infix->operation, compares && middle ? middle : left, right, start);
        /* 0 < x < 1 is 0 < x and x < 1. */
        left = compares && middle ? parser_operation(parser, OPERATION_AND, left, node, start) : node;
        middle = compares ? right : NULL;
        if (left->depth > SYNTAX_MOST_DEPTH)
            return fail_deep(parser, start);
    }
    parser->nesting--;
    return left;
}

/* What follows a part of a choice: its sign, or an error that says so. */
static bool expect(struct parser *parser, const char *sign, const char *form)
{
    const bool word = isalpha((unsigned char)*sign);
    if (word ? !spelling_is_word(parser->at, sign) : !text_starts_with(parser->at, sign)) {
        parser_fail(parser, parser->at, "expected '%s' of the choice %s", sign, form);
        return false;
    }
    parser->at += strlen(sign);
    return true;
}

/* c ? a : b, a if c else b, if c then a else b: `first` and the sign behind it are read. */
static struct syntax *parse_choice(struct parser *parser, struct syntax *first, const char *second_sign, const char *form, bool condition_first)
{
    const char *at = parser->at;
    if (!parser_descend(parser))
        return NULL;
    struct syntax *second = condition_first ? parser->formula(parser) : parse_expression(parser, 0);
    if (!second || !expect(parser, second_sign, form))
        return NULL;
    struct syntax *third = parser->formula(parser);
    if (!third)
        return NULL;
    parser->nesting--;
    struct syntax *const operands[] = {condition_first ? first : second, condition_first ? second : first, third};
    return parser_place(parser, syntax_operation(parser->arena, OPERATION_WHERE, operands, 3), at, at);
}

/* An expression, or a choice between two as C, Python and prose write it. */
static struct syntax *parse_formula(struct parser *parser)
{
    static const char *const prose = "if c then a else b";
    parser_skip_blanks(parser);
    const bool spoken = spelling_is_word(parser->at, "if") && *spelling_skip_blanks(parser->at + 2) != '(';
    parser->at += spoken ? 2 : 0;
    struct syntax *first = parse_expression(parser, 0);
    if (!first)
        return NULL;
    if (spoken)
        return expect(parser, "then", prose) ? parse_choice(parser, first, "else", prose, true) : NULL;
    if (*parser->at == '?') {
        parser->at++;
        return parse_choice(parser, first, ":", "c ? a : b", true);
    }
    if (!spelling_is_word(parser->at, "if"))
        return first;
    parser->at += 2;
    return parse_choice(parser, first, "else", "a if c else b", false);
}

/* --- Whole texts --- */

static bool parser_start(struct parser *parser, struct arena *arena, const char *text, struct error *error)
{
    *parser = (struct parser){.arena = arena, .text = text, .at = text, .error = error, .formula = parse_formula};
    const size_t length = strlen(text);
    if (length > SYNTAX_MOST_BYTES)
        return error_set(error, ERROR_INVALID, "the formula is %zu bytes long; at most %d are allowed", length, SYNTAX_MOST_BYTES);
    if (!text_is_utf8(text, length))
        return error_set(error, ERROR_INVALID, "the formula is not UTF-8");
    return !parser_is_encoded(parser);
}

/* What is wrong with the text left over behind a complete formula. */
static struct syntax *fail_left_over(struct parser *parser)
{
    const char *at = parser->at;
    if (*at == ')' || *at == ']' || *at == '}') {
        parser_fail(parser, at, "there is no '%s' for this '%c'", *at == ')' ? "(" : *at == ']' ? "[" : "{", *at);
        return parser_mend(parser, at, at + 1, "");
    }
    if (*at == ',')
        return parser_fail(parser, at, "one formula is expected here, not several");
    if (*at == '=') {
        const size_t rest = strcspn(at + 1, ",");
        parser_fail(parser, at, "'=' means nothing here: equality is '==', and a landscape has no equation");
        return parser_mend(parser, at, at + 1 + rest, arena_format(parser->arena, "-(%.*s)", (int)rest, at + 1));
    }
    parser_fail(parser, at, "'%s' means nothing here", parser_character(parser, at));
    if (*at == ';' || *at == '.') {
        const bool last = !*spelling_skip_blanks(at + 1);
        return last || *at == ';' ? parser_mend(parser, at, at + 1, last ? "" : ",") : NULL;
    }
    return mend_foreign(parser, at);
}

struct syntax *syntax_parse(struct arena *arena, const char *text, struct error *error)
{
    struct parser parser;
    if (!parser_start(&parser, arena, text, error) || !parser_definition(&parser))
        return NULL;
    struct syntax *node = parse_formula(&parser);
    if (node && !parser_constants(&parser, &node, 1))
        return NULL;
    return node && *parser.at ? fail_left_over(&parser) : node;
}

static struct syntax **parse_list(struct arena *arena, const char *text, size_t *count, struct error *error)
{
    enum { MOST = 16 };
    struct parser parser;
    struct syntax **list = ARENA_NEW(arena, struct syntax *, MOST);
    *count = 0;
    if (!parser_start(&parser, arena, text, error))
        return NULL;
    for (;;) {
        const char *start = parser.at;
        struct syntax *node = parser_definition(&parser) ? parse_formula(&parser) : NULL;
        if (!node)
            return NULL;
        if (*count == MOST) {
            error_set(error, ERROR_INVALID, "there are more than %d formulas", MOST);
            return NULL;
        }
        list[(*count)++] = node;
        if (!parser_checks_variables(&parser, list, *count, start))
            return NULL;
        if (*parser.at == ';' && !parser_constants(&parser, list, *count))
            return NULL;
        if (!*parser.at)
            return list;
        if (*parser.at != ',') {
            fail_left_over(&parser);
            return NULL;
        }
        if (!parser_checks_comma(&parser, node))
            return NULL;
        if (!*spelling_skip_blanks(++parser.at)) {
            parser_fail(&parser, parser.at - 1, "a formula should stand behind this comma");
            parser_mend(&parser, parser.at - 1, parser.at + strlen(parser.at), "");
            return NULL;
        }
    }
}

struct syntax **syntax_parse_list(struct arena *arena, const char *text, size_t *count, struct error *error)
{
    enum { MOST_CHANGES = 4 };
    struct syntax **list = parse_list(arena, text, count, error);
    const char *ours = list ? NULL : foreign_rewrite(arena, text);
    for (int i = 0; ours && i < MOST_CHANGES; i++) {
        struct error of_ours = {0};
        size_t of_theirs;
        if (parse_list(arena, ours, &of_theirs, &of_ours)) {
            error->edit.known = false; /* a guess at one sign, where the whole is known */
            error_mend(error, 0, strlen(text), ours);
            break;
        }
        ours = error_mended(arena, ours, &of_ours);
    }
    return list;
}
