/* From the text of `f` to graphs: finds the dimension the text implies, then lowers at that dimension. */
#include "landscape/landscape.h"

#include "base/buffer.h"
#include "expression/foreign.h"
#include "expression/grid.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PRINTED = 2000, MOST_HESSIAN_DIMENSION = 200 };
static const double fallback_domain[2] = {-5, 5};

/* The first catalogue function in the tree, whose domain a formula made of it inherits. */
static const struct catalogue_row *row_within(const struct syntax *tree)
{
    const struct catalogue_row *row = tree->kind == SYNTAX_CALL || tree->kind == SYNTAX_NAME ? catalogue_find(tree->name) : NULL;
    for (size_t i = 0; i < tree->child_count && !row; i++)
        row = row_within(tree->children[i]);
    return row;
}

/* The first grid in the tree, outside of which the formula is undefined; null if there is none. */
static const struct grid_values *grid_within(const struct syntax *tree)
{
    const struct grid_values *values = tree->kind == SYNTAX_GRID ? grid_values(tree->grid) : NULL;
    for (size_t i = 0; i < tree->child_count && !values; i++)
        values = grid_within(tree->children[i]);
    return values;
}

const char *coordinate_name(struct arena *arena, size_t dimension, size_t i)
{
    return dimension <= 2 ? i ? "y" : "x" : arena_format(arena, "x%zu", i + 1);
}

/* The value of a formula in n and i. */
static double formula_value(struct arena *arena, const char *text, size_t n, size_t i)
{
    struct error error = {0};
    struct graph *graph = graph_create(arena);
    const struct named_node names[] = {{"n", graph_number(graph, (double)n)}, {"i", graph_number(graph, (double)i)}};
    struct scope scope = {.names = names, .name_count = 2};
    const struct syntax *tree = syntax_parse(arena, text, &error);
    node_id node = 0;
    return tree && syntax_lower(graph, tree, &scope, &node, &error) ? graph->nodes[node].value : 0;
}

static void set_domain(struct arena *arena, struct landscape *landscape, const struct catalogue_row *row)
{
    const size_t dimension = landscape->dimension;
    const struct grid_values *grid = row ? NULL : grid_within(landscape->tree);
    landscape->domain = arena_allocate(arena, dimension, sizeof *landscape->domain);
    const bool fits = row && (row->definition.dimension == 0 || row->definition.dimension == dimension);
    const double half = fits && row->extent ? formula_value(arena, row->extent, dimension, 1) : 0, extent[2] = {-half, half};
    landscape->domain_known = fits || (grid && dimension == 2);
    for (size_t i = 0; i < dimension; i++) {
        const double *pair = !fits ? fallback_domain : row->definition.dimension == 2 ? row->domain[i] : row->domain[0];
        if (fits && dimension == 2 && row->planar[0] != row->planar[1])
            pair = row->planar;
        if (fits && row->extent)
            pair = extent;
        if (grid && i < 2)
            pair = i ? grid->y : grid->x;
        landscape->domain[i][0] = pair[0];
        landscape->domain[i][1] = pair[1];
    }
}

static const char *printed(struct arena *arena, const struct syntax *tree, enum print_style style)
{
    struct buffer text = {.arena = arena};
    syntax_print(tree, style, &text);
    return buffer_string(&text);
}

/* The trees of the list, catalogue names replaced by their formulas. */
static bool parse(struct arena *arena, const char *text, struct landscape *landscapes, size_t *count, struct error *error)
{
    struct syntax **trees = syntax_parse_list(arena, text, count, error);
    for (size_t i = 0; trees && i < *count; i++) {
        struct landscape *landscape = &landscapes[i];
        landscape->row = trees[i]->kind == SYNTAX_NAME ? catalogue_find(trees[i]->name) : NULL;
        landscape->name = landscape->row ? landscape->row->definition.name : NULL;
        const struct catalogue_formula *known = landscape->row ? catalogue_formula(landscape->row) : NULL;
        landscape->tree = known ? known->tree : landscape->row ? syntax_parse(arena, landscape->row->definition.formula, error) : trees[i];
        if (!landscape->tree)
            return false;
        landscape->formula = known ? known->text : printed(arena, landscape->tree, PRINT_TEXT);
        landscape->readable = known ? known->readable : printed(arena, landscape->tree, PRINT_READABLE);
        landscape->label = landscape->name ? landscape->name : landscape->readable;
    }
    return trees != NULL;
}

/* What the texts imply together where n is `assumed` (0: 2): a guess at their dimension, the graph made of them with that many variables, the highest
 * coordinate named, whether one asks for n, and whether there is one that is not in the graph, as it cannot be before the dimension is known. */
