/* One walk for all styles: what differs is how an operator, a power, a quotient and a name are written. Brackets follow from
 * precedence; the text style also keeps those that only fix the order of rounding. */
#include "expression/print.h"

#include "base/number.h"
#include "base/text.h"
#include "expression/function.h"
#include "expression/grid.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void print(const struct syntax *tree, enum print_style style, struct buffer *out);
static void print_superscript(double exponent, struct buffer *out);

static bool is_operation(const struct syntax *tree, enum operation operation)
{
    return tree->kind == SYNTAX_OPERATION && tree->operation == operation;
}

static bool is_series(const struct syntax *tree)
{
    return tree->kind == SYNTAX_CALL && tree->child_count == 4 && (!strcmp(tree->name, "sum") || !strcmp(tree->name, "prod"));
}

static bool is_derivative(const struct syntax *tree)
{
    return tree->kind == SYNTAX_CALL && !strcmp(tree->name, "diff") &&
           (tree->child_count == 2 || (tree->child_count == 3 && tree->children[2]->kind == SYNTAX_NUMBER && tree->children[2]->number >= 0 &&
                                       tree->children[2]->number < 10 && tree->children[2]->number == floor(tree->children[2]->number)));
}

/* 4.3×10¹³ is a product, and 10⁻⁹ a power. */
static int readable_precedence(double number)
{
    char text[NUMBER_SIZE];
    number_print_rounded(text, number, NUMBER_ALL);
    return strstr(text, "×") ? PRECEDENCE_PRODUCT : text[strspn(text, "0123456789.")] ? PRECEDENCE_POWER : PRECEDENCE_PRIMARY;
}

/* Whether a power of what the template sets would read as another: e^{a}, \frac{a}{b} and cases have no brackets around them. */
static bool is_open_template(const char *tex)
{
    return !strncmp(tex, "e^", 2) || !strncmp(tex, "2^", 2) || !strncmp(tex, "\\frac", 5) || !strncmp(tex, "\\begin", 6);
}

/* How the row of a function that is a formula says that a call is set; null: as its name with operands. */
static const char *template_of(const struct syntax *tree, enum print_style style)
{
    const struct function_row *row = function_find(tree->name);
    return !row || style == PRINT_TEXT ? NULL : style == PRINT_TEX ? row->tex : row->readable;
}

static int precedence(const struct syntax *tree, enum print_style style)
{
    if (tree->kind == SYNTAX_NUMBER)
        return signbit(tree->number) ? PRECEDENCE_NEGATION : style == PRINT_READABLE ? readable_precedence(tree->number) : PRECEDENCE_PRIMARY;
    if (is_series(tree) && style != PRINT_TEXT)
        return PRECEDENCE_SUM;
    if (is_derivative(tree) && style != PRINT_TEXT)
        return PRECEDENCE_PRODUCT;
    /* x! is set without brackets. */
    const char *template = tree->kind == SYNTAX_CALL ? template_of(tree, style) : NULL;
    if (tree->kind != SYNTAX_OPERATION)
        return template && strstr(template, "#!") ? PRECEDENCE_POWER : PRECEDENCE_PRIMARY;
    if (tree->operation == OPERATION_NEGATE)
        return PRECEDENCE_NEGATION;
    if (tree->operation == OPERATION_NOT)
        return PRECEDENCE_NOT;
    if (style == PRINT_TEX && tree->operation == OPERATION_DIVIDE)
        return PRECEDENCE_PRIMARY;
    const struct infix_row *infix = infix_of(tree->operation);
    if (!infix && style == PRINT_TEX && is_open_template(operation_rows[tree->operation].tex))
        return PRECEDENCE_POWER;
    return infix ? infix->precedence : PRECEDENCE_PRIMARY;
}

static void print_bracketed(const struct syntax *tree, enum print_style style, struct buffer *out, bool brackets)
{
    if (brackets)
        buffer_text(out, style == PRINT_TEX ? "\\left(" : "(");
    print(tree, style, out);
    if (brackets)
        buffer_text(out, style == PRINT_TEX ? "\\right)" : ")");
}

