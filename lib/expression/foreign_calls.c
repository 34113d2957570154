/* Calls of other languages: rows with a template, and what is done with lists. */
#include "expression/foreign_parts.h"
#include "expression/spelling.h"

#include <string.h>

/* Calls of so many operands. In a template #1 stands for the first operand. A call in square brackets alone has `square`. */
static const struct {
    const char *name;
    size_t count;
    const char *template;
    bool square;
} calls[] = {
    {"deg2rad", 1, "((#1)*pi/180)", false},
    {"radians", 1, "((#1)*pi/180)", false},
    {"rad2deg", 1, "((#1)*180/pi)", false},
    {"degrees", 1, "((#1)*180/pi)", false},
    {"acosd", 1, "(acos(#1)*180/pi)", false},
    {"asind", 1, "(asin(#1)*180/pi)", false},
    {"atand", 1, "(atan(#1)*180/pi)", false},
    {"reciprocal", 1, "(1/(#1))", false},
    {"times", 2, "((#1)*(#2))", false},
    {"plus", 2, "((#1) + (#2))", false},
    {"minus", 2, "((#1) - (#2))", false},
    {"subtract", 2, "((#1) - (#2))", false},
    {"multiply", 2, "((#1)*(#2))", false},
    {"divide", 2, "((#1)/(#2))", false},
    {"quotient", 2, "floor((#1)/(#2))", false},
    {"floordivide", 2, "floor((#1)/(#2))", false},
    {"floor_divide", 2, "floor((#1)/(#2))", false},
    {"rational", 2, "((#1)/(#2))", false},
    {"pow", 2, "((#1)^(#2))", false},
    {"abs2", 1, "((#1)^2)", false},
    {"exp10", 1, "(10^(#1))", false},
    {"mse_loss", 2, "(((#1) - (#2))^2)", false},
    {"xor", 2, "((#1) != (#2))", false},
    {"eq", 2, "((#1) == (#2))", false},
    {"ne", 2, "((#1) != (#2))", false},
    {"and", 2, "((#1) and (#2))", false},
    {"or", 2, "((#1) or (#2))", false},
    {"not", 1, "(not (#1))", false},
    {"pi", 0, "pi", false},
    {"trunc", 1, "where(#1 < 0, ceil(#1), floor(#1))", false},
    {"fix", 1, "where(#1 < 0, ceil(#1), floor(#1))", false},
    {"int", 1, "where(#1 < 0, ceil(#1), floor(#1))", false},
    {"integerpart", 1, "where(#1 < 0, ceil(#1), floor(#1))", false},
    {"fractionalpart", 1, "((#1) - where(#1 < 0, ceil(#1), floor(#1)))", false},
    {"frac", 1, "((#1) - where(#1 < 0, ceil(#1), floor(#1)))", false},
    {"rem", 2, "((#1) - (#2)*where((#1)/(#2) < 0, ceil((#1)/(#2)), floor((#1)/(#2))))", false},
    {"fmod", 2, "((#1) - (#2)*where((#1)/(#2) < 0, ceil((#1)/(#2)), floor((#1)/(#2))))", false},
    {"remainder", 2, "mod(#1, #2)", false},
    {"round", 2, "(round((#1)*10^(#2))/10^(#2))", false},
    {"ceiling", 1, "ceil(#1)", false},
    {"negative", 1, "(-(#1))", false},
    {"zeros_like", 1, "0", false},
    {"ones_like", 1, "1", false},
    {"logical_and", 2, "((#1) and (#2))", false},
    {"logical_or", 2, "((#1) or (#2))", false},
    {"logical_not", 1, "(not (#1))", false},
    {"sinpi", 1, "sin(pi*(#1))", false},
    {"cospi", 1, "cos(pi*(#1))", false},
    {"tanpi", 1, "tan(pi*(#1))", false},
    {"plogis", 1, "sigmoid(#1)", false},
    {"qlogis", 1, "logit(#1)", false},
    {"clip", 1, "clip(#1, -1, 1)", true},
    {"besselj", 2, "besselj(#2, #1)", false}, /* R's; in the order of others it is accepted */
    {"numeric", 1, "(#1)", false},
    {"integer", 1, "(#1)", false},
    {"nan_to_num", 1, "(#1)", false},
    {"print", 1, "(#1)", false},
    {"evaluate", 1, "(#1)", true},
    {"re", 1, "(#1)", true},
    {"n", 1, "(#1)", true},
    {"float64", 1, "(#1)", false},
    {"float32", 1, "(#1)", false},
    {"float", 1, "(#1)", false},
    {"double", 1, "(#1)", false},
    {"choose", 2, "(gamma((#1) + 1)/(gamma((#2) + 1)*gamma((#1) - (#2) + 1)))", false},
    {"binom", 2, "(gamma((#1) + 1)/(gamma((#2) + 1)*gamma((#1) - (#2) + 1)))", false},
    {"binomial", 2, "(gamma((#1) + 1)/(gamma((#2) + 1)*gamma((#1) - (#2) + 1)))", false},
    {"nchoosek", 2, "(gamma((#1) + 1)/(gamma((#2) + 1)*gamma((#1) - (#2) + 1)))", false},
    {"ncr", 2, "(gamma((#1) + 1)/(gamma((#2) + 1)*gamma((#1) - (#2) + 1)))", false},
    {"comb", 2, "(gamma((#1) + 1)/(gamma((#2) + 1)*gamma((#1) - (#2) + 1)))", false},
    {"beta", 2, "(gamma(#1)*gamma(#2)/gamma((#1) + (#2)))", false},
    {"dnorm", 3, "(exp(-(((#1) - (#2))/(#3))^2/2)/((#3)*sqrt(2*pi)))", false},
    {"pnorm", 3, "(erfc(-((#1) - (#2))/((#3)*sqrt(2)))/2)", false},
    {"dnorm", 1, "(exp(-(#1)^2/2)/sqrt(2*pi))", false},
    {"normpdf", 1, "(exp(-(#1)^2/2)/sqrt(2*pi))", false},
    {"pnorm", 1, "(erfc(-(#1)/sqrt(2))/2)", false},
    {"normcdf", 1, "(erfc(-(#1)/sqrt(2))/2)", false},
    {"expit", 1, "sigmoid(#1)", false},
    {"logisticsigmoid", 1, "sigmoid(#1)", false},
    {"ramp", 1, "relu(#1)", false},
    {"boole", 1, "where(#1, 1, 0)", false},
    {"unitstep", 1, "where(#1 >= 0, 1, 0)", false},
    {"heavisidetheta", 1, "where(#1 > 0, 1, 0)", false},
    {"heaviside", 2, "where(#1 == 0, #2, where(#1 > 0, 1, 0))", false},
    {"cosec", 1, "csc(#1)", false},
    {"tg", 1, "tan(#1)", false},
    {"ctg", 1, "cot(#1)", false},
    {"arctg", 1, "atan(#1)", false},
    {"sh", 1, "sinh(#1)", false},
    {"ch", 1, "cosh(#1)", false},
    {"th", 1, "tanh(#1)", false},
    {"lg", 1, "log10(#1)", false},
    {"ld", 1, "log2(#1)", false},
    {"lb", 1, "log2(#1)", false},
    {"cuberoot", 1, "cbrt(#1)", false},
    {"derivative", 1, "diff(#1, x)", false},
    {"derivative", 2, "diff(#1, #2)", false},
    {"d", 2, "diff(#1, #2)", true},
    {"arctan", 2, "atan2(#2, #1)", true},
    {"function", 2, "(#2)", true},
    {"len", 1, "n", false},
    {"length", 1, "n", false},
    {"subscript", 2, "#1[#2]", true},
    {"leaky_relu", 2, "where(#1 > 0, #1, (#2)*(#1))", false},
    {"clamp", 2, "max(#1, #2)", false},
    {"lerp", 3, "((#1) + (#3)*((#2) - (#1)))", false},
    {"mix", 3, "((#1) + (#3)*((#2) - (#1)))", false},
    {"cosine", 1, "cos(#1)", false},
    {"tangent", 1, "tan(#1)", false},
    {"absolute", 1, "abs(#1)", false},
    {"logarithm", 1, "log(#1)", false},
    {"squareroot", 1, "sqrt(#1)", false},
    {"root", 1, "sqrt(#1)", false},
    {"rounddown", 2, "(where(#1 < 0, ceil((#1)*10^(#2)), floor((#1)*10^(#2)))/10^(#2))", false},
    {"wurzel", 1, "sqrt(#1)", false},
    {"racine", 1, "sqrt(#1)", false},
    {"raiz", 1, "sqrt(#1)", false},
    {"potenz", 2, "((#1)^(#2))", false},
    {"puissance", 2, "((#1)^(#2))", false},
    {"potencia", 2, "((#1)^(#2))", false},
    {"wenn", 3, "where(#1, #2, #3)", false},
    {"si", 3, "where(#1, #2, #3)", false},
    {"if", 5, "where(#1, #2, where(#3, #4, #5))", false},
};