struct implied {
    size_t assumed, guess;
    struct graph *graph;
    size_t highest;
    bool open, partial;
};

/* The highest coordinate that a tree names by a letter or with its number; `open` where it may name more, or asks for n. */
static size_t guessed_dimension(const struct syntax *tree, size_t open)
{
    const char *name = tree->kind == SYNTAX_NAME ? tree->name : "";
    size_t highest = tree->kind == SYNTAX_INDEX || !strcmp(name, "n") ? open : 0;
    if (name[0] >= 'x' && name[0] <= 'z' && !name[1])
        highest = (size_t)(name[0] - 'x') + 1;
    for (size_t i = 0; i < tree->child_count; i++) {
        const size_t within = guessed_dimension(tree->children[i], open);
        highest = within > highest ? within : highest;
    }
    return highest;
}

static bool imply_dimension(struct arena *arena, const char *text, size_t demanded, struct landscape *landscapes, size_t count,
                            const struct named_node *names, size_t name_count, struct implied *implied, struct error *error)
{
    struct graph *graph = implied->graph = graph_create(arena);
    struct named_node *named = ARENA_NEW(arena, struct named_node, name_count + 1);
    implied->guess = demanded && demanded <= LOWER_MOST_DIMENSION ? demanded : 1;
    for (size_t i = 0; i < count && !demanded; i++) {
        const size_t guess = guessed_dimension(landscapes[i].tree, implied->assumed ? implied->assumed : 2);
        implied->guess = guess > implied->guess ? guess : implied->guess;
    }
    for (size_t i = 0; i < implied->guess; i++)
        graph_variable(graph, (uint32_t)i);
    for (size_t i = 0; i < name_count; i++)
        named[i] = (struct named_node){names[i].name, graph_variable(graph, (uint32_t)(LOWER_MOST_DIMENSION + i))};
    implied->partial = name_count > 0;
    for (size_t i = 0; i < count; i++) {
        if (landscapes[i].row && landscapes[i].row->definition.dimension == 0) {
            implied->open = implied->partial = true;
            continue;
        }
        struct scope scope = {.text = landscapes[i].row ? NULL : text,
                              .assumed = implied->assumed,
                              .names = named,
                              .name_count = name_count,
                              .definitions = &catalogue_definitions};
        if (!syntax_lower(graph, landscapes[i].tree, &scope, &landscapes[i].value, error))
            return false;
        implied->open = implied->open || scope.uses_n;
        implied->highest = scope.highest > implied->highest ? scope.highest : implied->highest;
    }
    return true;
}

/* Whether the graph of what was implied is that of the dimension chosen. */
static bool is_as_implied(const struct implied *implied, size_t dimension)
{
    const size_t n = implied->assumed ? implied->assumed : 2;
    return !implied->partial && dimension == implied->guess && (!implied->open || dimension == n);
}

static bool choose_dimension(size_t demanded, size_t suggested, size_t highest, bool open, size_t *dimension, struct error *error)
{
    *dimension = demanded ? demanded : open ? (suggested ? suggested : 2) : highest ? highest : 1;
    if (*dimension < highest) {
        if (demanded)
            return error_set(error, ERROR_INVALID, "the formula names coordinate %zu, but there are only %zu", highest, demanded);
        *dimension = highest;
    }
    if (*dimension > LOWER_MOST_DIMENSION)
        return error_set(error, ERROR_INVALID, "%zu dimensions are more than %d", *dimension, LOWER_MOST_DIMENSION);
    return true;
}

static bool resolve(struct arena *arena, const char *text, size_t dimension, size_t suggested, const char *const *extra_names, size_t extra_count,
                    struct landscape **landscapes, size_t *count, struct error *error)
{
    struct landscape *list = ARENA_NEW(arena, struct landscape, LANDSCAPE_MOST);
    struct named_node *names = ARENA_NEW(arena, struct named_node, extra_count + 1);
    struct implied implied = {.assumed = dimension ? dimension : suggested};
    if (!parse(arena, text, list, count, error))
        return false;
    for (size_t i = 0; i < extra_count; i++)
        names[i].name = extra_names[i];
    if (!imply_dimension(arena, text, dimension, list, *count, names, extra_count, &implied, error) ||
        !choose_dimension(dimension, suggested, implied.highest, implied.open, &dimension, error))
        return false;

