/* What names may be: the catalogue of landscapes and the functions of the expression language. */
#include "base/text.h"
#include "landscape/landscape.h"
#include "study/collections_optimize.h"

#include <string.h>

/* One pair a coordinate; of n-dimensional landscapes one pair for all, and the pair customary in two dimensions where that differs. */
static void add_domain(struct arena *arena, struct value *entry, const struct catalogue_row *row)
{
    const size_t pairs = row->definition.dimension ? row->definition.dimension : 1;
    struct value *domain = value_add(arena, entry, "domain", VALUE_LIST);
    for (size_t i = 0; i < pairs; i++)
        value_add_numbers(arena, domain, NULL, row->domain[i], 2);
    if (row->planar[0] != row->planar[1])
        value_add_numbers(arena, entry, "planar_domain", row->planar, 2);
}

static void add_minimum(struct arena *arena, struct value *entry, const struct catalogue_row *row)
{
    const size_t dimension = row->definition.dimension ? row->definition.dimension : 2;
    double value, *points;
    size_t count;
    if (!catalogue_minimum(arena, row, dimension, &value, &points, &count))
        return;
    struct value *minimum = value_add(arena, entry, "minimum", VALUE_OBJECT);
    value_add_number(arena, minimum, "value", value);
    struct value *at = value_add(arena, minimum, "at", VALUE_LIST);
    for (size_t i = 0; i < count; i++)
        value_add_numbers(arena, at, NULL, points + i * dimension, dimension);
    if (!row->definition.dimension) {
        value_add_number(arena, minimum, "dimension", (double)dimension);
        value_add_text(arena, minimum, "value_formula", row->minimum);
        value_add_text(arena, minimum, "coordinate_formula", row->minimizers);
    }
}

static void add_landscape(struct arena *arena, struct value *entry, const struct catalogue_row *row)
{
    struct landscape *landscape;
    size_t count;
    struct error error = {0};
    value_add_text(arena, entry, "name", row->definition.name);
    if (row->definition.dimension)
        value_add_number(arena, entry, "dimension", (double)row->definition.dimension);
    else
        value_add_text(arena, entry, "dimension", "n");
    value_add_text(arena, entry, "formula", row->definition.formula);
    if (landscape_resolve(arena, row->definition.name, 0, 0, NULL, 0, &landscape, &count, &error)) {
        struct buffer tex = {.arena = arena};
        syntax_print(landscape->tree, PRINT_TEX, &tex);
        value_add_text(arena, entry, "tex", buffer_string(&tex));
        value_add_text(arena, entry, "readable", landscape->readable);
    }
    add_domain(arena, entry, row);
    add_minimum(arena, entry, row);
    if (row->note)
        value_add_text(arena, entry, "note", row->note);
    value_add_text(arena, entry, "source", row->source);
}

static struct value *list_landscapes(struct arena *arena)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < catalogue_count; i++)
        add_landscape(arena, value_add(arena, list, NULL, VALUE_OBJECT), &catalogue[i]);
    return list;
}

static struct value *find_landscape(struct arena *arena, const char *name)
{
    const struct catalogue_row *row = catalogue_find(name);
    if (!row)
        return NULL;
    struct value *entry = value_object(arena);
    add_landscape(arena, entry, row);
    return entry;
}

static const char *nearest_landscape(const char *name)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < catalogue_count; i++)
        text_nearest(name, catalogue[i].definition.name, &nearest);
    return nearest;
}

static void add_function(struct arena *arena, struct value *entry, enum operation operation)
{
    static const char *const operands[] = {"a", "b", "c"};
    const struct operation_row *row = &operation_rows[operation];
    value_add_text(arena, entry, "name", row->name);
    value_add_number(arena, entry, "operands", row->arity);
    value_add_text(arena, entry, "written",
                   infix_of(operation) && row->arity == 2                        ? "infix"
                   : operation == OPERATION_NEGATE || operation == OPERATION_NOT ? "prefix"
                                                                                 : "call");
    value_add_text(arena, entry, "tex", row->tex);
    value_add_text(arena, entry, "help", row->help);
    struct value *derivatives = value_add(arena, entry, "derivatives", VALUE_OBJECT);
    for (int i = 0; i < row->arity; i++)
        value_add_text(arena, derivatives, operands[i], row->derivatives[i] ? row->derivatives[i] : "0");
}

static struct value *list_functions(struct arena *arena)
{
    struct value *list = value_list(arena);
    for (enum operation operation = OPERATION_FIRST_COMPUTED; operation < OPERATION_COUNT; operation++)
        add_function(arena, value_add(arena, list, NULL, VALUE_OBJECT), operation);
    return list;
}

static struct value *find_function(struct arena *arena, const char *name)
{
    const enum operation operation = operation_find(name);
    if (operation == OPERATION_COUNT)
        return NULL;
    struct value *entry = value_object(arena);
    add_function(arena, entry, operation);
    return entry;
}

static const char *nearest_function(const char *name)
{
    const char *nearest = NULL;
    for (enum operation operation = OPERATION_FIRST_COMPUTED; operation < OPERATION_COUNT; operation++)
        text_nearest(name, operation_rows[operation].name, &nearest);
    return nearest;
}

const struct collection collections[] = {
    {"landscapes", "landscape", "The catalogue: formula, dimension, domain, known minima and source of each landscape.", list_landscapes,
     find_landscape, nearest_landscape},
    {"functions", "function", "The operators and functions of the expression language, with their derivatives.", list_functions, find_function,
     nearest_function},
    {"optimizers", "optimizer", "The methods of descent: update rule, hyper-parameters with defaults, paper.", optimizers_list, optimizers_item,
     optimizers_nearest},
    {"schedules", "schedule", "The learning-rate schedules: formula and arguments with defaults.", schedules_list, schedules_item, schedules_nearest},
    {"activations", "activation", "The activation functions of networks: formula and derivative.", activations_list, activations_item,
     activations_nearest},
};
const size_t collection_count = sizeof collections / sizeof *collections;