static void print_number(double number, enum print_style style, struct buffer *out)
{
    char text[NUMBER_SIZE];
    if (style == PRINT_READABLE) {
        buffer_bytes(out, text, number_print_rounded(text, number, NUMBER_ALL));
        return;
    }
    number_print(text, number);
    char *exponent = strchr(text, 'e');
    if (style == PRINT_TEX && exponent)
        buffer_format(out, "%.*s\\times10^{%s}", (int)(exponent - text), text, exponent + 1);
    else
        buffer_text(out, text);
}

/* x1 and the like have their number as a subscript. */
static void print_name(const char *name, enum print_style style, struct buffer *out)
{
    static const char *const symbols[][3] = {{"pi", "\\pi", "π"}, {"tau", "\\tau", "τ"}, {"inf", "\\infty", "∞"}, {"infinity", "\\infty", "∞"}};
    for (size_t i = 0; style != PRINT_TEXT && i < sizeof symbols / sizeof *symbols; i++)
        if (!strcmp(name, symbols[i][0])) {
            buffer_text(out, symbols[i][style == PRINT_TEX ? 1 : 2]);
            return;
        }
    if (style == PRINT_TEXT || strlen(name) < 2 || strspn(name + 1, "0123456789") != strlen(name + 1)) {
        if (style == PRINT_TEX && strlen(name) > 1)
            buffer_format(out, "\\operatorname{%s}", name);
        else
            buffer_text(out, name);
    } else if (style == PRINT_TEX) {
        buffer_format(out, "%c_{%s}", name[0], name + 1);
    } else {
        buffer_character(out, name[0]);
        for (const char *digit = name + 1; *digit; digit++)
            buffer_text(out, text_subscripts[*digit - '0']);
    }
}

/* Fills a row's template: #1, #2, #3 are the operands, #! the first in brackets unless it is a name or a number. */
static void print_template(const char *template, const struct syntax *tree, enum print_style style, struct buffer *out)
{
    for (const char *at = template; *at; at++) {
        if (*at == '#' && isdigit((unsigned char)at[1]))
            print(tree->children[*++at - '1'], style, out);
        else if (*at == '#' && at[1] == '!')
            at++, print_bracketed(tree->children[0], style, out, precedence(tree->children[0], style) < PRECEDENCE_PRIMARY);
        else
            buffer_character(out, *at);
    }
}

static void print_call(const char *name, const struct syntax *tree, enum print_style style, struct buffer *out)
{
    if (style == PRINT_TEX)
        buffer_format(out, "\\operatorname{%s}\\left(", name);
    else
        buffer_format(out, "%s(", name);
    for (size_t i = 0; i < tree->child_count; i++) {
        buffer_text(out, i ? style == PRINT_TEX ? "," : ", " : "");
        print(tree->children[i], style, out);
    }
    buffer_text(out, style == PRINT_TEX ? "\\right)" : ")");
}

/* sum(i, 1, n, term) as Σ with its bounds. */
static void print_series(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    const bool sum = !strcmp(tree->name, "sum");
    buffer_text(out, style == PRINT_TEX ? sum ? "\\sum_{" : "\\prod_{" : sum ? "Σ[" : "Π[");
    print(tree->children[0], style, out);
    buffer_text(out, "=");
    print(tree->children[1], style, out);
    buffer_text(out, style == PRINT_TEX ? "}^{" : "…");
    print(tree->children[2], style, out);
    buffer_text(out, style == PRINT_TEX ? "}" : "] ");
    print_bracketed(tree->children[3], style, out, precedence(tree->children[3], style) <= PRECEDENCE_SUM);
}

/* The order of a derivative above its d; nothing for the first. */
static void print_order(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    if (tree->child_count < 3)
        return;
    if (style == PRINT_TEX)
        buffer_format(out, "^{%d}", (int)tree->children[2]->number);
    else
        print_superscript(tree->children[2]->number, out);
}

