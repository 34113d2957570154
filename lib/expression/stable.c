/* What loses digits as it is typed, and the same without the loss. A row's pattern is matched as its operation is made, so within a pattern
 * stand the forms that the rows for smaller parts have left: log(1 + e^u) comes as log1p(e^u). Cancellation in values comes back worse in
 * derivatives; those of the replacement are its own. Sources: Higham, Accuracy and Stability of Numerical Algorithms, ch. 1; Kahan, Branch
 * cuts for complex elementary functions (1987); Mächler, Accurately computing log(1 − exp(−|a|)) (2012). */
#include "expression/rule.h"

#include <math.h>
#include <string.h>

/* In patterns u and v stand for any node, c for a constant above 0, k for any constant; sums and products match in either order, and a
 * square u*u as well as u^2. Rows of one operation are tried from the first on. */
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
    {OPERATION_LOG1P, "log1p(exp(u))", "softplus(u)"},
    {OPERATION_LOG1P, "log1p(-exp(u))", "log1m_exp(u)"},
    {OPERATION_LOG_ADD_EXP, "log_add_exp(0,u)", "softplus(u)"},
    {OPERATION_LOG_ADD_EXP, "log_add_exp(u,0)", "softplus(u)"},
    /* quotients that overflow, and 0/0 that has a limit */
    {OPERATION_DIVIDE, "1/(1+exp(u))", "sigmoid(-u)"},
    {OPERATION_DIVIDE, "exp(u)/(1+exp(u))", "sigmoid(u)"},
    {OPERATION_DIVIDE, "sin(u)/u", "sinc(u)"},
    {OPERATION_DIVIDE, "expm1(u)/u", "exprel(u)"},
    {OPERATION_DIVIDE, "2*sin(0.5*u)^2/u^2", "sinc(0.5*u)^2/2"},
    {OPERATION_DIVIDE, "2*sin(0.5*u)^2/u", "sin(0.5*u)*sinc(0.5*u)"},
    /* differences of what is nearly equal */
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
    {OPERATION_ADD, "1+tanh(u)", "2*sigmoid(2*u)"},
    {OPERATION_SUBTRACT, "tanh(u)-1", "-2*sigmoid(-2*u)"},
    {OPERATION_SUBTRACT, "1-sigmoid(u)", "sigmoid(-u)"},
    {OPERATION_SUBTRACT, "sigmoid(u)-1", "-sigmoid(-u)"},
    {OPERATION_SUBTRACT, "1-erf(u)", "erfc(u)"},
    {OPERATION_ADD, "1+erf(u)", "erfc(-u)"},
    {OPERATION_SUBTRACT, "1-erfc(u)", "erf(u)"},
    /* roots of sums of squares, and their differences */
    {OPERATION_POWER, "u^0.5", "sqrt(u)"},
    {OPERATION_SQRT, "sqrt(u^2)", "abs(u)"},
    {OPERATION_SQRT, "sqrt(u^2+v^2)", "hypot(u,v)"},
    {OPERATION_SQRT, "sqrt(u^2+c)", "hypot(u,sqrt(c))"},
    {OPERATION_SUBTRACT, "hypot(u,c)-c", "u*(u/(hypot(u,c)+c))"},
    {OPERATION_SUBTRACT, "c-hypot(u,c)", "-u*(u/(hypot(u,c)+c))"},
    {OPERATION_SUBTRACT, "hypot(u,c)-u", "c*exp(-asinh(u/c))"},
    {OPERATION_SUBTRACT, "u-hypot(u,c)", "-c*exp(-asinh(u/c))"},
    {OPERATION_ADD, "hypot(u,c)+u", "c*exp(asinh(u/c))"},
    {OPERATION_SUBTRACT, "sqrt(1+u)-1", "u/(sqrt(1+u)+1)"},
    {OPERATION_SUBTRACT, "1-sqrt(1+u)", "-u/(sqrt(1+u)+1)"},
    {OPERATION_SUBTRACT, "sqrt(u+k)-sqrt(u)", "k/(sqrt(u+k)+sqrt(u))"},
    {OPERATION_SUBTRACT, "sqrt(u)-sqrt(u+k)", "-k/(sqrt(u+k)+sqrt(u))"},
    {OPERATION_SUBTRACT, "sqrt(u)-sqrt(u-k)", "k/(sqrt(u)+sqrt(u-k))"},
};
enum { REWRITES = sizeof rewrites / sizeof *rewrites };
static const char names[] = "uvck";
enum { NAMES = sizeof names - 1 };
static const node_id NONE = UINT32_MAX;

