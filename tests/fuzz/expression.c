/* Fuzzes the expression language: what parses prints as text that means the same, and its derivatives can be taken, compiled, evaluated and
 * shown. */
#include "tests/fuzz/forms.h"
#include "tests/fuzz/fuzz.h"

#include "base/text.h"
#include "expression/mathml.h"
#include "expression/packed.h"
#include "expression/print.h"
#include "landscape/catalogue.h"

#include <math.h>
#include <string.h>

enum { ARENA_BYTES = 24 << 20, MOST_VARIABLES = 4, MOST_NODES_SHOWN = 300 };

static const double places[] = {0, 1, -1, 0.5, 3, -2.5, 1e-8, 1e5, 1e300, -1e-300, 3.141592653589793};
enum { PLACES = sizeof places / sizeof *places };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    return 0;
}

static void check_error(const struct error *error)
{
    PROMISE(error->code != ERROR_NONE, "a refusal without an error");
    PROMISE(*error->detail, "a refusal without a sentence");
    PROMISE(text_is_utf8(error->detail, strlen(error->detail)), "a sentence that is not UTF-8: %s", error->detail);
}

static const char *printed(struct arena *arena, const struct syntax *tree, enum print_style style)
{
    struct buffer text = {.arena = arena};
    syntax_print(tree, style, &text);
    return buffer_string(&text);
}

static void check_shown(struct arena *arena, const struct syntax *tree)
{
    const char *readable = printed(arena, tree, PRINT_READABLE), *tex = printed(arena, tree, PRINT_TEX);
    struct buffer mathml = {.arena = arena};
    PROMISE(text_is_utf8(readable, strlen(readable)), "not UTF-8: %s", readable);
    const char *fault = tex_fault(tex);
    PROMISE(!fault, "%s in the TeX %s", fault, tex);
    mathml_from_tex(tex, true, &mathml);
    fault = xml_fault(buffer_string(&mathml), mathml.length);
    PROMISE(!fault, "%s in the MathML %s", fault, buffer_string(&mathml));
}

/* The tree of the text that the tree prints as; null if that text is too long or nested too deep to be read, which is no fault of a printer. */
static struct syntax *read_back(struct arena *arena, const struct syntax *tree)
{
    const char *text = printed(arena, tree, PRINT_TEXT);
    struct error error = {0};
    struct syntax *again = syntax_parse(arena, text, &error);
    PROMISE(again || strlen(text) > SYNTAX_MOST_BYTES || strstr(error.detail, "nested"), "'%s' is printed and not read back: %s", text, error.detail);
    return again;
}

static bool lower_at(struct graph *graph, const struct syntax *tree, size_t dimension, struct scope *scope, node_id *result)
{
    struct error error = {0};
    *scope = (struct scope){.dimension = dimension, .definitions = &catalogue_definitions};
    const bool lowered = syntax_lower(graph, tree, scope, result, &error);
    if (!lowered)
        check_error(&error);
    return lowered;
}

static void check_same(const double *values, double *const *outputs, size_t count, size_t place, const char *how)
{
    for (size_t i = 0; i < count; i++)
        PROMISE(!memcmp(&values[i], &outputs[i][place], sizeof(double)) || (isnan(values[i]) && isnan(outputs[i][place])),
                "output %zu at place %zu is %.17g %s and %.17g in a block", i, place, values[i], how, outputs[i][place]);
}

/* outputs[output][place], evaluated in one block and then point by point, by packs, too, which must agree to the bit. */
static void evaluate(struct arena *arena, const struct graph *graph, const node_id *ids, size_t count, size_t variables, double **outputs)
{
    struct program *program = program_compile(arena, graph, ids, count, variables);
    struct workspace *workspace = workspace_create(arena, program);
    struct packed *packed = packed_create(arena, program);
    double inputs[MOST_VARIABLES][PLACES];
    const double *rows[MOST_VARIABLES];
    for (size_t i = 0; i < variables; i++) {
        for (size_t k = 0; k < PLACES; k++)
            inputs[i][k] = places[(k + 3 * i) % PLACES];
        rows[i] = inputs[i];
    }
    program_run(program, workspace, rows, outputs, PLACES);
    for (size_t k = 0; k < PLACES; k++) {
        const double *point[MOST_VARIABLES];
        double alone[MOST_VARIABLES + 1], *alone_rows[MOST_VARIABLES + 1];
        for (size_t i = 0; i < variables; i++)
            point[i] = &inputs[i][k];
        for (size_t i = 0; i < count; i++)
            alone_rows[i] = &alone[i];
        program_run(program, workspace, point, alone_rows, 1);
        check_same(alone, outputs, count, k, "alone");
        if (packed) {
            packed_run(packed, point, alone_rows, 1);
            check_same(alone, outputs, count, k, "by packs");
        }
    }
}

