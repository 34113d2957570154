/* What loses digits as it is typed, and the same without the loss. A row's pattern is matched as its operation is made, so within a pattern
 * stand the forms that the rows for smaller parts have left: log(1 + e^u) comes as log1p(e^u). Cancellation in values comes back worse in
 * derivatives; those of the replacement are its own. Sources: Higham, Accuracy and Stability of Numerical Algorithms, ch. 1; Kahan, Branch
 * cuts for complex elementary functions (1987); Mächler, Accurately computing log(1 − exp(−|a|)) (2012). */
#include "expression/pattern.h"
#include "expression/rule.h"

#include <math.h>
#include <string.h>

/* Rows of one operation stand together and are tried from the first on; of quotients any factor above is tried with any factor below, and of products one with the divisor
 * of another. */
static const struct rewrite {
    enum operation operation; /* the pattern's outermost */
    const char *pattern, *replacement;
} rewrites[] = {
    /* logarithms of what is near 1, of exponentials, and of their sums */
    {OPERATION_LOG, "log(exp(u))", "u"},
    {OPERATION_LOG, "log(exp(u)*v)", "u+log(v)"},
    {OPERATION_LOG, "log(exp(u)/v)", "u-log(v)"},
    {OPERATION_LOG, "log(sigmoid(u))", "-softplus(-u)"},
    {OPERATION_LOG, "log(c*sigmoid(u))", "log(c)-softplus(-u)"},
    {OPERATION_LOG, "log(cosh(u))", "log_cosh(u)"},
    {OPERATION_LOG, "log(-expm1(u))", "log1m_exp(u)"},
    {OPERATION_LOG, "log(1+u)", "log1p(u)"},
    {OPERATION_LOG, "log(1-u)", "log1p(-u)"},
    {OPERATION_LOG, "log(u^2)", "2*log(abs(u))"},
    {OPERATION_LOG, "log(u^2+c)", "2*log(hypot(u,sqrt(c)))"},
    {OPERATION_LOG, "log(u^2+v^2)", "2*log(hypot(u,v))"},
    {OPERATION_LOG1P, "log1p(u^2)", "log1p_square(u)"},
    {OPERATION_LOG1P, "log1p(exp(u))", "softplus(u)"},
    {OPERATION_LOG1P, "log1p(-exp(u))", "log1m_exp(u)"},
    {OPERATION_LOG_ADD_EXP, "log_add_exp(0,u)", "softplus(u)"},
    {OPERATION_LOG_ADD_EXP, "log_add_exp(u,0)", "softplus(u)"},
    /* quotients that overflow, and 0/0 that has a limit */
    {OPERATION_DIVIDE, "1/(1+exp(u))", "sigmoid(-u)"},
    {OPERATION_DIVIDE, "exp(u)/(1+exp(u))", "sigmoid(u)"},
    {OPERATION_DIVIDE, "sin(u)/(m*u)", "sinc(u)/m"},
    {OPERATION_DIVIDE, "m*u/sin(u)", "m/sinc(u)"},
    {OPERATION_DIVIDE, "sin(u)^2/(m*u^2)", "sinc(u)^2/m"},
    {OPERATION_DIVIDE, "sin(u)^2/(m*u)", "sin(u)*sinc(u)/m"},
    {OPERATION_DIVIDE, "sin(0.5*u)^2/sin(u)", "0.5*tan(0.5*u)"},
    {OPERATION_DIVIDE, "tan(u)/(m*u)", "sinc(u)/cos(u)/m"},
    {OPERATION_DIVIDE, "m*u/tan(u)", "m*cos(u)/sinc(u)"},
    {OPERATION_DIVIDE, "asin(u)/(m*u)", "1/(m*sinc(asin(u)))"},
    {OPERATION_DIVIDE, "m*u/asin(u)", "m*sinc(asin(u))"},
    {OPERATION_DIVIDE, "atan(u)/(m*u)", "unit(1,u)/(m*sinc(atan(u)))"},
    {OPERATION_DIVIDE, "m*u/atan(u)", "m*sinc(atan(u))*hypot(u,1)"},
    {OPERATION_DIVIDE, "sinh(u)/(m*u)", "tanhc(u)*cosh(u)/m"},
    {OPERATION_DIVIDE, "m*u/sinh(u)", "m*sech(u)/tanhc(u)"},
    {OPERATION_DIVIDE, "sinh(u)^2/(m*u^2)", "(tanhc(u)*cosh(u))^2/m"},
    {OPERATION_DIVIDE, "sinh(u)^2/(m*u)", "sinh(u)*(tanhc(u)*cosh(u))/m"},
    {OPERATION_DIVIDE, "cosh(u)/sinh(u)", "1/tanh(u)"},
    {OPERATION_DIVIDE, "sinh(u)/cosh(u)", "tanh(u)"},
    {OPERATION_DIVIDE, "sinh(u)/(exp(u)+exp(-u))", "0.5*tanh(u)"},
    {OPERATION_DIVIDE, "tanh(u)/(m*u)", "tanhc(u)/m"},
    {OPERATION_DIVIDE, "m*u/tanh(u)", "m*hypot(u,sech(u)/tanhc(u))"},
    {OPERATION_DIVIDE, "asinh(u)/(m*u)", "unit(1,u)/(m*tanhc(asinh(u)))"},
    {OPERATION_DIVIDE, "m*u/asinh(u)", "m*tanhc(asinh(u))*hypot(u,1)"},
    {OPERATION_DIVIDE, "atanh(u)/(m*u)", "1/(m*tanhc(atanh(u)))"},
    {OPERATION_DIVIDE, "m*u/atanh(u)", "m*tanhc(atanh(u))"},
    {OPERATION_DIVIDE, "expm1(u)/(m*u)", "exprel(u)/m"},
    {OPERATION_DIVIDE, "m*u/expm1(u)", "2*m*sigmoid(-u)*hypot(0.5*u,sech(0.5*u)/tanhc(0.5*u))"},
    {OPERATION_DIVIDE, "m*u/(-expm1(u))", "-2*m*sigmoid(-u)*hypot(0.5*u,sech(0.5*u)/tanhc(0.5*u))"},
    {OPERATION_DIVIDE, "log1p(u)/(m*u)", "1/(m*exprel(log1p(u)))"},
    {OPERATION_DIVIDE, "m*u/log1p(u)", "m*exprel(log1p(u))"},
    {OPERATION_DIVIDE, "log1p_square(u)/(m*u^2)", "1/(m*exprel(log1p_square(u)))"},
    {OPERATION_DIVIDE, "m*u^2/log1p_square(u)", "m*exprel(log1p_square(u))"},
    {OPERATION_DIVIDE, "log(u)/(u-1)", "1/exprel(log(u))"},
    {OPERATION_DIVIDE, "log(u)/(1-u)", "-1/exprel(log(u))"},
    {OPERATION_DIVIDE, "(u-1)/log(u)", "exprel(log(u))"},
    {OPERATION_DIVIDE, "(1-u)/log(u)", "-exprel(log(u))"},
    {OPERATION_DIVIDE, "(u-sin(u))/(m*u^3)", "(sinc(0.5*u)^2/2-sinc1(u))/m"},
    {OPERATION_DIVIDE, "(u-sin(u))/(m*u^2)", "u*(sinc(0.5*u)^2/2-sinc1(u))/m"},
    {OPERATION_DIVIDE, "(sin(u)-u)/(m*u^2)", "u*(sinc1(u)-sinc(0.5*u)^2/2)/m"},
    {OPERATION_DIVIDE, "(sin(u)-u)/(m*u^3)", "(sinc1(u)-sinc(0.5*u)^2/2)/m"},
    {OPERATION_DIVIDE, "(1-sinc(u))/(m*u^2)", "(sinc(0.5*u)^2/2-sinc1(u))/m"},
    {OPERATION_DIVIDE, "(sin(u)-u*cos(u))/(m*u^3)", "sinc1(u)/m"},
    {OPERATION_DIVIDE, "(sin(u)-u*cos(u))/(m*u^2)", "u*sinc1(u)/m"},
    {OPERATION_DIVIDE, "(tan(u)-u)/(m*u^3)", "sinc1(u)/cos(u)/m"},
    {OPERATION_DIVIDE, "(expm1(u)-u)/(m*u^2)", "(exprel(u)-exprel1(u))/m"},
    {OPERATION_DIVIDE, "(exp(u)-u-1)/(m*u^2)", "(exprel(u)-exprel1(u))/m"},
    {OPERATION_DIVIDE, "(exp(u)-(1+u))/(m*u^2)", "(exprel(u)-exprel1(u))/m"},
    {OPERATION_POWER, "(1+u)^(k/(m*u))", "exp(k/m/exprel(log1p(u)))"},
    {OPERATION_POWER, "(1-u)^(k/(m*u))", "exp(-k/m/exprel(log1p(-u)))"},
    {OPERATION_POWER, "(1+k/u)^(m*u)", "exp(k*m/exprel(log1p(k/u)))"},
    {OPERATION_POWER, "u^(k/(u-1))", "exp(k/exprel(log(u)))"},
    {OPERATION_POWER, "u^0.5", "sqrt(u)"},
    /* roots of squares and their sums */
    {OPERATION_SQRT, "sqrt(u^2)", "abs(u)"},
    {OPERATION_SQRT, "sqrt(exp(u))", "exp(0.5*u)"},
    {OPERATION_SQRT, "sqrt(u^2+v^2)", "hypot(u,v)"},
    {OPERATION_SQRT, "sqrt(u^2+c)", "hypot(u,sqrt(c))"},
    /* differences of what is nearly equal */
    {OPERATION_SUBTRACT, "exp(u)-exp(-u)", "2*sinh(u)"},
    {OPERATION_SUBTRACT, "exp(-u)-exp(u)", "-2*sinh(u)"},
    {OPERATION_SUBTRACT, "exp(u)-1", "expm1(u)"},
    {OPERATION_SUBTRACT, "1-exp(u)", "-expm1(u)"},
    {OPERATION_SUBTRACT, "1-cos(u)", "2*sin(0.5*u)^2"},
    {OPERATION_SUBTRACT, "cos(u)-1", "-2*sin(0.5*u)^2"},
    {OPERATION_SUBTRACT, "cosh(u)-1", "2*sinh(0.5*u)^2"},
    {OPERATION_SUBTRACT, "1-cosh(u)", "-2*sinh(0.5*u)^2"},
    {OPERATION_SUBTRACT, "1-cos(u)^2", "sin(u)^2"},
    {OPERATION_SUBTRACT, "1-sin(u)^2", "cos(u)^2"},
    {OPERATION_SUBTRACT, "1-tanh(u)^2", "sech(u)^2"},
    {OPERATION_SUBTRACT, "1-tanh(u)", "2*sigmoid(-2*u)"},
    {OPERATION_SUBTRACT, "tanh(u)-1", "-2*sigmoid(-2*u)"},
    {OPERATION_SUBTRACT, "1-sigmoid(u)", "sigmoid(-u)"},
    {OPERATION_SUBTRACT, "sigmoid(u)-1", "-sigmoid(-u)"},
    {OPERATION_SUBTRACT, "1-erf(u)", "erfc(u)"},
    {OPERATION_SUBTRACT, "1-erfc(u)", "erf(u)"},
    /* differences of roots */
    {OPERATION_SUBTRACT, "hypot(u,c)-c", "u*(u/(hypot(u,c)+c))"},
    {OPERATION_SUBTRACT, "c-hypot(u,c)", "-u*(u/(hypot(u,c)+c))"},
    {OPERATION_SUBTRACT, "hypot(u,c)-u", "c*exp(-asinh(u/c))"},
    {OPERATION_SUBTRACT, "u-hypot(u,c)", "-c*exp(-asinh(u/c))"},
    {OPERATION_SUBTRACT, "sqrt(1+u)-1", "u/(sqrt(1+u)+1)"},
    {OPERATION_SUBTRACT, "1-sqrt(1+u)", "-u/(sqrt(1+u)+1)"},
    {OPERATION_SUBTRACT, "sqrt(u+k)-sqrt(u)", "k/(sqrt(u+k)+sqrt(u))"},
    {OPERATION_SUBTRACT, "sqrt(u)-sqrt(u+k)", "-k/(sqrt(u+k)+sqrt(u))"},
    {OPERATION_SUBTRACT, "sqrt(u)-sqrt(u-k)", "k/(sqrt(u)+sqrt(u-k))"},
    /* sums of what has opposite signs */
    {OPERATION_ADD, "1+tanh(u)", "2*sigmoid(2*u)"},
    {OPERATION_ADD, "1+erf(u)", "erfc(-u)"},
    {OPERATION_ADD, "hypot(u,c)+u", "c*exp(asinh(u/c))"},
};
enum { REWRITES = sizeof rewrites / sizeof *rewrites };
static const node_id NONE = UINT32_MAX;

