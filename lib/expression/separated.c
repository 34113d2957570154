#include "expression/separated.h"

enum { MOST = 32 }; /* nodes that a variable tells */

struct separated {
    size_t variables, outputs, axes[2], counts[2];
    node_id given[2 * MOST]; /* the nodes that one of the two variables tells, by the other, which they do not depend on */
    const struct program *parts[2], *rest;
};

struct separated *separated_compile(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables,
                                    const size_t axes[2], double work)
{
    static const double most_left = 0.75; /* of the work; rows are shorter than blocks, and numbers are written along them */
    struct separated *separated = ARENA_NEW(arena, struct separated, 1);
    *separated = (struct separated){.variables = variables, .outputs = count, .axes = {axes[0], axes[1]}};
    size_t given = 0;
    for (size_t k = 0; k < 2; k++) {
        node_id found[MOST];
        const uint32_t other = (uint32_t)axes[1 - k];
        const size_t most = program_invariants(arena, graph, outputs, count, other, other + 1, found, MOST), before = given;
        if (most > MOST)
            return NULL;
        for (size_t i = 0; i < most; i++) {
            bool known = false; /* what neither tells */
            for (size_t j = 0; j < before; j++)
                known = known || separated->given[j] == found[i];
            if (!known)
                separated->given[given++] = found[i];
        }
        separated->counts[k] = given - before;
        separated->parts[k] = program_compile(arena, graph, separated->given + before, given - before, variables);
    }
    separated->rest = program_compile_given(arena, graph, outputs, count, variables, separated->given, given);
    return program_work(separated->rest) <= most_left * work ? separated : NULL;
}

/* `count` places along a variable, or what it is everywhere. */
static double *along(struct arena *arena, const double *places, double everywhere, size_t count)
{
    double *values = ARENA_ROOM(arena, double, count);
    for (size_t i = 0; i < count; i++)
        values[i] = places ? places[i] : everywhere;
    return values;
}

/* The values of the nodes that one variable tells, at its places. */
static double **run_part(struct arena *arena, const struct separated *separated, size_t k, const double *origin, const double *places, size_t count)
{
    const double **inputs = ARENA_NEW(arena, const double *, separated->variables);
    double **values = ARENA_NEW(arena, double *, separated->counts[k] + 1);
    for (size_t d = 0; d < separated->variables; d++)
        inputs[d] = along(arena, d == separated->axes[k] ? places : NULL, origin ? origin[d] : 0, count);
    for (size_t i = 0; i < separated->counts[k]; i++)
        values[i] = ARENA_ROOM(arena, double, count);
    program_run(separated->parts[k], workspace_create(arena, separated->parts[k]), inputs, values, count);
    return values;
}

void separated_run(struct arena *arena, const struct separated *separated, const double *origin, const double *x, size_t columns, const double *y,
                   size_t rows, double *const *values)
{
    double **of_x = run_part(arena, separated, 0, origin, x, columns), **of_y = run_part(arena, separated, 1, origin, y, rows);
    const size_t known = separated->variables + separated->counts[0];
    const double **inputs = ARENA_NEW(arena, const double *, known + separated->counts[1]);
    double **constant = ARENA_NEW(arena, double *, separated->counts[1] + 1); /* along a row */
    double **outputs = ARENA_NEW(arena, double *, separated->outputs);
    struct workspace *workspace = workspace_create(arena, separated->rest);
    double *const row_y = along(arena, NULL, 0, columns);
    for (size_t d = 0; d < separated->variables; d++)
        inputs[d] = d == separated->axes[1] ? row_y : along(arena, d == separated->axes[0] ? x : NULL, origin ? origin[d] : 0, columns);
    for (size_t i = 0; i < separated->counts[0]; i++)
        inputs[separated->variables + i] = of_x[i];
    for (size_t i = 0; i < separated->counts[1]; i++)
        inputs[known + i] = constant[i] = ARENA_ROOM(arena, double, columns);
    for (size_t row = 0; row < rows; row++) {
        for (size_t k = 0; k < separated->outputs; k++)
            outputs[k] = values[k] + row * columns;
        for (size_t k = 0; k < columns; k++)
            row_y[k] = y[row];
        for (size_t i = 0; i < separated->counts[1]; i++)
            for (size_t k = 0; k < columns; k++)
                constant[i][k] = of_y[i][row];
        program_run(separated->rest, workspace, inputs, outputs, columns);
    }
}