/* diff(expression, variable, order) in Leibniz's notation. */
static void print_derivative(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    buffer_text(out, style == PRINT_TEX ? "\\frac{d" : "d");
    print_order(tree, style, out);
    buffer_text(out, style == PRINT_TEX ? "}{d" : "/d");
    print(tree->children[1], style, out);
    print_order(tree, style, out);
    buffer_text(out, style == PRINT_TEX ? "}" : " ");
    print_bracketed(tree->children[0], style, out, precedence(tree->children[0], style) < PRECEDENCE_PRIMARY);
}

static void print_superscript(double exponent, struct buffer *out)
{
    char text[NUMBER_SIZE];
    number_print(text, exponent);
    for (const char *at = text; *at; at++)
        buffer_text(out, *at == '-' ? "⁻" : text_superscripts[*at - '0']);
}

static void print_power(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    const struct syntax *base = tree->children[0], *exponent = tree->children[1];
    print_bracketed(base, style, out, precedence(base, style) <= PRECEDENCE_POWER || (style == PRINT_TEX && is_operation(base, OPERATION_DIVIDE)));
    if (style == PRINT_TEX) {
        buffer_text(out, "^{");
        print(exponent, style, out);
        buffer_text(out, "}");
    } else if (style == PRINT_READABLE && exponent->kind == SYNTAX_NUMBER && exponent->number == floor(exponent->number) &&
               fabs(exponent->number) < 1000) {
        print_superscript(exponent->number, out);
    } else {
        const int within = precedence(exponent, style);
        buffer_text(out, "^");
        print_bracketed(exponent, style, out,
                        exponent->kind == SYNTAX_NUMBER ? within == PRECEDENCE_PRODUCT || within == PRECEDENCE_POWER : within < PRECEDENCE_POWER);
    }
}

/* The first leaf as it is written, which decides whether a factor may follow a number without a sign of multiplication. */
static const struct syntax *leftmost(const struct syntax *tree)
{
    while (tree->kind == SYNTAX_OPERATION && infix_of(tree->operation))
        tree = tree->children[0];
    return tree;
}

static const struct syntax *rightmost(const struct syntax *tree)
{
    while (is_operation(tree, OPERATION_MULTIPLY))
        tree = tree->children[1];
    return tree;
}

/* Whether the text of a tree begins with a minus sign: behind a plus that would read as one operator, the plus a stray one. */
static bool starts_with_minus(const struct syntax *tree)
{
    const struct infix_row *infix;
    while (tree->kind == SYNTAX_OPERATION && (infix = infix_of(tree->operation))) {
        const int first = precedence(tree->children[0], PRINT_TEXT);
        if (first < infix->precedence || (first == infix->precedence && tree->operation == OPERATION_POWER))
            return false;
        tree = tree->children[0];
    }
    return precedence(tree, PRINT_TEXT) == PRECEDENCE_NEGATION;
}

/* What stands between two factors: nothing in 2x, πx and 5πx; else the sign of multiplication. */
static const char *product_sign(const struct syntax *left, const struct syntax *right, bool right_bracketed, enum print_style style)
{
    if (style == PRINT_TEXT)
        return "*";
    const struct syntax *before = rightmost(left), *after = leftmost(right);
    const bool numeral = before->kind == SYNTAX_NUMBER || (before->kind == SYNTAX_NAME && !strcmp(before->name, "pi"));
    const bool juxtaposed = numeral && (right_bracketed || after->kind == SYNTAX_NAME || after->kind == SYNTAX_INDEX);
    if (style == PRINT_READABLE)
        return juxtaposed ? "" : "·";
    return after->kind == SYNTAX_NUMBER ? "\\cdot " : "\\,";
}