/* The pattern and the replacement of each row, parsed once for all graphs, and the rows of each operation; only read from then on, null before
 * graph_start. */
static struct syntax *shared[2 * REWRITES];
static struct rule_range {
    size_t first, past;
} ranges[OPERATION_COUNT];

static struct rule_range rows_of(enum operation operation)
{
    struct rule_range range = {0, 0};
    while (range.first < REWRITES && rewrites[range.first].operation != operation)
        range.first++;
    range.past = range.first;
    while (range.past < REWRITES && rewrites[range.past].operation == operation)
        range.past++;
    return range;
}

static void parse_all(void *untyped)
{
    struct arena *arena = untyped;
    struct syntax *all[2 * REWRITES];
    for (size_t i = 0; i < 2 * REWRITES; i++)
        all[i] = rule_parse(arena, i % 2 ? rewrites[i / 2].replacement : rewrites[i / 2].pattern);
    for (enum operation operation = 0; operation < OPERATION_COUNT; operation++)
        ranges[operation] = rows_of(operation);
    rule_start(arena);
    operation_start();
    memcpy(shared, all, sizeof shared);
}

bool graph_start(struct error *error)
{
    enum { MOST_BYTES = 1 << 22 };
    static struct arena *arena; /* kept: what is parsed is in it */
    if (!arena && (arena = arena_create(MOST_BYTES)) && !arena_protect(arena, parse_all, arena)) {
        arena_destroy(arena);
        arena = NULL;
    }
    return arena || error_set(error, ERROR_INTERNAL, "There is no memory for the rules of formulas.");
}

