#include "expression/rule.h"

#include <string.h>

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