/* What is done with the items of a list that is the one operand. */
static const struct {
    const char *name, *sign, *call; /* between the items, or the function of all */
} of_lists[] = {{"sum", " + ", NULL},   {"total", " + ", NULL}, {"prod", "*", NULL},  {"product", "*", NULL},
                {"mean", NULL, "mean"}, {"norm", NULL, "norm"}, {"max", NULL, "max"}, {"min", NULL, "min"}};

static const char *fill(struct rewriting *rewriting, const char *template, const struct excerpt *operands)
{
    struct buffer out = {.arena = rewriting->arena};
    const char *texts[EXCERPT_MOST_PARTS] = {0};
    for (const char *at = template; *at; at++) {
        if (*at != '#') {
            buffer_character(&out, *at);
            continue;
        }
        const size_t k = (size_t)(*++at - '1');
        if (!texts[k])
            texts[k] = rewriting->rewrite(rewriting, operands[k]);
        buffer_text(&out, texts[k]);
        if ((rewriting->full = rewriting->full || out.length > FOREIGN_MOST_BYTES))
            break;
    }
    return buffer_string(&out);
}

const char *foreign_name(struct rewriting *rewriting, const char *name)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        const char *template = calls[i].template, *opening = strchr(template, '(');
        if (!strcmp(calls[i].name, name) && calls[i].count == 1 && !calls[i].square && opening > template && !strcmp(opening, "(#1)"))
            return arena_copy(rewriting->arena, template, (size_t)(opening - template));
    }
    return NULL;
}