static const struct syntax *parsed(struct graph *graph, size_t index, const char *text)
{
    if (shared[index])
        return shared[index];
    if (!graph->stable)
        graph->stable = ARENA_NEW(graph->arena, struct syntax *, 2 * REWRITES);
    if (!graph->stable[index])
        graph->stable[index] = rule_parse(graph->arena, text);
    return graph->stable[index];
}

static node_id replacement(struct graph *graph, size_t row, const struct bound_names *bound)
{
    struct named_node named[PATTERN_NAMES + 1];
    size_t count = 0;
    for (size_t i = 0; i < PATTERN_NAMES; i++)
        if (bound->nodes[i] != NONE)
            named[count++] = (struct named_node){(const char *[]){"u", "v", "c", "k"}[i], bound->nodes[i]};
    if (!isnan(bound->multiple))
        named[count++] = (struct named_node){"m", graph_number(graph, bound->multiple)};
    return rule_apply(graph, parsed(graph, 2 * row + 1, rewrites[row].replacement), named, count);
}

/* The logarithm of e^u, of a constant above 0, or of a product of both; NONE of anything else. */
static node_id exponent_of(struct graph *graph, node_id id, bool *exponential)
{
    const struct node node = graph->nodes[id];
    if (node.constant)
        return node.value > 0 && isfinite(node.value) ? graph_node(graph, OPERATION_LOG, id, 0, 0) : NONE;
    if (node.operation == OPERATION_EXP) {
        *exponential = true;
        return node.operands[0];
    }
    if (node.operation != OPERATION_MULTIPLY)
        return NONE;
    const node_id scale = exponent_of(graph, node.operands[0], exponential);
    const node_id exponent = scale == NONE ? NONE : exponent_of(graph, node.operands[1], exponential);
    return scale == NONE || exponent == NONE ? NONE : graph_node(graph, OPERATION_ADD, scale, exponent, 0);
}