static bool match(const struct graph *graph, const struct syntax *pattern, node_id id, node_id *bound);

static bool match_name(const struct graph *graph, char name, node_id id, node_id *bound)
{
    const struct node *node = &graph->nodes[id];
    node_id *place = &bound[strchr(names, name) - names];
    if ((name == 'c' || name == 'k') && !(node->constant && isfinite(node->value) && (name == 'k' || node->value > 0)))
        return false;
    if (*place == NONE)
        *place = id;
    return *place == id || (node->constant && graph->nodes[*place].constant && graph->nodes[*place].value == node->value);
}

/* Whether the pattern's two operands are a and b. */
static bool match_pair(const struct graph *graph, const struct syntax *pattern, node_id a, node_id b, node_id *bound)
{
    node_id tried[NAMES];
    memcpy(tried, bound, sizeof tried);
    if (!match(graph, pattern->children[0], a, tried) || !match(graph, pattern->children[1], b, tried))
        return false;
    memcpy(bound, tried, sizeof tried);
    return true;
}

static bool match_operation(const struct graph *graph, const struct syntax *pattern, enum operation operation, const node_id *operands,
                            node_id *bound)
{
    const bool square = pattern->operation == OPERATION_POWER && pattern->children[1]->kind == SYNTAX_NUMBER && pattern->children[1]->number == 2;
    if (square && operation == OPERATION_MULTIPLY && operands[0] == operands[1])
        return match(graph, pattern->children[0], operands[0], bound);
    if (operation != pattern->operation)
        return false;
    if (pattern->child_count == 1)
        return match(graph, pattern->children[0], operands[0], bound);
    const bool either = operation == OPERATION_ADD || operation == OPERATION_MULTIPLY;
    return match_pair(graph, pattern, operands[0], operands[1], bound) || (either && match_pair(graph, pattern, operands[1], operands[0], bound));
}

static bool match(const struct graph *graph, const struct syntax *pattern, node_id id, node_id *bound)
{
    const struct node *node = &graph->nodes[id];
    switch (pattern->kind) {
    case SYNTAX_NUMBER:
        return node->constant && node->value == pattern->number;
    case SYNTAX_NAME:
        return match_name(graph, pattern->name[0], id, bound);
    default:
        return match_operation(graph, pattern, (enum operation)node->operation, node->operands, bound);
    }
}

static const struct syntax *parsed(struct graph *graph, size_t index, const char *text)
{
    struct error error = {0};
    if (!graph->stable)
        graph->stable = ARENA_NEW(graph->arena, struct syntax *, 2 * REWRITES);
    if (!graph->stable[index])
        graph->stable[index] = syntax_parse(graph->arena, text, &error);
    return graph->stable[index];
}

static node_id replacement(struct graph *graph, size_t row, const node_id *bound)
{
    struct named_node named[NAMES];
    size_t count = 0;
    for (size_t i = 0; i < NAMES; i++)
        if (bound[i] != NONE)
            named[count++] = (struct named_node){(const char *[]){"u", "v", "c", "k"}[i], bound[i]};
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

bool graph_stable(struct graph *graph, enum operation operation, node_id a, node_id b, node_id c, node_id *result)
{
    const node_id operands[] = {a, b, c};
    bool exponential = false;
    if (operation == OPERATION_LOG && graph->nodes[a].operation == OPERATION_ADD) {
        *result = log_of_sum(graph, a, &exponential);
        if (*result != NONE && exponential)
            return true;
    }
    for (size_t row = 0; row < REWRITES; row++) {
        if (rewrites[row].operation != operation)
            continue;
        node_id bound[NAMES] = {NONE, NONE, NONE, NONE};
        if (match_operation(graph, parsed(graph, 2 * row, rewrites[row].pattern), operation, operands, bound)) {
            *result = replacement(graph, row, bound);
            return true;
        }
    }
    return false;
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