static const char *join(struct rewriting *rewriting, const struct excerpt *items, size_t count, const char *sign, const char *call)
{
    struct buffer out = {.arena = rewriting->arena};
    buffer_format(&out, "%s(", call ? call : "");
    for (size_t i = 0; i < count; i++)
        buffer_format(&out, call ? "%s%s" : "%s(%s)", i ? call ? ", " : sign : "", rewriting->rewrite(rewriting, items[i]));
    buffer_text(&out, ")");
    return buffer_string(&out);
}

const char *foreign_choose(struct rewriting *rewriting, const struct excerpt *values, const struct excerpt *conditions, size_t count,
                           const char *rest)
{
    struct buffer out = {.arena = rewriting->arena};
    size_t open = 0;
    for (size_t k = 0; k < count; k++) {
        const struct excerpt condition = conditions[k];
        if (excerpt_equals(condition, "True") || excerpt_equals(condition, "otherwise") || excerpt_equals(condition, "else") ||
            condition.at == condition.end) {
            rest = rewriting->rewrite(rewriting, values[k]);
            break;
        }
        buffer_format(&out, "where(%s, %s, ", rewriting->rewrite(rewriting, condition), rewriting->rewrite(rewriting, values[k]));
        open++;
    }
    buffer_text(&out, rest);
    for (; open; open--)
        buffer_text(&out, ")");
    return buffer_string(&out);
}

