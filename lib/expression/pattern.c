#include "expression/pattern.h"

#include <math.h>
#include <string.h>

const char pattern_names[] = "uvck";

/* factor · base^exponent, which every node is, if only with 1 and 1. */
struct monomial {
    double factor;
    node_id base;
    int exponent;
};

static double whole_power(double base, int exponent)
{
    double power = 1;
    for (int i = 0; i < exponent; i++)
        power *= base;
    return power;
}

/* As far as `depth` operations go. */
static struct monomial monomial_of(const struct graph *graph, node_id id, int depth)
{
    enum { MOST = 6 };
    const struct node *node = &graph->nodes[id];
    const struct monomial plain = {1, id, 1};
    const bool binary = operation_rows[node->operation].arity == 2;
    const struct node *second = binary ? &graph->nodes[node->operands[1]] : node;
    if (depth == 0 || node->constant || (node->operation != OPERATION_NEGATE && !binary))
        return plain;
    struct monomial of = monomial_of(graph, node->operands[0], depth - 1);
    switch (node->operation) {
    case OPERATION_NEGATE:
        of.factor = -of.factor;
        return of;
    case OPERATION_DIVIDE:
        of.factor /= second->value;
        return second->constant ? of : plain;
    case OPERATION_POWER:
        if (!second->constant || !(second->value >= 1 && second->value <= MOST) || second->value != floor(second->value))
            return plain;
        return (struct monomial){whole_power(of.factor, (int)second->value), of.base, of.exponent * (int)second->value};
    case OPERATION_MULTIPLY: {
        const struct monomial by = monomial_of(graph, node->operands[1], depth - 1);
        if (graph->nodes[of.base].constant)
            return (struct monomial){of.factor * graph->nodes[of.base].value * by.factor, by.base, by.exponent};
        if (graph->nodes[by.base].constant)
            return (struct monomial){of.factor * graph->nodes[by.base].value * by.factor, of.base, of.exponent};
        return of.base == by.base ? (struct monomial){of.factor * by.factor, of.base, of.exponent + by.exponent} : plain;
    }
    default:
        return plain;
    }
}

static bool match(const struct graph *graph, const struct syntax *pattern, node_id id, struct bound_names *bound);

static bool is_multiple(const struct syntax *pattern)
{
    return pattern->kind != SYNTAX_NUMBER && pattern->kind != SYNTAX_NAME && pattern->operation == OPERATION_MULTIPLY &&
           pattern->children[0]->kind == SYNTAX_NAME && pattern->children[0]->name[0] == 'm';
}

/* m*u or m*u^2 …, where u is bound already. */
static bool match_multiple(const struct graph *graph, const struct syntax *pattern, node_id id, struct bound_names *bound)
{
    enum { DEPTH = 6 };
    const struct syntax *of = pattern->children[1];
    const int power = of->kind == SYNTAX_NAME ? 1 : (int)of->children[1]->number;
    const node_id u = bound->nodes[0];
    if (u == PATTERN_UNBOUND)
        return false;
    const struct monomial whole = monomial_of(graph, id, DEPTH), part = monomial_of(graph, u, DEPTH);
    bound->multiple = whole.factor / whole_power(part.factor, power);
    return whole.base == part.base && whole.exponent == power * part.exponent && isfinite(bound->multiple) && bound->multiple != 0;
}

static bool match_name(const struct graph *graph, char name, node_id id, struct bound_names *bound)
{
    const struct node *node = &graph->nodes[id];
    node_id *place = &bound->nodes[strchr(pattern_names, name) - pattern_names];
    if ((name == 'c' || name == 'k') && !(node->constant && isfinite(node->value) && (name == 'k' || node->value > 0)))
        return false;
    if (*place == PATTERN_UNBOUND)
        *place = id;
    return *place == id || (node->constant && graph->nodes[*place].constant && graph->nodes[*place].value == node->value);
}

/* False where a look at the node alone shows that it is not the pattern's, as with most. */
static inline bool may_match(const struct graph *graph, const struct syntax *pattern, node_id id)
{
    const struct node *node = &graph->nodes[id];
    switch (pattern->kind) {
    case SYNTAX_NUMBER:
        return node->constant;
    case SYNTAX_NAME:
        return true;
    default:
        return pattern->operation == node->operation || pattern->operation == OPERATION_MULTIPLY || node->operation == OPERATION_MULTIPLY;
    }
}

static bool is_square(const struct syntax *pattern)
{
    return pattern->operation == OPERATION_POWER && pattern->children[1]->kind == SYNTAX_NUMBER && pattern->children[1]->number == 2;
}

/* Whether the pattern's two operands are a and b. What is a multiple comes last: it is one of what the other binds. */
static bool match_pair(const struct graph *graph, const struct syntax *pattern, node_id a, node_id b, struct bound_names *bound)
{
    if (!may_match(graph, pattern->children[0], a) || !may_match(graph, pattern->children[1], b))
        return false;
    struct bound_names tried = *bound;
    const bool second_first = is_multiple(pattern->children[0]);
    const node_id operands[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        const size_t k = second_first ? 1 - i : i;
        if (!match(graph, pattern->children[k], operands[k], &tried))
            return false;
    }
    *bound = tried;
    return true;
}

bool pattern_match(const struct graph *graph, const struct syntax *pattern, enum operation operation, const node_id *operands,
                   struct bound_names *bound)
{
    if (operation == OPERATION_MULTIPLY && operands[0] == operands[1] && is_square(pattern))
        return match(graph, pattern->children[0], operands[0], bound);
    if (operation != pattern->operation)
        return false;
    if (pattern->child_count == 1)
        return match(graph, pattern->children[0], operands[0], bound);
    const bool either = operation == OPERATION_ADD || operation == OPERATION_MULTIPLY;
    return match_pair(graph, pattern, operands[0], operands[1], bound) || (either && match_pair(graph, pattern, operands[1], operands[0], bound));
}

static bool match(const struct graph *graph, const struct syntax *pattern, node_id id, struct bound_names *bound)
{
    const struct node *node = &graph->nodes[id];
    if (is_multiple(pattern))
        return match_multiple(graph, pattern, id, bound);
    switch (pattern->kind) {
    case SYNTAX_NUMBER:
        return node->constant && node->value == pattern->number;
    case SYNTAX_NAME:
        return match_name(graph, pattern->name[0], id, bound);
    default:
        return pattern_match(graph, pattern, (enum operation)node->operation, node->operands, bound);
    }
}