static void print_infix(const struct syntax *tree, const struct infix_row *infix, enum print_style style, struct buffer *out)
{
    const struct syntax *left = tree->children[0], *right = tree->children[1];
    const enum operation operation = tree->operation;
    if (operation == OPERATION_POWER) {
        print_power(tree, style, out);
        return;
    }
    if (operation == OPERATION_DIVIDE && style == PRINT_TEX) {
        buffer_text(out, "\\frac{");
        print(left, style, out);
        buffer_text(out, "}{");
        print(right, style, out);
        buffer_text(out, "}");
        return;
    }
    const bool associative = (operation == OPERATION_ADD || operation == OPERATION_MULTIPLY) && style != PRINT_TEXT;
    const int right_precedence = precedence(right, style);
    /* A sum may end in an unbracketed Σ, but nothing may follow one. */
    const bool chained = infix->precedence == PRECEDENCE_COMPARISON && precedence(left, style) == PRECEDENCE_COMPARISON;
    const bool left_brackets = precedence(left, style) < infix->precedence || chained || (is_series(left) && style != PRINT_TEXT);
    const bool right_brackets = right_precedence < infix->precedence ||
                                (right_precedence == infix->precedence && !(associative && right->operation == operation)) ||
                                (right_precedence == PRECEDENCE_NEGATION && (style != PRINT_TEXT || right->kind == SYNTAX_NUMBER)) ||
                                (style == PRINT_TEXT && operation == OPERATION_ADD && starts_with_minus(right));
    const bool series_follows = is_series(right) && operation == OPERATION_ADD;
    print_bracketed(left, style, out, left_brackets);
    if (operation == OPERATION_MULTIPLY)
        buffer_text(out, product_sign(left, right, right_brackets, style));
    else if (operation == OPERATION_DIVIDE)
        buffer_text(out, "/");
    else
        buffer_format(out, " %s ",
                      style == PRINT_TEXT  ? infix->symbol
                      : style == PRINT_TEX ? operation_rows[operation].tex
                                           : operation_rows[operation].readable);
    print_bracketed(right, style, out, right_brackets && !series_follows);
}

/* The values in rows, as they can be typed. */
static void print_grid_values(const struct grid_values *values, struct buffer *out)
{
    char text[4][NUMBER_SIZE];
    for (int i = 0; i < 2; i++) {
        number_print(text[i], values->x[i]);
        number_print(text[2 + i], values->y[i]);
    }
    buffer_format(out, "grid(%s:%s,%s:%s", text[0], text[1], text[2], text[3]);
    for (size_t i = 0; i < values->rows * values->columns; i++) {
        number_print(text[0], values->z[i]);
        buffer_format(out, "%c%s", i && i % values->columns == 0 ? ';' : ',', text[0]);
    }
    buffer_character(out, ')');
}

/* As text with its values, else as a function of its two operands; which derivative it is stands low behind the name. */
static void print_grid(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    static const char *const coordinates[] = {"x", "y"};
    const struct grid_spline *spline = tree->children[2]->grid;
    int orders[2];
    grid_orders(spline, orders);
    if (style == PRINT_TEXT) {
        for (int axis = 1; axis >= 0; axis--)
            buffer_text(out, orders[axis] ? "diff(" : "");
        print_grid_values(grid_values(spline), out);
        for (int axis = 0; axis < 2; axis++)
            if (orders[axis])
                buffer_format(out, ", %s, %d)", coordinates[axis], orders[axis]);
        return;
    }
    buffer_text(out, style == PRINT_TEX ? "\\operatorname{grid}" : "grid");
    if (orders[0] + orders[1])
        buffer_text(out, style == PRINT_TEX ? "_{" : "_");
    for (int axis = 0; axis < 2; axis++)
        for (int k = 0; k < orders[axis]; k++)
            buffer_text(out, coordinates[axis]);
    if (orders[0] + orders[1] && style == PRINT_TEX)
        buffer_text(out, "}");
    print_template(style == PRINT_TEX ? "\\left(#1,#2\\right)" : "(#1, #2)", tree, style, out);
}

