/* Values on a grid: the spline through them is scipy's, bounds hold and shrink, text reads as it was printed, and studies take it as any formula. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "expression/grid.h"
#include "expression/interval.h"
#include "expression/print.h"
#include "expression/program.h"
#include "tests/unit/arena.h"
#include "tests/unit/ask.h"
#include "tests/unit/landscapes.h"
#include "tests/unit/reference.h"

static double uniform(uint64_t stream, uint64_t index)
{
    return random_uniform(11, random_stream(RANDOM_START, stream), index);
}

static void append_interval(struct buffer *text, const cJSON *ends)
{
    buffer_format(text, "%.17g:%.17g,", ends->child->valuedouble, ends->child->next->valuedouble);
}

/* The formula of a case of grid.json. */
static const char *formula_of(struct arena *arena, const cJSON *of)
{
    struct buffer text = {.arena = arena};
    buffer_text(&text, "grid(");
    append_interval(&text, cJSON_GetObjectItem(of, "x"));
    append_interval(&text, cJSON_GetObjectItem(of, "y"));
    const cJSON *row, *z;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(of, "z"))
    {
        cJSON_ArrayForEach(z, row) buffer_format(&text, "%s%.17g", z == row->child ? "" : ",", z->valuedouble);
        buffer_text(&text, row->next ? ";" : ")");
    }
    return buffer_string(&text);
}

/* f, f_x, f_y, f_xx, f_xy and f_yy as nodes. */
static void derivatives_of(const struct landscape *landscape, node_id nodes[6])
{
    struct graph *graph = landscape->graph;
    const node_id variables[2] = {graph_variable(graph, 0), graph_variable(graph, 1)};
    node_id rows[2];
    nodes[0] = landscape->value;
    graph_gradient(graph, nodes[0], variables, 2, nodes + 1);
    graph_gradient(graph, nodes[1], variables, 2, nodes + 3);
    graph_gradient(graph, nodes[2], variables, 2, rows);
    nodes[5] = rows[1];
}

struct evaluator {
    const struct program *program;
    struct workspace *workspace;
};

static struct evaluator evaluator_of(struct arena *arena, const struct landscape *landscape, const node_id nodes[6])
{
    struct program *program = program_compile(arena, landscape->graph, nodes, 6, 2);
    return (struct evaluator){program, workspace_create(arena, program)};
}

static void evaluate(const struct evaluator *evaluator, const double at[2], double values[6])
{
    double *outputs[6];
    for (size_t i = 0; i < 6; i++)
        outputs[i] = values + i;
    program_run(evaluator->program, evaluator->workspace, (const double *const[]){&at[0], &at[1]}, outputs, 1);
}

/* In units of what the derivative can be: values over spacings to its order. */
static double scale_of(const cJSON *of, int derivative)
{
    static const int orders[][2] = {{0, 0}, {1, 0}, {0, 1}, {2, 0}, {1, 1}, {0, 2}};
    const cJSON *x = cJSON_GetObjectItem(of, "x"), *y = cJSON_GetObjectItem(of, "y"), *z = cJSON_GetObjectItem(of, "z");
    const double across = (x->child->next->valuedouble - x->child->valuedouble) / (cJSON_GetArraySize(z->child) - 1);
    const double up = (y->child->next->valuedouble - y->child->valuedouble) / (cJSON_GetArraySize(z) - 1);
    return 1 / (pow(across, orders[derivative][0]) * pow(up, orders[derivative][1]));
}

static void test_reference(void *arena)
{
    cJSON *file = reference_read("grid.json");
    const cJSON *of, *at;
    size_t compared = 0;
    cJSON_ArrayForEach(of, cJSON_GetObjectItem(file, "cases"))
    {
        const char *formula = formula_of(arena, of);
        const struct landscape *landscape = resolve(arena, formula, 0);
        node_id nodes[6];
        derivatives_of(landscape, nodes);
        const struct evaluator evaluator = evaluator_of(arena, landscape, nodes);
        const cJSON *expected = cJSON_GetObjectItem(of, "values")->child;
        cJSON_ArrayForEach(at, cJSON_GetObjectItem(of, "at"))
        {
            double values[6];
            evaluate(&evaluator, (double[2]){at->child->valuedouble, at->child->next->valuedouble}, values);
            for (int k = 0; k < 6; k++) {
                const cJSON *one = cJSON_GetArrayItem(expected, k);
                if (cJSON_IsNull(one))
                    continue;
                if (!(fabs(values[k] - one->valuedouble) <= 1e-11 * scale_of(of, k)))
                    fail_msg("%.40s…: derivative %d at (%g, %g) is %.17g, not %.17g", formula, k, at->child->valuedouble,
                             at->child->next->valuedouble, values[k], one->valuedouble);
                compared++;
            }
            expected = expected->next;
        }
    }
    assert_true(compared > 1500);
    cJSON_Delete(file);
}

