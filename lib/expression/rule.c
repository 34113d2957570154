#include "expression/rule.h"

#include <string.h>

enum { OPERANDS = 3 };

/* Parsed once for all graphs, and only read from then on; null before rule_start. */
static struct syntax *shared[OPERATION_COUNT][OPERANDS];

struct syntax *rule_parse(struct arena *arena, const char *text)
{
    struct error error = {0};
    return syntax_parse(arena, text, &error);
}

void rule_start(struct arena *arena)
{
    struct syntax *all[OPERATION_COUNT][OPERANDS] = {{NULL}};
    for (enum operation operation = 0; operation < OPERATION_COUNT; operation++)
        for (int i = 0; i < OPERANDS; i++)
            if (operation_rows[operation].derivatives[i])
                all[operation][i] = rule_parse(arena, operation_rows[operation].derivatives[i]);
    memcpy(shared, all, sizeof shared);
}

const struct syntax *rule_derivative(struct graph *graph, enum operation operation, int operand)
{
    if (shared[operation][operand])
        return shared[operation][operand];
    if (!graph->rules)
        graph->rules = ARENA_NEW(graph->arena, struct syntax *, OPERANDS * OPERATION_COUNT);
    struct syntax **rule = &graph->rules[OPERANDS * operation + operand];
    if (!*rule)
        *rule = rule_parse(graph->arena, operation_rows[operation].derivatives[operand]);
    return *rule;
}

static node_id name_node(struct graph *graph, const char *name, const struct named_node *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(names[i].name, name))
            return names[i].node;
    return graph_node(graph, !strcmp(name, "pi") ? OPERATION_PI : OPERATION_E, 0, 0, 0);
}

node_id rule_apply(struct graph *graph, const struct syntax *rule, const struct named_node *names, size_t count)
{
    if (rule->kind == SYNTAX_NUMBER)
        return graph_number(graph, rule->number);
    if (rule->kind == SYNTAX_NAME)
        return name_node(graph, rule->name, names, count);
    node_id operands[3] = {0};
    for (size_t i = 0; i < rule->child_count; i++)
        operands[i] = rule_apply(graph, rule->children[i], names, count);
    return graph_node(graph, rule->operation, operands[0], operands[1], operands[2]);
}
