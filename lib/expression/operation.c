/* The table made of operations.def, with the aliases people type. */
#include "expression/operation.h"

#include <string.h>

const struct operation_row operation_rows[OPERATION_COUNT] = {
    [OPERATION_NUMBER] = {.name = "number"},
    [OPERATION_PI] = {.name = "pi", .tex = "\\pi", .readable = "π", .help = "3.14159…, also typed π"},
    [OPERATION_E] = {.name = "e", .tex = "e", .readable = "e", .help = "2.71828…"},
    [OPERATION_VARIABLE] = {.name = "variable"},
    [OPERATION_SPLINE] = {.name = "spline"},
#define OPERATION(id, name, arity, kernel, da, db, dc, interval, tex, readable, help, python)                                                        \
    [OPERATION_##id] = {name, arity, {da, db, dc}, tex, readable, help, #kernel, python},
#include "expression/operations.def"
#undef OPERATION
};

/* Longer symbols stand before their prefixes, as the first that matches is taken; of an operation the plain ASCII spelling stands last. Those
 * with a backslash are LaTeX's, those with a dot before them MATLAB's, %% is R's. */
const struct infix_row infix_rows[] = {
    {"**", OPERATION_POWER, PRECEDENCE_POWER, 1},
    {".^", OPERATION_POWER, PRECEDENCE_POWER, 1},
    {"^", OPERATION_POWER, PRECEDENCE_POWER, 1},
    {"\\leq", OPERATION_LESS_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"\\le", OPERATION_LESS_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"≤", OPERATION_LESS_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"⩽", OPERATION_LESS_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"<=", OPERATION_LESS_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"\\geq", OPERATION_GREATER_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"\\ge", OPERATION_GREATER_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"≥", OPERATION_GREATER_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"⩾", OPERATION_GREATER_EQUAL, PRECEDENCE_COMPARISON, 0},
    {">=", OPERATION_GREATER_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"==", OPERATION_EQUAL, PRECEDENCE_COMPARISON, 0},
    {"\\neq", OPERATION_UNEQUAL, PRECEDENCE_COMPARISON, 0},
    {"\\ne", OPERATION_UNEQUAL, PRECEDENCE_COMPARISON, 0},
    {"≠", OPERATION_UNEQUAL, PRECEDENCE_COMPARISON, 0},
    {"!=", OPERATION_UNEQUAL, PRECEDENCE_COMPARISON, 0},
    {"\\lt", OPERATION_LESS, PRECEDENCE_COMPARISON, 0},
    {"<", OPERATION_LESS, PRECEDENCE_COMPARISON, 0},
    {"\\gt", OPERATION_GREATER, PRECEDENCE_COMPARISON, 0},
    {">", OPERATION_GREATER, PRECEDENCE_COMPARISON, 0},
    {"\\cdot", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"\\times", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"·", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"⋅", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"∙", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"×", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"∗", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {".*", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"*", OPERATION_MULTIPLY, PRECEDENCE_PRODUCT, 0},
    {"\\div", OPERATION_DIVIDE, PRECEDENCE_PRODUCT, 0},
    {"÷", OPERATION_DIVIDE, PRECEDENCE_PRODUCT, 0},
    {"∕", OPERATION_DIVIDE, PRECEDENCE_PRODUCT, 0},
    {"⁄", OPERATION_DIVIDE, PRECEDENCE_PRODUCT, 0},
    {"./", OPERATION_DIVIDE, PRECEDENCE_PRODUCT, 0},
    {"/", OPERATION_DIVIDE, PRECEDENCE_PRODUCT, 0},
    {"\\bmod", OPERATION_MODULO, PRECEDENCE_PRODUCT, 0},
    {"mod", OPERATION_MODULO, PRECEDENCE_PRODUCT, 0},
    {"%%", OPERATION_MODULO, PRECEDENCE_PRODUCT, 0},
    {"%", OPERATION_MODULO, PRECEDENCE_PRODUCT, 0},
    {"+", OPERATION_ADD, PRECEDENCE_SUM, 0},
    {"−", OPERATION_SUBTRACT, PRECEDENCE_SUM, 0},
    {"–", OPERATION_SUBTRACT, PRECEDENCE_SUM, 0},
    {"-", OPERATION_SUBTRACT, PRECEDENCE_SUM, 0},
    {"&&", OPERATION_AND, PRECEDENCE_AND, 0},
    {"∧", OPERATION_AND, PRECEDENCE_AND, 0},
    {"\\land", OPERATION_AND, PRECEDENCE_AND, 0},
    {"and", OPERATION_AND, PRECEDENCE_AND, 0},
    {"||", OPERATION_OR, PRECEDENCE_OR, 0},
    {"∨", OPERATION_OR, PRECEDENCE_OR, 0},
    {"\\lor", OPERATION_OR, PRECEDENCE_OR, 0},
    {"or", OPERATION_OR, PRECEDENCE_OR, 0},
};
const size_t infix_count = sizeof infix_rows / sizeof *infix_rows;

static const struct alias {
    const char *name;
    enum operation operation;
} aliases[] = {
    {"ln", OPERATION_LOG},         {"pow", OPERATION_POWER},
    {"power", OPERATION_POWER},    {"mod", OPERATION_MODULO},
    {"arcsin", OPERATION_ASIN},    {"arccos", OPERATION_ACOS},
    {"arctan", OPERATION_ATAN},    {"arctan2", OPERATION_ATAN2},
    {"arsinh", OPERATION_ASINH},   {"arcosh", OPERATION_ACOSH},
    {"artanh", OPERATION_ATANH},   {"arcsinh", OPERATION_ASINH},
    {"arccosh", OPERATION_ACOSH},  {"arctanh", OPERATION_ATANH},
    {"fabs", OPERATION_ABS},       {"sgn", OPERATION_SIGN},
    {"heaviside", OPERATION_STEP}, {"logistic", OPERATION_SIGMOID},
    {"swish", OPERATION_SILU},     {"maximum", OPERATION_MAX},
    {"minimum", OPERATION_MIN},    {"if", OPERATION_WHERE},
    {"ifelse", OPERATION_WHERE},   {"sigma", OPERATION_SIGMOID},
    {"σ", OPERATION_SIGMOID},      {"leakyrelu", OPERATION_LEAKY_RELU},
    {"H", OPERATION_STEP},         {"logaddexp", OPERATION_LOG_ADD_EXP},
    {"gammaln", OPERATION_LGAMMA}, {"loggamma", OPERATION_LGAMMA},
    {"lngamma", OPERATION_LGAMMA}, {"tgamma", OPERATION_GAMMA},
    {"jv", OPERATION_BESSEL},      {"jn", OPERATION_BESSEL},
};

static double works[OPERATION_COUNT]; /* 0 before operation_start */

static double work_of(enum operation operation)
{
    /* What a kernel calls, beside a sum, as measured: of special.h; of SLEEF those that take long; any other of SLEEF that is not a rounding. */
    static const struct {
        const char *call;
        double work;
    } calls[] = {{"SPECIAL(", 500}, {"grid_value", 60}, {"gamma, u", 90}, {"(erf", 45}, {"(asinh, u", 30},
                 {"(acosh, u", 30}, {"(cbrt, u", 20},   {"(pow, u", 12},  {", u", 8}};
    double work = 0;
    for (const char *at = operation_rows[operation].kernel; at && *at; at++)
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
            if (*at == *calls[i].call && !strncmp(at, calls[i].call, strlen(calls[i].call)))
                work += calls[i].work;
    return work > 1 ? work : 1;
}

double operation_work(enum operation operation)
{
    return works[operation] > 0 ? works[operation] : work_of(operation);
}

void operation_start(void)
{
    for (enum operation operation = 0; operation < OPERATION_COUNT; operation++)
        works[operation] = work_of(operation);
}

const struct infix_row *infix_of(enum operation operation)
{
    /* The last row of an operation is its plain ASCII spelling. */
    for (size_t i = infix_count; i-- > 0;)
        if (infix_rows[i].operation == operation)
            return &infix_rows[i];
    return NULL;
}

enum operation operation_find(const char *name)
{
    for (enum operation operation = OPERATION_FIRST_COMPUTED; operation < OPERATION_COUNT; operation++)
        if (operation_rows[operation].help && *operation_rows[operation].name == *name && !strcmp(operation_rows[operation].name, name))
            return operation;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (*aliases[i].name == *name && !strcmp(aliases[i].name, name))
            return aliases[i].operation;
    return OPERATION_COUNT;
}

const char *operation_alias(size_t index)
{
    return index < sizeof aliases / sizeof *aliases ? aliases[index].name : NULL;
}