/* Random values on a grid of so many points. */
static const char *random_grid(struct arena *arena, uint64_t stream, size_t columns, size_t rows)
{
    struct buffer text = {.arena = arena};
    buffer_text(&text, "grid(-1:2,0:5");
    for (size_t i = 0; i < columns * rows; i++)
        buffer_format(&text, "%c%.3f", i && i % columns == 0 ? ';' : ',', 2 * uniform(stream, i) - 1);
    buffer_text(&text, ")");
    return buffer_string(&text);
}

/* A part of the grid's interval, or one that reaches out of it; small ones, too. */
static struct enclosure random_interval(double low, double high, uint64_t stream, uint64_t index)
{
    const double width = (high - low) * pow(10, -4 * uniform(stream, 3 * index)),
                 from = low - 0.1 + (high - low + 0.2) * uniform(stream, 3 * index + 1);
    return enclosure_between(from, from + width * uniform(stream, 3 * index + 2));
}

static void test_bounds(void *arena)
{
    static const size_t shapes[][2] = {{2, 2}, {3, 5}, {4, 4}, {9, 6}, {30, 25}};
    size_t empty = 0, tight = 0;
    for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
        const struct landscape *landscape = resolve(arena, random_grid(arena, shape, shapes[shape][0], shapes[shape][1]), 0);
        node_id nodes[6];
        derivatives_of(landscape, nodes);
        const struct evaluator evaluator = evaluator_of(arena, landscape, nodes);
        struct interval_program *program = interval_compile(arena, landscape->graph, nodes, 6, 2);
        for (uint64_t i = 0; i < 400; i++) {
            const struct enclosure box[2] = {random_interval(-1, 2, 10 * shape + 100, i), random_interval(0, 5, 10 * shape + 101, i)};
            struct enclosure bounds[6];
            interval_run(program, box, bounds);
            for (uint64_t point = 0; point < 8; point++) {
                const double u = point < 2 ? (double)point : uniform(3 + shape, 16 * i + point),
                             v = point < 2 ? (double)point : uniform(4 + shape, 16 * i + point);
                const double at[2] = {fmin(box[0].low + u * (box[0].high - box[0].low), box[0].high),
                                      fmin(box[1].low + v * (box[1].high - box[1].low), box[1].high)};
                double values[6];
                evaluate(&evaluator, at, values);
                for (int k = 0; k < 6; k++) {
                    if (isnan(values[k]) ? !bounds[k].partial && !enclosure_empty(&bounds[k]) : !enclosure_holds(&bounds[k], values[k]))
                        fail_msg("%zu × %zu: derivative %d at (%.17g, %.17g) is %.17g, not in [%.17g, %.17g]", shapes[shape][0], shapes[shape][1], k,
                                 at[0], at[1], values[k], bounds[k].low, bounds[k].high);
                }
            }
            empty += enclosure_empty(&bounds[0]);
            /* Over a small box the bounds are as narrow as the box. */
            const double size = fmax(box[0].high - box[0].low, box[1].high - box[1].low);
            if (!enclosure_empty(&bounds[0]) && size < 0.01 && shape < 4) {
                assert_true(bounds[0].high - bounds[0].low < 100 * size + 1e-12);
                tight++;
            }
        }
    }
    assert_true(empty > 10 && tight > 100);
}