/* The logarithm of a sum of exponentials, from its last term on; NONE if some term is none. */
static node_id log_of_sum(struct graph *graph, node_id id, bool *exponential)
{
    node_id result = NONE;
    for (bool more = true; more;) {
        const struct node node = graph->nodes[id];
        more = node.operation == OPERATION_ADD;
        const node_id term = !more                                                       ? exponent_of(graph, id, exponential)
                             : graph->nodes[node.operands[1]].operation == OPERATION_ADD ? log_of_sum(graph, node.operands[1], exponential)
                                                                                         : exponent_of(graph, node.operands[1], exponential);
        if (term == NONE)
            return NONE;
        result = result == NONE ? term : graph_node(graph, OPERATION_LOG_ADD_EXP, term, result, 0);
        id = node.operands[0];
    }
    return result;
}

static bool rewrite(struct graph *graph, enum operation operation, const node_id *operands, node_id *result)
{
    const struct rule_range range = shared[0] ? ranges[operation] : rows_of(operation);
    for (size_t row = range.first; row < range.past; row++) {
        struct bound_names bound = {{NONE, NONE, NONE, NONE}, NAN};
        if (pattern_match(graph, parsed(graph, 2 * row, rewrites[row].pattern), operation, operands, &bound)) {
            *result = replacement(graph, row, &bound);
            return true;
        }
    }
    return false;
}

enum { MOST_FACTORS = 8 };

