/* The table of vocabularies, and two of them: the catalogue of landscapes and the functions of the expression language. */
#include "base/contract.h"
#include "base/text.h"
#include "expression/function.h"
#include "landscape/landscape.h"
#include "study/collections_learning.h"
#include "study/collections_optimize.h"

#include <string.h>

/* That in which domain, minimum and start of a landscape of n dimensions are listed beside their formulas: 2, or the only one in which its minimum is known. */
static size_t shown_dimension(const struct catalogue_row *row)
{
    return row->definition.dimension ? row->definition.dimension : row->only ? row->only : 2;
}

/* One pair a coordinate; of landscapes of more or of n dimensions one pair for all, and the pair customary in two dimensions where that differs. */
static void add_domain(struct arena *arena, struct value *entry, const struct catalogue_row *row)
{
    const size_t pairs = row->definition.dimension == 2 ? 2 : 1;
    struct value *domain = value_add(arena, entry, "domain", VALUE_LIST);
    if (row->extent) {
        struct landscape *landscape;
        size_t count;
        struct error error = {0};
        if (landscape_resolve(arena, row->definition.name, shown_dimension(row), 0, NULL, 0, &landscape, &count, &error))
            value_add_numbers(arena, domain, NULL, landscape->domain[0], 2);
        value_add_text(arena, entry, "domain_formula", arena_format(arena, "[-%s, %s]", row->extent, row->extent));
        return;
    }
    for (size_t i = 0; i < pairs; i++)
        value_add_numbers(arena, domain, NULL, row->domain[i], 2);
    if (row->planar[0] != row->planar[1])
        value_add_numbers(arena, entry, "planar_domain", row->planar, 2);
}

static void add_minimum(struct arena *arena, struct value *entry, const struct catalogue_row *row)
{
    const size_t dimension = shown_dimension(row);
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

static void add_start(struct arena *arena, struct value *entry, const struct catalogue_row *row)
{
    const size_t dimension = shown_dimension(row);
    double *point;
    if (!catalogue_start(arena, row, dimension, &point))
        return;
    value_add_numbers(arena, entry, "start", point, dimension);
    if (!row->definition.dimension)
        value_add_text(arena, entry, "start_formula", row->start);
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
    add_start(arena, entry, row);
    if (row->note)
        value_add_text(arena, entry, "note", row->note);
    value_add_text(arena, entry, "source", row->source);
}

static const char *landscape_name(size_t index)
{
    return index < catalogue_count ? catalogue[index].definition.name : NULL;
}

static void describe_landscape(struct arena *arena, struct value *entry, size_t index)
{
    add_landscape(arena, entry, &catalogue[index]);
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
    const int arity = row->arity;
    CONTRACT(arity <= 3);
    for (int i = 0; i < arity; i++)
        value_add_text(arena, derivatives, operands[i], row->derivatives[i] ? row->derivatives[i] : "0");
}

/* A call of the function with operands a, b, c, or a, b and so on, in TeX. */
static const char *typeset_call(struct arena *arena, const struct function_row *row)
{
    static const char *const operands[] = {"", "a", "a, b", "a, b, c"};
    struct buffer tex = {.arena = arena};
    struct error error = {0};
    const char *text = arena_format(arena, "%s(%s)", row->name, operands[row->arity ? row->arity : 2]);
    const struct syntax *call = syntax_parse(arena, text, &error);
    if (call)
        syntax_print(call, PRINT_TEX, &tex);
    return buffer_string(&tex);
}

/* A function that is a formula of others. */
static void add_formula(struct arena *arena, struct value *entry, const struct function_row *row)
{
    value_add_text(arena, entry, "name", row->name);
    if (row->arity)
        value_add_number(arena, entry, "operands", (double)row->arity);
    else
        value_add_text(arena, entry, "operands", "n");
    value_add_text(arena, entry, "written", "call");
    value_add_text(arena, entry, "tex", typeset_call(arena, row));
    value_add_text(arena, entry, "help", row->help);
    value_add_text(arena, entry, "formula", row->formula);
}

/* The operations that can be typed, up to the internal ones, which stand last; then the functions that are formulas. */
static size_t typed_operations(void)
{
    size_t count = 0;
    while (OPERATION_FIRST_COMPUTED + count < OPERATION_COUNT && operation_rows[OPERATION_FIRST_COMPUTED + count].help)
        count++;
    return count;
}

static const char *function_name(size_t index)
{
    const size_t operations = typed_operations();
    return index < operations                    ? operation_rows[OPERATION_FIRST_COMPUTED + index].name
           : index < operations + function_count ? function_rows[index - operations].name
                                                 : NULL;
}

static void describe_function(struct arena *arena, struct value *entry, size_t index)
{
    const size_t operations = typed_operations();
    if (index < operations)
        add_function(arena, entry, (enum operation)(OPERATION_FIRST_COMPUTED + index));
    else
        add_formula(arena, entry, &function_rows[index - operations]);
}

/* Functions have other names as well. */
static size_t find_function(const char *name)
{
    const enum operation operation = operation_find(name);
    const struct function_row *row = function_find(name);
    return operation != OPERATION_COUNT ? (size_t)operation - OPERATION_FIRST_COMPUTED
           : row                        ? typed_operations() + (size_t)(row - function_rows)
                                        : SIZE_MAX;
}

/* clang-format off */
const struct collection collections[] = {
    {"landscapes", "landscape", "The catalogue: formula, dimension, domain, known minima and source of each landscape.", landscape_name, describe_landscape, NULL},
    {"functions", "function", "The operators and functions of the expression language, with their derivatives, or the formula that defines them.", function_name, describe_function, find_function},
    {"optimizers", "optimizer", "The methods of descent: update rule, hyper-parameters with defaults, paper.", optimizer_name, describe_optimizer, NULL},
    {"schedules", "schedule", "The learning-rate schedules: formula and arguments with defaults.", schedule_name, describe_schedule, NULL},
    {"activations", "activation", "The activation functions of networks: formula and derivative.", activation_name, describe_activation, NULL},
    {"datasets", "dataset", "The data sets that networks learn from: what they are, their arguments with defaults, source and licence.", dataset_name, describe_dataset, NULL},
    {"networks", "network", "The networks that learn: shape and arguments with defaults.", network_name, describe_network, NULL},
    {"losses", "loss", "The losses of networks: what training makes small.", loss_name, describe_loss, NULL},
    {"distributions", "distribution", "The distributions of the datum in a risk: density and arguments with defaults.", distribution_name, describe_distribution, NULL},
};
/* clang-format on */
const size_t collection_count = sizeof collections / sizeof *collections;

static size_t find(const struct collection *collection, const char *name)
{
    if (collection->find)
        return collection->find(name);
    const char *candidate;
    for (size_t i = 0; (candidate = collection->name_at(i)); i++)
        if (!strcmp(candidate, name))
            return i;
    return SIZE_MAX;
}

struct value *collection_list(struct arena *arena, const struct collection *collection)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; collection->name_at(i); i++)
        collection->describe(arena, value_add(arena, list, NULL, VALUE_OBJECT), i);
    return list;
}

struct value *collection_item(struct arena *arena, const struct collection *collection, const char *name)
{
    const size_t index = find(collection, name);
    if (index == SIZE_MAX)
        return NULL;
    struct value *entry = value_object(arena);
    collection->describe(arena, entry, index);
    return entry;
}

const char *collection_nearest(const struct collection *collection, const char *name)
{
    const char *nearest = NULL, *candidate;
    for (size_t i = 0; (candidate = collection->name_at(i)); i++)
        text_nearest(name, candidate, &nearest);
    return nearest;
}