/* What is printed as text is read as the same function; lines are rows. */
static void test_text(void *arena)
{
    static const char *const same[][2] = {
        {"grid(-1:1,0:2,1,2,3;4,5,6)", "grid(-1:1,0:2,1,2,3;4,5,6)"},
        {" grid ( -1 : 1 , 0:2,\n1, 2, 3\r\n+4,5e0,6\n)", "grid(-1:1,0:2,1,2,3;4,5,6)"},
        {"grid(-1:1,0:2,1,2,3;4,5,6;)", "grid(-1:1,0:2,1,2,3;4,5,6)"},
        {"2grid(0:1,0:1,0,−1;1e-3,0.5)+x", "2*grid(0:1,0:1,0,-1;0.001,0.5) + x"},
        {"-grid(0:1,0:1,1,2;3,4)^2", "-grid(0:1,0:1,1,2;3,4)^2"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct error error = {0};
        for (int k = 0; k < 2; k++) {
            const struct syntax *tree = syntax_parse(arena, same[i][k], &error);
            struct buffer text = {.arena = arena};
            if (!tree)
                fail_msg("%s: %s", same[i][k], error.detail);
            syntax_print(tree, PRINT_TEXT, &text);
            assert_string_equal(buffer_string(&text), same[i][1]);
        }
    }
}

static void test_derivatives_as_text(void *arena)
{
    const struct landscape *landscape = resolve(arena, "grid(-1:1,0:2,1,2,3,1;4,5,6,0;7,1,1,2;0,0,1,1)", 0);
    node_id nodes[6];
    derivatives_of(landscape, nodes);
    static const char *const readable[] = {"grid(x, y)", "grid_x(x, y)", "grid_y(x, y)", "grid_xx(x, y)", "grid_xy(x, y)", "grid_yy(x, y)"};
    for (int k = 0; k < 6; k++) {
        struct buffer shown = {.arena = arena}, text = {.arena = arena};
        const struct syntax *tree = graph_syntax(landscape->graph, nodes[k], 2, 100);
        syntax_print(tree, PRINT_READABLE, &shown);
        assert_string_equal(buffer_string(&shown), readable[k]);
        syntax_print(tree, PRINT_TEXT, &text);
        const struct landscape *again = resolve(arena, buffer_string(&text), 2);
        node_id others[6];
        double values[6], expected[6];
        derivatives_of(again, others);
        const struct evaluator one = evaluator_of(arena, again, others), other = evaluator_of(arena, landscape, nodes);
        evaluate(&one, (double[2]){0.3, 0.7}, values);
        evaluate(&other, (double[2]){0.3, 0.7}, expected);
        assert_true(values[0] == expected[k]);
    }
}

static void test_errors(void *arena)
{
    static const struct {
        const char *formula, *says;
    } rows[] = {
        {"grid(1,2)", "a grid begins with its intervals"},
        {"grid(0:1)", "expected ',' behind the interval of x"},
        {"grid(0:1,1:0,1,2;3,4)", "from its lower end to its upper one"},
        {"grid(1:1,0:1,1,2;3,4)", "from its lower end to its upper one"},
        {"grid(0:1,0:1,1,2;3)", "row 2 of the grid has 1 value, the first has 2"},
        {"grid(0:1,0:1,1,2)", "two rows and two columns at least, here 1 and 2"},
        {"grid(0:1,0:1,1;2)", "two rows and two columns at least, here 2 and 1"},
        {"grid(0:1,0:1,1,nan;3,4)", "a value of a grid is a number"},
        {"grid(0:1,0:1,1,;3,4)", "a value of a grid is a number"},
        {"grid(0:1,0:1,1,2;3,1e301)", "at most 1e300"},
        {"grid(0:1,0:1,1,2;3,1..2)", "a value of a grid is a number"},
        {"grid(0:1,0:1,1 2;3,4)", "expected ',' between values"},
        {"grid(0:1,0:1,1,2;3,4", "never closed"},
        {"grid(0:1,0:1,)", "a value of a grid is a number"},
        {"grid", "grid"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct landscape *landscapes;
        struct error error = {0};
        size_t count;
        assert_false(landscape_resolve(arena, rows[i].formula, 0, 0, NULL, 0, &landscapes, &count, &error));
        if (!strstr(error.detail, rows[i].says))
            fail_msg("%s: %s", rows[i].formula, error.detail);
    }
}

/* Its box is the grid's, rotation keeps its points, and its list of critical points is proved. */
static void test_studies(void *arena)
{
    struct buffer f = {.arena = arena};
    buffer_text(&f, "grid(-2:2,-1:3");
    for (int row = 0; row < 21; row++)
        for (int column = 0; column < 21; column++) {
            const double x = -2 + 0.2 * column, y = -1 + 0.2 * row;
            buffer_format(&f, "%c%.6f", column ? ',' : row ? ';' : ',', cos(2 * x) + (y - 1) * (y - 1));
        }
    buffer_text(&f, ")");
    const char *query = arena_format(arena, "f=%s", buffer_string(&f));
    const struct answer points = ask_well(arena, "critical-points", query);
    assert_string_equal(value_find(points.description.facts, "complete")->text, "proved");
    assert_int_equal(points.description.columns.items[0].count, 3); /* two valleys and the saddle between them */
    for (size_t k = 0; k < 3; k++) {
        const double x = points.description.columns.items[0].numbers[k], y = points.description.columns.items[1].numbers[k];
        assert_true(fabs(y - 1) < 1e-4 && fmin(fabs(x), fabs(fabs(x) - 1.5707963)) < 1e-3);
    }
    const struct answer picture = ask_well(arena, "landscape", query);
    assert_true(picture.description.grid.x[0] == -2 && picture.description.grid.y[picture.description.grid.rows - 1] == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_reference),           unit_test_in_arena(test_bounds), unit_test_in_arena(test_text),
        unit_test_in_arena(test_derivatives_as_text), unit_test_in_arena(test_errors), unit_test_in_arena(test_studies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