/* A node as the product of two, both ways: u·v, and u · u^(k − 1) for u^k. False if it is none. */
static bool split(struct graph *graph, node_id id, int way, node_id factors[2])
{
    const struct node node = graph->nodes[id];
    if (node.operation == OPERATION_MULTIPLY) {
        factors[0] = node.operands[1 - way];
        factors[1] = node.operands[way];
        return true;
    }
    if (node.operation != OPERATION_POWER || way == 1 || !graph->nodes[node.operands[1]].constant)
        return false;
    const double exponent = graph->nodes[node.operands[1]].value;
    if (!(exponent >= 2) || exponent != floor(exponent))
        return false;
    factors[0] = node.operands[0];
    factors[1] = graph_node(graph, OPERATION_POWER, node.operands[0], graph_number(graph, exponent - 1), 0);
    return true;
}

/* f(u)/b, where u is b·v, as v · f(u)/u. */
static bool rewrite_part(struct graph *graph, node_id a, node_id b, node_id *result)
{
    const struct node function = graph->nodes[a];
    node_id factors[2];
    if (operation_rows[function.operation].arity != 1)
        return false;
    for (int way = 0; way < 2 && split(graph, function.operands[0], way, factors); way++)
        if (factors[0] == b && rewrite(graph, OPERATION_DIVIDE, (const node_id[]){a, function.operands[0], 0}, result)) {
            *result = graph_node(graph, OPERATION_MULTIPLY, factors[1], *result, 0);
            return true;
        }
    return false;
}

/* a/b, by a factor of b that makes a row with a. */
static bool rewrite_divisor(struct graph *graph, node_id a, node_id b, int depth, node_id *result)
{
    node_id factors[2];
    if (graph->nodes[b].constant)
        return false;
    if (rewrite(graph, OPERATION_DIVIDE, (const node_id[]){a, b, 0}, result) || rewrite_part(graph, a, b, result))
        return true;
    for (int way = 0; way < 2 && depth && split(graph, b, way, factors); way++)
        if (rewrite_divisor(graph, a, factors[0], depth - 1, result)) {
            *result = graph_node(graph, OPERATION_DIVIDE, *result, factors[1], 0);
            return true;
        }
    return false;
}

/* a/b, by factors of both. */
static bool rewrite_quotient(struct graph *graph, node_id a, node_id b, int depth, node_id *result)
{
    const struct node dividend = graph->nodes[a];
    node_id factors[2];
    if (rewrite_divisor(graph, a, b, MOST_FACTORS, result))
        return true;
    const bool over = dividend.operation == OPERATION_DIVIDE; /* a is p/q: (p/b)/q */
    if (depth && (over || dividend.operation == OPERATION_NEGATE) && rewrite_quotient(graph, dividend.operands[0], b, depth - 1, result)) {
        *result = graph_node(graph, dividend.operation, *result, over ? dividend.operands[1] : 0, 0);
        return true;
    }
    for (int way = 0; way < 2 && depth && split(graph, a, way, factors); way++)
        if (rewrite_quotient(graph, factors[0], b, depth - 1, result)) {
            *result = graph_node(graph, OPERATION_MULTIPLY, factors[1], *result, 0);
            return true;
        }
    return false;
}

/* a · (p/b), by a/b. */
static bool rewrite_product(struct graph *graph, const node_id *operands, node_id *result)
{
    for (size_t i = 0; i < 2; i++) {
        const struct node quotient = graph->nodes[operands[i]];
        if (quotient.operation == OPERATION_DIVIDE && rewrite_quotient(graph, operands[1 - i], quotient.operands[1], MOST_FACTORS, result)) {
            *result = graph_node(graph, OPERATION_MULTIPLY, quotient.operands[0], *result, 0);
            return true;
        }
    }
    return false;
}

bool graph_stable(struct graph *graph, enum operation operation, node_id a, node_id b, node_id c, node_id *result)
{
    const node_id operands[] = {a, b, c};
    bool exponential = false;
    if (operation == OPERATION_LOG && graph->nodes[a].operation == OPERATION_ADD) {
        *result = log_of_sum(graph, a, &exponential);
        if (*result != NONE && exponential)
            return true;
    }
    if (operation == OPERATION_DIVIDE)
        return rewrite_quotient(graph, a, b, MOST_FACTORS, result);
    if (operation == OPERATION_MULTIPLY)
        return rewrite_product(graph, operands, result);
    return rewrite(graph, operation, operands, result);
}

struct graph *graph_create(struct arena *arena)
{
    struct graph *graph = graph_create_bare(arena);
    graph->rewrite = graph_stable;
    return graph;
}

const char *graph_stable_pattern(size_t index)
{
    return index < REWRITES ? rewrites[index].pattern : NULL;
}
