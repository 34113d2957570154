/* A walk over the syntax tree with an environment: index variables of sums, coordinates (variables, or a call's arguments), names. */
#include "expression/lower_fail.h"

#include "expression/function.h"
#include "expression/grid.h"
#include "expression/kernels.h"
#include "expression/special.h"
#include "expression/spelling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct index_binding {
    const struct index_binding *outer;
    const char *name;
    double value;
};

/* The landscape called last, parsed: a sum calls it again and again. */
struct parsed_definition {
    const struct definition *definition;
    const struct syntax *formula;
};

static node_id lower(struct environment *environment, const struct syntax *tree);

static bool failed(const struct environment *environment)
{
    return environment->error->code != ERROR_NONE;
}

static node_id coordinate(struct environment *environment, const struct syntax *at, double index)
{
    const size_t most = environment->dimension ? environment->dimension : LOWER_MOST_DIMENSION;
    if (!(index >= 1) || index != floor(index) || index > most) {
        if (environment->dimension)
            lower_fail(environment, at, "x[%g] is not a coordinate: there %s %zu, counted from 1", index, most == 1 ? "is" : "are", most);
        else
            lower_fail(environment, at, "x[%g] is not a coordinate: they are counted from 1 to at most %zu", index, most);
        const char *text = environment->scope->text;
        if (index == 0 && text)
            error_mend(environment->error, 0, strlen(text), spelling_count_from_one(environment->graph->arena, text));
        return 0;
    }
    if (environment->coordinates)
        return environment->coordinates[(size_t)index - 1];
    if ((size_t)index > environment->scope->highest)
        environment->scope->highest = (size_t)index;
    return graph_variable(environment->graph, (uint32_t)index - 1);
}

/* x, y, z and x1, x2, ... as coordinate numbers; 0 for other names. */
static double coordinate_number(const struct environment *environment, const char *name)
{
    if (name[0] == 'x' && name[1] >= '1' && name[1] <= '9' && strspn(name + 1, "0123456789") == strlen(name + 1) && strlen(name) < 6)
        return atof(name + 1);
    if (name[0] && name[1] == 0 && name[0] >= 'x' && name[0] <= 'z') {
        const size_t number = (size_t)(name[0] - 'x') + 1;
        return !environment->dimension || number <= environment->dimension ? (double)number : 0;
    }
    return 0;
}

/* The number of coordinates, or what is assumed of it. */
static size_t dimension_of(const struct environment *environment)
{
    const size_t assumed = environment->scope->assumed;
    return environment->dimension ? environment->dimension : assumed ? assumed : 2;
}

/* n: the dimension. */
static node_id dimension_node(struct environment *environment)
{
    if (!environment->coordinates)
        environment->scope->uses_n = true;
    return graph_number(environment->graph, (double)dimension_of(environment));
}

static const struct definition *find_definition(const struct environment *environment, const char *name)
{
    const struct definitions *definitions = environment->scope->definitions;
    const struct definition *definition;
    for (size_t i = 0; definitions && (definition = definitions->at(i)); i++)
        if (!strcmp(definition->name, name))
            return definition;
    return NULL;
}

/* A landscape of the catalogue at the given arguments. */
static node_id call_definition(struct environment *environment, const struct syntax *tree, const struct definition *definition,
                               const node_id *arguments, size_t count)
{
    if (definition->dimension && definition->dimension != count)
        return lower_fail(environment, tree, "%s takes %zu operand%s, not %zu", definition->name, definition->dimension,
                          definition->dimension == 1 ? "" : "s", count);
    if (environment->called)
        return lower_fail(environment, tree, "%s calls another landscape", definition->name);
    if (environment->parsed->definition != definition)
        *environment->parsed =
            (struct parsed_definition){definition, syntax_parse(environment->graph->arena, definition->formula, environment->error)};
    if (failed(environment))
        return 0;
    struct environment inner = *environment;
    inner.indices = NULL;
    inner.coordinates = arguments;
    inner.dimension = count;
    inner.called = true;
    return lower(&inner, environment->parsed->formula);
}

/* A landscape named without brackets is taken at the variables themselves. */
static node_id apply_definition(struct environment *environment, const struct syntax *tree, const struct definition *definition)
{
    size_t count = definition->dimension;
    if (!count) {
        count = dimension_of(environment);
        environment->scope->uses_n = true;
    }
    node_id *arguments = ARENA_NEW(environment->graph->arena, node_id, count);
    for (size_t i = 0; i < count && !failed(environment); i++)
        arguments[i] = coordinate(environment, tree, (double)i + 1);
    return failed(environment) ? 0 : call_definition(environment, tree, definition, arguments, count);
}

