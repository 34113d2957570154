/* Each point is evaluated five times in one block: itself and neighbours on either side along a direction that is no axis and no
 * diagonal, so that symmetric landscapes cannot hide from it. */
#include "analysis/critical.h"

#include "analysis/eigen.h"

#include <math.h>

enum { EVALUATIONS = 5, NEIGHBOURS = 1, NEARER_NEIGHBOURS = 3 }; /* the columns of a point: itself, two neighbours, two nearer ones */
static const double offsets[EVALUATIONS] = {0, 1e-5, -1e-5, 1e-8, -1e-8};
static const double critical_ratio = 1e-3, jump_ratio = 0.25, least_ratio = 1e-10;

const char *critical_kind_name(enum critical_kind kind)
{
    static const char *const names[] = {"regular", "minimum", "maximum", "saddle", "degenerate", "undefined"};
    return names[kind];
}

enum critical_kind critical_classify(size_t n, const struct critical_evidence *evidence)
{
    const double *eigenvalues = evidence->eigenvalues, largest = fmax(fabs(eigenvalues[0]), fabs(eigenvalues[n - 1]));
    if (!isfinite(evidence->gradient))
        return CRITICAL_UNDEFINED;
    if (evidence->gradient > critical_ratio * evidence->near_gradient)
        return CRITICAL_REGULAR;
    if (evidence->nearer_gradient > 0 && evidence->nearer_gradient >= jump_ratio * evidence->near_gradient)
        return CRITICAL_UNDEFINED;
    size_t negative = 0;
    for (size_t i = 0; i < n; i++) {
        /* written so that a not-a-number is degenerate, too */
        if (!(fabs(eigenvalues[i]) > evidence->hessian_change && fabs(eigenvalues[i]) > least_ratio * largest))
            return CRITICAL_DEGENERATE;
        negative += eigenvalues[i] < 0;
    }
    return negative == 0 ? CRITICAL_MINIMUM : negative == n ? CRITICAL_MAXIMUM : CRITICAL_SADDLE;
}

/* The unit of the neighbours' offsets in coordinate i. */
static double neighbour_scale(const double range[2], size_t i, double x)
{
    const double direction = 1 - 0.381966011250105 * (double)(i % 2) - 0.1 * (double)(i % 3);
    return direction * fmin(fmax(1, fabs(x)), range[1] - range[0]);
}

static double norm(const double *const *components, size_t n, size_t column)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum = hypot(sum, components[i][column]);
    return sum;
}

/* The larger of two numbers, of which those that are not finite do not count. */
static double larger(double a, double b)
{
    return fmax(isfinite(a) ? a : 0, isfinite(b) ? b : 0);
}

/* One point from its columns of the outputs. */
static void judge(struct arena *arena, size_t n, const double *const *outputs, size_t column, struct inspection *inspection)
{
    const double *const *slopes = outputs + 1, *const *curvatures = outputs + 1 + n;
    double *gradient = ARENA_NEW(arena, double, n), *hessian = ARENA_NEW(arena, double, n *n), *eigenvalues = ARENA_NEW(arena, double, n);
    struct critical_evidence evidence = {.gradient = norm(slopes, n, column), .eigenvalues = eigenvalues};
    for (size_t i = 0; i < n; i++)
        gradient[i] = slopes[i][column];
    for (size_t row = 0, entry = 0; row < n; row++)
        for (size_t k = 0; k <= row; k++, entry++) {
            const double *at = curvatures[entry] + column;
            hessian[row * n + k] = hessian[k * n + row] = at[0];
            evidence.hessian_change = fmax(evidence.hessian_change, larger(fabs(at[NEIGHBOURS] - at[0]), fabs(at[NEIGHBOURS + 1] - at[0])));
        }
    symmetric_eigenvalues(arena, n, hessian, eigenvalues);
    evidence.near_gradient = larger(norm(slopes, n, column + NEIGHBOURS), norm(slopes, n, column + NEIGHBOURS + 1));
    evidence.nearer_gradient = larger(norm(slopes, n, column + NEARER_NEIGHBOURS), norm(slopes, n, column + NEARER_NEIGHBOURS + 1));
    const double value = outputs[0][column];
    const enum critical_kind kind = isfinite(value) ? critical_classify(n, &evidence) : CRITICAL_UNDEFINED;
    *inspection = (struct inspection){.value = value, .gradient = gradient, .hessian = hessian, .eigenvalues = eigenvalues, .kind = kind};
}

bool critical_inspect(struct arena *arena, struct landscape *landscape, const double *points, size_t count, struct inspection *inspections,
                      struct error *error)
{
    const size_t n = landscape->dimension, output_count = 1 + n + n * (n + 1) / 2, columns = EVALUATIONS * count;
    struct program *program;
    if (!landscape_program(landscape, 2, &program, error))
        return false;
    struct workspace *workspace = workspace_create(arena, program);
    double **inputs = ARENA_NEW(arena, double *, n), **outputs = ARENA_NEW(arena, double *, output_count);
    for (size_t i = 0; i < n; i++) {
        inputs[i] = ARENA_NEW(arena, double, columns);
        for (size_t column = 0; column < columns; column++) {
            const double x = points[column / EVALUATIONS * n + i];
            inputs[i][column] = x + offsets[column % EVALUATIONS] * neighbour_scale(landscape->domain[i], i, x);
        }
    }
    for (size_t i = 0; i < output_count; i++)
        outputs[i] = ARENA_NEW(arena, double, columns);
    program_run(program, workspace, (const double *const *)inputs, outputs, columns);
    for (size_t k = 0; k < count; k++)
        judge(arena, n, (const double *const *)outputs, EVALUATIONS * k, &inspections[k]);
    return true;
}
