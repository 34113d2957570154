/* Each point is evaluated five times in one block: itself and neighbours on either side along a direction that is no axis and no
 * diagonal, so that symmetric landscapes cannot hide from it. */
#include "analysis/critical.h"

#include "base/eigen.h"

#include <math.h>
#include <string.h>

enum { EVALUATIONS = 5, NEIGHBOURS = 1, NEARER_NEIGHBOURS = 3 }; /* the columns of a point: itself, two neighbours, two nearer ones */
static const double offsets[EVALUATIONS] = {0, 1e-5, -1e-5, 1e-8, -1e-8};
static const double critical_ratio = 1e-3, jump_ratio = 0.25, least_near_ratio = 1e-2, least_ratio = 1e-10;

const char *critical_kind_name(enum critical_kind kind)
{
    static const char *const names[] = {"regular", "minimum", "maximum", "saddle", "degenerate", "undefined"};
    return names[kind];
}

/* Whether eigenvalue k has a sign to speak of. */
static bool significant(size_t n, const struct critical_evidence *evidence, size_t k)
{
    const double *eigenvalues = evidence->eigenvalues, value = eigenvalues[k];
    if (!(fabs(value) > least_ratio * fmax(fabs(eigenvalues[0]), fabs(eigenvalues[n - 1])))) /* nor a not-a-number */
        return false;
    for (int side = 0; side < 2; side++) {
        const double near = evidence->near_eigenvalues[side][k];
        if (fabs(value) < least_near_ratio * fabs(near) || (near < 0 && value > 0) || (near > 0 && value < 0))
            return false;
    }
    return true;
}

enum critical_kind critical_classify(size_t n, const struct critical_evidence *evidence)
{
    if (!isfinite(evidence->gradient))
        return CRITICAL_UNDEFINED;
    if (evidence->gradient > critical_ratio * evidence->near_gradient)
        return CRITICAL_REGULAR;
    if (evidence->nearer_gradient > 0 && evidence->nearer_gradient >= jump_ratio * evidence->near_gradient)
        return CRITICAL_UNDEFINED;
    size_t negative = 0;
    for (size_t k = 0; k < n; k++) {
        if (!significant(n, evidence, k))
            return CRITICAL_DEGENERATE;
        negative += evidence->eigenvalues[k] < 0;
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

/* The Hessian of a column, both triangles, and its eigenvalues; `scratch` has as much room as the Hessian. */
static void decompose(size_t n, const double *const *triangle, size_t column, double *hessian, double *scratch, double *eigenvalues)
{
    for (size_t row = 0; row < n; row++)
        for (size_t k = 0; k <= row; k++)
            hessian[row * n + k] = hessian[k * n + row] = triangle[row * (row + 1) / 2 + k][column];
    memcpy(scratch, hessian, n * n * sizeof *scratch);
    symmetric_eigen(n, scratch, eigenvalues, NULL);
}

/* Where there is no value there is no slope, though the formula of the derivative may go on, as 1/x does left of log's domain. */
static void make_undefined(size_t n, double *gradient, double *hessian, double *eigenvalues)
{
    for (size_t i = 0; i < n * n; i++)
        gradient[i % n] = eigenvalues[i % n] = hessian[i] = NAN;
}

/* One point from its columns of the outputs; `scratch` is two matrices. */
static void judge(struct arena *arena, size_t n, const double *const *outputs, size_t column, double *scratch, struct inspection *inspection)
{
    const double *const *slopes = outputs + 1, *const *triangle = outputs + 1 + n, value = outputs[0][column];
    double *gradient = ARENA_NEW(arena, double, n), *eigenvalues = ARENA_NEW(arena, double, 3 * n), *hessian = ARENA_NEW(arena, double, n *n);
    struct critical_evidence evidence = {.gradient = norm(slopes, n, column), .eigenvalues = eigenvalues};
    for (size_t i = 0; i < n; i++)
        gradient[i] = slopes[i][column];
    evidence.near_gradient = larger(norm(slopes, n, column + NEIGHBOURS), norm(slopes, n, column + NEIGHBOURS + 1));
    evidence.nearer_gradient = larger(norm(slopes, n, column + NEARER_NEIGHBOURS), norm(slopes, n, column + NEARER_NEIGHBOURS + 1));
    decompose(n, triangle, column, hessian, scratch, eigenvalues);
    for (size_t side = 0; side < 2; side++) {
        double *near = eigenvalues + (1 + side) * n;
        decompose(n, triangle, column + NEIGHBOURS + side, scratch + n * n, scratch, near);
        evidence.near_eigenvalues[side] = near;
    }
    const enum critical_kind kind = isfinite(value) ? critical_classify(n, &evidence) : CRITICAL_UNDEFINED;
    if (!isfinite(value))
        make_undefined(n, gradient, hessian, eigenvalues);
    *inspection = (struct inspection){.value = value, .gradient = gradient, .hessian = hessian, .eigenvalues = eigenvalues, .kind = kind};
    inspection->flat = kind == CRITICAL_DEGENERATE && evidence.near_gradient == 0;
}

/* The columns of one point into the inputs. */
static void place(const struct landscape *landscape, const double *point, double *const *inputs, size_t column)
{
    for (size_t i = 0; i < landscape->dimension; i++) {
        const double scale = neighbour_scale(landscape->domain[i], i, point[i]);
        for (size_t k = 0; k < EVALUATIONS; k++)
            inputs[i][column + k] = point[i] + offsets[k] * scale;
    }
}

/* `count` arrays of `length` doubles. */
static double **arrays(struct arena *arena, size_t count, size_t length)
{
    double **list = ARENA_NEW(arena, double *, count);
    for (size_t i = 0; i < count; i++)
        list[i] = ARENA_NEW(arena, double, length);
    return list;
}

bool critical_inspect(struct arena *arena, struct landscape *landscape, const double *points, size_t count, struct inspection *inspections,
                      struct error *error)
{
    enum { CHUNK = PROGRAM_BLOCK / EVALUATIONS };
    const size_t n = landscape->dimension, chunk = count < CHUNK ? count : CHUNK;
    struct program *program;
    if (!landscape_program(landscape, 2, &program, error))
        return false;
    struct workspace *workspace = workspace_create(arena, program);
    double *scratch = ARENA_NEW(arena, double, 2 * n * n), **inputs = arrays(arena, n, EVALUATIONS * chunk),
           **outputs = arrays(arena, program_outputs(program), EVALUATIONS * chunk);
    for (size_t first = 0; first < count; first += chunk) {
        const size_t block = count - first < chunk ? count - first : chunk;
        for (size_t k = 0; k < block; k++)
            place(landscape, points + (first + k) * n, inputs, EVALUATIONS * k);
        program_run(program, workspace, (const double *const *)inputs, outputs, EVALUATIONS * block);
        for (size_t k = 0; k < block; k++)
            judge(arena, n, (const double *const *)outputs, EVALUATIONS * k, scratch, &inspections[first + k]);
    }
    return true;
}