static node_id lower_name(struct environment *environment, const struct syntax *tree)
{
    const char *name = tree->name;
    for (const struct index_binding *index = environment->indices; index; index = index->outer)
        if (!strcmp(index->name, name))
            return graph_number(environment->graph, index->value);
    if (!environment->called)
        for (size_t i = 0; i < environment->scope->name_count; i++)
            if (!strcmp(environment->scope->names[i].name, name))
                return environment->scope->names[i].node;
    const double number = coordinate_number(environment, name);
    if (number)
        return coordinate(environment, tree, number);
    if (!strcmp(name, "pi"))
        return graph_node(environment->graph, OPERATION_PI, 0, 0, 0);
    if (!strcmp(name, "e"))
        return graph_node(environment->graph, OPERATION_E, 0, 0, 0);
    if (!strcmp(name, "tau"))
        return graph_node(environment->graph, OPERATION_MULTIPLY, graph_number(environment->graph, 2),
                          graph_node(environment->graph, OPERATION_PI, 0, 0, 0), 0);
    if (!strcmp(name, "inf") || !strcmp(name, "infinity"))
        return graph_number(environment->graph, INFINITY);
    if (!strcmp(name, "n"))
        return dimension_node(environment);
    const struct definition *definition = find_definition(environment, name);
    if (definition)
        return apply_definition(environment, tree, definition);
    if (spelling_is_function(name) || spelling_is_reserved(name))
        return lower_fail(environment, tree, "%s is a function: write %s(…)", name, name), lower_mend_letters(environment, NULL);
    return lower_fail_unknown(environment, tree, false);
}

/* The value of a subtree that must be constant; not-a-number after an error. */
static double constant_of(struct environment *environment, const struct syntax *tree, const char *what)
{
    const node_id id = lower(environment, tree);
    if (failed(environment))
        return NAN;
    const struct node *node = &environment->graph->nodes[id];
    if (!node->constant || !isfinite(node->value)) {
        lower_fail(environment, tree, "%s must be constant", what);
        return NAN;
    }
    return node->value;
}

/* sum(i, first, last, term) and prod(…): unrolled. */
static node_id lower_series(struct environment *environment, const struct syntax *tree, enum operation operation)
{
    if (tree->child_count != 4 || tree->children[0]->kind != SYNTAX_NAME)
        return lower_fail(environment, tree, "%s is written %s(i, first, last, term in i)", tree->name, tree->name);
    const double first = constant_of(environment, tree->children[1], "the first index"),
                 last = constant_of(environment, tree->children[2], "the last index");
    if (failed(environment))
        return 0;
    if (first != floor(first) || last != floor(last))
        return lower_fail(environment, tree->children[first != floor(first) ? 1 : 2], "an index runs over whole numbers");
    if (last - first >= LOWER_MOST_VISITS)
        return lower_fail(environment, tree, "this %s has more than %d terms", tree->name, LOWER_MOST_VISITS);
    node_id total = 0;
    bool any = false;
    struct environment inner = *environment;
    for (double index = first; index <= last; index++) {
        const struct index_binding binding = {environment->indices, tree->children[0]->name, index};
        inner.indices = &binding;
        const node_id term = lower(&inner, tree->children[3]);
        if (failed(environment))
            return 0;
        total = any ? graph_node(environment->graph, operation, total, term, 0) : term;
        any = true;
    }
    return any ? total : graph_number(environment->graph, operation == OPERATION_ADD ? 0 : 1);
}

/* pick(i, first, second, …): the i-th of a list, which is how formulas carry tables of data. */
static node_id lower_choice(struct environment *environment, const struct syntax *tree)
{
    if (tree->child_count < 2)
        return lower_fail(environment, tree, "pick is written pick(i, first, second, …)");
    const double index = constant_of(environment, tree->children[0], "the index");
    if (failed(environment))
        return 0;
    if (index != floor(index) || index < 1 || index >= (double)tree->child_count)
        return lower_fail(environment, tree->children[0], "the index is %g: there are %zu to pick from, counted from 1", index,
                          tree->child_count - 1);
    return lower(environment, tree->children[(size_t)index]);
}

/* diff(expression, variable) or diff(expression, variable, order). */
static node_id lower_derivative(struct environment *environment, const struct syntax *tree)
{
    if (tree->child_count != 2 && tree->child_count != 3)
        return lower_fail(environment, tree, "diff is written diff(expression, variable) or diff(expression, variable, order)");
    node_id result = lower(environment, tree->children[0]);
    const node_id variable = failed(environment) ? 0 : lower(environment, tree->children[1]);
    if (failed(environment))
        return 0;
    if (environment->graph->nodes[variable].operation != OPERATION_VARIABLE)
        return lower_fail(environment, tree->children[1], "diff needs a variable here");
    const double order = tree->child_count == 3 ? constant_of(environment, tree->children[2], "the order") : 1;
    if (failed(environment))
        return 0;
    if (order != floor(order) || order < 0 || order > 8)
        return lower_fail(environment, tree->children[2], "the order of a derivative is 0 to 8");
    for (int i = 0; i < order && !environment->graph->full; i++)
        graph_gradient(environment->graph, result, &variable, 1, &result);
    return result;
}

