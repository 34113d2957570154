/* Formulas of the public library: a landscape with a program for each order of derivatives, made when it is first asked for. */
#include "public/failure.h"

#include "landscape/landscape.h"

struct landscape_formula {
    struct arena *arena;
    struct landscape *landscape;
    struct program *programs[3]; /* by the order of derivatives */
};

struct formula_reading {
    struct landscape_formula *formula;
    const char *text;
    size_t dimension;
};

static bool read_formula(void *context, struct error *error)
{
    const struct formula_reading *reading = context;
    enum { SUGGESTED = 2 };
    size_t count;
    if (!landscape_resolve(reading->formula->arena, reading->text, reading->dimension, SUGGESTED, NULL, 0, &reading->formula->landscape, &count,
                           error))
        return error_blame(error, "f", reading->text);
    if (count == 1)
        return true;
    error_set(error, ERROR_INVALID, "one formula is wanted here, not %zu", count);
    return error_blame(error, "f", reading->text);
}

struct landscape_formula *landscape_formula_open(const char *f, size_t dimension, const struct landscape_limits *limits,
                                                 struct landscape_error *error)
{
    struct arena *arena = public_arena(limits);
    struct landscape_formula *formula = arena ? arena_try_allocate(arena, 1, sizeof *formula) : NULL;
    if (formula)
        formula->arena = arena;
    if (public_attempt(formula ? arena : NULL, read_formula, &(struct formula_reading){formula, f, dimension}, error))
        return formula;
    arena_destroy(arena);
    return NULL;
}

void landscape_formula_close(struct landscape_formula *formula)
{
    if (formula)
        arena_destroy(formula->arena);
}

size_t landscape_formula_dimension(const struct landscape_formula *formula)
{
    return formula->landscape->dimension;
}

const char *landscape_formula_text(const struct landscape_formula *formula)
{
    return formula->landscape->formula;
}

void landscape_formula_domain(const struct landscape_formula *formula, size_t coordinate, double *low, double *high)
{
    *low = formula->landscape->domain[coordinate][0];
    *high = formula->landscape->domain[coordinate][1];
}

struct formula_work {
    struct landscape_formula *formula;
    size_t count;
    const double *points;
    double *values, *gradients, *hessians;
};

/* Results of a block, outputs[output][point] in the order of landscape_program, to the caller's arrays. */
static void deal_out(const struct formula_work *work, size_t first, size_t count, double *const *outputs)
{
    const size_t n = work->formula->landscape->dimension;
    for (size_t i = 0; i < count; i++) {
        const size_t point = first + i;
        if (work->values)
            work->values[point] = outputs[0][i];
        for (size_t k = 0; work->gradients && k < n; k++)
            work->gradients[point * n + k] = outputs[1 + k][i];
        for (size_t j = 0, at = 1 + n; work->hessians && j < n; j++)
            for (size_t k = 0; k <= j; k++, at++)
                work->hessians[(point * n + j) * n + k] = work->hessians[(point * n + k) * n + j] = outputs[at][i];
    }
}

static double **rows(struct arena *arena, size_t count)
{
    double **rows = ARENA_NEW(arena, double *, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = ARENA_NEW(arena, double, PROGRAM_BLOCK);
    return rows;
}

static bool evaluate(void *context, struct error *error)
{
    const struct formula_work *work = context;
    struct landscape_formula *formula = work->formula;
    struct landscape *landscape = formula->landscape;
    const int order = work->hessians ? 2 : work->gradients ? 1 : 0;
    struct program **program = &formula->programs[order];
    if (!*program && (!landscape_differentiate(landscape, order, error) || !landscape_program(landscape, order, program, error)))
        return false;
    const size_t n = landscape->dimension;
    struct arena *block = arena_within(formula->arena);
    struct workspace *workspace = workspace_create(block, *program);
    double **inputs = rows(block, n), **outputs = rows(block, program_outputs(*program));
    for (size_t first = 0; first < work->count; first += PROGRAM_BLOCK) {
        const size_t count = work->count - first < PROGRAM_BLOCK ? work->count - first : PROGRAM_BLOCK;
        for (size_t k = 0; k < n; k++)
            for (size_t i = 0; i < count; i++)
                inputs[k][i] = work->points[(first + i) * n + k];
        program_run(*program, workspace, (const double *const *)inputs, outputs, count);
        deal_out(work, first, count, outputs);
    }
    arena_clear(block);
    return true;
}

bool landscape_formula_evaluate(struct landscape_formula *formula, size_t count, const double *points, double *values, double *gradients,
                                double *hessians, struct landscape_error *error)
{
    return public_attempt(formula->arena, evaluate, &(struct formula_work){formula, count, points, values, gradients, hessians}, error);
}