    const bool as_implied = is_as_implied(&implied, dimension);
    struct graph *graph = as_implied ? implied.graph : graph_create(arena);
    for (size_t i = 0; i < dimension; i++)
        graph_variable(graph, (uint32_t)i);
    for (size_t i = 0; i < extra_count; i++)
        names[i].node = graph_variable(graph, (uint32_t)(dimension + i));
    for (size_t i = 0; i < *count; i++) {
        struct landscape *landscape = &list[i];
        const size_t fixed = landscape->row ? landscape->row->definition.dimension : 0;
        if (fixed && fixed != dimension)
            return error_set(error, ERROR_INVALID, "%s is %zu-dimensional, not %zu-dimensional", landscape->name, fixed, dimension);
        struct scope scope = {.text = landscape->row ? NULL : text,
                              .dimension = dimension,
                              .names = names,
                              .name_count = extra_count,
                              .definitions = &catalogue_definitions};
        landscape->dimension = dimension;
        landscape->graph = graph;
        if (!as_implied && !syntax_lower(graph, landscape->tree, &scope, &landscape->value, error))
            return false;
        set_domain(arena, landscape, landscape->row ? landscape->row : row_within(landscape->tree));
    }
    *landscapes = list;
    return true;
}

/* The letters and digits of a name, in small letters. */
static const char *bare_name(struct arena *arena, const char *name)
{
    struct buffer bare = {.arena = arena};
    for (; *name; name++)
        if (isalnum((unsigned char)*name))
            buffer_character(&bare, (char)tolower((unsigned char)*name));
    return buffer_string(&bare);
}