/* A function that is a formula, at its operands. */
static node_id call_function(struct environment *environment, const struct syntax *tree, const struct function_row *row)
{
    struct environment inner = *environment;
    node_id operands[64];
    for (size_t i = 0; i < tree->child_count; i++) {
        operands[i] = lower(environment, tree->children[i]);
        if (failed(environment))
            return 0;
    }
    const struct syntax *formula = syntax_parse(environment->graph->arena, row->formula, environment->error);
    inner.indices = NULL;
    inner.coordinates = operands;
    inner.dimension = tree->child_count;
    inner.called = true;
    return formula ? lower(&inner, formula) : 0;
}

static node_id lower_call(struct environment *environment, const struct syntax *tree)
{
    const struct function_row *function = function_find(tree->name);
    if (function)
        return call_function(environment, tree, function);
    if (!strcmp(tree->name, "sum"))
        return lower_series(environment, tree, OPERATION_ADD);
    if (!strcmp(tree->name, "prod") || !strcmp(tree->name, "product"))
        return lower_series(environment, tree, OPERATION_MULTIPLY);
    if (!strcmp(tree->name, "diff"))
        return lower_derivative(environment, tree);
    if (!strcmp(tree->name, "pick"))
        return lower_choice(environment, tree);
    const struct definition *definition = find_definition(environment, tree->name);
    if (!definition)
        return lower_fail_unknown(environment, tree, true);
    node_id arguments[64];
    for (size_t i = 0; i < tree->child_count; i++) {
        arguments[i] = lower(environment, tree->children[i]);
        if (failed(environment))
            return 0;
    }
    return call_definition(environment, tree, definition, arguments, tree->child_count);
}

static node_id lower(struct environment *environment, const struct syntax *tree)
{
    struct graph *graph = environment->graph;
    if (++*environment->visits > LOWER_MOST_VISITS)
        return lower_fail(environment, tree, "the formula unrolls to more than %d operations", LOWER_MOST_VISITS);
    if (!graph_check(graph, environment->error))
        return 0;
    switch (tree->kind) {
    case SYNTAX_NUMBER:
        return graph_number(graph, tree->number);
    case SYNTAX_NAME:
        return lower_name(environment, tree);
    case SYNTAX_INDEX:
        if (strcmp(tree->name, "x"))
            return lower_fail_index(environment, tree);
        {
            const double index = constant_of(environment, tree->children[0], "an index");
            return failed(environment) ? 0 : coordinate(environment, tree, index);
        }
    case SYNTAX_CALL:
        return lower_call(environment, tree);
    case SYNTAX_GRID:
        return graph_spline(graph, grid_handle(tree->grid));
    case SYNTAX_OPERATION:
        break;
    }
    node_id operands[3] = {0};
    for (size_t i = 0; i < tree->child_count; i++) {
        operands[i] = lower(environment, tree->children[i]);
        if (failed(environment))
            return 0;
    }
    const bool of_order = tree->operation == OPERATION_BESSEL || tree->operation == OPERATION_POLYGAMMA;
    const struct node *order = &graph->nodes[operands[0]];
    if (of_order && (!order->constant || isnan(kernel_scalar(tree->operation, order->value, 0.5, 0))))
        return lower_fail(environment, tree->children[0], "the order, which stands first, is a whole number from %d to %d",
                          tree->operation == OPERATION_BESSEL ? -SPECIAL_MOST_BESSEL : 0,
                          tree->operation == OPERATION_BESSEL ? SPECIAL_MOST_BESSEL : SPECIAL_MOST_POLYGAMMA);
    return graph_node(graph, tree->operation, operands[0], operands[1], operands[2]);
}

bool syntax_lower(struct graph *graph, const struct syntax *tree, struct scope *scope, node_id *result, struct error *error)
{
    size_t visits = 0;
    struct parsed_definition parsed = {0};
    struct environment environment = {
        .graph = graph, .scope = scope, .error = error, .dimension = scope->dimension, .visits = &visits, .parsed = &parsed};
    *result = lower(&environment, tree);
    return error->code == ERROR_NONE && graph_check(graph, error);
}

bool syntax_constant(struct arena *arena, const char *text, double *value, struct error *error)
{
    const struct syntax *tree = syntax_parse(arena, text, error);
    if (!tree)
        return false;
    struct graph *graph = graph_create(arena);
    /* With every coordinate hidden, a variable is an unknown name: a number is wanted here. */
    struct scope scope = {.text = text, .is_number = true};
    node_id result;
    if (!syntax_lower(graph, tree, &scope, &result, error))
        return false;
    if (scope.highest || scope.uses_n || !graph->nodes[result].constant)
        return syntax_error(error, text, tree->position, "a number is wanted here, without variables");
    *value = graph->nodes[result].value;
    if (!isfinite(*value))
        return syntax_error(error, text, tree->position, "this is not a finite number");
    return true;
}