/* A node written out, read back and lowered as it stands has the same values: it is what a user is shown as a derivative. Its products are plain ones
 * when read back, which an exact 0 beside an infinity does not win; so quotients of them would be rewritten that the chain rule left alone. */
static void check_written_out(struct arena *arena, struct graph *graph, node_id id, size_t variables, const double *values)
{
    struct syntax *tree = graph_syntax(graph, id, variables, MOST_NODES_SHOWN);
    struct syntax *again = tree ? read_back(arena, tree) : NULL;
    struct scope scope;
    double *outputs[1] = {ARENA_NEW(arena, double, PLACES)};
    if (!again)
        return;
    check_shown(arena, tree);
    struct graph *bare = graph_create_bare(arena);
    PROMISE(lower_at(bare, again, variables, &scope, &id), "'%s' is printed and means nothing", printed(arena, tree, PRINT_TEXT));
    evaluate(arena, bare, &id, 1, variables, outputs);
    for (size_t k = 0; k < PLACES; k++)
        PROMISE(outputs[0][k] == values[k] || isnan(outputs[0][k]), "'%s' is %.17g at place %zu, and %.17g read back",
                printed(arena, tree, PRINT_TEXT), values[k], k, outputs[0][k]);
}

static void check_derivatives(struct arena *arena, struct graph *graph, node_id id, size_t variables)
{
    node_id ids[MOST_VARIABLES + 1] = {id}, coordinates[MOST_VARIABLES];
    double *outputs[MOST_VARIABLES + 1];
    struct error error = {0};
    for (size_t i = 0; i < variables; i++)
        coordinates[i] = graph_variable(graph, (uint32_t)i);
    graph_gradient(graph, id, coordinates, variables, ids + 1);
    if (!graph_check(graph, &error))
        return;
    for (size_t i = 0; i <= variables; i++)
        outputs[i] = ARENA_NEW(arena, double, PLACES);
    evaluate(arena, graph, ids, variables + 1, variables, outputs);
    for (size_t i = 0; i <= variables; i++)
        check_written_out(arena, graph, ids[i], variables, outputs[i]);
}

static void check_tree(struct arena *arena, const struct syntax *tree)
{
    struct graph *graph = graph_create(arena);
    struct scope scope;
    node_id id, again_id;
    check_shown(arena, tree);
    const struct syntax *again = read_back(arena, tree);
    if (!lower_at(graph, tree, 0, &scope, &id))
        return;
    const size_t open = scope.uses_n ? 2 : 1, variables = scope.highest > open ? scope.highest : open;
    if (variables > MOST_VARIABLES || !lower_at(graph, tree, variables, &scope, &id))
        return;
    if (again) {
        const char *text = printed(arena, tree, PRINT_TEXT), *text_again = printed(arena, again, PRINT_TEXT);
        PROMISE(!strcmp(text, text_again), "'%s' is read back and printed as '%s'", text, text_again);
        PROMISE(lower_at(graph, again, variables, &scope, &again_id), "'%s' means nothing when read back", text);
        PROMISE(id == again_id, "'%s' is another graph when read back", text);
    }
    check_derivatives(arena, graph, id, variables);
}

static void fuzz(void *context)
{
    const struct fuzz_input *input = context;
    struct error error = {0}, error_of_number = {0};
    size_t count;
    double value;
    if (syntax_constant(input->arena, input->text, &value, &error_of_number))
        PROMISE(isfinite(value), "a constant that is not finite: %s", input->text);
    else
        check_error(&error_of_number);
    struct syntax **trees = syntax_parse_list(input->arena, input->text, &count, &error);
    if (!trees)
        check_error(&error);
    for (size_t i = 0; trees && i < count; i++)
        check_tree(input->arena, trees[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, ARENA_BYTES, fuzz);
}