const char *landscape_meant(struct arena *arena, const char *text)
{
    static const char *const suffixes[] = {"function", "sfunction", "testfunction", "landscape", "valley", "png", "svg", "json", "csv"};
    enum { LEAST = 4 };
    const char *bare = bare_name(arena, text), *begun = NULL;
    const size_t length = strlen(bare);
    const struct definition *definition;
    if (length < LEAST || strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-.'") != strlen(text))
        return NULL;
    for (size_t i = 0; (definition = catalogue_definitions.at(i)); i++) {
        const char *known = bare_name(arena, definition->name);
        const size_t common = strlen(known) < length ? strlen(known) : length;
        if (strncmp(known, bare, common) != 0)
            continue;
        if (!strcmp(known, bare))
            return definition->name;
        for (size_t k = 0; common >= LEAST && k < sizeof suffixes / sizeof *suffixes; k++)
            if (!strcmp(bare + common, suffixes[k]))
                return definition->name;
        begun = common == length && !begun ? definition->name : common == length ? "" : begun;
    }
    return begun && *begun ? begun : NULL;
}

/* Whether a text that was written anew from another language's is accepted, or is after what mends it; then in *text. */
static bool resolve_mended(struct arena *arena, const char **text, size_t dimension, size_t suggested, const char *const *extra_names,
                           size_t extra_count, struct landscape **landscapes, size_t *count)
{
    enum { MOST_CHANGES = 4 };
    for (int i = 0; i < MOST_CHANGES && *text; i++) {
        struct error error = {0};
        if (resolve(arena, *text, dimension, suggested, extra_names, extra_count, landscapes, count, &error))
            return true;
        *text = error_mended(arena, *text, &error);
    }
    return false;
}

bool landscape_resolve(struct arena *arena, const char *text, size_t dimension, size_t suggested, const char *const *extra_names, size_t extra_count,
                       struct landscape **landscapes, size_t *count, struct error *error)
{
    if (resolve(arena, text, dimension, suggested, extra_names, extra_count, landscapes, count, error))
        return true;
    const char *ours = landscape_meant(arena, text);
    ours = ours ? ours : foreign_rewrite(arena, text);
    if (ours && resolve_mended(arena, &ours, dimension, suggested, extra_names, extra_count, landscapes, count)) {
        error->edit.known = false; /* a guess at one word, where the whole is known */
        error_mend(error, 0, strlen(text), ours);
    }
    return false;
}

bool landscape_differentiate(struct landscape *landscape, int order, struct error *error)
{
    struct graph *graph = landscape->graph;
    const size_t n = landscape->dimension;
    node_id *variables = ARENA_NEW(graph->arena, node_id, n);
    for (size_t i = 0; i < n; i++)
        variables[i] = graph_variable(graph, (uint32_t)i);
    if (order >= 1 && !landscape->gradient) {
        landscape->gradient = ARENA_NEW(graph->arena, node_id, n);
        graph_gradient(graph, landscape->value, variables, n, landscape->gradient);
    }
    if (order >= 2 && !landscape->hessian) {
        if (n > MOST_HESSIAN_DIMENSION)
            return error_set(error, ERROR_TOO_MUCH, "a Hessian of %zu dimensions is more than the %d allowed", n, MOST_HESSIAN_DIMENSION);
        landscape->hessian = ARENA_NEW(graph->arena, node_id, n * (n + 1) / 2);
        for (size_t row = 0; row < n && !graph->full; row++)
            graph_gradient(graph, landscape->gradient[row], variables, row + 1, landscape->hessian + row * (row + 1) / 2);
    }
    return graph_check(graph, error);
}

struct landscape *landscape_negate(const struct landscape *landscape)
{
    struct arena *arena = landscape->graph->arena;
    struct landscape *negated = ARENA_NEW(arena, struct landscape, 1);
    *negated = *landscape;
    negated->name = NULL;
    negated->row = NULL;
    negated->formula = arena_format(arena, "-(%s)", landscape->formula);
    negated->readable = arena_format(arena, "−(%s)", landscape->readable);
    negated->label = arena_format(arena, "−(%s)", landscape->label);
    negated->negated = true;
    negated->value = graph_node(landscape->graph, OPERATION_NEGATE, landscape->value, 0, 0);
    negated->gradient = negated->hessian = NULL;
    return negated;
}

bool landscape_program(struct landscape *landscape, int order, struct program **program, struct error *error)
{
    if (!landscape_differentiate(landscape, order, error))
        return false;
    const size_t n = landscape->dimension, triangle = n * (n + 1) / 2;
    const size_t count = 1 + (order >= 1 ? n : 0) + (order >= 2 ? triangle : 0);
    node_id *outputs = ARENA_NEW(landscape->graph->arena, node_id, count);
    outputs[0] = landscape->value;
    if (order >= 1)
        memcpy(outputs + 1, landscape->gradient, n * sizeof *outputs);
    if (order >= 2)
        memcpy(outputs + 1 + n, landscape->hessian, triangle * sizeof *outputs);
    *program = program_compile(landscape->graph->arena, landscape->graph, outputs, count, n);
    return true;
}

struct program *landscape_rounding_program(struct landscape *landscape, int order)
{
    enum { MOST_ROUNDED_NODES = 1 << 16, NODES_EACH = 16 }; /* nodes that a bound may add for every node below it */
    const size_t n = landscape->dimension, triangle = n * (n + 1) / 2;
    const size_t count = 1 + (order >= 1 ? n : 0) + (order >= 2 ? triangle : 0);
    struct graph *graph = landscape->graph;
    if (NODES_EACH * count * graph->count > MOST_ROUNDED_NODES)
        return NULL;
    node_id *bounds = ARENA_NEW(graph->arena, node_id, count);
    for (size_t i = 0; i < count; i++)
        bounds[i] = graph_rounding(graph, i == 0 ? landscape->value : i <= n ? landscape->gradient[i - 1] : landscape->hessian[i - 1 - n]);
    return graph->full ? NULL : program_compile(graph->arena, graph, bounds, count, n);
}

const char *landscape_formula(const struct landscape *landscape, node_id node, enum print_style style)
{
    const struct syntax *tree = graph_syntax(landscape->graph, node, landscape->dimension, MOST_PRINTED);
    return tree ? printed(landscape->graph->arena, tree, style) : NULL;
}

/* Points as rows of the catalogue have them: coordinates separated by commas, or for n dimensions one formula in i a point. False if the row has
 * another dimension. */
static bool read_points(struct arena *arena, const struct catalogue_row *row, const char *text, size_t dimension, double **points, size_t *count)
{
    const bool listed = row->definition.dimension != 0;
    if (listed && dimension != row->definition.dimension)
        return false;
    *count = 1;
    for (const char *at = text; *at; at++)
        *count += *at == ';';
    *points = ARENA_NEW(arena, double, *count *dimension);
    const char *at = text;
    for (size_t i = 0; i < *count * dimension; i++) {
        const size_t length = strcspn(at, listed ? ",;" : ";");
        (*points)[i] = formula_value(arena, arena_copy(arena, at, length), dimension, i % dimension + 1);
        if (listed || i % dimension == dimension - 1)
            at += length + (at[length] != 0);
    }
    return true;
}

bool catalogue_minimum(struct arena *arena, const struct catalogue_row *row, size_t dimension, double *value, double **points, size_t *count)
{
    if ((row->only && dimension != row->only) || (row->most && dimension > row->most))
        return false;
    *value = formula_value(arena, row->minimum, dimension, 1);
    return read_points(arena, row, row->minimizers, dimension, points, count);
}

bool catalogue_start(struct arena *arena, const struct catalogue_row *row, size_t dimension, double **point)
{
    size_t count;
    return row->start && read_points(arena, row, row->start, dimension, point, &count);
}