static void print_operation(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    const struct operation_row *row = &operation_rows[tree->operation];
    const struct infix_row *infix = row->arity == 2 ? infix_of(tree->operation) : NULL;
    if (tree->operation == OPERATION_GRID) {
        print_grid(tree, style, out);
    } else if (infix) {
        print_infix(tree, infix, style, out);
    } else if (tree->operation == OPERATION_NEGATE || tree->operation == OPERATION_NOT) {
        const int own = precedence(tree, style), below = precedence(tree->children[0], style);
        buffer_text(out, tree->operation == OPERATION_NOT && style == PRINT_TEXT ? "not "
                         : style == PRINT_READABLE                               ? row->readable
                         : style == PRINT_TEX                                    ? row->tex
                                                                                 : "-");
        print_bracketed(tree->children[0], style, out,
                        below < own - (style != PRINT_TEXT && below == PRECEDENCE_PRODUCT) || below == PRECEDENCE_NEGATION);
    } else if (style == PRINT_TEX) {
        print_template(row->tex, tree, style, out);
    } else if (style == PRINT_READABLE && row->readable) {
        print_template(row->readable, tree, style, out);
    } else {
        print_call(row->name, tree, style, out);
    }
}

static void print(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    switch (tree->kind) {
    case SYNTAX_NUMBER:
        print_number(tree->number, style, out);
        break;
    case SYNTAX_NAME:
        print_name(tree->name, style, out);
        break;
    case SYNTAX_INDEX:
        buffer_text(out, style == PRINT_TEX ? "x_{" : "x[");
        print(tree->children[0], style, out);
        buffer_text(out, style == PRINT_TEX ? "}" : "]");
        break;
    case SYNTAX_CALL:
        if (is_series(tree) && style != PRINT_TEXT)
            print_series(tree, style, out);
        else if (is_derivative(tree) && style != PRINT_TEXT)
            print_derivative(tree, style, out);
        else if (template_of(tree, style))
            print_template(template_of(tree, style), tree, style, out);
        else
            print_call(tree->name, tree, style, out);
        break;
    case SYNTAX_OPERATION:
        print_operation(tree, style, out);
        break;
    case SYNTAX_GRID: /* by print_grid */
        break;
    }
}

void syntax_print(const struct syntax *tree, enum print_style style, struct buffer *out)
{
    print(tree, style, out);
}

static struct syntax *syntax_of(const struct graph *graph, node_id id, size_t dimension, size_t *left)
{
    if (!*left)
        return NULL;
    --*left;
    const struct node *node = &graph->nodes[id];
    struct arena *arena = graph->arena;
    if (node->operation == OPERATION_NUMBER)
        return syntax_number(arena, node->value);
    if (node->operation == OPERATION_PI || node->operation == OPERATION_E)
        return syntax_name(arena, operation_rows[node->operation].name);
    if (node->operation == OPERATION_SPLINE) {
        struct syntax *leaf = syntax_node(arena, SYNTAX_GRID, 0);
        leaf->grid = grid_of(node->value);
        return leaf;
    }
    if (node->operation == OPERATION_VARIABLE)
        return syntax_name(arena, dimension <= 2 ? node->value == 0 ? "x" : "y" : arena_format(arena, "x%d", (int)node->value + 1));
    const enum operation operation = node->operation == OPERATION_CHAIN ? OPERATION_MULTIPLY : (enum operation)node->operation;
    struct syntax *children[3];
    const int arity = operation_rows[operation].arity;
    for (int i = 0; i < arity; i++)
        if (!(children[i] = syntax_of(graph, node->operands[i], dimension, left)))
            return NULL;
    return syntax_operation(arena, operation, children, (size_t)arity);
}

struct syntax *graph_syntax(const struct graph *graph, node_id id, size_t dimension, size_t most)
{
    return syntax_of(graph, id, dimension, &most);
}