/* Piecewise((value, condition), …): beyond all conditions it is undefined. Null if the operands are no such pairs. */
static const char *pairs(struct rewriting *rewriting, const struct excerpt *operands, size_t count)
{
    struct excerpt values[EXCERPT_MOST_PARTS], conditions[EXCERPT_MOST_PARTS], pair[EXCERPT_MOST_PARTS];
    for (size_t k = 0; k < count; k++) {
        if (!excerpt_starts(operands[k], "(") || foreign_list_items(operands[k], pair) != 2)
            return NULL;
        values[k] = pair[0];
        conditions[k] = pair[1];
    }
    return foreign_choose(rewriting, values, conditions, count, "0/0");
}

/* Piecewise[{{value, condition}, …}, rest]: beyond all conditions it is 0. */
static const char *piecewise(struct rewriting *rewriting, const struct excerpt *operands, size_t count)
{
    struct excerpt rows[EXCERPT_MOST_PARTS], values[EXCERPT_MOST_PARTS], conditions[EXCERPT_MOST_PARTS], pair[EXCERPT_MOST_PARTS];
    const size_t rows_count = foreign_list_items(operands[0], rows);
    for (size_t k = 0; k < rows_count; k++) {
        if (foreign_list_items(rows[k], pair) != 2)
            return NULL;
        values[k] = pair[0];
        conditions[k] = pair[1];
    }
    return rows_count ? foreign_choose(rewriting, values, conditions, rows_count, count > 1 ? rewriting->rewrite(rewriting, operands[1]) : "0")
                      : NULL;
}

static const char *root(struct rewriting *rewriting, const struct excerpt *operands)
{
    return fill(rewriting, excerpt_equals(operands[1], "3") ? "cbrt(#1)" : "((#1)^(1/(#2)))", operands);
}

/* np.select([conditions], [values], rest) and np.piecewise(x, [conditions], [values]). */
static const char *selected(struct rewriting *rewriting, const struct excerpt *lists, const struct excerpt *rest)
{
    struct excerpt conditions[EXCERPT_MOST_PARTS], values[EXCERPT_MOST_PARTS];
    const size_t count = foreign_list_items(lists[0], conditions), valued = foreign_list_items(lists[1], values);
    return count && count == valued ? foreign_choose(rewriting, values, conditions, count, rest ? rewriting->rewrite(rewriting, *rest) : "0") : NULL;
}

/* Which[c1, a1, c2, a2, …]. */
static const char *which(struct rewriting *rewriting, const struct excerpt *operands, size_t count)
{
    struct excerpt values[EXCERPT_MOST_PARTS], conditions[EXCERPT_MOST_PARTS];
    for (size_t k = 0; k < count / 2; k++) {
        conditions[k] = operands[2 * k];
        values[k] = operands[2 * k + 1];
    }
    return excerpt_equals(conditions[count / 2 - 1], "True") ? foreign_choose(rewriting, values, conditions, count / 2, "0") : NULL;
}

/* polyval([a, b, c], x): the highest power first, by Horner's rule. */
static const char *polynomial(struct rewriting *rewriting, const struct excerpt *operands)
{
    struct excerpt items[EXCERPT_MOST_PARTS];
    const size_t count = foreign_list_items(operands[0], items);
    const char *x = rewriting->rewrite(rewriting, operands[1]), *sum = count ? rewriting->rewrite(rewriting, items[0]) : NULL;
    for (size_t i = 1; i < count; i++)
        sum = arena_format(rewriting->arena, "((%s)*(%s) + (%s))", sum, x, rewriting->rewrite(rewriting, items[i]));
    return sum;
}

