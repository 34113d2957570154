/* Names and what belongs to them. Functions of the table have their operands counted here; what other names mean is not known. */
#include "expression/parser.h"

#include "base/text.h"
#include "expression/function.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Operands up to the closing bracket, which is consumed. The tree of a call is complete but for its kind. */
static struct syntax *parse_operands(struct parser *parser, const char *opening, const char *name)
{
    struct syntax *operands[64];
    size_t count = 0;
    const char closing = *opening == '[' ? ']' : *opening == '{' ? '}' : ')';
    const int bars = parser->bars;
    parser->bars = 0;
    parser->brackets++;
    parser_skip_stray_plus(parser);
    /* Python's list of operands: max([x, y]). */
    const char *list = closing == ')' && *parser->at == '[' ? parser->at++ : NULL;
    if (list) {
        struct syntax *node = parse_operands(parser, list, name);
        parser_skip_blanks(parser);
        if (node && *parser->at != ')')
            return parser_fail(parser, parser->at, "expected ')' behind the list of operands of %s", name);
        parser->at += node != NULL;
        parser->bars = bars;
        parser->brackets--;
        return node;
    }
    if (*parser->at == closing) {
        parser_fail(parser, parser->at, "%s%s needs an operand between its brackets", name, closing == ')' ? "()" : closing == ']' ? "[]" : "{}");
        return parser_mend(parser, opening, parser->at + 1, ""); /* rosenbrock() */
    }
    for (;;) {
        if (count == sizeof operands / sizeof *operands)
            return parser_fail(parser, parser->at, "%s takes at most 64 operands", name);
        operands[count] = parser->formula(parser);
        if (!operands[count++])
            return NULL;
        const char *at = parser->at;
        if (*at == closing)
            break;
        if (!*at) {
            parser_fail(parser, opening, "this bracket of %s is never closed", name);
            return parser_mend(parser, at, at, (char[]){closing, 0});
        }
        if (*at != ',') {
            parser_fail(parser, at, "expected ',' or '%c' among the operands of %s", closing, name);
            return *at == '='           ? parser_mend(parser, at, at + 1, "==")
                   : *at == ';'         ? parser_mend(parser, at, at + 1, ",")
                   : strchr(")]}", *at) ? parser_mend(parser, at, at + 1, (char[]){closing, 0})
                                        : NULL;
        }
        parser->at++;
    }
    parser->at++;
    parser->bars = bars;
    parser->brackets--;
    struct syntax *node = syntax_node(parser->arena, SYNTAX_CALL, count);
    memcpy(node->children, operands, count * sizeof *operands);
    node->name = name;
    return node;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* The logarithm of two operands is that of the first to the base of the second; Wolfram's Log[b, x] has the base first. */
static struct syntax *resolve_logarithm(struct parser *parser, const struct syntax *call, bool base_first, const char *at)
{
    struct syntax *value = call->children[base_first], *base = call->children[!base_first];
    return parser_operation(parser, OPERATION_DIVIDE, parser_operation(parser, OPERATION_LOG, value, NULL, at),
                            parser_operation(parser, OPERATION_LOG, base, NULL, at), at);
}

/* log(2, x) is the logarithm of x to base 2 in GeoGebra and of 2 to base x in R and Python. */
static struct syntax *fail_base(struct parser *parser, const struct syntax *call, const char *at)
{
    const struct syntax *base = call->children[0], *value = call->children[1];
    const int length = (int)(parser->at - 1 - (parser->text + value->position));
    const char *written =
        arena_format(parser->arena, "log(%.*s, %.*s)", length, parser->text + value->position, (int)base->length, parser->text + base->position);
    parser_fail(parser, at,
                "log(a, b) is the logarithm of a to the base b; with a number in front, b may be meant to be the base's: write %s, or ln(a)/ln(b)",
                written);
    return length > 0 ? parser_mend(parser, at, parser->at, written) : NULL;
}

/* A call of a function that is a formula stays a call, by the name of its row. */
static struct syntax *resolve_formula(struct parser *parser, struct syntax *call, const char *at)
{
    const struct function_row *row = function_find(call->name);
    if (!function_takes(row, call->child_count)) {
        const bool one_of_all = !row->arity;
        return parser_fail(parser, at, "%s takes %s%zu operand%s, not %zu%s", call->name, one_of_all ? "at least " : "", one_of_all ? 2 : row->arity,
                           one_of_all ? "s" : plural(row->arity), call->child_count,
                           one_of_all ? ": of all coordinates write their sum, as in sqrt(sum(i, 1, n, x[i]^2))" : "");
    }
    call->name = row->name;
    return call;
}

/* Turns a call of a function of the table into operations: max and min of many are folded pairwise. */
static struct syntax *resolve_function(struct parser *parser, struct syntax *call, const char *at, bool squared)
{
    const enum operation function = operation_find(call->name);
    if (function == OPERATION_COUNT)
        return resolve_formula(parser, call, at);
    const size_t arity = (size_t)operation_rows[function].arity;
    const bool variadic = function == OPERATION_MAX || function == OPERATION_MIN || function == OPERATION_LOG_ADD_EXP;
    if (function == OPERATION_LOG && call->child_count == 2) {
        if (!squared && call->children[0]->kind == SYNTAX_NUMBER && call->children[1]->kind != SYNTAX_NUMBER)
            return fail_base(parser, call, at);
        return resolve_logarithm(parser, call, squared, at);
    }
    if (variadic ? call->child_count < 2 : call->child_count != arity)
        return parser_fail(parser, at, "%s takes %s%zu operand%s, not %zu", call->name, variadic ? "at least " : "", arity, plural(arity),
                           call->child_count);
    struct syntax *node = syntax_operation(parser->arena, function, call->children, arity);
    node->position = call->position;
    for (size_t i = arity; i < call->child_count; i++)
        node = parser_operation(parser, function, node, call->children[i], at);
    return node;
}

/* What is left behind a function's name that no bracket follows: it is a name, or its operand stands there bare. `power` is the text of an
 * exponent between the two, empty if there is none. */
static struct syntax *fail_bare(struct parser *parser, const struct spelled_name *spelled, const char *start, const char *power)
{
    const char *operand = spelling_skip_blanks(parser->at);
    const bool sign = *operand == '-' && operand > parser->text && operand[-1] == ' ' && operand[1] != ' '; /* exp -x^2 */
    const char *end = parser_operand_end(parser, operand + sign);
    end = end == operand + sign ? operand : end;
    if (end == operand)
        return NULL;
    const int length = (int)(end - operand);
    const char *inverse = arena_format(parser->arena, "a%s", spelled->name);
    if (text_starts_with(power, "^-")) { /* tan^-1 x is read like tan^-1(x): as an inverse, if as anything */
        parser_fail(parser, start, "%s%s could be an inverse or a quotient: write 1/%s(…)", spelled->name, power, spelled->name);
        return strcmp(power, "^-1") || !spelling_is_function(inverse)
                   ? NULL
                   : parser_mend(parser, start, end, arena_format(parser->arena, "%s(%.*s)", inverse, length, operand));
    }
    parser_fail(parser, start, "the operand of %s stands in brackets: %s(%.*s)%s", spelled->name, spelled->name, length < 60 ? length : 60, operand,
                power);
    const char *apart = start > parser->text && isalpha((unsigned char)start[-1]) ? " " : ""; /* x\cdot\sin y */
    return parser_mend(parser, start, end, arena_format(parser->arena, "%s%s(%.*s)%s", apart, spelled->name, length, operand, power));
}

/* The exponent between a function's name and its bracket: sin^2(x), sin²(x), \sin^{2}(x). False with the cursor where it was if there is none. */
static bool parse_function_power(struct parser *parser, double *power, const char **text)
{
    const char *const before = parser->at, *end;
    const char *raised = spelling_superscripts(parser->arena, before, &end);
    if (!raised) {
        const size_t sign = spelling_power_sign(before);
        const char *at = spelling_skip_blanks(before + sign);
        const bool braces = *at == '{' || *at == '(';
        const char *digits = at + braces, *stop = digits + (*digits == '-');
        while (parser_is_digit(*stop))
            stop++;
        if (!sign || stop == digits + (*digits == '-') || (braces && *stop != '}' && *stop != ')'))
            return false;
        raised = arena_copy(parser->arena, digits, (size_t)(stop - digits));
        end = stop + braces;
    }
    if (strspn(raised, "-0123456789") != strlen(raised))
        return false;
    *power = strtod(raised, NULL);
    *text = arena_format(parser->arena, "^%s", raised);
    parser->at = end;
    return true;
}

static bool opens_operands(const char *at, bool function)
{
    return *at == '(' || (function && (*at == '[' || *at == '{'));
}

/* "cos+(x)" is how a form sends "cos (x)": a plus between a function's name and its bracket is no plus. */
static void skip_plus_before_bracket(struct parser *parser)
{
    const char *bracket = parser->at;
    while (*bracket == '+' || *bracket == ' ')
        bracket++;
    if (*bracket == '(')
        parser->at = bracket;
}

/* log_3(x): the base stands low behind the name; null if it does not. Bases 2 and 10 have names of their own. */
static struct syntax *low_base(struct parser *parser, struct spelled_name *spelled)
{
    static const char prefix[] = "log_";
    const char *base = text_starts_with(spelled->name, prefix) ? spelled->name + strlen(prefix) : "";
    if (!*base || strspn(base, "0123456789") != strlen(base))
        return NULL;
    spelled->name = "log";
    return syntax_number(parser->arena, strtod(base, NULL));
}

/* The call with one operand more. */
static struct syntax *with_operand(struct parser *parser, const struct syntax *call, struct syntax *operand)
{
    struct syntax *node = syntax_node(parser->arena, SYNTAX_CALL, call->child_count + 1), **children = node->children;
    memcpy(children, call->children, call->child_count * sizeof *children);
    *node = *call;
    node->children = children;
    node->children[node->child_count++] = operand;
    return node;
}

/* sqrt[3](x): the third root, as LaTeX has it, or a product of two, as Wolfram's Sqrt[3] (x). */
static bool refuses_degree(struct parser *parser, const struct spelled_name *spelled, const char *start)
{
    const size_t degree = !strcmp(spelled->name, "sqrt") && *start == 's' && *spelled->end == '[' ? strspn(spelled->end + 1, "0123456789") : 0;
    const char *opening = spelled->end + degree + 2;
    if (!degree || opening[-1] != ']' || !strchr("({", *opening) || !*opening)
        return false;
    parser_fail(parser, start, "sqrt[%.*s] could be the root of that degree or a product: write (…)^(1/%.*s)", (int)degree, spelled->end + 1,
                (int)degree, spelled->end + 1);
    const char *end = parser_operand_end(parser, opening);
    parser_mend(parser, start, end,
                degree == 1 && spelled->end[1] == '3'
                    ? arena_format(parser->arena, "cbrt%.*s", (int)(end - opening), opening)
                    : arena_format(parser->arena, "(%.*s)^(1/%.*s)", (int)(end - opening), opening, (int)degree, spelled->end + 1));
    return true;
}

/* The name of a function of the table, with its operands; `base` is that of a logarithm, or null. */
static struct syntax *parse_function(struct parser *parser, const struct spelled_name *spelled, const char *start, struct syntax *base)
{
    double power = 1;
    const char *power_text = "";
    const char *behind = parser->at;
    if (refuses_degree(parser, spelled, start))
        return NULL;
    skip_plus_before_bracket(parser);
    const bool raised = !opens_operands(parser->at, true) && parse_function_power(parser, &power, &power_text);
    parser_skip_blanks(parser);
    if (!opens_operands(parser->at, true)) {
        if (fail_bare(parser, spelled, start, power_text) || parser->error->code != ERROR_NONE)
            return NULL;
        parser->at = behind;
        if (!strcmp(spelled->name, "if"))
            return parser_fail(parser, start, "if is written if(condition, a, b)");
        return syntax_name(parser->arena, spelled->name);
    }
    const char *opening = parser->at++;
    struct syntax *node = parse_operands(parser, opening, spelled->name);
    if (!node)
        return NULL;
    node->position = parser_position(parser, start);
    if (base)
        node = with_operand(parser, node, base);
    /* NumPy's, SciPy's and PyTorch's sinc is that of π times its operand. */
    if (operation_find(spelled->name) == OPERATION_SINC && memchr(start, '.', (size_t)(spelled->end - start)))
        node->children[0] = parser_operation(parser, OPERATION_MULTIPLY, syntax_name(parser->arena, "pi"), node->children[0], start);
    if (!(node = resolve_function(parser, node, start, *opening == '[')))
        return NULL;
    if (raised && signbit(power)) {
        const char *inverse = arena_format(parser->arena, "a%s", spelled->name);
        parser_fail(parser, start, "%s%s could be an inverse or a quotient: write 1/%s(…)%s", spelled->name, power_text, spelled->name,
                    power == -1 && spelling_is_function(inverse) ? arena_format(parser->arena, " or %s(…)", inverse) : "");
        if (power == -1 && spelling_is_function(inverse))
            parser_mend(parser, start, opening, inverse);
        return NULL;
    }
    return raised ? parser_operation(parser, OPERATION_POWER, node, syntax_number(parser->arena, power), start) : node;
}

static struct syntax *parse_index(struct parser *parser, const char *name)
{
    const char *opening = parser->at++;
    struct syntax *index = parser->formula(parser);
    if (!index)
        return NULL;
    if (*parser->at != ']')
        return parser_fail(parser, *parser->at ? parser->at : opening, "expected ']' to close the index of %s", name);
    parser->at++;
    struct syntax *node = syntax_node(parser->arena, SYNTAX_INDEX, 1);
    node->children[0] = index;
    node->name = name;
    return node;
}

/* Whether "y =" stands in front of a formula of y, or of coordinates behind y: "y = x^2" gives a formula its name, "x = y^2" is a curve. */
static bool stands_on_both_sides(const struct parser *parser, const struct spelled_name *spelled)
{
    const char *defined = parser->defined;
    if (!defined)
        return false;
    const bool coordinates = strchr("xyz", defined[0]) && !defined[1] && strchr("xyz", spelled->name[0]) &&
                             strspn(spelled->name + 1, "0123456789") == strlen(spelled->name + 1);
    return coordinates ? spelled->name[0] >= defined[0] : !strcmp(spelled->name, defined);
}

/* "(2)": what MATLAB's indices look like. */
static bool is_number_in_brackets(const char *opening)
{
    const size_t digits = strspn(opening + 1, "0123456789");
    return digits > 0 && digits < 4 && opening[1 + digits] == ')';
}

struct syntax *parser_name(struct parser *parser)
{
    const char *start = parser->at;
    struct spelled_name spelled = spelling_name(parser->arena, start);
    struct syntax *node, *const base = low_base(parser, &spelled);
    const char *name = spelled.name;
    if (stands_on_both_sides(parser, &spelled))
        return parser_fail(parser, start, "%s = … is an equation if %s stands behind it: a landscape is a formula of its coordinates",
                           parser->defined, name);
    parser->at = spelled.end;
    parser_skip_blanks(parser);
    const bool greek = spelling_is_greek(name) || (isalpha((unsigned char)name[1]) && spelling_is_constant(name)); /* \theta, \theta_1 */
    if (spelled.command && !spelled.upright && !spelling_is_function(name) && !greek && strcmp(name, "inf") && strcmp(name, "e"))
        return parser_fail(parser, start, "\\%.*s is no command of LaTeX that is known here", (int)strcspn(name, "_"), name);
    if (*parser->at == '(' && !strcmp(name, "x") && is_number_in_brackets(parser->at))
        return parser_fail(parser, start, "x(%d) could be the coordinate x%d, as in MATLAB, or a product: write x%d or x*%d", atoi(parser->at + 1),
                           atoi(parser->at + 1), atoi(parser->at + 1), atoi(parser->at + 1));
    if (spelled.index) {
        node = syntax_node(parser->arena, SYNTAX_INDEX, 1);
        node->children[0] = parser_place(parser, syntax_name(parser->arena, spelled.index), start, spelled.end);
        node->name = name;
    } else if (parser_is_grid(name, parser->at)) {
        node = parser_grid(parser, start);
    } else if (spelling_is_function(name)) {
        node = parse_function(parser, &spelled, start, base);
    } else if (*parser->at == '(' && text_starts_with(name, "log_")) {
        parser_fail(parser, start, "a logarithm to the base %s is written log(…, %s)", name + 4, name + 4);
        return strcmp(name, "log_e") ? NULL : parser_mend(parser, start, spelled.end, "ln");
    } else if (*parser->at == '(' && !spelling_names_number(name)) {
        const char *opening = parser->at++;
        node = parse_operands(parser, opening, name);
    } else if (*parser->at == '[') {
        node = parse_index(parser, name);
    } else {
        node = syntax_name(parser->arena, name);
    }
    return parser_place(parser, node, start, spelled.end);
}