/* Operands that stand one behind the other, as those of a list. Four of sum and prod are our own. */
static const char *joined(struct rewriting *rewriting, const char *name, const struct excerpt *operands, size_t count)
{
    static const struct {
        const char *name, *sign, *call;
    } rows[] = {{"sum", " + ", NULL}, {"add", " + ", NULL},      {"product", "*", NULL},    {"prod", "*", NULL},
                {"mul", "*", NULL},   {"average", NULL, "mean"}, {"sumsq", ")^2 + (", NULL}};
    if (count && excerpt_is_name(operands[0]) && operands[0].end - operands[0].at > 2) /* Julia's sum(abs2, x) is of a function */
        return NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].name, name) && count > 1 && (count != 4 || !spelling_is_reserved(name)))
            return arena_format(rewriting->arena, strcmp(name, "sumsq") ? "%s" : "(%s^2)",
                                join(rewriting, operands, count, rows[i].sign, rows[i].call));
    return NULL;
}

/* Operands that have names: clamp(x, min=0), leaky_relu(x, negative_slope=0.1). In a template #2 stands for the first of them. */
static const struct {
    const char *name, *operand, *other, *template;
} keywords[] = {
    {"clamp", "min", NULL, "max(#1, #2)"},
    {"clamp", "max", NULL, "min(#1, #2)"},
    {"clamp", "min", "max", "clip(#1, #2, #3)"},
    {"clip", "a_min", "a_max", "clip(#1, #2, #3)"},
    {"clip", "min", "max", "clip(#1, #2, #3)"},
    {"leaky_relu", "negative_slope", NULL, "where(#1 > 0, #1, (#2)*(#1))"},
    {"leakyrelu", "negative_slope", NULL, "where(#1 > 0, #1, (#2)*(#1))"},
    {"elu", "alpha", NULL, "where(#1 > 0, #1, (#2)*expm1(#1))"},
    {"softplus", "beta", NULL, "(softplus((#2)*(#1))/(#2))"},
    {"log", "base", NULL, "log(#1, #2)"},
    {"pow", "exponent", NULL, "((#1)^(#2))"},
    {"round", "digits", NULL, "(round((#1)*10^(#2))/10^(#2))"},
    {"round", "decimals", NULL, "(round((#1)*10^(#2))/10^(#2))"},
};

static const char *with_keywords(struct rewriting *rewriting, const char *name, const struct excerpt *operands, size_t count)
{
    struct excerpt values[3] = {operands[0]}, sides[EXCERPT_MOST_PARTS];
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        const size_t wanted = keywords[i].other ? 3 : 2;
        size_t named = 1;
        for (; !strcmp(keywords[i].name, name) && count == wanted && named < count; named++) {
            if (excerpt_split(operands[named], "=", sides) != 2 || !excerpt_equals(sides[0], named == 1 ? keywords[i].operand : keywords[i].other))
                break;
            values[named] = sides[1];
        }
        if (named == wanted)
            return fill(rewriting, keywords[i].template, values);
    }
    return NULL;
}

/* Words for "show me the graph of", with the formula as their first operand. */
static bool shows(const char *name)
{
    static const char *const words[] = {"plot", "plot3d",   "graph",    "contourplot", "contour",  "ezplot", "fplot",  "curve",
                                        "draw", "minimize", "minimise", "fminsearch",  "simplify", "expand", "factor", "display"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], name))
            return true;
    return false;
}

/* piecewise(c1, a1, c2, a2, …, rest) of Maple; without a rest it is 0. */
static const char *piecewise_in_turn(struct rewriting *rewriting, const struct excerpt *operands, size_t count)
{
    struct excerpt values[EXCERPT_MOST_PARTS], conditions[EXCERPT_MOST_PARTS];
    for (size_t k = 0; k < count / 2; k++) {
        conditions[k] = operands[2 * k];
        values[k] = operands[2 * k + 1];
        if (strchr("([{", *conditions[k].at))
            return NULL;
    }
    return foreign_choose(rewriting, values, conditions, count / 2, count % 2 ? rewriting->rewrite(rewriting, operands[count - 1]) : "0");
}

/* Symbol('x') of SymPy. Null if it is none of these. */
static const char *named(struct rewriting *rewriting, const char *name, const struct excerpt *operands, size_t count)
{
    if (strcmp(name, "symbol") || count != 1 || operands[0].end - operands[0].at < 3 || !strchr("'\"", *operands[0].at))
        return NULL;
    return excerpt_copy(rewriting->arena, (struct excerpt){operands[0].at + 1, operands[0].end - 1});
}

const char *foreign_call(struct rewriting *rewriting, const char *name, struct excerpt within, bool square)
{
    struct excerpt operands[EXCERPT_MOST_PARTS], items[EXCERPT_MOST_PARTS];
    const char *sign = rewriting->sheet && memchr(within.at, ';', (size_t)(within.end - within.at)) ? ";" : ",";
    const size_t count = excerpt_trim(within).at < within.end ? excerpt_split(within, sign, operands) : 0;
    const bool sums = !strcmp(name, "sum"), products = !strcmp(name, "prod") || !strcmp(name, "product");
    if ((!strcmp(name, "surd") || !strcmp(name, "nroot") || !strcmp(name, "nthroot") || !strcmp(name, "root") || !strcmp(name, "real_root")) &&
        count == 2)
        return root(rewriting, operands);
    if (!strcmp(name, "piecewise") && square && count)
        return piecewise(rewriting, operands, count);
    if (!strcmp(name, "piecewise") && count) {
        const char *const chosen = pairs(rewriting, operands, count);
        if (chosen)
            return chosen;
    }
    if (!strcmp(name, "which") && square && count >= 2 && count % 2 == 0)
        return which(rewriting, operands, count);
    if (!strcmp(name, "polyval") && count == 2)
        return polynomial(rewriting, operands);
    if (!strcmp(name, "clip") && square && count == 2 && foreign_list_items(operands[1], items) == 2)
        return arena_format(rewriting->arena, "clip(%s, %s, %s)", rewriting->rewrite(rewriting, operands[0]), rewriting->rewrite(rewriting, items[0]),
                            rewriting->rewrite(rewriting, items[1]));
    if (!strcmp(name, "select") && (count == 2 || count == 3))
        return selected(rewriting, operands, count == 3 ? &operands[2] : NULL);
    if (!strcmp(name, "piecewise") && count == 3 && excerpt_starts(operands[1], "["))
        return selected(rewriting, operands + 1, NULL);
    if (!strcmp(name, "piecewise") && count > 1)
        return piecewise_in_turn(rewriting, operands, count);
    if (count && shows(name) && (!within.end[1] || within.end[1] == ';')) /* the whole text */
        return rewriting->rewrite(rewriting, operands[0]);
    const char *keyed = with_keywords(rewriting, name, operands, count);
    if (keyed)
        return keyed;
    if (rewriting->sheet && count == 1 && !strcmp(name, "log"))
        return fill(rewriting, "log10(#1)", operands);
    if (rewriting->sheet && count == 2 && !strcmp(name, "atan2"))
        return fill(rewriting, "atan2(#2, #1)", operands);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (!strcmp(calls[i].name, name) && calls[i].count == count && (square || !calls[i].square))
            return fill(rewriting, calls[i].template, operands);
    for (size_t i = 0; i < sizeof of_lists / sizeof *of_lists; i++) {
        const size_t listed = count == 1 && !strcmp(of_lists[i].name, name) ? foreign_list_items(operands[0], items) : 0;
        if (listed > 1)
            return join(rewriting, items, listed, of_lists[i].sign, of_lists[i].call);
    }
    const char *ours = sums || products ? foreign_sum(rewriting, sums ? "sum" : "prod", operands, count) : named(rewriting, name, operands, count);
    return ours ? ours : joined(rewriting, name, operands, count);
}
